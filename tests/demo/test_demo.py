"""The demonstration: its recorded web does what its script says, and the real daemon tells it."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import feedparser
import pytest

from patience import HANG, until
from veille.demo import documents
from veille.demo.config import prepare
from veille.demo.places import places
from veille.demo.recorded import END, ROUNDS, Outlet, outlets
from veille.demo.screen import marked, starred
from veille.demo.web import RecordedWeb
from veille.errors import UserError

OUTLETS = {outlet.name: outlet for outlet in outlets()}
PLACES = places()
VEILLE = [sys.executable, "-m", "veille"]
NUMBERS = [round_.number for round_ in ROUNDS]


def titles(outlet: Outlet, number: int) -> list[str]:
    """Read the outlet's document of a round as a reader of feeds would."""
    document = documents.write(outlet, number)
    if outlet.form == "json":
        return [item["title"] for item in json.loads(document)["items"]]
    return [entry.title for entry in feedparser.parse(document).entries]


async def get(
    url: str, headers: Mapping[str, str] | None = None, *, form: Mapping[str, str] | None = None
) -> tuple[int, Mapping[str, str], bytes]:
    """Get an address, or post a form to it."""
    posted = urlencode(form).encode() if form is not None else None

    def wait() -> tuple[int, Mapping[str, str], bytes]:
        try:
            with urlopen(Request(url, posted, dict(headers or {})), timeout=HANG) as answer:
                return answer.status, answer.headers, answer.read()
        except HTTPError as error:
            with error:
                return error.code, error.headers, error.read()

    return await asyncio.to_thread(wait)


def test_the_recorded_web_is_large_and_in_two_languages() -> None:
    articles = [article for outlet in OUTLETS.values() for article in outlet.articles]
    assert len(OUTLETS) == 8
    assert 45 <= len(articles) <= 60
    assert {outlet.form for outlet in OUTLETS.values()} == {"rss", "atom", "rdf", "json"}
    assert {outlet.language for outlet in OUTLETS.values()} == {"fr", "en"}
    assert {article.round for article in articles} == set(NUMBERS)


def test_no_article_appears_before_it_was_written() -> None:
    start = {round_.number: round_.at for round_ in ROUNDS}
    assert [round_.at for round_ in ROUNDS] == sorted(round_.at for round_ in ROUNDS)
    assert ROUNDS[-1].at < END
    for outlet in OUTLETS.values():
        for article in outlet.articles:
            if article.at is not None:
                assert article.at <= start[article.round], article.title
                assert article.round == 1 or article.at > start[article.round - 1], article.title


def test_every_article_can_be_told_from_every_other() -> None:
    for outlet in OUTLETS.values():
        assert len({article.url for article in outlet.articles}) == len(outlet.articles), outlet.name
    assert all(
        article.url.split("/")[2].endswith(".example")
        for outlet in OUTLETS.values()
        for article in outlet.articles
    )


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("name", OUTLETS)
def test_every_document_reads_as_its_articles(name: str, number: int) -> None:
    outlet = OUTLETS[name]
    assert titles(outlet, number) == [article.title for article in outlet.at_round(number)]


def test_the_quirks_are_really_there() -> None:
    parsed = {name: feedparser.parse(documents.write(OUTLETS[name], 6)) for name in OUTLETS}
    not_well_formed = {name for name, feed in parsed.items() if feed.bozo and OUTLETS[name].form != "json"}
    assert not_well_formed == {"petit-lyonnais"}
    assert any("published" not in entry for entry in parsed["petit-lyonnais"].entries)
    assert {entry.id for entry in parsed["rhone-eco"].entries} == {"rhone-eco"}
    assert "é" in parsed["petit-lyonnais"].entries[-1].summary


def test_an_edit_changes_one_article_in_place() -> None:
    before, after = (OUTLETS["presse-culture"].at_round(number) for number in (4, 5))
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    [(old, new)] = changed
    assert old.url == new.url
    assert "Fabrique Confluence" not in old.title + old.text
    assert "Fabrique Confluence" in new.title


def test_the_story_is_syndicated_by_address_by_title_and_by_a_near_title() -> None:
    story = next(
        article for article in OUTLETS["presse-culture"].articles if "données de prêt" in article.title
    )
    others = [article for outlet in OUTLETS.values() for article in outlet.articles if article is not story]
    assert [article for article in others if article.url.startswith(story.url + "?utm_source=")]
    assert [article for article in others if article.title == story.title]
    assert [article for article in others if article.title == story.title.replace("leurs", "toutes leurs")]


