"""Pages that scripts draw: one Chromium, shut in, whose only way out is a proxy of ours.

For web/client.py, which asks for a drawn page as for any other. Read browser.py first, then drawing.py.
"""
