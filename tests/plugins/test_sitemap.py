"""The kind sitemap: what a new address says, which are told, and what never floods, loads or holds anything up."""

from __future__ import annotations

import asyncio
import base64
import gzip
import json
import time
import zlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from apisamples import WHY_SKIPPED, sample
from asking import polling, web
from veille import Batch, Item, NotModified, SourceError, WebError
from veille.kit.dates import moment
from veille.kit.sitemaps import changes, document
from veille.testing import PagesWeb, SourceContract
from veille.web.workers import Workers
from veille_plugins.sitemap import Source
from webserver import Answer, WebServer

ROOT = "https://fabrique.example/sitemap.xml"
HERE = changes.SitemapFilter(frozenset({"fabrique.example"}))
ONE, TWO = "https://fabrique.example/s1.xml", "https://fabrique.example/s2.xml"


def urlset(*urls: str, dates: dict[str, str] | None = None) -> str:
    entries = "".join(
        f"<url><loc>{url}</loc><lastmod>{(dates or {}).get(url, '2026-11-01')}</lastmod></url>\n"
        for url in urls
    )
    return f'<?xml version="1.0"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'


def index(**lastmods: str) -> str:
    entries = "".join(
        f"<sitemap><loc>https://fabrique.example/{name}.xml</loc>"
        + (f"<lastmod>{date}</lastmod>" if date else "")
        + "</sitemap>"
        for name, date in lastmods.items()
    )
    return f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</sitemapindex>'


def at(*paths: str) -> list[str]:
    return [f"https://fabrique.example/{path}" for path in paths]


