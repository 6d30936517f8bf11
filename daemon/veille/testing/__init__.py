"""The contract between veille and its sources, as tests: a plugin's test inherits them.

    class TestHackerNews(SourceContract):
        source = Source(phrase="veille")
        pages = {SEARCH: HERE / "pages/hackernews.json"}

Run it with pytest; each failure has advice for the author.
"""

from veille.testing.contract import SourceContract
from veille.testing.pages import PagesWeb, Request

__all__ = ["PagesWeb", "Request", "SourceContract"]
