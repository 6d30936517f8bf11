"""The files become a whole configuration, or everything that is wrong with them, each with its place."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import fields
from pathlib import Path
from types import MappingProxyType

import pytest

from veille import config, options, plugins
from veille.config import model, reading, secrets
from veille.config.mailhosts import MailHost
from veille.config.model import Channel, Config, MailAccount
from veille.config.when import When
from veille.errors import ConfigError
from veille.model import OAuth, Rule, Secret
from veille.source import hooks

ROOT = Path(__file__).parent.parent.parent
HEAD = '[veille]\nto = "console"\ncontact = "ines@example.org"\n[channel.console]\nconsole = true\n'
MAIL = (
    '[veille]\nto = "ines@example.org"\n[mail]\nuser = "v@example.org"\nsmtp = "localhost:25"\ntls = "none"\n'
)
NOTHING: Mapping[str, str] = MappingProxyType({"HOME": "/home/ines", "TZ": "Europe/Paris"})
Load = Callable[..., Config]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Write veille.toml, and files beside it, and load them."""

    def load(text: str, *, environ: Mapping[str, str] = NOTHING, **beside: str) -> Config:
        (tmp_path / "veille.toml").write_text(text, "utf-8")
        for name, more in beside.items():
            (tmp_path / "veille.d").mkdir(exist_ok=True)
            (tmp_path / "veille.d" / f"{name}.toml").write_text(more, "utf-8")
        return config.load(tmp_path / "veille.toml", environ=environ)

    return load


@pytest.fixture
def wrong(load: Load) -> Callable[..., list[str]]:
    def wrong(text: str, **beside: str) -> list[str]:
        with pytest.raises(ConfigError) as caught:
            load(text, **beside)
        return [str(problem) for problem in caught.value.problems]

    return wrong


# What becomes of a right file


def test_the_shortest_file_has_every_default(load: Load, tmp_path: Path):
    found = load(HEAD)
    assert found.to == found.alert == found.health == ("console",)
    assert found.channels == {"console": Channel("console", console=True)}
    assert found.digests["digest"].at == When(7, 30)
    assert found.digests["digest"].to == ("console",)
    assert found.state == Path("/home/ines/.local/state/veille")
    assert found.timezone.key == "Europe/Paris"
    assert (found.language, found.name, found.spacing, found.mail) == ("en", "", 1.0, None)
    assert found.files == (tmp_path / "veille.toml",)
    assert any("nothing is watched" in str(warning) for warning in found.warnings)


def test_a_feed_is_one_line(load: Load):
    found = load(HEAD + '[source]\nlwn = "https://LWN.net/headlines/rss"\n').sources["lwn"]
    assert (found.kind, found.every, found.baseline, found.lan) == ("feed", 1800.0, True, False)
    assert found.hosts == frozenset({"lwn.net"})
    assert found.options == {"url": "https://LWN.net/headlines/rss"}
    assert found.source.url == "https://LWN.net/headlines/rss"


def test_a_source_has_its_own_pace_topic_and_login(load: Load, tmp_path: Path):
    secrets.write(tmp_path / "secrets", "intranet", "hunter2")
    found = load(
        HEAD
        + '[source.intranet]\nurl = "https://intranet.lan/rss"\ntopic = "Nous"\nalert = true\nevery = "2h"\n'
        'baseline = false\nlan = true\noutlet = "L\'intranet"\n'
        'login = { user = "ines", password = { secret = "intranet" } }\n'
    )
    source = found.sources["intranet"]
    assert (source.topic, source.alert, source.every, source.outlet) == ("Nous", True, 7200.0, "L'intranet")
    assert source.login is not None and source.login.password is not None
    assert source.login.password.reveal() == "hunter2"
    assert source.login_host == "intranet.lan"
    assert found.secrets == (Secret("intranet", "hunter2"),)
    assert "hunter2" not in repr(found)


def test_a_rule_has_its_own_name_for_a_topic(load: Load):
    found = load(
        HEAD + '[rule.r]\nany = ["a"]\nand = ["b"]\nnot = ["c"]\n[rule.q]\nquery = "a OR b"\ntopic = "T"\n'
    )
    assert found.rules["r"] == Rule("r", ("a",), ("b",), ("c",), topic="r")
    assert found.rules["q"] == Rule("q", query="a OR b", topic="T")


