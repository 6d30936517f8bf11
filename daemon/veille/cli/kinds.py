"""veille kinds: which kinds of sources there are, where they come from, and what their options are."""

from __future__ import annotations

import inspect
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from veille.cli.output import print_json
from veille.cli.setting import setting
from veille.errors import ConfigError

if TYPE_CHECKING:
    from veille.plugins import Kinds


@click.command("kinds")
@click.argument("name", required=False)
@click.option("--schema", is_flag=True, help="Print the JSON schema of a [source.NAME] table.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(name: str | None, *, schema: bool, as_json: bool) -> None:
    """List the kinds of sources and their options.

    With NAME, those of one kind.
    """
    from veille import plugins

    kinds = plugins.find(_folder())
    if schema:
        found = schema_of(kinds, name) if name else schema_of_all(kinds)
        print_json(found)
        return
    rows = [describe(kinds, kind) for kind in ([name] if name else kinds.names())]
    if name:
        kinds.load(name)  # raises, with the reason, for a kind that is asked for by name
    if as_json:
        print_json(rows[0] if name else rows)
    elif name:
        click.echo("\n".join(_option_lines(rows[0])))
    else:
        click.echo("\n".join(_lines(rows)))
        for why in kinds.shadowed:
            click.echo(f"{click.style('warning', fg='yellow')}  {why}")


def describe(kinds: Kinds, name: str) -> dict[str, Any]:
    """Return a kind as JSON: where it comes from, what it says of itself, its options, or why it fails."""
    from veille import options
    from veille.plugins import KindError

    origin = kinds.origins.get(name)
    row: dict[str, Any] = {"name": name, "where": origin.where if origin else "", "about": "", "error": ""}
    try:
        kind = kinds.load(name)
        found = options.schema(kind)
    except KindError as error:
        return {**row, "error": str(error), "options": []}
    required = set(found.get("required", ()))
    row["about"] = _about(kind)
    row["options"] = [
        {"key": key, "required": key in required, "type": _type(said, found), "default": said.get("default")}
        for key, said in found.get("properties", {}).items()
    ]
    return row


def schema_of(kinds: Kinds, name: str) -> dict[str, Any]:
    """Return the JSON schema of a [source.NAME] table of one kind. Raises KindError."""
    from veille import options
    from veille.config.model import DEFAULT_KIND, SourceConfig

    own, common = options.schema(kinds.load(name)), options.schema(SourceConfig)
    properties = {**common["properties"], **own["properties"], "kind": {"const": name}}
    required = [*own.get("required", ()), *([] if name == DEFAULT_KIND else ["kind"])]
    return {
        "title": name,
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
        "$defs": {**common.get("$defs", {}), **own.get("$defs", {})},
    }


def schema_of_all(kinds: Kinds) -> dict[str, Any]:
    """Return the JSON schema of a [source.NAME] table: one of the kinds that load."""
    from veille.plugins import KindError

    found, definitions = [], {}
    for name in kinds.names():
        try:
            definition = schema_of(kinds, name)
        except KindError:
            continue
        definitions.update(definition.pop("$defs"))
        found.append(definition)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "[source.NAME] of veille",
        "oneOf": found,
        "$defs": definitions,
    }


def _folder() -> Path | None:
    """Return the drop-in folder of the configuration, or None where there is no configuration yet."""
    from veille import config as configuration

    try:
        return configuration.read_plugins(configuration.find_file(setting().config))
    except ConfigError:
        if setting().config:
            raise
        return None


def _about(kind: type) -> str:
    """Return the first line of what a plugin says of itself."""
    module = inspect.getmodule(kind)
    own = kind.__doc__ if kind.__doc__ and not kind.__doc__.startswith(f"{kind.__name__}(") else ""
    about = ((module and module.__doc__) or own or "").strip().partition("\n")[0]
    # The bundled ones say first which they are, which the list says already.
    return re.sub(r"^The kind `\w+`: (.)", lambda found: found[1].upper(), about)


def _type(said: dict[str, Any], whole: dict[str, Any]) -> str:
    """Return a JSON schema's type in words."""
    if "$ref" in said:
        return _type(whole["$defs"][said["$ref"].rpartition("/")[2]], whole)
    if "anyOf" in said:
        sides = (_type(side, whole) for side in said["anyOf"] if side.get("type") != "null")
        return " or ".join(dict.fromkeys(sides))
    if "enum" in said:
        return " or ".join(json.dumps(value) for value in said["enum"])
    if said.get("type") == "object":
        return "secret" if list(said.get("properties", ())) == ["secret"] else "table"
    if said.get("type") == "array":
        return f"list of {_type(said.get('items', {}), whole)}"
    words = {"string": "text", "integer": "whole number", "number": "number", "boolean": "true or false"}
    return words.get(said.get("type", ""), "anything")


def _lines(rows: list[dict[str, Any]]) -> list[str]:
    if not rows:
        return ["There is no kind at all: is veille installed whole?"]
    width = max(len(row["name"]) for row in rows)
    return [
        f"{row['name']:{width}}  {row['about'] or row['error']}  {click.style(row['where'], dim=True)}"
        for row in rows
    ]


def _option_lines(row: dict[str, Any]) -> list[str]:
    lines = [click.style(row["name"], bold=True) + f"  {row['about']}", f"from {row['where']}", ""]
    width = max((len(option["key"]) for option in row["options"]), default=0)
    for option in row["options"]:
        default = option["default"]
        more = "required" if option["required"] else ""
        if not option["required"] and default not in (None, "", []):
            more = f"default {json.dumps(default, ensure_ascii=False)}"
        lines.append(f"  {option['key']:{width}}  {option['type']}{', ' if more else ''}{more}")
    return [*lines, "", "Every source also takes: topic, alert, every, baseline, lan, outlet, login."]
