"""What is asked of the folder, in IMAPClient's thread: what is new, bounded; the text alone of what is large; moving."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, ProtocolError

from veille import NO_FAILURE, Failure, SourceError, failure
from veille_plugins.mailbox.parts import assembled, begins, parts
from veille_plugins.mailbox.session import server_text

MAILS = 200  # of one poll; the rest at the next
BYTES = 24 << 20  # of one poll, likewise
LARGE = 256 << 10  # bytes from which only the texts of a mail are asked for
AT_ONCE = 2 << 20  # bytes of one answer
TEXT = 512 << 10  # bytes of one text part
_PARTS = 6  # text parts of a large mail
_MOVED = 2 * MAILS  # mails that one poll moves
_WAITING = (
    10_000  # mails that are remembered until they can be moved; what is read past these stays where it is
)
_SPAN = 50_000  # UIDs that one search looks through: its answer is one line, which is bounded
_IDLE = (
    540.0  # seconds: a server may end an IDLE after half an hour (RFC 2177 §3), a router after ten minutes
)

FolderCursor = Mapping[str, Any]
T = TypeVar("T")


@dataclass(slots=True)
class FetchedMails:
    """What a poll takes from a folder: mails (their bytes, when they were received), and the cursor from there on.

    `uid_next` is the server's next UID. `left` mails wait for the next poll; `skipped` were there before the first
    and are not read; `refused` are those that the server does not give, with its words. `why_not` is what kept those
    of the last poll from being moved.
    """

    cursor: dict[str, Any]
    uid_next: int
    mails: list[tuple[bytes, datetime | None]] = field(default_factory=list)
    left: int = 0
    skipped: int = 0
    refused: dict[int, str] = field(default_factory=dict)
    why_not: Failure = NO_FAILURE


@dataclass(frozen=True, slots=True)
class Folder:
    """The folder that is read, and where what was read goes ("" leaves it there, and changes nothing at all)."""

    name: str
    move: str = ""

    def take(self, client: IMAPClient, cursor: FolderCursor) -> FetchedMails:
        """Return what came since the cursor, oldest first; from an empty one, the newest mails. Raises SourceError."""
        pending, why_not = self._move(client, cursor)
        state = self._examine(client)
        validity, uid_next = _number(state, b"UIDVALIDITY"), _number(state, b"UIDNEXT")
        begun = "uid" in cursor
        kept = {name: cursor[name] for name in ("since",) if name in cursor}
        if begun and cursor.get("validity") == validity:
            last = int(cursor["uid"])
            uids = _after(client, last, state) if uid_next > last + 1 or not uid_next else []
            skipped = 0
        elif begun:
            # The server numbers again (RFC 9051 §2.3.1.1): all is read again, and known again by what it is.
            last, skipped = 0, 0
            since = ["SINCE", date.fromisoformat(kept["since"])] if "since" in kept else []
            uids = _after(client, 0, state, since)
        else:
            exists = _number(state, b"EXISTS")
            uids, skipped = _newest(client, exists), max(0, exists - MAILS)
            last = max(0, uid_next - 1) if not uids else 0
        taken = FetchedMails(dict(kept), uid_next, skipped=skipped, why_not=why_not)
        done = _fetch(client, uids[:MAILS], taken)
        taken.left = len(uids) - len(done)
        if skipped and (days := [received for _, received in taken.mails if received]):
            taken.cursor["since"] = (min(days) - timedelta(days=1)).date().isoformat()
        taken.cursor |= {"validity": validity, "uid": max([last, *done])}
        if cursor.get("validity") != validity:
            pending = []  # these numbers mean other mails now; they are read again, and moved then
        waiting = sorted({*pending, *done} - taken.refused.keys())[:_WAITING]
        if self.move and waiting:
            taken.cursor["read"] = _ranges(waiting)
        return taken

    def wait(self, client: IMAPClient, uid_next: int) -> None:
        """Return when the folder has mail from uid_next on. Raises SourceError."""
        if not client.has_capability("IDLE"):
            raise SourceError(
                failure("{host} does not say by itself when mail comes (it has no IDLE)", host=client.host)
            )
        state = self._examine(client)
        if _number(state, b"UIDNEXT") > uid_next:
            return
        while True:
            client.idle()
            ends = time.monotonic() + _IDLE
            while answers := client.idle_check(timeout=max(0.0, ends - time.monotonic())):
                if any(len(answer) > 1 and answer[1] == b"EXISTS" for answer in answers):
                    client.idle_done()
                    return
            client.idle_done()  # an end of the connection is an error here, and not before

    def _examine(self, client: IMAPClient, *, readonly: bool = True) -> Mapping[bytes, Any]:
        try:
            state: Mapping[bytes, Any] = client.select_folder(self.name, readonly=readonly)
        except IMAPClientAbortError:
            raise
        except IMAPClientError as error:
            raise SourceError(self._absent(client, error)) from None
        return state

    def _absent(self, client: IMAPClient, error: IMAPClientError) -> Failure:
        """Return why the folder can't be opened; names of folders are asked for, none of them is opened."""
        names = [str(name) for _, _, name in client.list_folders()]
        if self.name in names:
            return failure(
                "the folder {folder} can't be opened ({said})", folder=self.name, said=server_text(error)
            )
        last = self.name.casefold()
        near = [name for name in names if name.casefold().endswith(last) and name.upper() != "INBOX"]
        if near:
            return failure(
                "the mailbox has no folder {folder}; there is {near}: write that in 'folder'",
                folder=self.name,
                near=near[0],
            )
        return failure(
            "the mailbox has no folder {folder}: make it, or name another in 'folder'", folder=self.name
        )

    def _move(self, client: IMAPClient, cursor: FolderCursor) -> tuple[list[int], Failure]:
        """Move what the last polls read, now that it is kept; return what is still to be moved, and why it was not."""
        uids = _numbers(cursor.get("read", ""))
        if not self.move or not uids:
            return [], NO_FAILURE
        if not client.has_capability("MOVE") and not client.has_capability("UIDPLUS"):
            why = failure(
                "what was read stays where it is: {host} can't move mails (neither MOVE nor UIDPLUS)",
                host=client.host,
            )
            return uids, why
        state = self._examine(client, readonly=False)
        if _number(state, b"UIDVALIDITY") != cursor.get("validity"):
            return [], NO_FAILURE
        some, rest = _ranges(uids[:_MOVED]), uids[_MOVED:]
        try:
            if client.has_capability("MOVE"):
                client.move(some, self.move)
            else:
                client.copy(some, self.move)
                client.delete_messages(some, silent=True)
                client.uid_expunge(some)
        except IMAPClientAbortError:
            raise
        except IMAPClientError as error:
            why = failure(
                "what was read can't be moved to {folder} ({said})", folder=self.move, said=server_text(error)
            )
            return uids, why
        return rest, NO_FAILURE


