"""Chat messages: whole blocks, within a service's length, with the markup of that service and no other."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import apprise
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from letters_sample import LETTERS, NOW, PARIS, alert_one, alert_two, at, now_of
from veille.letters.compose import Letter
from veille.letters.letter import Alert, Entry, Reason, Section
from veille.model import MARK, UNMARK, By
from veille.render.chat import ITEM, pieces, service_form, units
from veille.render.render import render

URL = "https://lyonculturemag.example/portraits/mediation-ecouter"


def blocks(letter: Letter, language: str = "fr") -> tuple[str, ...]:
    now = next((now_of(name) for name, sample in LETTERS.items() if sample is letter), NOW)
    return render(letter, language=language, timezone=PARIS, now=now, name="Inès").chat


def alert_of(**fields: object) -> Alert:
    entry = Entry(1, "Titre", "https://a.example/x", "Le Journal", at(23, 9))
    return Alert((Section("Secteur", (replace(entry, **fields),)),), NOW)


def spaced(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


class Balance(HTMLParser):
    """Only the markup that Telegram knows, in balance."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ("a", "b", "br")
        assert [name for name, _ in attrs] == (["href"] if tag == "a" else [])
        self.links += [value or "" for _, value in attrs]
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def unescaped(markdown: str) -> str:
    """Return what is left as markup once escaped signs and our own links are made harmless."""
    plain = re.sub(r"\\[^\w\s]", "§", markdown)
    return re.sub(r"\]\(https?://[^\s()<>]*\)", "]", plain)


def test_an_alert_in_plain_text_is_one_message_that_ends_its_entry_with_the_link():
    (message,) = pieces(blocks(alert_one()), form="text", limit=4000)
    assert spaced(message).split("\n") == [
        "🔔 Musées",
        "",
        "1. « La médiation, c'est d'abord écouter »",
        "Lyon Culture Mag · Claire Vasseur · ce matin à 9 h 42",
        "… à la Fabrique, Inès Morel-Dupuis a ouvert les réserves aux familles. La médiation au musée, "
        "dit-elle, commence par le silence que l'on sait tenir …",
        "Pourquoi : règle « médiation » : médiation + musée · "
        "+ 2 reprises : Agenda Culture (10 h 05), Le Petit Lyonnais (10 h 31)",
        URL,
        "",
        "Vue ce matin à 9 h 58, 16 minutes après sa parution.",
        "Prochaine lettre : demain 7 h 30.",
        "Arrêter, ou changer quelque chose : écrivez à ami@example.org",
    ]


def test_in_html_and_markdown_the_title_is_the_only_link_and_found_words_are_bold():
    (html,) = pieces(blocks(alert_one()), form="html", limit=4096)
    assert Balance(html).links == [URL]
    assert "<b>musée</b>" in html
    (markdown,) = pieces(blocks(alert_one()), form="markdown", limit=2000)
    assert f"**[1. « La médiation, c'est d'abord écouter »]({URL})**" in spaced(markdown)
    assert "La **médiation** au **musée**" in markdown


def test_a_health_note_names_its_rows():
    (message,) = pieces(blocks(LETTERS["source-down"]), form="markdown", limit=2000)
    assert spaced(message).startswith(
        "**⚠️ presse-lyon n’est plus lisible depuis samedi 14 h 02**\n**Quoi** : [https://"
    )
    assert "veille status presse-lyon" in message


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
@pytest.mark.parametrize("limit", [160, 280, 380, 1000, 2000, 4096])
@pytest.mark.parametrize("name", LETTERS)
def test_every_message_is_within_the_limit_and_every_entry_is_there(name: str, limit: int, form: str):
    told = blocks(LETTERS[name])
    messages = pieces(told, form=form, limit=limit)
    assert all(0 < units(message) <= limit for message in messages)
    for message in messages:
        if form == "html":
            Balance(message)
        if form == "markdown":
            assert unescaped(message).count("**") % 2 == 0
    numbers = re.findall(r"title\t(\d+)\. ", "\n".join(told))
    assert re.findall(r"(?:^|\[|>)(\d+)\. ", "\n".join(messages), re.MULTILINE) == numbers


def test_an_entry_is_never_parted_and_loses_its_excerpt_first():
    whole = pieces(blocks(alert_one()), form="text", limit=2000)[0]
    (entry,) = [piece for piece in pieces(blocks(alert_one()), form="text", limit=380) if "1. " in piece]
    assert units(whole) > 380
    assert entry.endswith(URL)
    assert "Pourquoi" in entry and "…" in entry
    short = [piece for piece in pieces(blocks(alert_one()), form="text", limit=160) if "1. " in piece]
    assert short == [f"1. « La médiation, c'est d'abord écouter »\n{short[0].splitlines()[1]}\n{URL}"]


