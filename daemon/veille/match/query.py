"""What a person typed, lists of words or FTS5's language, parsed into one FTS5 expression that cannot fail."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from veille.errors import Failure, UserError, failure
from veille.text.fold import folded, readable
from veille.text.inclusive import SMALL, forms

# A word or phrase of a rule: the spellings for which it stands, and their FTS5 expression.

# What unicode61 takes for a word: letters, digits, private-use characters; accents inside it. An FTS5 string
# made of such words and spaces can be nothing but a string.
WORD = re.compile("(?:[^\\W_]|[\ue000-\ue003])(?:[^\\W_]|[\ue000-\ue003\u0300-\u036f])*")
MOST = 32  # spellings of one phrase


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase as it was typed, and its spellings: words with one space between, the typed one first.

    `places` has for each of its words those one of which is in every text that has the term; a `*` at the end
    stands for any end.
    """

    shown: str
    spellings: tuple[str, ...]
    places: tuple[tuple[str, ...], ...]
    prefix: bool = False
    initial: bool = False

    def strings(self) -> tuple[str, ...]:
        """Return the spellings as FTS5 strings."""
        return tuple(f'"{spelling}"{"*" if self.prefix else ""}' for spelling in self.spellings)


def term(typed: str, *, prefix: bool = False, initial: bool = False) -> Term | None:
    """Return the term that typed stands for; None if it has no letter or digit."""
    words = WORD.findall(folded(typed))
    if not words:
        return None
    if prefix and (raw := WORD.findall(typed)) and raw[-1].lower() in ("st", "ste"):
        words[-1] = raw[-1]  # st* is a beginning, not Saint
    significant = [word for word in words if len(word) > 2 and word.lower() not in SMALL]
    named = all(_capitalised(word) for word in significant)
    choices: list[tuple[str, ...]] = []
    most = 1
    for place, word in enumerate(words):
        choice: tuple[str, ...] = (word,)
        if not prefix or place < len(words) - 1:
            choice = forms(word, lone=len(significant) < 2, name=named or (place > 0 and _capitalised(word)))
        if most * len(choice) > MOST:
            choice = (word,)
        most *= len(choice)
        choices.append(choice)
    spellings = tuple(" ".join(spelling) for spelling in product(*choices))
    if prefix:
        choices[-1] = (words[-1] + "*",)
    return Term(typed.strip() + ("*" if prefix else ""), spellings, tuple(choices), prefix, initial)


def _capitalised(word: str) -> bool:
    return word[0].isupper() and not word.isupper()


# A parsed query as a tree, and what is derived from it: the FTS5 expression, its parts, and a prefilter.

# Symbols that FTS5's parser can hold (its stack has room for 100); what is nested on the left needs the fewest.
ROOM = 96


@dataclass(frozen=True, slots=True)
class Near:
    """Terms with at most `distance` words between them."""

    terms: tuple[Term, ...]
    distance: int


@dataclass(frozen=True, slots=True)
class In:
    """What must be met within one of these columns."""

    columns: tuple[str, ...]
    node: Node


@dataclass(frozen=True, slots=True)
class Not:
    """What must be met, and what must not."""

    node: Node
    without: Node


@dataclass(frozen=True, slots=True)
class Several:
    """Nodes of which all (AND) or one (OR) must be met."""

    operator: str
    nodes: tuple[Node, ...]


Node = Term | Near | In | Not | Several


@dataclass(frozen=True, slots=True)
class QueryTerm:
    """A term of a query, or a NEAR() with its terms: as it was typed, and the FTS5 expression for it alone."""

    shown: str
    fts: str
    required: bool
    term: Term | None


def several(operator: str, nodes: tuple[Node, ...]) -> Node:
    """Return nodes joined; one alone as it is."""
    return nodes[0] if len(nodes) == 1 else Several(operator, nodes)


