"""A letter becomes a message: written in the reader's language, named for good, given its time to live."""

from __future__ import annotations

import secrets
import time
from datetime import UTC, datetime
from functools import partial

from veille.config.account import domain
from veille.config.model import Config
from veille.letters.compose import Letter
from veille.letters.letter import SayLetter
from veille.model import MessageKind
from veille.render.render import render, render_page
from veille.send.deliver import SMTP_CONNECT, Router
from veille.send.outcome import SendOutcome
from veille.store.outbox import Message, NewMessage
from veille.web.guard import anywhere
from veille.web.resolver import connect

ALERT_LASTS, DIGEST_LASTS, WORD_LASTS = 48 * 3600, 7 * 86400, 3600
_LASTS = {
    MessageKind.DIGEST: DIGEST_LASTS,
    MessageKind.FIRST: DIGEST_LASTS,
    MessageKind.SAY: WORD_LASTS,
}


def write(
    config: Config,
    letter: Letter,
    *,
    kind: MessageKind,
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


async def say(config: Config, recipient: str, text: str) -> SendOutcome:
    """Send a person's own message to a recipient at once, past the outbox: for `init`, which has no database yet."""
    now = time.time()
    new = write(
        config, SayLetter(text, config.contact), kind=MessageKind.SAY, recipient=recipient, key="", now=now
    )
    message = Message(
        id=0,
        kind=new.kind,
        name=new.name,
        recipient=recipient,
        message_id=new.message_id,
        topic="",
        subject=new.subject,
        text=new.text,
        html=new.html,
        chat=tuple(new.chat),
        page=new.page,
        created=int(now),
        expires=int(now),
        attempts=1,
    )
    router = Router(config, partial(connect, allowed=anywhere, timeout=SMTP_CONNECT))
    return await router.send(message, now)
