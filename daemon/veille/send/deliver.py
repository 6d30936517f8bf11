"""The outbox is drained: a worker, a lease and a time limit for each recipient, and every attempt written down."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import ssl
import time
from collections.abc import Callable
from functools import partial

import structlog

from veille.config.model import Channel, Config
from veille.config.quiet import quiet_until
from veille.errors import NO_FAILURE, Failure, failure
from veille.events import Bell, OutboxChanged
from veille.language.words import Words
from veille.model import MessageKind, MessageState, OAuth
from veille.send import mail, smtp
from veille.send.apprise import Chat, Lane, print_message
from veille.send.folder import Site, publish
from veille.send.outcome import FIRST_DELAY, Permanent, SendOutcome, Sent, Transient, of_message, retry_delay
from veille.store import outbox, recipients
from veille.store.outbox import Message, Waiting
from veille.store.writer import StoreError, Writer
from veille.web.tokens import NoToken, Tokens, make_tokens

SMTP_CONNECT = 20.0  # seconds
PLACE_LIMIT = 120.0  # seconds for a folder or the console, which may hang; within the outbox's lease
ACCOUNT_RESTS = 900.0  # seconds for which a refused login stops the whole account
LOOK = 30.0  # seconds between two looks at the outbox when nothing rings and nothing becomes ready
REFUSALS = 3  # messages refused in a row, each for itself, after which it must be the recipient after all

log: structlog.stdlib.BoundLogger = structlog.get_logger()


class Router:
    """Sends one message by the way that the configuration says for its recipient.

    A mail may take `mail_limit` seconds, a folder or the console `place_limit`. From the one `before` are taken the
    channels that stay as they were: which parts of a message have left, which calls hang.
    """

    def __init__(
        self,
        config: Config,
        connect: smtp.Connect,
        tls: ssl.SSLContext | None = None,
        *,
        tokens: Tokens | None = None,
        mail_limit: float = smtp.TIME_LIMIT,
        place_limit: float = PLACE_LIMIT,
        before: Router | None = None,
    ) -> None:
        self._config = config
        self._place_limit = place_limit
        account = config.mail
        self._mailer: smtp.Mailer | None = None
        if account is not None:
            token = None
            if account.login is not None:
                token = partial(_access_token, tokens or make_tokens(config, tls), account.login)
            self._mailer = smtp.Mailer(
                account, connect, tls or ssl.create_default_context(), token, time_limit=mail_limit
            )
        self._chats: dict[str, Chat] = {}
        self._lanes: dict[str, Lane] = {}
        for name, channel in config.channels.items():
            stays = (
                before
                if before is not None and _same_way(before._config.channels.get(name), channel)
                else None
            )
            if channel.url is None:
                self._lanes[name] = stays._lanes[name] if stays is not None else Lane()
            else:
                self._chats[name] = stays._chats[name] if stays is not None else Chat(channel.url)
        # One account: a few connections at once are polite, one would let a slow mail hold up the rest.
        self._account_room = asyncio.Semaphore(4)
        self._account_rests_until = 0.0
        self._account_why = NO_FAILURE

    @property
    def mail_host(self) -> str:
        """The mail server in use, "smtp.example.org:465 (TLS)"; empty while none was needed and found."""
        return str(self._mailer.server) if self._mailer is not None and self._mailer.server else ""

    def quiet_until(self, recipient: str, now: float) -> float | None:
        """Return when the quiet hours end that hold for a recipient now; None where none hold."""
        return quiet_until(self._config.quiet_of(recipient), now, self._config.timezone)

    def rests_until(self, recipient: str, now: float) -> float | None:
        """Return until when the account that reaches a recipient is left alone, since it refused; None if it isn't."""
        # A clock that was set back must not make the rest longer.
        rests = (
            recipient not in self._config.channels and 0 < self._account_rests_until - now <= ACCOUNT_RESTS
        )
        return self._account_rests_until if rests else None

    async def send(self, message: Message, now: float) -> SendOutcome:
        """Send one message; raises nothing but cancellation."""
        channel = self._config.channels.get(message.recipient)
        if channel is None:
            return await self._mail(message, now)
        if channel.folder is not None:
            words = Words(self._config.language, self._config.timezone)
            site = Site(channel.folder, words, self._config.name, channel.address)
            publishing = partial(publish, site, message, patience=self._place_limit / 2)
            call: Callable[[], SendOutcome] = publishing
            what: Failure | str = str(channel.folder)
        elif channel.console:
            # whoever reads a pipe may stop reading
            call, what = partial(print_message, message), failure("the console")
        else:
            return await self._chats[message.recipient].send(message)
        return await self._lanes[message.recipient].call(call, what, self._place_limit)

    async def _mail(self, message: Message, now: float) -> SendOutcome:
        if self._mailer is None or "@" not in message.recipient:
            return Permanent(
                failure(
                    "{name} is neither an address with a [mail] to send it, nor a [channel]",
                    name=message.recipient,
                )
            )
        try:
            written = mail.mime_bytes(message, self._config)
        except ValueError as error:
            return Permanent(failure("the mail cannot be written ({said})", said=error))
        async with self._account_room:
            if self.rests_until(message.recipient, now) is not None:
                return Transient(self._account_why, account=True)
            outcome = await self._mailer.send(written, message.recipient)
        if isinstance(outcome, Transient) and outcome.account:
            # A refused login is a failure of the account: knocking again with every message would lock it.
            self._account_rests_until, self._account_why = now + ACCOUNT_RESTS, outcome.why
        return outcome


