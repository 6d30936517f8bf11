"""The servers that tests of the whole speak to, one of each a test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mailserver import MailServer
from webserver import WebServer


@pytest.fixture
def web() -> Iterator[WebServer]:
    with WebServer() as server:
        yield server


@pytest.fixture
def post() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server
