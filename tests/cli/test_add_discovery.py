"""veille add, on a recorded web: what stands at an address of each sort, and what a person's mistakes lead to."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from certificates import Certificates
from recordedweb import Recorded, RecordedWeb
from veille import plugins
from veille.cli.adding.addresses import candidates, host_of, shortened
from veille.cli.adding.looking import Find, Looker
from veille.errors import UserError
from veille.source import Page
from veille.web.client import HttpClient
from veille.web.workers import Workers
from world import Article, configured, rss

KINDS = plugins.find(None)
CHANNEL = "UCabcdefghijklmnopqrstuv"


def page(title: str, body: str = "", head: str = "") -> str:
    words = "Une page de la Fabrique Confluence, qui parle de ce qu'elle fait et de ce qu'elle montre. " * 8
    return (
        f"<!doctype html><html lang=fr><head><title>{title}</title>{head}</head>"
        f"<body><main><h1>{title}</h1>{body}<p>{words}</p></main></body></html>"
    )


def alternate(href: str, title: str = "") -> str:
    return f'<link rel="alternate" type="application/rss+xml" title="{title}" href="{href}">'


def feed(title: str = "Presse Culture", articles: int = 3) -> bytes:
    """Return a feed of an article every ten days."""
    days = ["01 Nov", "11 Nov", "21 Nov"]
    return rss(
        (
            Article(number, f"Article {number}", date=f"{days[number % 3]} 2025 10:00:00 GMT")
            for number in range(articles)
        ),
        title=title,
    )


def opening(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "title": f"Chargée de médiation {number}",
        "absolute_url": f"https://job-boards.greenhouse.io/quai/jobs/{number}",
        "content": "<p>Au musée.</p>",
        "location": {"name": "Lyon"},
        "updated_at": "2026-10-01T10:00:00Z",
    }


POSTING = json.dumps(
    {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": "Régisseuse",
        "datePosted": "2026-10-01",
        "hiringOrganization": {"name": "Fabrique Confluence"},
    }
)
NEWS_MAP = (
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://quotidien.example/a/un-prix</loc>'
    "<news:news><news:title>Un prix</news:title></news:news></url></urlset>"
)
ICS = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-WR-CALNAME:Salons\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Museum Expo\r\n"
    "DTSTART;VALUE=DATE:20990119\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
INCIDENT = {
    "page": {"name": "Nuage Quai", "url": "https://status.quai.example"},
    "incidents": [
        {"id": "q1", "name": "Uploads fail", "status": "resolved", "created_at": "2026-11-20T09:55:00Z"}
    ],
}
GREENHOUSE = "https://boards-api.greenhouse.io/v1/boards/quai/jobs"
VIDEOS = "https://www.youtube.com/feeds/videos.xml"

PAGES: dict[str, Recorded] = {
    "https://presse.example/rss": feed(),
    "https://journal.example/": page(
        "Le Journal",
        head=alternate("/comments/feed/", "Le Journal » Commentaires")
        + alternate("/feed/", "Le Journal")
        + alternate("/culture.rss", "Culture"),
    ),
    "https://journal.example/feed/": feed("Le Journal"),
    "https://journal.example/culture.rss": feed("Culture", 2),
    "https://journal.example/comments/feed/": feed("Commentaires", 1),
    GREENHOUSE: json.dumps({"jobs": [opening(1), opening(2)], "meta": {"total": 2}}),
    "https://fabrique.example/carrieres": page(
        "Carrières", f'<script type="application/ld+json">{POSTING}</script>', alternate("/feed", "Blog")
    ),
    "https://fabrique.example/feed": feed("Blog"),
    "https://atelier.example/recrutement": page(
        "Recrutement", '<iframe src="https://boards.greenhouse.io/embed/job_board?for=quai"></iframe>'
    ),
    "https://quotidien.example/": page("Le Quotidien"),
    "https://quotidien.example/robots.txt": "Sitemap: https://quotidien.example/news.xml\n",
    "https://quotidien.example/news.xml": NEWS_MAP,
    "https://social.example/@ines": page(
        "Inès", head='<link rel="alternate" type="application/activity+json" href="https://social.example/users/ines">'
    ),
    "https://social.example/@ines.rss": feed("Inès"),
    "https://social.example/tags/mus%C3%A9e": page("#musée", "<script src=/packs/mastodon.js></script>"),
    "https://social.example/tags/mus%C3%A9e.rss": feed("#musée"),
    f"{VIDEOS}?channel_id={CHANNEL}": feed("Le musée en vidéo"),
    f"{VIDEOS}?playlist_id=PLmusee": feed("Une liste"),
    "https://www.youtube.com/@musee": page("Musée", f'<script>{{"externalId":"{CHANNEL}"}}</script>'),
    "https://www.reddit.com/r/museums/new/.rss": feed("r/museums"),
    "https://github.com/quai/outil/releases.atom": feed("Release notes"),
    "https://status.quai.example/": page("Statut", '<a href="https://www.atlassian.com/statuspage">statuspage.io</a>'),
    "https://status.quai.example/api/v2/incidents.json": json.dumps(INCIDENT),
    "https://salons.example/agenda.ics": ICS,
    "https://www.google.fr/alerts/feeds/123/456": feed("Google Alerts – musée"),
    "https://maison.example/equipe": page("L'équipe"),
    "https://maison.example/plan.pdf": "%PDF-1.7 …",
    "https://registre.example/": page("Registre"),
    "https://mene.example/": page("Un piège", head=alternate("http://192.168.1.1/reboot", "Flux")),
    "https://rouge.example/feed": rss([Article(1, "Un titre &#x1b;[31mrouge")], title="Rouge \x9b31m"),
    "https://vide.example/feed": feed("Vide", 0),
    "https://panne.example/": 500,
    "https://cassee.example/": page("Cassée", head=alternate("/feed", "Flux mort")),
}  # fmt: skip
HOSTS = {address.split("/")[2] for address in PAGES}


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    made = Certificates(tmp_path_factory.mktemp("tls"))
    made.sign("world", *sorted(HOSTS))
    return made


@dataclass(frozen=True)
class World:
    """The recorded web, and who looks at it beside a configuration that watches one feed of it."""

    web: RecordedWeb
    looker: Looker
    runner: asyncio.Runner

    def find(self, text: str, *, only: str = "") -> list[Find]:
        if addresses := candidates(text):
            return self.runner.run(self.looker.at(addresses, only=only))
        return self.runner.run(self.looker.by_words(text, only=only))


@pytest.fixture(scope="module")
def world(tls: Certificates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    config = configured(
        tmp_path_factory.mktemp("home"),
        '[source]\nquotidien = "http://www.vide.example/feed/"\n',
        mail_port=1,
    )
    with RecordedWeb(PAGES, tls.server("world")) as web, asyncio.Runner() as runner:
        workers = Workers()
        client = HttpClient(
            contact="ines@example.org", version="0", spacing=0, proxy=web.proxy, clock=time.time,
            workers=workers, ssl=tls.client(),
        )  # fmt: skip
        yield World(web, Looker(client, KINDS, config), runner)
        runner.run(client.close())
        runner.run(workers.close())


def told(finds: Sequence[Find]) -> list[tuple[str, Mapping[str, Any]]]:
    return [(find.kind, dict(find.offer.options)) for find in finds]


@pytest.mark.parametrize(
    ("text", "kind", "options", "items"),
    [
        ("https://presse.example/rss", "feed", {"url": "https://presse.example/rss"}, 3),
        ("presse.example/rss", "feed", {"url": "https://presse.example/rss"}, 3),
        ("feed:https://presse.example/rss", "feed", {"url": "https://presse.example/rss"}, 3),
        ("https://journal.example/", "feed", {"url": "https://journal.example/feed/"}, 3),
        ("https://boards.greenhouse.io/quai", "jobs", {"url": "https://job-boards.greenhouse.io/quai"}, 2),
        ("https://fabrique.example/carrieres", "jobs", {"url": "https://fabrique.example/carrieres"}, 1),
        ("https://atelier.example/recrutement", "jobs", {"url": "https://job-boards.greenhouse.io/quai"}, 2),
        ("https://quotidien.example/", "sitemap", {"url": "https://quotidien.example/news.xml"}, 1),
        ("https://social.example/@ines", "feed", {"url": "https://social.example/@ines.rss"}, 3),
        ("@ines@social.example", "feed", {"url": "https://social.example/@ines.rss"}, 3),
        ("https://social.example/tags/musée", "feed", {"url": "https://social.example/tags/mus%C3%A9e.rss"}, 3),
        (f"https://youtube.com/channel/{CHANNEL}", "feed", {"url": f"{VIDEOS}?channel_id={CHANNEL}"}, 3),
        ("https://www.youtube.com/@musee", "feed", {"url": f"{VIDEOS}?channel_id={CHANNEL}"}, 3),
        ("https://www.youtube.com/playlist?list=PLmusee", "feed", {"url": f"{VIDEOS}?playlist_id=PLmusee"}, 3),
        ("reddit.com/r/museums", "feed", {"url": "https://www.reddit.com/r/museums/new/.rss"}, 3),
        ("https://github.com/quai/outil", "feed", {"url": "https://github.com/quai/outil/releases.atom"}, 3),
        ("https://status.quai.example/", "statuspage", {"url": "https://status.quai.example"}, 1),
        ("https://salons.example/agenda.ics", "calendar", {"url": "https://salons.example/agenda.ics"}, 1),
        ("webcal://salons.example/agenda.ics", "calendar", {"url": "https://salons.example/agenda.ics"}, 1),
        ("https://www.google.fr/alerts/feeds/123/456", "feed", {"url": "https://www.google.fr/alerts/feeds/123/456"}, 3),
        ("https://maison.example/equipe", "company_page", {"url": "https://maison.example/equipe"}, 1),
        ("https://quotidien.example/news.xml", "sitemap", {"url": "https://quotidien.example/news.xml"}, 1),
    ],
)  # fmt: skip
def test_what_is_meant_by_an_address_comes_first_and_is_looked_at(
    world: World, text: str, kind: str, options: Mapping[str, Any], items: int
) -> None:
    best = world.find(text)[0]
    assert (best.kind, dict(best.offer.options)) == (kind, options)
    assert best.look is not None
    assert (best.look.items, best.look.why) == (items, "")
    assert len(best.look.titles) == items
    assert best.offer.what


def test_of_several_feeds_those_of_comments_come_last_and_the_page_itself_at_the_end(world: World) -> None:
    finds = world.find("https://journal.example/")
    kinds = [(find.kind, str(find.offer.options["url"]).rpartition("example")[2]) for find in finds]
    assert kinds[:3] == [("feed", "/feed/"), ("feed", "/culture.rss"), ("feed", "/comments/feed/")]
    assert kinds[-1] == ("company_page", "/")


def test_how_often_a_feed_publishes_and_when_last_is_told(world: World) -> None:
    look = world.find("https://presse.example/rss")[0].look
    assert look is not None
    assert look.a_month == pytest.approx(3.04, abs=0.01)
    assert look.last is not None
    assert look.last.date().isoformat() == "2025-11-21"
    assert look.titles == ("Article 2", "Article 1", "Article 0")


def test_no_page_is_asked_for_where_the_address_says_it_all(world: World) -> None:
    world.web.asked.clear()
    world.find("https://github.com/quai/outil")
    assert world.web.asked == ["https://github.com/quai/outil/releases.atom"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "https://www.linkedin.com/company/quai",
            r"LinkedIn forbids .* kind = \"mailbox\", or search it through",
        ),
        ("fr.indeed.com/jobs?q=musee", "Indeed forbids"),
        ("https://maison.example/absente", "absente answered 404.*at https://maison.example/$"),
        ("https://panne.example/", "panne.example answered 500"),
        ("https://maison.example/plan.pdf", "nothing at .*plan.pdf can be followed"),
        ("presse.exemple/rss", "the proxy answered 502"),
        ("http://[::1", "can't be read as one of the web"),
        ("ftp://presse.example/", "http:// or https://, not ftp:"),
    ],
)
def test_what_cannot_be_followed_says_why(world: World, text: str, sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        world.find(text)


def test_a_site_that_forbids_polling_is_not_even_asked(world: World) -> None:
    world.web.asked.clear()
    with pytest.raises(UserError):
        world.find("https://www.glassdoor.fr/Avis/quai")
    assert world.web.asked == []


def test_what_is_watched_already_says_by_which_source(world: World) -> None:
    find = world.find("https://vide.example/feed")[0]
    assert (find.watched_as, find.look) == ("quotidien", None)


def test_a_page_does_not_lead_into_a_local_network(world: World) -> None:
    assert [find.kind for find in world.find("https://mene.example/")] == ["company_site", "company_page"][
        -1:
    ]


def test_what_is_remote_can_do_nothing_to_a_terminal(world: World) -> None:
    find = world.find("https://rouge.example/feed")[0]
    assert find.look is not None
    shown = find.offer.what + find.offer.name + "".join(find.look.titles)
    assert "ouge" in shown
    assert shown.isprintable()


def test_a_feed_that_is_dead_goes_behind_what_lives(world: World) -> None:
    finds = world.find("https://cassee.example/")
    assert finds[0].kind == "company_page"
    dead = next(find for find in finds if find.kind == "feed")
    assert dead.look is not None
    assert "404" in dead.look.why


def test_one_kind_alone_may_be_asked(world: World) -> None:
    assert told(world.find("https://journal.example/", only="company_page")) == [
        ("company_page", {"url": "https://journal.example/"})
    ]
    with pytest.raises(UserError, match="there is no kind 'feeed'; did you mean 'feed'"):
        world.find("https://journal.example/", only="feeed")


def test_words_that_are_no_activity_say_so(world: World) -> None:
    with pytest.raises(UserError, match="called “licornes”"):
        world.find("licornes, Rhône")


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("https://a.example/x", ("https://a.example/x",)),
        ("a.example/x?y=1", ("https://a.example/x?y=1", "http://a.example/x?y=1")),
        ("localhost:8080/feed", ("https://localhost:8080/feed", "http://localhost:8080/feed")),
        ("feed://a.example/x", ("https://a.example/x",)),
        ("<https://a.example/x>", ("https://a.example/x",)),
        ("« https://a.example/x »", ("https://a.example/x",)),
        ("a.example/x,", ("https://a.example/x", "http://a.example/x")),
        ("//a.example/x", ("https://a.example/x", "http://a.example/x")),
        ("http:/a.example", ("http://a.example",)),
        ("https//a.example", ("https://a.example",)),
        ("https:a.example", ("https://a.example",)),
        ("https://a.example/(x)", ("https://a.example/(x)",)),
        ("musées, Rhône", ()),
        ("musées", ()),
        ("91.02Z, 69", ()),
        ("91.02Z", ()),
        ("théâtre", ()),
    ],
)
def test_an_address_is_told_from_words(text: str, addresses: tuple[str, ...]) -> None:
    assert candidates(text) == addresses


def test_two_ways_of_writing_an_address_are_one() -> None:
    assert shortened("http://www.a.example/x/") == shortened("https://a.example/x")
    assert shortened("https://a.example/rss") != shortened("https://a.example/feed")
    assert host_of("https://[::1") == host_of(3) == ""


def test_a_kind_that_raises_hides_no_other(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        @classmethod
        async def discover(cls, web: Any, page: Page) -> list[Any]:
            raise ZeroDivisionError

    monkeypatch.setitem(KINDS._loaded, "calendar", Broken)
    assert world.find("https://presse.example/rss")[0].kind == "feed"
