"""Channels: what a chat service gets is whole, within its limits and harmless; a failure is told, never its secret."""

from __future__ import annotations

import asyncio
import os
import re
import socket
import sqlite3
import subprocess
import sys
import threading
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import chatstubs
from chatstubs import Stub, TelegramHtml
from letters_sample import NOW, PARIS, alert_one, at, digest
from mailserver import MailServer
from patience import HANG, until_here
from veille.app import App
from veille.errors import sentence
from veille.letters.compose import Letter
from veille.letters.letter import Entry, Reason, Section
from veille.model import MARK, UNMARK, By, MessageKind, Secret
from veille.render.render import render
from veille.send import apprise
from veille.send.apprise import Chat, contained, refusal
from veille.send.outcome import Permanent, SendOutcome, Sent, Transient, Unknown
from veille.store.outbox import Message
from webserver import Answer, WebServer, redirect
from world import HOUR, Article, Clock, configured, living, rss

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # Apprise's own imports

TOLD = 40
NASTY = (
    "*gras* _souligné_ ~barré~ ||caché|| `code`",
    "<b>x</b> <script>alert(1)</script> & &amp; &eacute;",
    "[clic](https://evil.example) <https://evil.example|clic>",
    "@everyone @here <!channel> <@U024BE7LH> <@123456>",
    "# titre > cité - liste 1. liste",
    "Œuvres, « cœurs » & 🎨 한국어 Здравствуйте",
    "\\ \\* C:\\new </a> </b> <a href='x'>",
    "titre ] ( ) { } $ % ^ | ~~ __ ``` ",
)
CYRILLIC = "Библиотека открывает двери для всех читателей города"


def entry(number: int, title: str) -> Entry:
    return Entry(
        number=number,
        title=f"{title} n° {number}",
        url=f"https://presse.example/a_b/{number}?q=1&r=(x)_*y*",
        outlet="Le *Journal* <i>",
        at=at(23, 9),
        excerpt=f"… {MARK}{title.strip()}{UNMARK} et ce qui suit, assez long pour une ligne ou deux de texte …",
        reasons=(Reason(By.rule("musées"), ("mot & mot",)),),
    )


def digest_of(titles: tuple[str, ...] = NASTY) -> Letter:
    entries = tuple(entry(number, titles[number % len(titles)]) for number in range(1, TOLD + 1))
    return replace(digest(), sections=(Section("Musées", entries),), closing=(), trends=(), voices=())


def message(letter: Letter, name: str = "un") -> Message:
    written = render(letter, language="fr", timezone=PARIS, now=NOW, name="Inès")
    known = {
        "id": 1,
        "kind": MessageKind.DIGEST,
        "name": "matin",
        "recipient": "room",
        "message_id": f"{name}@veille.localhost",
        "topic": "",
        "subject": written.subject,
        "text": written.text,
        "html": written.html,
        "chat": tuple(written.chat),
        "page": "",
        "created": 0,
        "expires": 0,
        "attempts": 1,
    }
    return Message(**known)


def send(url: str, *letters: Letter) -> list[SendOutcome]:
    """Send letters by a channel of this URL; return how each ended."""
    chat = Chat(Secret("room", url))

    async def all_of_them() -> list[SendOutcome]:
        return [await chat.send(message(letter, str(place))) for place, letter in enumerate(letters)]

    return asyncio.run(all_of_them())


@pytest.fixture(autouse=True)
def loopback(monkeypatch: pytest.MonkeyPatch, web: WebServer) -> None:
    """Point the services whose host stands in Apprise at this machine, and don't wait between parts."""
    from apprise.manager_plugins import NotificationManager

    known: Any = NotificationManager()
    monkeypatch.setattr(known["discord"], "notify_url", web.url("/api/webhooks"))
    monkeypatch.setattr(known["tgram"], "notify_url", web.url("/bot"))
    monkeypatch.setattr(known["slack"], "webhook_url", web.url("/services"))
    for schema in ("ntfy", "slack", "tgram", "json"):
        monkeypatch.setattr(known[schema], "request_rate_per_sec", 0)


