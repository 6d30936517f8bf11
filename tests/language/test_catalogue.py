"""The catalogues: what the code says is what they hold, whole, and a language is one file."""

from __future__ import annotations

import os
import re
import shutil
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

import messages
from letters_sample import LETTERS, NOW, PARIS, now_of
from veille import config
from veille.errors import ConfigError
from veille.language.catalogue import LOCALE, bring, catalogue, languages
from veille.language.po import compile_all, compiled, read
from veille.language.words import Words
from veille.render.render import render

ROOT = Path(__file__).parents[2]
CATALOGUES = sorted(LOCALE.glob("*/LC_MESSAGES/veille.po"))
GERMAN = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "yesterday"
msgstr "gestern"

msgctxt "a form"
msgid "open"
msgstr "offen"

#: daemon/veille/somewhere.py
msgid "{n} letter"
msgid_plural "{n} letters"
msgstr[0] "{n} Brief"
msgstr[1] ""
"{n} "
"Briefe"

#, fuzzy
msgid "tomorrow"
msgstr "gestern"

msgid "You"
msgstr "Ihr Name"

msgid "Monday"
msgstr "Montag"

msgid "unsaid"
msgstr ""

msgid "He said \\"no\\"\\n"
msgstr "Er sagte „nein“\\n"

#~ msgid "gone"
#~ msgstr "fort"
"""


@pytest.fixture
def locale(tmp_path: Path) -> Path:
    """A folder of catalogues in which German is one file."""
    path = tmp_path / "locale/de/LC_MESSAGES/german.po"
    path.parent.mkdir(parents=True)
    path.write_text(GERMAN, encoding="utf-8")
    return tmp_path / "locale"


@pytest.fixture
def german(tmp_path: Path) -> Iterator[Path]:
    """Veille's own catalogues with a third language among them, which is one file more."""
    folder = tmp_path / "veille"
    shutil.copytree(LOCALE, folder)
    path = folder / "de/LC_MESSAGES/veille.po"
    path.parent.mkdir(parents=True)
    path.write_text(GERMAN, encoding="utf-8")
    bring("veille", folder)
    yield path
    bring("veille", LOCALE)


# What is left out in another language: the English name of a status, a host that the address names already.
SHORTER = frozenset(("{at} answered {status} {name}", "{at} was not asked: {host} asks to wait {wait} more"))


def holes(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))  # what stands in { blanks } is TOML


def by_babel(catalog: Catalog) -> bytes:
    buffer = BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def in_gettext(mo: bytes) -> GNUTranslations:
    return GNUTranslations(BytesIO(mo))


def sentences(table: GNUTranslations) -> dict[object, str]:
    """Return what a compiled catalogue says, but for its header."""
    return {key: said for key, said in vars(table)["_catalog"].items() if key}


def test_a_catalogue_is_there():
    assert [path.parent.parent.name for path in CATALOGUES] == ["fr"]
    assert languages() == ("en", "fr")


def test_the_catalogues_hold_what_the_code_says_and_nothing_else():
    said = {(message.context, message.id) for message in messages.extracted() if message.id}
    assert len(said) > 0
    for path in CATALOGUES:
        held = {(message.context, message.id) for message in messages.read(path) if message.id}
        assert held == said, f"{path}: run  make messages"
        assert not messages.read(path).obsolete


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parent.parent.name)
def test_no_sentence_of_a_catalogue_is_missing_or_fuzzy(path):
    assert [message.id for message in messages.unsaid(messages.read(path))] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parent.parent.name)
def test_each_sentence_has_the_holes_of_its_id(path):
    plurals = messages.read(path).num_plurals
    for message in read(path.read_text(encoding="utf-8")):
        if not message.id:
            continue
        assert len(message.texts) == (plurals if message.plural else 1), message.id
        whole = holes(message.plural or message.id)
        assert holes(message.id) <= whole, message.id
        for text in message.texts.values():
            assert holes(text) <= whole, message.id
        if message.context != "brief" and message.id not in SHORTER:
            assert holes(message.texts[max(message.texts)]) == whole, message.id


def test_what_is_compiled_is_what_gettext_makes_of_babels(locale):
    ours, theirs = (
        in_gettext(compiled(GERMAN, "german.po")),
        in_gettext(by_babel(read_po(BytesIO(GERMAN.encode()), locale="de"))),
    )
    assert sentences(ours) == sentences(theirs)
    for n in (0, 1, 2, 5):
        assert ours.ngettext("{n} letter", "{n} letters", n) == theirs.ngettext(
            "{n} letter", "{n} letters", n
        )


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parent.parent.name)
def test_our_own_catalogues_compile_as_babel_compiles_them(path):
    ours, theirs = compiled(path.read_text(encoding="utf-8"), str(path)), by_babel(messages.read(path))
    assert sentences(in_gettext(ours)) == sentences(in_gettext(theirs))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('msgid "a"\nmsgstr "b" c\n', r"x\.po: line 2: not understood"),
        ('msgid "a"\n\nmsgstr "b\n', r"x\.po: line 3: not understood"),
        ('"lost"\n', r"x\.po: line 1: not understood"),
        ('msgstr "b"\n', r"x\.po: line 1: msgstr before any msgid"),
    ],
)
def test_what_is_not_understood_is_told_with_its_line(text, sentence, tmp_path):
    with pytest.raises(ValueError, match=sentence):
        compiled(text, "x.po")
    (tmp_path / "x.po").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=sentence):
        list(compile_all(tmp_path))


