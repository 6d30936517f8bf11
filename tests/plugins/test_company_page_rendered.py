"""The kind `company_page` with `render`: the contract, of pages as a browser shows them."""

from __future__ import annotations

import asyncio

import pytest

from veille.testing import PagesWeb, SourceContract
from veille_plugins.company_page import Source

URL = "https://ateliers-du-quai.example/offres"
DRAWN = """<!DOCTYPE html><html lang="fr"><head><title>Nos offres</title></head><body><ul id="jobs">
<li><a href="/offres/1">Chargée de médiation</a> Lorient</li>
<li><a href="/offres/2">Régisseur général</a> Brest</li>
</ul></body></html>"""


class TestRendered(SourceContract):
    source = Source(url=URL, select="#jobs li", render=True)
    pages = {URL: DRAWN}


@pytest.mark.parametrize(("render", "method"), [(True, "DRAW"), (False, "GET")])
def test_only_what_is_to_be_rendered_is_drawn(render: bool, method: str) -> None:
    web = PagesWeb({URL: DRAWN})
    batch = asyncio.run(Source(url=URL, select="#jobs li", render=render).poll(web, {}))
    assert [(request.method, request.url) for request in web.asked] == [(method, URL)]
    assert [item.url for item in batch.items] == [f"{URL}/1", f"{URL}/2"]


def test_json_is_not_to_be_rendered() -> None:
    with pytest.raises(ValueError, match="'render' is for pages that scripts draw, 'json' for JSON"):
        Source(url=URL, json="jobs", render=True)
