"""The kind statuspage: what an incident says while it lasts and when it is over, and pages of other makers."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from apisamples import WHY_SKIPPED, sample
from veille import Batch, Item, NotModified, Page, SourceError, WebError
from veille.testing import PagesWeb, SourceContract
from veille_plugins.statuspage import Source, incidents

BASE = "https://etat.nuage.example"
INCIDENTS = f"{BASE}/api/v2/incidents.json"
PLANNED = f"{BASE}/api/v2/scheduled-maintenances.json"
HISTORY = f"{BASE}/history.atom"
ABOUT = {
    "id": "p1",
    "name": "Nuage Quai",
    "url": BASE,
    "time_zone": "Europe/Paris",
    "updated_at": "2026-11-20T00:00:00Z",
}


def update(status: str, body: str) -> dict[str, str]:
    return {"status": status, "body": body, "created_at": "2026-11-20T10:00:00.000Z"}


def incident(status: str = "investigating", **more: Any) -> dict[str, Any]:
    first = update("investigating", "We look into it.")
    return {
        "id": "q5bb6tb",
        "name": "Uploads fail",
        "status": status,
        "impact": "major",
        "created_at": "2026-11-20T09:55:00.000Z",
        "updated_at": "2026-11-20T10:00:00.000Z",
        "shortlink": "https://court.example/q5",
        "components": [{"id": "c1", "name": "Storage"}],
        "incident_updates": [first]
        if status == "investigating"
        else [update(status, "<p>All is well.</p>"), first],
        **more,
    }


def planned(**more: Any) -> dict[str, Any]:
    return {
        "id": "m1xyz",
        "name": "Database upgrade",
        "status": "scheduled",
        "impact": "maintenance",
        "scheduled_for": "2026-12-01T23:30:00.000Z",
        "scheduled_until": "2026-12-02T01:00:00.000Z",
        "incident_updates": [update("scheduled", "Read-only for an hour.")],
        "components": [],
        **more,
    }


def said(part: str, *entries: dict[str, Any]) -> str:
    return json.dumps({"page": ABOUT, part: list(entries)})


def atom(*entries: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><feed xml:lang="en-US" xmlns="http://www.w3.org/2005/Atom">'
        f"<id>tag:etat.nuage.example,2005:/history</id><title>Nuage Quai Status - Incident History</title>"
        f"<updated>2026-11-21T15:23:56Z</updated>{''.join(entries)}</feed>"
    )


def entry(*states: str) -> str:
    said = "".join(
        f"&lt;p&gt;&lt;strong&gt;{state}&lt;/strong&gt; - It was so.&lt;/p&gt;" for state in states
    )
    return (
        "<entry><id>tag:etat.nuage.example,2005:Incident/8938651</id><published>2026-11-20T09:55:00Z</published>"
        "<updated>2026-11-20T10:00:00Z</updated>"
        f'<link rel="alternate" type="text/html" href="{BASE}/incidents/q5bb6tb"/>'
        f'<title>Uploads fail</title><content type="html">{said}</content></entry>'
    )


BOTH = {INCIDENTS: said("incidents", incident()), PLANNED: said("scheduled_maintenances", planned())}


class TestApi(SourceContract):
    source = Source(BASE)
    pages = BOTH
    pages2 = {INCIDENTS: said("incidents", incident("resolved")), PLANNED: BOTH[PLANNED]}


class TestHistory(SourceContract):
    source = Source(f"{BASE}/")
    pages = {HISTORY: atom(entry("Investigating"))}
    pages2 = {HISTORY: atom(entry("Resolved", "Investigating"))}


def poll(pages: dict[str, Any], cursor: Any = None, url: str = BASE) -> Batch:
    return asyncio.run(Source(url).poll(PagesWeb(pages), cursor or {}))


def test_an_incident_says_its_state_its_weight_and_what_was_told_of_it():
    batch = poll(BOTH)
    assert batch.title == "Nuage Quai"
    assert batch.items[0] == Item(
        id="q5bb6tb",
        title="Uploads fail (investigating)",
        url=f"{BASE}/incidents/q5bb6tb",
        text="Investigating: We look into it.",
        published=datetime(2026, 11, 20, 9, 55, tzinfo=UTC),
        updated=datetime(2026, 11, 20, 10, tzinfo=UTC),
        tags=("Storage",),
        facts={"status": "investigating", "impact": "major"},
    )


def test_an_incident_that_goes_on_is_the_same_item_with_its_latest_state():
    before = poll(BOTH)
    after = poll({**BOTH, INCIDENTS: said("incidents", incident("resolved"))}, before.cursor)
    (was, now) = before.items[0], after.items[0]
    assert now.id == was.id
    assert now.title == "Uploads fail (resolved)"
    assert now.text == "Resolved: All is well. Investigating: We look into it."
    assert now.facts == {"status": "resolved", "impact": "major"}


def test_a_maintenance_begins_on_a_day_of_the_page_s_own_zone():
    maintenance = poll(BOTH).items[1]
    assert maintenance.starts == date(2026, 12, 2)
    assert maintenance.facts == {"status": "scheduled", "when": "2026-12-02 00:30–02:00 CET"}
    odd = {
        **BOTH,
        PLANNED: json.dumps({"page": {"time_zone": "Paris"}, "scheduled_maintenances": [planned()]}),
    }
    assert poll(odd).items[1].starts == date(2026, 12, 1)


def test_one_of_the_two_that_fails_costs_nothing_of_what_it_told():
    before = poll(BOTH)
    away = WebError("etat.nuage.example answered 503", status=503)
    after = poll({**BOTH, PLANNED: away}, before.cursor)
    assert (after.still, str(after.degraded)) == (("m1xyz",), "etat.nuage.example answered 503")
    assert poll({**BOTH, INCIDENTS: NotModified(), PLANNED: away}, after.cursor).still == ("q5bb6tb", "m1xyz")
    with pytest.raises(WebError):
        poll({INCIDENTS: away, PLANNED: away}, before.cursor)
    with pytest.raises(WebError):  # half a baseline would make news of the other half
        poll({**BOTH, PLANNED: away})


def test_a_page_with_incidents_alone_is_no_failure_and_is_not_asked_for_more():
    web = PagesWeb({INCIDENTS: BOTH[INCIDENTS]})
    before = asyncio.run(Source(BASE).poll(web, {}))
    assert (len(before.items), str(before.degraded)) == (1, "")
    asyncio.run(Source(BASE).poll(web, before.cursor or {}))
    assert [request.url for request in web.asked] == [INCIDENTS, PLANNED, INCIDENTS]


@pytest.mark.parametrize("absent", [None, "<!DOCTYPE html><html><body>Status</body></html>", '{"posts": []}'])
def test_a_page_without_that_api_is_read_by_its_history_from_then_on(absent):
    web = PagesWeb(
        {HISTORY: atom(entry("Resolved", "Investigating"))} | ({INCIDENTS: absent} if absent else {})
    )
    before = asyncio.run(Source(BASE).poll(web, {}))
    (item,) = before.items
    assert (item.id, item.title) == ("q5bb6tb", "Uploads fail (resolved)")  # as the API names it
    assert item.facts == {"status": "resolved"}
    asyncio.run(Source(BASE).poll(web, before.cursor or {}))
    assert [request.url for request in web.asked] == [INCIDENTS, HISTORY, HISTORY]


def test_a_page_with_neither_is_told_in_words():
    with pytest.raises(SourceError, match="neither its API"):
        poll({INCIDENTS: "<!DOCTYPE html><html></html>"})
    with pytest.raises(WebError, match="503"):
        poll({HISTORY: WebError("etat.nuage.example answered 503", status=503)})


def test_a_history_s_own_address_is_asked_for_alone():
    web = PagesWeb({HISTORY: atom(entry("Monitoring"))})
    (item,) = asyncio.run(Source(HISTORY).poll(web, {})).items
    assert item.title == "Uploads fail (monitoring)"
    assert [request.url for request in web.asked] == [HISTORY]


@pytest.mark.parametrize(
    ("url", "base"),
    [
        (f"{BASE}/", BASE),
        (f"{BASE}/history?page=2", BASE),
        (f"{BASE}/incidents/q5bb6tb", BASE),
        (f"{BASE}/api/v2/summary.json", BASE),
        ("https://quai.example:8443/etat/", "https://quai.example:8443/etat"),
    ],
)
def test_any_address_of_the_page_will_do(url, base):
    web = PagesWeb({f"{base}/api/v2/incidents.json": BOTH[INCIDENTS]})
    assert asyncio.run(Source(url).poll(web, {})).items
    assert web.asked[0].url == f"{base}/api/v2/incidents.json"


@pytest.mark.parametrize("entries", ["[3]", '[{"name": "without an id"}]'])
def test_an_incident_in_another_form_is_an_error(entries):
    with pytest.raises(SourceError, match="another form than it used to"):
        incidents.read(Page(INCIDENTS, body=f'{{"incidents": {entries}}}'.encode()), "incidents")


def test_an_incident_of_which_little_is_said_is_an_incident():
    (item,) = incidents.read(
        Page(INCIDENTS, body=b'{"incidents": [{"id": 7, "name": "Down"}]}'), "incidents"
    ).items
    assert item == Item(id="7", title="Down", url=f"{BASE}/incidents/7")


def test_no_incident_at_all_is_an_empty_batch():
    batch = poll({INCIDENTS: said("incidents"), PLANNED: said("scheduled_maintenances")})
    assert (list(batch.items), str(batch.degraded)) == ([], "")


def test_a_recorded_history_is_read():
    body = sample("statuspage-1-history.atom.xml")
    if body is None:
        pytest.skip(WHY_SKIPPED)
    items = incidents.history(Page("https://status.redis.example/history.atom", body=body)).items
    assert [(item.id, item.title) for item in items] == [
        ("q5bb6tbftgrm", "Instance failure (resolved)"),
        ("1t2rmcmnp7wd", "Scheduled Maintenance (resolved)"),
    ]


def test_a_maintenance_beyond_all_years_is_an_answer_in_another_form():
    page = Page(
        PLANNED,
        body=said("scheduled_maintenances", planned(scheduled_for="9999-12-31T23:59:59-12:00")).encode(),
    )
    with pytest.raises(SourceError, match="the status page answers in another form than it used to"):
        incidents.read(page, "scheduled_maintenances")