def _same_way(before: Channel | None, current: Channel) -> bool:
    return before is not None and (before.url, before.folder) == (current.url, current.folder)


async def _access_token(tokens: Tokens, login: OAuth, refused: str) -> str:
    try:
        return await tokens.access(login, refused)
    except NoToken as error:
        raise smtp.LoginFailed(error.failure, account=not error.network) from None


class Deliverer:
    """Drains the outbox, each recipient by a task of its own. `clock` gives UTC seconds."""

    def __init__(self, writer: Writer, router: Router, bell: Bell, clock: Callable[[], float]) -> None:
        self._writer = writer
        self.router = router
        self._bell = bell
        self._clock = clock
        self._workers: dict[str, asyncio.Task[None]] = {}
        self._next_look = 0.0
        self.moved = time.monotonic()

    async def start(self) -> None:
        """Give back what a dead process had leased."""
        now = int(self._clock())
        freed = await self._writer.run(lambda db: outbox.free_leases(db, now, at_start=True))
        if freed:
            log.warning(
                "sends were interrupted; they are tried again under the same Message-ID", messages=freed
            )

    def due(self, now: float) -> bool:
        """Return whether something may have to be sent, though no bell rang."""
        # A clock that was set back must not hold the next look until it is where it was.
        return now >= self._next_look or self._next_look - now > LOOK + 1

    def rest(self) -> None:
        """Note that nothing is ready to be sent: to rest is not to be stuck."""
        self.moved = time.monotonic()

    async def drain(self) -> None:
        """Start a worker for each recipient that has something ready; returns at once."""
        now = self._clock()
        self.moved = time.monotonic()
        self._next_look = now + LOOK
        for messages in await self._writer.run(lambda db: self._waiting(db, int(now))):
            if messages.recipient in self._workers:
                continue  # which leases whatever is ready, and asks for a look when it ends
            leaves = self._leaves_at(messages, now)
            if leaves <= now:
                self._workers[messages.recipient] = asyncio.create_task(self._serve(messages.recipient))
            else:
                self._next_look = min(self._next_look, leaves)

    def _waiting(self, db: sqlite3.Connection, now: int) -> list[Waiting]:
        outbox.free_leases(db, now, living=self._workers)
        return outbox.waiting_messages(db, now)

    def _leaves_at(self, messages: Waiting, now: float) -> float:
        """Return from when on messages may leave; no try is spent on one while the account rests."""
        quiet = self.router.quiet_until(messages.recipient, now) if messages.heeds_quiet else None
        return max(messages.ready_at, quiet or 0.0, self.router.rests_until(messages.recipient, now) or 0.0)

    @property
    def busy(self) -> bool:
        return bool(self._workers)

    async def wait(self, seconds: float) -> None:
        """Wait until no worker is left, or for so many seconds."""
        if self._workers:
            await asyncio.wait(list(self._workers.values()), timeout=seconds)

    async def stop(self, seconds: float) -> None:
        """Let sends under way end, for so many seconds; those cut short are tried again after the next start."""
        await self.wait(seconds)
        for task in list(self._workers.values()):
            task.cancel()
        await asyncio.gather(*self._workers.values(), return_exceptions=True)

    async def _serve(self, recipient: str) -> None:
        worked, refused = False, 0
        try:
            while True:
                now = self._clock()
                quiet = self.router.quiet_until(recipient, now) is not None
                lease = partial(outbox.lease, recipient=recipient, now=int(now), quiet=quiet)
                message = await self._writer.run(lease)
                if message is None:
                    return
                worked = True
                outcome = await self._attempt(message, now, last=refused + 1 == REFUSALS)
                refused = refused + 1 if of_message(outcome) else 0
                if refused == REFUSALS or not (isinstance(outcome, Sent) or of_message(outcome)):
                    return  # what is wrong with the recipient would be wrong with the next message too
        except StoreError as error:
            log.warning(
                "nothing could be leased; the next look tries again", recipient=recipient, why=str(error)
            )
        finally:
            self._workers.pop(recipient, None)
            self._next_look = 0.0
            if worked:
                self._bell.ring(OutboxChanged())

    async def _attempt(self, message: Message, now: float, *, last: bool) -> SendOutcome:
        """Send a message and write down how that ended; its recipient rests if it is the `last` of some refused."""
        try:
            outcome = await self.router.send(message, now)
        except asyncio.CancelledError:
            raise
        except Exception:  # a message that cannot be sent must not stop those behind it
            log.exception("a message could not be sent", message=message.id)
            why = failure("veille itself made a mistake with this message; its log says more")
            outcome = Transient(why, message=True)
        ended = self._clock()
        state, again = _fate(message, outcome, ended)
        rests = again
        if of_message(outcome):
            # As short as a first rest: by the next look those refused wait longer, and others have their turn.
            rests = int(ended + FIRST_DELAY) if last else 0
        settle = partial(
            _settle, message=message, outcome=outcome, state=state, now=int(ended), again=again, rests=rests
        )
        await self._write_down(settle)
        if isinstance(outcome, Sent):
            log.info(
                "sent",
                message=message.id,
                kind=str(message.kind),
                recipient=message.recipient,
                attempts=message.attempts,
            )
        else:
            log.warning(
                "not sent",
                message=message.id,
                recipient=message.recipient,
                outcome=str(outcome.word),
                state=str(state),
                why=outcome.why,
            )
        return outcome

    async def _write_down(self, job: Callable[[sqlite3.Connection], None]) -> None:
        """Run a job until it is committed: how a delivery ended must not be forgotten, or it would be made twice."""
        wait = 1.0
        while True:
            try:
                return await self._writer.run(job)
            except StoreError as error:
                if wait == 1.0:
                    log.error("a delivery is not written down yet; it is tried until it is", why=str(error))
                await asyncio.sleep(wait)
                wait = min(wait * 2, 60.0)


