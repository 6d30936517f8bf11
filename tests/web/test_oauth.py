"""A login by OAuth 2: leave asked for once on the terminal, access tokens renewed by the daemon, XOAUTH2 in SMTP."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import CliRunner
from structlog.testing import capture_logs

import asking
import imapserver
from imapserver import ImapServer
from mailserver import MailServer
from oauthstub import CLIENT, OAuthStub
from send.test_mail import MESSAGE, account, config, dial
from veille.cli.secret import command, grant
from veille.cli.setting import Setting
from veille.errors import SourceError, WebError
from veille.model import OAuth, Secret
from veille.send.deliver import Router
from veille.send.outcome import SendOutcome, Sent, Transient
from veille.web.guard import anywhere
from veille.web.oauth import Granted, OAuthClient, OAuthError, authority_of
from veille.web.tokens import NoToken, Tokens, file_of
from veille_plugins.mailbox import Source

USER = "ines.veille@example.org"


@pytest.fixture
def stub() -> Iterator[OAuthStub]:
    with OAuthStub() as server:
        yield server


def login(token: str = "refresh-1", **more: object) -> OAuth:
    return replace(OAuth("microsoft", CLIENT, Secret("mail", token)), **more)


def client(stub: OAuthStub, **more: object) -> OAuthClient:
    return OAuthClient(login(**more), authority=stub.authority, allowed=anywhere)


class Waits:
    """Stands for sleep: notes how long, and waits not at all."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


def granting(stub: OAuthStub, waits: Waits | None = None) -> tuple[Granted, list[str]]:
    said: list[str] = []
    return asyncio.run(grant(client(stub), USER, say=said.append, sleep=waits or Waits())), said


# Leave


def test_a_code_is_shown_with_its_address_and_what_is_granted_comes_back(stub: OAuthStub) -> None:
    stub.pending, waits = 3, Waits()
    granted, said = granting(stub, waits)
    assert granted.refresh == "refresh-2"
    assert "https://microsoft.com/devicelogin" in said[0]
    assert "FJC3RWT2P" in said[0]
    assert USER in said[0]
    assert waits.seconds == [5, 5, 5, 5]


def test_a_server_that_asks_to_slow_down_is_asked_less_often_from_then_on(stub: OAuthStub) -> None:
    stub.errors, waits = ["slow_down", "authorization_pending", "slow_down"], Waits()
    granting(stub, waits)
    assert waits.seconds == [5, 10, 10, 15]


def test_a_server_out_of_order_is_asked_again_and_less_often(stub: OAuthStub) -> None:
    stub.errors, waits = ["503", "503"], Waits()
    assert granting(stub, waits)[0].refresh
    assert waits.seconds == [5, 10, 20]


def test_a_code_that_nobody_enters_ends_with_its_time(stub: OAuthStub) -> None:
    stub.pending, waits = 10_000, Waits()
    with pytest.raises(OAuthError, match="not entered in time"):
        granting(stub, waits)
    assert sum(waits.seconds) <= 900


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("access_denied", "refused in the browser"),
        ("authorization_declined", "refused in the browser"),
        ("expired_token", "not entered in time"),
        ("invalid_scope", "does not let this application send or read mail"),
        ("invalid_client", "'client'"),
        ("interaction_required", "Microsoft refused: interaction_required (AADSTS70000: recorded)"),
    ],
)
def test_each_refusal_ends_the_wait_and_says_what_it_is(stub: OAuthStub, word: str, said: str) -> None:
    stub.errors, waits = [word], Waits()
    with pytest.raises(OAuthError) as refused:
        granting(stub, waits)
    assert said in str(refused.value)
    assert len(waits.seconds) == 1


def test_an_application_that_is_not_registered_is_told_before_any_code(stub: OAuthStub) -> None:
    with pytest.raises(OAuthError, match="registered there for veille"):
        asyncio.run(client(stub, client="other").begin())


def test_a_server_that_is_not_there_is_told_as_such() -> None:
    gone = OAuthClient(
        login(), authority=replace(authority_of(login()), device="http://127.0.0.1:9/x"), allowed=anywhere
    )
    with pytest.raises(OAuthError, match=r"could not be asked: 127\.0\.0\.1 refuses connections") as refused:
        asyncio.run(gone.begin())
    assert refused.value.network


