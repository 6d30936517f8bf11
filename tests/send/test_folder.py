"""A folder as a small site: read from real files, as a browser and a feed reader would."""

from __future__ import annotations

import base64
import hashlib
import html as markup
import json
import os
import re
import shutil
import subprocess
import threading
from dataclasses import replace
from datetime import datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import atom
from letters_sample import LETTERS, MORNING, PARIS, alert_one, at
from patience import HANG, work
from veille.app import App
from veille.language.words import Words
from veille.letters.compose import Letter
from veille.letters.layout import plain
from veille.letters.letter import Coverage, DigestLetter, Entry, Reason, Section
from veille.model import By, MessageKind
from veille.render.render import render, render_page
from veille.render.site_page import PageFileName, read, read_name, sent, spliced
from veille.send.folder import NEWEST, Site, publish
from veille.send.outcome import Sent, Transient
from veille.store.outbox import Message
from webserver import Answer, WebServer
from world import DAY, Article, Clock, configured, living, rss

DAYS = timedelta(days=1)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def entry(number: int, title: str, **fields: object) -> Entry:
    told = Entry(
        number,
        title,
        f"https://presse.example/{number}",
        "Presse Culture",
        at(22, 9),
        author="Hugo Lenoir",
        excerpt="… premier jeu d'\x02open data\x03 …",
        reasons=(Reason(By.rule("open-data"), ("open data",)),),
    )
    return replace(told, **fields)


def digest(day: datetime, *entries: Entry, topic: str = "Secteur") -> DigestLetter:
    told = entries or (entry(1, "Les bibliothèques ouvrent"), entry(2, "Le musée prête"))
    return DigestLetter("", day - DAYS, day, (Section(topic, told),), Coverage(2, 2, 40, 30))


def message(
    letter: Letter,
    day: datetime,
    number: int = 1,
    kind: MessageKind = MessageKind.DIGEST,
    *,
    language: str = "fr",
) -> Message:
    told = {"language": language, "timezone": PARIS, "now": day, "name": "Inès"}
    return Message(
        id=number,
        kind=kind,
        name="",
        recipient="page",
        message_id=f"{kind[0]}-{number:024x}@Example.org",
        topic="",
        subject="",
        text="",
        html=render(letter, **told).html,
        chat=(),
        page=render_page(letter, **told),
        created=int(day.timestamp()),
        expires=0,
        attempts=1,
    )


def site_in(folder: Path, *, language: str = "fr", address: str = "") -> Site:
    return Site(folder / "page", Words(language, PARIS), "Inès", address)


def filled(site: Site, days: int) -> list[Path]:
    """Publish a digest a day, the last this morning; return their pages."""
    for number in range(1, days + 1):
        day = MORNING - DAYS * (days - number)
        assert publish(site, message(digest(day), day, number)) == Sent()
    return sorted(site.folder.glob("*-digest-*.html"))


def text(site: Site, name: str) -> str:
    return (site.folder / name).read_text("utf-8")


def files(site: Site) -> dict[str, tuple[bytes, int]]:
    """Return every file with its content and when it was written."""
    return {file.name: (file.read_bytes(), file.stat().st_mtime_ns) for file in site.folder.iterdir()}


class Outline(HTMLParser):
    """What a browser makes of a page: its links by rel, its ids, its text but for scripts, all elements closed."""

    VOID = ("meta", "link", "br", "input")

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []
        self.ways: dict[str, str] = {}
        self.ids: list[str] = []
        self.scripts: list[str] = []
        self.policy = ""
        self.text = ""
        self.feed(html)
        self.close()
        assert self.open == []
        assert len(set(self.ids)) == len(self.ids)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        assert not any(name.startswith("on") or name == "src" for name in told)
        if "href" in told:
            self.links.append(told["href"])
            self.ways[told.get("rel", "")] = told["href"]
        if told.get("http-equiv") == "Content-Security-Policy":
            self.policy = told["content"]
        self.ids += [told["id"]] if "id" in told else []
        if tag not in self.VOID:
            self.open.append(tag)
        if tag == "script":
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "script" in self.open:
            self.scripts[-1] += data
        elif "style" not in self.open:
            self.text += data.replace("\u00a0", " ").replace("\u202f", " ")