def _ranges(uids: Sequence[int]) -> str:
    """Return UIDs, smallest first, as IMAP writes a set of them: "1:400,403"."""
    runs: list[list[int]] = []
    for uid in uids:
        if runs and uid == runs[-1][1] + 1:
            runs[-1][1] = uid
        else:
            runs.append([uid, uid])
    return ",".join(str(first) if first == last else f"{first}:{last}" for first, last in runs)


def _numbers(ranges: str) -> list[int]:
    """Return the UIDs of a set that `_ranges` wrote."""
    ends = (run.partition(":") for run in ranges.split(",") if run)
    return [uid for first, _, last in ends for uid in range(int(first), int(last or first) + 1)]


def _newest(client: IMAPClient, exists: int) -> list[int]:
    """Return the UIDs of the folder's last mails."""
    if not exists:
        return []
    client.use_uid = (
        False  # by their place in the folder, which is how the last are found without listing all
    )
    try:
        found = client.fetch(range(max(1, exists - MAILS + 1), exists + 1), ["UID"])
    finally:
        client.use_uid = True
    return sorted(answer[b"UID"] for answer in found.values() if b"UID" in answer)


def _after(
    client: IMAPClient, last: int, state: Mapping[bytes, Any], also: Sequence[object] = ()
) -> list[int]:
    """Return the UIDs after last, smallest first; of very many, as many as a poll can take and some more."""
    uid_next, found = _number(state, b"UIDNEXT"), list[int]()
    # Some servers number by the clock: between two mails may lie millions.
    few = _number(state, b"EXISTS") <= _SPAN
    while True:
        end = last + _SPAN
        whole = few or not uid_next or end >= uid_next
        criteria = ["UID", f"{last + 1}:{'*' if whole else end}", *also]
        # "n:*" names the last mail even if its UID is below n (RFC 9051 §9)
        found += [uid for uid in client.search(criteria) if uid > last]
        if whole or len(found) > MAILS:
            return sorted(set(found))
        last = end