@pytest.mark.parametrize(
    ("smtp", "expected"),
    [
        ('"smtp.example.org"', ("smtp.example.org", 465, "tls")),
        ('"smtp.example.org:465"', ("smtp.example.org", 465, "tls")),
        ('"smtp.example.org:587"', ("smtp.example.org", 587, "starttls")),
        ('"smtp.example.org"\ntls = "starttls"', ("smtp.example.org", 587, "starttls")),
        ('"[::1]:2525"\ntls = "none"', ("::1", 2525, "none")),
        ('"localhost"\ntls = "none"', ("localhost", 25, "none")),
    ],
)
def test_ports_and_tls_follow_each_other(
    load: Load, tmp_path: Path, smtp: str, expected: tuple[str, int, str]
):
    secrets.write(tmp_path / "secrets", "mail", "x")
    text = f'[veille]\nto = "i@example.org"\n[mail]\nuser = "v@example.org"\npassword = {{ secret = "mail" }}\nsmtp = {smtp}'
    found = load(text)
    assert found.mail is not None
    assert found.mail.server == MailHost(*expected)
    assert (found.mail.user, found.mail.password) == ("v@example.org", Secret("mail", "x"))
    assert found.contact == "v@example.org"


def test_without_smtp_the_server_is_found_later(load: Load, tmp_path: Path):
    secrets.write(tmp_path / "secrets", "mail", "x")
    found = load(
        f'{HEAD}[mail]\nuser = "inès@musée.example"\npassword = {{ secret = "mail" }}\ntls = "starttls"'
    )
    assert found.mail == MailAccount("inès@musée.example", password=Secret("mail", "x"), tls="starttls")


def test_a_login_by_oauth_needs_no_password(load: Load, tmp_path: Path):
    secrets.write(tmp_path / "secrets", "mail", "granted")
    found = load(
        f'{HEAD}[mail]\nuser = "v@musee.example"\noauth = "microsoft"\nclient = "c"\ntoken = {{ secret = "mail" }}'
    )
    assert found.mail is not None and found.mail.password is None
    assert found.mail.login == OAuth("microsoft", "c", Secret("mail", "granted"))
    assert not [warning for warning in found.warnings if warning.table == "mail"]


@pytest.mark.parametrize(
    ("user", "password", "warned"),
    [
        ("v@gmail.com", "hunter2", "app password"),
        ("v@gmail.com", "abcd efgh ijkl mnop", ""),
        ("v@outlook.com", "abcdefghijklmnop", "oauth = "),
        ("v@example.org", "hunter2", ""),
        ("v@icloud.com", "abcd-efgh-ijkl-mnop", ""),
    ],
)
def test_a_plain_password_is_warned_of_where_the_provider_takes_none(
    load: Load, tmp_path: Path, user: str, password: str, warned: str
):
    secrets.write(tmp_path / "secrets", "mail", password)
    found = load(f'{HEAD}[mail]\nuser = "{user}"\npassword = {{ secret = "mail" }}')
    assert [warned in str(problem.why) for problem in found.warnings if problem.table == "mail"] == [
        True
    ] * bool(warned)
    assert password not in "".join(map(str, found.warnings))


def test_without_a_general_to_that_of_the_digests_hears_of_alerts_and_failures(load: Load):
    found = load(HEAD.replace('to = "console"\n', "") + '[digest.d]\nat = "07:30"\nto = "console"\n')
    assert found.to == found.alert == found.health == ("console",)


def test_an_address_is_one_recipient_however_its_domain_is_written(load: Load):
    given = '["ines@example.org", "ines@Example.ORG", "Ines@Example.Org"]'
    found = load(MAIL.replace('"ines@example.org"', given) + f"[digest.soir]\nat = '18:00'\nto = {given}")
    # RFC 5321 §2.4: only the domain is the same in capitals; what stands before is the server's own.
    assert found.to == found.digests["soir"].to == ("ines@example.org", "Ines@example.org")


def test_what_stands_in_veille_d_is_read_too(load: Load):
    found = load(
        HEAD + '[source]\na = "https://a.example/"\n',
        added='[source]\nb = "https://b.example/"\n[source.c]\nurl = "https://c.example/"\n',
        rules='[rule.r]\nany = ["x"]\n',
    )
    assert set(found.sources) == {"a", "b", "c"}
    assert set(found.rules) == {"r"}
    assert [file.name for file in found.files] == ["veille.toml", "added.toml", "rules.toml"]


