"""Where results stand: pages known by any spelling of their address, what moved, and what only an engine's refusal hides."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest

from veille.app import App
from veille.config.model import Config
from veille.errors import ConfigError
from veille.model import Moved
from veille.names.first_page import RankedAnswer, RankedResult, ResultOwner, movements
from veille.store import positions
from veille.store.schema import open_reader
from veille.text.urls import page_key
from webserver import Answer as Page
from webserver import WebServer
from world import DAY, Clock, configured, living, rows

MINE = "https://inesmorel.example/"


def results(*urls: str) -> tuple[RankedResult, ...]:
    return tuple(RankedResult(page_key(url), place, url, url) for place, url in enumerate(urls, start=1))


def others(number: int) -> list[str]:
    return [f"https://a{n}.example/x" for n in range(number)]


def whose(one: RankedResult) -> ResultOwner:
    return ResultOwner.MINE if one.url == MINE else ResultOwner.UNMARKED


def moved(now: RankedAnswer, *before: RankedAnswer) -> list[tuple[Moved, int | None, int | None]]:
    return [(movement.kind, movement.place, movement.was) for movement in movements(now, before, whose, {})]


@pytest.mark.parametrize(
    "url",
    ["http://inesmorel.example", "https://www.inesmorel.example/", "https://inesmorel.example/?utm_source=x"],
)
def test_a_home_page_is_one_page_however_it_is_written(url: str) -> None:
    assert page_key(url) == page_key(MINE)
    assert page_key("https://inesmorel.example/cv") != page_key(MINE)


def test_the_first_answer_moves_nothing_and_the_next_tells_a_newcomer() -> None:
    first = RankedAnswer(0, results(*others(9)))
    assert moved(first) == []
    assert moved(RankedAnswer(int(DAY), results("https://new.example/", *others(9))), first) == [
        (Moved.NEW, 1, None)
    ]


def test_an_own_page_that_falls_leaves_or_reaches_the_first_four_is_told() -> None:
    top = RankedAnswer(0, results(MINE, *others(9)))
    assert moved(RankedAnswer(int(DAY), results(*others(2), MINE, *others(9)[2:])), top) == []
    assert moved(RankedAnswer(int(DAY), results(*others(3), MINE, *others(9)[3:])), top) == [
        (Moved.FELL, 4, 1)
    ]
    assert moved(RankedAnswer(int(DAY), results(*others(9))), top) == [(Moved.LEFT, None, 1)]
    low = RankedAnswer(0, results(*others(9), MINE))
    assert moved(RankedAnswer(int(DAY), results(*others(3), MINE)), low) == [(Moved.RISEN, 4, 10)]


def test_an_engine_that_refuses_makes_a_gap_and_never_a_drop() -> None:
    before = RankedAnswer(0, results(MINE, *others(9)))
    gap = RankedAnswer(int(DAY), results(*others(9)), {"bing": "too many requests"})
    assert moved(gap, before) == []
    assert moved(RankedAnswer(2 * int(DAY), results(MINE, *others(9))), gap, before) == []


def test_a_newcomer_that_first_shows_while_an_engine_refuses_is_told_when_it_answers_again() -> None:
    before = RankedAnswer(0, results(*others(5)))
    gap = RankedAnswer(int(DAY), results("https://new.example/", *others(5)), {"bing": "timeout"})
    after = RankedAnswer(2 * int(DAY), results("https://new.example/", *others(5)))
    assert moved(after, gap, before) == [(Moved.NEW, 1, None)]


def searx(*urls: str, refused: tuple[str, ...] = ()) -> Page:
    found = [
        {"url": url, "title": f"Inès Morel-Dupuis {n}", "content": "", "engine": "mojeek", "engines": ["mojeek"],
         "positions": [n]}
        for n, url in enumerate(urls, start=1)
    ]  # fmt: skip
    silent = [[engine, "too many requests"] for engine in refused]
    body = {"query": "q", "results": found, "answers": [], "unresponsive_engines": silent}
    return Page(json.dumps(body).encode(), headers={"content-type": "application/json"})


def test_a_page_that_stands_in_two_places_stands_in_the_first(tmp_path: Path, web: WebServer) -> None:
    twice = (MINE, *others(5), "http://www.inesmorel.example")
    web.on("/search", searx(MINE, *others(5)), searx(MINE, *others(5)), searx(*twice), searx(*twice))
    config = configured(
        tmp_path,
        f"""[channel.journal]
