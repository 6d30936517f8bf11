"""Where the real captures lie that some tests read; they are skipped, with this reason, where they are absent."""

from __future__ import annotations

import os
from pathlib import Path

_CHECKOUT = Path(__file__).parent.parent
CORPUS = Path(os.environ.get("VEILLE_CORPUS") or _CHECKOUT.parent / "shared" / "corpus")
FEEDS = CORPUS / "feeds"
REPLAY = CORPUS / "replay"
WHY_SKIPPED = f"no real captures in {CORPUS} (set VEILLE_CORPUS)"
ABSENT = not FEEDS.is_dir()
