"""What a poll brought becomes rows, in one transaction: sorted into new, edited and known, folded, decided, kept."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo

from veille.match.decide import Candidate, Topic, decide
from veille.match.openings import opening_keys
from veille.match.rules import Doc, Matcher
from veille.match.stories import StoryIndex, url_key
from veille.model import Criterion, FoldedBy, Item, Mention, Name, Rule
from veille.names.mentions import Mentions
from veille.names.verdict import vouched
from veille.store import items as store
from veille.store import matches
from veille.store.marks import changes, learnt, with_marks
from veille.text.fold import plain
from veille.watch.identity import (
    UNREADABLE,
    Identified,
    Keyed,
    all_keys,
    by_link_alone,
    insecure_key,
    insecure_keys,
    is_recounted,
    is_remnant,
    keys_of,
    retold,
    settle,
    shows_the_same,
    still_key,
    title_key,
)
from veille.watch.moved import FEW, Departed, is_known_by_title, moved

STORY_WINDOW = 72 * 3600
CLOCK_SLACK = 86400  # seconds by which a date is well before another: clocks and zones are wrong by less
FEWEST_DATED = 3  # dated items by which a first document shows how far it goes back
OPENING_WINDOW = 60 * 86400  # an opening of the same title a year later is another


@dataclass(slots=True)
class Deciders:
    """All that deciding needs: rules, names, topics by source, whom to alert; and the recent titles, mirrored in memory.

    The mirror, and what was learnt, are only ever used in the writer's thread; `undone` is the writer's count when
    the mirror was built.
    """

    rules: Mapping[str, Rule]
    topics: Mapping[str, Topic]
    alert_to: tuple[str, ...]
    matcher: Matcher
    names: Mapping[str, Name] = field(default_factory=dict)
    mentions: Mentions | None = None  # None where there is no name to look for
    own: frozenset[str] = frozenset()  # the sources that are somebody's own pages
    zone: tzinfo = UTC  # whose days those are on which things close
    searches: Mapping[str, str] = field(default_factory=dict)  # sources whose answers vouch for a name
    marks: int = -1  # up to which change of theirs they were learnt from
    stories: StoryIndex | None = None
    undone: int = 0


@dataclass(slots=True)
class ClassifiedBatch:
    """A batch sorted by what is known, and the kept ids of what is there.

    `moved` are keys of addresses at which something new stands now: from now on they lead to that. `rekeyed` were told
    under other keys; they may be edited, too. `copies` are new items (their first keys) that repeat title and date of
    one kept, which is there beside them. `listed` is what the last document held; `by_title` counts what is known by
    title and date alone where most of the document is.
    """

    new: list[Keyed] = field(default_factory=list)
    edited: list[tuple[Keyed, store.StoredItem]] = field(default_factory=list)
    present: set[int] = field(default_factory=set)
    moved: set[bytes] = field(default_factory=set)
    rekeyed: list[tuple[Keyed, store.StoredItem]] = field(default_factory=list)
    copies: dict[bytes, int] = field(default_factory=dict)
    listed: set[int] = field(default_factory=set)
    by_title: int = 0
    known: int = 0


@dataclass(frozen=True, slots=True)
class KeptCounts:
    """What one poll changed: counts, how many were folded into a known story, and how many alerts are owed."""

    new: int = 0
    edited: int = 0
    known: int = 0
    folded: int = 0
    matches: int = 0
    owed: int = 0


def settled(db: sqlite3.Connection, source: int, identified: Identified, still: Sequence[str]) -> Identified:
    """Return a document's items, by what really identifies them: ids may all have changed, once or at every poll."""
    items = identified.items
    if still or not items or identified.criterion in (Criterion.HASH, Criterion.TITLE):
        return identified
    if store.seen(db, source, [key for keyed in items for key in keyed.look if key != keyed.slug]):
        return identified
    if store.seen(db, source, [key for keyed in items for key in insecure_keys(keyed)]):
        return identified
    others = [keyed.content for keyed in items] + [keyed.link for keyed in items if keyed.link is not None]
    seen = store.seen(db, source, others)
    return settle(identified, seen, store.stored_texts(db, set(seen.values()))) if seen else identified


