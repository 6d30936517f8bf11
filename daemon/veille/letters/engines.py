"""What search engines call themselves: proper names, whichever kind of source asks them, or asks one that asks them."""

from __future__ import annotations

from veille.language.catalogue import mark
from veille.language.words import Words, capital
from veille.letters.clip import plain

_LONGEST = 30  # characters
_NAMES = {
    "bing": "Bing",
    "bing_news": mark("Bing News"),
    "brave": "Brave",
    "duckduckgo": "DuckDuckGo",
    "google": "Google",
    "google_news": mark("Google News"),
    "mojeek": "Mojeek",
    "qwant": "Qwant",
    "searxng": "SearXNG",
    "startpage": "Startpage",
    "yahoo": "Yahoo",
    "yandex": "Yandex",
}


def engine_name(engine: str, words: Words | None = None) -> str:
    """Return what a search engine calls itself, in the reader's language where `words` are given."""
    name = _NAMES.get(engine)
    if name is None:
        return capital(plain(engine, _LONGEST))
    return name if words is None else words.say(name)