def outline(site: Site, name: str) -> Outline:
    return Outline(text(site, name))


def searched(site: Site, month: str = "2026-11") -> list[list[object]]:
    """Return what the search is told of a month, newest letter first."""
    data = text(site, f"{month}.js")
    assert data.isascii()
    assert "<" not in data
    form = re.fullmatch(rf'/\* veille [0-9a-f]{{20}} \*/\nveille\("{month}",(.*)\);\n', data)
    assert form
    return json.loads(form[1])


# Pages


def test_a_page_is_named_by_its_minute_its_kind_and_its_number_and_listed_with_its_topics(tmp_path: Path):
    site = site_in(tmp_path)
    assert publish(site, message(digest(MORNING), MORNING, 12)) == Sent()
    alert = replace(alert_one(), seen_at=at(23, 9))
    assert publish(site, message(alert, at(23, 9), 13, "alert")) == Sent()
    assert sorted(files(site)) == [
        "2026-11-23-0730-digest-12.html",
        "2026-11-23-0900-alert-13.html",
        "2026-11.js",
        "feed.atom",
        "index.html",
    ]
    index = outline(site, "index.html")
    assert "2026-11-23-0730-digest-12.html" in index.links
    assert "lundi 23 · 7 h 30" in index.text
    assert "2 lettres depuis le 23 novembre 2026" in index.text
    assert "Secteur (2)" in index.text and "alerte" in index.text
    assert index.links.index("2026-11-23-0900-alert-13.html") < index.links.index(
        "2026-11-23-0730-digest-12.html"
    )


def test_every_story_can_be_reached_by_its_topic_without_a_script(tmp_path: Path):
    site = site_in(tmp_path)
    filled(site, 2)
    index = outline(site, "index.html")
    for page in ("2026-11-22-0730-digest-1.html", "2026-11-23-0730-digest-2.html"):
        assert {f"{page}#s1", f"{page}#s2"} <= set(index.links)
        assert {"s1", "s2"} <= set(outline(site, page).ids)
    assert "Presse Culture · Hugo Lenoir" in index.text
    assert "hidden" in re.search(r"<form[^>]*>", text(site, "index.html"))[0]


@pytest.mark.parametrize("kind", [MessageKind.FIRST, MessageKind.HEALTH, MessageKind.SAY])
def test_what_is_not_for_later_has_a_page_but_no_place_in_the_index(tmp_path: Path, kind: str):
    site = site_in(tmp_path)
    letter = LETTERS[{"first": "first", "health": "source-down", "say": "word"}[kind]]
    assert publish(site, message(letter, MORNING, 3, kind)) == Sent()
    filled(site, 1)
    page = outline(site, f"2026-11-23-0730-{kind}-3.html")
    assert page.ways["up"] == "index.html"
    assert "prev" not in page.ways and "next" not in page.ways
    assert f"-{kind}-3" not in text(site, "index.html") + text(site, "feed.atom") + text(site, "2026-11.js")
    assert "prev" not in outline(site, "2026-11-23-0730-digest-1.html").ways


def test_a_folder_without_letters_has_an_index_that_says_so(tmp_path: Path):
    site = site_in(tmp_path, language="en")
    publish(site, message(LETTERS["first"], MORNING, 1, "first", language="en"))
    assert "Nothing yet" in outline(site, "index.html").text
    assert atom.entries(text(site, "feed.atom")) == []


def test_each_page_leads_to_those_before_and_after_it(tmp_path: Path):
    site = site_in(tmp_path)
    first, middle, last = (page.name for page in filled(site, 3))
    ways = {page: outline(site, page).ways for page in (first, middle, last)}
    assert "prev" not in ways[first] and ways[first]["next"] == middle
    assert ways[middle]["prev"] == first and ways[middle]["next"] == last
    assert ways[last]["prev"] == middle and "next" not in ways[last]
    assert "← 21 novembre" in outline(site, middle).text


