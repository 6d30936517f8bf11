"""Welcome to the Jungle: alerts of openings, where the employer stands in the address too."""

from __future__ import annotations

from veille_plugins.mailbox.shapes import Sender, Shape

SENDER = Sender(
    name="Welcome to the Jungle",
    addresses=("welcometothejungle.com", "wttj.co", "welcomekit.co"),
    shapes=(
        Shape(
            hosts=("welcometothejungle.com", "wttj.co"),
            path=r"/companies/(?P<company>[^/?]+)/jobs/(?P<ref>[^/?]+)",
            url="https://www.welcometothejungle.com/fr/companies/{company}/jobs/{ref}",
            lead="employer",
            order=("title", "place"),
        ),
    ),
    about=(r"^(?:[\w-]+\.)*welcometothejungle\.com/\w\w/(?:companies|articles)/",),
)
