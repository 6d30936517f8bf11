"""The kind `jobs` on a site that hides its openings for a while, by a captcha or an empty page: none of them is closed."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from veille import Batch, NotModified, SourceError
from veille.testing import PagesWeb
from veille_plugins.jobs import Source

CAREERS = "https://www.fabrique.example/nous-rejoindre"
POSTING = "https://www.fabrique.example/offres/{}"
CAPTCHA = "<html><title>Just a moment…</title><body><h1>Are you human?</h1><p>Checking your browser</p></body></html>"
LOGIN = "<html><body><form action=/login><p>Connectez-vous</p><input type=password></form></body></html>"


def listed(*numbers: int) -> str:
    links = "".join(f'<a href="{POSTING.format(number)}">Poste {number}</a>' for number in numbers)
    return f"<html><body><h1>Nous rejoindre</h1>{links}</body></html>"


def posting(number: int) -> str:
    return f'<script type="application/ld+json">{{"@type": "JobPosting", "title": "Poste {number}"}}</script>'


def poll(pages: Mapping[str, Any], cursor: Mapping[str, Any] | None = None, **options: Any) -> Batch:
    return asyncio.run(Source(CAREERS, **options).poll(PagesWeb(pages), dict(cursor or {})))


def there(batch: Batch) -> set[str]:
    return {*batch.still, *(item.id for item in batch.items)}


FIRST = {CAREERS: listed(1, 2), POSTING.format(1): posting(1), POSTING.format(2): posting(2)}
UNCHANGED = {POSTING.format(1): NotModified(), POSTING.format(2): NotModified()}


@pytest.mark.parametrize(
    "back", [listed(1, 2), listed(2, 1), NotModified()], ids=("as it was", "another", "unchanged")
)
def test_openings_that_were_gone_for_one_poll_are_there_again(back):
    before = poll(FIRST)
    empty = poll({CAREERS: "<html><body>Bientôt</body></html>"}, before.cursor)
    assert empty.suspect and not there(empty)
    after = poll({CAREERS: back, **UNCHANGED}, empty.cursor)
    assert there(after) == there(before) == {POSTING.format(1), POSTING.format(2)} and after.complete
    again = poll({CAREERS: "<html><body>Bientôt</body></html>"}, after.cursor)
    assert again.suspect  # an empty page long ago confirms no other


def test_what_the_filters_left_out_stays_so_over_a_poll_that_is_not_believed():
    before = poll(FIRST, title=("Poste 1",))
    empty = poll({CAREERS: "<html><body>Bientôt</body></html>"}, before.cursor, title=("Poste 1",))
    after = poll({CAREERS: NotModified(), **UNCHANGED}, empty.cursor, title=("Poste 1",))
    assert there(after) == {POSTING.format(1)}


@pytest.mark.parametrize(("page", "says"), [(CAPTCHA, "shows a captcha"), (LOGIN, "shows a login form")])
def test_a_list_behind_a_captcha_or_a_login_closes_nothing_however_often_it_comes(page, says):
    cursor = poll(FIRST).cursor
    for _ in range(3):
        with pytest.raises(SourceError, match=f"www.fabrique.example/nous-rejoindre {says}"):
            poll({CAREERS: page}, cursor)


def test_a_posting_behind_a_captcha_is_asked_again_and_told_then():
    first = poll({**FIRST, POSTING.format(2): CAPTCHA})
    assert there(first) == {POSTING.format(1)}
    assert str(first.degraded) == "www.fabrique.example/offres/2 shows a captcha in place of its page"
    second = poll({CAREERS: NotModified(), POSTING.format(2): posting(2)}, first.cursor)
    assert [item.id for item in second.items] == [POSTING.format(2)] and second.still == [POSTING.format(1)]


def test_a_careers_page_that_is_a_captcha_from_the_first_says_so():
    with pytest.raises(SourceError, match="shows a captcha in place of its page"):
        poll({CAREERS: CAPTCHA})
