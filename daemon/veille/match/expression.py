"""A parsed query as a tree, and what is derived from it: the FTS5 expression, its parts, and a prefilter."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product

from veille.match.terms import MOST, Term

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
class Part:
    """A term of a query, or a NEAR() with its terms: as it was typed, the FTS5 expression that asks for it alone."""

    shown: str
    fts: str
    wanted: bool
    term: Term | None


def several(operator: str, nodes: tuple[Node, ...]) -> Node:
    """Return nodes joined; one alone as it is."""
    return nodes[0] if len(nodes) == 1 else Several(operator, nodes)


def written(node: Node) -> str | None:
    """Return the FTS5 expression that asks for node, in the order typed if FTS5 can parse that; None if it can't."""
    for deep_first in (False, True):
        fts, room = _write(node, deep_first)
        if room < ROOM:
            return fts
    return None


def _write(node: Node, deep_first: bool) -> tuple[str, int]:
    """Return an expression, and how many symbols FTS5's parser holds at its deepest place."""
    match node:
        case Term():
            return _either([("^" if node.initial else "") + one for one in node.strings()], 4)
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
            inner = [_bracketed(one, deep_first) for one in node.nodes]
            if deep_first:
                inner.sort(key=lambda one: -one[1])
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
    for one in near.terms:
        strings = one.strings() if most * len(one.spellings) <= MOST else one.strings()[:1]
        most *= len(strings)
        choices.append(strings)
    return [f"NEAR({' '.join(strings)}, {near.distance})" for strings in product(*choices)]


def parts(node: Node, *, wanted: bool = True, column: str = "") -> Iterator[Part]:
    """Yield what node is made of, in order; a part within a column asks for that column."""
    match node:
        case Term():
            yield Part(node.shown, column + _write(node, False)[0], wanted, node)
        case Near():
            for one in node.terms:
                yield from parts(one, wanted=wanted, column=column)
            if len(near := node.terms) > 1:
                words = " ".join(f'"{one.shown}"' if " " in one.shown else one.shown for one in near)
                yield Part(f"NEAR({words}, {node.distance})", column + _write(node, False)[0], wanted, None)
        case In():
            within = f"{{{' '.join(node.columns)}}} : "
            yield from parts(node.node, wanted=wanted, column=column or within)
        case Not():
            yield from parts(node.node, wanted=wanted, column=column)
            yield from parts(node.without, wanted=not wanted, column=column)
        case Several():
            for child in node.nodes:
                yield from parts(child, wanted=wanted, column=column)


def needs(node: Node) -> frozenset[str]:
    """Return words of which every text that meets node has at least one; a `*` at the end stands for any end."""
    match node:
        case Term():
            return _rarest([frozenset(place) for place in node.places])
        case Near():
            return _rarest([needs(one) for one in node.terms])
        case In() | Not():
            return needs(node.node)
        case Several():
            below = [needs(one) for one in node.nodes]
            return frozenset().union(*below) if node.operator == "OR" else _rarest(below)


def possible(node: Node, has: Callable[[str], bool]) -> bool:
    """Say whether texts that have these words, wherever they stand, can meet node."""
    match node:
        case Term():
            return all(any(map(has, place)) for place in node.places)
        case Near():
            return all(possible(one, has) for one in node.terms)
        case In() | Not():
            return possible(node.node, has)
        case Several():
            some = any if node.operator == "OR" else all
            return some(possible(one, has) for one in node.nodes)


def words(node: Node) -> Iterator[str]:
    """Yield the words about which possible() may ask."""
    match node:
        case Term():
            for place in node.places:
                yield from place
        case Near():
            for one in node.terms:
                yield from words(one)
        case In() | Not():
            yield from words(node.node)
        case Several():
            for child in node.nodes:
                yield from words(child)


def _rarest(sets: list[frozenset[str]]) -> frozenset[str]:
    """Return the set that the fewest texts are likely to meet: few words, long ones."""
    return max(sets, key=lambda words: (-len(words), min(map(len, words)), sorted(words)))
