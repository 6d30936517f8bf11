"""Google Scholar: new articles and citations, with authors, journal and an excerpt."""

from __future__ import annotations

from veille_plugins.mailbox.shapes import Sender, Shape

SENDER = Sender(
    name="Google Scholar",
    addresses=("scholaralerts-noreply@google.com", "scholarcitations-noreply@google.com"),
    shapes=(Shape(path=r"", not_hosts=("scholar.google.com",), order=("author",), jobs=False),),
    topic=r"^[\"“«\[]?\s*(.+?)\s*[\"”»\]]?\s*[-–—]\s*(?:new|nouve)",
)