def test_a_kind_that_does_not_load_stops_only_its_own_sources(load: Load, tmp_path: Path):
    (tmp_path / "plugins").mkdir(mode=0o755)
    (tmp_path / "plugins/bad.py").write_text("import nowhere_at_all")
    (tmp_path / "plugins/bad.py").chmod(0o644)
    found = load(HEAD + '[source.b]\nkind = "bad"\nx = 1\n[source]\na = "https://a.example/"\n')
    assert set(found.sources) == {"a"}
    assert "No module named 'nowhere_at_all'" in str(found.broken["b"])


def test_a_kind_may_not_take_a_key_that_every_source_has(load: Load, tmp_path: Path):
    (tmp_path / "plugins").mkdir(mode=0o755)
    (tmp_path / "plugins/odd.py").write_text(
        "from dataclasses import dataclass\n@dataclass(frozen=True)\nclass Source:\n    every: int = 1\n"
        "    async def poll(self, web, cursor): ...\n"
    )
    (tmp_path / "plugins/odd.py").chmod(0o644)
    assert "an option 'every', which every source has already" in str(
        load(HEAD + '[source.o]\nkind = "odd"\n').broken["o"]
    )


def test_options_change_a_source_s_digest_and_nothing_else_does(load: Load):
    def digest(more: str, url: str = "https://a.example/") -> str:
        return load(HEAD + f'[source.a]\nurl = "{url}"\n{more}').sources["a"].digest

    assert digest("") == digest('topic = "T"\nevery = "2h"\nkind = "feed"')
    assert digest("") != digest("", "https://a.example/2")


def test_the_state_stands_where_the_service_says_unless_the_file_does(load: Load, tmp_path: Path):
    service = {**NOTHING, "STATE_DIRECTORY": "/var/lib/veille:/other"}
    assert load(HEAD, environ=service).state == Path("/var/lib/veille")
    written = HEAD.replace("[veille]\n", '[veille]\nstate = "here"\n')
    assert load(written, environ=service).state == tmp_path / "here"
    assert config.read_state(tmp_path / "veille.toml", environ=service) == tmp_path / "here"


def test_the_state_of_the_system_s_own_file_is_found_without_the_service_s_environment():
    from veille.config.reading import SYSTEM, state_folder

    assert state_folder(SYSTEM, "", NOTHING) == Path("/var/lib/veille")


def test_reading_commands_find_the_state_without_pydantic(tmp_path: Path):
    (tmp_path / "veille.toml").write_text(HEAD)
    code = (
        "import sys; from pathlib import Path; from veille import config; "
        f"print(config.read_state(Path({str(tmp_path / 'veille.toml')!r}))); "
        "sys.exit('pydantic' in sys.modules or 'structlog' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("veille")


def test_commands_beside_the_daemon_need_no_secret(load: Load, tmp_path: Path):
    (tmp_path / "veille.toml").write_text(HEAD + '[channel.phone]\nurl = { secret = "phone" }\n')
    found = config.load(tmp_path / "veille.toml", secrets=False, environ=NOTHING)
    assert found.channels["phone"].url == Secret("phone", "")


# Where the file is


def test_the_file_is_looked_for_in_the_order_that_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    home = tmp_path / "home/.config/veille"
    home.mkdir(parents=True)
    environ = {"HOME": str(tmp_path / "home")}
    (home / "veille.toml").write_text("")
    assert config.find_file(None, environ=environ) == home / "veille.toml"
    (tmp_path / "veille.toml").write_text("")
    assert config.find_file(None, environ=environ) == tmp_path / "veille.toml"
    (tmp_path / "other.toml").write_text("")
    environ["VEILLE_CONFIG"] = str(tmp_path / "other.toml")
    assert config.find_file(None, environ=environ) == tmp_path / "other.toml"
    assert config.find_file(Path("veille.toml"), environ=environ) == tmp_path / "veille.toml"


def test_no_file_at_all_says_where_it_was_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(
        ConfigError, match=r"not found in \./veille\.toml, .*/etc/veille/veille\.toml: run  veille init"
    ):
        config.find_file(None, environ={"HOME": str(tmp_path)}, system=tmp_path / "etc/veille/veille.toml")
    with pytest.raises(ConfigError, match=r"gone\.toml: there is no such file"):
        config.find_file(Path("gone.toml"), environ={})


def test_a_file_that_one_may_not_read_says_how_one_may(tmp_path: Path):
    (tmp_path / "veille.toml").write_text(HEAD)
    (tmp_path / "veille.toml").chmod(0)
    if os.access(tmp_path / "veille.toml", os.R_OK):
        pytest.skip("this user may read everything: tests/test_fresh_machines.py tries what root alone can")
    with pytest.raises(ConfigError, match=r"its own owner may not read .*veille\.toml: run  chmod u\+r "):
        config.load(tmp_path / "veille.toml")


# What is wrong, each with its place


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[veille\n", "veille.toml: line 1, column 8: expected ']' at the end of a table declaration"),
        ("[veille]\nto 3\n", "veille.toml: line 2, column 4: expected '=' after a key in a key/value pair"),
        (
            '[veille]\nto = "x"\nto = "y"\n',
            "veille.toml: line 3, column 9: this table or key stands here for the second time",
        ),
        ("[veille]\n[veille]\n", "stands here for the second time"),
        ("[veille]\nto = '", "veille.toml: the end of the file: "),
        ("x = " + "[" * 5000, "veille.toml: is nested too deeply to be read"),
    ],
)
def test_wrong_toml_is_told_with_its_line(wrong: Callable[..., list[str]], text: str, sentence: str):
    (found,) = wrong(text)
    assert sentence in found


