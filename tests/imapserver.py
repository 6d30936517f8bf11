"""A real IMAP server on loopback: strict, small, and with a log of all that it was asked.

with ImapServer() as server:
    server.folders["Veille"].add(mail)
    ... read from server.host, server.port as USER with PASSWORD ...
    assert server.opened == ["EXAMINE Veille"]

It knows what RFC 9051 asks of the commands that veille sends, and answers BAD to every other.
"""

from __future__ import annotations

import asyncio
import base64
import re
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from types import TracebackType

from imapclient.imap_utf7 import decode

from connections import hang_up
from patience import HANG

USER, PASSWORD = "ines@example.org", "canari-secret-boite"
_WORDS = re.compile(rb'"((?:[^"\\]|\\.)*)"|([^\s"]+)')


@dataclass
class Mail:
    """A mail in a folder."""

    uid: int
    raw: bytes
    received: datetime
    flags: set[str] = field(default_factory=set)


@dataclass
class Folder:
    """A folder; `changed` is rung when a mail comes."""

    validity: int = 1
    mails: list[Mail] = field(default_factory=list)
    next_uid: int = 1

    def add(self, raw: bytes | EmailMessage, received: datetime | None = None) -> None:
        raw = raw if isinstance(raw, bytes) else raw.as_bytes(policy=policy.SMTP)
        moment = received or datetime.fromisoformat("2026-11-20T08:00:00+01:00")
        self.mails.append(Mail(self.next_uid, raw, moment))
        self.next_uid += 1

    def renumber(self, validity: int, first: int = 1) -> None:
        """Give all mails other numbers, as a server does that was restored or moved."""
        self.validity, self.next_uid = validity, first
        for mail in self.mails:
            mail.uid, self.next_uid = self.next_uid, self.next_uid + 1


