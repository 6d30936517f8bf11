"""Talkwalker Alerts: what was published about a search, with its outlet and an excerpt."""

from __future__ import annotations

from veille_plugins.mailbox.shapes import Sender, Shape

SENDER = Sender(
    name="Talkwalker",
    addresses=("talkwalker.com",),
    shapes=(Shape(path=r"", not_hosts=("talkwalker.com",), order=("outlet",), jobs=False),),
    topic=r"(?:Talkwalker Alerts?|Alerte)\s*[-–—:]?\s*[\"“«\[]?\s*([^\"”»\]]+)",
)
