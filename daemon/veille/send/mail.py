"""Mail as veille writes it: text and HTML of our own, named by its list, threaded by its topic, always the same."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from hashlib import blake2b
from urllib.parse import quote

from veille.config.mailhosts import ascii_address, domain
from veille.config.model import Config, Mail
from veille.language.words import Words
from veille.letters.pictures import CID
from veille.send import headers
from veille.store.outbox import Message
from veille.text.fold import plain

# Quoted-printable for text: lines of any length and 8-bit letters pass every server (RFC 2045 §6.7).
_POLICY = SMTP.clone(cte_type="7bit")
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST = 48  # signs of a topic's or a digest's part in an id


def compose(message: Message, config: Config) -> bytes:
    """Return the mail of a message as it goes to a server: multipart/alternative, in ASCII.

    Where an address has letters beyond ASCII before its @, that header alone is UTF-8 (RFC 6532), and the
    server must take SMTPUTF8. Raises ValueError where there is no [mail].
    """
    account = config.mail
    if account is None:
        raise ValueError("there is no [mail] to send from")
    written = datetime.fromtimestamp(message.created, UTC)
    name, address = sender(account, config, written)
    name = _title(message, config) or name
    lines = [
        headers.mailbox("From", name, address),
        headers.mailbox("To", "", ascii_address(message.recipient)),
        headers.words("Subject", message.subject),
        headers.plain("Date", format_datetime(written)),
        headers.plain("Message-ID", f"<{message.message_id}>"),
        headers.plain("Auto-Submitted", "auto-generated"),  # RFC 3834 §5: no out-of-office replies, please
        _list_id(message, config),
    ]
    if "@" in config.contact:
        subject = quote(f"stop {_slug(message.name or message.kind)}")
        lines.append(
            headers.plain(
                "List-Unsubscribe",
                f"<mailto:{quote(ascii_address(config.contact), safe='@')}?subject={subject}>",
            )
        )
    if message.kind == "alert" and message.topic:
        # One thread a topic and month: an id that no mail carries gathers them (as Alertmanager does), so the
        # root can't be missing, and is the same after a restart, for every recipient, at every attempt.
        root = f"<topic-{_slug(message.topic)}-{written:%Y-%m}@{domain(account)}>"
        lines.append(headers.plain("References", root))
    lines.append(headers.plain("Content-Language", config.language))
    body = EmailMessage(policy=_POLICY)
    body.set_content(_sound(message.text), cte="quoted-printable")
    body.add_alternative(_sound(message.html), subtype="html", cte="quoted-printable")
    if message.picture is not None:
        _add_picture(body, message, f"{_slug(message.name)}-{written:%Y-%m-%d}.png")
    return "\r\n".join([*lines, ""]).encode() + body.as_bytes()


def _add_picture(body: EmailMessage, message: Message, file: str) -> None:
    """Put the picture beside the HTML that shows it (RFC 2387); programs that show text alone offer it as a file."""
    _text, html = body.iter_parts()
    html.add_related(message.picture, "image", "png", cid=f"<{CID}>", disposition="inline", filename=file)


def sender(account: Mail, config: Config, now: datetime) -> tuple[str, str]:
    """Return the sender as a person reads it: "Veille d'Inès" and the address."""
    name, address = parseaddr(account.sender)
    if not name:
        name = Words(config.language, config.timezone, now).watch_name(config.name)
    return name, ascii_address(address or account.user)


def _title(message: Message, config: Config) -> str:
    """Return a digest's own title, by which its readers know it; else nothing."""
    digest = config.digests.get(message.name) if message.kind == "digest" else None
    return digest.title if digest is not None else ""


def _list_id(message: Message, config: Config) -> str:
    """Return List-Id: one list a digest and a topic of alerts, by which a mail program can sort them."""
    name, title = message.kind, ""
    if message.kind == "digest":
        name, title = message.name, _title(message, config)
    elif message.kind == "alert" and message.topic:
        name = title = message.topic
    return headers.listed("List-Id", title, f"{_slug(name)}.veille.{domain(config.mail)}")


def _slug(text: str) -> str:
    """Return text as a part of an id; what has lost letters or signs on the way is told apart by a hash.

    "C++" and "C#", "日本" and "中国" are two topics, and two threads.
    """
    folded = " ".join(plain(text).split())
    short = _UNSAFE.sub("-", folded).strip("-.")[:_LONGEST]
    if short and short == folded.replace(" ", "-"):
        return short
    mark = blake2b(_sound(text).encode(), digest_size=4).hexdigest()
    return f"{short}-{mark}" if short else mark


def _sound(text: str) -> str:
    # A lone surrogate has no UTF-8: no server could be given it.
    return text.encode("utf-8", "replace").decode()
