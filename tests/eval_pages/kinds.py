"""Pages of the kinds that broke other watches, five versions each: panels, files, numbers, states that come back, chance.

Made up like those of `versions`, and watched by their whole text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from eval_pages.versions import HTML, Owes, Site, Version
from webserver import Answer

LONG = (
    "<p>Les Ateliers du Quai accueillent le public toute l'année, au bord de l'eau et sous les voûtes de l'arsenal.</p>"
    * 2
)


def page(title: str, main: str, *, beside: str = "") -> Answer:
    return Site(title, f"<main><h1>{title}</h1>{LONG}{main}</main>{beside}").answer()


def _versions(title: str, first: str, later: Sequence[tuple[str, str, Owes]]) -> list[Version]:
    return [
        Version("the first poll", page(title, first)),
        *(Version(what, page(title, main), owes) for what, main, owes in later),
    ]


def accordions() -> list[Version]:
    def posts(*titles: str, shut: str = "hidden") -> str:
        return "".join(
            f"<h3><button aria-expanded=false aria-controls=p{at}>{title}</button></h3><div id=p{at} "
            f"{shut}><p>{title}, au quai.</p></div>"
            for at, title in enumerate(titles)
        )

    return _versions("Postes", posts("Relieur", "Doreuse"), [
        ("unfolded", posts("Relieur", "Doreuse", shut=""), "nothing"),
        ("a new panel", posts("Relieur", "Doreuse", "Comptable"), "alert"),
        ("in another order", posts("Comptable", "Relieur", "Doreuse"), "nothing"),
        ("one is gone", posts("Comptable", "Doreuse"), "alert"),
        ("hidden in another way", posts("Comptable", "Doreuse", shut="class=collapse aria-hidden=true"), "nothing"),
    ])  # fmt: skip


def tabs() -> list[Version]:
    def posts(*titles: str) -> str:
        rows = "".join(f"<li>{title}</li>" for title in titles)
        return (
            "<div role=tablist><button role=tab aria-controls=a>La maison</button><button role=tab "
            "aria-controls=b>Postes</button></div>"
            f"<div role=tabpanel id=a>Depuis 1987.</div><div role=tabpanel id=b hidden><ul>{rows}</ul></div><div "
            f"hidden>Envoi…</div>"
        )

    return _versions("La maison", posts("Relieur"), [
        ("a new one in the second tab", posts("Relieur", "Doreuse"), "alert"),
        ("the same", posts("Relieur", "Doreuse"), "nothing"),
        ("a message of the form", posts("Relieur", "Doreuse").replace("Envoi…", "Merci !"), "nothing"),
        ("closed", posts("Doreuse"), "alert"),
    ])  # fmt: skip


def files() -> list[Version]:
    def sheets(*names: str, query: str = "", folder: str = "/2026/") -> str:
        return "".join(
            f"<li><a href='{folder}{name}.pdf{query}'>Télécharger la fiche</a></li>" for name in names
        )

    return _versions("Fiches de poste", sheets("relieur", "doreuse"), [
        ("a third under the same label", sheets("relieur", "doreuse", "comptable"), "alert"),
        ("with a parameter", sheets("relieur", "doreuse", "comptable", query="?v=31"), "nothing"),
        ("moved to another folder", sheets("relieur", "doreuse", "comptable", folder="https://cdn.example/"), "nothing"),
        ("one replaces another", sheets("relieur", "doreuse", "regie"), "alert"),
    ])  # fmt: skip


def sponsors() -> list[Version]:
    def logos(*names: str, size: str = "300x200", form: str = "png") -> str:
        return "".join(
            f"<img src='/img/{name}-{size}.{form}' alt='Mécène : {name}' loading=lazy>" for name in names
        )

    return _versions("Nos mécènes", logos("Kerr", "Quay"), [
        ("other sizes", logos("Kerr", "Quay", size="600x400"), "nothing"),
        ("a third", logos("Kerr", "Quay", "Morvan"), "alert"),
        ("as webp", logos("Kerr", "Quay", "Morvan", form="webp"), "nothing"),
        ("without words", logos("Kerr", "Quay", "Morvan") + "<img src=/img/bandeau.png alt=''>", "nothing"),
    ])  # fmt: skip


def prices() -> list[Version]:
    def table(full: int, reduced: int, seen: int = 120, day: str = "2 mars") -> str:
        return (
            f"<table><tr><th>Plein tarif</th><td>{full} €</td></tr><tr><th>Réduit</th><td>{reduced} €</td></tr></table>"
            f"<p>Page vue {seen} fois, mise à jour le {day} 2026 à 10 h 0{seen % 7}.</p>"
        )

    return _versions("Tarifs", table(12, 8), [
        ("a counter, a date", table(12, 8, 245, "lundi 9 mars"), "nothing"),
        ("dearer", table(14, 8, 260), "alert"),
        ("a counter", table(14, 8, 9_312), "nothing"),
        ("the other price", table(14, 9, 9_400), "alert"),
        ("the columns in another order", table(14, 9, 9_401).replace("<tr>", "<tr class=row>"), "nothing"),
    ])  # fmt: skip


def places() -> list[Version]:
    def workshop(left: str, until: str, ago: int) -> str:
        return (
            f"<p>Il reste {left} places.</p><p>Inscription avant le {until}.</p><p>Publié il y a {ago} jours.</p>"
            f"<p>Plus que {30 - ago} jours !</p><p>Nous sommes le {ago} mars 2026, il est 1{ago} h 30.</p>"
        )

    return _versions("Stage de reliure", workshop("12", "30 avril", 1), [
        ("days go by", workshop("12", "30 avril", 4), "nothing"),
        ("fewer places", workshop("3", "30 avril", 5), "alert"),
        ("a date written otherwise", workshop("3", "30/04", 6), "nothing"),
        ("a later date", workshop("3", "15 mai", 7), "alert"),
    ])  # fmt: skip


def residence() -> list[Version]:
    opened, shut = "<p>Candidatures ouvertes.</p>", "<p>Candidatures closes jusqu'à l'automne.</p>"
    return _versions("Résidence", shut, [
        ("the same", shut, "nothing"),
        ("opens", opened, "alert"),
        ("the same", opened, "nothing"),
        ("closes", shut, "alert"),
        ("opens again", opened, "alert"),
        ("the same", opened, "nothing"),
    ])  # fmt: skip


def notices() -> list[Version]:
    strike, calm = "<p>Grève ce mardi, la maison ferme plus tôt.</p>", "<p>Entrée libre.</p>"
    return _versions("Infos", calm, [
        ("a notice", calm + strike, "alert"),
        ("the same", calm + strike, "nothing"),
        ("gone for a poll", calm, "nothing"),
        ("back at once", calm + strike, "nothing"),
        ("gone", calm, "nothing"),
        *(("gone still", calm, "nothing"),) * 8,
        ("back when it had gone for long", calm + strike, "alert"),
    ])  # fmt: skip


def chance() -> list[Version]:
    seen = ("La dorure", "Le papier marbré", "Les presses", "La colle d'amidon", "Le cuir", "Les fers")

    def main(at: int, *posts: str) -> str:
        rows = "".join(f"<p>{post}</p>" for post in posts)
        return (
            f"{rows}<section class=related-posts><h2>À lire aussi</h2><a href=/{at}>{seen[at % 6]}</a></section>"
            f"<h3>Publicité</h3><p>Achetez {seen[(at + 2) % 6].lower()}.</p><aside>{seen[(at + 3) % 6]}</aside>"
        )

    return _versions("Journal", main(0, "Un poste de relieur."), [
        *((f"chance, {at}", main(at, "Un poste de relieur."), "nothing") for at in range(1, 5)),
        ("chance, and news", main(5, "Un poste de relieur.", "Un poste de doreuse."), "alert"),
    ])  # fmt: skip


def beside() -> list[Version]:
    def both(*posts: str, foot: str = "Contact") -> Answer:
        rows = "".join(f"<li><a href='/p/{post.lower()}'>{post}</a> à pourvoir</li>" for post in posts)
        return page(
            "Travailler ici",
            "",
            beside=f"<section><h2>Postes</h2><ul>{rows}</ul></section><div class=footer>{foot}</div>",
        )

    return [
        Version("the first poll", both("Relieur")),
        Version("another foot", both("Relieur", foot="Contact · Presse · 12 abonnés")),
        Version("a post beside <main>", both("Relieur", "Doreuse"), "alert"),
        Version("an order", both("Doreuse", "Relieur")),
        Version("one is gone", both("Doreuse"), "alert"),
    ]


def cards() -> list[Version]:
    def main(times: int, more: str = "") -> str:
        return "<div class=card><h3>Agent d'accueil</h3><p>CDD, Lorient</p></div>" * times + more

    return _versions("Saison", main(1), [
        ("a second of the same words", main(2), "alert"),
        ("the same", main(2), "nothing"),
        ("all a second time, for narrow screens",
         main(2, f"<div class=mobile><h1>Saison</h1>{LONG}{main(2)}</div>"), "nothing"),
        ("and only once again", main(2), "nothing"),
    ])  # fmt: skip


def application() -> list[Version]:
    def drawn(body: str) -> Answer:
        html = f"<!doctype html><title>Offres</title><body>{body}<script src=/app.js></script>"
        return Answer(html, headers=HTML)

    whole = page("Offres", "<p>Un poste de relieur.</p>")
    return [
        Version("the first poll", whole),
        Version("a loader", drawn("<div id=root><div class=spinner>Chargement…</div></div>"), "health"),
        Version(
            "a demand for scripts",
            drawn("<div id=app></div><p>Please enable JavaScript to run this app.</p>"),
            "health",
        ),
        Version("an empty root", drawn("<main><div id=root></div></main>"), "health"),
        Version("a redirect", drawn("<meta http-equiv=refresh content='0; url=/ailleurs'>"), "health"),
        Version("a frame", drawn("<iframe src=https://emploi.example/quai></iframe>"), "health"),
        Version("and back", whole),
    ]


KINDS: dict[str, Callable[[], list[Version]]] = {
    made.__name__: made
    for made in (
        accordions,
        tabs,
        files,
        sponsors,
        prices,
        places,
        residence,
        notices,
        chance,
        beside,
        cards,
        application,
    )
}
