"""What the documents tell a person to type: the commands in the indented blocks of a section."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

CLONE = Path(__file__).parents[2]
HEADING = re.compile(r"^#{1,6} +(.*?) *$")
INDENT = "    "


def section(text: str, heading: str) -> str:
    """Return what stands under a heading, up to the next one. Raises LookupError if there is none, or several."""
    found: list[list[str]] = []
    fenced = current = False
    for line in text.splitlines():
        fenced ^= line.startswith("```")
        told = None if fenced else HEADING.match(line)
        if told:
            current = told[1] == heading
            if current:
                found.append([])
        elif current:
            found[-1].append(line)
    if len(found) != 1:
        raise LookupError(f"{len(found)} headings {heading!r}")
    return "\n".join(found[0])


def blocks(text: str) -> Iterator[list[str]]:
    """Give each indented block, as its lines without the indent; a blank line inside it is kept, one around it is not."""
    block: list[str] = []
    before = ""
    for line in [*text.splitlines(), "end"]:
        # CommonMark 4.4: an indented line goes on a paragraph or a list that stands right before it.
        if line.startswith(INDENT) and (block or not before.strip()):
            block.append(line.removeprefix(INDENT))
        elif block and not line.strip():
            block.append("")
        elif block:
            yield "\n".join(block).rstrip("\n").split("\n")
            block = []
        before = line


def commands(text: str, heading: str) -> list[str]:
    """Return the commands of a section in order, without prompts and comments; blocks of a unit's settings are none."""
    found = []
    for block in blocks(section(text, heading)):
        prompted = any(line.startswith("$ ") for line in block)
        if block[0].startswith("["):
            continue
        for line in block:
            if prompted and not line.startswith("$ "):
                continue  # what the command prints
            command = re.sub(r"(^|\s+)# .*$", "", line.removeprefix("$ ")).rstrip()
            if command:
                found.append(command)
    return found


def read(document: str, heading: str) -> list[str]:
    """Return the commands under a heading of a document of this clone. Raises LookupError, which names both, if none."""
    try:
        found = commands((CLONE / document).read_text(encoding="utf-8"), heading)
    except LookupError as error:
        raise LookupError(f"{document}: {error}") from None
    if not found:
        raise LookupError(f"{document}: no command under {heading!r}")
    return found


def filled(lines: list[str], answers: Mapping[str, str]) -> list[str]:
    """Return commands with what a person puts in for a placeholder. Raises LookupError for one that stands nowhere."""
    for placeholder in answers:
        if not any(placeholder in line for line in lines):
            raise LookupError(f"no command says {placeholder!r} any more, among: {'; '.join(lines)}")
    filled_in = []
    for line in lines:
        for placeholder, answer in answers.items():
            line = line.replace(placeholder, answer)
        filled_in.append(line)
    return filled_in


def beginning(lines: list[str], start: str) -> str:
    """Return the one command that begins so. Raises LookupError if none or several do."""
    found = [line for line in lines if line.startswith(start)]
    if len(found) != 1:
        raise LookupError(f"{len(found)} commands begin with {start!r}, among: {'; '.join(lines)}")
    return found[0]
