"""Which board an address or a page belongs to, what is asked under robots.txt, and which openings pass the filters."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from veille import Item
from veille.kit.folding import folded, holds
from veille.options import read
from veille.testing import PagesWeb
from veille_plugins.jobs import Board, Source, board_of, boards_in, recognised
from veille_plugins.jobs.contracts import answers

SHARED = Path(__file__).parents[3] / "shared"
SAMPLES = Path(os.environ.get("VEILLE_SAMPLES") or SHARED / "apis" / "samples")


@pytest.mark.parametrize(
    ("url", "board"),
    [
        ("https://boards.greenhouse.io/acme", Board("Greenhouse", "acme")),
        ("https://boards.greenhouse.io/acme/jobs/123?gh_src=x", Board("Greenhouse", "acme")),
        ("https://job-boards.greenhouse.io/acme/", Board("Greenhouse", "acme")),
        ("https://job-boards.eu.greenhouse.io/acme/jobs/1", Board("Greenhouse", "acme")),
        ("https://boards.greenhouse.io/embed/job_board?for=acme", Board("Greenhouse", "acme")),
        ("https://boards.greenhouse.io/embed/job_board/js?for=acme&b=x", Board("Greenhouse", "acme")),
        ("https://boards.eu.greenhouse.io/embed/job_app?for=acme&token=12", Board("Greenhouse", "acme")),
        ("https://boards-api.greenhouse.io/v1/boards/acme/jobs?content=true", Board("Greenhouse", "acme")),
        ("https://jobs.lever.co/acme", Board("Lever", "acme", "api.lever.co")),
        ("https://JOBS.Lever.co/acme/a24ec4e5/apply", Board("Lever", "acme", "api.lever.co")),
        ("https://jobs.eu.lever.co/acme", Board("Lever", "acme", "api.eu.lever.co")),
        ("https://api.eu.lever.co/v0/postings/acme?mode=json", Board("Lever", "acme", "api.eu.lever.co")),
        ("https://jobs.ashbyhq.com/Acme%20Labs/12/application", Board("Ashby", "Acme Labs")),
        ("https://api.ashbyhq.com/posting-api/job-board/acme", Board("Ashby", "acme")),
        ("https://careers.smartrecruiters.com/Acme", Board("SmartRecruiters", "Acme")),
        ("https://jobs.smartrecruiters.com/Acme/74399-x", Board("SmartRecruiters", "Acme")),
        (
            "https://jobs.smartrecruiters.com/oneclick-ui/company/Acme/publication/1",
            Board("SmartRecruiters", "Acme"),
        ),
        ("https://api.smartrecruiters.com/v1/companies/acme/postings", Board("SmartRecruiters", "acme")),
        ("https://acme.recruitee.com/o/poste", Board("Recruitee", "acme", "acme.recruitee.com")),
        (
            "https://acme.jobs.personio.de/job/12?language=de",
            Board("Personio", "acme", "acme.jobs.personio.de"),
        ),
        ("https://acme.jobs.personio.com", Board("Personio", "acme", "acme.jobs.personio.com")),
        ("https://acme.teamtailor.com/jobs", Board("Teamtailor", "acme", "acme.teamtailor.com")),
        ("https://acme.na.teamtailor.com/jobs", Board("Teamtailor", "acme", "acme.na.teamtailor.com")),
        ("https://apply.workable.com/acme/", Board("Workable", "acme")),
        ("https://apply.workable.com/acme/j/DD136/apply", Board("Workable", "acme")),
        ("https://apply.workable.com/api/v1/widget/accounts/acme?details=true", Board("Workable", "acme")),
        ("https://acme.workable.com/jobs/12", Board("Workable", "acme")),
        (
            "https://acme.wd3.myworkdayjobs.com/fr-FR/Careers/job/Lyon/Poste_JR1?source=x",
            Board("Workday", "acme/Careers", "acme.wd3.myworkdayjobs.com"),
        ),
        (
            "https://acme.wd103.myworkdayjobs.com/Careers?q=lyon",
            Board("Workday", "acme/Careers", "acme.wd103.myworkdayjobs.com", "q=lyon"),
        ),
        (
            "https://acme.wd3.myworkdayjobs.com/wday/cxs/acme/Careers/jobs",
            Board("Workday", "acme/Careers", "acme.wd3.myworkdayjobs.com"),
        ),
        ("https://acme.taleez.com/", Board("Taleez", "acme")),
        ("https://taleez.com/careers/acme?embed=true", Board("Taleez", "acme")),
        ("https://careers.flatchr.io/fr/company/acme/vacancy/x-poste/", Board("Flatchr", "acme")),
        ("https://careers.flatchr.io/company/acme.json", Board("Flatchr", "acme")),
        ("https://acme.flatchr.io/", Board("Flatchr", "acme")),
        (
            "https://acme.digitalrecruiters.com/fr/annonces",
            Board("DigitalRecruiters", "acme", "acme.digitalrecruiters.com"),
        ),
        (
            "https://www.welcomekit.co/api/v1/embed?organization_reference=Pg4",
            Board("Welcome Kit", "Pg4"),
        ),
        (
            "https://career.recruitee.com/api/c/93654/widget/?widget=true",
            Board("Recruitee", "93654", "career.recruitee.com"),
        ),
        (
            "https://api.teamtailor.com/v1/jobs?include=department&api_key=N-x",
            Board("Teamtailor", "N-x", "api.teamtailor.com"),
        ),
    ],
)
def test_an_address_tells_its_board(url, board):
    assert board_of(url) == board


@pytest.mark.parametrize(
    "url",
    [
        "https://www.fabrique.example/carrieres",
        "https://www.greenhouse.io/pricing",
        "https://boards.greenhouse.io/",
        "https://boards.greenhouse.io/embed/job_board",
        "https://www.lever.co/acme",
        "https://api.lever.co/v1/opportunities",
        "https://jobs.lever.co.fabrique.example/acme",
        "https://www.recruitee.com/",
        "https://app.recruitee.com/",
        "https://www.teamtailor.com/fr/",
        "https://notteamtailor.com/jobs",
        "https://apply.workable.com/j/DD136DD7E7",
        "https://acme.wd3.myworkdayjobs.com/",
        "https://taleez.com/apply/un-poste",
        "https://careers.flatchr.io/",
        "https://www.digitalrecruiters.com/",
        "https://acme.welcomekit.co/",
        "ftp://jobs.lever.co/acme",
        "http://[",
        "",
    ],
)
def test_an_address_of_no_board_is_none(url):
    assert board_of(url) is None


@pytest.mark.parametrize(
    "markup",
    [
        '<a href="https://jobs.lever.co/acme/12">Voir</a>',
        '<a href="//jobs.lever.co/acme">Voir</a>',
        "<iframe src='https://jobs.lever.co/acme?embed=true&amp;x=1'></iframe>",
        '<script>window.jobs = {"url": "https:\\/\\/api.lever.co\\/v0\\/postings\\/acme?mode=json"}</script>',
    ],
)
def test_a_board_is_found_in_a_page_wherever_it_stands(markup):
    assert boards_in(f"<html><body>{markup}</body></html>", "https://acme.example/jobs") == [
        Board("Lever", "acme", "api.lever.co")
    ]


@pytest.mark.parametrize(
    ("asset", "service"),
    [
        ("https://assets-aws.teamtailor-cdn.com/assets/careersite.js", "Teamtailor"),
        ("https://careers.recruiteecdn.com/image/upload/x.png", "Recruitee"),
    ],
)
def test_a_careers_site_under_the_employer_s_own_name_is_known_by_what_it_loads(asset, service):
    page = f'<html><head><script src="{asset}"></script></head></html>'
    assert boards_in(page, "https://jobs.acme.example/fr") == [Board(service, "acme", "jobs.acme.example")]


def test_a_widget_of_openings_is_not_taken_for_a_careers_site():
    page = '<script src="https://scripts.teamtailor-cdn.com/widgets/eu/jobs.js"></script>'
    page += '<script src="https://jobs-widget.recruiteecdn.com/widget.js"></script>'
    assert boards_in(page, "https://www.acme.example/") == []


@pytest.mark.parametrize(
    "script",
    [
        "fetch(`https://boards-api.greenhouse.io/v1/boards/${token}/jobs`)",
        'fetch("https://boards-api.greenhouse.io/v1/boards/{{ token }}/jobs")',
        "// https://boards-api.greenhouse.io/v1/boards/<token>/jobs",
        "leverJobsOptions = {accountName: 'your-company'}; 'https://jobs.lever.co/[slug]'",
        "const t = 'a'; t = 'b'; fetch(`https://boards-api.greenhouse.io/v1/boards/${t}/jobs`)",
    ],
)
def test_what_stands_for_a_key_is_none(script):
    assert boards_in(f"<script>{script}</script>", "https://www.acme.example/jobs") == []


def test_a_page_of_a_megabyte_is_searched_at_once():
    page = "https://a.b.c.d." * 60_000 + "<a href='//jobs.lever.co/acme'>"
    assert [board.key for board in boards_in(page, "https://acme.example/")] == ["acme"]


def test_what_is_recognised_names_the_address_to_write():
    [found] = recognised("https://jobs.eu.lever.co/acme/12/apply")
    assert (found.url, found.service, found.name) == ("https://jobs.eu.lever.co/acme", "Lever", "acme")
    assert board_of(found.url) == board_of("https://jobs.eu.lever.co/acme/12/apply")
    [inside] = recognised(
        "https://acme.example/", '<a href="https://acme.wd3.myworkdayjobs.com/en-US/Site/job/x_1">x</a>'
    )
    assert (inside.url, inside.name) == ("https://acme.wd3.myworkdayjobs.com/Site", "acme")
    postings = [
        {"@type": "JobPosting", "title": f"Poste {n}", "identifier": n, "hiringOrganization": "Acme"}
        for n in (1, 2)
    ]
    page = f'<script type="application/ld+json">{json.dumps(postings)}</script>'
    [site] = recognised("https://acme.example/jobs", page)
    assert (site.url, site.service, site.name, site.openings) == ("https://acme.example/jobs", "", "Acme", 2)
    assert recognised("https://acme.example/", "<p>Bienvenue</p>") == []


def test_every_home_is_an_address_of_its_board():
    for url in (
        *(
            "https://boards.greenhouse.io/acme",
            "https://jobs.lever.co/acme",
            "https://jobs.ashbyhq.com/Acme%20Labs",
        ),
        *(
            "https://careers.smartrecruiters.com/Acme",
            "https://acme.recruitee.com",
            "https://acme.jobs.personio.de",
        ),
        *("https://acme.teamtailor.com", "https://apply.workable.com/acme", "https://acme.taleez.com"),
        *("https://acme.flatchr.io", "https://acme.digitalrecruiters.com"),
        "https://www.welcomekit.co/api/v1/embed?organization_reference=Pg4",
        "https://career.recruitee.com/api/c/93654/widget/",
        "https://api.teamtailor.com/v1/jobs?api_key=N-x",
        "https://acme.wd3.myworkdayjobs.com/Careers?locations=a",
    ):
        [found] = recognised(url)
        assert board_of(found.url) == board_of(url)


def test_robots_txt_is_obeyed_unless_the_address_is_a_board_s():
    assert Source("https://www.acme.example/jobs").robots is True
    assert Source("https://jobs.lever.co/acme").robots is False


# Options.


def test_the_options_are_read_from_a_table():
    table = {
        "url": "https://jobs.lever.co/acme",
        "where": ["Lyon"],
        "contract": ["CDI"],
        "title": ["médiation"],
    }
    source = read(Source, table, where=("veille.toml", "source.jobs"))
    assert source == Source("https://jobs.lever.co/acme", ("Lyon",), ("CDI",), ("médiation",))


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        (
            {"url": "https://www.welcometothejungle.com/fr/companies/acme/jobs"},
            "give the employer's own careers page",
        ),
        (
            {"url": "https://jobs.lever.co/acme", "where": ["Lyon", " "]},
            "'where' holds a word without a letter",
        ),
        ({"url": "https://jobs.lever.co/acme", "place": ["Lyon"]}, "unknown option 'place'"),
    ],
)
def test_a_table_that_cannot_work_is_refused_with_a_sentence(table, sentence):
    [problem] = read(Source, table, where=("veille.toml", "source.jobs"))
    assert sentence in str(problem)


# Filters.


def opening(title: str = "Médiateur", **facts: str) -> Item:
    return Item(id="1", title=title, facts=facts)


def passes(item: Item, **filters: tuple[str, ...]) -> bool:
    return Source("https://jobs.lever.co/acme", **filters).passes(item)


@pytest.mark.parametrize(
    ("title", "word", "wanted"),
    [
        ("Chargé·e de communication (H/F)", "chargé de communication", True),
        ("CHARGÉ(E) DE COMMUNICATION", "chargée de communication", True),
        ("CHARGÉ(E) DE COMMUNICATION", "Charge de Communication", True),
        ("Médiateur/trice numérique", "médiateur", True),
        ("Développeur·euse C++", "c++", True),
        ("Développeur C", "c++", False),
        ("Ingénieur système", "systèmes", True),
        ("Chef de l'Œuvre", "oeuvre", True),
        ("Assistant social", "art", False),
        ("Data-engineer", "data engineer", True),
    ],
)
def test_a_title_is_wanted_by_whole_words_whatever_their_accents_and_endings(title, word, wanted):
    assert passes(opening(title), title=(word,)) is wanted
    assert passes(opening(title), title=("inexistant", word)) is wanted


def test_one_word_of_each_list_is_enough_and_each_list_must_be_met():
    item = opening("Médiateur", place="Villeurbanne, France", contract="CDI")
    assert passes(item, where=("Lyon", "Villeurbanne"), contract=("CDI",), title=("médiateur",))
    assert not passes(item, where=("Lyon",), contract=("CDI",), title=("médiateur",))
    assert not passes(item, where=("Villeurbanne",), contract=("CDI",), title=("libraire",))
    assert not passes(item, where=("Villeurbanne",), contract=("stage",), title=("médiateur",))
    assert passes(item)


def test_an_opening_from_anywhere_is_wanted_by_the_words_for_it():
    away = opening(place="Berlin", remote="remote")
    assert (
        passes(away, where=("télétravail",))
        and passes(away, where=("Remote",))
        and not passes(away, where=("Lyon",))
    )
    assert not passes(opening(place="Berlin", remote="hybrid"), where=("télétravail",))


def test_what_an_opening_does_not_say_does_not_exclude_it():
    assert passes(opening(), where=("Lyon",), contract=("CDI",))
    assert passes(opening(contract="full time"), contract=("CDI",))


@pytest.mark.parametrize(
    ("contract", "title", "word", "wanted"),
    [
        ("permanent, full-time", "Poste", "CDI", True),
        ("fulltime fixed term", "Poste", "CDI", False),
        ("fulltime fixed term", "Poste", "CDD", True),
        ("intern", "Poste", "stage", True),
        ("Intern", "Poste", "CDI", False),
        ("working student", "Poste", "alternance", True),
        ("Part-time", "Poste", "temps plein", False),
        ("full time", "Poste", "temps plein", True),
        ("", "Stage - communication", "CDI", False),
        ("", "Alternance : médiation", "alternance", True),
        ("full time", "Stage - communication", "CDI", False),
        ("", "Contract Manager", "CDI", True),
        ("full time", "Poste", "CIFRE", False),
        ("", "Poste", "CIFRE", True),
        ("CIFRE", "Poste", "cifre", True),
    ],
)
def test_a_contract_is_wanted_by_what_its_words_mean(contract, title, word, wanted):
    facts = {"contract": contract} if contract else {}
    assert passes(opening(title, **facts), contract=(word,)) is wanted


def test_a_word_for_no_contract_gets_no_answer():
    assert answers(folded("CDI"), folded("Poste"), folded("vélo")) is None


def test_words_are_held_whole_and_in_order():
    assert holds(folded("l'accueil des publics"), folded("accueil des publics"))
    assert not holds(folded("publics de l'accueil"), folded("accueil publics"))


# Real answers, where they are.


@pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"no recorded answers in {SAMPLES} (set VEILLE_SAMPLES)")
@pytest.mark.parametrize(
    ("url", "asked", "sample", "count"),
    [
        (
            "https://boards.greenhouse.io/a",
            "https://boards-api.greenhouse.io/v1/boards/a/jobs",
            "greenhouse-1.json",
            2,
        ),
        ("https://jobs.lever.co/a", "https://api.lever.co/v0/postings/a", "lever-1.json", 2),
        ("https://jobs.ashbyhq.com/a", "https://api.ashbyhq.com/posting-api/job-board/a", "ashby-1.json", 2),
        (
            "https://careers.smartrecruiters.com/a",
            "https://api.smartrecruiters.com/v1/companies/a/postings",
            "smartrecruiters-1.json",
            1,
        ),
        ("https://a.recruitee.com", "https://a.recruitee.com/api/offers/", "recruitee-1.json", 2),
        ("https://a.jobs.personio.de", "https://a.jobs.personio.de/xml", "personio-1.xml", 1),
        ("https://a.jobs.personio.de", "https://a.jobs.personio.de/xml", "personio-2.xml", 2),
        ("https://a.teamtailor.com", "https://a.teamtailor.com/jobs.json", "teamtailor-1.json", 2),
        ("https://a.teamtailor.com", "https://a.teamtailor.com/jobs.rss", "teamtailor-2.rss.xml", 2),
        (
            "https://apply.workable.com/a",
            "https://apply.workable.com/api/v1/widget/accounts/a",
            "workable-1.json",
            1,
        ),
        (
            "https://a.wd1.myworkdayjobs.com/S",
            "https://a.wd1.myworkdayjobs.com/wday/cxs/a/S/jobs",
            "workday-1.json",
            2,
        ),
        ("https://a.example/1", "https://a.example/1", "jobposting-1.html", 1),
        ("https://a.example/1", "https://a.example/1", "jobposting-2.html", 1),
    ],
)
def test_a_recorded_answer_is_read(url, asked, sample, count):
    import asyncio

    batch = asyncio.run(Source(url).poll(PagesWeb({asked: SAMPLES / sample}), {}))
    assert len(batch.items) == count and not batch.degraded
    for item in batch.items:
        assert item.id and item.title and item.url and item.outlet
        assert "<" not in item.text and "&lt;" not in item.text and "&amp;" not in item.text
