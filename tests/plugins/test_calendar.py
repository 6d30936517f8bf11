"""The kind calendar: on which day an event is told, which times of a repeated one, and what is left out."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine

from veille import Batch, Item, NotModified, SourceError
from veille import config as configuration
from veille.testing import PagesWeb, SourceContract
from veille_plugins.calendar import Source, reading

URL = "https://agenda.example/salons.ics"
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


def event(uid: str = "salon@agenda.example", *more: str, start: str = ":20991202T090000") -> str:
    lines = [f"UID:{uid}", f"DTSTART{start}", "SUMMARY:Salon Robotique Ouest", *more]
    return "\r\n".join(["BEGIN:VEVENT", *(line for line in lines if not line.endswith(":")), "END:VEVENT"])


def calendar(*events: str, head: str = "") -> str:
    return "\r\n".join(
        ["BEGIN:VCALENDAR", "VERSION:2.0", *([head] if head else []), *events, "END:VCALENDAR", ""]
    )


FAIR = event(
    "salon@agenda.example",
    "DTEND;VALUE=DATE:20991205",
    "LOCATION:Parc des expositions\\, Nantes",
    "DESCRIPTION:<p>Trois jours de <b>robots</b>\\, et un con",
    " cours.</p>",
    "URL:https://salon.example/2099",
    "CATEGORIES:Salon,Robotique",
    start=";VALUE=DATE:20991202",
)
TALK = event(
    "talk@agenda.example",
    "DTEND;TZID=Europe/Paris:20991210T200000",
    start=";TZID=Europe/Paris:20991210T183000",
)
CLUB = event("club@agenda.example", "RRULE:FREQ=WEEKLY;BYDAY=TH", start=";TZID=Europe/Paris:20200102T190000")


class TestCalendar(SourceContract):
    source = Source(URL)
    pages = {URL: calendar(FAIR, TALK, CLUB, head="X-WR-CALNAME:Agenda des salons")}
    pages2 = {URL: calendar(FAIR, CLUB, event("neuf@agenda.example"))}


def read(*events: str, head: str = "", cursor: Any = None, now: datetime = NOW) -> Batch:
    return reading.read(calendar(*events, head=head).encode(), cursor or {}, now)


def starts(*events: str, head: str = "", now: datetime = NOW) -> list[str]:
    return [str(item.starts) for item in read(*events, head=head, now=now).items]


def test_a_fair_is_told_with_its_days_its_place_and_its_words():
    batch = read(FAIR, head="X-WR-CALNAME:Agenda\\, des salons")
    assert batch.title == "Agenda, des salons"
    assert list(batch.items) == [
        Item(
            id="salon@agenda.example",
            title="Salon Robotique Ouest",
            url="https://salon.example/2099",
            text="Trois jours de robots, et un concours.",
            tags=("Salon", "Robotique"),
            starts=date(2099, 12, 2),
            facts={"place": "Parc des expositions, Nantes", "until": "2099-12-04"},
        )
    ]
    assert batch.complete


@pytest.mark.parametrize(
    ("start", "end", "head", "day", "clock"),
    [
        (";VALUE=DATE:20261202", "", "", "2026-12-02", None),
        (
            ";TZID=Europe/Paris:20261202T003000",
            ";TZID=Europe/Paris:20261202T020000",
            "",
            "2026-12-02",
            "00:30–02:00",
        ),
        (";TZID=America/New_York:20261202T233000", "", "", "2026-12-02", "23:30"),
        (":20261202T003000", "", "", "2026-12-02", "00:30"),
        (":20261202T233000Z", ":20261203T003000Z", "", "2026-12-02", "23:30"),
        (":20261202T233000Z", ":20261203T003000Z", "X-WR-TIMEZONE:Europe/Paris", "2026-12-03", "00:30–01:30"),
        (";TZID=Romance Standard Time:20261202T003000", "", "", "2026-12-02", "00:30"),
        (";TZID=Nulle/Part:20261202T003000", "", "X-WR-TIMEZONE:Nulle/Part", "2026-12-02", "00:30"),
        (";TZID=Europe/Paris:20261202T090000", ":20261202T100000Z", "", "2026-12-02", "09:00–11:00"),
    ],
)
def test_an_event_is_told_by_the_clock_of_the_place_where_it_is(start, end, head, day, clock):
    (item,) = read(event("a", f"DTEND{end}", start=start), head=head).items
    assert str(item.starts) == day
    assert item.facts.get("time") == clock


def test_what_is_over_is_left_out_and_what_lasts_is_not():
    over = event("1", "DTEND:20261122T180000", start=":20261122T090000")
    whole = event("2", "DTEND;VALUE=DATE:20261123", start=";VALUE=DATE:20261120")
    lasts = event("3", "DTEND;VALUE=DATE:20261124", start=";VALUE=DATE:20261120")
    today = event("4", start=":20261123T060000")
    assert [item.id for item in read(over, whole, lasts, today).items] == ["3", "4"]


def test_what_is_cancelled_says_so_where_it_was_told_and_is_left_out_where_it_was_not():
    off = FAIR.replace("END:VEVENT", "STATUS:CANCELLED\r\nEND:VEVENT")
    assert [item.id for item in read(off, TALK).items] == ["talk@agenda.example"]
    before = read(FAIR, TALK)
    after = read(off, TALK, cursor=before.cursor)
    assert {item.id: item.facts.get("state", "") for item in after.items} == {
        "salon@agenda.example": "cancelled",
        "talk@agenda.example": "",
    }
    once_more = read(off, TALK, cursor=after.cursor)
    assert (once_more.items, once_more.complete) == (after.items, True)


def test_what_was_moved_goes_on_saying_when_it_was():
    moved = TALK.replace("20991210", "20991211")
    first = read(TALK, CLUB)
    second = read(moved, CLUB, cursor=first.cursor)
    assert second.items[-1].facts["was"] == "2099-12-10 18:30–20:00"
    assert read(moved, CLUB, cursor=second.cursor).items == second.items
    # as it is told in a cursor of before: no time is known, and nothing is called moved
    old = {**(first.cursor or {}), "told": {"talk@agenda.example": "2099-12-10"}}
    assert "was" not in read(moved, cursor=old).items[0].facts


def test_a_series_that_is_moved_keeps_the_ids_of_its_times():
    before = read(CLUB)
    after = read(CLUB.replace("T190000", "T193000"), cursor=before.cursor)
    assert [item.id for item in after.items] == [item.id for item in before.items]
    assert all(item.facts["was"].endswith("19:00") for item in after.items)
    again = read(CLUB.replace("T190000", "T193000"), cursor=after.cursor)
    assert again.items == after.items


@pytest.mark.parametrize(
    ("title", "state"),
    [
        ("Annulé : Réunion publique", "cancelled"),
        ("[ANNULÉE] Réunion publique", "cancelled"),
        ("Réunion publique (annulée)", "cancelled"),
        ("La réunion publique est annulée", "cancelled"),
        ("CANCELLED: Town hall", "cancelled"),
        ("Canceled - Town hall", "cancelled"),
        ("Abgesagt: Lesung", "cancelled"),
        ("Yoga entfällt", "cancelled"),
        ("CANCELADO | Concierto", "cancelled"),
        ("Annullato: concerto", "cancelled"),
        ("Reporté : Réunion", "postponed"),
        ("Lesung – verschoben", "postponed"),
        ("Annulation d'un vol : vos droits", ""),
        ("Cancelled flights and your rights", ""),
        ("Report d'activité", ""),
        ("Réunion de report", ""),
        ("Les spectacles annulés de 2020", ""),
    ],
)
def test_a_title_says_that_an_event_is_called_or_put_off(title, state):
    before = read(event("a"))
    after = read(event("a").replace("Salon Robotique Ouest", title), cursor=before.cursor)
    assert after.items[0].facts.get("state", "") == state


def test_what_is_over_is_past_and_not_gone():
    before = read(event("a", start=":20261124T090000"), TALK)
    after = read(TALK, cursor=before.cursor, now=datetime(2026, 11, 25, tzinfo=UTC))
    assert after.still == ("a",)


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("RRULE:FREQ=MONTHLY;BYDAY=-1TH;COUNT=3", ["2026-11-26", "2026-12-31", "2027-01-28"]),
        ("RRULE:FREQ=MONTHLY;BYDAY=-1TH;UNTIL=20270101T000000Z", ["2026-11-26", "2026-12-31"]),
        ("RRULE:FREQ=DAILY;UNTIL=20261127", ["2026-11-26", "2026-11-27"]),
        ("RRULE:FREQ=WEEKLY;COUNT=2\r\nEXDATE;TZID=Europe/Paris:20261126T190000", ["2026-12-03"]),
        ("RRULE:FREQ=WEEKLY;COUNT=2\r\nEXDATE:20261126T180000Z", ["2026-12-03"]),
        ("RRULE:FREQ=WEEKLY;COUNT=2\r\nEXDATE;VALUE=DATE:20261203", ["2026-11-26"]),
        ("RDATE;TZID=Europe/Paris:20270105T190000", ["2026-11-26", "2027-01-05"]),
        ("RRULE:FREQ=YEARLY", ["2026-11-26", "2027-11-26"]),
        ("RRULE:FREQ=SECONDLY", ["2026-11-26"]),
        ("RRULE:FREQ=DAILY;INTERVAL=0", ["2026-11-26"]),
        ("RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=9", ["2026-11-26"]),
        ("RRULE:FREQ=MONTHLY;BYDAY=XX", ["2026-11-26"]),
        ("RRULE:n'importe quoi", ["2026-11-26"]),
    ],
)
def test_a_repeated_event_is_told_each_time_that_it_takes_place(rule, days):
    assert starts(event("a", rule, start=";TZID=Europe/Paris:20261126T190000")) == days


def test_a_repeated_event_is_told_for_a_year_ahead_and_no_more():
    weekly = starts(CLUB)
    assert (weekly[0], len(weekly)) == ("2026-11-26", 53)
    assert weekly[-1] <= "2027-12-01"
    daily = event("d", "RRULE:FREQ=DAILY", start=";VALUE=DATE:20000101")
    assert len(starts(daily)) == 60
    ids = {item.id for item in read(CLUB).items}
    assert "club@agenda.example/20261126T190000" in ids
    # a week later, the times ahead have the same ids, and a new one comes with the month
    later = {item.id for item in read(CLUB, now=datetime(2026, 11, 30, 8, tzinfo=UTC)).items}
    assert len(ids - later) == 1 and later < ids


def test_one_time_that_is_moved_or_cancelled_replaces_that_time_alone():
    club = event("c", "RRULE:FREQ=WEEKLY;COUNT=3", start=";TZID=Europe/Paris:20261126T190000")
    moved = event(
        "c", "RECURRENCE-ID;TZID=Europe/Paris:20261203T190000", start=";TZID=Europe/Paris:20261204T190000"
    )
    off = event(
        "c", "RECURRENCE-ID:20261210T180000Z", "STATUS:CANCELLED", start=";TZID=Europe/Paris:20261210T190000"
    )
    told = {item.id: str(item.starts) for item in read(club, moved, off).items}
    assert told == {"c/20261126T190000": "2026-11-26", "c/20261203T190000": "2026-12-04"}


def test_a_calendar_that_never_changes_still_tells_of_the_year_ahead():
    def poll(page: Any, cursor: Any) -> Batch:
        return asyncio.run(Source(URL).poll(PagesWeb({URL: page}), cursor))

    with time_machine.travel(NOW, tick=False):
        before = poll(calendar(CLUB, FAIR), {})
        with pytest.raises(NotModified):
            poll(NotModified(), before.cursor)
    with time_machine.travel(datetime(2027, 2, 10, tzinfo=UTC), tick=False):
        after = poll(NotModified(), before.cursor)
        assert str(after.items[0].starts) == "2027-02-11"
        assert str(after.items[-1].starts) > str(before.items[-2].starts)
        assert "salon@agenda.example" in after.still and before.items[0].id in after.still
        assert set(after.still).isdisjoint(item.id for item in after.items)
        with pytest.raises(NotModified):
            poll(NotModified(), after.cursor)
    with time_machine.travel(datetime(2031, 2, 10, tzinfo=UTC), tick=False):
        assert str(poll(NotModified(), after.cursor).items[0].starts) == "2031-02-13"


def test_without_repeated_events_an_unchanged_calendar_is_unchanged():
    cursor = read(FAIR, TALK).cursor
    with pytest.raises(NotModified):
        asyncio.run(Source(URL).poll(PagesWeb({URL: NotModified()}), cursor or {}))


def test_webcal_is_https_by_another_name():
    web = PagesWeb({URL: calendar(FAIR)})
    assert asyncio.run(Source("webcal://agenda.example/salons.ics").poll(web, {})).items
    assert web.asked[0].url == URL


def test_webcal_may_stand_in_the_configuration(tmp_path: Path) -> None:
    written = """
        [veille]
        to = "here"
        contact = "ines@example.org"
        [channel.here]
        console = true
        [source.salons]
        kind = "calendar"
        url = "webcal://agenda.example/salons.ics"
    """
    (tmp_path / "veille.toml").write_text(written, encoding="utf-8")
    config = configuration.load(tmp_path / "veille.toml", environ={})
    assert config.sources["salons"].hosts == {"agenda.example"}


def test_broken_lines_cost_only_themselves_and_broken_events_only_themselves():
    odd = event(
        "a",
        "LIGNE SANS RIEN",
        "DTEND:hier",
        "X-;=:,",
        "BEGIN:VALARM",
        "DTSTART:19700101T000000",
        "END:VALARM",
    )
    batch = read(odd, event("b", start=":jamais"), TALK)
    assert [item.id for item in batch.items] == ["a", "talk@agenda.example"]
    assert batch.items[0].starts == date(2099, 12, 2)
    assert (str(batch.degraded), batch.complete) == ("1 event of the calendar could not be read", False)


@pytest.mark.parametrize(
    "lines",
    [
        ("DURATION:P4000000D",),
        ("DTEND:99991231T235959", "RRULE:FREQ=WEEKLY"),
        ("RRULE:FREQ=DAILY;UNTIL=120000",),
        ("RRULE:FREQ=YEARLY;BYEASTER=99999999",),
    ],
)
def test_an_event_without_an_end_in_time_costs_itself_alone(lines):
    batch = read(event("sans-fin@agenda.example", *lines), event())
    assert [item.id for item in batch.items] == ["salon@agenda.example"]
    assert str(batch.degraded) == "1 event of the calendar could not be read" and not batch.complete


def test_a_calendar_that_is_cut_tells_what_is_whole():
    whole = calendar(FAIR, TALK)
    batch = reading.read(whole[: whole.index("UID:talk")].encode(), {}, NOW)
    assert [item.id for item in batch.items] == ["salon@agenda.example"]
    assert (str(batch.degraded), batch.complete) == (
        "the calendar is cut in the middle: 1 event was read",
        False,
    )


def test_an_event_that_is_never_closed_ends_where_the_next_begins():
    text = calendar(FAIR.replace("END:VEVENT", "X-A:1"), TALK)
    assert [item.id for item in reading.read(text.encode(), {}, NOW).items] == ["talk@agenda.example"]


def test_events_that_share_a_uid_or_have_none_are_told_apart():
    batch = read(event("x", start=":20270101T090000"), event("x", start=":20270102T090000"))
    assert [item.id for item in batch.items] == ["x/20270101T090000", "x/20270102T090000"]
    bare = event("", start=":20270101T090000")
    batch = read(bare, bare.replace("Salon", "Foire"))
    assert len({item.id for item in batch.items}) == 2
    assert all(item.id for item in batch.items)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "empty"),
        ("<!DOCTYPE html><html><body>Agenda</body></html>", "a web page came where a calendar was expected"),
        ('{"events": []}', "it has no BEGIN:VCALENDAR"),
        ("BEGIN:VCARD\r\nEND:VCARD", "it has no BEGIN:VCALENDAR"),
    ],
)
def test_what_is_no_calendar_is_an_error_that_says_what_came(text, why):
    with pytest.raises(SourceError, match=why):
        reading.read(text.encode(), {}, NOW)


def test_an_empty_calendar_is_an_empty_batch():
    batch = read()
    assert (list(batch.items), str(batch.degraded), batch.complete) == ([], "", True)


def test_of_a_calendar_of_thousands_the_soonest_are_told():
    many = [
        event(f"e{n}", start=f":20{27 + n // 336:02}{n // 28 % 12 + 1:02}{n % 28 + 1:02}T090000")
        for n in range(1100)
    ]
    batch = read(*reversed(many))
    assert len(batch.items) == 1000
    assert [item.id for item in batch.items[:2]] == ["e0", "e1"]
