"""Why something fails is told in French: as an editor would, and for every sentence that veille can write of it."""

from __future__ import annotations

import ast
import importlib
import re
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest

from veille.language.failures import in_brief, in_french, told
from veille.language.words import Words
from veille.streams import certificate_words
from veille.web import failures as web
from veille.web.address import address
from veille.web.resolver import TooSlow
from veille.web.transport import CertificateRefused, NameUnknown

ROOT = Path(__file__).parent.parent
AT = address("https://presse.example/feed.xml")
FRENCH = Words("fr", ZoneInfo("Europe/Paris"), datetime(2026, 11, 23, 9, tzinfo=UTC))

# Where sentences of failures are written, and parts of them.
MODULES = (
    "veille.plugins",
    "veille.streams",
    "veille.watch.poll",
    *(f"veille.web.{name}" for name in ("address", "client", "exchange", "failures", "guard", "oauth")),
    *(f"veille.web.{name}" for name in ("resolver", "robots", "tokens", "transport", "workers")),
    *(f"veille.web.browser.{name}" for name in ("browser", "drawing", "proxy")),
    *(f"veille.send.{name}" for name in ("apprise", "deliver", "mail", "folder", "smtp")),
    *(f"veille_plugins.company_page.{name}" for name in ("entries", "listed", "reading", "whole")),
    *(f"veille_plugins.{name}" for name in ("own_page", "pages.document", "pages.suspicion")),
    *(f"veille_plugins.feed.{name}" for name in ("jsonfeed", "parsing", "reading", "refusing")),
    *(f"veille_plugins.name_search.{name}" for name in ("asking", "refusals", "searxng", "values")),
    *(f"veille_plugins.france_travail{name}" for name in ("", ".offers")),
    "veille_plugins.jobs.told",
    "veille_plugins.mailbox.told",
    "veille_plugins.registry.told",
    "veille_plugins.calendar.told",
    "veille_plugins.statuspage.told",
    "veille_plugins.sitemap.told",
    "veille_plugins.company_site.told",
)
MAKES_ONE = re.compile(
    r"\b(?:WebError|SourceError|Undrawn|Transient|Permanent|Unknown|LoginFailed|OAuthError)\(f?[\"'\n]"
)
NOT_OURS = tuple(
    ROOT / "daemon/veille" / name for name in ("testing", "errors.py", "source.py")
)  # tests and examples

# What stands around a part of a sentence, where it is no sentence alone.
FRAMES = (
    "{}",
    "x.example {}",
    "the kind 'x' is refused: {}",
    "its certificate {}",
    "its URL {}",
    "x.example answered 503{}",
    "x.example was not asked: it is {}; if that is meant, say lan = true in the source",
    "x.example was not asked: it is a private address; {}",
    "x.example was not drawn: {}",
    "an address of the web begins with http:// or https://, {}",
    "the document was given up: reading it {}",
    "{} ended its process",
    "what came is not a feed ({}, 7 bytes, beginning “7”)",
    "a web page came where a feed was expected; it names {}: https://x.example/feed",
    "a web page came where a feed was expected; it names these feeds: https://x.example/feed{}",
    "x.example refused the {} of ines@example.org: 535 no",
    "x.example does not speak TLS as asked (it failed; {})",
    "the service did not take it ({})",
    "the service did not take it (failure){}",
    "its URL needs {}, which Apprise does not bring for x://: run  pip install x",
    "there is no login by OAuth: Google still waits for the code{}",
    "{}, and allow public client flows",
    "Google does not accept 'client': it must be the id of an application registered there for veille{}",
)
# What stands in a hole, by what the code writes there; another is filled with each of FILLS.
SAMPLES = {
    "what": "login",
    "which": "this feed",
    "_death(error.exitcode)": "ended its process",
    "certificate_words(cause)": "has expired",
    "words": "redirects for ever",
    "terms": "LinkedIn forbids programs to read its pages: search it",
    "connection_words(error)": "refuses connections",
    "connection_words(cause)": "refuses connections",
    "given": "not ftp:",
    "refused": "is none that Apprise can read: its list of services shows how each is written",
    "f'{status} {phrase}'.strip()": "503 Service Unavailable",
    **dict.fromkeys(("at", "at.host", "at.shown", "host", "server.host"), "x.example"),
}
FILLS = ("503", "x.example answered 503", "has expired", "refuses connections")
SENTENCE = re.compile(r"[a-z]{2,} +[a-z]{2,}")
# Texts of these modules that no reader of a letter sees.
NOT_TOLD = {
    "Multiple exceptions": "aiohappyeyeballs' own words, which are taken out",
    "Multiple exceptions: ": "the same",
    "SELECT name, next_due FROM source WHERE removed IS NULL": "SQL",
    "… items were found, and … read": "why a feed is parsed whole, kept in its cursor",
    "… has no address": "of no errno: told as “can't be reached”",
    "the kind '…' of … is not used: … has one": "a warning of `veille check`",
    "there is no kind '…'…": "an error of the configuration",
    "; there are: …": "the same",
    "it is": "put in place of a host's name",
    "https://outlook.office.com/SMTP.Send offline_access": "what leave is asked for",
    '<head>\n<meta name="generator" content="veille">': "HTML",
    'Proxy-Authenticate: Basic realm="veille"': "a header",
    "no usable sandbox": "Chromium's own words",
    "the proxy does not lead there": "for the browser, as a status",
}


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts[1:]
    return ".".join(parts).removesuffix(".__init__")


