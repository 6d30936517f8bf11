"""French and English: every sentence that a reader receives, and the typography of numbers, lists, days and hours.

For letters/ and render/, which say nothing in words of their own. Read words.py first.
"""
