"""MQTT through Mosquitto, with a login, read by a second client."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from servers.servers import HOST, find, free_port, listens, need, own_folder, running, wait_for
from servers.watch import JOB, NEWS, begin, configure, live, states
from webserver import WebServer

PASSWORD = "mot-de-passe-mqtt"
CONF = "listener {port} 127.0.0.1\nallow_anonymous false\npassword_file {folder}/users\npersistence false\n"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    need("mosquitto", "mosquitto_passwd")
    pytest.importorskip("paho.mqtt.client", reason="paho-mqtt is not installed, and could not be had today")
    with own_folder("mqtt") as folder:
        listening = free_port()
        users = folder / "users"
        subprocess.run(
            [find("mosquitto_passwd") or "", "-c", "-b", users, "veille", PASSWORD],
            check=True,
            capture_output=True,
        )
        users.chmod(0o644)  # Mosquitto leaves root before it reads it
        (folder / "m.conf").write_text(CONF.format(port=listening, folder=folder))
        with running(["mosquitto", "-c", folder / "m.conf"], folder, ready=listens(listening)):
            yield listening


def test_a_letter_an_alert_and_a_digest_are_published(port: int, tmp_path: Path) -> None:
    from paho.mqtt import client as mqtt

    heard: list[str] = []
    ready: list[bool] = []
    ines = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2)
    ines.username_pw_set("veille", PASSWORD)
    ines.on_connect = lambda *_: ines.subscribe("veille/ines", qos=1)
    ines.on_subscribe = lambda *_: ready.append(True)
    ines.on_message = lambda _client, _data, message: heard.append(message.payload.decode())
    ines.connect(HOST, port)
    ines.loop_start()
    try:
        assert wait_for(lambda: bool(ready)), "never subscribed"
        with WebServer() as web:
            config = configure(
                tmp_path, web, channel=f"mqtt://veille:{PASSWORD}@127.0.0.1:{port}/veille/ines?qos=1"
            )
            asyncio.run(live(config, web))
        assert states(tmp_path) == [("first", "sent", ""), ("alert", "sent", ""), ("digest", "sent", "")]
        assert wait_for(lambda: len(heard) == 3)
    finally:
        ines.loop_stop()
        ines.disconnect()
    _, alert, digest = heard
    assert JOB.title in alert.replace("\u00a0", " ")
    assert "https://presse.example/2" in alert
    for article in NEWS:
        assert article.title in digest.replace("\u00a0", " ")
        assert f"https://presse.example/{article.number}\n" in digest


def test_a_wrong_password_is_told_and_not_shown(
    port: int, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with WebServer() as web:
        config = configure(
            tmp_path, web, channel=f"mqtt://veille:canari-faux@127.0.0.1:{port}/veille/ines?qos=1"
        )
        asyncio.run(begin(config, web))
    ((_, state, why),) = states(tmp_path)
    assert state == "pending"
    assert why
    assert "canari-faux" not in why + "".join(capfd.readouterr())