def test_a_browser_brings_a_code_back_where_there_is_no_code_to_enter() -> None:
    with OAuthStub(client_secret="GOCSPX-x") as stub:
        asked = OAuthClient(
            login(service="google", client_secret=Secret("c", "GOCSPX-x")),
            authority=stub.by_browser,
            allowed=anywhere,
        )
        said: list[str] = []

        def browser(_prompt: str) -> str:
            query = parse_qs(urlsplit(said[0].split("\n\n")[1]).query)
            assert query["code_challenge_method"] == ["S256"]
            assert query["access_type"] == ["offline"]
            stub.challenge = query["code_challenge"][0]
            return f"{query['redirect_uri'][0]}?state={query['state'][0]}&code=4/0Ab-code&scope=x"

        granted = asyncio.run(grant(asked, USER, say=said.append, ask=browser))
        assert granted.refresh == "refresh-2"
        assert stub.forms[-1]["code_verifier"] not in said[0]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://127.0.0.1:8976/?state=other&code=4/0Ab-code", "not the address"),
        ("nonsense", "not the address"),
        ("http://127.0.0.1:8976/?error=access_denied", "refused in the browser"),
    ],
)
def test_an_address_that_is_not_the_answer_is_refused_and_not_sent_on(
    stub: OAuthStub, address: str, said: str
) -> None:
    asked = OAuthClient(login(service="google"), authority=stub.by_browser, allowed=anywhere)
    with pytest.raises(OAuthError, match=said):
        asyncio.run(asked.redeem(asked.browse(), address))
    assert not stub.forms


def test_the_proof_of_the_browsers_errand_is_that_of_rfc_7636(stub: OAuthStub) -> None:
    errand = OAuthClient(login(service="google"), authority=stub.by_browser).browse()
    digest = base64.urlsafe_b64encode(hashlib.sha256(errand.verifier.encode()).digest()).decode().rstrip("=")
    assert f"code_challenge={digest}" in errand.address
    assert 43 <= len(errand.verifier) <= 128


def test_the_real_servers_are_asked_over_tls_for_mail_alone() -> None:
    microsoft, google = authority_of(login(tenant="example.org")), authority_of(login(service="google"))
    for url in (microsoft.device, microsoft.token, google.authorize, google.token):
        assert url.startswith("https://")
    assert "/example.org/" in microsoft.token
    assert microsoft.scope == "https://outlook.office.com/SMTP.Send offline_access"
    reading = authority_of(replace(login(tenant="example.org"), reads=True))
    assert "https://outlook.office.com/IMAP.AccessAsUser.All" in reading.scope.split()
    assert google.scope == "https://mail.google.com/"
    assert not google.device


def test_a_server_on_the_local_network_is_not_asked(stub: OAuthStub) -> None:
    with pytest.raises(OAuthError, match="is this machine itself"):
        asyncio.run(OAuthClient(login(), authority=stub.authority).begin())


# Tokens


class Login:
    """One login's tokens, as whoever sends or reads asks for them."""

    def __init__(
        self, stub: OAuthStub, folder: Path | None, given: OAuth, clock: Callable[[], float]
    ) -> None:
        self.tokens = Tokens(folder, lambda login: replaced(stub, login), clock)
        self.login = given

    async def __call__(self, refused: str = "") -> str:
        return await self.tokens.access(self.login, refused)


def replaced(stub: OAuthStub, given: OAuth) -> OAuthClient:
    """Return a client of a login that asks the stub, for the scope that the stub knows."""
    return OAuthClient(given, authority=stub.authority, allowed=anywhere)


def tokens(
    stub: OAuthStub, folder: Path | None, clock: Callable[[], float] = lambda: 0.0, granted: str = "refresh-1"
) -> Login:
    return Login(stub, folder, login(granted), clock)


def test_an_access_token_is_used_until_shortly_before_its_end(stub: OAuthStub, tmp_path: Path) -> None:
    now = [0.0]
    given = tokens(stub, tmp_path, lambda: now[0])

    async def live() -> list[str]:
        found = [await given(), await given()]
        now[0] = 3299 - 1
        found.append(await given())
        now[0] = 3299
        return [*found, await given()]

    assert asyncio.run(live()) == ["eyJ0.access-1"] * 3 + ["eyJ0.access-2"]


