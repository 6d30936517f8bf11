"""What makes an item the same item, criterion by criterion."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from veille.model import Criterion, Item
from veille.watch.identity import identify, is_remnant, still_key

DAY = datetime(2026, 11, 23, 9, 42, tzinfo=UTC)


def look(*items: Item, criterion: Criterion = Criterion.ID) -> list[tuple[bytes, ...]]:
    return [item.look for item in identify(items, criterion).items]


def meet(first: tuple[bytes, ...], second: tuple[bytes, ...]) -> bool:
    return bool(set(first) & set(second))


def test_an_item_is_known_again_by_its_id_when_all_else_changed() -> None:
    (before,) = look(Item(id="7", url="https://a.example/1", title="Avant", text="x"))
    (after,) = look(Item(id="7", url="https://a.example/2", title="Après", text="y"))
    assert meet(before, after)


def test_without_an_id_the_link_identifies() -> None:
    (before,) = look(Item(url="https://a.example/1", title="Avant"))
    (after,) = look(Item(url="https://a.example/1", title="Après"))
    (other,) = look(Item(url="https://a.example/2", title="Avant"))
    assert meet(before, after)
    assert not meet(before, other)


def test_without_id_and_link_title_and_text_identify() -> None:
    (before,) = look(Item(title="Agenda", text="lundi"))
    (after,) = look(Item(title="Agenda", text="mardi"))
    assert meet(before, before)
    assert not meet(before, after)


def test_a_guid_repeated_in_a_document_is_told_apart_by_its_link() -> None:
    first, second = look(
        Item(id="x", url="https://a.example/1", title="A"), Item(id="x", url="https://a.example/2", title="B")
    )
    assert not meet(first, second)
    edited, _ = look(
        Item(id="x", url="https://a.example/1", title="A, edited"),
        Item(id="x", url="https://a.example/2", title="B"),
    )
    assert meet(first, edited)


def test_a_link_repeated_in_a_document_is_no_identity() -> None:
    first, second = look(Item(url="https://a.example/", title="A"), Item(url="https://a.example/", title="B"))
    assert not meet(first, second)


def test_an_item_told_twice_in_one_document_is_one_item() -> None:
    item = Item(id="x", url="https://a.example/1", title="A", text="B")
    assert len(look(item, item)) == 1


def test_more_than_five_percent_of_bad_ids_degrade_to_the_link_and_say_so_once() -> None:
    items = [Item(id=str(n), url=f"https://a.example/{n}", title=f"T{n}") for n in range(20)]
    good = identify(items, Criterion.ID)
    assert (good.criterion, str(good.why)) == (Criterion.ID, "")
    bad = [
        *items[:-2],
        Item(url="https://a.example/98", title="98"),
        Item(url="https://a.example/99", title="99"),
    ]
    degraded = identify(bad, Criterion.ID)
    assert degraded.criterion is Criterion.LINK
    assert "2 of 20" in str(degraded.why)
    assert not identify(bad, Criterion.LINK).why


def test_a_source_that_gives_no_ids_at_all_has_no_bad_ones() -> None:
    items = [Item(url=f"https://a.example/{n}", title=f"T{n}") for n in range(20)]
    assert identify(items, Criterion.ID).criterion is Criterion.ID


def test_bad_links_too_leave_title_and_text() -> None:
    items = [Item(id="same", url="https://a.example/", title=f"T{n}") for n in range(20)]
    found = identify(items, Criterion.ID)
    assert found.criterion is Criterion.HASH
    assert len(found.items) == 20


def test_a_change_of_criterion_makes_nothing_new() -> None:
    items = [Item(id=str(n), url=f"https://a.example/{n}", title=f"T{n}", text="x") for n in range(3)]
    remembered = {key for item in identify(items, Criterion.ID).items for key in item.keys}
    for criterion in Criterion:
        for keys in look(*items, criterion=criterion):
            assert remembered & set(keys)


def test_what_a_source_names_as_still_there_leads_to_its_item() -> None:
    by_id, by_link = identify(
        [Item(id="7", url="https://a.example/1"), Item(url="https://a.example/2")], Criterion.ID
    ).items
    assert still_key("7") in by_id.keys
    assert still_key("https://a.example/2") in by_link.keys


def test_a_slug_that_follows_the_headline_keeps_the_number_and_the_date() -> None:
    (before,) = look(
        Item(
            id="a-1",
            url="https://j.example/guerre-direct_6120057_3210.html",
            title="En direct",
            published=DAY,
        )
    )
    (after,) = look(
        Item(
            id="a-2",
            url="https://j.example/guerre-le-point_6120057_3210.html",
            title="Le point",
            published=DAY,
        )
    )
    (another_day,) = look(
        Item(
            id="a-3", url="https://j.example/guerre-le-point_6120057_3210.html", published=DAY.replace(day=24)
        )
    )
    (another_site,) = look(Item(id="a-4", url="https://k.example/x_6120057_3210.html", published=DAY))
    assert meet(before, after)
    assert not meet(before, another_day)
    assert not meet(before, another_site)


def test_a_date_in_the_address_is_no_number_of_an_article() -> None:
    first, second = (Item(id=n, url=f"https://j.example/20261123/{n}", title=n, published=DAY) for n in "ab")
    (one,), (other,) = look(first), look(second)
    assert not meet(one, other)


@given(st.lists(st.builds(Item, id=st.sampled_from(["", "a", "b", "c"]), url=st.sampled_from(["", "https://x.example/1", "https://x.example/2"]),
                          title=st.sampled_from(["A", "B", "C"]), text=st.sampled_from(["", "t"])), max_size=8),
       st.sampled_from(Criterion))  # fmt: skip
def test_the_same_document_twice_holds_nothing_new(items: list[Item], criterion: Criterion) -> None:
    first = identify(items, criterion)
    remembered = {key for item in first.items for key in item.keys}
    again = identify(items, first.criterion)
    assert all(set(item.look) & remembered for item in again.items)


def test_what_can_be_read_of_a_damaged_text_is_a_remnant_where_it_says_nothing_new() -> None:
    whole = "La médiathèque rouvre, dit l’adjoint"
    for text in (
        "La m�diathèque rouvre, dit l’adjoint",
        "La médiath�…",
        "�",
        "La médiathèque rouvre, dit l�",
    ):
        assert is_remnant(text, whole)
    for text in ("Le m�diateur", "La médiathèque ferme, dit l�", "dit l’adjoint � La médiathèque"):
        assert not is_remnant(text, whole)
