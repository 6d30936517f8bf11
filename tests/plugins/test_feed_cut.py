"""Cutting known items out changes nothing: what is left reads as it does in the whole document."""

from __future__ import annotations

import asyncio
import json
import random
from pathlib import Path

import pytest

from corpus import ABSENT, FEEDS, REPLAY, WHY_SKIPPED
from veille import Batch, Page, SourceError
from veille.kit.feeds.reading import read, read_decoded
from veille.kit.feeds.segments import Cut, Whole, find
from veille.testing import PagesWeb
from veille_plugins.feed import Source

HERE = Path(__file__).parent
URL = "https://gazette.example/feed.xml"


def page(body: bytes | str, kind: str = "application/xml") -> Page:
    return Page(URL, headers={"content-type": kind}, body=body.encode() if isinstance(body, str) else body)


def item(number: int, inside: str = "", attributes: str = "") -> str:
    return f"<item{attributes}><guid>g{number}</guid><title>T{number}</title>{inside}</item>"


def rss(*items: str, root: str = "", channel: str = "") -> str:
    return f"<rss version='2.0' {root}><channel><title>T</title>{channel}{''.join(items)}</channel></rss>"


def atom(*entries: str, root: str = "", feed: str = "") -> str:
    return f"<feed xmlns='http://www.w3.org/2005/Atom' {root}><title>T</title>{feed}{''.join(entries)}</feed>"


def entry(number: int, inside: str = "") -> str:
    return f"<entry><id>e{number}</id><title>T{number}</title>{inside}</entry>"


def check(document: Page, choices: int = 3) -> int:
    """Cut a document in several ways, compare each with the whole, and return how many items were compared."""
    whole = read(document, {})
    known = json.loads(json.dumps(whole.cursor))["known"]
    if not known:  # names are empty or repeated
        return 0
    by_name = {item.id or item.url: item for item in whole.items}
    draw = random.Random(len(document.body))
    gones = [list(known), *(list(known)[:n] + list(known)[n + 1 :] for n in range(min(choices, len(known))))]
    gones += [draw.sample(list(known), draw.randrange(len(known) + 1)) for _ in range(choices)]
    compared = 0
    for gone in gones:
        batch = read(document, {"known": {key: known[key] for key in gone}})
        assert sorted(batch.still) == sorted(known[key] for key in gone)
        assert (batch.title, batch.cursor, str(batch.degraded)) == (
            whole.title,
            whole.cursor,
            str(whole.degraded),
        )
        assert len(batch.items) + len(batch.still) == len(whole.items)
        for item in batch.items:
            assert item == by_name[item.id or item.url]
            compared += 1
    return compared


CUT = {
    "a plain feed": rss(item(1), item(2), item(3)),
    "an end tag with a space, one in CDATA, one in a comment": rss(
        item(1, "<description><![CDATA[</item>]]></description><!-- </item> -->").replace(
            "</item>", "</item >"
        ),
        item(2),
    ),
    "a > in an attribute": rss(item(1, "<category domain='a>b'>c</category>", " x='>'"), item(2)),
    "a prefix declared in each item": rss(
        item(1, "<a:creator xmlns:a='http://purl.org/dc/elements/1.1/'>Zoé</a:creator>"),
        item(2, "<a:creator xmlns:a='http://purl.org/dc/elements/1.1/'>Ada</a:creator>"),
    ),
    "one meaning, two prefixes": rss(
        item(1, "<a:closing_date xmlns:a='urn:x'>2026-03-31</a:closing_date>"),
        item(2, "<b:closing_date xmlns:b='urn:x'>2026-04-30</b:closing_date>"),
    ),
    "latin-1": (
        "<?xml version='1.0' encoding='iso-8859-1'?>" + rss(item(1, "<author>Zoé</author>"), item(2))
    ).encode("latin-1"),
    "koi8-r": (
        "<?xml version='1.0' encoding='koi8-r'?>" + rss(item(1, "<author>Да</author>"), item(2))
    ).encode("koi8-r"),
    "a byte-order mark": b"\xef\xbb\xbf" + rss(item(1, "<author>Zoé</author>"), item(2)).encode(),
    "a stylesheet, a DTD elsewhere": "<?xml version='1.0'?><?xml-stylesheet href='a.xsl'?>"
    '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.example/rss.dtd">'
    + rss(item(1), item(2)),
    "an author, a language and a base of the feed": atom(
        entry(1, "<link href='a'/>"),
        entry(2, "<link href='b'/><author><name>Bo</name></author>"),
        root="xml:lang='fr' xml:base='https://b.example/d/'",
        feed="<author><name>Ada</name></author>",
    ),
    "an author of the feed after its entries": atom(entry(1), entry(2)).replace(
        "</feed>", "<author><name>Ada</name></author></feed>"
    ),
    "xhtml in the content": atom(
        entry(1, "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>a</p></div></content>"),
        entry(2, "<content type='html'>&lt;p&gt;b&lt;/p&gt;</content>"),
    ),
    "an atom source": atom(entry(1, "<source><title>Other</title></source>"), entry(2)),
    "summaries and contents in any order": rss(
        item(1, "<description>a</description><description>bb</description>"),
        item(2, "<description>c</description>"),
    ),
    "text around the items": rss("texte", item(1), " entre ", item(2)),
    "a language of the channel": rss(
        item(1), item(2, "<language>en</language>"), item(3), channel="<language>fr</language>"
    ),
    "items with links and no ids": rss(
        "<item><link>https://a.example/1</link></item>", "<item><link>https://a.example/2</link></item>"
    ),
    "rdf": (HERE / "pages/rdf.xml").read_bytes(),
}


