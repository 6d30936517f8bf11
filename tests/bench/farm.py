"""A farm of feeds on loopback, in a process of its own, so that serving them is not measured with reading them.

    python farm.py 1000        # prints its address, serves until its standard input is closed

Feed n stands at /feed/n: 20 items and about 60 KB, RSS 2.0 or Atom by turns, in French or English. It is a
window over an endless row of items; POST /round/r moves every window to r, so each round brings one new item
and takes the oldest. POST /known/no makes the server forget what validators are, and send everything again;
POST /known/yes makes it answer 304 to who knows. Same numbers, same bytes.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Sequence
from email.utils import formatdate
from html import escape
from pathlib import Path
from random import Random
from subprocess import PIPE, Popen
from time import gmtime, strftime
from urllib.request import Request, urlopen

ITEMS = 20
BEGAN = 1_750_000_000

FRENCH = (
    (
        "La régie des eaux",
        "Le comité de quartier",
        "Une coopérative",
        "L'atelier municipal",
        "Un collectif d'élèves",
        "La fabrique de cycles",
        "L'amicale des bateliers",
        "Le conservatoire",
        "Une libraire",
        "Le syndicat des forêts",
    ),
    (
        "ouvre au public",
        "cartographie",
        "remet en état",
        "interroge",
        "finance",
        "transforme",
        "prête aux écoles",
        "photographie",
        "déménage",
        "inventorie",
        "met en vente",
        "étudie",
        "rebaptise",
        "partage",
        "illumine",
    ),
    (
        "les anciens lavoirs",
        "un fonds de partitions",
        "le réseau de tramways",
        "une halle de 1902",
        "douze serres",
        "la digue du canal",
        "des archives sonores",
        "un verger en pente",
        "le planétarium",
        "la ligne de bus de nuit",
    ),
    ("à", "près de", "aux portes de", "au sud de", "en lisière de"),
    (
        "avant l'hiver",
        "après dix ans d'attente",
        "avec ses voisins",
        "sans attendre la région",
        "pour une saison",
        "à la demande des usagers",
        "malgré les crues",
        "grâce à une collecte",
        "dès la rentrée",
        "en trois étapes",
    ),
)
ENGLISH = (
    ("The water board", "A tenants' group", "The boat builders' guild", "A night school", "The county archive",
     "A team of botanists", "The harbour trust", "A retired printer", "The cycling works", "A village choir"),
    ("reopens", "maps", "repairs", "buys back", "records", "catalogues", "lends to schools", "surveys", "moves",
     "repaints", "digs out", "funds", "measures", "renames", "lights up"),
    ("a row of greenhouses", "the old signal box", "nine miles of towpath", "a lost map of the marsh", "the clock mill",
     "its own tide tables", "the Sunday ferry", "a library of seeds", "two listed kilns", "the upper reservoir"),
    ("in", "near", "outside", "north of", "just beyond"),
    ("before the frost", "after a ten-year wait", "with its neighbours", "without a grant", "for one season",
     "at the users' request", "despite the floods", "thanks to a raffle", "this term", "in three stages"),
)  # fmt: skip
STARTS, MIDDLES, ENDS = (
    line.split()
    for line in (
        "Bel Cor Dam Esk Fal Gri Hol Jor Kel Lam Mor Nes Ost Pel Quin Ros Sal Tor Ulm Var Wen Yel",
        "a be ci do e fa gi lo ma ni o pa ri se ta u ve",
        "bourg court dale ford ham lieu mont nay ness port rive sand stead val vert ville wick",
    )
)


class Farm:
    """The feeds as bytes, and what the server knows of validators."""

    def __init__(self, feeds: int, base: str = "") -> None:
        self.feeds = feeds
        self.base = base
        self.round = 0
        self.known = True
        random = Random(60)
        self._bodies = [[_body(random, words) for _ in range(40)] for words in (FRENCH, ENGLISH)]

    def answer(self, method: str, path: str, etag: str) -> tuple[int, dict[str, str], bytes]:
        """Return status, header fields and body."""
        match method, path.strip("/").split("/"):
            case "POST", ["round", number] if number.isdigit():
                self.round = int(number)
                return 200, {}, b""
            case "POST", ["known", "yes" | "no" as known]:
                self.known = known == "yes"
                return 200, {}, b""
            case "GET", ["feed", number] if number.isdigit() and int(number) < self.feeds:
                head = {"ETag": f'"{number}-{self.round}"'} if self.known else {}
                if head and etag == head["ETag"]:
                    return 304, head, b""
                kind = "rss" if int(number) % 3 else "atom"
                return 200, head | {"Content-Type": f"application/{kind}+xml"}, self.feed(int(number))
        return 404, {}, b"no such feed\n"

    def feed(self, number: int) -> bytes:
        """Return a feed's document as it stands in this round, newest item first."""
        items = [self._item(number, article) for article in range(self.round + ITEMS - 1, self.round - 1, -1)]
        name = escape(place(Random(number)))
        if number % 3:
            head = f"<channel><title>Le Courrier de {name}</title><link>{self.base}/</link><description/>"
            start = '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
            return "\n".join([_XML + start, head, *items, "</channel></rss>"]).encode()
        head = f"<title>The {name} Messenger</title><id>urn:bench:{number}</id><updated>{_iso(self.round)}</updated>"
        return "\n".join(
            [_XML + '<feed xmlns="http://www.w3.org/2005/Atom">', head, *items, "</feed>"]
        ).encode()

    def _item(self, number: int, at: int) -> str:
        random = Random(number * 1_000_003 + at)
        english = not number % 2
        title = escape(_sentence(random, (ENGLISH if english else FRENCH)[:4]))
        link = f"{self.base}/{number}/{at}-{random.randrange(10**6)}.html"
        body = "".join(random.sample(self._bodies[english], 3))
        if number % 3:
            return (
                f"<item><title>{title}</title><link>{link}</link><guid>{link}</guid><pubDate>"
                f"{formatdate(BEGAN + at * 3600, usegmt=True)}</pubDate><description>{title}.</description>"
                f"<content:encoded><![CDATA[{body}]]></content:encoded></item>"
            )
        return (
            f'<entry><title>{title}</title><link href="{link}"/><id>{link}</id><updated>{_iso(at)}</updated>'
            f'<content type="html">{escape(body)}</content></entry>'
        )


