"""The kind company_page: short pages that are themselves, what stands in a page's place, and dates in many forms."""

from __future__ import annotations

import asyncio
import json
from itertools import pairwise

import pytest

from veille import Batch, Page, SourceError, options
from veille.testing import PagesWeb
from veille_plugins.company_page import Source
from veille_plugins.company_page.masking import words

URL = "https://quai.example/equipe"
SAID = "La maison accueille des artisans et leurs élèves sur le quai depuis longtemps. "
WRITE = "<form><textarea></textarea><input type=email><div class=g-recaptcha></div></form>"


def page(title: str, text: str, beside: str = "") -> bytes:
    head = f"<head><title>{title}</title></head>"
    return f"<html lang=fr>{head}<body>{beside}<h1>{title}</h1><p>{text}</p></body></html>".encode()


def poll(body: bytes, cursor: dict | None = None, **table: str) -> Batch:
    kind = "application/json" if table else "text/html; charset=utf-8"
    web = PagesWeb({URL: Page(URL, headers={"content-type": kind}, body=body)})
    return asyncio.run(Source(URL, **table).poll(web, cursor or {}))


@pytest.mark.parametrize(
    ("title", "text", "beside"),
    [
        ("Contact", f"{SAID}Ce site est protégé par reCAPTCHA et les règles de Google s'appliquent.", ""),
        ("Contact", SAID, WRITE),
        ("L'équipe", SAID, "<div class=grecaptcha-badge></div>"),
        ("L'équipe", SAID, "<header><form><input type=password></form></header>"),
        ("L'équipe", SAID, "<div style='display:none'><form><input type=password></form></div>"),
        ("500 artisans réunis", SAID, ""),
        ("L'équipe", f"450 mètres carrés au bord de l'eau. {SAID}", ""),
        ("Technicien en maintenance", SAID, ""),
        ("Forbidden Stories", SAID, ""),
        ("Librairie L'Introuvable", SAID, ""),
        ("Sécurité", f"Le risque zéro n'existe pas. {SAID}", ""),
        ("Nous rejoindre", f"Connectez-vous avec nous sur les réseaux. {SAID}", ""),
        ("Fermé", "Bientôt.", ""),
    ],
)
def test_a_short_page_is_believed_though_its_words_are_those_of_a_wall(
    title: str, text: str, beside: str
) -> None:
    batch = poll(page(title, text, beside))
    assert not batch.suspect
    assert len(batch.items) == 1


@pytest.mark.parametrize(
    ("title", "text", "why"),
    [
        ("Un instant…", "Cela peut prendre quelques secondes.", "a captcha"),
        ("Making sure you're not a bot!", "Loading...", "a captcha"),
        ("Sécurité", "Vérification que vous n'êtes pas un robot", "a captcha"),
        ("Pardon Our Interruption", "Something about your browser…", "a captcha"),
        ("", "Request unsuccessful. Incapsula incident ID: 12-34", "a captcha"),
        ("", "Please enable JS and disable any ad blocker", "a captcha"),
        ("Bienvenue", "<form><span class=cf-turnstile></span></form>", "a captcha"),
        ("404", "Rien ici", "an error page"),
        ("Oups !", "Cette page a disparu.", "an error page"),
        ("Contenu non trouvé", "Revenez", "an error page"),
        ("503", "Réessayez", "an error page"),
        ("Maintenance", "Le site est actuellement en cours de maintenance.", "an error page"),
        ("Erreur", "Erreur lors de la connexion à la base de données", "an error page"),
        ("Account Suspended", "This account has been suspended", "an error page"),
        ("Request Rejected", "The requested URL was rejected.", "an error page"),
        ("Page introuvable", SAID * 30, "an error page"),
        ("Connexion", "<form><input type=password></form>", "a login form"),
    ],
)
def test_what_stands_in_the_place_of_a_page_is_known_by_its_words(title: str, text: str, why: str) -> None:
    assert str(poll(page(title, text)).suspect).startswith(f"quai.example/equipe shows {why}")


