"""Matrix through Synapse, in rooms of version 11 and 12, read over the client API."""

from __future__ import annotations

import asyncio
import hmac
import json
import re
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from servers.servers import HOST, free_port, listens, own_folder, running
from servers.watch import NEWS, begin, configure, live, states
from webserver import WebServer

API = "/_matrix/client/v3"
PASSWORD = "mot-de-passe-matrix"
BIN = Path(sys.prefix) / "servers/bin"
CONF = """
server_name: localhost.test
pid_file: {folder}/pid
listeners:
  - port: {port}
    type: http
    bind_addresses: [127.0.0.1]
    resources: [{{names: [client]}}]
database:
  name: sqlite3
  args: {{database: {folder}/synapse.db}}
media_store_path: {folder}/media
signing_key_path: {folder}/signing.key
registration_shared_secret: {password}
macaroon_secret_key: {password}
report_stats: false
trusted_key_servers: []
"""


@dataclass
class Matrix:
    """Inès's client."""

    port: int
    token: str = ""
    senders: str = ""  # the token of veille's own account

    def ask(self, method: str, path: str, **fields: Any) -> Any:
        """Return what the client API answers."""
        request = urllib.request.Request(
            f"http://{HOST}:{self.port}{path}",
            data=json.dumps(fields).encode() if method != "GET" else None,
            method=method,
            headers={"Authorization": f"Bearer {self.token}"} if self.token else {},
        )
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)

    def register(self, user: str) -> str:
        """Make an account, by the secret that the server shares with its operator; return its token."""
        path = "/_synapse/admin/v1/register"
        nonce = self.ask("GET", path)["nonce"]
        said = "\0".join((nonce, user, PASSWORD, "notadmin")).encode()
        mac = hmac.new(PASSWORD.encode(), said, "sha1").hexdigest()
        account = {"username": user, "password": PASSWORD, "admin": False}
        return str(self.ask("POST", path, nonce=nonce, mac=mac, **account)["access_token"])

    def messages(self, room: str) -> list[dict[str, Any]]:
        """Return what was said in a room, oldest first."""
        found = self.ask("GET", f"{API}/rooms/{quote(room)}/messages?dir=b&limit=200")["chunk"]
        return [event["content"] for event in reversed(found) if event["type"] == "m.room.message"]


@pytest.fixture(scope="module")
def matrix() -> Iterator[Matrix]:
    if not (BIN / "synapse_homeserver").exists():
        pytest.skip("matrix-synapse is not installed, and could not be had today")
    with own_folder("matrix") as folder:
        port = free_port()
        config = folder / "hs.yaml"
        config.write_text(CONF.format(port=port, folder=folder, password=PASSWORD))
        server = [BIN / "python", "-m", "synapse.app.homeserver", "--config-path", config]
        subprocess.run([*server, "--generate-keys"], check=True, capture_output=True, cwd=folder)
        with running([*map(str, server)], folder, ready=listens(port), seconds=60):
            client = Matrix(port)
            client.token, client.senders = client.register("ines"), client.register("veille")
            yield client


def by_password(matrix: Matrix, room: str, password: str = PASSWORD) -> str:
    return f"matrix://veille:{password}@{HOST}:{matrix.port}/{quote(room)}"


def by_token(matrix: Matrix, room: str) -> str:
    return f"matrix://{matrix.senders}@{HOST}:{matrix.port}/{quote(room)}"


# Each send by password is a login, of which Synapse allows five and then one in five minutes: only one room by it.
@pytest.mark.parametrize(("version", "url"), [("11", by_password), ("12", by_token)])
def test_a_letter_an_alert_and_a_digest_stand_in_the_room(
    matrix: Matrix, tmp_path: Path, version: str, url: Callable[[Matrix, str], str]
) -> None:
    answer = matrix.ask("POST", f"{API}/createRoom", preset="public_chat", room_version=version)
    room = answer["room_id"]
    assert (":" in room) == (version == "11"), "a room of version 12 has no server in its id"
    with WebServer() as web:
        asyncio.run(live(configure(tmp_path, web, channel=url(matrix, room)), web))
    assert states(tmp_path) == [("first", "sent", ""), ("alert", "sent", ""), ("digest", "sent", "")]
    _, alert, digest = matrix.messages(room)
    html = alert["formatted_body"].replace("&nbsp;", " ").replace("\u00a0", " ")
    assert '<a href="https://presse.example/2">' in html
    assert "Chargé·e de communication &lt;H/F&gt; &amp; « œuvres » 🎨" in html
    links = re.findall(r'<a href="https://presse\.example/(\d+)">', digest["formatted_body"])
    assert sorted(map(int, links)) == [article.number for article in NEWS]
    assert "&lt;b&gt;" in digest["formatted_body"], "a title is no markup"


def test_a_wrong_password_is_told_and_not_shown(
    matrix: Matrix, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with WebServer() as web:
        asyncio.run(
            begin(configure(tmp_path, web, channel=by_password(matrix, "!any:x", "canari-faux")), web)
        )
    ((_, state, why),) = states(tmp_path)
    assert state == "pending"
    assert why
    assert "canari-faux" not in why + "".join(capfd.readouterr())