def test_an_unchanged_feed_is_answered_304_and_a_new_round_is_a_new_document() -> None:
    async def play() -> None:
        async with RecordedWeb(tuple(OUTLETS.values()), PLACES) as web:
            url = web.url("rhone-eco")
            status, headers, body = await get(url)
            assert (status, body) == (200, documents.write(OUTLETS["rhone-eco"], 1))
            assert headers["content-type"] == "application/rss+xml; charset=utf-8"
            etag = headers["etag"]
            assert (await get(url, {"If-None-Match": etag}))[0] == 304
            web.set_round(2)
            status, headers, body = await get(url, {"If-None-Match": etag})
            assert (status, body) == (200, documents.write(OUTLETS["rhone-eco"], 2))
            assert headers["etag"] != etag
            assert web.served["rhone-eco", 304] == 1
            assert (await get(web.address + "/elsewhere"))[0] == 404

    asyncio.run(play())


def test_an_opening_leaves_the_careers_page_and_another_comes() -> None:
    postings = {number: careers(number) for number in NUMBERS}
    assert [len(postings[number]) for number in NUMBERS] == [2, 2, 3, 2, 2, 2]
    assert {posting["title"] for posting in postings[3]} - {posting["title"] for posting in postings[4]} == {
        "Menuisier-agenceur / menuisière-agenceuse"
    }
    assert all(posting["@type"] == "JobPosting" and ".example/" in posting["url"] for posting in postings[3])


def careers(number: int) -> list[dict[str, Any]]:
    """Read the JobPostings of the careers page of a round."""
    found = PLACES.answer("/fabrique-confluence/recrutement", number, web="", form={})
    assert found
    script = re.search(r'<script type="application/ld.json">(.+?)</script>', found[1].decode())
    assert script
    postings: list[dict[str, Any]] = json.loads(script[1])
    return postings


def test_no_opening_is_listed_before_it_was_posted_nor_after_it_closes() -> None:
    start = {round_.number: round_.at.date() for round_ in ROUNDS}
    for opening in PLACES.employer.openings:
        assert opening.posted <= start[opening.round] <= END.date() < opening.closes, opening.title
    later = places(timedelta(days=3)).employer.openings
    for opening, moved in zip(PLACES.employer.openings, later, strict=True):
        assert (moved.posted - opening.posted, moved.closes - opening.closes) == (timedelta(days=3),) * 2


def test_the_metasearch_answers_for_the_name_that_it_is_asked_for() -> None:
    async def play() -> list[list[str]]:
        async with RecordedWeb(tuple(OUTLETS.values()), PLACES) as web:
            url = f"{web.address}/metasearch/search"
            found = []
            for number, name, page in (
                (1, "Inès Morel-Dupuis", 1),
                (5, "Inès Morel-Dupuis", 1),
                (5, "Inès Morel-Dupuis", 2),
                (5, "Fabrique Confluence", 1),
            ):
                web.set_round(number)
                form = {"q": f'"{name}"', "format": "json", "pageno": str(page)}
                status, headers, body = await get(url, form=form)
                assert (status, headers["content-type"]) == (200, "application/json")
                found.append([result["title"] for result in json.loads(body)["results"]])
            assert (await get(f"{web.address}/ines"))[0] == 200
            return found

    before, after, second, other = asyncio.run(play())
    assert [title for title in after if title not in before] == ["Cross de Strasbourg : les résultats"]
    assert after.index("Cross de Strasbourg : les résultats") < 10
    assert second == []
    assert other
    assert not set(other) & set(after)


def test_what_breaks_breaks_in_its_rounds_and_comes_back() -> None:
    async def play() -> dict[str, list[tuple[int, str]]]:
        said: dict[str, list[tuple[int, str]]] = {}
        async with RecordedWeb(tuple(OUTLETS.values()), PLACES) as web:
            for number in NUMBERS:
                web.set_round(number)
                for name in OUTLETS:
                    status, headers, _ = await get(web.url(name))
                    said.setdefault(name, []).append((status, headers["content-type"].split(";")[0]))
        return said

    said = asyncio.run(play())
    assert [status for status, _ in said["lyon-culture-mag"]] == [200, 200, 503, 503, 200, 200]
    assert [kind for _, kind in said["open-shelf"]].count("text/html") == 1
    assert said["open-shelf"][3] == (200, "text/html")
    fine = [name for name in OUTLETS if name not in ("lyon-culture-mag", "open-shelf")]
    assert all(status == 200 and kind != "text/html" for name in fine for status, kind in said[name])


