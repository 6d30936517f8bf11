"""Access tokens for a mailbox that takes no password (XOAUTH2): had from what was granted, kept in memory alone."""

from __future__ import annotations

import time
from dataclasses import dataclass

from veille import Secret, SourceError, Web, WebError
from veille_plugins.mailbox import told

_EARLY = 300.0  # seconds before its end from which a token is not used any more

_TOKENS = {
    "google": "https://oauth2.googleapis.com/token",
    "microsoft": "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token",
}
# Google's leave for mail is one for all of it; Microsoft's are one by one.
_SCOPES = {
    "google": "https://mail.google.com/",
    "microsoft": "https://outlook.office.com/IMAP.AccessAsUser.All offline_access",
}


@dataclass(frozen=True, slots=True)
class Grant:
    """What a person granted: `token` is the refresh token of an application `client` at a `service`."""

    service: str
    client: str
    token: Secret | None
    client_secret: Secret | None = None
    tenant: str = "common"


async def access(web: Web, grant: Grant, *, anew: bool = False) -> str:
    """Return an access token that holds (RFC 6749 §6); `anew` if the last was refused. Raises WebError, SourceError."""
    kept, ends = web.memo.get("access", ("", 0.0))
    if kept and not anew and time.monotonic() < ends - _EARLY:
        return str(kept)
    form = {
        "client_id": grant.client,
        "grant_type": "refresh_token",
        # The newest that was given lives as long as the service; the one granted holds beside it.
        "refresh_token": web.memo.get("refresh") or (grant.token.reveal() if grant.token else ""),
        "scope": _SCOPES[grant.service],
    }
    if grant.client_secret is not None:
        form["client_secret"] = grant.client_secret.reveal()
    name = grant.service.capitalize()
    try:
        answer = (await web.post(_TOKENS[grant.service].format(tenant=grant.tenant), data=form)).json()
    except WebError as error:
        if error.status in (400, 401):
            secret = grant.token.name if grant.token else "mail"
            web.memo.pop("refresh", None)
            raise SourceError(told.no_leave(name, secret)) from None
        raise
    token = answer.get("access_token") if isinstance(answer, dict) else None
    if not isinstance(token, str) or not token.isprintable():
        raise SourceError(told.no_token(name))
    try:
        lasts = float(answer.get("expires_in") or 3600.0)
    except (TypeError, ValueError):
        lasts = 3600.0
    web.memo["access"] = (token, time.monotonic() + max(lasts, _EARLY + 30.0))
    if isinstance(again := answer.get("refresh_token"), str) and again:
        web.memo["refresh"] = again
    return token
