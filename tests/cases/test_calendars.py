"""Calendars that broke others: zones, moved and cancelled times, folds and charsets; when an event is, in every letter."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import time_machine

from cases.lab import Lab, as_tests, case
from veille.app import App
from webserver import Answer
from world import DAY, HOUR, configured, living

PARIS = """BEGIN:VTIMEZONE
TZID:Europe/Paris
BEGIN:DAYLIGHT
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE"""


def event(title: str, start: str, *more: str, uid: str = "") -> str:
    return "\n".join(
        ["BEGIN:VEVENT", f"UID:{uid or title}", f"SUMMARY:{title}", f"DTSTART{start}", *more, "END:VEVENT"]
    )


def calendar(*parts: str) -> Answer:
    text = "\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *parts, "END:VCALENDAR", ""])
    return Answer(text.replace("\n", "\r\n").encode(), headers={"content-type": "text/calendar"})


OPTIONS = 'kind = "calendar"'
NEWS = event("Premier", ";VALUE=DATE:20261124")  # which is there when the watch begins


def poll(lab: Lab, *parts: str, answer: Answer | None = None, more: str = "") -> str:
    """Poll a calendar once, at the clock of the case, and return how that ended."""
    if not lab.config:
        lab.watch(OPTIONS, more=more)
    with time_machine.travel(datetime.fromtimestamp(lab.clock.now, UTC), tick=True):
        return str(lab.poll(answer or calendar(*parts)).outcome)


def told(lab: Lab) -> str:
    """Return the title, the day, the hours and the last day of each item that is there."""
    rows = lab.rows(
        "SELECT title, starts, facts FROM item WHERE gone IS NULL AND title != 'Premier' ORDER BY starts, id"
    )
    said = []
    for title, starts, facts in rows:
        known = json.loads(str(facts))
        said.append(" ".join(filter(None, (str(title), str(starts), known.get("time"), known.get("until")))))
    return " | ".join(said)


def lines(lab: Lab, kind: str, *words: str) -> str:
    """Return the lines of the last letter of a kind in which any of these words stand."""
    text = str(lab.rows(f"SELECT text FROM message WHERE kind = '{kind}' ORDER BY id DESC LIMIT 1")[0][0])
    found = [" ".join(line.split()) for line in text.splitlines() if any(word in line for word in words)]
    return " | ".join(found)


def subject(lab: Lab) -> str:
    found = lab.rows("SELECT subject FROM message WHERE kind = 'alert' ORDER BY id DESC LIMIT 1")[0][0]
    return " ".join(str(found).split())


def digest(lab: Lab) -> None:
    """Let the digest of the next morning be made."""
    lab.clock.forward(DAY)
    config = configured(lab.folder, lab.config, head='to = "c"')

    async def life(app: App) -> None:
        await app.tick()
        await app.settle()

    living(config, lab.clock, life)


# C1: an event's day stands in every letter, list and JSON

DAYS = (
    event(
        "Forum des métiers", ";TZID=Europe/Paris:20261210T090000", "DTEND;TZID=Europe/Paris:20261210T110000"
    ),
    event("Salon du livre", ";VALUE=DATE:20261204", "DTEND;VALUE=DATE:20261207"),
)


@case("C1", "an alert says on which day", "jeudi 10 décembre, 9 h–11 h (dans 17 jours)")
def alert_says_the_day(lab: Lab) -> str:
    poll(lab, PARIS, NEWS)
    poll(lab, PARIS, NEWS, DAYS[0])
    return lines(lab, "alert", "décembre,")


@case("C1", "an alert says from which day to which", "du vendredi 4 au dimanche 6 décembre (dans 11 jours)")
def alert_says_the_days(lab: Lab) -> str:
    poll(lab, PARIS, NEWS)
    poll(lab, PARIS, NEWS, DAYS[1])
    return lines(lab, "alert", "décembre (")


@case("C1", "a digest says on which day", "jeudi 10 décembre, 9 h–11 h (dans 16 jours)")
def digest_says_the_day(lab: Lab) -> str:
    lab.watch(OPTIONS)
    lab.config = lab.config.replace("alert = true", "alert = false")
    poll(lab, PARIS, NEWS)
    poll(lab, PARIS, NEWS, *DAYS)
    digest(lab)
    return lines(lab, "digest", "décembre, 9")


@case("C1", "the first letter says on which day", "jeudi 10 décembre, 9 h–11 h (dans 17 jours)")
def first_letter_says_the_day(lab: Lab) -> str:
    poll(lab, PARIS, *DAYS)
    return lines(lab, "first", "décembre, 9")


@case(
    "C1",
    "the list and its JSON say when, with the zone",
    "2026-12-10 09:00–11:00 Europe/Paris; 2026-12-10T09:00:00+01:00",
)
def lists_say_the_day(lab: Lab) -> str:
    poll(lab, PARIS, *DAYS)
    line = next(line for line in lab.veille("items").splitlines() if "Forum" in line)
    row = next(row for row in json.loads(lab.veille("items", "--json")) if "Forum" in row["title"])
    return f"{line.rpartition(chr(9))[2]}; {row['starts_at']}"


@case(
    "C1",
    "an event elsewhere is told by both clocks",
    "jeudi 10 décembre, 19 h (New York ; ici vendredi 11 décembre, 1 h)",
)
def two_clocks(lab: Lab) -> str:
    poll(lab, NEWS)
    poll(lab, NEWS, event("Webinar", ";TZID=America/New_York:20261210T190000"))
    return lines(lab, "alert", "décembre").removesuffix(" (dans 17 jours)")


# C2: times in UTC, where no zone is named


@case("C2", "a time in UTC, no zone named", "Apéro du réseau 2026-12-10 18:30–20:30")
def utc(lab: Lab) -> str:
    poll(lab, event("Apéro du réseau", ":20261210T173000Z", "DTEND:20261210T193000Z"))
    return told(lab)


@case("C2", "late in the evening it is the next day", "Nuit des musées 2026-12-12 00:15")
def utc_next_day(lab: Lab) -> str:
    poll(lab, event("Nuit des musées", ":20261211T231500Z"))
    return told(lab)


@case(
    "C2",
    "a weekly one in UTC goes by UTC over the change of hours",
    "Visio 2027-03-22 18:00 | Visio 2027-03-29 19:00",
)
def utc_weekly(lab: Lab) -> str:
    poll(lab, event("Visio", ":20270322T170000Z", "RRULE:FREQ=WEEKLY;COUNT=2"))
    return told(lab)


@case("C2", "the calendar's own zone goes first", "Tokyo meetup 2026-12-11 03:00")
def utc_with_zone(lab: Lab) -> str:
    poll(lab, "X-WR-TIMEZONE:Asia/Tokyo", event("Tokyo meetup", ":20261210T180000Z"))
    return told(lab)


@case("C2", "times that float are what they say", "Marché 2026-12-12 08:00–13:00")
def floating(lab: Lab) -> str:
    poll(lab, event("Marché", ":20261212T080000", "DURATION:PT5H"))
    return told(lab)


# C3 to C5: one instant written in two zones

WEEKLY = event(
    "Réunion", ";TZID=Europe/Paris:20261203T100000", "DTEND;TZID=Europe/Paris:20261203T110000",
    "RRULE:FREQ=WEEKLY;COUNT=3", uid="s",
)  # fmt: skip


@case(
    "C3",
    "one time moved, told in UTC",
    "Réunion 2026-12-03 10:00–11:00 | Réunion 2026-12-11 14:00–15:00 | Réunion 2026-12-17 10:00–11:00",
)
def recurrence_in_utc(lab: Lab) -> str:
    moved = event(
        "Réunion", ":20261211T130000Z", "DTEND:20261211T140000Z", "RECURRENCE-ID:20261210T090000Z", uid="s"
    )
    poll(lab, PARIS, WEEKLY, moved)
    return told(lab)


@case("C3", "one time moved, told in a third zone", "Call 2026-12-01 09:00 | Call 2026-12-09 11:00")
def recurrence_in_a_third_zone(lab: Lab) -> str:
    series = event("Call", ";TZID=America/New_York:20261201T090000", "RRULE:FREQ=WEEKLY;COUNT=2", uid="n")
    moved = event(
        "Call",
        ";TZID=America/New_York:20261209T110000",
        "RECURRENCE-ID;TZID=Europe/Berlin:20261208T150000",
        uid="n",
    )
    poll(lab, series, moved)
    return told(lab)


@case(
    "C3",
    "the time that moved is named by its day alone",
    "Atelier 2026-12-02 18:00 | Atelier 2026-12-10 18:00",
)
def recurrence_by_day(lab: Lab) -> str:
    series = event("Atelier", ";TZID=Europe/Paris:20261202T180000", "RRULE:FREQ=WEEKLY;COUNT=2", uid="a")
    moved = event(
        "Atelier", ";TZID=Europe/Paris:20261210T180000", "RECURRENCE-ID;VALUE=DATE:20261209", uid="a"
    )
    poll(lab, PARIS, series, moved)
    return told(lab)


@case("C3", "whole days, the moved one named by an instant", "Garde 2026-12-07 | Garde 2026-12-16")
def recurrence_of_days(lab: Lab) -> str:
    series = event("Garde", ";VALUE=DATE:20261207", "RRULE:FREQ=WEEKLY;COUNT=2", uid="g")
    moved = event("Garde", ";VALUE=DATE:20261216", "RECURRENCE-ID:20261213T230000Z", uid="g")
    poll(lab, series, moved)
    return told(lab)


@case("C4", "whole days, left out by an instant in UTC", "Marché 2026-12-05 | Marché 2026-12-26")
def exdate_in_utc(lab: Lab) -> str:
    market = event(
        "Marché",
        ";VALUE=DATE:20261205",
        "RRULE:FREQ=WEEKLY;COUNT=4",
        "EXDATE:20261211T230000Z,20261219T000000Z",
    )
    poll(lab, market)
    return told(lab)


@case(
    "C4",
    "times left out in another zone, and one by its day",
    "Cours 2026-12-01 18:00 | Cours 2026-12-22 18:00",
)
def exdate_elsewhere(lab: Lab) -> str:
    lesson = event(
        "Cours", ";TZID=Europe/Paris:20261201T180000", "RRULE:FREQ=WEEKLY;COUNT=4",
        "EXDATE;TZID=America/New_York:20261208T120000", "EXDATE;VALUE=DATE:20261215",
    )  # fmt: skip
    poll(lab, PARIS, lesson)
    return told(lab)


@case("C4", "times that float, left out in UTC", "Kurs 2026-12-01 18:00")
def exdate_of_floating(lab: Lab) -> str:
    poll(lab, event("Kurs", ":20261201T180000", "RRULE:FREQ=WEEKLY;COUNT=2", "EXDATE:20261208T170000Z"))
    return told(lab)


@case("C4", "the rule's end is an instant, of whole days", "Foire 2026-12-18 | Foire 2026-12-19")
def until_of_days(lab: Lab) -> str:
    poll(lab, event("Foire", ";VALUE=DATE:20261218", "RRULE:FREQ=DAILY;UNTIL=20261218T230000Z"))
    return told(lab)


@case(
    "C5",
    "from one time on, all are moved",
    "Yoga 2026-12-01 18:00–19:00 | Yoga 2026-12-09 19:30–21:00 | Yoga 2026-12-16 19:30–21:00",
)
def this_and_future(lab: Lab) -> str:
    series = event(
        "Yoga", ";TZID=Europe/Paris:20261201T180000", "DTEND;TZID=Europe/Paris:20261201T190000",
        "RRULE:FREQ=WEEKLY;COUNT=3", uid="y",
    )  # fmt: skip
    later = event(
        "Yoga", ";TZID=Europe/Paris:20261209T193000", "DTEND;TZID=Europe/Paris:20261209T210000",
        "RECURRENCE-ID;RANGE=THISANDFUTURE:20261208T170000Z", uid="y",
    )  # fmt: skip
    poll(lab, PARIS, series, later)
    return told(lab)


@case(
    "C5",
    "from one time on, one moved by itself",
    "Chor 2026-12-01 19:00 | Chor 2026-12-08 20:00 | Chor 2026-12-17 20:00 | Chor 2026-12-22 20:00",
)
def this_and_future_and_one(lab: Lab) -> str:
    zone = ";TZID=Europe/Berlin:"
    poll(
        lab,
        event("Chor", f"{zone}20261201T190000", "RRULE:FREQ=WEEKLY;COUNT=4", uid="c"),
        event(
            "Chor",
            f"{zone}20261208T200000",
            "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Berlin:20261208T190000",
            uid="c",
        ),
        event("Chor", f"{zone}20261217T200000", "RECURRENCE-ID;TZID=Europe/Berlin:20261215T190000", uid="c"),
    )
    return told(lab)


# C6, C7: from bytes to text


@case("C6", "a fold inside a character", "Forum des métiers à Sèvres 2026-12-10")
def fold_inside(lab: Lab) -> str:
    whole = calendar(event("Forum des métiers à Sèvres", ";VALUE=DATE:20261210"))
    body = whole.body.replace("é".encode(), b"\xc3\r\n \xa9").replace("è".encode(), b"\xc3\r\n\t\xa8")
    poll(lab, answer=Answer(body, headers={"content-type": "text/calendar; charset=utf-8"}))
    return told(lab)


@case(
    "C6",
    "a text cut inside a character costs that character alone",
    "Évreux 2026-12-10 | Fête à Bâ\ufffd 2026-12-11",
)
def cut_inside(lab: Lab) -> str:
    whole = calendar(
        event("Évreux", ";VALUE=DATE:20261210"), event("Fête à Bâ#", ";VALUE=DATE:20261211"), "X-A:élan"
    )
    poll(lab, answer=Answer(whole.body.replace(b"#", b"\xc3"), headers={"content-type": "text/calendar"}))
    return told(lab)


@case("C7", "an 8-bit charset that nobody names", "Évreux – œuvres 2026-12-10")
def eight_bits(lab: Lab) -> str:
    body = calendar(event("Évreux – œuvres", ";VALUE=DATE:20261210")).body.decode().encode("cp1252")
    poll(lab, answer=Answer(body, headers={"content-type": "text/calendar"}))
    return told(lab)


@case("C7", "a charset that the server names", "Koncert w Łodzi 2026-12-10")
def named_charset(lab: Lab) -> str:
    body = calendar(event("Koncert w Łodzi", ";VALUE=DATE:20261210")).body.decode().encode("iso-8859-2")
    poll(lab, answer=Answer(body, headers={"content-type": "text/calendar; charset=iso-8859-2"}))
    return told(lab)


@case("C7", "UTF-8 that the server calls Latin", "Évreux 2026-12-10")
def wrongly_named(lab: Lab) -> str:
    body = calendar(event("Évreux", ";VALUE=DATE:20261210")).body
    poll(lab, answer=Answer(body, headers={"content-type": "text/calendar; charset=iso-8859-1"}))
    return told(lab)


@case(
    "C7",
    "a line that names its own, and one in quoted-printable",
    "Café 2026-12-10 | Soirée à Évry 2026-12-11",
)
def lines_of_their_own(lab: Lab) -> str:
    body = calendar(
        event("x", ";VALUE=DATE:20261210", uid="1"), event("y", ";VALUE=DATE:20261211", uid="2")
    ).body
    body = body.replace(b"SUMMARY:x", b"SUMMARY;CHARSET=ISO-8859-15:Caf\xe9")
    body = body.replace(
        b"SUMMARY:y",
        b"SUMMARY;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:Soir=C3=A9e =C3=A0=\r\n =C3=89vry".replace(
            b"=\r\n =C3", b"=\r\n=20=C3"
        ),
    )
    poll(lab, answer=Answer(body, headers={"content-type": "text/calendar"}))
    return told(lab)


@case("C7", "UTF-16 with its mark", "Évreux 2026-12-10")
def wide(lab: Lab) -> str:
    body = calendar(event("Évreux", ";VALUE=DATE:20261210")).body.decode().encode("utf-16")
    poll(lab, answer=Answer(body, headers={"content-type": "text/calendar"}))
    return told(lab)


# C8: what becomes of an event

FORUM = event(
    "Forum", ";TZID=Europe/Paris:20261210T100000", "DTEND;TZID=Europe/Paris:20261210T110000", uid="f"
)


def becomes(lab: Lab, before: str, after: str) -> str:
    poll(lab, PARIS, NEWS, before)
    lab.clock.forward(HOUR)
    poll(lab, PARIS, NEWS, after)
    return f"{subject(lab)} | {lines(lab, 'alert', 'décembre')}"


@case(
    "C8",
    "moved to another day",
    "Déplacé : Forum | vendredi 11 décembre, 10 h–11 h (dans 18 jours) | Déplacé : c’était jeudi 10 décembre, 10 h–11 h",
)
def moved(lab: Lab) -> str:
    return becomes(lab, FORUM, FORUM.replace("20261210", "20261211"))


@case(
    "C8",
    "moved to another hour",
    "Déplacé : Forum | jeudi 10 décembre, 14 h–15 h (dans 17 jours) | Déplacé : c’était jeudi 10 décembre, 10 h–11 h",
)
def moved_by_hours(lab: Lab) -> str:
    after = FORUM.replace("T10", "T14").replace("T11", "T15")
    return becomes(lab, FORUM, after)


@case("C8", "cancelled by its status", "Annulé : Forum | jeudi 10 décembre, 10 h–11 h (dans 17 jours)")
def cancelled(lab: Lab) -> str:
    after = FORUM.replace("END:VEVENT", "STATUS:CANCELLED\nEND:VEVENT")
    return becomes(lab, FORUM, after)


def titled(lab: Lab, title: str) -> str:
    becomes(lab, FORUM, FORUM.replace("Forum", title))
    return f"{subject(lab)} | {lines(lab, 'alert', 'Annulé', 'Reporté')}"


@case("C8", "cancelled by its title, in French", "Annulé : Forum | [1] Annulé : Forum | Annulé")
def cancelled_in_french(lab: Lab) -> str:
    return titled(lab, "Annulé : Forum")


@case("C8", "cancelled by its title, in English", "Annulé : CANCELLED: Forum | Annulé")
def cancelled_in_english(lab: Lab) -> str:
    return titled(lab, "CANCELLED: Forum")


@case("C8", "cancelled by its title, in German", "Annulé : Abgesagt: Forum | Annulé")
def cancelled_in_german(lab: Lab) -> str:
    return titled(lab, "Abgesagt: Forum")


@case("C8", "put off by its title, at its end", "Reporté : Forum (verschoben) | Reporté")
def put_off(lab: Lab) -> str:
    return titled(lab, "Forum (verschoben)")


@case(
    "C8",
    "one time of a series is cancelled",
    "Annulé : Réunion | jeudi 10 décembre, 10 h–11 h (dans 17 jours)",
)
def one_cancelled(lab: Lab) -> str:
    off = event(
        "Réunion", ";TZID=Europe/Paris:20261210T100000", "DTEND;TZID=Europe/Paris:20261210T110000",
        "RECURRENCE-ID:20261210T090000Z", "STATUS:CANCELLED", uid="s",
    )  # fmt: skip
    return becomes(lab, WEEKLY, f"{WEEKLY}\n{off}")


@case(
    "C8",
    "a whole series is moved: told once",
    "1 | jeudi 3 décembre, 18 h–19 h (dans 10 jours) | Déplacé : c’était jeudi 3 décembre, 10 h–11 h",
)
def series_moved(lab: Lab) -> str:
    found = becomes(lab, WEEKLY, WEEKLY.replace("T10", "T18").replace("T11", "T19"))
    (count,) = lab.rows("SELECT count(*) FROM owed")[0]
    return f"{count} | {found.partition(' | ')[2]}"


@case("C8", "the same instant in another zone is no move", "0 | Forum 2026-12-10 10:00–11:00")
def same_instant(lab: Lab) -> str:
    poll(lab, PARIS, FORUM)
    poll(
        lab,
        FORUM.replace(";TZID=Europe/Paris:20261210T100000", ":20261210T090000Z").replace(
            ";TZID=Europe/Paris:20261210T110000", ":20261210T100000Z"
        ),
    )
    (count,) = lab.rows("SELECT count(*) FROM owed")[0]
    return f"{count} | {told(lab)}"


@case("C8", "cancelled when it is first seen: nobody was told", "changed | ")
def cancelled_on_arrival(lab: Lab) -> str:
    poll(lab, PARIS, NEWS)
    return (
        f"{poll(lab, PARIS, NEWS, FORUM, FORUM.replace('Forum', 'Annulé : Fête').replace('UID:f', 'UID:x'))} | "
        + (told(lab).replace("Forum 2026-12-10 10:00–11:00", ""))
    )


@case(
    "C8",
    "without alerts the digest tells",
    "DATES CHANGÉES (1) | vendredi 11 décembre Forum · 10 h–11 h · 127.0.0.1 · Déplacé : c’était",
)
def digest_of_moved(lab: Lab) -> str:
    lab.watch(OPTIONS)
    lab.config = lab.config.replace("alert = true", "alert = false")
    poll(lab, PARIS, NEWS, FORUM)
    digest(lab)
    poll(lab, PARIS, NEWS, FORUM.replace("20261210", "20261211"))
    digest(lab)
    return lines(lab, "digest", "DATES", "Forum")


@case(
    "C8",
    "the calendar has it no more",
    "PLUS À L’AGENDA (1) | jeudi 10 décembre Forum · 10 h–11 h · 127.0.0.1",
)
def dropped(lab: Lab) -> str:
    poll(lab, PARIS, NEWS, FORUM)
    digest(lab)
    poll(lab, PARIS, NEWS)
    digest(lab)
    return lines(lab, "digest", "AGENDA", "Forum")


test_cases_of_calendars = as_tests(__name__)
