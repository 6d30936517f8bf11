"""Ways out that are no address: any of Apprise's services, a folder of pages, the console."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from veille.model import Secret
from veille.notify.chat import pieces, service_form
from veille.notify.outcome import Permanent, SendOutcome, Sent, Transient, Unknown
from veille.store.outbox import Message

T = TypeVar("T")
TIME_LIMIT = 40.0  # seconds; Apprise's own are shorter, a hung service is not its only way to be late


class Chat:
    """One Apprise URL, called in a thread of its own; a thread that was given up blocks only its own channel."""

    def __init__(self, url: Secret) -> None:
        self._url = url
        self._abandoned: threading.Thread | None = None

    async def send(self, message: Message) -> SendOutcome:
        """Send a message in as many pieces as the service needs; raises nothing but cancellation."""
        if self._abandoned is not None and self._abandoned.is_alive():
            return Transient("the last call to this service has still not returned")
        schema = urlsplit(self._url.reveal()).scheme.lower()
        form, limit = service_form(schema)
        parts = pieces(message.chat, form=form, limit=limit)
        thread, answer = in_thread(lambda: _notify(contained(self._url.reveal()), parts, form))
        try:
            return await asyncio.wait_for(asyncio.shield(answer), TIME_LIMIT)
        except TimeoutError:
            self._abandoned = thread
            return Unknown(f"the service did not answer within {TIME_LIMIT:.0f} s")


def contained(url: str) -> str:
    """Return an Apprise URL with redirects off, and what else keeps a service from telling a success that is none."""
    parts = urlsplit(url)
    extra = "redirect=no"
    if parts.scheme.lower() in ("matrix", "matrixs"):
        extra += "&hsreq=no"  # rooms of version 12 have no server in their id
    return f"{url}{'&' if parts.query else '?'}{extra}"


def is_known(url: Secret) -> bool:
    """Say whether Apprise has a service for a URL and can read it; nothing is sent."""
    import apprise

    return bool(apprise.Apprise().add(contained(url.reveal())))


def _notify(url: str, parts: Sequence[str], form: str) -> SendOutcome:
    import apprise

    # These two alone keep the call in this thread and out of the pool that all services share.
    asset = apprise.AppriseAsset(async_mode=False, service_timeout=0)
    service = apprise.Apprise(asset=asset)
    if not service.add(url):
        return Permanent(
            "this URL is none that Apprise knows: see `veille secret` and Apprise's list of services"
        )
    body_format = {
        "html": apprise.NotifyFormat.HTML,
        "markdown": apprise.NotifyFormat.MARKDOWN,
    }.get(form, apprise.NotifyFormat.TEXT)
    for place, part in enumerate(parts):
        result = service.notify(body=part, body_format=body_format)
        if result:
            continue
        status = getattr(getattr(result, "status", None), "name", "FAILURE")
        why = f"the service answered {status.lower()}{_reason(result)}"
        if status == "TIMEOUT":
            return Unknown(why)
        # A part that has left cannot be called back: the rest is tried again whole.
        return Unknown(f"{why}, after {place} of {len(parts)} parts") if place else Transient(why)
    return Sent()


def _reason(result: object) -> str:
    """Return what Apprise's log said of a failure; whoever keeps it must mask the secrets in it."""
    for one in getattr(result, "results", None) or []:
        for attempt in getattr(one, "attempts", None) or []:
            lines = [str(getattr(line, "message", line)) for line in getattr(attempt, "logs", None) or []]
            if lines:
                return f": {' '.join(lines)[:300]}"
    return ""


def in_thread(function: Callable[[], T]) -> tuple[threading.Thread, asyncio.Future[T]]:
    """Start function in a daemon thread: one that hangs must not be waited for at exit."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, error: Exception | None) -> None:
        if answer.cancelled():
            return
        if error is not None:
            answer.set_exception(error)
        else:
            answer.set_result(result)  # type: ignore[arg-type]  # None only beside an error

    def work() -> None:
        result, failure = None, None
        try:
            result = function()
        except Exception as error:  # told to whoever waits
            failure = error
        with contextlib.suppress(RuntimeError):  # the loop was closed meanwhile
            loop.call_soon_threadsafe(settle, result, failure)

    thread = threading.Thread(target=work, daemon=True, name="channel")
    thread.start()
    return thread, answer


def write_page(folder: Path, message: Message, zone: ZoneInfo) -> SendOutcome:
    """Write a message as a page into a folder, whole or not at all; a page written twice is the same file."""
    day = datetime.fromtimestamp(message.created, zone)
    name = f"{day:%Y-%m-%d-%H%M}-{message.kind}-{message.id}.html"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / f".{name}.part"
        draft.write_text(message.page or message.html, encoding="utf-8")
        with draft.open("rb") as written:
            os.fsync(written.fileno())
        draft.replace(folder / name)
    except OSError as error:
        return Transient(f"{folder} cannot be written ({error.strerror or error})")
    return Sent()


def print_message(message: Message) -> SendOutcome:
    """Write a message to the terminal or the journal."""
    print(f"\n{message.subject}\n{'=' * len(message.subject)}\n{message.text}", file=sys.stdout, flush=True)
    return Sent()
