"""make faults: the crash harness at length. Its last line is the ledger; it exits 1 if anything was lost or repeated."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from faults.harness import crash


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--kills", type=int, default=400, help="how often the daemon is killed (default: %(default)s)"
    )
    parser.add_argument(
        "--seed", type=int, default=int(time.time()), help="what chance begins with (default: the clock)"
    )
    parser.add_argument(
        "--fresh", type=int, default=10, help="every so many lives start a Python of their own"
    )
    parser.add_argument(
        "--keep", type=Path, help="a folder in which the database and the daemon's log are kept"
    )
    asked = parser.parse_args()
    print(f"seed {asked.seed}, {asked.kills} kills", flush=True)
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="veille-faults-") as folder:
        place = asked.keep or Path(folder)
        place.mkdir(parents=True, exist_ok=True)
        outcome = crash(place, kills=asked.kills, seed=asked.seed, fresh=asked.fresh)
    print(f"{time.monotonic() - start:.0f} s, {outcome.mails} mails; killed:")
    for how, count in sorted(outcome.ends.items()):
        print(f"  {count:5} {how}")
    for wrong in outcome.wrong:
        print(f"wrong: {wrong}")
    print(outcome.ledger)
    return int(bool(outcome.wrong or outcome.ledger.lost or outcome.ledger.repeated_otherwise))


if __name__ == "__main__":
    sys.exit(main())
