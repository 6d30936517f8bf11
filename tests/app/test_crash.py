"""Killed at commit boundaries, in the middle of a send and anywhere else, the daemon neither loses nor repeats."""

from __future__ import annotations

from pathlib import Path

import pytest

from faults.harness import crash

KILLS = 40


def test_killed_forty_times_under_load_it_loses_nothing_and_repeats_only_under_the_same_message_id(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outcome = crash(tmp_path, kills=KILLS, seed=20)
    with capsys.disabled():
        print(f"\n{outcome.ledger}")
    assert sum(outcome.ends.values()) == KILLS
    assert not outcome.wrong
    ledger = outcome.ledger
    assert ledger.lost == 0
    assert ledger.repeated_otherwise == 0
    assert ledger.published == ledger.kept == ledger.delivered > KILLS
    assert 0 < ledger.owed < ledger.published, "some alert, the others are for the digest"
