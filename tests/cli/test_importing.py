"""veille import, as a person mistypes it; what it takes over is in tests/cases/test_opml.py."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

from veille.cli import commands
from world import configured


def importing(folder: Path, *words: str) -> Result:
    configured(folder, '[source]\npresse = "https://presse.example/rss"\n', mail_port=25)
    return CliRunner().invoke(commands, ["-c", str(folder / "veille.toml"), "import", *words])


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    done = importing(tmp_path, str(tmp_path / "abonements.opml"))
    assert done.exit_code
    assert "abonements.opml cannot be read (No such file or directory)" in str(done.exception or done.output)


def test_a_feed_in_place_of_a_list_is_refused_and_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "flux.xml").write_text(
        "<rss version='2.0'><channel><title>T</title></channel></rss>", "utf-8"
    )
    done = importing(tmp_path, str(tmp_path / "flux.xml"))
    assert done.exit_code
    assert "flux.xml: " in str(done.exception or done.output)
    assert not (tmp_path / "veille.d").exists()
