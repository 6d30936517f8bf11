"""Why something fails is told in French as an editor would write it, and every failure that the code makes can be."""

from __future__ import annotations

import ast
import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from textwrap import dedent
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

import messages
from veille.config.refused import refused_site
from veille.errors import NO_FAILURE, Failure, failure, failure_n, holes, of_system, several, text_failure
from veille.language import catalogue as catalogues
from veille.language.catalogue import bring, catalogue
from veille.language.failures import describe, in_brief
from veille.language.words import Words
from veille.web import failures as web
from veille.web.address import address
from veille.web.guard import REFUSED, refusal, refusals
from veille.web.resolver import TooSlow, unresolved
from veille.web.transport import AddressRefused, not_tls, translated, unconnected, untrusted

ROOT = Path(__file__).parent.parent.parent
AT = address("https://presse.example/feed.xml")
FRENCH = Words("fr", ZoneInfo("Europe/Paris"), datetime(2026, 11, 23, 9, tzinfo=UTC))
ENGLISH = Words("en", ZoneInfo("UTC"))
REQUEST = httpx.Request("GET", "https://presse.example/feed.xml", extensions={"shown": AT.shown})

# What is raised, or ends a poll or a delivery, for a reader to be told of.
TOLD = frozenset(
    (
        "WebError",
        "SourceError",
        "NoBoard",
        "TokenRefused",
        "OAuthError",
        "NoToken",
        "LoginFailed",
        "Undrawn",
        "BadBody",
        "StoreError",
        "KindError",
        "UnknownKind",
        "SecretError",
        "SecretDenied",
        "QueryError",
        "NoHome",
        "Problem",
        "_Closed",
        "Refused",
        "TooSlow",
        "Transient",
        "Permanent",
        "Unknown",
    )
)
KEYWORDS = frozenset(("degraded", "suspect", "why"))
# What makes a failure, and of how many templates.
MADE = {"failure": (1,), "failure_n": (1, 2)}


def code() -> Iterator[tuple[str, ast.Call]]:
    """Yield every call of the code, with where it stands."""
    for part in ("daemon", "plugins"):
        for path in sorted((ROOT / part).rglob("*.py")):
            if "testing" in path.parts:  # its errors are made for tests of sources
                continue
            yield from calls(path.read_text("utf-8"), str(path.relative_to(ROOT)))


def calls(text: str, where: str = "") -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call):
            yield f"{where}:{node.lineno}", node


def named(call: ast.Call) -> str:
    return str(getattr(call.func, "attr", getattr(call.func, "id", "")))


def is_text(node: ast.expr) -> bool:
    """Whether an expression is a sentence, rather than a failure: a text that is not empty, or is put together."""
    match node:
        case ast.Constant(value=str(text)):
            return bool(text)
        case ast.JoinedStr():
            return True
        case ast.BinOp(left=left, right=right):
            return is_text(left) or is_text(right)
        case ast.Call(func=ast.Name(id="str")) | ast.Call(func=ast.Attribute(attr="join" | "format")):
            return True
        case ast.IfExp(body=body, orelse=other):
            return is_text(body) or is_text(other)
    return False


def wrong_with(call: ast.Call) -> str:
    """Return what keeps a call from saying why something failed as data."""
    name = named(call)
    if name in MADE:
        templates = [str(argument.value) for argument in call.args if isinstance(argument, ast.Constant)]
        if len(templates) not in MADE[name] or len(templates) < len(call.args):
            return "the template is no literal"
        given = {keyword.arg for keyword in call.keywords}
        wanted = frozenset[str]().union(*map(holes, templates), {"n"} if name == "failure_n" else ())
        if None in given:
            return "" if given - {None} <= wanted else f"{sorted(given - {None} - wanted)} fill no hole"
        return (
            ""
            if given == wanted
            else f"{sorted(given ^ wanted)}: a hole without value, or a value without hole"
        )
    if name in TOLD and call.args and is_text(call.args[0]):
        return f"{name} is made with a text"
    if name in {"Batch", "Found", "Polled", "replace"}:
        texts = [
            keyword.arg for keyword in call.keywords if keyword.arg in KEYWORDS and is_text(keyword.value)
        ]
        return f"{texts} is a text" if texts else ""
    return ""


def test_every_failure_of_the_code_is_a_literal_template_with_a_value_for_each_hole() -> None:
    found = [(where, wrong) for where, call in code() if (wrong := wrong_with(call))]
    assert not found
    assert sum(named(call) in MADE for _, call in code()) > 300


