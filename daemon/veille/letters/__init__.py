"""What a letter says, before it is in a form: entries in sections, then a layout of lines. One or two files a letter.

For post/, which decides when one is made, and render/, which draws it. Read letter.py first, then alert and layout.
"""
