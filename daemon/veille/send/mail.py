"""Mail as veille writes it: text and HTML of our own, named by its list, threaded by its topic, always the same."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from hashlib import blake2b
from urllib.parse import quote

from veille.config.account import domain
from veille.config.mailhosts import ascii_address
from veille.config.model import Config, MailAccount
from veille.language.words import Words
from veille.model import MessageKind
from veille.render.chart import CID
from veille.store.outbox import Message
from veille.text.fold import plain

# Headers of a mail as text: folded within 76 characters and encoded by the letter of RFC 5322 and RFC 2047. Pure.

CRLF = "\r\n"
LINE = 76  # RFC 2047 §2: no line with an encoded word is longer
"""Signs of a line, its end not counted."""

# Embeddings, overrides and isolates: they reorder what stands behind them in a list of mails.
_REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def one_line(text: str) -> str:
    """Return text without line ends, control and reordering characters, each blank one space: fit for a header."""
    kept = "".join(
        " " if unicodedata.category(sign) in ("Cc", "Zl", "Zp") else sign
        for sign in text.encode("utf-8", "replace").decode()  # a lone surrogate has no UTF-8
        if sign not in _REORDERING
    )
    return " ".join(kept.split())


def words(name: str, text: str) -> str:
    """Return the header `name` with free text, its lines joined by CR LF, the last one without."""
    return f"{name}: {_words(one_line(text), len(name) + 2)}"


def mailbox(name: str, display: str, address: str) -> str:
    """Return the header `name` with one mailbox: "Veille d’Inès" <…>. The address stands as it is."""
    display = one_line(display)
    if not display:
        return f"{name}: {one_line(address)}"
    head, bracketed = f"{name}: {_phrase(display, len(name) + 2)}", f"<{one_line(address)}>"
    last = len(head.rpartition(CRLF)[2])
    return f"{head}{' ' if last + 1 + len(bracketed) <= LINE else f'{CRLF} '}{bracketed}"


def listed(name: str, phrase: str, identifier: str) -> str:
    """Return the header `name` with a phrase (may be empty) and an id in angle brackets (RFC 2919 §3)."""
    return mailbox(name, phrase, identifier) if phrase else f"{name}: <{one_line(identifier)}>"


def plain_header(name: str, value: str) -> str:
    """Return the header `name` with ids, dates or addresses of ASCII, which no line end may cut."""
    return f"{name}: {one_line(value)}"


def _words(text: str, used: int) -> str:
    longest = max(map(len, text.split(" ")), default=0)
    if text.isascii() and "=?" not in text and longest + used <= LINE:
        return _folded(text, used)
    return _encoded(text, used)


def _phrase(text: str, used: int) -> str:
    """Return a phrase of RFC 5322 §3.2.5: a quoted string where that will do, else encoded words."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    if text.isascii() and "=?" not in text and used + len(escaped) + 2 <= LINE:
        return f'"{escaped}"'
    return _encoded(text, used)


def _folded(text: str, used: int) -> str:
    lines, line = [], ""
    room = LINE - used
    for word in text.split(" "):
        if line and len(line) + 1 + len(word) > room:
            lines.append(line)
            line, room = word, LINE - 1
        else:
            line = f"{line} {word}" if line else word
    return f"{CRLF} ".join([*lines, line])


def _encoded(text: str, used: int) -> str:
    # Header cuts between letters, never within one, and no encoded word is longer than 75 (RFC 2047 §2, §5).
    header = Header(text, "utf-8", maxlinelen=LINE, header_name="x" * max(0, used - 2))
    return header.encode(linesep=CRLF)


# Quoted-printable for text: lines of any length and 8-bit letters pass every server (RFC 2045 §6.7).
_POLICY = SMTP.clone(cte_type="7bit")
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST = 48  # characters of a topic's or a digest's part in an id


def mime_bytes(message: Message, config: Config) -> bytes:
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
        mailbox("From", name, address),
        mailbox("To", "", ascii_address(message.recipient)),
        words("Subject", message.subject),
        plain_header("Date", format_datetime(written)),
        plain_header("Message-ID", f"<{message.message_id}>"),
        plain_header("Auto-Submitted", "auto-generated"),  # RFC 3834 §5: no out-of-office replies, please
        _list_id(message, config),
    ]
    if "@" in config.contact:
        subject = quote(f"stop {_slug(message.name or message.kind)}")
        lines.append(
            plain_header(
                "List-Unsubscribe",
                f"<mailto:{quote(ascii_address(config.contact), safe='@')}?subject={subject}>",
            )
        )
    if message.kind is MessageKind.ALERT and message.topic:
        # One thread a topic and month: an id that no mail carries gathers them (as Alertmanager does), so the
        # root can't be missing, and is the same after a restart, for every recipient, at every attempt.
        root = f"<topic-{_slug(message.topic)}-{written:%Y-%m}@{domain(account)}>"
        lines.append(plain_header("References", root))
    lines.append(plain_header("Content-Language", config.language))
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


def sender(account: MailAccount, config: Config, now: datetime) -> tuple[str, str]:
    """Return the sender as a person reads it: "Veille d'Inès" and the address."""
    name, address = parseaddr(account.from_)
    if not name:
        name = Words(config.language, config.timezone, now).watch_name(config.name)
    return name, ascii_address(address or account.user)


def _title(message: Message, config: Config) -> str:
    """Return a digest's own title, by which its readers know it; else nothing."""
    digest = config.digests.get(message.name) if message.kind is MessageKind.DIGEST else None
    return digest.title if digest is not None else ""


def _list_id(message: Message, config: Config) -> str:
    """Return List-Id: one list a digest and a topic of alerts, by which a mail program can sort them."""
    name, title = str(message.kind), ""
    if message.kind is MessageKind.DIGEST:
        name, title = message.name, _title(message, config)
    elif message.kind is MessageKind.ALERT and message.topic:
        name = title = message.topic
    return listed("List-Id", title, f"{_slug(name)}.veille.{domain(config.mail)}")


def _slug(text: str) -> str:
    """Return text as a part of an id; what has lost letters or characters on the way is told apart by a hash.

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
