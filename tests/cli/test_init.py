"""veille init asks a few questions, in the user's language, and leaves a file that works."""

from __future__ import annotations

import os
import pty
import re
import socket
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import available_timezones

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from click.testing import CliRunner, Result

from veille import config
from veille.cli import zones
from veille.cli.drafting import InitAnswers, Way, draft, feed_names, slug, way_of
from veille.cli.init import command
from veille.cli.setting import Setting
from veille.config.when import When, parse_when
from veille.language.catalogue import user_language

ANSWERS = ["--yes", "--no-test", "--name", "Inès", "--feed", "https://lwn.net/headlines/rss"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "conf/veille.toml"


def init(file: Path, *arguments: str, given: str = "", **environ: str) -> Result:
    language = {"LANGUAGE": "", "LC_ALL": "fr_FR.UTF-8", "TZ": "Europe/Paris"}
    return CliRunner().invoke(command, arguments, obj=Setting(file), input=given, env=language | environ)


def test_options_alone_make_a_file_that_loads(file: Path):
    words = ["--words", "open data, données ouvertes, musée*", "--hour", "mon-fri 18:00"]
    done = init(file, "--to", "ines@example.org", *words, *ANSWERS)
    assert done.exit_code == 0, done.output
    found = config.load(file, environ={"VEILLE_SECRET_MAIL": "x"})
    assert found.language == "fr"
    assert found.name == "Inès"
    assert found.timezone.key == "Europe/Paris"
    assert found.to == ("ines@example.org",)
    assert found.mail is not None
    assert (found.mail.user, found.mail.server) == ("ines@example.org", None)
    assert found.rules["open-data"].any == ("open data", "données ouvertes", "musée*")
    assert found.rules["open-data"].topic == "Open data"
    assert found.sources["lwn"].options == {"url": "https://lwn.net/headlines/rss"}
    assert next(iter(found.digests.values())).at == When(18, 0, frozenset(range(5)))
    assert found.warnings == ()


def test_the_file_is_short_commented_and_in_the_user_s_language(file: Path):
    feeds = [part for number in range(10) for part in ("--feed", f"https://outlet{number}.example/rss")]
    init(file, "--to", "ines@example.org", "--words", "open data", *ANSWERS, *feeds)
    text = file.read_text("utf-8")
    assert len(text.splitlines()) < 40
    assert "une adresse, un canal, ou une liste" in text
    init(file, "--to", "ines@example.org", "--language", "en", "--force", *ANSWERS)
    assert "an address, a channel, or a list of them" in file.read_text("utf-8")


@pytest.mark.parametrize(
    ("to", "table"),
    [
        ("console", {"console": {"console": True}}),
        ("/srv/page", {"page": {"folder": "/srv/page"}}),
        ("tgram://123456789:token/42", {"chat": {"url": {"secret": "chat"}}}),
    ],
)
def test_a_channel_needs_no_mail_but_somebody_to_contact(file: Path, to: str, table: dict[str, object]):
    done = init(file, "--to", to, *ANSWERS)
    assert "--contact is missing" in str(done.exception)
    assert not file.exists()
    done = init(file, "--to", to, "--contact", "ines@example.org", *ANSWERS)
    assert done.exit_code == 0, done.output
    document = tomllib.loads(file.read_text("utf-8"))
    assert document["channel"] == table
    assert "mail" not in document
    assert config.load(file, environ={}).contact == "ines@example.org"


def test_a_channel_s_url_is_kept_as_a_secret_and_not_in_the_file(file: Path):
    init(file, "--to", "tgram://123456789:token/42", "--contact", "ines@example.org", *ANSWERS)
    assert "token" not in file.read_text("utf-8")
    kept = file.parent / "secrets/chat"
    assert kept.read_text() == "tgram://123456789:token/42\n"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert kept.parent.stat().st_mode & 0o777 == 0o700


def test_feeds_without_words_get_a_topic_so_that_something_matches(file: Path):
    init(file, "--to", "console", "--contact", "ines@example.org", *ANSWERS, "--feed", "lwn.net/other")
    found = config.load(file, environ={})
    assert {name: source.topic for name, source in found.sources.items()} == {
        "lwn": "À lire",
        "lwn-2": "À lire",
    }
    assert found.warnings == ()


@pytest.mark.parametrize("missing", ["to", "name", "words", "hour"])
def test_without_a_terminal_a_missing_answer_is_named_by_its_option(file: Path, missing: str):
    answers = {"to": "console", "contact": "a@example.org", "name": "", "words": "x", "hour": "07:30"}
    given = [part for key, value in answers.items() if key != missing for part in (f"--{key}", value)]
    done = init(file, *given, "--no-test")
    assert done.exit_code == 1
    assert f"--{missing} is missing" in str(done.exception)
    assert not file.exists()


@pytest.mark.parametrize(
    ("option", "answer", "why"),
    [
        ("--to", "me", "ni une adresse"),
        ("--to", "a@b@c", "ni une adresse"),
        ("--contact", "me", "is not an e-mail address"),
        ("--hour", "8 o'clock", "is not an hour"),
        ("--words", "!!", "has no letter or digit"),
        ("--feed", "https://a b", "there is a blank in it"),
        ("--feed", "notaurl", "n'est pas l'adresse d'un flux"),
        ("--feed", "lwn/headlines/rss.xml", "n'est pas l'adresse d'un flux"),
        ("--name", "two\nlines", "must be one line"),
    ],
)
def test_a_wrong_answer_is_named_and_nothing_is_written(file: Path, option: str, answer: str, why: str):
    done = init(file, "--to", "console", "--contact", "a@example.org", *ANSWERS, option, answer)
    assert done.exit_code == 1
    assert option in str(done.exception)
    assert why in str(done.exception)
    assert not file.exists()


@pytest.mark.parametrize(
    "hour", ["07:30", "mon-fri 07:30", "Mon-Fri  7:30", "mon,thu 18:00", "monthly 08:00"]
)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_beside_the_hour_chosen_stand_others(file: Path, hour: str, language: str):
    init(file, "--to", "ines@example.org", "--language", language, *ANSWERS, "--hour", hour)
    (line,) = (line for line in file.read_text("utf-8").splitlines() if line.startswith("at = "))
    others = [parse_when(when) for when in re.findall(r'"([^"]+)"', line.partition("#")[2])]
    assert len(others) == len(set(others)) == 3
    assert parse_when(hour) not in others


def test_every_option_that_is_wrong_or_missing_is_told_at_once_and_before_any_question(file: Path):
    wrong = ["--to", "me", "--smtp", "a b", "--hour", "25:00", "--feed", "nope", "--feed", "neither"]
    said = str(init(file, "--yes", "--no-test", *wrong).exception).splitlines()
    assert [line.partition(" ")[0] for line in said] == ["--to", "--smtp", "--feed", "--feed", "--hour"]
    said = str(init(file, "--hour", "25:00", "--to", "console").exception).splitlines()
    assert [line.partition(" ")[0] for line in said] == ["--hour", "--contact", "--name", "--words"]
    assert not file.exists()


def test_a_file_that_is_there_is_only_replaced_by_force_and_then_kept(file: Path):
    file.parent.mkdir()
    file.write_text("# mine")
    done = init(file, "--to", "console", "--contact", "a@example.org", *ANSWERS)
    assert "--force" in str(done.exception)
    assert file.read_text() == "# mine"
    init(file, "--to", "console", "--contact", "a@example.org", "--force", *ANSWERS)
    assert "console" in file.read_text()
    assert (file.parent / "veille.toml.old").read_text() == "# mine"
    assert {entry.name for entry in file.parent.iterdir()} == {"veille.toml", "veille.toml.old"}


class Inbox(Message):
    """Keeps what arrives."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: list[object] = []

    def handle_message(self, message: object) -> None:
        self.messages.append(message)


@pytest.fixture
def inbox() -> Iterator[tuple[Inbox, int]]:
    inbox = Inbox()
    with socket.create_server(("127.0.0.1", 0)) as free:  # the controller itself can't be given port 0
        port = free.getsockname()[1]
    server = Controller(inbox, hostname="127.0.0.1", port=port)
    server.start()
    yield inbox, port
    server.stop()


def test_the_channel_is_tried_by_a_message_that_arrives(file: Path, inbox: tuple[Inbox, int]):
    kept, port = inbox
    done = init(file, "--to", "ines@example.org", "--smtp", f"127.0.0.1:{port}", *ANSWERS[:1], *ANSWERS[2:])
    assert done.exit_code == 0, done.output
    assert "Essai remis" in done.output
    (message,) = kept.messages
    assert message["X-RcptTo"] == "ines@example.org"


def test_a_test_that_fails_says_why_leaves_the_file_and_ends_with_1(file: Path):
    done = init(file, "--to", "ines@example.org", "--smtp", "127.0.0.1:9", *ANSWERS[:1], *ANSWERS[2:])
    assert done.exit_code == 1
    assert "L'essai n'est pas parti" in done.output
    assert "veille say ines@example.org" in done.output
    assert file.exists()


def test_without_a_password_there_is_no_test_but_the_command_that_asks_for_it(file: Path):
    done = init(file, "--to", "ines@example.org", *ANSWERS[:1], *ANSWERS[2:])
    assert done.exit_code == 0
    assert "veille secret mail" in done.output


def test_a_feed_may_stand_on_this_machine_or_on_one_of_a_single_name_that_is_written_as_a_url(file: Path):
    feeds = ("localhost:8080/rss", "http://nas/rss", "[::1]/rss")
    given = [part for feed in feeds for part in ("--feed", feed)]
    done = init(file, "--to", "console", "--contact", "a@example.org", *ANSWERS[:4], *given)
    assert done.exit_code == 0, done.exception
    found = {source.options["url"] for source in config.load(file, environ={}).sources.values()}
    assert found == {"https://localhost:8080/rss", "http://nas/rss", "https://[::1]/rss"}


def test_a_password_that_is_missing_is_asked_for_before_the_next_steps_even_without_a_test(file: Path):
    said = init(file, "--to", "ines@example.org", *ANSWERS).output
    assert said.index("veille secret mail") < said.index("veille run")
    assert (
        "veille secret"
        not in init(file, "--to", "ines@example.org", "--force", *ANSWERS, VEILLE_SECRET_MAIL="x").output
    )


def test_a_piped_password_is_kept_as_a_secret(file: Path):
    done = init(file, "--to", "ines@example.org", "--password-stdin", *ANSWERS, given="hunter2\n")
    assert done.exit_code == 0, done.output
    assert (file.parent / "secrets/mail").read_text() == "hunter2\n"
    assert "hunter2" not in file.read_text() + done.output


def test_on_a_terminal_each_question_is_asked_and_a_wrong_answer_asked_again(file: Path, tmp_path: Path):
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "veille", "--config", str(file), "init", "--no-test"],
        stdin=follower,
        stdout=follower,
        stderr=follower,
        start_new_session=True,
        env={**os.environ, "LC_ALL": "fr_FR.UTF-8", "LANGUAGE": "", "PYTHONUTF8": "1", "TZ": "Etc/UTC"},
    )
    os.close(follower)
    dialogue = [
        ("Où vous écrire", "n'importe où"),
        ("ne va pas", "ines@example.org"),
        ("compte qui envoie", ""),
        ("serveur d'envoi", ""),
        ("mot de passe", "hunter2"),
        ("prénom", "Inès"),
        ("nom complet", "Gwenaëlle Le Goff"),
        ("distingue", "médiation, Brest"),
        ("Que cherchez-vous", "open data, !!"),
        ("ne va pas", "open data"),
        ("flux à suivre", "lwn.net/headlines/rss"),
        ("flux à suivre", ""),
        ("À quelle heure", ""),
        ("fuseau horaire", "Paris"),
        ("ne va pas", ""),
    ]
    shown, all_shown = "", ""
    try:
        for question, reply in dialogue:
            while question not in shown:
                shown += os.read(leader, 4096).decode()
            all_shown, shown = all_shown + shown, ""
            os.write(leader, f"{reply}\n".encode())
        while chunk := os.read(leader, 4096):
            all_shown += chunk.decode()
    except OSError:  # how Linux says that the other side was closed
        pass
    os.close(leader)
    assert process.wait(10) == 0, all_shown
    assert "hunter2" not in all_shown
    found = config.load(file, environ={})
    assert found.mail is not None and found.mail.password is not None
    assert found.mail.password.reveal() == "hunter2"
    assert set(found.rules) == {"open-data"}
    assert {name for name, source in found.sources.items() if not source.of} == {"lwn"}
    assert found.names["moi"].context == ("médiation", "Brest")
    assert "Nom rare" in all_shown
    assert "did you mean 'Europe/Paris'" in all_shown
    assert found.timezone.key == "Europe/Paris"


# Its parts


@pytest.mark.parametrize(
    ("given", "way"),
    [
        (" ines@example.org ", ("ines@example.org", "mail", "")),
        ("console", ("console", "console", "")),
        ("ntfys://topic", ("chat", "url", "")),
        ("/srv/page", ("page", "folder", "/srv/page")),
    ],
)
def test_where_to_write_is_understood_in_four_forms(given: str, way: tuple[str, str, str]):
    assert way_of(given) == way


def test_a_server_that_is_found_by_itself_is_not_written_and_another_is(file: Path):
    init(file, "--to", "ines@gmail.com", *ANSWERS)
    assert "smtp" not in tomllib.loads(file.read_text("utf-8"))["mail"]
    init(file, "--to", "ines@gmail.com", "--smtp", "relay.example.org:587", "--force", *ANSWERS)
    assert tomllib.loads(file.read_text("utf-8"))["mail"]["smtp"] == "relay.example.org:587"


@pytest.mark.parametrize(
    ("to", "more", "language", "words"),
    [
        ("ines@gmail.com", [], "fr", "Mots de passe des applications"),
        ("ines@gmail.com", [], "en", "then App passwords"),
        ("ines@outlook.fr", [], "fr", "Microsoft n'accepte plus de mot de passe"),
        ("ines@musee.example", ["--smtp", "smtp.office365.com:587"], "en", "Microsoft takes no password"),
        ("ines@proton.me", [], "fr", "Bridge"),
    ],
)
def test_where_a_plain_password_will_not_do_it_is_said_with_what_will(
    file: Path, to: str, more: list[str], language: str, words: str
):
    done = init(file, "--to", to, *more, "--language", language, *ANSWERS)
    assert done.exit_code == 0, done.output
    assert words in done.output


def test_nothing_is_said_of_passwords_where_one_will_do(file: Path):
    done = init(file, "--to", "ines@free.fr", *ANSWERS, VEILLE_SECRET_MAIL="x")
    assert "mot de passe" not in done.output


def test_a_language_that_veille_does_not_speak_is_refused(file: Path):
    done = init(file, "--to", "console", "--contact", "a@example.org", "--language", "xx", *ANSWERS)
    assert done.exit_code != 0 and not file.exists()
    assert "--language must be 'en' or 'fr'" in f"{done.output}{done.exception}"


def test_feeds_are_named_after_their_host_each_once():
    urls = [
        "https://www.lemonde.fr/rss",
        "https://blog.example.org/a",
        "https://example.org/b",
        "https://lemonde.fr/x",
    ]
    assert [name for name, _url in feed_names([*urls, urls[0]])] == [
        "lemonde",
        "example",
        "example-2",
        "lemonde-2",
    ]


def test_a_slug_is_a_bare_key():
    assert slug("Chargé·e de communication") == "chargee-de-communication"
    assert slug("日本") == ""


def test_what_is_written_is_quoted_as_toml_asks(tmp_path: Path):
    way = Way("console", "console", contact="a@example.org")
    answers = InitAnswers("en", "UTC", 'Zo"é\\', way, ('"open data"',), (), "07:30")
    document = tomllib.loads(draft(answers))
    assert document["veille"]["name"] == 'Zo"é\\'
    assert document["rule"]["open-data"]["any"] == ['"open data"']


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "fr:en"}, "fr"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANGUAGE": "fr_CA"}, "fr"),
        ({}, "en"),
    ],
)
def test_the_language_is_the_user_s(environ: dict[str, str], language: str):
    assert user_language(environ) == language


def test_a_name_to_watch_for_is_written_with_how_many_bear_it(file: Path):
    person = ["--person", "Jean  Martin", "--context", "cobots, Nantes"]
    done = init(file, "--to", "ines@example.org", *person, *ANSWERS)
    assert done.exit_code == 0, done.output
    assert "environ 4\u202f400 personnes de ce nom attendues en France (Insee" in done.output
    found = config.load(file, environ={"VEILLE_SECRET_MAIL": "x"}).names["moi"]
    assert (found.name, found.context, found.alert, found.you) == (
        "Jean Martin",
        ("cobots", "Nantes"),
        True,
        True,
    )


def test_a_name_that_is_none_is_refused(file: Path):
    done = init(file, "--to", "ines@example.org", "--person", "1234", *ANSWERS)
    assert done.exit_code == 1
    assert "--person must be a name" in str(done.exception)


# The time zone, on machines that say UTC


@pytest.mark.parametrize("machine", ["UTC", "Etc/UTC", "GMT", "Etc/GMT", "Zulu"])
def test_a_machine_at_utc_says_so_in_one_line_and_how_it_is_another(file: Path, machine: str):
    done = init(file, "--to", "console", "--contact", "a@example.org", *ANSWERS, TZ=machine)
    assert done.exit_code == 0, done.output
    said = [line for line in done.output.splitlines() if "--timezone" in line]
    assert said == [
        "Les heures sont en UTC, le fuseau de cette machine ; pour un autre :  --timezone Europe/Paris"
    ]
    assert config.load(file, environ={}).timezone.key == machine


@pytest.mark.parametrize(
    "machine", ["Europe/Paris", "America/Toronto", "Africa/Abidjan", "Atlantic/Reykjavik"]
)
def test_a_machine_that_says_where_it_is_is_believed(file: Path, machine: str):
    done = init(file, "--to", "console", "--contact", "a@example.org", *ANSWERS, TZ=machine)
    assert "--timezone" not in done.output
    assert config.load(file, environ={}).timezone.key == machine


def test_an_option_says_the_time_zone(file: Path):
    words = ["--to", "console", "--contact", "a@example.org", *ANSWERS]
    done = init(file, *words, "--timezone", "Indian/Reunion", TZ="UTC")
    assert "UTC" not in done.output
    assert config.load(file, environ={}).timezone.key == "Indian/Reunion"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Paris", "Europe/Paris"),
        ("europe/paris", "Europe/Paris"),
        ("Europe/Pari", "Europe/Paris"),
        ("new york", "America/New_York"),
        ("Europe", ""),
        ("", ""),
        ("../etc/passwd", ""),
        ("/etc/localtime", ""),
    ],
)
def test_what_is_no_time_zone_is_told_with_what_was_meant(file: Path, written: str, meant: str):
    words = ["--to", "console", "--contact", "a@example.org", *ANSWERS]
    done = init(file, *words, "--timezone", written)
    assert "--timezone is not a time zone" in str(done.exception)
    assert f"did you mean '{meant}" in str(done.exception) or not meant
    assert not file.exists()


@pytest.mark.parametrize(
    ("environ", "zone"),
    [
        ({"LANG": "fr_FR.UTF-8"}, "Europe/Paris"),
        ({"LANG": "fr_CA.UTF-8"}, "America/Toronto"),
        ({"LANG": "fr_BE@euro"}, "Europe/Brussels"),
        ({"LANG": "fr.UTF-8"}, "Europe/Paris"),
        ({"LANG": "C.UTF-8", "LC_TIME": "de_CH.UTF-8"}, "Europe/Zurich"),
        ({"LC_ALL": "en_GB.UTF-8", "LANG": "fr_FR.UTF-8"}, "Europe/London"),
        ({"LANG": "C.UTF-8", "LANGUAGE": "fr:en"}, "Europe/Paris"),
        ({"LANG": "fr_ZZ"}, "Europe/Paris"),
        ({"LANG": "C.UTF-8"}, ""),
        ({"LANG": "en"}, ""),
        ({}, ""),
    ],
)
def test_the_locale_says_which_time_zone_is_likely(environ: dict[str, str], zone: str):
    assert zones.suggested(environ) == zone


def test_every_zone_that_is_suggested_exists():
    assert not {*zones._COUNTRIES.values(), *zones._LANGUAGES.values()} - available_timezones()
