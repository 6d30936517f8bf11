"""In a language that marks every sentence of its catalogue, nothing that a reader sees is left unmarked."""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
from collections.abc import Iterator
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import messages
from letters_sample import LETTERS, MORNING, PARIS, now_of
from report_sample import FIRST, REPORTS
from veille import config as configuration
from veille.app import App
from veille.cli.check import command as check
from veille.cli.init import command as init
from veille.cli.setting import Setting
from veille.cli.status import command as status
from veille.language.catalogue import LOCALE, bring
from veille.language.words import Words
from veille.letters.compose import compose
from veille.render.chat import pieces
from veille.render.render import render, render_page
from veille.send.folder import Site, publish
from veille.send.outcome import Sent
from veille.store.outbox import Message
from world import Clock, configured, living, rows

HEAD = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"""
# What no language says otherwise: commands, options and values to type, what engines and services are called.
TYPED = re.compile(
    r"`[^`]*`|\bveille (?:names|mark|pause|status|secret|check|run|say|items|outbox)\b[^\n<⟦]*"
    r"|\[(?:person|company|search)[^\n⟦]*|https?://\S+"
)
KNOWN = {
    *("SearXNG", "Brave", "Bing", "Google", "Mojeek", "Qwant", "Startpage", "DuckDuckGo"),
    *("LinkedIn", "Facebook", "Instagram", "TikTok", "Glassdoor", "Atom", "Veille"),
}
WORD = re.compile(r"[^\W\d_]{2,}")
ALL = {**LETTERS, **REPORTS}


@pytest.fixture(autouse=True, scope="module")
def marking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A language "xx" whose catalogue holds every sentence of the code, between ⟦ and ⟧."""
    folder = Path(shutil.copytree(LOCALE, tmp_path_factory.mktemp("marking") / "locale"))
    path = folder / "xx/LC_MESSAGES/veille.po"
    path.parent.mkdir(parents=True)
    entries = [HEAD]
    for message in messages.extracted():
        if message.id:
            one, many = message.id if isinstance(message.id, tuple) else (message.id, "")
            context = f"msgctxt {quoted(message.context)}\n" if message.context else ""
            said = f"msgstr {quoted(f'⟦{one}⟧')}\n"
            if many:
                said = f"msgid_plural {quoted(many)}\nmsgstr[0] {quoted(f'⟦{one}⟧')}\nmsgstr[1] {quoted(f'⟦{many}⟧')}\n"
            entries.append(f"{context}msgid {quoted(one)}\n{said}")
    path.write_text("\n".join(entries), encoding="utf-8")
    bring("veille", folder)
    yield
    bring("veille", LOCALE)


def quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def unmarked(text: str) -> str:
    """Return what of a text stands outside of every ⟦…⟧; what was cut off at its end is within."""
    depth, kept = 0, []
    for character in text:
        depth = max(depth + {"⟦": 1, "⟧": -1}.get(character, 0), 0)
        kept.append(character if not depth and character != "⟧" else " ")
    return "".join(kept)


def told(text: str, data: set[str]) -> set[str]:
    """Return the words of a text that no catalogue said and that come from no data."""
    return set(WORD.findall(TYPED.sub(" ", unmarked(text)))) - data - KNOWN


def strings(value: object) -> Iterator[str]:
    """Yield every text within data."""
    if isinstance(value, str):
        yield value
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from strings(getattr(value, field.name))
    elif isinstance(value, dict):
        yield from strings([*value, *value.values()])
    elif isinstance(value, list | tuple | set | frozenset):
        for inner in value:
            yield from strings(inner)


def words_of(value: object) -> set[str]:
    """Return every word within a letter's data, also as titles and headings write it."""
    texts = [text for string in strings(value) for text in (string, string.upper(), string.lower())]
    return {word for text in texts for word in WORD.findall(text)}


