"""The mailbox kind over a real IMAP server: what is read, once, and what is never touched."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from email.message import EmailMessage
from typing import Any

import pytest

import mails
from certificates import Certificates
from imapserver import PASSWORD, USER, ImapServer
from patience import HANG, until_here
from veille import Batch, NotModified, OAuth, Secret, SourceError, WebError
from veille.testing import PagesWeb, SourceContract
from veille_plugins.mailbox import Source, fetching, session
from veille_plugins.mailbox.reading import read_mail

HOST = "imap.poste.example"


class TestMailbox(SourceContract):
    source = Source(imap=HOST, user=USER, password=Secret("mail", PASSWORD))
    server = ImapServer()
    speaks = {(HOST, 993): server.speak}

    @classmethod
    def setup_class(cls) -> None:
        for number, write in enumerate(mails.MAILS.values()):
            cls.server.folders["Veille"].add(write(number))


@pytest.fixture
def server() -> Iterator[ImapServer]:
    with ImapServer() as one:
        yield one


class Wire(PagesWeb):
    """A Web whose streams lead to a real server; with `tls`, over TLS that this trusts."""

    def __init__(self, tls: Any = None, pages: Any = None) -> None:
        super().__init__(pages or {})
        self.tls = tls
        self.offloaded = 0

    async def connect(self, host: str, port: int, *, tls: bool = True) -> Any:
        self.asked.append((host, port, tls))
        context = self.tls if tls else None
        try:
            return await asyncio.open_connection(host, port, ssl=context)
        except OSError as error:
            raise WebError(f"{host} (port {port}) refuses connections", network=True) from error

    async def offload(self, function: Callable[..., Any], *args: Any) -> Any:
        self.offloaded += 1
        return await super().offload(function, *args)


def source(server: ImapServer, **options: Any) -> Source:
    given = {
        "imap": f"127.0.0.1:{server.port}",
        "user": USER,
        "password": Secret("mail", PASSWORD),
        "tls": "none",
    }
    return Source(**{**given, **options})


def poll(one: Source, cursor: Any = None, web: Wire | None = None) -> Batch:
    return asyncio.run(one.poll(web or Wire(), cursor or {}))


def after_a_poll(server: ImapServer) -> Wire:
    web = Wire()
    poll(source(server), web=web)
    return web


def titles(batch: Batch) -> list[str]:
    return [item.title for item in batch.items]


def note(number: int) -> EmailMessage:
    return mails.stranger(number)


def test_mails_are_read_once_and_the_next_poll_goes_on_behind_them(server: ImapServer) -> None:
    veille = server.folders["Veille"]
    veille.add(note(1))
    veille.add(note(2))
    first = poll(source(server))
    assert titles(first) == ["Pour mémoire 1", "Pour mémoire 2"]
    with pytest.raises(NotModified):
        poll(source(server), first.cursor)
    veille.add(note(3))
    second = poll(source(server), first.cursor)
    assert titles(second) == ["Pour mémoire 3"]
    assert second.cursor == {"validity": 1, "uid": 3}


def test_only_the_named_folder_is_opened_and_nothing_in_it_changes(server: ImapServer) -> None:
    server.folders["INBOX"].add(note(9))
    server.folders["Veille"].add(note(1))
    batch = poll(source(server))
    assert titles(batch) == ["Pour mémoire 1"]
    assert server.opened == ["EXAMINE Veille"]
    assert server.folders["Veille"].mails[0].flags == set()
    commands = {line.removeprefix("UID ").split()[0] for line in server.asked}
    assert commands <= {"CAPABILITY", "LOGIN", "EXAMINE", "SEARCH", "FETCH", "LOGOUT"}
    assert poll(source(server, folder="INBOX")).items[0].title == "Pour mémoire 9"


def test_a_folder_of_any_name_is_found(server: ImapServer) -> None:
    server.folders["Veille été & emploi"] = server.folders["Veille"]
    server.folders["Veille"].add(note(1))
    assert titles(poll(source(server, folder="Veille été & emploi"))) == ["Pour mémoire 1"]


def test_an_empty_folder_is_a_beginning_and_what_comes_then_is_read(server: ImapServer) -> None:
    first = poll(source(server))
    assert first.items == ()
    server.folders["Veille"].add(note(1))
    assert titles(poll(source(server), first.cursor)) == ["Pour mémoire 1"]


def test_when_the_server_numbers_anew_all_is_read_again_under_the_same_ids(server: ImapServer) -> None:
    veille = server.folders["Veille"]
    for number, write in enumerate(mails.MAILS.values()):
        veille.add(write(number))
    unnamed = note(50)
    del unnamed["Message-ID"]
    veille.add(unnamed)
    first = poll(source(server))
    veille.renumber(7, first=900)
    veille.add(note(51))
    again = poll(source(server), first.cursor)
    before, after = {item.id for item in first.items}, {item.id for item in again.items}
    assert before < after
    assert [item.title for item in again.items if item.id not in before] == ["Pour mémoire 51"]
    with pytest.raises(NotModified):
        poll(source(server), again.cursor)


def test_more_mails_than_a_poll_takes_are_read_poll_by_poll_and_that_is_said(server: ImapServer) -> None:
    veille = server.folders["Veille"]
    veille.add(note(0))
    cursor = poll(source(server)).cursor
    for number in range(1, fetching.MAILS + 31):
        veille.add(note(number))
    web = Wire()
    batch = poll(source(server), cursor, web)
    assert len(batch.items) == fetching.MAILS
    assert str(batch.degraded) == "30 mails of Veille are left for the next poll"
    asyncio.run(source(server).wait(web))  # returns at once: there is more to read
    rest = poll(source(server), batch.cursor, web)
    assert len(rest.items) == 30
    assert not rest.degraded
    assert not {item.id for item in batch.items} & {item.id for item in rest.items}


def test_of_a_folder_full_of_old_mails_the_newest_are_the_beginning(server: ImapServer) -> None:
    veille = server.folders["Veille"]
    for number in range(fetching.MAILS + 40):
        veille.add(note(number), datetime(2026, 9 if number < 40 else 11, 10, tzinfo=UTC))
    first = poll(source(server))
    assert titles(first)[0] == "Pour mémoire 40"
    assert len(first.items) == fetching.MAILS
    assert str(first.degraded) == "40 older mails of Veille were there before, and are not read"
    with pytest.raises(NotModified):
        poll(source(server), first.cursor)
    veille.renumber(2)
    again = poll(source(server), first.cursor)  # and they don't come back as new when it numbers anew
    assert {item.id for item in again.items} == {item.id for item in first.items}


def test_a_large_mail_costs_its_text_and_names_what_is_attached(server: ImapServer) -> None:
    large = mails.hellowork(4)
    large.add_attachment(b"\0" * 6_000_000, maintype="application", subtype="zip", filename="archives.zip")
    large.add_attachment(b"x" * 10, maintype="application", subtype="pdf", filename="plan d’accès.pdf")
    server.folders["Veille"].add(large)
    batch = poll(source(server))
    assert [item.id for item in batch.items] == [item.id for item in alone(mails.hellowork(4))]
    assert batch.items[0].facts["attachments"].startswith("📎 archives.zip, plan")
    assert "attachments" not in batch.items[1].facts
    assert server.sent < 60_000, "bytes, of eight million"


def alone(mail: EmailMessage) -> tuple[Any, ...]:
    return read_mail(mail.as_bytes()).items


def test_a_server_that_sends_without_end_is_cut_off(
    server: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "MOST", 1)
    veille = server.folders["Veille"]
    for number in range(12):
        big = note(number)
        big.add_attachment(b"y" * 180_000, maintype="application", subtype="pdf", filename="a.pdf")
        veille.add(big)
    with pytest.raises(WebError, match=r"127.0.0.1 sent more than 1 MB"):
        poll(source(server))


def test_what_was_read_is_moved_at_the_next_poll_when_it_is_kept(server: ImapServer) -> None:
    veille, done = server.folders["Veille"], server.folders.setdefault("Lu", type(server.folders["Veille"])())
    veille.add(note(1))
    one, web = source(server, move="Lu"), Wire()
    first = poll(one, web=web)
    assert titles(first) == ["Pour mémoire 1"]
    assert [mail.uid for mail in veille.mails] == [1], "not before it is kept"
    asyncio.run(one.wait(web))  # returns at once: there is something to move
    veille.add(note(2))
    second = poll(one, first.cursor, web)
    assert titles(second) == ["Pour mémoire 2"]
    assert [mail.uid for mail in veille.mails] == [2]
    assert len(done.mails) == 1
    third = poll(one, second.cursor, web)
    assert third.items == ()
    assert not veille.mails
    assert "\\Seen" not in done.mails[0].flags
    with pytest.raises(NotModified):
        poll(one, third.cursor, web)


def test_a_server_without_move_copies_and_expunges_those_alone(server: ImapServer) -> None:
    server.capabilities.remove("MOVE")
    veille = server.folders["Veille"]
    server.folders["Lu"] = type(veille)()
    veille.add(note(1))
    one = source(server, move="Lu")
    first = poll(one)
    veille.add(note(2))
    veille.mails[1].flags.add("\\Deleted")  # by its reader, who may yet take that back
    poll(one, first.cursor)
    assert [mail.uid for mail in veille.mails] == [2]
    assert len(server.folders["Lu"].mails) == 1


@pytest.mark.parametrize(
    ("lost", "folder", "said"),
    [
        (
            ("MOVE", "UIDPLUS"),
            "Lu",
            "what was read stays where it is: 127.0.0.1 can't move mails (neither MOVE nor UIDPLUS)",
        ),
        (
            (),
            "Ailleurs",
            "what was read can't be moved to Ailleurs ([TRYCREATE] Mailbox doesn't exist: Ailleurs)",
        ),
    ],
)
def test_what_can_not_be_moved_is_read_all_the_same_and_said(
    server: ImapServer, lost: tuple[str, ...], folder: str, said: str
) -> None:
    server.capabilities = [capability for capability in server.capabilities if capability not in lost]
    veille = server.folders["Veille"]
    veille.add(note(1))
    one, web = source(server, move=folder), Wire()
    first = poll(one, web=web)
    veille.add(note(2))
    second = poll(one, first.cursor, web)
    assert titles(second) == ["Pour mémoire 2"]
    assert str(second.degraded) == said
    assert second.cursor["read"] == "1:2", "they are moved once that is possible"
    assert not web.memo["more"], "and until then nothing is asked for over and over"
    third = poll(one, second.cursor, web)
    assert (third.items, str(third.degraded), third.cursor) == ((), said, second.cursor), "and that holds"


def test_however_many_wait_to_be_moved_none_is_forgotten(
    server: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "MAILS", 5)
    monkeypatch.setattr(fetching, "_MOVED", 4)
    veille = server.folders["Veille"]
    one, web, cursor = source(server, move="Lu"), Wire(), poll(source(server, move="Lu")).cursor
    for number in range(9):
        veille.add(note(number))
    veille.next_uid += 100
    veille.add(note(9))
    for _ in range(2):
        cursor = poll(one, cursor, web).cursor
    assert cursor["read"] == "1:9,110"
    server.folders["Lu"] = type(veille)()
    for left in ("5:9,110", "9,110", None):
        cursor = poll(one, cursor, web).cursor
        assert cursor.get("read") == left
        assert web.memo["more"] == (left is not None), "the others are moved at once"
    assert (len(veille.mails), len(server.folders["Lu"].mails)) == (0, 10)


def test_a_mail_that_the_server_does_not_give_costs_itself_alone_and_is_said(server: ImapServer) -> None:
    veille = server.folders["Veille"]
    for number in range(12):
        veille.add(note(number))
    big = note(12)
    big.add_attachment(b"y" * 300_000, maintype="application", subtype="pdf", filename="a.pdf")
    veille.add(big)
    server.broken = {5, 13}
    one = source(server, move="Lu")
    first = poll(one)
    assert titles(first) == [f"Pour mémoire {number}" for number in range(12) if number != 4]
    assert str(first.degraded) == (
        "2 mails of Veille are not read, for the server does not give them ([SERVERBUG] Internal error)"
    )
    assert first.cursor == {"validity": 1, "uid": 13, "read": "1:4,6:12"}, "what was not read stays"
    with pytest.raises(NotModified):
        poll(source(server), {"validity": 1, "uid": 13})


def test_where_the_server_gives_none_of_the_mails_that_is_an_error(server: ImapServer) -> None:
    for number in range(3):
        server.folders["Veille"].add(note(number))
    server.broken = {1, 2, 3}
    with pytest.raises(
        SourceError, match=r"127.0.0.1 refused what the mailbox was asked \(\[SERVERBUG\] Internal error\)"
    ):
        poll(source(server))


def test_wait_returns_when_a_mail_comes_and_not_before(server: ImapServer) -> None:
    server.folders["Veille"].add(note(1))
    one, web = source(server), Wire()
    cursor = poll(one, web=web).cursor

    async def live() -> Batch:
        waiting = asyncio.create_task(one.wait(web))
        assert await asyncio.to_thread(server.idling.wait, HANG)
        await asyncio.sleep(0.05)
        assert not waiting.done()
        server.deliver(note(2))
        await asyncio.wait_for(waiting, HANG)
        return await one.poll(web, cursor)

    assert titles(asyncio.run(live())) == ["Pour mémoire 2"]


def test_a_mail_that_came_between_poll_and_wait_is_not_waited_for(server: ImapServer) -> None:
    one, web = source(server), Wire()
    poll(one, web=web)
    server.folders["Veille"].add(note(1))
    asyncio.run(asyncio.wait_for(one.wait(web), HANG))
    assert not server.idling.is_set()


def test_a_wait_that_is_given_up_leaves_no_thread_behind(server: ImapServer) -> None:
    one, web = source(server), Wire()
    poll(one, web=web)

    async def live() -> None:
        waiting = asyncio.create_task(one.wait(web))
        assert await asyncio.to_thread(server.idling.wait, HANG)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        await until_here(
            lambda: not any(thread.name == "mailbox" for thread in threading.enumerate()), "the thread's end"
        )

    asyncio.run(live())


def test_a_server_without_idle_is_polled(server: ImapServer) -> None:
    server.capabilities.remove("IDLE")
    with pytest.raises(
        SourceError, match=r"127.0.0.1 does not say by itself when mail comes \(it has no IDLE\)"
    ):
        asyncio.run(source(server).wait(after_a_poll(server)))


@pytest.mark.parametrize(
    ("trouble", "error", "said"),
    [
        (
            {"refuse": {"LOGIN": "NO [AUTHENTICATIONFAILED] Authentication failed."}},
            SourceError,
            f"127.0.0.1 refused the login of {USER} ([AUTHENTICATIONFAILED] Authentication failed.)",
        ),
        (
            {"refuse": {"EXAMINE": "NO [NOPERM] Permission denied"}},
            SourceError,
            "the folder Veille can't be opened ([NOPERM] Permission denied)",
        ),
        (
            {"refuse": {"FETCH": "NO [SERVERBUG] Internal error"}},
            SourceError,
            "127.0.0.1 refused what the mailbox was asked ([SERVERBUG] Internal error)",
        ),
        ({"drop": "FETCH"}, WebError, "127.0.0.1 closed the connection in the middle of its answer"),
        (
            {"greeting": "220 mail.example ESMTP"},
            SourceError,
            "127.0.0.1 answers in what is not IMAP (220 mail.example ESMTP)",
        ),
        (
            {"greeting": "* BYE too many connections"},
            SourceError,
            "127.0.0.1 refused what the mailbox was asked (* BYE too many connections)",
        ),
    ],
)
def test_a_mailbox_that_refuses_is_told_in_words_without_the_password(
    server: ImapServer, trouble: dict[str, Any], error: type[Exception], said: str
) -> None:
    server.folders["Veille"].add(note(1))
    for name, value in trouble.items():
        setattr(server, name, value)
    with pytest.raises(error) as raised:
        poll(source(server))
    assert str(raised.value) == said
    assert PASSWORD not in repr(raised.getrepr())


@pytest.mark.parametrize(
    "answer",
    [
        b"* 1 FETCH (UID 1 FLAGS (Cher Paul",
        b"* 1 FETCH (UID 1 BODY[])",
        b"* 1 FETCH (UID 1 BODY[] {4}\r\nCher Paul, ceci ne regarde que nous.\r\nPaul\r\n)",
    ],
)
def test_of_an_answer_that_is_not_whole_nothing_is_told_for_it_may_be_a_letter(
    server: ImapServer, answer: bytes
) -> None:
    server.folders["Veille"].add(note(1))
    server.lies["FETCH"] = answer
    with pytest.raises(SourceError) as raised:
        poll(source(server))
    assert str(raised.value) == "127.0.0.1 answers in what is not IMAP, or not whole"


def test_a_password_that_the_server_repeats_is_not_told_with_its_refusal(server: ImapServer) -> None:
    server.refuse["LOGIN"] = f"NO nobody has {PASSWORD}"
    with pytest.raises(SourceError, match=r"\(nobody has …\)"):
        poll(source(server))


@pytest.mark.parametrize("by", ["LOGIN", "AUTHENTICATE"])
def test_a_connection_lost_during_the_login_is_no_refusal(server: ImapServer, by: str) -> None:
    server.drop = by
    with pytest.raises(WebError, match="closed the connection") as raised:
        poll(source(server, **(GRANT if by == "AUTHENTICATE" else {})))
    assert raised.value.network


def test_a_password_with_accents_is_sent_as_utf_8_or_not_at_all(server: ImapServer) -> None:
    server.password = "été à Besançon, 12 €"
    one = source(server, password=Secret("mail", server.password))
    with pytest.raises(
        SourceError, match=r"takes no name or password beyond ASCII \(it does not offer AUTH=PLAIN"
    ):
        poll(one)
    server.capabilities.append("AUTH=PLAIN")
    server.folders["Veille"].add(note(1))
    assert titles(poll(one)) == ["Pour mémoire 1"]


def test_numbers_that_lie_far_apart_are_searched_at_once(server: ImapServer) -> None:
    veille = server.folders["Veille"]
    veille.add(note(1))
    cursor = poll(source(server)).cursor
    veille.next_uid = 900_000  # as servers have them that number by the clock
    veille.add(note(2))
    assert titles(poll(source(server), cursor)) == ["Pour mémoire 2"]
    assert len([line for line in server.asked if line.startswith("UID SEARCH")]) == 1


def test_after_a_start_a_poll_comes_before_the_wait(server: ImapServer) -> None:
    asyncio.run(source(server).wait(Wire()))
    assert server.asked == [], "one login is enough"


def test_a_folder_that_is_not_there_is_said_with_the_one_that_was_meant(server: ImapServer) -> None:
    with pytest.raises(SourceError, match=r"no folder Bulletins: make it, or name another in 'folder'"):
        poll(source(server, folder="Bulletins"))
    server.folders["INBOX.Veille"] = server.folders.pop("Veille")
    with pytest.raises(
        SourceError, match=r"no folder Veille; there is INBOX\.Veille: write that in 'folder'"
    ):
        poll(source(server))
    assert "EXAMINE INBOX" not in server.opened


def test_a_mail_that_kills_its_reader_costs_itself_alone(server: ImapServer) -> None:
    for number in range(4):
        big = note(number)
        big.add_attachment(b"z" * 30_000, maintype="image", subtype="png", filename="a.png")
        server.folders["Veille"].add(big)

    class Frail(Wire):
        async def offload(self, function: Callable[..., Any], *args: Any) -> Any:
            if any(b"=C2=B0 2." in raw for raw, _ in args[0]):
                raise SourceError("the document was given up: reading it took more than 30 s")
            return await super().offload(function, *args)

    batch = poll(source(server), web=Frail())
    assert titles(batch) == [f"Pour mémoire {number}" for number in range(4)]
    assert [bool(item.text) for item in batch.items] == [True, True, False, True]
    assert str(batch.degraded) == "the document was given up: reading it took more than 30 s"


def test_the_same_opening_in_the_alerts_of_two_days_is_one_item(server: ImapServer) -> None:
    again = mails.linkedin(3)
    again.replace_header("Message-ID", "<le-lendemain@linkedin.com>")
    server.folders["Veille"].add(mails.linkedin(3))
    server.folders["Veille"].add(again)
    assert len(poll(source(server)).items) == 3


def test_other_mails_under_one_message_id_are_all_told_and_the_same_twice_is_one(server: ImapServer) -> None:
    veille = server.folders["Veille"]
    for number in (1, 2, 3, 2):
        mail = mails.newsletter(number) if number == 3 else note(number)
        mail.replace_header("Message-ID", "<always@the-same.example>")
        veille.add(mail)
    other = mails.newsletter(3)
    other.replace_header("Message-ID", "<always@the-same.example>")
    html = other.get_body(("html",))
    assert html is not None
    html.set_content(html.get_content().replace("nouvelle médiathèque", "ancienne mairie"), subtype="html")
    veille.add(other)
    first = poll(source(server))
    assert titles(first)[:2] == ["Pour mémoire 1", "Pour mémoire 2"]
    assert len(first.items) == 2 + 4 + 4
    assert first.items[0].id == "always@the-same.example"
    veille.renumber(9)
    again = poll(source(server), first.cursor)
    assert [item.id for item in again.items] == [item.id for item in first.items]


def test_tls_is_verified_and_starttls_comes_before_the_login(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificates = Certificates(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    with ImapServer(tls=certificates.server()) as server:
        server.folders["Veille"].add(note(1))
        one = source(server, tls="tls", imap=f"localhost:{server.port}")
        assert titles(poll(one, web=Wire(certificates.client()))) == ["Pour mémoire 1"]
    with ImapServer(starttls=certificates.server()) as server:
        server.folders["Veille"].add(note(2))
        one = source(server, tls="starttls", imap=f"localhost:{server.port}")
        assert titles(poll(one)) == ["Pour mémoire 2"]
        assert server.asked.index("STARTTLS") < server.asked.index("LOGIN")
    with ImapServer(starttls=certificates.server("other")) as server:
        one = source(server, tls="starttls", imap=f"localhost:{server.port}")
        with pytest.raises(WebError, match="localhost can't be trusted: its certificate is for another name"):
            poll(one)
        assert "LOGIN" not in server.asked


def test_a_conversation_that_is_over_leaves_no_connection_to_a_server_that_is_slow_to_close(
    tmp_path: Any,
) -> None:
    certificates = Certificates(tmp_path)
    made: list[Any] = []

    class Kept(Wire):
        async def connect(self, host: str, port: int, *, tls: bool = True) -> Any:
            reader, writer = await super().connect(host, port, tls=tls)
            made.append(writer.get_extra_info("socket"))
            return reader, writer

    async def live(one: Source) -> int:
        await one.poll(Kept(certificates.client()), {})
        await asyncio.sleep(0)
        return int(made[0].fileno())

    with ImapServer(tls=certificates.server()) as server:
        server.slow = 0.1
        assert asyncio.run(live(source(server, tls="tls", imap=f"localhost:{server.port}"))) == -1, "closed"


def test_where_starttls_is_not_offered_nothing_is_said_in_clear(server: ImapServer) -> None:
    one = source(server, tls="starttls")
    with pytest.raises(
        SourceError, match=r"127\.0\.0\.1 does not offer STARTTLS, and nothing is sent in clear"
    ):
        poll(one)
    assert "LOGIN" not in server.asked


GRANT = {
    "oauth": "google",
    "client": "c",
    "client_secret": Secret("cs", "s"),
    "token": Secret("mail", "lasting"),
    "password": None,
}


def granting(*tokens: str) -> Wire:
    web = Wire()
    web.tokens = [*tokens]
    return web


def asked_for(web: Wire) -> list[Any]:
    """Return which tokens were refused, of each that was asked for."""
    return [
        request.sent for request in web.asked if not isinstance(request, tuple) and request.method == "TOKEN"
    ]


def test_an_account_without_password_logs_in_by_an_access_token(server: ImapServer) -> None:
    server.folders["Veille"].add(note(1))
    server.token = "ya29.fresh"
    web = granting("ya29.fresh")
    one = source(server, **GRANT)
    batch = poll(one, web=web)
    assert titles(batch) == ["Pour mémoire 1"]
    with pytest.raises(NotModified):
        poll(one, batch.cursor, web)
    assert asked_for(web) == ["", ""]
    assert "AUTHENTICATE" in server.asked


def test_what_was_granted_is_asked_for_reading_alone() -> None:
    one = Source(imap="imap.example.org", user=USER, **{**GRANT, "oauth": "microsoft"})
    assert one._grant == OAuth(
        "microsoft", "c", GRANT["token"], "common", GRANT["client_secret"], reads=True, sends=False
    )


def test_a_token_that_ended_early_is_renewed_once(server: ImapServer) -> None:
    server.token = "new"
    web = granting("old", "new")
    assert poll(source(server, **GRANT), web=web).items == ()
    assert asked_for(web) == ["", "old"]
    server.token = "other"
    with pytest.raises(SourceError, match="refused the login of") as raised:
        poll(source(server, **GRANT), web=granting("old", "new"))
    assert "new" not in str(raised.value)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"imap": ""}, "'imap' is missing"),
        ({"user": ""}, "'user' is missing"),
        ({"imap": "imaps://imap.example.org/"}, "'imap' must be"),
        ({"imap": "imap.example.org:port"}, "'imap' must be"),
        ({"imap": "imap.example.org", "tls": "none"}, "only where 'imap' is this machine"),
        ({"folder": " "}, "'folder' must name a folder"),
        (
            {"folder": "inbox"},
            "'folder' would be INBOX, where all of the mail comes: write INBOX if you mean it",
        ),
        ({"folder": " Inbox "}, "'folder' would be INBOX"),
        ({"folder": "INBOX", "move": "Inbox"}, "'move' would be INBOX"),
        ({"move": "Veille"}, "'move' must name another folder"),
        ({"oauth": "google"}, "'oauth' needs"),
    ],
)
def test_options_that_can_not_be_meant_are_refused(options: dict[str, Any], said: str) -> None:
    given = {"imap": "imap.example.org", "user": USER}
    with pytest.raises(ValueError, match=said):
        Source(**{**given, **options})


@pytest.mark.parametrize(
    ("imap", "asked"),
    [
        ("imap.example.org", ("imap.example.org", 993, True)),
        ("imap.example.org:143", ("imap.example.org", 143, False)),
        ("[::1]:1993", ("::1", 1993, True)),
    ],
)
def test_a_port_says_how_it_is_spoken_to(imap: str, asked: tuple[str, int, bool]) -> None:
    class Closed(Wire):
        async def connect(self, host: str, port: int, *, tls: bool = True) -> Any:
            self.asked.append((host, port, tls))
            raise WebError("no", network=True)

    web = Closed()
    one = Source(imap=imap, user=USER, password=Secret("mail", PASSWORD))
    with pytest.raises(WebError):
        poll(one, web=web)
    assert web.asked == [asked]
    assert one.hosts == (asked[0],)


def test_a_closing_date_and_the_date_of_the_mail_are_told(server: ImapServer) -> None:
    server.folders["Veille"].add(mails.apec(1))
    item = poll(source(server)).items[0]
    assert item.closes == date(2026, 12, 12)
    assert item.published == datetime(2026, 11, 23, 6, 30, tzinfo=UTC)


def test_a_mail_kept_as_a_file_shows_what_it_would_give() -> None:
    batch = Source.preview(mails.hellowork(4).as_bytes(), {})
    assert batch.title == "HelloWork"
    assert [item.id for item in batch.items] == [item.id for item in alone(mails.hellowork(4))]
    assert Source.preview(mails.stranger(4).as_bytes(), {}).title == ""