def test_a_page_that_comes_late_finds_its_place(tmp_path: Path):
    site = site_in(tmp_path)
    first, last = (page.name for page in filled(site, 2))
    late = MORNING - DAYS / 2
    publish(site, message(replace(alert_one(), seen_at=late), late, 9, "alert"))
    assert (
        outline(site, first).ways["next"]
        == outline(site, last).ways["prev"]
        == "2026-11-22-1930-alert-9.html"
    )


def test_the_ways_close_over_a_page_that_was_removed(tmp_path: Path):
    site = site_in(tmp_path)
    pages = filled(site, 3)
    pages[1].unlink()
    day = MORNING + DAYS
    publish(site, message(digest(day), day, 4))
    assert outline(site, pages[0].name).ways["next"] == pages[2].name
    assert outline(site, pages[2].name).ways["prev"] == pages[0].name
    for name in ("index.html", "feed.atom", "2026-11.js"):
        assert pages[1].name not in text(site, name)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_page_stands_alone_and_leads_to_what_is_there(tmp_path: Path, language: str):
    site = site_in(tmp_path, language=language)
    for number in range(3):
        day = MORNING + DAYS * number
        publish(site, message(digest(day), day, number + 1, language=language))
    for page in site.folder.glob("*.html"):
        shown, source = outline(site, page.name), page.read_text("utf-8")
        assert f'<html lang="{language}">' in source
        assert "default-src 'none'" in shown.policy
        assert "url(" not in source and "@import" not in source
        assert "prefers-color-scheme: dark" in source and "@media print" in source
        for link in shown.links:
            file = link.partition("#")[0]
            assert link.startswith("https://presse.example/") or not file or (site.folder / file).is_file()


# Written whole, and only what is ours


def test_a_message_published_twice_changes_nothing(tmp_path: Path):
    site = site_in(tmp_path)
    filled(site, 3)
    before = files(site)
    for number in (2, 3, 1):
        day = MORNING - DAYS * (3 - number)
        assert publish(site, message(digest(day), day, number)) == Sent()
    assert files(site) == before


def test_a_reader_never_meets_half_a_file(tmp_path: Path):
    site = site_in(tmp_path)
    filled(site, 1)
    done = threading.Event()
    halves: list[str] = []

    def look() -> None:
        while not done.is_set():
            for name, end in (("index.html", "</html>"), ("feed.atom", "</feed>"), ("2026-11.js", ");")):
                if not text(site, name).rstrip().endswith(end):
                    halves.append(name)

    looking = threading.Thread(target=look)
    looking.start()
    filled(site, 20)
    done.set()
    looking.join()
    assert halves == []
    assert not list(site.folder.glob(".*"))


def test_the_folder_grows_again_from_what_lies_in_it(tmp_path: Path):
    site = site_in(tmp_path)
    filled(site, 3)
    before = files(site)
    feed_id = re.search("<id>.*?</id>", text(site, "feed.atom"))[0]
    for name in ("index.html", "feed.atom", "2026-11.js"):
        (site.folder / name).unlink()
    publish(site, message(digest(MORNING), MORNING, 3))
    assert {name: content for name, (content, _) in files(site).items()} == {
        name: content for name, (content, _) in before.items()
    }
    assert feed_id in text(site, "feed.atom")
    shutil.rmtree(site.folder)
    publish(site, message(digest(MORNING), MORNING, 3))
    assert len(list(site.folder.iterdir())) == 4


def test_a_feed_keeps_its_name_when_its_oldest_letter_goes(tmp_path: Path):
    site = site_in(tmp_path)
    pages = filled(site, 2)
    feed_id = re.search("<id>.*?</id>", text(site, "feed.atom"))[0]
    pages[0].unlink()
    day = MORNING + DAYS
    publish(site, message(digest(day), day, 3))
    assert re.search("<id>.*?</id>", text(site, "feed.atom"))[0] == feed_id


