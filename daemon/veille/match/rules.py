"""Rules over a batch of texts: one FTS5 table in memory per batch, and each rule that its words can meet runs on it."""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from veille.match.query import Query, Word, from_lists, parse
from veille.match.text import Folded, excerpt, fold, folded, plain
from veille.model import MARK, UNMARK, Found, Rule

_TABLE = 'CREATE VIRTUAL TABLE {} USING fts5({}, tokenize="unicode61 remove_diacritics 2")'


@dataclass(frozen=True, slots=True)
class Doc:
    """What rules look at: an item's title and text, and its source's name."""

    title: str
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Part:
    """One word of a rule, or one of its globs: the list it stands in (any, and, not, query, from), and whether it was met."""

    part: str
    word: str
    met: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a rule meets an item, or doesn't."""

    met: bool
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class _Ready:
    """A rule parsed: no query where it takes all that its sources give; `but` is what it then excludes."""

    rule: Rule
    query: Query | None
    but: Query | None = None


def _ready(rule: Rule) -> _Ready:
    if rule.query:
        return _Ready(rule, parse(rule.query))
    if rule.any or rule.and_:
        return _Ready(rule, from_lists(rule.any, rule.and_, rule.not_))
    return _Ready(rule, None, from_lists(rule.not_) if rule.not_ else None)


class Matcher:
    """Rules made ready once, asked for every batch; any thread may ask, one at a time or several."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        """Raises QueryError for the first rule that can't be parsed."""
        self._ready = [_ready(rule) for rule in rules]
        self._always: list[int] = []
        self._exact: dict[str, list[int]] = defaultdict(list)
        self._prefix: dict[str, list[int]] = defaultdict(list)
        self._file()
        self._lengths = sorted({len(prefix) for prefix in self._prefix})

    def _file(self) -> None:
        """File each rule under the words of which it needs one, as FTS5 itself writes them."""
        wanted = sorted({need for ready in self._ready if ready.query for need in ready.query.needs})
        as_fts5 = _tokens([need.rstrip("*") for need in wanted])
        token = {need: tokens[-1] for need, tokens in zip(wanted, as_fts5, strict=True) if tokens}
        for number, ready in enumerate(self._ready):
            needed = ready.query.needs if ready.query else frozenset()
            if not needed or any(need not in token for need in needed):
                self._always.append(number)
                continue
            for need in needed:
                (self._prefix if need.endswith("*") else self._exact)[token[need]].append(number)

    def find(self, docs: Sequence[Doc]) -> list[list[Found]]:
        """Return for each doc what was found in it, in the order of the rules."""
        found: list[list[Found]] = [[] for _ in docs]
        if not docs or not self._ready:
            return found
        db = _table(docs)
        try:
            folds: dict[int, tuple[Folded, Folded]] = {}
            for number in self._possible(db):
                ready = self._ready[number]
                for row, title, text in _met(db, ready, len(docs)):
                    doc = docs[row]
                    if not _from(ready.rule, doc.source):
                        continue
                    if row not in folds:
                        folds[row] = fold(doc.title), fold(doc.text)
                    found[row].append(_found(ready, doc, folds[row], title, text))
        finally:
            db.close()
        return found

    def _possible(self, db: sqlite3.Connection) -> list[int]:
        """Return the rules that the batch's own words can meet, in order."""
        numbers = set(self._always)
        db.execute("CREATE VIRTUAL TABLE word USING fts5vocab(doc, 'row')")
        for (word,) in db.execute("SELECT term FROM word"):
            if word in self._exact:
                numbers.update(self._exact[word])
            for length in self._lengths:
                if word[:length] in self._prefix:
                    numbers.update(self._prefix[word[:length]])
        return sorted(numbers)