def test_an_entry_has_600_signs_at_most_beside_its_address():
    letter = alert_of(
        title="mot " * 50, excerpt="mot " * 50, reasons=(Reason(By.rule("r"), ("mot " * 9,) * 6),)
    )
    (message,) = pieces(blocks(letter), form="text", limit=30000)
    entry = message.split("\n\n")[1]
    assert len(entry) <= ITEM + len("https://a.example/x")
    assert entry.endswith("https://a.example/x")


def test_an_address_longer_than_a_message_is_left_out_rather_than_broken():
    messages = pieces(blocks(alert_of(url="https://a.example/" + "x" * 500)), form="text", limit=380)
    assert any("1. Titre" in message for message in messages)
    assert not any("xxx" in message for message in messages)


def test_nobody_is_called_by_a_title():
    for form in ("text", "markdown", "html"):
        (message,) = pieces(blocks(alert_of(title="@everyone @here")), form=form, limit=2000)
        assert "@everyone" not in message and "@here" not in message


def test_length_is_counted_as_telegram_does():
    assert units("aé") == 2
    assert units("🔔") == 2


@pytest.mark.parametrize(
    ("schema", "told"),
    [
        ("tgram", ("html", 4096)),
        ("discord", ("markdown", 2000)),
        ("slack", ("mrkdwn", 35000)),
        ("matrixs", ("html", 20000)),
        ("MMOSTS", ("markdown", 4000)),
        ("ircs", ("text", 380)),
        ("ntfy", ("text", 3500)),
        ("unheard-of", ("text", 2000)),
    ],
)
def test_what_a_service_shows(schema: str, told: tuple[str, int]):
    assert service_form(schema) == told


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # Apprise's own imports
def test_every_service_of_the_table_is_one_that_apprise_knows_and_allows_as_much():
    from apprise.manager_plugins import NotificationManager

    from veille.render.chat import _SERVICES

    known = NotificationManager()
    for schema, (form, limit) in _SERVICES.items():
        plugin = known[schema]
        assert plugin is not None, schema
        if isinstance(plugin.body_maxlen, int):
            assert limit <= plugin.body_maxlen, schema
        formats = plugin.notify_format if isinstance(plugin.notify_format, tuple) else (plugin.notify_format,)
        if form == "html":
            assert apprise.NotifyFormat.HTML in formats, schema


nasty = st.one_of(
    st.sampled_from(
        [
            "[clic](javascript:alert(1))",
            "](https://evil.example) [",
            "**gras** __souligné__ ~~barré~~ ||caché|| `code` ```",
            "<b>x</b> <script> & &amp; <!channel> <@U1>",
            "# titre\n- liste\n1. liste\n> cité\n---",
            "\\",
            "\\\\*",
            "_a_ *b* _",
            "😀" * 400,
            "x" * 5000,
        ]
    ),
    st.text(alphabet=st.sampled_from("a 1*_[]()<>\"'&\\`~|#>-+.=@!\n\t\x02\x03é😀"), max_size=300),
)


@given(nasty, nasty, nasty, st.sampled_from([160, 380, 2000, 4096]))
@settings(max_examples=100)
def test_nothing_remote_is_markup(title: str, excerpt: str, outlet: str, limit: int):
    letter = alert_of(
        title=title, excerpt=excerpt, outlet=outlet, reasons=(Reason(By.rule(outlet), (title,)),)
    )
    told = blocks(letter)
    for form in ("text", "markdown", "html"):
        for message in pieces(told, form=form, limit=limit):
            assert units(message) <= limit
            assert not set(message) & {MARK, UNMARK, "\t"}
            if form == "html":
                assert set(Balance(message).links) <= {"https://a.example/x"}
            if form == "markdown":
                left = unescaped(message)
                assert left.count("**") % 2 == 0
                assert not set(left.replace("**", "")) & set("*`<")
                assert left.count("[") == left.count("]")
                assert not re.search(r"^(?:#{1,6}|[-+=>]|\d+[.)])(?:\s|$)", left, re.MULTILINE)
                assert set(re.findall(r"(?<!\\)\]\(([^)]*)\)", message)) <= {"https://a.example/x"}


def test_two_entries_stay_in_order():
    (message,) = pieces(blocks(alert_two(), "en"), form="text", limit=4000)
    assert message.index("1. Chargé") < message.index("2. Médiateur") < message.index("Seen this morning")
