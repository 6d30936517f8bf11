"""One mail's bytes to items: who sent it, by which shape it is read, and what is left out. Pure; runs in a worker."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from email import message_from_bytes, policy
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr
from hashlib import blake2b

from veille import Item
from veille.kit.charsets import of_markup
from veille.kit.dates import moment_of_mail
from veille_plugins.mailbox import entries, lines, senders
from veille_plugins.mailbox.senders import Sender

_LONGEST = 2_000_000  # characters of one text that are read
_PARTS = 200  # of one mail that are looked at
_FIELD = 2_000  # characters of one header field: the library's time for its parameters grows with the square
_ID = re.compile(r"<([^<>\s]+)>")
_LIST_NAME = re.compile(r"\s*\"?([^\"<]*[^\"<\s])\"?\s*<")


@dataclass(frozen=True, slots=True)
class ReceivedMail:
    """What one mail says: `sender` is the service recognised, "" for any other; `is_list` where entries were found.

    `id` is its Message-ID; the ids of its items begin with it, but for those that the service itself gives.
    """

    id: str
    subject: str
    items: tuple[Item, ...]
    sender: str = ""
    is_list: bool = False
    attachments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Head:
    """A mail's head, and its body as lines."""

    id: str
    subject: str
    name: str
    address: str
    sent: datetime | None
    list_name: str
    lines: list[lines.MailLine]


class _Bounded(policy.Compat32):
    """The library's policy for mails as they come, but that no field is longer than it may be.

    Not the newer policy: its parser of headers raises on some that are broken, and is slow on long ones.
    """

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:_FIELD]


_POLICY = _Bounded()


def read_mail(
    raw: bytes, received: datetime | None = None, *, table: Sequence[Sender] | None = None
) -> ReceivedMail:
    """Return what a mail says; `received` stands for a date that it doesn't tell, `table` for the senders known.

    Never fails on what a mail holds: one that can't be taken apart is told by its subject.
    """
    try:
        message = message_from_bytes(raw, policy=_POLICY)
    except RecursionError:  # parts in parts a thousand deep
        return unread(raw, received)
    text, attachments = _body(message)
    head = _head(message, text, received)
    known = senders.table() if table is None else table
    sender = next((candidate for candidate in known if candidate.writes_from(head.address)), None)
    found, is_list = _items(head, sender)
    if attachments and found:
        # They are never opened; which they are is told once.
        shown = f"📎 {', '.join(attachments)}"
        found[0] = replace(found[0], facts={**found[0].facts, "attachments": shown[:200]})
    return ReceivedMail(
        head.id, head.subject, tuple(found), sender.name if sender else "", is_list, attachments
    )


def read_mails(raws: Iterable[tuple[bytes, datetime | None]], table: Sequence[Sender]) -> list[ReceivedMail]:
    """Return what several mails say: the form in which a worker is asked."""
    return [read_mail(raw, received, table=table) for raw, received in raws]


def unread(raw: bytes, received: datetime | None = None) -> ReceivedMail:
    """Return a mail of which nothing but the head can be read."""
    message = message_from_bytes(raw[:65_536].partition(b"\r\n\r\n")[0], policy=_POLICY)
    head = _head(message, [], received)
    return ReceivedMail(head.id, head.subject, (_whole(head, None),))


def each_once(mails: Iterable[ReceivedMail]) -> list[Item]:
    """Return the items of several mails, in their order and each once.

    What a service calls the same is the same opening. Mails that share a Message-ID and say other things are other
    mails, whose senders number badly: all but the first are known by what they say as well.
    """
    found: dict[str, Item] = {}
    for mail in mails:
        for item in mail.items:
            known = found.setdefault(item.id, item)
            other = (known.title, known.text) != (item.title, item.text)
            if other and (item.id == mail.id or item.id.startswith(f"{mail.id}#")):
                item = replace(item, id=f"{item.id}~{_hash(item.title, item.text)}")
                found.setdefault(item.id, item)
    return list(found.values())


def _items(head: _Head, sender: Sender | None) -> tuple[list[Item], bool]:
    """Return a mail's items, and whether they are entries of a list."""
    for shape in sender.shapes if sender else ():
        if found := entries.find(head.lines, shape):
            return [_entry(head, sender, entry) for entry in found], True
    if sender is None and head.list_name and (found := entries.find_headed(head.lines)):
        return [_entry(head, None, entry) for entry in found], True
    return [_whole(head, sender)], False


def _entry(head: _Head, sender: Sender | None, entry: entries.ListedItem) -> Item:
    by_ref = f"{sender.name.lower()} {entry.ref}" if sender and entry.ref else ""
    return Item(
        id=by_ref or f"{head.id}#{_hash(entry.url or entry.title)}",
        title=entry.title,
        url=entry.url,
        text=entry.text,
        author=entry.author,
        published=head.sent,
        tags=_tags(head, sender),
        closes=entry.closes,
        outlet=entry.outlet or _outlet(head, sender),
        facts=entry.facts,
    )


def _whole(head: _Head, sender: Sender | None) -> Item:
    return Item(
        id=head.id,
        title=head.subject,
        url=entries.address(head.lines, sender.about if sender else ()),
        text=entries.prose(head.lines),
        published=head.sent,
        tags=_tags(head, sender),
        outlet=_outlet(head, sender),
    )


