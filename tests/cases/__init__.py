"""Inputs that broke a watch, here or elsewhere, each played by real polls on a real state: `make cases` prints the table.

A case is a function with `@case(kind, title, expected)` in a `test_*.py` beside this file: it plays its polls in the `Lab`
that it is given, and returns in a few words what came of them. The last line of such a file makes tests of its cases.
"""
