"""What went wrong with a page, said without a password and without a query. Pure."""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Sequence
from http import HTTPStatus

import httpx

from veille.config.refused import unwanted as unwanted_failure
from veille.errors import Failure, WebError, failure, several
from veille.kit.botchecks import advice
from veille.web.address import Address
from veille.web.guard import Refused
from veille.web.resolver import unresolved
from veille.web.transport import (
    AddressRefused,
    CertificateRefused,
    NameUnknown,
    cut_off,
    failure_of,
    not_tls,
    unconnected,
    untrusted,
)


def failed(error: httpx.TransportError, at: Address, *, answered: bool) -> WebError:
    """Return what an error of the transport means; `answered` once a status line came."""
    match error:
        case AddressRefused():
            return refused(at, error.refusals)
        case CertificateRefused():
            return page_error(at, failure_of(error))
        case NameUnknown() | httpx.ProxyError() | httpx.ConnectError() | httpx.ConnectTimeout():
            return page_error(at, failure_of(error), network=True)
        case httpx.ReadTimeout() if answered:
            return page_error(at, failure("{at} stopped in the middle of its answer", at=at.shown))
        case httpx.ReadTimeout():
            return page_error(at, failure_of(error), network=True)
        case _ if answered:
            return page_error(at, cut_off(at.shown))
    return page_error(at, failure_of(error))


def refused(at: Address, why: Sequence[Failure]) -> WebError:
    """Return the error of an address that the guard does not let pass, or of several of one name."""
    return page_error(at, not_asked(at.shown, at.host, why))


def not_asked(shown: str, host: str, why: Sequence[Failure]) -> Failure:
    """Return why the guard does not let a host be asked."""
    return failure(
        "{at} was not asked: {why}; if that is meant, say lan = true in the source",
        at=shown,
        why=several(_it(host, reason) for reason in why),
    )


def _it(host: str, why: Failure) -> Failure:
    what = why.values.get("what")
    return failure("it is {what}", what=what) if what and why.values.get("address") == host else why


def late(at: Address, seconds: float, *, answered: bool) -> WebError:
    """Return the error of a page that took too long in all."""
    n = float(f"{seconds:.3g}")
    if answered:
        return page_error(at, failure("{at} sent its answer too slowly: not all in {n} s", at=at.shown, n=n))
    return page_error(at, failure("{at} did not answer within {n} s", at=at.shown, n=n), network=True)


def behind_redirect(start: Address, error: WebError) -> WebError:
    """Return an error met behind a redirect, with where that came from."""
    return WebError(
        failure("{why} ({start} redirects there)", why=error, start=start.shown),
        url=error.url,
        status=error.status,
        retry_after=error.retry_after,
        network=error.network,
        forbidden=error.forbidden,
    )


_USUAL_TITLE = re.compile(
    r"^\W*(?:error|erreur|oo?ps|document moved)\W*$|not found|introuvable|non trouvée|nicht gefunden|no encontrad"
)
_REQUEST = re.compile(r"\d{5}|\b(?=[a-f]*\d)[0-9a-f]{8,}\b")
# What a status means, where a reader can do something with it (RFC 9110 §15, RFC 6585, RFC 7725).
_MEANINGS = {
    401: failure("Unauthorized"),
    403: failure("Forbidden"),
    404: failure("Not Found"),
    410: failure("Gone"),
    429: failure("Too Many Requests"),
    451: failure("Unavailable For Legal Reasons"),
}


def status_error(
    at: Address,
    status: int,
    reason: str = "",
    *,
    until: float | None = None,
    now: float = 0.0,
    title: str = "",
    vendor: str = "",
) -> WebError:
    """Return the error of a status that brings no page; `until` is when to come back, UTC seconds.

    `title` is that of the page which came with it, `vendor` whose bot check it is (see `veille.kit.botchecks`).
    """
    why = status_failure(at.shown, status, "".join(c for c in reason if c.isprintable())[:60])
    if vendor:
        why = failure("{why}; {advice}", why=why, advice=advice(vendor))
    elif title and not _says_no_more(title, status):
        why = failure("{why}, with a page called “{title}”", why=why, title=title)
    if until is not None:
        why = failure("{why}, and asks to wait {wait}", why=why, wait=_duration(until - now))
    return WebError(why, url=without_query(at), status=status, retry_after=until)


def _says_no_more(title: str, status: int) -> bool:
    """Return whether a page's title is but its status, or names a request, which would be another one each time."""
    name, text = _name(status).casefold(), title.casefold()
    return (
        str(status) in text
        or _USUAL_TITLE.search(text) is not None
        or (bool(name) and name in text)
        or _REQUEST.search(text) is not None
    )


def status_failure(at: str, status: int, reason: str = "") -> Failure:
    """Return what an answer with such a status means; `reason` is the server's own phrase for one that has no name."""
    if meaning := _MEANINGS.get(status):
        return failure("{at} answered {status} {meaning}", at=at, status=status, meaning=meaning)
    if name := _name(status):
        return failure("{at} answered {status} {name}", at=at, status=status, name=name)
    if reason:
        return failure("{at} answered {status} {said}", at=at, status=status, said=reason)
    return failure("{at} answered {status}", at=at, status=status)


def endless(at: str, *, cookies: bool) -> Failure:
    """Return the failure of redirects without an end; `cookies` says whether one was to be kept on the way."""
    if cookies:
        return failure(
            "{at} redirects for ever and wants a cookie first, which veille does not keep: look for another address of"
            " the same news, or ask the site to let feed readers in without one",
            at=at,
        )
    return failure("{at} redirects for ever", at=at)


def host_on_hold(at: Address, until: float, now: float) -> WebError:
    """Return the error of a host that was not asked because it had asked to wait."""
    why = failure(
        "{at} was not asked: {host} asks to wait {wait} more",
        at=at.shown,
        host=at.host,
        wait=_duration(until - now),
    )
    return WebError(why, url=without_query(at), retry_after=until)


def unwanted(at: Address) -> WebError:
    """Return the error of a page that its site's robots.txt keeps from programs."""
    return WebError(unwanted_failure(at.shown, at.host), url=without_query(at), forbidden=True)


def page_error(at: Address, why: Failure, *, status: int | None = None, network: bool = False) -> WebError:
    """Return the error of an address of which this can be said."""
    return WebError(why, url=without_query(at), status=status, network=network)


def connecting(error: OSError, host: str, port: int) -> WebError:
    """Return the error of a connection for another protocol than HTTP."""
    door = f"{host} (port {port})"
    match error:
        case Refused():
            return WebError(not_asked(host, host, (error.failure,)))
        case ssl.SSLCertVerificationError():
            return WebError(untrusted(host, error))
        case ssl.SSLError():
            return WebError(not_tls(door, error))
        case socket.gaierror():
            return WebError(unresolved(host, error), network=True)
    return WebError(unconnected(door, error), network=True)


def without_query(at: Address) -> str:
    """Return an address without its query, for logs and tables."""
    return str(at.url.copy_with(query=None))


def _name(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _duration(seconds: float) -> str:
    for unit, name in ((3600.0, "h"), (60.0, "min")):
        if seconds >= 2 * unit:
            return f"{seconds / unit:.0f} {name}"
    return f"{max(seconds, 1):.0f} s"
