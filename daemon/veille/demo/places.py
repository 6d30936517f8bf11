"""What the recorded web holds beside feeds: an employer's pages, a person's own, a metasearch; it lies in places/*.toml."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from importlib import resources
from typing import Any

HTML, JSON = "text/html; charset=utf-8", "application/json"


@dataclass(frozen=True, slots=True)
class Opening:
    """A job of the careers page: there from a round on, until the round in which it is `gone` (0: it stays)."""

    round: int
    url: str
    title: str
    contract: str
    text: str
    posted: date
    closes: date
    gone: int = 0


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody on the team page, from a round on."""

    round: int
    url: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Employer:
    """A museum with a careers page and a team page."""

    title: str
    town: str
    postcode: str
    openings: tuple[Opening, ...]
    team: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class DemoResult:
    """What the metasearch gives for a name, from a round on; a `path` is one on the recorded web itself."""

    name: str
    round: int
    title: str
    text: str
    engines: tuple[str, ...]
    url: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True)
class Places:
    """All of them: the employer, the own page's title and text, the results in their order."""

    employer: Employer
    own: tuple[str, str]
    results: tuple[DemoResult, ...]

    def answer(
        self, path: str, number: int, *, web: str, form: Mapping[str, str]
    ) -> tuple[str, bytes] | None:
        """Return the type and body of what stands at a path at a round, None where nothing does.

        `web` is the recorded web's address; `form` is what was posted.
        """
        match path:
            case "/fabrique-confluence/recrutement":
                return HTML, _careers(self.employer, number).encode()
            case "/fabrique-confluence/equipe":
                return HTML, _team(self.employer, number).encode()
            case "/ines":
                title, text = self.own
                return HTML, _document(title, f"<p>{escape(text)}</p>").encode()
            case "/metasearch/search":
                query = form.get("q", "") if form.get("pageno", "1") == "1" else ""
                there = [result for result in self.results if result.round <= number and result.name in query]
                return JSON, _answer(there, web).encode()
        return None


def places(shift: timedelta = timedelta()) -> Places:
    """Return the places, all days moved by shift."""
    employer, own, search = (_read(name) for name in ("fabrique-confluence", "ines", "metasearch"))
    site = employer["site"]
    return Places(
        Employer(
            employer["title"],
            employer["town"],
            employer["postcode"],
            tuple(_opening(opening, site, shift) for opening in employer["opening"]),
            tuple(Member(url=site + person.pop("path"), **person) for person in employer["person"]),
        ),
        (own["title"], own["text"].strip()),
        tuple(
            DemoResult(searched["name"], **{**result, "engines": tuple(result["engines"])})
            for searched in search["search"]
            for result in searched["result"]
        ),
    )


def _read(name: str) -> dict[str, Any]:
    file = resources.files(__package__) / "places" / f"{name}.toml"
    return tomllib.loads(file.read_text("utf-8"))


def _opening(table: dict[str, Any], site: str, shift: timedelta) -> Opening:
    days = {key: table.pop(key) + shift for key in ("posted", "closes")}
    return Opening(url=site + table.pop("path"), **{**table, **days, "text": table["text"].strip()})


def _careers(employer: Employer, number: int) -> str:
    there = [
        opening for opening in employer.openings if opening.round <= number and not 0 < opening.gone <= number
    ]
    listed = "".join(
        f"<section><h2>{escape(opening.title)} ({opening.contract})</h2><p>{escape(opening.text)}</p></section>\n"
        for opening in there
    )
    postings = [_posting(opening, employer) for opening in there]
    # As pages write it: what would end the script is escaped.
    data = json.dumps(postings, ensure_ascii=False).replace("<", "\\u003c")
    return _document(
        f"Travailler à la {employer.title}",
        "<p>Les postes de la régie et des ateliers. Ceux de la communication et de la médiation sont publiés par"
        f' Offres Culture.</p>\n{listed}<script type="application/ld+json">{data}</script>',
    )


def _posting(opening: Opening, employer: Employer) -> dict[str, Any]:
    """Return an opening as a JobPosting (schema.org/JobPosting)."""
    address = {"addressLocality": employer.town, "postalCode": employer.postcode}
    return {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": opening.title,
        "url": opening.url,
        "description": f"<p>{escape(opening.text)}</p>",
        "datePosted": opening.posted.isoformat(),
        "validThrough": opening.closes.isoformat(),
        "employmentType": opening.contract,
        "hiringOrganization": {"@type": "Organization", "name": employer.title},
        "jobLocation": {"@type": "Place", "address": {"@type": "PostalAddress", **address}},
    }


def _team(employer: Employer, number: int) -> str:
    there = "".join(
        f'<li><a href="{member.url}">{escape(member.name)}, {escape(member.role)}</a></li>\n'
        for member in employer.team
        if member.round <= number
    )
    return _document(f"L'équipe · {employer.title}", f'<ul class="equipe">\n{there}</ul>')


def _document(title: str, body: str) -> str:
    return (
        f'<!doctype html>\n<html lang="fr"><head><meta charset="utf-8"><title>{escape(title)}</title></head>\n'
        f"<body><main><h1>{escape(title)}</h1>\n{body}\n</main></body></html>\n"
    )


def _answer(results: Sequence[DemoResult], web: str) -> str:
    """Return a page of results as SearXNG gives them (docs.searxng.org, "Search API", format=json)."""
    answer = [
        {
            "url": result.url or web + result.path,
            "title": result.title,
            "content": result.text,
            "engine": result.engines[0],
            "engines": list(result.engines),
        }
        for result in results
    ]
    return json.dumps({"results": answer, "unresponsive_engines": []}, ensure_ascii=False)
