"""What a person typed, lists of words or FTS5's language, parsed into one FTS5 query that cannot fail."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce

from veille.errors import UserError
from veille.match.expression import In, Near, Node, Not, Several, needs, terms, written
from veille.match.terms import Term, term

LEVELS = 32
COLUMNS = ("title", "text")


class QueryError(UserError):
    """What was typed can't be looked for; the sentence says why and what to do, `position` where in `text`."""

    def __init__(self, message: str, position: int, text: str) -> None:
        super().__init__(f"{message} (at sign {position + 1} of: {text})" if text else message)
        self.message = message
        self.position = position
        self.text = text

    def pointed(self) -> str:
        """Return the text, and a line below with a ^ at the place."""
        return f"{self.text}\n{' ' * self.position}^ {self.message}"


@dataclass(frozen=True, slots=True)
class Word:
    """A term of a query and the part it plays: any, and, not or query."""

    part: str
    term: Term
    fts: str

    @property
    def shown(self) -> str:
        return self.term.shown


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query: `fts` is what FTS5 is given; a text that meets it has one of `needs`."""

    fts: str
    needs: frozenset[str]
    words: tuple[Word, ...]


def from_lists(any: Sequence[str], and_: Sequence[str] = (), not_: Sequence[str] = ()) -> Query:  # noqa: A002
    """Return the query for texts with one of any, one of and_ and none of not_ (an empty list asks nothing).

    Raises QueryError for an element without letter or digit, and where only not_ has elements.
    """
    wanted = [[_element(one) for one in part] for part in (any, and_) if part]
    if not wanted:
        first = not_[0] if not_ else ""
        raise QueryError("'not' alone finds nothing: say in 'any' or 'and' what to look for", 0, first)
    unwanted = [_element(one) for one in not_]
    node = _several("AND", [_several("OR", part) for part in wanted])
    if unwanted:
        node = Not(node, _several("OR", unwanted))
    parts = [("any", one) for one in any] + [("and", one) for one in and_] + [("not", one) for one in not_]
    flat = [one for part in (*wanted, unwanted) for one in part]
    words = tuple(Word(part, one, written(one)) for (part, _), one in zip(parts, flat, strict=True))
    return Query(written(node), needs(node), words)


def parse(text: str) -> Query:
    """Return the query that text says in FTS5's language. Raises QueryError with the place of what is wrong."""
    node = _Parser(text).whole()
    words = tuple(Word("query" if wanted else "not", one, written(one)) for one, wanted in terms(node))
    fts = written(node)
    if _stack(fts) > 90:
        raise QueryError("the brackets stand too deep: write the query with fewer levels", 0, text)
    return Query(fts, needs(node), words)


def _element(typed: str) -> Term:
    text = typed.strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        text = text[1:-1]
    prefix = text.endswith("*")
    found = term(text.rstrip("*") if prefix else text, prefix=prefix)
    if found is None:
        raise QueryError(f"'{typed}' has no letter or digit, so no text can have it as a word", 0, typed)
    return found


def _several(operator: str, nodes: Sequence[Node]) -> Node:
    return nodes[0] if len(nodes) == 1 else Several(operator, tuple(nodes))


def _stack(fts: str) -> int:
    """Return how many symbols FTS5's parser holds at the deepest place; it has room for 100."""
    deepest, held, level = 0, [1], 0
    for sign in re.finditer(r'"[^"]*"|\(|\)|\bOR\b|\bAND\b|\bNOT\b|:', fts):
        if sign[0] == "(":
            held.append(held[-1] + 4)
        elif sign[0] == ")":
            held.pop()
        deepest = max(deepest, held[-1])
    return deepest


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    at: int
    end: int


_TOKEN = re.compile(
    r'\s*(?:(?P<string>"(?:[^"]|"")*")|(?P<open>\()|(?P<close>\))|(?P<column>(?:[A-Za-z_]+|\{[^{}]*\})\s*:(?!//))'
    r'|(?P<sign>[\^*,{}+](?=[\s"]|$)|\^)|(?P<word>(?:[^\s"()*^]|\((?:e|es|ne|nes|trice|rice|euse|se|ère)\)s?)+))',
    re.IGNORECASE,
)
_MEANT = {
    "and": "AND", "&&": "AND", "&": "AND", "et": "AND", "or": "OR", "||": "OR", "|": "OR", "ou": "OR",
    "not": "NOT", "!": "NOT", "sauf": "NOT",
}  # fmt: skip