def test_a_file_in_another_encoding_is_told_with_its_line(tmp_path: Path):
    (tmp_path / "veille.toml").write_bytes(b'[veille]\nname = "In\xe8s"\n')
    with pytest.raises(ConfigError, match=r"line 2 is not UTF-8 text"):
        config.load(tmp_path / "veille.toml")


def test_a_byte_order_mark_is_no_mistake(load: Load):
    assert load("\ufeff" + HEAD).to == ("console",)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        # unknown keys and tables
        ("[mial]\nx = 1", "veille.toml: unknown table [mial]; did you mean 'mail'?"),
        ("[person.moi]\ntopic = 'x'", "[person.moi]: must have  name = …  or a list of  people = […]"),
        (
            "[person.moi]\nname = 'Inès M'\norcid = '0000-0002-1825-0098'",
            "'orcid' is not an ORCID iD that exists",
        ),
        ("[person.moi]\nname = 'Inès M'\nalso = ['']", "'also' holds an empty text"),
        (
            "[person.moi]\nname = 'Inès M'\nmine = ['my page']",
            "'mine' holds what is neither a host nor an address",
        ),
        ("[company.a]\nname = 'Acme'\nsiren = '123456789'", "'siren' is not a SIREN that exists"),
        (
            "[company.a]\nname = 'Acme'\npages = ['equipe']",
            "[company.a]: 'pages' must be a URL that begins with",
        ),
        (
            "[company.a]\nname = 'Acme'\ncareers = 'jobs'",
            "[company.a]: 'careers' must be a URL that begins with",
        ),
        (
            "[search]\nbrave = { key = { secret = 'brave' }, budget = 'lots' }\n[person.moi]\nname = 'Inès M'",
            "'brave.budget' must be a number a month such as",
        ),
        ("[source.lwn]\nulr = 'x'", "veille.toml [source.lwn]: unknown option 'ulr'; did you mean 'url'?"),
        ("[source.lwn]\nurl='https://a.example'\ntopci='x'", "unknown option 'topci'; did you mean 'topic'?"),
        ("[rule.r]\nany=['x']\nurgent=true", "veille.toml [rule.r]: 'urgent' passes quiet hours: it needs"),
        (
            "[channel.p]\nconsole=true\nquiet='night'",
            "veille.toml [channel.p]: 'quiet' must be two hours such as",
        ),
        ("[channel.p]\nconsole=true\nquiet='07:00-07:00'", "'quiet' starts when it ends"),
        (
            "[channel.p]\nconsole=true\naddress='https://a.example'",
            "'address' is where a folder is published: it needs",
        ),
        ("[channel.p]\nfolder='x'\naddress='a.example'", "'address' must be a URL that begins with https://"),
        ("[channel.p]\nfolder='x'\naddress='https://a.example/?p=1'", "'address' must be a folder's URL"),
        ("[channel.p]\nconsole=true\nflood='many'", "'flood' must be a number an hour such as"),
        (
            "[digest.d]\nat='07:30'\nnames=['x']",
            "veille.toml [digest.d]: 'names' holds what is no [person.NAME]",
        ),
        # tables where values stand, and the reverse
        ("[[source]]\nurl='x'", "veille.toml: 'source' must be a table: write [source.NAME]"),
        (
            "[source]\nx = 3",
            'veille.toml [source.x]: must be a table: write x = "https://…" under [source], or',
        ),
        (
            "[rule]\nany = ['x']",
            "veille.toml [rule.any]: must be a table: write [rule.any] and its options below",
        ),
        # names
        ("[channel.'a@b']\nconsole=true", "has a name with an @, which would be taken for an address"),
        ("[source.'a*']\nurl='https://a.example'", "has a name that can't be used"),
        # rules
        (
            "[rule.r]\ntopic='x'",
            "veille.toml [rule.r]: must have at least one of 'any', 'and', 'query', 'names' and 'from'",
        ),
        ("[rule.r]\nany=['x']\nquery='x'", "veille.toml [rule.r]: 'query' says it all"),
        ("[rule.r]\nany='x'", "veille.toml [rule.r]: 'any' must be a list, in [ ], such as [\"open data\""),
        ("[rule.r]\nquery='a AND'", "veille.toml [rule.r]: 'query' can't be read: "),
        ("[rule.r]\nquery='a AND ) b'", "(sign 7: a AND ▸) b)"),
        ("[rule.r]\nany=['!!']", "veille.toml [rule.r]: '!!' has no letter or digit"),
        ("[rule.r]\nfrom=['x']\nnot=['+']", "veille.toml [rule.r]: '+' has no letter or digit"),
        ("[rule.r]\nfrom=['x']\nnot=['stage', '…']", "(sign 1: ▸…), in 'not'"),
        ("[rule.r]\nany=['x']\nand=['y', '!']", "(sign 1: ▸!), in 'and'"),
        ("[rule.r]\nnot=['x']\nfrom=['*']\nquery='a'", "'query' says it all"),
        ("[rule.r]\nquery='a OU b'", "did you mean OR"),
        # recipients
        (
            "[digest.d]\nat='07:30'\nto='consol'",
            "'to' names a channel that does not exist, 'consol'; did you mean 'console'?",
        ),
        (
            "[digest.d]\nat='07:30'\nto='a@b.c'",
            "'to' is an address: it can only be reached with a [mail] table",
        ),
        ("[digest.d]\nat='07:30'\nto='a@b@c'", "veille.toml [digest.d]: 'to' is not an e-mail address"),
        (
            "[digest.d]\nat='07:30'\nto='tgram://x/y'",
            "'to' holds a URL: make it the 'url' of a [channel.NAME]",
        ),
        # channels
        (
            "[channel.p]",
            "veille.toml [channel.p]: must have exactly one of 'url', 'folder' and 'console = true'",
        ),
        ("[channel.p]\nfolder='x'\nconsole=true", "must have exactly one of"),
        ("[channel.p]\nurl='x'", "veille.toml [channel.p]: 'url' must be an Apprise URL"),
        ("[channel.p]\nurl={ secret = 'phone' }", "the secret 'phone' is missing: run  veille secret phone"),
        # sources
        ("[source.x]\nkind='fede'", "veille.toml [source.x]: there is no kind 'fede'; did you mean 'feed'?"),
        (
            "[source]\nx='lwn.net/rss'",
            "veille.toml [source.x]: 'url' must be a URL that begins with https://",
        ),
        ("[source]\nx='feed://lwn.net/rss'", "'url' must begin with https:// (feed://"),
        ("[source]\nx='https://lwn.net/a b'", "'url' is not a URL: there is a blank in it"),
        ("[source]\nx='https://[::1/rss'", "'url' is not a URL that can be read"),
        ("[source]\nx='https://u:p@lwn.net/'", "'url' holds a password: write  login = {"),
        ("[source.x]\nurl='https://a.example'\nalert=true", "'alert' needs a 'topic' beside it"),
        ("[source.x]\nurl='https://a.example'\nevery='0m'", "'every' must be more than nothing"),
        ("[source.x]\nurl='https://a.example'\nevery='soon'", "'every' must be a duration such as"),
        ("[source.x]\nurl='https://a.example'\nevery=30", "'every' must be text, in quotes, such as \"30m\""),
        ("[source.x]\nurl='https://a.example'\nlogin={user='x'}", "'login' must be { user = …, password"),
        (
            "[source.x]\nurl='https://a.example'\nlogin={user='x',password='hunter2'}",
            "'login.password' must be a secret",
        ),
        # digests
        ("[digest.d]", "veille.toml [digest.d]: 'at' is missing"),
        ("[digest.d]\nat='lun 07:30'", "veille.toml [digest.d]: 'at' names a day that is none of mon, tue"),
        ("[digest.d]\nat='07:30'\nmax=0", "veille.toml [digest.d]: 'max' must be 1 or more"),
        ("[digest.d]\nat='07:30'\ntopics=['', 'a']", "veille.toml [digest.d]: 'topics' holds an empty name"),
        ("[digest.d]\nat='25:00'", "veille.toml [digest.d]: 'at' has no such hour in a day"),
        # mail
        ("[mail]\nuser='v@example.org'", "veille.toml [mail]: 'password' is missing"),
        ("[mail]\nuser='v@example.org'\ntls='none'", "'tls' may be \"none\" only where 'smtp' is"),
        ("[mail]\nuser='v..x@example.org'", "veille.toml [mail]: 'user' is not an e-mail address"),
        ("[mail]\nuser='v@exa\\u0301-.org'", "veille.toml [mail]: 'user' is not an e-mail address"),
        (
            '[mail]\nuser="v@example.org"\nfrom="Me\\r\\nBcc: x <v@example.org>"',
            "'from' must be one line of text",
        ),
        ("[mail]\nuser='v@example.org'\noauth='microsoft'", "'client' is missing"),
        ("[mail]\nuser='v@example.org'\noauth='google'\nclient='x'", "'client_secret' is missing"),
        (
            "[mail]\nuser='v@example.org'\noauth='microsoft'\nclient='x'",
            "'token' is missing: write  token = {",
        ),
        ("[mail]\nuser='v@example.org'\nclient='x'", "'client' is of a login by OAuth"),
        ("[mail]\nuser='v@example.org'\noauth='apple'", "'oauth' must be 'microsoft', 'google'"),
        ("[mail]\nuser='v'\nsmtp='localhost'", "veille.toml [mail]: 'user' is not an e-mail address"),
        ("[mail]\nuser='v@example.org'\nsmtp='http://x'", "'smtp' must be a host, or \"host:port\""),
        (
            "[mail]\nuser='v@example.org'\nsmtp='x.example'",
            "'password' is missing: write  password = { secret =",
        ),
        (
            "[mail]\nuser='v@example.org'\nsmtp='x.example'\ntls='none'",
            "'tls' may be \"none\" only where 'smtp' is",
        ),
        ("[mail]\nuser='v@example.org'\nsmtp='localhost'\nfrom='Me'", "'from' is not an e-mail address"),
    ],
)
def test_what_is_wrong_is_told_in_words(wrong: Callable[..., list[str]], more: str, sentence: str):
    found = wrong(HEAD + more)
    assert any(sentence in problem for problem in found), found
    assert not any("hunter2" in problem for problem in found)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (
            "timezone = 'Europe/Pari'",
            "'timezone' is not a time zone such as \"Europe/Paris\"; did you mean 'Europe/Paris'?",
        ),
        ("timezone = '../etc/passwd'", "'timezone' is not a time zone"),
        ("language = 'de'", "'language' must be 'en' or 'fr'"),
        ("spacing = '1'", "'spacing' must be a duration"),
        ("proxy = 'socks://x'", "'proxy' must be a URL that begins with https:// or http://"),
        ("plugins = 'nowhere'", "'plugins' is no folder: "),
        ("alert = ['console', 'phnoe']", "'alert' names a channel that does not exist, 'phnoe'"),
    ],
)
def test_what_is_wrong_in_the_head_is_told(wrong: Callable[..., list[str]], line: str, sentence: str):
    (found,) = wrong(HEAD.replace("[veille]\n", f"[veille]\n{line}\n"))
    assert found.startswith(f"veille.toml [veille]: {sentence}")


