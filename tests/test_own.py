"""What one says oneself, on own pages and accounts, is no mention by others."""

from __future__ import annotations

import pytest

from veille.match.own import by_oneself, is_own
from veille.model import Name

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
        ("https://bsky.app/profile/ines.bsky.example/post/3k", True),
        ("https://bsky.app/profile/hugo.bsky.example/post/3k", False),
        ("https://mastodon.example/@inesmdx/1", False),
        ("https://presse.example/@inesmd", False),
    ],
)
def test_a_post_of_an_own_account_is_said_by_oneself(url: str, own: bool) -> None:
    assert by_oneself(url, NAME) is own
