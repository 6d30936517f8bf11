"""The servers that tests of the whole speak to, one of each a test; and what no test leaves behind."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from connections import left_open, opened
from mailserver import MailServer
from webserver import WebServer
from world import WORKERS

# Both are limits by the clock on the wall, of an example and of the making of examples.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


@pytest.fixture(autouse=True, scope="session")
def no_database_is_left_open_by_what_tests_share() -> Iterator[None]:
    before = opened()
    yield
    assert not left_open(before), "a fixture left a connection to SQLite open"


@pytest.fixture(autouse=True, scope="session")
def worker_processes_are_shared() -> Iterator[None]:
    """To start two for each test would cost a quarter of a second, for three hundred tests."""
    yield
    asyncio.run(WORKERS.close())


@pytest.fixture(autouse=True)
def no_database_is_left_open() -> Iterator[None]:
    before = opened()
    yield
    assert not left_open(before), "the test left a connection to SQLite open"


@pytest.fixture
def web() -> Iterator[WebServer]:
    with WebServer() as server:
        yield server


@pytest.fixture
def post() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server
