"""What fails, in French: each sentence that veille writes of a failure, and what a French editor makes of it.

A row is English, then French. A {hole} takes what stands there as it is; {why} holds what must be known in French
too, {its} what may be; {at}, {host} and {name} are one word, {n}, {all} and {status} figures. Rows are tried in their
order. Quotation marks are “ ”, since the whole may stand between « ».
"""

from __future__ import annotations

# What is appended to a whole sentence.
AROUND: tuple[tuple[str, str], ...] = (
    ("{why} ({start} redirects there)", "{why} (c'est là que renvoie {start})"),
    ("{why}, and asks to wait {wait}", "{why} et demande d'attendre {wait}"),
    (
        "{why} (after the mail had been handed over)",
        "{why} (après que le message avait été remis : il est peut-être arrivé)",
    ),
    ("{why}, after {n} of {all} parts", "{why}, après {n} parties sur {all}"),
)

WEB: tuple[tuple[str, str], ...] = (
    ("the proxy answered {status} {said}", "le proxy répond {status} {said}"),
    ("the proxy answered {status}", "le proxy répond {status}"),
    ("{at} answered {status} {said}", "{at} répond {status} {said}"),
    ("{at} answered {status}", "{at} répond {status}"),
    ("{at} can't be trusted: {why}", "{at} n'est pas sûr : {why}"),
    ("its certificate has expired", "son certificat a expiré"),
    (
        "its certificate is not valid yet (is this machine's clock right?)",
        "son certificat n'est pas encore valable (l'horloge de cette machine est-elle à l'heure ?)",
    ),
    ("its certificate is self-signed", "son certificat n'est signé que par lui-même"),
    (
        "its certificate is signed by an authority that this machine doesn't know",
        "son certificat est signé par une autorité que cette machine ne connaît pas",
    ),
    ("its certificate was revoked", "son certificat a été révoqué"),
    ("its certificate is for another name", "son certificat est fait pour un autre nom"),
    ("its certificate is for another address", "son certificat est fait pour une autre adresse"),
    ("its certificate can't be verified ({said})", "son certificat ne peut pas être vérifié ({said})"),
    ("its certificate can't be verified", "son certificat ne peut pas être vérifié"),
    ("the name {host} can't be resolved: there is no such name", "le nom {host} est inconnu"),
    ("the name {host} can't be resolved: {its}", "le nom {host} n'a pas pu être résolu : {its}"),
    ("there is no such name", "ce nom est inconnu"),
    ("no name server answers", "aucun serveur de noms ne répond"),
    ("no answer within {n} s", "pas de réponse en {n} s"),
    ("too many names wait for an answer", "trop de noms attendent une réponse"),
    (
        "this machine has no room for another thread",
        "cette machine n'a plus de place pour une tâche de plus",
    ),
    ("the proxy can't be reached", "le proxy est injoignable"),
    ("{at} refuses connections", "{at} refuse la connexion"),
    (
        "{at} can't be reached (no connection in time)",
        "{at} est injoignable (pas de connexion à temps)",
    ),
    ("{at} can't be reached ({its})", "{at} est injoignable ({its})"),
    ("{at} can't be reached", "{at} est injoignable"),
    ("No route to host", "aucun chemin n'y mène"),
    ("Network is unreachable", "le réseau est injoignable"),
    ("Host is down", "la machine est éteinte"),
    ("Connection reset by peer", "connexion coupée"),
    ("{at} does not speak TLS ({its})", "{at} ne parle pas TLS ({its})"),
    ("it failed", "échec"),
    ("{at} stopped in the middle of its answer", "{at} s'est arrêté au milieu de sa réponse"),
    ("{at} did not answer in time", "{at} n'a pas répondu à temps"),
    ("{at} no answer in time", "{at} n'a pas répondu à temps"),
    ("{at} did not answer within {n} s", "{at} n'a pas répondu en {n} s"),
    (
        "{at} sent its answer too slowly: not all in {n} s",
        "{at} répond trop lentement : tout n'est pas venu en {n} s",
    ),
    (
        "{at} closed the connection in the middle of its answer",
        "{at} a coupé la connexion au milieu de sa réponse",
    ),
    ("{at} closed the connection without an answer", "{at} a coupé la connexion sans répondre"),
    ("{at} gave an answer that is not HTTP", "{at} a donné une réponse qui n'est pas du HTTP"),
    ("{at} is no address of the web", "{at} n'est pas une adresse du Web"),
    ("{at} was not asked: {host} asks to wait {wait} more", "{at} demande d'attendre encore {wait}"),
    (
        "{at} was not asked: {its}; if that is meant, say lan = true in the source",
        "{at} n'a pas été interrogé : {its} ; si c'est voulu, écrivez lan = true dans la source",
    ),
    ("it is {why}", "c'est {why}"),
    ("{address} is {why}, {its}", "{address} est {why}, {its}"),
    ("{address} is {why}", "{address} est {why}"),
    ("{address} is not an IP address", "{address} n'est pas une adresse IP"),
    ("a local name", "un nom local"),
    ("this machine itself", "cette machine même"),
    ("a private address", "une adresse privée"),
    ("a reserved address", "une adresse réservée"),
    ("an address inside a provider's network", "une adresse interne à un opérateur"),
    ("a link-local address", "une adresse locale au lien"),
    ("a multicast address", "une adresse de multidiffusion"),
    ("an obsolete relay (6to4)", "un relais désuet (6to4)"),
    ("an obsolete tunnel (6to4)", "un tunnel désuet (6to4)"),
    ("an obsolete tunnel (Teredo)", "un tunnel désuet (Teredo)"),
    ("a translator of the local network (NAT64)", "un traducteur du réseau local (NAT64)"),
    (
        "{at} wants what it was sent to go to another site ({host})",
        "{at} veut que ce qui lui est envoyé aille à un autre site ({host})",
    ),
    ("{at} redirects for ever", "{at} renvoie sans fin d'une adresse à l'autre"),
    ("{at} redirects without saying where to", "{at} renvoie ailleurs sans dire où"),
    (
        "{at} redirects to what is no address of the web",
        "{at} renvoie à ce qui n'est pas une adresse du Web",
    ),
    ("an address can't be read as one of the web", "une adresse n'est pas lisible comme adresse du Web"),
    (
        "an address of the web begins with http:// or https://, not {scheme}:",
        "une adresse du Web commence par http:// ou https://, non par {scheme}:",
    ),
    (
        "an address of the web begins with http:// or https://, and this one does not",
        "une adresse du Web commence par http:// ou https://, et celle-ci non",
    ),
    ("{at} sent more than {n} MB", "{at} a envoyé plus de {n} Mo"),
    (
        "{at} sent a compression that was not asked for ({coding})",
        "{at} a envoyé une compression qui n'était pas demandée ({coding})",
    ),
    ("{at} sent a compressed body that is damaged", "{at} a envoyé un contenu compressé abîmé"),
    ("{at} sent a compressed body that was cut off", "{at} a envoyé un contenu compressé coupé avant la fin"),
)

