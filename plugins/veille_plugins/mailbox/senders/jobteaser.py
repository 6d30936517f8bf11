"""JobTeaser, the careers sites of schools: alerts of openings and internships."""

from __future__ import annotations

from veille_plugins.mailbox.shapes import Sender, Shape

SENDER = Sender(
    name="JobTeaser",
    addresses=("jobteaser.com",),
    shapes=(
        Shape(
            hosts=("jobteaser.com",),
            path=r"/job-offers/(?P<ref>[0-9a-f]{8}-[0-9a-f-]{27}|\d+)",
            url="https://www.jobteaser.com/fr/job-offers/{ref}",
        ),
    ),
)
