"""veille.kit.tables: a kind's data files, and what is said of one that is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from veille.kit import tables


@dataclass(frozen=True, slots=True)
class Harbour:
    name: str
    depth: int = 3
    also: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.depth < 1:
            raise ValueError("'depth' must be 1 or more")


def test_named_tables_are_read_in_their_order() -> None:
    found = tables.read(
        Harbour, '[b]\nname = "Brest"\ndepth = 9\n[a]\nname = "Auray"\nalso = ["An Alre"]', "h.toml"
    )
    assert list(found.items()) == [("b", Harbour("Brest", 9)), ("a", Harbour("Auray", also=("An Alre",)))]
    assert tables.read(Harbour, "", "h.toml") == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[a]\nnaem = 'x'", "h.toml [a]: unknown option 'naem'; did you mean 'name'?"),
        ("[a]\nname = 3", "h.toml [a]: 'name' must be text, in quotes"),
        ("[a]\nname = 'x'\ndepth = 0", "h.toml [a]: 'depth' must be 1 or more"),
        ("[a]\nname = 'x'\nalso = 'y'", "h.toml [a]: 'also' must be a list, in [ ]"),
        ("name = 'x'", "h.toml: 'name' stands outside of every table: write [NAME] above it"),
        (
            "[a]\nname = 'x'\n[a]\nname = 'y'",
            "h.toml: line 3, column 3: this table or key stands here for the second time",
        ),
        ("[a]\nname 'x'", "h.toml: line 2, column 6: expected '=' after a key in a key/value pair"),
        ("[a", "h.toml: the end of the file: expected ']' at the end of a table declaration"),
        (b"\n[a]\nname = '\xff'", "h.toml: line 3 is not UTF-8 text: save the file as UTF-8"),
        ("a = " + "[" * 5_000, "h.toml: is nested too deeply to be read"),
    ],
)
def test_what_is_wrong_is_told_with_file_table_and_place(text: str | bytes, said: str) -> None:
    with pytest.raises(ValueError) as caught:
        tables.read(Harbour, text, "h.toml")
    assert said in str(caught.value)


def test_a_folder_is_read_by_name_of_file_and_all_that_is_wrong_told_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "harbours.d"
    assert tables.read_folder(Harbour, folder) == {}
    folder.mkdir()
    (folder / "2.toml").write_text("[a]\nname = 'Auray'")
    (folder / "1.toml").write_text("\ufeff[b]\nname = 'Brest'", "utf-8")
    (folder / ".#1.toml").write_text("an editor's")
    (folder / "notes.txt").write_text("no table")
    assert list(tables.read_folder(Harbour, folder)) == ["b", "a"]
    (folder / "3.toml").write_text("[b]\nname = 'Belle-Île'\n[c]")
    (folder / "4.toml").write_text("[a]\nname = 'Auray'")
    (folder / "5.toml").mkdir()
    with pytest.raises(ValueError) as caught:
        tables.read_folder(Harbour, folder)
    assert str(caught.value).split("; ") == [
        "harbours.d/3.toml [c]: 'name' is missing",
        "harbours.d/4.toml [a]: stands in harbours.d/2.toml as well: one of the two must go",
        "harbours.d/5.toml: cannot be read (Is a directory)",
    ]


def test_what_should_be_a_folder_and_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "harbours.d").write_text("")
    with pytest.raises(ValueError, match="cannot be listed \\(Not a directory\\)"):
        tables.read_folder(Harbour, tmp_path / "harbours.d")
