"""A digest of 300 items arrives whole: nothing is cut in its markup, 25 are shown, and the others counted."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from mailserver import MailServer
from veille.app import App
from webserver import Answer, WebServer
from world import DAY, Article, Clock, configured, living, rss

VOID = frozenset(("area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"))
RULES = """
[rule.musees]
any = ["musée*"]
topic = "Secteur"

[digest.matin]
at = "07:30"
"""


class Balance(HTMLParser):
    """Keeps what was opened, and what was closed without having been."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


def words(number: int) -> str:
    """Return a title that resembles no other one, or they would be folded into one story."""
    letters = [chr(97 + (number * step + step) % 26) * 2 + str(number * step) for step in (3, 7, 11, 17, 19)]
    return " ".join(letters)


def test_a_digest_of_300_items_arrives_with_its_markup_whole(tmp_path: Path) -> None:
    articles = [
        Article(
            number,
            f"Musée {words(number)} <b>&amp;",
            f"« Œuvre » {number} & <i>un lieu {words(number + 500)}",
        )
        for number in range(300)
    ]
    with WebServer() as web, MailServer() as post:
        web.on("/feed", Answer(rss([])), Answer(rss(articles)))
        source = f'[source]\nculture = "{web.url("/feed")}"'
        config = configured(tmp_path, f"{RULES}{source}", mail_port=post.port)
        clock = Clock()

        async def life(app: App) -> None:
            await app.poll_once()
            clock.forward(3600)
            (polled,) = await app.poll_once()
            assert polled.kept is not None and polled.kept.new == 300
            clock.forward(DAY)
            await app.settle()

        living(config, clock, life)
        (digest,) = [mail for mail in post.mails if mail["Message-ID"].startswith("<d-")]
        raw = post.raw[post.mails.index(digest)]
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    html = digest.get_body(("html",)).get_content()
    balance = Balance()
    balance.feed(html)
    balance.close()
    assert balance.open == balance.wrong == []
    assert html.rstrip().endswith("</html>")
    tree = LexborHTMLParser(html)
    shown = {
        href
        for link in tree.css("a")
        if re.fullmatch(r"https://presse\.example/\d+", href := link.attributes.get("href") or "")
    }
    assert len(shown) == 25
    text = digest.get_body(("plain",)).get_content()
    assert len(set(re.findall(r"https://presse\.example/\d+", text))) == 25
    for part in (tree.text(), text):
        assert "275" in part, "the others are counted"
    assert "&amp;amp;" not in html
