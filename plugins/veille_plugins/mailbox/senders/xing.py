"""Xing: alerts of openings in German-speaking countries."""

from __future__ import annotations

from veille_plugins.mailbox.shapes import Sender, Shape

SENDER = Sender(
    name="Xing",
    addresses=("xing.com",),
    shapes=(Shape(hosts=("xing.com",), path=r"/jobs/(?:[^/?]*-)?(?P<ref>\d{6,})"),),
)