@pytest.mark.parametrize("name", CUT)
def test_what_is_left_reads_as_it_does_in_the_whole(name):
    assert check(page(CUT[name])) >= 2


WHOLE = {
    "one prefix, two meanings": rss(
        item(1, "<a:creator xmlns:a='http://purl.org/dc/elements/1.1/'>Zoé</a:creator>"),
        item(2, "<a:date xmlns:a='urn:x'>2026</a:date>"),
    ),
    "a base of an entry": atom(entry(1).replace("<entry>", "<entry xml:base='/a/'>"), entry(2)),
    "a base within an entry": atom(entry(1, "<link xml:base='/a/' href='b'/>"), entry(2)),
    "a language within an item": rss(item(1, "<description xml:lang='de'>a</description>"), item(2)),
    "an item in an item": rss(item(1, item(3)), item(2)),
    "an entry in an item": rss(item(1, "<x:entry xmlns:x='urn:x'/>"), item(2)),
    "an item outside the channel": "<rss version='2.0'><channel><title>T</title></channel>"
    + item(1)
    + "</rss>",
    "an item of another namespace": rss(item(1), "<x:item xmlns:x='urn:x'><title>?</title></x:item>"),
    "an empty item": rss(item(1), "<item/>"),
    "an empty item and a space": rss(item(1), "<item /> "),
    "an internal DTD": "<!DOCTYPE rss [<!ENTITY e 'é'>]>" + rss(item(1, "<author>Zo&e;</author>")),
    "an encoding of several bytes": "<?xml version='1.0' encoding='gb2312'?>" + rss(item(1), item(2)),
    "an encoding that nobody knows": "<?xml version='1.0' encoding='martien'?>" + rss(item(1), item(2)),
    "not well-formed": rss(item(1, "<b>"), item(2)),
    "an undefined entity": rss(item(1, "&eacute;"), item(2)),
    "an undeclared prefix": rss(item(1, "<dc:creator>Zoé</dc:creator>"), item(2)),
}


@pytest.mark.parametrize("name", WHOLE)
def test_what_could_read_differently_without_its_neighbours_goes_whole(name):
    document = page(WHOLE[name])
    assert isinstance(find(document.body, ""), Whole)
    batch = read(document, {})
    assert batch.items
    assert batch.cursor == {"known": {}}
    again = read(document, batch.cursor)
    assert (again.items, again.still) == (batch.items, ())


def test_a_document_in_utf_16_is_cut_as_any_other():
    for start in ("\ufeff", ""):
        document = page((start + rss(item(1), item(2))).encode("utf-16-le"))
        batch = read(document, {})
        assert len(batch.cursor["known"]) == len(batch.items) == 2
        assert len(read(document, batch.cursor).still) == 2


def test_the_server_s_charset_is_the_one_that_counts():
    document = rss(item(1, "<author>Zoé</author>"), item(2)).encode("latin-1")
    assert isinstance(find(document, ""), Whole)
    assert isinstance(find(document, "iso-8859-1"), Cut)
    assert check(page(document, "text/xml; charset=ISO-8859-1")) >= 2
    assert isinstance(find(document, "utf-16"), Whole)


def poll(document: Page, cursor: dict) -> tuple[Batch, list[int]]:
    """Poll once, and return the batch and the size of what went to a worker."""
    sent = []

    class Watched(PagesWeb):
        async def offload(self, function, *args):
            sent.append(len(args[0].body))
            return await super().offload(function, *args)

    return asyncio.run(Source(URL).poll(Watched({URL: document}), cursor)), sent


