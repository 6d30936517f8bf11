"""A person's life on a recorded web: added, told of, mixed up with another, found, lost, and reported each month."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

import pytest

from mailserver import MailServer
from veille.app import App
from veille.model import MarkValue
from veille.store import marks
from webserver import Answer, Request, WebServer
from world import DAY, HOUR, Article, Clock, configured, living, rows, rss

PARIS = ZoneInfo("Europe/Paris")
PORTRAIT = "https://lyonculturemag.example/portraits/mediation"
TEAM = "https://fabrique-confluence.example/equipe"
CATALOGUE = "https://memoires.example/4512"
LINKEDIN = "https://www.linkedin.com/in/ines-morel"
WATCH = """
[digest.matin]
at = "mon 07:30"
"""
PERSON = """
[digest.mon-nom]
at = "monthly 08:00"
names = ["moi"]

[search]
news = false
searxng = "{web}"

[person.moi]
name = "Inès Morel-Dupuis"
context = ["médiation", "musée", "Lyon"]
not = ["handball"]
mine = ["{web}/ines", "{web}/portfolio", "linkedin.com/in/ines-morel"]
says = ["chargée de communication"]
"""
SAYS = (
    "Je suis chargée de communication à Lyon. " + "Depuis dix ans je conduis des projets de médiation. " * 6
)


@dataclass
class Web:
    """What the web says on a day: the feed's articles, the order of results, who refuses to answer."""

    server: WebServer
    articles: list[Article] = field(default_factory=lambda: [Article(1, "Le tram roule")])
    order: list[str] = field(default_factory=list)
    refused: Mapping[str, str] = field(default_factory=dict)

    def serve(self) -> None:
        self.server.on("/feed", lambda request: Answer(rss(self.articles, title="Lyon Culture Mag")))
        self.server.on("/search", self._searched)
        self.page("ines", f'<p>{SAYS}</p><a href="{self.server.url("/portfolio")}">Mon portfolio</a>')
        self.page("portfolio", f"<p>{SAYS.replace('Je suis', 'Inès Morel-Dupuis,')}</p>")

    def page(self, name: str, body: str) -> None:
        html = f"<html lang=fr><title>Inès Morel-Dupuis</title><main><h1>Inès</h1>{body}</main></html>"
        self.server.on(f"/{name}", Answer(html.encode(), headers={"Content-Type": "text/html"}))

    def _searched(self, request: Request) -> Answer:
        """Answer as SearXNG does; Google alone knows the portrait."""
        found = self.order if parse_qs(request.body.decode())["pageno"] == ["1"] else []
        shown = [url for url in found if not (self.refused and url == PORTRAIT)]
        results = [
            {"url": url, "title": TITLES.get(url, "Inès Morel-Dupuis"), "content": TEXTS.get(url, ""),
             "engines": ["bing", *([] if self.refused else ["google"])]}
            for url in shown
        ]  # fmt: skip
        told = {"query": "", "results": results, "unresponsive_engines": list(self.refused.items())}
        return Answer(json.dumps(told).encode(), headers={"Content-Type": "application/json"})


TITLES = {
    PORTRAIT: "« La médiation, c'est d'abord écouter »",
    TEAM: "L'équipe de la Fabrique",
    CATALOGUE: "Catalogue des mémoires",
    LINKEDIN: "Inès Morel-Dupuis - Étudiante - Université | LinkedIn",
}
TEXTS = {
    PORTRAIT: "Inès Morel-Dupuis a ouvert les réserves du musée.",
    TEAM: "Médiation : Inès Morel-Dupuis, Lyon.",
    CATALOGUE: "I. Morel-Dupuis, 2019, 84 pages.",
    LINKEDIN: "Lyon · Étudiante · 500 relations",
}


