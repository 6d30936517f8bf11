"""A topic of which much more is told today than usual, as an alert: when one stands out, what it shows, how it reads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from veille.config.model import Config
from veille.language.words import DOT, Words
from veille.letters.clip import plain, titled
from veille.letters.coverage import next_digest
from veille.letters.entries import entries, moment
from veille.letters.layout import Block, Layout, Line, card_of, goes_on, quoted, what_next
from veille.letters.letter import Spike, Trend
from veille.letters.trends import PERIODS, SPIKE_AT_LEAST, Window, is_spike, spark
from veille.model import MessageKind
from veille.store.facts import SpikeFacts

SHOWN = 5  # stories of a spike, the most carried


def day_of(at: float, zone: ZoneInfo, *, weeks_ago: int = 0) -> Window:
    """Return the local day that holds `at` (UTC seconds), or the same weekday of an earlier week."""
    day = datetime.fromtimestamp(at, zone).date() - timedelta(weeks=weeks_ago)
    start, end = (
        int(datetime.combine(boundary, time(), zone).astimezone(UTC).timestamp())
        for boundary in (day, day + timedelta(days=1))
    )
    return Window(start, end)


def past_days(now: float, zone: ZoneInfo) -> list[Window]:
    """Return the same weekday of the past weeks that make what is usual, oldest first."""
    return [day_of(now, zone, weeks_ago=back) for back in range(PERIODS, 0, -1)]


def may_stand_out(count: int, last_week: int) -> bool:
    """Return whether a topic may stand out, from its counts today and on the same day a week ago."""
    # No value of ten or fewer lies 3 sigma above their mean (Samuelson's inequality): what passes it passes each.
    return count >= max(SPIKE_AT_LEAST, last_week + 1)


def spike_trend(topic: str, count: int, days: Sequence[tuple[Window, int]], *, since: float) -> Trend | None:
    """Return a topic's count today beside those of past days, where it stands out; else None.

    `days` are those in which anything was polled, oldest first; what was before the topic was watched (`since`, UTC
    seconds) counts for nothing.
    """
    past = tuple(told for day, told in days if day.is_known(since))
    return Trend(topic, past, count) if is_spike(count, past) else None


def spike_letter(facts: SpikeFacts, trend: Trend, config: Config, recipient: str, now: float) -> Spike:
    """Return what stands out today, with what is most carried of it."""
    rows = [row for row in facts.rows if row.topic == trend.topic]
    return Spike(
        trend=trend,
        entries=tuple(entries(rows, facts.carriers, config.names, first=1, most=SHOWN)),
        seen_at=moment(now),
        next_digest=next_digest(config, recipient, now),
        contact=config.contact,
    )


def spike_layout(letter: Spike, words: Words, watch: str) -> Layout:
    """Return what stands out as an alert: how many, how many usually, and what is most carried."""
    trend = letter.trend

    def news(topic: str) -> str:
        return words.say_n(
            "{topic}: {n} article today, usually {usual}",
            "{topic}: {n} articles today, usually {usual}",
            topic=quoted(words, topic),
            n=trend.count,
            usual=round(trend.usual),
        )

    subject = titled(news, plain(trend.topic, 60))
    cards = tuple(card_of(words, entry) for entry in letter.entries)
    return Layout(
        subject=subject,
        preheader=goes_on(words, subject, cards),
        kicker=f"{watch}{DOT}{words.say('alert')}",
        heading=news(plain(trend.topic, 60)),
        kind=MessageKind.ALERT,
        before=(Line(words.say("The same days of past weeks, then today:"), spark=spark(trend)),),
        blocks=(Block(words.say("Most carried"), words.number(len(cards)), cards),) if cards else (),
        foot=(
            Line(words.say("An alert of this kind leaves at most once a day and topic.")),
            *what_next(letter, words),
        ),
    )
