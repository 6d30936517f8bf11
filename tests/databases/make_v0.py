"""Make v0.sql: a database as veille wrote it before its tables had migrations after 0003, with every table filled.

Made once, by that version (commit ab4810c), in a checkout of it beside this one:

    PYTHONPATH=OLD/daemon:OLD/plugins:tests python -m databases.make_v0

A database that a released version wrote is made anew by nobody: what this writes is kept as it is.
The watch of two days: a first letter, alerts and digests that left, one that is refused, one that was leased when the
machine went down, a rule that is paused, a source and a recipient that fail, marks, and ranked answers.
"""

from __future__ import annotations

import asyncio
import sqlite3
import ssl
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from mailserver import MailServer
from recordedweb import RecordedWeb
from veille.app import App
from veille.config import load
from veille.store import marks, outbox, owed

START = 1795420800.0  # Monday 23 November 2026, 08:00 UTC
HOUR, DAY = 3600.0, 86400.0
STOPPED = START + 34 * HOUR
"""When the daemon of the former version was killed: UTC seconds, Tuesday 18:00."""

CONFIG = """
[veille]
language = "fr"
timezone = "Europe/Paris"
name = "Inès"
state = "{state}"
to = "ines@example.org"
proxy = "{proxy}"

[mail]
user = "veille@example.org"
smtp = "127.0.0.1:{port}"
tls = "none"

[search]
news = false

[person.moi]
name = "Inès Morel-Dupuis"
context = ["médiation", "musée"]
not = ["handball", "Sélestat"]

[company.confluence]
name = "Fabrique Confluence"
topic = "Employeurs"
alert = false

[rule.offres]
any = ["chargé de communication"]
topic = "Offres"
alert = true

[rule.livre]
any = ["maison du livre"]
topic = "Livre"
alert = true

[digest.matin]
at = "07:30"

[digest.equipe]
at = "18:00"
to = "paul@example.org"

[source]
presse = "http://presse.example/feed"
lent = "http://lent.example/feed"

[source.appels]
url = "http://appels.example/feed"
topic = "Appels"
"""


def items(*texts: tuple[int, str, str]) -> bytes:
    """Return a feed that tells these (number, title, text)."""
    told = "".join(
        f"<item><guid isPermaLink='false'>{number}</guid><link>http://presse.example/{number}</link>"
        f"<title>{title}</title><description>{text}</description></item>"
        for number, title, text in texts
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Presse Culture</title>'
        f"<link>http://presse.example/</link><description>d</description>{told}</channel></rss>"
    ).encode()


FIRST = (
    (1, "La bibliothèque rouvre ses portes", "Après six mois de travaux, le fonds ancien est de retour."),
    (2, "Chargé de communication à Rezé", "La ville cherche un chargé de communication."),
    (3, "La Fabrique Confluence recrute", "Dix postes à pourvoir avant l'été."),
)
ALERTED = (4, "Chargé de communication au Lieu unique", "Un poste de chargé de communication, à Nantes.")
MUSEUM = (5, "Les réserves ouvertes", "Inès Morel-Dupuis ouvre les réserves du musée aux familles.")
CROSS = (6, "Résultats du cross", "Cross : 14. I. Morel-Dupuis, 15. A. Roth.")
HANDBALL = (7, "Sélestat s'impose", "Handball : Inès Morel-Dupuis marque neuf fois pour Sélestat.")
EDITED = (1, "La bibliothèque rouvre enfin", "Après six mois de travaux, le fonds ancien est de retour.")
BOOK = (8, "Trois romans pour l'hiver", "La maison du livre a choisi trois romans.")
OTHER_BOOK = (9, "Lectures à voix haute", "La maison du livre invite cinq voix à lire.")
WAITS = (10, "Chargé de communication à Brest", "Le port cherche un chargé de communication.")
LEASED = (11, "Chargé de communication à Tours", "La Loire cherche un chargé de communication.")
LAST = (EDITED, *FIRST[1:], ALERTED, MUSEUM, CROSS, HANDBALL, BOOK, OTHER_BOOK, WAITS, LEASED)
CALLS = ((21, "Appel à projets culturels", "Dossiers à déposer en mairie."),)
MORE_CALLS = (*CALLS, (22, "Appel à résidences", "Trois résidences d'écriture."))


