"""What a letter says: decided from facts, purely (`…_letter`), then laid out in the reader's words (`…_layout`).

For post/, which gathers the facts, and render/, which writes a layout out. Read alert.py first: a letter whole; letter.py
holds what letters are, layout.py what they are laid out in, compose.py which layout is whose.
"""