@dataclass(frozen=True, slots=True)
class Text:
    """A text that a module can make: its fixed pieces, and what its holes may be filled with, as one fills all others."""

    where: str
    pieces: tuple[str, ...]
    holes: tuple[str, ...] = ()

    @property
    def english(self) -> list[str]:
        return [piece.strip() for piece in self.pieces if SENTENCE.search(piece)]

    @property
    def shown(self) -> str:
        return "…".join(self.pieces)

    def filled(self, fill: str) -> str:
        fills = (SAMPLES.get(hole, fill) for hole in self.holes)
        return "".join(piece + one for piece, one in zip(self.pieces, (*fills, ""), strict=True))


def texts(module: str) -> Iterator[Text]:
    """Yield the texts of two words or more that a module can make."""
    loaded = importlib.import_module(module)
    path = Path(loaded.__file__ or "")
    tree = ast.parse(path.read_text(encoding="utf-8"))
    passed_over: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            passed_over.add(id(node.value))  # a docstring
        elif isinstance(node, ast.Call) and ast.unparse(node.func).startswith(
            ("log.", "re.compile", "threading.")
        ):
            passed_over.update(map(id, ast.walk(node)))
        elif isinstance(node, ast.JoinedStr):
            passed_over.update(id(one) for one in node.values if isinstance(one, ast.Constant))
        elif isinstance(node, ast.FormattedValue) and node.format_spec is not None:
            passed_over.update(map(id, ast.walk(node.format_spec)))
    for node in ast.walk(tree):
        if id(node) not in passed_over and isinstance(node, ast.Constant | ast.JoinedStr):
            text = taken_apart(node, loaded, f"{path.name}:{node.lineno}")
            if text.english and text.shown not in NOT_TOLD:
                yield text


def taken_apart(node: ast.Constant | ast.JoinedStr, module: object, where: str) -> Text:
    """Return a text with its holes; one that a constant of the module fills is none."""
    if isinstance(node, ast.Constant):
        pieces = re.split(r"\{\w+\}", node.value) if isinstance(node.value, str) else [""]
        return Text(where, tuple(pieces), ("",) * (len(pieces) - 1))
    pieces, holes = [""], []
    for value in node.values:
        if isinstance(value, ast.Constant):
            pieces[-1] += value.value
            continue
        assert isinstance(value, ast.FormattedValue)
        constant = getattr(module, value.value.id, None) if isinstance(value.value, ast.Name) else None
        if isinstance(constant, str):
            pieces[-1] += constant
        else:
            pieces.append("")
            holes.append(ast.unparse(value.value))
    return Text(where, tuple(pieces), tuple(holes))


