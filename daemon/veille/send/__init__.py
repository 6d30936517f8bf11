"""What is in the outbox leaves: a worker for each recipient, by mail, Apprise or folder, and every attempt kept.

For app.py, which rings its bell, and post/, which says a word past the outbox. Read deliver.py first, then outcome.py.
"""
