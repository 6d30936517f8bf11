"""Why an address gave no answer, in French: names, connections, certificates, redirects, bodies."""

from __future__ import annotations

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
    (
        "its certificate is not made as RFC 5280 asks, which Python refuses from 3.13 on ({said}): it must be made anew"
        " with authorityKeyIdentifier=keyid and subjectKeyIdentifier=hash, and its authority with"
        " basicConstraints=critical,CA:TRUE and keyUsage=critical,keyCertSign,cRLSign as well",
        "son certificat n'est pas fait comme le veut la RFC 5280, ce que Python refuse depuis la version 3.13 ({said}) :"
        " il faut le refaire avec authorityKeyIdentifier=keyid et subjectKeyIdentifier=hash, et son autorité avec"
        " basicConstraints=critical,CA:TRUE et keyUsage=critical,keyCertSign,cRLSign en plus",
    ),
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
