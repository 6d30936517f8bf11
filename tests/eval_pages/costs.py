"""Made pages of 100 KB, and what it costs to read one again."""

from __future__ import annotations

import gc
import time
from itertools import accumulate
from random import Random

from eval_pages.versions import HTML
from veille import Page
from veille_plugins.company_page.reading import read

SELECTED, WHOLE = 5.0, 25.0
"""The most that a page of 100 KB may cost, in ms of CPU: with a selector, and by its main text."""

STORED = 20_000
"""The most that a page may keep in the database, in bytes."""


def a_page(number: int, *, cards: bool, size: int = 100_000) -> bytes:
    """Return a page of about so many bytes: prose, or cards of a few words each, as page builders make them."""
    random = Random(number)

    def sentence(length: int) -> str:
        return " ".join(random.choices(_WORDS, cum_weights=_OFTEN, k=length)).capitalize()

    def card(at: int) -> str:
        return (
            '<div class="card col-md-4 elementor-element elementor-widget"><div class="card-inner"><div class="card-media">'
            f'<img src="/img/{at}.jpg" alt="" loading="lazy"></div><div class="card-body"><h3 class="card-title">'
            f'<a href="/equipe/{number}-{at}">{sentence(2)} {at}</a></h3><div class="card-meta"><span class="role">'
            f'{sentence(3)}</span><span class="place">Lyon</span></div><p>{sentence(6)}.</p></div></div></div>\n'
        )

    def paragraph(at: int) -> str:
        return f'<p class="wp-block-paragraph">{sentence(14)}. <a href="/x">{sentence(3)}</a> {sentence(20)}.</p>\n'

    nav = "".join(f'<li class="menu-item"><a href="/m/{at}">Rubrique {at}</a></li>' for at in range(40))
    parts, length = [], 0
    while length < size - 6_000:
        parts.append((card if cards else paragraph)(len(parts)))
        length += len(parts[-1].encode())
    return (
        f'<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Page {number}</title></head><body>'
        f"<header><nav><ul>{nav}</ul></nav></header><main><h1>Page {number}</h1>{''.join(parts)}</main></body></html>"
    ).encode()


def _made(random: Random) -> str:
    letters = zip(random.choices("bcdfglmnprstv", k=4), random.choices("aeéiou", k=4), strict=True)
    return "".join(map("".join, letters))[random.randrange(2) : random.choice((2, 3, 4, 5, 6, 8))]


# Six thousand words, the n-th of them as often as 1/n (Zipf): so that a page compresses as one in French does, to
# about two fifths.
_WORDS = [_made(Random(number)) for number in range(6_000)]
_OFTEN = list(accumulate(1 / rank for rank in range(1, 6_001)))


def cost(*, cards: bool, select: str = "") -> float:
    """Return what reading a page of 100 KB a second time costs a worker, in ms of CPU: the least of several."""
    gc.set_threshold(50_000, 20, 100)  # as a worker has it
    url = "https://quai.example/page"
    first = Page(url, headers=HTML, body=a_page(1, cards=cards))
    cursor = dict(read(first, url, select, "", {}).cursor or {})
    later = Page(
        url, headers=HTML, body=first.body.replace(b"Lyon", b"Brest", 3).replace(b". ", b" neuf. ", 3)
    )
    best = 1e9
    for _ in range(15):
        start = time.process_time()
        read(later, url, select, "", cursor)
        best = min(best, time.process_time() - start)
    return best * 1000
