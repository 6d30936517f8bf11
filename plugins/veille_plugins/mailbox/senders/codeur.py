"""Codeur.com: projects for freelancers."""

from __future__ import annotations

from veille_plugins.mailbox.shapes import Sender, Shape

SENDER = Sender(
    name="Codeur",
    addresses=("codeur.com",),
    shapes=(Shape(hosts=("codeur.com",), path=r"/projects/(?P<ref>\d+)", order=()),),
)
