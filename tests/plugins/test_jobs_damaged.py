"""Damaged JSON is read where it has one meaning, whole JSON as it is, and neither takes long."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patience import work
from veille_plugins.jobs.damaged import loads

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
KEYS = st.from_regex(r"[a-z@]{1,8}", fullmatch=True)
VALUES = st.recursive(
    TEXTS | st.integers() | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(st.dictionaries(KEYS, VALUES, min_size=1))
def test_json_that_is_whole_is_read_as_it_is(value: dict[str, Any]) -> None:
    text = json.dumps(value, ensure_ascii=False)
    try:
        read = loads(text)
    except ValueError:
        return  # what could be two things is not read at all
    assert read == value


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=80))
def test_anything_is_read_or_refused(text: str) -> None:
    with suppress(ValueError):
        loads("{" + text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"d": "dit "oui"", "e": "f"}', {"d": 'dit "oui"', "e": "f"}),
        ('{"d": "un "A", un "B" et un "C""}', {"d": 'un "A", un "B" et un "C"'}),
        ('{"d": "<a href="x">y</a>", "e": {"f": "g"}}', {"d": '<a href="x">y</a>', "e": {"f": "g"}}),
        ('{"d": "a" "e": "b",, "f": [1, 2,],}', {"d": "a", "e": "b", "f": [1, 2]}),
        ('["a "b" c", "d"]', ['a "b" c', "d"]),
        ("{'d': 'l\\'eau', 'e': 'd'or'}", {"d": "l'eau", "e": "d'or"}),
        ('{"d": "C:\\dossier \\u00e9 \\q"}', {"d": "C:\\dossier é \\q"}),
        ('{"d": undefined, "e": 1.5, "f": -2}', {"d": None, "e": 1.5, "f": -2}),
        ('{"d": "x"} }', {"d": "x"}),
    ],
)
def test_what_has_one_meaning_is_read(text: str, value: object) -> None:
    assert loads(text) == value


@pytest.mark.parametrize(
    "text", ["", "{", '{"a": "cut', '{"a": ', "[1, 2", '{"a" 1}', "{a: 1}", "[" * 5_000, '{"a":[' * 5_000]
)
def test_what_was_cut_or_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"no |without|too"):
        loads(text)


@pytest.mark.parametrize("piece", ['" ', '\\"', '", "', '"' + " " * 500, '{"a":"b",', '"},{'])
def test_a_hostile_text_is_given_up_at_once(piece: str) -> None:
    with work(2), suppress(ValueError):
        loads('{"a":"' + piece * (200_000 // len(piece)))