class Shown(HTMLParser):
    """The texts of a page that are read or spoken: each on its own, attributes too."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._code = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._code = tag in ("style", "script")
        spoken = (
            "alt",
            "title",
            "aria-label",
            "placeholder",
            "data-none",
            "data-one",
            "data-many",
            "data-over",
        )
        self.texts += [value or "" for name, value in attrs if name in (*spoken, "data-unread")]

    def handle_endtag(self, tag: str) -> None:
        self._code = False

    def handle_data(self, data: str) -> None:
        if not self._code:
            self.texts.append(data)


def now(name: str):
    return FIRST + timedelta(seconds=2) if name in REPORTS else now_of(name)


@pytest.mark.parametrize("name", ALL)
def test_a_letter_says_nothing_that_a_translator_could_not_say(name: str):
    letter, said = ALL[name], {"language": "xx", "timezone": PARIS, "now": now(name), "name": "Inès"}
    data = words_of(letter) | {"Inès"}
    done = render(letter, **said)
    page = render_page(letter, **said)
    assert all("⟦" in text for text in (done.text, done.html, page))
    assert told(done.subject, data) == set()
    assert told(done.text, data) == set()
    for html in (done.html, page):
        assert set().union(*(told(text, data) for text in Shown(html).texts)) == set()
    for form in ("text", "markdown", "html"):
        for text in pieces(done.chat, form=form, limit=20_000):
            shown = " ".join(Shown(text).texts) if form == "html" else text
            assert told(shown, data) == set()


def test_a_chart_says_nothing_that_a_translator_could_not_say():
    charts = 0
    for name, report in REPORTS.items():
        data = words_of(report)
        layout = compose(report, Words("xx", PARIS, now(name)), "Inès")
        for chart in (chart for block in layout.blocks if block.picture for chart in block.picture.charts):
            charts += 1
            labels = (
                chart.title,
                chart.places_title,
                chart.mine_title,
                chart.first,
                chart.fourth,
                chart.tenth,
            )
            assert set().union(*(told(text, data) for text in (*labels, *chart.months))) == set()
            assert chart.places_title.startswith("⟦") and chart.mine_title.startswith("⟦")
    assert charts > 1


def test_a_folder_says_nothing_that_a_translator_could_not_say(tmp_path: Path):
    site = Site(tmp_path / "page", Words("xx", PARIS), "Inès", "https://ines.example/")
    data = {"Inès"}
    for number, name in enumerate(("digest", "alert-one", "first", "digest-weekly"), start=1):
        letter, at = LETTERS[name], MORNING + timedelta(days=40 * number)
        said = {"language": "xx", "timezone": PARIS, "now": at, "name": "Inès"}
        data |= words_of(letter)
        message = Message(
            id=number, kind=name.partition("-")[0], name="", recipient="page", message_id=f"{number:024x}@example.org",
            topic="", subject="", text="", html=render(letter, **said).html, chat=(), page=render_page(letter, **said),
            created=int(at.timestamp()), expires=0, attempts=1,
        )  # fmt: skip
        assert publish(site, message) == Sent()
    pages = sorted(site.folder.glob("*.html"))
    assert len(pages) > 4
    for page in pages:
        texts = Shown(page.read_text("utf-8")).texts
        assert set().union(*(told(text, data) for text in texts)) == set(), page.name
    feed = (site.folder / "feed.atom").read_text("utf-8")
    texts = re.findall(r"<(?:title|summary|name|subtitle)[^>]*>([^<]*)<", feed)
    assert texts and set().union(*(told(text, data) for text in texts)) == set()


def test_init_says_nothing_that_a_translator_could_not_say(tmp_path: Path):
    file = tmp_path / "veille.toml"
    given = [
        "--language",
        "xx",
        "--yes",
        "--to",
        "ines@example.org",
        "--name",
        "Inès",
        "--person",
        "Jean Martin",
    ]
    given += ["--words", "open data", "--feed", "https://lwn.net/headlines/rss", "--no-test"]
    done = CliRunner().invoke(init, given, obj=Setting(file))
    assert done.exit_code == 0, done.output
    assert done.output.count("⟦") >= 4
    assert told(done.output, words_of(str(file))) == set()
    remarks = [line.partition("# ")[2] for line in file.read_text("utf-8").splitlines() if "# " in line]
    options = words_of(
        "also mine context alert and not true compte moi example Lyon Rhône stage mon fri thu monthly"
    )
    assert len(remarks) > 8
    for remark in remarks:
        assert told(remark, options) == set(), remark


def test_status_and_check_say_nothing_that_a_translator_could_not_say(tmp_path: Path):
    clock = Clock(MORNING.timestamp())
    config = configured(
        tmp_path,
        '[channel.page]\nfolder = "page"\n[digest.revue]\nat = "fri 09:00"\nto = "page"\ntopics = ["Offres"]\n'
        '[rule.offres]\nany = ["lyon"]\ntopic = "Offres"\nalert = true\nfrom = ["presse"]\nnames = ["acme", "jean"]\n'
        '[company.acme]\nname = "Acme Instruments"\nmine = ["https://fr.linkedin.com/company/acme"]\n'
        '[person.jean]\nname = "Jean Martin"\nalert = true\n[search]\nsearxng = "http://127.0.0.1:9"\n'
        '[source.presse]\nurl = "http://127.0.0.1:9/feed"\nevery = "6h"\nbaseline = false\ntopic = "Presse"\nalert = true\n',
        head='to = "page"',
    )

    async def life(app: App) -> None:
        await app.tick()
        await app.settle()

    living(config, clock, life)
    file = tmp_path / "veille.toml"
    file.write_text(file.read_text("utf-8").replace('language = "fr"', 'language = "xx"'), "utf-8")
    # Why something fails is data here: tests of failures hold their words.
    stored = [
        list(row)
        for table in ("source", "poll", "recipient")
        for row in rows(tmp_path, f"SELECT why FROM {table}")
    ]
    data = words_of([file.read_text("utf-8"), str(tmp_path), *config.sources, stored])
    data |= words_of([*(source.kind for source in config.sources.values()), "OR Insee veille.toml"])

    def unsaid(command: click.Command, *words: str) -> set[str]:
        done = CliRunner().invoke(command, words, obj=Setting(file))
        assert done.exit_code == 0 and "⟦" in done.output, done.output
        return told(done.output, data)

    assert unsaid(check) == set()
    assert unsaid(status) == set()
    assert unsaid(status, "presse") == set()


WRONG = """
[veille]
language = "xx"
to = ["nobody", "ines@example.org"]
state = 5
spacing = "soon"
zork = 1
[channel.c]
console = true
url = "chat"
[rule.r]
[rule.q]
query = "a AND (b"
any = ["!!"]
urgent = true
[source.s]
ulr = "https://a.example/"
every = "0m"
alert = true
login = { user = "x", pasword = 1 }
[source.t]
kind = "jops"
[source.u]
kind = "company_page"
url = "https://www.linkedin.com/x"
select = "a"
json = "b"
[source.m]
kind = "mailbox"
password = { secret = "nowhere" }
[person.moi]
people = ["", "..."]
also = ["x"]
[company.c]
name = "Acme"
siren = "123456789"
mine = ["nowhere"]
[digest.d]
at = "25:00"
max = 0
names = ["mo"]
[digest.e]
at = "someday 07:30"
"""


def test_what_is_wrong_with_a_configuration_is_said_by_catalogues_alone(tmp_path: Path):
    file = tmp_path / "veille.toml"
    file.write_text(WRONG, "utf-8")
    done = CliRunner().invoke(check, obj=Setting(file))
    assert done.exit_code == 78
    data = words_of([WRONG, str(tmp_path), "VEILLE_SECRET_NOWHERE mon tue wed thu fri sat sun monthly tls"])
    data |= words_of(
        "ntfys tgram mailbox query and names from veille.toml not secret password token LinkedIn"
    )
    wrong = [line for line in done.output.splitlines() if "veille.toml" in line]
    assert len(wrong) > 25
    assert {line: left for line in wrong if (left := told(line, data))} == {}


def test_warnings_are_said_by_catalogues_alone(tmp_path: Path):
    file = tmp_path / "veille.toml"
    file.write_text(
        '[veille]\nlanguage = "xx"\nto = "c"\ncontact = "ines@example.org"\n[channel.c]\nurl = "ntfys://topic"\n'
        '[rule.r]\nany = ["x"]\nfrom = ["presse"]\n[digest.d]\nat = "02:30"\ntopics = ["Livres"]\n'
        '[person.a]\nname = "Jean Martin"\n[person.b]\nname = "JEAN MARTIN"\n[person.z]\nname = "Q"\n'
        '[company.o]\nname = "Orange"\n[source.s]\nurl = "https://a.example/"\nevery = "5s"\n',
        "utf-8",
    )
    config = configuration.load(file)
    done = CliRunner().invoke(check, obj=Setting(file))
    assert done.exit_code == 0, done.output
    data = words_of(
        [file.read_text("utf-8"), str(tmp_path), "OR Insee veille.toml secret UTC feed a.example"]
    )
    warned = [line for line in done.output.splitlines() if line.startswith("⟦warning⟧")]
    assert len(warned) == len(config.warnings) > 7
    assert {line: left for line in warned if (left := told(line, data))} == {}


def test_what_is_not_marked_is_found():
    assert told("⟦Closes: ⟦Monday⟧⟧ at last, Inès", {"Inès"}) == {"at", "last"}
    assert told("⟦cut off …", set()) == set()
