"""LinkedIn: job alerts one opening an item; mentions, comments and news one item a mail."""

from __future__ import annotations

from veille_plugins.mailbox.shapes import Sender, Shape

SENDER = Sender(
    name="LinkedIn",
    addresses=("linkedin.com",),
    shapes=(
        Shape(
            hosts=("linkedin.com",),
            path=r"/jobs/view/(?:[^/?]*-)?(?P<ref>\d{6,})",
            url="https://www.linkedin.com/jobs/view/{ref}/",
        ),
    ),
    about=(
        r"^(?:[\w-]+\.)*linkedin\.com/(?:feed/update|posts)/",
        r"^(?:[\w-]+\.)*linkedin\.com/(?:pulse|newsletters)/",
        r"^(?:[\w-]+\.)*linkedin\.com/(?:company|in)/",
    ),
)