def test_a_key_outside_of_every_table_is_told(wrong: Callable[..., list[str]]):
    assert wrong("language = 'fr'\n" + HEAD) == [
        "veille.toml: 'language' stands outside of every table: put it below [veille], or where it belongs"
    ]


def test_an_empty_file_says_what_it_needs(wrong: Callable[..., list[str]]):
    assert wrong("") == [
        "veille.toml [veille]: 'to' is missing: an address, a channel, or a list of them",
        "veille.toml [veille]: 'contact' is missing: an address or a URL, which the sites that are polled are told",
    ]


def test_everything_wrong_is_told_at_once_in_the_order_of_the_file(wrong: Callable[..., list[str]]):
    found = wrong(
        '[veille]\nlangage = "fr"\nto = "phnoe"\ncontact = "x"\n[channel.phone]\nurl = { secret = "phone" }\n'
        '[rule.r]\nquery = "a AND"\n[source]\na = "https://a.example/"\nb = "https://a.example/"\n[source.c]\nulr = "x"\n'
    )
    places = [problem.partition(":")[0] for problem in found]
    assert places == [
        "veille.toml [veille]",
        "veille.toml [veille]",
        "veille.toml [veille]",
        "veille.toml [channel.phone]",
        "veille.toml [rule.r]",
        "veille.toml [source.b]",
        "veille.toml [source.c]",
        "veille.toml [source.c]",
    ]


