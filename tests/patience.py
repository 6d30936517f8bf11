"""How tests wait and measure, so that no busy machine decides one: they wait for what happens, and count work, not time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

HANG = 120.0
"""Seconds after which something hangs: what works is done long before, on the slowest machine."""


def until(condition: Callable[[], object], what: str = "it") -> None:
    """Wait for something outside this process, which rings no bell; fail when it hangs."""
    ends = time.monotonic() + HANG
    while not condition():
        assert time.monotonic() < ends, f"waited {HANG:.0f} s in vain for {what}"
        time.sleep(0.02)


async def until_here(condition: Callable[[], object], what: str = "it") -> None:
    """As `until`, while the loop goes on."""
    ends = time.monotonic() + HANG
    while not condition():
        assert time.monotonic() < ends, f"waited {HANG:.0f} s in vain for {what}"
        await asyncio.sleep(0.01)


@contextmanager
def work(most: float) -> Iterator[None]:
    """Fail when this process computes for more than `most` seconds, ten times what it takes on an idle machine.

    Other processes are not counted; but they empty the caches, and a core that is shared computes at half its pace.
    """
    began = time.process_time()
    yield
    took = time.process_time() - began
    assert took < most, f"computed for {took:.2f} s, and {most} s are ten times what it takes"
