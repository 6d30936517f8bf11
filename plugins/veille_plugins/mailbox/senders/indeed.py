"""Indeed: alerts of openings, whose links name them by "jk", or are the service's own redirects."""

from __future__ import annotations

from veille_plugins.mailbox.shapes import Sender, Shape

SENDER = Sender(
    name="Indeed",
    addresses=("indeed.com", "indeedemail.com", "indeed.fr"),
    shapes=(
        Shape(
            hosts=("indeed.com",),
            path=r"[?&](?:jk|vjk)=(?P<ref>[0-9a-f]{16})",
            url="https://{host}/viewjob?jk={ref}",
        ),
        # These keep the opening's address to themselves.
        Shape(hosts=("cts.indeed.com", "click.indeed.com"), path=r"^/(?:v\d|c)/"),
        Shape(hosts=("indeed.com",), path=r"^/(?:rc|pagead)/clk"),
    ),
)