def _outlet(head: _Head, sender: Sender | None) -> str:
    return sender.name if sender else head.list_name or head.name or head.address.rpartition("@")[2]


def _tags(head: _Head, sender: Sender | None) -> tuple[str, ...]:
    found = re.search(sender.topic, head.subject, re.IGNORECASE) if sender and sender.topic else None
    return (found[1].strip(),) if found and found[1] else ()


def _head(message: Message, body: list[lines.MailLine], received: datetime | None) -> _Head:
    name, address = _sender(message)
    subject = _header(message, "Subject")
    identity = _ID.search(_header(message, "Message-ID"))
    first = "\n".join(line.text for line in body[:50])
    unnamed = f"mail {_hash(address, _header(message, 'Date'), subject, first)}"
    return _Head(
        id=identity[1] if identity else unnamed,
        subject=subject,
        name=name,
        address=address.lower(),
        sent=moment_of_mail(_header(message, "Date")) or received,
        list_name=_list_name(message, name or address),
        lines=body,
    )


def _list_name(message: Message, otherwise: str) -> str:
    """Return the name of the list that a mail was sent to (RFC 2919, RFC 2369), "" where it was sent to none."""
    named = _LIST_NAME.match(_header(message, "List-Id"))
    if named:
        return named[1]
    listed = any(message.get(name) for name in ("List-Id", "List-Unsubscribe", "List-Post"))
    return otherwise if listed else ""


def _sender(message: Message) -> tuple[str, str]:
    raw = _raw(message, "From")[:1_000]
    name, address = parseaddr(raw)  # before decoding: a decoded name may hold commas and brackets
    return _decoded(name), address.strip().lower()


def _header(message: Message, name: str) -> str:
    return _decoded(_raw(message, name)[:10_000])


def _raw(message: Message, name: str) -> str:
    """Return a header as it stands, bytes beyond ASCII as surrogates: `get` replaces these."""
    return next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), "")


def _decoded(value: str) -> str:
    with contextlib.suppress(HeaderParseError, LookupError, ValueError):  # then as it stands
        value = str(make_header(decode_header(value)))
    # bytes beyond ASCII that no encoding was named for
    with contextlib.suppress(UnicodeError):
        if any("\udc80" <= sign <= "\udcff" for sign in value):
            value = _text(value.encode("utf-8", "surrogateescape"), "")
    return _sound(" ".join(value.split()))


def _body(message: Message) -> tuple[list[lines.MailLine], tuple[str, ...]]:
    """Return a mail's body as lines, its HTML if it has any, and the names of what is attached."""
    markup, plain, attached = "", [], []
    parts = [message]
    looked = 0
    while parts and looked < _PARTS:
        part = parts.pop(0)
        looked += 1
        kind = part.get_content_type()
        if part.get_content_maintype() == "multipart" and isinstance(inner := part.get_payload(), list):
            parts = [*inner, *parts]
        elif _is_attached(part) or kind not in ("text/html", "text/plain"):
            if name := _file_name(part):
                attached.append(name)
        elif kind == "text/html":
            text = _content(part)
            markup = text if len(text) > len(markup) else markup
        else:
            plain.append(_content(part))
    found = lines.from_html(markup) if markup.strip() else []
    if not any(line.text for line in found):
        found = lines.from_text("\n\n".join(plain))
    return found, tuple(attached)


def _is_attached(part: Message) -> bool:
    return str(part.get("Content-Disposition", "")).strip().lower().startswith("attachment")


def _file_name(part: Message) -> str:
    """Return the name of what is attached; a picture that the mail shows within its text is nothing attached."""
    if part.get("Content-ID") and not _is_attached(part):
        return ""
    try:
        name = part.get_filename()
    except (LookupError, ValueError, TypeError):
        name = None
    name = _decoded(str(name or "")).rpartition("/")[2]
    if part.get_content_type() == "message/rfc822":
        return name or "message.eml"
    return name or (part.get_content_type() if _is_attached(part) else "")


def _content(part: Message) -> str:
    try:
        raw = part.get_payload(decode=True)
    except (ValueError, LookupError):
        raw = None
    if not isinstance(raw, bytes):
        return ""
    try:
        charset = str(part.get_content_charset() or "")
    except (LookupError, ValueError):
        charset = ""
    charset = charset or of_markup(raw)
    return _text(raw, charset)[:_LONGEST]


def _text(raw: bytes, charset: str) -> str:
    for encoding in filter(None, (charset, "utf-8", "cp1252")):
        try:
            return _sound(raw.decode(encoding))
        except (LookupError, ValueError):  # no such charset, or another
            continue
    return raw.decode("utf-8" if charset.lower() in ("utf-8", "utf8") else "cp1252", "replace")


def _sound(text: str) -> str:
    """Return a text without the lone surrogates that UTF-7 and some others give: they have no UTF-8."""
    return text.encode("utf-8", "replace").decode()


def _hash(*values: str) -> str:
    return blake2b("\0".join(values).encode("utf-8", "surrogatepass"), digest_size=9).hexdigest()
