"""Which board an address or a page belongs to. Pure: `recognised` is for whoever wants to know what stands there."""

from __future__ import annotations

import html as escapes
import re
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from veille_plugins.jobs import jobposting
from veille_plugins.jobs.boards import (
    ashby,
    greenhouse,
    lever,
    personio,
    recruitee,
    smartrecruiters,
    teamtailor,
    workable,
    workday,
)
from veille_plugins.jobs.model import Board, BoardService

SERVICES: dict[str, BoardService] = {
    service.name: service
    for service in (
        greenhouse.SERVICE,
        lever.SERVICE,
        ashby.SERVICE,
        smartrecruiters.SERVICE,
        recruitee.SERVICE,
        personio.SERVICE,
        teamtailor.SERVICE,
        workable.SERVICE,
        workday.SERVICE,
    )
}
_DOMAINS = (
    r"greenhouse\.io|lever\.co|ashbyhq\.com|smartrecruiters\.com|recruitee\.com|personio\.(?:de|com)"
    r"|teamtailor\.com|workable\.com|myworkdayjobs\.com"
)
# In links, frames and scripts, and in the JSON and the code of pages, where slashes are escaped.
_ADDRESS = re.compile(
    rf"(src\s*=\s*[\"']?)?((?:https?:)?(?:\\?/){{2}}(?:[\w-]+\.)+?(?:{_DOMAINS})(?![\w.-])[^\s\"'<>`)]*)",
    re.IGNORECASE,
)
# What the careers sites of two services load, when they have a domain of the employer's own.
_OWN_DOMAIN = (
    (teamtailor.NAME, re.compile(r"//assets[\w-]*\.teamtailor-cdn\.com")),
    (recruitee.NAME, re.compile(r"//(?!jobs-widget\.)[\w-]+\.recruiteecdn\.com")),
)
_MOST = 10


@dataclass(frozen=True, slots=True)
class Recognised:
    """What `jobs` would poll: `url` to write into the source, and whose board it is; service "" for postings in pages."""

    url: str
    service: str
    name: str
    openings: int = 0


def board_of(url: str) -> Board | None:
    """Return the board that an address belongs to, None if it is no board's that is known."""
    parts = _split(url)
    if parts is None:
        return None
    return next(filter(None, (service.of(parts) for service in SERVICES.values())), None)


def boards_in(html: str, base: str) -> list[Board]:
    """Return the boards that a page at `base` shows or links to, the likeliest to be its own first."""
    weights: dict[Board, int] = {}
    for found in _ADDRESS.finditer(html):
        board = board_of(escapes.unescape(found[2].replace("\\/", "/")))
        if board is not None:
            # one that is shown in the page, rather than linked to, is the page's own
            weights[board] = weights.get(board, 0) + (1000 if found[1] else 1)
    boards = sorted(weights, key=lambda board: -weights[board])[:_MOST]
    host = (_split(base) or urlsplit("")).hostname or ""
    if host and board_of(base) is None:
        own = host.split(".")[-2] if "." in host else host
        boards += [Board(name, own, host) for name, sign in _OWN_DOMAIN if sign.search(html)]
    return boards


def recognised(url: str, html: str = "") -> list[Recognised]:
    """Return what the kind `jobs` knows of an address and of the page that stands there, without asking anything.

    A board's `url` is the address that a person opens, and works as the option `url`.
    """
    board = board_of(url)
    boards = [board] if board else boards_in(html, url)
    found = [Recognised(home(board), board.service, board.key.partition("/")[0]) for board in boards]
    items = () if boards else jobposting.read(html, url)
    if items:
        employers = {item.facts.get("employer", "") for item in items}
        found.append(Recognised(url, "", employers.pop() if len(employers) == 1 else "", len(items)))
    return found


def home(board: Board) -> str:
    """Return the address of a board that a person opens."""
    return SERVICES[board.service].home(board)


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(f"https:{url}" if url.startswith("//") else url)
        return parts if parts.scheme in ("http", "https") and parts.hostname else None
    except ValueError:  # urllib on "http://["
        return None