def test_what_is_wrong_with_a_configuration_is_said_as_data() -> None:
    """What reads an option raises ValueError, which other modules may raise with a text for themselves."""
    found = [
        where
        for where, call in code()
        if where.startswith(
            ("daemon/veille/config/", "daemon/veille/kit/tables", "daemon/veille/kit/addresses")
        )
        and named(call) in ("ValueError", "wrong", "warn")
        and any(map(is_text, call.args))
    ]
    assert not found


@pytest.mark.parametrize(
    "text",
    [
        'failure(f"{at} fell", at=at)',
        'failure("{at}" + fell, at=at)',
        "failure(FELL, at=at)",
        'failure_n("{n} fell", MANY, n=n)',
        'failure_n("{n} fell", "{n} of {all} fell", n=n)',
        'failure_n("{n} of them fell", "{n} of them fell")',
        'failure("{at} fell")',
        'failure("fell", at=at)',
        'failure("{at} fell", **more, into=well)',
        'raise WebError("it fell")',
        'raise SourceError(f"{at} fell", url=url)',
        "raise SourceError(str(error))",
        'Transient("it fell")',
        'Batch(degraded="; ".join(flaws))',
        'Batch(suspect="it fell" if fell else "")',
    ],
)
def test_what_says_why_by_a_text_is_found(text: str) -> None:
    assert any(wrong_with(call) for _, call in calls(text))


def test_what_says_why_by_data_is_let_pass() -> None:
    for text in (
        'raise WebError(failure("{at} fell", at=at), url=url)',
        "raise SourceError(error.failure)",
        'failure("{at} fell", **facts)',
        'failure_n("the only one fell", "{n} fell", n=n)',
        'Batch(degraded="")',
        "Batch(degraded=several(flaws))",
    ):
        assert not any(wrong_with(call) for _, call in calls(text))


def test_the_french_catalogue_has_every_failure_of_the_code_with_its_holes() -> None:
    french = catalogue("fr")
    templates = {
        tuple(str(argument.value) for argument in call.args if isinstance(argument, ast.Constant))
        for _, call in code()
        if named(call) in MADE
    }
    extracted = {
        message.id if isinstance(message.id, tuple) else (message.id,) for message in messages.extracted()
    }
    assert templates <= extracted | {pair[:1] for pair in extracted}, "Babel does not find them"
    for template, *many in templates:
        for n in (0, 1, 2):
            values = dict.fromkeys(holes(template).union(*map(holes, many)) - {"n"}, "quai")
            if (template, *many) in extracted and not many:
                why = failure(template, **{"n": n, **values} if "n" in holes(template) else values)
                assert holes(french.gettext(template)) <= holes(template)
            else:
                why = failure_n(template, *many, n=n, **values)
            said = describe(why, FRENCH)
            assert said and not said.startswith("«"), f"{template}: no French"
            assert not holes(said) & holes(template)


def spaced(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ").replace("’", "'")


def certificate(code: int) -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, "no")
    error.verify_code, error.verify_message = code, "path length exceeded"
    return error


def unreasoned() -> ssl.SSLError:
    error = ssl.SSLError(1, "no")
    error.reason = ""
    return error


LATE = failure("{at} did not answer in time", at="x.example")


