"""APEC: alerts of openings for managers."""

from __future__ import annotations

from veille_plugins.mailbox.shapes import Sender, Shape

SENDER = Sender(
    name="APEC",
    addresses=("apec.fr",),
    shapes=(
        Shape(
            hosts=("apec.fr",),
            path=r"/(?:detail-offre|offre)/(?P<ref>\d{6,}[A-Z]?)\b",
            url="https://www.apec.fr/candidat/recherche-emploi.html/emploi/detail-offre/{ref}",
            reference=True,
        ),
    ),
)