def test_two_sources_of_one_kind_and_the_same_options_are_an_error_that_names_both(
    wrong: Callable[..., list[str]],
):
    same = '[source]\na = "https://a.example/"\n[source.b]\nurl = "https://a.example/"\ntopic = "T"\n'
    assert wrong(HEAD + same) == [
        "veille.toml [source.b]: is the same as [source.a] of veille.toml: same kind, same options"
    ]


def test_a_table_that_stands_in_two_files_is_an_error_that_names_both(wrong: Callable[..., list[str]]):
    found = wrong(
        HEAD + '[source]\na = "https://a.example/"\n',
        added='[veille]\nlanguage = "fr"\n[source.a]\nurl = "https://b.example/"\n',
    )
    assert found == [
        "veille.d/added.toml [veille]: stands in veille.toml as well: one of the two must go",
        "veille.d/added.toml [source.a]: stands in veille.toml as well: one of the two must go",
    ]


def test_a_problem_in_another_file_names_that_file(wrong: Callable[..., list[str]]):
    assert wrong(HEAD, added="[source.x]\nulr = 'x'\n")[0].startswith("veille.d/added.toml [source.x]: ")
    assert wrong(HEAD, added="[source.x\n") == [
        "veille.d/added.toml: line 1, column 10: expected ']' at the end of a table declaration"
    ]


