"""Lists of feeds, read and written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veille import Page, SourceError
from veille.kit.feeds.opml import OpmlFeed, is_opml, read, written

WORDS = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp", "Cn", "Co", "Cf")), min_size=1
)


def of(text: str) -> list[OpmlFeed]:
    return read(Page("", body=text.encode()))


@given(st.lists(st.tuples(WORDS, WORDS)))
def test_what_is_written_is_read_again(feeds: list[tuple[str, str]]) -> None:
    made = [OpmlFeed(f"https://a.example/{n}?a&b", title, (topic,)) for n, (title, topic) in enumerate(feeds)]
    found = read(Page("", body=written(made, "veille").encode()))
    assert {feed.url for feed in found} == {feed.url for feed in made}
    if not any("&" in feed.title or "&" in feed.folders[0] for feed in made):  # "&lt;" may be meant as such
        assert set(found) == set(made)


def test_an_outline_that_ends_more_than_began_closes_nothing_more() -> None:
    assert of('<opml></outline></outline><outline xmlUrl="a"/></opml>') == [OpmlFeed("a")]


def test_comments_hold_no_feed() -> None:
    assert of('<opml><!-- <outline xmlUrl="a"/> --><outline xmlUrl="b"/></opml>') == [OpmlFeed("b")]


@pytest.mark.parametrize("body", [b"", b"<html></html>", b"<rss/>", b"opml", b"<!-- <opml> -->"])
def test_what_is_no_list_is_refused(body: bytes) -> None:
    assert not is_opml(body)
    with pytest.raises(SourceError, match="no OPML"):
        read(Page("", body=body))


@pytest.mark.parametrize(
    "start", ["", "\ufeff", '<?xml version="1.0"?>\n', "<!DOCTYPE opml>", "<!-- a -->\n"]
)
def test_a_list_is_known_by_its_root(start: str) -> None:
    assert is_opml(f"{start}<opml version='2.0'>".encode())
