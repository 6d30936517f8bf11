"""Rules over a batch of texts: one FTS5 table in memory per batch, and each rule that its words can meet runs on it."""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from veille.match.query import WORD, Query, from_lists, parse, possible, words
from veille.model import MARK, UNMARK, Rule, RuleMatch
from veille.text.fold import FoldedText, bare, excerpt, fold, folded

_FTS5 = 'CREATE VIRTUAL TABLE {} USING fts5({}, tokenize="unicode61 remove_diacritics 2")'
_ADDED, _GONE = "+ ", "− "  # how lines of a change begin
_MET = """SELECT rowid, highlight(doc, 0, :mark, :unmark), highlight(doc, 1, :mark, :unmark) FROM doc
          WHERE doc MATCH :fts ORDER BY rowid"""


@dataclass(frozen=True, slots=True)
class Doc:
    """What rules and names look at: an item's title and text, its source's name, its author and address.

    Of a text that is a change ("+ …" and "− …", as a page's are) what is gone is not looked at.
    """

    title: str
    text: str
    source: str
    author: str = ""
    url: str = ""

    def __post_init__(self) -> None:
        if self.text.startswith((_ADDED, _GONE)):
            if self.text.startswith(_GONE):
                object.__setattr__(self, "title", self.title.partition(f": {_GONE}")[0])
            object.__setattr__(self, "text", f" {self.text}".partition(f" {_GONE}")[0].strip())


@dataclass(frozen=True, slots=True)
class RulePart:
    """One word of a rule, or one glob, the list where it stands (any, and, not, query, from), and whether it was met."""

    part: str
    word: str
    met: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a rule meets an item, or doesn't: a `not` that was met excludes."""

    met: bool
    parts: tuple[RulePart, ...]


@dataclass(frozen=True, slots=True)
class _Ready:
    """A rule made ready: with no query it takes all that its sources give, but what meets `but`."""

    rule: Rule
    query: Query | None
    but: Query | None
    spellings: dict[str, int]  # a spelling as the index has it → the query's word that stands for it

    def takes(self, source: str) -> bool:
        return sees(self.rule, source)


def parsed(rule: Rule) -> Query | None:
    """Return what a rule looks for, or None where it takes all that its sources give, but its `not`. Raises QueryError."""
    if rule.query:
        return parse(rule.query)
    return from_lists(rule.any, rule.and_, rule.not_) if rule.any or rule.and_ else None


def _ready(rule: Rule) -> _Ready:
    query = parsed(rule)
    but = from_lists(rule.not_) if query is None and rule.not_ else None
    spellings: dict[str, int] = {}
    for number, word in enumerate(query.words if query else ()):
        for spelling in word.spellings:
            spellings.setdefault(bare(spelling), number)
    return _Ready(rule, query, but, spellings)


def sees(rule: Rule, source: str) -> bool:
    """Return whether a rule looks at what this source gives."""
    return not rule.from_ or any(fnmatchcase(source, glob) for glob in rule.from_)


class Matcher:
    """Rules compiled once, and applied to every batch, from any thread."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        """Compile rules. Raises QueryError for the first that can't be parsed."""
        self._ready = [_ready(rule) for rule in rules]
        self._always: list[int] = []
        self._exact: dict[str, list[int]] = defaultdict(list)
        self._prefix: dict[str, list[int]] = defaultdict(list)
        # As FTS5's own tokenizer writes them: one in Python would differ, and lose matches.
        query_words = list({word for ready in self._ready if ready.query for word in words(ready.query.node)})
        self._tokens = dict(
            zip(query_words, _tokens([word.rstrip("*") for word in query_words]), strict=True)
        )
        for number, ready in enumerate(self._ready):
            needs = ready.query.needs if ready.query else frozenset()
            if not needs or not all(self._tokens[need] for need in needs):
                self._always.append(number)
                continue
            for need in needs:
                (self._prefix if need.endswith("*") else self._exact)[self._tokens[need][-1]].append(number)
        prefixes = {tokens[-1] for word, tokens in self._tokens.items() if word.endswith("*") and tokens}
        self._prefixes = [
            (length, {prefix for prefix in prefixes if len(prefix) == length})
            for length in sorted({len(prefix) for prefix in prefixes})
        ]

    def find(self, docs: Sequence[Doc]) -> list[list[RuleMatch]]:
        """Return the matches in each doc, in the order of the rules."""
        by_doc: list[list[RuleMatch]] = [[] for _ in docs]
        if not docs or not self._ready:
            return by_doc
        sources = {doc.source for doc in docs}
        folds: dict[int, tuple[FoldedText, FoldedText]] = {}
        db = _table(docs)
        try:
            for number in self._possible(db):
                ready = self._ready[number]
                if not any(ready.takes(source) for source in sources):
                    continue
                for row, title, text in _met(db, ready, len(docs)):
                    doc = docs[row]
                    if ready.takes(doc.source):
                        if row not in folds:
                            folds[row] = fold(doc.title), fold(doc.text)
                        by_doc[row].append(_rule_match(ready, doc, folds[row], _spans(title), _spans(text)))
        finally:
            db.close()
        return by_doc

    def _possible(self, db: sqlite3.Connection) -> list[int]:
        """Return the rules that the batch's own words can meet, in order."""
        numbers = set(self._always)
        if not self._tokens:
            return sorted(numbers)
        db.execute("CREATE VIRTUAL TABLE word USING fts5vocab(doc, 'row')")
        there = {word for (word,) in db.execute("SELECT term FROM word")}
        beginnings: set[str] = set()
        for length, prefixes in self._prefixes:
            beginnings |= prefixes & {word[:length] for word in there}

        def has(word: str) -> bool:
            tokens = self._tokens[word]
            if not word.endswith("*"):
                return there.issuperset(tokens)
            return there.issuperset(tokens[:-1]) and (not tokens or tokens[-1] in beginnings)

        near: set[int] = set()
        for word in there & self._exact.keys():
            near.update(self._exact[word])
        for word in beginnings & self._prefix.keys():
            near.update(self._prefix[word])
        for number in near:
            query = self._ready[number].query
            if query is None or possible(query.node, has):
                numbers.add(number)
        return sorted(numbers)


