"""Cadremploi: alerts of openings for managers."""

from __future__ import annotations

from veille_plugins.mailbox.shapes import Sender, Shape

SENDER = Sender(
    name="Cadremploi",
    addresses=("cadremploi.fr",),
    shapes=(
        Shape(
            hosts=("cadremploi.fr",),
            path=r"/detail_offre\?(?:.*&)?offreId=(?P<ref>\d+)",
            url="https://www.cadremploi.fr/emploi/detail_offre?offreId={ref}",
            reference=True,
        ),
    ),
)
