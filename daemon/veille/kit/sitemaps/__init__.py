"""Sitemaps, for kinds that read one: the document, which of an index are read, what is told of it, where a site has it."""
