"""The kind `mailbox`: what LinkedIn, Indeed, Google Alerts and others know, through the mails that they send.

Follow a mail: `Source.poll` here, `fetching` (what is new in the folder), `reading.read_mail` (whose mail it is),
`entries` (what it lists), `senders.toml` (a table for each service, to which a user adds his own).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Literal, TypeVar
from urllib.parse import urlsplit

from imapclient import IMAPClient

from veille import (
    Batch,
    ConfigContext,
    Cursor,
    Failure,
    NotModified,
    OAuth,
    Secret,
    SourceError,
    Web,
    failure,
    failure_n,
    several,
)
from veille_plugins.mailbox.fetching import FetchedMails, Folder
from veille_plugins.mailbox.reading import ReceivedMail, each_once, read_mail, read_mails, unread
from veille_plugins.mailbox.senders import FOLDER, Sender, with_own
from veille_plugins.mailbox.session import Account, TokenRefused, talk

_SMALL = 30_000  # bytes: reading more would hold up the loop
_AT_ONCE = 20  # mails a worker reads before it is asked again

T = TypeVar("T")
Raw = tuple[bytes, datetime | None]


@dataclass(frozen=True)
class Source:
    """One folder of a mailbox, over IMAP; no other is ever opened.

    `imap` is "host" or "host:port". Port 143 is STARTTLS and every other TLS, unless `tls` says otherwise; "none" only
    on this machine. Without `move` nothing in the folder changes: no flag, no mail. `oauth` with `client` and `token`
    (what `veille secret` was granted) stands for a password, as in [mail]. `senders` is the folder of the senders that
    the user adds to senders.toml.
    """

    imap: str = ""
    user: str = ""
    password: Secret | None = None
    folder: str = "Veille"
    move: str = ""
    tls: Literal["", "tls", "starttls", "none"] = ""
    oauth: Literal["", "microsoft", "google"] = ""
    client: str = ""
    client_secret: Secret | None = None
    tenant: str = ""
    token: Secret | None = None
    senders: Path = FOLDER

    version = 1  # of the cursor, and of what ids mean
    incremental = True  # a poll goes on where the last ended
    not_identifying = ("senders",)  # how a mail is read does not change which were

    def __post_init__(self) -> None:
        if not self.imap or not self.user:
            missing = "imap" if not self.imap else "user"
            raise ValueError(failure("'{missing}' is missing: write it here, or in [mail]", missing=missing))
        host, _ = self._server
        if self.tls == "none" and host not in ("localhost", "127.0.0.1", "::1"):
            raise ValueError(
                failure("'tls' may be \"none\" only where 'imap' is this machine (127.0.0.1, localhost)")
            )
        if not self.folder.strip():
            raise ValueError(failure("'folder' must name a folder; INBOX is one only if you write it"))
        for option, name in (("folder", self.folder), ("move", self.move)):
            if (
                name.strip().upper() == "INBOX" != name
            ):  # to a server any spelling is that one (RFC 9051 §5.1)
                raise ValueError(
                    failure(
                        "'{option}' would be INBOX, where all of the mail comes: write INBOX if you mean it",
                        option=option,
                    )
                )
        if self.move and self.move == self.folder:
            raise ValueError(failure("'move' must name another folder than 'folder'"))
        if self.oauth and not (self.client and self.token):
            raise ValueError(failure("'oauth' needs 'client' and 'token' beside it"))
        if self.senders.name != FOLDER.name and not self.senders.is_dir():
            raise ValueError(failure("'senders' is no folder: {senders}", senders=self.senders))
        self._senders  # noqa: B018 - read while a mistake in a file is still one of the configuration

    @cached_property
    def _senders(self) -> tuple[Sender, ...]:
        return with_own(self.senders)

    @classmethod
    def complete(cls, options: Mapping[str, Any], known: ConfigContext) -> dict[str, Any]:
        """Return the options of a mailbox that names no account of its own with that of [mail]."""
        return dict(options) if "imap" in options else {**known.mail, **options}

    @property
    def hosts(self) -> tuple[str, ...]:
        """The host that the options name: where it is visibly local, it may be dialled."""
        return (self._server[0],)

    async def poll(self, web: Web, cursor: Cursor) -> Batch:
        taken = await self._talk(web, partial(Folder(self.folder, self.move).take, cursor=dict(cursor)))
        web.memo["uid_next"] = taken.uid_next
        web.memo["more"] = bool(taken.left or (taken.cursor.get("read") and not taken.why_not))
        if not taken.mails and taken.cursor == dict(cursor) and not taken.why_not:
            raise NotModified
        mails, broken = await _read(web, taken.mails, self._senders)
        return Batch(
            tuple(each_once(mails)),
            cursor=taken.cursor,
            degraded=several(
                _notes(taken, self.folder) + broken + [mail.flaw for mail in mails if mail.flaw]
            ),
        )

    @classmethod
    def preview(cls, raw: bytes, options: Mapping[str, Any]) -> Batch:
        """Return what a mail (.eml) gives; `title` is the service whose mail it is, "" where none was recognised."""
        mail = read_mail(raw, table=with_own(options.get("senders", FOLDER)))
        return Batch(mail.items, title=mail.sender, degraded=mail.flaw)

    async def wait(self, web: Web) -> None:
        """Return when a mail has come, or some are left to read (IMAP IDLE). Raises SourceError where that can't be."""
        if web.memo.pop("more", False) or "uid_next" not in web.memo:
            return  # after a start, a poll tells from where on there is something to wait for
        await self._talk(web, partial(Folder(self.folder).wait, uid_next=web.memo["uid_next"]))

    async def _talk(self, web: Web, job: Callable[[IMAPClient], T]) -> T:
        host, port = self._server
        tls = self.tls or ("starttls" if port == 143 else "tls")
        password = self.password.reveal() if self.password else ""
        grant = self._grant
        if grant is None:
            return await talk(web, Account(host, port, tls, self.user, password), job)
        token = await web.token(grant)
        try:
            return await talk(web, Account(host, port, tls, self.user, token=token), job)
        except TokenRefused:  # it may have ended early
            token = await web.token(grant, refused=token)
        return await talk(web, Account(host, port, tls, self.user, token=token), job)

    @property
    def _grant(self) -> OAuth | None:
        if not self.oauth:
            return None
        tenant = self.tenant or "common"
        return OAuth(self.oauth, self.client, self.token, tenant, self.client_secret, reads=True, sends=False)

    @property
    def _server(self) -> tuple[str, int]:
        try:
            parts = urlsplit(f"//{self.imap}")
            host, port = parts.hostname, parts.port
        except ValueError:
            host, port = None, None
        if not host or parts.path or parts.username:
            raise ValueError(
                failure('\'imap\' must be "host" or "host:port", not {imap}', imap=repr(self.imap))
            )
        return host, port or {"starttls": 143, "none": 143}.get(self.tls, 993)