def test_a_secret_that_others_can_read_is_an_error(wrong: Callable[..., list[str]], tmp_path: Path):
    secrets.write(tmp_path / "secrets", "phone", "ntfys://hunter2").chmod(0o644)
    (found,) = wrong(HEAD + "[channel.p]\nurl = { secret = 'phone' }")
    assert "the secret 'phone' may be read by others" in found
    assert "hunter2" not in found


# What is worth a word


@pytest.mark.parametrize(
    ("more", "warning"),
    [
        ("[rule.r]\nany=['x']\nfrom=['press-*']", "'from' names no source that exists, 'press-*'"),
        ("[channel.p]\nurl='ntfys://topic'", "'url' stands in the file: if it holds a password"),
        ("[source.x]\nurl='https://a.example'\nevery='5s'", "'every' is under a minute"),
        ("[source]\nx='https://a.example'", "no source has a topic: nothing can match"),
        (
            "[rule.r]\nany=['x']\ntopic='Secteur'\n[digest.d]\nat='07:30'\ntopics=['Secteurs']",
            "[digest.d]: 'topics' names what no rule or source has as its topic, 'Secteurs'; did you mean 'Secteur'?",
        ),
    ],
)
def test_what_may_be_meant_but_is_odd_is_a_warning(load: Load, more: str, warning: str):
    assert any(warning in str(problem) for problem in load(HEAD + more).warnings)


@pytest.mark.parametrize(
    ("zone", "hour", "odd"),
    [
        ("Europe/Paris", "02:00", True),
        ("Europe/Paris", "sun 02:59", True),
        ("Europe/Paris", "03:00", False),
        ("Europe/Paris", "01:59", False),
        ("Europe/London", "01:30", True),
        ("UTC", "02:30", False),
    ],
)
def test_an_hour_that_the_clocks_skip_or_repeat_is_a_warning(load: Load, zone: str, hour: str, odd: bool):
    head = HEAD.replace("[veille]", f'[veille]\ntimezone = "{zone}"')
    warnings = load(f"{head}[digest.d]\nat='{hour}'\n").warnings
    assert (
        any("'at' is an hour that the clocks skip or repeat" in str(warning) for warning in warnings) is odd
    )