def test_one_connection_carries_many_requests_and_a_broken_one_harms_nobody() -> None:
    async def play() -> list[Any]:
        async with RecordedWeb(tuple(OUTLETS.values()), PLACES) as web:
            port = int(web.address.rsplit(":", 1)[1])
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            seen: list[Any] = []
            for _ in range(3):
                writer.write(b"GET /open-shelf/feed HTTP/1.1\r\nHost: x\r\n\r\n")
                head = await reader.readuntil(b"\r\n\r\n")
                length = re.search(rb"Content-Length: (\d+)", head)
                assert length
                seen.append(len(await reader.readexactly(int(length[1]))))
            bad_reader, bad = await asyncio.open_connection("127.0.0.1", port)
            bad.write(b"what?\r\n\r\n")
            seen.append(await bad_reader.read())
            bad.close()
            writer.close()
            return seen

    *lengths, said_to_nonsense = asyncio.run(play())
    assert set(lengths) == {len(documents.write(OUTLETS["open-shelf"], 1))}
    assert said_to_nonsense == b""


def test_the_recorded_web_can_be_moved_to_today() -> None:
    moved = {outlet.name: outlet for outlet in outlets(timedelta(days=3))}
    for name, outlet in OUTLETS.items():
        for article, later in zip(outlet.articles, moved[name].articles, strict=True):
            assert (later.at is None) == (article.at is None)
            assert later.at is None or article.at is None or later.at - article.at == timedelta(days=3)


def test_the_folder_is_made_anew_and_nobody_elses_is_touched(tmp_path: Path) -> None:
    folder = tmp_path / 'a "quoted" folder'
    file = prepare(folder, "http://127.0.0.1:8000")
    told = tomllib.loads(file.read_text("utf-8"))
    assert told["veille"]["state"] == str(folder / "state")
    assert set(told["source"]) == {*OUTLETS, "equipe-confluence"}
    (folder / "state").mkdir()
    (folder / "state" / "old.db").touch()
    prepare(folder, "http://127.0.0.1:9000")
    assert not (folder / "state").exists()
    foreign = tmp_path / "mine"
    foreign.mkdir()
    (foreign / "veille.toml").write_text("# my own\n")
    with pytest.raises(UserError, match="holds something else"):
        prepare(foreign, "http://127.0.0.1:8000")
    assert (foreign / "veille.toml").read_text() == "# my own\n"


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """Run the whole demonstration once, as a person does: what was on the screen, and where it was run."""
    return play_once(tmp_path_factory.mktemp("demo"))


