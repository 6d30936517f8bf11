"""Read a gettext catalogue as translators write it (.po), and compile it to what gettext reads (.mo).

Run by itself (`python po.py FOLDER`) it compiles every catalogue under a folder. It imports nothing of veille, so that
the build can run it.
"""

from __future__ import annotations

import ast
import re
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

_LINE = re.compile(r'(?:(msgctxt|msgid|msgid_plural|msgstr)(?:\[(\d+)\])?\s+)?("(?:[^"\\]|\\.)*")')


@dataclass(slots=True)
class Translation:
    """One entry: the sentence of the code, and its translation, singular first. The header's id is empty."""

    id: str = ""
    plural: str = ""
    context: str = ""
    texts: dict[int, str] = field(default_factory=dict)
    fuzzy: bool = False

    @property
    def key(self) -> str:
        """What gettext looks up: the context before an EOT, the plural after a NUL."""
        key = f"{self.context}\x04{self.id}" if self.context else self.id
        return f"{key}\0{self.plural}" if self.plural else key


def read(text: str) -> list[Translation]:
    """Return the entries of a .po file, without obsolete ones. Raises ValueError with the line that is not understood."""
    messages: list[Translation] = []
    fuzzy, last, number = False, "", 0
    for row, line in enumerate(map(str.strip, text.splitlines()), 1):
        if not line or line.startswith("#"):
            fuzzy = fuzzy or (line.startswith("#,") and "fuzzy" in line)
            continue
        match = _LINE.fullmatch(line)
        if match is None or not (match[1] or last):
            raise ValueError(f"line {row}: not understood: {line[:80]}")
        word, index, value = match[1], match[2], ast.literal_eval(match[3])
        if word == "msgctxt" or (word == "msgid" and last != "msgctxt"):
            messages.append(Translation(fuzzy=fuzzy))
            fuzzy = False
        if not messages:
            raise ValueError(f"line {row}: {word} before any msgid")
        last, number = word or last, int(index or 0) if word else number
        _add(messages[-1], last, number, value)
    return messages


def _add(message: Translation, word: str, number: int, value: str) -> None:
    match word:
        case "msgctxt":
            message.context += value
        case "msgid":
            message.id += value
        case "msgid_plural":
            message.plural += value
        case _:
            message.texts[number] = message.texts.get(number, "") + value


def compiled(text: str, name: str) -> bytes:
    """Return a .po file as the bytes of a .mo file; what is fuzzy or untranslated is left out, so that English is used.

    Raises ValueError with the file's name, and the line that is not understood.
    """
    try:
        messages = read(text)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None
    texts_by_key = {
        message.key.encode(): "\0".join(message.texts[n] for n in sorted(message.texts)).encode()
        for message in messages
        if message.texts and all(message.texts.values()) and not (message.fuzzy and message.id)
    }
    keys = sorted(texts_by_key)
    where = 28 + 16 * len(keys)  # behind the seven numbers of the head and both tables
    tables: list[bytes] = []
    for texts in (keys, [texts_by_key[key] for key in keys]):
        for value in texts:
            tables.append(struct.pack("<II", len(value), where))
            where += len(value) + 1
    head = struct.pack("<7I", 0x950412DE, 0, len(keys), 28, 28 + 8 * len(keys), 0, 0)
    values = b"".join(value + b"\0" for value in [*keys, *(texts_by_key[key] for key in keys)])
    return head + b"".join(tables) + values


def compile_all(folder: Path) -> Iterator[Path]:
    """Write a .mo beside each .po under a folder; yield what was written. Raises ValueError with the file's name."""
    for path in sorted(folder.rglob("*.po")):
        path.with_suffix(".mo").write_bytes(compiled(path.read_text(encoding="utf-8"), str(path)))
        yield path.with_suffix(".mo")


if __name__ == "__main__":
    try:
        list(compile_all(Path(sys.argv[1])))
    except ValueError as error:
        sys.exit(str(error))
