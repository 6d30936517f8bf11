"""What a person typed, lists of words or FTS5's language, parsed into one FTS5 expression that cannot fail."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from veille.match.expression import In, Near, Node, Not, Part, needs, parts, several, written
from veille.match.lexer import QueryError, Token, tokens
from veille.match.terms import Term, term
from veille.text.fold import readable

__all__ = ["Query", "QueryError", "Word", "from_lists", "parse"]

LEVELS = 32  # of brackets
COLUMNS = ("title", "text")
_FARTHEST = 10_000  # words apart; FTS5 takes the number for 32 bits
_ALSO = {
    "titre": "title",
    "titres": "title",
    "titles": "title",
    "texte": "text",
    "texts": "text",
    "body": "text",
}


@dataclass(frozen=True, slots=True)
class Word:
    """A word or phrase of a query as it was typed, and the list where it stands: any, and, not, query.

    `fts` asks for it alone; `spellings` are those for which it stands (none for a whole NEAR()), the ends of
    which are open if it is a `prefix`.
    """

    part: str
    shown: str
    fts: str
    spellings: tuple[str, ...]
    prefix: bool


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query: `fts` is for FTS5's MATCH; a text that meets it has at least one word of `needs`.

    `words` come in the order in which a reason names them; `node` is the tree of it all.
    """

    fts: str
    needs: frozenset[str]
    words: tuple[Word, ...]
    node: Node

    @property
    def readable(self) -> str:
        """Return fts with its private-use characters as what they stand for: C++, chargé(e)."""
        return readable(self.fts)


def from_lists(any: Sequence[str], and_: Sequence[str] = (), not_: Sequence[str] = ()) -> Query:
    """Return the query for texts with one of any, one of and_ and none of not_; an empty list asks for nothing.

    Raises QueryError for an element without letter or digit, or if neither any nor and_ has one.
    """
    wanted = [(part, [_element(one) for one in some]) for part, some in (("any", any), ("and", and_)) if some]
    unwanted = [_element(one) for one in not_]
    if not wanted:
        raise QueryError("'not' alone finds nothing: say in 'any' or 'and' what to look for", 0, "")
    node = several("AND", tuple(several("OR", tuple(some)) for _, some in wanted))
    if unwanted:
        node = Not(node, several("OR", tuple(unwanted)))
    words = [_word(one, part) for part, some in wanted for element in some for one in parts(element)]
    words += [_word(one, "not") for element in unwanted for one in parts(element)]
    return Query(written(node) or "", needs(node), tuple(words), node)


def parse(text: str) -> Query:
    """Return the query that text says in FTS5's language. Raises QueryError."""
    node = _Parser(text).whole()
    fts = written(node)
    if fts is None:
        raise QueryError("these brackets stand too deep: say it with fewer levels", 0, text)
    words = tuple(_word(one, "query" if one.wanted else "not") for one in parts(node))
    return Query(fts, needs(node), words, node)


def _word(part: Part, name: str) -> Word:
    found = part.term
    return Word(name, part.shown, part.fts, found.spellings if found else (), bool(found and found.prefix))


def _element(typed: str) -> Term:
    text = typed.strip()
    prefix = text.endswith("*")
    text = text.rstrip("* ") if prefix else text
    found = term(text.strip('"'), prefix=prefix)
    if found is None:
        raise QueryError(_wordless(typed), 0, typed)
    return found


def _wordless(typed: str) -> str:
    return f"'{typed}' has no letter or digit, so it can't be looked for"