def _fate(message: Message, outcome: SendOutcome, now: float) -> tuple[MessageState, int]:
    """Return the message's next state, and when it may be tried again (0: never)."""
    if isinstance(outcome, Sent):
        return MessageState.SENT, 0
    if isinstance(outcome, Permanent):
        return MessageState.DEAD, 0
    if isinstance(outcome, Transient) and outcome.account:
        again = int(now + ACCOUNT_RESTS)
    else:
        again = int(now + retry_delay(message.attempts, random.random()))  # noqa: S311 - spreads tries
    return (MessageState.DEAD, 0) if again > message.expires else (MessageState.PENDING, again)


def _settle(
    db: sqlite3.Connection,
    *,
    message: Message,
    outcome: SendOutcome,
    state: MessageState,
    now: int,
    again: int,
    rests: int,
) -> None:
    why = outcome.why
    outbox.settle(db, message.id, state=state, outcome=outcome.word, why=why, now=now, not_before=again)
    if isinstance(outcome, Sent):
        recipients.note_sent(db, message.recipient)
        if "@" in message.recipient:
            recipients.note_sent(db, recipients.ACCOUNT)
    elif isinstance(outcome, Transient) and outcome.account:
        recipients.note_failed(db, recipients.ACCOUNT, why=why, now=now, rests_until=0)
    elif not (isinstance(outcome, Permanent) and message.kind is MessageKind.SAY):
        # What a person has said to somebody, with a slip of the pen perhaps, is nobody's outage.
        recipients.note_failed(db, message.recipient, why=why, now=now, rests_until=rests)
