"""The table of senders: a file each here, and what other distributions bring by the entry-point group `veille.senders`.

No sample of these services' mails may be published, so the shapes are the project's own reconstructions. Where a
mail is of another, it is told as one item: report it, with everything personal taken out.
"""

from __future__ import annotations

import importlib
import logging
import pkgutil
from functools import cache
from importlib import metadata

from veille_plugins.mailbox.shapes import Sender

GROUP = "veille.senders"


@cache
def table() -> tuple[Sender, ...]:
    """Return the senders known; those of other distributions go first, so that they may mend one of ours."""
    return (*_installed(), *_bundled())


def _bundled() -> list[Sender]:
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return [importlib.import_module(f"{__name__}.{name}").SENDER for name in names]


def _installed() -> list[Sender]:
    found = []
    for point in sorted(metadata.entry_points(group=GROUP), key=lambda point: point.name):
        try:
            sender = point.load()
        except Exception as error:  # a third party's mistake costs its own sender alone
            logging.getLogger(__name__).warning("the sender %s does not load: %r", point.name, error)
            continue
        if isinstance(sender, Sender):
            found.append(sender)
        else:
            logging.getLogger(__name__).warning("%s (%s) is no Sender", point.value, point.name)
    return found