def written(node: Node) -> str | None:
    """Return the FTS5 expression of a node, in the order typed if FTS5 can parse that; None if it can't."""
    for deep_first in (False, True):
        fts, room = _write(node, deep_first)
        if room < ROOM:
            return fts
    return None


def _write(node: Node, deep_first: bool) -> tuple[str, int]:
    """Return an expression, and how many symbols FTS5's parser holds at its deepest place."""
    match node:
        case Term():
            return _either([("^" if node.initial else "") + string for string in node.strings()], 4)
        case Near():
            return _either(_nears(node), 8)
        case In():
            fts, room = _write(node.node, deep_first)
            return f"{{{' '.join(node.columns)}}} : ({fts})", 4 + room
        case Not():
            fts, room = _bracketed(node.node, deep_first)
            without, more = _bracketed(node.without, deep_first)
            return f"{fts} NOT {without}", max(room, 2 + more)
        case Several():
            inner = [_bracketed(child, deep_first) for child in node.nodes]
            if deep_first:
                inner.sort(key=lambda pair: -pair[1])
            room = max(2 * (place > 0) + room for place, (_, room) in enumerate(inner))
            return f" {node.operator} ".join(fts for fts, _ in inner), room


def _bracketed(node: Node, deep_first: bool) -> tuple[str, int]:
    fts, room = _write(node, deep_first)
    return (fts, room) if isinstance(node, Term | Near) else (f"({fts})", 1 + room)


def _either(choices: list[str], room: int) -> tuple[str, int]:
    return (choices[0], room) if len(choices) == 1 else (f"({' OR '.join(choices)})", room + 3)


def _nears(near: Near) -> list[str]:
    choices: list[tuple[str, ...]] = []
    most = 1
    for term_node in near.terms:
        strings = term_node.strings() if most * len(term_node.spellings) <= MOST else term_node.strings()[:1]
        most *= len(strings)
        choices.append(strings)
    return [f"NEAR({' '.join(strings)}, {near.distance})" for strings in product(*choices)]


def parts(node: Node, *, required: bool = True, column: str = "") -> Iterator[QueryTerm]:
    """Yield what node is made of, in order; a part within a column is restricted to it."""
    match node:
        case Term():
            yield QueryTerm(node.shown, column + _write(node, False)[0], required, node)
        case Near():
            for term_node in node.terms:
                yield from parts(term_node, required=required, column=column)
            if len(near := node.terms) > 1:
                words = " ".join(
                    f'"{term_node.shown}"' if " " in term_node.shown else term_node.shown
                    for term_node in near
                )
                yield QueryTerm(
                    f"NEAR({words}, {node.distance})", column + _write(node, False)[0], required, None
                )
        case In():
            within = f"{{{' '.join(node.columns)}}} : "
            yield from parts(node.node, required=required, column=column or within)
        case Not():
            yield from parts(node.node, required=required, column=column)
            yield from parts(node.without, required=not required, column=column)
        case Several():
            for child in node.nodes:
                yield from parts(child, required=required, column=column)


def needs(node: Node) -> frozenset[str]:
    """Return words of which every text that meets node has at least one; a `*` at the end stands for any end."""
    match node:
        case Term():
            return _rarest([frozenset(place) for place in node.places])
        case Near():
            return _rarest([needs(term_node) for term_node in node.terms])
        case In() | Not():
            return needs(node.node)
        case Several():
            below = [needs(child) for child in node.nodes]
            return frozenset().union(*below) if node.operator == "OR" else _rarest(below)


def possible(node: Node, has: Callable[[str], bool]) -> bool:
    """Return whether texts that have these words, wherever they stand, can meet node."""
    match node:
        case Term():
            return all(any(map(has, place)) for place in node.places)
        case Near():
            return all(possible(term_node, has) for term_node in node.terms)
        case In() | Not():
            return possible(node.node, has)
        case Several():
            some = any if node.operator == "OR" else all
            return some(possible(child, has) for child in node.nodes)


