"""One watch for every server: a first letter, an alert and a digest, sent by the whole of veille."""

from __future__ import annotations

import sqlite3
import ssl
from pathlib import Path

from veille.app import App
from veille.config.model import Config
from veille.errors import sentence
from webserver import Answer, WebServer
from world import DAY, HOUR, Article, Clock, configured, rss

BOOKS = "https://presse.example"
OLD = Article(1, "La Maison du Livre rouvre", "Après deux ans de travaux.")
JOB = Article(2, "Chargé·e de communication <H/F> & « œuvres » 🎨", "À Lyon, la Maison du Livre recrute.")
NEWS = [
    Article(
        number,
        f"La Maison du Livre, épisode {number} : *gras*, [clic](x), `code` & <b>",
        f"Pour la {number}e fois, la Maison du Livre raconte sa semaine aux lecteurs.",
    )
    for number in range(10, 22)
]
TOLD = len(NEWS)
RULES = """
[rule.offres]
any = ["chargé de communication"]
and = ["Lyon"]
topic = "Offres"
alert = true

[rule.livre]
any = ["maison du livre"]
topic = "Livre"

[digest.matin]
at = "07:30"
"""


def configure(folder: Path, web: WebServer, *, mail: str = "", channel: str = "", head: str = "") -> Config:
    """Return a configuration that tells all to Inès's address, or to a channel of this URL (kept as a secret)."""
    text = f'{RULES}\n{mail}\n[source]\nculture = "{web.url("/feed")}"\n'
    if channel:
        secret(folder, "room", channel)
        text += '[channel.room]\nurl = { secret = "room" }\n'
        head += '\nto = "room"'
    return configured(folder, text, head=head)


def secret(folder: Path, name: str, value: str) -> None:
    """Write a secret beside the configuration, as `veille secret` does."""
    (folder / "secrets").mkdir(mode=0o700, exist_ok=True)
    file = folder / "secrets" / name
    file.touch(mode=0o600)
    file.write_text(value)


async def begin(config: Config, web: WebServer, *, tls: ssl.SSLContext | None = None) -> None:
    """Send the first letter."""
    web.on("/feed", Answer(rss([OLD])))
    async with App(config, clock=Clock(), tls=tls) as app:
        await app.poll_once()


async def live(config: Config, web: WebServer, *, tls: ssl.SSLContext | None = None) -> None:
    """Send the first letter, an alert and a digest of twelve items: three messages, in this order."""
    clock = Clock()
    web.on("/feed", Answer(rss([OLD])))
    async with App(config, clock=clock, tls=tls) as app:
        await app.poll_once()
        clock.forward(HOUR)
        web.on("/feed", Answer(rss([JOB, *NEWS, OLD])))
        await app.poll_once()
        clock.forward(DAY)
        await app.poll_once()


def states(folder: Path) -> list[tuple[str, str, str]]:
    """Return each message's kind, state and why, oldest first."""
    connection = sqlite3.connect(folder / "state/veille.db")
    try:
        rows = connection.execute("SELECT kind, state, why FROM message ORDER BY id").fetchall()
        return [(kind, state, sentence(why)) for kind, state, why in rows]
    finally:
        connection.close()
