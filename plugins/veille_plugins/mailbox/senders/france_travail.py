"""France Travail (once Pôle emploi): subscriptions to a search."""

from __future__ import annotations

from veille_plugins.mailbox.shapes import Sender, Shape

SENDER = Sender(
    name="France Travail",
    addresses=("francetravail.fr", "francetravail.net", "pole-emploi.fr", "pole-emploi.net"),
    shapes=(
        Shape(
            hosts=("francetravail.fr", "pole-emploi.fr"),
            path=r"/offres/(?:recherche|emploi)/(?:detail/)?(?:[\w-]+/)*(?P<ref>\d{3}[0-9A-Z]{4})\b",
            url="https://candidat.francetravail.fr/offres/recherche/detail/{ref}",
            reference=True,
        ),
    ),
)
