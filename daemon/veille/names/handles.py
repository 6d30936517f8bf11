"""What is one's own sign for sign: handles, e-mail addresses, ORCID, own hosts and pages, in texts and addresses."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import idna

from veille.match.own_pages import PageAddress, page_address, place, place_of
from veille.model import Name
from veille.names.spelling import WORD, Field, NameForm, Sighting, word

_AT = re.compile(r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]*@[A-Za-z0-9_.-]+(?:@[A-Za-z0-9.-]+)?")
_HOST = re.compile(
    r"(?<![\w%.-])(?:[\w-]+\.)+[^\W\d_]{2,}(?![\w%@-])(?!:[^\s/@]*@)(?::\d{1,5})?(/[^\s<>\"«»“”|\\^`{}]*)?"
)
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://(?:[^/?#@\s]*@)?([^/?#:\s]+)(?::\d+)?(/[^?#\s]*)?(\?[^#\s]*)?")
# Four groups of digits, the last sign a checksum (ORCID, ISO 7064 MOD 11-2).
_ORCID = re.compile(r"(?<![\w-])\d{4}[-‐‑]\d{4}[-‐‑]\d{4}[-‐‑]\d{3}[\dXx](?![\w-])", re.ASCII)
_DOMAIN = re.compile(r"(?:[\w-]+\.)+[^\W\d_]{2,}(?:/\S*)?")

# Where the page of @somebody is /somebody; elsewhere it is /@somebody.
_PROFILES = (
    "twitter.com", "x.com", "instagram.com", "facebook.com", "github.com", "gitlab.com", "codeberg.org", "t.me",
    "bsky.app/profile", "linkedin.com/in", "reddit.com/user", "reddit.com/u", "pinterest.com", "pinterest.fr",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _OwnAddress:
    place: PageAddress
    name: str
    form: NameForm


class HandleMatcher:
    """The signs of all names made ready. `anchors` are the words of which one stands where an own host or page does."""

    def __init__(self, names: Iterable[Name]) -> None:
        self._at: dict[str, list[tuple[str, NameForm]]] = defaultdict(list)
        self._hosts: dict[str, list[_OwnAddress]] = defaultdict(list)
        self._orcids: dict[str, list[str]] = defaultdict(list)
        self.anchors: set[str] = set()
        for name in names:
            for page in name.mine:
                self._own(page, name.key, NameForm.OWN)
            if orcid := "".join(re.findall(r"[\dXx]", name.orcid.rpartition("/")[2])).upper():
                self._orcids[orcid].append(name.key)
            for form in name.also:
                self._sign(form.strip(), name.key)

    def _sign(self, sign: str, key: str) -> None:
        kind = form_of(sign)
        if kind is NameForm.HANDLE:
            self._at[sign.lower()].append((key, kind))
            user, _, server = sign[1:].partition("@")
            if server:
                self._own(f"{server}/@{user}", key, kind)
                return
            for site in _PROFILES:
                self._own(f"{site}/{user}", key, kind)
        elif kind is NameForm.ADDRESS:
            self._at[sign.lower()].append((key, kind))
        elif kind is NameForm.OWN:
            self._own(sign, key, kind)

    def _own(self, page: str, key: str, form: NameForm) -> None:
        own = place_of(page_address(page))
        if not own.host:
            return
        self._hosts[own.host].append(_OwnAddress(own, key, form))
        # In a text the host may stand as it is read or as the network has it, and a path's accents as %xx.
        path = [run for run in WORD.findall(own.path) if run.isascii()]
        for host in {own.host, _read_out(own.host)}:
            runs = [
                run for run in (*WORD.findall(host.rpartition(".")[0]), *path) if run not in ("com", "www")
            ]
            if runs:
                self.anchors.add(word(max(runs, key=len)))

    def in_text(self, text: str, field: Field, anchored: bool) -> Iterator[Sighting]:
        """Yield the handles, ORCIDs and own pages that stand in a text. `anchored`: one of the anchors stands there."""
        if self._at and "@" in text:
            yield from self._signs(text, field)
        if self._orcids:
            yield from self._numbers(text, field)
        if anchored and self._hosts:
            for match in _HOST.finditer(text):
                host = re.split(r"[/:]", match[0], maxsplit=1)[0]
                path = (match[1] or "").rstrip(".,;:!?)]'’")
                for name, form in self._pages(host, path):
                    end = match.start() + len(match[0]) - len(match[1] or "") + len(path)
                    yield Sighting(name, form, field, match.start(), end)

    def in_url(self, url: str) -> Iterator[Sighting]:
        """Yield the names whose own page an address is, or whose handle or ORCID stands in it."""
        if self._hosts and (match := _URL.match(url)):
            for name, form in self._pages(match[1], (match[2] or "") + (match[3] or "")):
                end = match.end(2) if match[2] else match.end(1)
                yield Sighting(name, form, "url", match.start(1), end)
        if self._at and "/@" in url:
            for match in re.finditer(r"/(@[A-Za-z0-9_.-]+)(?=[/?#]|$)", url):
                for name, form in self._at.get(match[1].lower(), ()):
                    yield Sighting(name, form, "url", match.start(1), match.end(1))
        if self._orcids:
            yield from self._numbers(url, "url")

    def _signs(self, text: str, field: Field) -> Iterator[Sighting]:
        for match in _AT.finditer(text):
            sign = match[0].rstrip(".-")
            start = match.start() + len(sign) - len(sign.lstrip("."))
            # "é@ines" is no handle, but scripts without spaces may stand right before one.
            before = text[start - 1 : start]
            if sign[:1] == "@" and before.isalnum() and before < "\u2e80":
                continue
            for name, form in self._at.get(sign.lstrip(".").lower(), ()):
                yield Sighting(name, form, field, start, match.start() + len(sign))

    def _numbers(self, text: str, field: Field) -> Iterator[Sighting]:
        for match in _ORCID.finditer(text):
            for name in self._orcids.get(re.sub(r"[^\dX]", "", match[0].upper()), ()):
                yield Sighting(name, NameForm.ORCID, field, match.start(), match.end())

    def _pages(self, host: str, path: str) -> Iterator[tuple[str, NameForm]]:
        """Yield whose page this is: of an own host or one below it, at an own path or one below it."""
        path, _, query = path.partition("#")[0].partition("?")
        here = place(host, path, query)
        labels = here.host.split(".")
        for first in range(len(labels) - 1):
            for page in self._hosts.get(".".join(labels[first:]), ()):
                if here.is_under(page.place):
                    yield page.name, page.form


def form_of(sign: str) -> NameForm | None:
    """Return what another form of a name is, if it is a handle, an address, or a host or page; None for words."""
    if " " in sign or not sign:
        return None
    if sign[0] == "@":
        return NameForm.HANDLE if len(sign) > 1 else None
    if "@" in sign:
        return NameForm.ADDRESS
    if "://" in sign or (_DOMAIN.fullmatch(sign) and not sign[0].isupper()):
        return NameForm.OWN
    return None


def checked(orcid: str) -> bool:
    """Return whether an ORCID's last sign is the checksum of the others."""
    signs = re.sub(r"[-‐‑\s]", "", orcid.rpartition("/")[2]).upper()
    if not re.fullmatch(r"[0-9]{15}[0-9X]", signs):
        return False
    total = 0
    for sign in signs[:15]:
        total = (total + int(sign)) * 2
    return "0123456789X"[(12 - total % 11) % 11] == signs[15]


def _read_out(host: str) -> str:
    """Return a host (xn--…) as people write it."""
    try:
        return idna.decode(host)
    except idna.IDNAError:
        return host
