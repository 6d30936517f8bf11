"""Google Alerts: what was published about a search, with its outlet and an excerpt."""

from __future__ import annotations

from veille_plugins.mailbox.shapes import Sender, Shape

SENDER = Sender(
    name="Google Alerts",
    addresses=("googlealerts-noreply@google.com",),
    shapes=(
        # Unwrapped, the links are the articles' own: of any host, but for Google's own buttons.
        Shape(path=r"", not_hosts=("google.com",), order=("outlet",), jobs=False),
    ),
    topic=r"(?:Alerte? Google|Google Alert)s?\s*[-–—:]\s*[\"“«]?\s*([^\"”»]+)",
)