def words(node: Node) -> Iterator[str]:
    """Yield the words of a node that possible() may look up."""
    match node:
        case Term():
            for place in node.places:
                yield from place
        case Near():
            for term_node in node.terms:
                yield from words(term_node)
        case In() | Not():
            yield from words(node.node)
        case Several():
            for child in node.nodes:
                yield from words(child)


def _rarest(sets: list[frozenset[str]]) -> frozenset[str]:
    """Return the set that the fewest texts are likely to meet: few words, long ones."""
    return max(sets, key=lambda words: (-len(words), min(map(len, words)), sorted(words)))


# The tokens of a query, each with its place; what FTS5's language doesn't have raises a QueryError with a suggestion.

_NEAR_BY = 24  # characters shown on either side of a mistake


class QueryError(UserError):
    """A query can't be parsed: `why` has the reason and advice, `position` is where in `text`."""

    def __init__(self, why: Failure, position: int, text: str) -> None:
        self.why = why
        self.position = position
        self.text = text
        line, at = self._around()
        shown = f"{line[:at]}▸{line[at:]}"
        super().__init__(
            failure("{why} (sign {n}: {shown})", why=why, n=position + 1, shown=shown)
            if text.strip()
            else why
        )

    def pointed(self) -> str:
        """Return what was typed around the place, and below it a ^ at the place with the message."""
        line, at = self._around()
        return f"{line}\n{' ' * at}^ {self.why}"

    def _around(self) -> tuple[str, int]:
        start, end = max(0, self.position - _NEAR_BY), self.position + _NEAR_BY
        before, after = "…" if start else "", "…" if end < len(self.text) else ""
        line = "".join(sign if sign.isprintable() else " " for sign in self.text[start:end])
        return before + line + after, self.position - start + len(before)


@dataclass(frozen=True, slots=True)
class QueryToken:
    """One token of a query: kind is its pattern's name below, an operator or NEAR; `prefix`: a * ends it."""

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
_SUGGESTIONS = {
    "and": "AND", "et": "AND", "&&": "AND", "&": "AND", "or": "OR", "ou": "OR", "||": "OR", "|": "OR",
    "not": "NOT", "sauf": "NOT", "!": "NOT",
}  # fmt: skip
_MINUS = "-–−!"


def tokens(text: str) -> Iterator[QueryToken]:
    """Yield the tokens of a query. Raises QueryError."""
    at = _blank(text, 0)
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            if text[at] in '"“«':
                raise QueryError(failure("this {sign} is not closed", sign=text[at]), at, text)
            raise QueryError(
                failure("{sign} can't stand here; put what it belongs to in quotes", sign=text[at]),
                at,
                text,
            )
        kind, end = str(match.lastgroup), match.end()
        token = QueryToken(kind, match[0], at)
        if kind == "word":
            token = _word_token(token, text, end)
        elif kind == "star":
            raise QueryError(
                failure("a * may only stand at the end of a word, for any end: emploi*"), at, text
            )
        if token.kind in ("word", "string"):
            star = _blank(text, end) if kind == "string" else end
            if text[star : star + 1] == "*":
                end = star + 1
                token = QueryToken(token.kind, token.text, at, prefix=True)
                if _GOES_ON.match(text, end):
                    raise QueryError(
                        failure("a * may only stand at the end of a word, for any end: emploi*"), star, text
                    )
        yield token
        at = _blank(text, end)


_GOES_ON = re.compile(r"[^\s\"“”«»(),:]")


