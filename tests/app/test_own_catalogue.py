"""A third party's kind says why it fails in its reader's language: by a catalogue beside it, through either door."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from veille.app import App
from veille.language import catalogue as catalogues
from webserver import Answer, WebServer
from world import HOUR, Article, Clock, configured, living, rows, rss

KIND = '''
"""Tides."""
from dataclasses import dataclass
from veille import Batch, SourceError, failure

@dataclass(frozen=True)
class Source:
    port: str

    async def poll(self, web, cursor):
        raise SourceError(failure("the tide is out at {port}", port=self.port))
'''
PO = (
    'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    'msgid "the tide is out at {port}"\nmsgstr "la mer est basse à {port}"\n'
)


@pytest.fixture(autouse=True)
def _no_catalogue_stays(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(catalogues, "_domains", dict(catalogues._domains))
    yield
    catalogues.catalogue.cache_clear()


def written(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o644)


def digest(folder: Path) -> str:
    """Return the digest of a watch on a tide that is out, as text."""
    with WebServer() as web:
        web.on("/feed", Answer(rss([Article(1, "Une étude")])))
        config = configured(
            folder,
            f'[channel.console]\nconsole = true\n[digest.matin]\nat = "09:30"\n[rule.r]\nany = ["étude"]\n'
            f'[source.mer]\nkind = "tide"\nport = "Lorient"\n[source]\npresse = "{web.url("/feed")}"',
            head='to = "console"\n',
        )
        assert not config.broken
        clock = Clock()

        async def life(app: App) -> None:
            for _ in range(2):
                await app.tick()
                await app.settle()
                clock.forward(HOUR)

        living(config, clock, life)
    ((text,),) = rows(folder, "SELECT text FROM message WHERE kind = 'digest'")
    return " ".join(str(text).split())


def test_a_drop_in_brings_its_sentences_beside_it(tmp_path: Path) -> None:
    written(tmp_path / "plugins/tide.py", KIND)
    written(tmp_path / "plugins/locale/fr/LC_MESSAGES/tide.po", PO)
    assert "la mer est basse à Lorient" in digest(tmp_path)


def test_a_distribution_brings_its_sentences_in_its_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = tmp_path / "site"
    written(there / "harbour_kinds/__init__.py", "")
    written(there / "harbour_kinds/tide.py", KIND)
    written(there / "harbour_kinds/locale/fr/LC_MESSAGES/tide.po", PO)
    written(there / "harbour_kinds-1.dist-info/METADATA", "Name: harbour-kinds\nVersion: 1\n")
    written(
        there / "harbour_kinds-1.dist-info/entry_points.txt",
        "[veille.sources]\ntide = harbour_kinds.tide:Source\n",
    )
    monkeypatch.syspath_prepend(str(there))
    assert "la mer est basse à Lorient" in digest(tmp_path)


def test_without_a_catalogue_it_is_quoted_in_its_own_words(tmp_path: Path) -> None:
    written(tmp_path / "plugins/tide.py", KIND)
    assert "the tide is out at Lorient" in digest(tmp_path)
