"""Letters with invented articles, good to read: for the tests, and for looking at what is sent."""

from __future__ import annotations

import socket
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from veille.errors import failure
from veille.letters.compose import Letter
from veille.letters.letter import (
    Alert,
    Copy,
    Coverage,
    DigestLetter,
    Entry,
    Failing,
    FirstLetter,
    HealthNote,
    Move,
    Movements,
    NameLetter,
    NamePast,
    PlaceNow,
    Reason,
    SayLetter,
    Section,
    Spike,
    Trend,
    Voice,
)
from veille.model import MARK, UNMARK, By, Clue, HealthKind, Moved, Verdict
from veille.names.first_page import ResultOwner
from veille.web.failures import status_failure
from veille.web.resolver import unresolved

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 23, 9, 58, tzinfo=PARIS)  # a Monday
MORNING = datetime(2026, 11, 23, 7, 30, tzinfo=PARIS)
NEXT = datetime(2026, 11, 24, 7, 30, tzinfo=PARIS)
CONTACT = "ami@example.org"


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return an hour of November 2026 in Paris."""
    return datetime(2026, 11, day, hour, minute, tzinfo=PARIS)


def found(text: str) -> str:
    """Return text whose words between stars are marked as found."""
    pieces = text.split("*")
    return "".join(MARK + p + UNMARK if i % 2 else p for i, p in enumerate(pieces))


def _job(number: int = 1) -> Entry:
    return Entry(
        number=number,
        title="Chargé·e de communication (CDI)",
        url="https://jobs.example/fabrique-confluence/8841",
        outlet="Fabrique Confluence",
        at=at(23, 9, 42),
        excerpt=found(
            "… *chargé·e de communication*, vous animez les réseaux, la lettre et les relations presse "
            "de la Fabrique, à *Lyon*, au sein d'une équipe de cinq personnes …"
        ),
        reasons=(Reason(By.rule("offres-com"), ("chargé·e de communication", "Lyon")),),
        closes=date(2026, 12, 11),
        facts=(("place", "Lyon 2e"), ("salary", "29–33 k€")),
    )


def _second_job(number: int = 2) -> Entry:
    return Entry(
        number=number,
        title="Médiateur / médiatrice numérique (CDD 12 mois)",
        url="https://maisondulivre.example/recrutement#med-num",
        outlet="Maison du Livre",
        at=at(22, 18, 20),
        excerpt=found(
            "… la *médiatrice* numérique accueille les publics de *Villeurbanne*, seule ou en atelier …"
        ),
        reasons=(Reason(By.rule("offres-com"), ("médiatrice", "Villeurbanne")),),
        facts=(("place", "Villeurbanne"),),
    )


def _portrait(number: int = 1) -> Entry:
    return Entry(
        number=number,
        title="« La médiation, c'est d'abord écouter »",
        url="https://lyonculturemag.example/portraits/mediation-ecouter",
        outlet="Lyon Culture Mag",
        author="Claire Vasseur",
        at=at(23, 9, 42),
        excerpt=found(
            "… à la Fabrique, Inès Morel-Dupuis a ouvert les réserves aux familles. La *médiation* au "
            "*musée*, dit-elle, commence par le silence que l'on sait tenir …"
        ),
        reasons=(Reason(By.rule("médiation"), ("médiation", "musée")),),
        copies=(
            Copy("Agenda Culture", "https://agenda.example/1", at(23, 10, 5)),
            Copy("Le Petit Lyonnais", "https://petitlyonnais.example/2", at(23, 10, 31)),
        ),
    )


def _open_data(number: int) -> Entry:
    outlets = (
        "Le Petit Lyonnais",
        "Agenda Culture",
        "Bibliobus",
        "Actu Rhône",
        "La Gazette des communs",
        "Archimag",
    )
    return Entry(
        number=number,
        title="Les bibliothèques de Lyon ouvrent leurs données de prêt",
        url="https://presse-culture.example/2026/11/bibliotheques-lyon-donnees-ouvertes",
        outlet="Presse Culture",
        author="Hugo Lenoir",
        at=at(21, 8),
        excerpt=found(
            "… premier jeu d'*open data* d'un réseau de *bibliothèques* de cette taille : onze millions "
            "de prêts, rue par rue et sans un seul nom, que chacun peut désormais relire comme la carte "
            "des envies d'une ville, de la Croix-Rousse à Gerland …"
        ),
        reasons=(Reason(By.rule("open-data"), ("open data", "bibliothèques")),),
        copies=tuple(
            Copy(outlet, f"https://{i}.example/", at(21, 9 + i)) for i, outlet in enumerate(outlets)
        ),
    )


YOU = Reason(
    By.name("moi"),
    ("Inès Morel-Dupuis",),
    called="Inès Morel-Dupuis",
    you=True,
    verdict=Verdict.SURE,
    likely=0.99,
    clues=(
        Clue("form", ("full", "text")),
        Clue("near", ("médiation", "musée", "Lyon")),
        Clue("no not"),
    ),
)
FABRIQUE = Reason(
    By.name("confluence"),
    ("Fabrique Confluence",),
    called="Fabrique Confluence",
    verdict=Verdict.SURE,
    likely=0.97,
    clues=(Clue("form", ("full", "title")), Clue("document", ("musée",))),
)


def mention(number: int = 1, reason: Reason = YOU) -> Entry:
    """Return an article that mentions Inès."""
    return replace(
        _portrait(number),
        excerpt=found(
            "… à la Fabrique, *Inès Morel-Dupuis* a ouvert les réserves aux familles. La *médiation* au "
            "*musée*, dit-elle, commence par le silence que l'on sait tenir …"
        ),
        reasons=(reason,),
        item=4812,
        newcomer="Claire Vasseur",
    )


def race(number: int = 1, likely: float = 0.38) -> Entry:
    """Return an article that may mention Inès."""
    return Entry(
        number,
        "Résultats du cross de Strasbourg : I. Morel 14e",
        "https://dna-sports.example/cross-strasbourg",
        "DNA Sports",
        at(22, 17),
        excerpt=found("… 13. P. Schmitt (ASPTT) ; 14. *I. Morel* (Strasbourg) ; 15. A. Roth …"),
        reasons=(
            replace(
                YOU,
                words=("I. Morel",),
                verdict=Verdict.UNSURE,
                likely=likely,
                clues=(Clue("form", ("initials", "text")), Clue("around", ("Strasbourg", "cross"))),
            ),
        ),
        item=4830 + number,
    )


def alert_name() -> Alert:
    return Alert((Section("Vous", (mention(),)),), seen_at=NOW, next_digest=NEXT, contact=CONTACT)


def alert_names() -> Alert:
    """Two articles on a company, and an opening."""
    one = replace(
        mention(1, FABRIQUE), title="La Fabrique Confluence rouvre ses réserves", copies=(), newcomer=""
    )
    other = replace(one, number=2, title="Fabrique Confluence : une directrice", outlet="Le Petit Lyonnais")
    return Alert(
        (Section("Employeurs", (one, other)), Section("Offres", (_job(3),))), seen_at=NOW, next_digest=NEXT
    )


def moves(*which: Move) -> Movements:
    """Return what moved on the first page of Inès's name."""
    known = (
        Move(
            1, Moved.NEW, "Cross de Strasbourg, résultats", "https://dna-sports.example/cross-strasbourg",
            "SearXNG", at(23, 6, 12), 5, None, 4831,
        ),
        Move(
            2, Moved.FELL, "Inès Morel-Dupuis, médiatrice", "https://inesmorel.example/", "SearXNG",
            at(23, 6, 12), 6, 2,
        ),
        Move(
            3, Moved.RISEN, "Inès Morel – CV en ligne", "https://www.doyoubuzz.com/ines-morel", "SearXNG",
            at(23, 6, 12), 3, 7,
        ),
        Move(
            4, Moved.LEFT, "Carnet de médiation", "https://carnet.example/ines", "Brave", at(23, 4, 40), 12, 9,
        ),
    )  # fmt: skip
    return Movements("moi", "Inès Morel-Dupuis", True, which or known, NOW, NEXT, CONTACT)