@pytest.mark.parametrize(
    "forms",
    [
        (
            "le 3 mars 2026",
            "le lundi 9 mars 2026 à 14h30",
            "le 9 mars 2026 à 14 h 30",
            "le 1er avril 2026",
            "le 2026-04-01T10:00:00Z",
            "le mar. 3 févr. 2026",
        ),
        (
            "March 3, 2026",
            "3rd March 2026",
            "Mon, 09 Mar 2026 10:00:00 GMT",
            "9 Mar 2026 at 3:05 pm",
            "Sept. 12th, 2026",
        ),
        ("il y a 3 h", "il y a 3 heures", "il y a 2 j", "il y a un an", "à l'instant", "hier à 10 h"),
        ("3h ago", "2d ago", "30+ days ago", "1mo ago", "an hour ago", "yesterday"),
        ("le 1er visiteur", "le 2e visiteur", "le 100e visiteur"),
    ],
)
def test_a_date_is_the_same_in_any_of_its_forms(forms: tuple[str, ...]) -> None:
    cursor: dict = {}
    for number, form in enumerate(forms):
        batch = poll(page("L'équipe", f"{SAID}</p><p>Mis à jour {form}"), cursor)
        cursor = cursor if batch.cursor is None else json.loads(json.dumps(batch.cursor))
        assert number == 0 or not batch.items, form


def test_a_number_that_counts_other_things_is_no_date() -> None:
    told = ["12 offres", "12 hectares", "il y a 3 maisons", "il y a 3 heureux", "2 days of work"]
    assert all(words(text) != words(other) for text, other in pairwise(told))


def test_where_a_word_may_be_cut_is_not_seen() -> None:
    assert words("L'équi\u00adpe du\u200b quai") == words("L'équipe du quai")


def test_a_line_called_ariane_is_no_way_through_the_site() -> None:
    rocket = "<div class=ariane-6><p>Ariane 6 décolle demain.</p></div>"
    assert "décolle" in poll(page("Espace", SAID, rocket)).items[0].text
    assert "décolle" not in poll(page("Espace", SAID, rocket.replace("ariane-6", "fil-ariane"))).items[0].text


@pytest.mark.parametrize(
    ("document", "expression"),
    [('{"a": [1]}', "a[::0]"), ('{"a": NaN}', "floor(a)"), ("{}", "a" + "|a" * 500)],
)
def test_what_an_expression_may_not_do_is_told_in_words(document: str, expression: str) -> None:
    with pytest.raises(SourceError, match=r"the expression “(?:a|floor)") as caught:
        poll(document.encode(), json=expression)
    assert len(str(caught.value)) < 250


@pytest.mark.parametrize(
    "expression", ["[" * 3_000, "(" * 3_000, "{a:" * 2_000, "`" + "[" * 5_000 + "`", "[" * 101 + "0"]
)
def test_an_expression_that_is_too_deep_is_an_error_of_the_configuration(expression: str) -> None:
    found = options.read(Source, {"url": URL, "json": expression}, where=("veille.toml", "source.quai"))
    assert isinstance(found, list)


def test_titles_that_an_api_gives_as_rendered_are_titles() -> None:
    posts = [{"id": 3, "title": {"rendered": "Portes ouvertes"}, "link": "/portes"}]
    [item] = poll(json.dumps(posts).encode(), json="@").items
    assert item.title == "Portes ouvertes"


@pytest.mark.parametrize("table", [{}, {"select": "h1"}])
@pytest.mark.parametrize(
    ("asked", "came", "home"),
    [
        ("https://quai.example/equipe", "https://quai.example/", True),
        ("https://quai.example/fr/equipe", "https://www.quai.example", True),
        ("https://emploi.quai.example/postes/3", "https://quai.example/", True),
        ("https://quai.example/equipe", "https://quai.example/equipe/", False),
        ("https://quai.example/equipe", "https://quai.example/?page=equipe", False),
        ("https://quai.example/emploi", "https://emploi.quai.example/", False),
        ("https://quai.example", "https://www.quai.example/", False),
        ("https://quai.example/index.php", "https://quai.example/", False),
        ("https://quai.example/fr/", "https://quai.example/", False),
    ],
)
def test_a_page_that_leads_to_the_home_page_is_not_taken_for_it(
    asked: str, came: str, home: bool, table: dict[str, str]
) -> None:
    source = Source(asked, **table)
    there = page("Quai", SAID)

    def poll_at(url: str, cursor: dict) -> Batch:
        answer = Page(url, headers={"content-type": "text/html"}, body=there)
        return asyncio.run(source.poll(PagesWeb({asked: answer}), cursor))

    before = dict(poll_at(asked, {}).cursor or {})
    for cursor in ({}, before):
        batch = poll_at(came, cursor)
        assert bool(batch.suspect) is home
        assert not home or "leads to the site's home page: the page is gone" in str(batch.suspect)
        assert batch.cursor is None or not home