def _fetch(client: IMAPClient, uids: Sequence[int], taken: FetchedMails) -> list[int]:
    """Put the mails of these UIDs into taken, as many as a poll may take; return the UIDs that are done with.

    A mail that the server refuses is done with too; where it refuses every one, that is raised.
    """
    refused: dict[int, IMAPClientError] = {}
    sizes = _fetch_halving(partial(_sizes, client), uids, refused)
    done: list[int] = []
    total = 0
    for some in _together(uids, sizes):
        if total and total > BYTES:
            break
        alone = len(some) == 1 and _size(sizes.get(some[0], {})) > LARGE
        ask = partial(_texts if alone else _wholes, client)
        raws = _fetch_halving(ask, [uid for uid in some if uid not in refused], refused)
        for uid in some:
            # one that is not there has gone meanwhile
            if raw := raws.get(uid):
                total += len(raw)
                taken.mails.append((raw, _received(sizes.get(uid, {}))))
            done.append(uid)
    if refused and refused.keys() >= set(done):
        raise next(iter(refused.values()))
    taken.refused = {uid: server_text(refused[uid]) for uid in done if uid in refused}
    return done


def _fetch_halving(
    ask: Callable[[Sequence[int]], dict[int, T]], uids: Sequence[int], refused: dict[int, IMAPClientError]
) -> dict[int, T]:
    """Return what ask(uids) gives; of what the server refuses, each half alone, down to the mails that it refuses."""
    if not uids:
        return {}
    try:
        return ask(uids)
    except (IMAPClientAbortError, ProtocolError):
        raise
    except IMAPClientError as error:
        if len(uids) == 1:
            refused[uids[0]] = error
            return {}
    half = len(uids) // 2
    return _fetch_halving(ask, uids[:half], refused) | _fetch_halving(ask, uids[half:], refused)


def _together(uids: Sequence[int], sizes: Mapping[int, Mapping[bytes, Any]]) -> Iterator[list[int]]:
    """Yield UIDs in their order, as many as one answer may hold; a large mail's alone."""
    some: list[int] = []
    weight = 0
    for uid in uids:
        size = _size(sizes.get(uid, {}))
        if some and (size > LARGE or weight + size > AT_ONCE):
            yield some
            some, weight = [], 0
        some, weight = [*some, uid], weight + size
        if size > LARGE:
            yield some
            some, weight = [], 0
    if some:
        yield some


def _sizes(client: IMAPClient, uids: Sequence[int]) -> dict[int, Mapping[bytes, Any]]:
    return dict(client.fetch(uids, ["RFC822.SIZE", "INTERNALDATE"]))


def _wholes(client: IMAPClient, uids: Sequence[int]) -> dict[int, bytes]:
    found = client.fetch(uids, ["BODY.PEEK[]"])
    return {uid: answer[b"BODY[]"] for uid, answer in found.items() if answer.get(b"BODY[]")}


def _texts(client: IMAPClient, uids: Sequence[int]) -> dict[int, bytes]:
    """Return a large mail as one that has its head and its texts, and of all else the names; nothing of one that went."""
    [uid] = uids
    head = begins(client.fetch([uid], ["BODY.PEEK[HEADER]<0.65536>"]).get(uid, {}), b"BODY[HEADER]")
    if not head:
        return {}
    try:
        structure = client.fetch([uid], ["BODYSTRUCTURE"]).get(uid, {}).get(b"BODYSTRUCTURE")
    except IMAPClientAbortError:
        raise
    except (IMAPClientError, RecursionError):  # a server that can't take this mail apart, or too far
        structure = None
    found = parts(structure)
    texts = [part for part in found if part.is_text][:_PARTS]
    asked = [f"BODY.PEEK[{part.number}]<0.{TEXT}>" for part in texts]
    bodies = client.fetch([uid], asked).get(uid, {}) if asked else {}
    read = [(part, begins(bodies, f"BODY[{part.number}]".encode())) for part in texts]
    return {uid: assembled(head, read, [part for part in found if not part.is_text])}


def _size(found: Mapping[bytes, Any]) -> int:
    return _number(found, b"RFC822.SIZE")


def _received(found: Mapping[bytes, Any]) -> datetime | None:
    moment = found.get(b"INTERNALDATE")
    if not isinstance(moment, datetime):
        return None
    return moment.astimezone(UTC)  # IMAPClient gives it in this machine's zone, naive


def _number(state: Mapping[bytes, Any], name: bytes) -> int:
    value = state.get(name)
    return value if isinstance(value, int) else 0
