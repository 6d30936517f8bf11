"""Letters in their forms: plain text, HTML, chat, and the pages of a folder, all with the same content.

For post/, which makes messages, and send/, which lays out folders. Read render.py first; the markup is in templates/.
"""
