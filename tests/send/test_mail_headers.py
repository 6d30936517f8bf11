"""Headers are legal however long or strange their words, and another program reads back what was written."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.utils import parseaddr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veille.send import mail

STRANGE = [
    "é" * 250,
    "a" * 250,
    "mot " * 62 + "fin",
    "🎉" * 120,
    "Chargé·e de communication : l’œuvre d’une « Maison », à Lyon (H/F) 🎨 " * 4,
    'She said "hi, you", (twice) <to@nobody.example>; and, \\ so on ' * 5,
    'short, "quoted" \\ <a@b>',
    "=?utf-8?q?looks_encoded?=",
    "日本語の件名 " * 30,
    "e\u0301 a combining accent " * 12,
]
ADDRESS = "ines.veille@example.org"


def read(raw: str) -> str:
    """Return a header's text as a mail program reads it."""
    raw.encode("ascii")
    message = message_from_bytes(raw.encode() + b"\r\n\r\n", policy=policy.compat32)
    (value,) = message.values()
    return str(make_header(decode_header(re.sub(r"\r?\n(?=[ \t])", "", value))))


def is_legal(raw: str) -> bool:
    lines = raw.split("\r\n")
    folded = all(line.startswith(" ") and line.strip() for line in lines[1:])
    encoded = re.findall(r"=\?[^?]+\?[bqBQ]\?[^?]*\?=", raw)
    return folded and max(map(len, lines)) <= 78 and all(len(word) <= 75 for word in encoded)


@pytest.mark.parametrize("text", STRANGE)
def test_a_subject_is_folded_legally_and_read_back_the_same(text: str) -> None:
    raw = mail.words("Subject", text)
    assert is_legal(raw)
    assert read(raw) == mail.one_line(text)


@pytest.mark.parametrize("text", STRANGE)
def test_a_display_name_is_read_back_the_same_and_never_touches_the_address(text: str) -> None:
    raw = mail.mailbox("From", text, ADDRESS)
    assert is_legal(raw)
    value = re.sub(r"\r\n(?=[ \t])", "", raw.partition(": ")[2])
    name, address = parseaddr(value)
    assert address == ADDRESS
    assert str(make_header(decode_header(name))) == mail.one_line(text)
    parsed = message_from_bytes(raw.encode() + b"\r\n\r\n", policy=policy.default)["From"]
    assert [address.addr_spec for address in parsed.addresses] == [ADDRESS]


@given(st.text(max_size=300))
@settings(max_examples=100)
def test_nothing_that_is_written_as_words_becomes_another_header(text: str) -> None:
    raws = [
        mail.words("Subject", text),
        mail.mailbox("From", text, ADDRESS),
        mail.listed("List-Id", text, "a.b"),
    ]
    message = message_from_bytes("\r\n".join([*raws, "", ""]).encode("ascii"), policy=policy.default)
    assert message.keys() == ["Subject", "From", "List-Id"]
    assert read(raws[0]).strip() == mail.one_line(text)
    assert [address.addr_spec for address in message["From"].addresses] == [ADDRESS]


def test_line_ends_controls_and_reordering_signs_do_not_pass() -> None:
    assert mail.one_line("a\r\nBcc: x\x00\u2028b\u0085c\u202ed\udfff") == "a Bcc: x b cd?"
    assert mail.plain_header("References", "<a\r\n>") == "References: <a >"


def test_an_id_is_never_cut_nor_encoded() -> None:
    long = f"<topic-{'o' * 90}-2026-11@example.org>"
    assert mail.plain_header("References", long) == f"References: {long}"
