"""Why a message did not leave, in French: by mail, by a service, into a folder."""

from __future__ import annotations

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
        "{host} can't be trusted, and nothing is sent: {why}",
        "{host} n'est pas sûr, et rien n'est envoyé : {why}",
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
