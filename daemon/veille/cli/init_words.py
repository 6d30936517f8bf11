"""What `veille init` says, in French and in English."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

FRENCH = {
    "hello": "Quelques questions, et votre veille est en place. Entrée garde ce qui est entre crochets.",
    "to": "Où vous écrire ? Une adresse, une URL d'Apprise, un dossier (/…) ou « console »",
    "to wrong": "ni une adresse, ni une URL d'Apprise, ni un chemin, ni « console »",
    "user": "L'adresse du compte qui envoie",
    "smtp": "Son serveur d'envoi (SMTP ; Entrée : trouvé d'après l'adresse)",
    "password": "Son mot de passe (ne s'affiche pas ; Entrée : plus tard)",
    "contact": "Une adresse ou une page à dire aux sites relevés",
    "feed wrong": "« {text} » n'est pas l'adresse d'un flux : elle a la forme https://exemple.fr/rss",
    "name": "Votre prénom (Entrée : aucun)",
    "person": "Un nom complet à guetter, le vôtre par exemple (Entrée : aucun)",
    "homonyms": "  {n} personnes de ce nom attendues en France (Insee, naissances).",
    "no homonym": "  Nom rare : moins d'un homonyme attendu en France (Insee, naissances).",
    "context": "  Ce qui vous en distingue : employeur, ville, métier, séparés par des virgules",
    "words": "Que cherchez-vous ? Mots ou expressions, séparés par des virgules",
    "feed": "Un flux à suivre, son adresse (Entrée : c'est tout)",
    "hour": "À quelle heure, la lettre",
    "test": "Ceci est un essai : votre veille sait vous écrire.",
    "testing": "Envoi d'un essai à {recipient}…",
    "tested": "Essai remis. Il arrive dans la minute.",
    "test failed": "L'essai n'est pas parti : {why}",
    "test later": 'Une fois cela réparé :  veille say {recipient} "essai"',
    "no password": "Il manque le mot de passe, et rien ne peut partir sans lui. D'abord :  veille secret mail",
    "written": "Écrit : {path}",
    "next": "Ensuite :  veille check  (ce que chaque ligne est devenue), puis  veille run",
    "wrong": "Cette réponse ne va pas : {why}",
}

ENGLISH = {
    "hello": "A few questions, and your watch is in place. Enter keeps what stands in brackets.",
    "to": 'Where to write to you? An address, an Apprise URL, a folder (/…) or "console"',
    "to wrong": 'neither an address, nor an Apprise URL, nor a path, nor "console"',
    "user": "The address of the account that sends",
    "smtp": "Its outgoing mail server (SMTP; Enter: found from the address)",
    "password": "Its password (not shown; Enter: later)",
    "contact": "An address or a page to tell the sites that are polled",
    "feed wrong": "'{text}' is not the address of a feed, which looks like https://example.org/rss",
    "name": "Your first name (Enter: none)",
    "person": "A full name to watch for, such as your own (Enter: none)",
    "homonyms": "  {n} people of that name are to be expected in France (Insee, births).",
    "no homonym": "  A rare name: under one homonym is to be expected in France (Insee, births).",
    "context": "  What tells you apart: employer, town, trade, separated by commas",
    "words": "What do you look for? Words or phrases, separated by commas",
    "feed": "A feed to follow, its address (Enter: that is all)",
    "hour": "The hour of the digest",
    "test": "This is a test: your watch knows how to write to you.",
    "testing": "Sending a test to {recipient}…",
    "tested": "The test was handed over. It arrives within the minute.",
    "test failed": "The test was not sent: {why}",
    "test later": 'Once that is mended:  veille say {recipient} "test"',
    "no password": "The password is missing, and nothing can be sent without it. First:  veille secret mail",
    "written": "Written: {path}",
    "next": "Next:  veille check  (what each line became), then  veille run",
    "wrong": "That answer won't do: {why}",
}

WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType({"fr": FRENCH, "en": ENGLISH})


def language_of(environ: Mapping[str, str]) -> str:
    """Return the user's language, "fr" or "en", as gettext looks for it."""
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        for wanted in filter(None, environ.get(variable, "").lower().split(":")):
            return "fr" if wanted[:2] == "fr" else "en"
    return "en"
