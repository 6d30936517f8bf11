"""People and companies in texts: where they stand, who is meant and why, what was learnt, who else is called so. Pure.

For watch/, which judges new items with it, and for the commands on names. Read finder.py first, then verdict.py.
"""
