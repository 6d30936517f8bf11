"""veille pause, as a person types it: what it holds back, and how it ends."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from veille.cli import commands
from veille.store.schema import open_writer
from world import configured

RULES = """
[rule.offres]
any = ["chargé de communication"]
alert = true

[rule.livre]
any = ["maison du livre"]

[search]
news = false
[person.moi]
name = "Inès Morel-Dupuis"
[person.auteurs]
people = ["Claire Vasseur"]

[source]
culture = "https://presse.example/rss"
[source.appels]
url = "https://appels.example/rss"
topic = "Appels"
"""

Pause = Callable[..., Result]


@pytest.fixture
def pause(tmp_path: Path) -> Pause:
    configured(tmp_path, RULES, mail_port=25)
    (tmp_path / "state").mkdir()
    open_writer(tmp_path / "state" / "veille.db").close()
    file = tmp_path / "veille.toml"
    return lambda *words: CliRunner().invoke(commands, ["-c", str(file), "pause", *words])


def test_a_pause_is_listed_and_ends(pause: Pause) -> None:
    assert pause("offres").output.startswith("offres: paused until ")
    assert pause().output.startswith("offres until ")
    assert pause("offres", "--end").output == "offres: no longer paused\n"
    assert pause().output == "nothing is paused\n"


def test_the_pause_of_a_rule_that_was_renamed_since_is_listed_and_ends(pause: Pause, tmp_path: Path) -> None:
    pause("offres")
    configured(tmp_path, RULES.replace("rule.offres", "rule.emplois"), mail_port=25)
    assert pause().output.startswith("offres until ")
    done = pause("offres", "--end")
    assert (done.exit_code, done.output) == (0, "offres: no longer paused\n")
    assert pause().output == "nothing is paused\n"
    assert "'offres' can't be paused" in str(pause("offres").exception)
    assert "'offres' can't be paused" in str(pause("offres", "--end").exception), "no pause is left to end"


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("livre", "rule livre"),
        ("appels", "source appels"),
        ("auteurs", "name auteurs"),
        ("auteurs/Claire Vasseur", "name auteurs/Claire Vasseur"),
    ],
)
def test_a_pause_that_has_no_alert_to_hold_back_says_so(pause: Pause, name: str, what: str) -> None:
    done = pause(name)
    assert done.exit_code == 0
    assert done.output.endswith(f", but holds back nothing of its own: {what} has no alert = true\n")
    assert pause(name, "--end").output == f"{name}: no longer paused\n"


def test_a_pause_of_what_alerts_says_no_more(pause: Pause) -> None:
    for name in ("offres", "moi", "all"):
        assert "holds back nothing" not in pause(name).output