DRAWING: tuple[tuple[str, str], ...] = (
    ("{at} was not drawn: {why}", "{at} n'a pas pu être affiché : {why}"),
    (
        "Playwright is missing here; install it: pip install 'veille[browser]'",
        "il manque Playwright ; installez-le : pip install 'veille[browser]'",
    ),
    (
        "there is no Chromium here; install it: apt install chromium-headless-shell",
        "il manque Chromium ; installez-le : apt install chromium-headless-shell",
    ),
    (
        "Chromium does not shut pages in when root runs it; run veille as a user of its own",
        "lancé par root, Chromium n'enferme pas les pages ; lancez veille sous un utilisateur à elle",
    ),
    (
        "Chromium can't shut pages in: it may make no user namespaces here; a service needs browser.conf for it"
        " (systemd/README.md)",
        "Chromium ne peut pas enfermer les pages : il n'a pas le droit d'ouvrir ici d'espaces de noms d'utilisateurs ;"
        " un service a besoin pour cela de browser.conf (systemd/README.md)",
    ),
    (
        "Chromium does not start ({its}); a service needs browser.conf for it (systemd/README.md)",
        "Chromium ne démarre pas ({its}) ; un service a besoin pour cela de browser.conf (systemd/README.md)",
    ),
    (
        "the browser did not start in a process group of its own",
        "le navigateur n'est pas parti dans son propre groupe de processus",
    ),
    ("it ended", "il s'est arrêté"),
    ("Chromium did not start within {n} s", "Chromium n'a pas démarré en {n} s"),
    ("the browser gave up ({its})", "le navigateur a renoncé ({its})"),
    ("its scripts did not come to an end within {n} s", "ses scripts n'ont pas fini en {n} s"),
    (
        "its scripts lead from page to page for ever",
        "ses scripts renvoient sans fin d'une page à l'autre",
    ),
    (
        "its scripts lead to what is no web page",
        "ses scripts mènent à ce qui n'est pas une page web",
    ),
    ("its scripts make more than {n} MB of it", "ses scripts en font plus de {n} Mo"),
    ("it needs more than {n} MB of memory", "il y faut plus de {n} Mo de mémoire"),
    ("it loads more than {n} MB", "il y a plus de {n} Mo à charger"),
    ("it opens more than {n} connections", "il y faut plus de {n} connexions"),
    ("veille is being stopped", "veille s'arrête"),
)

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
        "{at} has nothing that the selector {select} matches: is it wrong, or is the page drawn by a script? {its}",
        "{at} n'a rien qui réponde au sélecteur {select} : est-il faux, ou un script dessine-t-il la page ? {its}",
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

