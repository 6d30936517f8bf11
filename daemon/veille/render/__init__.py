"""Letters in their forms: plain text, HTML, chat, and the pages of a folder, all with the same content.

For post/, which makes messages, and send/, which lays out folders. Read forms.py first; the markup is in templates/.
"""
