"""A strict authorization server on loopback, which answers as Microsoft's and Google's are recorded to.

with OAuthStub() as server:
    server.pending = 2                  # the code is entered after two polls
    ... Client(login, authority=server.authority, allowed=anywhere) ...
    assert server.forms[-1]["grant_type"] == "refresh_token"

A form that breaks RFC 6749 or RFC 8628 (a missing field, another client, a wrong scope, JSON instead of a form, a
verifier that does not prove its challenge) is refused as the real ones do.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from types import TracebackType
from urllib.parse import parse_qs

from veille.web.oauth import RETURN, Authority
from webserver import Answer, Request, WebServer

CLIENT = "3f6b1c1e-0000-4000-8000-1c0ffee00000"
SCOPE = "https://outlook.office.com/SMTP.Send offline_access"
DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"


class OAuthStub:
    """`errors` are given before any code is looked at, one each poll; `statuses` is how each word is answered."""

    statuses: Mapping[str, int] = {}  # Microsoft: always 400

    def __init__(self, *, client_secret: str = "") -> None:
        self.pending = 0
        self.errors: list[str] = []
        self.refresh_tokens = ["refresh-1"]
        self.access = 0
        self.expires: object = 3599
        self.rotates = True
        self.reuses = True  # a refresh token counts more than once
        self.repeats = False  # what was sent stands in the description of an error
        self.challenge = ""
        self.forms: list[dict[str, str]] = []
        self._client_secret = client_secret
        self._web = WebServer(
            {"/common/oauth2/v2.0/devicecode": self._device, "/common/oauth2/v2.0/token": self._token}
        )

    def __enter__(self) -> OAuthStub:
        self._web.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._web.__exit__(kind, error, trace)

    @property
    def authority(self) -> Authority:
        base = self._web.url("/common/oauth2/v2.0")
        return Authority("Microsoft", token=f"{base}/token", scope=SCOPE, device=f"{base}/devicecode")

    @property
    def by_browser(self) -> Authority:
        base = self._web.url("/common/oauth2/v2.0")
        return Authority(
            "Google", token=f"{base}/token", scope=SCOPE, authorize="https://accounts.example/auth"
        )

    @property
    def access_token(self) -> str:
        """The access token given last."""
        return f"eyJ0.access-{self.access}"

    def _device(self, request: Request) -> Answer:
        form, wrong = self._form(request)
        if wrong or form.get("scope") != SCOPE or "client_secret" in form:
            return self._error(wrong or "invalid_scope")
        return _json(
            {
                "user_code": "FJC3RWT2P",
                "device_code": "FAQABAAEAAAD-device",
                "verification_uri": "https://microsoft.com/devicelogin",
                "expires_in": 900,
                "interval": 5,
                "message": "To sign in, use a web browser to open the page…",
            }
        )

    def _token(self, request: Request) -> Answer:
        form, wrong = self._form(request)
        if wrong:
            return self._error(wrong)
        if form.get("client_secret", "") != self._client_secret:
            return self._error("invalid_client", "AADSTS7000218: the request body must contain client_secret")
        if self.errors:
            said = f": {' '.join(form.values())}" if self.repeats else ""
            return self._error(self.errors.pop(0), f"AADSTS70000: recorded{said}")
        match form.get("grant_type"):
            case grant if grant == DEVICE_GRANT:
                if form.get("device_code") != "FAQABAAEAAAD-device":
                    return self._error("bad_verification_code")
                self.pending -= 1
                return self._error("authorization_pending") if self.pending >= 0 else self._grant()
            case "authorization_code":
                proof = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
                proved = base64.urlsafe_b64encode(proof).rstrip(b"=").decode() == self.challenge
                right = form.get("code") == "4/0Ab-code" and form.get("redirect_uri") == RETURN
                return self._grant() if proved and right else self._error("invalid_grant", "Bad Request")
            case "refresh_token":
                if form.get("refresh_token") not in self.refresh_tokens:
                    return self._error("invalid_grant", "AADSTS700082: the refresh token has expired")
                if form.get("scope") != SCOPE:
                    return self._error("invalid_scope")
                if not self.reuses:
                    self.refresh_tokens[self.refresh_tokens.index(form["refresh_token"])] = "used"
                return self._grant()
        return self._error("unsupported_grant_type")

    def _grant(self) -> Answer:
        self.access += 1
        found = {
            "token_type": "Bearer",
            "scope": "https://outlook.office.com/SMTP.Send",
            "expires_in": self.expires,
            "ext_expires_in": self.expires,
            "access_token": self.access_token,
        }
        if self.rotates:
            self.refresh_tokens.append(f"refresh-{len(self.refresh_tokens) + 1}")
            found["refresh_token"] = self.refresh_tokens[-1]
        return _json(found)

    def _form(self, request: Request) -> tuple[dict[str, str], str]:
        if (
            request.method != "POST"
            or request.headers.get("content-type") != "application/x-www-form-urlencoded"
        ):
            return {}, "invalid_request"
        fields = parse_qs(request.body.decode("ascii"), keep_blank_values=True, strict_parsing=True)
        form = {name: values[0] for name, values in fields.items()}
        self.forms.append(form)
        if any(len(values) > 1 for values in fields.values()) or "?" in request.target:
            return form, "invalid_request"
        return form, "" if form.get("client_id") == CLIENT else "unauthorized_client"

    def _error(self, word: str, description: str = "") -> Answer:
        if word.isdigit():  # no word at all, but a status and a page
            return Answer(b"<h1>Service unavailable</h1>", status=int(word))
        body = {"error": word, "error_description": description, "error_codes": [70000], "trace_id": "0"}
        return _json(body, self.statuses.get(word, 400))


def _json(body: Mapping[str, object], status: int = 200) -> Answer:
    return Answer(
        json.dumps(body).encode(), status=status, headers={"Content-Type": "application/json; charset=utf-8"}
    )
