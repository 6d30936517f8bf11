"""Monster: alerts of openings, on its national sites."""

from __future__ import annotations

from veille_plugins.mailbox.shapes import Sender, Shape

SENDER = Sender(
    name="Monster",
    addresses=("monster.*",),
    shapes=(
        Shape(
            hosts=("monster.*",),
            path=r"/(?:offres?-emploi|job-openings|stellenangebot|offre-d-emploi)/(?:[^/?]*--)?(?P<ref>[^/?]+)",
        ),
    ),
)