def test_several_mails_at_once_ask_for_one_token(stub: OAuthStub, tmp_path: Path) -> None:
    given = tokens(stub, tmp_path)

    async def live() -> set[str]:
        first = set(await asyncio.gather(*(given() for _ in range(4))))
        return first | set(await asyncio.gather(*(given("eyJ0.access-1") for _ in range(4))))

    assert asyncio.run(live()) == {"eyJ0.access-1", "eyJ0.access-2"}
    assert len(stub.forms) == 2


def test_a_renewed_leave_outlives_the_process_in_a_file_of_its_own(stub: OAuthStub, tmp_path: Path) -> None:
    asyncio.run(tokens(stub, tmp_path / "oauth")())
    kept = tmp_path / "oauth" / "mail-token"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert "access" not in kept.read_text()
    stub.refresh_tokens = ["refresh-2"]  # the first one ended meanwhile
    assert asyncio.run(tokens(stub, tmp_path / "oauth")()) == "eyJ0.access-2"
    assert stub.forms[-1]["refresh_token"] == "refresh-2"


def test_what_was_granted_anew_comes_before_what_was_kept(stub: OAuthStub, tmp_path: Path) -> None:
    asyncio.run(tokens(stub, tmp_path)())
    stub.refresh_tokens.append("granted-anew")
    asyncio.run(tokens(stub, tmp_path, granted="granted-anew")())
    assert stub.forms[-1]["refresh_token"] == "granted-anew"


@pytest.mark.parametrize(
    "sharing",
    [{"reads": True, "sends": False}, {"reads": True}, {}],
    ids=["a mailbox", "a mailbox of [mail]", "another that sends"],
)
def test_whoever_shares_a_grant_shares_what_replaced_it(
    stub: OAuthStub, tmp_path: Path, sharing: dict[str, object]
) -> None:
    stub.reuses = False

    async def live() -> None:
        shared = tokens(stub, tmp_path)
        await shared()
        for _ in range(3):
            await shared.tokens.access(login(**sharing), "refused")
            await shared("refused")

    asyncio.run(live())
    used = [form["refresh_token"] for form in stub.forms]
    assert used == [f"refresh-{number + 1}" for number in range(len(used))]


def test_several_processes_that_renew_at_once_lose_no_token(stub: OAuthStub, tmp_path: Path) -> None:
    """Each has its own tokens, as the daemon and a command beside it do; a token counts once."""
    stub.reuses = False

    async def live() -> list[str]:
        some = [tokens(stub, tmp_path) for _ in range(6)]
        return await asyncio.gather(*(given() for given in some))

    assert len(set(asyncio.run(live()))) == 6
    assert len({form["refresh_token"] for form in stub.forms}) == 6
    assert asyncio.run(tokens(stub, tmp_path)()) == "eyJ0.access-7"


def test_a_token_that_comes_after_nobody_waits_any_more_is_kept(stub: OAuthStub, tmp_path: Path) -> None:
    stub.reuses = False

    async def live() -> None:
        given = tokens(stub, tmp_path)
        waiting = asyncio.create_task(given())
        await asyncio.sleep(0)
        await asyncio.sleep(0)  # it asks
        waiting.cancel()
        await given.tokens.close()

    asyncio.run(live())
    assert [form["refresh_token"] for form in stub.forms] == ["refresh-1"]
    assert (tmp_path / "mail-token").read_text().endswith(" refresh-2\n")
    assert asyncio.run(tokens(stub, tmp_path)()) == "eyJ0.access-2"


def test_grants_of_two_secrets_are_kept_apart(stub: OAuthStub, tmp_path: Path) -> None:
    stub.refresh_tokens = ["ours", "theirs"]
    ours, theirs = login("ours"), replace(login(), token=Secret("work", "theirs"))

    async def live() -> None:
        given = tokens(stub, tmp_path).tokens
        for mailbox in (ours, theirs, ours, theirs):
            await given.access(mailbox, "refused")
            await given.access(mailbox, stub.access_token)

    asyncio.run(live())
    assert sorted(path.name for path in tmp_path.glob("[!.]*")) == ["mail-token", "work-token"]
    assert {form["refresh_token"] for form in stub.forms} >= {"ours", "theirs"}
    assert len({form["refresh_token"] for form in stub.forms}) == len(stub.forms)


@pytest.mark.parametrize("name", ["mail", "a" * 58, "a" * 59, "a" * 64, "work.2"])
def test_every_secret_has_a_file_that_can_be_written(stub: OAuthStub, tmp_path: Path, name: str) -> None:
    one = replace(login(), token=Secret(name, "refresh-1"))
    asyncio.run(tokens(stub, tmp_path).tokens.access(one))
    assert (tmp_path / file_of(one)).is_file()
    asyncio.run(tokens(stub, tmp_path).tokens.access(one))
    assert stub.forms[-1]["refresh_token"] == "refresh-2"