_XML = '<?xml version="1.0" encoding="utf-8"?>\n'


def _iso(at: int) -> str:
    return strftime("%Y-%m-%dT%H:%M:%SZ", gmtime(BEGAN + at * 3600))


def place(random: Random) -> str:
    """Return the name of a place that is not there."""
    return random.choice(STARTS) + random.choice(MIDDLES) + random.choice(MIDDLES) + random.choice(ENDS)


def _sentence(random: Random, words: Sequence[Sequence[str]]) -> str:
    who, does, what, where, *when = map(random.choice, words)
    return " ".join((who, does, what, where, place(random), *when))


def _body(random: Random, words: Sequence[Sequence[str]]) -> str:
    """Return a paragraph as the press marks it up: a third is text, as in real feeds."""
    text = escape(". ".join(_sentence(random, words) for _ in range(3)), quote=False)
    name = place(random)
    image = f"https://images.example/{name.lower()}/{random.randrange(10**9)}"
    sizes = ", ".join(f"{image}-{width}x{width * 2 // 3}.jpg {width}w" for width in (320, 640, 1280))
    return (
        f'<figure class="wp-block-image size-large aligncenter"><img loading="lazy" decoding="async" width="1280" '
        f'height="853" src="{image}-1280x853.jpg" srcset="{sizes}" sizes="(max-width: 1280px) 100vw, 1280px"/></figure>'
        f'<p class="has-text-align-left">{text}, <a href="https://www.example/lieux/{name.lower()}?utm_source=rss&amp;'
        f'utm_medium=feed" target="_blank" rel="noopener noreferrer">dit <em>{name}</em></a>.</p>\n'
    )


async def _serve(farm: Farm) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                first, *rest = head.decode("latin-1").split("\r\n")
                fields = {
                    name.lower(): value.strip() for name, _, value in (line.partition(":") for line in rest)
                }
                method, path, _ = first.split(" ", 2)
                status, answer, body = farm.answer(method, path, fields.get("if-none-match", ""))
                answer["Content-Length"] = str(len(body))
                lines = [f"HTTP/1.1 {status} As asked"] + [
                    f"{name}: {value}" for name, value in answer.items()
                ]
                writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    farm.base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    print(farm.base, flush=True)
    await asyncio.to_thread(sys.stdin.read)
    os._exit(0)


class FarmProcess:
    """The farm beside this process: `base` is its address. Closed by leaving the context."""

    def __init__(self, feeds: int) -> None:
        self._feeds = feeds

    def __enter__(self) -> FarmProcess:
        command = [sys.executable, str(Path(__file__)), str(self._feeds)]
        self._process = Popen(command, stdin=PIPE, stdout=PIPE, text=True)
        assert self._process.stdout is not None
        self.base = self._process.stdout.readline().strip()
        self.pid = self._process.pid
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate("")

    def tell(self, what: str) -> None:
        """Say "round/2" or "known/no" to the farm."""
        with urlopen(Request(f"{self.base}/{what}", method="POST")):
            pass


if __name__ == "__main__":
    asyncio.run(_serve(Farm(int(sys.argv[1]))))
