"""Text as everything else compares it: folded, its inclusive spellings one word, its addresses canonical. Pure.

For matching, names and the store. Read fold.py first: what is folded, and how the way back to the original is kept.
"""
