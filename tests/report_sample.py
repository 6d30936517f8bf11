"""Name reports with invented results, good to read: for the tests, and for looking at what is sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from letters_sample import CONTACT, PARIS, at, coverage
from veille.errors import failure
from veille.letters.compose import Letter
from veille.letters.first_page import FirstPage, FirstPageResult
from veille.letters.letter import (
    Copy,
    Entry,
    NameMentions,
    NameReport,
    NameState,
    OwnPage,
    OwnPageState,
    Reason,
    Voice,
    Year,
)
from veille.model import By, Clue, Verdict
from veille.names.first_page import ResultOwner

FIRST = datetime(2026, 12, 1, 8, tzinfo=PARIS)
MONTHS = (date(2025, 12, 1), *(date(2026, month, 1) for month in range(1, 12)))
LINKEDIN, BUZZ, SITE = "linkedin.com/in/ines-morel", "doyoubuzz.com/ines-morel", "inesmorel.example"

_ON_LINKEDIN = (None, None, 6, 6, 5, 5, 4, 4, 4, 3, 3, 2)
_ON_BUZZ = (None, None, None, None, 9, 9, 8, 8, 7, 7, 7, 3)
_ON_SITE = (None, None, 3, 3, 3, 3, 3, 3, 3, 3, 3, 4)


def place(
    number: int,
    title: str,
    url: str,
    whose: ResultOwner,
    *,
    was: int | None,
    months: tuple[int | None, ...] | None = None,
    new: bool = False,
) -> FirstPageResult:
    """Return a result of the first page; without months it stood where it stands since February."""
    told = months or (None, None, *[was or number] * 9, number)
    return FirstPageResult(number, was, new, title, url, 4800 + number, whose, told)


def first_page() -> FirstPage:
    neutral, mine = ResultOwner.NEUTRAL, ResultOwner.MINE
    return FirstPage(
        source="moi/searxng",
        engine="searxng",
        at=int(FIRST.timestamp()) - 3600,
        answers=30,
        engines={"bing": (30, 0), "google": (8, 22), "mojeek": (30, 0)},
        places=(
            place(
                1,
                "Lyon Culture Mag : « La médiation, c'est d'abord écouter »",
                "https://lyonculturemag.example/portraits/mediation-ecouter",
                neutral,
                was=1,
            ),
            place(
                2,
                "Inès Morel-Dupuis - étudiante | LinkedIn",
                f"https://www.{LINKEDIN}",
                mine,
                was=3,
                months=_ON_LINKEDIN,
            ),
            place(
                3,
                "Inès Morel-Dupuis, chargée de communication",
                f"https://www.{BUZZ}",
                mine,
                was=7,
                months=_ON_BUZZ,
            ),
            place(4, "Inès Morel-Dupuis", f"https://{SITE}/", mine, was=3, months=_ON_SITE),
            place(
                5,
                "Cross de Strasbourg : les résultats",
                "https://sports.example/cross-strasbourg",
                ResultOwner.HOMONYM,
                was=None,
                new=True,
            ),
            place(
                6, "Agenda Culture : les nuits de la Fabrique", "https://agenda.example/nuits", neutral, was=5
            ),
            place(
                7,
                "L'équipe de la Fabrique Confluence",
                "https://fabrique-confluence.example/equipe",
                neutral,
                was=6,
            ),
            place(
                8,
                "Médiation culturelle : le mémoire d'Inès Morel-Dupuis",
                "https://hal.example/memoire",
                neutral,
                was=9,
            ),
            place(
                9,
                "Les bibliothèques de Lyon ouvrent leurs données de prêt, rue par rue et sans un seul nom",
                "https://presse-culture.example/donnees",
                neutral,
                was=None,
            ),
            place(10, "Annuaire des anciens, Lyon 2", f"https://{SITE}/annuaire", mine, was=8),
        ),
        left=(place(11, "Mon ancien blog", "https://inesmorel.example/blog", mine, was=9),),
        compared=int(FIRST.timestamp()) - 31 * 86400,
    )


def year() -> Year:
    return Year(
        months=MONTHS,
        known=(False, False, *[True] * 10),
        pages=((LINKEDIN, _ON_LINKEDIN), (BUZZ, _ON_BUZZ), (SITE, _ON_SITE)),
        mine=(0, 0, 2, 2, 3, 3, 3, 3, 3, 3, 4, 4),
        shown=10,
    )


def own() -> tuple[OwnPage, ...]:
    return (
        OwnPage(
            SITE,
            OwnPageState.NO,
            failure(
                "{at} can't be trusted: {why}",
                at="inesmorel.example",
                why=failure("its certificate has expired"),
            ),
            at(19, 9),
            linked=True,
            place=4,
        ),
        OwnPage(BUZZ, OwnPageState.YES, text_known=True, linked=True, unchanged=at(12, 9), place=3),
        OwnPage(
            LINKEDIN,
            OwnPageState.UNREAD,
            text_known=True,
            by_result=True,
            missing=("chargée de communication",),
            instead="étudiante",
            place=2,
        ),
    )


def _entry(number: int, title: str, outlet: str, url: str, day: int, **more: object) -> Entry:
    return replace(
        Entry(number, title, url, outlet, at(day, 9, 42), item=4810 + number, story=number), **more
    )


def said() -> NameMentions:
    doubt = Reason(
        By.name("moi"),
        ("I. Morel",),
        "Inès Morel-Dupuis",
        True,
        Verdict.UNSURE,
        0.38,
        (Clue("form", ("initials", "text")), Clue("not", ("Strasbourg", "cross"))),
    )
    return NameMentions(
        sure=(
            _entry(
                1,
                "« La médiation, c'est d'abord écouter »",
                "Lyon Culture Mag",
                "https://lyonculturemag.example/portraits/mediation-ecouter",
                23,
                author="Claire Vasseur",
                copies=(
                    Copy("Agenda Culture", "https://agenda.example/1", at(23, 10)),
                    Copy("Le Petit Lyonnais", "https://petit.example/2", at(23, 11)),
                ),
            ),
            _entry(
                2,
                "Les nuits de la Fabrique reviennent",
                "Agenda Culture",
                "https://agenda.example/nuits",
                14,
                author="Hugo Lenoir",
            ),
            _entry(3, "L'équipe", "Fabrique Confluence", "https://fabrique-confluence.example/equipe", 9),
        ),
        outlets=(("Lyon Culture Mag", 2), ("Agenda Culture", 0), ("Fabrique Confluence", 0)),
        doubts=(
            _entry(
                4,
                "Résultats du cross de Strasbourg : I. Morel 14e",
                "DNA Sports",
                "https://dna.example/cross",
                29,
                excerpt="… 14e, I. Morel, du club de Schiltigheim …",
                reasons=(doubt,),
            ),
        ),
        homonyms=3,
        voices=(
            Voice("Claire Vasseur", "Lyon Culture Mag", 2, new=True),
            Voice("Hugo Lenoir", "Agenda Culture", 1),
            Voice("Fabrique Confluence", "", 1),
        ),
        months=(0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 3),
    )


def you() -> NameState:
    return NameState(
        key="moi",
        called="Inès Morel-Dupuis",
        you=True,
        expected=1.3,
        pages=(first_page(),),
        years=(year(),),
        own=own(),
        says=("chargée de communication",),
        mentions=said(),
    )


def acme() -> NameState:
    return NameState(
        key="acme",
        called="Acme Robotique",
        you=False,
        company=True,
        own=(
            OwnPage(
                "acme.example",
                OwnPageState.YES,
                text_known=True,
                unchanged=datetime(2025, 3, 2, tzinfo=PARIS),
            ),
        ),
        mentions=NameMentions(months=(0,) * 12),
    )


def report(*names: NameState) -> NameReport:
    """Return the report of November on these names, on the reader's own without any."""
    return NameReport(
        title="",
        start=datetime(2026, 11, 1, 8, tzinfo=PARIS),
        end=FIRST,
        names=names or (you(),),
        coverage=coverage(),
        month=date(2026, 11, 1),
        next_report=datetime(2027, 1, 1, 8, tzinfo=PARIS),
        contact=CONTACT,
    )


def company_page() -> FirstPage:
    """Return a first page of Brave's on which nothing is the company's own."""
    page = first_page()
    return replace(
        page,
        source="acme/brave",
        engine="brave",
        answers=20,
        engines={"brave": (20, 2)},
        places=tuple(replace(result, standing=ResultOwner.UNMARKED) for result in page.places[:3]),
        left=(),
        compared=None,
    )


REPORTS: dict[str, Letter] = {
    "report": report(),
    "report-company": report(
        replace(acme(), pages=(company_page(),), years=(replace(year(), pages=(), mine=(0,) * 12, shown=3),))
    ),
    "report-several": report(you(), acme()),
    "report-bare": replace(report(replace(acme(), own=())), searched=False),
    "report-weekly": replace(report(), month=None, start=at(20, 9), end=at(27, 9)),
}
