"""Chat over IRC: ngIRCd carries what veille says to a channel, and a second client hears it."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

import pytest

from servers.servers import HOST, free_port, listens, need, own_folder, running, wait_for
from servers.watch import JOB, NEWS, begin, configure, live, states
from webserver import WebServer

PASSWORD = "mot-de-passe-irc"
CONF = """
[Global]
Name = irc.veille.example
Info = tests
Listen = 127.0.0.1
Ports = {port}
Password = {password}
[Options]
Ident = no
DNS = no
PAM = no
[Limits]
MaxConnectionsIP = 10
"""


class Listener:
    """A client in #veille that keeps every line it hears."""

    def __init__(self, port: int) -> None:
        self.heard: list[str] = []
        self._socket = socket.create_connection((HOST, port), 10)
        self._thread = threading.Thread(target=self._listen, daemon=True)

    def __enter__(self) -> Listener:
        self._say(f"PASS {PASSWORD}\r\nNICK ines\r\nUSER ines 0 * :Ines\r\nJOIN #veille\r\n")
        self._thread.start()
        assert wait_for(lambda: any(" 366 " in line for line in self.heard)), "never joined"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join(5)
        self._socket.close()

    @property
    def said(self) -> list[str]:
        """What others said in #veille."""
        return [line.partition(" PRIVMSG #veille :")[2] for line in self.heard if "PRIVMSG #veille" in line]

    def _say(self, text: str) -> None:
        self._socket.sendall(text.encode())

    def _listen(self) -> None:
        for raw in self._socket.makefile("rb"):
            line = raw.decode("utf-8").rstrip("\r\n")
            if line.startswith("PING"):
                self._say(f"PONG {line[5:]}\r\n")
            self.heard.append(line)


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    need("ngircd")
    with own_folder("irc") as folder:
        listening = free_port()
        (folder / "n.conf").write_text(CONF.format(port=listening, password=PASSWORD))
        with running(["ngircd", "-n", "-f", folder / "n.conf"], folder, ready=listens(listening)):
            yield listening


def test_a_letter_an_alert_and_a_digest_are_heard_in_the_channel(port: int, tmp_path: Path) -> None:
    with WebServer() as web, Listener(port) as ines:
        config = configure(
            tmp_path, web, channel=f"irc://veille:{PASSWORD}@127.0.0.1:{port}/#veille?join=yes"
        )
        asyncio.run(live(config, web))
        assert states(tmp_path) == [("first", "sent", ""), ("alert", "sent", ""), ("digest", "sent", "")]
        assert wait_for(lambda: f"https://presse.example/{NEWS[-1].number}" in ines.said)
        said = ines.said
    assert any(JOB.title in line.replace("\u00a0", " ") for line in said)
    assert "https://presse.example/2" in said
    for article in NEWS:
        assert f"https://presse.example/{article.number}" in said
        assert any(article.title in line.replace("\u00a0", " ") for line in said)
    assert all(len(line.encode()) <= 510 for line in said)


def test_a_wrong_password_is_told_and_not_shown(
    port: int, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with WebServer() as web:
        config = configure(
            tmp_path, web, channel=f"irc://veille:canari-faux@127.0.0.1:{port}/#veille?join=yes"
        )
        asyncio.run(begin(config, web))
    ((_, state, why),) = states(tmp_path)
    assert state == "pending"
    assert why
    assert "canari-faux" not in why + "".join(capfd.readouterr())