class _Parser:
    """Recursive descent over FTS5's grammar: OR, then AND, then NOT, then words side by side (binding most)."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = list(self._tokens())
        self.at = 0
        self.level = 0

    def _tokens(self) -> Iterator[_Token]:
        at = 0
        while self.text[at:].strip():
            found = _TOKEN.match(self.text, at)
            if found is None or found.lastgroup is None:
                start = at + len(self.text[at:]) - len(self.text[at:].lstrip())
                if self.text[start] == '"':
                    self.fail('this " is not closed', start)
                self.fail(f"'{self.text[start]}' can't stand here; put what it belongs to in quotes", start)
            kind = found.lastgroup
            word = found[kind]
            start, at = found.start(kind), found.end()
            if kind == "word" and word in ("AND", "OR", "NOT"):
                kind = "operator"
            if kind == "word" and word == "NEAR" and self.text[at : at + 1] == "(":
                kind = "near"
            yield _Token(kind, word, start, at)

    def fail(self, message: str, at: int) -> None:
        raise QueryError(message, at, self.text)

    def peek(self) -> _Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def is_next(self, kind: str, text: str = "") -> bool:
        token = self.peek()
        return token is not None and token.kind == kind and (not text or token.text == text)

    def whole(self) -> Node:
        if not self.tokens:
            self.fail("the query is empty", 0)
        node = self.chain("OR")
        if (token := self.peek()) is not None:
            self.fail("this ) has no (" if token.kind == "close" else f"'{token.text}' can't stand here", token.at)
        return node

    def chain(self, operator: str) -> Node:
        below = {"OR": lambda: self.chain("AND"), "AND": self.chain_not}[operator]
        nodes = [below()]
        while self.is_next("operator", operator):
            self.at += 1
            nodes.append(below())
        return _several(operator, nodes)

    def chain_not(self) -> Node:
        if self.is_next("operator", "NOT"):
            token = self.tokens[self.at]
            self.fail("NOT needs something before it to take from: write 'word NOT other'", token.at)
        nodes = [self.beside()]
        while self.is_next("operator", "NOT"):
            self.at += 1
            nodes.append(self.beside())
        return reduce(Not, nodes)

    def beside(self) -> Node:
        nodes = [self.primary()]
        while (token := self.peek()) is not None and token.kind not in ("operator", "close"):
            nodes.append(self.primary())
        return _several("AND", nodes)

    def primary(self) -> Node:
        token = self.peek()
        if token is None:
            at = len(self.text)
            self.fail("the query ends where a word is awaited", at)
        assert token is not None  # noqa: S101 - fail() raises
        self.at += 1
        if token.kind == "open":
            return self.bracket(token)
        if token.kind == "column":
            return self.column(token)
        if token.kind == "near":
            return self.near(token)
        if token.kind in ("string", "word") or token.text == "^":
            return self.phrase(token)
        if token.kind == "operator":
            self.fail(f"a word is awaited before {token.text}; to look for the word itself, put it in quotes", token.at)
        if token.kind == "close":
            self.fail("this ) stands where a word is awaited", token.at)
        if token.text == "*":
            self.fail("a * may only stand at the end of a word, for any end: emploi*", token.at)
        self.fail(f"'{token.text}' has no letter or digit, so no text can have it as a word", token.at)
        raise AssertionError

    def bracket(self, token: _Token) -> Node:
        self.level += 1
        if self.level > LEVELS:
            self.fail(f"more than {LEVELS} levels of brackets", token.at)
        node = self.chain("OR")
        if not self.is_next("close"):
            self.fail("this ( is not closed", token.at)
        self.at += 1
        self.level -= 1
        return node

    def column(self, token: _Token) -> Node:
        names = token.text.rstrip(": \t\n").strip("{} ").lower().split()
        for name in names:
            if name not in COLUMNS:
                self.fail(f"there is no column '{name}', only title: and text:; to look for it, put it in quotes", token.at)
        self.level += 1
        if self.level > LEVELS:
            self.fail(f"more than {LEVELS} levels of brackets", token.at)
        node = In(tuple(dict.fromkeys(names)), self.primary())
        self.level -= 1
        return node

    def near(self, token: _Token) -> Node:
        opened = self.tokens[self.at]
        self.at += 1
        found: list[Term] = []
        distance = 10
        while not self.is_next("close"):
            one = self.peek()
            if one is None:
                self.fail("this ( is not closed", opened.at)
            assert one is not None  # noqa: S101
            self.at += 1
            if one.kind == "sign" and one.text == ",":
                continue
            if one.kind == "word" and one.text.endswith(","):
                one = _Token("word", one.text[:-1], one.at, one.end)
            if one.kind not in ("word", "string"):
                self.fail(f"only words and phrases can stand in NEAR(), not '{one.text}'", one.at)
            if one.text.isdecimal() and self.is_next("close"):
                distance = min(int(one.text), 1000)
                continue
            found.append(self.phrase(one))
        self.at += 1
        if not found:
            self.fail("NEAR() needs words: NEAR(one other, 5)", token.at)
        return Near(tuple(found), distance)

    def phrase(self, token: _Token) -> Term:
        initial = token.text == "^"
        if initial:
            following = self.peek()
            if following is None or following.kind not in ("word", "string"):
                self.fail("^ must stand before a word or phrase", token.at)
            assert following is not None  # noqa: S101
            token = following
            self.at += 1
        text = token.text[1:-1].replace('""', '"') if token.kind == "string" else token.text
        if token.kind == "word":
            self.check(token)
        prefix = self.text[token.end : token.end + 1] == "*"
        if prefix:
            self.at += 1
        made = term(text, prefix=prefix, initial=initial)
        if made is None:
            self.fail(f"'{text}' has no letter or digit, so no text can have it as a word", token.at)
        assert made is not None  # noqa: S101
        return made

    def check(self, token: _Token) -> None:
        meant = _MEANT.get(token.text.lower())
        if meant:
            self.fail(f"'{token.text}': did you mean {meant}? To look for the word itself, put it in quotes", token.at)
        if token.text[0] == "-" and len(token.text) > 1:
            self.fail(f"'{token.text}': did you mean NOT {token.text[1:]}?", token.at)
