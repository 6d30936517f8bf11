"""Why offers, registers and companies' sites told nothing, in French."""

from __future__ import annotations

REGISTERS: tuple[tuple[str, str], ...] = (
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
)
