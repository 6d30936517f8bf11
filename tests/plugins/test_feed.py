"""The feed kind: what an item says in each format, and what is right by the contract."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from veille import Batch, Item, Page
from veille.testing import PagesWeb, SourceContract
from veille_plugins.feed import Source

HERE = Path(__file__).parent
URL = "https://gazette.example/feed.xml"


class TestRss(SourceContract):
    source = Source(URL)
    pages = {URL: HERE / "pages/rss2.xml"}
    pages2 = {URL: HERE / "pages/rss2-later.xml"}


class TestAtom(SourceContract):
    source = Source(URL)
    pages = {URL: HERE / "pages/atom.xml"}


class TestRdf(SourceContract):
    source = Source(URL)
    pages = {URL: HERE / "pages/rdf.xml"}


class TestJsonFeed(SourceContract):
    source = Source(URL)
    pages = {URL: HERE / "pages/jsonfeed.json"}


def poll(body: bytes | str | Path, kind: str = "application/xml", cursor: dict | None = None) -> Batch:
    body = body.read_bytes() if isinstance(body, Path) else body.encode() if isinstance(body, str) else body
    web = PagesWeb({URL: Page(URL, headers={"content-type": kind}, body=body)})
    return asyncio.run(Source(URL).poll(web, cursor or {}))


def rss(items: str, channel: str = "<title>T</title>", root: str = "") -> str:
    return f'<rss version="2.0" {root}><channel>{channel}{items}</channel></rss>'


def atom(entries: str, root: str = "") -> str:
    return f'<feed xmlns="http://www.w3.org/2005/Atom" {root}><title>T</title>{entries}</feed>'


def only(document: str | bytes, kind: str = "application/xml") -> Item:
    [item] = poll(document, kind).items
    return item


def test_an_rss_item_says_all_that_its_source_says():
    batch = poll(HERE / "pages/rss2.xml")
    assert batch.title == "La Gazette de l’estuaire"
    first, offer, photo = batch.items
    assert first == Item(
        id="gazette-1042",
        title="L’emploi repart sur les quais",
        url="https://gazette.example/2026/03/emploi-quais?utm_source=rss&utm_medium=feed",
        text="Trente postes ouverts en un mois : du jamais vu depuis l'été. "
        "« On cherche des grutiers », dit le port. Et des soudeurs.",
        author="Maëlle Kervella, Jo Tanguy",
        published=datetime(2026, 3, 3, 6, 30, tzinfo=UTC),
        language="fr-FR",
        tags=("Économie", "Port & marine"),
    )
    assert offer.outlet == "Ville de Port-Louis"
    assert offer.closes == date(2026, 3, 27)
    assert photo.title == "Marée basse : la photo du jour"
    assert photo.url == photo.id == "https://gazette.example/photo/77"
    assert photo.published is None


def test_an_atom_entry_inherits_its_feed_s_author_language_and_base():
    batch = poll(HERE / "pages/atom.xml")
    assert batch.title == "Harbour & Tide"
    crane, markup = batch.items
    assert crane == Item(
        id="tag:harbour.example,2026:crane",
        title="The crane is back",
        url="https://harbour.example/blog/2026/crane.html",
        text="After two years, it lifts again — slowly.",
        author="Ada Quay",
        published=datetime(2026, 3, 1, 9, tzinfo=UTC),
        updated=datetime(2026, 3, 2, 12, 30, tzinfo=UTC),
        language="en",
        tags=("Engineering", "port"),
    )
    assert markup.title == "Tables <b> and <i> explained"
    assert markup.text == "Use <b> sparingly."
    assert (markup.author, markup.outlet) == ("Bo Lim", "The Other Quay")
    assert markup.published == markup.updated == datetime(2026, 2, 27, 9, tzinfo=UTC)


def test_an_rdf_item_in_latin_1_is_read_with_its_own_id_and_date():
    first, second = poll(HERE / "pages/rdf.xml").items
    assert (first.id, first.title) == ("http://archives.example/1", "Un pêcheur à Doëlan")
    assert (first.author, first.language) == ("Y. Le Gall", "fr")
    assert first.published == datetime(2026, 2, 11, 8, tzinfo=UTC)
    assert second.published == datetime(2026, 2, 10, tzinfo=UTC)


def test_a_json_feed_is_read_by_both_its_versions():
    batch = poll(HERE / "pages/jsonfeed.json", "application/feed+json")
    assert batch.title == "Carnet d’un atelier"
    first, second = batch.items
    assert first == Item(
        id="7",
        title="Reliure & papier",
        url="https://gazette.example/notes/7",
        text="Un cahier cousu, deux encres.",
        author="Inès Morvan",
        published=datetime(2026, 3, 2, 9, tzinfo=UTC),
        updated=datetime(2026, 3, 2, 11, tzinfo=UTC),
        language="fr",
        tags=("reliure", "papier"),
    )
    assert (second.title, second.author, second.language) == ("", "Zoé", "fr-BE")
    assert second.url == "https://journal.example/relieurs"
    assert second.published == datetime(2026, 3, 1, 10, tzinfo=UTC)
    assert second.closes == date(2026, 3, 31)
    older = '{"version": "https://jsonfeed.org/version/1", "items": [{"id": "a", "author": {"name": "Zoé"}}]}'
    assert only(older).author == "Zoé"


@pytest.mark.parametrize(
    "entry",
    ["3", '{"id": null}', '{"id": {"a": 1}, "url": 5, "tags": "x", "authors": {}, "date_published": 1}'],
)
def test_a_json_feed_with_nonsense_in_it_keeps_what_makes_sense(entry):
    text = f'{{"version": "https://jsonfeed.org/version/1.1", "items": [{entry}, {{"id": "good"}}]}}'
    assert poll(text).items[-1] == Item(id="good")


def test_a_google_alert_leads_to_the_article_itself():
    item = only((HERE / "pages/alerts.xml").read_bytes())
    assert item.url == "https://presse.example/port?id=4&lieu=lorient"
    assert item.id == "tag:google.com,2013:googlealerts/feed:1111"
    assert item.title == "Jeanne Le Goff rejoint le port de Lorient"
    assert item.text == "La directrice, Jeanne Le Goff, prend ses fonctions ..."
    assert item.author == ""


def test_a_google_alert_without_results_is_an_empty_batch():
    text = (HERE / "pages/alerts.xml").read_text("utf-8")
    empty = text[: text.index("  <entry>")] + "</feed>"
    batch = poll(empty)
    assert list(batch.items) == []
    assert poll(empty, cursor=dict(batch.cursor or {})).items == batch.items


def test_an_old_feed_without_ids_dates_or_language_gives_what_it_has():
    item = only(
        '<rss version="0.91"><channel><title>T</title><item><title>Un</title>'
        "<link>http://a.example/1</link></item></channel></rss>"
    )
    assert item == Item(title="Un", url="http://a.example/1")


def test_an_atom_0_3_entry_is_read():
    item = only(
        '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>T</title><entry><title>Un</title>'
        '<link rel="alternate" type="text/html" href="http://a.example/1"/><id>tag:a.example,2004:1</id>'
        '<issued>2004-05-06T07:08:09Z</issued><content type="text/html" mode="escaped">&lt;p&gt;Oui&lt;/p&gt;'
        "</content></entry></feed>"
    )
    assert (item.id, item.url, item.text) == ("tag:a.example,2004:1", "http://a.example/1", "Oui")
    assert item.published == datetime(2004, 5, 6, 7, 8, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("document", "url"),
    [
        (rss("<item><link>/a</link></item>", "<link>https://site.example/</link>"), "https://site.example/a"),
        (rss("<item><link>/a</link></item>"), "https://gazette.example/a"),
        (
            rss("<item><link>b c</link></item>", "<link>https://x.example/d/</link>"),
            "https://x.example/d/b%20c",
        ),
        (rss("<item><link>a</link></item>", root='xml:base="https://b.example/d/"'), "https://b.example/d/a"),
        (atom('<entry><link href="/a"/></entry>'), "https://gazette.example/a"),
        (atom('<entry xml:base="/deep/"><link href="a"/></entry>'), "https://gazette.example/deep/a"),
        (atom('<entry xml:base="https://c.example/"><link href="a"/></entry>'), "https://c.example/a"),
        (rss('<item><enclosure url="https://a.example/1.mp3"/></item>'), "https://a.example/1.mp3"),
        (rss("<item><guid>https://a.example/1</guid></item>"), "https://a.example/1"),
        (rss('<item><guid isPermaLink="false">https://a.example/1</guid></item>'), ""),
        (rss("<item><link>javascript:alert(1)</link></item>"), ""),
        (rss("<item><link>http://[</link></item>"), ""),
        (atom("<entry><id>urn:uuid:1</id></entry>"), ""),
        (
            rss(
                "<item><link>https://feeds.example/~r/1</link>"
                "<f:origLink>https://a.example/1</f:origLink></item>",
                root='xmlns:f="http://rssnamespace.org/feedburner/ext/1.0"',
            ),
            "https://a.example/1",
        ),
    ],
)
def test_a_link_is_absolute_and_leads_to_the_article(document, url):
    assert only(document).url == url


def test_a_site_s_link_that_is_no_address_costs_only_itself():
    document = rss("<item><link>/1</link></item>", channel="<title>T</title><link>http://[</link>")
    assert only(document).url == "https://gazette.example/1"


@pytest.mark.parametrize(
    ("title", "seen"),
    [
        ("L&amp;#39;emploi &amp;amp; nous", "L'emploi & nous"),
        ("AT&amp;T, R&amp;D", "AT&T, R&D"),
        ("<![CDATA[Un <b>gros</b> titre]]>", "Un gros titre"),
        ("a &lt; b et c &gt; d", "a < b et c > d"),
        ("<![CDATA[  Deux\n lignes ]]>", "Deux lignes"),
        ("<a href='/x'>Contrat d'apprentissage</a>", "Contrat d'apprentissage"),
    ],
)
def test_a_title_is_plain_text(title, seen):
    assert only(rss(f"<item><title>{title}</title></item>")).title == seen


@pytest.mark.parametrize(
    ("markup", "seen"),
    [
        ("<p>un</p><p>deux</p>", "un deux"),
        ("l'<b>emploi</b>, <i>bref</i>.", "l'emploi, bref."),
        ("un<br/>deux<BR>trois<hr>quatre", "un deux trois quatre"),
        ("<ul><li>un<li>deux</ul>", "un deux"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a b"),
        ("un<style>p{}</style><script>x()</script><!-- note -->deux", "undeux"),
        ("prix&nbsp;: 3&euro; &lt;net&gt;", "prix : 3€ <net>"),
        ("coupé <a href='", "coupé"),
        ("<br>" * 3000 + "fin", "fin"),
    ],
)
def test_markup_becomes_the_text_that_a_reader_sees(markup, seen):
    assert only(rss(f"<item><description><![CDATA[{markup}]]></description></item>")).text == seen


@pytest.mark.parametrize(
    ("title", "seen"),
    [
        ("Bravo &#55357;&#56832; !", "Bravo 😀 !"),
        ("Bravo &#xD83D;&#xde00; !", "Bravo 😀 !"),
        ("Bravo &amp;#55357;&amp;#56832; !", "Bravo 😀 !"),
        ("<![CDATA[Bravo &#55357;&#56832; !]]>", "Bravo 😀 !"),
        ("&#55357;&#56832;&#xD83D;&#xDE01;", "😀😁"),
        ("Bravo &#xD83D; !", "Bravo \ufffd !"),
        ("Bravo &#56832;&#55357; !", "Bravo \ufffd\ufffd !"),
        ("Bravo &#x110000; &#99999999999999999999; !", "Bravo \ufffd \ufffd !"),
        ("&#55204;&#57344;&#128512;", "\ud7a4\ue000😀"),
    ],
)
def test_an_emoji_written_as_two_references_is_one_and_half_of_one_fails_no_feed(title, seen):
    items = (
        f"<item><title>{title}</title><guid>1</guid></item><item><title>Autre</title><guid>2</guid></item>"
    )
    first, second = poll(rss(items)).items
    assert (first.title, second.title) == (seen, "Autre")


def test_the_fullest_text_is_kept():
    extended = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    short, full = "<description>court</description>", "<content:encoded>bien plus long</content:encoded>"
    for both in (short + full, full + short):
        assert only(rss(f"<item>{both}</item>", root=extended)).text == "bien plus long"
    swapped = "<description>le plus long des deux</description><content:encoded>court</content:encoded>"
    assert only(rss(f"<item>{swapped}</item>", root=extended)).text == "le plus long des deux"


@pytest.mark.parametrize("place", ["http", "declaration", "both disagree", "neither"])
def test_the_server_s_charset_goes_before_the_document_s(place):
    encoding, kind, declared = {
        "http": ("iso-8859-15", "text/xml; charset=ISO-8859-15", ""),
        "declaration": ("windows-1252", "text/xml", "<?xml version='1.0' encoding='windows-1252'?>"),
        "both disagree": (
            "utf-8",
            "application/rss+xml; charset=utf-8",
            "<?xml version='1.0' encoding='ascii'?>",
        ),
        "neither": ("utf-8", "text/xml", ""),
    }[place]
    assert only((declared + rss("<item><title>Œuvré</title></item>")).encode(encoding), kind).title == "Œuvré"


@pytest.mark.parametrize("when", ["Mon, 31 Feb 2026 10:00:00 +0100", "0000-00-00T00:00:00Z", "demain", ""])
def test_a_date_that_no_calendar_has_is_no_date(when):
    assert only(rss(f"<item><title>a</title><pubDate>{when}</pubDate></item>")).published is None


@pytest.mark.parametrize(
    ("when", "published"),
    [
        ("lun., 23 nov. 2026 08:00:00 +0100", "2026-11-23T07:00:00"),
        ("23/11/2026 à 8h00", "2026-11-23T08:00:00"),
        ("Nov 23, 2026, 8:05 PM", "2026-11-23T20:05:00"),
        ("23. November 2026", "2026-11-23T00:00:00"),
        # those that feedparser takes for others
        ("23-11-2026 08:00", "2026-11-23T08:00:00"),
        ("1795420800", "2026-11-23T08:00:00"),
        ("Mon, 23 Nov 2026 08:00:00 CET", "2026-11-23T07:00:00"),
        ("Mon, 23 Nov 2026 8:05 PM", "2026-11-23T20:05:00"),
        ("2026-11", None),
        ("2026", None),
    ],
)
def test_a_date_is_read_as_people_write_it_where_no_program_does(when, published):
    found = only(rss(f"<item><title>a</title><pubDate>{when}</pubDate></item>")).published
    assert found == (datetime.fromisoformat(f"{published}Z") if published else None)


@pytest.mark.parametrize(
    ("author", "seen"),
    [
        ("<author>jean@a.example (Jean Martin)</author>", "Jean Martin"),
        ("<author>jean@a.example</author>", "jean@a.example"),
        ("<author>Centre d&amp;#039;art</author>", "Centre d'art"),
        ("", ""),
    ],
)
def test_an_author_is_a_name_where_there_is_one(author, seen):
    document = rss(
        f"<item><title>a</title>{author}</item>", "<managingEditor>chef@a.example</managingEditor>"
    )
    assert only(document).author == seen


@pytest.mark.parametrize(
    ("item", "closes"),
    [
        ("<expirationDate>Tue, 31 Mar 2026 23:59:00 +0000</expirationDate>", date(2026, 3, 31)),
        ("<dct:valid>start=2026-03-01;end=2026-04-15</dct:valid>", date(2026, 4, 15)),
        ("<job:closing_date>2026-05-02</job:closing_date>", date(2026, 5, 2)),
        ("<job:closingDate>05/06/2026</job:closingDate>", None),
        ("<job:start_date>2026-05-02</job:start_date>", None),
    ],
)
def test_a_closing_date_that_the_source_says_is_believed(item, closes):
    root = 'xmlns:dct="http://purl.org/dc/terms/" xmlns:job="https://jobs.example/ns"'
    assert only(rss(f"<item><title>Offre</title>{item}</item>", root=root)).closes == closes


def test_an_item_that_closes_and_says_so_twice_differently_closes_when_its_element_says():
    item = "<title>Offre, avant le 3 mars 2026</title><expirationDate>2026-03-31</expirationDate>"
    assert only(rss(f"<item>{item}</item>")).closes == date(2026, 3, 31)
