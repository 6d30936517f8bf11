"""The catalogues of each language. A sentence's id is its English in the code; what no catalogue translates stays English.

A language is a file: `locale/fr/LC_MESSAGES/veille.po`. It is compiled to a .mo when veille is built; where that is
missing or older, as in a clone or beside a drop-in, the .po itself is read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from itertools import pairwise
from pathlib import Path

LOCALE = Path(__file__).parent.parent / "locale"
ENGLISH = "en"

_domains: dict[str, Path] = {"veille": LOCALE}  # the first that has a sentence counts


def mark(sentence: str) -> str:
    """Return a sentence as it is: one that stands in a table, to be said later by `words.say(table[key])`."""
    return sentence


def mark_n(one: str, many: str) -> tuple[str, str]:
    """Return both as they are, to be said later by `words.say_n(*table[key], n=n)`."""
    return one, many


def mark_in(context: str, sentence: str) -> tuple[str, str]:
    """Return both as they are, to be said later by `words.say_in(*table[key])`."""
    return context, sentence


def bring(domain: str, folder: Path) -> None:
    """Look in the catalogues of a folder too, `folder/LANGUAGE/LC_MESSAGES/domain.po` (or .mo), behind veille's own.

    The domain "veille" takes the place of veille's own catalogues. Raises ValueError for one that is not understood,
    and nothing is changed.
    """
    if _domains.get(domain) != folder:
        for path in folder.glob(f"*/LC_MESSAGES/{domain}.?o"):
            _read(folder, path.parent.parent.name, domain)
        _domains[domain] = folder
        catalogue.cache_clear()


def languages() -> tuple[str, ...]:
    """Return the codes of the languages that veille supports: English, and each that has a catalogue."""
    translated = {path.parent.parent.name for path in _domains["veille"].glob("*/LC_MESSAGES/veille.?o")}
    return ENGLISH, *sorted(translated - {ENGLISH})


def user_language(environ: Mapping[str, str]) -> str:
    """Return the user's language as gettext reads it from the environment, or English if veille doesn't support it."""
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        for locale in filter(None, environ.get(variable, "").lower().split(":")):
            code = re.split(r"[_.@]", locale)[0]
            return code if code in languages() else ENGLISH
    return ENGLISH


@cache
def catalogue(language: str) -> NullTranslations:
    """Return the sentences of a language, as gettext, pgettext, ngettext and npgettext; in English for an unknown one."""
    tables = [table for domain, folder in _domains.items() if (table := _read(folder, language, domain))]
    for table, following in pairwise(tables):
        table.add_fallback(following)
    return tables[0] if tables else NullTranslations()


def _read(folder: Path, language: str, domain: str) -> GNUTranslations | None:
    po = folder / language / "LC_MESSAGES" / f"{domain}.po"
    mo = po.with_suffix(".mo")
    if mo.exists() and (not po.exists() or mo.stat().st_mtime_ns >= po.stat().st_mtime_ns):
        data = mo.read_bytes()
    elif po.exists():
        from veille.language.po import compiled

        data = compiled(po.read_text(encoding="utf-8"), str(po))
    else:
        return None
    return GNUTranslations(BytesIO(data))