@dataclass(frozen=True)
class Life:
    """What was sent, and what is kept at the end."""

    mails: Sequence[EmailMessage]
    folder: Path

    def of(self, kind: str) -> list[EmailMessage]:
        return [mail for mail in self.mails if mail["Message-ID"].startswith(f"<{kind}-")]


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Life:
    """Live from October to December: each day is one poll of all."""
    folder = tmp_path_factory.mktemp("life")
    clock = Clock(datetime(2026, 10, 1, 9, tzinfo=PARIS).timestamp())
    with WebServer() as server, MailServer() as post:
        web = Web(server)
        web.serve()
        ines, portfolio = server.url("/ines"), server.url("/portfolio")
        feed = f'[source]\npresse = "{server.url("/feed")}"'
        web.order = [PORTRAIT, portfolio, TEAM, ines, LINKEDIN, *_others(5)]

        async def until(app: App, month: int, day: int, hour: int = 9, minute: int = 0) -> None:
            """Poll once a day until then, the last time at that hour."""
            end = datetime(2026, month, day, hour, minute, tzinfo=PARIS).timestamp()
            while end - clock.now > DAY:
                clock.forward(DAY)
                await app.poll_once()
            clock.now = end
            await app.poll_once()

        def tell(number: int, title: str, text: str) -> None:
            web.articles.append(Article(number, title, text))

        async def before(app: App) -> None:
            await app.poll_once()
            clock.forward(120)
            await app.settle()

        async def added(app: App) -> None:
            await app.poll_once()
            clock.forward(HOUR)
            await app.settle()
            await until(app, 11, 1, 8)
            web.order = [PORTRAIT, portfolio, TEAM, LINKEDIN, ines, *_others(5)]
            await until(app, 11, 5)
            tell(2, "Les nuits de la Fabrique", "Inès Morel-Dupuis ouvre le musée aux familles de Lyon.")
            await until(app, 11, 6)
            tell(3, "Cross du dimanche", "Strasbourg : 14. I. Morel-Dupuis, 15. A. Roth, coureurs du club.")
            await until(app, 11, 7)
            await app.writer.run(_say_no)
            tell(4, "Cross de la ville", "Strasbourg : 9. I. Morel-Dupuis, 10. A. Roth, coureurs du club.")
            await until(app, 11, 10)
            web.order = [PORTRAIT, portfolio, TEAM, LINKEDIN, CATALOGUE, ines, *_others(4)]
            await until(app, 11, 12)
            web.order = [PORTRAIT, TEAM, LINKEDIN, CATALOGUE, *_others(3), portfolio, ines, *_others(4)[3:]]
            await until(app, 11, 16)
            web.refused = {"google": "Suspended: CAPTCHA"}
            await until(app, 11, 23)
            web.refused = {}
            server.on("/portfolio", Answer(status=503))
            await until(app, 12, 1, 8)

        living(configured(folder, WATCH + feed, mail_port=post.port), clock, before)
        text = WATCH + PERSON.format(web=server.url("")) + feed
        living(configured(folder, text, mail_port=post.port), clock, added)
        return Life(tuple(post.mails), folder)


def _others(n: int) -> list[str]:
    return [f"https://site-{number}.example/annuaire" for number in range(1, n + 1)]


def _say_no(db: sqlite3.Connection) -> None:
    (item,) = db.execute("SELECT id FROM item WHERE title = 'Cross du dimanche'").fetchone()
    now = int(datetime(2026, 11, 7, 10, tzinfo=PARIS).timestamp())
    marks.add_mark(db, item, MarkValue.NO, now=now, name="moi")