def past_of_ines() -> NamePast:
    """Return what was already there of Inès."""
    return NamePast(
        key="moi",
        called="Inès Morel-Dupuis",
        you=True,
        sure=12,
        unsure=3,
        homonyms=5,
        entries=(mention(1),),
        engine="SearXNG",
        places=(
            PlaceNow(
                1, "Lyon Culture Mag : portrait d'Inès Morel-Dupuis", "https://a.example", ResultOwner.NEUTRAL
            ),
            PlaceNow(2, "Inès Morel – chargée de communication", "https://b.example", ResultOwner.MINE),
            PlaceNow(3, "Cross de Strasbourg, résultats", "https://c.example", ResultOwner.HOMONYM),
            PlaceNow(4, "Agenda Culture", "https://d.example", ResultOwner.UNMARKED),
            PlaceNow(7, "CV en ligne", "https://e.example", ResultOwner.MINE),
        ),
        shown=10,
        mine=2,
        best=2,
        expected=1.2,
    )


def name_added() -> NameLetter:
    return NameLetter((past_of_ines(),), ("moi/hal",), next_digest=NEXT, contact=CONTACT)


def names_added() -> NameLetter:
    """Several names added at once, of which one is found nowhere."""
    return NameLetter(
        (
            replace(past_of_ines(), places=(), engine="", homonyms=0),
            NamePast("confluence", "Fabrique Confluence", False, sure=2, entries=(mention(2, FABRIQUE),)),
            NamePast("auteurs/Hugo Lenoir", "Hugo Lenoir", False, expected=0.3),
        ),
        next_digest=NEXT,
        contact=CONTACT,
    )


