"""Free-Work: missions and openings in computing."""

from __future__ import annotations

from veille_plugins.mailbox.shapes import Sender, Shape

SENDER = Sender(
    name="Free-Work",
    addresses=("free-work.com",),
    shapes=(Shape(hosts=("free-work.com",), path=r"/job-mission/(?P<ref>[^/?]+)"),),
)
