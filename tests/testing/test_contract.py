"""The contract kit: good sources pass, and each of its tests bites a source that breaks one promise."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from veille import Batch, Cursor, Item, NotModified, Page, Secret, SourceError, Suggestion, Web, WebError
from veille.testing import PagesWeb, SourceContract

PAGE = "https://example.org/list"
OTHER = "https://example.org/other"
LINES = b"a|Premier titre\nb|Second titre\nEND"
LATER = b"b|Second titre\nc|Un troisieme\nEND"


@dataclass(frozen=True)
class Source:
    """Reads lines of `id|title`; as good as a source gets."""

    async def poll(self, web: Web, cursor: Cursor) -> Batch:
        page = await web.get(PAGE)
        return Batch(_items(page.body))


def _items(body: bytes) -> list[Item]:
    lines = body.decode().split("\n")
    if lines.pop() != "END":
        raise SourceError("the list has no end")
    rows = [line.split("|") for line in lines]
    return [Item(id=key, title=title, url=f"https://example.org/{key}") for key, title in rows]


@dataclass(frozen=True)
class Remembering:
    """Two pages, a 304 for each, and a cursor that remembers what stood on which."""

    async def poll(self, web: Web, cursor: Cursor) -> Batch:
        items: list[Item] = []
        still: list[str] = []
        seen = {}
        for url in (PAGE, OTHER):
            try:
                fresh = _items((await web.get(url)).body)
            except NotModified:
                seen[url] = cursor[url]
                still += cursor[url]
                continue
            items += fresh
            seen[url] = [item.id for item in fresh]
        return Batch(items, still=still, cursor=seen)


Remembering.__name__ = "Source"


class TestAGoodSource(SourceContract):
    source = Source()
    pages = {PAGE: LINES}
    pages2 = {PAGE: LATER}


class TestASourceOfSeveralPages(SourceContract):
    source = Remembering()
    pages = {PAGE: LINES, OTHER: b"z|Une autre page\nEND"}
    pages2 = {PAGE: LATER, OTHER: b"z|Une autre page\nEND"}


async def _greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    assert await reader.readline() == b"LIST\n"
    writer.write(LINES)
    await writer.drain()


@dataclass(frozen=True)
class Speaking:
    async def poll(self, web: Web, cursor: Cursor) -> Batch:
        reader, writer = await web.connect("list.example.org", 70)
        writer.write(b"LIST\n")
        body = await reader.read()
        writer.close()
        await writer.wait_closed()
        return Batch(_items(body))


Speaking.__name__ = "Source"


class TestASourceThatSpeaksAnotherProtocol(SourceContract):
    source = Speaking()
    speaks = {("list.example.org", 70): _greet}


def contract(poll: Any, pages: Mapping[str, Any] | None = None, **fields: Any) -> SourceContract:
    """Return the contract over a source with that poll, perhaps with a secret."""
    held = fields.pop("secret", None)

    @dataclass(frozen=True)
    class Bad:
        secret: Secret | None = held

        async def poll(self, web: Web, cursor: Cursor) -> Batch:
            return await poll(self, web, cursor)

    Bad.__name__ = "Source"
    kit = type("Kit", (SourceContract,), {"source": Bad(), "pages": pages or {PAGE: LINES}, **fields})
    return kit()


async def _well(self: Any, web: Web, cursor: Cursor) -> Batch:
    return Batch(_items((await web.get(PAGE)).body))


def changed(**values: Any) -> Any:
    """Return a poll whose first item has other values."""

    async def poll(self: Any, web: Web, cursor: Cursor) -> Batch:
        first, *others = (await _well(self, web, cursor)).items
        return Batch([replace(first, **values), *others])

    return poll


def test_a_kind_must_be_called_source_and_be_a_frozen_dataclass_with_an_async_poll():
    class Thing:
        async def poll(self, web, cursor): ...

    kit = contract(_well)
    kit.test_it_is_a_frozen_dataclass_called_source()
    for kind, complaint in [
        (Thing, "must be called Source"),
        (type("Source", (), {"poll": Thing.poll}), "must be a dataclass"),
        (dataclass(type("Source", (), {"poll": Thing.poll})), "must be frozen"),
        (dataclass(frozen=True)(type("Source", (), {"poll": lambda self, web, cursor: None})), "async def"),
    ]:
        kit = type("Kit", (SourceContract,), {"source": kind(), "pages": {PAGE: LINES}})()
        with pytest.raises(AssertionError, match=complaint):
            kit.test_it_is_a_frozen_dataclass_called_source()


def test_a_source_that_finds_nothing_fails():
    async def nothing(self, web, cursor):
        await web.get(PAGE)
        return Batch()

    with pytest.raises(AssertionError, match="no item was found"):
        contract(nothing).test_it_finds_items()


def test_a_poll_that_returns_a_list_fails():
    async def listing(self, web, cursor):
        return _items((await web.get(PAGE)).body)

    with pytest.raises(AssertionError, match="must return a Batch, not list"):
        contract(listing).test_it_finds_items()


def test_a_batch_of_dicts_fails():
    async def dicts(self, web, cursor):
        return Batch([{"id": "a"}])

    with pytest.raises(AssertionError, match="Items, not dict"):
        contract(dicts).test_it_finds_items()


def test_a_first_poll_that_says_still_fails():
    async def presuming(self, web, cursor):
        return Batch(_items((await web.get(PAGE)).body)[:1], still=["b"])

    with pytest.raises(AssertionError, match="at the first poll"):
        contract(presuming).test_it_finds_items()


def test_an_id_given_twice_fails():
    with pytest.raises(AssertionError, match="'b' names two items"):
        contract(changed(id="b")).test_ids_are_unique_and_stable_from_poll_to_poll()


def test_an_item_that_nothing_names_fails():
    with pytest.raises(AssertionError, match="neither id, url nor title"):
        contract(changed(id="", url="", title="")).test_ids_are_unique_and_stable_from_poll_to_poll()


def test_an_id_that_holds_the_time_fails():
    async def ticking(self, web, cursor):
        return await changed(id=f"a-{time.monotonic_ns()}")(self, web, cursor)

    with pytest.raises(AssertionError, match="other ids"):
        contract(ticking).test_ids_are_unique_and_stable_from_poll_to_poll()


def later(answer: Any) -> SourceContract:
    """Return the contract over a source that answers well at first, then as told, with a cursor."""

    async def poll(self, web, cursor):
        items = _items((await web.get(PAGE)).body)
        return answer(items) if cursor else Batch(items, cursor={"seen": [item.id for item in items]})

    return contract(poll, pages2={PAGE: LATER})


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [
        (lambda items: Batch(items[1:]), "'b' is there, and the second poll names it neither"),
        (lambda items: Batch(items, still=["a"]), "'a' is no longer there"),
        (lambda items: Batch(items, still=["b"]), "told twice"),
        (lambda items: Batch(items[:1], still=["c"]), "'c' is in still but was never told"),
        (lambda items: Batch([replace(items[0], title="?"), items[1]]), "reads differently with a cursor"),
        (lambda items: Batch([items[0], replace(items[1], position=1)]), "reads differently"),
    ],
)
def test_a_second_poll_that_leaves_out_or_invents_fails(answer, complaint):
    with pytest.raises(AssertionError, match=complaint):
        later(answer).test_a_later_poll_misses_nothing()
    later(lambda items: Batch(items[1:], still=["b"])).test_a_later_poll_misses_nothing()


def test_an_edited_item_named_in_still_fails():
    kit = later(lambda items: Batch(items[1:], still=["b"]))
    type(kit).pages2 = {PAGE: b"b|Second titre, corrige\nc|Un troisieme\nEND"}
    with pytest.raises(AssertionError, match="'b' has changed"):
        kit.test_a_later_poll_misses_nothing()


def test_a_ranked_answer_that_is_not_told_in_full_fails():
    async def ranked(self, web, cursor):
        items = _items((await web.get(PAGE)).body)
        items = [replace(item, position=place) for place, item in enumerate(items, 1)]
        return Batch(items[1:], still=["a"]) if cursor else Batch(items, cursor={"seen": True})

    with pytest.raises(AssertionError, match="always told in full"):
        contract(ranked).test_a_later_poll_misses_nothing()


@pytest.mark.parametrize("url", ["/a", "example.org/a", "mailto:a@example.org", "https:///a"])
def test_a_url_that_leads_nowhere_from_a_mail_fails(url):
    with pytest.raises(AssertionError, match="is not absolute"):
        contract(changed(url=url)).test_urls_are_absolute()


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        ({"published": datetime(2026, 3, 2, 10)}, "published .* has no zone"),
        ({"updated": datetime(2026, 3, 2, 10)}, "updated .* has no zone"),
        ({"published": "2026-03-02"}, "must be a datetime"),
        ({"closes": datetime(2026, 3, 2, tzinfo=UTC)}, "closes .* must be a date"),
        ({"starts": "demain"}, "starts .* must be a date"),
    ],
)
def test_a_date_that_means_another_time_elsewhere_fails(values, complaint):
    with pytest.raises(AssertionError, match=complaint):
        contract(changed(**values)).test_dates_are_aware()


@pytest.mark.parametrize("cursor", [{"at": (1, 2)}, {1: "a"}, {"at": datetime(2026, 3, 2)}, {"ids": {"a"}}])
def test_a_cursor_that_json_changes_fails(cursor):
    async def poll(self, web, _):
        return Batch(_items((await web.get(PAGE)).body), cursor=cursor)

    with pytest.raises(AssertionError, match="JSON"):
        contract(poll).test_the_cursor_survives_json()


def _dial() -> None:
    with socket.socket() as dialled:
        dialled.connect(("127.0.0.1", 9))


@pytest.mark.parametrize("out", [_dial, lambda: socket.getaddrinfo("localhost", 80)])
def test_a_source_that_dials_by_itself_fails_even_if_it_hides_it(out):
    async def poll(self, web, cursor):
        with contextlib.suppress(OSError):
            out()
        return await _well(self, web, cursor)

    with pytest.raises(AssertionError, match="left this process by itself"):
        contract(poll).test_the_network_is_reached_only_through_web()
    contract(_well).test_the_network_is_reached_only_through_web()
    socket.getaddrinfo("127.0.0.1", 80)  # allowed again


def test_a_source_that_swallows_not_modified_fails():
    async def poll(self, web, cursor):
        try:
            return await _well(self, web, cursor)
        except NotModified:
            return Batch()

    with pytest.raises(AssertionError, match="let NotModified fly"):
        contract(poll).test_not_modified_reaches_the_caller()


def test_a_source_that_makes_an_error_of_not_modified_fails():
    async def poll(self, web, cursor):
        try:
            return await _well(self, web, cursor)
        except NotModified:
            raise SourceError("nothing new") from None

    with pytest.raises(AssertionError, match="was made an error"):
        contract(poll).test_not_modified_reaches_the_caller()


async def _both(self: Any, web: Web, cursor: Cursor) -> Batch:
    first = _items((await web.get(PAGE)).body)
    return Batch([*first, *_items((await web.get(OTHER)).body)])


def test_a_source_of_several_pages_that_stops_at_the_first_unchanged_one_fails():
    pages = {PAGE: LINES, OTHER: b"z|Une autre page\nEND"}
    for index, blamed in [("", PAGE), (OTHER, PAGE), (PAGE, OTHER)]:
        with pytest.raises(AssertionError, match=f"{blamed} had not changed, and no other page was told"):
            contract(_both, pages, index=index).test_one_page_unchanged_does_not_hide_the_others()


def test_a_source_of_several_pages_that_forgets_what_stands_fails():
    async def poll(self, web, cursor):
        items = []
        for url in (PAGE, OTHER):
            try:
                items += _items((await web.get(url)).body)
            except NotModified:
                continue
        return Batch(items)

    pages = {PAGE: LINES, OTHER: b"z|Une autre page\nEND"}
    with pytest.raises(AssertionError, match="is gone: name what stands in still"):
        contract(poll, pages).test_one_page_unchanged_does_not_hide_the_others()


def test_a_source_that_swallows_web_errors_fails():
    async def poll(self, web, cursor):
        try:
            return await _well(self, web, cursor)
        except WebError:
            return Batch()

    with pytest.raises(AssertionError, match="let WebError fly"):
        contract(poll).test_web_errors_reach_the_caller()


def test_a_source_of_several_pages_that_loses_one_in_silence_fails():
    def polling(**said):
        async def poll(self, web, cursor):
            items = _items((await web.get(PAGE)).body)
            try:
                items += _items((await web.get(OTHER)).body)
            except WebError:
                return Batch(items, **said)
            return Batch(items)

        return poll

    pages = {PAGE: LINES, OTHER: b"z|Une autre page\nEND"}
    with pytest.raises(AssertionError, match="failed in silence"):
        contract(polling(), pages).test_web_errors_reach_the_caller()
    contract(polling(degraded="the other page is away"), pages).test_web_errors_reach_the_caller()


def test_a_broken_page_taken_for_an_empty_one_fails():
    async def poll(self, web, cursor):
        try:
            return await _well(self, web, cursor)
        except SourceError:
            return Batch()

    with pytest.raises(AssertionError, match="gave an empty batch"):
        contract(poll).test_a_broken_page_is_an_error_never_an_empty_batch()


def test_a_broken_page_that_raises_whatever_comes_fails():
    async def poll(self, web, cursor):
        return Batch([Item(id=line.split("|")[1]) for line in (await web.get(PAGE)).text().split("\n")])

    with pytest.raises(AssertionError, match="raised IndexError"):
        contract(poll).test_a_broken_page_is_an_error_never_an_empty_batch()


async def _in_an_error(self: Any, web: Web, cursor: Cursor) -> Batch:
    try:
        return await _well(self, web, cursor)
    except SourceError:
        raise SourceError(f"the key {self.secret.reveal()} did not help") from None


async def _in_a_log(self: Any, web: Web, cursor: Cursor) -> Batch:
    logging.getLogger("bad").debug("asking with %s", self.secret.reveal())
    return await _well(self, web, cursor)


async def _on_the_screen(self: Any, web: Web, cursor: Cursor) -> Batch:
    print(self.secret.reveal())
    return await _well(self, web, cursor)


async def _in_the_cursor(self: Any, web: Web, cursor: Cursor) -> Batch:
    return Batch((await _well(self, web, cursor)).items, cursor={"token": self.secret.reveal()})


async def _in_an_item(self: Any, web: Web, cursor: Cursor) -> Batch:
    return await changed(url=f"https://example.org/a?key={self.secret.reveal()}")(self, web, cursor)


@pytest.mark.parametrize("poll", [_in_an_error, _in_a_log, _on_the_screen, _in_the_cursor, _in_an_item])
def test_a_secret_that_gets_out_fails(poll):
    kit = contract(poll, secret=Secret("api", "s3same-0uvre-toi"))
    with pytest.raises(AssertionError, match="the secret 'api' stands in") as complaint:
        kit.test_secrets_are_never_in_an_error_a_log_an_item_or_the_cursor()
    assert "s3same" not in str(complaint.value)


def test_a_secret_that_is_used_and_kept_passes():
    async def poll(self, web, cursor):
        page = await web.get(PAGE, headers={"authorization": f"Bearer {self.secret.reveal()}"})
        return Batch(_items(page.body))

    kit = contract(poll, secret=Secret("api", "s3same-0uvre-toi"))
    kit.test_secrets_are_never_in_an_error_a_log_an_item_or_the_cursor()


def offering(offers: Any) -> SourceContract:
    """Return the kit on a good source of one option, with this hook."""

    @dataclass(frozen=True)
    class Source:
        url: str = PAGE
        poll = _well

    Source.discover = offers
    return type("Kit", (SourceContract,), {"source": Source(), "pages": {PAGE: LINES}})()


def test_an_offer_that_its_kind_could_not_poll_fails():
    async def well(cls: Any, web: Web, page: Page) -> list[Suggestion]:
        return [Suggestion({"url": page.url}, "a list")] if page.body == LINES else []

    async def misspelt(cls: Any, web: Web, page: Page) -> list[Suggestion]:
        return [Suggestion({"ulr": page.url}, "a list")]

    async def silent(cls: Any, web: Web, page: Page) -> list[Suggestion]:
        return [Suggestion({"url": page.url}, " ")]

    async def bare(cls: Any, web: Web, page: Page) -> list[Any]:
        return [{"url": page.url}]

    async def strict(cls: Any, web: Web, page: Page) -> list[Suggestion]:
        return [Suggestion({"url": page.url}, str(_items(page.body)))]

    offering(classmethod(well)).test_what_it_discovers_in_a_page_are_sources_of_its_kind()
    for hook, wrong, complaint in [
        (classmethod(misspelt), TypeError, "ulr"),
        (classmethod(silent), AssertionError, "says what it is"),
        (classmethod(bare), AssertionError, "Suggestions, not dict"),
        (classmethod(strict), SourceError, "no end"),
        (well, AssertionError, "async classmethod"),
    ]:
        with pytest.raises(wrong, match=complaint):
            offering(hook).test_what_it_discovers_in_a_page_are_sources_of_its_kind()


def test_a_web_of_pages_knows_a_page_with_its_parameters_before_the_one_without():
    async def ask():
        web = PagesWeb({PAGE: "any", f"{PAGE}?page=2": "second"})
        bodies = [(await web.get(PAGE, params={"page": number})).body for number in ("1", "2")]
        with pytest.raises(WebError, match="404"):
            await web.get(OTHER)
        return bodies, [request.params for request in web.asked]

    assert asyncio.run(ask()) == ([b"any", b"second"], [{"page": "1"}, {"page": "2"}, {}])


def test_a_web_of_pages_offloads_only_what_a_worker_could_take():
    web = PagesWeb({})
    assert asyncio.run(web.offload(_items, LINES)) == _items(LINES)
    with pytest.raises(AssertionError, match="top-level function"):
        asyncio.run(web.offload(lambda: 1))
