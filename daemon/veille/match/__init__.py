"""What matters among items: rules, stories, openings on several boards; and to whom it is owed. Pure.

For watch/, which decides with it inside a poll. Read decide.py first, then query.py for the language of rules.
"""