console = true
[person.moi]
name = "Inès Morel-Dupuis"
mine = ["inesmorel.example"]
[search]
news = false
searxng = "{web.url("")}"
""",
        head='to = "journal"',
    )
    clock = Clock()

    async def life(app: App) -> None:
        for _ in range(2):
            await app.poll_once(["moi/searxng"])
            clock.forward(DAY)

    living(config, clock, life)
    assert not rows(tmp_path, "SELECT * FROM movement")
    assert rows(
        tmp_path, "SELECT count(*) FROM position JOIN answer ON answer.id = answer WHERE answer.id = 2"
    ) == [(6,)]


def test_an_unchanged_answer_after_a_refusal_repeats_the_answer(tmp_path: Path) -> None:
    config = configured(
        tmp_path, '[channel.j]\nconsole = true\n[source]\na = "https://a.example/"', head='to = "j"'
    )

    async def life(app: App) -> None:
        await app.writer.run(
            lambda db: positions.add_answer(db, 1, "moi", "brave", RankedAnswer(1, results(MINE)))
        )
        await app.writer.run(
            lambda db: positions.add_answer(db, 1, "moi", "brave", RankedAnswer(2, (), {"brave": "503"}))
        )
        await app.writer.run(lambda db: positions.repeat_answer(db, 1, 3))

    living(config, Clock(), life)
    with closing(open_reader(tmp_path / "state" / "veille.db")) as db:
        newest = positions.answers(db, 1, 0, 9)[0]
    assert (newest.at, len(newest.results), newest.refused) == (3, 1, {})


def brave(tmp_path: Path, budget: str) -> Config:
    return configured(
        tmp_path,
        f"""[channel.j]
console = true
[person.moi]
name = "Inès Morel-Dupuis"
[search]
news = false
brave = {{ key = {{ secret = "brave" }}, budget = "{budget}" }}
""",
        head='to = "j"',
    )


@pytest.mark.parametrize(
    ("budget", "every"), [("1000/month", 86400), ("2/month", 15 * 86400), ("30/month", 86400)]
)
def test_a_budget_spreads_its_requests_over_the_month(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, budget: str, every: float
) -> None:
    monkeypatch.setenv("VEILLE_SECRET_BRAVE", "key")
    config = brave(tmp_path, budget)
    assert config.sources["moi/brave"].every == every


def test_searches_are_spaced_as_a_guest_asks_whatever_is_wished(tmp_path: Path) -> None:
    text = '[channel.j]\nconsole = true\n[person.moi]\nname = "Inès Morel"\n[search]\nevery = "{}"\n'
    config = configured(tmp_path, text.format("30m"), head='to = "j"')
    assert config.sources["moi/google_news"].every == 1800
    assert config.sources["moi/crossref"].every == 6 * 3600
    with pytest.raises(ConfigError, match=r"\[search\]: 'every' must be 10 minutes or more"):
        configured(tmp_path, text.format("5s"), head='to = "j"')


def test_a_month_that_is_used_up_waits_for_the_next_and_a_raised_budget_goes_on_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VEILLE_SECRET_BRAVE", "key")
    config, clock = brave(tmp_path, "1/month"), Clock()

    async def life(app: App) -> None:
        await app.writer.run(lambda db: db.execute("INSERT INTO budget VALUES('brave', '2026-11', 1)"))
        (polled,) = await app.poll_once(["moi/brave"])
        assert "the 1 request a month of brave is used: it goes on on 2026-12-01" in str(polled.why)
        assert app.poller.due(clock.now + DAY) == []
        await app.reload(brave(tmp_path, "500/month"))
        assert app.poller.due(clock.now) == ["moi/brave"]

    living(config, clock, life)