def sort_out(
    db: sqlite3.Connection,
    source: int,
    items: Sequence[Keyed],
    still: Sequence[str],
    *,
    settling: bool = False,
    window: bool = False,
) -> ClassifiedBatch:
    """Return which items are new, edited or known; keys of known items not seen before are remembered.

    `settling` where the criterion has just moved: then what a source may name in `still` is remembered too. `window`
    where items and still are all that a document shows: then what has left it may be there under other keys.
    """
    still_keys = {still_key(name): name for name in still}
    seen = store.seen(db, source, [*(key for keyed in items for key in keyed.look), *still_keys])
    if unseen := [name for key, name in still_keys.items() if key not in seen]:
        insecure = [key for name in unseen if (key := insecure_key(name)) is not None]
        seen |= (found_so := store.seen(db, source, insecure))
        still_keys |= dict.fromkeys(found_so, "")
    out = ClassifiedBatch(present={seen[key] for key in still_keys if seen.get(key)})
    out.known = len(still)
    found = [next((key for key in keyed.look if key in seen and key != keyed.slug), None) for keyed in items]
    renewed = _find_insecure(db, source, items, found, seen)
    kept = store.stored_items(db, {seen[key] for key in found if key is not None and seen[key]})
    others = {
        place
        for place, (keyed, key) in enumerate(zip(items, found, strict=True))
        if key is not None and _is_another_item(db, keyed, key, kept.get(seen[key]))
    }
    if (
        others
        and None not in found
        and _are_counters(db, [(items[at], seen[found[at] or b""]) for at in others])
    ):
        others = set()
    leads: list[int | None] = []
    for place, key in enumerate(found):
        lead = seen[key] if key is not None else None
        if key is not None and place in others:
            out.moved.add(key)
            lead = None
        leads.append(lead)
        if lead:
            out.present.add(lead)
    for place, keyed in enumerate(items):
        # The slug's number is believed only where the item that had it no longer stands here under its own keys.
        if leads[place] is None and keyed.slug in seen and seen[keyed.slug] not in out.present:
            leads[place] = seen[keyed.slug]
            out.present.add(seen[keyed.slug])
            kept.update(store.stored_items(db, [seen[keyed.slug]]))
    rekeyed: dict[int, int] = {}
    if window:
        out.listed = store.listed(db, source)
        if None in leads:
            rekeyed = _told_under_other_keys(db, source, items, leads, out)
            kept.update(store.stored_items(db, rekeyed.values()))
            out.present.update(rekeyed.values())
    for place, (keyed, lead) in enumerate(zip(items, leads, strict=True)):
        lead = rekeyed.get(place, lead)
        if lead is None:
            out.new.append(keyed)
            continue
        out.known += 1
        before = kept.get(lead)
        if place in rekeyed and before is not None:
            out.rekeyed.append((keyed, before))
        elif (
            settling
            or place in renewed
            or any(key not in seen for key in keyed.look if key not in keyed.passing)
        ):
            store.remember(db, source, keyed.keys, lead)
        if (
            before is not None
            and not shows_the_same(keyed, before.hash)
            and not _is_damaged(db, keyed.item, before)
        ):
            out.edited.append((keyed, before))
    return out


def _is_damaged(db: sqlite3.Connection, item: Item, was: store.StoredItem) -> bool:
    """Return whether an item differs from what was kept by characters alone that could not be read this time."""
    if UNREADABLE not in item.title and UNREADABLE not in item.text:
        return False
    kept = store.stored_texts(db, [was.id])[was.id]
    return is_remnant(item.title, kept.title) and is_remnant(item.text, kept.text)


