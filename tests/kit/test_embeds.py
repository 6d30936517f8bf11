"""Which frame or script of another site holds the openings of a page."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from veille.kit.embeds import Embedded, openings_elsewhere

PAGE = "https://www.maison.example/recrutement"


def elsewhere(body: str) -> Embedded | None:
    return openings_elsewhere(LexborHTMLParser(f"<html><body>{body}</body></html>"), PAGE)


@pytest.mark.parametrize(
    ("body", "host", "address"),
    [
        ('<iframe src="https://ats.example/maison"></iframe>', "ats.example", "https://ats.example/maison"),
        ('<iframe data-src="//ats.example/maison"></iframe>', "ats.example", "https://ats.example/maison"),
        ('<iframe src="/offres/liste.php"></iframe>', "maison.example", "https://www.maison.example/offres/liste.php"),
        ('<object type="text/html" data="https://ats.example/m"></object>', "ats.example", "https://ats.example/m"),
        (
            '<iframe src="https://meteo.example/x"></iframe><iframe src="https://ats.example/jobs"></iframe>',
            *("ats.example", "https://ats.example/jobs"),
        ),
        ('<script src="https://cdn.ats.example/recruit.js"></script>', "cdn.ats.example", ""),
        ('<main><div id=l></div><script src="https://ats.example/w.js"></script></main>', "ats.example", ""),
        ('<div class=content><script src="https://x.beetween.example/w.js"></script></div>', "x.beetween.example", ""),
    ],
)  # fmt: skip
def test_a_frame_or_script_of_another_site_is_named(body: str, host: str, address: str) -> None:
    assert elsewhere(body) == Embedded(host, address)


@pytest.mark.parametrize(
    "body",
    [
        "<p>Aucune offre.</p>",
        '<iframe src="https://www.youtube-nocookie.com/embed/x"></iframe>',
        '<iframe src="https://www.google.fr/maps/embed"></iframe>',
        '<iframe src="about:blank"></iframe><iframe></iframe>',
        '<main><script src="/app.js"></script><script src="https://static.maison.example/jobs.js"></script></main>',
        '<script src="https://cdn.jsdelivr.net/npm/x.js"></script>',
        '<script src="https://outil.example/mesure.js"></script>',
        '<iframe src="https://www.maison.example/recrutement#haut"></iframe>',
    ],
)
def test_what_holds_no_openings_is_not(body: str) -> None:
    assert elsewhere(body) is None
