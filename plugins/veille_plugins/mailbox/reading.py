"""One mail's bytes to items: who sent it, by which shape it is read, and what is left out. Pure; runs in a worker."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from email import message_from_bytes, policy
from email.errors import HeaderParseError
from email.header import Header, decode_header
from email.message import Message
from email.utils import parseaddr
from hashlib import blake2b

from veille import NO_FAILURE, Failure, Item, failure_n
from veille.kit.charsets import of_markup
from veille.kit.dates import moment_of_mail
from veille_plugins.mailbox import cards, entries, lines, senders
from veille_plugins.mailbox.senders import Sender

_LONGEST = 2_000_000  # characters of one text that are read
_PARTS = 200  # of one mail that are looked at
_FIELD = 2_000  # characters of one header field: the library's time for its parameters grows with the square
_ID = re.compile(r"<([^<>\s]+)>")
_DEEPEST = 3  # mails in one another
_NESTED = 40  # parts in one another
# WHATWG Encoding: what these names are taken to mean.
_ASCII = frozenset(("ascii", "us-ascii", "ansi_x3.4-1968"))
_MEANT = {
    **dict.fromkeys((*_ASCII, "iso-8859-1", "iso8859-1", "latin1", "latin-1", "l1", "cp819"), "cp1252"),
    **dict.fromkeys(("gb2312", "gbk", "x-gbk"), "gb18030"),
    **dict.fromkeys(("iso-8859-9", "latin5"), "cp1254"),
    **dict.fromkeys(("ks_c_5601-1987", "euc-kr"), "cp949"),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis"), "cp932"),
    **dict.fromkeys(("iso-8859-11", "tis-620"), "cp874"),
    **dict.fromkeys(("iso-8859-8-i", "iso-8859-8-e"), "iso-8859-8"),
}
_SEVEN_BITS = ("utf-7", "utf7", "iso-2022", "hz", "utf-16", "utf16", "utf-32", "utf32")
_LIST_NAME = re.compile(r"\s*\"?([^\"<]*[^\"<\s])\"?\s*<")


@dataclass(frozen=True, slots=True)
class ReceivedMail:
    """What one mail says: `sender` is the service recognised, "" for any other; `is_list` where entries were found.

    `flaw` says what of it could not be told apart.

    `id` is its Message-ID; the ids of its items begin with it, but for those that the service itself gives.
    """

    id: str
    subject: str
    items: tuple[Item, ...]
    sender: str = ""
    is_list: bool = False
    attachments: tuple[str, ...] = ()
    flaw: Failure = NO_FAILURE


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
    return _read(message, received, senders.table() if table is None else table, 0)


def _read(message: Message, received: datetime | None, known: Sequence[Sender], depth: int) -> ReceivedMail:
    body = _body(message)
    head = _head(message, body.lines, received)
    sender = next((candidate for candidate in known if candidate.writes_from(head.address)), None)
    found, is_list, flaw = _items(head, sender)
    if body.attached and found:
        # They are never opened; which they are is told once.
        shown = f"📎 {', '.join(body.attached)}"
        found[0] = replace(found[0], facts={**found[0].facts, "attachments": shown[:200]})
    inner = [_read(mail, received, known, depth + 1) for mail in body.mails] if depth < _DEEPEST else []
    if inner and not is_list and not any(line.text for line in body.lines):
        found = []  # a mail that only carries others says nothing itself
    name = sender.name if sender else ""
    for mail in inner:
        found += mail.items
        name, is_list, flaw = name or mail.sender, is_list or mail.is_list, flaw or mail.flaw
    return ReceivedMail(head.id, head.subject, tuple(found), name, is_list, body.attached, flaw)


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


def _items(head: _Head, sender: Sender | None) -> tuple[list[Item], bool, Failure]:
    """Return a mail's items, whether they are entries of a list, and what could not be told apart."""
    if sender is not None and sender.shapes:
        listing = entries.find(head.lines, sender.shapes)
        if listing.entries:
            return _listed(head, sender, listing)
    if sender is None and head.list_name and (found := entries.find_headed(head.lines)):
        return [_entry(head, None, entry) for entry in found], True, NO_FAILURE
    flaw = NO_FAILURE
    if sender is not None and any(shape.jobs for shape in sender.shapes):
        n = cards.looks_like_openings(head.lines)
        flaw = _flawed(sender, n) if n > 1 else NO_FAILURE
    return [_whole(head, sender)], False, flaw


def _listed(head: _Head, sender: Sender, listing: entries.MailListing) -> tuple[list[Item], bool, Failure]:
    """Return the entries of a list, each with an id of its own; what no entry could be given stands in one more item."""
    found: dict[str, Item] = {}
    for entry in listing.entries:
        item = _entry(head, sender, entry)
        if item.id in found:  # its address is that of others: it is known by its title as well
            item = replace(item, id=f"{item.id}~{_hash(item.title)}")
        found.setdefault(item.id, item)
    items = list(found.values())
    if not listing.unplaced:
        return items, True, NO_FAILURE
    rest = replace(_whole(head, sender), url="", text="\n".join(listing.unplaced))
    return [*items, rest], True, _flawed(sender, 1)


