"""What is no feed, or no whole one: an error that says what came, and never a traceback."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

import pytest

from veille import Batch, Page, SourceError
from veille.kit.feeds.reading import read
from veille.testing import PagesWeb
from veille_plugins.feed import Source

HERE = Path(__file__).parent
URL = "https://gazette.example/blog/?key=s3same"


def poll(body: bytes, kind: str = "application/xml", cursor: dict | None = None) -> Batch:
    web = PagesWeb({URL: Page(URL, headers={"content-type": kind}, body=body)})
    return asyncio.run(Source(URL).poll(web, cursor or {}))


def refusal(body: bytes, kind: str = "application/xml") -> str:
    sentences = []
    for cursor in ({}, {"known": {}}):  # in a worker, and in the loop
        with pytest.raises(SourceError) as raised:
            poll(body, kind, cursor)
        sentences.append(str(raised.value))
    assert sentences[0] == sentences[1]
    assert "s3same" not in sentences[0]
    return sentences[0]


def test_a_web_page_is_refused_with_the_feeds_that_it_names():
    page = (HERE / "pages/page.html").read_bytes()
    assert refusal(page, "text/html") == (
        "a web page (“La Gazette de l’estuaire”) came where a feed was expected; it names these feeds: "
        "https://gazette.example/feed.xml (Tous les articles), https://gazette.example/une/atom.xml, "
        "https://gazette.example/feed.json (JSON)"
    )


def test_a_web_page_without_feeds_says_that_it_names_none():
    assert refusal(b"<html><head><title>x</title></head><body>Bonjour</body></html>") == (
        "a web page (“x”) came where a feed was expected, and it names no feed: veille add shows what can be watched at"
        " that address"
    )


def test_a_web_page_cannot_put_much_or_anything_odd_into_the_sentence():
    link = '<link rel="alternate" type="application/rss+xml" title="{}" href="/{}">'
    links = "".join(link.format("\x1b[31mA" * 50, number) for number in range(90))
    sentence = refusal(f"<!doctype html><head>{links}</head>".encode())
    assert sentence.isprintable()
    assert sentence.endswith("and 85 more")
    assert len(sentence) < 700


def test_a_web_page_with_a_base_that_is_no_address_still_names_its_feeds():
    page = b'<html><base href="http://["><link rel="alternate" type="application/rss+xml" href="/feed.xml"></html>'
    assert refusal(page).endswith("it names this feed: https://gazette.example/feed.xml")


@pytest.mark.parametrize("link", ['href="javascript:x"', 'href="http://["', 'href=""', ""])
def test_a_feed_link_that_leads_nowhere_is_not_named(link):
    page = f'<html><link rel="alternate" type="application/rss+xml" {link}></html>'
    assert "names no feed" in refusal(page.encode())


@pytest.mark.parametrize("body", [b"", b" \n\t"])
def test_an_empty_body_is_said_to_be_empty(body):
    assert refusal(body).startswith("the answer is empty: there is no feed in it; if it stays so, look for")


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b'<?xml version="1.0"?><urlset><url><loc>a</loc></url></urlset>', "its root is <urlset>"),
        (b'<opml version="2.0"><body/></opml>', "list of feeds (OPML)"),
        (b'{"items": []}', "no JSON Feed"),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": {}}', "are no list but an object"),
        (
            b'{"version": "https://jsonfeed.org/version/1.1", "items": [{"id"',
            "cut in the middle or malformed",
        ),
        (b'{"a": ', "nor whole JSON"),
        (b"[" * 100_000, "not a feed"),
        (b'{"a":' * 100_000, "nor whole JSON"),
        (b"Too many requests", "beginning “Too many requests”"),
        (b"%PDF-1.7\n\x00\x01\x02\xff", "beginning “%PDF-1.7"),
        ("<plist version='1.0'/>".encode("utf-16-le"), "its root is <plist>"),
    ],
)
def test_what_is_no_feed_is_told_by_what_it_is(body, says):
    assert says in refusal(body, "text/plain")


@pytest.mark.parametrize(
    "body", [b"<rss version='2.0'><channel><title>T</ti", b"<feed xmlns='http://www.w3.org/2005/Atom'>"]
)
def test_a_feed_cut_before_its_first_item_is_an_error(body):
    assert refusal(body) == "the feed is cut in the middle, before the end of its first item"


def test_a_feed_cut_in_the_middle_gives_its_whole_items_and_says_so():
    whole = (HERE / "pages/rss2.xml").read_bytes()
    end_of_second = whole.index(b"</item>", whole.index(b"</item>") + 1)
    for at in (end_of_second + 7, whole.rindex(b"<guid"), whole.rindex(b"</item>")):
        batch = poll(whole[:at])
        assert [item.id for item in batch.items] == ["gazette-1042", "https://gazette.example/offres/88"]
        assert str(batch.degraded) == "the feed is cut in the middle: 2 whole items were read"
    assert list(batch.items) == list(poll(whole).items[:2])


@pytest.mark.parametrize(
    "body",
    [
        b"<rss version='2.0'><channel><item><title>A & B</title><guid>1</guid></item></channel></rss>",
        b"\n<?xml version='1.0'?><rss version='2.0'><channel><item><title>A &amp; B</title></item></channel></rss>",
        b"<rss version='2.0'><channel><item><title>A &amp; B<br></title></item></channel></rss><script></script>",
    ],
)
def test_a_malformed_feed_that_yields_items_yields_them_without_a_word(body):
    batch = poll(body, cursor={"known": {}})
    [item] = batch.items
    assert item.title.startswith("A & B")
    assert not batch.degraded


def test_a_channel_without_items_is_a_feed_in_which_nothing_was_published():
    for body in (
        b"<rss version='2.0'><channel><title>T</title></channel></rss>",
        b"<feed xmlns='http://www.w3.org/2005/Atom'><title>T</title></feed>",
        b'{"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": []}',
    ):
        batch = poll(body)
        assert (list(batch.items), batch.title, str(batch.degraded)) == ([], "T", "")


@pytest.mark.parametrize(
    "body",
    [
        b"<rss><channel>" + b"<item>" * 3000,
        b"<rss><channel><item><description>" + b"&lt;div&gt;" * 20_000,
        b"<rss><channel>" + b"<a>" * 20_000 + b"</a>" * 20_000 + b"</channel></rss>",
        b'<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        b"<rss version='2.0'><channel><item><title>&b;&b;&b;</title></item></channel></rss>",
        b"<rss version='2.0'><channel><item><guid>\x00</guid></item></channel></rss>",
        b"<feed xmlns='http://www.w3.org/2005/Atom' xml:base='http://['><entry><link href='a'/></entry></feed>",
    ],
)
def test_a_hostile_document_ends_in_a_batch_or_a_sentence(body):
    try:
        poll(body)
    except SourceError as error:
        assert str(error)


ODD = (
    b"&#55357;",
    b"&#xD83D;",
    b"&#0;",
    b"&#x110000;",
    b"\0",
    b"\xff",
    b"<![CDATA[",
    b"]]>",
    b"<!--",
    b"&x;",
    b"<?x",
)
ODD += (
    b'<base href="http://["/>',
    b'<a xml:base="http://[">',
    b'<link href="http://[" rel="alternate"/>',
    b"<source/>",
)
ODD += (
    b"<pubDate>Mon, 99 Foo 99999</pubDate>",
    b"<dc:date>-1-1</dc:date>",
    b"<enclosure/>",
    b'"\\ud83d"',
    b"1e999",
)
ODD += (
    b'<?xml version="1.0" encoding="zzz"?>',
    b'<content type="base64">!</content>',
    b'<summary type="xhtml"><div>',
)


def test_whatever_becomes_of_a_page_it_ends_in_a_batch_or_a_sentence():
    chance = random.Random(7)
    pages = [path.read_bytes() for path in sorted((HERE / "pages").iterdir()) if path.is_file()]
    for _ in range(200):
        body = bytearray(chance.choice(pages))
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(body))
            body[at : at + chance.choice((0, 0, 1, 40))] = chance.choice((*ODD, body[:200]))
        charset = chance.choice(("", "", "utf-8", "utf-16", "rot13", "punycode", "undefined", "é"))
        page = Page(URL, headers={"content-type": f"text/xml; charset={charset}"}, body=bytes(body))
        try:
            batch = read(page, {"known": {}})
        except SourceError as error:
            assert str(error)
        else:
            assert isinstance(batch, Batch)