FEEDS: tuple[tuple[str, str], ...] = (
    ("the answer is empty: there is no feed in it", "la réponse est vide, sans aucun flux"),
    (
        "the feed is cut in the middle: {n} whole items were read",
        "le flux est coupé au milieu : {n} articles entiers ont été lus",
    ),
    (
        "the feed is cut in the middle, before the end of its first item",
        "le flux est coupé au milieu, avant la fin de son premier article",
    ),
    (
        "no item could be read from the feed: it is not well-formed ({said})",
        "aucun article n'a pu être lu dans le flux : son XML est mal formé ({said})",
    ),
    (
        "no item could be read from the feed: {said}",
        "aucun article n'a pu être lu dans le flux : {said}",
    ),
    ("the feed is nested too deeply to be read", "le flux est trop imbriqué pour être lu"),
    ("the feed could not be read ({error}: {said})", "le flux n'a pas pu être lu ({error} : {said})"),
    (
        "the JSON Feed is cut in the middle or malformed ({said})",
        "le flux JSON est coupé au milieu ou mal formé ({said})",
    ),
    (
        "a web page came where a feed was expected, and it names no feed",
        "une page web vient au lieu d'un flux, et elle n'en annonce aucun",
    ),
    (
        "a web page came where a feed was expected; it names this feed: {feed}",
        "une page web vient au lieu d'un flux ; elle annonce celui-ci : {feed}",
    ),
    (
        "a web page came where a feed was expected; it names these feeds: {feeds} and {n} more",
        "une page web vient au lieu d'un flux ; elle annonce ceux-ci : {feeds} et {n} autres",
    ),
    (
        "a web page came where a feed was expected; it names these feeds: {feeds}",
        "une page web vient au lieu d'un flux ; elle annonce ceux-ci : {feeds}",
    ),
    (
        "the document is in UTF-16 without the mark at its start that XML asks for",
        "le document est en UTF-16 sans la marque de début que demande XML",
    ),
    (
        "an XML document came that is no feed (its root is <{root}>)",
        "un document XML vient, qui n'est pas un flux (sa racine est <{root}>)",
    ),
    (
        "what came is not a feed (no type named, {n} bytes, beginning {beginning})",
        "ce qui vient n'est pas un flux (sans type, {n} octets ; début : {beginning})",
    ),
    (
        "what came is not a feed ({kind}, {n} bytes, beginning {beginning})",
        "ce qui vient n'est pas un flux ({kind}, {n} octets ; début : {beginning})",
    ),
    (
        "what came is not a feed, nor whole JSON (beginning {beginning})",
        "ce qui vient n'est pas un flux, ni du JSON entier (début : {beginning})",
    ),
    (
        "JSON came that is no JSON Feed (its `version` names none)",
        "du JSON vient, qui n'est pas un flux JSON (son champ version n'en nomme pas)",
    ),
)

