"""The sentences of the code and the catalogues: `make messages` extracts the ones, and brings the others up to date."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from veille.language.catalogue import LOCALE
from veille.language.po import compile_all

ROOT = Path(__file__).parent.parent
# What stands in which place of a call: its sentence, its plural, its context.
CONTEXT, ONE, MANY = "context", "one", "many"
KEYWORDS: dict[str, tuple[str, ...]] = {
    "say": (ONE,),
    "say_n": (ONE, MANY),
    "say_of": (ONE, MANY),
    "say_in": (CONTEXT, ONE),
    "failure": (ONE,),
    "failure_n": (ONE, MANY),
    "mark": (ONE,),
    "mark_n": (ONE, MANY),
    "mark_in": (CONTEXT, ONE),
}


def python(file: IO[bytes], keywords: Any, comment_tags: Any, options: Any) -> Iterator[tuple[Any, ...]]:
    """Yield the sentences of a module, also of calls within calls, and of both branches of a condition."""
    calls = [node for node in ast.walk(ast.parse(file.read())) if isinstance(node, ast.Call)]
    for node in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        places = KEYWORDS.get(name, ())
        texts = [_texts(argument) for argument in node.args[: len(places)]]
        if places[-1:] == (MANY,) and len(texts) == len(places) - 1:
            texts.append(texts[-1])  # English has no plural of its own
        if places and len(texts) == len(places) and all(texts):
            for number in range(max(map(len, texts))):
                found = tuple(forms[min(number, len(forms) - 1)] for forms in texts)
                yield node.lineno, name, found if len(found) > 1 else found[0], []


def _texts(node: ast.expr) -> list[str]:
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.IfExp():
            return [*_texts(node.body), *_texts(node.orelse)]
    return []


def extracted(root: Path = ROOT) -> Catalog:
    """Return every sentence of the code and the templates under a folder."""
    catalog = Catalog(project="veille", charset="utf-8")
    specs = {name: _spec(places) for name, places in KEYWORDS.items()}
    options = {"**.html": {"extensions": "", "encoding": "utf-8"}}
    for part in ("daemon", "plugins"):
        found = extract_from_dir(
            root / part,
            [("**.py", python), ("**.html", "jinja2")],
            options,
            keywords=specs,
        )
        for path, _, message, _, context in found:
            catalog.add(message, locations=[(f"{part}/{path}", 0)], context=context)
    return catalog


def _spec(places: tuple[str, ...]) -> tuple[Any, ...] | None:
    """Return the places as Babel writes them: (1, 2), ((1, "c"), 2)."""
    return (
        tuple((n, "c") if place == CONTEXT else n for n, place in enumerate(places, 1))
        if places != (ONE,)
        else None
    )


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name, domain=path.stem)


def update(path: Path, template: Catalog) -> list[Message]:
    """Bring a catalogue up to date; return what its translator has still to say. A sentence that is gone goes."""
    head = path.read_text(encoding="utf-8").partition("\n\n")[0]
    catalog = read(path)
    catalog.update(template, keep_user_comments=True)
    catalog.obsolete.clear()
    body = BytesIO()
    write_po(
        body,
        catalog,
        width=110,
        omit_header=True,
        sort_by_file=True,
        include_lineno=False,
    )
    path.write_text(f"{head}\n\n{body.getvalue().decode().strip()}\n", encoding="utf-8")
    return unsaid(catalog)


def unsaid(catalog: Catalog) -> list[Message]:
    """Return the sentences that a catalogue lacks, or that are to be looked at again."""
    return [message for message in catalog if message.id and (message.fuzzy or not all(_said(message)))]


def _said(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


def main() -> int:
    template = extracted()
    missing = 0
    for path in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        for message in update(path, template):
            missing += 1
            print(f"{path.relative_to(ROOT)}: {'fuzzy' if message.fuzzy else 'missing'}: {message.id}")
        list(compile_all(LOCALE))
        print(f"{path.relative_to(ROOT)}: {len(template)} sentences")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