def spaced(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def told(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return " ".join(spaced(body.get_content()).split())


def html_of(mail: EmailMessage) -> str:
    body = mail.get_body(("html",))
    assert body is not None
    return body.get_content()


def days(mails: Sequence[EmailMessage]) -> list[tuple[str, str]]:
    """Return the day and the subject of each mail."""
    return [(f"{mail['Date'].datetime.astimezone(PARIS):%d/%m}", spaced(mail["Subject"])) for mail in mails]


def test_a_person_who_is_added_is_told_once_what_was_already_there(life: Life) -> None:
    first, added = life.of("f")
    assert spaced(first["Subject"]) == "Votre veille est en place : voici ce qui était déjà là"
    assert spaced(added["Subject"]).startswith("Ce qui se dit déjà de vous : ")
    assert "3 résultats à vous sur 10, au mieux à la 2e place" in told(added)
    assert "Un nom rare : moins d’un homonyme à attendre en France" in told(added)


def test_nothing_else_alerts_than_a_mention_a_rise_a_newcomer_and_a_drop(life: Life) -> None:
    assert days(life.of("a")) == [
        ("02/11", "Votre page linkedin.com entre dans les quatre premiers"),
        ("06/11", "On parle de vous dans Lyon Culture Mag"),
        ("11/11", "Nouveau sur votre première page : « Catalogue des mémoires »"),
        ("13/11", "Votre première page : 2 tombés"),
    ], "nor while an engine refuses, though a result is missing that it alone knows"
    assert days(life.of("h")) == [("26/11", "Veille : moi/page-2 n’est plus lisible depuis mardi 9 h")]


def test_a_mention_in_a_feed_says_why_it_is_you(life: Life) -> None:
    text = told(life.of("a")[1])
    assert "nom complet dans le texte" in text
    assert "tout près : musée, Lyon" in text
    assert "Avis : sûr" in text


def test_what_is_like_a_homonym_s_is_set_aside_after_one_no_and_says_what_was_learnt(life: Life) -> None:
    doubts = [spaced(mail["Subject"]) for mail in life.of("d") if "Est-ce vous" in told(mail)]
    assert doubts == [], "the first was settled before its digest"
    query = """SELECT verdict, clues FROM match JOIN item ON item.id = match.item
               WHERE title IN ('Cross du dimanche', 'Cross de la ville') ORDER BY match.id"""
    (marked, why_marked), (like_it, why) = rows(life.folder, query)
    assert (marked, like_it) == ("homonym", "homonym")
    assert json.loads(str(why_marked)) == [["marked", "no"]]
    assert ["learnt no", "Cross", "Strasbourg", "Roth"] in json.loads(str(why))


def test_an_engine_that_refuses_for_a_week_makes_a_gap_which_is_counted(life: Life) -> None:
    query = "SELECT count(*), sum(refused != '{}') FROM answer WHERE at >= unixepoch('2026-11-01 07:00:01')"
    assert rows(life.folder, query) == [(31, 7)]
    report = told(life.of("d")[-1])
    assert "31 relevés ; Google a refusé 7 fois : sa page peut différer." in report
    assert "Sorti de la première page : « La médiation" not in report


def test_the_report_of_the_month_says_where_one_stands_and_what_to_do(life: Life) -> None:
    october, november = (mail for mail in life.of("d") if "Votre nom" in mail["Subject"])
    assert spaced(october["Subject"]) == "Votre nom en octobre : 3 résultats à vous sur 10"
    assert spaced(november["Subject"]) == "Votre nom en novembre : 3 résultats à vous sur 10, 1 nouveau"
    text = told(november)
    assert "Meilleure place : 3e (2e en octobre). 1 mention sûre, 1 à confirmer." in text
    tasks = text.partition("À FAIRE (3) ")[2].partition(" LA PREMIÈRE PAGE")[0]
    assert tasks == (
        "1. Votre page 127.0.0.1/portfolio (8e) ne répond plus depuis le 24 novembre (503). "
        "2. Votre page linkedin.com/in/ines-morel (3e) dit « Étudiante » ; les autres disent « chargée de "
        "communication ». "
        "3. Votre page 127.0.0.1/portfolio est tombée de la 2e à la 8e place : relisez-la, et liez-la depuis les "
        "autres."
    )
    assert "4 nouveau ··········▁▆ Catalogue des mémoires" in text
    assert "À vous : 3 sur 10 · objectif « 3 ou 4 premiers » : atteint." in text
    assert "127.0.0.1/ines oui oui oui" in text
    assert "127.0.0.1/portfolio NON – oui" in text
    assert "linkedin.com/in/ines-morel ? non : « Étudiante » ?" in text
    assert "1 mention sûre Lyon Culture Mag" in text
    assert "2 écartées homonymes : veille names moi --homonyms" in text
    assert "https://www.google.com/search?q=%22In%C3%A8s%20Morel-Dupuis%22&pws=0" in text
    assert "Prochain rapport : 1er janvier." in text


def test_the_chart_comes_with_the_mail_and_its_figures_stand_in_the_text(life: Life) -> None:
    october, november = (mail for mail in life.of("d") if "Votre nom" in mail["Subject"])
    assert not [part for part in october.walk() if part.get_content_type() == "image/png"], (
        "one month is no curve"
    )
    (chart,) = [part for part in november.walk() if part.get_content_type() == "image/png"]
    assert chart.get_filename() == "mon-nom-2026-12-01.png"
    assert chart.get_content().startswith(b"\x89PNG") and len(chart.get_content()) <= 60_000
    assert f'src="cid:{chart["Content-ID"].strip("<>")}"' in html_of(november)
    text = told(november)
    assert "127.0.0.1/portfolio · · · · · · · · · · 2 2" in text
    assert "à vous, sur 10 · · · · · · · · · · 3 3" in text
    assert 'alt="Meilleure place de vos pages, de octobre' in spaced(html_of(november))
