"""Which outages are due to be told, and what is known of each: whether anything answers, whether it ever was read."""

from __future__ import annotations

import pytest

from veille.errors import text_failure
from veille.model import Outcome
from veille.post.outages import Network, notices
from veille.store.facts import SourceState
from world import HOUR, MONDAY

NOW = int(MONDAY)


@pytest.mark.parametrize("network", [False, True], ids=["a status", "no answer"])
@pytest.mark.parametrize("baseline", [None, NOW - 100], ids=["never read", "read before"])
def test_a_notice_says_whether_a_source_answers_and_whether_it_was_ever_read(
    network: bool, baseline: int | None
) -> None:
    state = SourceState(
        1, "presse", baseline=baseline, last_poll=NOW, outcome=Outcome.FAILED, why=text_failure("why"),
        failures=9, failing_since=int(NOW - 9 * HOUR), network=network,
    )  # fmt: skip
    (notice,), _ = notices({"presse": state}, Network(), Network(), NOW)
    assert (notice.silent, notice.never_read) == (network, baseline is None)