@pytest.mark.parametrize(
    ("why", "french", "brief"),
    [
        (web.status_error(AT, 503).failure, "presse.example/feed.xml répond 503", "503"),
        (web.status_error(AT, 404).failure, "presse.example/feed.xml répond 404 (page introuvable)", "404"),
        (
            web.status_error(AT, 429, until=7200.0, now=0.0).failure,
            "presse.example/feed.xml répond 429 (trop de demandes) et demande d'attendre 2 h",
            "429",
        ),
        (web.status_error(AT, 520, "Odd").failure, "presse.example/feed.xml répond 520 Odd", "520"),
        (web.status_error(AT, 599).failure, "presse.example/feed.xml répond 599", "599"),
        (
            unresolved("presse.example", socket.gaierror(socket.EAI_NONAME, "no")),
            "le nom presse.example est inconnu",
            None,
        ),
        (
            web.connecting(TooSlow(failure("no answer within {n} s", n=5.0)), "presse.example", 993).failure,
            "le nom presse.example n'a pas pu être résolu : pas de réponse en 5 s",
            None,
        ),
        (
            untrusted("presse.example", certificate(10)),
            "presse.example n'est pas sûr : son certificat a expiré",
            "son certificat a expiré",
        ),
        (
            untrusted("presse.example", certificate(85)),
            "presse.example n'est pas sûr : son certificat n'est pas fait comme le veut la RFC 5280, ce que Python refuse"
            " depuis la version 3.13 (path length exceeded) : il faut le refaire avec"
            " authorityKeyIdentifier=keyid et subjectKeyIdentifier=hash, et son autorité avec"
            " basicConstraints=critical,CA:TRUE et keyUsage=critical,keyCertSign,cRLSign en plus",
            None,
        ),
        (
            untrusted("presse.example", certificate(25)),
            "presse.example n'est pas sûr : son certificat ne peut pas être vérifié (path length exceeded)",
            "son certificat ne peut pas être vérifié (path length exceeded)",
        ),
        (
            web.connecting(ConnectionRefusedError(), "presse.example", 443).failure,
            "presse.example (port 443) refuse la connexion",
            "refuse la connexion",
        ),
        (
            unconnected("presse.example", OSError(113, "No route to host")),
            "presse.example est injoignable (aucun chemin n'y mène)",
            "est injoignable (aucun chemin n'y mène)",
        ),
        (
            unconnected("presse.example", OSError(5, "Odd weather")),
            "presse.example est injoignable (Odd weather)",
            "est injoignable (Odd weather)",
        ),
        (not_tls("presse.example", unreasoned()), "presse.example ne parle pas TLS (échec)", None),
        (
            web.failed(translated(TimeoutError(), REQUEST), AT, answered=False).failure,
            "presse.example/feed.xml n'a pas répondu à temps",
            "n'a pas répondu à temps",
        ),
        (
            web.failed(
                AddressRefused((refusal("10.0.0.1"),)), address("http://10.0.0.1/"), answered=False
            ).failure,
            "10.0.0.1 n'a pas été interrogé : c'est une adresse privée ; si c'est voulu, écrivez lan = true dans la source",
            "pas interrogé : c'est une adresse privée",
        ),
        (
            web.failed(AddressRefused((refusal("10.0.0.1"), refusal("::1"))), AT, answered=False).failure,
            "presse.example/feed.xml n'a pas été interrogé : 10.0.0.1 est une adresse privée ;"
            " ::1 est cette machine même ; si c'est voulu, écrivez lan = true dans la source",
            None,
        ),
        (
            failure(
                "{at} was not drawn: {why}",
                at=AT.shown,
                why=failure("its scripts did not come to an end within {n} s", n=30.0),
            ),
            "presse.example/feed.xml n'a pas pu être affiché : ses scripts n'ont pas fini en 30 s",
            "n'a pas pu être affiché : ses scripts n'ont pas fini en 30 s",
        ),
        (
            web.behind_redirect(AT, web.status_error(address("https://autre.example/"), 410)).failure,
            "autre.example répond 410 (page supprimée) (c'est là que renvoie presse.example/feed.xml)",
            "410",
        ),
        (
            failure(
                "{at} was not asked: {terms}", at="fr.linkedin.com", terms=refused_site("fr.linkedin.com")
            ),
            "fr.linkedin.com n'a pas été demandé : LinkedIn interdit aux programmes de lire ses pages : faites classer"
            ' ses courriels d\'alerte dans un dossier, et lisez-le avec kind = "mailbox", ou cherchez-y par [search],'
            " qui interroge un moteur à sa place",
            None,
        ),
        (failure("no answer within {n} s", n=0.5), "pas de réponse en 0,5 s", None),
        (
            failure(
                "{folder} cannot be written ({why})", folder="/srv/site", why=of_system(OSError(28, "full"))
            ),
            "rien ne peut être écrit dans /srv/site (le disque est plein)",
            None,
        ),
    ],
)
def test_a_failure_reads_as_a_french_editor_would_write_it(
    why: Failure, french: str, brief: str | None
) -> None:
    assert spaced(describe(why, FRENCH)) == french
    if brief is not None:
        assert spaced(in_brief(why, "fr")) == brief


def cut(n: int) -> Failure:
    return failure_n(
        "the feed is cut in the middle: {n} whole item was read",
        "the feed is cut in the middle: {n} whole items were read",
        n=n,
    )


@pytest.mark.parametrize(
    ("n", "french", "english"),
    [
        (0, "0 article entier a été lu", "0 whole items were read"),
        (1, "1 article entier a été lu", "1 whole item was read"),
        (2, "2 articles entiers ont été lus", "2 whole items were read"),
    ],
)
def test_a_failure_that_counts_takes_the_form_of_its_number_in_each_language(
    n: int, french: str, english: str
) -> None:
    why = Failure.from_json(cut(n).to_json())
    assert why == cut(n)
    assert str(why) == f"the feed is cut in the middle: {english}"
    assert describe(why, ENGLISH) == f"“the feed is cut in the middle: {english}”"
    assert spaced(describe(why, FRENCH)) == f"le flux est coupé au milieu : {french}"
    assert spaced(in_brief(why, "fr")) == f"le flux est coupé au milieu : {french}"
    assert in_brief(why, "en") == str(why)