class ImapServer:
    """Serves `folders`. `refuse` maps a command to the answer that it gets instead, as "NO [AUTHENTICATIONFAILED] no".

    `asked` holds each command line without its tag and without what was logged in with; `sent` counts bytes. `drop`
    ends the connection at that command; `lies` maps a command to what is said instead of its answer. `capabilities` may
    lose IDLE, MOVE or UIDPLUS, and win AUTH=PLAIN. `password` lets in, and so does the access token `token`. After a
    LOGOUT it does nothing at all for `slow` seconds, as on a machine that has much else to do. It gives no part of the
    mails whose UIDs are `broken`.
    """

    host = "127.0.0.1"

    def __init__(self, *, tls: ssl.SSLContext | None = None, starttls: ssl.SSLContext | None = None) -> None:
        self.folders: dict[str, Folder] = {"INBOX": Folder(), "Veille": Folder()}
        self.capabilities = ["IMAP4rev1", "IDLE", "MOVE", "UIDPLUS", "LITERAL+"]
        self.refuse: dict[str, str] = {}
        self.drop = ""
        self.greeting = "* OK ready"
        self.lies: dict[str, bytes] = {}
        self.slow = 0.0
        self.broken: set[int] = set()
        self.user, self.password, self.token = USER, PASSWORD, ""
        self.asked: list[str] = []
        self.sent = 0
        self.idling = threading.Event()
        self.port = 0
        self._tls, self._starttls = tls, starttls
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._talks: set[asyncio.Task[None]] = set()
        self._changed: list[Callable[[], None]] = []

    @property
    def opened(self) -> list[str]:
        """Every folder that was opened, and how."""
        return [line for line in self.asked if line.startswith(("SELECT", "EXAMINE"))]

    def deliver(self, raw: bytes | EmailMessage, folder: str = "Veille") -> None:
        """Put a mail into a folder, and tell who idles there."""

        def put() -> None:
            self.folders[folder].add(raw)
            for tell in list(self._changed):
                tell()

        self._loop.call_soon_threadsafe(put)

    def __enter__(self) -> ImapServer:
        self._thread.start()

        async def start() -> asyncio.Server:
            return await asyncio.start_server(self._accept, self.host, 0, ssl=self._tls, limit=1 << 20)

        self._server = asyncio.run_coroutine_threadsafe(start(), self._loop).result(HANG)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        async def stop() -> None:
            await hang_up(self._server)
            self._server.close()
            for talk in self._talks:
                talk.cancel()
            await asyncio.gather(*self._talks, return_exceptions=True)

        asyncio.run_coroutine_threadsafe(stop(), self._loop).result(HANG)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(HANG)
        self._loop.close()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._talks.add(task)
        talk = _Talk(self, reader, writer)
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
                await talk.run()
        finally:
            self._talks.discard(task)
            talk.writer.close()

    async def speak(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection that was made elsewhere: for `SourceContract.speaks`."""
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            await _Talk(self, reader, writer).run()


class _Talk:
    """One connection."""

    def __init__(
        self, server: ImapServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.server, self.reader, self.writer = server, reader, writer
        self.known = False
        self.secure = server._tls is not None
        self.folder: Folder | None = None
        self.writable = False

    def say(self, *lines: bytes | str) -> None:
        for line in lines:
            data = (line.encode() if isinstance(line, str) else line) + b"\r\n"
            self.server.sent += len(data)
            self.writer.write(data)

    async def run(self) -> None:
        self.say(self.server.greeting)
        while line := await self._line():
            tag, _, rest = line.partition(b" ")
            words = [quoted.replace(b"\\", b"") if quoted else bare for quoted, bare in _WORDS.findall(rest)]
            name = words[0].decode().upper()
            uid = name == "UID"
            if uid:
                words, name = words[1:], words[1].decode().upper()
            self._note(name, words, rest, uid=uid)
            if self.server.drop == name:
                return
            if lie := self.server.lies.get(name):
                self.say(lie)
                answer = "OK done"
            else:
                answer = self.server.refuse.get(name) or await self._do(name, words, rest, uid=uid)
            self.say(tag + b" " + answer.encode())
            await self.writer.drain()
            if name == "LOGOUT":
                time.sleep(self.server.slow)  # noqa: ASYNC251 - all of it stands still
                return
            if name == "STARTTLS" and answer.startswith("OK"):
                await self._secure()

    async def _line(self) -> bytes:
        """Return a command, literals and all."""
        line = (await self.reader.readline()).rstrip(b"\r\n")
        while found := re.search(rb"\{(\d+)(\+?)\}$", line):
            if not found[2]:
                self.say("+ go on")
            literal = await self.reader.readexactly(int(found[1]))
            rest = (await self.reader.readline()).rstrip(b"\r\n")
            line = line[: found.start()] + b'"' + literal.replace(b'"', b'\\"') + b'"' + rest
        return line

    def _note(self, name: str, words: list[bytes], rest: bytes, *, uid: bool) -> None:
        if name in ("LOGIN", "AUTHENTICATE"):
            self.server.asked.append(name)
        elif name in ("SELECT", "EXAMINE"):
            self.server.asked.append(f"{name} {decode(words[1])}")
        else:
            self.server.asked.append(rest.decode())

    async def _secure(self) -> None:
        assert self.server._starttls is not None
        await self.writer.start_tls(self.server._starttls)
        self.secure = True

    async def _do(self, name: str, words: list[bytes], rest: bytes, *, uid: bool) -> str:
        server = self.server
        match name:
            case "CAPABILITY":
                more = ["STARTTLS", "LOGINDISABLED"] if server._starttls and not self.secure else []
                self.say(f"* CAPABILITY {' '.join([*server.capabilities, *more])}")
                return "OK done"
            case "STARTTLS":
                return "OK go" if server._starttls else "BAD no"
            case "LOGIN":
                self.known = (words[1].decode(), words[2].decode()) == (server.user, server.password)
                return "OK in" if self.known else "NO [AUTHENTICATIONFAILED] Authentication failed."
            case "AUTHENTICATE":
                self.say("+ ")
                given = base64.b64decode(await self._line()).decode()
                if words[1] == b"PLAIN":
                    self.known = given == f"\0{server.user}\0{server.password}"
                else:
                    self.known = (
                        bool(server.token) and given == f"user={USER}\1auth=Bearer {server.token}\1\1"
                    )
                return "OK in" if self.known else "NO [AUTHENTICATIONFAILED] Invalid credentials"
            case "LOGOUT":
                self.say("* BYE bye")
                return "OK done"
        if not self.known:
            return "BAD log in first"
        if name in ("SELECT", "EXAMINE"):
            return self._open(decode(words[1]), writable=name == "SELECT")
        if name == "LIST":
            for folder in server.folders:
                self.say(f'* LIST () "." "{folder}"')
            return "OK done"
        if self.folder is None:
            return "BAD open a folder first"
        match name:
            case "SEARCH" if uid:
                self.say(f"* SEARCH {' '.join(str(number) for number in self._search(words[1:]))}".rstrip())
                return "OK done"
            case "FETCH":
                return self._fetch(words[1], rest, uid=uid)
            case "IDLE" if "IDLE" in server.capabilities:
                return await self._idle()
            case "MOVE" if uid and self.writable and "MOVE" in server.capabilities:
                return self._move(words[1], decode(words[2]))
            case "COPY" if uid and self.writable:
                return self._copy(words[1], decode(words[2]))
            case "STORE" if uid and self.writable and b"\\Deleted" in rest:
                for mail in self._named(words[1], uid=True):
                    mail.flags.add("\\Deleted")
                return "OK done"
            case "EXPUNGE" if uid and self.writable and "UIDPLUS" in server.capabilities:
                self._remove([mail for mail in self._named(words[1], uid=True) if "\\Deleted" in mail.flags])
                return "OK done"
        return "BAD that is not known here"

    def _open(self, name: str, *, writable: bool) -> str:
        found = self.server.folders.get(name)
        if found is None:
            return f"NO [NONEXISTENT] Mailbox doesn't exist: {name}"
        self.folder, self.writable = found, writable
        self.say(f"* {len(found.mails)} EXISTS", "* 0 RECENT", "* FLAGS (\\Seen \\Deleted)")
        self.say(f"* OK [UIDVALIDITY {found.validity}] ok", f"* OK [UIDNEXT {found.next_uid}] ok")
        return f"OK [{'READ-WRITE' if writable else 'READ-ONLY'}] done"

    def _named(self, numbers: bytes, *, uid: bool) -> list[Mail]:
        assert self.folder is not None
        mails = self.folder.mails
        of = [mail.uid if uid else place for place, mail in enumerate(mails, 1)]
        top = max(of, default=0)
        wanted: set[int] = set()
        for part in numbers.decode().split(","):
            ends = [top if end == "*" else int(end) for end in part.split(":")]
            wanted.update(range(min(ends), max(ends) + 1) if len(ends) < 3 and max(ends) < 10**6 else ())
        return [mail for number, mail in zip(of, mails, strict=True) if number in wanted]

    def _search(self, words: list[bytes]) -> list[int]:
        assert words[0].upper() == b"UID", words
        found = self._named(words[1], uid=True)
        if len(words) > 2:
            assert words[2].upper() == b"SINCE", words
            since = datetime.strptime(words[3].decode(), "%d-%b-%Y").date()
            found = [mail for mail in found if mail.received.date() >= since]
        return [mail.uid for mail in found]

    def _fetch(self, numbers: bytes, rest: bytes, *, uid: bool) -> str:
        assert self.folder is not None
        asked = re.findall(rb"BODY\.PEEK\[[^\]]*\](?:<[\d.]+>)?|[A-Z0-9.\[\]]+", rest.partition(b"(")[2])
        for mail in self._named(numbers, uid=uid):
            if mail.uid in self.server.broken and b"BODY" in rest:
                return "NO [SERVERBUG] Internal error"
            told = [b"UID %d" % mail.uid]
            for part in asked:
                if (answer := _part(mail, part)) is None:
                    return f"BAD {part.decode()} is not to be asked for here"
                told.append(answer)
            place = self.folder.mails.index(mail) + 1
            self.say(b"* %d FETCH (" % place + b" ".join(told) + b")")
        return "OK done"

    async def _idle(self) -> str:
        heard = asyncio.Event()
        self.say("+ idling")
        await self.writer.drain()
        self.server._changed.append(heard.set)
        self.server.idling.set()
        done = asyncio.ensure_future(self._line())
        try:
            while not done.done():
                waiting = asyncio.ensure_future(heard.wait())
                await asyncio.wait([done, waiting], return_when=asyncio.FIRST_COMPLETED)
                waiting.cancel()
                if heard.is_set():
                    heard.clear()
                    assert self.folder is not None
                    self.say("* OK Still here", f"* {len(self.folder.mails)} EXISTS")
                    await self.writer.drain()
        finally:
            self.server._changed.remove(heard.set)
        if (await done).upper() != b"DONE":
            raise ConnectionError
        return "OK done"

    def _move(self, numbers: bytes, name: str) -> str:
        answer = self._copy(numbers, name)
        if answer.startswith("OK"):
            self._remove(self._named(numbers, uid=True))
        return answer

    def _copy(self, numbers: bytes, name: str) -> str:
        target = self.server.folders.get(name)
        if target is None:
            return f"NO [TRYCREATE] Mailbox doesn't exist: {name}"
        for mail in self._named(numbers, uid=True):
            target.add(mail.raw, mail.received)
        return "OK done"

    def _remove(self, mails: list[Mail]) -> None:
        assert self.folder is not None
        for mail in mails:
            self.say(f"* {self.folder.mails.index(mail) + 1} EXPUNGE")
            self.folder.mails.remove(mail)


def _part(mail: Mail, asked: bytes) -> bytes | None:
    """Return one answer of a FETCH; None for what would change the mail, or is not known."""
    match asked:
        case b"UID":
            return b"MODSEQ (1)"
        case b"RFC822.SIZE":
            return b"RFC822.SIZE %d" % len(mail.raw)
        case b"INTERNALDATE":
            return f'INTERNALDATE "{mail.received:%d-%b-%Y %H:%M:%S %z}"'.encode()
        case b"BODYSTRUCTURE":
            return b"BODYSTRUCTURE " + _structure(message_from_bytes(mail.raw, policy=policy.compat32))
    found = re.fullmatch(rb"BODY\.PEEK\[([^\]]*)\](?:<(\d+)\.(\d+)>)?", asked)
    if found is None:
        return None
    section, begin, length = found.groups()
    head, _, _ = mail.raw.partition(b"\r\n\r\n")
    if section == b"":
        data = mail.raw
    elif section == b"HEADER":
        data = head + b"\r\n\r\n"
    else:
        part = message_from_bytes(mail.raw, policy=policy.compat32)
        for number in section.decode().split("."):
            payload = part.get_payload()
            part = payload[int(number) - 1] if isinstance(payload, list) else part
        data = str(part.get_payload()).encode("ascii", "surrogateescape")
    name = b"BODY[" + section + b"]" + (b"<" + begin + b">" if begin is not None else b"")
    if begin is not None:
        data = data[int(begin) : int(begin) + int(length)]
    return name + b" {%d}\r\n" % len(data) + data


def _structure(part: object) -> bytes:
    from email.message import Message

    assert isinstance(part, Message)
    payload = part.get_payload()
    kind, _, subtype = part.get_content_type().partition("/")
    if kind == "multipart" and isinstance(payload, list):
        return b"(" + b"".join(map(_structure, payload)) + f' "{subtype}" NIL NIL NIL)'.encode()
    parameters = part.get_params() or []
    given = " ".join(f'"{name}" "{value}"' for name, value in parameters[1:])
    encoding = part.get("Content-Transfer-Encoding", "7bit")
    size = len(str(payload))
    identity = part.get("Content-ID")
    disposition = "NIL"
    if part.get_content_disposition():
        file = f'("filename" "{part.get_filename()}")' if part.get_filename() else "NIL"
        disposition = f'("{part.get_content_disposition()}" {file})'
    lines = " 10" if kind == "text" else ""
    known = f'"{identity}"' if identity else "NIL"
    return (
        f'("{kind}" "{subtype}" {f"({given})" if given else "NIL"} {known} NIL "{encoding}" {size}{lines}'
        f" NIL {disposition} NIL NIL)"
    ).encode()