BOT = "123456789:AAabcdefghijklmnopqrstuvwxyz012345678"
HOOK = "T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"
TOKEN = "B" * 68


def service(name: str, web: WebServer) -> tuple[str, Stub]:
    """Return a service's URL as a reader would write it, and its stub."""
    where = f"127.0.0.1:{web.port}"
    match name:
        case "ntfy":
            stub = chatstubs.ntfy(web, "ines", user="ines", password="mot-de-passe")
            return f"ntfy://ines:mot-de-passe@{where}/ines", stub
        case "gotify":
            return f"gotify://{where}/AbCdEfGh.123456", chatstubs.gotify(web, "AbCdEfGh.123456")
        case "discord":
            return f"discord://4174216298/{TOKEN}", chatstubs.discord(web, "4174216298", TOKEN)
        case "tgram":
            return f"tgram://{BOT}/-100123", chatstubs.telegram(web, BOT, "-100123")
        case _:
            return f"slack://{HOOK}", chatstubs.slack(web, HOOK)


LIMITS = {"ntfy": 4096, "gotify": 32768, "discord": 2000, "tgram": 4096, "slack": 35000}


def plain(name: str, text: str) -> str:
    """Return what a reader sees of a message, addresses shown."""
    text = text.replace("\u00a0", " ").replace("\u202f", " ").replace("\u2060", "")
    if name == "tgram":
        return TelegramHtml(text).plain
    if name == "slack":
        text = re.sub(r"<(https?://[^<>|\s]+)\|([^<>\n]*)>", r"\2", text).replace("*", "")
        return (
            text.translate(str.maketrans("\u2217\u02cd\u223c\u02cb\u2216", "*_~`\\"))
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&amp;", "&")
        )
    if name == "discord":
        text = re.sub(r"(?<!\\)\*\*", "", text)
        text = re.sub(r"(?<!\\)\[(.*)(?<!\\)\]\(https?://[^()\s]*\)", r"\1", text)
        return re.sub(r"\\([^A-Za-z0-9\s])", r"\1", text)
    return text