SENDING: tuple[tuple[str, str], ...] = (
    (
        "{host} refused the login of {user}: {status} {said}",
        "l'identifiant ou le mot de passe de {user} est refusé par {host} : {status} {said}",
    ),
    (
        "{host} refused the login by OAuth of {user}: {status} {said}",
        "la connexion par OAuth de {user} est refusée par {host} : {status} {said}",
    ),
    (
        "{host} takes no mail from {user}: {status} {said}",
        "{host} n'accepte aucun message de {user} : {status} {said}",
    ),
    (
        "{host} takes no address with letters such as those of {user} (it has no SMTPUTF8): give one in plain ASCII",
        "{host} n'accepte pas d'adresse aux lettres comme celles de {user} (il n'a pas SMTPUTF8) :"
        " donnez-en une en ASCII simple",
    ),
    (
        "{host} takes no address with letters such as those of {user}",
        "{host} n'accepte pas d'adresse aux lettres comme celles de {user}",
    ),
    (
        "{host} takes no login by OAuth (XOAUTH2): take 'oauth' out of [mail]",
        "{host} n'accepte pas de connexion par OAuth (XOAUTH2) : ôtez “oauth” de [mail]",
    ),
    (
        "{host} takes no name or password beyond ASCII (it does not offer AUTH=PLAIN)",
        "{host} n'accepte ni nom ni mot de passe hors de l'ASCII (il n'offre pas AUTH=PLAIN)",
    ),
    (
        "{host} answers in what is not IMAP, or not whole",
        "{host} répond dans une autre langue que l'IMAP, ou incomplètement",
    ),
    ("{host} offers no login by password", "{host} n'offre pas de connexion par mot de passe"),
    ("{host} offers no login", "{host} n'offre pas de connexion"),
    (
        "{host} does not offer STARTTLS, and nothing is sent in clear",
        "{host} n'offre pas STARTTLS, et rien n'est envoyé en clair",
    ),
    (
        "{host} does not speak TLS as asked ({its}; {other})",
        "{host} ne parle pas TLS comme demandé ({its} ; {other})",
    ),
    ("587 is STARTTLS", "587, c'est STARTTLS"),
    ("465 is TLS", "465, c'est TLS"),
    (
        "{host} can't be trusted, and nothing is sent: {why}. Write as 'smtp' the name for which the provider's page"
        " gives it (or have this machine trust the authority that signed it)",
        "{host} n'est pas sûr, et rien n'est envoyé : {why}. Écrivez dans “smtp” le nom pour lequel la page du"
        " fournisseur le donne (ou faites que cette machine se fie à l'autorité qui l'a signé)",
    ),
    (
        'no mail server was found for {domain} ({its}): write  smtp = "…"  in [mail], as the provider\'s page says (at'
        " OVH it is ssl0.ovh.net, at Gandi mail.gandi.net, at Infomaniak mail.infomaniak.com)",
        'aucun serveur de courrier n\'a été trouvé pour {domain} ({its}) : écrivez  smtp = "…"  dans [mail], comme le dit'
        " la page du fournisseur (chez OVH c'est ssl0.ovh.net, chez Gandi mail.gandi.net, chez Infomaniak"
        " mail.infomaniak.com)",
    ),
    (
        "there is no server that does what 'tls' asks",
        "il n'y a pas de serveur qui fasse ce que demande “tls”",
    ),
    ("{host} did not finish within {n} s", "{host} n'a pas fini en {n} s"),
    ("{host}: Connection lost", "{host} a coupé la connexion"),
    (
        "{name} is neither an address with a [mail] to send it, nor a [channel]",
        "{name} n'est ni une adresse qu'un [mail] puisse servir, ni un [channel]",
    ),
    ("the mail cannot be written ({its})", "le message ne peut pas être écrit ({its})"),
    ("there is no [mail] to send from", "il n'y a pas de [mail] d'où envoyer"),
    (
        "veille itself made a mistake with this message; its log says more",
        "veille s'est trompée elle-même sur ce message ; son journal en dit plus",
    ),
    (
        "the last call to this service has still not returned",
        "le dernier appel à ce service n'a toujours pas rendu la main",
    ),
    ("the service did not answer within {n} s", "le service n'a pas répondu en {n} s"),
    ("the console", "la console"),
    (
        "the last call to {its} has still not returned",
        "le dernier appel à {its} n'a toujours pas rendu la main",
    ),
    (
        "{n} of {all} parts left within {seconds} s; the rest follows",
        "{n} parties sur {all} sont parties en {seconds} s ; la suite viendra",
    ),
    (
        "the service did not take it ({said} This is a redirect, which is not followed: the URL is not where it is)",
        "le service ne l'a pas pris ({said} C'est un renvoi, qui n'est pas suivi : l'URL n'est pas la bonne)",
    ),
    ("the service did not take it ({its})", "le service ne l'a pas pris ({its})"),
    ("failure", "échec"),
    ("timeout", "pas de réponse à temps"),
    ("Apprise failed at this ({error}: {said})", "Apprise a échoué ({error} : {said})"),
    ("its URL {its}", "son URL {its}"),
    (
        "would go in clear (mode=none), where a failure passes for a success: write xmpps://, without 'mode'",
        "passerait en clair (mode=none), où un échec passe pour un succès : écrivez xmpps://, sans “mode”",
    ),
    (
        "needs {its}, which Apprise does not bring for {scheme}://: run  {command}",
        "demande {its}, qu'Apprise n'apporte pas pour {scheme}:// : lancez  {command}",
    ),
    (
        "needs what this machine does not have: Apprise can't use {scheme}:// here",
        "demande ce que cette machine n'a pas : Apprise ne peut pas s'y servir de {scheme}://",
    ),
    (
        "is none that Apprise can read: its list of services shows how each is written",
        "n'est pas lisible par Apprise : sa liste des services montre comment chacune s'écrit",
    ),
    ("{folder} cannot be found ({its})", "{folder} est introuvable ({its})"),
    ("{folder} is still being written by another channel", "{folder} est encore écrit par un autre canal"),
    ("{folder} cannot be written ({its})", "rien ne peut être écrit dans {folder} ({its})"),
    ("{why}: move it away", "{why} : déplacez-le"),
    ("{file} was not written by veille", "{file} n'a pas été écrit par veille"),
    ("No space left on device", "le disque est plein"),
    ("Permission denied", "accès refusé"),
    ("Read-only file system", "le disque n'est qu'en lecture"),
    ("Disk quota exceeded", "le quota est atteint"),
)

