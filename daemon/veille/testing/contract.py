"""The contract of sources, one test for each promise; each failure has advice for the author."""

# ruff: noqa: S101 - asserts are what a test is made of
from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import inspect
import io
import json
import logging
import traceback
from collections.abc import Awaitable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, ClassVar, TypeVar
from urllib.parse import urlsplit

from veille.errors import NotModified, SourceError, WebError
from veille.model import Batch, Item, Secret
from veille.source import Page, Suggestion, capabilities, hooks
from veille.testing.pages import Answer, PagesWeb, StreamHandler, no_network, page_of

_ERROR_PAGE = b"<!DOCTYPE html><html><head><title>Oops</title></head><body>Be back soon</body></html>"
_SECONDS = 60.0

T = TypeVar("T")


class SourceContract:
    """Inherit it in a class called Test…, and give that `source` and `pages`.

    `pages` maps each URL that the source requests to a file or bytes; `pages2` is what they answer a while
    later (by default, the same). `speaks` is for kinds that use `web.connect`: (host, port) to a coroutine.
    `index` is the URL of a page which is unchanged only if nothing changed.
    """

    source: ClassVar[Any] = None
    pages: ClassVar[Mapping[str, Answer]] = {}
    pages2: ClassVar[Mapping[str, Answer] | None] = None
    speaks: ClassVar[Mapping[tuple[str, int], StreamHandler]] = {}
    index: ClassVar[str] = ""

    def test_it_is_a_frozen_dataclass_called_source(self) -> None:
        """The loader finds a kind by that name; its fields are its options; equal options are one source."""
        kind: Any = type(self.source)
        assert kind.__name__ == "Source", f"the class must be called Source, not {kind.__name__}"
        assert hasattr(kind, "__dataclass_params__"), "Source must be a dataclass: its fields are its options"
        assert kind.__dataclass_params__.frozen, "Source must be frozen: @dataclass(frozen=True)"
        assert inspect.iscoroutinefunction(kind.poll), "poll must be `async def`"

    def test_it_finds_items(self) -> None:
        """The first poll gives all of them in full: there is no earlier one."""
        batch = self._poll()
        assert isinstance(batch, Batch), f"poll must return a Batch, not {type(batch).__name__}"
        assert batch.items, "no item was found in the pages given"
        strangers = [type(item).__name__ for item in batch.items if not isinstance(item, Item)]
        assert not strangers, f"a batch holds Items, not {strangers[0]}"
        assert not batch.still, "still names what was told before: at the first poll (cursor {}), nothing"

    def test_ids_are_unique_and_stable_from_poll_to_poll(self) -> None:
        """By id, else by url, else by title: what identifies an item, today and tomorrow."""
        names = _names(self._poll())
        twice = sorted({name for name in names if names.count(name) > 1})
        assert not twice, f"{twice[0]!r} names two items of one batch: ids (else urls) must be unique"
        assert "" not in names, "an item has neither id, url nor title: nothing tells it from another"
        assert _names(self._poll()) == names, "the same pages gave other ids: no time or chance in an id"

    def test_a_later_poll_misses_nothing(self) -> None:
        """A cursor leaves nothing out: an item comes in full or, if it came before and is unchanged, in still."""
        later = self.pages if self.pages2 is None else self.pages2
        before, whole = self._poll(), self._poll(later)
        try:
            batch = self._poll(later, _through_json(before.cursor))
        except NotModified:
            assert capabilities(self.source).incremental, "the pages were polled again, and NotModified came"
            batch = Batch()
        names, right = _names(batch), set(_names(whole))
        assert len(set(names)) == len(names), "an item is told twice: in items, or in still, not in both"
        if capabilities(self.source).incremental:
            again = set(names).intersection(_names(before))
            assert not again, (
                f"{min(again)!r} was told before: a kind that goes on where it left off tells it once"
            )
            names = sorted({*names, *_names(before)})
            right |= set(_names(before))
        lost, invented = right.difference(names), set(names) - right
        assert not lost, f"{min(lost)!r} is there, and the second poll names it neither in items nor in still"
        assert not invented, f"{min(invented)!r} is no longer there, and the second poll still names it"
        first = {_name(item): item for item in before.items}
        full = {_name(item): item for item in whole.items}
        for name in batch.still:
            assert name in first, f"{name!r} is in still but was never told"
            assert first[name] == full[name], f"{name!r} has changed: tell it in full, not in still"
        for item in batch.items:
            assert item == full[_name(item)], f"{_name(item)!r} reads differently with a cursor than without"
        ranked = any(item.position is not None for item in batch.items)
        assert not (ranked and batch.still), "a ranked answer (items with a position) is always told in full"

    def test_urls_are_absolute(self) -> None:
        """A reader clicks them in a mail, where there is no page to be relative to."""
        for item in self._poll().items:
            parts = urlsplit(item.url)
            absolute = not item.url or (parts.scheme in ("http", "https") and parts.hostname)
            assert absolute, f"url {item.url!r} is not absolute: urljoin(page.url, …)"

    def test_dates_are_aware(self) -> None:
        """A time without its zone is another time elsewhere; a day is a date."""
        for item in self._poll().items:
            for name, moment in (("published", item.published), ("updated", item.updated)):
                if moment is not None:
                    assert isinstance(moment, datetime), f"{name} {moment!r} must be a datetime"
                    assert moment.tzinfo is not None, f"{name} {moment!r} has no zone: give it tzinfo=UTC"
            for name, day in (("closes", item.closes), ("starts", item.starts)):
                is_day = isinstance(day, date) and not isinstance(day, datetime)
                assert day is None or is_day, f"{name} {day!r} must be a date, without a time"

    def test_the_cursor_survives_json(self) -> None:
        """It is stored as JSON: lists, str keys, no tuples, no dates."""
        cursor = self._poll().cursor
        again = _through_json(cursor)
        assert again == (cursor or {}), f"the cursor {cursor!r} comes back from JSON as {again!r}"

    def test_the_network_is_reached_only_through_web(self) -> None:
        """Guard, pace, limits and validators are behind web; a socket opened beside it has none of them."""
        with no_network() as tried:
            self._poll()
        assert not tried, f"the source left this process by itself ({tried[0]}): only `web` may"

    def test_not_modified_reaches_the_caller(self) -> None:
        """Or, in a source of several pages, what stands on them is named in still."""
        if not self.pages:
            return  # a kind that speaks another protocol has no 304
        before = self._poll()
        try:
            batch = self._poll(dict.fromkeys(self.pages, NotModified()), _through_json(before.cursor))
        except NotModified:
            return
        except (WebError, SourceError) as error:
            raise AssertionError(f"NotModified was made an error ({error}): let it fly") from error
        assert not batch.items and set(batch.still) == set(_names(before)), (
            "no page had changed: let NotModified fly, or catch it per page and name what stands in still"
        )

    def test_one_page_unchanged_does_not_hide_the_others(self) -> None:
        """A 304 for one page does not stand for the next one."""
        before = self._poll()
        for url in self.pages if len(self.pages) > 1 else ():
            if url == self.index:
                continue
            try:
                batch = self._poll({**self.pages, url: NotModified()}, _through_json(before.cursor))
            except NotModified:
                message = f"{url} had not changed, and no other page was told: catch NotModified per page"
                raise AssertionError(message) from None
            missing = set(_names(before)).difference(_names(batch))
            assert not missing, (
                f"{url} had not changed, and {min(missing)!r} is gone: name what stands in still"
            )

    def test_web_errors_reach_the_caller(self) -> None:
        """The core retries, waits and notifies; a source that hides an error fails silently."""
        failing = dict.fromkeys(self.pages, _away())
        try:
            batch = self._poll(failing, speaks={})
        except WebError:
            pass
        else:
            raise AssertionError(f"every page failed, and {len(batch.items)} items came: let WebError fly")
        for url in self.pages if len(self.pages) > 1 else ():
            with contextlib.suppress(WebError):
                batch = self._poll({**self.pages, url: _away()})
                assert batch.degraded, f"{url} failed in silence: let WebError fly, or say it in degraded"

    def test_a_broken_page_is_an_error_never_an_empty_batch(self) -> None:
        """Else a site that changed its pages would look like a site where nothing happens."""
        for what, body in (("an empty body", b""), ("an error page", _ERROR_PAGE), ("half a page", None)):
            pages = {url: _broken(page_of(url, page), body) for url, page in self.pages.items()}
            try:
                batch = self._poll(pages)
            except (SourceError, WebError):
                continue
            except Exception as error:
                message = f"{what} raised {type(error).__name__} ({error}): raise SourceError with a sentence"
                raise AssertionError(message) from error
            reported = batch.items or batch.degraded or batch.suspect
            assert reported or not pages, f"{what} gave an empty batch: raise SourceError, or set suspect"

    def test_secrets_are_never_in_an_error_a_log_an_item_or_the_cursor(self) -> None:
        """Errors are mailed, logs are kept, cursors are stored."""
        secrets = [secret for secret in _secrets(self.source) if secret.reveal()]
        rounds: list[Mapping[str, Answer]] = [self.pages]
        rounds += [dict.fromkeys(self.pages, answer) for answer in (_away(), b"", _ERROR_PAGE)]
        for pages in rounds if secrets else ():
            output = io.StringIO()
            with _listening(output):
                try:
                    batch = self._poll(pages)
                    output.write(f"{batch!r} {json.dumps(dict(batch.cursor or {}), default=repr)}")
                except Exception:
                    output.write(traceback.format_exc())
            for secret in secrets:
                assert secret.reveal() not in output.getvalue(), (
                    f"the secret {secret.name!r} stands in an error, a log, an item or the cursor: "
                    "send it in a header, and write it nowhere"
                )

    def test_what_it_declares_is_of_its_type(self) -> None:
        """The core reads it in one place, and takes nothing for something else."""
        try:
            capabilities(self.source)
        except TypeError as error:
            raise AssertionError(str(error)) from error

    def test_what_it_discovers_in_a_page_are_sources_of_its_kind(self) -> None:
        """`veille add` passes any page to every kind: a strange one is no error, and a suggestion can be written down."""
        kind: Any = type(self.source)
        discover = hooks(kind).discover
        if discover is None:
            return
        bound = getattr(discover, "__self__", None) is kind
        assert bound and inspect.iscoroutinefunction(discover), "discover must be an async classmethod"
        shown = [page_of(url, page) for url, page in self.pages.items() if not isinstance(page, Exception)]
        strange = [_broken(page, body) for page in shown[:1] for body in (b"", _ERROR_PAGE, b"\0\xff", None)]
        not_fetched = [Page(page.url, 0) for page in shown]
        for page in (*shown, *strange, *not_fetched):
            for suggestion in _awaited(discover(PagesWeb(self.pages), page)):
                assert isinstance(suggestion, Suggestion), (
                    f"discover gives Suggestions, not {type(suggestion).__name__}"
                )
                assert suggestion.what.strip(), "a suggestion says what it is, in a few words"
                if suggestion.table == "source":
                    kind(**suggestion.options)  # raises where the options are not those of this kind

    def _poll(
        self,
        pages: Mapping[str, Answer] | None = None,
        cursor: Mapping[str, Any] | None = None,
        *,
        speaks: Mapping[tuple[str, int], StreamHandler] | None = None,
    ) -> Batch:
        assert self.source is not None, "set `source` in the test class: source = Source(…)"
        assert self.pages or self.speaks, "set `pages` in the test class: pages = {url: a file, or bytes}"
        web = PagesWeb(
            self.pages if pages is None else pages, speaks=self.speaks if speaks is None else speaks
        )

        async def poll() -> Batch:
            async with asyncio.timeout(_SECONDS):
                batch: Batch = await self.source.poll(web, dict(cursor or {}))
                return batch

        return asyncio.run(poll())