def is_told_in_french(text: Text) -> bool:
    """Say whether some sentence that holds a text comes out without any of its English pieces."""
    for fill, frame in product(FILLS, FRAMES):
        whole = frame.replace("{}", text.filled(fill))
        french = in_french(whole)
        if french != whole and not any(piece in french for piece in text.english):
            return True
    return False


@pytest.mark.parametrize("module", MODULES)
def test_every_sentence_of_a_failure_has_its_french(module: str) -> None:
    untold = [f"{text.where}: {text.shown}" for text in texts(module) if not is_told_in_french(text)]
    assert not untold, f"language/phrases_failures/ has no French for {untold}"


def test_every_module_that_says_why_something_fails_is_looked_at() -> None:
    makers = [
        path
        for folder in ("daemon", "plugins")
        for path in (ROOT / folder).rglob("*.py")
        if not any(path.is_relative_to(one) for one in NOT_OURS)
        and MAKES_ONE.search(path.read_text(encoding="utf-8"))
    ]
    assert len(makers) > 5
    assert {name_of(path) for path in makers} <= set(MODULES)


def test_a_text_that_nobody_translated_is_found() -> None:
    assert not is_told_in_french(Text("", ("x.example ate the cake",)))
    assert not is_told_in_french(Text("", ("", " answered with a song, and asks to wait"), ("host",)))
    assert is_told_in_french(Text("", ("", " did not answer in time"), ("host",)))


