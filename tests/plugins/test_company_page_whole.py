"""The kind company_page without a selector: what of a page's main text is a change, and what is not."""

from __future__ import annotations

import asyncio
import json
from random import Random

import pytest

from veille import Batch, Page
from veille.kit.html import read
from veille.kit.maintext import main_text
from veille.testing import PagesWeb
from veille_plugins.company_page import Source
from veille_plugins.company_page.history import VERSIONS
from veille_plugins.company_page.masking import words

URL = "https://quai.example/equipe"
HELLO = "Douze métiers sous un même toit, et une porte toujours ouverte sur le quai."
JEANNE = "Jeanne Le Goff dirige la maison depuis le printemps."
PAUL = "Paul Kerr tient la régie générale et les clés."
ADA = "Ada Quay soigne les cartes marines et les registres."


def page(*sentences: str, title: str = "L'équipe | Les Ateliers du Quai", around: str = "") -> bytes:
    text = "".join(f"<p>{sentence}</p>" for sentence in sentences)
    head = f'<title>{title}</title><meta property="og:site_name" content="Les Ateliers du Quai">'
    return f'<html lang="fr"><head>{head}</head><body>{around}<h1>L\'équipe</h1>{text}</body></html>'.encode()


def poll(body: bytes, cursor: dict | None = None) -> Batch:
    web = PagesWeb({URL: Page(URL, headers={"content-type": "text/html; charset=utf-8"}, body=body)})
    return asyncio.run(Source(URL).poll(web, cursor or {}))


def following(*pages: bytes) -> list[Batch]:
    """Return what each of these polls gives, one after the other; the cursor goes as the core would keep it."""
    cursor: dict = {}
    batches = []
    for version in pages:
        batch = poll(version, cursor)
        cursor = cursor if batch.cursor is None else json.loads(json.dumps(batch.cursor))
        batches.append(batch)
    return batches


def told(batch: Batch) -> list[str]:
    return (
        []
        if batch.suspect or (batch.items and batch.items[0].id == URL)
        else [item.text for item in batch.items]
    )


def test_the_first_poll_gives_the_page_as_an_item_and_later_ones_say_that_it_stands_there() -> None:
    first, second = following(page(HELLO, JEANNE), page(HELLO, JEANNE))
    [item] = first.items
    assert (item.id, item.url, item.title, item.language) == (URL, URL, "L'équipe", "fr")
    assert item.text == f"L'équipe {HELLO} {JEANNE}"
    assert first.title == "Les Ateliers du Quai"
    assert (list(second.items), list(second.still), second.cursor) == ([], [URL], None)


def test_a_change_is_an_item_that_tells_what_was_added_and_what_removed() -> None:
    _, second = following(page(HELLO, JEANNE, PAUL), page(HELLO, JEANNE, ADA))
    [item] = second.items
    assert item.title == f"L'équipe: {ADA}"
    assert item.text == f"+ {ADA}\n− {PAUL}"
    assert item.url == URL
    assert item.id.startswith(f"{URL}#1-")
    assert list(second.still) == [URL]


def test_what_was_only_removed_is_told_as_such() -> None:
    _, second = following(page(HELLO, JEANNE, PAUL), page(HELLO, JEANNE))
    [item] = second.items
    assert (item.title, item.text) == (f"L'équipe: − {PAUL}", f"− {PAUL}")


def test_the_same_change_read_twice_has_the_same_id_and_a_later_one_another() -> None:
    first, second, third = following(page(HELLO), page(HELLO, ADA), page(HELLO, ADA, PAUL))
    again = poll(page(HELLO, ADA), dict(first.cursor or {}))
    assert again.items[0].id == second.items[0].id != third.items[0].id


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Mis à jour le lundi 2 mars 2026 à 9 h 30.", "Mis à jour le jeudi 12 novembre 2026 à 14 h."),
        ("Publié il y a 3 heures.", "Publié il y a une heure."),
        ("Posted 3 days ago.", "Posted just now."),
        ("Posted on March 3rd, 2026 by the team.", "Posted on Nov 12, 2026 by the team."),
        ("Dernière visite : hier.", "Dernière visite : il y a 2 jours."),
        ("12 postes ouverts dans 3 villes.", "1 poste ouvert dans 2 villes."),
        ("1 254 visiteurs aujourd'hui.", "12.300 visiteurs aujourd'hui."),
        ("L'atelier « du quai » !", "L’atelier “du quai”\u202f!"),
        ("ÉQUIPE DU SOIR", "Équipe du soir"),
        ("Une e\u0301quipe soudée.", "Une équipe soudée."),
    ],
)
def test_dates_times_counters_and_typography_do_not_count(before: str, after: str) -> None:
    _, second = following(page(HELLO, before), page(HELLO, after))
    assert told(second) == []
    assert words(before) == words(after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("CDD à Lorient.", "CDI à Lorient."),
        ("Directrice depuis mars.", "Directeur depuis mars."),
        ("Un poste à Lorient.", "Un poste à Vannes."),
    ],
)
def test_a_word_counts(before: str, after: str) -> None:
    _, second = following(page(HELLO, before), page(HELLO, after))
    assert told(second) == [f"+ {after}\n− {before}"]


def test_what_stands_around_the_text_does_not_count() -> None:
    around = (
        "<nav><a href='/'>Boutique</a></nav><aside>À lire aussi</aside><div id='cookie-notice'>Des cookies</div>"
        "<ol class='breadcrumb'><li>Accueil</li></ol><div role='dialog'>Newsletter</div><form><select><option>FR"
        "</select></form><div hidden>caché</div><p style='display: none'>caché</p><script>var x = 1</script>"
        "<footer>© 2027</footer><p>Nous utilisons des cookies pour mesurer l'audience de ce site.</p>"
    )
    _, second = following(page(HELLO, JEANNE), page(HELLO, JEANNE, around=around))
    assert told(second) == []


