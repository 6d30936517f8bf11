"""Print what was measured: a table, with --missed what was missed or found wrongly, and last all figures in one line.

Exits 1 when a figure is not reached. Without the captures (see tests/corpus.py) the project's own sentences are used.
"""

from __future__ import annotations

import argparse
import sys

from rich.console import Console
from rich.table import Table

from corpus import CORPUS
from eval_names import false_mentions, homonyms, recall, speed
from eval_names.figures import Figure
from eval_names.sentences import CAPTURED, OURS, by_name, read

INSEE = CORPUS.parent / "data" / "insee"


def measured() -> tuple[list[Figure], dict[str, list[tuple[str, ...]]]]:
    """Return all figures, and what counts against each."""
    captured = all(path.is_file() for path in CAPTURED)
    sentences = read(*(CAPTURED if captured else OURS))
    french = read((CAPTURED if captured else OURS)[0])
    named = by_name(sentences)
    results: list[tuple[Figure, list[tuple[str, ...]]]] = [
        recall.exact(named),
        *recall.generated(named),
        recall.titled(named),
    ]
    draws = [false_mentions.invented()]
    if INSEE.is_dir():
        draws = [false_mentions.drawn(1000, seed, INSEE) for seed in range(5)]
    results.append(false_mentions.figure(draws, french))
    figures = [figure for figure, _ in results]
    figures += homonyms.figures()
    figures += speed.figures(draws[0][:1000], [sentence.text for sentence in french])
    return figures, {figure.name: wrong for figure, wrong in results if wrong}


def main() -> int:
    parser = argparse.ArgumentParser(prog="make eval-names", description=__doc__)
    parser.add_argument("--missed", action="store_true", help="show what was missed or found wrongly")
    args = parser.parse_args()
    figures, against = measured()
    console = Console()
    for name, wrong in against.items() if args.missed else ():
        console.print(f"[bold]{name}[/]")
        for mention in wrong[:40]:
            console.print("  " + " | ".join(mention), highlight=False, markup=False, soft_wrap=True)
    table = Table("figure", "measured", "wanted", "over")
    for figure in figures:
        table.add_row(
            figure.name, f"{'' if figure.reached else '✗ '}{figure.shown}", figure.wanted, figure.note
        )
    console.print(table)
    print(" · ".join(f"{figure.name} {figure.shown}" for figure in figures))
    return 0 if all(figure.reached for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
