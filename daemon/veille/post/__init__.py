"""Decides what is sent to whom, and when: what is owed becomes alerts, digests, first letters and health notes.

For app.py, which calls it after each event and each minute. Read scheduler.py first, then alerts.py.
"""
