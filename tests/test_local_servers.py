"""The servers that tests speak to: what they leave behind is nothing."""

from __future__ import annotations

import gc
import socket
import warnings
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import pytest

from certificates import Certificates
from imapserver import ImapServer
from mailserver import MailServer
from patience import HANG
from webserver import WebServer


@pytest.mark.parametrize("tls", [False, True], ids=["clear", "before the handshake"])
@pytest.mark.parametrize("server", [WebServer, MailServer, ImapServer])
def test_a_server_that_stops_hangs_up_also_on_those_that_have_just_called(
    tmp_path: Path, server: Callable[..., Any], tls: bool
) -> None:
    made = Certificates(tmp_path).server() if tls else None
    with ExitStack() as calls:
        with server(**{"ssl" if server is WebServer else "tls": made}) as one:
            callers = [
                calls.enter_context(socket.create_connection(("127.0.0.1", one.port), HANG))
                for _ in range(20)
            ]
        for caller in callers:
            with suppress(ConnectionResetError):
                while caller.recv(1024):
                    pass


@pytest.mark.parametrize("server", [WebServer, MailServer, ImapServer])
def test_a_server_that_stops_leaves_nothing_to_the_collector(
    tmp_path: Path, server: Callable[..., Any]
) -> None:
    made = Certificates(tmp_path).server()
    with warnings.catch_warnings(record=True) as warned, ExitStack() as calls:
        warnings.simplefilter("always")
        with server(**{"ssl" if server is WebServer else "tls": made}) as one:
            calls.enter_context(socket.create_connection(("127.0.0.1", one.port), HANG))
        del one
        gc.collect()
    assert [str(warning.message) for warning in warned if warning.category is ResourceWarning] == []
