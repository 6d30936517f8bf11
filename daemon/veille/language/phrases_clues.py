"""The reasons of a verdict on a mention, in French and in English; phrases.py says how they are written.

They are parts of one line, with semicolons between, after "Pourquoi :". A "clue" key is a kind of match.why; a "form"
and a "field" are those of match.sightings.
"""

from __future__ import annotations

Phrase = str | tuple[str, str]

FRENCH: dict[str, Phrase] = {
    # In which form the name stands, and where
    "clue form": "{form} {place}",
    "form orcid": "identifiant ORCID",
    "form address": "adresse électronique",
    "form handle": "pseudonyme",
    "form own": "lien vers une des pages déclarées",
    "form full": "nom complet",
    "form inverted": "nom complet, nom de famille d'abord,",
    "form alias": "autre forme du nom",
    "form exact": "nom tel quel",
    "form initials": "initiale et nom seulement",
    "form acronym": "sigle",
    "form word": "nom qui est aussi un mot courant,",
    "form half": "une partie du nom seulement",
    "form titled": "nom de famille seul, après un titre,",
    "form surname": "nom de famille seul",
    "field title": "dans le titre",
    "field text": "dans le texte",
    "field author": "en signature",
    "field url": "dans l'adresse",
    "own page": "une des pages déclarées",
    "clue between": "un autre prénom ou un surnom au milieu",
    # What stands beside it
    "clue near": "tout près : {words}",
    "clue document": "plus loin : {words}",
    "clue no context": "aucun mot de contexte",
    "clue not near": ("tout près, un mot d'homonyme : {words}", "tout près, des mots d'homonyme : {words}"),
    "clue not document": (
        "plus loin, un mot d'homonyme : {words}",
        "plus loin, des mots d'homonyme : {words}",
    ),
    "clue no not": "aucun mot d'homonyme",
    "clue around": "près de : {words}",
    # What marks have taught
    "clue site yes": "site déjà confirmé : {words}",
    "clue site no": "site déjà écarté : {words}",
    "clue learnt yes": "ressemble à ce qui a été confirmé : {words}",
    "clue learnt no": "ressemble à ce qui a été écarté : {words}",
    "clue unlike": "ne ressemble guère à ce qui a été confirmé",
    "clue marked yes": "confirmé par vous",
    "clue marked no": "écarté par vous",
    # What is known of the name
    "clue homonyms": ("environ {n} homonyme en France", "environ {n} homonymes en France"),
    "clue rare": "nom rare",
    "clue everyday": "ce qui, seul, prouve peu",
    "clue twin": "même nom que : {words}",
    "clue search": "trouvé par {words}, sans que l'article ait été lu",
    "engine google_news": "Google Actualités",
    "engine bing_news": "Bing Actualités",
}

ENGLISH: dict[str, Phrase] = {
    "clue form": "{form} {place}",
    "form orcid": "ORCID",
    "form address": "e-mail address",
    "form handle": "handle",
    "form own": "link to one of the declared pages",
    "form full": "full name",
    "form inverted": "full name, surname first,",
    "form alias": "another form of the name",
    "form exact": "name as it is written",
    "form initials": "only initial and surname",
    "form acronym": "acronym",
    "form word": "name that is also an everyday word,",
    "form half": "only a part of the name",
    "form titled": "only the surname, after a title,",
    "form surname": "only the surname",
    "field title": "in the title",
    "field text": "in the text",
    "field author": "in the byline",
    "field url": "in the address",
    "own page": "one of the declared pages",
    "clue between": "another first name or a nickname in the middle",
    "clue near": "close by: {words}",
    "clue document": "further on: {words}",
    "clue no context": "no context word",
    "clue not near": ("close by, a namesake's word: {words}", "close by, a namesake's words: {words}"),
    "clue not document": (
        "further on, a namesake's word: {words}",
        "further on, a namesake's words: {words}",
    ),
    "clue no not": "no word of a namesake",
    "clue around": "near: {words}",
    "clue site yes": "a site confirmed before: {words}",
    "clue site no": "a site ruled out before: {words}",
    "clue learnt yes": "like what was confirmed: {words}",
    "clue learnt no": "like what was ruled out: {words}",
    "clue unlike": "hardly like what was confirmed",
    "clue marked yes": "confirmed by you",
    "clue marked no": "ruled out by you",
    "clue homonyms": ("about {n} namesake in France", "about {n} namesakes in France"),
    "clue rare": "a rare name",
    "clue everyday": "which proves little by itself",
    "clue twin": "same name as: {words}",
    "clue search": "found by {words}, the article itself unread",
    "engine google_news": "Google News",
    "engine bing_news": "Bing News",
}