def test_several_failures_of_one_poll_are_told_one_after_the_other() -> None:
    why = several((cut(12), LATE))
    assert spaced(describe(why, FRENCH)) == (
        "le flux est coupé au milieu : 12 articles entiers ont été lus ; x.example n'a pas répondu à temps"
    )
    assert (
        in_brief(why, "en")
        == "the feed is cut in the middle: 12 whole items were read; did not answer in time"
    )


def test_what_no_catalogue_has_is_quoted_in_its_own_words_whole() -> None:
    for why in (
        text_failure("Bing shows a riddle"),
        failure("{at} shows a riddle", at="Bing"),
        several((failure("{at} shows a riddle", at="Bing"), LATE)),
        failure(
            "{why} ({start} redirects there)", why=text_failure("Bing shows a riddle"), start="x.example"
        ),
    ):
        assert spaced(describe(why, FRENCH)) == f"« {why} »"
        assert in_brief(why, "fr") == str(why)
    assert describe(NO_FAILURE, FRENCH) == in_brief(NO_FAILURE, "fr") == ""


def test_in_english_a_failure_is_quoted_in_full_and_short_in_brief() -> None:
    why = web.status_error(AT, 503).failure
    assert describe(why, ENGLISH) == "“presse.example/feed.xml answered 503 Service Unavailable”"
    assert in_brief(why, "en") == "503"
    assert in_brief(LATE, "en") == "did not answer in time"
    local = web.refused(AT, (failure("{address} is {what}", address=AT.host, what=failure("a local name")),))
    assert in_brief(local.failure, "en") == "not asked: it is a local name"


def test_what_a_remote_says_is_no_template_and_is_not_set_in_french() -> None:
    said = "no : {at} ! http://x.example/?a=b"
    why = failure("{at} answered {status} {said}", at="x.example", status=535, said=said)
    assert describe(why, FRENCH).endswith(said)


@given(st.text(), st.text(min_size=1))
def test_any_template_and_value_can_be_told(template: str, value: str) -> None:
    why = failure(template, at=value, why=failure(template, at=value))
    assert bool(describe(why, FRENCH)) == bool(template)
    in_brief(why, "fr")


def test_addresses_of_one_name_that_were_refused_are_told_apart_again() -> None:
    class Folded(OSError):
        """As aiohappyeyeballs folds the errors of several addresses."""

    both = ", ".join(str(refusal(host)) for host in ("127.0.0.2", "fd00::1"))
    error = Folded(REFUSED, f"Multiple exceptions: {both}")
    assert refusals(error) == (refusal("127.0.0.2"), refusal("fd00::1"))


# A third party's own sentences

PO = dedent(
    """
    msgid ""
    msgstr "Content-Type: text/plain; charset=utf-8\\n"

    msgid "{tide} is out: {at} shows sand"
    msgstr "la marée est basse : {at} montre du sable ({tide})"

    msgctxt "brief"
    msgid "{tide} is out: {at} shows sand"
    msgstr "du sable"
    """
)


@pytest.fixture
def own_catalogues(monkeypatch: pytest.MonkeyPatch) -> Iterator[SimpleNamespace]:
    monkeypatch.setattr(catalogues, "_domains", dict(catalogues._domains))
    yield SimpleNamespace()
    catalogue.cache_clear()


def catalogued(folder: Path, text: str = PO) -> Path:
    path = folder / "locale/fr/LC_MESSAGES/tide.po"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    return folder / "locale"


@pytest.mark.usefixtures("own_catalogues")
def test_a_third_partys_failure_is_told_by_a_catalogue_of_its_own(tmp_path: Path) -> None:
    why = failure("{tide} is out: {at} shows sand", tide="Ebb", at="quai.example")
    within = failure("{why} ({start} redirects there)", why=why, start="x.example")
    assert spaced(describe(why, FRENCH)) == "« Ebb is out: quai.example shows sand »"
    bring("tide", catalogued(tmp_path))
    assert spaced(describe(why, FRENCH)) == "la marée est basse : quai.example montre du sable (Ebb)"
    assert in_brief(why, "fr") == "du sable"
    assert spaced(describe(within, FRENCH)).endswith("du sable (Ebb) (c'est là que renvoie x.example)")