FOREIGN = {
    "index.html": "<!DOCTYPE html><title>My garden</title>",
    "feed.atom": "<feed/>",
    "2026-11.js": "alert(1)",
    "2026-11.html": "mine",
    "2025-01.html": "mine",
    "2026-11-21-0730-digest-8.html": '<title>not by veille</title><!--veille {"subject":"x"}-->',
    "2026-02-31-0730-digest-9.html": "no such day",
    "notes.txt": "to buy",
    ".index.html": "hidden",
}


def test_what_another_program_wrote_is_never_touched(tmp_path: Path):
    site = site_in(tmp_path)
    site.folder.mkdir()
    for name, content in FOREIGN.items():
        (site.folder / name).write_text(content)
    before = files(site)
    pages = filled(site, NEWEST + 3)
    assert len(pages) == NEWEST + 3 + 2
    after = files(site)
    assert {name: after[name] for name in FOREIGN} == before
    ours = [page.name for page in pages if page.name not in FOREIGN]
    assert outline(site, ours[-1]).ways["prev"] == ours[-2]
    assert outline(site, "2026-11-21-0730-digest-61.html").ways["prev"] == "2026-11-20-0730-digest-60.html"


def test_a_page_that_lies_in_the_way_is_told_of_and_left_alone(tmp_path: Path):
    site = site_in(tmp_path)
    site.folder.mkdir()
    taken = site.folder / "2026-11-23-0730-digest-1.html"
    taken.write_text("mine")
    told = publish(site, message(digest(MORNING), MORNING))
    assert isinstance(told, Transient)
    assert str(taken) in str(told.why) and "not written by veille" in str(told.why)
    assert taken.read_text() == "mine"


def test_no_link_leads_out_of_the_folder(tmp_path: Path):
    site = site_in(tmp_path)
    site.folder.mkdir()
    outside = tmp_path / "outside"
    outside.write_text('<meta name="generator" content="veille"><generator>veille</generator>')
    before = outside.read_bytes()
    page = "2026-11-23-0730-digest-1.html"
    for name in ("index.html", ".feed.atom.part", f".{page}.part", "2026-11-20-0730-digest-7.html"):
        (site.folder / name).symlink_to(outside)
    os.mkfifo(site.folder / "2026-11.js")
    assert publish(site, message(digest(MORNING), MORNING)) == Sent()
    assert outside.read_bytes() == before
    assert (site.folder / "index.html").is_symlink()
    assert (site.folder / page).is_file() and not (site.folder / page).is_symlink()
    assert atom.entries(text(site, "feed.atom"))[0]["link"] == page


def test_a_folder_that_cannot_be_written_is_told_of(tmp_path: Path):
    (tmp_path / "page").write_text("a file")
    told = publish(site_in(tmp_path), message(digest(MORNING), MORNING))
    assert isinstance(told, Transient)
    assert "cannot be written (File exists)" in str(told.why)


def test_who_may_read_is_the_umasks_to_say(tmp_path: Path):
    site = site_in(tmp_path)
    before = os.umask(0o027)
    try:
        filled(site, 1)
    finally:
        os.umask(before)
    assert {file.stat().st_mode & 0o777 for file in site.folder.iterdir()} == {0o640}
    assert site.folder.stat().st_mode & 0o777 == 0o750


def test_a_page_that_was_written_over_by_hand_is_left_so_and_is_listed_no_more(tmp_path: Path):
    site = site_in(tmp_path)
    page = filled(site, 1)[0]
    broken = re.sub(r"<!--veille \{.*?\}-->", "<!--veille {oh}-->", page.read_text("utf-8"))
    page.write_text(broken, "utf-8")
    day = MORNING + DAYS
    assert publish(site, message(digest(day), day, 2)) == Sent()
    assert page.read_text("utf-8") == broken
    assert page.name not in outline(site, "index.html").links


def test_a_message_made_before_its_recipient_was_a_folder_is_laid_there_as_it_is(tmp_path: Path):
    site = site_in(tmp_path)
    old = replace(message(digest(MORNING), MORNING), page="")
    assert publish(site, old) == Sent()
    assert publish(site, old) == Sent()
    assert "Les bibliothèques ouvrent" in text(site, "2026-11-23-0730-digest-1.html")
    assert "digest-1" not in text(site, "index.html")


