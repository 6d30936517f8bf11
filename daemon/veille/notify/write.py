"""A letter becomes a message: written in the reader's language, named for good, given its time to live."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime

from veille.config.model import Config
from veille.notify.compose import Letter
from veille.notify.mail import domain
from veille.notify.render import render, render_page
from veille.store.outbox import NewMessage

ALERT_LASTS, DIGEST_LASTS, WORD_LASTS = 48 * 3600, 7 * 86400, 3600
_LASTS = {"digest": DIGEST_LASTS, "first": DIGEST_LASTS, "say": WORD_LASTS}


def write(
    config: Config,
    letter: Letter,
    *,
    kind: str,
    recipient: str,
    key: str,
    now: float,
    name: str = "",
    topic: str = "",
) -> NewMessage:
    """Return the message of a letter, written in the reader's language."""
    rendered = render(
        letter, language=config.language, timezone=config.timezone, now=_moment(now), name=config.name
    )
    channel = config.channels.get(recipient)
    page = ""
    if channel is not None and channel.folder is not None:
        page = render_page(
            letter, language=config.language, timezone=config.timezone, now=_moment(now), name=config.name
        )
    return NewMessage(
        kind=kind,
        name=name,
        recipient=recipient,
        key=key,
        message_id=f"{kind[0]}-{secrets.token_hex(12)}@{domain(config.mail)}",
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        chat=rendered.chat,
        topic=topic,
        page=page,
        picture=rendered.picture,
        expires=int(now) + _LASTS.get(kind, ALERT_LASTS),
    )


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