def _find_insecure(
    db: sqlite3.Connection,
    source: int,
    items: Sequence[Keyed],
    found: list[bytes | None],
    seen: dict[bytes, int],
) -> set[int]:
    """Find unknown items by the keys that http:// made once, as if by those of now; return their places."""
    unknown = [(place, insecure_keys(items[place])) for place, key in enumerate(found) if key is None]
    before = store.seen(db, source, [key for _, keys in unknown for key in keys])
    for place, keys in unknown if before else ():
        for old, now in keys.items():
            if old in before and now in items[place].look:
                seen[now], found[place] = before[old], now
                break
    return {place for place, _ in unknown if found[place] is not None}


def _told_under_other_keys(
    db: sqlite3.Connection,
    source: int,
    items: Sequence[Keyed],
    leads: Sequence[int | None],
    out: ClassifiedBatch,
) -> dict[int, int]:
    """Return the kept items that unknown ones (by their places) are: renamed, redated, moved, or made anew at each poll.

    Notes in `out` which are copies of what stands beside them, and whether titles identify the source's items now.
    """
    unknown = [place for place, lead in enumerate(leads) if lead is None]
    titled = {place: key for place in unknown if (key := title_key(items[place].item)) is not None}
    told = store.seen(db, source, titled.values())
    just = out.listed - out.present
    departed = just | {item for item in told.values() if item and item not in out.present}
    stored = store.stored_texts(db, departed)
    found = moved(
        [items[place] for place in unknown],
        [Departed(number, text, number in just) for number, text in stored.items()],
        oldest=lambda: store.oldest(db, out.present),
    )
    same = {unknown[place]: number for place, number in found.same.items()}
    for place in unknown:
        number = told.get(titled.get(place, b""), 0)
        if place not in same and number in out.present and is_known_by_title(items[place].item):
            out.copies[items[place].look[0]] = number
    # Where most of a document is known so, it is again at the next poll, or was just now.
    out.by_title = len(same) if len(same) >= FEW and len(same) * 2 > out.known + len(items) else 0
    return same


def _is_another_item(db: sqlite3.Connection, keyed: Keyed, key: bytes, was: store.StoredItem | None) -> bool:
    """Return whether an item has but the address of one kept, and tells something else: a warning, a ticker."""
    if was is None or was.hash == keyed.hash or not by_link_alone(keyed, key):
        return False
    return not retold(keyed.item, store.stored_texts(db, [was.id])[was.id])


def _are_counters(db: sqlite3.Connection, pairs: Sequence[tuple[Keyed, int]]) -> bool:
    """Return whether the titles at several known addresses have all changed by a number alone, which counts something."""
    stored = store.stored_texts(db, [number for _, number in pairs])
    return len(pairs) >= FEW and all(is_recounted(keyed.item, stored[number]) for keyed, number in pairs)


