"""Why a sitemap, a status page or a calendar could not be read, in French."""

from __future__ import annotations

PUBLISHED: tuple[tuple[str, str], ...] = (
    ("the answer is empty: there is no sitemap in it", "la réponse est vide, sans aucun plan de site"),
    (
        "a web page came where a sitemap was expected; the site's robots.txt may name its sitemaps",
        "une page web vient au lieu d'un plan de site ; le robots.txt du site nomme peut-être ses plans",
    ),
    (
        'a feed came where a sitemap was expected: leave kind = "sitemap" out, and it is read as a feed',
        'un flux vient au lieu d\'un plan de site : ôtez kind = "sitemap", et il sera lu comme flux',
    ),
    (
        "the sitemap declares entities, which may mean anything: it is not read",
        "le plan de site déclare des entités, qui peuvent tout signifier : il n'est pas lu",
    ),
    ("the compressed sitemap is damaged", "le plan de site compressé est abîmé"),
    (
        "the compressed sitemap unpacks to more than {n} MB",
        "le plan de site compressé fait plus de {n} Mo une fois ouvert",
    ),
    (
        "all addresses of the sitemap are of another site: give the sitemap of that site",
        "toutes les adresses du plan sont d'un autre site : donnez le plan de ce site-là",
    ),
    (
        "the sitemap holds more than 100,000 addresses: say which with `match`, or give one of those that it names",
        "le plan de site contient plus de 100 000 adresses : dites lesquelles avec match, ou donnez l'un des plans"
        " qu'il nomme",
    ),
    (
        "the sitemap holds more than 50,000 addresses: only these were read",
        "le plan de site contient plus de 50 000 adresses : seules celles-là ont été lues",
    ),
    (
        "the index names more than 1,000 sitemaps: only these are followed",
        "l'index nomme plus de 1 000 plans de site : seuls ceux-là sont suivis",
    ),
    (
        "an XML document came that is no sitemap (its root is <{root}>)",
        "un document XML vient, qui n'est pas un plan de site (sa racine est <{root}>)",
    ),
    ("the sitemap is not well-formed ({said})", "le plan de site est mal formé ({said})"),
    (
        "the sitemap is cut in the middle: {n} addresses were read",
        "le plan de site est coupé au milieu : {n} adresses ont été lues",
    ),
    (
        "{n} more new addresses were noted and not told: so many at once are a site that moved, not news",
        "{n} autres adresses nouvelles ont été notées sans être dites : tant à la fois, c'est un site qui a"
        " déménagé, non des nouvelles",
    ),
    (
        "`match` meets none of the sitemap's {n} addresses",
        "match ne retient aucune des {n} adresses du plan de site",
    ),
    (
        "no status page that can be read is there: neither its API (/api/v2/incidents.json) nor /history.atom",
        "aucune page d'état lisible n'est là : ni son API (/api/v2/incidents.json), ni /history.atom",
    ),
    (
        "what came is no answer of a status page's API",
        "ce qui vient n'est pas une réponse de l'API d'une page d'état",
    ),
    (
        "the status page answers in another form than it used to ({error})",
        "la page d'état ne répond plus sous la forme habituelle ({error})",
    ),
    ("the answer is empty: there is no calendar in it", "la réponse est vide, sans aucun calendrier"),
    (
        "a web page came where a calendar was expected: look there for a link that ends in .ics, or begins with webcal:",
        "une page web vient au lieu d'un calendrier : cherchez-y un lien qui finit par .ics ou commence par webcal:",
    ),
    (
        "what came is no calendar (it has no BEGIN:VCALENDAR)",
        "ce qui vient n'est pas un calendrier (sans BEGIN:VCALENDAR)",
    ),
    (
        "the calendar is cut in the middle: {n} events were read",
        "le calendrier est coupé au milieu : {n} événements ont été lus",
    ),
    (
        "{n} events of the calendar could not be read",
        "des événements du calendrier n'ont pas pu être lus (nombre : {n})",
    ),
)