def alert_one() -> Alert:
    return Alert((Section("Musées", (_portrait(),)),), seen_at=NOW, next_digest=NEXT, contact=CONTACT)


def alert_two() -> Alert:
    return Alert(
        (Section("Offres", (_job(), _second_job())),), seen_at=NOW, next_digest=NEXT, contact=CONTACT
    )


def coverage() -> Coverage:
    return Coverage(
        sources=44,
        seen=42,
        polls=2016,
        items=1318,
        failing=(
            Failing(
                "presse-lyon",
                at(21, 14, 2),
                status_failure("presse-lyon.example/feed.xml", 503),
            ),
        ),
        degraded=(
            Failing(
                "agenda-rhone",
                at(22, 6),
                failure("the feed is cut in the middle: {n} whole items were read", n=12),
            ),
        ),
    )


def digest() -> DigestLetter:
    return DigestLetter(
        title="",
        start=at(20, 7, 30),
        end=MORNING,
        sections=(
            Section(
                "Offres",
                (
                    Entry(
                        2,
                        "Chargé(e) de communication éditoriale · CDD 8 mois",
                        "https://editions-du-rhone.example/offres/communication-editoriale",
                        "Éditions du Rhône",
                        at(21, 0),
                        excerpt=found(
                            "… la maison cherche sa *chargée de communication* pour accompagner, "
                            "à *Lyon*, la sortie de douze romans de printemps …"
                        ),
                        reasons=(Reason(By.rule("offres-com"), ("chargée de communication", "Lyon")),),
                        closes=date(2026, 11, 27),
                        facts=(("place", "Lyon 7e"),),
                    ),
                    _second_job(3),
                ),
            ),
            Section(
                "Employeurs",
                (
                    Entry(
                        4,
                        "La Fabrique Confluence nomme Nadia Belkacem directrice de la communication",
                        "https://lyonculturemag.example/actu/fabrique-belkacem",
                        "Lyon Culture Mag",
                        at(22, 18, 20),
                        author="Claire Vasseur",
                        excerpt=found(
                            "… la *Fabrique Confluence* la préfère à deux candidats ; "
                            "elle succède à Paul Girod le 4 janvier …"
                        ),
                        reasons=(Reason(By.rule("employeurs"), ("Fabrique Confluence",)),),
                        copies=(
                            Copy("Le Petit Lyonnais", "https://a.example/", at(22, 19)),
                            Copy("Agenda Culture", "https://b.example/", at(22, 20)),
                            Copy("Fabrique Confluence", "https://c.example/", at(23, 7)),
                        ),
                    ),
                ),
            ),
            Section(
                "Secteur",
                (
                    _open_data(5),
                    Entry(
                        6,
                        "À Saint-Étienne, le musée prête ses œuvres aux cages d'escalier",
                        "https://presse-culture.example/2026/11/saint-etienne-cages-escalier",
                        "Presse Culture",
                        at(22, 11, 15),
                        author="Maud Arnal",
                        excerpt=found(
                            "… un tableau par palier, un voisin pour gardien : le *musée* en tire des "
                            "*données ouvertes* sur ce que l'on regarde chaque jour …"
                        ),
                        reasons=(Reason(By.rule("open-data"), ("musée", "données ouvertes")),),
                        edited=True,
                    ),
                    Entry(
                        7,
                        "What a small museum learnt from publishing every visitor question",
                        "https://openglam.example/notes/every-question",
                        "OpenGLAM Notes",
                        at(20, 16, 40),
                        author="Ruth Okafor",
                        excerpt=found(
                            "… nine thousand questions later, the *open data* set is the *museum*'s "
                            "most visited object …"
                        ),
                        reasons=(Reason(By.rule("open-data"), ("open data", "museum")),),
                    ),
                ),
                more=5,
            ),
            Section(
                "Appels",
                (
                    Entry(
                        8,
                        "Appel à communications : « Musées et données, dix ans après »",
                        "https://appels.example/musees-et-donnees",
                        "Appels",
                        at(20, 14, 5),
                        reasons=(Reason(By.source("appels")),),
                        closes=date(2026, 12, 15),
                    ),
                ),
            ),
        ),
        coverage=coverage(),
        alerted=3,
        next_digest=NEXT,
        contact=CONTACT,
        closing=(
            Entry(
                1,
                "Chargée de projet culturel",
                "https://venissieux.example/offres/projet-culturel",
                "Ville de Vénissieux",
                at(12, 9),
                closes=date(2026, 11, 25),
            ),
            Entry(
                2,
                "Chargé(e) de communication éditoriale · CDD 8 mois",
                "https://editions-du-rhone.example/offres/communication-editoriale",
                "Éditions du Rhône",
                at(21, 0),
                closes=date(2026, 11, 27),
                facts=(("place", "Lyon 7e"),),
            ),
        ),
        trends=(
            Trend("Offres", (2, 1, 3, 2, 1, 2, 2, 3), 2),
            Trend("Secteur", (4, 3, 5, 4, 3, 4, 4, 5), 8),
            Trend("Employeurs", (0, 0, 1, 0, 0, 0, 0, 0), 1),
        ),
        voices=(
            Voice("Hugo Lenoir", "Presse Culture", 3, new=True),
            Voice("Claire Vasseur", "Lyon Culture Mag", 2),
            Voice("Agenda Culture", "", 2),
            Voice("Maud Arnal", "Presse Culture", 1),
            Voice("Ruth Okafor", "OpenGLAM Notes", 1, new=True),
            Voice("Archimag", "", 1, new=True),
            Voice("La Gazette des communs", "", 1),
        ),
    )


