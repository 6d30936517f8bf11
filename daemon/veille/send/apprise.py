"""Ways out that are no address and no folder: any of Apprise's services, the console."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from veille.errors import NO_FAILURE, Failure, failure, failure_n
from veille.log import redactor
from veille.model import Secret
from veille.render.chat import pieces, service_form, service_size
from veille.send.outcome import Permanent, SendOutcome, Sent, Transient, Unknown
from veille.store.outbox import Message

T = TypeVar("T")
_NOWHERE = logging.NullHandler()
TIME_LIMIT = (
    40.0  # seconds for a part; Apprise's own are shorter, a hung service is not its only way to be late
)
WHOLE_LIMIT = (
    240.0  # seconds for all parts, within the outbox's lease; some services let one pass in five seconds
)


class Lane:
    """Calls that may hang, each in a thread of its own; while one that was given up lasts, no other is begun."""

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None
        self._given_up = False

    @property
    def hangs(self) -> bool:
        """Whether a call that was given up has still not returned."""
        return self._given_up and self._thread is not None and self._thread.is_alive()

    def begin(self, function: Callable[[], T]) -> asyncio.Future[T]:
        """Start function in a thread; the answer is told in the loop, and forgotten if it is given up."""
        self._thread, answer = in_thread(function)
        self._given_up = False
        return answer

    def give_up(self, answer: asyncio.Future[T]) -> None:
        """Wait no longer for the call that began last."""
        self._given_up = True
        answer.cancel()

    async def call(
        self, function: Callable[[], SendOutcome], what: Failure | str, limit: float
    ) -> SendOutcome:
        """Make a call within `limit` seconds; `what` names it in the reason. Raises what function raises."""
        if self.hangs:
            return Transient(failure("the last call to {what} has still not returned", what=what))
        answer = self.begin(function)
        done, _ = await asyncio.wait([answer], timeout=limit)
        if done:
            return answer.result()
        self.give_up(answer)
        return Unknown(failure("{at} did not answer within {n} s", at=what, n=limit))


class Chat:
    """One Apprise URL, called in a thread of its own; a thread that was given up blocks only its own channel.

    It remembers which parts of its last message have left: another try sends the others, even if the first is
    still under way when it is given up.
    """

    def __init__(self, url: Secret) -> None:
        self._url = url
        self._mask = redactor([url])
        self._lane = Lane()
        self._sending = _Sending("")

    async def send(self, message: Message) -> SendOutcome:
        """Send a message in as many pieces as the service needs; raises nothing but cancellation."""
        if self._lane.hangs:
            return Transient(failure("the last call to this service has still not returned"))
        url = self._url.reveal()
        form, limit = service_form(_schema(url))
        parts = pieces(message.chat, form=form, limit=limit, size=service_size(_schema(url)))
        if self._sending.message_id != message.message_id:
            self._sending = _Sending(message.message_id)
        sending, left = self._sending, -1
        answer = self._lane.begin(lambda: _notify(url, parts, form, sending))
        ends = asyncio.get_running_loop().time() + WHOLE_LIMIT
        while sending.left > left and asyncio.get_running_loop().time() < ends:
            left = sending.left
            done, _ = await asyncio.wait([answer], timeout=TIME_LIMIT)
            if done:
                return self._outcome_of(answer)
        self._lane.give_up(answer)
        if sending.left > left:
            return Unknown(
                failure_n(
                    "{n} of {all} parts left within {seconds} s; the rest follows",
                    n=sending.left,
                    all=len(parts),
                    seconds=WHOLE_LIMIT,
                )
            )
        return Unknown(failure("the service did not answer within {n} s", n=TIME_LIMIT))

    def _outcome_of(self, answer: asyncio.Future[SendOutcome]) -> SendOutcome:
        error = answer.exception()
        if error is not None:
            # Masked whole: of a secret that was cut off a part would stand.
            said = self._mask(str(error))[:300]
            why = failure("Apprise failed at this ({error}: {said})", error=type(error).__name__, said=said)
            return Transient(why)
        outcome = answer.result()
        return outcome if isinstance(outcome, Sent) else replace(outcome, why=outcome.why.mapped(self._mask))


@dataclass(slots=True)
class _Sending:
    """How many parts of a message have left, told by the thread that sends them."""

    message_id: str
    left: int = 0


def contained(url: str) -> str:
    """Return an Apprise URL with redirects off, and what else keeps a service from telling a success that is none.

    What stands last in a URL prevails. Tries are the outbox's; `optional` would call a failure a success.
    """
    extra = "redirect=no&optional=no&retry=0&overflow=upstream"
    if _schema(url) in ("matrix", "matrixs"):
        extra += "&hsreq=no"  # rooms of version 12 have no server in their id
    # Not urlsplit's query: a channel's "#name" is no fragment to Apprise.
    return f"{url}{'&' if '?' in url else '?'}{extra}"


def refusal(url: Secret) -> Failure:
    """Return why a URL can't be used, if it can't, to be read after what it is called; nothing is sent."""
    import apprise
    from apprise.manager_plugins import NotificationManager

    schema = _schema(url.reveal())
    if schema in ("xmpp", "xmpps") and _in_clear(url.reveal()):
        # Apprise 2.2 says of such a send that it went well whatever the server answered.
        return failure(
            "would go in clear (mode=none), where a failure passes for a success: write xmpps://, without 'mode'"
        )
    _quieten()
    services: Any = NotificationManager()  # type: ignore[no-untyped-call]  # Apprise has no types
    if schema in services and not services[schema].enabled:
        packages = _required(services[schema])
        if not packages:
            return failure(
                "needs what this machine does not have: Apprise can't use {scheme}:// here",
                scheme=schema,
            )
        return failure(
            "needs {packages}, which Apprise does not bring for {scheme}://: run  pip install {packages}",
            packages=packages,
            scheme=schema,
        )
    if not apprise.Apprise().add(contained(url.reveal())):
        return failure("is none that Apprise can read: its list of services shows how each is written")
    return NO_FAILURE


def _quieten() -> None:
    # What Apprise says of a failure stands in the delivery's `why`, under the channel's name. Its own lines would
    # repeat it without one, and past our log, which takes secrets out, where that is not configured.
    for name in ("apprise", "slixmpp"):
        logger = logging.getLogger(name)
        logger.addHandler(_NOWHERE)
        logger.propagate = False


def _required(plugin: Any) -> str:
    """Return the packages that a service of Apprise's asks for, without their versions."""
    packages = plugin.requirements.get("packages_required") or []
    return " ".join(
        re.split("[ <>=~]", package)[0] for package in ([packages] if isinstance(packages, str) else packages)
    )


