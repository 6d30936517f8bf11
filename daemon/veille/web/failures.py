"""What went wrong with a page, in one sentence for a person, which holds no password and no query. Pure."""

from __future__ import annotations

import socket
import ssl
from http import HTTPStatus

import httpx

from veille.errors import WebError
from veille.streams import certificate_words
from veille.web.address import Address
from veille.web.guard import Refused
from veille.web.resolver import name_words
from veille.web.transport import (
    AddressRefused,
    CertificateRefused,
    NameUnknown,
    connection_words,
)

_LAN = "if that is meant, say lan = true in the source"


def failed(error: httpx.TransportError, at: Address, *, answered: bool) -> WebError:
    """Return what an error of the transport means; `answered` once a status line came."""
    network = False
    match error:
        case AddressRefused():
            return refused(at, str(error))
        case CertificateRefused():
            sentence = f"{at.host} can't be trusted: its certificate {error}"
        case NameUnknown():
            sentence, network = f"the name {at.host} can't be resolved: {error}", True
        case httpx.ProxyError():
            sentence, network = str(error), True
        case httpx.ConnectError() | httpx.ConnectTimeout():
            sentence, network = f"{at.host} (port {at.port}) {error}", True
        case httpx.ReadTimeout() if answered:
            sentence = f"{at.shown} stopped in the middle of its answer"
        case httpx.ReadTimeout():
            sentence, network = f"{at.shown} did not answer in time", True
        case _ if answered:
            sentence = f"{at.shown} closed the connection in the middle of its answer"
        case _:
            sentence = f"{at.shown} {error}"
    return WebError(sentence, url=said(at), network=network)


def refused(at: Address, why: str) -> WebError:
    """Return the error of an address that the guard does not let pass."""
    it = why.replace(f"{at.host} is", "it is", 1) if why.startswith(f"{at.host} is") else why
    return WebError(f"{at.shown} was not asked: {it}; {_LAN}", url=said(at))


def late(at: Address, seconds: float, *, answered: bool) -> WebError:
    """Return the error of a page that took too long in all."""
    if answered:
        return WebError(f"{at.shown} sent its answer too slowly: not all in {seconds:.3g} s", url=said(at))
    return WebError(f"{at.shown} did not answer within {seconds:.3g} s", url=said(at), network=True)


def beyond(start: Address, error: WebError) -> WebError:
    """Return an error met behind a redirect, with where that came from."""
    return WebError(
        f"{error} ({start.shown} redirects there)",
        url=error.url,
        status=error.status,
        retry_after=error.retry_after,
        network=error.network,
    )


def answered(
    at: Address, status: int, reason: str = "", *, until: float | None = None, now: float = 0.0
) -> WebError:
    """Return the error of a status that brings no page; `until` is when to come back, UTC seconds."""
    phrase = _phrase(status) or "".join(c for c in reason if c.isprintable())[:60]
    wait = f", and asks to wait {_duration(until - now)}" if until is not None else ""
    return WebError(
        f"{at.shown} answered {f'{status} {phrase}'.strip()}{wait}",
        url=said(at),
        status=status,
        retry_after=until,
    )


def held(at: Address, until: float, now: float) -> WebError:
    """Return the error of a host that was not asked because it had asked to wait."""
    wait = _duration(until - now)
    return WebError(
        f"{at.shown} was not asked: {at.host} asks to wait {wait} more", url=said(at), retry_after=until
    )


def did(at: Address, words: str, *, status: int | None = None) -> WebError:
    """Return the error whose sentence is the address and these words."""
    return WebError(f"{at.shown} {words}", url=said(at), status=status)


def connecting(error: OSError, host: str, port: int) -> WebError:
    """Return the error of a connection for another protocol than HTTP."""
    match error:
        case Refused():
            return WebError(f"{host} was not asked: {error}; {_LAN}")
        case ssl.SSLCertVerificationError():
            return WebError(f"{host} can't be trusted: its certificate {certificate_words(error)}")
        case ssl.SSLError():
            return WebError(f"{host} (port {port}) does not speak TLS ({error.reason or 'it failed'})")
        case socket.gaierror():
            return WebError(f"the name {host} can't be resolved: {name_words(error)}", network=True)
    return WebError(f"{host} (port {port}) {connection_words(error)}", network=True)


def said(at: Address) -> str:
    """Return an address without its query, for logs and tables."""
    return str(at.url.copy_with(query=None))


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _duration(seconds: float) -> str:
    for unit, name in ((3600.0, "h"), (60.0, "min")):
        if seconds >= 2 * unit:
            return f"{seconds / unit:.0f} {name}"
    return f"{max(seconds, 1):.0f} s"
