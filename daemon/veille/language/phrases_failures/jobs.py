"""Why openings on boards and in pages could not be read, in French."""

from __future__ import annotations

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
