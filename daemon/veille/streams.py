"""Connections on whichever Python: ended at once, and why the certificate of another end can't be believed."""

from __future__ import annotations

import asyncio
import contextlib
import ssl


def hang_up(stream: asyncio.StreamWriter | asyncio.BaseTransport | None) -> None:
    """End a connection at once: what was not sent is lost, and no farewell of TLS is waited for.

    One whose other end has gone, or that was closed before, is left as it is. Raises nothing.
    """
    transport = stream.transport if isinstance(stream, asyncio.StreamWriter) else stream
    if isinstance(transport, asyncio.WriteTransport):
        # Python 3.11.2 (Debian 12): a TLS transport that has lost its protocol aborts None (later ones look first).
        with contextlib.suppress(AttributeError):
            transport.abort()


def certificate_words(error: BaseException) -> str:
    """Return in words why a certificate can't be believed, to stand after "its certificate"."""
    if not isinstance(error, ssl.SSLCertVerificationError):
        return "can't be verified"
    if is_malformed(error):
        # Of a home's own authority, as recipes of a few years ago make it.
        return (
            f"is not made as RFC 5280 asks, which Python refuses from 3.13 on ({error.verify_message}):"
            " it must be made anew with authorityKeyIdentifier=keyid and subjectKeyIdentifier=hash, and its authority"
            " with basicConstraints=critical,CA:TRUE and keyUsage=critical,keyCertSign,cRLSign as well"
        )
    # OpenSSL's X509_V_ERR_… codes.
    return {
        9: "is not valid yet (is this machine's clock right?)",
        10: "has expired",
        18: "is self-signed",
        19: "is signed by an authority that this machine doesn't know",
        20: "is signed by an authority that this machine doesn't know",
        21: "is signed by an authority that this machine doesn't know",
        23: "was revoked",
        62: "is for another name",
        64: "is for another address",
    }.get(error.verify_code, f"can't be verified ({error.verify_message})")


def is_malformed(error: ssl.SSLCertVerificationError) -> bool:
    """Return whether a certificate, or one that signed it, breaks a rule of form: trusting it changes nothing."""
    # X509_V_ERR_INVALID_CA to X509_V_ERR_EC_KEY_EXPLICIT_PARAMS: what X509_V_FLAG_X509_STRICT looks at.
    return 79 <= error.verify_code <= 94