def test_an_edited_item_is_told_in_full_and_the_rest_named():
    before, _ = poll(page(rss(item(1), item(2), item(3))), {})
    batch, _ = poll(page(rss(item(4), item(1), item(2, "<author>Zoé</author>"))), dict(before.cursor))
    assert [item.id for item in batch.items] == ["g4", "g2"]
    assert list(batch.still) == ["g1"]
    assert sorted(batch.cursor["known"].values()) == ["g1", "g2", "g4"]


def test_the_same_items_in_another_channel_are_read_again():
    before = read(page(rss(item(1), item(2))), {})
    for other in (rss(item(1), item(2), root="xml:lang='fr'"), rss(item(1), item(2), root="xmlns:x='urn:x'")):
        assert len(read(page(other), before.cursor).items) == 2
    assert not read(page(rss(item(1), item(2), channel="<ttl>5</ttl>")), before.cursor).items


@pytest.mark.parametrize(
    "items",
    [
        (item(1), item(1, "<author>Zoé</author>"), item(2)),  # a repeated id
        (item(1), "<item><title>sans nom</title></item>"),  # nothing to name it by
        (
            item(1, "<link>https://a.example/</link>"),
            item(2, "<link>https://a.example/</link>"),
        ),  # a repeated link
        (item(1), item(1)),  # the very same bytes
    ],
)
def test_a_document_in_which_names_or_links_are_empty_or_repeated_is_never_cut(items):
    document = page(rss(*items))
    batch = read(document, {})
    assert batch.cursor == {"known": {}}
    assert len(read(document, batch.cursor).items) == len(items)


def test_a_new_item_that_takes_a_known_one_s_id_makes_the_document_whole_again():
    before = read(page(rss(item(1), item(2))), {})
    batch = read(page(rss(item(1), item(2), item(1, "<author>Zoé</author>"))), before.cursor)
    assert [item.id for item in batch.items] == ["g1", "g2", "g1"]
    assert (batch.still, batch.cursor) == ((), {"known": {}})


def test_a_feed_in_which_ranges_and_entries_once_differed_is_never_cut_again():
    document = page(rss(item(1), item(2)))
    cut = find(document.body, "")
    assert isinstance(cut, Cut)
    marked = read_decoded(document, {}, Cut(cut.ranges[:1], cut.keys[:1]))  # as if one had been overlooked
    assert marked.cursor == {"whole": "1 items were found, and 2 read"}
    again = read(document, marked.cursor)
    assert [len(marked.items), len(again.items)] == [2, 2]
    assert again.cursor == marked.cursor
    assert read(page(rss(item(1, "<b>"))), marked.cursor).cursor == marked.cursor


def test_a_cut_document_that_yields_another_number_is_read_whole():
    document = page(rss(item(1), item(2), item(3)))
    cut = find(document.body, "")
    assert isinstance(cut, Cut)
    before = read(document, {})
    two_as_one = (cut.ranges[1][0], cut.ranges[2][1])
    wrong = Cut((cut.ranges[0], two_as_one), (cut.keys[0], "new"))
    batch = read_decoded(document, before.cursor, wrong)
    assert (len(batch.items), batch.still) == (3, ())
    assert batch.cursor == {"whole": "2 items were found, and 3 read"}


def test_only_what_is_large_new_or_malformed_goes_to_a_worker():
    small, malformed = page(rss(item(1), item(2))), page(rss(item(1), item(2, "<b>")))
    large = page(rss(item(1), item(2, f"<description>{'mot ' * 30_000}</description>")))
    cursor = dict(poll(small, {})[0].cursor)
    assert poll(small, {})[1] == [len(small.body)]
    assert poll(small, cursor)[1] == []
    assert poll(malformed, cursor)[1] == [len(malformed.body)]
    assert poll(large, cursor)[1] == [len(large.body)]


def test_the_cursor_holds_only_what_is_in_the_document_now():
    cursor: dict = {}
    for first in range(0, 200, 5):
        batch = read(page(rss(*(item(number) for number in range(first, first + 20)))), cursor)
        cursor = json.loads(json.dumps(batch.cursor))
        assert sorted(cursor["known"].values()) == sorted(f"g{number}" for number in range(first, first + 20))
    assert len(json.dumps(cursor)) < 20 * 40


@pytest.mark.skipif(ABSENT, reason=WHY_SKIPPED)
def test_real_feeds_read_the_same_cut_and_whole():
    files = sorted(FEEDS.glob("*.*")) + sorted(REPLAY.glob("*.xml"))[::24]
    cut = compared = 0
    for path in files:
        document = page(path.read_bytes())
        if isinstance(find(document.body, ""), Whole) or len(document.body) > 120_000:
            continue
        try:
            compared += check(document, choices=1)
        except SourceError:
            continue
        cut += 1
    assert cut > 90
    assert compared > 1200
