"""Which openings pass the filters: one word of each list is enough. Pure.

What an opening doesn't say doesn't exclude it: a board that names no contracts would be silent for ever.
"""

from __future__ import annotations

from collections.abc import Sequence

from veille import Item
from veille.kit.folding import common, folded, holds
from veille_plugins.jobs import contracts

_AWAY = ("teletravail", "remote", "distance", "a distance", "homeoffice")


def passes(item: Item, *, where: Sequence[str], contract: Sequence[str], title: Sequence[str]) -> bool:
    """Return whether an opening passes the filters; an empty list lets all pass."""
    return _title(item, title) and _where(item, where) and _contract(item, contract)


def _title(item: Item, filter_words: Sequence[str]) -> bool:
    said = common(item.title)
    return not filter_words or any(holds(said, common(word)) for word in filter_words)


def _where(item: Item, filter_words: Sequence[str]) -> bool:
    place, remote = item.facts.get("place", ""), item.facts.get("remote", "")
    if not filter_words or not place:
        return True
    said, away = folded(f"{place} . {remote}"), holds(folded(remote), "remote")
    words = [folded(word) for word in filter_words]
    return any(holds(said, word) or (away and word.strip() in _AWAY) for word in words)


def _contract(item: Item, filter_words: Sequence[str]) -> bool:
    contract, title = folded(item.facts.get("contract", "")), folded(item.title)
    for word in map(folded, filter_words):
        answer = contracts.answers(contract, title, word)
        unsaid = not contract.strip() or contracts.is_kind(word)
        if holds(contract, word) or answer or (answer is None and unsaid):
            return True
    return not filter_words
