"""Glassdoor: alerts of openings; what is written of an employer, one item a mail."""

from __future__ import annotations

from veille_plugins.mailbox.shapes import Sender, Shape

SENDER = Sender(
    name="Glassdoor",
    addresses=("glassdoor.*",),
    shapes=(
        Shape(
            hosts=("glassdoor.*",),
            path=r"[?&](?:jl|jobListingId)=(?P<ref>\d+)",
            url="https://{host}/job-listing/j?jl={ref}",
            lead="employer",
            order=("title", "place"),
        ),
    ),
    about=(r"^(?:[\w-]+\.)*glassdoor\.[\w.]+/(?:Reviews|Avis|Overview)/",),
)
