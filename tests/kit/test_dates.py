"""veille.kit.dates: what is a date is one, with its zone; what is none is None."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from veille.kit.dates import moment, moment_of_mail

PARIS = timezone(timedelta(hours=1))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2026-11-23T08:00:00Z", datetime(2026, 11, 23, 8, tzinfo=UTC)),
        (" 2026-11-23T08:00:00+01:00\n", datetime(2026, 11, 23, 8, tzinfo=PARIS)),
        ("2026-11-23T08:00", datetime(2026, 11, 23, 8, tzinfo=UTC)),
        ("2026-11-23", datetime(2026, 11, 23, tzinfo=UTC)),
        ("2026", None),
        ("2026-11", None),
        ("2026-11-31", None),
        ("yesterday", None),
        ("", None),
        (None, None),
        (20261123, None),
        (["2026-11-23"], None),
    ],
)
def test_an_iso_date_is_a_moment_with_its_zone(text: object, found: datetime | None) -> None:
    assert moment(text) == found


def test_one_without_a_zone_is_in_the_zone_that_is_given_or_none() -> None:
    assert moment("2026-11-23T08:00", zone=PARIS) == datetime(2026, 11, 23, 8, tzinfo=PARIS)
    assert moment("2026-11-23T08:00", zone=None) is None
    assert moment("2026-11-23T08:00Z", zone=None) == datetime(2026, 11, 23, 8, tzinfo=UTC)
    assert moment_of_mail("Mon, 23 Nov 2026 08:00:00 -0000", zone=None) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Mon, 23 Nov 2026 08:00:00 +0100", datetime(2026, 11, 23, 8, tzinfo=PARIS)),
        ("23 Nov 2026 08:00 GMT", datetime(2026, 11, 23, 8, tzinfo=UTC)),
        ("Mon, 23 Nov 2026 08:00:00 -0000", datetime(2026, 11, 23, 8, tzinfo=UTC)),
        ("Mon, 31 Nov 2026 08:00:00 +0100", None),
        ("Mon, 23 Nov 99999999 08:00:00 +0100", None),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_a_date_of_a_mail_is_a_moment_with_its_zone(text: object, found: datetime | None) -> None:
    assert moment_of_mail(text) == found
