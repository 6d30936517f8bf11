"""A letter written out: the subject is the news, the text has 72 columns, the HTML holds nothing it should not."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from letters_sample import (
    LETTERS,
    MORNING,
    NOW,
    PARIS,
    alert_one,
    alert_two,
    at,
    digest,
    digest_empty,
    moves,
    now_of,
    weekly,
)
from report_sample import REPORTS
from veille.errors import text_failure
from veille.letters.clip import cut, plain, safe, shorten
from veille.letters.compose import Letter
from veille.letters.letter import (
    Alert,
    Copy,
    Coverage,
    DigestLetter,
    Entry,
    Failing,
    Reason,
    Rendered,
    Section,
)
from veille.model import MARK, UNMARK, By
from veille.render.render import render, render_page
from veille.render.text import COLUMNS, columns, wrap

LETTERS = {**LETTERS, **REPORTS}
VOID = {"meta", "br", "img"}
KNOWN = {
    *VOID,
    *("html", "head", "title", "style", "body", "div", "main", "header", "section", "article", "footer"),
    *("p", "h1", "h2", "h3", "a", "mark", "span", "table", "tr", "th", "td", "code", "ul", "li"),
}


class Outline(HTMLParser):
    """What a browser would make of a page: its elements in balance, its links, its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []
        self.texts: dict[str, list[str]] = {}
        self.attributes: set[str] = set()
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in KNOWN, tag
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name == "href"]
        if tag not in VOID:
            self.open.append(tag)
            self.texts.setdefault(tag, []).append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        for tag in set(self.open):
            self.texts[tag][-1] += data


def written(letter: Letter, language: str = "fr", name: str = "Inès", now=NOW) -> Rendered:
    return render(letter, language=language, timezone=PARIS, now=now, name=name)