class _Parser:
    """Recursive descent over FTS5's grammar: OR binds least, then AND, then NOT, then words side by side."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = list(tokens(text))
        self.next = 0
        self.level = 0

    def wrong(self, message: str, at: int) -> QueryError:
        return QueryError(message, at, self.text)

    def take(self, kind: str, text: str = "") -> Token | None:
        """Return the next token if it is of this kind, and go on; else None."""
        if self.next < len(self.tokens):
            token = self.tokens[self.next]
            if token.kind == kind and text in ("", token.text):
                self.next += 1
                return token
        return None

    def whole(self) -> Node:
        if not self.tokens:
            raise self.wrong("the query is empty: say what to look for", 0)
        node = self.either()
        if self.next < len(self.tokens):  # all else has been taken
            raise self.wrong("this ) has no ( before it", self.tokens[self.next].at)
        return node

    def either(self) -> Node:
        nodes = [self.all()]
        while self.take("operator", "OR"):
            nodes.append(self.all())
        return several("OR", tuple(nodes))

    def all(self) -> Node:
        nodes = [self.without()]
        while self.take("operator", "AND"):
            nodes.append(self.without())
        return several("AND", tuple(nodes))

    def without(self) -> Node:
        if token := self.take("operator", "NOT"):
            raise self.wrong("NOT takes away from what stands before it: write 'this NOT that'", token.at)
        node = self.beside()
        unwanted: list[Node] = []
        while self.take("operator", "NOT"):
            unwanted.append(self.beside())
        return Not(node, several("OR", tuple(unwanted))) if unwanted else node

    def beside(self) -> Node:
        nodes = [self.one()]
        while self.next < len(self.tokens) and self.tokens[self.next].kind not in ("operator", "close"):
            if not self.take("comma"):
                nodes.append(self.one())
        return several("AND", tuple(nodes))

    def one(self) -> Node:
        if self.next == len(self.tokens):
            raise self.wrong("the query ends where a word should follow", len(self.text))
        token = self.tokens[self.next]
        self.next += 1
        match token.kind:
            case "open":
                return self.nested(token, self.bracket)
            case "column":
                return self.nested(token, self.column)
            case "near":
                return self.near(token)
            case "word" | "string" | "caret":
                return self.phrase(token)
            case "close":
                message = "a word should stand before this )"
            case "operator":
                message = f"a word should stand before {token.text}; to look for it itself, put it in quotes"
            case _:
                message = _wordless(token.text)
        raise self.wrong(message, token.at)

    def nested(self, token: Token, read: Callable[[Token], Node]) -> Node:
        self.level += 1
        if self.level > LEVELS:
            raise self.wrong(
                f"brackets stand in brackets here, {LEVELS} levels deep: that is the most", token.at
            )
        node = read(token)
        self.level -= 1
        return node

    def bracket(self, token: Token) -> Node:
        node = self.either()
        if not self.take("close"):
            raise self.wrong("this ( is not closed", token.at)
        return node

    def column(self, token: Token) -> Node:
        names = token.text.rstrip(": \t\n").lstrip("- ").strip("{}").lower().split()
        for name in names or [""]:
            if name not in COLUMNS:
                meant = f"did you mean {_ALSO[name]}:? " if name in _ALSO else ""
                raise self.wrong(
                    f"{meant}only title: and text: can be named before a colon; else put it in quotes",
                    token.at,
                )
        if token.text.startswith("-"):
            names = [name for name in COLUMNS if name not in names]
            if not names:
                raise self.wrong("no column is left to look in", token.at)
        return In(tuple(dict.fromkeys(names)), self.one())

    def near(self, token: Token) -> Node:
        self.take("open")
        found: list[Term] = []
        distance = 10  # FTS5's own
        while not self.take("close"):
            if self.next == len(self.tokens):
                raise self.wrong("this NEAR( is not closed", token.at)
            if self.take("comma"):
                continue
            one = self.tokens[self.next]
            self.next += 1
            last = self.next < len(self.tokens) and self.tokens[self.next].kind == "close"
            if one.kind == "word" and one.text.isdecimal() and last and found:
                distance = min(int(one.text[:6]), _FARTHEST)
            elif one.kind in ("word", "string"):
                found.append(self.phrase(one))
            else:
                raise self.wrong("only words and phrases can stand in NEAR(one other, 5)", one.at)
        if not found:
            raise self.wrong("say in the brackets what stands near what: NEAR(one other, 5)", token.at)
        return Near(tuple(found), distance)

    def phrase(self, token: Token) -> Term:
        initial = token.kind == "caret"
        if initial:
            following = self.take("word") or self.take("string")
            if following is None:
                raise self.wrong("a word should follow ^, which asks for it at the beginning", token.at)
            token = following
        words, prefix = self.words(token), token.prefix
        while self.take("plus"):  # FTS5's other way to write a phrase: one + two
            more = self.take("word") or self.take("string")
            if more is None or prefix:
                raise self.wrong("a + joins two words to a phrase: one + other", token.at)
            words, prefix = f"{words} {self.words(more)}", more.prefix
        made = term(words, prefix=prefix, initial=initial)
        if made is None:
            raise self.wrong(_wordless(words), token.at)
        return made

    @staticmethod
    def words(token: Token) -> str:
        return token.text[1:-1].replace('""', '"') if token.kind == "string" else token.text
