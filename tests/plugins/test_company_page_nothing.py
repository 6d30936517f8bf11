"""The kind company_page where there is nothing: a selector that matches nothing yet, or nothing any more."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from veille import Batch, Page, SourceError
from veille.app import App
from veille.testing import PagesWeb
from veille.watch.outcome import Polled
from veille_plugins.company_page import Source
from webserver import Answer, WebServer
from world import HOUR, Clock, configured, living

URL = "https://quai.example/rejoindre"
NONE_TODAY = "<p>Aucun poste en ce moment, revenez nous voir au printemps.</p>"


def card(number: int, name: str = "card") -> str:
    return f'<div class="{name}">Poste {number} <a href="/p/{number}">voir</a></div>'


def poll(markup: str, cursor: dict | None = None) -> Batch:
    page = Page(URL, headers={"content-type": "text/html"}, body=f"<title>T</title>{markup}".encode())
    return asyncio.run(Source(URL, select=".card").poll(PagesWeb({URL: page}), cursor or {}))


def watched(folder: Path, *pages: str) -> list[Polled]:
    """Return how the daemon's polls of a page went, one for each of its versions."""
    clock, polled = Clock(), []

    async def life(app: App) -> None:
        for page in pages:
            html = f"<html><head><title>T</title></head><body><main>{page}</main></body></html>"
            server.on("/page", Answer(html, headers={"Content-Type": "text/html"}))
            polled.extend(await app.poll_once())
            clock.forward(6 * HOUR)

    with WebServer() as server:
        source = f'[source.quai]\nkind = "company_page"\nurl = "{server.url("/page")}"\nselect = ".card"\n'
        text = f'[channel.page]\nfolder = "{folder}/page"\n{source}topic = "Quai"\nalert = true\n'
        living(configured(folder, text, head='to = "page"\n'), clock, life)
    return polled


def test_a_selector_that_never_matched_is_told_with_what_the_page_has() -> None:
    cards = "".join(card(number, "offer") for number in range(4))
    batch = poll(cards)
    assert str(batch.degraded) == (
        "quai.example/rejoindre has nothing yet that the selector “.card” matches: is it right, or is the page"
        " drawn by a script? It has 4 links, and most often .offer"
    )
    assert (batch.items, str(batch.suspect)) == ((), "")
    again = poll(cards, dict(batch.cursor or {}))
    assert (again.degraded, again.cursor) == (batch.degraded, None), "told at each poll, written once"


def test_the_first_opening_of_a_page_that_had_none_is_told(tmp_path: Path) -> None:
    polled = watched(tmp_path, NONE_TODAY, NONE_TODAY, card(1), card(1) + card(2))
    assert [str(result.outcome) for result in polled] == ["degraded", "degraded", "changed", "changed"]
    assert [result.kept.owed for result in polled] == [0, 0, 1, 1]
    assert "nothing yet" in str(polled[0].why)


def test_a_list_that_is_lost_is_told_at_each_poll_until_it_is_found_again(tmp_path: Path) -> None:
    redesigned = card(1, "offer") + card(2, "offer")
    pages = (
        card(1) + card(2),
        redesigned,
        redesigned,
        redesigned + "<p>Bis.</p>",
        card(1) + card(3),
        card(3),
    )
    polled = watched(tmp_path, *pages)
    assert [str(result.outcome) for result in polled] == [
        "changed",
        "suspect",
        "degraded",
        "degraded",
        "changed",
        "unchanged",
    ]
    assert all(
        "page has nothing any more that the selector “.card” matches" in str(result.why)
        for result in polled[2:4]
    )
    assert [result.kept.owed for result in polled] == [0, 0, 0, 0, 1, 0], "what comes back is no news"


def test_a_page_that_never_had_any_is_not_said_to_have_lost_them() -> None:
    batch = poll(NONE_TODAY)
    opened = poll(card(1), dict(batch.cursor or {}))
    assert (str(opened.degraded), opened.cursor is not None and "yet" in opened.cursor) == ("", False)
    doubt = poll(NONE_TODAY, dict(opened.cursor or {}))
    assert doubt.suspect
    assert "nothing any more" in str(poll(NONE_TODAY, dict(doubt.cursor or {})).degraded)


@pytest.mark.parametrize(
    "document", ['{"error": "try later"}', '{"jobs": null}', '{"jobs": [{"x": 1}]}', '{"jobs": {}}']
)
def test_json_without_its_list_is_never_taken_for_an_empty_one(document: str) -> None:
    def asked(body: str, cursor: dict) -> Batch:
        page = Page(URL, headers={"content-type": "application/json"}, body=body.encode())
        return asyncio.run(Source(URL, json="jobs").poll(PagesWeb({URL: page}), cursor))

    cursor = dict(asked('{"jobs": [{"title": "Relieuse"}]}', {}).cursor or {})
    for _ in range(3):
        with pytest.raises(SourceError, match="the expression “jobs” finds no item in"):
            asked(document, cursor)
    doubt = asked('{"jobs": []}', cursor)
    assert doubt.suspect
    for known in ({}, dict(doubt.cursor or {})):
        empty = asked('{"jobs": []}', known)
        assert (empty.complete, str(empty.suspect), empty.items) == (True, "", ())
        with pytest.raises(SourceError):
            asked(document, dict(empty.cursor or {}))