def spaced(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def entry(**fields: object) -> Entry:
    return replace(Entry(1, "Titre", "https://a.example/", "Le Journal", at(23, 9)), **fields)


def alert_of(*entries: Entry, topic: str = "Secteur") -> Alert:
    return Alert((Section(topic, entries),), seen_at=NOW)


def lines_are_narrow(text: str) -> bool:
    return all(columns(line) <= COLUMNS or "://" in line for line in text.splitlines())


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", LETTERS)
def test_every_letter_keeps_to_the_rules_of_all_letters(name: str, language: str):
    done = written(LETTERS[name], language, now=now_of(name))
    assert 0 < len(done.subject) <= 60
    assert lines_are_narrow(done.text)
    page = Outline(done.html)
    assert page.texts["title"] == [done.subject]
    assert page.attributes <= {
        *("lang", "charset", "name", "content", "style", "class", "href", "dir", "role", "scope"),
        "aria-hidden",
        *(("src", "alt", "width", "height") if done.picture else ()),
    }
    assert f'<html lang="{language}">' in done.html
    assert done.html.count("src=") == done.html.count('src="cid:') == (done.picture is not None)
    assert "url(" not in done.html and "@import" not in done.html
    assert "prefers-color-scheme: dark" in done.html
    assert 'content="light dark"' in done.html
    assert all(block for block in done.chat)
    for told in (done.subject, done.text, done.html, *done.chat):
        assert "None" not in told and "{" not in told.split("</style>")[-1]


@pytest.mark.parametrize("name", LETTERS)
def test_text_and_html_say_the_same_in_the_same_order(name: str):
    done = written(LETTERS[name], now=now_of(name))
    text, html = " ".join(done.text.split()), Outline(done.html)
    for tag in ("h3", "td"):
        place = 0
        for told in html.texts.get(tag, []):
            sentence = " ".join(told.split())
            sentence = sentence.lstrip("0123456789 ") if tag == "h3" else sentence
            assert sentence in text[place:]
            place = text.index(sentence, place) + len(sentence)
    for told in [*html.texts.get("li", []), *html.texts.get("p", [])[2:]]:
        assert " ".join(told.split()).replace("`", "") in text.replace("*", "").replace("`", "")


def test_a_mail_is_never_so_long_that_its_foot_is_hidden_and_what_has_no_room_is_counted():
    entries = tuple(
        replace(
            alert_one().sections[0].entries[0],
            number=number,
            title=f"Titre {number}",
            excerpt="Un long extrait. " * 13,
        )
        for number in range(1, 201)
    )
    long = replace(digest(), sections=(Section("Articles", entries[:150]), Section("Avis", entries[150:])))
    rendered = render(long, language="fr", timezone=PARIS, now=MORNING)
    assert 80_000 < len(rendered.html.encode()) <= 95_000
    shown = rendered.html.count('<article class="story"')
    notes = re.findall(r"(\d+) de plus", rendered.html)
    assert shown + sum(map(int, notes)) == 200 + len(digest().closing)
    assert all(f"Titre {number}\n" in rendered.text for number in range(1, 201))
    # a part is not cut for another's sake
    assert all(rendered.html.count(f">Titre {number}<") for number in (1, 151, 160))


def test_an_alert_of_one_has_its_title_as_subject_and_says_why():
    done = written(alert_one())
    assert done.subject == "« La médiation, c'est d'abord écouter »"
    text = spaced(done.text)
    assert "Pourquoi : règle « médiation » : médiation + musée" in text
    assert "+ 2 reprises : Agenda Culture (10 h 05), Le Petit Lyonnais (10 h 31)" in text
    assert "La *médiation* au *musée*, dit-elle" in text
    assert "Lyon Culture Mag · Claire Vasseur · ce matin à 9 h 42" in text
    assert "    https://lyonculturemag.example/portraits/mediation-ecouter\n" in text
    assert "Vue ce matin à 9 h 58, 16 minutes après sa parution." in text
    assert "Prochaine lettre : demain 7 h 30." in text
    assert "écrivez à ami@example.org" in text
    assert '<a class="accent link" href="mailto:ami@example.org"' in done.html


def test_an_alert_of_two_is_counted_and_named():
    assert spaced(written(alert_two()).subject) == "2 offres : Fabrique Confluence, Maison du Livre"
    text = spaced(written(alert_two()).text)
    assert "Clôture : vendredi 11 décembre (dans 18 jours)" in text
    assert "Lyon 2e · 29–33 k€" in text
    english = written(alert_two(), "en")
    assert "Closes: Friday 11 December (in 18 days)" in spaced(english.text)
    assert "Why: rule “offres-com”: chargé·e de communication + Lyon" in english.text


def test_titles_that_fit_are_the_subject_and_a_topic_that_names_no_entry_is_named():
    short = (entry(title="La grève est finie"), entry(number=2, title="Le tram roule"))
    subject = spaced(written(alert_of(*short, topic="Musées")).subject)
    assert subject == "Musées, 2 nouvelles : La grève est finie, Le tram roule"
    several = replace(alert_one(), sections=(*alert_one().sections, *alert_two().sections))
    assert spaced(written(several).subject).startswith("3 nouvelles : « La médiation,")


def test_a_source_whose_topic_takes_everything_is_the_reason():
    done = written(alert_of(entry(reasons=(Reason(By.source("appels")), Reason(By.rule("r"), ("a",))))))
    assert "Pourquoi : tout ce que donne la source « appels » ; règle « r » : a\n" in spaced(done.text)


def test_the_digest_is_named_after_what_closes_first():
    done = written(digest(), now=MORNING)
    assert spaced(done.subject) == "Lundi : « Chargée de projet culturel » clôt mercredi"
    text = spaced(done.text)
    assert "VEILLE D’INÈS · Lundi 23 novembre" in text
    assert "de vendredi 7 h 30 à lundi 7 h 30 · 12 nouvelles, 7 ici ·" in text
    assert "3 déjà reçues en alerte" in text
    assert "\nSECTEUR (3 sur 8)                  ▃▂▃▃▂▃▃▃▇  8, le double de d’habitude\n" in text
    assert "\nAPPELS (1)\n" in text, "nothing is usual of a topic that is new"
    assert "Et 5 autres, que montre `veille items --matched`." in text
    assert "Ce que la veille a vu : 42 sources sur 44, 2 016 relevés, 1 318 articles\nlus." in text
    assert "presse-lyon (en panne depuis samedi 14 h 02," in text
    assert "+ 6 reprises" in text and "La Gazette des communs et 1 autre" in text
    numbers = [line for line in text.splitlines() if line.startswith("[")]
    assert [line[1] for line in numbers] == list("12234567" + "8"), "what stands below keeps its number"


def test_a_digest_says_in_brief_what_matters_most():
    text = spaced(written(digest(), now=MORNING).text)
    brief = text.partition("EN BREF\n")[2].partition("\n\n")[0].replace("\n    ", " ")
    assert brief.splitlines() == [
        "  · Les bibliothèques de Lyon ouvrent leurs données de prêt, dans 7 titres",
        "  · Chargée de projet culturel clôt mercredi 25 novembre (dans 2 jours) ; 1 autre finit sous 7 jours",
        "  · « Secteur » : 8, le double de d’habitude",
    ]
    english = spaced(written(digest(), "en", now=MORNING).text)
    assert "  · “Secteur”: 8, twice as many as usual\n" in english


def test_a_digest_of_few_things_has_nothing_to_say_in_brief():
    letter = digest()
    one = replace(letter, closing=(), trends=(), sections=(letter.sections[1],))
    assert "EN BREF" not in written(one, now=MORNING).text


def test_a_digest_says_who_talks_about_it():
    text = " ".join(spaced(written(digest(), now=MORNING).text).split())
    assert (
        "QUI EN PARLE Hugo Lenoir, Presse Culture (3 articles, une nouvelle voix) · Claire Vasseur," in text
    )
    assert "Archimag (1, un nouveau titre) et 1 autre ---" in text
    one = replace(digest(), voices=digest().voices[-1:])
    assert "QUI EN PARLE" not in written(one, now=MORNING).text


def test_a_weekly_digest_reads_as_a_week_with_its_figures_and_its_own_title():
    done = written(weekly(), now=weekly().end)
    assert spaced(done.subject) == "Revue de presse : « Acme Robotique ouvre un… » dans 6 titres"
    text = spaced(done.text)
    assert "REVUE DE PRESSE ACME ROBOTIQUE · Semaine du 20 au 27 novembre" in text
    assert "LA SEMAINE EN CHIFFRES\nNous           ▂▂▃▂▂▂▃▂▇  6, d’habitude 2\n" in text
    assert "Gamma Motion   ▁▁▁▁▇▁▁▁▂  1, d’habitude 0\n" in text
    assert "Secteur        ▃▃▃▃▃▃▃▃▃  27, comme d’habitude\n" in text
    assert "\nNOUS (2 sur 6)\n" in text, "its figures stand above"
    assert "2 messages n’ont pas pu être remis." in text
    month = replace(weekly(), title="", start=at(1, 8), end=at(1, 8).replace(month=12))
    done = written(month, now=month.end)
    assert "VEILLE D’INÈS · Novembre 2026" in spaced(done.text)
    assert "NOVEMBRE 2026 EN CHIFFRES" in spaced(done.text)
    assert spaced(done.subject).startswith("Novembre 2026 : « Acme Robotique")


def test_what_stands_out_is_an_alert_with_its_figures():
    done = written(LETTERS["spike"])
    assert spaced(done.subject) == "« Open data » : 14 articles aujourd’hui, d’habitude 3"
    assert "▂▂▂▂▂▂▂▂▇" in done.text
    assert spaced(written(LETTERS["spike"], "en").subject) == "“Open data”: 14 articles today, usually 3"
    assert done.chat[0].startswith("head\t🔔 « Open data »".replace("« ", "«\u00a0").replace(" »", "\u00a0»"))


def test_a_digest_of_nothing_but_what_closes_says_how_many():
    letter = replace(digest(), sections=(), trends=(), voices=())
    text = spaced(written(letter, now=MORNING).text)
    assert "BIENTÔT FINI (2)" in text
    assert "0 nouvelle" not in text


def test_else_after_the_story_that_most_outlets_carry():
    letter = digest()
    calm = replace(letter, closing=(), sections=(letter.sections[1], letter.sections[2]))
    assert (
        spaced(written(calm, now=MORNING).subject)
        == "Lundi : 9 nouvelles, dont « Les bibliothèques de Lyon… »"
    )
    one = replace(letter, closing=(), sections=(Section("Secteur", (entry(title="Le musée rouvre"),)),))
    assert spaced(written(one, now=MORNING).subject) == "Lundi : Le musée rouvre"


def test_the_preheader_goes_on_where_the_subject_stops():
    done = written(digest(), now=MORNING)
    hidden = Outline(done.html).texts["div"][0]
    assert spaced(hidden).startswith("Et aussi : Chargé(e) de communication éditoriale")
    assert "Chargée de projet" not in hidden
    alone = Outline(written(alert_of(entry(title="mot " * 40))).html).texts["div"][0]
    assert alone.startswith("mot mot")


def test_an_empty_digest_is_one_sentence_and_says_that_all_is_well():
    done = written(digest_empty(), now=MORNING)
    assert spaced(done.subject) == "Lundi : rien de neuf depuis vendredi"
    assert (
        "Rien de neuf depuis vendredi. 44 sources sur 44 relevées, 2 104 fois :\nla veille va bien."
        in spaced(done.text)
    )
    english = written(digest_empty(), "en", now=MORNING)
    assert "Nothing new since Friday. 44 of 44 sources polled, 2,104 times" in spaced(english.text)


def test_an_empty_digest_does_not_say_that_all_is_well_when_it_is_not():
    failing = Coverage(44, 43, 2000, 0, failing=(Failing("presse-lyon", at(21, 14), text_failure("503")),))
    text = spaced(written(replace(digest_empty(), coverage=failing), now=MORNING).text)
    assert "va bien" not in text
    assert "Ce qu’elle n’a pas vu : presse-lyon" in text


def test_an_empty_digest_after_alerts_says_so():
    done = written(replace(digest_empty(), alerted=3), now=MORNING)
    assert spaced(done.subject) == "Lundi : rien de plus que vos 3 alertes"
    assert "Rien de plus que les 3 alertes déjà reçues depuis vendredi." in spaced(done.text)


def test_the_first_letter_counts_what_was_there_and_asks_about_empty_rules():
    done = written(LETTERS["first"])
    text = spaced(done.text)
    assert spaced(done.subject) == "Votre veille est en place : voici ce qui était déjà là"
    assert "43 sources sur 44 lues, 1 207 articles connus" in text
    assert "OFFRES (2 sur 6)" in text
    assert "La règle « concurrents » n’a rien trouvé du tout" in text


@pytest.mark.parametrize(
    ("name", "french", "english"),
    [
        (
            "source-down",
            "Veille : presse-lyon n’est plus lisible",
            "Veille: presse-lyon has been unreadable since Saturday 14:02",
        ),
        (
            "source-back",
            "Veille : presse-lyon est revenue, 41 articles rattrapés",
            "Veille: presse-lyon is back, 41 articles caught up",
        ),
        (
            "network-down",
            "Veille : plus de réseau depuis ce matin à 6 h 30",
            "Veille: no network since this morning at 6:30",
        ),
        (
            "network-back",
            "Veille : le réseau est revenu, 12 articles rattrapés",
            "Veille: the network is back, 12 articles caught up",
        ),
        (
            "recipient-down",
            "Veille : ines@example.org ne reçoit plus rien",
            "Veille: ines@example.org can no longer be reached",
        ),
        (
            "recipient-back",
            "Veille : ines@example.org reçoit de nouveau",
            "Veille: ines@example.org can be reached again",
        ),
        ("moved", "Veille : presse-lyon a changé d’adresse", "Veille: presse-lyon has a new address"),
    ],
)
def test_a_health_note_says_what_and_since_when(name: str, french: str, english: str):
    assert spaced(written(LETTERS[name]).subject) == french
    assert spaced(written(LETTERS[name], "en").subject) == english


def test_a_failing_source_is_told_with_its_effect_and_what_to_do():
    text = spaced(written(LETTERS["source-down"]).text)
    assert "Quoi      https://presse-lyon.example/feed.xml\n" in text
    assert "Erreur    répond 503, 4 essais en 43 heures\n" in text
    assert "Depuis    samedi 21 novembre, 14 h 02 ; dernier article lu :" in text
    assert "les règles « open-data » et « offres-com » ne voient plus" in text
    assert "          veille status presse-lyon\n" in text


def test_a_very_long_name_leaves_the_subject_whole():
    note = replace(LETTERS["source-down"], name="n" * 300)
    assert len(written(note).subject) <= 60


def test_a_page_for_a_folder_holds_the_same_without_the_hidden_line():
    page = render_page(digest(), language="fr", timezone=PARIS, now=MORNING, name="Inès")
    assert Outline(page).texts["h3"] == Outline(written(digest(), now=MORNING).html).texts["h3"]
    assert "display:none" not in page and "display:none" in written(digest(), now=MORNING).html


def test_copies_of_no_named_outlet_are_only_counted():
    done = written(alert_of(entry(copies=(Copy("", "", at(22, 8)),))))
    assert "    + 1 reprise\n" in done.text


def test_what_closed_is_said_to_be_closed():
    text = spaced(written(alert_of(entry(closes=date(2026, 11, 20)))).text)
    assert "Close depuis vendredi 20 novembre" in text


def test_a_contact_that_is_a_web_page_is_a_link_on_its_own_line():
    done = written(replace(alert_one(), contact="https://veille.example/contact"))
    assert "\nhttps://veille.example/contact\n" in done.text
    assert 'href="https://veille.example/contact"' in done.html


# What is remote

NASTY = [
    "Titre\r\nBcc: evil@example.org",
    "\u202egnp.exe\u202c renversé \u2066isolé\u2069",
    "x" * 10_000,
    "mot " * 2_500,
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    '"><a href="javascript:alert(1)">clic</a>',
    "*gras* _ital_ [lien](javascript:alert(1)) `code` # titre | {{ 7*7 }} {% raw %}",
    "lone \ud800 surrogate \x00\x07\x1b[31m",
    "中文" * 60,
    "e\u0301" * 300,
    MARK + "ouvert",
    UNMARK + MARK + MARK + "a" + UNMARK + UNMARK + "b" + MARK,
    "",
    "   \t\n ",
]

remote = st.one_of(
    st.sampled_from(NASTY),
    st.text(max_size=300),
    st.text(alphabet=st.sampled_from("a *_[]()<>\"'&\\\r\n\t\u202e\x02\x03éß中😀\ud800…"), max_size=400),
)
links = st.one_of(
    remote,
    st.sampled_from(
        [
            "javascript:alert(1)",
            "JaVaScRiPt://a.example/%0aalert(1)",
            "data:text/html,<script>",
            'https://a.example/"onmouseover="alert(1)',
            "https://a.example/ a b\r\nX: y",
            "http://[::1",
            "https:///nohost",
            "//a.example/",
            "https://a.example/<b>?q='x'&y=\u202e" + "z" * 500,
        ]
    ),
)


@given(
    title=remote,
    excerpt=remote,
    url=links,
    outlet=remote,
    word=remote,
    language=st.sampled_from(["fr", "en"]),
)
@settings(max_examples=100)
def test_nothing_remote_breaks_a_letter(title, excerpt, url, outlet, word, language):
    found = Entry(
        1,
        title,
        url,
        outlet,
        at(23, 9),
        author=outlet,
        excerpt=excerpt,
        reasons=(Reason(By.rule(word), (word,)), Reason(By.source(word))),
        copies=(Copy(outlet, url, at(22, 9)),),
        facts=((word, word),),
    )
    sections = (Section(word, (found, replace(found, number=2))), Section(title, (replace(found, number=3),)))
    period = DigestLetter(
        "",
        at(20, 7),
        MORNING,
        sections,
        Coverage(1, 0, 1, 1, (Failing(outlet, at(21, 9), text_failure(word)),)),
    )
    for letter in (alert_of(found, topic=word), Alert(sections, NOW), period):
        done = written(letter, language, name=word)
        assert len(done.subject) <= 60 and done.subject == "".join(done.subject.splitlines())
        assert lines_are_narrow(done.text)
        page = Outline(done.html)
        assert all(link.startswith(("http://", "https://")) for link in page.links)
        assert not any(name.startswith("on") for name in page.attributes)
        for told in (done.subject, done.text, done.html, *done.chat):
            told.encode()
            assert not set(told) & set("\x00\x07\x1b\r\u202e\u2066")
        assert not set(done.text + done.html) & {MARK, UNMARK}
        assert all(block.count(MARK) == block.count(UNMARK) for block in done.chat)
        assert all(line.count("\t") == 1 for block in done.chat for line in block.split("\n"))


@given(remote, st.integers(1, 300))
@settings(max_examples=100)
def test_what_is_cut_fits_and_says_that_it_was_cut(text: str, limit: int):
    line = plain(text, limit)
    assert len(line) <= limit
    assert line == plain(text, 20_000) or line.endswith("…")


@given(remote, st.integers(20, 300))
@settings(max_examples=100)
def test_a_shortened_excerpt_fits_with_its_marks_in_pairs(text: str, limit: int):
    told = shorten(text, limit)
    assert len(told.replace(MARK, "").replace(UNMARK, "")) <= limit
    signs = [sign for sign in told if sign in (MARK, UNMARK)]
    assert signs == [MARK, UNMARK] * (len(signs) // 2)


def test_a_cut_excerpt_still_shows_the_found_word():
    assert f"{MARK}trouvé{UNMARK}" in shorten("mot " * 100 + f"{MARK}trouvé{UNMARK}" + " mot" * 100)


def test_a_cut_falls_between_words():
    assert cut("Les bibliothèques de Lyon ouvrent", 20) == "Les bibliothèques…"
    assert cut("court", 20) == "court"


def test_only_web_addresses_are_links():
    assert safe("https://a.example/x?y=1&z=é#f") == "https://a.example/x?y=1&z=é#f"
    assert safe(" http://a.example/a b ") == "http://a.example/a%20b"
    refused = [
        "javascript:alert(1)",
        "ftp://a.example/",
        "//a.example",
        "https://",
        "http://[::1",
        "mailto:a@b",
    ]
    assert [safe(url) for url in refused] == [""] * len(refused)


def test_an_address_is_never_broken_and_prose_never_wider():
    address = "https://a.example/" + "x" * 100
    assert address in wrap(f"voir {address} ici")
    assert [columns(line) for line in wrap("中" * 100)] == [72, 72, 56]
    assert wrap("a b", first="- ", rest="  ", width=4) == ["- a", "  b"]


def test_a_digest_of_300_entries_is_whole_in_its_text():
    many = tuple(entry(number=n, title=f"Titre {n}") for n in range(1, 301))
    done = written(
        replace(digest(), closing=(), sections=(Section("Tout", many),)), now=MORNING + timedelta(seconds=1)
    )
    assert 100 < len(Outline(done.html).texts["h3"]) < 300
    assert all(f"Titre {n}\n" in done.text for n in range(1, 301))
    assert "[300] Titre 300" in done.text


@pytest.mark.parametrize("name", LETTERS)
def test_html_sets_commands_as_code_and_shows_no_backtick(name: str):
    done = written(LETTERS[name], now=now_of(name))
    assert "`veille" not in done.html
    assert done.html.count("</code>") >= done.text.count("`veille")


def test_a_title_that_is_cut_in_the_subject_of_a_newcomer_is_still_quoted():
    title = "Cross de Strasbourg : les résultats complets de la course"
    done = written(moves(replace(moves().moves[0], title=title)))
    assert done.subject.endswith("…\u00a0»")
    assert len(done.subject) <= 60


def test_what_is_cut_ends_on_no_separator():
    assert cut("Chargée de médiation · Aquarium", 25) == "Chargée de médiation…"