def _word_token(token: QueryToken, text: str, end: int) -> QueryToken:
    """Return a bare word, or the operator that it is. Raises QueryError where it is another language's operator."""
    word = token.text
    if word in ("AND", "OR", "NOT"):
        return QueryToken("operator", word, token.at)
    if word.upper() == "NEAR" and text.startswith("(", _blank(text, end)):
        if word != "NEAR":
            raise QueryError(
                failure("'{word}(': did you mean NEAR(one other, 5)?", word=word), token.at, text
            )
        return QueryToken("near", word, token.at)
    suggestion = _SUGGESTIONS.get(word.lower())
    if suggestion:
        raise QueryError(
            failure(
                "did you mean {meant}? To look for the word '{word}' itself, put it in quotes",
                meant=suggestion,
                word=word,
            ),
            token.at,
            text,
        )
    rest = word[1:]
    before = text[end : end + 1] in ('"', "“", "«", "(")
    if word[0] in _MINUS and (before if not rest else any(sign.isalnum() for sign in rest)):
        raise QueryError(
            failure(
                "did you mean NOT {meant}? To look for '{word}' itself, put it in quotes",
                meant=rest or text[end],
                word=word,
            ),
            token.at,
            text,
        )
    return token


def _blank(text: str, at: int) -> int:
    match = _BLANK.match(text, at)
    return match.end() if match else at


__all__ = ["Query", "QueryError", "QueryWord", "from_lists", "parse"]

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
class QueryWord:
    """A word or phrase of a query as it was typed, and the list where it stands: any, and, not, query.

    `fts` is the expression for it alone; `spellings` are those for which it stands (none for a whole NEAR()), the ends of
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
    words: tuple[QueryWord, ...]
    node: Node

    @property
    def readable(self) -> str:
        """Return fts with its private-use characters as what they stand for: C++, chargé(e)."""
        return readable(self.fts)


def from_lists(any: Sequence[str], and_: Sequence[str] = (), not_: Sequence[str] = ()) -> Query:
    """Return the query for texts with one of any, one of and_ and none of not_; an empty list sets no condition.

    Raises QueryError for an element without letter or digit, or if neither any nor and_ has one.
    """
    required = [
        (part, [_element(word) for word in some]) for part, some in (("any", any), ("and", and_)) if some
    ]
    unwanted = [_element(word) for word in not_]
    if not required:
        raise QueryError(failure("'not' alone finds nothing: say in 'any' or 'and' what to look for"), 0, "")
    node = several("AND", tuple(several("OR", tuple(some)) for _, some in required))
    if unwanted:
        node = Not(node, several("OR", tuple(unwanted)))
    words = [
        _word(query_part, part)
        for part, some in required
        for element in some
        for query_part in parts(element)
    ]
    words += [_word(part, "not") for element in unwanted for part in parts(element)]
    return Query(written(node) or "", needs(node), tuple(words), node)


def parse(text: str) -> Query:
    """Parse a query in FTS5's language. Raises QueryError."""
    node = _Parser(text).whole()
    fts = written(node)
    if fts is None:
        raise QueryError(failure("these brackets stand too deep: say it with fewer levels"), 0, text)
    words = tuple(_word(part, "query" if part.required else "not") for part in parts(node))
    return Query(fts, needs(node), words, node)


def _word(part: QueryTerm, name: str) -> QueryWord:
    query_term = part.term
    return QueryWord(
        name,
        part.shown,
        part.fts,
        query_term.spellings if query_term else (),
        bool(query_term and query_term.prefix),
    )


def _element(typed: str) -> Term:
    text = typed.strip()
    prefix = text.endswith("*")
    text = text.rstrip("* ") if prefix else text
    parsed = term(text.strip('"'), prefix=prefix)
    if parsed is None:
        raise QueryError(_wordless(typed), 0, typed)
    return parsed


def _wordless(typed: str) -> Failure:
    return failure("'{typed}' has no letter or digit, so it can't be looked for", typed=typed)


