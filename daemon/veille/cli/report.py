"""A name report for programs: its figures as they go to JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from veille.cli.output import iso
from veille.model import Verdict

if TYPE_CHECKING:
    from veille.letters.first_page import FirstPage, FirstPageResult
    from veille.letters.letter import Entry, NameReport, NameState, OwnPage, Year


def report_facts(letter: NameReport, story: Callable[[Entry], dict[str, Any]]) -> dict[str, Any]:
    """Return what a name report tells; `story` gives the facts of an entry."""
    return {
        "start": iso(letter.start.timestamp()),
        "end": iso(letter.end.timestamp()),
        "names": [_name(letter, name, story) for name in letter.names],
    }


def _name(letter: NameReport, name: NameState, story: Callable[[Entry], dict[str, Any]]) -> dict[str, Any]:
    from veille.letters.report_layout import places_to_look, todos

    said = name.mentions
    return {
        "name": name.key,
        "spelled": name.called,
        "homonyms_expected": name.expected,
        "to_do": [
            {
                "task": str(todo.task),
                "url": todo.own.url if todo.own else todo.place.url if todo.place else None,
                "count": todo.n,
            }
            for todo in todos(name, letter.end)
        ],
        "first_pages": [
            _page(page) | {"year": _year(year)} for page, year in zip(name.pages, name.years, strict=True)
        ],
        "own_pages": [_own(page) for page in name.own],
        "said": {
            Verdict.SURE: said.all_sure,
            Verdict.UNSURE: said.all_doubts,
            Verdict.HOMONYM: said.homonyms,
            "stories": [story(entry) for entry in (*said.sure, *said.doubts)],
            "months": said.months,
        },
        "voices": [
            {"name": voice.name, "outlet": voice.outlet, "articles": voice.count, "new": voice.new}
            for voice in said.voices
        ],
        "look": {search.key: search.url for search in places_to_look(name.called)},
    }


def _page(page: FirstPage) -> dict[str, Any]:
    return {
        "source": page.source,
        "engine": page.engine,
        "at": iso(page.at),
        "answers": page.answers,
        "engines": {engine: {"answered": yes, "refused": no} for engine, (yes, no) in page.engines.items()},
        "mine": page.mine,
        "best": page.best,
        "best_before": page.best_before,
        "places": [_place(place) for place in page.places],
        "left": [_place(place) for place in page.left],
    }


def _place(place: FirstPageResult) -> dict[str, Any]:
    return {
        "place": place.place,
        "was": place.was,
        "new": place.new,
        "title": place.title,
        "url": place.url,
        "item": place.item,
        "standing": str(place.standing),
        "months": place.months,
    }


def _year(year: Year) -> dict[str, Any]:
    return {
        "months": [day.isoformat()[:7] for day in year.months],
        "answered": year.known,
        "mine": year.mine,
        "pages": dict(year.pages),
    }


def _own(own: OwnPage) -> dict[str, Any]:
    return {
        "url": own.url,
        "answers": str(own.answers),
        "why": str(own.why),
        "since": iso(own.since.timestamp()) if own.since else None,
        "missing": own.missing if own.text_known else None,
        "by_result": own.by_result,
        "linked": own.linked,
        "unchanged_since": iso(own.unchanged.timestamp()) if own.unchanged else None,
        "place": own.place,
    }