def _flawed(sender: Sender, n: int) -> Failure:
    return failure_n(
        "{n} entry of a mail of {sender} has a link of a form that is not known: it stands in its text. A table in"
        " senders.d/ can say how such mails are read",
        "{n} entries of a mail of {sender} have links of a form that is not known: they stand in its text. A table in"
        " senders.d/ can say how such mails are read",
        n=n,
        sender=sender.name,
    )


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
        made = Header()
        for piece, charset in decode_header(value):
            # bytes in a charset that may be called another
            if isinstance(piece, bytes) and charset is not None:
                made.append(_text(piece, charset), "utf-8")
            else:
                made.append(piece, charset)
        value = str(made)
    # bytes beyond ASCII that no encoding was named for
    with contextlib.suppress(UnicodeError):
        if any("\udc80" <= sign <= "\udcff" for sign in value):
            value = _text(value.encode("utf-8", "surrogateescape"), "")
    return _sound(" ".join(value.split()))


@dataclass(slots=True)
class _Body:
    """What a mail holds: its lines, the names of what is attached, and the mails within it."""

    lines: list[lines.MailLine] = field(default_factory=list)
    attached: tuple[str, ...] = ()
    mails: list[Message] = field(default_factory=list)


def _body(message: Message) -> _Body:
    """Return what a mail holds: all its texts in their order, of alternatives the best one, HTML where there is any."""
    body = _Body()
    attached: list[str] = []
    budget = iter(range(_PARTS))
    texts = _texts(message, body.mails, attached, budget, 0)
    for number, (markup, text) in enumerate(texts):
        found = lines.from_html(text) if markup else lines.from_text(text)
        for line in found:
            line.within = (-number, *line.within)  # elements of several documents are several
        if not markup and _says(texts, text, but=number):
            continue  # the same as text, by a sender who doesn't say that they are alternatives
        body.lines += found
    body.attached = tuple(attached)
    return body


def _texts(
    part: Message, mails: list[Message], attached: list[str], budget: Iterator[int], depth: int
) -> list[tuple[bool, str]]:
    """Return the texts of a part, each with whether it is HTML; note the mails in it, and what is attached."""
    if next(budget, None) is None or depth > _NESTED:
        return []
    kind = part.get_content_type()
    inner = part.get_payload()
    if kind == "message/rfc822" and isinstance(inner, list) and inner and isinstance(inner[0], Message):
        mails.append(inner[0])
        attached.append(_file_name(part))
        return []
    if part.get_content_maintype() == "multipart" and isinstance(inner, list):
        returned: list[Message] = []  # a report holds the mail that it is about: nobody sent that here
        into = returned if kind == "multipart/report" else mails
        parts = [part_of_it for part_of_it in inner if isinstance(part_of_it, Message)]
        found = [_texts(part_of_it, into, attached, budget, depth + 1) for part_of_it in parts]
        if kind == "multipart/alternative":
            return _best(found)
        return [text for texts in found for text in texts]
    if _is_attached(part) or kind not in ("text/html", "text/plain"):
        if name := _file_name(part):
            attached.append(name)
        return []
    text = _content(part)
    if kind == "text/plain" and str(part.get_param("format") or "").lower() == "flowed":
        text = lines.unflowed(text, without_space=str(part.get_param("delsp") or "").lower() == "yes")
    return [(kind == "text/html", text)] if text.strip() else []


def _best(alternatives: list[list[tuple[bool, str]]]) -> list[tuple[bool, str]]:
    """Return the alternative that says most: one with HTML, if that says anything."""
    told = [texts for texts in alternatives if any(_has_words(*text) for text in texts)]
    marked = [texts for texts in told if any(markup for markup, _ in texts)]
    return max(marked or told, key=lambda texts: sum(len(text) for _, text in texts), default=[])


def _has_words(markup: bool, text: str) -> bool:
    return any(line.text for line in lines.from_html(text)) if markup else bool(text.strip())


def _says(texts: Sequence[tuple[bool, str]], text: str, *, but: int) -> bool:
    """Return whether an HTML text says what a plain one does, as its beginning tells."""
    start = "".join(filter(str.isalnum, text))[:300]
    return any(
        markup
        and start in "".join(filter(str.isalnum, " ".join(line.text for line in lines.from_html(other))))
        for number, (markup, other) in enumerate(texts)
        if number != but
    )


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
    if not charset or charset.lower() in _ASCII:
        charset = of_markup(raw) or charset
    return _text(raw, charset)[:_LONGEST]


def _text(raw: bytes, charset: str) -> str:
    """Return a text: as UTF-8 where it is that, whatever it is called, else by its charset, as browsers understand these."""
    named = _MEANT.get(charset.lower(), charset)
    if raw.isascii() and not named.lower().startswith(_SEVEN_BITS):
        return raw.decode("ascii")
    if not named.lower().startswith(_SEVEN_BITS):
        text = raw.decode("utf-8", "replace")
        lost = text.count("\ufffd")
        # Other charsets rarely look like UTF-8 at all: what mostly is has lost a byte on its way.
        if not lost or sum(not sign.isascii() for sign in text) > 3 * lost:
            return _sound(text)
    for encoding in filter(None, (named, "cp1252")):
        try:
            return _sound(raw.decode(encoding))
        except (LookupError, ValueError):  # no such charset, or another
            continue
    return raw.decode("cp1252", "replace")


def _sound(text: str) -> str:
    """Return a text without the lone surrogates that UTF-7 and some others give: they have no UTF-8."""
    return text.encode("utf-8", "replace").decode()


def _hash(*values: str) -> str:
    return blake2b("\0".join(values).encode("utf-8", "surrogatepass"), digest_size=9).hexdigest()
