"""veille check says everything that is wrong, or what each line became, and shows no secret."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from veille.cli.check import WRONG, command, pace
from veille.cli.setting import Setting
from veille.config import secrets

# A module that Apprise imports, and whose own imports are not ours to mend.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

RIGHT = """
[veille]
timezone = "Europe/Paris"
to = "ines@example.org"
alert = "phone"
[mail]
user = "veille@example.org"
password = { secret = "mail" }
smtp = "smtp.example.org"
[channel.phone]
url = { secret = "phone" }
[channel.page]
folder = "page"
[digest.matin]
at = "mon-fri 07:30"
[digest.revue]
at = "fri 09:00"
to = ["equipe@example.org", "page"]
[rule.offres]
any = ["chargé de communication"]
and = ["Lyon"]
topic = "Offres"
alert = true
[rule.tout]
from = ["lwn"]
[source]
lwn = "https://lwn.net/headlines/rss"
[source.appels]
url = "https://appels.example/rss"
topic = "Appels"
alert = true
every = "6h"
baseline = false
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "veille.toml").write_text(RIGHT)
    secrets.write(tmp_path / "secrets", "mail", "hunter2")
    secrets.write(tmp_path / "secrets", "phone", "tgram://123456789:token_token_token/42")
    return tmp_path / "veille.toml"


def check(file: Path, *arguments: str) -> Result:
    return CliRunner().invoke(command, arguments, obj=Setting(file))


def test_a_right_file_is_told_line_by_line(file: Path):
    done = check(file)
    assert done.exit_code == 0, done.output
    for words in (
        str(file),
        "times of Europe/Paris, sites are told veille@example.org",
        "ines@example.org    mail by smtp.example.org:465 (TLS): matin, health, first letter",
        "phone               tgram (Apprise): alerts",
        f"page                pages in {file.parent / 'page'}: revue",
        "revue  next Fri ",
        " 09:00, to equipe@example.org, page",
        "offres  topic Offres · alert",
        "tout    topic tout · from lwn",
        "lwn     feed · lwn.net · every 30m",
        "appels  feed · appels.example · every 6h · topic Appels · alert · no baseline",
        "All is well.",
    ):
        assert words in done.output, words
    assert "charg" in done.output.split("offres  ")[1], "the rule's FTS5 query is shown"
    assert "hunter2" not in done.output
    assert "token" not in done.output


def test_it_speaks_the_language_of_the_configuration_and_json_is_the_same_in_all(file: Path):
    english = json.loads(check(file, "--json").output)
    file.write_text(RIGHT.replace("[veille]", '[veille]\nlanguage = "fr"', 1))
    done = check(file)
    assert done.exit_code == 0, done.output
    for words in (
        "heures de Europe/Paris, contact donné aux sites : veille@example.org",
        "Destinataires (",
        "ines@example.org    courriel par smtp.example.org:465 (TLS) : matin, pannes, première lettre",
        "revue  prochaine vendredi ",
        ", à equipe@example.org, page",
        "offres  sujet Offres · alerte",
        "lwn     feed · lwn.net · toutes les 30m",
        "Tout va bien.",
    ):
        assert words in done.output.replace("\u00a0", " "), words
    french = json.loads(check(file, "--json").output)
    assert french["recipients"] == english["recipients"]


@pytest.mark.parametrize(
    ("variable", "end"), [("fr_FR.UTF-8", "1 erreur. Rien ne tourne"), ("C", "1 problem. Nothing runs")]
)
def test_of_an_unreadable_file_it_speaks_the_user_s_language(
    file: Path, monkeypatch: pytest.MonkeyPatch, variable: str, end: str
):
    monkeypatch.setenv("LANGUAGE", "")
    monkeypatch.setenv("LC_ALL", variable)
    file.write_text("[veille\n")
    assert end in check(file).output


def test_json_holds_the_same_and_no_secret(file: Path):
    report = json.loads(check(file, "--json").output)
    assert report["ok"] is True
    assert [rule["name"] for rule in report["rules"]] == ["offres", "tout"]
    assert "AND" in report["rules"][0]["query"]
    assert report["sources"][1]["every"] == 21600
    assert report["digests"][0]["next"].endswith(("+01:00", "+02:00"))
    assert "hunter2" not in json.dumps(report)


def test_everything_wrong_is_told_at_once_and_ends_with_78(file: Path):
    file.write_text(RIGHT.replace("topic", "topci").replace('"phone"', '"phnoe"'))
    done = check(file)
    assert done.exit_code == 78
    assert (
        "wrong  veille.toml [veille]: 'alert' names a channel that does not exist, 'phnoe'; did you"
        in done.output
    )
    assert "wrong  veille.toml [rule.offres]: unknown option 'topci'; did you mean 'topic'?" in done.output
    assert "wrong  veille.toml [source.appels]: unknown option 'topci'" in done.output
    assert "the secret 'phnoe' is missing" in done.output
    assert "5 problems" in done.output


def test_what_is_wrong_is_told_in_json_too(file: Path):
    file.write_text("[veille\n")
    done = check(file, "--json")
    assert done.exit_code == 78
    report = json.loads(done.output)
    assert report["ok"] is False
    assert report["problems"][0]["file"] == "veille.toml"


