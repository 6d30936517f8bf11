"""XMPP through Prosody, over STARTTLS, read by a second client; and what mode=none would have said."""

from __future__ import annotations

import asyncio
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from certificates import Certificates
from servers.servers import HOST, find, free_port, listens, need, own_folder, running, wait_for
from servers.watch import JOB, NEWS, begin, configure, live, states
from webserver import WebServer

PASSWORD = "mot-de-passe-xmpp"
CONF = """
daemonize = false
run_as_root = true
data_path = "{folder}/data"
pidfile = "{folder}/prosody.pid"
interfaces = {{ "127.0.0.1" }}
c2s_ports = {{ {port} }}
s2s_ports = {{}}
modules_enabled = {{ "roster", "saslauth", "tls", "disco", "offline" }}
modules_disabled = {{ "s2s" }}
c2s_require_encryption = true
authentication = "internal_hashed"
storage = "internal"
log = {{ info = "*console" }}
certificates = "{folder}"
VirtualHost "localhost"
  ssl = {{ certificate = "{folder}/good.pem", key = "{folder}/key.pem" }}
"""


@dataclass(frozen=True)
class Prosody:
    """Where it listens, and the authority that signed its certificate."""

    port: int
    authority: Path


@pytest.fixture(scope="module")
def server() -> Iterator[Prosody]:
    need("prosody", "prosodyctl")
    pytest.importorskip("slixmpp", reason="slixmpp is not installed, and could not be had today")
    with own_folder("xmpp") as folder:
        Certificates(folder)
        listening = free_port()
        config = folder / "p.cfg.lua"
        config.write_text(CONF.format(port=listening, folder=folder))
        (folder / "data").mkdir()
        for user in ("veille", "ines"):
            subprocess.run(
                [
                    find("prosodyctl") or "",
                    "--root",
                    "--config",
                    config,
                    "register",
                    user,
                    "localhost",
                    PASSWORD,
                ],
                check=True,
                capture_output=True,
            )
        with running(["prosody", "--root", "--config", config, "-F"], folder, ready=listens(listening)):
            yield Prosody(listening, folder / "authority.pem")


class Reader:
    """Inès's client, in a loop of its own: what came while she was away, and what comes."""

    def __init__(self, server: Prosody) -> None:
        self.heard: list[str] = []
        self._server = server
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._started = threading.Event()

    def __enter__(self) -> Reader:
        self._thread.start()
        self._started.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._enough.set)
        self._thread.join(10)

    def _run(self) -> None:
        asyncio.run(self._read())

    async def _read(self) -> None:
        import slixmpp

        self._loop, self._enough = asyncio.get_running_loop(), asyncio.Event()
        self._started.set()
        client = slixmpp.ClientXMPP("ines@localhost", PASSWORD)
        client.ca_certs = self._server.authority
        client.add_event_handler("session_start", lambda _: client.send_presence())
        client.add_event_handler("message", lambda message: self.heard.append(str(message["body"])))
        client.connect(HOST, self._server.port)
        await self._enough.wait()
        await client.disconnect(wait=0.5)


def address(server: Prosody, password: str = PASSWORD, more: str = "") -> str:
    # Apprise trusts certifi's authorities alone, and can't be told of another: the test's is not checked.
    return f"xmpps://veille:{password}@localhost:{server.port}/ines@localhost?xmpp=127.0.0.1&verify=no{more}"


def test_a_letter_an_alert_and_a_digest_reach_her_client(server: Prosody, tmp_path: Path) -> None:
    with WebServer() as web:
        asyncio.run(live(configure(tmp_path, web, channel=address(server)), web))
    assert states(tmp_path) == [("first", "sent", ""), ("alert", "sent", ""), ("digest", "sent", "")]
    with Reader(server) as ines:
        assert wait_for(lambda: len(ines.heard) >= 3), ines.heard
    _, alert, digest = ines.heard
    assert JOB.title in alert.replace("\u00a0", " ")
    assert "https://presse.example/2" in alert
    for article in NEWS:
        assert article.title in digest.replace("\u00a0", " ")
        assert f"https://presse.example/{article.number}\n" in digest


def test_a_wrong_password_is_told_and_not_shown(
    server: Prosody, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with WebServer() as web:
        asyncio.run(begin(configure(tmp_path, web, channel=address(server, "canari-faux")), web))
    ((_, state, why),) = states(tmp_path)
    assert state == "pending"
    assert why
    assert "canari-faux" not in why + "".join(capfd.readouterr())


def test_a_connection_in_clear_is_never_told_as_a_success(server: Prosody, tmp_path: Path) -> None:
    url = address(server, more="&mode=none").replace("xmpps", "xmpp")
    with WebServer() as web:
        asyncio.run(begin(configure(tmp_path, web, channel=url), web))
    ((_, state, why),) = states(tmp_path)
    assert state == "dead"
    assert "mode=none" in why