@pytest.mark.parametrize("where", ["nowhere", "a file", "a folder of that name"])
def test_where_it_cannot_be_written_the_newest_is_in_memory(
    stub: OAuthStub, tmp_path: Path, where: str
) -> None:
    stub.reuses = False
    folder: Path | None = tmp_path / "oauth"
    if where == "nowhere":
        folder = None
    elif where == "a file":
        (tmp_path / "oauth").write_text("")
    else:
        (tmp_path / "oauth" / "mail-token").mkdir(parents=True)
    given = tokens(stub, folder)

    async def live() -> list[str]:
        return [await given(), await given("eyJ0.access-1"), await given("eyJ0.access-2")]

    with capture_logs() as logs:
        assert asyncio.run(live()) == ["eyJ0.access-1", "eyJ0.access-2", "eyJ0.access-3"]
    assert [form["refresh_token"] for form in stub.forms] == ["refresh-1", "refresh-2", "refresh-3"]
    assert bool(logs) == (where != "nowhere")
    assert not [record for record in logs if "refresh-" in repr(record)]


def test_what_another_process_keeps_comes_before_what_is_in_memory_alone(
    stub: OAuthStub, tmp_path: Path
) -> None:
    stub.reuses = False
    given, folder = tokens(stub, tmp_path / "oauth"), tmp_path / "oauth"
    folder.write_text("")
    asyncio.run(given())  # what was granted is replaced, in memory alone
    folder.unlink()
    stub.refresh_tokens.append("refresh-3")
    first = hashlib.sha256(b"refresh-1").hexdigest()
    folder.mkdir()
    (folder / "mail-token").write_text(f"{first} refresh-3\n")
    assert asyncio.run(given("eyJ0.access-1")) == "eyJ0.access-2"
    assert stub.forms[-1]["refresh_token"] == "refresh-3"


@pytest.mark.parametrize("word", ["invalid_grant", "unknown_error", "invalid_client", "server_error"])
def test_a_server_that_repeats_what_it_refuses_puts_no_token_into_an_error(
    stub: OAuthStub, tmp_path: Path, word: str
) -> None:
    stub.errors, stub.repeats = [word], True
    with capture_logs() as logs, pytest.raises(NoToken) as caught:
        asyncio.run(tokens(stub, tmp_path)())
    assert "refresh-1" not in f"{caught.value!r} {caught.value} {caught.value.code} {logs}"
    assert caught.value.network == (word == "server_error")


# Mail


def carried(stub: OAuthStub, server: MailServer, folder: Path, times: int = 1) -> SendOutcome:
    mail = account(server, oauth="microsoft", login=login())
    router = Router(
        config(mail, state=folder), dial, tokens=Tokens(folder / "oauth", lambda given: replaced(stub, given))
    )

    async def live() -> SendOutcome:
        for _ in range(times):
            outcome = await router.send(MESSAGE, 0.0)
        return outcome

    return asyncio.run(live())


def test_a_mail_is_handed_over_with_an_access_token(stub: OAuthStub, tmp_path: Path) -> None:
    with MailServer(token=lambda user, token: (user, token) == (USER, stub.access_token)) as server:
        assert carried(stub, server, tmp_path, times=3) == Sent()
        assert len(server.mails) == 3
    assert stub.access == 1


def test_a_token_that_the_mail_server_refuses_is_renewed_once(stub: OAuthStub, tmp_path: Path) -> None:
    with MailServer(token=lambda _user, token: token == "eyJ0.access-2") as server:
        assert carried(stub, server, tmp_path) == Sent()
        assert len(server.logins) == 2
    with MailServer(token=lambda _user, _token: False) as server:
        outcome = carried(stub, server, tmp_path)
        assert len(server.logins) == 2
    assert isinstance(outcome, Transient)
    assert outcome.account
    assert "refused the login by OAuth of ines.veille@example.org: 535" in str(outcome.why)
    assert "eyJ0" not in str(outcome.why)


