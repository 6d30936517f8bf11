"""Pages whose change is news: what a click shows, links, numbers, states that come back; and pages that are none."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from random import Random

from cases.lab import Lab, as_tests, brief, case
from webserver import Answer
from world import HOUR

HOUSE = (
    "La maison des associations accueille les habitants du quartier et propose des ateliers toute l'année. "
    * 3
)


def html(main: str, *, title: str = "Nous rejoindre", beside: str = "", language: str = "fr") -> str:
    head = f'<head><meta charset="utf-8"><title>{title}</title></head>'
    return (
        f'<!doctype html><html lang="{language}">{head}<body><header><nav><a href="/">Accueil</a></nav></header>'
        f"<main><h1>{title}</h1><p>{HOUSE}</p>{main}</main>{beside}<footer>© 2026</footer></body></html>"
    )


def played(lab: Lab, *pages: str, polls: int = 1) -> str:
    """Watch a page through its versions, each for some polls; return what was told of the later ones, and where it leads."""
    lab.watch('kind = "company_page"')
    ended = []
    for page in pages:
        outcomes = [lab.poll(page, after=6 * HOUR) for _ in range(polls)]
        ended.append(outcomes[0])
    told = lab.rows("SELECT title, url, text FROM item WHERE id > 1 ORDER BY id")
    home = lab.web.url("")
    lines = [
        str(text) + ("" if url == lab.web.url("/s") else f" -> {str(url).removeprefix(home)}")
        for _, url, text in told
    ]
    suspect = [brief(polled) for polled in ended if str(polled.outcome) in ("failed", "suspect")]
    return " | ".join((*lines, *suspect)) or "nothing"


def accordion(*titles: str) -> str:
    return "".join(
        f'<section class="fr-accordion"><h3 class="fr-accordion__title"><button type="button" aria-expanded="false" '
        f'aria-controls="acc-{at}">{title}</button></h3><div id="acc-{at}" class="fr-collapse">'
        f"<p>Fiche de poste.</p></div></section>"
        for at, title in enumerate(titles)
    )


@case(
    "P1",
    "the State's design system: the title is a button in a heading",
    "+ Responsable du service des publics + Fiche de poste.",
)
def title_in_a_button(lab: Lab) -> str:
    return played(
        lab,
        html(accordion("Médiateur", "Agent d'accueil")),
        html(accordion("Médiateur", "Agent d'accueil", "Responsable du service des publics")),
    )


@case("P1", "cards that are buttons", "+ Comptable + CDI, Nantes")
def cards_that_are_buttons(lab: Lab) -> str:
    def cards(*titles: str) -> str:
        return "".join(
            f"<button class='card'><h3>{title}</h3><p>CDI, Nantes</p></button>" for title in titles
        )

    return played(lab, html(cards("Libraire")), html(cards("Libraire", "Comptable")))


@case("P1", "Bootstrap, in German", "+ Buchhalterin (m/w/d) + Vollzeit in Kiel")
def bootstrap(lab: Lab) -> str:
    def items(*titles: str) -> str:
        return "".join(
            f"<div class='accordion-item'><h2 class='accordion-header'><button class='accordion-button collapsed' "
            f"type='button' "
            f"data-bs-toggle='collapse' data-bs-target='#c{at}'>{title}</button></h2><div id='c{at}' "
            f"class='accordion-collapse "
            f"collapse' aria-hidden='true'><div class='accordion-body'>Vollzeit in Kiel</div></div></div>"
            for at, title in enumerate(titles)
        )

    return played(lab, html(items("Lehrerin")), html(items("Lehrerin", "Buchhalterin (m/w/d)")))


@case("P1", "a button that does something is none", "nothing")
def buttons_that_do(lab: Lab) -> str:
    return played(
        lab,
        html(
            "<p>Venez.</p><button>Partager</button><button aria-expanded=false aria-controls=m>Menu</button>"
        ),
        html("<p>Venez.</p><button>Imprimer</button><button type=submit>Je m'abonne</button>"),
    )


@case("P2", "hidden panels under buttons", "+ Jardinière + Jardinière : poste à pourvoir.")
def hidden_panels(lab: Lab) -> str:
    def panels(*titles: str) -> str:
        return "".join(
            f"<h3><button aria-expanded='false'>{title}</button></h3><div role='region' hidden><p>{title} : poste à "
            f"pourvoir.</p></div>"
            for title in titles
        )

    return played(lab, html(panels("Comptable")), html(panels("Comptable", "Jardinière")))


@case("P2", "a text that alone changes in a panel", "+ Poste pourvu. − À pourvoir en mai.")
def text_in_a_panel(lab: Lab) -> str:
    def panel(text: str) -> str:
        return f"<button aria-controls='p1'>Régisseuse</button><div id='p1' hidden>{text}</div>"

    return played(lab, html(panel("À pourvoir en mai.")), html(panel("Poste pourvu.")))


@case("P2", "tabs: the second is hidden", "+ Receptionist, Leeds")
def tabs(lab: Lab) -> str:
    def page(*jobs: str) -> str:
        rows = "".join(f"<li>{job}</li>" for job in jobs)
        return html(
            "<ul role=tablist><li role=presentation><a role=tab href='#a'>About</a></li><li role=presentation><a "
            "role=tab href='#b'>"
            f"Jobs</a></li></ul><div role=tabpanel id=a><p>Hello.</p></div><div role=tabpanel id=b "
            f"style='display:none'><ul>{rows}</ul></div>",
            language="en",
        )

    return played(lab, page("Cook, York"), page("Cook, York", "Receptionist, Leeds"))


@case("P2", "tabs that are called navigation, and offers in windows", "+ Poste de doreur + Poste de relieuse")
def tabs_in_nav(lab: Lab) -> str:
    def page(more: str, window: str) -> str:
        return html(
            f"<nav role=tablist><button role=tab aria-controls=q>Postes</button></nav><div id=q "
            f"hidden><p>Ici.</p>{more}</div>"
            f"<button data-bs-toggle=modal data-bs-target='#m'>Voir</button><div class='modal fade' id=m role=dialog "
            f"aria-hidden=true>"
            f"<p>Là.</p>{window}</div>"
        )

    return played(lab, page("", ""), page("<p>Poste de doreur</p>", "<p>Poste de relieuse</p>"))


@case("P2", "hidden until found", "+ Se buscan dos camareros.")
def until_found(lab: Lab) -> str:
    def page(text: str) -> str:
        return html(
            f"<section><h2>Empleo</h2><div hidden='until-found'><p>Abrimos en mayo.</p>{text}</div></section>",
            language="es",
        )

    return played(lab, page(""), page("<p>Se buscan dos camareros.</p>"))


@case("P2", "the rest of a list, behind “voir plus”", "+ Soudeuse, Brest")
def more_of_a_list(lab: Lab) -> str:
    def page(*rest: str) -> str:
        rows = "".join(f"<li class=job hidden>{job}</li>" for job in rest)
        return html(f"<ul><li class=job>Boulanger, Quimper</li>{rows}</ul><button>Voir plus</button>")

    return played(lab, page("Facteur, Vannes"), page("Facteur, Vannes", "Soudeuse, Brest"))


@case("P2", "what is hidden and no click shows is none", "nothing")
def hidden_for_good(lab: Lab) -> str:
    return played(
        lab,
        html("<p>Venez.</p><div hidden>Erreur : champ vide</div>"),
        html("<p>Venez.</p><div hidden>Aucun résultat</div><dialog>Abonnez-vous !</dialog>"),
    )


@case("P12", "a list beside <main>", "+ Jardinière à pourvoir")
def list_beside_main(lab: Lab) -> str:
    def page(*jobs: str) -> str:
        rows = "".join(f"<li>{job} à pourvoir</li>" for job in jobs)
        return html("", beside=f'<section id="jobs"><h2>Postes</h2><ul>{rows}</ul></section>')

    return played(lab, page("Comptable"), page("Comptable", "Jardinière"))


@case(
    "P12",
    "cards with links beside <main>, without a heading",
    "+ Web developer (remote) + 32 hours a week -> /j/2",
)
def cards_beside_main(lab: Lab) -> str:
    def page(*jobs: str) -> str:
        rows = "".join(
            f'<div class="job-card"><a href="/j/{at}">{job}</a><p>32 hours a week</p></div>'
            for at, job in enumerate(jobs)
        )
        return html("", beside=f'<div class="wrap"><div class="grid">{rows}</div></div>')

    return played(
        lab,
        page("Cook (York)", "Baker (Hull)"),
        page("Cook (York)", "Baker (Hull)", "Web developer (remote)"),
    )


@case("P12", "a menu and a foot beside <main> are none", "nothing")
def menu_beside_main(lab: Lab) -> str:
    def page(*links: str) -> str:
        rows = "".join(f'<li><a href="/{link}">{link}</a></li>' for link in links)
        return html(
            "",
            beside=f"<div><ul>{rows}</ul></div><div class='site-footer'><h3>Suivez-nous</h3><p>{links}</p></div>",
        )

    return played(lab, page("Presse", "Contact"), page("Presse", "Contact", "Boutique"))


@case(
    "P12",
    "classes that only hold such a word: sharing economy, newsletter archive",
    "+ Lettre de mai, sur le partage",
)
def classes_by_words(lab: Lab) -> str:
    def page(*letters: str) -> str:
        rows = "".join(f"<li>{letter}</li>" for letter in letters)
        return html(
            f"<div class='knowledge-sharing-economy'><ul class='newsletter-archive'>{rows}</ul></div>"
        )

    return played(
        lab,
        page("Lettre de mars", "Lettre d'avril"),
        page("Lettre de mars", "Lettre d'avril", "Lettre de mai, sur le partage"),
    )


def files(*names: str, label: str = "Télécharger l'offre d'emploi (PDF)") -> str:
    rows = "".join(f'<li><a href="/uploads/2026/{name}" target="_blank">{label}</a></li>' for name in names)
    return f"<ul>{rows}</ul>"


@case(
    "P3",
    "a third PDF under the same label",
    "+ Télécharger l'offre d'emploi (PDF) [offre-directeur.pdf] -> /uploads/2026/offre-directeur.pdf",
)
def third_pdf(lab: Lab) -> str:
    return played(
        lab,
        html(files("offre-regisseur.pdf", "offre-bib.pdf")),
        html(files("offre-regisseur.pdf", "offre-bib.pdf", "offre-directeur.pdf")),
    )


@case("P3", "a third PDF, put first", "+ Download [porter.docx] -> /uploads/2026/porter.docx")
def third_file_first(lab: Lab) -> str:
    return played(
        lab,
        html(files("cook.docx", "baker.docx", label="Download")),
        html(files("porter.docx", "cook.docx", "baker.docx", label="Download")),
    )


@case(
    "P3",
    "another file behind the one label",
    "+ La liste des postes [postes-decembre.pdf] − La liste des postes -> /uploads/2026/postes-decembre.pdf",
)
def another_file(lab: Lab) -> str:
    return played(
        lab,
        html(files("postes-novembre.pdf", label="La liste des postes")),
        html(files("postes-decembre.pdf", label="La liste des postes")),
    )


@case("P3", "“Mehr erfahren”, a third time, elsewhere", "+ Mehr erfahren -> /stellen/leitung")
def third_invitation(lab: Lab) -> str:
    def page(*ways: str) -> str:
        return html(
            "".join(f"<div><a href='/stellen/{way}'>Mehr erfahren</a></div>" for way in ways), language="de"
        )

    return played(lab, page("koch", "kasse"), page("koch", "kasse", "leitung"))


@case("P3", "a file behind a picture, with words and without",
      "+ PDF [fiche-b.pdf] -> /fiche-b.pdf | + plan-b.pdf -> /plan-b.pdf")  # fmt: skip
def file_behind_a_picture(lab: Lab) -> str:
    def page(**files: str) -> str:
        return html(
            "".join(f"<a href='/{name}.pdf'><img src=/i.png alt='{alt}'></a>" for name, alt in files.items())
        )

    first = {"fiche-a": "PDF", "plan-a": ""}
    second = {"fiche-a": "PDF", "fiche-b": "PDF", "plan-a": ""}
    return played(lab, page(**first), page(**second), page(**second, **{"plan-b": ""}))


@case("P3", "the same links on another host, with other parameters", "nothing")
def site_moved(lab: Lab) -> str:
    def page(before: str, after: str) -> str:
        return html(
            "".join(
                f"<li><a href='{before}/j/{name}{after}'>Voir l'offre</a></li>"
                for name in ("cook", "baker", "porter")
            )
        )

    return played(
        lab, page("", ""), page("https://www.quai.example", "?utm_source=x"), page("/fr", "?session=a8f3")
    )


@case("P10", "a third card of the same words", "+ Comptable + CDI à Lyon | + Comptable + CDI à Lyon")
def third_card(lab: Lab) -> str:
    card = "<div class=card><h3>Comptable</h3><p>CDI à Lyon</p></div>"
    return played(lab, html(card), html(card * 2), html(card * 3))


@case("P10", "a logo more, without words", "+ Nouveau mécène")
def another_picture(lab: Lab) -> str:
    def page(*logos: str) -> str:
        return html(
            "".join(f"<img src='/img/{logo.replace(' ', '-')}-300x200.png' alt='{logo}'>" for logo in logos)
        )

    return played(lab, page("Ville de Lyon"), page("Ville de Lyon", "Nouveau mécène"))


@case("P10", "all of the page a second time, for narrow screens", "nothing")
def copy_of_the_page(lab: Lab) -> str:
    rows = "".join(f"<p>Atelier {name}</p>" for name in ("bois", "papier", "cuir", "verre", "fer"))
    return played(
        lab, html(rows), html(f"{rows}<div class='mobile'><h1>Nous rejoindre</h1><p>{HOUSE}</p>{rows}</div>")
    )


@case("P13", "the change of a list leads to the line that was added", "+ Serveuse, Dinan -> /offres/12")
def leads_to_the_line(lab: Lab) -> str:
    def page(*jobs: tuple[int, str]) -> str:
        return html("".join(f"<li><a href='/offres/{number}'>{job}</a></li>" for number, job in jobs))

    return played(
        lab, page((10, "Cuisinier, Dinard")), page((12, "Serveuse, Dinan"), (10, "Cuisinier, Dinard"))
    )


@case("P8", "closed, open, closed, open: each opening alerts", "2 alerts of “candidatures ouvertes”")
def opens_again(lab: Lab) -> str:
    return _openings(lab, polls=3)


@case("P8", "closed, open, closed, open, one poll each", "2 alerts of “candidatures ouvertes”")
def opens_again_at_once(lab: Lab) -> str:
    return _openings(lab, polls=1)


def _openings(lab: Lab, polls: int) -> str:
    rule = '[rule.r]\nany = ["candidatures ouvertes"]\nalert = true\n'
    lab.watch('kind = "company_page"', more=rule)
    lab.config = lab.config.replace('topic = "Tout"\nalert = true\n', "")
    shut, opened = (
        html(f"<p>{said}</p>")
        for said in ("Candidatures fermées, à l'automne.", "Candidatures ouvertes pour la résidence.")
    )
    alerts = 0
    for page in (shut, opened, shut, opened):
        alerts += sum(lab.poll(page, after=24 * HOUR).kept.owed for _ in range(polls))
    return f"{alerts} alerts of “candidatures ouvertes”"


@case("P8", "two texts shown in turn", "+ Bonjour à vous tous ici. − Entrez, la porte est ouverte au public.")
def two_texts(lab: Lab) -> str:
    first, second = (
        html("<p>Entrez, la porte est ouverte au public.</p>"),
        html("<p>Bonjour à vous tous ici.</p>"),
    )
    return played(lab, first, second, first, second, second, first, second)


@case(
    "P8",
    "a notice that lasted, went, lasted away and is back",
    "+ Grève le mardi. | − Grève le mardi. | + Grève le mardi.",
)
def notice_again(lab: Lab) -> str:
    calm, strike = html("<p>Entrée libre.</p>"), html("<p>Entrée libre.</p><p>Grève le mardi.</p>")
    return played(lab, calm, strike, calm, strike, polls=4)


@case(
    "P8",
    "ausverkauft, verfügbar, ausverkauft, verfügbar",
    "+ Karten verfügbar − Karten ausverkauft | + Karten ausverkauft − Karten verfügbar | + Karten verfügbar − Karten "
    "ausverkauft",
)
def sold_out(lab: Lab) -> str:
    out, there = html("<p>Karten ausverkauft</p>"), html("<p>Karten verfügbar</p>")
    return played(lab, out, there, out, there, polls=4)


@case("P9", "a price", "+ Tarif : 15 € l'entrée − Tarif : 12 € l'entrée")
def price(lab: Lab) -> str:
    return played(lab, html("<p>Tarif : 12 € l'entrée</p>"), html("<p>Tarif : 15 € l'entrée</p>"))


@case(
    "P9",
    "places left, a deadline",
    "+ Il reste 2 places. − Il reste 7 places. | + Dossiers avant le 30 mai. − Dossiers avant le 2 mai.",
)
def places_left(lab: Lab) -> str:
    first = "<p>Il reste 7 places.</p><p>Dossiers avant le 2 mai.</p>"
    return played(
        lab,
        html(first),
        html(first.replace("7", "2")),
        html(first.replace("7", "2").replace("le 2", "le 30")),
    )


@case(
    "P9",
    "cells of a table",
    "+ Plein tarif : 14 € − Plein tarif : 12 € | + Atelier cuir : 3 − Atelier cuir : 8",
)
def cells(lab: Lab) -> str:
    def page(price: int, left: int) -> str:
        return html(
            f"<table><tr><th>Plein tarif</th><td>{price} €</td></tr><tr><th>Réduit</th><td>8 €</td></tr></table>"
            f"<dl><dt>Atelier cuir</dt><dd>{left}</dd></dl>"
        )

    return played(lab, page(12, 8), page(14, 8), page(14, 3))


@case("P9", "Bewerbungsfrist, fee", "+ Bewerbungsfrist: 30. April 2027 − Bewerbungsfrist: 12. April 2027")
def deadline(lab: Lab) -> str:
    return played(
        lab,
        html("<p>Bewerbungsfrist: 12. April 2027</p>"),
        html("<p>Bewerbungsfrist: 12.04.2027</p>"),
        html("<p>Bewerbungsfrist: 30. April 2027</p>"),
    )


@case("P9", "a deadline in a table, in English in a sentence",
      "+ Date limite : 03/04/2026 − Date limite : 03/03/2026 | + Apply by May 3, 2026. − Apply by April 3, "
      "2026.")  # fmt: skip
def deadlines(lab: Lab) -> str:
    def page(row: str, line: str) -> str:
        return html(
            f"<table><tr><td>Date limite</td><td>{row}</td></tr></table><p>Apply by {line}, 2026.</p>"
        )

    return played(
        lab, page("03/03/2026", "April 3"), page("03/04/2026", "April 3"), page("03/04/2026", "May 3")
    )


@case("P9", "more counters and times ago, in German, Spanish and English", "nothing")
def more_counters(lab: Lab) -> str:
    def page(number: int) -> str:
        return html(
            f"<p>Panier ({number})</p><p>Veröffentlicht vor {number} Stunden</p><p>Publicado hace {number} días</p>"
            f"<p>Letzte Änderung: 0{number}.03.2026</p><p>{number} open positions</p><p>{number} candidats ont postulé</p>"
            f"<p>Note : 4,{number}/5</p><p>Offres 1-10 sur {number * 40}</p>"
        )

    return played(lab, *map(page, (2, 3, 5)))


@case("P9", "counters, dates of printing, times ago", "nothing")
def counters(lab: Lab) -> str:
    def page(number: int) -> str:
        return html(
            f"<p>{number} offres trouvées</p><p>Page vue {number * 31} fois.</p><p>Mis à jour le {number} mars 2026 à "
            f"1{number} h 05</p>"
            f"<p>Lundi {number} mars 2026</p><p>Publié il y a {number} jours</p><p>{number} personnes regardent cette "
            f"page</p>"
            f"<p>Plus que {number} jours pour répondre</p><p>Stand: {number}. März 2026</p><p>Page générée en "
            f"0,{number}12 s</p>"
            f"<p>Last updated: March {number}, 2026 10:2{number} pm</p><p>© {2020 + number} Quai</p><p>{number} "
            f"commentaires</p>"
        )

    return played(lab, *(html_page for html_page in map(page, (2, 3, 5, 8))))


SEE_ALSO = ("rien ne sert de courir", "petit à petit", "tout vient à point", "qui dort dîne", "chat échaudé")


@case("P11", "“À lire aussi” in <main>", "nothing")
def see_also(lab: Lab) -> str:
    return played(
        lab,
        *(
            html(
                f"<section class='related'><h2>À lire aussi</h2><ul><li><a href='/x'>{saying}</a></li></ul></section>"
            )
            for saying in SEE_ALSO
        ),
    )


@case("P11", "advertisements and suggestions by their headings, in four languages", "nothing")
def suggestions(lab: Lab) -> str:
    return played(
        lab,
        *(
            html(
                f"<h2>Werbung</h2><p>{saying}</p><h2>You may also like</h2><ul><li>{saying} 2</li></ul>"
                f"<h3>Articoli correlati</h3><p>{saying} 3</p>"
                f"<h3>Te puede interesar</h3><div>{saying} 4</div>"
            )
            for saying in SEE_ALSO
        ),
    )


@case(
    "P11",
    "a place that turns is learnt, and said in `status`",
    "told of the last 12: 0; what follows “Le mot de la maison” shows",
)
def learnt(lab: Lab) -> str:
    sayings, random = [f"{saying} {two}" for two in ("hier", "là-bas") for saying in SEE_ALSO], Random(11)
    pages = [
        html(
            f"<h2>Le mot de la maison</h2><p>{'</p><p>'.join(random.sample(sayings, 2))}</p><h2>Nous trouver</h2><p>Au "
            f"quai.</p>"
        )
        for _ in range(24)
    ]
    played(lab, *pages[:12])
    before = len(lab.titles())
    played(lab, *pages[12:])
    said = json.loads(lab.veille("status", "--json"))["sources"][0]["note"]
    return f"told of the last 12: {len(lab.titles()) - before}; {said.partition(' something')[0]}"


@case("P11", "news beside a place that turns", "+ Une conteuse est cherchée.")
def news_beside(lab: Lab) -> str:
    pages = [
        html(
            f"<h2>Le mot</h2><p>{SEE_ALSO[at % 2]} {SEE_ALSO[at * 3 % 5]}</p><h2>Postes</h2><p>Un régisseur est cherché.</p>"
        )
        for at in range(14)
    ]
    played(lab, *pages)
    before = len(lab.titles())
    played(lab, pages[0].replace("</main>", "<p>Une conteuse est cherchée.</p></main>"))
    return " | ".join(
        str(text) for (text,) in lab.rows(f"SELECT text FROM item ORDER BY id LIMIT 9 OFFSET {before}")
    )


UNDRAWN = (
    "suspect (127.0.0.1/s is drawn by its scripts, and shows nothing without them: say  render = true  of it)"
)


def bare(body: str, *, head: str = "", language: str = "fr") -> str:
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>Offres</title>{head}</head><body>{body}'
        '<script src="/static/app.js"></script></body></html>'
    )


def first_poll(lab: Lab, page: str) -> str:
    lab.watch('kind = "company_page"')
    return brief(lab.poll(page))


@case("P4", "a loader", UNDRAWN)
def loader(lab: Lab) -> str:
    return first_poll(lab, bare("<div id='root'><div class='spinner'>Chargement…</div></div>"))


@case("P4", "loaders, in seven languages and beside a title", f"{UNDRAWN} in 9 of 9")
def loaders(lab: Lab) -> str:
    said = (
        "Wird geladen …",
        "Loading, please wait...",
        "Cargando",
        "Caricamento in corso",
        "Ładowanie…",
        "読み込み中",
        "Загрузка…",
        "</p><h1>Offres</h1><p>Veuillez patienter",
        "</p><div class='loading-dots'>Hetki…</div><p>",
    )
    return _all_of(
        lab,
        [
            bare(f"<header><nav><a href='/'>Menu</a></nav></header><main><p>{saying}</p></main>")
            for saying in said
        ],
    )


@case("P4", "demands for JavaScript, in eight languages", f"{UNDRAWN} in 8 of 8")
def demands(lab: Lab) -> str:
    said = (
        "Vous devez activer JavaScript pour utiliser cette application.",
        "You need to enable JavaScript to run this app.",
        "Bitte aktivieren Sie JavaScript in Ihrem Browser.",
        "Es necesario habilitar Javascript.",
        "Attiva JavaScript per continuare.",
        "Włącz obsługę JavaScript, aby kontynuować.",
        "このサイトを利用するにはJavaScriptを有効にしてください。",
        "Пожалуйста, включите JavaScript.",
    )
    return _all_of(lab, [bare(f"<div id='app'></div><p>{saying}</p>") for saying in said])


@case("P4", "an opening for who writes JavaScript is none", "changed: 1 new")
def javascript_job(lab: Lab) -> str:
    return first_poll(
        lab,
        bare(
            "<h1>Nous recrutons</h1><p>Développeuse JavaScript (H/F), à Brest.</p><p>Écrivez à la maison.</p>"
        ),
    )


@case("P5", "empty roots of applications", f"{UNDRAWN} in 5 of 5")
def empty_roots(lab: Lab) -> str:
    roots = (
        "<div id=root></div>",
        "<div id='__nuxt'></div><p>© Quai</p>",
        "<app-root></app-root>",
        "<main><job-list src='/api'></job-list></main><footer>Contact</footer>",
        "<div id=app><div class=skeleton></div></div>",
    )
    return _all_of(lab, [bare(root) for root in roots])


def _all_of(lab: Lab, pages: list[str]) -> str:
    """Return what the first poll of each page says, once where they all say the same."""
    said = [first_poll(lab, page) for page in pages]
    return f"{said[0]} in {len(said)} of {len(said)}" if len(set(said)) == 1 else " | ".join(said)


@case("P5", "a page that was read, and is a loader now", "- | suspect | unchanged")
def loader_later(lab: Lab) -> str:
    lab.watch('kind = "company_page"')
    polls = [
        lab.poll(html("<p>Un poste.</p>")),
        lab.poll(bare("<p>Loading…</p>")),
        lab.poll(html("<p>Un poste.</p> ")),
    ]
    return " | ".join("-" if polled is polls[0] else str(polled.outcome) for polled in polls)


@case(
    "P5", "a redirect by meta", "suspect (127.0.0.1/s only leads on to {home}/emploi/: follow that address)"
)
def meta_redirect(lab: Lab) -> str:
    head = "<meta http-equiv='Refresh' content='0; URL=/emploi/'>"
    return first_poll(lab, bare("<p>Redirection…</p>", head=head)).replace(lab.web.url(""), "{home}")


@case(
    "P5", "a redirect by a script", "suspect (127.0.0.1/s only leads on to {home}/jobs: follow that address)"
)
def script_redirect(lab: Lab) -> str:
    page = "<title>Jobs</title><body><script>window.location.replace('/jobs')</script>"
    return first_poll(lab, page).replace(lab.web.url(""), "{home}")


@case("P5", "a frameset", "suspect (127.0.0.1/s is but a frame for {home}/offres.htm: follow that address)")
def frameset(lab: Lab) -> str:
    page = "<title>Quai</title><frameset cols='20%,80%'><frame src='menu.htm'><frame src='offres.htm'></frameset></html>"
    return first_poll(lab, page).replace(lab.web.url(""), "{home}")


@case(
    "P5",
    "one frame and a title",
    "suspect (127.0.0.1/s is but a frame for https://emploi.example/liste?c=3: follow that address)",
)
def iframe(lab: Lab) -> str:
    return first_poll(
        lab,
        "<title>Emploi</title><h1>Emploi</h1><iframe src='https://emploi.example/liste?c=3' width=100%></iframe>",
    )


@case("P5", "a short page that reloads itself, with a video, is one", "changed: 1 new")
def reloads_itself(lab: Lab) -> str:
    head = "<meta http-equiv=refresh content=300><meta http-equiv=refresh content='5; url=/s#top'>"
    return first_poll(
        lab,
        bare("<p>Fermé jusqu'à lundi.</p><iframe src='https://www.youtube.com/embed/x'></iframe>", head=head),
    )


# What the version before this one kept of `EARLIER`: its text without the panel, its numbers without weight.
EARLIER_CURSOR = (
    '{"text":"eNpNjDEOwjAQBL+yckODkJwyPR0dfOBILspJjs/Y5wql4TdI/IKf8BJMKrrRaHfu7rikoOJ6v3cnwkJSNIKGobKEwAhcMNNVjKIVjBW3StmEM9iQ'
    'siYtjLGNyDg0XWBarf12FOP7yYetfKEsE3r4Dp/Ha1Nn+uX9H3eN1y+JIjEb","changes":0}'
)
EARLIER = (
    "<title>Emploi</title><main><h1>Emploi</h1><p>"
    + "La maison accueille les habitants du quartier et propose des ateliers toute l'année. " * 3
    + "</p><h3><button aria-expanded=false>Comptable</button></h3><div role=region hidden>À pourvoir en mai.</div>"
    "<p>Tarif : 12 €</p><p>Salle 1</p><p>Salle 2</p></main>"
)


@case(
    "upgrade",
    "what an earlier version kept makes no false change, is said, and what changes next is told",
    "unchanged; reads pages more closely | unchanged | changed: 1 new, 1 alerted: + Tarif : 15 € − Tarif : 12 "
    "€",
)
def upgrade(lab: Lab) -> str:
    lab.watch('kind = "company_page"')
    lab.poll(EARLIER)
    with closing(sqlite3.connect(lab.folder / "state" / "veille.db")) as db, db:
        db.execute("UPDATE source SET cursor = ?", (EARLIER_CURSOR,))
    first = brief(lab.poll(EARLIER))
    note = json.loads(lab.veille("status", "--json"))["sources"][0]["note"]
    second, third = brief(lab.poll(EARLIER)), brief(lab.poll(EARLIER.replace("12 €", "15 €")))
    [(text,)] = lab.rows("SELECT text FROM item WHERE id > 1")
    closely = note.partition(" veille ")[2].partition(":")[0]
    return f"{first}; {closely} | {second} | {third}: {text}"


def proposed(lab: Lab, page: str, path: str = "/emploi") -> str:
    """Return what `add` proposes of a page: number, options but the address, and what it gives or why it can't be read."""
    if not lab.config:
        lab.watch('kind = "company_page"')
    lab.web.on(path, Answer(page))
    found = json.loads(lab.veille("add", lab.web.url(path), "--kind", "company_page", "--json"))
    said = []
    for find in found:
        options = {key: value for key, value in find["options"].items() if key != "url"}
        at = find["options"]["url"].removeprefix(lab.web.url(""))
        gives = ", ".join(find["titles"]) or find["why"].partition(" was not drawn")[0]
        said.append(f"{find['number'] or '!'} {at} {options or ''} {gives}".replace("  ", " "))
    return " | ".join(said)