OAUTH: tuple[tuple[str, str], ...] = (
    (
        "there is no login by OAuth: {its}: run  veille secret {name}",
        "pas de connexion par OAuth : {its} : lancez  veille secret {name}",
    ),
    ("there is no login by OAuth: {its}", "pas de connexion par OAuth : {its}"),
    (
        "leave was refused in the browser: nothing was granted",
        "l'accord a été refusé dans le navigateur : rien n'est accordé",
    ),
    (
        "{name} does not accept 'client': it must be the id of an application registered there for veille{its}",
        "{name} n'accepte pas “client” : ce doit être l'identifiant d'une application qui y est enregistrée pour"
        " veille{its}",
    ),
    (
        ", one that may ask without a secret of its own or with the right 'client_secret'{said}",
        ", qui puisse demander sans secret à elle ou avec le bon “client_secret”{said}",
    ),
    (
        ", one that may ask without a secret of its own or with the right 'client_secret'",
        ", qui puisse demander sans secret à elle ou avec le bon “client_secret”",
    ),
    (
        ", and allow public client flows{said}",
        ", et qui permette les flux de clients publics{said}",
    ),
    (", and allow public client flows", ", et qui permette les flux de clients publics"),
    ("{name} still waits for the code", "{name} attend encore le code"),
    (
        "{name} does not know the code any more: ask for a new one",
        "{name} ne connaît plus le code : demandez-en un autre",
    ),
    (
        "the code was not entered in time: ask for a new one",
        "le code n'a pas été entré à temps : demandez-en un autre",
    ),
    (
        "what was granted at {name} holds no longer (withdrawn, too old, or the password was changed){said}",
        "l'accord donné chez {name} ne vaut plus (retiré, trop ancien, ou le mot de passe a changé){said}",
    ),
    (
        "what was granted at {name} holds no longer (withdrawn, too old, or the password was changed)",
        "l'accord donné chez {name} ne vaut plus (retiré, trop ancien, ou le mot de passe a changé)",
    ),
    (
        "{name} does not let this application send mail{said}",
        "{name} ne permet pas à cette application d'envoyer du courrier{said}",
    ),
    (
        "{name} does not let this application send mail",
        "{name} ne permet pas à cette application d'envoyer du courrier",
    ),
    ("{name} asks to be asked less often", "{name} demande qu'on l'interroge moins souvent"),
    ("{name} gave no code to enter", "{name} n'a pas donné de code à entrer"),
    (
        "that is not the address to which {name} sent the browser back",
        "ce n'est pas l'adresse à laquelle {name} a renvoyé le navigateur",
    ),
    (
        "{name} gave no lasting leave: ask for it again",
        "{name} n'a pas donné d'accord durable : redemandez-le",
    ),
    (
        "{name} answered {status} without a word that can be read",
        "{name} répond {status} sans un mot lisible",
    ),
    ("{name} refused: {said}", "{name} refuse : {said}"),
    ("{name} ({host}) could not be asked: {its}", "{name} ({host}) n'a pas pu être interrogé : {its}"),
    ("no answer in time", "pas de réponse à temps"),
)

