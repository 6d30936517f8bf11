"""veille.kit.lists: pages that changed, did not, or did not answer are one batch that says all that is there."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence

import pytest

from veille import Batch, Item, NotModified, SourceError, WebError, failure
from veille.kit.lists import together

KNOWN = {"jobs": ["a", "b"], "news": ["c"]}
DOWN = WebError(failure("news.example did not answer in time"))


def item(name: str, title: str = "") -> Item:
    return Item(id=name, title=title or name, url=f"https://quai.example/{name}")


def page(answer: Batch | Exception) -> Callable[[], Awaitable[Batch]]:
    async def ask() -> Batch:
        if isinstance(answer, Exception):
            raise answer
        return answer

    return ask


def polled(
    answers: Mapping[str, Batch | Exception],
    known: Mapping[str, Sequence[str]] = KNOWN,
    *,
    complete: bool = False,
) -> Batch:
    asks = {name: page(answer) for name, answer in answers.items()}
    return asyncio.run(together(asks, known, complete=complete))


def test_what_stands_on_an_unchanged_page_is_still_there() -> None:
    batch = polled(
        {"jobs": Batch([item("a"), item("d")], title="Quai"), "news": NotModified()}, complete=True
    )
    assert [told.id for told in batch.items] == ["a", "d"]
    assert batch.still == ("c",)
    assert batch.cursor == {"jobs": ["a", "d"], "news": ["c"]}
    assert batch.complete
    assert batch.title == "Quai"
    assert not batch.degraded


def test_a_page_that_does_not_answer_holds_what_it_held_and_says_why() -> None:
    batch = polled({"jobs": NotModified(), "news": DOWN}, complete=True)
    assert batch.still == ("a", "b", "c")
    assert batch.cursor == KNOWN
    assert str(batch.degraded) == "news.example did not answer in time"
    assert batch.complete


def test_an_item_on_two_pages_is_told_once_and_is_not_still() -> None:
    batch = polled({"jobs": Batch([item("c", "Changed")]), "news": NotModified()})
    assert [told.title for told in batch.items] == ["Changed"]
    assert batch.still == ()
    twice = polled({"jobs": Batch([item("x", "First")]), "news": Batch([item("x", "Second")])})
    assert [told.title for told in twice.items] == ["First"]


def test_what_newer_items_pushed_off_a_page_stays() -> None:
    batch = polled({"jobs": Batch([item("d")], still=["a", "b", "d"]), "news": NotModified()})
    assert batch.still == ("a", "b", "c")
    assert batch.cursor == {"jobs": ["d", "a", "b"], "news": ["c"]}


def test_an_item_without_an_id_goes_by_its_address() -> None:
    batch = polled({"jobs": Batch([Item(title="A", url="https://quai.example/a")])}, {})
    assert batch.cursor == {"jobs": ["https://quai.example/a"]}


def test_nothing_new_anywhere_is_not_modified() -> None:
    with pytest.raises(NotModified):
        polled({"jobs": NotModified(), "news": NotModified()})


def test_where_every_page_fails_the_poll_fails() -> None:
    with pytest.raises(WebError, match="in time"):
        polled({"jobs": DOWN, "news": SourceError("another form")})


def test_a_page_of_which_nothing_is_known_must_answer() -> None:
    with pytest.raises(WebError, match="in time"):
        polled({"jobs": Batch([item("a")]), "news": DOWN}, {})


def test_a_page_that_was_kept_under_another_cursor_makes_no_list_complete() -> None:
    batch = polled({"jobs": Batch([item("a")]), "news": NotModified()}, {}, complete=True)
    assert not batch.complete
    assert batch.cursor == {"jobs": ["a"], "news": []}


def test_what_is_wrong_on_a_page_that_answers_is_told_beside_what_fails() -> None:
    batch = polled({"jobs": Batch([item("a")], degraded=failure("{n} could not be read", n=2)), "news": DOWN})
    assert str(batch.degraded) == "2 could not be read; news.example did not answer in time"
