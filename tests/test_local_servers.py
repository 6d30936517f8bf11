"""The servers that tests speak to: what they leave behind is nothing."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import pytest

from imapserver import ImapServer
from mailserver import MailServer
from patience import HANG
from webserver import WebServer


@pytest.mark.parametrize("server", [WebServer, MailServer, ImapServer])
def test_a_server_that_stops_hangs_up_also_on_those_that_have_just_called(server: Callable[[], Any]) -> None:
    with ExitStack() as calls:
        with server() as one:
            callers = [
                calls.enter_context(socket.create_connection(("127.0.0.1", one.port), HANG))
                for _ in range(20)
            ]
        for caller in callers:
            try:
                while caller.recv(1024):
                    pass
            except ConnectionResetError:
                continue
