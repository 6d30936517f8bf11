"""The kind company_page: elements as items, JSON as items, and what it says of a selector that finds nothing."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from veille import Batch, Item, Page, SourceError, options
from veille.errors import Problem
from veille.testing import PagesWeb, SourceContract
from veille_plugins.company_page import Source

HERE = Path(__file__).parent
URL = "https://quai.example/rejoindre"


class TestSelected(SourceContract):
    source = Source(URL, select="ul.jobs > li")
    pages = {URL: HERE / "pages/careers.html"}
    pages2 = {URL: HERE / "pages/careers-later.html"}


class TestWhole(SourceContract):
    source = Source(URL)
    pages = {URL: HERE / "pages/careers.html"}


class TestJson(SourceContract):
    source = Source(URL, json="people[?active]")
    pages = {URL: HERE / "pages/team.json"}


def poll(body: str | bytes | Path, cursor: dict | None = None, kind: str = "text/html", **made: str) -> Batch:
    body = body.read_bytes() if isinstance(body, Path) else body.encode() if isinstance(body, str) else body
    web = PagesWeb({URL: Page(URL, headers={"content-type": kind}, body=body)})
    return asyncio.run(Source(URL, **made).poll(web, cursor or {}))


def selected(markup: str, select: str = "li", cursor: dict | None = None) -> Batch:
    return poll(f"<title>T</title><body>{markup}</body>", cursor, select=select)


def listing(*names: str) -> str:
    return (
        "<ul>" + "".join(f'<li><a href="/p/{name.lower()}">Poste {name}</a></li>' for name in names) + "</ul>"
    )


def test_each_element_is_an_item_with_its_link_its_title_and_the_rest() -> None:
    batch = poll(HERE / "pages/careers.html", select="ul.jobs > li")
    assert batch.complete
    assert batch.title == "Les Ateliers du Quai"
    first, second, third, alone = batch.items
    assert (first.id, first.title) == ("https://quai.example/postes/12", "Relieuse ou relieur")
    assert first.url == "https://quai.example/postes/12?utm_source=site"
    assert first.text == "Lorient Publié il y a 3 jours En savoir plus"
    assert first.language == "fr"
    assert (second.title, second.text) == ("Médiation culturelle", "CDD Médiation culturelle Nantes")
    assert (third.title, third.url) == ("Régie générale", "https://emploi.example/quai/15")
    assert (alone.title, alone.url, alone.id) == ("Candidature spontanée", "", "candidature spontanée")


def test_another_order_leaves_an_item_where_it_is_and_another_date_leaves_it_the_same() -> None:
    first = poll(HERE / "pages/careers.html", select="ul.jobs > li")
    later = poll(HERE / "pages/careers-later.html", dict(first.cursor or {}), select="ul.jobs > li")
    assert sorted(later.still) == ["candidature spontanée", "https://emploi.example/quai/15"]
    assert [(item.id.rpartition("/")[2], item.title) for item in later.items] == [
        ("16", "Comptabilité"),
        ("12", "Relieuse ou relieur"),
        ("14", "Médiation culturelle"),
    ]
    again = poll(HERE / "pages/careers-later.html", dict(later.cursor or {}), select="ul.jobs > li")
    assert not again.items
    assert again.cursor is None, "nothing to write"


@pytest.mark.parametrize(
    ("markup", "title", "url"),
    [
        ('<a href="/a"><li><h2>Titre</h2><p>Texte</p></li></a>', "Titre", "https://quai.example/a"),
        ('<li><a href="?id=3">Titre</a></li>', "Titre", "https://quai.example/rejoindre?id=3"),
        ('<li><a href="#haut">Titre</a></li>', "Titre", ""),
        ('<li><a href="#/offre/3">Titre</a></li>', "Titre", "https://quai.example/rejoindre#/offre/3"),
        ('<li><a href="javascript:void(0)">Titre</a></li>', "Titre", ""),
        ('<li><a href="http://[">Titre</a></li>', "Titre", ""),
        ('<li><p>Titre</p><a href="/a">Voir l’offre</a></li>', "Titre", "https://quai.example/a"),
        (
            '<li><a href="/p"><img src="x.png"></a><a href="/a">Titre</a></li>',
            "Titre",
            "https://quai.example/p",
        ),
        ("<li>l'<b>emploi</b>, <i>bref</i>.</li>", "l'emploi, bref.", ""),
    ],
)
def test_a_link_is_absolute_and_a_title_is_what_a_reader_would_call_it(
    markup: str, title: str, url: str
) -> None:
    [item] = selected(markup).items
    assert (item.title, item.url) == (title, url)


def test_a_base_element_is_what_links_are_relative_to() -> None:
    batch = poll('<base href="https://autre.example/x/"><ul><li><a href="a">Un</a></li></ul>', select="li")
    assert batch.items[0].url == "https://autre.example/x/a"


def test_two_posts_behind_one_link_are_two_items_and_equal_ones_are_one() -> None:
    same = '<li><a href="/contact">{}</a></li>'
    batch = selected(same.format("Relieuse") + same.format("Doreuse") + same.format("Relieuse"))
    assert [item.title for item in batch.items] == ["Relieuse", "Doreuse"]
    assert len({item.id for item in batch.items}) == 2


def test_a_row_of_a_table_is_an_item_with_its_cells_apart() -> None:
    row = (
        '<table><tr><td>Relieuse</td><td>Lorient</td><td><a href="/p/{}">Voir le poste</a></td></tr></table>'
    )
    [item] = selected(row.format(1), "tr").items
    assert (item.title, item.text, item.id) == (
        "Relieuse",
        "Lorient Voir le poste",
        "https://quai.example/p/1",
    )


def test_a_post_that_comes_behind_a_link_known_already_is_told_from_the_other() -> None:
    same = '<li><a href="/contact">{}</a></li>'
    both = same.format("Relieuse") + same.format("Doreuse")
    first = selected(both)
    later = selected(both + same.format("Papetière"), cursor=dict(first.cursor or {}))
    told = {item.id for item in first.items}
    assert {item.title for item in later.items if item.id not in told} == {"Papetière"}
    assert told <= {item.id for item in later.items} | set(later.still)


def test_all_gone_is_believed_at_the_second_poll_only() -> None:
    first = selected(listing("A", "B"))
    doubt = selected(
        "<p>Aucun poste en ce moment, revenez nous voir au printemps.</p>", cursor=dict(first.cursor or {})
    )
    assert str(doubt.suspect) == (
        "nothing is left of what quai.example/rejoindre listed: it is believed if the next poll finds the same"
    )
    assert not doubt.items
    believed = selected("<p>Aucun poste en ce moment.</p>", cursor=dict(doubt.cursor or {}))
    assert (str(believed.suspect), list(believed.items), list(believed.still)) == ("", [], [])
    assert believed.complete
    later = selected("<p>Aucun poste.</p>", cursor=dict(believed.cursor or {}))
    assert not later.suspect
    back = selected(listing("A"), cursor=dict(believed.cursor or {}))
    assert [item.title for item in back.items] == ["Poste A"]


def test_what_comes_back_after_a_doubt_is_still_there() -> None:
    first = selected(listing("A", "B"))
    doubt = selected("<p>Aucun poste.</p>", cursor=dict(first.cursor or {}))
    back = selected(listing("B", "A"), cursor=dict(doubt.cursor or {}))
    assert len(back.still) == 2
    assert not (back.cursor or {}).get("doubt")
    assert selected("<p>Aucun poste.</p>", cursor=dict(back.cursor or {})).suspect, "doubted anew"


def test_nine_in_ten_gone_at_once_is_doubted_as_well() -> None:
    first = selected(listing(*(f"N{number}" for number in range(30))))
    assert str(selected(listing("N1", "N2"), cursor=dict(first.cursor or {})).suspect).startswith(
        "less than a tenth"
    )
    assert not selected(listing("N1", "N2", "N3"), cursor=dict(first.cursor or {})).suspect


def test_elements_that_stand_in_one_another_are_items_unless_there_is_no_end_of_them() -> None:
    batch = selected("<ul><li>Atelier<ul><li>Relieuse</li><li>Doreuse</li></ul></li></ul>")
    assert [item.title for item in batch.items] == ["Atelier", "Relieuse", "Doreuse"]
    with pytest.raises(SourceError, match="matches elements that stand in one another, 20 deep and more"):
        selected("<ul><li>x" * 3_000)


def test_an_element_without_a_letter_is_an_item_all_the_same() -> None:
    assert [item.id for item in selected("<li>•</li><li>3</li><li> </li>").items] == ["•", "#"]


def test_a_wall_in_place_of_the_list_is_told_as_such_and_never_believed() -> None:
    cursor = dict(selected(listing("A", "B")).cursor or {})
    wall = "<h1>Just a moment...</h1><p>Checking your browser</p>"
    for _ in range(3):
        batch = selected(wall, cursor=cursor)
        assert str(batch.suspect) == "quai.example/rejoindre shows a captcha in place of its page"
        cursor = dict(batch.cursor or cursor)
    assert len(selected(listing("A", "B"), cursor=cursor).still) == 2


def test_json_is_read_by_the_keys_that_such_things_have() -> None:
    batch = poll(HERE / "pages/team.json", json="people[?active]")
    jeanne, paul = batch.items
    assert jeanne == Item(
        id="7", title="Jeanne Le Goff", url="https://quai.example/equipe/le-goff", text="Directrice"
    )
    assert (paul.text, dict(paul.facts)) == ("Régie", {"place": "Brest"})
    assert paul.published == datetime(2026, 3, 2, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("expression", "document", "titles"),
    [
        ("[*]", '["Un", "Deux", "Un"]', ["Un", "Deux"]),
        ("a.b", '{"a": {"b": {"title": "Seul"}}}', ["Seul"]),
        ("[*].[t, u]", '[{"t": "Un", "u": "/1"}, {"t": "Deux", "u": "/2"}]', ["Un", "Deux"]),
        ("@", "[]", []),
        ("@", '[{"jobTitle": "Relieuse", "hosted_url": "/1"}, 3, null, {"x": 1}]', ["Relieuse", "3"]),
    ],
)
def test_json_of_any_form_gives_what_can_be_called_by_a_name(
    expression: str, document: str, titles: list[str]
) -> None:
    assert [item.title for item in poll(document, json=expression).items] == titles


@pytest.mark.parametrize(
    ("document", "expression", "why"),
    [
        ("<html>", "a", "quai.example/rejoindre did not answer JSON, though the source says  json = …"),
        ("[" * 90_000, "a", "quai.example/rejoindre did not answer JSON, though the source says  json = …"),
        (
            '{"jobs": 1}',
            "job",
            "the expression “job” finds no item in quai.example/rejoindre: it has the keys “jobs”",
        ),
        (
            '{"n": 3}',
            "n",
            "the expression “n” finds a number in quai.example/rejoindre where a list is wanted",
        ),
        (
            '{"n": 3}',
            "length(n)",
            "the expression “length(n)” can't be used on what quai.example/rejoindre answered (",
        ),
    ],
)
def test_json_that_does_not_fit_is_told_in_words(document: str, expression: str, why: str) -> None:
    with pytest.raises(SourceError) as caught:
        poll(document, json=expression)
    assert str(caught.value).startswith(why)


@pytest.mark.parametrize(
    ("table", "why"),
    [
        ({"select": "ul.jobs >> ["}, "'select' is no CSS selector that can be read, such as  ul.jobs > li"),
        ({"json": "jobs[?"}, "'json' is no JMESPath expression that can be read"),
        ({"json": "jobs[?a=1]"}, "'json' is no JMESPath expression that can be read"),
        ({"json": "jobs", "select": "li"}, "'select' is for pages, 'json' for JSON: only one of them"),
    ],
)
def test_a_wrong_selector_or_expression_is_an_error_of_the_configuration(
    table: dict[str, str], why: str
) -> None:
    found = options.read(Source, {"url": URL, **table}, where=("veille.toml", "source.quai"))
    assert isinstance(found, list)
    assert isinstance(found[0], Problem)
    assert why in str(found[0].why)


@pytest.mark.parametrize(
    ("kind", "body", "why"),
    [
        ("application/pdf", b"%PDF-1.7", "is no web page but a file (application/pdf)"),
        ("image/png", b"\x89PNG", "is no web page but a file (image/png)"),
        ("text/html", b'{"a": 1}', "is no web page but JSON: say with  json = …  which of it are the items"),
        (
            "text/xml",
            b"<?xml version='1.0'?><rss>",
            'is no web page but a feed: follow it with  kind = "feed"',
        ),
        ("text/html", b"  \n", "is empty"),
        ("text/html", b"<html><script>draw()</script>", "has no text: it may be drawn by a script"),
    ],
)
def test_what_is_no_page_is_told_as_what_it_is(kind: str, body: bytes, why: str) -> None:
    with pytest.raises(SourceError) as caught:
        poll(body, kind=kind)
    assert str(caught.value).startswith(f"quai.example/rejoindre {why}")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("<li>Œuvré à Nîmes</li>".encode(), "text/html"),
        ("<li>Œuvré à Nîmes</li>".encode("windows-1252"), "text/html; charset=iso-8859-1"),
        ("<li>Œuvré à Nîmes</li>".encode("windows-1252"), "text/html"),
        ("<li>Œuvré à Nîmes</li>".encode("utf-8-sig"), "text/html; charset=iso-8859-1"),
        ("<li>Œuvré à Nîmes</li>".encode(), "text/html; charset=iso-8859-1"),
        ("\ufeff<li>Œuvré à Nîmes</li>".encode("utf-16-le"), "text/html"),
        ('<meta charset="iso-8859-15"><li>Œuvré à Nîmes</li>'.encode("iso-8859-15"), "text/html"),
        ("<li>Œuvré à Nîmes</li>".encode("iso-8859-15"), "text/html; charset=ISO-8859-15"),
    ],
)
def test_a_page_is_read_in_its_own_encoding(body: bytes, kind: str) -> None:
    assert poll(body, kind=kind, select="li").items[0].title == "Œuvré à Nîmes"


def test_a_page_of_many_items_costs_a_short_cursor() -> None:
    batch = selected(listing(*(f"N{number}" for number in range(2_500))))
    assert len(batch.items) == 2_000
    assert len(json.dumps(batch.cursor, separators=(",", ":"))) <= 2_000 * 16