def _schema(url: str) -> str:
    return url.partition("://")[0].lower()


def _in_clear(url: str) -> bool:
    """Return whether an XMPP URL goes without TLS: as Apprise reads it, by a start of "none", or by saying nothing."""
    query = parse_qsl(url.partition("?")[2])
    modes = [value.strip().lower() for key, value in query if key.strip().lower() == "mode" and value.strip()]
    return "none".startswith(modes[-1]) if modes else _schema(url) == "xmpp"


def _notify(url: str, parts: Sequence[str], form: str, sending: _Sending) -> SendOutcome:
    import apprise

    refused = refusal(Secret("channel", url))
    if refused:
        return Permanent(failure("its URL {why}", why=refused))
    asset = apprise.AppriseAsset(
        # These two alone keep the call in this thread and out of the pool that all services share.
        async_mode=False,
        service_timeout=0,
        # Else messages bear Apprise's name, and pictures that a reader's program gets from its site.
        app_id="Veille",
        app_desc="Veille",
        app_url="",
        image_url_mask="",
        image_url_logo="",
    )
    service = apprise.Apprise(asset=asset)
    service.add(contained(url))
    body_format = {
        "html": apprise.NotifyFormat.HTML,
        "markdown": apprise.NotifyFormat.MARKDOWN,
        "mrkdwn": apprise.NotifyFormat.MARKDOWN,
    }.get(form, apprise.NotifyFormat.TEXT)
    for part in parts[sending.left :]:
        result = service.notify(body=part, body_format=body_format)
        if not result:
            status = getattr(getattr(result, "status", None), "name", "FAILURE")
            why = _why(_reason(result), late=status == "TIMEOUT")
            if "supergroup" in _reason(result) and (chat := _new_chat(service)):
                why = failure(
                    "this Telegram group is a supergroup now, and its chat has another id: write {new} in place of {old}",
                    new=chat[1],
                    old=chat[0],
                )
            if sending.left:
                why = failure("{why}, after {n} of {all} parts", why=why, n=sending.left, all=len(parts))
            return Unknown(why) if status == "TIMEOUT" else Transient(why)
        sending.left += 1
    return Sent()


def _new_chat(service: Any) -> tuple[str, str] | None:
    """Return the id of a Telegram chat that has become a supergroup, and its new one, as Telegram gives it; else None.

    Apprise drops it: it stands in the refusal (core.telegram.org/bots/api#responseparameters), asked for once more.
    """
    import requests  # Apprise's own

    for server in service:
        targets = getattr(server, "targets", None) or []
        base, token = getattr(server, "notify_url", ""), getattr(server, "bot_token", "")
        if not (base and token):
            continue
        for target in targets:
            old = str(target[0] if isinstance(target, tuple) else target)
            try:
                answer = requests.post(
                    f"{base}{token}/sendChatAction",
                    json={"chat_id": old, "action": "typing"},
                    timeout=10,
                    allow_redirects=False,
                )
                new = answer.json()["parameters"]["migrate_to_chat_id"]
            except (requests.RequestException, ValueError, KeyError, TypeError):
                continue
            return old, str(new)
    return None


def _reason(result: object) -> str:
    """Return what Apprise's log said of a failure; whoever keeps it must mask the secrets in it."""
    for service_result in getattr(result, "results", None) or []:
        for attempt in getattr(service_result, "attempts", None) or []:
            lines = [str(getattr(line, "message", line)) for line in getattr(attempt, "logs", None) or []]
            if lines:
                return " ".join(dict.fromkeys(lines))[:300]
    return ""


def _why(said: str, *, late: bool) -> Failure:
    """Return why a service did not take a message, of which Apprise said so much."""
    if re.search(r"error=3\d\d", said):
        return failure(
            "the service did not take it ({said} This is a redirect, which is not followed: the URL is not where it is)",
            said=said,
        )
    if said:
        return failure("the service did not take it ({said})", said=said)
    why = failure("timeout") if late else failure("failure")
    return failure("the service did not take it ({why})", why=why)


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
        result, raised = None, None
        try:
            result = function()
        except Exception as error:  # told to whoever waits
            raised = error
        with contextlib.suppress(RuntimeError):  # the loop was closed meanwhile
            loop.call_soon_threadsafe(settle, result, raised)

    thread = threading.Thread(target=work, daemon=True, name="channel")
    thread.start()
    return thread, answer


def print_message(message: Message) -> SendOutcome:
    """Write a message to the terminal or the journal."""
    print(f"\n{message.subject}\n{'=' * len(message.subject)}\n{message.text}", file=sys.stdout, flush=True)
    return Sent()