def keep(
    db: sqlite3.Connection,
    deciders: Deciders,
    *,
    source: int,
    name: str,
    sorted_out: ClassifiedBatch,
    complete: bool,
    baseline: bool,
    now: int,
    began: int | None = None,
) -> KeptCounts:
    """Keep what is new and edited of one poll, its stories, matches and what is owed. Runs in the writer's transaction.

    `began` is when the watch on the source began (UTC seconds), where what is dated well before that is no news.
    """
    stories = _mirror(db, deciders, now)
    new = _with_stories(db, stories, sorted_out.new, source, name, now, sorted_out.copies)
    new = _with_past(db, source, new, began)
    past = {new_item.id for new_item in new if new_item.past}
    store.add_items(db, source, new, now=now, baseline=baseline)
    store.redirect(
        db,
        source,
        [(key, new_item.id) for new_item in new for key in sorted_out.moved.intersection(new_item.keys)],
    )
    fresh = [(new_item.id, new_item.story, new_item.item, False) for new_item in new]
    sorted_out.present.update(new_item.id for new_item in new)
    rescheduled = _rescheduled(db, sorted_out.edited)
    changed = {was.id: (keyed, was) for keyed, was in (*sorted_out.edited, *sorted_out.rekeyed)}
    old = store.stored_texts(db, changed)
    for keyed, was in sorted_out.rekeyed:
        store.move_item(db, was.id, keyed.item)
    for keyed, was in sorted_out.edited:
        store.edit_item(db, was.id, keyed.item, hash=keyed.hash, now=now)
        fresh.append((was.id, was.story, keyed.item, True))
    for keyed, was in changed.values():
        store.replace_keys(db, source, keys_of(old[was.id]), all_keys(keyed), was.id)
        if (key := url_key(_address(keyed))) is not None:
            store.add_story_key(db, key, was.story)
        # Others may copy the title that it has now.
        stories.add(was.story, was.id, name, keyed.item.title, _address(keyed), _dated(keyed.item, now))
    store.note_rescheduled(db, rescheduled, now)
    if complete:
        store.mark_gone(db, source, sorted_out.present, now)
    docs = [Doc(item.title, item.text, name, item.author, item.url) for _, _, item, _ in fresh]
    # What one's own pages say is read for the report on the name alone.
    found = deciders.matcher.find(docs) if name not in deciders.own else [[] for _ in docs]
    # Nobody has said anything yet of what is new.
    known = [number if edited else 0 for number, _, _, edited in fresh]
    today = datetime.fromtimestamp(now, deciders.zone).date()
    mentions = with_marks(db, known, mentioned(db, deciders, docs))
    story_of = {number: story for number, story, _, _ in fresh}
    decision = decide(
        [
            Candidate(
                number,
                story,
                name,
                item,
                hits,
                edited,
                matches.matched(db, number) if edited else {},
                told_of,
                rescheduled=number in rescheduled,
                past=number in past,
                closed=item.closes is not None and item.closes < today,
            )
            for (number, story, item, edited), hits, told_of in zip(fresh, found, mentions, strict=True)
        ],
        rules=deciders.rules,
        topics=deciders.topics,
        alert_to=deciders.alert_to,
        already_owed=matches.owed_stories(db, set(story_of.values())) if not baseline else frozenset(),
        baseline=baseline,
        names=deciders.names,
        # A new copy of what the first letter told needs no alert.
        begun=matches.begun_in_baseline(db, {new_item.story for new_item in new if new_item.how}, source)
        if not baseline
        else frozenset(),
    )
    matches.add_matches(
        db,
        decision.matches,
        decision.owed,
        stories=story_of,
        now=now,
        baseline=baseline,
        past=past,
        unalerted=decision.unalerted,
    )
    matches.refresh_matches(db, decision.kept, now, decision.unalerted)
    return KeptCounts(
        len(sorted_out.new),
        len(sorted_out.edited),
        sorted_out.known,
        sum(bool(new_item.how) for new_item in new),
        len(decision.matches),
        len(decision.owed),
    )


def _rescheduled(db: sqlite3.Connection, edited: Sequence[tuple[Keyed, store.StoredItem]]) -> set[int]:
    """Return the events that were moved or called off; of a whole series the soonest alone, which tells of all."""
    soonest: dict[str, tuple[str, int]] = {}
    for keyed, was in edited:
        if keyed.item.starts is not None and store.is_rescheduled(db, was.id, keyed.item):
            event = (keyed.item.starts.isoformat(), was.id)
            title = keyed.item.title
            soonest[title] = min(event, soonest.get(title, event))
    return {number for _, number in soonest.values()}


def mentioned(db: sqlite3.Connection, deciders: Deciders, docs: Sequence[Doc]) -> Sequence[Sequence[Mention]]:
    """Return the names that stand in each document, judged by all that was learnt until now."""
    if deciders.mentions is None or not docs:
        return [()] * len(docs)
    marks = changes(db)
    if marks != deciders.marks:
        deciders.mentions.learn(learnt(db))
        deciders.marks = marks
    found: list[Sequence[Mention]] = []
    for doc, told in zip(docs, deciders.mentions.find(docs), strict=True):
        asked = deciders.searches.get(doc.source)
        vouches = asked is not None and all(mention.name != asked for mention in told)
        found.append((*told, vouched(deciders.names[asked], doc)) if asked is not None and vouches else told)
    return found


