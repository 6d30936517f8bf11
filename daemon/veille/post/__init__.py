"""Who is told what, when: what is owed becomes alerts, digests, first letters and words on health, as messages.

For app.py, which asks after each event and each minute. Read scheduler.py first, then alerts.py.
"""
