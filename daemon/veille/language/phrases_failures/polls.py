"""Why a poll was stopped or found too little, whatever was polled, in French."""

from __future__ import annotations

POLLS: tuple[tuple[str, str], ...] = (
    ("took longer than {n} s and was stopped", "le relevé, arrêté au bout de {n} s, prenait trop de temps"),
    ("the configuration changed while it was polled", "la configuration a changé pendant le relevé"),
    (
        "the kind {kind} raised {error}: a mistake in the plugin, not in what came",
        "le genre {kind} s'est interrompu ({error}) : l'erreur est dans l'extension, non dans ce qui est venu",
    ),
    (
        "veille itself made a mistake with what came ({error}); its log says more",
        "veille s'est trompée elle-même sur ce qui est venu ({error}) ; son journal en dit plus",
    ),
    (
        "nothing of the last poll was there any more: items were probably missed; poll it more often (`every`)",
        "plus rien n'y était du relevé d'avant : des articles ont sans doute été manqués ; relevez-la plus souvent (every)",
    ),
    (
        "the document was given up: reading it took more than {n} s",
        "le document est abandonné : sa lecture prenait plus de {n} s",
    ),
    (
        "the document was given up: reading it took more than {n} MB of memory",
        "le document est abandonné : sa lecture prenait plus de {n} Mo de mémoire",
    ),
    (
        "the document was given up: reading it ended its process",
        "le document est abandonné : sa lecture a fait tomber le programme qui le lisait",
    ),
    (
        "the document was given up: reading it killed its process ({signal})",
        "le document est abandonné : sa lecture a fait tomber le programme qui le lisait ({signal})",
    ),
    ("veille is stopping", "veille s'arrête"),
    (
        "the {n} requests a month of {account} are used: it goes on on {day}",
        "les {n} requêtes du mois chez {account} sont épuisées : la recherche reprend le {day}",
    ),
    ("{at} did not answer JSON ({said})", "{at} ne répond pas en JSON ({said})"),
)
