"""404Works: projects for freelancers."""

from __future__ import annotations

from veille_plugins.mailbox.shapes import Sender, Shape

SENDER = Sender(
    name="404Works",
    addresses=("404works.com",),
    shapes=(
        Shape(
            hosts=("404works.com",),
            path=r"/(?:fr/|en/)?(?:projets?|projects?|missions?)/(?P<ref>\d+)",
            order=(),
        ),
    ),
)
