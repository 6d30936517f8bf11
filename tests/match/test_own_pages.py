"""What one says oneself, on own pages and accounts, is no mention by others."""

from __future__ import annotations

from pathlib import Path

import pytest

from veille.app import App
from veille.match.own_pages import by_oneself, is_own
from veille.match.rules import Doc
from veille.model import Name
from veille.names.finder import Names
from webserver import Answer, WebServer
from world import Clock, configured, living, rows

MINE = ("inesmorel.example", "doyoubuzz.example/ines-morel", "https://www.cv.example/Me/")
NAME = Name(
    "moi", "Inès Morel", "moi", also=("@inesmd", "@ines@social.example", "@ines.bsky.example"), mine=MINE
)


@pytest.mark.parametrize(
    "url",
    [
        "https://inesmorel.example",
        "http://www.inesmorel.example/page?x=1",
        "https://blog.inesmorel.example/",
        "https://doyoubuzz.example/ines-morel",
        "https://doyoubuzz.example/ines-morel/cv",
        "https://cv.example/me",
    ],
)
def test_own_pages_are_hosts_and_beginnings_of_addresses(url: str) -> None:
    assert is_own(url, MINE)


@pytest.mark.parametrize(
    "url",
    [
        "https://notinesmorel.example/",
        "https://inesmorel.example.evil.test/",
        "https://doyoubuzz.example/ines-morelle",
        "https://doyoubuzz.example/",
        "",
        "https://[broken",
    ],
)
def test_what_only_looks_like_one_is_none(url: str) -> None:
    assert not is_own(url, MINE)


@pytest.mark.parametrize(
    ("url", "own"),
    [
        ("https://mastodon.example/@inesmd/1123", True),
        ("https://social.example/@ines/1", True),
        ("https://www.social.example/@Ines/1", True),
        ("https://elsewhere.example/@ines@social.example/1", True),
        ("https://elsewhere.example/@ines/1", False),
        ("https://social.example/@ines@elsewhere.example/1", False),
        ("https://bsky.app/profile/ines/post/3k", False),
        ("https://bsky.app/profile/ines.bsky.example/post/3k", True),
        ("https://bsky.app/profile/hugo.bsky.example/post/3k", False),
        ("https://mastodon.example/@inesmdx/1", False),
        ("https://presse.example/@inesmd", False),
    ],
)
def test_a_post_of_an_own_account_is_said_by_oneself(url: str, own: bool) -> None:
    assert by_oneself(url, NAME) is own


@pytest.mark.parametrize(
    ("own", "url", "theirs"),
    [
        ("facebook.com/profile.php?id=1", "https://www.facebook.com/profile.php?id=1", True),
        ("facebook.com/profile.php?id=1", "https://www.facebook.com/profile.php?sk=about&id=1", True),
        ("facebook.com/profile.php?id=1", "https://www.facebook.com/profile.php?id=12", False),
        ("facebook.com/profile.php?id=1", "https://www.facebook.com/profile.php", False),
        ("cv.example/?page=ines", "https://cv.example/?page=ines", True),
        ("cv.example/?page=ines", "https://cv.example/?page=hugo", False),
        ("cv.example/in/inès", "https://cv.example/in/in%C3%A8s", True),
        ("cv.example/in/in%C3%A8s", "https://cv.example/in/Inès/cv", True),
        ("cv.example/in/inès", "https://cv.example/in/ine%CC%80s", True),
        ("musées.example", "https://xn--muses-dsa.example/1", True),
        ("xn--muses-dsa.example", "https://blog.musées.example/1", True),
        ("musées.example", "https://musees.example/1", False),
    ],
)
def test_whether_a_page_is_an_own_one_is_told_the_same_of_an_address_and_in_a_text(
    own: str, url: str, theirs: bool
) -> None:
    names = Names([Name("moi", "Inès Morel", "moi", mine=(own,))])
    assert is_own(url, (own,)) is theirs
    assert bool(names.find([Doc("", "", "feed", url=url)])[0]) is theirs
    assert bool(names.find([Doc("", f"sur {url} !", "feed")])[0]) is theirs


def test_an_own_page_meets_no_rule(tmp_path: Path, web: WebServer) -> None:
    page = (
        "<html><body><main><h1>Inès Morel</h1><p>Chargée de communication à Lyon, je médie. "
        + "Je lis. " * 40
    )
    web.on("/me", Answer(page + "</p></main></body></html>", headers={"content-type": "text/html"}))
    config = configured(
        tmp_path,
        f"""[channel.j]
console = true
[rule.offres]
any = ["chargée de communication"]
[source.me]
kind = "own_page"
url = "{web.url("/me")}"
""",
        head='to = "j"',
    )

    async def life(app: App) -> None:
        await app.poll_once()

    living(config, Clock(), life)
    assert rows(tmp_path, "SELECT count(*) FROM item") == [(1,)]
    assert not rows(tmp_path, "SELECT 1 FROM match")