class _Parser:
    """Recursive descent over FTS5's grammar: OR binds least, then AND, then NOT, then words side by side."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = list(tokens(text))
        self.next = 0
        self.level = 0

    def wrong(self, why: Failure, at: int) -> QueryError:
        return QueryError(why, at, self.text)

    def take(self, kind: str, text: str = "") -> QueryToken | None:
        """Return the next token if it is of this kind, and go on; else None."""
        if self.next < len(self.tokens):
            token = self.tokens[self.next]
            if token.kind == kind and text in ("", token.text):
                self.next += 1
                return token
        return None

    def whole(self) -> Node:
        if not self.tokens:
            raise self.wrong(failure("the query is empty: say what to look for"), 0)
        node = self.either()
        if self.next < len(self.tokens):  # all else has been taken
            raise self.wrong(failure("this ) has no ( before it"), self.tokens[self.next].at)
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
            raise self.wrong(
                failure("NOT takes away from what stands before it: write 'this NOT that'"), token.at
            )
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
            raise self.wrong(failure("the query ends where a word should follow"), len(self.text))
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
                why = failure("a word should stand before this )")
            case "operator":
                why = failure(
                    "a word should stand before {operator}; to look for it itself, put it in quotes",
                    operator=token.text,
                )
            case _:
                why = _wordless(token.text)
        raise self.wrong(why, token.at)

    def nested(self, token: QueryToken, read: Callable[[QueryToken], Node]) -> Node:
        self.level += 1
        if self.level > LEVELS:
            raise self.wrong(
                failure("brackets stand in brackets here, {n} levels deep: that is the most", n=LEVELS),
                token.at,
            )
        node = read(token)
        self.level -= 1
        return node

    def bracket(self, token: QueryToken) -> Node:
        node = self.either()
        if not self.take("close"):
            raise self.wrong(failure("this ( is not closed"), token.at)
        return node

    def column(self, token: QueryToken) -> Node:
        names = token.text.rstrip(": \t\n").lstrip("- ").strip("{}").lower().split()
        for name in names or [""]:
            if name not in COLUMNS:
                why = failure("only title: and text: can be named before a colon; else put it in quotes")
                if name in _ALSO:
                    why = failure("did you mean {column}:? {why}", column=_ALSO[name], why=why)
                raise self.wrong(why, token.at)
        if token.text.startswith("-"):
            names = [name for name in COLUMNS if name not in names]
            if not names:
                raise self.wrong(failure("no column is left to look in"), token.at)
        return In(tuple(dict.fromkeys(names)), self.one())

    def near(self, token: QueryToken) -> Node:
        self.take("open")
        terms: list[Term] = []
        distance = 10  # FTS5's own
        while not self.take("close"):
            if self.next == len(self.tokens):
                raise self.wrong(failure("this NEAR( is not closed"), token.at)
            if self.take("comma"):
                continue
            member = self.tokens[self.next]
            self.next += 1
            last = self.next < len(self.tokens) and self.tokens[self.next].kind == "close"
            if member.kind == "word" and member.text.isdecimal() and last and terms:
                distance = min(int(member.text[:6]), _FARTHEST)
            elif member.kind in ("word", "string"):
                terms.append(self.phrase(member))
            else:
                raise self.wrong(failure("only words and phrases can stand in NEAR(one other, 5)"), member.at)
        if not terms:
            raise self.wrong(
                failure("say in the brackets what stands near what: NEAR(one other, 5)"), token.at
            )
        return Near(tuple(terms), distance)

    def phrase(self, token: QueryToken) -> Term:
        initial = token.kind == "caret"
        if initial:
            following = self.take("word") or self.take("string")
            if following is None:
                raise self.wrong(
                    failure("a word should follow ^, which asks for it at the beginning"), token.at
                )
            token = following
        words, prefix = self.words(token), token.prefix
        while self.take("plus"):  # FTS5's other way to write a phrase: one + two
            more = self.take("word") or self.take("string")
            if more is None or prefix:
                raise self.wrong(failure("a + joins two words to a phrase: one + other"), token.at)
            words, prefix = f"{words} {self.words(more)}", more.prefix
        made = term(words, prefix=prefix, initial=initial)
        if made is None:
            raise self.wrong(_wordless(words), token.at)
        return made

    @staticmethod
    def words(token: QueryToken) -> str:
        return token.text[1:-1].replace('""', '"') if token.kind == "string" else token.text
