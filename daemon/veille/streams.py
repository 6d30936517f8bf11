"""Connections that are ended at once, on whichever Python."""

from __future__ import annotations

import asyncio
import contextlib


def hang_up(stream: asyncio.StreamWriter | asyncio.BaseTransport | None) -> None:
    """End a connection at once: what was not sent is lost, and no farewell of TLS is waited for.

    One whose other end has gone, or that was closed before, is left as it is. Raises nothing.
    """
    transport = stream.transport if isinstance(stream, asyncio.StreamWriter) else stream
    if isinstance(transport, asyncio.WriteTransport):
        # Python 3.11.2 (Debian 12): a TLS transport that has lost its protocol aborts None (later ones look first).
        with contextlib.suppress(AttributeError):
            transport.abort()
