"""Where recorded answers of remote APIs lie that some tests read; they are skipped, with this reason, without them."""

from __future__ import annotations

from corpus import CORPUS

SAMPLES = CORPUS.parent / "apis" / "samples"
WHY_SKIPPED = f"no recorded answers in {SAMPLES}"


def sample(name: str) -> bytes | None:
    """Return a recorded answer, or None where there are none."""
    path = SAMPLES / name
    return path.read_bytes() if path.is_file() else None
