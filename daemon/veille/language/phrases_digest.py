"""The sentences of digests alone, in French and in English; phrases.py says how they are written."""

from __future__ import annotations

Phrase = str | tuple[str, str]

FRENCH: dict[str, Phrase] = {
    # Periods
    "the week": "semaine du {start} au {end}",
    "this week": "la semaine",
    "this month": "le mois",
    # What alerts are still to tell
    "alerts waiting": ("{n} alerte attend encore", "{n} alertes attendent encore"),
    "alerts paused": ("{n} alerte attend (pause)", "{n} alertes attendent (pause)"),
    "digest only waiting": "{day} : {waiting}",
    "nothing else": "Rien d'autre de neuf {since}.",
    # What it holds
    "news, some here": ("{n} nouvelle, {shown} ici", "{n} nouvelles, {shown} ici"),
    # En bref
    "in brief": "En bref",
    "brief carried": ("{title}, dans {n} titre", "{title}, dans {n} titres"),
    "brief closing": "{title} clôt {day} ({distance})",
    "brief closing, others": (
        "{title} clôt {day} ({distance}) ; {n} autre finit sous 7 jours",
        "{title} clôt {day} ({distance}) ; {n} autres finissent sous 7 jours",
    ),
    "brief trend": "{topic} : {trend}",
    # Bientôt fini
    "closing soon": "Bientôt fini",
    # Openings that closed, and what is to come
    "closed openings": "Offres closes",
    "closed one": "{title}, {employer}",
    "left the register": "Ne figure plus au registre",
    "to come": "À venir",
    "digest closed": ("{day} : {n} offre close", "{day} : {n} offres closes"),
    "digest coming": ("{day} : {n} rendez-vous à venir", "{day} : {n} rendez-vous à venir"),
    # Trends
    "in figures": "{period} en chiffres",
    "trend double": ("{n}, le double de d'habitude", "{n}, le double de d'habitude"),
    "trend more": ("{n}, d'habitude {usual}", "{n}, d'habitude {usual}"),
    "trend as usual": ("{n}, comme d'habitude", "{n}, comme d'habitude"),
    # Who
    "who": "Qui en parle",
    "voice": ("{n} article", "{n} articles"),
    "new voice": "une nouvelle voix",
    "new outlet": "un nouveau titre",
    "other voices": ("et {n} autre", "et {n} autres"),
    # Subjects
    "digest carried": ("{day} : {title} dans {n} titre", "{day} : {title} dans {n} titres"),
    "digest recall": ("{day} : {n} clôture proche", "{day} : {n} clôtures proches"),
    # What stands out
    "spike": (
        "{topic} : {n} article aujourd'hui, d'habitude {usual}",
        "{topic} : {n} articles aujourd'hui, d'habitude {usual}",
    ),
    "spike days": "Les mêmes jours des semaines passées, puis aujourd'hui :",
    "spike rule": "Une alerte de ce genre part au plus une fois par jour et par sujet.",
    "most carried": "Les plus reprises",
}

ENGLISH: dict[str, Phrase] = {
    "the week": "week of {start} to {end}",
    "this week": "the week",
    "this month": "the month",
    "news, some here": ("{n} new story, {shown} here", "{n} new stories, {shown} here"),
    "alerts waiting": ("{n} alert still waits", "{n} alerts still wait"),
    "alerts paused": ("{n} alert waits (paused)", "{n} alerts wait (paused)"),
    "digest only waiting": "{day}: {waiting}",
    "nothing else": "Nothing else is new {since}.",
    "in brief": "In brief",
    "brief carried": ("{title}, in {n} outlet", "{title}, in {n} outlets"),
    "brief closing": "{title} closes {day} ({distance})",
    "brief closing, others": (
        "{title} closes {day} ({distance}); {n} more ends within 7 days",
        "{title} closes {day} ({distance}); {n} more end within 7 days",
    ),
    "brief trend": "{topic}: {trend}",
    "closing soon": "Closing soon",
    "closed openings": "Closed openings",
    "closed one": "{title}, {employer}",
    "left the register": "No longer in the register",
    "to come": "To come",
    "digest closed": ("{day}: {n} opening closed", "{day}: {n} openings closed"),
    "digest coming": ("{day}: {n} date to come", "{day}: {n} dates to come"),
    "in figures": "{period} in figures",
    "trend double": ("{n}, twice as many as usual", "{n}, twice as many as usual"),
    "trend more": ("{n}, usually {usual}", "{n}, usually {usual}"),
    "trend as usual": ("{n}, as usual", "{n}, as usual"),
    "who": "Who talks about it",
    "voice": ("{n} article", "{n} articles"),
    "new voice": "a new voice",
    "new outlet": "a new outlet",
    "other voices": ("and {n} more", "and {n} more"),
    "digest carried": ("{day}: {title} in {n} outlet", "{day}: {title} in {n} outlets"),
    "digest recall": ("{day}: {n} closing soon", "{day}: {n} closing soon"),
    "spike": (
        "{topic}: {n} article today, usually {usual}",
        "{topic}: {n} articles today, usually {usual}",
    ),
    "spike days": "The same days of past weeks, then today:",
    "spike rule": "An alert of this kind leaves at most once a day and topic.",
    "most carried": "Most carried",
}
