"""Who is told what, when: what is owed becomes alerts, digests, first letters and words on health, as messages.

For app.py, which asks after each event and each minute. Read office.py first, then alerts.py.
"""
