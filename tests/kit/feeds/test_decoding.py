"""In which charset a feed is read."""

from __future__ import annotations

import pytest

from veille import NO_FAILURE, Page
from veille.kit.charsets import of_server
from veille.kit.feeds.decoding import decoded

TEXT = "Новости – «Лион»"


def read(body: bytes, kind: str = "") -> tuple[str, bool]:
    page, damage = decoded(Page("https://a.example/", headers={"content-type": kind}, body=body))
    return page.body.decode(of_server(page) or "utf-8", "strict"), bool(damage)


def declared(charset: str, text: str = TEXT) -> bytes:
    return f'<?xml version="1.0" encoding="{charset}"?><rss>{text}</rss>'.encode(charset)


def test_a_body_in_ascii_is_left_as_it_is() -> None:
    page = Page("https://a.example/", body=b"<rss/>")
    assert decoded(page) == (page, NO_FAILURE)


@pytest.mark.parametrize("before", [b"\n", b"\xef\xbb\xbf\n", b"<!-- a -->", b"Notice: undefined\n\n"])
def test_what_stands_before_a_declaration_is_left_out(before: bytes) -> None:
    body = declared("windows-1251")
    page, damage = decoded(Page("https://a.example/", body=before + body))
    assert (page.body, damage) == (body, NO_FAILURE)


def test_a_declaration_within_a_document_is_none_of_its_own() -> None:
    body = b"<rss><item>" + declared("windows-1251", "x") + b"</item></rss>"
    assert decoded(Page("https://a.example/", body=body))[0].body == body


@pytest.mark.parametrize("said", ["", "utf-8", "iso-8859-1", "windows-1251", "gb2312", "us-ascii", "martien"])
@pytest.mark.parametrize("own", ["utf-8", "iso-8859-1", "windows-1251", "shift_jis"])
def test_bytes_that_are_utf_8_are_that_whatever_is_said(said: str, own: str) -> None:
    body = declared("utf-8").replace(b"utf-8", own.encode())
    assert TEXT in read(body, f"text/xml; charset={said}" if said else "")[0]


@pytest.mark.parametrize("said", ["", "utf-8", "iso-8859-1", "gb2312", "martien"])
def test_one_wrong_byte_spoils_its_character_alone(said: str) -> None:
    text, damaged = read(declared("utf-8") + b"\xff", f"text/xml; charset={said}" if said else "")
    assert TEXT in text
    assert text.endswith("\ufffd")
    assert damaged


def test_what_is_in_windows_1252_all_through_is_left_to_what_guesses() -> None:
    body = "<rss>été, forêt, « élève », naïf</rss>".encode("cp1252")
    page, damage = decoded(Page("https://a.example/", body=body))
    assert (page.body, bool(damage)) == (body, False)


@pytest.mark.parametrize("charset", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_wide_charsets_are_read_with_and_without_their_mark(charset: str) -> None:
    assert read(f"<rss>{TEXT}</rss>".encode(charset)) == (f"<rss>{TEXT}</rss>", False)