@pytest.mark.parametrize(
    ("rest", "untold"),
    [
        ("[digest.d]\nat='07:30'\ntopics=['Livre']", ["[rule.r]", "[source.s]"]),
        ("[digest.d]\nat='07:30'\ntopics=['Livre']\n[digest.e]\nat='fri 09:00'", []),
        ("[digest.d]\nat='07:30'\ntopics=['Livre', 'Nous']", ["[source.s]"]),
    ],
)
def test_a_topic_that_no_digest_takes_is_warned_of_unless_all_of_it_alerts(
    load: Load, rest: str, untold: list[str]
):
    text = (
        "[rule.r]\nany=['x']\ntopic='Nous'\n[rule.l]\nany=['y']\ntopic='Livre'\n"
        "[rule.o]\nany=['z']\ntopic='Offres'\nalert=true\n"
        "[source.s]\nurl='https://a.example'\ntopic='Appels'\n"
        "[source.t]\nurl='https://b.example'\ntopic='Appels'\nalert=true\n"
    )
    warned = [
        str(warning) for warning in load(HEAD + text + rest).warnings if "told to nobody" in str(warning)
    ]
    assert sorted(warning.split(" ")[1].rstrip(":") for warning in warned) == untold


def test_a_digest_has_its_topics_in_order_its_size_and_its_title(load: Load):
    text = "[digest.d]\nat='fri 09:00'\ntopics=['B', 'A', 'B']\nmax=12\ntitle='Revue de presse Acme'\n"
    found = load(HEAD + text + "[digest.e]\nat='07:30'\n").digests
    assert (found["d"].topics, found["d"].max, found["d"].title) == (("B", "A"), 12, "Revue de presse Acme")
    assert (found["e"].topics, found["e"].max, found["e"].title) == ((), 25, "")


def test_the_topic_of_a_source_is_known_to_a_digest(load: Load):
    more = "[source.x]\nurl='https://a.example'\ntopic='Appels'\n[digest.d]\nat='07:30'\ntopics=['Appels']"
    assert load(HEAD + more).warnings == ()


def test_a_glob_that_meets_a_source_is_no_warning(load: Load):
    more = "[rule.r]\nany=['x']\nfrom=['pres*']\n[source]\npresse='https://a.example'"
    assert load(HEAD + more).warnings == ()


# The example


def test_the_example_loads_with_its_secrets_and_no_warning(tmp_path: Path):
    (tmp_path / "veille.toml").write_bytes((ROOT / "config.example.toml").read_bytes())
    environ = {
        **NOTHING,
        "VEILLE_SECRET_MAIL": "x",
        "VEILLE_SECRET_PHONE": "tgram://123456789:token/42",
        "VEILLE_SECRET_INTRANET": "x",
        "VEILLE_SECRET_TRAVAIL": "x",
    }
    found = config.load(tmp_path / "veille.toml", environ=environ)
    assert found.warnings == ()
    assert found.sources["intranet"].lan


def test_where_a_folder_is_published_ends_with_a_slash(load):
    found = load(HEAD + "[channel.p]\nfolder = 'x'\naddress = 'https://a.example/revue'")
    assert found.channels["p"].address == "https://a.example/revue/"
    assert load(HEAD + "[channel.p]\nfolder = 'x'").channels["p"].address == ""


def test_the_example_holds_every_key_that_exists():
    assert set(model.TABLES) == {*reading.SINGLE, *reading.NAMED}
    text = (ROOT / "config.example.toml").read_text("utf-8")
    sections = text.replace("# [", "[").split("\n[")
    for kind, cls in model.TABLES.items():
        about = "\n".join(part for part in sections if part.startswith(kind))
        written = {line.lstrip("# ").partition("=")[0].strip() for line in about.splitlines() if "=" in line}
        missing = set(options.keys(cls)) - written
        assert not missing, f"[{kind}] of config.example.toml does not show {missing}"
    kinds = plugins.find(None)
    shown = {
        key
        for kind in kinds.names()
        if (table := hooks(kinds.load(kind)).search_table)
        for key in options.keys(table)
    }
    about = "\n".join(part for part in sections if part.startswith("search"))
    assert not shown - {line.lstrip("# ").partition("=")[0].strip() for line in about.splitlines()}
    # Made from names and [search], by themselves; a mailbox takes the account of [mail].
    for kind in set(kinds.names()) - {"name_search", "own_page", "mailbox"}:
        missing = {field.name for field in fields(kinds.load(kind))} - written
        assert not missing, f"config.example.toml does not show {missing} of {kind}"