@pytest.mark.parametrize("name", LIMITS)
def test_an_alert_and_a_digest_of_forty_arrive_whole_within_the_limits(name: str, web: WebServer) -> None:
    url, stub = service(name, web)
    assert send(url, alert_one(), digest_of()) == [Sent(), Sent()]
    assert stub.refused == []
    assert len(stub.taken) >= 2
    assert all(len(text.encode("utf-16-le")) // 2 <= LIMITS[name] * 1.1 for text in stub.taken)
    alert, *parts = stub.taken
    assert "La médiation, c'est d'abord écouter" in plain(name, alert)
    assert "https://lyonculturemag.example/portraits/mediation-ecouter" in alert
    told = "\n".join(plain(name, part) for part in parts)
    numbers = re.findall(r"^\W*(\d+)\. ", told, re.MULTILINE)
    assert numbers == [str(number) for number in range(1, TOLD + 1)], "each once, in order"


@pytest.mark.parametrize("name", LIMITS)
def test_a_message_bears_no_other_name_and_brings_no_picture_from_elsewhere(
    name: str, web: WebServer
) -> None:
    url, stub = service(name, web)
    assert send(url, digest_of(("Un titre",))) == [Sent()]
    assert stub.taken
    for request in web.requests:
        told = f"{request.target} {request.headers} {request.body.decode()}".lower()
        for stranger in ("apprise", "github", "icon", "avatar"):
            assert stranger not in told


def addresses(name: str, text: str) -> list[str]:
    """Return what can be followed in a message."""
    if name == "tgram":
        return TelegramHtml(text).links
    if name == "slack":
        return [url.replace("&amp;", "&") for url in re.findall(r"<(https?://[^<>|\s]+)\|", text)]
    if name == "discord":
        return re.findall(r"(?<!\\)\]\(([^)\s]*)\)", text)
    return re.findall(r"^(https?://\S+)$", text, re.MULTILINE)


@pytest.mark.parametrize("name", LIMITS)
def test_every_link_of_a_digest_arrives_as_it_is_and_no_title_makes_one(name: str, web: WebServer) -> None:
    url, stub = service(name, web)
    assert send(url, digest_of()) == [Sent()]
    links = [link for part in stub.taken for link in addresses(name, part)]
    spelt = [link.replace("%28", "(").replace("%29", ")") for link in links]
    assert spelt == [f"https://presse.example/a_b/{number}?q=1&r=(x)_*y*" for number in range(1, TOLD + 1)]


@pytest.mark.parametrize("name", LIMITS)
def test_a_title_is_shown_as_it_was_written(name: str, web: WebServer) -> None:
    url, stub = service(name, web)
    assert send(url, digest_of()) == [Sent()]
    told = " ".join(plain(name, "\n".join(stub.taken)).split())
    for number in range(1, TOLD + 1):
        title = " ".join(f"{number}. {NASTY[number % len(NASTY)]} n° {number}".split())
        assert title in told


@pytest.mark.parametrize("name", LIMITS)
def test_a_script_of_two_octets_a_letter_stays_within_the_limits(name: str, web: WebServer) -> None:
    url, stub = service(name, web)
    assert send(url, digest_of((CYRILLIC,))) == [Sent()]
    assert stub.refused == []
    assert sum(text.count(f"{CYRILLIC} n°") for text in (plain(name, body) for body in stub.taken)) == TOLD


@pytest.mark.parametrize(
    "wrong",
    ["gotify://127.0.0.1:{port}/Wrong.Canari.123", "ntfy://ines:canari-faux@127.0.0.1:{port}/ines"],
)
def test_a_wrong_token_is_told_and_not_shown(wrong: str, web: WebServer) -> None:
    chatstubs.gotify(web, "AbCdEfGh.123456")
    chatstubs.ntfy(web, "ines", user="ines", password="mot-de-passe")
    (outcome,) = send(wrong.format(port=web.port), alert_one())
    assert isinstance(outcome, Transient)
    assert "400" in str(outcome.why)
    assert "canari" not in str(outcome.why).lower()


def test_what_apprise_says_of_a_failure_is_told_without_the_secrets_in_it() -> None:
    (outcome,) = send("irc://canari-pseudo:canari-passe@127.0.0.1:9/salon", alert_one())
    assert isinstance(outcome, Transient)
    assert str(outcome.why) == (
        "the service did not take it (Failed to send IRC notification to 127.0.0.1 as @[secret].)"
    )


def test_a_redirect_is_no_success_and_is_not_followed(web: WebServer) -> None:
    web.on("/message", redirect("/elsewhere"))
    web.on("/elsewhere", Answer("{}"))
    (outcome,) = send(f"gotify://127.0.0.1:{web.port}/AbCdEfGh.123456", alert_one())
    assert isinstance(outcome, Transient)
    assert "error=302. This is a redirect, which is not followed" in str(outcome.why)
    assert web.asked("/elsewhere") == []


@pytest.mark.parametrize(
    "asked", ["redirect=yes", "optional=yes", "retry=3&wait=1", "Redirect=yes&OPTIONAL=yes"]
)
def test_what_would_hide_a_failure_cannot_be_asked_for(asked: str, web: WebServer) -> None:
    web.on("/message", redirect("/elsewhere"))
    web.on("/elsewhere", Answer("{}"))
    (outcome,) = send(f"gotify://127.0.0.1:{web.port}/AbCdEfGh.123456?{asked}", alert_one())
    assert isinstance(outcome, Transient)
    assert [request.path for request in web.requests] == ["/message"]


def test_a_channel_name_after_a_hash_does_not_hide_what_contains_a_url() -> None:
    assert contained("slack://a/b/c/#room?footer=no").startswith("slack://a/b/c/#room?footer=no&redirect=no")
    assert contained("slack://a/b/c/#room").startswith("slack://a/b/c/#room?redirect=no")
    assert contained("matrixs://t@h/!room").endswith("&hsreq=no")


def test_a_service_that_hangs_is_told_and_blocks_only_itself(
    web: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apprise, "TIME_LIMIT", 0.3)
    web.on("/message", Answer(hang=True))
    first, second = send(f"gotify://127.0.0.1:{web.port}/AbCdEfGh.123456?rto=2", alert_one(), alert_one())
    assert isinstance(first, Unknown) and isinstance(second, Transient)
    assert str(first.why) == "the service did not answer within 0.3 s"
    assert str(second.why) == "the last call to this service has still not returned"
    assert len(web.asked("/message")) == 1


def test_parts_that_have_left_are_not_sent_again(web: WebServer) -> None:
    url, stub = service("discord", web)
    whole = Chat(Secret("room", url))
    path = f"/api/webhooks/4174216298/{TOKEN}"
    takes = web._scripts[path][0]
    web.on(path, takes, takes, Answer(status=503), takes)

    async def twice() -> list[SendOutcome]:
        return [await whole.send(message(digest_of())) for _ in range(2)]

    first, second = asyncio.run(twice())
    assert isinstance(first, Transient)
    assert re.search(r"503.*, after 2 of \d+ parts$", str(first.why))
    assert second == Sent()
    told = "\n".join(plain("discord", part) for part in stub.taken)
    assert re.findall(r"^\W*(\d+)\. ", told, re.MULTILINE) == [str(n) for n in range(1, TOLD + 1)]


UNUSABLE = {
    "nosuch://canari-secret": "is none that Apprise can read",
    "discord://canari-secret": "is none that Apprise can read",
    "tgram://canari-secret": "is none that Apprise can read",
    "irc://[canari-secret": "is none that Apprise can read",
    "blink1://canari-secret": "needs hidapi, which Apprise does not bring",
    "dbus://canari-secret": "needs what this machine does not have",
    "xmpp://ines:canari-secret@chat.example/a@chat.example": "mode=none",
    "xmpp://ines:canari-secret@chat.example/a@chat.example?mode=none": "mode=none",
    "xmpps://ines:canari-secret@chat.example/a@chat.example?MODE=NO": "mode=none",
    "xmpp://ines:canari-secret@chat.example/a@chat.example?mode=tls&mode=none": "mode=none",
}


@pytest.mark.parametrize(("url", "why"), UNUSABLE.items())
def test_a_url_that_cannot_be_used_is_dead_at_once(url: str, why: str) -> None:
    (outcome,) = send(url, alert_one())
    assert isinstance(outcome, Permanent)
    assert why in str(outcome.why)
    assert "canari-secret" not in str(outcome.why)


def test_check_names_every_channel_whose_url_cannot_be_used(tmp_path: Path) -> None:
    urls = {f"room{place}": url for place, url in enumerate(UNUSABLE)}
    tables = "".join(f'[channel.{name}]\nurl = {{ secret = "{name}" }}\n' for name in urls)
    said = veille(tmp_path, "check", f'to = "room0"\n{tables}', **urls)
    assert said.returncode == 78
    told = said.stdout.splitlines()
    for name, why in zip(urls, UNUSABLE.values(), strict=True):
        (line,) = [line for line in told if f"[channel.{name}]" in line]
        assert why in line
    assert "canari-secret" not in said.stdout + said.stderr


def test_xmpp_over_tls_is_not_refused_for_being_in_clear() -> None:
    for url in (
        "xmpps://ines:pw@chat.example/a@chat.example",
        "xmpp://i:pw@c.example/a@c.example?mode=starttls",
    ):
        assert "mode=none" not in str(refusal(Secret("room", url)))


def veille(folder: Path, command: str, text: str, **secrets: str) -> subprocess.CompletedProcess[str]:
    """Run a command of veille in a process of its own, as a person does."""
    file = folder / "veille.toml"
    file.write_text(
        f'[veille]\ncontact = "ines@example.org"\nlanguage = "en"\nstate = "{folder / "state"}"\n{text}'
    )
    environ = {**os.environ, **{f"VEILLE_SECRET_{name.upper()}": value for name, value in secrets.items()}}
    return subprocess.run(
        [sys.executable, "-m", "veille", "--config", str(file), command],
        env=environ,
        capture_output=True,
        text=True,
        timeout=HANG,
    )


def test_no_secret_of_a_channel_that_fails_is_in_the_console_the_log_or_the_database(
    tmp_path: Path, web: WebServer
) -> None:
    where = f"127.0.0.1:{web.port}"
    web.on("/feed", Answer(rss([Article(1, "La Maison du Livre rouvre", "Enfin.")])))
    web.on("/moved/message", redirect("/elsewhere"))
    web.on("/hang/message", Answer(hang=True))
    urls = {
        "wrong": f"gotify://{where}/canari-jeton-faux",
        "moved": f"gotify://{where}/moved/canari-jeton-ailleurs",
        "hang": f"gotify://{where}/hang/canari-jeton-muet?rto=0.5",
        "login": f"json://ines:canari-passe@{where}/canari-chemin?+Authorization=canari-entete",
        "down": "ntfy://ines:canari-ferme@127.0.0.1:9/canari-sujet",
        "unknown": "nosuch://canari-inconnu",
        "clear": "xmpp://ines:canari-clair@127.0.0.1/ines@127.0.0.1?mode=none",
        "matrix": f"matrix://ines:canari-matrix@{where}/!canari-salon",
    }
    tables = "".join(f'[channel.{name}]\nurl = {{ secret = "{name}" }}\n' for name in urls)
    said = veille(
        tmp_path, "poll", f'to = {list(urls)}\n{tables}[source]\nculture = "{web.url("/feed")}"\n', **urls
    )
    output = said.stdout + said.stderr
    assert "canari" not in output
    connection = sqlite3.connect(tmp_path / "state/veille.db")
    whys = {
        recipient: sentence(why)
        for recipient, why in connection.execute("SELECT recipient, why FROM message WHERE kind = 'first'")
    }
    connection.close()
    assert {name for name in urls if whys[name]} == set(urls), "each failure is told"
    files = [file for file in (tmp_path / "state").rglob("*") if file.is_file()]
    assert files
    for file in files:
        assert b"canari" not in file.read_bytes(), file.name


def test_twelve_hung_services_do_not_delay_an_alert_by_mail(tmp_path: Path, web: WebServer) -> None:
    with ExitStack() as held, MailServer() as post:
        ports = []
        for _ in range(12):
            silent = held.enter_context(socket.create_server(("127.0.0.1", 0), backlog=50))
            ports.append(silent.getsockname()[1])
        rooms = "".join(
            f'[channel.room{place}]\nurl = "gotify://127.0.0.1:{port}/AbCdEfGh.123456?rto=600&cto=600"\n'
            for place, port in enumerate(ports)
        )
        names = ", ".join(f'"room{place}"' for place in range(12))
        web.on("/feed", Answer(rss([Article(1, "Avant", "Rien.")])))
        config = configured(
            tmp_path,
            f'{rooms}[rule.livre]\nany = ["maison du livre"]\nalert = true\n'
            f'[source]\nculture = "{web.url("/feed")}"\n',
            mail_port=post.port,
            head=f'alert = [{names}, "ines@example.org"]',
        )
        clock = Clock()

        async def life(app: App) -> None:
            await app.poll_once()
            clock.forward(HOUR)
            web.on("/feed", Answer(rss([Article(2, "La Maison du Livre rouvre", "Enfin.")])))
            settling = asyncio.create_task(app.poll_once())
            await until_here(
                lambda: any(message_id.startswith("<a-") for message_id in post.ids), "the alert"
            )
            hung = {f"room{place}" for place in range(12)}
            assert hung <= set(app.deliverer._workers), "the twelve still hang"
            settling.cancel()
            with suppress(asyncio.CancelledError):
                await settling

        before = set(threading.enumerate())
        living(config, clock, life)
        calling = [
            thread for thread in threading.enumerate() if thread.name == "channel" and thread not in before
        ]
        assert len(calling) == 12, "nor do they hold up the end"
