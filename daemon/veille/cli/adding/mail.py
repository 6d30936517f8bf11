"""veille add --mail: what a mail would give, if it came into the folder that is watched; nothing is written."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from veille.cli.output import count, print_json
from veille.cli.setting import setting
from veille.errors import ConfigError, UserError
from veille.model import Batch, Item
from veille.source import hooks
from veille.watch.sanitize import clean

_LARGEST = 64 << 20  # bytes: larger ones are refused by mail servers


def show(path: Path, *, as_json: bool) -> None:
    """Print what the kinds that read files make of one. Raises UserError."""
    now = datetime.now(UTC)
    batches = {
        kind: replace(batch, items=[clean(item, now) for item in batch.items])
        for kind, batch in _read(_bytes(path)).items()
    }
    if as_json:
        print_json(
            [
                {"kind": kind, "sender": batch.title, "items": _as_json(batch)}
                for kind, batch in batches.items()
            ]
        )
        return
    for kind, batch in batches.items():
        whose = (
            f"A mail of {batch.title}"
            if batch.title
            else "A mail of no sender that is known: one item, or a newsletter's entries"
        )
        click.echo(f"{whose} ({kind}): {count(len(batch.items), 'item')}")
        click.echo("\n".join(line for item in batch.items for line in _lines(item)))
    click.echo("\nNothing was written.")


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > _LARGEST:
            raise UserError(f"{path} is larger than {_LARGEST >> 20} MB: no mail is")
        return path.read_bytes()
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror})") from None


def _read(raw: bytes) -> dict[str, Batch]:
    from veille import plugins
    from veille.config import find_file, read_plugins
    from veille.plugins import KindError

    path: Path | None
    try:
        path = find_file(setting().config)
        folder: Path | None = read_plugins(path)
    except ConfigError:  # a mail can be looked at before there is a configuration
        path = folder = None
    kinds = plugins.find(folder)
    configured = _configured(path) if path else {}
    batches: dict[str, Batch] = {}
    for name in kinds.names():
        try:
            kind: Any = kinds.load(name)
        except KindError:
            continue
        if (preview := hooks(kind).preview) is not None:
            options = configured.get(name) or _paths(kind, path.parent if path else Path.cwd())
            try:
                batches[name] = preview(raw, options)
            except ValueError as error:
                raise UserError(str(error)) from None
    if not batches:
        raise UserError("no kind of source reads mails: is veille installed whole?")
    return batches


def _configured(path: Path) -> dict[str, dict[str, Any]]:
    """Return the options of the first source of each kind; none where the configuration is wrong, as `check` says."""
    from veille.config import load

    try:
        sources = load(path, secrets=False).sources.values()
    except ConfigError:
        return {}
    found: dict[str, dict[str, Any]] = {}
    for source in sources:
        fields = dataclasses.fields(source.source)  # type: ignore[arg-type]  # every Source is a dataclass
        found.setdefault(source.kind, {field.name: getattr(source.source, field.name) for field in fields})
    return found


def _paths(kind: type[Any], folder: Path) -> dict[str, Any]:
    from veille.config.sources import with_paths

    return with_paths(kind, {}, folder, lambda _: None)


def _lines(item: Item) -> Iterable[str]:
    yield ""
    yield click.style(item.title, bold=True)
    said = [item.outlet, *(f"{label}: {value}" for label, value in item.facts.items())]
    if item.closes:
        said.append(f"closes: {item.closes}")
    yield f"  {' · '.join(filter(None, said))}"
    if item.url:
        yield f"  {item.url}"
    if item.text:
        yield f"  {item.text[:300]}"


def _as_json(batch: Batch) -> list[dict[str, Any]]:
    return [
        {
            "id": item.id,
            "title": item.title,
            "url": item.url,
            "outlet": item.outlet,
            "published": item.published.isoformat() if item.published else None,
            "closes": item.closes.isoformat() if item.closes else None,
            "facts": dict(item.facts),
            "text": item.text,
        }
        for item in batch.items
    ]
