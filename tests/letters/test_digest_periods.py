"""What a digest covers: from when, what the last ones could not tell, and what is told to somebody at all."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.test_restart import job, told
from letters.test_digest import Archive, archive, titles
from mailserver import MailServer
from veille.app import App
from veille.cli.digest import command
from veille.cli.setting import Setting
from veille.config import load
from veille.post.digests import make_digests
from veille.store.sources import read_sources
from webserver import Answer, WebServer
from world import DAY, HOUR, MONDAY, Article, Clock, configured, living, rss

ALERTS = """
[rule.offres]
any = ["chargé de communication"]
topic = "Offres"
alert = true

[rule.livre]
any = ["maison du livre"]
topic = "Livre"
"""


def edit(world: Archive, old: str, new: str) -> None:
    """Change the configuration as its owner would, and read it again."""
    file = world.config.path
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    world.config = load(file)


def post_at(world: Archive, at: float, state: str = "sent") -> int:
    """Make the digests whose hour has come, and let this become of them; return how many."""
    made = make_digests(world.db, world.config, at, read_sources(world.db))
    world.db.execute("UPDATE message SET state = ? WHERE state = 'pending'", (state,))
    return made


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def last(world: Archive, name: str) -> str:
    """Return the text of the last digest of this name."""
    return " ".join(plain(world.messages(f"name = '{name}'")[-1][1]).split())


# Where a digest begins


def test_a_digest_that_is_added_waits_for_its_hour_and_tells_what_came_since_it_was_added(
    tmp_path: Path,
) -> None:
    world = archive(tmp_path, '[digest.a]\nat = "07:30"')
    world.found(MONDAY - HOUR, "Acme avant")
    post_at(world, MONDAY)
    edit(world, "[digest.a]", '[digest.revue]\nat = "fri 09:00"\n[digest.a]')
    thursday = MONDAY + 3 * DAY
    post_at(world, thursday)
    assert not world.messages("name = 'revue'")
    world.found(thursday + HOUR, "Acme après")
    post_at(world, thursday + DAY + HOUR)
    assert "Acme après" in last(world, "revue")
    assert "Acme avant" not in last(world, "revue")


def test_a_digest_that_is_renamed_goes_on_where_it_ended(tmp_path: Path) -> None:
    world = archive(tmp_path, '[digest.a]\nat = "07:30"')
    story = world.found(MONDAY - HOUR, "Acme hier")
    post_at(world, MONDAY)
    world.found(MONDAY + HOUR, "Acme aujourd'hui")
    world.found(MONDAY + HOUR, "Acme hier", story=story, outlet="Presse Océan")
    edit(world, "[digest.a]", "[digest.b]")
    assert post_at(world, MONDAY + 2 * HOUR) == 0
    assert post_at(world, MONDAY + DAY) == 1
    assert "Acme aujourd" in last(world, "b")
    assert "Acme hier" not in last(world, "b")


def test_a_digest_that_is_renamed_before_its_first_hour_begins_with_the_watch(tmp_path: Path) -> None:
    world = archive(tmp_path, '[digest.a]\nat = "07:30"')
    world.db.execute("UPDATE setting SET value = ? WHERE key = 'began'", (str(int(MONDAY)),))
    post_at(world, MONDAY + 1)
    world.found(MONDAY + HOUR, "Acme au premier jour")
    edit(world, "[digest.a]", "[digest.b]")
    assert post_at(world, MONDAY + 2 * HOUR) == 0
    assert post_at(world, MONDAY + DAY) == 1
    assert "Acme au premier jour" in last(world, "b")


def test_a_digest_that_takes_the_place_of_none_of_its_recipients_begins_when_it_is_added(
    tmp_path: Path,
) -> None:
    world = archive(tmp_path, '[digest.a]\nat = "07:30"')
    post_at(world, MONDAY)
    world.found(MONDAY + HOUR, "Acme avant")
    edit(world, "[digest.a]", '[digest.b]\nto = "paul@example.org"')
    post_at(world, MONDAY + 2 * HOUR)
    world.found(MONDAY + 3 * HOUR, "Acme après")
    post_at(world, MONDAY + DAY)
    assert "Acme après" in last(world, "b")
    assert "Acme avant" not in last(world, "b")


# What the last ones could not tell


@pytest.mark.parametrize("state", ["pending", "dead"])
def test_what_a_digest_told_for_the_one_before_it_is_not_told_again(tmp_path: Path, state: str) -> None:
    world = archive(tmp_path, '[digest.a]\nat = "07:30"')
    story = world.found(MONDAY - 9, "Acme ouvre")
    world.send("a", MONDAY)
    world.db.execute("UPDATE message SET state = ?", (state,))
    world.found(MONDAY + 9, "Autre chose")
    world.send("a", MONDAY + DAY)
    assert "Acme ouvre" in last(world, "a")
    world.db.execute("UPDATE message SET state = 'sent' WHERE state = 'pending'")
    world.found(MONDAY + DAY + 9, "Acme ouvre", story=story, outlet="Presse Océan")
    assert titles(world.letter("a", MONDAY + DAY, MONDAY + 2 * DAY)) == {}


def test_a_digest_that_might_have_arrived_and_died_after_the_next_is_told_by_the_one_after(
    tmp_path: Path,
) -> None:
    world = archive(tmp_path, '[digest.a]\nat = "07:30"')
    world.found(MONDAY - 9, "Acme lundi")
    world.send("a", MONDAY)
    world.db.execute("INSERT INTO delivery(message, at, ended, outcome) VALUES(1, 0, 1, 'unknown')")
    world.found(MONDAY + 9, "Acme mardi")
    world.send("a", MONDAY + DAY)
    assert "Acme lundi" not in last(world, "a")
    world.db.execute("UPDATE message SET state = iif(id = 1, 'dead', 'sent')")
    world.found(MONDAY + DAY + 9, "Acme mercredi")
    world.send("a", MONDAY + 2 * DAY)
    assert "Acme lundi" in last(world, "a")
    assert "Acme mercredi" in last(world, "a")
    assert "Acme mardi" not in last(world, "a")


def test_the_csv_of_a_digest_holds_what_one_that_died_did_not_tell(tmp_path: Path) -> None:
    world = archive(tmp_path, '[digest.a]\nat = "monthly 07:30"')
    now = time.time()
    world.found(now - 2 * HOUR, "Acme ouvre")
    world.send("a", now - HOUR)
    world.db.execute("UPDATE message SET state = 'dead'")
    world.db.close()
    done = CliRunner().invoke(command, ["a", "--csv"], obj=Setting(config=world.config.path))
    assert done.exit_code == 0, done.output
    assert "Acme ouvre" in done.output


# What closes soon


def test_what_closes_and_has_no_room_is_counted_and_recalled_by_the_next_digest(tmp_path: Path) -> None:
    world = archive(tmp_path, '[digest.a]\nat = "07:30"\nmax = 3')
    closes = datetime.fromtimestamp(MONDAY + 6 * DAY, UTC).date().isoformat()
    for number in range(5):
        world.found(MONDAY - 9, f"Offre {number}", closes=closes, outlet=f"Titre {number}")
    world.send("a", MONDAY)
    text = last(world, "a")
    assert "4 autres finissent sous 7 jours" in text
    assert "BIENTÔT FINI (3 sur 5)" in text
    assert "Et 2 autres" in text
    world.db.execute("UPDATE message SET state = 'sent'")
    world.send("a", MONDAY + DAY)
    recalled = last(world, "a")
    assert "BIENTÔT FINI (2)" in recalled
    assert "Offre 3" in recalled
    assert "Offre 4" in recalled
    assert len(world.messages()) == 2


# What no digest asks for


@pytest.mark.parametrize(
    "digests",
    [
        '[digest.a]\nat = "07:30"\ntopics = ["Livre"]\n[digest.b]\nat = "fri 09:00"\ntopics = ["Livre"]',
        '[digest.a]\nat = "07:30"\nto = "paul@example.org"',
    ],
    ids=["it stands in the most frequent digest", "it waits for its turn where there is no digest"],
)
def test_what_floods_is_told_once_though_no_digest_asks_for_it(tmp_path: Path, digests: str) -> None:
    with WebServer() as web, MailServer() as mails:
        web.on("/feed", Answer(rss([Article(1, "Rien")])))
        config = configured(
            tmp_path, f'{ALERTS}{digests}\n[source]\nculture = "{web.url("/feed")}"', mail_port=mails.port
        )
        clock = Clock()

        async def life(app: App) -> None:
            await app.poll_once()
            clock.forward(HOUR)
            web.on("/feed", Answer(rss([job(number) for number in range(2, 22)])))
            await app.poll_once()
            assert len(told(mails)) == 10
            for _ in range(24 * 8):
                clock.forward(HOUR)
                await app.settle()

        living(config, clock, life)
        mails.mails[:] = [mail for mail in mails.mails if mail["To"] == "ines@example.org"]
        assert sorted(told(mails)) == list(range(2, 22))
