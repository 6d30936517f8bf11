"""What moves on a name's first page: one alert a name and recipient, told once, and held by a pause."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from connections import closed_after_the_test
from mailserver import MailServer
from veille.app import App
from veille.config.model import Config
from veille.model import Moved
from veille.names.first_page import Movement, RankedResult
from veille.post.moves import make_place_alerts
from veille.store import owed, positions
from veille.store.schema import open_writer
from webserver import Answer, Request, WebServer
from world import DAY, MONDAY, Clock, configured, living, rows

NAMES = """
[person.moi]
name = "Inès Morel-Dupuis"
[person.auteurs]
people = ["Claire Vasseur"]
"""
OWN = "https://inesmorel.example/"


class Archive:
    """A database in which a test says what moved."""

    def __init__(self, folder: Path, more: str = "") -> None:
        self.config: Config = configured(
            folder,
            f'[search]\nnews = false\n{NAMES}{more}\n[source]\na = "https://a.example/rss"',
            mail_port=9,
        )
        self.db = closed_after_the_test(open_writer(self.config.state / "veille.db"))
        self.db.execute(
            "INSERT INTO source(id, name, kind, digest, added, next_due) VALUES(1, 'moi/searxng', '', '', 0, 0)"
        )
        self.db.execute("INSERT INTO answer VALUES(1, 1, 'moi', 'searxng', 0, '[]', '{}')")

    def moved(
        self, kind: Moved, place: int | None, was: int | None, *, url: str = OWN, title: str = "Une page",
        name: str = "moi", item: int = 0,
    ) -> None:  # fmt: skip
        result = RankedResult(url.encode(), place or 0, url, title, item)
        positions.add_movements(self.db, 1, name, [Movement(kind, result, place, was)], int(MONDAY))

    def alerts(self, at: float = MONDAY + 60) -> list[tuple[str, str, str]]:
        """Make the alerts, and return the recipient, subject and text of each that was ever made."""
        make_place_alerts(self.db, self.config, at)
        made = self.db.execute("SELECT recipient, subject, text FROM message ORDER BY id").fetchall()
        return [(row[0], spaced(row[1]), spaced(row[2])) for row in made]


def spaced(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    made = Archive(tmp_path)
    with closing(made.db):
        yield made


@pytest.mark.parametrize(
    ("kind", "place", "was", "subject"),
    [
        (Moved.NEW, 5, None, "Nouveau sur votre première page : « Une page »"),
        (Moved.FELL, 6, 2, "Votre page inesmorel.example tombe de la 2e à la 6e place"),
        (Moved.LEFT, None, 1, "Votre page inesmorel.example quitte la première page"),
        (Moved.RISEN, 3, 7, "Votre page inesmorel.example entre dans les quatre premiers"),
    ],
)
def test_the_subject_says_what_moved_and_whither(
    archive: Archive, kind: Moved, place: int | None, was: int | None, subject: str
) -> None:
    archive.moved(kind, place, was)
    ((_, said, text),) = archive.alerts()
    assert said == subject
    assert OWN in text
    assert "SearXNG, ce matin à 9 h" in " ".join(text.split())
    assert "veille names moi" in text


def test_the_text_says_where_a_page_stood_and_how_to_say_whose_a_new_one_is(archive: Archive) -> None:
    archive.moved(Moved.LEFT, None, 1)
    archive.moved(Moved.LEFT, 12, 9, title="Un carnet")
    archive.moved(Moved.NEW, 5, None, title="Cross de Strasbourg", item=31)
    archive.moved(Moved.RISEN, 4, None)
    ((_, subject, text),) = archive.alerts()
    assert subject == "Votre première page : 1 nouveau, 2 sortis, 1 monté"
    told = " ".join(text.split())
    assert "Sorti de la première page : 1re place auparavant" in told
    assert "Sorti de la première page : de la 9e à la 12e place" in told
    assert "Nouveau, à la 5e place" in told
    assert "Entré à la 4e place" in told
    assert "Si c’est un homonyme : veille mark 31 no --name moi" in told


def test_a_movement_is_told_once_to_each_recipient(tmp_path: Path) -> None:
    made = Archive(tmp_path)
    with closing(made.db):
        made.moved(Moved.FELL, 6, 2)
        assert [to for to, _, _ in made.alerts()] == ["ines@example.org"]
        assert len(made.alerts(MONDAY + DAY)) == 1
        made.moved(Moved.FELL, 9, 2)
        assert len(made.alerts(MONDAY + 2 * DAY)) == 2


def test_of_a_name_without_alert_or_that_left_the_configuration_nothing_is_told(archive: Archive) -> None:
    archive.moved(Moved.FELL, 6, 2, name="auteurs/Claire Vasseur")
    archive.moved(Moved.FELL, 6, 2, name="gone")
    assert archive.alerts() == []
    assert positions.unsent_movements(archive.db) == [], "it is not kept for the day on which the name alerts"


@pytest.mark.parametrize("paused", ["moi", "all"])
def test_what_moves_in_a_pause_is_told_after_it(archive: Archive, paused: str) -> None:
    owed.pause(archive.db, paused, int(MONDAY), int(MONDAY + DAY))
    archive.moved(Moved.FELL, 6, 2)
    assert archive.alerts() == []
    assert len(archive.alerts(MONDAY + DAY + 1)) == 1


def test_another_s_page_is_told_by_its_name(tmp_path: Path) -> None:
    more = '[company.confluence]\nname = "Acme Robotique"\nalert = true\n'
    made = Archive(tmp_path, more)
    with closing(made.db):
        made.moved(Moved.FELL, 6, 2, name="confluence", url="https://acme.example/")
        made.moved(Moved.NEW, 5, None, name="confluence")
        ((_, subject, _),) = made.alerts()
        assert subject == "Première page d’Acme Robotique : 2 mouvements"


def test_a_new_result_on_a_searched_first_page_arrives_as_a_mail(tmp_path: Path) -> None:
    pages = [["https://a.example/ines", OWN], ["https://a.example/ines", OWN, "https://c.example/cross"]]

    def answer(request: Request) -> Answer:
        asked = parse_qs(request.body.decode())
        found = pages[min(turn, 1)] if asked["pageno"] == ["1"] else []
        results = [
            {"url": url, "title": f"Page {n}", "content": "", "engines": ["bing"]}
            for n, url in enumerate(found)
        ]
        return Answer(json.dumps({"results": results, "unresponsive_engines": []}).encode(),
                      headers={"Content-Type": "application/json"})  # fmt: skip

    turn = 0
    with WebServer() as web, MailServer() as post:
        web.on("/search", answer)
        text = (
            f'[search]\nnews = false\nsearxng = "{web.url("")}"\n[person.moi]\nname = "Inès Morel-Dupuis"\n'
        )
        clock = Clock()

        async def life(app: App) -> None:
            nonlocal turn
            await app.poll_once()
            assert not [mail for mail in post.mails if mail["Message-ID"].startswith("<a-")]
            turn = 1
            clock.forward(DAY)
            await app.poll_once()
            await app.poll_once()

        living(configured(tmp_path, text, mail_port=post.port), clock, life)
        (alert,) = [mail for mail in post.mails if mail["Message-ID"].startswith("<a-")]
    assert spaced(alert["Subject"]) == "Nouveau sur votre première page : « Page 2 »"
    assert alert["To"] == "ines@example.org"
    assert rows(tmp_path, "SELECT kind, told FROM movement") == [("new", int(clock.now))]
