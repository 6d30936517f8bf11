"""The signs of a query, each with its place; what FTS5's language doesn't have is answered with what was meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from veille.errors import UserError

_NEAR_BY = 24  # signs shown on either side of a mistake


class QueryError(UserError):
    """What was typed can't be looked for: the message says why and what to do, `position` where in `text`."""

    def __init__(self, message: str, position: int, text: str) -> None:
        self.message = message
        self.position = position
        self.text = text
        line, at = self._around()
        super().__init__(
            f"{message} (sign {position + 1}: {line[:at]}▸{line[at:]})" if text.strip() else message
        )

    def pointed(self) -> str:
        """Return what was typed around the place, and below it a ^ at the place with the message."""
        line, at = self._around()
        return f"{line}\n{' ' * at}^ {self.message}"

    def _around(self) -> tuple[str, int]:
        start, end = max(0, self.position - _NEAR_BY), self.position + _NEAR_BY
        before, after = "…" if start else "", "…" if end < len(self.text) else ""
        line = "".join(sign if sign.isprintable() else " " for sign in self.text[start:end])
        return before + line + after, self.position - start + len(before)


@dataclass(frozen=True, slots=True)
class Token:
    """One sign of a query: kind is its pattern's name below, an operator or NEAR; `prefix` says that a * ends it."""

    kind: str
    text: str
    at: int
    prefix: bool = False


_TOKEN = re.compile(
    r"""(?P<string> "(?:[^"]|"")*" | “[^“”]*” | «[^«»]*» )
      | (?P<open> \( ) | (?P<close> \) )
      | (?P<column> (?:-\s*)? (?: [^\W\d]\w* | \{[^{}"]*\} ) \s* : (?!//) )
      | (?P<caret> \^ ) | (?P<plus> \+ (?=[\s"“«]) ) | (?P<comma> , )
      | (?P<word> (?: [^\s"“”«»(){}*^,] | ,(?=\S) | \((?:e|es|ne|nes|le|les|te|tes|se|ses|rice|trice|ère|euse)\) )+ )
      | (?P<star> \* )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_BLANK = re.compile(r"\s*")
_MEANT = {
    "and": "AND", "et": "AND", "&&": "AND", "&": "AND", "or": "OR", "ou": "OR", "||": "OR", "|": "OR",
    "not": "NOT", "sauf": "NOT", "!": "NOT",
}  # fmt: skip
_MINUS = "-–−!"


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a query. Raises QueryError."""
    at = _blank(text, 0)
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            if text[at] in '"“«':
                raise QueryError(f"this {text[at]} is not closed", at, text)
            raise QueryError(f"{text[at]} can't stand here; put what it belongs to in quotes", at, text)
        kind, end = str(found.lastgroup), found.end()
        token = Token(kind, found[0], at)
        if kind == "word":
            token = _word(token, text, end)
        elif kind == "star":
            raise QueryError("a * may only stand at the end of a word, for any end: emploi*", at, text)
        if token.kind in ("word", "string"):
            star = _blank(text, end) if kind == "string" else end
            if text[star : star + 1] == "*":
                end = star + 1
                token = Token(token.kind, token.text, at, prefix=True)
                if _GOES_ON.match(text, end):
                    raise QueryError(
                        "a * may only stand at the end of a word, for any end: emploi*", star, text
                    )
        yield token
        at = _blank(text, end)


_GOES_ON = re.compile(r"[^\s\"“”«»(),:]")


def _word(token: Token, text: str, end: int) -> Token:
    """Return a bare word, or the operator that it is. Raises QueryError where it is another language's operator."""
    word = token.text
    if word in ("AND", "OR", "NOT"):
        return Token("operator", word, token.at)
    if word.upper() == "NEAR" and text.startswith("(", _blank(text, end)):
        if word != "NEAR":
            raise QueryError(f"'{word}(': did you mean NEAR(one other, 5)?", token.at, text)
        return Token("near", word, token.at)
    meant = _MEANT.get(word.lower())
    if meant:
        raise QueryError(
            f"did you mean {meant}? To look for the word '{word}' itself, put it in quotes", token.at, text
        )
    rest = word[1:]
    before = text[end : end + 1] in ('"', "“", "«", "(")
    if word[0] in _MINUS and (before if not rest else any(sign.isalnum() for sign in rest)):
        raise QueryError(
            f"did you mean NOT {rest or text[end]}? To look for '{word}' itself, put it in quotes",
            token.at,
            text,
        )
    return token


def _blank(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at
