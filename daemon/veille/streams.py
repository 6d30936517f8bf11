"""Connections on whichever Python: ended at once, and why the certificate of another end can't be believed."""

from __future__ import annotations

import asyncio
import contextlib
import ssl

from veille.errors import Failure, failure


def hang_up(stream: asyncio.StreamWriter | asyncio.BaseTransport | None) -> None:
    """End a connection at once: what was not sent is lost, and no farewell of TLS is waited for.

    One whose other end has gone, or that was closed before, is left as it is. Raises nothing.
    """
    transport = stream.transport if isinstance(stream, asyncio.StreamWriter) else stream
    if isinstance(transport, asyncio.WriteTransport):
        # Python 3.11.2 (Debian 12): a TLS transport that has lost its protocol aborts None (later ones look first).
        with contextlib.suppress(AttributeError):
            transport.abort()


def certificate_failure(error: BaseException) -> Failure:
    """Return why a certificate can't be believed, in a sentence that begins with "its certificate"."""
    if not isinstance(error, ssl.SSLCertVerificationError):
        return failure("its certificate can't be verified")
    if is_malformed(error):
        # Of a home's own authority, as recipes of a few years ago make it.
        return failure(
            "its certificate is not made as RFC 5280 asks, which Python refuses from 3.13 on ({said}): it must be made anew"
            " with authorityKeyIdentifier=keyid and subjectKeyIdentifier=hash, and its authority with"
            " basicConstraints=critical,CA:TRUE and keyUsage=critical,keyCertSign,cRLSign as well",
            said=error.verify_message,
        )
    with_reason = failure("its certificate can't be verified ({said})", said=error.verify_message)
    return _CERTIFICATES.get(error.verify_code, with_reason)


_STRANGER = failure("its certificate is signed by an authority that this machine doesn't know")
# OpenSSL's X509_V_ERR_… codes.
_CERTIFICATES = {
    9: failure("its certificate is not valid yet (is this machine's clock right?)"),
    10: failure("its certificate has expired"),
    18: failure("its certificate is self-signed"),
    19: _STRANGER,
    20: _STRANGER,
    21: _STRANGER,
    23: failure("its certificate was revoked"),
    62: failure("its certificate is for another name"),
    64: failure("its certificate is for another address"),
}


def is_malformed(error: ssl.SSLCertVerificationError) -> bool:
    """Return whether a certificate, or one that signed it, breaks a rule of form: trusting it changes nothing."""
    # X509_V_ERR_INVALID_CA to X509_V_ERR_EC_KEY_EXPLICIT_PARAMS: what X509_V_FLAG_X509_STRICT looks at.
    return 79 <= error.verify_code <= 94