def test_a_url_that_no_service_of_apprise_reads_is_told_without_being_shown(file: Path):
    secrets.write(file.parent / "secrets", "phone", "tgrm://123456789:token/42")
    done = check(file)
    assert done.exit_code == 78
    assert "wrong  veille.toml [channel.phone]: 'url' is none that Apprise can read" in done.output
    assert "token" not in done.output


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("tgrm://123456789:token/42", "'url' is none that Apprise can read"),
        ("xmpp://veille:token@chat.example/ines?mode=none", "'url' would go in clear"),
    ],
)
def test_a_url_that_cannot_be_used_is_told_with_all_else_that_is_wrong(file: Path, url: str, why: str):
    file.write_text(RIGHT.replace('any = ["chargé', 'ayn = ["chargé'))
    secrets.write(file.parent / "secrets", "phone", url)
    done = check(file)
    assert done.exit_code == 78
    assert f"wrong  veille.toml [channel.phone]: {why}" in done.output
    assert "wrong  veille.toml [rule.offres]: unknown option 'ayn'" in done.output
    assert done.output.index("[channel.phone]") < done.output.index("[rule.offres]"), "as in the file"
    assert "token" not in done.output


def test_a_file_that_is_not_there_ends_with_78_and_names_init(tmp_path: Path):
    done = check(tmp_path / "gone.toml")
    assert done.exit_code == 78
    assert "veille init" in done.output


def test_warnings_and_sources_that_cannot_run_are_told_and_end_with_0(file: Path):
    (file.parent / "plugins").mkdir(mode=0o755)
    (file.parent / "plugins/bad.py").write_text("import nowhere_at_all")
    (file.parent / "plugins/bad.py").chmod(0o644)
    file.write_text(RIGHT.replace('["lwn"]', '["lnw"]') + '[source.b]\nkind = "bad"\n')
    done = check(file)
    assert done.exit_code == 0
    assert (
        "warning  veille.toml [rule.tout]: 'from' names no source that exists, 'lnw'; did you mean 'lwn'?"
        in done.output
    )
    assert "the kind 'bad'" in done.output.split("Not running (1)")[1]
    assert "1 of its sources can't run" in done.output


def test_a_secret_for_the_service_alone_is_only_a_warning_here(file: Path):
    (file.parent / "secrets").chmod(0)
    if os.access(file.parent / "secrets/mail", os.R_OK):
        pytest.skip("this user may read everything")
    done = check(file)
    assert done.exit_code == 0
    assert "the secret 'mail' can't be read" in done.output


@pytest.mark.parametrize(
    ("seconds", "words"), [(1.5, "1.5s"), (90, "90s"), (1800, "30m"), (7200, "2h"), (86400, "1d")]
)
def test_a_pace_is_told_as_it_would_be_written(seconds: float, words: str):
    assert pace(seconds) == words


def test_what_is_wrong_is_said_in_the_configured_language(tmp_path: Path):
    file = tmp_path / "veille.toml"
    file.write_text(
        '[veille]\nlanguage = "fr"\nto = "ines@example.org"\nspacing = "bientôt"\n[source.s]\nulr = "https://a.example/"\n'
        '[rule.r]\nquery = "a AND (b"\n[source.t]\nkind = "jops"\n',
        "utf-8",
    )
    done = CliRunner().invoke(command, obj=Setting(file))
    assert done.exit_code == WRONG
    plain = done.output.replace("\u202f", " ").replace("\u00a0", " ").replace("’", "'")
    assert plain.splitlines() == [
        'erreur  veille.toml [veille] : “spacing” doit être une durée comme "30m", "6h" ou "400d"',
        "erreur  veille.toml [veille] : “to” est une adresse : on ne peut l'atteindre qu'avec une table [mail]",
        "erreur  veille.toml [veille] : “contact” manque : une adresse ou une URL, qui est donnée aux sites relevés",
        "erreur  veille.toml [rule.r] : “query” est illisible : cette parenthèse n'est pas fermée"
        " (caractère 7 : a AND ▸(b)",
        "erreur  veille.toml [source.s] : “url” manque",
        "erreur  veille.toml [source.s] : option inconnue “ulr” ; vouliez-vous dire “url” ?",
        "erreur  veille.toml [source.t] : il n'y a pas de type “jops” ; vouliez-vous dire “jobs” ?",
        "",
        "7 erreurs. Rien ne tourne sur ce fichier avant correction.",
    ]
    told = json.loads(CliRunner().invoke(command, ["--json"], obj=Setting(file)).output)["problems"]
    assert told[0] == {
        "file": "veille.toml",
        "table": "veille",
        "message": '\'spacing\' must be a duration such as "30m", "6h" or "400d"',
    }, "programs read English"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "[veille\n",
            "erreur  veille.toml : ligne 1, colonne 8 : expected ']' at the end of a table declaration",
        ),
        (
            "[veille]\n[veille]\n",
            "erreur  veille.toml : ligne 2, colonne 8 : cette table ou cette clé y est pour la seconde fois",
        ),
        ('a = "', "erreur  veille.toml : fin du fichier : unterminated string"),
    ],
)
def test_a_file_that_is_not_toml_is_told_with_the_place_in_the_user_s_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, said: str
):
    file = tmp_path / "veille.toml"
    file.write_text(text, "utf-8")
    monkeypatch.setenv("LANGUAGE", "fr")
    done = CliRunner().invoke(command, obj=Setting(file))
    assert done.exit_code == WRONG
    assert done.output.splitlines()[0].replace("\u00a0", " ").replace("’", "'") == said