NEWS = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
  xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
  xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
 <url><loc>
   <![CDATA[https://fabrique.example/actu/9931]]>
  </loc>
  <news:news>
   <news:publication><news:name>Lyon Culture Mag</news:name><news:language>fr</news:language></news:publication>
   <news:publication_date>2026-11-20T09:42:00+01:00</news:publication_date>
   <news:title>« La médiation, c&apos;est d&#39;abord écouter »</news:title>
  </news:news>
  <image:image><image:loc>https://img.example/1.jpg</image:loc><image:title>Une photo</image:title></image:image>
 </url>
</urlset>"""


class TestUrlset(SourceContract):
    source = Source(ROOT)
    pages = {ROOT: urlset(*at("offres/mediateur", "offres/regisseur", "equipe"))}
    pages2 = {ROOT: urlset(*at("offres/mediateur", "offres/chargee-de-com", "equipe"))}


class TestIndex(SourceContract):
    source = Source(ROOT)
    pages = {
        ROOT: index(s1="2026-11-01", s2=""),
        ONE: urlset(*at("a-propos", "equipe")),
        TWO: urlset(*at("offres/mediateur", "equipe")),
    }
    pages2 = {
        ROOT: index(s1="2026-11-02", s2=""),
        ONE: urlset(*at("a-propos", "equipe", "contact")),
        TWO: urlset(*at("offres/mediateur")),
    }


class TestNews(SourceContract):
    source = Source(ROOT)
    pages = {ROOT: NEWS}
    pages2 = {ROOT: NEWS.replace("écouter", "entendre")}


def poll(pages: Any, cursor: Any = None, match: str = "") -> Batch:
    pages = {ROOT: pages} if isinstance(pages, str | bytes) else pages
    return asyncio.run(Source(ROOT, match).poll(PagesWeb(pages), cursor or {}))


def urls(batch: Batch) -> list[str]:
    return [item.url.removeprefix("https://fabrique.example/") for item in batch.items]


def new(batch: Batch, *befores: Batch) -> list[str]:
    told = {url for before in befores for url in urls(before)}
    return [url for url in urls(batch) if url not in told]


def test_a_news_entry_says_its_title_day_outlet_and_language():
    (item,) = poll(NEWS).items
    assert item == Item(
        id="https://fabrique.example/actu/9931",
        title="« La médiation, c'est d'abord écouter »",
        url="https://fabrique.example/actu/9931",
        published=datetime(2026, 11, 20, 9, 42, tzinfo=timezone(timedelta(hours=1))),
        language="fr",
        outlet="Lyon Culture Mag",
    )


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("offres/charge-de-mediation-88412.html", "Charge de mediation"),
        ("offres/88412", "Offres 88412"),
        ("emploi/M%C3%A9diatrice_num%C3%A9rique/", "Médiatrice numérique"),
        ("2026/11/ouverture", "Ouverture"),
        ("p/3f2a9c4411ee", "P 3f2a9c4411ee"),
        ("", "fabrique.example"),
    ],
)
def test_an_address_without_a_title_is_told_by_its_words(path, title):
    assert changes.title(f"https://fabrique.example/{path}") == title


def test_an_entry_without_a_news_date_has_none_whatever_its_lastmod_says():
    (item,) = poll(urlset(*at("equipe"))).items
    assert (item.published, item.updated) == (None, None)


def test_a_new_address_is_told_and_what_stays_is_still_there_however_its_lastmod_moves():
    before = poll(urlset(*at("a", "b")))
    after = poll(urlset(*at("b", "c"), dates=dict.fromkeys(at("b", "c"), "2026-11-21")), before.cursor)
    assert (urls(after), after.still) == (["c"], tuple(at("b")))
    assert not after.complete  # what left a sitemap is not told as gone


def test_match_is_a_glob_over_path_and_query_or_over_the_whole_address():
    every = urlset(*at("offres/1-mediateur", "offres/?page=2", "equipe", ""))
    assert urls(poll(every, match="/offres/*")) == ["offres/1-mediateur", "offres/?page=2"]
    assert urls(poll(every, match="*page=*")) == ["offres/?page=2"]
    assert urls(poll(every, match="https://*/equipe")) == ["equipe"]
    assert urls(poll(every, match="/")) == [""]
    with pytest.raises(ValueError, match="a path begins with /"):
        Source(ROOT, "offres/*")


def test_a_match_that_never_met_any_address_is_said_and_one_that_did_may_rest():
    none = poll(urlset(*at("a", "b")), match="/emploi/*")
    assert (urls(none), str(none.degraded)) == ([], "`match` meets none of the sitemap's 2 addresses")
    some = poll(urlset(*at("a", "emploi/1")), none.cursor, match="/emploi/*")
    assert (urls(some), str(some.degraded)) == (["emploi/1"], "")
    assert not poll(urlset(*at("a")), some.cursor, match="/emploi/*").degraded


def test_of_a_large_site_the_newest_are_told_and_the_others_noted():
    pages = at(*(f"page-{n}" for n in range(3000)))
    dates = {page: f"20{n // 300 + 10}-01-01" for n, page in enumerate(pages)}
    before = poll(urlset(*pages, dates=dates))
    assert (len(before.items), str(before.degraded)) == (1000, "")
    assert urls(before)[-1] == "page-2999" and "page-0" not in urls(before)
    after = poll(urlset(*at("neuve"), *pages), before.cursor)
    assert urls(after) == ["neuve"]
    assert len(after.still) == 999  # as many are remembered as are told at once
    assert len(json.dumps(after.cursor)) < 120_000


def test_a_site_that_moves_whole_does_not_flood_and_is_said():
    before = poll(urlset(*at("a", "b")))
    after = poll(urlset(*at(*(f"neuf/{n}" for n in range(1500)))), before.cursor)
    assert len(after.items) == 1000
    assert str(after.degraded).startswith("500 more new addresses were noted and not told")
    again = poll(urlset(*at("b", *(f"neuf/{n}" for n in range(1501)))), after.cursor)
    assert new(again, before, after) == ["neuf/1500"]


def test_the_sitemaps_of_an_index_are_read_each_once_and_a_shared_address_is_told_once():
    pages = {**TestIndex.pages}
    before = poll(pages)
    assert sorted(urls(before)) == ["a-propos", "equipe", "offres/mediateur"]
    web = PagesWeb({**TestIndex.pages2, ROOT: NotModified(), ONE: NotModified()})
    after = asyncio.run(Source(ROOT).poll(web, before.cursor))
    assert [request.url for request in web.asked] == [ROOT, TWO, ONE]
    assert set(after.still) == set(at("a-propos", "equipe", "offres/mediateur"))


def test_a_sitemap_that_is_away_costs_the_others_nothing():
    away = WebError("fabrique.example answered 503", status=503)
    before = poll({**TestIndex.pages, TWO: away})
    assert (sorted(urls(before)), str(before.degraded)) == (
        ["a-propos", "equipe"],
        "fabrique.example answered 503",
    )
    after = poll(TestIndex.pages, before.cursor)
    assert new(after, before) == []  # it was there at the first poll: none of it is news
    later = poll({**TestIndex.pages, TWO: urlset(*at("offres/mediateur", "offres/neuve"))}, after.cursor)
    assert new(later, before) == ["offres/neuve"]
    with pytest.raises(WebError):
        poll({ROOT: TestIndex.pages[ROOT], ONE: away, TWO: away})


def many(count: int, **more: str) -> dict[str, Any]:
    names = {f"m{n:03}": f"{2026 - n // 12}-{12 - n % 12:02}-01" for n in range(count)} | more
    return {ROOT: index(**names)} | {
        f"https://fabrique.example/{name}.xml": urlset(*at(f"{name}/un", f"{name}/deux")) for name in names
    }


def asked(pages: dict[str, Any], cursor: Any) -> tuple[list[str], Batch]:
    web = PagesWeb(pages)
    batch = asyncio.run(Source(ROOT).poll(web, cursor or {}))
    return [request.url.rpartition("/")[2].removesuffix(".xml") for request in web.asked[1:]], batch


def test_of_an_index_of_hundreds_the_newest_are_read_and_a_new_one_at_once():
    read, before = asked(many(60), None)
    assert read == [f"m{n:03}" for n in range(20)]
    read, after = asked(many(60), before.cursor)
    assert len(read) == 2 and set(read) <= {f"m{n:03}" for n in range(20)}  # two of the settled ones, in turn
    read, after = asked(many(60, neuf="2026-11-30"), after.cursor)
    assert read[0] == "neuf" and len(read) == 3
    assert new(after, before) == ["neuf/un", "neuf/deux"]


def test_an_old_sitemap_that_is_first_read_later_tells_no_news_and_then_does():
    _, before = asked(many(60), None)
    moved = many(60) | {ROOT: many(60)[ROOT].replace("2022-01-01", "2026-11-30")}
    name = "m059"
    assert f"{name}.xml</loc><lastmod>2026-11-30" in moved[ROOT]
    read, after = asked(moved, before.cursor)
    assert read[0] == name
    assert new(after, before) == []
    moved = {**moved, ROOT: moved[ROOT].replace("2026-11-30", "2026-12-01")}
    moved[f"https://fabrique.example/{name}.xml"] = urlset(*at(f"{name}/un", f"{name}/trois"))
    assert new(asked(moved, after.cursor)[1], before) == [f"{name}/trois"]


def test_an_index_without_dates_is_read_in_turn():
    pages = {ROOT: index(**{f"n{n:02}": "" for n in range(50)})}
    pages |= {f"https://fabrique.example/n{n:02}.xml": urlset(*at(f"n{n:02}/un")) for n in range(50)}
    read, batch, seen = [], Batch(), set()
    for _ in range(3):
        read, batch = asked(pages, batch.cursor)
        assert len(read) == 20
        seen.update(read)
    assert len(seen) == 50


def test_an_index_within_an_index_is_followed_and_one_that_names_itself_ends():
    inner = "https://fabrique.example/inner.xml"
    pages = {ROOT: index(inner="", sitemap=""), inner: index(s1="", inner=""), ONE: urlset(*at("equipe"))}
    assert urls(poll(pages)) == ["equipe"]


def test_addresses_of_other_sites_are_never_asked_for_nor_told():
    pages = {
        ROOT: index(s1="").replace(
            "</sitemapindex>", "<sitemap><loc>https://intern.example/s.xml</loc></sitemap></sitemapindex>"
        ),
        ONE: urlset(*at("equipe"), "https://ailleurs.example/x", "javascript:alert(1)", "http://["),
    }
    web = PagesWeb(pages)
    assert urls(asyncio.run(Source(ROOT).poll(web, {}))) == ["equipe"]
    assert [request.url for request in web.asked] == [ROOT, ONE]
    assert urls(poll(urlset("https://www.fabrique.example/a"))) == ["https://www.fabrique.example/a"]
    with pytest.raises(SourceError, match="of another site"):
        poll(urlset("https://ailleurs.example/x"))


def test_a_compressed_sitemap_is_known_by_its_first_bytes():
    packed = gzip.compress(urlset(*at("a")).encode()) + gzip.compress(b"\n")
    assert urls(poll(packed)) == ["a"]
    with pytest.raises(SourceError, match="damaged"):
        poll(packed[:40])
    with pytest.raises(SourceError, match="damaged"):
        poll(document.GZIP + b"nonsense")


def test_a_bomb_is_given_up():
    squeezer = zlib.compressobj(9, wbits=31)
    bomb = b"".join([*(squeezer.compress(bytes(1 << 20)) for _ in range(51)), squeezer.flush()])
    assert len(bomb) < 100_000
    with pytest.raises(SourceError, match="unpacks to more than 50 MB"):
        poll(bomb)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("", "empty"),
        ("<!DOCTYPE html><html><body>404</body></html>", "a web page came"),
        ('<rss version="2.0"><channel/></rss>', "a feed came"),
        ("<catalogue/>", "its root is <catalogue>"),
        ("<urlset><url><loc>https://fab", "not well-formed"),
        ("Not found", "not well-formed"),
        ('<!DOCTYPE u [<!ENTITY a "aaaa">]><urlset><url><loc>&a;</loc></url></urlset>', "declares entities"),
        ('<!DOCTYPE u [<!ENTITY a SYSTEM "file:///etc/passwd">]><urlset/>', "declares entities"),
        ('<?xml version="1.0" encoding="x-none"?><urlset/>', "not well-formed"),
    ],
)
def test_what_is_no_sitemap_is_an_error_that_says_what_came(body, why):
    with pytest.raises(SourceError, match=why):
        poll(body)


def test_a_bare_ampersand_a_blank_start_and_an_undeclared_prefix_are_forgiven():
    odd = "\n " + urlset("https://fabrique.example/?a=1&b=2").replace(
        "<url>", '<url><xhtml:link href="/en"/>'
    )
    assert urls(poll(odd)) == ["?a=1&b=2"]


def test_a_sitemap_that_is_cut_tells_what_is_whole_and_an_empty_one_nothing():
    whole = urlset(*at("a", "b", "c"))
    batch = poll(whole[: whole.index("/c</loc>")])
    assert (urls(batch), str(batch.degraded)) == (
        ["a", "b"],
        "the sitemap is cut in the middle: 2 addresses were read",
    )
    assert urls(poll("<urlset/>")) == []


def test_a_plain_list_of_addresses_is_a_sitemap():
    assert urls(poll("https://fabrique.example/a\r\nhttps://fabrique.example/b\n")) == ["a", "b"]


def huge(count: int, kind: str = "p") -> Iterable[str]:
    return at(*(f"{kind}/une-page-parmi-d-autres-{n}" for n in range(count)))


def test_more_addresses_than_the_protocol_allows_are_cut_and_more_than_are_noted_refused():
    batch = poll(gzip.compress(urlset(*huge(50_001)).encode()))
    assert (len(batch.items), str(batch.degraded)) == (
        1000,
        "the sitemap holds more than 50,000 addresses: only these were read",
    )
    noted = base64.b64encode(b"".join(n.to_bytes(6, "big") for n in range(100_000))).decode()
    changes.read(urlset(*at("a")).encode(), HERE, {}, noted, 1)
    with pytest.raises(SourceError, match="more than 100,000 addresses"):
        changes.read(urlset(*at("a", "b")).encode(), HERE, {}, noted, 1)


def test_fifty_thousand_addresses_do_not_hold_up_the_loop():
    longest = 0.0

    async def beat() -> None:
        nonlocal longest
        while True:
            before = time.thread_time()  # what the loop itself computed, however long it was kept from it
            await asyncio.sleep(0.001)
            longest = max(longest, time.thread_time() - before)

    async def script(made: Any) -> Batch:
        source = Source(server.url("/sitemap.xml"))
        workers = made.workers
        await workers.run(len, "")  # started
        heart = asyncio.create_task(beat())
        batch = await source.poll(web(made), {})
        heart.cancel()
        await workers.close()
        return batch

    with WebServer() as server:
        text = urlset(*huge(50_000)).replace("https://fabrique.example", server.url("").rstrip("/"))
        body = gzip.compress(text.encode(), 1)
        server.on("/sitemap.xml", Answer(body, headers={"Content-Type": "application/xml"}))
        batch = polling(script, workers=Workers())
    assert len(batch.items) == 1000
    assert longest < 0.15, f"the loop stood still for {longest * 1000:.0f} ms"


@pytest.mark.parametrize(
    ("name", "site", "count"),
    [
        ("sitemap-1.xml", "sitemaps.org", 84),
        ("sitemap-2-hreflang.xml", "example.com", 4),
        ("sitemap-4.xml.gz", "sitemaps.org", 84),
    ],
)
def test_recorded_sitemaps_are_read(name, site, count):
    body = sample(name)
    if body is None:
        pytest.skip(WHY_SKIPPED)
    reading = changes.read(body, changes.SitemapFilter(frozenset({site})), {}, "", 1000)
    assert len(reading.items) == count


def test_a_recorded_index_names_its_sitemaps():
    body = sample("sitemap-3-index.xml")
    if body is None:
        pytest.skip(WHY_SKIPPED)
    reading = changes.read(body, changes.SitemapFilter(frozenset({"example.com"})), {}, "", 1000)
    assert list(reading.sitemaps or ()) == [f"http://www.example.com/sitemap{n}.xml.gz" for n in (1, 2)]


def test_a_w3c_date_is_aware_or_none():
    assert moment("2026-11-20") == datetime(2026, 11, 20, tzinfo=UTC)
    assert moment("2026-11-20T10:00:00Z") == datetime(2026, 11, 20, 10, tzinfo=UTC)
    assert moment("2026") is moment("hier") is None


def test_a_lone_sitemap_forgets_what_it_no_longer_names_rather_than_outgrow_what_may_be_noted():
    """A board that names thousands of openings, and hundreds of new ones each day, must not end after a year."""
    old = base64.b64encode(b"".join(n.to_bytes(6, "big") for n in range(100_001))).decode()
    before = poll(urlset(*at("a")))
    after = poll(urlset(*at("a", "b")), {**(before.cursor or {}), "passed": old})
    assert urls(after) == ["b"] and not after.degraded
    assert (after.cursor or {})["passed"] == ""
    with pytest.raises(SourceError, match="more than 100,000 addresses"):  # others may still name them
        poll({ROOT: index(s1=""), ONE: urlset(*at("a", "b"))}, {**(before.cursor or {}), "passed": old})
