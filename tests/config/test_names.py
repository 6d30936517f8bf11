"""The [person] and [company] tables: odd names are refused, and two of one name warned of."""

from __future__ import annotations

from pathlib import Path

import pytest

from veille import config
from veille.errors import ConfigError

HEAD = '[veille]\nlanguage = "en"\ncontact = "a@b.example"\nto = "c"\n[channel.c]\nconsole = true\n[search]\nnews = false\n'


def load(folder: Path, tables: str) -> config.Config:
    path = folder / "veille.toml"
    path.write_text(HEAD + tables, "utf-8")
    return config.load(path)


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ('[person.a]\nname = "..."', "'name' holds a name without a letter or a digit"),
        ('[company.a]\nname = "— !"', "'name' holds a name without a letter or a digit"),
        ('[person.a]\nname = "<b>Jean</b> Roux"', "'name' holds a name with  <  or  >"),
        ('[person.a]\npeople = ["Jean Roux", "<i>Paul</i> Roux"]', "'people' holds a name with  <  or  >"),
        ('[person.a]\nname = "Jean \\u0000Roux"', "'name' holds a control character"),
        ('[person.a]\nname = "Jean Roux"\nalso = ["J\\u0007"]', "'also' holds a control character"),
    ],
)
def test_a_name_that_no_text_holds_or_that_stands_everywhere_is_refused(
    tmp_path: Path, table: str, told: str
):
    with pytest.raises(ConfigError) as wrong:
        load(tmp_path, table)
    assert [told in str(problem) for problem in wrong.value.problems] == [True]


@pytest.mark.parametrize(
    "name", ["3M", "Canal+", "王小明", "Jean\\nRoux", 'Jean \\"Jo\\" Roux', "Roux, Jean", "C&A"]
)
def test_a_name_with_signs_is_none_the_worse(tmp_path: Path, name: str):
    assert len(load(tmp_path, f'[company.a]\nname = "{name}"').names) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('name = "Valérian Quérouil"', 'name = "QUÉROUIL Valérian"'),
        ('name = "Valérian Quérouil"', 'name = "Dr Querouil, Valerian"'),
        ('name = "Valérian Quérouil-Hatte"\nalso = ["Valérian Quérouil"]', 'name = "Valérian Quérouil"'),
        ('name = "Valérian Quérouil"', 'people = ["Paule Kerbrat", "Quérouil, Valérian"]'),
    ],
)
def test_two_of_one_name_are_warned_of_however_each_is_written(tmp_path: Path, one: str, other: str):
    found = map(str, load(tmp_path, f"[person.a]\n{one}\n[person.b]\n{other}\n").warnings)
    assert len([told for told in found if "[person.b]" in told and "has the name of 'a'" in told]) == 1


def test_those_of_other_names_are_not(tmp_path: Path):
    found = load(tmp_path, '[person.a]\nname = "Paul Kerbrat"\n[person.b]\nname = "Paule Kerbrat"\n').warnings
    assert not [told for told in found if "has the name of" in str(told)]
