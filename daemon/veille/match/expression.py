"""A parsed query as a tree, and what is derived from it: the FTS5 expression, its terms, and a prefilter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from veille.match.terms import MOST, Term


@dataclass(frozen=True, slots=True)
class Near:
    """Terms that stand within `distance` words."""

    terms: tuple[Term, ...]
    distance: int


@dataclass(frozen=True, slots=True)
class In:
    """What must be met in one of these columns."""

    columns: tuple[str, ...]
    node: Node


@dataclass(frozen=True, slots=True)
class Not:
    """What must be met, and what must not."""

    node: Node
    without: Node


@dataclass(frozen=True, slots=True)
class Several:
    """Nodes joined by AND or OR."""

    operator: str
    nodes: tuple[Node, ...]


Node = Term | Near | In | Not | Several


def written(node: Node) -> str:
    """Return the FTS5 expression that asks for node."""
    match node:
        case Term():
            strings = [("^" if node.initial else "") + one for one in node.strings()]
            return strings[0] if len(strings) == 1 else f"({' OR '.join(strings)})"
        case Near():
            choices: list[tuple[str, ...]] = []
            most = 1
            for one in node.terms:
                few = one.strings() if most * len(one.spellings) <= MOST else one.strings()[:1]
                most *= len(few)
                choices.append(few)
            nears = [f"NEAR({' '.join(strings)}, {node.distance})" for strings in product(*choices)]
            return nears[0] if len(nears) == 1 else f"({' OR '.join(nears)})"
        case In():
            return f"{{{' '.join(node.columns)}}} : {_inner(node.node)}"
        case Not():
            return f"{_inner(node.node)} NOT {_inner(node.without)}"
        case Several():
            return f" {node.operator} ".join(_inner(one) for one in node.nodes)


def _inner(node: Node) -> str:
    return written(node) if isinstance(node, Term | Near) else f"({written(node)})"


def terms(node: Node, wanted: bool = True) -> Iterator[tuple[Term, bool]]:
    """Yield every term of node, in order, and whether it is wanted rather than excluded."""
    match node:
        case Term():
            yield node, wanted
        case Near():
            for one in node.terms:
                yield one, wanted
        case In():
            yield from terms(node.node, wanted)
        case Not():
            yield from terms(node.node, wanted)
            yield from terms(node.without, not wanted)
        case Several():
            for child in node.nodes:
                yield from terms(child, wanted)


def needs(node: Node) -> frozenset[str]:
    """Return words of which every text that meets node has at least one; `*` at the end stands for any end."""
    match node:
        case Term():
            return node.needs
        case Near():
            return _rarest([one.needs for one in node.terms])
        case In() | Not():
            return needs(node.node)
        case Several():
            below = [needs(one) for one in node.nodes]
            return frozenset().union(*below) if node.operator == "OR" else _rarest(below)


def _rarest(below: list[frozenset[str]]) -> frozenset[str]:
    return max(below, key=lambda words: (-len(words), min(map(len, words), default=0)))