async def _read(
    web: Web, raws: Sequence[Raw], senders: tuple[Sender, ...]
) -> tuple[list[ReceivedMail], list[Failure]]:
    """Return the mails read, in their order, and what is to be said of those that could not be."""
    if sum(len(raw) for raw, _ in raws) <= _SMALL:
        return read_mails(raws, senders), []
    mails: list[ReceivedMail] = []
    broken: list[Failure] = []
    for start in range(0, len(raws), _AT_ONCE):
        some = list(raws[start : start + _AT_ONCE])
        try:
            mails += await web.offload(read_mails, some, senders)
        except SourceError:
            # One of them kills its reader: the others are not to be lost for it, nor the folder to stop here.
            for raw in some:
                mail, why = await _read_alone(web, raw, senders)
                mails.append(mail)
                broken += why
    return mails, broken


async def _read_alone(web: Web, raw: Raw, senders: tuple[Sender, ...]) -> tuple[ReceivedMail, list[Failure]]:
    try:
        [mail] = await web.offload(read_mails, [raw], senders)
    except SourceError as error:
        return unread(*raw), [error.failure]
    return mail, []


def _notes(taken: FetchedMails, folder: str) -> list[Failure]:
    """Return what is to be said of a poll that did not take everything."""
    notes = []
    if taken.left:
        notes.append(
            failure_n(
                "{n} mail of {folder} is left for the next poll",
                "{n} mails of {folder} are left for the next poll",
                n=taken.left,
                folder=folder,
            )
        )
    if taken.skipped:
        notes.append(
            failure(
                "{n} older mails of {folder} were there before, and are not read",
                n=taken.skipped,
                folder=folder,
            )
        )
    if taken.refused:
        notes.append(
            failure_n(
                "{n} mail of {folder} is not read, for the server does not give it ({said})",
                "{n} mails of {folder} are not read, for the server does not give them ({said})",
                n=len(taken.refused),
                folder=folder,
                said=next(iter(taken.refused.values())),
            )
        )
    return [*notes, taken.why_not]
