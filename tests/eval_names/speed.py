"""How fast many names are looked for, and how much memory they take."""

from __future__ import annotations

import gc
import time
import tracemalloc
from collections.abc import Sequence

from eval_names.figures import Figure
from veille.match.rules import Doc
from veille.model import Name
from veille.names import spelling
from veille.names.finder import Names


def figures(names: Sequence[str], texts: Sequence[str]) -> list[Figure]:
    """Return megabytes (UTF-8) read a second, the best of three cold passes, and megabytes that names and passes add."""
    docs = [Doc("", text, "s") for text in texts]
    size = sum(len(text.encode()) for text in texts) / 1e6
    wanted = [Name(name, name, name) for name in names]
    ready = Names(wanted)
    took = min(_pass(ready, docs) for _ in range(3))
    rate = size / took
    del ready
    spelling.forget()
    gc.collect()
    tracemalloc.start()
    try:
        kept = Names(wanted)
        kept.find(docs)
        gc.collect()
        memory = tracemalloc.get_traced_memory()[0] / 1e6
    finally:
        tracemalloc.stop()
    note = f"{len(names)} names, {len(texts)} sentences, {size:.1f} MB"
    return [
        Figure("speed (MB/s)", rate, f"{rate:.1f}", least=1.5, note=note),
        Figure("memory (MB)", memory, f"{memory:.1f}", most=30, note=f"{len(names)} names"),
    ]


def _pass(ready: Names, docs: Sequence[Doc]) -> float:
    spelling.forget()
    began = time.process_time()
    ready.find(docs)
    return time.process_time() - began