def test_a_leave_that_was_withdrawn_stops_the_account_and_names_the_command(
    stub: OAuthStub, tmp_path: Path
) -> None:
    stub.refresh_tokens = []
    with MailServer(token=lambda _user, _token: True) as server:
        outcome = carried(stub, server, tmp_path)
    assert isinstance(outcome, Transient)
    assert outcome.account
    assert "holds no longer" in str(outcome.why)
    assert str(outcome.why).endswith("run  veille secret mail")
    assert "refresh-1" not in str(outcome.why)


def test_an_authorization_server_out_of_order_is_tried_again_soon(stub: OAuthStub, tmp_path: Path) -> None:
    stub.errors = ["503"]
    with MailServer(token=lambda _user, _token: True) as server:
        outcome = carried(stub, server, tmp_path)
    assert isinstance(outcome, Transient)
    assert not outcome.account


def test_a_server_without_xoauth2_is_told_as_such(stub: OAuthStub, tmp_path: Path) -> None:
    with MailServer(login=(USER, "x")) as server:
        outcome = carried(stub, server, tmp_path)
    assert isinstance(outcome, Transient)
    assert "takes no login by OAuth" in str(outcome.why)


# Mailboxes


MAILBOX = {"oauth": "microsoft", "client": CLIENT, "token": Secret("mail", "refresh-1"), "tls": "none"}


def read(stub: OAuthStub, server: ImapServer, folder: Path) -> list[str]:
    """Poll a mailbox as a daemon that was started just now; return why it could not be."""
    one = Source(imap=f"127.0.0.1:{server.port}", user=imapserver.USER, **MAILBOX)
    why: list[str] = []

    async def script(made: asking.OAuthClient) -> None:
        try:
            await one.poll(asking.web(made), {})
        except (SourceError, WebError) as error:
            why.append(f"{type(error).__name__}: {error}")

    asking.polling(script, tokens=Tokens(folder / "oauth", lambda given: replaced(stub, given)))
    return why


def test_a_mailbox_asks_with_the_renewed_leave_after_a_restart_and_so_does_mail(
    stub: OAuthStub, tmp_path: Path
) -> None:
    stub.reuses = False
    with ImapServer() as imap, MailServer(token=lambda _user, token: token == stub.access_token) as smtp:
        for start in range(3):
            imap.token = f"eyJ0.access-{stub.access + 1}"  # the one that comes next
            assert read(stub, imap, tmp_path) == []
            assert carried(stub, smtp, tmp_path) == Sent(), start
    assert [form["refresh_token"] for form in stub.forms] == [f"refresh-{n}" for n in range(1, 7)]


def test_a_mailbox_whose_leave_was_withdrawn_names_the_command_and_one_that_may_pass_is_a_web_error(
    stub: OAuthStub, tmp_path: Path
) -> None:
    stub.refresh_tokens = []
    with ImapServer() as imap:
        (gone,) = read(stub, imap, tmp_path)
        stub.errors = ["503"]
        (later,) = read(stub, imap, tmp_path)
    assert gone.startswith("SourceError: there is no login by OAuth: what was granted at Microsoft holds no")
    assert gone.endswith("run  veille secret mail")
    assert later.startswith("WebError: there is no login by OAuth: Microsoft answered 503")
    assert "refresh-1" not in gone + later


def test_reading_and_sending_ask_for_what_they_need() -> None:
    reads = authority_of(login(reads=True, sends=False)).scope.split()
    assert reads == ["https://outlook.office.com/IMAP.AccessAsUser.All", "offline_access"]
    assert authority_of(login(reads=True)).scope.split()[:2] == [
        "https://outlook.office.com/SMTP.Send",
        "https://outlook.office.com/IMAP.AccessAsUser.All",
    ]


# The command


def test_the_command_asks_for_leave_where_the_secret_is_a_token(tmp_path: Path) -> None:
    with socket.socket() as closed:  # a proxy that is not there: nothing goes out of this machine
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        (tmp_path / "veille.toml").write_text(
            f'[veille]\nto = "ines@example.org"\nproxy = "http://127.0.0.1:{port}"\n[mail]\nuser = "{USER}"\n'
            f'oauth = "microsoft"\nclient = "{CLIENT}"\ntoken = {{ secret = "mail" }}\n'
        )
        done = CliRunner().invoke(command, ["mail"], obj=Setting(tmp_path / "veille.toml"))
    assert done.exit_code == 1
    assert "Microsoft (login.microsoftonline.com) could not be asked: the proxy can't be reached" in str(
        done.exception
    )
    assert not (tmp_path / "secrets").exists()
