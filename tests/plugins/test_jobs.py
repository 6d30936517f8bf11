"""The kind `jobs` on the boards of nine services: the contract, what an opening says, and each board's quirks."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest

from veille import Batch, Item, NotModified, Page, SourceError, WebError
from veille.testing import PagesWeb, SourceContract
from veille_plugins.jobs import Source

GREENHOUSE = "https://boards-api.greenhouse.io/v1/boards/quai/jobs"
LEVER = "https://api.eu.lever.co/v0/postings/fabrique-confluence"
ASHBY = "https://api.ashbyhq.com/posting-api/job-board/Port%20Libre"
SMART = "https://api.smartrecruiters.com/v1/companies/MaisonDuLivre/postings"
RECRUITEE = "https://marais.recruitee.com/api/offers/"
PERSONIO = "https://halle.jobs.personio.de/xml"
TEAMTAILOR = "https://phare.teamtailor.com/jobs.json"
TEAMTAILOR_RSS = "https://phare.teamtailor.com/jobs.rss"
WORKABLE = "https://apply.workable.com/api/v1/widget/accounts/zinc"
WORKDAY = "https://estuaire.wd3.myworkdayjobs.com/wday/cxs/estuaire/Careers"


def poll(
    url: str, pages: Mapping[str, Any], cursor: Mapping[str, Any] | None = None, **options: Any
) -> Batch:
    return asyncio.run(Source(url, **options).poll(PagesWeb(pages), dict(cursor or {})))


def only(batch: Batch) -> Item:
    [item] = batch.items
    return item


def greenhouse(number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": number,
        "internal_job_id": number + 1,
        "title": f"Médiatrice n° {number}",
        "absolute_url": f"https://job-boards.greenhouse.io/quai/jobs/{number}",
        "location": {"name": "Lyon, France"},
        "updated_at": "2026-11-20T10:00:00-04:00",
        "first_published": "2026-11-18T09:30:00-04:00",
        "requisition_id": f"R-{number}",
        "company_name": "Quai Neuf ",
        "language": "fr",
        "application_deadline": None,
        "metadata": [{"id": 1, "name": "Employment Type", "value": "CDI", "value_type": "single_select"}],
        "content": "&lt;p&gt;Vous animez l&#39;accueil &amp;amp; les réseaux.&lt;/p&gt;",
        "departments": [{"id": 5, "name": "Publics", "parent_id": None, "child_ids": []}],
        "pay_input_ranges": [
            {"min_cents": 2900000, "max_cents": 3300000, "currency_type": "EUR", "title": "Annual salary"}
        ],
        **more,
    }


def lever(number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": f"a24ec4e5-{number:04}",
        "text": f"Chargé·e de communication {number}",
        "categories": {
            "commitment": "CDI",
            "department": "Publics",
            "team": "Réseaux",
            "location": "Lyon",
            "allLocations": ["Lyon", "Paris"],
        },
        "country": "FR",
        "createdAt": 1763445000000,
        "workplaceType": "hybrid",
        "description": "<div>Vous écrivez.</div>",
        "lists": [{"text": "Vos missions", "content": "<li>La lettre</li><li>Les réseaux</li>"}],
        "additional": "<div>Candidatures avant le 11 décembre 2026.</div>",
        "hostedUrl": f"https://jobs.eu.lever.co/fabrique-confluence/a24ec4e5-{number:04}",
        "salaryRange": {"currency": "EUR", "interval": "per-year-salary", "min": 29000, "max": 33000},
        **more,
    }


def ashby(number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": f"90fb3621-{number:04}",
        "title": f"Data Steward {number}",
        "department": "Data",
        "team": "Data",
        "employmentType": "FullTime",
        "location": "Brest",
        "secondaryLocations": [{"location": "Nantes", "address": None}],
        "address": None,
        "isRemote": True,
        "workplaceType": "Remote",
        "publishedAt": "2026-11-10T22:43:56.531+00:00",
        "isListed": True,
        "jobUrl": f"https://jobs.ashbyhq.com/Port%20Libre/90fb3621-{number:04}",
        "descriptionHtml": "<h2>Le port</h2><p>Des données &amp; des quais.</p>",
        "shouldDisplayCompensationOnJobPostings": True,
        "compensation": {"compensationTierSummary": "40 – 45 K€"},
        **more,
    }


def smart(number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": f"74399967{number:04}",
        "name": f"Libraire {number}",
        "uuid": f"0761de07-{number}",
        "defaultJobAd": True,
        "refNumber": f"REF{number}",
        "company": {"identifier": "MaisonDuLivre", "name": "Maison du Livre"},
        "releasedDate": "2026-11-08T02:11:28.000Z",
        "location": {
            "city": "Villeurbanne",
            "region": "Rhône",
            "country": "fr",
            "remote": False,
            "hybrid": True,
        },
        "department": {},
        "typeOfEmployment": {"id": "permanent", "label": "CDI"},
        "creator": {"name": "Zoé Tanguy"},
        "language": {"code": "fr", "label": "French"},
        **more,
    }


def smart_list(*postings: dict[str, Any], total: int | None = None) -> str:
    count = len(postings) if total is None else total
    return json.dumps({"offset": 0, "limit": 100, "totalFound": count, "content": postings})


def smart_page(posting: dict[str, Any], text: str = "<p>Vous conseillez.</p>") -> str:
    sections = {"jobDescription": {"title": "Le poste", "text": text}}
    return json.dumps({**posting, "jobAd": {"sections": sections}, "active": True})


def recruitee(number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": number,
        "slug": f"paludier-{number}",
        "title": f"Paludier {number}",
        "status": "published",
        "position": 2,
        "department": "Récolte",
        "location": "Guérande, Pays de la Loire, France",
        "locations": [{"id": 1, "name": "Saline", "city": "Guérande", "country": "France"}],
        "remote": False,
        "hybrid": False,
        "on_site": True,
        "description": "<p>Vous récoltez&nbsp;le sel.</p>",
        "requirements": "<p>De bonnes bottes.</p>",
        "employment_type_code": "fulltime_fixed_term",
        "salary": {"min": "24000", "max": None, "period": "year", "currency": "EUR"},
        "careers_url": f"https://marais.recruitee.com/o/paludier-{number}",
        "company_name": "Marais",
        "mailbox_email": "job.abc@marais.recruitee.com",
        "published_at": "2026-08-05 11:45:30 UTC",
        "updated_at": "2026-08-06 11:45:30 UTC",
        "close_at": "2026-12-31 22:59:59 UTC",
        "translations": {"fr": {"title": f"Paludier {number}"}},
        **more,
    }


def personio(number: int, text: str = "", *, office: str = "Munich", more: str = "") -> str:
    described = f"<jobDescription><name>Le poste</name><value><![CDATA[{text}]]></value></jobDescription>"
    return f"""<position><id>{number}</id><subcompany>Halle SE &amp; Co. KG</subcompany><office>{office}</office>{more}
        <department>Produit</department><name>Ingénieure {number}</name>
        <jobDescriptions>{described if text else ""}</jobDescriptions><employmentType>permanent</employmentType>
        <schedule>full-time</schedule><createdAt>2026-09-10T11:59:28+00:00</createdAt></position>"""


def feed(*positions: str) -> str:
    return f"<?xml version='1.0' encoding='UTF-8'?><workzag-jobs>{''.join(positions)}</workzag-jobs>"


def teamtailor(number: int, **more: Any) -> dict[str, Any]:
    address = {"@type": "PostalAddress", "addressLocality": "Ouessant", "addressCountry": "FR"}
    return {
        "id": f"20fafb7d-{number}",
        "title": f"Gardien de phare {number}",
        "url": f"https://phare.teamtailor.com/jobs/{number}-gardien",
        "date_published": "2026-02-04T09:26:20+01:00",
        "content_html": "<p>Vous veillez.</p>",
        "_jobposting": {
            "@type": "JobPosting",
            "title": f"Gardien de phare {number}",
            "identifier": {"@type": "PropertyValue", "name": "Phare", "value": number},
            "validThrough": "2026-12-01T23:59:00+01:00",
            "employmentType": "FULL_TIME",
            "jobLocation": [{"@type": "Place", "address": address}],
        },
        **more,
    }


def teamtailor_feed(*items: dict[str, Any]) -> str:
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Le Phare", "items": items})


def teamtailor_rss(*numbers: int) -> str:
    items = "".join(
        f"""<item><title>Gardien {number}</title><description>&lt;p&gt;Vous &lt;b&gt;veillez&lt;/b&gt;.&lt;/p&gt;
        </description>
        <pubDate>Fri, 25 Sep 2026 08:54:31 +0300</pubDate><link>https://phare.teamtailor.com/jobs/{number}-gardien</link>
        <remoteStatus>hybrid</remoteStatus><guid>guid-{number}</guid><tt:locations><tt:location><tt:name>Nord</tt:name>
        <tt:city>Ouessant</tt:city><tt:country>France</tt:country></tt:location></tt:locations>
        <tt:department>Mer</tt:department></item>"""
        for number in numbers
    )
    return (
        '<rss version="2.0" xmlns:tt="https://teamtailor.com/locations"><channel><title>Le Phare</title>'
        f"{items}</channel></rss>"
    )


def workable(code: str = "DD136DD7E7", country: str = "France", **more: Any) -> dict[str, Any]:
    return {
        "title": "Analyste",
        "shortcode": code,
        "code": "",
        "employment_type": "Full-time",
        "telecommuting": False,
        "department": "Conseil",
        "url": f"https://apply.workable.com/j/{code}",
        "published_on": "2026-11-05",
        "created_at": "2026-11-02",
        "country": country,
        "city": "",
        "state": "",
        "locations": [{"country": country, "countryCode": "XX", "city": "", "region": None, "hidden": False}],
        "description": "<p>Vous analysez.</p>",
        **more,
    }


def workday(number: int, where: str = "Saint-Nazaire", day: str = "Posted Yesterday") -> dict[str, Any]:
    return {
        "title": f"Soudeur {number}",
        "externalPath": f"/job/Saint-Nazaire/Soudeur_JR{number}",
        "locationsText": where,
        "postedOn": day,
        "timeType": "Full time",
        "bulletFields": [f"JR{number}"],
    }


def workday_list(*rows: dict[str, Any], total: int | None = None) -> str:
    count = len(rows) if total is None else total
    return json.dumps({"total": count, "jobPostings": rows, "facets": [], "userAuthenticated": False})


def workday_page(number: int, more: tuple[str, ...] = ()) -> str:
    info = {
        "id": "x",
        "title": f"Soudeur {number}",
        "jobDescription": "<p>Vous <b>soudez</b>.</p>",
        "location": "Saint-Nazaire",
        "additionalLocations": list(more),
        "startDate": "2026-11-19",
        "timeType": "Full time",
        "jobReqId": f"JR{number}",
    }
    return json.dumps({"jobPostingInfo": info, "hiringOrganization": {"name": "Chantiers de l'Estuaire"}})


class TestGreenhouse(SourceContract):
    source = Source("https://job-boards.eu.greenhouse.io/quai")
    pages = {GREENHOUSE: json.dumps({"jobs": [greenhouse(1), greenhouse(2)], "meta": {"total": 2}})}
    pages2 = {
        GREENHOUSE: json.dumps({"jobs": [greenhouse(2, title="Autre"), greenhouse(3)], "meta": {"total": 2}})
    }


class TestGreenhouseTooLarge(SourceContract):
    """Its whole answer has more bytes than are taken: the list first, the texts one by one."""

    source = Source("https://boards.greenhouse.io/quai")
    pages = {
        f"{GREENHOUSE}?content=true&pay_transparency=true": WebError("it sent more than 5 MB"),
        GREENHOUSE: json.dumps({"jobs": [greenhouse(1, content=""), greenhouse(2, content="")]}),
        f"{GREENHOUSE}/1": json.dumps(greenhouse(1)),
        f"{GREENHOUSE}/2": json.dumps(greenhouse(2)),
    }
    index = GREENHOUSE

    # Its first answer is an error at every poll, and none that concerns anybody.
    def test_a_broken_page_is_an_error_never_an_empty_batch(self) -> None:
        with pytest.raises(SourceError, match="answers in another form"):
            self._poll({**self.pages, GREENHOUSE: json.dumps({"jobs": [greenhouse(1)]})[:60]})

    def test_web_errors_reach_the_caller(self) -> None:
        away = WebError("it answered 503", status=503)
        with pytest.raises(WebError):
            self._poll({**self.pages, GREENHOUSE: away})
        assert str(self._poll({**self.pages, f"{GREENHOUSE}/2": away}).degraded).endswith("it answered 503")


class TestLever(SourceContract):
    source = Source("https://jobs.eu.lever.co/fabrique-confluence")
    pages = {LEVER: json.dumps([lever(1), lever(2)])}
    pages2 = {LEVER: json.dumps([lever(2, text="Autre"), lever(3)])}


LEVER_PAGES = {
    f"{LEVER}?mode=json&skip=0&limit=100": json.dumps([lever(number) for number in range(100)]),
    f"{LEVER}?mode=json&skip=100&limit=100": json.dumps([lever(number) for number in range(100, 130)]),
}


class TestLeverByPages(SourceContract):
    source = Source("https://jobs.eu.lever.co/fabrique-confluence")
    pages = LEVER_PAGES


class TestAshby(SourceContract):
    source = Source("https://jobs.ashbyhq.com/Port%20Libre/90fb3621-0001")
    pages = {ASHBY: json.dumps({"apiVersion": "1", "jobs": [ashby(1), ashby(2)]})}


class TestSmartRecruiters(SourceContract):
    index = SMART
    source = Source("https://careers.smartrecruiters.com/MaisonDuLivre")
    pages = {
        SMART: smart_list(smart(1), smart(2)),
        f"{SMART}/743999670001": smart_page(smart(1)),
        f"{SMART}/743999670002": smart_page(smart(2)),
    }
    pages2 = {
        SMART: smart_list(smart(2), smart(3)),
        f"{SMART}/743999670002": smart_page(smart(2)),
        f"{SMART}/743999670003": smart_page(smart(3)),
    }


class TestRecruitee(SourceContract):
    source = Source("https://marais.recruitee.com/o/paludier-1")
    pages = {RECRUITEE: json.dumps({"offers": [recruitee(1), recruitee(2)]})}


class TestPersonio(SourceContract):
    source = Source("https://halle.jobs.personio.de/")
    pages = {
        f"{PERSONIO}?language=fr": feed(personio(1, "<p>Bonjour</p>"), personio(2), personio(3), personio(4)),
        f"{PERSONIO}?language=en": feed(personio(1), personio(2, "<p>Hello</p>"), personio(3), personio(4)),
        f"{PERSONIO}?language=de": feed(personio(1), personio(2), personio(3, "<p>Hallo</p>"), personio(4)),
    }
    pages2 = {
        f"{PERSONIO}?language=fr": feed(personio(2), personio(3), personio(4), personio(5, "<p>Salut</p>")),
        f"{PERSONIO}?language=en": feed(personio(2, "<p>Hi</p>"), personio(3), personio(4), personio(5)),
        f"{PERSONIO}?language=de": feed(personio(2), personio(3, "<p>Hallo</p>"), personio(4), personio(5)),
    }


class TestTeamtailor(SourceContract):
    source = Source("https://phare.teamtailor.com/jobs")
    pages = {TEAMTAILOR: teamtailor_feed(teamtailor(1), teamtailor(2))}


class TestTeamtailorByPages(SourceContract):
    source = Source("https://phare.teamtailor.com/")
    pages = {
        f"{TEAMTAILOR_RSS}?offset=0&per_page=100": teamtailor_rss(*range(1, 101)),
        f"{TEAMTAILOR_RSS}?offset=100&per_page=100": teamtailor_rss(*range(101, 131)),
    }


class TestWorkable(SourceContract):
    source = Source("https://apply.workable.com/zinc/j/DD136DD7E7/")
    pages = {WORKABLE: json.dumps({"name": "Zinc", "jobs": [workable(), workable("AA", "Spain")]})}


class TestWorkday(SourceContract):
    index = f"{WORKDAY}/jobs"  # a POST, which is never unchanged
    source = Source("https://estuaire.wd3.myworkdayjobs.com/fr-FR/Careers")
    pages = {
        f"{WORKDAY}/jobs": workday_list(workday(1), workday(2, "2 Locations")),
        f"{WORKDAY}/job/Saint-Nazaire/Soudeur_JR1": workday_page(1),
        f"{WORKDAY}/job/Saint-Nazaire/Soudeur_JR2": workday_page(2, ("Brest",)),
    }
    pages2 = {
        f"{WORKDAY}/jobs": workday_list(workday(2, "2 Locations", "Posted 3 Days Ago"), workday(3)),
        f"{WORKDAY}/job/Saint-Nazaire/Soudeur_JR2": workday_page(2, ("Brest",)),
        f"{WORKDAY}/job/Saint-Nazaire/Soudeur_JR3": workday_page(3),
    }


# What an opening says, one board after the other.


def test_a_greenhouse_opening_says_all_that_its_board_says():
    item = only(
        poll("https://boards.greenhouse.io/quai", {GREENHOUSE: json.dumps({"jobs": [greenhouse(7)]})})
    )
    assert item == Item(
        id="7",
        title="Médiatrice n° 7",
        url="https://job-boards.greenhouse.io/quai/jobs/7",
        text="Vous animez l'accueil & les réseaux.",
        published=datetime.fromisoformat("2026-11-18T09:30:00-04:00"),
        language="fr",
        outlet="Quai Neuf",
        facts={
            "employer": "Quai Neuf",
            "place": "Lyon, France",
            "contract": "CDI",
            "department": "Publics",
            "salary": "29\u202f000–33\u202f000 EUR / year",
            "reference": "R-7",
        },
    )
    assert list(item.facts) == ["employer", "place", "contract", "department", "salary", "reference"]


def test_a_lever_posting_says_all_that_its_board_says():
    item = only(poll("https://jobs.eu.lever.co/fabrique-confluence", {LEVER: json.dumps([lever(7)])}))
    assert item.title == "Chargé·e de communication 7"
    assert item.text == (
        "Vous écrivez. Vos missions La lettre Les réseaux Candidatures avant le 11 décembre 2026."
    )
    assert item.published == datetime(2025, 11, 18, 5, 50, tzinfo=UTC)
    assert item.closes == date(2026, 12, 11)
    assert item.outlet == "Fabrique Confluence"
    assert dict(item.facts) == {
        "employer": "Fabrique Confluence",
        "place": "Lyon; Paris",
        "contract": "CDI",
        "department": "Publics; Réseaux",
        "remote": "hybrid",
        "salary": "29\u202f000–33\u202f000 EUR / year",
    }


def test_an_ashby_opening_says_all_that_its_board_says():
    item = only(poll("https://jobs.ashbyhq.com/Port%20Libre", {ASHBY: json.dumps({"jobs": [ashby(7)]})}))
    assert item.text == "Le port Des données & des quais."
    assert dict(item.facts) == {
        "employer": "Port Libre",
        "place": "Brest; Nantes",
        "contract": "full time",
        "department": "Data",
        "remote": "remote",
        "salary": "40 – 45 K€",
    }


def test_a_smartrecruiters_posting_says_all_but_who_wrote_it():
    item = only(
        poll(
            "https://jobs.smartrecruiters.com/MaisonDuLivre/743999670007-libraire",
            {SMART: smart_list(smart(7)), f"{SMART}/743999670007": smart_page(smart(7))},
        )
    )
    assert (item.title, item.text, item.language) == ("Libraire 7", "Vous conseillez.", "fr")
    assert item.url == "https://jobs.smartrecruiters.com/MaisonDuLivre/743999670007"
    assert item.published == datetime(2026, 11, 8, 2, 11, 28, tzinfo=UTC)
    assert dict(item.facts) == {
        "employer": "Maison du Livre",
        "place": "Villeurbanne, Rhône, FR",
        "contract": "CDI",
        "remote": "hybrid",
        "reference": "REF7",
    }
    assert "Tanguy" not in repr(item)


def test_a_recruitee_offer_says_all_but_its_mailbox():
    item = only(poll("https://marais.recruitee.com/", {RECRUITEE: json.dumps({"offers": [recruitee(7)]})}))
    assert item.text == "Vous récoltez le sel. De bonnes bottes."
    assert item.published == datetime(2026, 8, 5, 11, 45, 30, tzinfo=UTC)
    assert item.closes == date(2026, 12, 31)
    assert (item.language, item.outlet) == ("fr", "Marais")
    assert dict(item.facts) == {
        "employer": "Marais",
        "place": "Guérande, France",
        "contract": "fulltime fixed term",
        "department": "Récolte",
        "salary": "24\u202f000 EUR / year",
    }
    assert "@" not in repr(item)


def test_a_workday_opening_says_what_its_own_page_says():
    pages = {
        f"{WORKDAY}/jobs": workday_list(workday(7, "2 Locations")),
        f"{WORKDAY}/job/Saint-Nazaire/Soudeur_JR7": workday_page(7, ("Brest",)),
    }
    item = only(poll("https://estuaire.wd3.myworkdayjobs.com/Careers", pages))
    assert item.url == "https://estuaire.wd3.myworkdayjobs.com/Careers/job/Saint-Nazaire/Soudeur_JR7"
    assert (item.text, item.published) == ("Vous soudez.", datetime(2026, 11, 19, tzinfo=UTC))
    assert dict(item.facts) == {
        "employer": "Chantiers de l'Estuaire",
        "place": "Saint-Nazaire; Brest",
        "contract": "Full time",
        "reference": "JR7",
    }


# Quirks.


@pytest.mark.parametrize(
    "content",
    [
        "&lt;p&gt;L&amp;#39;été &amp;amp; après&lt;/p&gt;",
        "&amp;lt;p&amp;gt;L&amp;#39;été &amp;amp;amp; après&amp;lt;/p&amp;gt;",
        "<p>L'été &amp; après</p>",
    ],
)
def test_greenhouse_markup_is_read_however_often_it_was_escaped(content):
    pages = {GREENHOUSE: json.dumps({"jobs": [greenhouse(1, content=content)]})}
    assert only(poll("https://boards.greenhouse.io/quai", pages)).text == "L'été & après"


def test_an_ashby_opening_that_is_not_listed_is_left_out():
    pages = {ASHBY: json.dumps({"jobs": [ashby(1), ashby(2, isListed=False)]})}
    batch = poll("https://jobs.ashbyhq.com/Port%20Libre", pages)
    assert [item.id for item in batch.items] == ["90fb3621-0001"] and batch.complete


def test_an_ashby_salary_that_is_not_to_be_shown_is_not():
    job = ashby(1, shouldDisplayCompensationOnJobPostings=False)
    item = only(poll("https://jobs.ashbyhq.com/Port%20Libre", {ASHBY: json.dumps({"jobs": [job]})}))
    assert "salary" not in item.facts


def test_a_recruitee_offer_that_is_not_published_is_left_out():
    pages = {RECRUITEE: json.dumps({"offers": [recruitee(1, status="internal"), recruitee(2)]})}
    assert [item.id for item in poll("https://marais.recruitee.com", pages).items] == ["2"]


@pytest.mark.parametrize(
    "when", ["2026-08-05 11:45:30 UTC", "2026-08-05T11:45:30Z", "2026-08-05T13:45:30+02:00"]
)
def test_recruitee_s_dates_are_read_in_both_their_forms(when):
    pages = {RECRUITEE: json.dumps({"offers": [recruitee(1, published_at=when)]})}
    found = only(poll("https://marais.recruitee.com", pages)).published
    assert found == datetime(2026, 8, 5, 11, 45, 30, tzinfo=UTC)


def test_a_recruitee_offer_in_one_language_only_is_read_in_that_one():
    written = {"nl": {"title": "Zoutwinner", "description": "<p>Zout.</p>", "requirements": ""}}
    offer = recruitee(1, title="", description="", requirements="", translations=written)
    item = only(poll("https://marais.recruitee.com", {RECRUITEE: json.dumps({"offers": [offer]})}))
    assert (item.title, item.text, item.language) == ("Zoutwinner", "Zout.", "nl")


def test_a_personio_position_has_the_text_of_the_language_it_is_written_in():
    batch = poll("https://halle.jobs.personio.de", TestPersonio.pages)
    assert [(item.text, item.language) for item in batch.items] == [
        ("Le poste Bonjour", "fr"),
        ("Le poste Hello", "en"),
        ("Le poste Hallo", "de"),
        ("", ""),
    ]
    assert batch.items[1].url == "https://halle.jobs.personio.de/job/2?language=en"
    assert batch.items[0].outlet == "Halle SE & Co. KG"


def test_personio_is_asked_in_another_language_only_while_a_text_is_missing():
    web = PagesWeb({f"{PERSONIO}?language=fr": feed(personio(1, "<p>Bonjour</p>"))})
    asyncio.run(Source("https://halle.jobs.personio.de").poll(web, {}))
    assert [request.params for request in web.asked] == [{"language": "fr"}]


def test_a_personio_position_that_stands_twice_is_one_with_all_its_offices():
    more = "<additionalOffices><office>Berlin</office><office>Hybrid</office></additionalOffices>"
    body = feed(personio(1, "<p>Bonjour</p>", more=more), personio(1, "<p>Bonjour</p>", office="Lyon"))
    item = only(poll("https://halle.jobs.personio.de", {PERSONIO: body}))
    assert (item.facts["place"], item.facts["remote"]) == ("Munich; Berlin; Lyon", "hybrid")
    assert item.facts["contract"] == "permanent, full-time"


def test_a_workable_opening_of_several_places_is_one():
    jobs = [workable(country="Spain"), workable(country="Portugal"), workable("BB", "Italy")]
    first, second = poll(
        "https://apply.workable.com/zinc", {WORKABLE: json.dumps({"name": "Zinc", "jobs": jobs})}
    ).items
    assert (first.id, first.facts["place"]) == ("DD136DD7E7", "Spain; Portugal")
    assert (second.id, second.facts["place"], second.outlet) == ("BB", "Italy", "Zinc")


def test_a_place_that_workable_is_asked_to_hide_is_not_shown():
    hidden = [{"country": "Spain", "city": "Vigo", "hidden": True}]
    job = workable(country="Spain", city="Vigo", locations=hidden)
    item = only(
        poll("https://apply.workable.com/zinc", {WORKABLE: json.dumps({"name": "Zinc", "jobs": [job]})})
    )
    assert "place" not in item.facts


def test_teamtailor_says_contract_and_closing_day_and_several_places_in_its_json_feed():
    item = only(poll("https://phare.teamtailor.com/jobs", {TEAMTAILOR: teamtailor_feed(teamtailor(7))}))
    assert (item.id, item.closes, item.outlet) == ("7", date(2026, 12, 1), "Le Phare")
    assert dict(item.facts) == {
        "employer": "Le Phare",
        "place": "Ouessant, FR",
        "contract": "full time",
        "reference": "7",
    }


def test_teamtailor_s_feed_of_a_hundred_is_believed_to_be_cut_and_read_by_pages():
    feed_of_100 = teamtailor_feed(*(teamtailor(number) for number in range(1, 101)))
    batch = poll("https://phare.teamtailor.com", {TEAMTAILOR: feed_of_100, **TestTeamtailorByPages.pages})
    assert len(batch.items) == 130 and batch.complete
    item = batch.items[0]
    assert (item.id, item.text) == ("1", "Vous veillez.")
    assert dict(item.facts) == {
        "employer": "Le Phare",
        "place": "Ouessant, France",
        "department": "Mer",
        "remote": "hybrid",
    }


def test_lever_is_asked_by_the_hundred_until_a_page_is_not_full():
    web = PagesWeb(LEVER_PAGES)
    batch = asyncio.run(Source("https://jobs.eu.lever.co/fabrique-confluence").poll(web, {}))
    assert len(batch.items) == 130 and batch.complete
    assert [request.params["skip"] for request in web.asked] == ["0", "100"]


def test_an_ad_of_smartrecruiters_in_a_second_language_is_left_out_and_one_for_another_place_is_not():
    english = smart(2, refNumber="REF1", defaultJobAd=False, language={"code": "en"})
    elsewhere = smart(3, refNumber="REF1", defaultJobAd=False, location={"city": "Lille", "country": "fr"})
    batch = poll(
        "https://careers.smartrecruiters.com/MaisonDuLivre", {SMART: smart_list(smart(1), english, elsewhere)}
    )
    assert [item.id for item in batch.items] == ["743999670001", "743999670003"]


def test_smartrecruiters_answers_none_for_a_company_that_it_does_not_know_which_is_said():
    batch = poll("https://careers.smartrecruiters.com/MaisonDuLivre", {SMART: smart_list()})
    assert not batch.items and not batch.suspect
    assert str(batch.degraded) == (
        "SmartRecruiters gives no opening for MaisonDuLivre, and would answer the same if it did not know that"
        " name: look whether its page opens in a browser"
    )


def test_a_smartrecruiters_board_that_is_suddenly_empty_is_believed_at_the_second_poll():
    source = Source("https://careers.smartrecruiters.com/MaisonDuLivre")
    before = asyncio.run(source.poll(PagesWeb({SMART: smart_list(smart(1))}), {}))
    web = PagesWeb({SMART: smart_list()})
    first = asyncio.run(source.poll(web, before.cursor or {}))
    assert first.suspect and not first.degraded
    second = asyncio.run(source.poll(web, first.cursor or {}))
    assert not second.suspect and second.complete and not second.items and not second.still


@pytest.mark.parametrize(
    ("url", "pages"),
    [
        ("https://boards.greenhouse.io/quai", {GREENHOUSE: '{"jobs": [], "meta": {"total": 0}}'}),
        ("https://jobs.eu.lever.co/fabrique-confluence", {LEVER: "[]"}),
        ("https://jobs.ashbyhq.com/Port%20Libre", {ASHBY: '{"apiVersion": "1", "jobs": []}'}),
        ("https://marais.recruitee.com", {RECRUITEE: '{"offers": []}'}),
        ("https://halle.jobs.personio.de", {PERSONIO: "<workzag-jobs></workzag-jobs>"}),
        ("https://phare.teamtailor.com", {TEAMTAILOR: teamtailor_feed()}),
        ("https://apply.workable.com/zinc", {WORKABLE: '{"name": "Zinc", "jobs": []}'}),
        ("https://estuaire.wd3.myworkdayjobs.com/Careers", {f"{WORKDAY}/jobs": workday_list()}),
    ],
)
def test_a_board_without_openings_is_empty_and_no_failure(url, pages):
    batch = poll(url, pages)
    assert (list(batch.items), list(batch.still), batch.complete) == ([], [], True)
    assert not batch.degraded and not batch.suspect


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://boards.greenhouse.io/quay", "Greenhouse has no board called quay"),
        ("https://jobs.lever.co/quay", "Lever has no board called quay"),
        ("https://jobs.ashbyhq.com/quay", "Ashby has no board called quay"),
        ("https://careers.smartrecruiters.com/quay", "SmartRecruiters has no board called quay"),
        ("https://quay.recruitee.com", "Recruitee has no board called quay"),
        ("https://quay.jobs.personio.com", "Personio has no board called quay"),
        ("https://quay.teamtailor.com", "Teamtailor has no board called quay"),
        ("https://apply.workable.com/quay", "Workable has no board called quay"),
        ("https://quay.wd1.myworkdayjobs.com/External", "Workday has no board called quay/External"),
    ],
)
def test_a_board_of_nobody_is_said_with_what_to_do(url, name):
    with pytest.raises(SourceError, match="look up the address of the careers page again") as raised:
        poll(url, {})
    assert str(raised.value).startswith(name)


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("https://marais.recruitee.com", RECRUITEE),
        ("https://halle.jobs.personio.de", PERSONIO),
        ("https://estuaire.wd3.myworkdayjobs.com/Careers", f"{WORKDAY}/jobs"),
    ],
)
def test_a_web_page_in_place_of_openings_is_said(url, asked):
    page = Page(asked, body=b"<!DOCTYPE html><html><body>We are hiring&nbsp;!<br></body></html>")
    with pytest.raises(SourceError, match="answered with a web page in place of the openings"):
        poll(url, {asked: page})


@pytest.mark.parametrize(
    "body", ['{"postings": []}', "[]", '{"jobs": {}}', '{"jobs": [3, {"id": null}]}', "[" * 100_000]
)
def test_an_answer_in_another_form_is_an_error(body):
    with pytest.raises(SourceError, match="Greenhouse answers in another form"):
        poll("https://boards.greenhouse.io/quai", {GREENHOUSE: body})


def test_one_opening_that_cannot_be_read_costs_only_itself_and_closes_nothing():
    jobs = [greenhouse(1), greenhouse(2, title=None), "nonsense"]
    batch = poll("https://boards.greenhouse.io/quai", {GREENHOUSE: json.dumps({"jobs": jobs})})
    assert [item.id for item in batch.items] == ["1"]
    assert str(batch.degraded) == "2 of 3 openings could not be read"
    assert list(batch.still) == ["2"] and batch.complete


def test_nonsense_in_an_opening_s_fields_costs_only_these():
    job = greenhouse(
        1, location=[], metadata={}, departments="x", pay_input_ranges=[3], first_published="soon"
    )
    item = only(poll("https://boards.greenhouse.io/quai", {GREENHOUSE: json.dumps({"jobs": [job]})}))
    assert dict(item.facts) == {"employer": "Quai Neuf", "reference": "R-1"} and item.published is None


# Texts that stand on a page of their own.


def test_an_opening_s_own_page_is_asked_once():
    source = Source("https://careers.smartrecruiters.com/MaisonDuLivre")
    pages = {SMART: smart_list(smart(1)), f"{SMART}/743999670001": smart_page(smart(1))}
    before = asyncio.run(source.poll(PagesWeb(pages), {}))
    web = PagesWeb(pages)
    after = asyncio.run(source.poll(web, before.cursor or {}))
    assert [request.url for request in web.asked] == [SMART]
    assert list(after.still) == ["743999670001"] and not after.items


def test_openings_beyond_the_bound_are_told_at_once_and_get_their_texts_later():
    source = Source("https://careers.smartrecruiters.com/MaisonDuLivre")
    postings = [smart(number) for number in range(30)]
    pages: dict[str, Any] = {f"{SMART}/{posting['id']}": smart_page(posting) for posting in postings}
    pages[SMART] = smart_list(*postings)
    web = PagesWeb(pages)
    first = asyncio.run(source.poll(web, {}))
    assert len(first.items) == 30 and len(web.asked) == 21 and first.complete
    assert [bool(item.text) for item in first.items] == [True] * 20 + [False] * 10
    # the list stays as it was: what lacks its text is asked for all the same
    second = asyncio.run(source.poll(PagesWeb({**pages, SMART: NotModified()}), first.cursor or {}))
    assert len(second.items) == 10 and all(item.text for item in second.items) and len(second.still) == 20
    with pytest.raises(NotModified):
        asyncio.run(source.poll(PagesWeb({**pages, SMART: NotModified()}), second.cursor or {}))


def test_openings_that_do_not_pass_the_filters_cost_no_page_and_are_never_named():
    pages = {
        SMART: smart_list(smart(1), smart(2, name="Magasinier")),
        f"{SMART}/743999670001": smart_page(smart(1)),
    }
    source, web = (
        Source("https://careers.smartrecruiters.com/MaisonDuLivre", title=("libraire",)),
        PagesWeb(pages),
    )
    before = asyncio.run(source.poll(web, {}))
    assert [item.id for item in before.items] == ["743999670001"] and len(web.asked) == 2
    after = asyncio.run(source.poll(PagesWeb(pages), before.cursor or {}))
    assert list(after.still) == ["743999670001"] and not after.items


def test_a_page_that_fails_leaves_its_opening_without_a_text_and_says_so():
    pages = {SMART: smart_list(smart(1)), f"{SMART}/743999670001": WebError("it answered 503", status=503)}
    batch = poll("https://careers.smartrecruiters.com/MaisonDuLivre", pages)
    assert (
        only(batch).text == ""
        and str(batch.degraded) == "the text of some openings is missing: it answered 503"
    )
    mended = {**pages, f"{SMART}/743999670001": smart_page(smart(1))}
    after = poll("https://careers.smartrecruiters.com/MaisonDuLivre", mended, batch.cursor)
    assert only(after).text == "Vous conseillez."


# Workday's lists.


def test_workday_is_asked_by_the_score_and_its_first_total_is_believed():
    rows = [workday(number) for number in range(45)]
    pages: dict[str, Any] = {}

    class Scores(PagesWeb):
        async def post(self, url: str, **sent: Any) -> Page:
            offset = sent["json"]["offset"]
            self._pages[url] = workday_list(*rows[offset : offset + 20], total=0 if offset else 45)
            return await super().post(url, **sent)

    web = Scores(pages)
    batch = asyncio.run(Source("https://estuaire.wd3.myworkdayjobs.com/Careers").poll(web, {}))
    posts = [request.sent for request in web.asked if request.method == "POST"]
    assert [sent["offset"] for sent in posts] == [0, 20, 40] and {sent["limit"] for sent in posts} == {20}
    assert len(batch.items) == 45 and batch.complete and not batch.degraded


def test_a_workday_list_that_ends_before_its_total_closes_nothing():
    class Short(PagesWeb):
        async def post(self, url: str, **sent: Any) -> Page:
            rows = [workday(number) for number in range(20)] if not sent["json"]["offset"] else []
            self._pages[url] = workday_list(*rows, total=2000)
            return await super().post(url, **sent)

    batch = asyncio.run(Source("https://estuaire.wd3.myworkdayjobs.com/Careers").poll(Short({}), {}))
    assert len(batch.items) == 20 and not batch.complete
    assert str(batch.degraded).startswith("Workday lists 2000 openings, of which the first 20 were read")


def test_the_filters_in_a_workday_address_narrow_what_is_asked():
    web = PagesWeb({f"{WORKDAY}/jobs": workday_list()})
    url = "https://estuaire.wd3.myworkdayjobs.com/en-US/Careers?q=soudeur&locations=a1&locations=b2"
    asyncio.run(Source(url).poll(web, {}))
    assert web.asked[0].sent == {
        "appliedFacets": {"locations": ["a1", "b2"]},
        "limit": 20,
        "offset": 0,
        "searchText": "soudeur",
    }


def test_a_day_that_moves_in_workday_s_list_changes_nothing():
    source, page = (
        Source("https://estuaire.wd3.myworkdayjobs.com/Careers"),
        f"{WORKDAY}/job/Saint-Nazaire/Soudeur_JR1",
    )
    pages = {f"{WORKDAY}/jobs": workday_list(workday(1)), page: workday_page(1)}
    before = asyncio.run(source.poll(PagesWeb(pages), {}))
    later = PagesWeb({**pages, f"{WORKDAY}/jobs": workday_list(workday(1, day="Publié il y a 2 jours"))})
    after = asyncio.run(source.poll(later, before.cursor or {}))
    assert list(after.still) == ["JR1"] and not after.items and len(later.asked) == 1


def test_two_workday_openings_of_one_number_are_two():
    first, second = workday(1), {**workday(1, "Brest"), "externalPath": "/job/Brest/Soudeur_JR1-1"}
    pages = {f"{WORKDAY}/jobs": workday_list(first, second)}
    items = poll("https://estuaire.wd3.myworkdayjobs.com/Careers", pages).items
    assert [(item.id, item.facts["reference"]) for item in items] == [("JR1", "JR1"), ("JR1-1", "JR1")]


def test_a_large_answer_is_read_in_a_worker():
    class Counting(PagesWeb):
        offloaded = 0

        async def offload(self, function: Any, *args: Any) -> Any:
            self.offloaded += 1
            return await super().offload(function, *args)

    large = json.dumps({"jobs": [greenhouse(number, content="mot " * 500) for number in range(100)]})
    web = Counting({GREENHOUSE: large})
    batch = asyncio.run(Source("https://boards.greenhouse.io/quai").poll(web, {}))
    assert len(large) > 100_000 and web.offloaded == 1 and len(batch.items) == 100


@pytest.mark.parametrize(
    ("url", "service"),
    [
        ("https://jobs.eu.lever.co/fabrique-confluence", "Lever"),
        ("https://careers.smartrecruiters.com/MaisonDuLivre", "SmartRecruiters"),
    ],
)
def test_a_list_that_never_ends_is_left_after_twenty_pages_and_closes_nothing(url, service):
    class Endless(PagesWeb):
        async def get(self, url: str, *, params: Any = None, headers: Any = None) -> Page:
            first = int(params.get("skip", params.get("offset", 0))) if params else -1
            numbers = range(first, first + 100)
            if first < 0:
                raise WebError("it answered 404", status=404)
            lists = {
                LEVER: json.dumps([lever(number) for number in numbers]),
                SMART: smart_list(*map(smart, numbers)),
            }
            self.asked.append(None)
            return Page(url, body=lists[url].encode())

    web = Endless({})
    batch = asyncio.run(Source(url).poll(web, {}))
    assert len(web.asked) == 20 and len(batch.items) == 2000 and not batch.complete
    assert str(batch.degraded) == (
        f"there are more openings at {service} than the 2000 that were read: the others are not seen"
    )
