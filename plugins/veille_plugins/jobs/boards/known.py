"""Which board an address or a page belongs to. Pure: `recognised` is for whoever wants to know what stands there."""

from __future__ import annotations

import html as escapes
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from veille_plugins.jobs import jobposting
from veille_plugins.jobs.boards import (
    ashby,
    digitalrecruiters,
    flatchr,
    greenhouse,
    lever,
    personio,
    recruitee,
    smartrecruiters,
    taleez,
    teamtailor,
    welcomekit,
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
        taleez.SERVICE,
        flatchr.SERVICE,
        digitalrecruiters.SERVICE,
        welcomekit.SERVICE,
    )
}
_DOMAINS = (
    r"greenhouse\.io|lever\.co|ashbyhq\.com|smartrecruiters\.com|recruitee\.com|personio\.(?:de|com)"
    r"|teamtailor\.com|workable\.com|myworkdayjobs\.com|taleez\.com|flatchr\.io|digitalrecruiters\.com|welcomekit\.co"
)
# In links, frames and scripts, and in the JSON and the code of pages, where slashes are escaped.
_ADDRESS = re.compile(
    rf"((?:data-)?(?:[\w-]+-)?src\s*=\s*[\"']?)?((?:https?:)?(?:\\?/){{2}}(?:[\w-]+\.)*?(?:{_DOMAINS})(?![\w.-])[^\s\"'<>`)]*)",
    re.IGNORECASE,
)
# "…/boards/${TOKEN}/jobs", "…/boards/" + TOKEN: the value may stand elsewhere in the script.
_PLACEHOLDER = re.compile(r"\$\{\s*(?:encodeURIComponent\(\s*)?(?:[\w$]+\.)*([\w$]+)\s*\)?\s*\}")
_JOINED = re.compile(r"[\"'`]\s*\+\s*(?:encodeURIComponent\(\s*)?(?:[\w$]+\.)*([\w$]+)")
_NO_KEY = re.compile(
    r"[$\[\]{}<>|\\^\"`%]|^(?:your|my|ton|votre)?[-_ ]?(?:slug|token|company|key|id)s?$", re.IGNORECASE
)
# What the widgets of services are told, in scripts and attributes: of whom the openings are.
_WIDGETS: tuple[tuple[str, re.Pattern[str], Callable[[str], Board]], ...] = (
    (
        "lever",
        re.compile(r"\baccountName[\"']?\s*[:=]\s*[\"'`]([\w.-]+)[\"'`]"),
        lambda key: Board(lever.NAME, key, "api.lever.co"),
    ),
    ("whr_", re.compile(r"\bwhr_embed\s*\(\s*[\"']?([1-9]\d*)"), lambda key: Board(workable.NAME, key)),
    (
        "smartrecruiters",
        re.compile(r"\bcompany_?[cC]ode[\"']?\s*[:=]\s*[\"'`]([\w-]+)[\"'`]"),
        lambda key: Board(smartrecruiters.NAME, key),
    ),
    (
        "recruitee",
        re.compile(r"\bcompanies[\"']?\s*[:=]\s*\[\s*[\"']?(\d+)"),
        lambda key: Board(recruitee.NAME, key, recruitee.WIDGETS),
    ),
    (
        "teamtailor",
        re.compile(r"\bdata-teamtailor-api-key\s*=\s*[\"']?([\w-]+)"),
        lambda key: Board(teamtailor.NAME, key, teamtailor.API),
    ),
    (
        "ashby",
        re.compile(r"\borganizationHostedJobsPageName[\"']?\s*[:=]\s*[\"'`]([\w. -]+)[\"'`]"),
        lambda key: Board(ashby.NAME, key),
    ),
    (
        "welcome",
        re.compile(r"\borganization_?[rR]eference[\"']?\s*[:=]\s*[\"'`](\w+)[\"'`]"),
        lambda key: Board(welcomekit.NAME, key),
    ),
)
# What the careers sites of three services load, when they have a domain of the employer's own.
_OWN_DOMAIN = (
    (teamtailor.NAME, re.compile(r"//assets[\w-]*\.teamtailor-cdn\.com")),
    (recruitee.NAME, re.compile(r"//(?!jobs-widget\.)[\w-]+\.recruiteecdn\.com")),
    (digitalrecruiters.NAME, re.compile(r"//(?:api|app|cdn|assets|static)[\w-]*\.digitalrecruiters\.com")),
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
    for sign, told, made in _WIDGETS:
        if sign in html or sign in html.lower():
            weights |= {made(key): 1000 for key in told.findall(html) if not _NO_KEY.search(key)}
    for found in _ADDRESS.finditer(html):
        board = board_of(_filled_in(escapes.unescape(found[2].replace("\\/", "/")), html, found.end()))
        if board is not None and not _NO_KEY.search(board.key):
            # one that is shown in the page, rather than linked to, is the page's own
            weights[board] = weights.get(board, 0) + (1000 if found[1] else 1)
    boards = sorted(weights, key=lambda board: -weights[board])[:_MOST]
    host = (_split(base) or urlsplit("")).hostname or ""
    if host and board_of(base) is None:
        own = host.split(".")[-2] if "." in host else host
        boards += [Board(name, own, host) for name, sign in _OWN_DOMAIN if sign.search(html)]
    return boards


def _filled_in(address: str, html: str, end: int) -> str:
    """Return an address that ends at a place of a script, with the values of the variables of which it is made."""
    if "${" in address:
        return _PLACEHOLDER.sub(lambda name: _value(name[1], html) or name[0], address)
    joined = _JOINED.match(html, end) if address.endswith(("/", "=")) else None
    return address + _value(joined[1], html) if joined else address


def _value(name: str, html: str) -> str:
    """Return the text that a variable or a key has in a script, "" where it has none, or several."""
    given = set(re.findall(rf"(?<![\w$]){re.escape(name)}[\"']?\s*[:=]\s*[\"'`]([\w.-]+)[\"'`]", html))
    return given.pop() if len(given) == 1 else ""


def recognised(url: str, html: str = "") -> list[Recognised]:
    """Return what the kind `jobs` knows of an address and of the page that stands there, without asking anything.

    A board's `url` is the address that a person opens, and works as the option `url`.
    """
    board = board_of(url)
    boards = [board] if board else boards_in(html, url)
    found = [Recognised(home(board), board.service, _name(board)) for board in boards]
    items = () if boards else jobposting.read(html, url).items
    if items:
        employers = {item.facts.get("employer", "") for item in items}
        found.append(Recognised(url, "", employers.pop() if len(employers) == 1 else "", len(items)))
    return found


def home(board: Board) -> str:
    """Return the address of a board that a person opens."""
    return SERVICES[board.service].home(board)


def _name(board: Board) -> str:
    """Return what a board's key says of its employer: nothing where it is a number, or a key of an API."""
    opaque = board.key.isdecimal() or board.host == teamtailor.API or board.service == welcomekit.NAME
    return "" if opaque else board.key.partition("/")[0]


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(f"https:{url}" if url.startswith("//") else url)
        return parts if parts.scheme in ("http", "https") and parts.hostname else None
    except ValueError:  # urllib on "http://["
        return None
