"""French and English: every sentence that a reader receives, and the typography of numbers, lists, days and hours.

For letters/ and render/, which take every sentence from here. Read words.py first.
"""