def weekly() -> DigestLetter:
    """A press review to colleagues: its own title, its topics in figures."""
    workshop = Entry(
        1,
        "Acme Robotique ouvre un atelier à Nantes",
        "https://ouest-eco.example/acme-nantes",
        "Ouest Éco",
        at(24, 8, 12),
        author="Yann Le Bihan",
        excerpt=found("… quarante emplois d'ici 2028 chez *Acme Robotique*, dans l'ancienne halle …"),
        reasons=(Reason(By.rule("nous"), ("Acme Robotique",)),),
        copies=tuple(
            Copy(outlet, f"https://{i}.example/", at(24, 9 + i))
            for i, outlet in enumerate(
                ("Presse Océan", "L'Usine du jour", "Actu Robots", "Le Petit Nantais", "Robots d'ici")
            )
        ),
    )
    cobots = Entry(
        2,
        "« Leurs cobots ont changé nos cadences »",
        "https://usine-du-jour.example/cobots",
        "L'Usine du jour",
        at(26, 10),
        author="Marion Tual",
        reasons=(Reason(By.rule("nous"), ("Acme Robotique",)),),
    )
    norm = Entry(
        3,
        "La norme 4512 change les fiches produit dès janvier",
        "https://afp.example/norme-4512",
        "AFP",
        at(25, 15, 30),
        excerpt=found("… la *norme 4512* oblige à dire la force de serrage de chaque *cobot* …"),
        reasons=(Reason(By.rule("secteur"), ("norme 4512", "cobot")),),
        copies=tuple(Copy(f"Titre {i}", f"https://t{i}.example/", at(25, 16)) for i in range(3)),
    )
    return DigestLetter(
        title="Revue de presse Acme Robotique",
        start=at(20, 9),
        end=at(27, 9),
        sections=(Section("Nous", (workshop, cobots), 4), Section("Secteur", (norm,), 26)),
        coverage=Coverage(sources=44, seen=43, polls=14112, items=2310, dead=2),
        next_digest=datetime(2026, 12, 4, 9, 0, tzinfo=PARIS),
        contact=CONTACT,
        trends=(
            Trend("Nous", (1, 1, 3, 1, 2, 2, 3, 2), 6),
            Trend("Bêta Systems", (4, 6, 4, 4, 5, 7, 4, 5), 5),
            Trend("Gamma Motion", (0, 0, 0, 0, 3, 0, 0, 0), 1),
            Trend("Secteur", (24, 26, 31, 26, 25, 30, 27, 26), 27),
        ),
        voices=(
            Voice("Yann Le Bihan", "Ouest Éco", 3),
            Voice("Marion Tual", "L'Usine du jour", 1, new=True),
        ),
    )


