"""Why something failed is data: a template and its values, kept whole, compared as such, said in English by str()."""

from __future__ import annotations

import pickle
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from veille.errors import (
    NO_FAILURE,
    Failure,
    SourceError,
    WebError,
    as_failure,
    failure,
    failures_from_json,
    failures_to_json,
    sentence,
    several,
    text_failure,
)

ANSWERED = failure("{at} answered {status}", at="x.example", status=404)

texts = st.text()
names = st.from_regex(r"[a-z_]{1,8}", fullmatch=True)
simple = st.one_of(texts, st.integers(), st.floats(), st.booleans(), st.dates())


def nested(inner: st.SearchStrategy[Failure]) -> st.SearchStrategy[Failure]:
    values = st.one_of(simple, inner, st.lists(inner, min_size=1, max_size=3))
    return st.builds(
        lambda template, values: failure(template, **values),
        st.text(min_size=1),
        st.dictionaries(names, values, max_size=4),
    )


failures = st.recursive(st.builds(text_failure, st.text(min_size=1)), nested, max_leaves=6)


def test_a_failure_is_its_english_sentence() -> None:
    assert str(ANSWERED) == "x.example answered 404"
    assert str(failure("took longer than {n} s", n=30.0)) == "took longer than 30 s"
    assert str(failure("not within {n} s", n=0.25)) == "not within 0.25 s"
    assert str(failure("it goes on on {day}", day=date(2026, 12, 1))) == "it goes on on 2026-12-01"


def test_a_failure_may_hold_others() -> None:
    why = failure("{why} ({start} redirects there)", why=ANSWERED, start="y.example")
    assert str(why) == "x.example answered 404 (y.example redirects there)"
    assert list(why.walk()) == [why, ANSWERED]
    both = failure("no server was found ({all})", all=(ANSWERED, text_failure("b is down")))
    assert str(both) == "no server was found (x.example answered 404; b is down)"


def test_several_failures_are_said_one_after_the_other_each_once() -> None:
    both = several((ANSWERED, NO_FAILURE, "the feed is cut", ANSWERED))
    assert str(both) == "x.example answered 404; the feed is cut"
    assert several((both, text_failure("again"))).parts == (*both.parts, text_failure("again"))
    assert several((NO_FAILURE, ANSWERED)) == ANSWERED
    assert several(()) == NO_FAILURE


def test_none_is_false_and_says_nothing() -> None:
    assert not NO_FAILURE and not text_failure("") and ANSWERED
    assert (str(NO_FAILURE), NO_FAILURE.to_json(), NO_FAILURE.parts) == ("", "", ())
    assert Failure.from_json("") == as_failure(None) == as_failure("") == NO_FAILURE


def test_failures_are_equal_whose_data_are_and_not_whose_sentences_are() -> None:
    same = failure("{at} answered {status}", status=404, at="x.example")
    assert same == ANSWERED and hash(same) == hash(ANSWERED)
    assert text_failure(str(ANSWERED)) != ANSWERED
    assert failure("{n}", n=1) != failure("{n}", n=True) != failure("{n}", n="1")


def test_what_fills_a_hole_is_not_filled_again() -> None:
    assert str(failure("{at} said {said}", at="{said}", said="{at}")) == "{said} said {at}"
    assert str(failure("{at} has no {more}", at="x")) == "x has no {more}"


@given(failures)
def test_a_failure_comes_back_from_the_database_as_it_was(why: Failure) -> None:
    stored = why.to_json()
    stored.encode()
    back = Failure.from_json(stored)
    assert (back, str(back), back.to_json()) == (why, str(why), stored)


@given(st.dictionaries(texts, failures, max_size=3))
def test_failures_by_name_come_back_as_they_were(found: dict[str, Failure]) -> None:
    assert failures_from_json(failures_to_json(found)) == found


@given(texts)
def test_a_text_that_is_no_failure_is_taken_as_it_stands(text: str) -> None:
    assert sentence(text) == text
    assert str(text_failure(text)) == text.encode("utf-8", "replace").decode()


def test_what_looks_like_a_failure_and_is_none_is_taken_as_a_text() -> None:
    for text in ('{"template": 7}', "{at} answered", '{"template":"a","values":{"b":null}}', "{}", "[1]"):
        assert Failure.from_json(text) == text_failure(text)
    assert sentence(None) == ""
    assert failures_from_json('{"bing":"refused","google":""}') == {
        "bing": text_failure("refused"),
        "google": NO_FAILURE,
    }


def test_an_error_carries_its_failure_also_from_one_process_to_another() -> None:
    error = WebError(ANSWERED, url="https://x.example/", status=404)
    again = pickle.loads(pickle.dumps(error))
    for raised in (error, again):
        assert (raised.failure, str(raised), raised.url, raised.status) == (
            ANSWERED,
            "x.example answered 404",
            error.url,
            404,
        )
    assert SourceError("it rains").failure == text_failure("it rains")
    assert as_failure(error) == ANSWERED
    assert failure("it is not known ({why})", why=error).values["why"] == ANSWERED


def test_texts_are_changed_in_every_depth() -> None:
    why = failure(
        "{why}, {n} times, {said}",
        why=failure("{at} broke", at="secret"),
        n=2,
        said=(text_failure("secret"),),
    )
    assert str(why.mapped(lambda text: text.replace("secret", "[hidden]"))) == (
        "[hidden] broke, 2 times, [hidden]"
    )
