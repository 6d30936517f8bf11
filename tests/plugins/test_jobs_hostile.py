"""Whatever a board or a page answers, the kind `jobs` reads it or says that it can't: nothing else is raised."""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patience import work
from veille import Batch, Page, SourceError, WebError
from veille_plugins.jobs import Source, jobposting
from veille_plugins.jobs.boards import greenhouse

BOARDS = (
    "https://boards.greenhouse.io/a",
    "https://jobs.lever.co/a",
    "https://jobs.ashbyhq.com/a",
    "https://careers.smartrecruiters.com/a",
    "https://a.recruitee.com",
    "https://a.teamtailor.com",
    "https://apply.workable.com/a",
    "https://a.wd1.myworkdayjobs.com/S",
    "https://a.taleez.com",
    "https://a.flatchr.io",
    "https://a.digitalrecruiters.com",
    "https://www.welcomekit.co/api/v1/embed?organization_reference=a",
    "https://career.recruitee.com/api/c/1/widget/",
    "https://api.teamtailor.com/v1/jobs?api_key=a",
)
KEYS = (
    *(
        "id",
        "title",
        "text",
        "name",
        "jobs",
        "offers",
        "items",
        "content",
        "jobPostings",
        "total",
        "location",
    ),
    *(
        "categories",
        "allLocations",
        "locations",
        "secondaryLocations",
        "salary",
        "salaryRange",
        "compensation",
    ),
    *("createdAt", "published_at", "postedOn", "externalPath", "bulletFields", "_jobposting", "validThrough"),
    *(
        "shortcode",
        "jobLocation",
        "address",
        "identifier",
        "baseSalary",
        "translations",
        "departments",
        "url",
    ),
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just("http://["),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6),
    max_leaves=30,
)


class Always:
    """A web in which one answer stands everywhere."""

    def __init__(self, body: bytes) -> None:
        self.memo: dict[str, Any] = {}
        self.body = body

    async def get(self, url: str, **_more: Any) -> Page:
        return Page(url, body=self.body)

    post = get

    async def offload(self, function: Any, *args: Any) -> Any:
        return function(*args)


def answered(url: str, body: bytes) -> None:
    with contextlib.suppress(SourceError, WebError):
        batch: Batch = asyncio.run(Source(url).poll(Always(body), {}))
        json.dumps(batch.cursor)
        assert all(item.id and item.title for item in batch.items)
        assert len({item.id for item in batch.items}) == len(batch.items)


def entries(value: Any) -> bytes:
    """Return an answer in which a value stands as an opening wherever one is looked for."""
    each = [value, {"id": 1, "title": "x", **(value if isinstance(value, dict) else {})}]
    lists = dict.fromkeys(("jobs", "offers", "items", "content", "jobPostings"), each)
    return json.dumps({**lists, "total": 2}).encode()


@settings(max_examples=60)
@given(value=VALUES)
def test_any_json_is_read_or_refused(value: Any) -> None:
    for url in BOARDS:
        answered(url, entries(value))
    answered("https://jobs.lever.co/a", json.dumps([value]).encode())
    script = f'<script type="application/ld+json">{json.dumps({"@type": "JobPosting", "title": "x", "v": value})}</script>'
    answered("https://a.example/", script.encode())
    posting = {"@type": "JobPosting", "title": "x", **(value if isinstance(value, dict) else {"url": value})}
    answered(
        "https://a.example/", f'<script type="application/ld+json">{json.dumps(posting)}</script>'.encode()
    )


@pytest.mark.parametrize("url", (*BOARDS, "https://a.jobs.personio.de", "https://a.example/"))
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x00\xff\xfe",
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b"<" * 10_000,
        b"\x1f\x8b\x08garbage",
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><workzag-jobs>&b;</workzag-jobs>',
        b"<?xml version='1.0' encoding='klingon'?><workzag-jobs/>",
        b"<workzag-jobs><position><id>1</id>",
        b'<script type="application/ld+json">' + b"[" * 100_000 + b"</script>",
        b'<a href="http://[">jobs</a><base href="http://["><iframe src="https://jobs.lever.co/%ff%00">',
    ],
)
def test_any_bytes_are_refused(url: str, body: bytes) -> None:
    with pytest.raises((SourceError, WebError)):
        asyncio.run(Source(url).poll(Always(body), {}))


def test_a_script_full_of_spaces_is_read_at_once():
    """The page is small enough to be read on the loop: it held that up for 18 s."""
    markup = f'<script type="application/ld+json">{{"@type":"JobPosting"}}-->{" " * 50_000}x</script>'
    with work(1):
        jobposting.read(markup, "https://a.example/")


def test_a_salary_beyond_all_numbers_is_none():
    job = {"id": 1, "title": "Médiateur", "pay_input_ranges": [{"min_cents": 10**400, "max_cents": 300_000}]}
    assert greenhouse.item(job).facts["salary"] == "≤ 3\u202f000"
