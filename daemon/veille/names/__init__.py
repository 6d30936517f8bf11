"""People and companies in texts: where they stand, verdicts with reasons, what was learnt, expected namesakes. Pure.

For watch/, which judges new items with it, and for the commands on names. Read finder.py first, then verdict.py.
"""
