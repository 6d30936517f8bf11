"""The commands about names: who was mentioned, what a person says of it, who talks, and forgetting."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from patience import HANG
from veille.app import App
from webserver import Answer, WebServer
from world import DAY, Article, Clock, configured, living, rows, rss

CONFIG = """
[channel.journal]
console = true

[person.moi]
name = "Jean Martin"
context = ["cobots", "Nantes"]
not = ["cinéma"]

[person.amis]
people = ["Paul Kerdraon", "Rose Abgrall"]

[company.acme]
name = "Acme Robotique"
topic = "Nous"

[search]
news = false

[source]
presse = "{url}"
"""
BEFORE = [Article(1, "Le temps qu'il fait", "Il pleut sur Brest.")]
AFTER = [
    Article(2, "Les cobots de Nantes", "À Nantes, Jean Martin règle des cobots pour Acme Robotique.",
            more="<author>Yann Le Bihan</author>"),
    Article(3, "Un film en salles", "Jean Martin signe un film pour le cinéma, tourné à Cannes.",
            more="<author>Par Yann Le Bihan, avec AFP</author>"),
    Article(4, "Une course", "Le départ est donné par Jean Martin devant la mairie."),
]  # fmt: skip


@dataclass(frozen=True)
class Home:
    folder: Path

    def run(self, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "veille", "--config", str(self.folder / "veille.toml"), *words],
            capture_output=True, text=True, timeout=HANG, check=False, input=stdin, env={**os.environ, "COLUMNS": "120"},
        )  # fmt: skip

    def told(self, *words: str) -> str:
        done = self.run(*words)
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    folder = tmp_path_factory.mktemp("names")
    with WebServer() as web:
        web.on("/feed", Answer(rss(BEFORE)), Answer(rss([*AFTER, *BEFORE])))
        config = configured(folder, CONFIG.format(url=web.url("/feed")), head='to = "journal"')
        import time

        clock = Clock(now=time.time() - 2 * DAY)

        async def life(app: App) -> None:
            await app.poll_once()
            clock.forward(DAY)
            await app.poll_once()

        living(config, clock, life)
    yield Home(folder)


def verdicts(home: Home) -> dict[str, str]:
    found = rows(
        home.folder,
        "SELECT title, verdict FROM match JOIN item ON item.id = match.item WHERE by = 'name:moi' ORDER BY item",
    )
    return {str(title): str(verdict) for title, verdict in found}


def test_each_mention_is_judged_as_it_is_kept(home: Home) -> None:
    assert verdicts(home) == {
        "Les cobots de Nantes": "sure",
        "Un film en salles": "homonym",
        "Une course": "unsure",
    }


def test_names_are_listed_with_what_was_found_and_how_many_bear_them(home: Home) -> None:
    moi, *_, acme = json.loads(home.told("names", "--json"))
    assert (moi["sure"], moi["unsure"], moi["homonym"]) == (1, 1, 1)
    assert moi["homonyms_expected"] > 4000 and acme["homonyms_expected"] is None
    assert "about 4,400" in home.told("names")


def test_one_name_shows_its_mentions_with_their_reasons(home: Home) -> None:
    told = home.told("names", "moi")
    assert "1 sure, 1 unsure, 1 set aside" in told
    assert "Les cobots de Nantes" in told and "cobots" in told and "full name" in told
    assert "Une course" in told and "yes|no" in told
    assert "Un film en salles" not in told
    assert "Un film en salles" in home.told("names", "moi", "--homonyms")


def test_a_name_that_is_mistyped_is_answered_with_the_nearest(home: Home) -> None:
    done = home.run("names", "moii")
    assert done.returncode == 1
    assert "there is no name 'moii'; did you mean 'moi'?" in done.stderr


def test_why_says_who_is_meant_and_why(home: Home) -> None:
    told = home.told("why", "4", "moi")
    assert "name moi, unsure (" in told and "full name in the text" in told
    assert "Name moi: unsure" in told
    assert "Name acme: stands nowhere in it" in home.told("why", "4", "acme")
    assert home.run("why", "4", "nobody").returncode == 1


def test_who_talks_is_one_person_however_they_sign(home: Home) -> None:
    (one,) = json.loads(home.told("who", "--json"))["speakers"]
    assert (one["name"], one["items"]) == ("Yann Le Bihan", 1)
    assert home.run("who", "--topic", "Nouss").returncode == 1


def test_who_talks_of_one_of_a_table_or_of_all_of_them(home: Home) -> None:
    for name in ("acme", "moi"):
        assert "Yann Le Bihan" in home.told("who", "--name", name)
    for name in ("amis", "amis/Rose Abgrall"):
        assert "nobody" in home.told("who", "--name", name)
    assert "did you mean 'amis'?" in home.run("who", "--name", "ami").stderr


def test_nothing_can_be_marked_before_anything_was_polled(tmp_path: Path) -> None:
    configured(tmp_path, CONFIG.format(url="https://presse.example/feed"), head='to = "journal"')
    done = Home(tmp_path).run("mark", "1", "yes")
    assert done.returncode == 1
    assert "nothing was polled here" in done.stderr
    assert not (tmp_path / "state" / "veille.db").exists()


def test_marks_settle_a_mention_and_can_be_taken_back(home: Home) -> None:
    assert "about a homonym of moi" in home.told("mark", "4", "non")
    assert verdicts(home)["Une course"] == "homonym"
    assert "marked so already" in home.told("mark", "4", "no")
    assert "about moi" in home.told("mark", "4", "yes", "--name", "moi")
    assert verdicts(home)["Une course"] == "sure"
    assert "no longer marked" in home.told("mark", "4", "yes", "--undo")
    assert verdicts(home)["Une course"] == "unsure"


def test_where_two_names_stand_it_must_be_said_which_is_meant(home: Home) -> None:
    done = home.run("mark", "2", "yes")
    assert done.returncode == 1
    assert "--name NAME, one of" in done.stderr and "acme" in done.stderr
    assert home.run("mark", "2", "yes", "--name", "toi").returncode == 1


def test_an_item_can_be_picked_called_noise_and_noted(home: Home) -> None:
    assert "picked" in home.told("mark", "1", "pick")
    assert "noise" in home.told("mark", "1", "noise")
    assert "noted" in home.told("mark", "1", "à relire")
    found = rows(home.folder, "SELECT value, note FROM mark WHERE item = 1 ORDER BY value")
    assert found == [("noise", ""), ("note", "à relire")]
    assert home.run("mark", "99", "yes").returncode == 1


def test_forgetting_asks_first_and_then_leaves_nothing(home: Home) -> None:
    assert home.run("forget", "moi", stdin="n\n").returncode != 0
    assert "moi" not in home.run("forget", "toi").stdout
    told = home.told("forget", "moi", "--yes")
    assert "3 mentions" in told
    assert not rows(home.folder, "SELECT 1 FROM match WHERE by = 'name:moi'")
    assert not rows(home.folder, "SELECT 1 FROM mark WHERE name = 'moi'")
    assert rows(home.folder, "SELECT count(*) FROM item") == [(4,)]
    assert rows(home.folder, "SELECT 1 FROM match WHERE by = 'name:acme'")