def test_a_language_is_one_file_which_may_be_compiled_or_not(locale):
    bring("german", locale)
    for written in (False, True):
        if written:
            assert [path.name for path in compile_all(locale)] == ["german.mo"]
            next(locale.rglob("*.po")).unlink()
            catalogue.cache_clear()
        german = catalogue("de")
        assert german.gettext("yesterday") == "gestern"
        assert german.pgettext("a form", "open") == "offen"
        assert german.ngettext("{n} letter", "{n} letters", 1) == "{n} Brief"
        assert german.ngettext("{n} letter", "{n} letters", 0) == "{n} Briefe"
        for english in ("tomorrow", "unsaid", "gone", "open", "never heard of"):
            assert german.gettext(english) == english


def test_a_catalogue_that_is_newer_than_its_compiled_one_is_read(locale):
    list(compile_all(locale))
    po = next(locale.rglob("*.po"))
    po.write_text(GERMAN.replace("gestern", "vorgestern"), encoding="utf-8")
    later = po.with_suffix(".mo").stat().st_mtime_ns + 1_000_000_000
    os.utime(po, ns=(later, later))
    bring("german", locale)
    assert catalogue("de").gettext("yesterday") == "vorgestern"


def test_a_plugin_brings_sentences_of_its_own_and_changes_none_of_veilles(locale):
    path = locale / "fr/LC_MESSAGES/german.po"
    path.parent.mkdir(parents=True)
    assert catalogue("fr").gettext("yesterday") == "hier"
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    path.write_text(
        f'{head}\nmsgid "the gate is shut"\nmsgstr "le portail est fermé"\n\nmsgid "yesterday"\nmsgstr "autre"\n',
        encoding="utf-8",
    )
    assert catalogue("fr").gettext("the gate is shut") == "the gate is shut"
    bring("german", locale)
    assert catalogue("fr").gettext("the gate is shut") == "le portail est fermé"
    assert catalogue("fr").gettext("yesterday") == "hier"


def test_english_and_languages_that_are_not_there_say_the_id():
    for language in ("en", "xx", ""):
        assert catalogue(language).gettext("yesterday") == "yesterday"
        assert catalogue(language).ngettext("{n} letter", "{n} letters", 0) == "{n} letters"


def test_the_wheel_holds_the_compiled_catalogues_and_git_does_not(tmp_path):
    from hatchling.builders.wheel import WheelBuilder

    (wheel,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if "/locale/" in name]
        assert names == ["veille/locale/fr/LC_MESSAGES/veille.mo"]
        assert archive.read(names[0]) == compiled(CATALOGUES[0].read_text(encoding="utf-8"), "veille.po")
    assert "*.mo" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()


def test_what_the_code_says_is_found_in_calls_within_calls_and_in_both_branches(tmp_path):
    (tmp_path / "daemon").mkdir()
    (tmp_path / "daemon/one.py").write_text(
        'words.say("A {b}", b=make(words.say("B" if many else "C")))\n'
        'words.say_n("{n} d", "{n} d" "s", n=2)\n'
        'TABLE = {"e": mark("E"), "f": mark_in("form", "F")}\n'
        "words.say(TABLE[key])\nwords.say(f'{no}')\ndef say(text='no'): ...\n",
        encoding="utf-8",
    )
    (tmp_path / "daemon/two.html").write_text(
        '<p>{{ say("G") }} {{ say_n("g", "gs", n=1) }}</p>', encoding="utf-8"
    )
    found = [(message.id, message.context) for message in messages.extracted(tmp_path) if message.id]
    assert found == [
        ("A {b}", None), ("B", None), ("C", None), (("{n} d", "{n} ds"), None), ("E", None), ("F", "form"), ("G", None),
        (("g", "gs"), None),
    ]  # fmt: skip


def test_a_third_language_is_one_file_more_and_what_it_does_not_say_is_english(german: Path, tmp_path: Path):
    assert languages() == ("en", "de", "fr")
    words = Words("de", PARIS, NOW)
    assert words.say("yesterday") == "gestern"
    assert words.moment(NOW - timedelta(days=1)) == "gestern 9:58"
    assert words.say_n("{n} letter", "{n} letters", n=2) == "2 Briefe"
    assert words.say("In brief") == "In brief"
    (tmp_path / "veille.toml").write_text(
        '[veille]\nlanguage = "de"\nto = "console"\ncontact = "a@example.org"\n[channel.console]\nconsole = true\n'
        '[person.ines]\nname = "Inès Morel"\n',
        encoding="utf-8",
    )
    found = config.load(tmp_path / "veille.toml", environ={})
    assert found.language == "de"
    assert found.names["ines"].topic == "Ihr Name"
    letter = render(LETTERS["digest"], language="de", timezone=PARIS, now=now_of("digest"), name="Inès")
    assert '<html lang="de">' in letter.html
    assert "Montag" in letter.subject


def test_without_its_file_a_language_is_refused_with_those_that_are_there(tmp_path: Path):
    (tmp_path / "veille.toml").write_text('[veille]\nlanguage = "de"\n', encoding="utf-8")
    with pytest.raises(ConfigError, match="'language' must be 'en' or 'fr'"):
        config.load(tmp_path / "veille.toml", environ={})


@pytest.mark.parametrize("said", ["{nobody}", "{}", "{n", "{day.year}", "{0}"])
def test_a_catalogue_s_wrong_hole_costs_its_own_sentence_alone(german: Path, said: str):
    german.write_text(f'{GERMAN}\nmsgid "Closed {{day}}"\nmsgstr "{said}"\n', encoding="utf-8")
    bring("veille", LOCALE)
    bring("veille", german.parents[2])
    words = Words("de", PARIS, NOW)
    assert words.say("Closed {day}", day="heute") == "Closed heute"
    assert words.say("yesterday") == "gestern"
