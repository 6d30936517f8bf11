"""Whom messages go to: the [channel] tables, and the recipients that other tables name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from veille import options
from veille.config import values
from veille.config.model import Channel
from veille.config.reading import ConfigFiles, ConfigTable
from veille.errors import Failure, failure
from veille.model import Secret


def expand_channels(written: ConfigFiles, refusal: Callable[[Secret], Failure] | None) -> dict[str, Channel]:
    """Return the channels by name; `refusal` returns why the service of a URL can't be used, if it can't."""
    read = {name: _channel(name, table, written, refusal) for name, table in written.named["channel"].items()}
    return {name: channel for name, channel in read.items() if channel is not None}


def recipients(given: tuple[str, ...], key: str, table: ConfigTable, written: ConfigFiles) -> tuple[str, ...]:
    """Return the addresses and channels that are named; those that don't exist are left out and reported to `written`."""
    existing: list[str] = []
    for recipient in given:
        if recipient in written.named["channel"]:
            existing.append(recipient)
        elif "://" in recipient:
            written.wrong(
                table,
                failure("'{key}' holds a URL: make it the 'url' of a [channel.NAME], NAME here", key=key),
            )
        elif "@" in recipient:
            if address := written.checked(values.recipient, recipient, key, table):
                existing.append(address)
                if "mail" not in written.single:
                    written.wrong(
                        table,
                        failure("'{key}' is an address: it can only be reached with a [mail] table", key=key),
                    )
        else:
            near = options.did_you_mean(recipient, written.named["channel"])
            written.wrong(
                table,
                failure(
                    "'{key}' names a channel that does not exist, '{recipient}'{near}",
                    key=key,
                    recipient=recipient,
                    near=near,
                ),
            )
    return tuple(dict.fromkeys(existing))


def _channel(
    name: str, table: ConfigTable, written: ConfigFiles, refusal: Callable[[Secret], Failure] | None
) -> Channel | None:
    channel = written.typed(Channel, table, name=name)
    if channel is None:
        return None
    if sum(map(bool, (channel.url, channel.folder, channel.console))) != 1:
        written.wrong(table, failure("must have exactly one of 'url', 'folder' and 'console = true'"))
        return None
    url = channel.url
    if url is not None and isinstance(table.values["url"], str):
        written.warn(
            table,
            failure("'url' stands in the file: if it holds a password or token, write { secret = \"…\" }"),
        )
        url = Secret(f"channel.{name}", url.reveal())
        written.secrets.append(url)
    if url is not None and url.reveal() and "://" not in url.reveal():
        written.wrong(table, failure("'url' must be an Apprise URL, such as tgram://… or ntfys://…"))
    elif url is not None and url.reveal() and refusal is not None and (why := refusal(url)):
        written.wrong(table, failure("'url' {why}", why=why))
    if channel.address and not channel.folder:
        written.wrong(
            table, failure("'address' is where a folder is published: it needs  folder = …  beside it")
        )
    folder = written.path.parent / channel.folder if channel.folder is not None else None
    return replace(channel, url=url, folder=folder)
