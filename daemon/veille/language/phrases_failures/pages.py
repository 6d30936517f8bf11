"""Why a page that came can't be watched, in French: what stands in its place, and what its list lacks."""

from __future__ import annotations

PAGES: tuple[tuple[str, str], ...] = (
    ("{at} is empty", "{at} est vide"),
    ("{at} is no web page but a file ({said})", "{at} n'est pas une page web mais un fichier ({said})"),
    (
        "{at} is no web page but JSON: say with  json = …  which of it are the items",
        "{at} n'est pas une page web mais du JSON : dites avec  json = …  ce qu'il faut y prendre",
    ),
    (
        '{at} is no web page but a feed: follow it with  kind = "feed"',
        '{at} n\'est pas une page web mais un flux : suivez-le avec  kind = "feed"',
    ),
    (
        "{at} asks for consent to cookies in place of its page",
        "{at} demande d'accepter ses cookies au lieu de montrer sa page",
    ),
    ("{at} shows a captcha in place of its page", "{at} montre un captcha au lieu de sa page"),
    (
        "{at} shows a login form: it cannot be read without an account",
        "{at} demande de se connecter : cette page ne se lit pas sans compte",
    ),
    (
        "{at} shows an error page, though it answers as if all were well",
        "{at} montre une page d'erreur, bien que le serveur réponde que tout va bien",
    ),
    (
        "{at} has no text: it may be drawn by a script, or be a frame for other pages",
        "{at} n'a pas de texte : un script la dessine peut-être, ou elle n'est que le cadre d'autres pages",
    ),
    ("{at} has no text, and had some before", "{at} n'a plus de texte du tout"),
    (
        "{at} leads to the site's home page: the page is gone, or has another address",
        "{at} renvoie à l'accueil du site : la page a disparu, ou changé d'adresse",
    ),
    ("{at} has less than a tenth of its usual text", "{at} a moins du dixième de son texte habituel"),
    (
        "nothing is left of what {at} listed: it is believed if the next poll finds the same",
        "plus rien ne reste de la liste de {at} : ce sera tenu pour vrai si le prochain relevé le confirme",
    ),
    (
        "less than a tenth is left of what {at} listed: it is believed if the next poll finds the same",
        "moins du dixième reste de la liste de {at} : ce sera tenu pour vrai si le prochain relevé le confirme",
    ),
    (
        "{at} has nothing yet that the selector {select} matches: is it right, or is the page drawn by a script? {its}",
        "{at} n'a encore rien qui réponde au sélecteur {select} : est-il juste, ou un script dessine-t-il la page ?"
        " {its}",
    ),
    (
        "{at} has nothing any more that the selector {select} matches: is the list empty, or was the page redesigned?"
        " {its}",
        "{at} n'a plus rien qui réponde au sélecteur {select} : la liste est-elle vide, ou la page refaite ? {its}",
    ),
    (
        "on {at} the selector {select} matches elements that stand in one another, {n} deep and more:"
        " choose one that matches each item once",
        "sur {at} le sélecteur {select} désigne des éléments emboîtés, jusqu'à {n} les uns dans les autres :"
        " choisissez-en un qui désigne chaque entrée une fois",
    ),
    ("It has {n} links, and most often {names}", "Elle a {n} liens, et le plus souvent {names}"),
    ("It has {n} links", "Elle a {n} liens"),
    (
        "{at} did not answer JSON, though the source says  json = …",
        "{at} ne répond pas en JSON, bien que la source dise  json = …",
    ),
    (
        "the expression {json} can't be used on what {at} answered ({said})",
        "l'expression {json} ne s'applique pas à la réponse de {at} ({said})",
    ),
    (
        "the expression {json} finds {its} in {at} where a list is wanted",
        "l'expression {json} trouve {its} dans {at}, où il faudrait une liste",
    ),
    ("true or false", "un vrai ou faux"),
    ("a number", "un nombre"),
    ("text", "un texte"),
    (
        "the expression {json} finds no item in {at}: it has {its}",
        "l'expression {json} ne trouve rien dans {at}, où se trouve : {its}",
    ),
    ("the keys {names}", "les clés {names}"),
    ("no key", "aucune clé"),
    ("a list of {n}", "une liste de {n}"),
    ("no list", "aucune liste"),
    (
        "{at} was not asked: robots.txt of {host} does not want it to be",
        "{at} n'a pas été demandé : le robots.txt de {host} ne le veut pas",
    ),
    (
        "{at} was not asked: whether it may be is not known ({its})",
        "{at} n'a pas été demandé, faute de savoir si le site le permet ({its})",
    ),
    (
        "{at} was not asked: {site} forbids programs to read its pages: {said}",
        "{at} n'a pas été demandé : {site} interdit aux programmes de lire ses pages ; suivez plutôt"
        " ses alertes par courriel (genre mailbox) ou une recherche ([search])",
    ),
)
