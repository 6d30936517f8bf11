"""Feeds, for kinds that read one: RSS, Atom, RDF and JSON Feed; and which feeds a web page names.

Read `reading` first (what is known is cut out), then `parsing` (the rest becomes items).
"""
