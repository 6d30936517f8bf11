"""OAuth 2 in place of a password: a person's consent asked for once, and access tokens got from it (RFC 6749, RFC 8628).

Two forms and their answers, written here on the transport that is there already: the providers' own libraries are
each for one provider, ask with a blocking client of their own, and keep tokens where they like.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import secrets
import ssl
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx

from veille.errors import NO_FAILURE, Failure, VeilleError, failure
from veille.model import OAuth
from veille.web.guard import Allowed, anywhere, nowhere_local
from veille.web.resolver import Resolver
from veille.web.transport import Transport, failure_of

_LARGEST = 65_536
_LIMITS = {"timeout": {"connect": 15.0, "read": 30.0}}
_LONGEST_INTERVAL = 60.0
_SECRETS = ("refresh_token", "client_secret", "device_code", "code", "code_verifier")
# Where a browser is sent that brings a code back. Nothing listens there: the person copies the address.
RETURN = "http://127.0.0.1:8976/"


class OAuthError(VeilleError):
    """An authorization server refused, or could not be asked.

    `code` is its own word (RFC 6749 §5.2, RFC 8628 §3.5), empty where there was none; `network` is true where it may
    pass by itself.
    """

    def __init__(self, why: Failure, *, code: str = "", network: bool = False) -> None:
        super().__init__(why)
        self.code = code
        self.network = network


@dataclass(frozen=True, slots=True)
class Authority:
    """An authorization server: its addresses and what it is asked for. Without `device`, a browser brings a code back."""

    name: str
    token: str
    scope: str
    device: str = ""
    authorize: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """What a person enters at an address; `device` stands for it here. Times are in seconds."""

    user: str
    address: str
    device: str
    expires: float
    interval: float


@dataclass(frozen=True, slots=True)
class Granted:
    """An access token, the seconds for which it holds, and a refresh token if a new one came with it."""

    access: str
    expires: float
    refresh: str = ""


_MICROSOFT = "https://outlook.office.com/"


def authority_of(login: OAuth) -> Authority:
    """Return the authorization server of a login."""
    if login.service == "google":
        # Its device flow grants no mail ("Invalid device flow scope"): only a browser's way does.
        return Authority(
            "Google",
            token="https://oauth2.googleapis.com/token",  # noqa: S106 - an address
            scope="https://mail.google.com/",
            authorize="https://accounts.google.com/o/oauth2/v2/auth",
        )
    base = f"https://login.microsoftonline.com/{login.tenant}/oauth2/v2.0"
    wanted = [*(["SMTP.Send"] if login.sends else []), *(["IMAP.AccessAsUser.All"] if login.reads else [])]
    return Authority(
        "Microsoft",
        token=f"{base}/token",
        scope=" ".join((*(f"{_MICROSOFT}{scope}" for scope in wanted), "offline_access")),
        device=f"{base}/devicecode",
    )


class OAuthClient:
    """Asks one authorization server on behalf of one login. `proxy` is an http(s) URL."""

    def __init__(
        self,
        login: OAuth,
        *,
        authority: Authority | None = None,
        allowed: Allowed = nowhere_local,
        proxy: str | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._login = login
        self.authority = authority or authority_of(login)
        self._allowed = anywhere if proxy else allowed
        self._proxy = proxy
        self._tls = tls

    async def begin(self) -> Code:
        """Ask for a code that a person enters in a browser (RFC 8628 §3.1). Raises OAuthError."""
        found = await self._ask(self.authority.device, {"scope": self.authority.scope}, secret=False)
        # Google's early drafts wrote verification_url, and some servers still do.
        address = found.get("verification_uri") or found.get("verification_url")
        if not (address and found.get("user_code") and found.get("device_code")):
            raise OAuthError(failure("{name} gave no code to enter", name=self.authority.name))
        return Code(
            user=_text(found["user_code"]),
            address=_text(address),
            device=str(found["device_code"]),
            expires=_seconds(found.get("expires_in"), 900.0),
            interval=_seconds(found.get("interval"), 5.0),
        )

    async def wait(self, code: Code, *, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> Granted:
        """Return what a person granted by entering the code, asking as seldom as the server wishes. Raises OAuthError."""
        interval, waited = code.interval, 0.0
        form = {"grant_type": "urn:ietf:params:oauth:grant-type:device_code", "device_code": code.device}
        while waited + interval <= code.expires:
            await sleep(interval)
            waited += interval
            try:
                return self._granted(await self._ask(self.authority.token, form))
            except OAuthError as error:
                if (
                    error.code == "slow_down"
                ):  # RFC 8628 §3.5: five seconds more, for this and all that follow
                    interval += 5.0
                elif error.network and not error.code:
                    interval = min(interval * 2, _LONGEST_INTERVAL)
                elif error.code != "authorization_pending":
                    raise
        raise self._refusal("expired_token", "")

    def browse(self) -> LoginRequest:
        """Return the login request for a browser, which brings a code back (RFC 8252, with PKCE: RFC 7636)."""
        verifier, state = secrets.token_urlsafe(48), secrets.token_urlsafe(16)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        query = {
            "client_id": self._login.client,
            "redirect_uri": RETURN,
            "response_type": "code",
            "scope": self.authority.scope,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
            "state": state,
            "access_type": "offline",  # Google: a refresh token is only given where it is asked for
            "prompt": "consent",
        }
        return LoginRequest(f"{self.authority.authorize}?{urlencode(query)}", verifier, state)

    async def redeem(self, login_request: LoginRequest, address: str) -> Granted:
        """Return what the address granted at which the browser ended. Raises OAuthError."""
        said = parse_qs(urlsplit(address.strip()).query)
        if said.get("error"):
            raise self._refusal(said["error"][0], "")
        if said.get("state") != [login_request.state] or not said.get("code"):
            raise OAuthError(
                failure(
                    "that is not the address to which {name} sent the browser back", name=self.authority.name
                )
            )
        form = {
            "grant_type": "authorization_code",
            "code": said["code"][0],
            "code_verifier": login_request.verifier,
            "redirect_uri": RETURN,
        }
        return self._granted(await self._ask(self.authority.token, form))

    async def refresh(self, token: str) -> Granted:
        """Return a new access token for what was granted (RFC 6749 §6). Raises OAuthError."""
        form = {"grant_type": "refresh_token", "refresh_token": token, "scope": self.authority.scope}
        return self._granted(await self._ask(self.authority.token, form), refresh=False)

    def _granted(self, found: Mapping[str, Any], *, refresh: bool = True) -> Granted:
        access, again = found.get("access_token"), found.get("refresh_token") or ""
        if not isinstance(access, str) or not access.isprintable() or (refresh and not again):
            raise OAuthError(
                failure("{name} gave no lasting leave: ask for it again", name=self.authority.name)
            )
        return Granted(access, _seconds(found.get("expires_in"), 3600.0), str(again))

    async def _ask(self, url: str, form: Mapping[str, str], *, secret: bool = True) -> dict[str, Any]:
        """Return the answer to a form. Raises OAuthError for a refusal, and where nothing that can be read came."""
        sent = {"client_id": self._login.client, **form}
        if secret and self._login.client_secret is not None:
            sent["client_secret"] = self._login.client_secret.reveal()
        headers = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
        request = httpx.Request("POST", url, headers=headers, content=urlencode(sent), extensions=_LIMITS)
        transport = Transport(resolver=Resolver(), allowed=self._allowed, proxy=self._proxy, tls=self._tls)
        name = self.authority.name
        try:
            async with asyncio.timeout(45.0):
                answer = await transport.handle_async_request(request)
                body = await _read(answer)
        except (httpx.TransportError, TimeoutError) as error:
            late = failure("no answer in time")
            why = failure_of(error) if isinstance(error, httpx.TransportError) else late
            raise OAuthError(
                failure(
                    "{name} ({host}) could not be asked: {why}",
                    name=name,
                    host=urlsplit(url).hostname,
                    why=why,
                ),
                network=True,
            ) from None
        finally:
            await transport.aclose()
        try:
            found = json.loads(body)
        except ValueError:
            found = None
        if not isinstance(found, dict):
            why = failure(
                "{name} answered {status} without a word that can be read",
                name=name,
                status=answer.status_code,
            )
            raise OAuthError(why, network=True)
        # By the word and not by the status: a code not yet entered is 400 at Microsoft, 428 at Google.
        if "error" in found:
            said = _without(_text(found.get("error_description")), sent)
            raise self._refusal(_without(str(found["error"]), sent), said)
        if answer.status_code != 200:
            why = failure("{at} answered {status}", at=name, status=answer.status_code)
            raise OAuthError(why, network=answer.status_code >= 500)
        return found

    def _refusal(self, code: str, description: str) -> OAuthError:
        code = _text(code)[:60]
        name = self.authority.name
        why = _refusal_of(code, name)
        if not why:
            said = f"{code} ({description})" if description else code
            return OAuthError(
                failure("{name} refused: {said}", name=name, said=said),
                code=code,
                network=code in ("temporarily_unavailable", "server_error"),
            )
        if description and code in _EXPLAINED:
            why = failure("{why} ({said})", why=why, said=description)
        return OAuthError(why, code=code)


@dataclass(frozen=True, slots=True)
class LoginRequest:
    """What a browser is sent for: the address to open, and what proves that the answer is ours."""

    address: str
    verifier: str
    state: str


def _refusal_of(code: str, name: str) -> Failure:
    """Return what a server of that name refuses by a word that is known, if it is."""
    match code:
        case "access_denied" | "authorization_declined":  # the second is Microsoft's word
            return failure("leave was refused in the browser: nothing was granted")
        case "authorization_pending":
            return failure("{name} still waits for the code", name=name)
        case "bad_verification_code":
            return failure("{name} does not know the code any more: ask for a new one", name=name)
        case "expired_token":
            return failure("the code was not entered in time: ask for a new one")
        case "invalid_client":
            return failure(
                "{name} does not accept 'client': it must be the id of an application registered there for veille, one"
                " that may ask without a secret of its own or with the right 'client_secret'",
                name=name,
            )
        case "unauthorized_client":
            return failure(
                "{name} does not accept 'client': it must be the id of an application registered there for veille, and"
                " allow public client flows",
                name=name,
            )
        case "invalid_grant":
            return failure(
                "what was granted at {name} holds no longer (withdrawn, too old, or the password was changed)",
                name=name,
            )
        case "invalid_scope":
            return failure("{name} does not let this application send or read mail", name=name)
        case "slow_down":
            return failure("{name} asks to be asked less often", name=name)
    return NO_FAILURE


_EXPLAINED = frozenset(("invalid_client", "invalid_grant", "invalid_scope", "unauthorized_client"))


async def _read(answer: httpx.Response) -> bytes:
    body = b""
    assert isinstance(answer.stream, httpx.AsyncByteStream)  # noqa: S101 - our transport's own
    async for chunk in answer.stream:
        body += chunk
        if len(body) > _LARGEST:
            break
    await answer.aclose()
    return body


def _without(said: str, sent: Mapping[str, str]) -> str:
    """Return a server's words without the secrets that it was sent: some servers repeat what they refuse."""
    for name in _SECRETS:
        if value := sent.get(name):
            said = said.replace(value, "…")
    return said


def _text(value: Any) -> str:
    """Return what a server said as one line that a terminal can show."""
    line = " ".join(str(value or "").split())
    return "".join(sign for sign in line if sign.isprintable())[:200]


def _seconds(value: Any, default: float) -> float:
    try:
        return min(max(float(value), 1.0), 86_400.0)
    except (TypeError, ValueError):
        return default
