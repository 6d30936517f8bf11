"""Handles, addresses, ORCID and own pages are found sign for sign, and never as a part of another's."""

from __future__ import annotations

import pytest

from veille.match.rules import Doc
from veille.model import Name
from veille.names.finder import Names
from veille.names.handles import checked
from veille.names.spelling import NameForm

INES = Name(
    "moi",
    "Inès Morel-Dupuis",
    "moi",
    also=("@inesmd", "ines@inesmd.example", "@ines@toot.example", "blog.inesmd.example"),
    mine=("inesmorel.example", "https://www.profils.example/ines-morel/", "musées.example"),
    orcid="https://orcid.org/0000-0002-1694-233X",
)
NAMES = Names([INES])


def in_text(text: str) -> list[tuple[NameForm, str]]:
    return [
        (sighting.form, text[sighting.start : sighting.end])
        for sighting in NAMES.find([Doc("", text, "feed")])[0]
    ]


def in_url(url: str) -> list[tuple[NameForm, str]]:
    found = NAMES.find([Doc("", "", "feed", url=url)])[0]
    assert all(sighting.field == "url" for sighting in found)
    return [(sighting.form, url[sighting.start : sighting.end]) for sighting in found]


@pytest.mark.parametrize(
    ("text", "form", "words"),
    [
        ("merci @inesmd !", NameForm.HANDLE, "@inesmd"),
        ("merci à (@InesMD).", NameForm.HANDLE, "@InesMD"),
        ("你好@inesmd谢谢", NameForm.HANDLE, "@inesmd"),
        ("voir @ines@toot.example.", NameForm.HANDLE, "@ines@toot.example"),
        ("https://x.com/inesmd/status/1", NameForm.HANDLE, "x.com/inesmd/status/1"),
        ("Écrire à ines@inesmd.example.", NameForm.ADDRESS, "ines@inesmd.example"),
        ("sur inesmorel.example, hier", NameForm.OWN, "inesmorel.example"),
        ("sur https://www.inesmorel.example/cv?x=1 !", NameForm.OWN, "www.inesmorel.example/cv?x=1"),
        ("sur HTTPS://InesMorel.example.", NameForm.OWN, "InesMorel.example"),
        ("sur photos.inesmorel.example", NameForm.OWN, "photos.inesmorel.example"),
        ("(profils.example/ines-morel)", NameForm.OWN, "profils.example/ines-morel"),
        ("fr.profils.example/ines-morel/cv.", NameForm.OWN, "fr.profils.example/ines-morel/cv"),
        ("blog.inesmd.example", NameForm.OWN, "blog.inesmd.example"),
        ("sur musées.example", NameForm.OWN, "musées.example"),
        ("sur xn--muses-dsa.example", NameForm.OWN, "xn--muses-dsa.example"),
        ("ORCID 0000-0002-1694-233X, Lyon", NameForm.ORCID, "0000-0002-1694-233X"),
        ("https://orcid.org/0000-0002-1694-233x", NameForm.ORCID, "0000-0002-1694-233x"),
    ],
)
def test_a_sign_of_ones_own_is_found_in_text(text: str, form: NameForm, words: str) -> None:
    assert in_text(text) == [(form, words)]


@pytest.mark.parametrize(
    "text",
    [
        "@inesmdx @inesmd2 @inesmd_ @x.inesmd",
        "@inesmd@toot.example et @ines@autre.example",
        "bonjour@inesmd et inesmd@autre.example",
        "é@inesmd",
        "inesmd sans signe",
        "notinesmorel.example",
        "inesmorel.example.evil.test",
        "inesmorel.example-evil.test",
        "inesmorel.example%2eevil.test",
        "https://inesmorel.example@evil.test/",
        "https://inesmorel.example:mot@evil.test/",
        "inesmorel.exampl et inesmorel.examples",
        "profils.example/ines-morel-2 et profils.example/ines",
        "evil.test/inesmd",
        "x.com/inesmd2",
        "xines@inesmd.example",
        "0000-0002-1694-2339",
        "10000-0002-1694-233X et 0000-0002-1694-233X1",
    ],
)
def test_a_part_of_anothers_sign_is_not_found(text: str) -> None:
    assert in_text(text) == []


@pytest.mark.parametrize(
    ("url", "form", "words"),
    [
        ("https://inesmorel.example/", NameForm.OWN, "inesmorel.example/"),
        ("http://www.inesmorel.example:8080/cv?a=b", NameForm.OWN, "www.inesmorel.example:8080/cv"),
        ("https://profils.example/Ines%2DMorel", NameForm.OWN, "profils.example/Ines%2DMorel"),
        ("https://github.com/InesMD", NameForm.HANDLE, "github.com/InesMD"),
        ("https://toot.example/@ines/123", NameForm.HANDLE, "toot.example/@ines/123"),
        ("https://video.example/@inesmd", NameForm.HANDLE, "@inesmd"),
        ("https://orcid.org/0000-0002-1694-233X", NameForm.ORCID, "0000-0002-1694-233X"),
    ],
)
def test_an_items_own_address_may_be_mine(url: str, form: NameForm, words: str) -> None:
    assert in_url(url) == [(form, words)]


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.test/inesmorel.example/",
        "https://evil.test/?u=https://inesmorel.example/",
        "https://inesmorel.example@evil.test/",
        "https://inesmorel.example.evil.test/",
        "https://github.com/inesmd2",
        "https://toot.example/@inesx",
        "https://profils.example/ines-morel-2",
        "inesmorel",
        "https://",
    ],
)
def test_anothers_address_is_not_mine(url: str) -> None:
    assert in_url(url) == []


def test_an_orcid_has_a_checksum() -> None:
    assert checked("0000-0002-1825-0097")
    assert checked("https://orcid.org/0000-0002-1694-233X")
    assert not checked("0000-0002-1825-0098")
    assert not checked("0000-0002-1825")
