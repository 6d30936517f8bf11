"""The demonstration: the real daemon on a recorded web; every outlet, article and person is invented.

For `veille demo` and newcomers. Read play.py first; the recordings are in feeds/ and places/.
"""