def spike() -> Spike:
    return Spike(
        Trend("Open data", (2, 3, 4, 2, 3, 3, 4, 3), 14),
        (_open_data(1), replace(_portrait(2), reasons=(Reason(By.rule("open-data"), ("médiation",)),))),
        seen_at=NOW,
        next_digest=NEXT,
        contact=CONTACT,
    )


def digest_empty() -> DigestLetter:
    return DigestLetter(
        title="",
        start=at(20, 7, 30),
        end=MORNING,
        sections=(),
        coverage=Coverage(sources=44, seen=44, polls=2104, items=0),
        first_of_week=True,
        next_digest=NEXT,
        contact=CONTACT,
    )


def first() -> FirstLetter:
    return FirstLetter(
        title="",
        coverage=Coverage(sources=44, seen=43, polls=44, items=1207, failing=coverage().failing),
        past=(
            Section("Offres", (_job(1), _second_job(2)), 4),
            Section("Open data", (_open_data(3),)),
        ),
        names=(
            replace(past_of_ines(), sure=2, homonyms=0, entries=(mention(4),)),
            NamePast("auteurs/Hugo Lenoir", "Hugo Lenoir", False),
        ),
        empty=("concurrents",),
        next_digest=NEXT,
        contact=CONTACT,
    )


def digest_names() -> DigestLetter:
    """A digest with a mention of a company, two in doubt, one beside what a rule found."""
    letter = digest()
    employers = replace(letter.sections[1], entries=(replace(mention(4, FABRIQUE), newcomer=""),))
    beside = replace(
        letter.sections[2].entries[1], reasons=(Reason(By.rule("open-data")), *race().reasons), item=77
    )
    sector = replace(letter.sections[2], entries=(letter.sections[2].entries[0], beside), more=0)
    return replace(
        letter,
        sections=(letter.sections[0], employers, sector),
        doubts=(race(9, 0.64), replace(race(10), title="Le palmarès complet")),
        more_doubts=2,
        homonyms=(("moi", 3),),
    )


