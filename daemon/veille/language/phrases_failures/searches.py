"""Why an engine did not answer a search for a name, in French."""

from __future__ import annotations

SEARCHES: tuple[tuple[str, str], ...] = (
    ("the answer of {service} is empty", "la réponse de {service} est vide"),
    (
        "the answer of {service} is not JSON, or not whole",
        "la réponse de {service} n'est pas du JSON, ou pas tout entière",
    ),
    (
        "{service} sent a web page in place of its answer: a captcha, a consent page or an error",
        "{service} envoie une page web au lieu de sa réponse : un captcha, une demande de consentement ou une erreur",
    ),
    (
        "{service} answers in another form than it used to",
        "{service} répond sous une autre forme que d'habitude",
    ),
    ("{n} of {all} searches failed: {its}", "{n} recherches sur {all} ont échoué : {its}"),
    (
        "a web page came in place of SearXNG's answer: 'server' must be its address, and its settings.yml must list"
        " json under search.formats",
        "une page web vient au lieu de la réponse de SearXNG : “server” doit être son adresse, et son settings.yml"
        " doit citer json dans search.formats",
    ),
    (
        "this SearXNG gives no JSON (403): its settings.yml must list json under search.formats",
        "ce SearXNG ne donne pas de JSON (403) : son settings.yml doit citer json dans search.formats",
    ),
    (
        "the limiter of this SearXNG turns veille away: set  limiter: false  there, or use one of your own",
        "le limiteur de ce SearXNG écarte veille : mettez-y  limiter: false  ou prenez-en un à vous",
    ),
    (
        "engines that did not answer SearXNG: {engines}",
        "moteurs qui n'ont pas répondu à SearXNG : {engines}",
    ),
    (
        "the second page of results is missing: {its}",
        "la deuxième page de résultats manque : {its}",
    ),
    (
        "Brave does not accept the key: run  veille secret  with the name that [search] brave gives it",
        "Brave n'accepte pas la clé : lancez  veille secret  avec le nom que lui donne brave dans [search]",
    ),
    (
        "Brave refuses the key or the query (422): its key is the one that its dashboard calls Subscription Token",
        "Brave refuse la clé ou la requête (422) : sa clé est celle que son tableau de bord nomme Subscription Token",
    ),
    (
        "Brave was asked too often this second, or its plan is used up for this month (429)",
        "Brave a été trop interrogé à l'instant, ou la formule est épuisée pour ce mois (429)",
    ),
    (
        "this Mastodon server shows hashtags to its own users alone: name another as 'server'",
        "ce serveur Mastodon ne montre les mots-dièse qu'à ses inscrits : nommez-en un autre dans “server”",
    ),
    (
        "the Mastodon server does not accept the token: make a new one, with the right read:search",
        "le serveur Mastodon n'accepte pas le jeton : faites-en un autre, avec le droit read:search",
    ),
    (
        "the token of the Mastodon server lacks the right read:search",
        "il manque au jeton du serveur Mastodon le droit read:search",
    ),
    (
        "the Mastodon server searches for its own users alone: the token must be that of an account",
        "le serveur Mastodon ne cherche que pour ses inscrits : le jeton doit être celui d'un compte",
    ),
    ("Bluesky knows no account of that name", "Bluesky ne connaît pas de compte de ce nom"),
    (
        "Bluesky does not accept the search, or the session was ended",
        "Bluesky n'accepte pas la recherche, ou la session a été close",
    ),
    (
        "Bluesky does not accept the user and its app password",
        "Bluesky n'accepte pas le compte et son mot de passe d'application",
    ),
    (
        "OpenAlex does not accept the key: see openalex.org/settings/api",
        "OpenAlex n'accepte pas la clé : voyez openalex.org/settings/api",
    ),
    (
        "OpenAlex refuses: the key is missing, or what it may ask in a day is used up (403)",
        "OpenAlex refuse : la clé manque, ou ce qu'elle peut demander en un jour est épuisé (403)",
    ),
    (
        "what the key may ask OpenAlex in a day is used up (429)",
        "ce que la clé peut demander à OpenAlex en un jour est épuisé (429)",
    ),
    (
        "Reddit turns veille away for now ({status}): it is asked again later",
        "Reddit écarte veille pour l'instant ({status}) : nouvel essai plus tard",
    ),
    (
        "Google News turns veille away (403): it takes its requests for a robot's",
        "Google Actualités écarte veille (403) : il prend ses requêtes pour celles d'un robot",
    ),
    (
        "Google News turns veille away for now (429): it was asked too often from this address",
        "Google Actualités écarte veille pour l'instant (429) : trop de requêtes sont venues de cette adresse",
    ),
    (
        "Google News turns veille away for now (503): it asks for a captcha",
        "Google Actualités écarte veille pour l'instant (503) : il demande un captcha",
    ),
)
