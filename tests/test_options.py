"""A table becomes a typed object, or everything that is wrong with it, in words and without what was written."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, Literal

import pytest
from annotated_types import Ge, Le, Len
from hypothesis import given, settings
from hypothesis import strategies as st

from veille import options
from veille.model import Secret

HERE = ("veille.toml", "source.lwn")


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    size: int = 1


@dataclass(frozen=True, slots=True)
class Kind:
    url: str
    and_: tuple[str, ...] = ()
    number: int = 1
    share: float = 0.5
    wanted: bool = True
    to: str | tuple[str, ...] = ()
    key: Secret | None = None
    language: Literal["fr", "en"] = "en"
    every: str = field(default="30m", metadata={"example": '"30m"'})
    part: Part | None = None
    parts: tuple[Part, ...] = ()


def wrong(table: dict[str, Any], cls: type = Kind) -> list[str]:
    found = options.read(cls, table, where=HERE)
    assert isinstance(found, list), found
    return [str(problem) for problem in found]


def test_a_table_becomes_its_dataclass_with_its_defaults():
    found = options.read(Kind, {"url": "u", "and": ["a"], "parts": [{"name": "n"}], "share": 2}, where=HERE)
    assert found == Kind(url="u", and_=("a",), parts=(Part("n"),), share=2.0)


def test_a_misspelt_key_is_told_with_the_nearest_one():
    assert wrong({"ulr": "x"}) == [
        "veille.toml [source.lwn]: 'url' is missing",
        "veille.toml [source.lwn]: unknown option 'ulr'; did you mean 'url'?",
    ]


def test_every_problem_is_told_at_once():
    table = {
        "url": 3,
        "number": "5",
        "wanted": "yes",
        "to": 1,
        "key": "hunter2",
        "language": "de",
        "every": 30,
    }
    assert wrong(table) == [
        "veille.toml [source.lwn]: 'url' must be text, in quotes",
        "veille.toml [source.lwn]: 'number' must be a whole number",
        "veille.toml [source.lwn]: 'wanted' must be true or false",
        "veille.toml [source.lwn]: 'to' must be text, in quotes, or a list, in [ ]",
        "veille.toml [source.lwn]: 'key' must be a secret, written { secret = \"NAME\" }",
        "veille.toml [source.lwn]: 'language' must be 'fr' or 'en'",
        "veille.toml [source.lwn]: 'every' must be text, in quotes, such as \"30m\"",
    ]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("number", True),
        ("number", "1"),
        ("number", 1.0),
        ("share", True),
        ("share", "1"),
        ("wanted", 1),
        ("url", 1),
    ],
)
def test_no_value_is_taken_for_one_of_another_type(key: str, value: object):
    assert len(wrong({"url": "u", key: value})) == 1


def test_problems_of_nested_tables_are_told_with_their_place():
    assert wrong({"url": "u", "part": {"nam": "x"}, "parts": [{"name": "n"}, {"name": 3, "sze": 1}]}) == [
        "veille.toml [source.lwn]: 'part.name' is missing",
        "veille.toml [source.lwn]: unknown option 'nam' in 'part'; did you mean 'name'?",
        "veille.toml [source.lwn]: 'parts' number 2 'name' must be text, in quotes",
        "veille.toml [source.lwn]: unknown option 'sze' in 'parts' number 2; did you mean 'size'?",
    ]


def test_a_field_that_python_reserves_is_written_without_its_underscore():
    assert wrong({"url": "u", "and_": ["a"]}) == [
        "veille.toml [source.lwn]: unknown option 'and_'; did you mean 'and'?"
    ]
    assert "and" in options.keys(Kind)


def test_a_secret_stands_only_where_one_is_asked_for():
    secret = Secret("mail", "hunter2")
    assert options.read(Kind, {"url": "u", "key": secret}, where=HERE) == Kind(url="u", key=secret)
    assert wrong({"url": secret}) == [
        "veille.toml [source.lwn]: 'url' must be text, in quotes; a secret can't stand here"
    ]


def test_keys_that_are_read_elsewhere_are_suggested_too():
    found = options.read(Kind, {"url": "u", "topik": "x"}, where=HERE, also=["topic"])
    assert isinstance(found, list)
    assert str(found[0].why) == "unknown option 'topik'; did you mean 'topic'?"


def test_an_author_s_own_sentence_is_told_without_what_was_written():
    @dataclass(frozen=True)
    class Picky:
        engine: str

        def __post_init__(self) -> None:
            raise ValueError(f"no engine is called {self.engine!r}")

    assert wrong({"engine": "hunter2"}, Picky) == ["veille.toml [source.lwn]: no engine is called '…'"]


@settings(max_examples=60)
@given(key=st.sampled_from(options.keys(Kind)), depth=st.integers(0, 2))
def test_no_sentence_ever_holds_what_was_written(key: str, depth: int):
    value: Any = "hunter2-hunter2"
    for _ in range(depth):
        value = [value]
    found = options.read(Kind, {key: value, "unknown": value}, where=HERE)
    assert isinstance(found, list)
    assert not any("hunter2" in str(problem) for problem in found)


def test_bounds_that_an_author_sets_are_told_in_words():
    @dataclass(frozen=True)
    class Bounded:
        many: Annotated[int, Ge(1), Le(50)] = 1
        words: Annotated[tuple[str, ...], Len(1, 7)] = ("x",)
        since: date | None = None

    assert wrong({"many": 0, "words": [], "since": "soon"}, Bounded) == [
        "veille.toml [source.lwn]: 'many' must be at least 1",
        "veille.toml [source.lwn]: 'words' must be given, not empty",
        "veille.toml [source.lwn]: 'since' must be a date such as 2026-11-23",
    ]
    assert options.read(Bounded, {"since": date(2026, 11, 23)}, where=HERE) == Bounded(
        since=date(2026, 11, 23)
    )


def test_the_right_part_of_a_wrong_table_can_be_judged_all_the_same():
    assert options.salvage(Kind, {"url": "u", "number": "x", "to": "me"}) == Kind(url="u", to="me")
    assert options.salvage(Kind, {"url": 3}) is None


def test_the_schema_refuses_unknown_keys_and_knows_secrets():
    found = options.schema(Kind)
    assert found["additionalProperties"] is False
    assert found["$defs"]["Part"]["additionalProperties"] is False
    assert set(found["properties"]) == set(options.keys(Kind))
    assert found["properties"]["key"]["anyOf"][0]["required"] == ["secret"]
    assert found["required"] == ["url"]
    json.dumps(found)


def test_a_class_whose_types_cannot_be_read_is_refused_with_a_sentence():
    cls = dataclasses.make_dataclass("Odd", [("x", "Nowhere")], frozen=True)
    with pytest.raises(TypeError, match="the options of Odd can't be read: name 'Nowhere' is not defined"):
        options.prepare(cls)


def _seconds(text: str) -> int:
    return int(text.removesuffix("s"))


def _plain(text: str) -> Secret:
    return Secret("", text)


@dataclass(frozen=True, slots=True)
class Pace:
    """A dataclass of which one field is no option, and one is written as text and read into seconds."""

    name: str = field(metadata=options.GIVEN)
    every: Annotated[int, options.Parsed(_seconds)] = 30
    until: Annotated[date, options.Parsed(date.fromisoformat, empty=None)] | None = None
    key: Secret | Annotated[Secret, options.Parsed(_plain)] | None = None


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ({}, Pace("lwn")),
        ({"every": "90s"}, Pace("lwn", 90)),
        ({"until": ""}, Pace("lwn", until=None)),
        ({"until": "2026-11-23"}, Pace("lwn", until=date(2026, 11, 23))),
        ({"key": "t"}, Pace("lwn", key=Secret("", "t"))),
        ({"key": Secret("k", "t")}, Pace("lwn", key=Secret("k", "t"))),
    ],
)
def test_text_becomes_what_its_field_holds_and_what_no_table_holds_is_given(table, expected):
    assert options.read(Pace, table, where=HERE, given={"name": "lwn"}) == expected


def test_what_is_given_is_no_option_and_a_parser_has_its_own_word():
    found = options.read(Pace, {"name": "x", "every": 90, "until": "tomorrow"}, where=HERE)
    assert isinstance(found, list)
    assert [str(problem) for problem in found] == [
        "veille.toml [source.lwn]: 'every' must be text, in quotes",
        "veille.toml [source.lwn]: 'until' Invalid isoformat string: 'tomorrow'",
        "veille.toml [source.lwn]: unknown option 'name'",
    ]
    assert options.keys(Pace) == ("every", "until", "key")
    assert options.salvage(Pace, {"every": 90}, {"name": "lwn"}) == Pace("lwn")
    assert set(options.schema(Pace)["properties"]) == {"every", "until", "key"}


@dataclass(frozen=True, slots=True)
class Paces:
    """Options that are written as text: with an example of their default, of another value, of none, with none."""

    every: Annotated[int, options.Parsed(_seconds)] = field(default=30, metadata={"example": '"30s"'})
    other: Annotated[int, options.Parsed(_seconds)] = field(default=30, metadata={"example": '"5s"'})
    odd: Annotated[int, options.Parsed(_seconds)] = field(default=30, metadata={"example": "so many"})
    bare: Annotated[int, options.Parsed(_seconds)] = 30
    none: Annotated[int, options.Parsed(_seconds, empty=0)] = 0
    and_: Annotated[int, options.Parsed(_seconds)] = field(default=7, metadata={"example": '"7s"'})


def test_the_schema_tells_a_default_as_it_is_written_or_not_at_all():
    said = options.schema(Paces)["properties"]
    assert {key: described.get("default") for key, described in said.items()} == {
        "every": "30s", "other": None, "odd": None, "bare": None, "none": "", "and": "7s"
    }  # fmt: skip
    assert all(described["type"] == "string" for described in said.values())
