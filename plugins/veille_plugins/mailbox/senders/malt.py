"""Malt: missions proposed to a freelancer."""

from __future__ import annotations

from veille_plugins.mailbox.shapes import Sender, Shape

SENDER = Sender(
    name="Malt",
    addresses=("malt.*",),
    shapes=(
        Shape(
            hosts=("malt.*",),
            path=r"/(?:project|projects|opportunit(?:y|ies)|client-project-offers?|mission)s?/(?P<ref>[\w-]{8,})",
        ),
    ),
    about=(r"^(?:[\w-]+\.)*malt\.\w+/",),
)