# Many


def test_with_many_letters_each_month_has_its_page_and_the_index_the_newest(tmp_path: Path):
    site = site_in(tmp_path)
    pages = filled(site, NEWEST)
    assert not list(site.folder.glob("????-??.html"))
    day = MORNING + DAYS
    publish(site, message(digest(day), day, NEWEST + 1))
    months = ["2026-09", "2026-10", "2026-11"]
    assert [page.stem for page in sorted(site.folder.glob("????-??.html"))] == months
    index = outline(site, "index.html")
    assert pages[0].name not in index.links and pages[1].name in index.links
    assert {f"{month}.html" for month in months} <= set(index.links)
    assert f'data-months="{" ".join(reversed(months))}"' in text(site, "index.html")
    september, october = outline(site, "2026-09.html"), outline(site, "2026-10.html")
    assert pages[0].name in september.links
    assert september.ways["next"] == "2026-10.html" and "prev" not in september.ways
    assert october.ways["prev"] == "2026-09.html" and october.ways["next"] == "2026-11.html"
    assert "31 lettres" in october.text
    for page in pages[:5]:
        page.unlink()
    day += DAYS
    publish(site, message(digest(day), day, NEWEST + 2))
    assert not list(site.folder.glob("????-??.html")), "few again: the index has them all"


def test_a_month_that_is_over_is_not_written_again(tmp_path: Path):
    site = site_in(tmp_path)
    filled(site, NEWEST + 2)
    before = files(site)
    day = MORNING + DAYS
    publish(site, message(digest(day), day, 99))
    after = files(site)
    assert {name for name in before if after[name] != before[name]} == {
        *("index.html", "feed.atom", "2026-11.js", "2026-11.html"),
        "2026-11-23-0730-digest-62.html",
    }


def test_a_thousand_letters_cost_a_delivery_little(tmp_path: Path):
    site = site_in(tmp_path)
    site.folder.mkdir()
    page = message(digest(MORNING), MORNING).page
    for number in range(1000):
        day = MORNING - DAYS * (1000 - number)
        name = PageFileName(f"{day:%Y-%m-%d-%H%M}", number, "digest")
        laid = spliced(page, {"head": sent(f"tag:example.org,2026:{number}", int(day.timestamp()))})
        (site.folder / name.file).write_text(laid, "utf-8")
    publish(site, message(digest(MORNING), MORNING, 1000))
    day = MORNING + DAYS
    with work(0.4):
        publish(site, message(digest(day), day, 1001))
    assert "1 002 lettres" in outline(site, "index.html").text


# What is remote

NASTY = '</script><script>alert(1)</script>--><!--veille:foot-->"\'&amp;<b>]]>\u2028{{ 7*7 }} veille("x")'


def test_a_title_breaks_out_of_nothing(tmp_path: Path):
    site = site_in(tmp_path)
    for number in (1, 2):
        day = MORNING + DAYS * number
        nasty = entry(1, NASTY, excerpt=NASTY, outlet=NASTY, author=NASTY, url="javascript:alert(1)")
        assert publish(site, message(digest(day, nasty, topic=NASTY), day, number)) == Sent()
    for page in site.folder.glob("*.html"):
        shown = outline(site, page.name)
        assert "alert(1)" not in "".join(shown.scripts)
        assert not any("javascript:" in link for link in shown.links)
    told = searched(site)
    assert plain(NASTY) in [story[1] for letter in told for story in letter[3]]
    (first, second) = atom.entries(text(site, "feed.atom"))
    assert "javascript:" not in first["content"] and second["id"] != first["id"]
    assert feedparser.parse(text(site, "feed.atom").encode()).bozo is False


