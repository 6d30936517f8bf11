"""JSON as templates of pages damage it: quotes that nothing escapes, commas too many or too few, control characters.

What is read has one meaning only: a quote ends a text where what follows can only be the rest of the object. What is
cut off is not read at all. Pure.
"""

from __future__ import annotations

import json
import re
from typing import Any

_DEEPEST = 40
_LONGEST = 1_000_000  # characters: beyond this nothing is mended
_BLANK = re.compile(r"\s*")
_KEY = r"[\"'][\w@:$.-]{1,60}[\"']\s*:"
# What stands after the quote that ends a text, in an object and in a list.
_AFTER_VALUE = re.compile(rf"\s*(?:(?:,\s*)+(?:{_KEY}|\}})|\}}\s*(?:[,\]}}]|$)|{_KEY})")
_AFTER_ENTRY = re.compile(r"\s*(?:,\s*[\"'{\[\d\-tfn\]]|\])")
_AFTER_KEY = re.compile(r"\s*:")
_PLAIN = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|undefined|NaN")
_CONSTANTS = {"true": True, "false": False, "null": None, "undefined": None, "NaN": None}
_ESCAPE = re.compile(r'\\(u[0-9a-fA-F]{4}|.)|"', re.DOTALL)


def loads(text: str) -> Any:
    """Return the value of damaged JSON. Raises ValueError where it can't be told, or was cut off."""
    if len(text) > _LONGEST:
        raise ValueError("too long to be mended")
    return _Reader(text).value(0, 0)[0]


class _Reader:
    """A text, and what stands at a place of it: every method returns a value and where it ends."""

    def __init__(self, text: str) -> None:
        self._text = text

    def value(self, at: int, depth: int) -> tuple[Any, int]:
        at = self._blank(at)
        sign = self._text[at : at + 1]
        if depth > _DEEPEST:
            raise ValueError("too deep")
        if sign == "{":
            return self._object(at + 1, depth)
        if sign == "[":
            return self._list(at + 1, depth)
        if sign in ("'", '"') and sign:
            return self._string(at, _AFTER_VALUE)
        if found := _PLAIN.match(self._text, at):
            return _number(found[0]), found.end()
        raise ValueError("no value")

    def _object(self, at: int, depth: int) -> tuple[dict[str, Any], int]:
        made: dict[str, Any] = {}
        while True:
            at = self._commas(at)
            sign = self._text[at : at + 1]
            if sign == "}":
                return made, at + 1
            if sign not in ("'", '"') or not sign:
                raise ValueError("no key")
            key, at = self._string(at, _AFTER_KEY)
            at = self._blank(at)  # at the colon, by _AFTER_KEY
            made[key], at = self.value(at + 1, depth + 1)

    def _list(self, at: int, depth: int) -> tuple[list[Any], int]:
        made: list[Any] = []
        while True:
            at = self._commas(at)
            sign = self._text[at : at + 1]
            if sign == "]":
                return made, at + 1
            if sign in ("'", '"') and sign:
                entry, at = self._string(at, _AFTER_ENTRY)
            else:
                entry, at = self.value(at, depth + 1)
            made.append(entry)

    def _string(self, at: int, after: re.Pattern[str]) -> tuple[str, int]:
        quote = self._text[at]
        end = at
        while (end := self._text.find(quote, end + 1)) >= 0:
            if not self._is_escaped(end) and after.match(self._text, end + 1):
                return _unescaped(self._text[at + 1 : end]), end + 1
        raise ValueError("a text without an end")

    def _is_escaped(self, at: int) -> bool:
        escapes = 0
        while self._text[at - escapes - 1] == "\\":
            escapes += 1
        return escapes % 2 == 1

    def _commas(self, at: int) -> int:
        at = self._blank(at)
        while self._text[at : at + 1] == ",":
            at = self._blank(at + 1)
        return at

    def _blank(self, at: int) -> int:
        found = _BLANK.match(self._text, at)
        return found.end() if found else at


def _number(said: str) -> float | bool | None:
    """Return a number or a constant."""
    if said in _CONSTANTS:
        return _CONSTANTS[said]
    return float(said) if set(said) & set(".eE") else int(said)


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    made: str = json.loads(f'"{_ESCAPE.sub(_mended, text)}"', strict=False)
    return made


def _mended(escape: re.Match[str]) -> str:
    """Return an escape as JSON has it, of one that it has not, and of a quote that lacks it."""
    sign = escape[1]
    if sign is None:
        return '\\"'
    if len(sign) > 1 or sign in '\\/bfnrt"':
        return escape[0]
    return sign if sign == "'" else f"\\\\{sign}"
