"""HelloWork (once RegionsJob, ParisJob and others): alerts of openings."""

from __future__ import annotations

from veille_plugins.mailbox.shapes import Sender, Shape

SENDER = Sender(
    name="HelloWork",
    addresses=("hellowork.com", "hellowork.fr", "regionsjob.com"),
    shapes=(
        Shape(
            hosts=("hellowork.com",),
            path=r"/emplois?/(?P<ref>\d{5,})(?:\.html)?",
            url="https://www.hellowork.com/fr-fr/emplois/{ref}.html",
        ),
    ),
)