KINDS: tuple[tuple[str, str], ...] = (
    ("the kind {kind} ({file}) does not load: {its}", "le genre {kind} ({file}) ne se charge pas : {its}"),
    ("the kind {kind} ({file}) is no source: {its}", "le genre {kind} ({file}) n'est pas une source : {its}"),
    ("the kind {kind} is refused: {its}", "le genre {kind} est refusé : {its}"),
    (
        "the kind {kind} has an option {option}, which every source has already",
        "le genre {kind} a une option {option}, que toute source a déjà",
    ),
    ("it has no class called Source", "il n'a pas de classe Source"),
    ("its Source is not a dataclass", "sa classe Source n'est pas une dataclass"),
    (
        "its Source must be frozen: @dataclass(frozen=True)",
        "sa classe Source doit être figée : @dataclass(frozen=True)",
    ),
    (
        "its Source has no `async def poll(self, web, cursor)`",
        "sa classe Source n'a pas de `async def poll(self, web, cursor)`",
    ),
    ("{file} is not a Python file", "{file} n'est pas un fichier Python"),
    ("{file} can't be examined ({its})", "{file} ne peut pas être examiné ({its})"),
    ("{file} belongs to somebody else (user {n})", "{file} appartient à quelqu'un d'autre (utilisateur {n})"),
    ("others may write to {file}: run  {command}", "d'autres peuvent écrire dans {file} : lancez  {command}"),
)

