"""The kind own_page: what one's own page says, where it links to, and what it is when it can't be read."""

from __future__ import annotations

import asyncio

import pytest

from veille import Batch, Page, SourceError
from veille.testing import PagesWeb, SourceContract
from veille_plugins.own_page import Source

URL = "https://ines.example/"
PAGE = """<!doctype html><html lang="fr"><head><title>Inès Morvan, relieuse</title>
<meta name="description" content="Relieuse à Lorient, je cherche un atelier."></head><body>
<header><nav><a href="/cv">CV</a> <a href="https://carnet.example/@ines#me">Carnet</a> <a href="/">Accueil</a></nav></header>
<main><h1>Inès Morvan</h1><p>Relieuse à Lorient depuis 2019.</p><p>Voir <a href="https://quai.example/equipe">l'équipe</a>,
<a href="mailto:ines@ines.example">écrire</a>, <a href="https://quai.example/equipe#moi">encore l'équipe</a>.</p></main>
<footer>© 2026</footer></body></html>"""


class TestOwnPage(SourceContract):
    source = Source(URL)
    pages = {URL: PAGE}
    pages2 = {URL: PAGE.replace("Relieuse à Lorient depuis 2019.", "Relieuse à Vannes.")}


def poll(body: str) -> Batch:
    web = PagesWeb({URL: Page(URL, headers={"content-type": "text/html"}, body=body.encode())})
    return asyncio.run(Source(URL).poll(web, {}))


def test_a_page_of_one_s_own_is_one_item_with_its_main_text() -> None:
    [item] = poll(PAGE).items
    assert (item.id, item.url, item.title, item.language) == (URL, URL, "Inès Morvan, relieuse", "fr")
    assert item.text == "Inès Morvan Relieuse à Lorient depuis 2019. Voir l'équipe, écrire, encore l'équipe."


def test_its_links_and_its_description_are_kept_for_the_report() -> None:
    assert poll(PAGE).cursor == {
        "links": ["https://ines.example/cv", "https://carnet.example/@ines", "https://quai.example/equipe"],
        "description": "Relieuse à Lorient, je cherche un atelier.",
    }


def test_a_thousand_links_are_cut_short() -> None:
    links = "".join(f'<a href="/p/{number}">p</a>' for number in range(1_000))
    cursor = poll(f"<p>Mes pages : {links}</p>").cursor or {}
    assert len(cursor["links"]) == 300


def test_a_page_behind_a_login_is_not_what_it_says_of_itself() -> None:
    wall = "<title>Sign In | Réseau</title><h1>Join to see Inès</h1><form><input type='password'></form>"
    batch = poll(wall)
    assert str(batch.suspect) == "ines.example shows a login form: it cannot be read without an account"
    assert not batch.items


def test_a_page_without_text_is_an_error() -> None:
    with pytest.raises(SourceError, match=r"ines\.example has no text: it may be drawn by a script"):
        poll("<html><body><div></div></body></html>")


def test_a_page_that_its_scripts_draw_is_not_believed() -> None:
    batch = poll("<html><body><div id=root></div><script src=app.js></script></body></html>")
    assert str(batch.suspect).startswith(
        "ines.example is drawn by its scripts, and shows nothing without them: a source of"
    )
    assert not batch.items