def explain(rule: Rule, doc: Doc) -> Explanation:
    """Return which of the rule's words the doc has, which are missing, which exclude it. Raises QueryError."""
    ready = _ready(rule)
    parts = [RulePart("from", glob, fnmatchcase(doc.source, glob)) for glob in rule.from_]
    db = _table([doc])
    try:
        for query in (ready.query, ready.but):
            for word in query.words if query else ():
                met = db.execute("SELECT 1 FROM doc WHERE doc MATCH ?", (word.fts,)).fetchone() is not None
                parts.append(RulePart("not" if query is ready.but else word.part, word.shown, met))
        met = ready.takes(doc.source) and bool(_met(db, ready, 1))
    finally:
        db.close()
    return Explanation(met, tuple(parts))


def _table(docs: Sequence[Doc]) -> sqlite3.Connection:
    db = sqlite3.connect(":memory:", isolation_level=None)
    rows = [(row, folded(doc.title), folded(doc.text)) for row, doc in enumerate(docs)]
    db.execute(_FTS5.format("doc", "title, text"))
    db.execute("BEGIN")
    db.executemany("INSERT INTO doc(rowid, title, text) VALUES(?,?,?)", rows)
    db.execute("COMMIT")
    return db


def _tokens(words: Sequence[str]) -> list[list[str]]:
    """Return each text's words as FTS5's tokenizer writes them."""
    out: list[list[str]] = [[] for _ in words]
    if not words:
        return out
    db = sqlite3.connect(":memory:", isolation_level=None)
    try:
        db.execute(_FTS5.format("one", "word"))
        db.execute("BEGIN")
        db.executemany("INSERT INTO one(rowid, word) VALUES(?,?)", enumerate(words))
        db.execute("COMMIT")
        db.execute("CREATE VIRTUAL TABLE token USING fts5vocab(one, 'instance')")
        for token, row in db.execute('SELECT term, doc FROM token ORDER BY doc, "offset"'):
            out[row].append(token)
    finally:
        db.close()
    return out


def _met(db: sqlite3.Connection, ready: _Ready, docs: int) -> list[tuple[int, str, str]]:
    """Return the rows that meet a rule, each with title and text, the matched words between marks."""
    if ready.query is not None:
        return db.execute(_MET, {"mark": MARK, "unmark": UNMARK, "fts": ready.query.fts}).fetchall()
    out = set()
    if ready.but is not None:
        out = {row for (row,) in db.execute("SELECT rowid FROM doc WHERE doc MATCH ?", (ready.but.fts,))}
    return [(row, "", "") for row in range(docs) if row not in out]


_MARKS = re.compile(f"[{MARK}{UNMARK}]")


def _spans(marked: str) -> list[tuple[int, int]]:
    """Return where the marked parts stand in the text without marks."""
    places = [mark.start() - number for number, mark in enumerate(_MARKS.finditer(marked))]
    return list(zip(places[::2], places[1::2], strict=True))


def _rule_match(
    ready: _Ready,
    doc: Doc,
    folds: tuple[FoldedText, FoldedText],
    in_title: list[tuple[int, int]],
    in_text: list[tuple[int, int]],
) -> RuleMatch:
    """Return a match: the first spelling there of each of the query's words, in the order of the words, and an excerpt."""
    words: dict[int, str] = {}
    for original, folding, spans in ((doc.title, folds[0], in_title), (doc.text, folds[1], in_text)):
        for start, end in spans:
            number = _number(ready, folding.text[start:end])
            if number not in words:
                a, b = folding.span(start, end)
                words[number] = original[a:b].strip()
    text = excerpt(doc.text, [folds[1].span(start, end) for start, end in in_text])
    return RuleMatch(ready.rule.name, tuple(dict.fromkeys(words[number] for number in sorted(words))), text)


def _number(ready: _Ready, matched: str) -> int:
    """Return the index of the query's word that a matched text stands for; one more than the last where two overlap."""
    spelling = bare(" ".join(WORD.findall(matched)))
    if spelling in ready.spellings:
        return ready.spellings[spelling]
    words = ready.query.words if ready.query else ()
    prefixes = (n for prefix, n in ready.spellings.items() if words[n].prefix and spelling.startswith(prefix))
    return next(prefixes, len(words))