def _awaited(answer: Awaitable[T]) -> T:
    async def wait() -> T:
        return await answer

    return asyncio.run(wait())


def _name(item: Item) -> str:
    return item.id or item.url or item.title or item.text


def _names(batch: Batch) -> list[str]:
    return sorted([*batch.still, *map(_name, batch.items)])


def _through_json(cursor: Mapping[str, Any] | None) -> dict[str, Any]:
    try:
        return dict(json.loads(json.dumps(dict(cursor or {}))))
    except TypeError as error:
        raise AssertionError(f"the cursor is not JSON ({error})") from error


def _away() -> WebError:
    return WebError("the server answered 503 (service unavailable)", status=503)


def _broken(page: Page, body: bytes | None) -> Page:
    """Return the page with that body; with None, its first half."""
    return dataclasses.replace(page, body=page.body[: len(page.body) // 2] if body is None else body)


def _secrets(value: Any) -> Iterator[Secret]:
    if isinstance(value, Secret):
        yield value
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _secrets(getattr(value, field.name))
    elif isinstance(value, Mapping):
        yield from _secrets(list(value.values()))
    elif isinstance(value, list | tuple | set | frozenset):
        for inner in value:
            yield from _secrets(inner)


@contextlib.contextmanager
def _listening(output: io.StringIO) -> Iterator[None]:
    """Write all that is logged or printed to `output`."""
    root, handler = logging.getLogger(), logging.StreamHandler(output)
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
            yield
    finally:
        root.setLevel(level)
        root.removeHandler(handler)