# Of offers, registers, sitemaps, status pages and calendars.
PLACES: tuple[tuple[str, str], ...] = (
    (
        "France Travail does not accept this client: check `client` and its secret, and that the application"
        " made there may use Offres d'emploi v2",
        "France Travail n'accepte pas ce client : vérifiez client et son secret, et que l'application créée"
        " là-bas a droit à “Offres d'emploi v2”",
    ),
    (
        "France Travail does not take this search: check `words`, `where` and `contract`",
        "France Travail n'accepte pas cette recherche : vérifiez words, where et contract",
    ),
    (
        "France Travail answered without a token that can be read",
        "France Travail répond sans jeton lisible",
    ),
    (
        "France Travail answers in another form than it used to (no list of offers)",
        "France Travail ne répond plus sous la forme habituelle (aucune liste d'offres)",
    ),
    (
        "France Travail answers in another form than it used to (no offer has an id)",
        "France Travail ne répond plus sous la forme habituelle (aucune offre n'a d'identifiant)",
    ),
    (
        "{n} offers of France Travail could not be read",
        "des offres de France Travail n'ont pas pu être lues (nombre : {n})",
    ),
    (
        "no activity of the official list (NAF) is called “{what}”: try another word, or a code such as 91.02Z (musées)",
        "aucune activité de la liste officielle (NAF) ne s'appelle “{what}” : essayez un autre mot, ou un code comme"
        " 91.02Z (musées)",
    ),
    (
        "“{where}” is no town, department or region of France that is known",
        "“{where}” n'est ni une commune, ni un département, ni une région de France que l'on connaisse",
    ),
    (
        "the register knows no employer: “{what}” was read as {activity}, and “{where}” as {place}",
        "le registre ne connaît aucun employeur : “{what}” a été compris comme {activity}, et “{where}” comme {place}",
    ),
    (
        "the register knows no employer: “{what}” was read as {activity}",
        "le registre ne connaît aucun employeur : “{what}” a été compris comme {activity}",
    ),
    (
        "no news were found from {at}: it names no feed, and no sitemap of its news. Watch one of its pages:"
        " kind = 'company_page'",
        "aucune actualité n'a été trouvée à partir de {at} : ni flux, ni sitemap de ses actualités. Suivez une de ses"
        " pages : kind = 'company_page'",
    ),
    (
        "{why}; this feed's own address may be given as a source: {url}",
        "{why} ; l'adresse de ce flux peut être donnée comme source : {url}",
    ),
    (
        "the register of companies does not tell of {number}",
        "le registre des entreprises ne dit rien de {number}",
    ),
    (
        "the register of companies answers in another form than it used to (no results)",
        "le registre des entreprises ne répond plus sous la forme habituelle (aucun résultat)",
    ),
    (
        "the register of companies answers in another form than it used to (no name)",
        "le registre des entreprises ne répond plus sous la forme habituelle (aucun nom)",
    ),
    (
        "BODACC answers in another form than it used to (no results)",
        "le BODACC ne répond plus sous la forme habituelle (aucun résultat)",
    ),
    (
        "BODACC answers in another form than it used to ({error})",
        "le BODACC ne répond plus sous la forme habituelle ({error})",
    ),
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

# Of openings on boards and in pages.
JOBS: tuple[tuple[str, str], ...] = (
    (
        "{service} has no board called {key}: look up the address of the careers page again",
        "{service} n'a pas d'offres sous le nom {key} : reprenez l'adresse de la page de recrutement",
    ),
    (
        "{service} answered with a web page in place of the openings of {key}: either it is being repaired,"
        " or it has no such board any more, and then look up the address of the careers page again",
        "{service} donne une page web au lieu des offres de {key} : il est en travaux, ou n'a plus rien sous ce nom,"
        " et alors reprenez l'adresse de la page de recrutement",
    ),
    (
        "{service} answers in another form than it used to",
        "{service} ne répond plus sous la forme habituelle",
    ),
    ("{n} of {all} openings could not be read", "{n} offres sur {all} n'ont pas pu être lues"),
    (
        "{service} lists {all} openings, of which the first {n} were read: filter them on its page, and give"
        " the address that this has then",
        "{service} annonce {all} offres, dont les {n} premières ont été lues : filtrez-les sur sa page, et donnez"
        " l'adresse qu'elle a alors",
    ),
    (
        "all {n} openings of this site are gone at once: that is believed if the next poll finds none either",
        "les {n} offres de ce site ont disparu d'un coup : ce ne sera cru que si le prochain relevé n'en trouve pas non"
        " plus",
    ),
    (
        "this board's own address may be given as 'url': {url}",
        "l'adresse même de ces offres peut être donnée comme “url” : {url}",
    ),
    (
        "there are more openings at {name} than the {n} that were read: the others are not seen",
        "il y a plus d'offres chez {name} que les {n} qui ont été lues : les autres ne sont pas vues",
    ),
    (
        "{service} gives no opening for {key}, and would answer the same if it did not know that name: look whether"
        " its page opens in a browser",
        "{service} ne donne aucune offre pour {key}, et répondrait de même s'il ne connaissait pas ce nom : voyez si"
        " sa page s'ouvre dans un navigateur",
    ),
    ("the text of some openings is missing: {its}", "le texte de certaines offres manque : {its}"),
    (
        "{n} of {all} postings of this site were read; the others follow at the next polls",
        "{n} annonces de ce site sur {all} ont été lues ; les autres suivront aux prochains relevés",
    ),
    (
        "no openings were found from {url}: neither a board that is known, nor postings that say"
        " what they are (schema.org JobPosting). Give the address of the page where the openings stand, or watch it"
        " as a page: kind = 'company_page'",
        "aucune offre n'a été trouvée à partir de {url} : ni site d'offres connu, ni annonces qui disent ce qu'elles"
        " sont (JobPosting de schema.org). Donnez l'adresse de la page où sont les offres, ou suivez-la comme une"
        " page : kind = 'company_page'",
    ),
)

MAILBOXES: tuple[tuple[str, str], ...] = (
    (
        "{host} refused the login of {user} ({said})",
        "l'identifiant ou le mot de passe de {user} est refusé par {host} ({said})",
    ),
    (
        "{host} does not say by itself when mail comes (it has no IDLE)",
        "{host} ne dit pas de lui-même quand un message arrive (il n'a pas IDLE)",
    ),
    (
        "{host} refused what the mailbox was asked ({said})",
        "{host} a refusé ce qui était demandé à la boîte ({said})",
    ),
    (
        "{host} answers in what is not IMAP ({said})",
        "{host} répond dans une autre langue que l'IMAP ({said})",
    ),
    ("the folder {folder} can't be opened ({said})", "le dossier {folder} ne peut pas être ouvert ({said})"),
    (
        "the mailbox has no folder {folder}; there is {near}: write that in 'folder'",
        "la boîte n'a pas de dossier {folder} ; il y a {near} : écrivez ce nom dans “folder”",
    ),
    (
        "the mailbox has no folder {folder}: make it, or name another in 'folder'",
        "la boîte n'a pas de dossier {folder} : créez-le, ou nommez-en un autre dans “folder”",
    ),
    (
        "what was read stays where it is: {host} can't move mails (neither MOVE nor UIDPLUS)",
        "ce qui a été lu reste où il est : {host} ne sait pas déplacer de messages (ni MOVE ni UIDPLUS)",
    ),
    (
        "what was read can't be moved to {folder} ({said})",
        "ce qui a été lu ne peut pas être rangé dans {folder} ({said})",
    ),
    (
        "{n} mails of {folder} are left for the next poll",
        "{n} messages de {folder} attendent le prochain relevé",
    ),
    (
        "{n} older mails of {folder} were there before, and are not read",
        "{n} messages plus anciens de {folder} étaient déjà là, et ne sont pas lus",
    ),
    (
        "{name} gives no leave to read this mailbox: grant it again with {command}",
        "{name} ne donne pas le droit de lire cette boîte : accordez-le de nouveau par {command}",
    ),
    ("{name} gave no access token", "{name} n'a pas donné de jeton d'accès"),
)

# All of them, in the order in which they are tried: what a mail server says stands before what any server may.
ROWS = (
    *AROUND,
    *OAUTH,
    *SENDING,
    *POLLS,
    *KINDS,
    *PLACES,
    *SEARCHES,
    *JOBS,
    *MAILBOXES,
    *FEEDS,
    *PAGES,
    *DRAWING,
    *WEB,
)

# In brief, where the source was named already: in French, then in English. Of all others only "{at}" is left out.
BRIEF: dict[str, tuple[str, str]] = {
    "{why} ({start} redirects there)": ("{why}", "{why}"),
    "{why}, and asks to wait {wait}": ("{why}", "{why}"),
    "{at} answered {status} {said}": ("{status}", "{status}"),
    "{at} answered {status}": ("{status}", "{status}"),
    "{at} can't be trusted: {why}": ("{why}", "{why}"),
    "{at} was not asked: {its}; if that is meant, say lan = true in the source": (
        "pas interrogé : {its}",
        "not asked: {its}",
    ),
}

# What a status means, where a reader can do something with it.
STATUSES: dict[int, str] = {
    401: "il faut s'y identifier",
    403: "accès interdit",
    404: "page introuvable",
    410: "page supprimée",
    429: "trop de demandes",
    451: "bloqué pour raison légale",
}