def test_a_body_or_a_wrapper_that_is_called_after_cookies_is_still_the_page() -> None:
    for tag in (
        '<body class="cookies-not-set">',
        '<div class="share-page">',
        '<div class="newsletter-layout">',
    ):
        body = page(HELLO, JEANNE).replace(
            b"<body>", tag.encode() if "body" in tag else b"<body>" + tag.encode()
        )
        assert HELLO in main_text(read(Page(URL, body=body)))


@pytest.mark.parametrize(
    "markup",
    [
        "<div><h3>Jeanne Le Goff</h3><p>Directrice, à Lorient</p></div>",
        "<p>Jeanne Le Goff<br>Directrice, à Lorient</p>",
        "<table><tr><td>Jeanne Le Goff</td><td>Directrice, à Lorient</td></tr></table>",
        "<ul><li><b>Jeanne Le Goff</b>: Directrice, à Lorient</ul>",
        "<p>Jeanne Le Goff</p><p>Directrice, à Lorient</p>",
        "<dl><dt>Jeanne Le Goff<dd>Directrice, à <i>Lorient</i></dl>",
    ],
)
def test_the_same_words_in_other_elements_are_no_change(markup: str) -> None:
    others = f"<p>{HELLO}</p><p>{PAUL}</p>"
    before = page(HELLO, PAUL, "Jeanne Le Goff — Directrice, à Lorient")
    after = f"<title>L'équipe</title><body><h1>L'équipe</h1>{others}{markup}".encode()
    first, second = following(before, after)
    assert told(second) == []
    assert not told(poll(before, dict(second.cursor or first.cursor or {})))


def test_two_texts_shown_in_turn_are_told_once() -> None:
    a, b = page(HELLO, JEANNE, PAUL), page("Vous aimez le papier, le vent et les départs ?", JEANNE, PAUL)
    batches = following(a, b, a, b, b, a, b)
    assert [len(told(batch)) for batch in batches] == [0, 1, 0, 0, 0, 0, 0]


def test_a_change_of_a_page_that_shows_two_texts_is_told_once_and_alone() -> None:
    hello = "Vous aimez le papier, le vent et les départs ?"
    versions = [page(HELLO, JEANNE), page(hello, JEANNE), page(hello, JEANNE, ADA), page(HELLO, JEANNE, ADA)]
    batches = following(*versions, *versions[2:])
    assert [told(batch) for batch in batches][2:] == [[f"+ {ADA}"], [], [], []]


def test_what_comes_back_after_many_versions_is_told_again_under_another_id() -> None:
    others = [
        page(HELLO, f"Nous cherchons {what}.")
        for what in ("un toit", "le sud", "des mots", "la paix", "du temps")
    ]
    assert len(others) == VERSIONS
    batches = following(page(HELLO), page(HELLO, ADA), *others, page(HELLO, ADA))
    first, last = batches[1].items[0], batches[-1].items[0]
    assert last.text.startswith(f"+ {ADA}")
    assert first.id != last.id


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (page("Not found", title="404"), "shows an error page, though it answers as if all were well"),
        (page("Le site est en maintenance, merci de votre patience."), "shows an error page"),
        (
            page("Please verify that you are human", "<div class=h-captcha></div>"),
            "shows a captcha in place of its page",
        ),
        (page("<input type=password>"), "shows a login form: it cannot be read without an account"),
        (
            page("Connectez-vous pour voir ce profil."),
            "shows a login form: it cannot be read without an account",
        ),
        (
            b"<div class=cmp>Ce site et ses partenaires utilisent des cookies.<button>Accepter</button></div>",
            "asks for consent to cookies in place of its page",
        ),
        (b"<script>draw()</script><body><div id=root></div>", "has no text, and had some before"),
        (page(), "has less than a tenth of its usual text"),
    ],
)
def test_what_stands_in_place_of_the_page_is_suspect_and_changes_nothing(body: bytes, why: str) -> None:
    long = page(HELLO, JEANNE, PAUL, ADA)
    first = poll(long)
    cursor = dict(first.cursor or {})
    for _ in range(2):
        batch = poll(body, cursor)
        assert str(batch.suspect).startswith(f"quai.example/equipe {why}")
        assert batch.cursor is None, "what was there before is not forgotten"
    assert told(poll(long, cursor)) == []


def test_a_page_that_speaks_of_errors_cookies_and_accounts_is_itself() -> None:
    said = "Nous cherchons une personne : page introuvable, erreur 404, connectez-vous, cookies à accepter, captcha."
    more = [
        f"{number}. Elle saura y répondre, relire nos textes d'aide et rester calme." for number in range(20)
    ]
    assert poll(page(said, *more)).items


def test_a_long_page_is_compared_to_its_end_and_kept_within_bounds() -> None:
    random = Random(3)
    sentences = [f"Phrase {' '.join(_word(random) for _ in range(9))}." for _ in range(2_500)]
    before, after = page(*sentences), page(*sentences[:-1], "Et voici la dernière phrase de cette page.")
    _, second, third = following(before, after, after)
    assert told(second) == ["+ Et voici la dernière phrase de cette page."]
    assert told(third) == []
    assert len(json.dumps(second.cursor)) < 80_000


def test_a_cursor_that_cannot_be_read_begins_anew() -> None:
    for broken in ({"text": "~~~"}, {"text": 3}, {"text": "c%1E4@cL"}, {"changes": "x"}):
        assert poll(page(HELLO), broken).items[0].id == URL


def _word(random: Random) -> str:
    return "".join(random.choice("abcdefghilmnoprstuv") for _ in range(7))
