"""Thirty versions of a careers page and thirty of a team page: what changed in each, and what veille owes for it.

Both pages, their people and their posts are made up. A version that changes what the page says owes an alert; one that
only looks otherwise owes nothing; one that isn't the page at all is told as health.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Literal

from webserver import Answer

Owes = Literal["nothing", "alert", "health"]
HTML = {"Content-Type": "text/html; charset=utf-8"}

COOKIES = """<div id="tarteaucitronRoot"><p>Ce site utilise des cookies pour mesurer son audience.</p>
<button>Tout accepter</button> <button>Refuser</button></div>"""
UNNAMED = """<div class="b-77"><p>Nous utilisons des cookies pour améliorer votre expérience sur ce site.
<a href="/confidentialite">En savoir plus</a></p><button>OK</button></div>"""
CAPTCHA = """<!doctype html><title>Just a moment...</title><body><h1>quai.example</h1>
<p>Checking your browser before accessing quai.example.</p><div id="challenge-form"></div>"""
LOGIN = """<!doctype html><title>Connexion</title><body><h1>Espace réservé</h1><form action="/connexion" method="post">
<label>Identifiant <input name="u"></label><label>Mot de passe <input type="password" name="p"></label></form>"""
CONSENT = """<!doctype html><title>Avant de continuer</title><body><div><p>Avant de continuer : nous utilisons des cookies
et ce site a besoin de votre consentement.</p><form><button>Tout accepter</button><button>Tout refuser</button></form>
</div>"""
BROKEN = """<!doctype html><title>Erreur 500</title><body><h1>Une erreur est survenue</h1>
<p>Nos équipes sont prévenues.</p>"""
PATIENCE = Answer("patience", status=429, headers={"Retry-After": "60"})


@dataclass(frozen=True, slots=True)
class Version:
    """What stands at the address for one poll, and what is owed for it."""

    what: str
    answer: Answer
    owes: Owes = "nothing"


@dataclass(frozen=True, slots=True)
class Site:
    """A page from the outside in: what stands around its main text."""

    title: str
    main: str
    top: str = ""
    nav: str = '<a href="/">Accueil</a> <a href="/equipe">Équipe</a> <a href="/rejoindre">Nous rejoindre</a>'
    foot: str = "© 2026 Les Ateliers du Quai"
    head: str = ""

    def html(self) -> str:
        return (
            f'<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>{self.title} | Les Ateliers du Quai</title>'
            f'<meta property="og:site_name" content="Les Ateliers du Quai">{self.head}</head><body>{self.top}'
            f"<header><nav>{self.nav}</nav></header>{self.main}<footer>{self.foot}</footer></body></html>"
        )

    def answer(self) -> Answer:
        return Answer(self.html(), headers=HTML)


@dataclass(frozen=True, slots=True)
class Post:
    number: int
    title: str
    place: str = "Lorient"
    since: str = "il y a 3 jours"
    query: str = ""


def listed(
    posts: Sequence[Post], *, updated: str = "2 mars 2026", intro: str = "Venez comme vous êtes."
) -> str:
    entries = "".join(
        f'<li class="poste"><h3><a href="/postes/{post.number}{post.query}">{escape(post.title)}</a></h3>'
        f"<p>{post.place}</p><p>Publié {post.since}</p></li>"
        for post in posts
    )
    plural = "s" if len(posts) > 1 else ""
    return (
        f"<main><h1>Nous rejoindre</h1><p>{intro}</p><p>{len(posts)} poste{plural}, mis à jour le {updated}.</p>"
        f"<ul>{entries}</ul></main>"
    )


def cards(posts: Sequence[Post]) -> str:
    """The same list, drawn by another hand."""
    entries = "".join(
        f'<a class="card poste" href="/postes/{post.number}"><div class="card-body"><span '
        f'class="tag">{post.place}</span><h2 class="t">{escape(post.title)}</h2><time>{post.since}</time></div></a>'
        for post in posts
    )
    return (
        f'<div class="page"><div><h1>Nous rejoindre</h1></div><section class="grid">{entries}</section></div>'
    )


def careers() -> list[Version]:
    """Return the versions of a careers page, watched with  select = ".poste"."""
    relieur, media, regie = (
        Post(12, "Relieuse ou relieur"),
        Post(14, "Médiation culturelle"),
        Post(15, "Régie générale"),
    )
    compta, dorure, papier = (
        Post(16, "Comptabilité"),
        Post(17, "Dorure à la feuille"),
        Post(18, "Restauration du papier"),
    )
    three, four = [relieur, media, regie], [relieur, media, regie, compta]
    six = [relieur, regie, compta, dorure, papier]

    def page(posts: Sequence[Post], **more: str) -> Site:
        return Site("Nous rejoindre", listed(posts, **more))

    def with_link(post: Post) -> Post:
        return replace(post, query="?utm_source=lettre&utm_medium=mail")

    here = page(six).answer()
    return [
        Version("the first poll: what stands there is the baseline", page(three).answer()),
        Version("the same bytes", page(three).answer()),
        Version("another order", page(three[::-1]).answer()),
        Version("dates", page([replace(post, since="il y a 3 heures") for post in three], updated="9 mars 2026").answer()),
        Version("a cookie banner", replace(page(three), top=COOKIES).answer()),
        Version("a new post", page([compta, *three]).answer(), "alert"),
        Version("drawn by another hand", Site("Rejoignez-nous", cards(four)).answer()),
        Version("back to the first hand", page(four).answer()),
        Version("links that say where readers come from", page([with_link(post) for post in four]).answer()),
        Version("an A/B text: B", page(four, intro="Et si c'était vous ?").answer()),
        Version("an A/B text: A again", page(four).answer()),
        Version("429", PATIENCE, "health"),
        Version("as before", page(four).answer()),
        Version("a captcha that answers 200", Answer(CAPTCHA, headers=HTML), "health"),
        Version("as before", page(four).answer()),
        Version("a post is closed", page([relieur, regie, compta]).answer()),
        Version("windows-1252, and says so in the header",
                Answer(page([relieur, regie, compta]).html().replace("utf-8", "windows-1252").encode("windows-1252"),
                       headers={"Content-Type": "text/html; charset=windows-1252"})),
        Version("UTF-8 with a byte order mark, called iso-8859-1",
                Answer(page([relieur, regie, compta]).html().encode("utf-8-sig"),
                       headers={"Content-Type": "text/html; charset=iso-8859-1"})),
        Version("two new posts", here, "alert"),
        Version("nothing at all", Answer(b"", headers=HTML), "health"),
        Version("as before", here),
        Version("emptied", page([]).answer(), "health"),
        Version("emptied still: believed", page([]).answer()),
        Version("and back", here),
        Version("a login form", Answer(LOGIN, headers=HTML), "health"),
        Version("500", Answer("oops", status=500), "health"),
        Version("an error page that answers 200", Answer(BROKEN, headers=HTML), "health"),
        Version("a post moves to another town", page([replace(relieur, place="Vannes"), *six[1:]]).answer()),
        Version("a post stands there twice", page([*six, relieur]).answer()),
        Version("the closed post is back, and a new one",
                page([*six, media, Post(19, "Typographie au plomb")]).answer(), "alert"),
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    role: str
    said: str = ""


def people(
    team: Sequence[Person], *, hello: str = "", seen: str = "12 345", when: str = "2 mars 2026"
) -> str:
    entries = "".join(
        f"<article><header><h3>{person.name}</h3></header><p>{person.role}</p><p>{person.said}</p></article>"
        for person in team
    )
    return (
        f"<main><h1>L'équipe</h1><p>{hello or HELLO_A}</p><div class='people'>{entries}</div>"
        f"<p>Page vue {seen} fois, mise à jour le {when}.</p></main>"
    )


def rows(team: Sequence[Person]) -> str:
    """The same people, drawn by another hand: in a table, each with all that is said of them in one cell."""
    entries = "".join(
        f"<tr><td><b>{person.name}</b><br>{person.role}</td><td>{person.said}</td></tr>" for person in team
    )
    foot = "Page vue 12 346 fois, mise à jour le 3 mars 2026."
    return (
        f"<div id='content'><h2>L'équipe</h2><div>{HELLO_A}</div><table>{entries}</table><i>{foot}</i></div>"
    )


HELLO_A = "Douze métiers sous un même toit, et une porte toujours ouverte sur le quai. Entrez donc."
HELLO_B = "Vous aimez le papier ? Nous aussi, depuis plus de trente ans déjà."


def team() -> list[Version]:
    """Return the versions of a team page, of which the whole main text is watched."""
    jeanne = Person(
        "Jeanne Le Goff", "Directrice", "Arrivée par la reliure, restée pour les archives et leurs secrets."
    )
    paul = Person(
        "Paul Kerr", "Régie générale", "Il sait où sont les clés, et qui les a prises en dernier. Toujours."
    )
    ada = Person(
        "Ada Quay", "Restauration du papier", "Formée à Édimbourg, elle soigne cartes marines et registres."
    )
    lina = Person(
        "Lina Morvan", "Médiation culturelle", "Les mercredis sont à elle, et les familles le savent bien."
    )
    omar = Person(
        "Omar Benali", "Comptabilité", "Les chiffres d'abord, les histoires ensuite, autour d'un café."
    )
    yuna = Person(
        "Yuna Tanguy", "Dorure à la feuille", "Vingt-deux carats, un pinceau en petit-gris, du silence."
    )
    four, five = [jeanne, paul, ada, lina], [jeanne, paul, ada, lina, omar]
    left = [jeanne, ada, lina, omar]
    now = [*left, yuna]
    risen = [jeanne, replace(ada, role="Direction des collections"), lina, omar, yuna]

    def page(team: Sequence[Person], **more: str) -> Site:
        return Site("L'équipe", people(team, **more))

    here = page(now).answer()
    return [
        Version("the first poll: what stands there is the baseline", page(four).answer()),
        Version("another order", page(four[::-1]).answer()),
        Version("drawn by another hand", Site("L'équipe", rows(four)).answer()),
        Version("back to the first hand", page(four).answer()),
        Version("a cookie banner", replace(page(four), top=COOKIES).answer()),
        Version("a cookie banner that has no name", replace(page(four), top=UNNAMED).answer()),
        Version("a counter", page(four, seen="12 352").answer()),
        Version("a date", page(four, when="lundi 16 mars 2026").answer()),
        Version("another way through the site",
                replace(page(four), nav='<a href="/">Accueil</a> <a href="/boutique">Boutique</a>').answer()),
        Version("another foot, another script",
                replace(page(four), foot="© 2027 Les Ateliers du Quai — Mentions légales",
                        head="<script>var t = 1783;</script><style>p{color:#333}</style>").answer()),
        Version("somebody arrives", page(five).answer(), "alert"),
        Version("somebody leaves", page(left).answer(), "alert"),
        Version("an A/B text, seen for the first time", page(left, hello=HELLO_B).answer(), "alert"),
        Version("an A/B text: A again", page(left).answer()),
        Version("an A/B text: B again", page(left, hello=HELLO_B).answer()),
        Version("somebody arrives, on B", page(now, hello=HELLO_B).answer(), "alert"),
        Version("the same, on A", here),
        Version("429", PATIENCE, "health"),
        Version("a captcha that answers 200", Answer(CAPTCHA, headers=HTML), "health"),
        Version("as before", here),
        Version("nothing at all", Answer(b"", headers=HTML), "health"),
        Version("emptied", Site("L'équipe", "<main><h1>L'équipe</h1></main>").answer(), "health"),
        Version("and back", here),
        Version("windows-1252, and says so in the page",
                Answer(page(now).html().replace("utf-8", "windows-1252").encode("windows-1252"))),
        Version("UTF-8 with a byte order mark, called iso-8859-1",
                Answer(page(now).html().encode("utf-8-sig"), headers={"Content-Type": "text/html; charset=iso-8859-1"})),
        Version("a consent wall", Answer(CONSENT, headers=HTML), "health"),
        Version("a login form", Answer(LOGIN, headers=HTML), "health"),
        Version("somebody has another post", page(risen).answer(), "alert"),
        Version("other quotation marks, other spaces",
                Answer(page(risen).html().replace("'", "’").replace(" ?", "\u202f?").replace("class=’people’", ""),
                       headers=HTML)),
        Version("503", Answer("maintenance", status=503), "health"),
    ]  # fmt: skip