@case("P14", "a WordPress careers page: its list first, with what it gives",
      "1 /emploi {'select': 'article.job'} Relieuse, Doreur | 2 /emploi Nous rejoindre")  # fmt: skip
def wordpress_list(lab: Lab) -> str:
    jobs = "".join(
        f"<article id='post-{at}' class='post-{at} job type-job'><h2 class='entry-title'><a href='/j/{at}'>{title}</a></h2>"
        f"<p>CDI, Nantes, dès avril.</p><a href='/j/{at}'>Lire la suite</a></article>"
        for at, title in enumerate(("Relieuse", "Doreur"))
    )
    return proposed(lab, html(jobs))


@case(
    "P14",
    "rows of a table",
    "1 /emploi {'select': 'tr:has(a[href])'} Night porter, Cook | 2 /emploi Nous rejoindre",
)
def table_list(lab: Lab) -> str:
    rows = "".join(
        f"<tr><td><a href='/j/{at}'>{title}</a></td><td>Leeds</td></tr>"
        for at, title in enumerate(("Night porter", "Cook"))
    )
    return proposed(lab, html(f"<table><tr><th>Job</th><th>Where</th></tr>{rows}</table>"))


@case("P14", "links that are cards, with classes made by a machine",
      "1 /emploi {'select': '#stellen > a'} Buchhalterin, Koch | 2 /emploi Nous rejoindre")  # fmt: skip