def pages(presse: bytes) -> dict[str, bytes | str | int]:
    """Return the web as it stands once the feed tells this."""
    return {
        "http://presse.example/feed": presse,
        "http://appels.example/feed": items(*MORE_CALLS),
        "http://lent.example/feed": 503,
    }


class Clock:
    """UTC seconds, moved by hand."""

    now = START

    def __call__(self) -> float:
        return self.now


async def watch(app: App, web: RecordedWeb, post: MailServer, clock: Clock) -> None:
    """Live through the two days, until the machine goes down in the middle of a send."""

    async def at(hours: float, **answers: bytes | int) -> None:
        clock.now = START + hours * HOUR
        for name, answer in answers.items():
            web.serve(f"http://{name}.example/feed", answer)
        await app.poll_once()

    await at(0, presse=items(*FIRST), appels=items(*CALLS), lent=items((31, "Un article", "Texte.")))
    await at(0.05)
    await at(1, presse=items(*FIRST, ALERTED, MUSEUM))
    await at(2, presse=items(*FIRST, ALERTED, MUSEUM, CROSS, HANDBALL), lent=503)
    for item, value, name in ((6, "yes", "moi"), (7, "no", "moi"), (1, "pick", ""), (2, "noise", "")):
        await app.writer.run(
            lambda db, item=item, value=value, name=name: marks.add_mark(
                db, number(db, item), value, now=int(clock.now), name=name
            )
        )
    await app.writer.run(
        lambda db: marks.add_mark(db, number(db, 3), "note", now=int(clock.now), note="en parler à Paul")
    )
    await at(3, presse=items(EDITED, *FIRST[1:], ALERTED, MUSEUM, CROSS, HANDBALL), appels=items(*MORE_CALLS))
    await app.writer.run(lambda db: owed.pause(db, "livre", int(clock.now), int(clock.now + 10 * DAY)))
    await at(4, presse=items(*LAST[:-2]))
    post.at_rcpt = "451 4.7.1 later please"
    await at(9.1)  # the digest to Paul is put off …
    post.at_rcpt = "550 5.1.1 no such user"
    await at(11)  # … then refused for good
    post.at_rcpt = ""
    await at(22.6)  # Inès gets her digest
    await at(28)
    post.at_rcpt = "451 4.7.1 later please"
    await at(33.1)  # the next digest to Paul waits
    await at(33.5, presse=items(*LAST[:-1]))  # and so does an alert
    app._deliver = False
    await at(33.9, presse=items(*LAST))
    await app.writer.run(
        lambda db: db.execute("UPDATE message SET not_before = not_before + 7200 WHERE state = 'pending'"
                              " AND id < (SELECT max(id) FROM message)")
    )  # fmt: skip
    await app.writer.run(
        lambda db: db.execute("UPDATE recipient SET rests_until = 0 WHERE name LIKE 'ines%'")
    )
    leased = await app.writer.run(lambda db: outbox.lease(db, "ines@example.org", int(clock.now)))
    assert leased is not None


def number(db: sqlite3.Connection, ident: int) -> int:
    """Return the number of the item that the feed calls so."""
    return int(db.execute("SELECT id FROM item WHERE ident = ?", (str(ident),)).fetchone()[0])


