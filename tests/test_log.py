"""Logs are read by people or by the journal, and no secret reaches either, in whatever form it stands."""

from __future__ import annotations

import io
import json
import logging
import os
import warnings
from collections.abc import Iterator
from urllib.parse import quote

import pytest
import structlog
from hypothesis import given, settings
from hypothesis import strategies as st

from veille import log
from veille.model import Secret

PASSWORD = Secret("mail", 'hu"nter é/2\\')
TELEGRAM = Secret("phone", "tgram://123456789:AAF-token_token/4242")


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    """Give the process its own logging back."""
    root, ours = logging.getLogger(), logging.getLogger("veille")
    before = root.handlers[:], root.level, ours.level
    yield
    root.handlers[:], root.level, ours.level = before
    logging.captureWarnings(False)
    structlog.reset_defaults()


def logged(
    *secrets: Secret, json: bool = True, level: str = "INFO"
) -> tuple[structlog.stdlib.BoundLogger, io.StringIO]:
    out = io.StringIO()
    log.configure(secrets=secrets, json=json, level=level, stream=out)
    return structlog.get_logger(), out


def test_a_line_is_facts_and_keys_in_json():
    logger, out = logged()
    logger.info("poll done", source="lwn", new=3, outcome="changed")
    line = json.loads(out.getvalue())
    assert {"event": "poll done", "source": "lwn", "new": 3, "level": "info"}.items() <= line.items()
    assert line["timestamp"].endswith("Z")


def test_a_person_reads_no_json_and_no_colours_where_there_is_no_terminal():
    logger, out = logged(json=False)
    logger.info("poll done", source="lwn")
    assert "poll done" in out.getvalue()
    assert "source=lwn" in out.getvalue()
    assert "\x1b" not in out.getvalue()
    assert "{" not in out.getvalue()


def test_what_is_under_the_level_is_not_logged():
    logger, out = logged(level="WARNING")
    logger.info("poll done")
    logger.warning("poll failed")
    assert [json.loads(line)["event"] for line in out.getvalue().splitlines()] == ["poll failed"]


@pytest.mark.parametrize("as_json", [True, False])
def test_no_secret_is_logged_wherever_it_stands(as_json: bool):
    logger, out = logged(PASSWORD, TELEGRAM, json=as_json)
    value = PASSWORD.reveal()
    logger.warning(f"login with {value}", user=value, nested={"a": [value, (value,)]}, x=repr(value))
    logger.warning(
        "escaped", body=json.dumps({"p": value}), form=quote(value, ""), url=f"https://x/?p={quote(value)}"
    )
    try:
        raise ValueError(f"refused {value}")
    except ValueError as error:
        logger.exception("login failed", why=error)
    logger.warning(
        "notify failed", url=TELEGRAM.reveal(), part="bot123456789:AAF-token_token", token="AAF-token_token"
    )
    text = out.getvalue()
    assert "hu" + '"nter' not in text
    assert "nter é" not in text and "nter \\u00e9" not in text and "nter%20" not in text
    assert "AAF-token_token" not in text
    assert text.count(log.HIDDEN) >= 9


def test_libraries_are_heard_from_warnings_on_and_redacted():
    _logger, out = logged(TELEGRAM)
    logging.getLogger("urllib3").info("sent")
    logging.getLogger("httpx").info("GET")
    logging.getLogger("urllib3").warning("failed to send to %s", TELEGRAM.reveal())
    (line,) = out.getvalue().splitlines()
    assert json.loads(line)["event"] == f"failed to send to {log.HIDDEN}"
    assert json.loads(line)["logger"] == "urllib3"


def test_a_warning_of_python_goes_the_same_way():
    _logger, out = logged()
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        log.configure(json=True, stream=out)
        warnings.warn("old", UserWarning, stacklevel=1)
        logging.captureWarnings(False)
    assert "old" in out.getvalue()


def test_a_second_configuration_replaces_the_first():
    logger, first = logged()
    second = io.StringIO()
    log.configure(secrets=[PASSWORD], json=True, stream=second)
    logger.warning(PASSWORD.reveal())
    assert first.getvalue() == ""
    assert json.loads(second.getvalue())["event"] == log.HIDDEN


def test_an_empty_secret_hides_nothing():
    assert log.redactor([Secret("mail", "")])("all of this stays") == "all of this stays"


def test_the_host_and_short_parts_of_a_url_stay_readable():
    redact = log.redactor([Secret("phone", "ntfys://ntfy.example.org/topic-of-mine")])
    assert redact("ntfy.example.org refused topic-of-mine") == f"ntfy.example.org refused {log.HIDDEN}"


@settings(max_examples=80)
@given(st.text(min_size=4, max_size=30), st.text(max_size=10), st.text(max_size=10))
def test_a_text_around_a_secret_never_keeps_it(secret: str, before: str, after: str):
    redact = log.redactor([Secret("s", secret)])
    assert redact(before + secret + after).count(log.HIDDEN) >= 1
    for form in (secret, quote(secret, ""), json.dumps(secret)[1:-1]):
        assert form not in redact(f"<{form}>").replace(log.HIDDEN, "")


def test_the_journal_is_known_by_its_device_and_inode(tmp_path):
    with (tmp_path / "journal").open("w") as stream:
        status = os.fstat(stream.fileno())
        assert log.under_systemd({"JOURNAL_STREAM": f"{status.st_dev}:{status.st_ino}"}, stream)
        assert not log.under_systemd({"JOURNAL_STREAM": "1:2"}, stream)
        assert log.under_systemd({"INVOCATION_ID": "abc"}, stream)
    assert not log.under_systemd({"INVOCATION_ID": "abc"}, io.StringIO())


def test_an_unknown_level_is_refused():
    with pytest.raises(ValueError, match="LOUD"):
        log.configure(level="LOUD", stream=io.StringIO())