def linked_cards(lab: Lab) -> str:
    cards = "".join(
        f"<a class='css-1x9{at}' href='/stelle/{at}'><h3>{title}</h3><span>Vollzeit, Kiel</span></a>"
        for at, title in enumerate(("Buchhalterin", "Koch"))
    )
    return proposed(lab, html(f"<div id='stellen'>{cards}</div>", language="de"))


@case("P14", "a page of prose with links has no list", "1 /emploi Nous rejoindre")
def no_list(lab: Lab) -> str:
    return proposed(
        lab, html("<p>Lisez <a href='/a'>notre histoire</a>, puis <a href='/b'>nos valeurs</a>.</p>")
    )


@case(
    "P5",
    "`add` of an application: nothing that it can't read has a number",
    "! /emploi {'render': True} 127.0.0.1/emploi",
)
def add_of_an_application(lab: Lab) -> str:
    return proposed(lab, bare("<div id='root'></div>"))


@case("P5", "`add` of a frame: the page that it frames", "1 /liste.htm Liste")
def add_of_a_frame(lab: Lab) -> str:
    lab.watch('kind = "company_page"')
    lab.web.on(
        "/liste.htm",
        Answer("<title>Liste</title><h1>Liste</h1><p>Un poste de relieuse, un autre de doreur.</p>"),
    )
    return proposed(
        lab, "<title>E</title><frameset><frame src='/menu.htm'><frame src='/liste.htm'></frameset>"
    )


test_cases_of_pages = as_tests(__name__)