# What two days of two feeds do not bring about, as the former version would have written it.
MORE = """
INSERT INTO answer VALUES (1, 1, 'moi', 'duckduckgo', 1795424400, '["duckduckgo"]', '{}');
INSERT INTO answer VALUES (2, 1, 'moi', 'duckduckgo', 1795510800, '[]', '{"duckduckgo": "a captcha"}');
INSERT INTO position VALUES
  (1, 1, x'00112233445566778899aabbccddeeff', 5, 'http://presse.example/5', 'Les réserves ouvertes', '["duckduckgo"]'),
  (1, 2, x'ffeeddccbbaa99887766554433221100', 0, 'https://ailleurs.example/ines', 'Inès', '["duckduckgo"]');
INSERT INTO movement VALUES
  (1, 1, 'moi', 1795424400, 'new', 2, NULL, x'ffeeddccbbaa99887766554433221100', 0, 'https://ailleurs.example/ines',
   'Inès', 1795424460);
INSERT INTO budget VALUES ('brave', '2026-11', 17);
UPDATE validators SET etag = '"a1"', modified = 'Mon, 23 Nov 2026 08:00:00 GMT',
  moved_to = 'http://appels.example/flux', moved_since = 1795424400, moved_told = NULL WHERE url LIKE '%appels%';
INSERT INTO setting VALUES ('network', '{"down": 1795500000, "told": false}'), ('network_down', '1795500000')
  ON CONFLICT(key) DO UPDATE SET value = excluded.value;
INSERT INTO setting VALUES ('items_used', '14');
INSERT INTO setting VALUES ('cut:matin:ines@example.org', '[3, 4]') ON CONFLICT(key) DO UPDATE SET value = excluded.value;
UPDATE owed SET deferred = 1795541400 WHERE id = (SELECT max(owed.id) FROM owed JOIN match ON match.id = owed.match
  WHERE match.by = 'rule:livre');
INSERT INTO message(kind, name, recipient, key, message_id, topic, subject, text, html, chat, page, state, created,
    not_before, expires, why)
  VALUES ('say', '', 'ines@example.org', 'say:1', 's-1@example.org', '', 'Un mot', 'Un mot.', '<p>Un mot.</p>',
    '["Un mot."]', '', 'dropped', 1795424400, 1795424400, 1795428000, 'dropped by hand'),
  ('alert', '', 'ines@example.org', 'alert:9999:ines@example.org', 'a-held@example.org', 'Offres', 'Plus tard', 'Texte.',
    '<p>Texte.</p>', '["Texte."]', '', 'held', 1795536000, 1795600000, 1795700000, '');
UPDATE message SET html = '<!doctype html><p>…</p>' WHERE state IN ('sent', 'dead');
UPDATE message SET picture = x'89504e47' WHERE kind = 'first';
"""


def dumped(db: sqlite3.Connection) -> Iterator[str]:
    """Yield the statements that make a database anew; its index is built by them, too."""
    yield f"PRAGMA application_id = {db.execute('PRAGMA application_id').fetchone()[0]};"
    yield f"PRAGMA user_version = {db.execute('PRAGMA user_version').fetchone()[0]};"
    made = [
        (kind, name, sql)
        for kind, name, sql in db.execute("SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL")
        if not name.startswith(("item_fts_", "sqlite_"))
    ]
    for _, _, sql in made:
        yield f"{sql};"
    for kind, name, _ in made:
        if kind != "table" or name == "item_fts":
            continue
        columns = [row[1] for row in db.execute(f"PRAGMA table_info({name})")]
        quoted = " || ', ' || ".join(f'quote("{column}")' for column in columns)
        for (values,) in db.execute(f'SELECT {quoted} FROM "{name}"'):
            yield f'INSERT INTO "{name}" VALUES ({values});'
    yield "INSERT INTO item_fts(item_fts) VALUES('rebuild');"


def main() -> None:
    """Write v0.sql beside this file."""
    with (
        tempfile.TemporaryDirectory() as folder,
        RecordedWeb(pages(b""), ssl.create_default_context()) as web,
        MailServer() as post,
    ):
        state, file = Path(folder) / "state", Path(folder) / "veille.toml"
        file.write_text(CONFIG.format(state=state, proxy=web.proxy, port=post.port), "utf-8")
        clock = Clock()

        async def live() -> None:
            async with App(load(file), clock=clock) as app:
                await watch(app, web, post, clock)

        asyncio.run(live())
        with closing(sqlite3.connect(state / "veille.db")) as db:
            db.executescript(MORE)
            text = "\n".join(dumped(db))
    Path(__file__).with_name("v0.sql").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
