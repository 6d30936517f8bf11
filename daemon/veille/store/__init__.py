"""The database: its schema and migrations, the one writer, and all the SQL, a module a table or a question.

For watch/, post/ and the commands, which read and write through its functions. Read schema.py first, then writer.py.
"""