def spaced(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ").replace("’", "'")


def certificate(code: int, said: str = "path length exceeded") -> CertificateRefused:
    error = ssl.SSLCertVerificationError(1, "no")
    error.verify_code, error.verify_message = code, said
    return CertificateRefused(certificate_words(error))


@pytest.mark.parametrize(
    ("why", "french", "brief"),
    [
        (str(web.answered(AT, 503)), "presse.example/feed.xml répond 503", "503"),
        (str(web.answered(AT, 404)), "presse.example/feed.xml répond 404 (page introuvable)", "404"),
        (
            str(web.answered(AT, 429, until=7200.0, now=0.0)),
            "presse.example/feed.xml répond 429 (trop de demandes) et demande d'attendre 2 h",
            "429",
        ),
        (str(web.answered(AT, 520, "Odd")), "presse.example/feed.xml répond 520 Odd", "520"),
        (
            str(web.failed(NameUnknown("there is no such name"), AT, answered=False)),
            "le nom presse.example est inconnu",
            "le nom presse.example est inconnu",
        ),
        (
            str(web.connecting(TooSlow(socket.EAI_AGAIN, "no answer within 5 s"), "presse.example", 993)),
            "le nom presse.example n'a pas pu être résolu : pas de réponse en 5 s",
            "le nom presse.example n'a pas pu être résolu : pas de réponse en 5 s",
        ),
        (
            str(web.failed(certificate(10), AT, answered=False)),
            "presse.example n'est pas sûr : son certificat a expiré",
            "son certificat a expiré",
        ),
        (
            str(web.failed(certificate(85, "Missing Authority Key Identifier"), AT, answered=False)),
            "presse.example n'est pas sûr : son certificat n'est pas fait comme le veut la RFC 5280, ce que Python refuse"
            " depuis la version 3.13 (Missing Authority Key Identifier) : il faut le refaire avec"
            " authorityKeyIdentifier=keyid et subjectKeyIdentifier=hash, et son autorité avec"
            " basicConstraints=critical,CA:TRUE et keyUsage=critical,keyCertSign,cRLSign en plus",
            None,
        ),
        (
            str(web.failed(certificate(25), AT, answered=False)),
            "presse.example n'est pas sûr : son certificat ne peut pas être vérifié (path length exceeded)",
            "son certificat ne peut pas être vérifié (path length exceeded)",
        ),
        (
            str(web.connecting(ConnectionRefusedError(), "presse.example", 443)),
            "presse.example (port 443) refuse la connexion",
            "refuse la connexion",
        ),
        (
            str(web.failed(httpx.ReadTimeout("no answer in time"), AT, answered=False)),
            "presse.example/feed.xml n'a pas répondu à temps",
            "n'a pas répondu à temps",
        ),
        (
            str(web.refused(AT, "presse.example is a local name")),
            "presse.example/feed.xml n'a pas été interrogé : c'est un nom local ;"
            " si c'est voulu, écrivez lan = true dans la source",
            "pas interrogé : c'est un nom local",
        ),
        (
            str(web.did(AT, "was not drawn: its scripts did not come to an end within 30 s")),
            "presse.example/feed.xml n'a pas pu être affiché : ses scripts n'ont pas fini en 30 s",
            "n'a pas pu être affiché : ses scripts n'ont pas fini en 30 s",
        ),
        (
            str(web.beyond(AT, web.answered(address("https://autre.example/"), 410))),
            "autre.example répond 410 (page supprimée) (c'est là que renvoie presse.example/feed.xml)",
            "410",
        ),
        (
            "a web page came where a feed was expected; it names this feed: https://presse.example/rss (Presse)",
            "une page web vient au lieu d'un flux ; elle annonce celui-ci : https://presse.example/rss (Presse)",
            "une page web vient au lieu d'un flux ; elle annonce celui-ci : https://presse.example/rss (Presse)",
        ),
        (
            "smtp.example.org refused the login of ines@example.org: 535 5.7.8 Authentication failed; try again",
            "l'identifiant ou le mot de passe de ines@example.org est refusé par smtp.example.org :"
            " 535 5.7.8 Authentication failed; try again",
            "l'identifiant ou le mot de passe de ines@example.org est refusé par smtp.example.org :"
            " 535 5.7.8 Authentication failed; try again",
        ),
        (
            "no mail server was found for example.org (a.example.org:465 refuses connections;"
            ' the name b.example.org can\'t be resolved: there is no such name): write  smtp = "…"  in [mail], as the'
            " provider's page says (at OVH it is ssl0.ovh.net, at Gandi mail.gandi.net, at Infomaniak"
            " mail.infomaniak.com)",
            "aucun serveur de courrier n'a été trouvé pour example.org (a.example.org:465 refuse la connexion ;"
            ' le nom b.example.org est inconnu) : écrivez smtp = "…" dans [mail], comme le dit la page du'
            " fournisseur (chez OVH c'est ssl0.ovh.net, chez Gandi mail.gandi.net, chez Infomaniak"
            " mail.infomaniak.com)",
            None,
        ),
    ],
)
def test_a_failure_reads_as_a_french_editor_would_write_it(why: str, french: str, brief: str | None) -> None:
    assert spaced(in_french(why)) == french
    if brief is not None:
        assert spaced(in_brief(why, "fr")) == brief


def test_several_failures_of_one_poll_are_told_one_after_the_other() -> None:
    why = "the feed is cut in the middle: 12 whole items were read; x.example did not answer in time"
    assert spaced(in_french(why)) == (
        "le flux est coupé au milieu : 12 articles entiers ont été lus ; x.example n'a pas répondu à temps"
    )


def test_what_no_pattern_knows_stays_as_it_is_and_is_quoted() -> None:
    for why in ("Bing shows a riddle", "Bing shows a riddle; x.example did not answer in time"):
        assert in_french(why) == in_brief(why, "fr") == why
        assert spaced(told(why, FRENCH)) == f"« {why} »"
    assert told("x.example did not answer in time", FRENCH) == "x.example n’a pas répondu à temps"


def test_in_english_a_failure_is_quoted_in_full_and_short_in_brief() -> None:
    why = str(web.answered(AT, 503))
    assert told(why, Words("en", ZoneInfo("UTC"))) == f"“{why}”"
    assert in_brief(why, "en") == "503"
    assert in_brief("x.example did not answer in time", "en") == "did not answer in time"


def test_a_long_text_made_to_be_hard_to_read_is_given_up_soon() -> None:
    assert in_french("x.example answered 503 a; " * 5_000).startswith("x.example answered")
    assert in_french("x.example answered 503 a; " * 70 + "zzz").endswith("zzz")
    assert in_french(" ({n} of 1 parts, after " * 80)
