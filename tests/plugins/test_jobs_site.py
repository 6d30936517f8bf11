"""The kind `jobs` on a company's own site: boards found from its pages, JobPosting, sitemaps, and what is remembered."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from veille import Batch, Item, NotModified, Page, SourceError, WebError
from veille.config.refused import unwanted
from veille.language.failures import describe
from veille.language.words import Words
from veille.testing import PagesWeb, SourceContract
from veille_plugins.jobs import Source, lists, site

HOME = "https://www.fabrique.example/"
CAREERS = "https://www.fabrique.example/nous-rejoindre"
ROBOTS = "https://www.fabrique.example/robots.txt"
MAP = "https://www.fabrique.example/sitemap.xml"
LEVER = "https://api.lever.co/v0/postings/fabrique"
GREENHOUSE = "https://boards-api.greenhouse.io/v1/boards/fabrique/jobs"
POSTING = "https://www.fabrique.example/offres/{}"
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def html(body: str, head: str = "") -> str:
    return (
        f"<!DOCTYPE html><html lang=fr><head><title>Fabrique</title>{head}</head><body>{body}</body></html>"
    )


def script(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return f'<script type="application/ld+json">{text}</script>'


def posting(number: int = 1, **more: Any) -> dict[str, Any]:
    address = {"@type": "PostalAddress", "addressLocality": "Lyon", "addressCountry": {"name": "France"}}
    return {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": f"Médiateur {number}",
        "description": "&lt;p&gt;Vous &lt;b&gt;animez&lt;/b&gt; l&amp;#39;atelier.&lt;/p&gt;",
        "identifier": {"@type": "PropertyValue", "name": "Fabrique", "value": f"F-{number}"},
        "datePosted": "2026-11-20",
        "validThrough": "2026-12-11T23:59:59+01:00",
        "employmentType": ["FULL_TIME", "CDD"],
        "hiringOrganization": {"@type": "Organization", "name": "Fabrique Confluence"},
        "jobLocation": {"@type": "Place", "address": address},
        "baseSalary": {
            "@type": "MonetaryAmount",
            "currency": "EUR",
            "value": {"@type": "QuantitativeValue", "minValue": 2300, "maxValue": 2500, "unitText": "MONTH"},
        },
        **more,
    }


def posting_page(number: int, **more: Any) -> str:
    return html("<h1>Offre</h1>", script({"@type": "WebSite", "name": "F"}) + script(posting(number, **more)))


def lever(*numbers: int) -> str:
    return json.dumps(
        [
            {
                "id": f"p{number}",
                "text": f"Poste {number}",
                "hostedUrl": f"https://jobs.lever.co/fabrique/p{number}",
            }
            for number in numbers
        ]
    )


def sitemap(*urls: str) -> str:
    listed = "".join(f"<url><loc>{url}</loc></url>" for url in urls)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{listed}</urlset>'


def index(*urls: str) -> str:
    listed = "".join(f"<sitemap><loc><![CDATA[ {url} ]]></loc></sitemap>" for url in urls)
    return f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{listed}</sitemapindex>'


EMBEDDED = html('<iframe src="https://jobs.lever.co/fabrique?embed=1"></iframe>')


class TestBoardInAPage(SourceContract):
    source = Source(CAREERS)
    pages = {CAREERS: EMBEDDED, f"{LEVER}?mode=json&skip=0&limit=100": lever(1, 2)}
    index = f"{LEVER}?mode=json&skip=0&limit=100"  # once found, the page isn't asked


class TestBoardBehindACompanyHome(SourceContract):
    source = Source(HOME)
    pages = {
        HOME: html('<a href="/nous-rejoindre">Rejoignez-nous</a>'),
        CAREERS: EMBEDDED,
        LEVER: lever(1, 2),
    }
    index = LEVER


class TestPostingsInAPage(SourceContract):
    source = Source(CAREERS)
    pages = {CAREERS: html("<h1>Offres</h1>", script([posting(1), posting(2)]))}


class TestPostingsOfASitemap(SourceContract):
    source = Source(HOME)
    pages = {
        HOME: html("<p>Bienvenue</p>"),
        ROBOTS: f"User-agent: *\nDisallow: /admin\nSitemap: {MAP}\n",
        MAP: sitemap(HOME, POSTING.format("un"), POSTING.format("deux")),
        POSTING.format("un"): posting_page(1),
        POSTING.format("deux"): posting_page(2),
    }
    pages2 = {
        **pages,
        MAP: sitemap(HOME, POSTING.format("deux"), POSTING.format("trois")),
        POSTING.format("trois"): posting_page(3),
    }
    index = MAP


def poll(
    url: str, pages: Mapping[str, Any], cursor: Mapping[str, Any] | None = None, **options: Any
) -> Batch:
    return asyncio.run(Source(url, **options).poll(PagesWeb(pages), dict(cursor or {})))


def read(page: str) -> list[Item]:
    """Return the openings of a page without anything around it."""
    return list(poll(CAREERS, {CAREERS: page}).items)


def ids(batch: Batch) -> set[str]:
    return {*batch.still, *(item.id for item in batch.items)}


# JobPosting, and its defects.


def test_a_posting_says_all_that_its_page_says():
    [item] = read(html("", script(posting())))
    assert item == Item(
        id=CAREERS,
        title="Médiateur 1",
        url=CAREERS,
        text="Vous animez l'atelier.",
        published=datetime(2026, 11, 20, tzinfo=UTC),
        closes=date(2026, 12, 11),
        outlet="Fabrique Confluence",
        facts={
            "employer": "Fabrique Confluence",
            "place": "Lyon, France",
            "contract": "full time, CDD",
            "salary": "2\u202f300–2\u202f500 EUR / month",
            "reference": "F-1",
        },
    )


@pytest.mark.parametrize(
    "payload",
    [
        posting(),
        [posting()],
        {"@context": "https://schema.org", "@graph": [{"@type": "Organization"}, posting()]},
        posting(**{"@type": ["JobPosting", "Thing"]}),
        posting(**{"@type": "http://schema.org/JobPosting"}),
        {"@type": "WebPage", "mainEntity": posting()},
        f"<!-- {json.dumps(posting())} -->",
        f"//<![CDATA[\n{json.dumps(posting())}\n//]]>",
        f"/*<![CDATA[*/{json.dumps(posting())}/*]]>*/",
        json.dumps(posting()).replace("Médiateur 1", "Médiateur 1\t").replace('{"@context"', '{\n"@context"')
        + ";",
        json.dumps(posting(description="une ligne")).replace("une ligne", "une\nligne"),
        json.dumps(posting(), ensure_ascii=False).replace('"', "&quot;"),
    ],
)
def test_a_posting_is_found_however_it_is_wrapped(payload):
    assert [item.title for item in read(html("", script(payload)))] == ["Médiateur 1"]


@pytest.mark.parametrize(
    "kind", ["application/ld+json", "Application/LD+JSON; charset=utf-8", " application/ld+json "]
)
def test_a_script_is_known_by_its_type_however_it_is_written(kind):
    body = f"<script data-x='1' type='{kind}' id=j>{json.dumps(posting())}</script>"
    assert len(read(html(body))) == 1


def test_a_script_that_cannot_be_read_costs_only_itself():
    assert len(read(html("", script('{"@type": "JobPosting", "title": ') + script(posting())))) == 1


@pytest.mark.parametrize(
    ("location", "place"),
    [
        ({"@type": "Place", "name": "Paris, , France"}, "Paris, France"),
        ({"address": {"addressLocality": "Lyon", "addressCountry": "FR"}}, "Lyon, FR"),
        ({"address": {"addressRegion": "Rhône", "addressCountry": {"name": "France"}}}, "Rhône, France"),
        ({"address": "12 quai Perrache, Lyon"}, "12 quai Perrache, Lyon"),
        (
            [{"address": {"addressLocality": "Lyon"}}, {"address": {"addressLocality": "Lille"}}],
            "Lyon; Lille",
        ),
        ("Lyon", "Lyon"),
    ],
)
def test_a_place_is_read_in_each_of_its_forms(location, place):
    [item] = read(html("", script(posting(jobLocation=location))))
    assert item.facts["place"] == place


def test_a_posting_from_anywhere_says_so_and_where_one_may_live():
    more = {
        "jobLocation": None,
        "jobLocationType": "TELECOMMUTE",
        "applicantLocationRequirements": {"@type": "Country", "name": "France"},
        "hiringOrganization": "Fabrique",
        "identifier": "F-9",
        "baseSalary": {"currency": "EUR", "value": 30000},
        "employmentType": "CONTRACTOR",
    }
    [item] = read(html("", script(posting(**more))))
    assert dict(item.facts) == {
        "employer": "Fabrique",
        "place": "France",
        "contract": "contractor",
        "remote": "remote",
        "salary": "30\u202f000 EUR",
        "reference": "F-9",
    }


def test_postings_of_one_page_are_told_apart_by_address_else_number_else_title_and_place():
    one, two = posting(1, url="/offres/1"), posting(2, url="https://www.fabrique.example/offres/2")
    assert [item.id for item in read(html("", script([one, two])))] == [POSTING.format(1), POSTING.format(2)]
    same = [posting(1, url=CAREERS), posting(2, url=CAREERS)]
    assert [item.id for item in read(html("", script(same)))] == ["F-1", "F-2"]
    shared = [posting(1, identifier="Fabrique"), posting(2, identifier="Fabrique")]
    first, second = read(html("", script(shared)))
    assert first.id != second.id and first.id.startswith(CAREERS)


def test_a_page_in_latin_1_that_says_so_itself_is_read_in_latin_1():
    page = html("", '<meta charset="iso-8859-1">' + script(json.dumps(posting(), ensure_ascii=False)))
    batch = poll(CAREERS, {CAREERS: page.encode("latin-1")})
    assert batch.items[0].title == "Médiateur 1"


# Where openings are looked for.


def asked(
    url: str, pages: Mapping[str, Any], cursor: Mapping[str, Any] | None = None
) -> tuple[list[str], Batch]:
    web = PagesWeb(pages)
    batch = asyncio.run(Source(url).poll(web, dict(cursor or {})))
    return [request.url for request in web.asked], batch


def test_a_board_once_found_is_asked_alone():
    first, batch = asked(HOME, TestBoardBehindACompanyHome.pages)
    assert first == [HOME, CAREERS, LEVER] and batch.complete and ids(batch) == {"p1", "p2"}
    second, _ = asked(HOME, TestBoardBehindACompanyHome.pages, batch.cursor)
    assert second == [LEVER]


def test_the_board_that_a_page_shows_goes_before_those_it_links_to():
    page = html(
        '<a href="https://boards.greenhouse.io/partner">x</a> <a href="https://boards.greenhouse.io/partner/jobs/1">y</a>'
        '<script src="https://boards.greenhouse.io/embed/job_board/js?for=fabrique"></script>'
    )
    opening = {"id": 1, "title": "Poste", "absolute_url": "https://www.fabrique.example/?gh_jid=1"}
    first, batch = asked(CAREERS, {CAREERS: page, GREENHOUSE: json.dumps({"jobs": [opening]})})
    assert first == [CAREERS, GREENHOUSE] and ids(batch) == {"1"}


def test_a_board_of_nobody_in_a_page_gives_way_to_the_next():
    page = html('<a href="https://jobs.lever.co/autre">a</a><a href="https://jobs.lever.co/fabrique">b</a>')
    _, batch = asked(CAREERS, {CAREERS: page, LEVER: lever(1)})
    assert ids(batch) == {"p1"}


def test_a_board_that_is_down_is_not_mistaken_for_none():
    away = WebError("it answered 503", status=503)
    with pytest.raises(WebError, match="503"):
        poll(CAREERS, {**TestPostingsOfASitemap.pages, CAREERS: EMBEDDED, LEVER: away})


def test_a_board_that_robots_txt_keeps_from_a_page_may_be_named_itself():
    why = unwanted("api.lever.co/v0/postings/fabrique", "api.lever.co")
    with pytest.raises(SourceError) as raised:
        poll(CAREERS, {CAREERS: EMBEDDED, LEVER: WebError(why, forbidden=True)})
    assert str(raised.value) == (
        f"{why}; this board's own address may be given as 'url': https://jobs.lever.co/fabrique"
    )
    assert describe(raised.value.failure, Words("fr", ZoneInfo("Europe/Paris"))).startswith(
        "api.lever.co/v0/postings/fabrique n"
    )
    assert Source("https://jobs.lever.co/fabrique").robots is False


def test_a_board_without_openings_is_found_all_the_same():
    batch = poll(CAREERS, {CAREERS: EMBEDDED, LEVER: "[]"})
    assert (list(batch.items), batch.complete) == ([], True)
    assert batch.cursor is not None and batch.cursor["place"] == {
        "board": ["Lever", "fabrique", "api.lever.co", ""]
    }


def test_a_page_that_redirects_to_a_board_is_that_board():
    _, batch = asked(
        CAREERS, {CAREERS: Page("https://jobs.lever.co/fabrique", body=b"<html>"), LEVER: lever(1)}
    )
    assert ids(batch) == {"p1"}


def test_openings_are_looked_for_again_when_their_board_is_gone():
    with time_machine.travel(NOW, tick=False):
        before = poll(CAREERS, {CAREERS: EMBEDDED, LEVER: lever(1)})
        moved = html('<a href="https://job-boards.greenhouse.io/fabrique">Nos offres</a>')
        opening = {
            "id": 9,
            "title": "Poste",
            "absolute_url": "https://job-boards.greenhouse.io/fabrique/jobs/9",
        }
        after = poll(CAREERS, {CAREERS: moved, GREENHOUSE: json.dumps({"jobs": [opening]})}, before.cursor)
    assert ids(after) == {"9"} and after.complete
    with pytest.raises(SourceError, match="Lever has no board called fabrique"):
        poll(CAREERS, {CAREERS: NotModified()}, before.cursor)


def test_a_board_under_repair_is_not_left_for_postings_that_the_site_has_too():
    pages = {**TestPostingsOfASitemap.pages, HOME: EMBEDDED, LEVER: lever(1)}
    before = poll(HOME, pages)
    assert ids(before) == {"p1"}
    with pytest.raises(SourceError, match="answered with a web page in place of the openings of fabrique"):
        poll(HOME, {**pages, LEVER: html("<h1>Maintenance</h1>")}, before.cursor)


def test_openings_are_looked_for_again_after_a_week_and_stay_where_they_were_if_that_fails():
    pages = {CAREERS: EMBEDDED, LEVER: lever(1)}
    with time_machine.travel(NOW, tick=False):
        before = poll(CAREERS, pages).cursor
    with time_machine.travel(NOW + timedelta(days=6), tick=False):
        assert asked(CAREERS, pages, before)[0] == [LEVER]
    with time_machine.travel(NOW + timedelta(days=8), tick=False):
        urls, batch = asked(CAREERS, pages, before)
        assert urls == [CAREERS, LEVER]
        assert batch.cursor is not None and batch.cursor["since"] == "2026-12-01"
        for answer in (NotModified(), WebError("it answered 503", status=503), html("<p>En travaux</p>")):
            urls, batch = asked(CAREERS, {**pages, CAREERS: answer}, before)
            assert urls[0] == CAREERS and urls[-1] == LEVER and ids(batch) == {"p1"}


def test_a_site_that_never_changes_is_not_looked_through_at_every_poll_after_a_week():
    pages: dict[str, Any] = {CAREERS: EMBEDDED, LEVER: lever(1)}
    with time_machine.travel(NOW, tick=False):
        before = dict(poll(CAREERS, pages).cursor or {})
    web = PagesWeb({CAREERS: NotModified(), LEVER: NotModified()})
    with time_machine.travel(NOW + timedelta(days=8), tick=False):
        for _ in range(3):  # an unchanged poll keeps no cursor
            with pytest.raises(NotModified):
                asyncio.run(Source(CAREERS).poll(web, before))
    assert [request.url for request in web.asked].count(CAREERS) == 1


@pytest.mark.parametrize(
    "link",
    [
        '<a href="/nous-rejoindre">Rejoignez-nous !</a>',
        '<a href="/nous-rejoindre"><span>Carrières</span></a>',
        '<a href="/nous-rejoindre">Nos offres d’emploi</a>',
        '<a href="nous-rejoindre">L’équipe</a>',
        '<a href="/blog/emploi-du-temps">Emploi du temps</a><a href="/nous-rejoindre">Recrutement</a>',
    ],
)
def test_a_home_page_s_link_to_the_careers_is_followed_once(link):
    urls, batch = asked(
        HOME, {HOME: html(f'<a href="/contact">Contact</a>{link}'), CAREERS: EMBEDDED, LEVER: lever(1)}
    )
    assert urls == [HOME, CAREERS, LEVER] and ids(batch) == {"p1"}


def test_what_is_nowhere_is_said_with_what_to_do():
    with pytest.raises(
        SourceError, match=r"no openings were found from https://www\.fabrique\.example/:"
    ) as raised:
        poll(f"{HOME}?jeton=x", {f"{HOME}?jeton=x": html("<p>Bienvenue</p>")})
    assert "company_page" in str(raised.value) and "jeton" not in str(raised.value)


# Sitemaps and lists.


def test_only_addresses_that_look_like_postings_are_read():
    others = (
        "https://www.fabrique.example/blog/",
        "https://www.fabrique.example/offres",
        "https://autre.example/offres/x",
    )
    pages = {**TestPostingsOfASitemap.pages, MAP: sitemap(*others, POSTING.format("un"))}
    urls, batch = asked(HOME, pages)
    assert ids(batch) == {POSTING.format("un")} and not set(urls) & set(others)


@pytest.mark.parametrize(
    "way",
    [
        "offres/1-mediateur",
        "carrieres/mediateur",
        "fr/offre-emploi-mediateur.html",
        "jobs/mediateur",
        "postes/12-x",
    ],
)
def test_an_address_looks_like_a_posting_in_many_ways(way):
    url = f"https://www.fabrique.example/{way}"
    page = Page(
        MAP,
        body=sitemap(url, "https://www.fabrique.example/jobs/", "https://www.fabrique.example/a").encode(),
    )
    assert lists.read(page).links == (url,)


def test_an_index_leads_to_its_sitemaps_of_jobs_packed_or_not():
    jobs = "https://www.fabrique.example/sitemap-jobs.xml.gz"
    pages = {
        HOME: html("<p>Bienvenue</p>"),
        MAP: index("https://www.fabrique.example/sitemap-posts.xml", jobs),
        jobs: gzip.compress(sitemap(POSTING.format("un")).encode()),
        POSTING.format("un"): posting_page(1),
    }
    urls, batch = asked(HOME, pages)
    assert urls == [HOME, ROBOTS, MAP, jobs, POSTING.format("un")] and ids(batch) == {POSTING.format("un")}


@pytest.mark.parametrize("page", [html("<h1>Nous rejoindre</h1>"), html('<form action="/login"></form>')])
def test_a_site_that_suddenly_has_no_openings_is_believed_at_the_second_poll(page):
    source = Source(CAREERS)
    before = asyncio.run(source.poll(PagesWeb(TestPostingsInAPage.pages), {}))
    web = PagesWeb({CAREERS: page})
    first = asyncio.run(source.poll(web, before.cursor or {}))
    assert str(first.suspect).startswith("all 2 openings of this site are gone at once")
    second = asyncio.run(source.poll(web, first.cursor or {}))
    assert not second.suspect and second.complete and not ids(second)
    third = asyncio.run(source.poll(PagesWeb(TestPostingsInAPage.pages), second.cursor or {}))
    assert ids(third) == ids(before)


def test_a_list_s_own_links_lead_to_its_postings():
    pages = {
        CAREERS: html(
            '<a href="/offres/un">Un</a> <a href="/offres/deux#haut">Deux</a> <a href="/contact">Contact</a>'
        ),
        POSTING.format("un"): posting_page(1),
        POSTING.format("deux"): posting_page(2),
    }
    batch = poll(CAREERS, pages)
    assert ids(batch) == {POSTING.format("un"), POSTING.format("deux")} and batch.complete


def test_a_posting_that_leaves_the_sitemap_is_there_no_more_and_a_known_one_is_not_asked_again():
    before = poll(HOME, TestPostingsOfASitemap.pages)
    urls, after = asked(HOME, TestPostingsOfASitemap.pages2, before.cursor)
    assert urls == [HOME, MAP, POSTING.format("trois")]
    assert list(after.still) == [POSTING.format("deux")]
    assert [item.id for item in after.items] == [POSTING.format("trois")] and after.complete


def test_half_a_sitemap_is_an_error_and_closes_nothing():
    before = poll(HOME, TestPostingsOfASitemap.pages)
    half = TestPostingsOfASitemap.pages[MAP][:150]
    with pytest.raises(SourceError):
        poll(HOME, {**TestPostingsOfASitemap.pages, MAP: half}, before.cursor)


def test_a_site_of_many_postings_is_read_bit_by_bit_and_says_so():
    many = [POSTING.format(f"poste-{number}") for number in range(130)]
    pages = {HOME: html("<p>Bienvenue</p>"), MAP: sitemap(*many)}
    pages |= {url: posting_page(number) for number, url in enumerate(many)}
    first = poll(HOME, pages)
    assert len(first.items) == site.FIRST == 80
    assert (
        str(first.degraded)
        == "80 of 130 postings of this site were read; the others follow at the next polls"
    )
    second = poll(HOME, {**pages, HOME: NotModified(), MAP: NotModified()}, first.cursor)
    assert (len(second.items), len(second.still)) == (site.LATER, 80) == (30, 80)
    third = poll(HOME, pages, second.cursor)
    assert (len(third.items), len(third.still), str(third.degraded)) == (20, 110, "")


def test_a_site_whose_pages_hold_no_posting_is_given_up_after_five_and_goes_on_there_next_time():
    many = [POSTING.format(f"poste-{number}") for number in range(20)]
    pages = {
        HOME: html("<p>Bienvenue</p>"),
        MAP: sitemap(*many),
        **dict.fromkeys(many, html("<h1>Offre</h1>")),
    }
    web = PagesWeb(pages)
    for expected in (5, 10):
        with pytest.raises(SourceError, match="no openings were found"):
            asyncio.run(Source(HOME).poll(web, {}))
        assert len({request.url for request in web.asked} & set(many)) == expected


def test_a_posting_that_cannot_be_had_is_said_and_asked_again():
    pages = {**TestPostingsOfASitemap.pages, POSTING.format("un"): WebError("it answered 503", status=503)}
    before = poll(HOME, pages)
    assert str(before.degraded) == "it answered 503" and ids(before) == {POSTING.format("deux")}
    after = poll(HOME, TestPostingsOfASitemap.pages, before.cursor)
    assert ids(after) == {POSTING.format("un"), POSTING.format("deux")} and not after.degraded


def test_a_posting_that_is_gone_while_the_sitemap_still_names_it_is_passed_over():
    pages = dict(TestPostingsOfASitemap.pages)
    del pages[POSTING.format("un")]
    batch = poll(HOME, pages)
    assert ids(batch) == {POSTING.format("deux")} and not batch.degraded


def test_a_robots_txt_that_fails_is_not_taken_for_none():
    with pytest.raises(WebError):
        poll(HOME, {**TestPostingsOfASitemap.pages, ROBOTS: WebError("it answered 500", status=500)})


def test_a_list_of_more_postings_than_are_followed_closes_nothing_and_says_so():
    many = [POSTING.format(f"poste-{number}") for number in range(lists.MOST + 1)]
    pages = {HOME: html("<p>Bienvenue</p>"), MAP: sitemap(*many), many[0]: posting_page(0)}
    batch = poll(HOME, pages)
    assert not batch.complete and ids(batch) == {many[0]}
    for _ in range(40):  # until all that is followed was read
        if "follow at" not in str(batch.degraded):
            break
        batch = poll(HOME, {**pages, HOME: NotModified(), MAP: NotModified()}, batch.cursor)
    assert str(batch.degraded) == (
        "there are more openings at www.fabrique.example than the 1000 that were read: the others are not seen"
    )
    assert not batch.complete
