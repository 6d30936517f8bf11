"""veille.kit.charsets: the server's word first, then the document's own, and nothing that comes can make it fail."""

from __future__ import annotations

import pytest

from veille import Page
from veille.kit.charsets import markup, of_markup, of_server


def page(body: bytes, kind: str = "") -> Page:
    return Page("https://quai.example/", 200, {"content-type": kind} if kind else {}, body)


@pytest.mark.parametrize(
    ("kind", "named"),
    [
        ("text/html; charset=utf-8", "utf-8"),
        ('text/html;charset = "ISO-8859-1"', "ISO-8859-1"),
        ("text/html; CHARSET='cp1252'", "cp1252"),
        ("text/html", ""),
        ("", ""),
    ],
)
def test_the_server_names_it_in_whatever_spelling(kind: str, named: str) -> None:
    assert of_server(page(b"", kind)) == named


@pytest.mark.parametrize(
    ("body", "named"),
    [
        (b'<meta charset="utf-8">', "utf-8"),
        (b'<META http-equiv="Content-Type" content="text/html; charset=windows-1252">', "windows-1252"),
        (b"<p>charset=utf-8</p>", ""),
        (b" " * 3_000 + b'<meta charset="utf-8">', ""),
        (b"", ""),
    ],
)
def test_a_document_names_it_in_its_head(body: bytes, named: str) -> None:
    assert of_markup(body) == named


def test_a_head_may_be_longer_than_most() -> None:
    assert of_markup(b" " * 3_000 + b'<meta charset="utf-8">', within=4_000) == "utf-8"


def test_a_page_is_text_by_the_server_then_by_itself_then_as_utf_8() -> None:
    latin = "<meta charset=latin-1>Mémé".encode("latin-1")
    assert markup(page(latin)).endswith("Mémé")
    assert markup(page("<meta charset=latin-1>Mémé".encode(), "text/html; charset=utf-8")).endswith("Mémé")
    assert markup(page("Mémé".encode())) == "Mémé"
    assert markup(page("<meta charset=martian>Mémé".encode())).endswith("Mémé")
    assert "\ufffd" in markup(page(b"M\xe9m\xe9"))