def play_once(where: Path) -> tuple[str, Path]:
    done = subprocess.run(
        [*VEILLE, "demo", "--fast"],
        cwd=where,
        env={**os.environ, "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=HANG,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.replace("\u00a0", " "), where


def test_every_article_was_kept_once(played: tuple[str, Path]) -> None:
    shown, _ = played
    count = sum(len(outlet.articles) for outlet in OUTLETS.values())
    count += len(PLACES.employer.openings) + len(PLACES.employer.team) + len(PLACES.results) + len(["/ines"])
    assert f" {count}  items kept" in shown
    assert "1 first letter, 2 digests" in shown
    assert "4 health messages" in shown  # two sources broke down, and both came back


def test_a_person_reads_what_was_polled_found_folded_matched_and_sent(played: tuple[str, Path]) -> None:
    shown, _ = played
    story = "Les bibliothèques de Lyon ouvrent leurs données de prêt  Presse Culture"
    for words in (
        "503 Service Unavailable",
        "came where a feed was expected",
        f"\n    same address as: {story}",
        "\n    same title as: Tournesol Robotique ouvre un atelier à Villeurbanne  ",
        f"\n    same title as: {story}",
        f"\n    nearly the same title as: {story}",
        "Nadia Belkacem, nouvelle voix de la Fabrique Confluence  Presse Culture  edited",
        "\n    rule offres-com: ",
        "\n    source carnet-musees, which is followed whole",
        "─ Veille : lyon-culture-mag est revenue, 4 articles rattrapés ─",
    ):
        assert words in shown


def test_only_what_the_rules_ask_for_is_alerted_and_each_story_once(played: tuple[str, Path]) -> None:
    shown, _ = played
    panels = "".join(line for line in shown.splitlines(keepends=True) if line.startswith(" │"))
    for title in (
        "Chargé(e) de communication (CDI) · Fabrique Confluence",
        "CHARGÉ.E DE MÉDIATION NUMÉRIQUE (CDD 12 mois) · Maison du Livre",
        "Nadia Belkacem, nouvelle voix de la Fabrique Confluence",
        "La Fabrique Confluence recrute avant sa réouverture",
    ):
        assert panels.count(f"] {title}") == 1, title
    assert "Stage :" not in panels
    assert "Aquarium des Enfants" not in panels


def test_a_mention_for_sure_is_alerted_and_one_in_doubt_is_not(played: tuple[str, Path]) -> None:
    shown, _ = played
    panels = "".join(line for line in shown.splitlines(keepends=True) if line.startswith((" │", " ╭")))
    assert (
        " name moi: sure (full name in the text; close by: médiation, musée; no word of a namesake)" in shown
    )
    assert " name moi: unsure, 34% likely (only initial and surname in the text; " in shown
    assert panels.count("« La médiation, c'est d'abord écouter »") == 1
    assert "2 reprises : Presse Culture (13 h 20), Le Petit Lyonnais (13 h 25)" in panels
    assert "Première fois que Claire Vasseur parle de vous." in panels
    assert "Nouveau, à la 4e place · SearXNG" in panels
    assert "I. Morel" not in panels


def test_the_last_digest_asks_who_is_meant_and_tells_what_has_closed(played: tuple[str, Path]) -> None:
    shown, _ = played
    named = re.search(r"^The digest: (.+\.html)$", shown, re.MULTILINE)
    assert named
    page = re.sub(r"<[^>]*>", "", unescape(Path(named[1]).read_text("utf-8"))).replace("\u00a0", " ")
    asked, closed = page.index("Est-ce vous"), page.index("Offres closes")
    assert page.index("I. Morel", asked) > asked
    assert page.index("Menuisier-agenceur / menuisière-agenceuse", closed) > closed
    for words in ("Socleur / socleuse", "Nadia Belkacem, directrice de la communication"):
        assert page.count(words) == 1
    assert "127.0.0.1" not in page


def test_templated_and_distant_titles_are_not_folded(played: tuple[str, Path]) -> None:
    shown, _ = played
    lines = [line.strip() for line in shown.splitlines()]
    for title in (
        "Météo : lundi, pluie à Vienne et neige sur le Pilat  Météo du Rhône",
        "Tournesol Robotique ouvre un atelier à Grenoble  Rhône Éco",
    ):
        assert not lines[lines.index(title) + 1].startswith(("same", "nearly"))


def test_the_digest_that_is_named_at_the_end_is_a_page(played: tuple[str, Path]) -> None:
    shown, where = played
    named = re.search(r"^The digest: (.+\.html)$", shown, re.MULTILINE)
    assert named
    page = Path(named[1])
    assert page.parent == where / ".run" / "demo" / "pages"
    for words in ("Données de prêt : cinq villes", "Musées et données", "Norme 4512"):
        assert words in page.read_text("utf-8").replace("\u00a0", " ")
    index = re.search(r"^All letters: (.+/index\.html)$", shown, re.MULTILINE)
    assert index
    assert f'href="{page.name}"' in Path(index[1]).read_text("utf-8")


def test_nothing_is_written_outside_of_its_folder(played: tuple[str, Path]) -> None:
    _, where = played
    assert [path.name for path in where.iterdir()] == [".run"]


def test_a_pipe_gets_no_colours(played: tuple[str, Path]) -> None:
    assert "\x1b" not in played[0]


def test_the_commands_answer_beside_what_the_demonstration_left(played: tuple[str, Path]) -> None:
    shown, where = played
    look = next(line for line in shown.splitlines() if line.startswith("Look around: "))
    config = look.split("--config ")[1].split(" ")[0]
    asked = subprocess.run(
        [*VEILLE, "--config", config, "items", "méduses", "--json"],
        cwd=where,
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.returncode == 0, asked.stderr
    assert "Aquarium des Enfants" in asked.stdout


def test_the_screen_marks_found_words_and_keeps_all_the_others() -> None:
    text = marked("Le \x02musée\x03 ouvre [ce soir]")
    assert text.plain == "Le *musée* ouvre [ce soir]"
    assert [text.plain[span.start : span.end] for span in text.spans if "bold" in str(span.style)] == [
        "musée"
    ]
    assert starred("2 * 3 = 6, *enfin*").plain == "2 * 3 = 6, *enfin*"


def test_a_daemon_stays_on_the_recorded_web_until_it_is_told_to_stop(tmp_path: Path) -> None:
    with subprocess.Popen(
        [*VEILLE, "demo", "--serve"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as running:
        assert running.stdout is not None
        assert "The recorded web is at http://127.0.0.1:" in running.stdout.readline()
        pages = tmp_path / ".run" / "demo" / "pages"
        until(lambda: any(pages.glob("*-first-*.html")), "the first letter")
        running.send_signal(signal.SIGTERM)
        assert running.wait(timeout=HANG) == 0
    assert any(pages.glob("*-first-*.html"))
    assert [path.name for path in tmp_path.iterdir()] == [".run"]


def test_it_tells_the_same_each_time(played: tuple[str, Path], tmp_path: Path) -> None:
    place = re.compile(
        r"(?<=127\.0\.0\.1):\d+\S* *|\S+(?=/\.run/)"
    )  # the port of the recorded web, and the folder
    again, _ = play_once(tmp_path)
    assert place.sub("", again) == place.sub("", played[0])
