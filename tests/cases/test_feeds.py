"""Feeds that broke other readers: encodings, dates, addresses, links, and what is news in them."""

from __future__ import annotations

from cases.lab import Lab, as_tests, brief, case
from world import Article, rss

TITLES = ("La Saône en crue", "La Maison du Livre rouvre", "Un festival à Villeurbanne", "Le tramway retardé")


@case("held", "all ids are made anew at each build", "changed: 4 new | unchanged | changed: 1 new, 1 alerted")
def all_ids_anew(lab: Lab) -> str:
    def built(times: int, *more: Article) -> bytes:
        articles = (Article(number, title, guid=f"{times}-{number}") for number, title in enumerate(TITLES))
        return rss([*more, *articles])

    return brief(
        *(lab.poll(built(1)), lab.poll(built(2)), lab.poll(built(3, Article(9, "Un concert de plus"))))
    )


test_cases_of_feeds = as_tests(__name__)