def digest_doubts() -> DigestLetter:
    """A digest of nothing but two mentions in doubt, of two names."""
    company = replace(FABRIQUE, verdict=Verdict.UNSURE, likely=0.5, clues=(Clue("search", ("google_news",)),))
    return replace(
        digest_empty(),
        first_of_week=False,
        doubts=(race(1), replace(race(2), title="Confluences, le festival", excerpt="", reasons=(company,))),
    )


def source_down() -> HealthNote:
    return HealthNote(
        kind=HealthKind.SOURCE,
        name="presse-lyon",
        since=at(21, 14, 2),
        why=status_failure("presse-lyon.example/feed.xml", 503),
        url="https://presse-lyon.example/feed.xml",
        tries=4,
        last_item=at(21, 11, 40),
        rules=("open-data", "offres-com"),
        command="veille status presse-lyon",
        contact=CONTACT,
    )


def source_back() -> HealthNote:
    return HealthNote(
        kind=HealthKind.SOURCE,
        name="presse-lyon",
        since=at(21, 14, 2),
        over=at(23, 9, 12),
        why=status_failure("presse-lyon.example/feed.xml", 503),
        url="https://presse-lyon.example/feed.xml",
        caught_up=41,
        contact=CONTACT,
    )


def network_down() -> HealthNote:
    return HealthNote(
        HealthKind.NETWORK,
        "",
        at(23, 6, 30),
        unresolved("presse-lyon.example", socket.gaierror(socket.EAI_AGAIN, "no")),
        tries=6,
        contact=CONTACT,
    )


def network_back() -> HealthNote:
    return HealthNote(
        HealthKind.NETWORK,
        "",
        at(23, 6, 30),
        unresolved("presse-lyon.example", socket.gaierror(socket.EAI_AGAIN, "no")),
        over=at(23, 9, 50),
        caught_up=12,
        contact=CONTACT,
    )


def recipient_down() -> HealthNote:
    return HealthNote(
        HealthKind.RECIPIENT,
        "ines@example.org",
        at(23, 7, 31),
        failure(
            "{host} refused the login of {user}: {status} {said}",
            host="smtp.example.org",
            user="ines.veille@example.org",
            status=535,
            said="5.7.8 Authentication failed",
        ),
        tries=3,
        command="veille say ines@example.org",
        contact=CONTACT,
    )


def recipient_back() -> HealthNote:
    return HealthNote(
        HealthKind.RECIPIENT, "ines@example.org", at(22, 7, 31), "", over=at(23, 9, 5), contact=CONTACT
    )


def moved() -> HealthNote:
    return HealthNote(
        HealthKind.MOVED,
        "presse-lyon",
        at(16, 8),
        "moved permanently (301)",
        url="https://presse-lyon.example/feed.xml",
        moved_to="https://www.presse-lyon.example/flux/actualites.xml",
        contact=CONTACT,
    )


LETTERS: dict[str, Letter] = {
    "alert-one": alert_one(),
    "alert-two": alert_two(),
    "alert-name": alert_name(),
    "alert-names": alert_names(),
    "moves": moves(),
    "name-added": name_added(),
    "names-added": names_added(),
    "digest": digest(),
    "digest-names": digest_names(),
    "digest-doubts": digest_doubts(),
    "digest-weekly": weekly(),
    "digest-empty": digest_empty(),
    "spike": spike(),
    "first": first(),
    "source-down": source_down(),
    "source-back": source_back(),
    "network-down": network_down(),
    "network-back": network_back(),
    "recipient-down": recipient_down(),
    "recipient-back": recipient_back(),
    "moved": moved(),
    "word": SayLetter("Bonjour Inès : si vous lisez ceci, la veille sait vous écrire.", CONTACT),
}


def now_of(name: str) -> datetime:
    """Return the moment at which the letter of that name is written."""
    if name == "digest-weekly":
        return weekly().end + timedelta(seconds=2)
    return MORNING + timedelta(seconds=2) if name.startswith("digest") else NOW
