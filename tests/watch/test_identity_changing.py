"""Sources whose ids, or whose one address, can't be trusted: nothing is told twice, and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from veille.app import App
from veille.watch.outcome import Polled
from webserver import Answer, WebServer
from world import DAY, HOUR, Article, Clock, configured, living, rows, rss

TITLES = (
    "Crue de la Saône : les quais sont fermés",
    "La Maison du Livre rouvre ses portes",
    "Un festival de danse à Villeurbanne",
    "Le tramway T6 retardé jusqu'au printemps",
)


def polled(folder: Path, web: WebServer, documents: Iterable[bytes], every: float = HOUR) -> list[Polled]:
    """Poll these documents in turn, as one source whose topic alerts."""
    config = configured(
        folder,
        f'[channel.c]\nfolder = "{folder}/c"\n[source.s]\nurl = "{web.url("/feed")}"\ntopic = "Tout"\nalert = true',
        head='to = "c"',
    )
    clock = Clock()

    async def life(app: App) -> list[Polled]:
        found = []
        for document in documents:
            web.on("/feed", Answer(document))
            found += await app.poll_once()
            clock.forward(every)
        return found

    return living(config, clock, life)


def criterion(folder: Path) -> object:
    return rows(folder, "SELECT criterion FROM source")[0][0]


def news(found: Sequence[Polled]) -> list[tuple[int, int]]:
    return [(poll.kept.new, poll.kept.owed) for poll in found]


def renamed(times: int, link: str | None = None, date: str = "") -> bytes:
    return rss(
        Article(n, title, "Le texte.", guid=f"{times}-{n}", link=link, date=date)
        for n, title in enumerate(TITLES)
    )


def test_a_site_that_moved_and_gave_all_its_items_new_ids_has_nothing_new(
    tmp_path: Path, web: WebServer
) -> None:
    later = rss(
        [
            Article(9, "Un concert de plus", guid="2-9"),
            *(Article(n, t, guid=f"2-{n}") for n, t in enumerate(TITLES)),
        ]
    )
    found = polled(tmp_path, web, [renamed(1), renamed(2), renamed(2), later])
    assert news(found) == [(4, 0), (0, 0), (0, 0), (1, 1)]
    assert criterion(tmp_path) == "link"
    said = [why for (why,) in rows(tmp_path, "SELECT sentence(why) FROM poll") if "ids" in str(why)]
    assert said == ["4 of 4 items were told before under other ids: links identify them from now on"]


def test_a_site_that_moved_and_writes_other_texts_is_known_by_links_and_titles(
    tmp_path: Path, web: WebServer
) -> None:
    moved = rss(Article(n, title, "Un autre extrait.", guid=f"x{n}") for n, title in enumerate(TITLES))
    found = polled(tmp_path, web, [renamed(1), moved])
    assert news(found)[1] == (0, 0)
    assert found[1].kept.edited == 4


@pytest.mark.parametrize("link", [None, ""])
def test_ids_made_anew_at_each_poll_are_found_out_and_nothing_piles_up(
    tmp_path: Path, web: WebServer, link: str | None
) -> None:
    found = polled(tmp_path, web, [renamed(times, link) for times in range(5)])
    assert news(found) == [(4, 0)] + [(0, 0)] * 4
    assert criterion(tmp_path) == ("hash" if link == "" else "link")
    (before,) = rows(tmp_path, "SELECT count(*) FROM seen")
    polled(tmp_path, web, [renamed(times, link) for times in range(5, 9)])
    assert rows(tmp_path, "SELECT count(*) FROM seen") == [before]


def test_links_made_anew_with_the_ids_leave_title_and_text(tmp_path: Path, web: WebServer) -> None:
    found = polled(
        tmp_path,
        web,
        [
            rss(
                Article(
                    n, title, "Le texte.", guid=f"{times}-{n}", link=f"https://presse.example/{n}?s={times}"
                )
                for n, title in enumerate(TITLES)
            )
            for times in "abcd"
        ],
    )
    assert news(found) == [(4, 0), (0, 0), (0, 0), (0, 0)]
    assert criterion(tmp_path) == "hash"


def test_new_ids_at_links_told_before_are_new_items_where_they_tell_something_else(
    tmp_path: Path, web: WebServer
) -> None:
    threads = [
        rss(Article(n, f"{word} {n}", word, guid=f"{word}-{n}") for n in range(4))
        for word in ("Version", "Paquet", "Sortie")
    ]
    assert [new for new, _ in news(polled(tmp_path, web, threads))] == [4, 4, 4]
    assert criterion(tmp_path) == "id"


def test_a_bulletin_said_again_on_another_day_under_a_new_id_is_new(tmp_path: Path, web: WebServer) -> None:
    days = ("Mon, 23 Nov 2026 07:00:00 GMT", "Tue, 24 Nov 2026 07:00:00 GMT")
    found = polled(tmp_path, web, [renamed(n, date=day) for n, day in enumerate(days)], every=DAY)
    assert [new for new, _ in news(found)] == [4, 4]
    assert criterion(tmp_path) == "id"


def test_a_copy_of_what_a_baseline_held_is_not_alerted(tmp_path: Path, web: WebServer) -> None:
    (first, second, *_) = (Article(n, title, "Le texte.") for n, title in enumerate(TITLES))
    copy = Article(7, first.title, "Le texte, revu.", link=f"https://presse.example/{first.number}")
    found = polled(tmp_path, web, [rss([first, second]), rss([copy, first, second])])
    assert news(found) == [(2, 0), (1, 0)]
    assert found[1].kept.folded == 1
