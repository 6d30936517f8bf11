"""Logs: facts plus keys, on stderr; in colours on a terminal, JSON under systemd, and never a secret."""

from __future__ import annotations

import json as jsonlib
import logging
import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any
from urllib.parse import quote, quote_plus, unquote, urlsplit

from veille.model import Secret

HIDDEN = "[secret]"
FOREIGN = ("aiohttp", "aiosmtplib", "apprise", "apscheduler", "asyncio", "httpx", "httpcore", "urllib3")
"""Libraries whose own logs are only heard from WARNING on."""

Redact = Callable[[str], str]

# A shorter part of a URL (a host's "www", a path's "api") is no secret, and hiding it would hide too much.
_LEAST_PART = 8
_HEX = re.compile(r"%[0-9A-F]{2}")


def configure(
    *, secrets: Iterable[Secret] = (), level: str = "INFO", json: bool | None = None, stream: Any = None
) -> None:
    """Send all logs, ours and those of libraries, to stderr, with these secrets taken out.

    `json=None` is JSON under systemd and for people elsewhere. May be called again, after a reload.
    Raises ValueError for a level that logging does not know.
    """
    import structlog  # 130 ms: only what runs the daemon logs

    out = stream or sys.stderr
    as_json = under_systemd(os.environ, out) if json is None else json
    redact = redactor(secrets)
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True)
        if as_json
        else structlog.processors.TimeStamper(fmt="%H:%M:%S", utc=False),
    ]
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*shared, structlog.stdlib.add_logger_name],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            lambda _logger, _method, event: _redacted(event, redact),
            *_renderers(structlog, as_json, out),
        ],
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in FOREIGN:
        logging.getLogger(name).setLevel(logging.WARNING)
    # A tick that takes longer than a second is called again at the next: nothing to warn of.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    logging.getLogger("veille").setLevel(level)
    logging.captureWarnings(True)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=_ours,
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,  # a reload configures again
    )


def redactor(secrets: Iterable[Secret]) -> Redact:
    """Return a function that takes every secret out of a text, as it is and as URLs and JSON write it."""
    forms = {form for secret in secrets for form in _forms(secret.reveal())}
    if not forms:
        return str
    # The longest first: a part of a URL must not leave the rest of it standing.
    pattern = re.compile("|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True)))
    return lambda text: pattern.sub(HIDDEN, text)


def under_systemd(environ: Mapping[str, str], stream: Any) -> bool:
    """Return whether stderr is the journal: $JOURNAL_STREAM is its device and inode (systemd.exec(5))."""
    try:
        status = os.fstat(stream.fileno())
    except (OSError, ValueError, AttributeError):
        return False
    if environ.get("JOURNAL_STREAM") == f"{status.st_dev}:{status.st_ino}":
        return True
    # A terminal's own shell may have inherited the variable from a user's service.
    return bool(environ.get("INVOCATION_ID")) and not stream.isatty()


def _ours(*_names: str) -> logging.Logger:
    return logging.getLogger("veille")


def _renderers(structlog: Any, as_json: bool, out: Any) -> list[Any]:
    if as_json:
        whole = str(getattr(out, "encoding", None) or "utf-8").lower().startswith("utf")
        return [structlog.processors.JSONRenderer(ensure_ascii=not whole, default=str)]
    return [structlog.dev.ConsoleRenderer(colors=bool(getattr(out, "isatty", bool)()), pad_event_to=24)]


def _forms(value: str) -> set[str]:
    """Return the ways in which a secret may stand in a text; of a URL, also the parts that may be tokens."""
    parts = {value}
    if "://" in value:
        try:
            url = urlsplit(value)
        except ValueError:
            url = urlsplit("")
        pieces = [url.username, url.password, *url.path.split("/"), *re.split("[&=]", url.query)]
        if "." not in url.netloc.rpartition("@")[2]:  # Apprise puts tokens where a host stands
            pieces += [url.netloc, *re.split("[:@]", url.netloc)]
        parts |= {piece for piece in pieces if piece and len(piece) >= _LEAST_PART}
    parts |= {unquote(part) for part in parts}
    forms = parts | {repr(part)[1:-1] for part in parts}
    forms |= {jsonlib.dumps(part, ensure_ascii=plain)[1:-1] for part in parts for plain in (True, False)}
    urls = {write(part) for part in parts for write in (quote, quote_plus, partial(quote, safe=""))}
    forms |= urls | {_HEX.sub(lambda two: two[0].lower(), url) for url in urls}
    return forms - {""}


def _redacted(value: Any, redact: Redact) -> Any:
    """Return a log event, or a part of it, in which no text holds a secret."""
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, dict):
        return {_redacted(key, redact): _redacted(part, redact) for key, part in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_redacted(part, redact) for part in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return redact(str(value))