def test_the_only_script_is_the_one_that_the_policy_names(tmp_path: Path):
    site = site_in(tmp_path)
    pages = filled(site, 2)
    index = outline(site, "index.html")
    (script,) = index.scripts
    named = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{named}' 'strict-dynamic'" in index.policy
    assert not re.search(r"innerHTML|document\.write|fetch|XMLHttpRequest|import", script)
    for page in pages:
        assert outline(site, page.name).scripts == []
        assert "script-src" not in outline(site, page.name).policy


words = st.text(max_size=60) | st.sampled_from([NASTY, "-->", "--!>", "<!--", "\\u003c", "-", "\x02x\x03"])


@given(words, words, words)
@settings(max_examples=60)
def test_what_a_page_tells_of_itself_is_read_back_whole(title: str, topic: str, excerpt: str):
    letter = digest(MORNING, entry(1, title, excerpt=excerpt, author=title), topic=topic)
    laid = spliced(message(letter, MORNING).page, {"head": sent("tag:example.org,2026:x", 5)})
    sheet = read(PageFileName("2026-11-23-0730", 1, "digest"), laid)
    assert sheet is not None
    (group,) = sheet.groups
    assert group.stories[0].title == (plain(title) or "Presse Culture")
    assert group.topic == plain(topic, 60) or not plain(topic, 60)
    assert (sheet.tag, sheet.created) == ("tag:example.org,2026:x", 5)
    assert len(Outline(laid).ids) == 1


@pytest.mark.parametrize(
    "name",
    [
        *("index.html", "2026-11-23-0730-digest-1.HTML", "2026-13-01-0730-digest-1.html", "x.html", ""),
        *(
            "2026-11-23-0730-digest-01.html",
            "../2026-11-23-0730-digest-1.html",
            "2026-11-23-0730-other-1.html",
        ),
        *(
            "2026-11-23-2460-digest-1.html",
            "2026-11-23-0730-digest-1.html\n",
            "٢٠٢٦-11-23-0730-digest-1.html",
        ),
    ],
)
def test_other_names_are_no_pages(name: str):
    assert read_name(name) is None


def test_names_sort_as_their_letters_were_made():
    names = [
        "2026-11-23-0730-digest-10.html",
        "2026-11-23-0730-alert-9.html",
        "2026-11-22-2359-alert-99.html",
    ]
    assert [name.file for name in sorted(read_name(name) for name in names)] == names[::-1]


# Search and feed


def test_the_search_is_told_of_every_story_with_its_topic_and_excerpt(tmp_path: Path):
    site = site_in(tmp_path)
    filled(site, 2)
    newest = searched(site)[0]
    assert newest[0] == "2026-11-23-0730-digest-2.html"
    assert newest[1] == "23\u00a0novembre 2026"
    assert newest[3][1] == [
        2,
        "Le musée prête",
        "Presse Culture\u00a0· Hugo Lenoir",
        "…\u00a0premier jeu d'open data\u00a0…",
        "Secteur",
    ]


