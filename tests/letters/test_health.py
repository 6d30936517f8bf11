"""Health notes from plain values: what a reader needs beside the failure, and what to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from facts import NOUS, SECTEUR, config
from veille.config.model import MailAccount, SourceConfig
from veille.errors import NO_FAILURE, text_failure
from veille.language.words import Words
from veille.letters.health import Notice, health_layout, moved_note, outage_note, recipient_note
from veille.model import HealthKind, Rule
from veille.store.facts import MovedSource, RecipientOutage
from world import HOUR, MONDAY

NOW = MONDAY + 3 * HOUR
PRESSE = SourceConfig("presse", object(), {"url": "https://presse.example/rss"})  # type: ignore[arg-type]
OTHERS = Rule("ailleurs", any=("x",), from_=("autre-*",), topic="Ailleurs")
WATCH = config(rules=(NOUS, SECTEUR, OTHERS), sources={"presse": PRESSE})


def test_a_source_that_fails_is_told_with_its_address_and_the_rules_that_see_less() -> None:
    note = outage_note(
        Notice(HealthKind.SOURCE, "presse", int(MONDAY), text_failure("it answered 404"), tries=4),
        WATCH,
        now=NOW,
        last_item=int(MONDAY) - 60,
    )
    assert (note.kind, note.name, note.url, note.tries) == (
        "source",
        "presse",
        "https://presse.example/rss",
        4,
    )
    assert note.rules == ("nous", "secteur")
    assert (note.since.timestamp(), note.over) == (MONDAY, None)
    assert note.last_item is not None
    assert note.last_item.timestamp() == MONDAY - 60
    assert note.command == "veille status presse"


def test_one_that_works_again_is_told_with_when_and_what_came_since() -> None:
    note = outage_note(
        Notice(HealthKind.SOURCE, "presse", int(MONDAY), NO_FAILURE, over=True), WATCH, now=NOW, caught_up=5
    )
    assert note.over is not None
    assert (note.over.timestamp(), note.caught_up) == (NOW, 5)


@pytest.mark.parametrize(
    ("kind", "name", "command"),
    [(HealthKind.NETWORK, "", "veille status"), (HealthKind.SOURCE, "x", "veille status x")],
)
def test_the_network_and_a_source_that_left_the_configuration_have_no_address(
    kind: HealthKind, name: str, command: str
) -> None:
    note = outage_note(Notice(kind, name, int(MONDAY), text_failure("why")), WATCH, now=NOW)
    assert (note.url, note.rules, note.command) == ("", (), command)


def test_a_recipient_is_tried_with_say_and_the_account_with_check() -> None:
    mail = MailAccount("veille@example.org", "smtp.example.org", 465, "tls")
    reader = recipient_note(
        RecipientOutage("ines@example.org", int(MONDAY), text_failure("550"), 3, over=False), WATCH, now=NOW
    )
    assert (reader.kind, reader.name, reader.command) == (
        "recipient",
        "ines@example.org",
        "veille say ines@example.org",
    )
    account = RecipientOutage("[mail]", int(MONDAY), text_failure("535"), 1, over=True, account=True)
    for watch, name in ((config(mail=mail), "veille@example.org"), (config(), "[mail]")):
        note = recipient_note(account, watch, now=NOW)
        assert (note.kind, note.name, note.command) == ("account", name, "veille check")
        assert note.over is not None


def test_a_source_that_moved_is_told_whither() -> None:
    note = moved_note(
        MovedSource(1, "presse", "https://a.example/", "https://b.example/", int(MONDAY)), WATCH
    )
    assert (note.kind, note.name, note.url, note.moved_to) == (
        "moved",
        "presse",
        "https://a.example/",
        "https://b.example/",
    )
    assert note.since.timestamp() == MONDAY


@pytest.mark.parametrize(
    ("silent", "never_read", "french", "english"),
    [
        (True, False, "presse ne répond plus depuis", "No answer from presse since"),
        (False, False, "presse n’est plus lisible depuis", "presse has been unreadable since"),
        (True, True, "presse ne répond pas", "presse does not answer"),
        (False, True, "presse n’est pas lisible", "presse cannot be read"),
    ],
)
def test_the_heading_says_no_answer_of_silence_alone_and_no_longer_of_what_has_worked(
    silent: bool, never_read: bool, french: str, english: str
) -> None:
    notice = Notice(
        HealthKind.SOURCE, "presse", int(MONDAY), text_failure("it answered 404"), tries=4,
        silent=silent, never_read=never_read,
    )  # fmt: skip
    note = outage_note(notice, WATCH, now=NOW)
    for language, start in (("fr", french), ("en", english)):
        for rules in (note.rules, ()):
            laid_out = health_layout(
                replace(note, rules=rules),
                Words(language, WATCH.timezone, datetime.fromtimestamp(NOW, UTC)),
                "",
            )
            assert laid_out.heading.startswith(start)
            told = " ".join([laid_out.heading, *(row.text for row in laid_out.before)])
            assert ("no longer" in told or "plus vu" in told or "plus cette" in told) == (not never_read)


@pytest.mark.parametrize("never_read", [False, True])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_long_name_leaves_the_same_claim_in_the_subject(language: str, never_read: bool) -> None:
    name = "la-presse-quotidienne-regionale-de-lyon-et-des-environs-de-la-ville"
    notice = Notice(HealthKind.SOURCE, name, int(MONDAY), text_failure("404"), never_read=never_read)
    words = Words(language, WATCH.timezone, datetime.fromtimestamp(NOW, UTC))
    subject = health_layout(outage_note(notice, WATCH, now=NOW), words, "").subject
    claims = {
        ("fr", False): "n’est plus lisible", ("fr", True): "n’est pas lisible",
        ("en", False): "can no longer be read", ("en", True): "cannot be read",
    }  # fmt: skip
    assert subject.endswith(claims[language, never_read])