def _with_past(
    db: sqlite3.Connection, source: int, new: Sequence[store.NewItem], began: int | None
) -> list[store.NewItem]:
    """Return new items, each with whether it was there, unseen, when the watch on its source began.

    A feed that is made longer or repaired, and a cache that is behind, show what is dated before: well before what was
    told of late, or before all that the first document held.
    """
    if began is None:
        return list(new)
    dates = {new_item.id: _dated(new_item.item, began) for new_item in new}
    if all(date >= began for date in dates.values()):
        return list(new)
    span = store.told_span(db, source, began)
    newest = span.newest if span.newest is not None else 0
    earliest = span.earliest if span.earliest is not None and span.dated >= FEWEST_DATED else 0
    return [
        replace(
            new_item,
            past=(date := dates[new_item.id]) < began and (date <= newest - CLOCK_SLACK or date < earliest),
        )
        for new_item in new
    ]


def _mirror(db: sqlite3.Connection, deciders: Deciders, now: int) -> StoryIndex:
    """Return the recent titles in memory, read from the tables where that was not done yet."""
    if deciders.stories is None:
        deciders.stories = StoryIndex()
        for row in store.recent_titles(db, now - STORY_WINDOW):
            deciders.stories.add(*row)
    deciders.stories.prune(now)
    return deciders.stories


def _with_stories(
    db: sqlite3.Connection,
    stories: StoryIndex,
    items: Sequence[Keyed],
    source: int,
    name: str,
    now: int,
    copies: Mapping[bytes, int],
) -> list[store.NewItem]:
    """Return new items with their numbers and stories; those that begin a story have no `how`.

    `copies` are those that repeat a kept item of their source, by their first key.
    """
    if not items:
        return []
    next_item, next_story = store.next_ids(db)
    keys = [url_key(_address(keyed)) for keyed in items]
    told = store.stories_of_keys(db, [key for key in keys if key is not None])
    repeated = store.stored_items(db, copies.values())
    here: set[bytes] = set()  # the addresses of this very batch, which no table holds yet
    new: list[store.NewItem] = []
    for number, (keyed, key) in enumerate(zip(items, keys, strict=True), start=next_item):
        if key is not None and key in here:
            story, how = None, None  # one document that gives an address to two items tells two things
        elif key is not None and key in told:
            story, how = _story_of_address(db, told[key], keyed, source)
        elif (copied := repeated.get(copies.get(keyed.look[0], 0))) is not None:
            story, how = copied.story, FoldedBy.TITLE
        elif (posted := _posted(db, keyed.item, source, now)) is not None:
            story, how = posted, FoldedBy.OPENING
        else:
            folded = stories.fold(keyed.item.title, _address(keyed), name, _dated(keyed.item, now))
            story, how = (folded.story, folded.how) if folded is not None else (None, None)
        if story is None:
            story, next_story = next_story, next_story + 1
        if key is not None:
            here.add(key)
        stories.add(story, number, name, keyed.item.title, _address(keyed), _dated(keyed.item, now))
        for opening in opening_keys(keyed.item):
            store.note_opening(db, opening, story)
        new.append(store.NewItem(number, keyed.item, keyed.hash, all_keys(keyed), story, how, key))
    return new


def _posted(db: sqlite3.Connection, item: Item, source: int, now: int) -> int | None:
    """Return the story of the same opening on another board, where one was seen of late."""
    stories = (store.open_opening(db, key, source, now - OPENING_WINDOW) for key in opening_keys(item))
    return next((story for story in stories if story is not None), None)


def _story_of_address(
    db: sqlite3.Connection, story: int, keyed: Keyed, source: int
) -> tuple[int | None, FoldedBy | None]:
    """Return the story that an address tells, and how that was found; None where it tells something else now."""
    titles = store.titles_of_story(db, story, source)
    # One source that gives another title for an address it gave before: a ticker, an agenda.
    if not titles or plain(keyed.item.title) in map(plain, titles):
        return story, FoldedBy.URL
    return None, None


def _address(keyed: Keyed) -> str:
    """Return the address of an item, "" where its document gives it to others too."""
    return "" if keyed.shared else keyed.item.url


def _dated(item: Item, now: int) -> int:
    return int(item.published.timestamp()) if item.published is not None else now