def shown_by_chromium(address: str, folder: Path) -> str:
    """Return a page as chromium has it once its scripts have run."""
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine: the search was not tried in a browser")
    done = subprocess.run(
        [
            *(CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"),
            *("--disable-background-networking", "--disable-component-update", "--disable-quic"),
            *(f"--user-data-dir={folder / 'chromium'}", "--virtual-time-budget=5000", "--dump-dom", address),
        ],
        capture_output=True,
        timeout=HANG,
        check=False,
    )
    if not done.stdout:
        pytest.skip(f"chromium does not start here: {done.stderr[-200:]!r}")
    return done.stdout.decode()


def test_the_search_works_from_a_file(tmp_path: Path):
    site = site_in(tmp_path)
    filled(site, 30)
    nasty = entry(1, f"L'œuvre & le MUSÉE {NASTY}")
    day = MORNING + DAYS
    publish(site, message(digest(day, nasty), day, 31))
    address = f"{(site.folder / 'index.html').as_uri()}#q={quote('oeuvre musee')}"
    shown = shown_by_chromium(address, tmp_path)
    results = re.search(r'<section id="results".*?</section>', shown, re.DOTALL)[0]
    assert "<h2>1 nouvelle trouvée</h2>" in results
    assert 'href="2026-11-24-0730-digest-31.html#s1"' in results
    assert "<script>alert" not in results and markup.escape("<script>", quote=False) in results
    assert re.search(r'<div id="all" hidden="">', shown)


def test_the_feed_is_valid_and_holds_the_newest_letters_whole(tmp_path: Path):
    site = site_in(tmp_path)
    filled(site, 33)
    told = atom.entries(text(site, "feed.atom"))
    assert len(told) == 30
    assert told[0]["link"] == "2026-11-23-0730-digest-33.html"
    assert told[0]["id"] == f"tag:example.org,2026-11-23:d-{33:024x}"
    assert told[0]["updated"] == "2026-11-23T06:30:00Z"
    assert '<a href="https://presse.example/2">Le musée prête</a>' in told[0]["content"]
    assert "<b>open data</b>" in told[0]["content"]
    read = feedparser.parse(text(site, "feed.atom").encode())
    assert read.bozo is False
    assert read.version == "atom10"
    assert read.feed.title == "Veille d’Inès"
    assert [tag.term for tag in read.entries[0].tags] == ["Secteur"]


def test_an_address_makes_the_feeds_links_whole_and_nothing_else(tmp_path: Path):
    site, plain_site = site_in(tmp_path, address="https://veille.example/page/"), site_in(tmp_path / "b")
    plain_site.folder.parent.mkdir()
    for folder in (site, plain_site):
        filled(folder, 2)
    (newest, _) = atom.entries(text(site, "feed.atom"))
    assert newest["link"] == "https://veille.example/page/2026-11-23-0730-digest-2.html"
    assert 'rel="self" type="application/atom+xml" href="https://veille.example/page/feed.atom"' in text(
        site, "feed.atom"
    )
    assert text(site, "index.html") == text(plain_site, "index.html"), (
        "it must be readable where it lies, too"
    )


def test_a_site_of_one_review_bears_its_title(tmp_path: Path):
    site = site_in(tmp_path)
    letter = replace(digest(MORNING), title="Revue de presse Acme")
    publish(site, message(letter, MORNING))
    assert "Revue de presse Acme" in outline(site, "index.html").text
    assert feedparser.parse(text(site, "feed.atom").encode()).feed.title == "Revue de presse Acme"


# Through the whole


def test_digests_and_alerts_of_a_living_watch_make_a_site(tmp_path: Path, web: WebServer):
    old = Article(1, "La Maison du Livre rouvre")
    web.on("/feed", Answer(rss([old])))
    folder = tmp_path / "revue"
    config = configured(
        tmp_path,
        '[rule.livre]\nany = ["maison du livre"]\ntopic = "Livre"\n[rule.offres]\nany = ["recrute"]\nalert = true\n'
        f'[digest.matin]\nat = "07:30"\n[channel.page]\nfolder = "{folder}"\n'
        f'address = "https://veille.example/revue"\n[source]\nculture = "{web.url("/feed")}"',
        head='to = "page"\nalert = "page"',
    )
    clock = Clock()

    async def life(app: App) -> None:
        await app.poll_once()
        for number in (2, 3):
            clock.forward(3600)
            news = Article(
                number, f"La Maison du Livre fête le jour {number}", "Et elle recrute." * (number == 3)
            )
            web.on("/feed", Answer(rss([news, old])))
            await app.poll_once()
            clock.forward(DAY)
            await app.poll_once()

    living(config, clock, life)
    site = Site(folder, Words("fr", PARIS), "Inès")
    index = outline(site, "index.html")
    assert "La Maison du Livre fête le jour 2" in index.text
    told = atom.entries(text(site, "feed.atom"))
    kinds = [entry["link"].rpartition("/")[2].split("-")[4] for entry in told]
    assert sorted(set(kinds)) == ["alert", "digest"]
    assert all(entry["link"].startswith("https://veille.example/revue/2026-11-") for entry in told)
    assert len(list(folder.glob("*-first-*.html"))) == 1
