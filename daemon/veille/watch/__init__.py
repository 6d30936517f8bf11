"""A poll, from what a source says to the commit: identity, what is new, decisions, one transaction.

For app.py, which runs what is due. Read poll.py first, then outcome.py and batch.py.
"""
