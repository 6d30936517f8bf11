"""Which unknown items are ones that left their document, by what they say alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from veille.model import Criterion, Item
from veille.store.items import StoredText
from veille.watch.identity import all_keys, identify, insecure_keys, keys_of, shows_the_same
from veille.watch.moved import Departed, moved

NOON = datetime(2026, 11, 22, 12, 10, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 22, tzinfo=UTC)
TEXT = "Deux postes ouverts à Lyon, en CDI, à partir de janvier : médiation et accueil des publics."


def article(title: str, text: str = "", at: datetime | None = None, *, slug: str = "b") -> Item:
    return Item(
        id=f"https://c.example/{slug}", url=f"https://c.example/{slug}", title=title, text=text, published=at
    )


def gone(number: int, item: Item, *, just: bool = True) -> Departed:
    seconds = int(item.published.timestamp()) if item.published else None
    return Departed(number, StoredText(item.title, item.text, seconds, item.id, item.url), just)


def same(new: Sequence[Item], old: Sequence[Departed], *, oldest: datetime | None = None) -> dict[int, int]:
    keyed = identify(new, Criterion.ID).items
    return dict(moved(keyed, old, oldest=lambda: int(oldest.timestamp()) if oldest else None).same)


@pytest.mark.parametrize(
    ("was", "now", "known"),
    [
        (article("On recrute", TEXT, NOON, slug="a"), article("On recrute", "Autre", NOON), True),
        (article("On recrute", TEXT, MIDNIGHT, slug="a"), article("On recrute", TEXT, MIDNIGHT), True),
        (article("On recrute", TEXT, MIDNIGHT, slug="a"), article("On recrute", "Autre", MIDNIGHT), False),
        (article("On recrute", TEXT, NOON, slug="a"), article("Rejoignez-nous", TEXT, NOON), True),
        (article("On recrute", "Court", NOON, slug="a"), article("Rejoignez-nous", "Court", NOON), False),
        (article("On recrute", TEXT, slug="a"), article("On recrute", TEXT), True),
        (article("On recrute", TEXT, slug="a"), article("On recrute", "Autre"), False),
        (
            article("On recrute", TEXT, NOON, slug="a"),
            article("On recrute", TEXT, NOON + timedelta(days=1)),
            False,
        ),
    ],
)
def test_one_item_is_known_by_title_and_hour_by_text_and_date_or_by_all_it_says(
    was: Item, now: Item, known: bool
) -> None:
    assert same([now], [gone(7, was)]) == ({0: 7} if known else {})


def test_what_left_long_ago_is_known_by_title_and_date_alone() -> None:
    was = gone(7, article("On recrute", TEXT, NOON, slug="a"), just=False)
    assert same([article("On recrute", "Autre", NOON)], [was]) == {0: 7}
    undated = gone(7, article("On recrute", TEXT, slug="a"), just=False)
    assert same([article("On recrute", TEXT)], [undated]) == {}


def test_a_day_in_an_address_moves_with_its_post_unless_the_post_was_the_oldest() -> None:
    was = gone(7, article("Agenda", TEXT, NOON, slug="2026/11/22/agenda"))
    now = article("Agenda", TEXT, NOON + timedelta(days=3), slug="2026/11/25/agenda")
    assert same([now], [was], oldest=NOON - timedelta(days=9)) == {0: 7}
    assert same([now], [was], oldest=NOON + timedelta(days=1)) == {}
    assert (
        same([article("Agenda", "Autre", now.published, slug="2026/11/25/agenda")], [was], oldest=MIDNIGHT)
        == {}
    )


def test_titles_alone_are_believed_where_most_of_what_is_unknown_says_so() -> None:
    titles = ("La Saône en crue", "Le tram retardé", "Un concert")
    old = [gone(n, article(title, f"Lu {n}", slug=f"a{n}")) for n, title in enumerate(titles, start=1)]
    new = [article(title, f"Lu 3{n} fois", slug=f"b{n}") for n, title in enumerate(titles)]
    assert same(new, old) == {0: 1, 1: 2, 2: 3}
    assert same(new[:1], old) == {}
    others = [article(f"Autre chose {n}", slug=f"c{n}") for n in range(4)]
    assert same([*new, *others], old) == {}


def test_columns_of_the_same_names_tell_something_else() -> None:
    titles = ("Agenda de la semaine", "Météo du jour", "Horoscope")
    old = [gone(n, article(title, "hier", slug=f"a{n}")) for n, title in enumerate(titles, start=1)]
    assert same([article(title, "demain", slug=f"b{n}") for n, title in enumerate(titles)], old) == {}


def test_two_that_say_the_same_are_one_that_moved_and_one_that_is_new() -> None:
    twins = [article("On recrute", TEXT, NOON, slug=slug) for slug in "bc"]
    assert same(twins, [gone(7, article("On recrute", TEXT, NOON, slug="a"))]) == {0: 7}


def test_http_and_https_make_one_key_and_the_key_that_http_made_once_is_found() -> None:
    plain, secure = (
        identify(
            [Item(id=f"{scheme}://c.example/1", url=f"{scheme}://c.example/1", title="T")], Criterion.ID
        ).items[0]
        for scheme in ("http", "https")
    )
    assert plain.look[1] == secure.look[1]
    assert insecure_keys(plain) == insecure_keys(secure)
    assert shows_the_same(plain, secure.hash)
    assert shows_the_same(secure, plain.hash)


def test_the_keys_of_a_kept_item_are_those_that_it_was_remembered_by() -> None:
    item = article("On recrute", TEXT, NOON)
    (keyed,) = identify([item], Criterion.ID).items
    stored = StoredText(item.title, item.text, int(NOON.timestamp()), item.id, item.url)
    assert set(keyed.keys) <= set(keys_of(stored))
    assert len(set(all_keys(keyed)) - set(keys_of(stored))) == 1  # that of its title and date, which stays