def explain(rule: Rule, doc: Doc) -> Explanation:
    """Return which of the rule's words the doc has, which are missing, and which exclude it. Raises QueryError."""
    ready = _ready(rule)
    parts = [Part("from", glob, fnmatchcase(doc.source, glob)) for glob in rule.from_]
    db = _table([doc])
    try:
        for one in (ready.query, ready.but):
            for word in one.words if one else ():
                met = db.execute("SELECT 1 FROM doc WHERE doc MATCH ?", (word.fts,)).fetchone() is not None
                parts.append(Part("not" if one is ready.but else word.part, word.shown, met))
        met = _from(rule, doc.source) and bool(_met(db, ready, 1))
    finally:
        db.close()
    return Explanation(met, tuple(parts))


def _from(rule: Rule, source: str) -> bool:
    return not rule.from_ or any(fnmatchcase(source, glob) for glob in rule.from_)


def _table(docs: Sequence[Doc]) -> sqlite3.Connection:
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.execute(_TABLE.format("doc", "title, text"))
    db.execute("BEGIN")
    db.executemany(
        "INSERT INTO doc(rowid, title, text) VALUES(?,?,?)",
        [(row, folded(doc.title), folded(doc.text)) for row, doc in enumerate(docs)],
    )
    db.execute("COMMIT")
    return db


def _tokens(words: Sequence[str]) -> list[list[str]]:
    """Return each text's words as FTS5's tokenizer writes them."""
    out: list[list[str]] = [[] for _ in words]
    db = sqlite3.connect(":memory:", isolation_level=None)
    try:
        db.execute(_TABLE.format("one", "word"))
        db.execute("BEGIN")
        db.executemany("INSERT INTO one(rowid, word) VALUES(?,?)", enumerate(words))
        db.execute("COMMIT")
        db.execute("CREATE VIRTUAL TABLE term USING fts5vocab(one, 'instance')")
        for term, row in db.execute('SELECT term, doc FROM term ORDER BY doc, "offset"'):
            out[row].append(term)
    finally:
        db.close()
    return out


_Row = tuple[int, str, str]


def _met(db: sqlite3.Connection, ready: _Ready, docs: int) -> list[_Row]:
    """Return the rows that meet a rule, with what was found in title and text between marks."""
    if ready.query is not None:
        return db.execute(
            f"SELECT rowid, highlight(doc, 0, '{MARK}', '{UNMARK}'), highlight(doc, 1, '{MARK}', '{UNMARK}') "  # noqa: S608
            "FROM doc WHERE doc MATCH ? ORDER BY rowid",
            (ready.query.fts,),
        ).fetchall()
    out = set()
    if ready.but is not None:
        out = {row for (row,) in db.execute("SELECT rowid FROM doc WHERE doc MATCH ?", (ready.but.fts,))}
    return [(row, "", "") for row in range(docs) if row not in out]


_MARKS = re.compile(f"[{MARK}{UNMARK}]")


def _spans(marked: str) -> list[tuple[int, int]]:
    """Return where the marked parts stand, in the text without marks."""
    places = [m.start() - number for number, m in enumerate(_MARKS.finditer(marked))]
    return list(zip(places[::2], places[1::2], strict=False))


def _found(ready: _Ready, doc: Doc, folds: tuple[Folded, Folded], title: str, text: str) -> Found:
    spans = _spans(text)
    words: dict[int, str] = {}
    order = ready.query.words if ready.query else ()
    for where, fold_, these in ((doc.title, folds[0], _spans(title)), (doc.text, folds[1], spans)):
        for start, end in these:
            a, b = fold_.span(start, end)
            words.setdefault(_which(order, fold_.text[start:end]), where[a:b].strip())
    places = [folds[1].span(start, end) for start, end in spans]
    return Found(
        ready.rule.name,
        tuple(dict.fromkeys(words[key] for key in sorted(words))),
        excerpt(doc.text, places),
    )


def _which(words: Sequence[Word], found: str) -> int:
    """Return which of a query's words this spelling is; one more than the last if none."""
    spelling = _spelled(found)
    for number, word in enumerate(words):
        for one in word.term.spellings:
            known = _spelled(one)
            if spelling == known or (word.term.prefix and spelling.startswith(known)):
                return number
    return len(words)


def _spelled(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", plain(text)))
