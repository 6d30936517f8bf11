"""Openings: boards and widgets that `add` proposes, postings in pages, amounts, dates, and what has closed."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing as closing_db
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from cases.lab import Lab, as_tests, brief, case
from certificates import Certificates
from recordedweb import Recorded, RecordedWeb
from veille import plugins
from veille.cli.adding.looking import Find, Looker
from veille.errors import UserError
from veille.letters.digest import closed, digest_query
from veille.store.gather import digest_facts
from veille.watch.outcome import Polled
from veille.web.client import HttpClient
from world import WORKERS, configured

KINDS = plugins.find(None)
PAGE = "https://maison-verte.example/nous-rejoindre"
TOLD = "which this page's text does not show"


@contextmanager
def hosts(lab: Lab, pages: Mapping[str, Recorded]) -> Iterator[RecordedWeb]:
    """Play any hosts over TLS, behind the proxy of the lab."""
    named = sorted({address.split("/")[2] for address in pages})
    made = Certificates(lab.folder)
    made.sign("world", *named)
    lab.tls = made.client()
    with RecordedWeb(pages, made.server("world")) as web:
        lab.head = f'to = "c"\nproxy = "{web.proxy}"'
        yield web


def polls(
    lab: Lab, url: str, *versions: Mapping[str, Recorded], options: str = "", rest: float = 86400.0
) -> list[Polled]:
    """Poll the openings at an address once a version of what stands in that web."""
    lab.config = (
        f'[channel.c]\nfolder = "{lab.folder}/c"\n'
        f'[source.s]\nkind = "jobs"\nurl = "{url}"\ntopic = "Emploi"\nalert = true\n{options}\n'
    )
    everything = {address: page for version in versions for address, page in version.items()}
    with hosts(lab, everything) as web:
        made = []
        for version in versions:
            for address in everything:
                web.serve(address, version.get(address, 404))
            made.append(lab.poll(after=rest))
    return made


def looked(lab: Lab, pages: Mapping[str, Recorded], url: str, kind: str) -> Sequence[Find]:
    """Return what `veille add` proposes of a kind at an address, in its order. Raises UserError."""
    with hosts(lab, {url: "", **pages}) as web, asyncio.Runner() as runner:
        client = HttpClient(
            contact="ines@example.org", version="0", spacing=0, proxy=web.proxy, clock=time.time,
            workers=WORKERS, ssl=lab.tls,
        )  # fmt: skip
        looker = Looker(client, KINDS, configured(lab.folder, "", mail_port=1))
        try:
            return runner.run(looker.at([url], only=kind))
        finally:
            runner.run(client.close())


def proposed(lab: Lab, pages: Mapping[str, Recorded], url: str = PAGE) -> str:
    """Return the first openings that `veille add` proposes at an address, with what they give today, or why it can't."""
    try:
        find = looked(lab, pages, url, "jobs")[0]
    except UserError as error:
        return str(error)
    look = find.look
    if look and (look.why or look.flaw):
        return look.why or look.flaw
    return f"{find.offer.options['url']}: {look.items if look else 0}"


def careers(body: str, head: str = "") -> str:
    """Return a page that speaks of jobs, whose list stands elsewhere."""
    words = "Chez Maison Verte, nous croyons aux talents : quarante personnes, à Lyon et à distance. " * 4
    return (
        f"<!doctype html><html lang=fr><head><meta charset=utf-8><title>Nous rejoindre</title>{head}</head><body>"
        f"<nav><a href=/>Accueil</a></nav><main><h1>Nous rejoindre</h1><p>{words}</p>{body}</main></body></html>"
    )


# What each service answers, in its own form


def taleez(*titles: str) -> str:
    jobs = [
        {"id": number, "label": title, "slug": f"poste-{number}", "contract": "CDI", "publishDate": 1790000000000,
         "location": {"city": "Lyon", "departmentCode": "69", "country": "FR"}, "remote": number == 2}
        for number, title in enumerate(titles, 1)
    ]  # fmt: skip
    return json.dumps({"name": "Maison Verte", "jobs": jobs})


def flatchr(*titles: str) -> str:
    items = [
        {"id": f"k{number}", "published": True, "created_at": "2026-11-20T10:00:00.000Z",
         "vacancy": {"id": f"v{number}", "slug": f"v{number}-poste", "title": title, "salary": "28 000",
                     "currency": "EUR", "mensuality": "y", "contract_type": "CDI", "mission": "<p>Accueillir.</p>",
                     "address": {"locality": "Lyon", "country": "France"}, "company": {"name": "Maison Verte"}}}
        for number, title in enumerate(titles, 1)
    ]  # fmt: skip
    return json.dumps({"items": items})


def digitalrecruiters(*titles: str) -> str:
    items = [
        {"job_ad_id": number, "title": title, "contract": "CDD", "location": "Lyon", "job": "Vente", "url": f"{number}-x"}
        for number, title in enumerate(titles, 1)
    ]  # fmt: skip
    return json.dumps({"count": len(items), "items": items})


def welcomekit(*titles: str) -> str:
    jobs = [
        {"id": number, "reference": f"WK_{number}", "name": title, "description": "<p>Bonjour.</p>",
         "salary": {"salary_min": "30000", "salary_max": "40000", "salary_currency": "EUR", "salary_period": "yearly"},
         "created_at": {"fr": "Le 09 Novembre 2026 à 13h26"}, "office": {"city": "Lyon", "country": {"fr": "France"}},
         "contract_type": {"fr": "CDI", "en": "Full-Time"}}
        for number, title in enumerate(titles, 1)
    ]  # fmt: skip
    return json.dumps({"name": "Maison Verte", "jobs": jobs})


def lever(*titles: str) -> str:
    return json.dumps([{"id": f"l{number}", "text": title} for number, title in enumerate(titles)])


def workable(*titles: str) -> str:
    jobs = [{"shortcode": f"w{number}", "title": title} for number, title in enumerate(titles)]
    return json.dumps({"name": "Maison Verte", "jobs": jobs})


def smartrecruiters(*titles: str) -> str:
    content = [{"id": str(number), "name": title} for number, title in enumerate(titles)]
    return json.dumps({"totalFound": len(content), "content": content})


def recruitee(*titles: str) -> str:
    offers = [{"id": number, "title": title, "status": "published"} for number, title in enumerate(titles, 1)]
    return json.dumps({"offers": offers})


def greenhouse(*titles: str, **more: Any) -> str:
    return json.dumps(
        {"jobs": [{"id": number, "title": title, **more} for number, title in enumerate(titles, 1)]}
    )


def teamtailor_api(*titles: str) -> str:
    data = [
        {"id": str(number), "type": "jobs", "attributes": {"title": title, "remote-status": "hybrid"},
         "links": {"careersite-job-url": f"https://maison.teamtailor.com/jobs/{number}-x"},
         "relationships": {"locations": {"data": [{"id": "7", "type": "locations"}]}}}
        for number, title in enumerate(titles, 1)
    ]  # fmt: skip
    return json.dumps(
        {"data": data, "included": [{"id": "7", "type": "locations", "attributes": {"city": "Lyon"}}]}
    )


APPLY = (
    '<script type="application/ld+json">{"@type": "JobPosting", "title": "X", "description": "<p>Au vert.</p>",'
    ' "validThrough": "2026-12-31"}</script>'
)
TALEEZ = {
    "https://maison-verte.taleez.com/api/careez": taleez("Jardinier", "Comptable"),
    "https://taleez.com/apply/poste-1": APPLY,
    "https://taleez.com/apply/poste-2": APPLY,
}
FLATCHR = {"https://careers.flatchr.io/company/maisonverte.json": flatchr("Jardinier", "Comptable")}
DR = "https://api.digitalrecruiters.com/public/v1/careers-site/job-ads"
DIGITALRECRUITERS = {DR: digitalrecruiters("Jardinier", "Comptable")}
WELCOMEKIT = {"https://www.welcomekit.co/api/v1/embed": welcomekit("Jardinier", "Comptable")}
LEVER = {"https://api.lever.co/v0/postings/maisonverte": lever("Jardinier", "Comptable")}
WORKABLE = {"https://apply.workable.com/api/v1/widget/accounts/482913": workable("Jardinier", "Comptable")}
SMART = "https://api.smartrecruiters.com/v1/companies/MaisonVerte/postings"
SMARTRECRUITERS = {
    SMART: smartrecruiters("Jardinier", "Comptable"),
    f"{SMART}/0": json.dumps({"id": "0", "name": "Jardinier"}),
    f"{SMART}/1": json.dumps({"id": "1", "name": "Comptable"}),
}
RECRUITEE = {"https://career.recruitee.com/api/c/93654/widget/": recruitee("Jardinier", "Comptable")}
TEAMTAILOR = {"https://api.teamtailor.com/v1/jobs": teamtailor_api("Jardinier", "Comptable")}
GREENHOUSE = {
    "https://boards-api.greenhouse.io/v1/boards/maisonverte/jobs": greenhouse("Jardinier", "Comptable")
}

EMBEDDED: list[tuple[str, str, str, Mapping[str, Recorded], str]] = [
    ("P6", "a frame of Taleez", '<iframe src="https://taleez.com/careers/maison-verte?embed=true"></iframe>', TALEEZ,
     "https://maison-verte.taleez.com/: 2"),
    ("P6", "a frame of Taleez's own host, that waits for consent",
     '<iframe data-cmp-src="https://maison-verte.taleez.com/"></iframe>', TALEEZ, "https://maison-verte.taleez.com/: 2"),
    ("P6", "a frame of Flatchr", '<iframe src="https://careers.flatchr.io/company/maisonverte?iframe=true"></iframe>',
     FLATCHR, "https://careers.flatchr.io/company/maisonverte/: 2"),
    ("P6", "a link to Flatchr's own host", '<a href="https://maisonverte.flatchr.io/fr">Nos offres</a>', FLATCHR,
     "https://careers.flatchr.io/company/maisonverte/: 2"),
    ("P6", "a frame of DigitalRecruiters", '<iframe src="https://maisonverte.digitalrecruiters.com/fr"></iframe>',
     DIGITALRECRUITERS, "https://maisonverte.digitalrecruiters.com/: 2"),
    ("P6", "the script of Welcome Kit, by its API",
     '<script>fetch("https://www.welcomekit.co/api/v1/embed?organization_reference=Pg4eV6k")</script>', WELCOMEKIT,
     "https://www.welcomekit.co/api/v1/embed?organization_reference=Pg4eV6k: 2"),
    ("P6", "the widget of Lever", '<script>window.leverJobsOptions = {accountName: "maisonverte"};</script>'
     '<script src="https://cdn.example/lever-jobs-embed/index.js"></script>', LEVER, "https://jobs.lever.co/maisonverte: 2"),
    ("P6", "the widget of Lever, with its key in quotes",
     "<script>leverJobsOptions = {'includeCss': false, 'accountName': 'maisonverte'};</script>", LEVER,
     "https://jobs.lever.co/maisonverte: 2"),
    ("P6", "the widget of Workable", '<script src="https://www.workable.com/assets/embed.js"></script>'
     "<script>whr(document).ready(function(){whr_embed(482913, {detail: 'titles'});});</script>", WORKABLE,
     "https://apply.workable.com/482913/: 2"),
    ("P6", "the widget of SmartRecruiters",
     '<script src="https://static.smartrecruiters.com/job-widget/1.4/script/smart_widget.js"></script>'
     '<script>widget({"company_code": "MaisonVerte","group_by": "city"})</script>', SMARTRECRUITERS,
     "https://careers.smartrecruiters.com/MaisonVerte: 2"),
    ("P6", "the widget of Recruitee", '<script src="https://jobs-widget.recruiteecdn.com/widget.js"></script>'
     '<script>new RTWidget({ "companies": [ 93654 ], "detailsMode": "popup"})</script>', RECRUITEE,
     "https://career.recruitee.com/api/c/93654/widget/: 2"),
    ("P6", "the widget of Teamtailor", '<script src="https://scripts.teamtailor-cdn.com/widgets/eu-pink/jobs.js"></script>'
     '<div class="teamtailor-jobs-widget" data-teamtailor-api-key="NWFW5rtp-b_x" data-teamtailor-limit="20"></div>',
     TEAMTAILOR, "https://api.teamtailor.com/v1/jobs?api_key=NWFW5rtp-b_x: 2"),
    ("P7", "a board's key in a constant", '<script>const BOARD_TOKEN="maisonverte";'
     "fetch(`https://boards-api.greenhouse.io/v1/boards/${BOARD_TOKEN}/jobs?content=true`)</script>", GREENHOUSE,
     "https://job-boards.greenhouse.io/maisonverte: 2"),
    ("P7", "a board's key that is joined to its address", "<script>var site = 'maisonverte';"
     "$.get('https://api.lever.co/v0/postings/' + site + '?mode=json')</script>", LEVER,
     "https://jobs.lever.co/maisonverte: 2"),
    ("P7", "a board's key in an option of a component", '<script>setup({ apiBoard: "maisonverte" }); const url ='
     " `https://boards-api.greenhouse.io/v1/boards/${props.apiBoard}/jobs`</script>", GREENHOUSE,
     "https://job-boards.greenhouse.io/maisonverte: 2"),
    ("P7", "a board's key that nobody tells", "<script>"
     "fetch(`https://boards-api.greenhouse.io/v1/boards/${token}/jobs`)</script>", {},
     f"nothing at {PAGE} can be followed with the kind 'jobs'"),
    ("P6", "a frame of a service that is not known",
     '<iframe src="https://jobs.beetween.example/maison-verte"></iframe>', {},
     f"no openings were found from {PAGE}: the openings stand in a frame of jobs.beetween.example, {TOLD}. Watch what"
     " stands in it: kind = 'company_page', url = 'https://jobs.beetween.example/maison-verte'"),
    ("P6", "a script of a service that is not known",
     '<div id="offres"></div><script src="https://cdn.talentplug.example/recrutement.js"></script>', {},
     f"no openings were found from {PAGE}: the openings are drawn by a script of cdn.talentplug.example, {TOLD}. Watch the"
     " page with render = true (kind = 'company_page')"),
    ("P6", "a frame whose own page says its postings", '<iframe src="https://ats.exemple.example/list"></iframe>',
     {"https://ats.exemple.example/list": '<script type="application/ld+json">{"@type": "JobPosting", "title": "Jardinier"}'
      "</script>"}, f"{PAGE}: 1"),
    ("P6", "beside a video, a map and measurements: nothing",
     '<iframe src="https://www.youtube.com/embed/x"></iframe><iframe src="https://www.google.com/maps/embed?pb=1"></iframe>'
     '<script src="https://www.googletagmanager.com/gtag/js"></script>', {},
     f"nothing at {PAGE} can be followed with the kind 'jobs'"),
]  # fmt: skip


def _embedding(body: str, pages: Mapping[str, Recorded]) -> Any:
    return lambda lab: proposed(lab, {PAGE: careers(body), **pages})


for _kind, _title, _body, _pages, _expected in EMBEDDED:
    play = _embedding(_body, _pages)
    play.__module__ = __name__
    case(_kind, f"`add`: {_title}", _expected)(play)


@case(
    "P6",
    "a site of DigitalRecruiters on the employer's own host, by its script",
    "https://recrute.exemple.example/: 2",
)
def a_site_on_its_own_host(lab: Lab) -> str:
    url = "https://recrute.exemple.example/fr/annonces"
    script = '<script src="https://cdn.digitalrecruiters.com/careers/app.js"></script>'
    return proposed(
        lab,
        {
            url: careers("", script),
            "https://recrute.exemple.example/": careers("", script),
            **DIGITALRECRUITERS,
        },
        url,
    )


# What postings in pages say, and how


def page_of(*postings: str, lang: str = "fr") -> str:
    """Return a page that carries postings, each as it stands in a script."""
    scripts = "".join(f'<script type="application/ld+json">{posting}</script>' for posting in postings)
    head = f"<!doctype html><html lang={lang}><head><title>Emplois</title>{scripts}</head>"
    return f"{head}<body><h1>Emplois</h1></body></html>"


def posting(title: str = "Jardinier", **more: Any) -> str:
    url = f"https://e.example/{title}"
    return json.dumps({"@type": "JobPosting", "title": title, "url": url, "datePosted": "2026-11-20", **more})


E = "https://e.example/emplois"


def on_site(*pages: str) -> list[Mapping[str, Recorded]]:
    return [{E: page} for page in pages]


def kept(lab: Lab, polled: Polled) -> str:
    """Return how a poll ended, and the titles of what was kept."""
    return f"{brief(polled)}: {' / '.join(lab.titles())}"


def after(*pieces: str) -> str:
    """Return a posting as a template writes it that escapes nothing."""
    return '{"@type":"JobPosting","title":"Médiatrice","url":"https://e.example/b",' + ",".join(pieces) + "}"


READ = "changed: 2 new: Jardinier / Médiatrice"
DAMAGED = [
    (
        "quotes that nothing escapes",
        after('"description":"<a href="/plan">ici</a>, "le" lieu."', '"datePosted":"2026-11-20"'),
    ),
    ("quoted words one after the other", after('"description":"profil "junior", "confirmé" ou autre"')),
    ("a comma before the end", after('"description":"Bonjour"', "")),
    ("a comma that lacks", after('"description":"Bonjour" "datePosted":"2026-11-20"')),
    ("a tab and a line end within a text", after('"description":"Bon\tjour\nà tous\x0b"')),
    ("single quotes", after('"description":"Bonjour"').replace('"', "'")),
    ("a backslash that escapes nothing", after('"description":"C:\\dossier\\"')[:-1] + ',"x":"\\d"}'),
    (
        "German quotes, half of them straight",
        after('"description":"Wir suchen „Profis" für "alles"."', '"x":1,'),
    ),
    ("two commas in a list", after('"employmentType":["FULL_TIME",,"CONTRACTOR"]')),
]


def _damaged(script: str) -> Any:
    def play(lab: Lab) -> str:
        return kept(lab, polls(lab, E, *on_site(page_of(posting(), script)))[0])

    return play


for _title, _script in DAMAGED:
    play = _damaged(_script)
    play.__module__ = __name__
    case("J1", f"a posting with {_title}", READ)(play)

CUT = after('"description":"Un texte qui n')[:-1]


@case(
    "J1", "one of two postings is cut off", "degraded: 1 new (1 of 2 openings could not be read): Jardinier"
)
def a_posting_that_is_cut(lab: Lab) -> str:
    return kept(lab, polls(lab, E, *on_site(page_of(posting(), CUT)))[0])


@case("J1", "the only posting is cut off", "failed (the postings of https://e.example/emplois are damaged, and none can be"
      " read (schema.org JobPosting): watch it as a page: kind = 'company_page')")  # fmt: skip
def the_only_posting_is_cut(lab: Lab) -> str:
    return brief(*polls(lab, E, *on_site(page_of(CUT))))


@case(
    "J1",
    "a known posting is damaged while another closes",
    "degraded (1 of 2 openings could not be read): gone Fleuriste",
)
def a_known_posting_is_damaged(lab: Lab) -> str:
    whole = page_of(posting(), posting("Médiatrice", url="https://e.example/b"), posting("Fleuriste"))
    polled = polls(lab, E, *on_site(whole, page_of(posting(), CUT)))[1]
    return f"{brief(polled)}: gone {gone(lab)}"


def gone(lab: Lab) -> str:
    return ", ".join(
        str(title) for (title,) in lab.rows("SELECT title FROM item WHERE gone IS NOT NULL ORDER BY id")
    )


def facts(lab: Lab, *labels: str) -> str:
    """Return some of what is known of the only item."""
    ((told, closes, published),) = lab.rows(
        "SELECT facts, closes, date(published, 'unixepoch', '12 hours') FROM item"
    )
    known = {**json.loads(str(told)), "closes": closes, "published": published}
    return " | ".join(str(known.get(label)) for label in labels).replace("\u202f", " ")


def told(*labels: str, **more: Any) -> Any:
    """Return a play that tells what is read of one posting."""

    def play(lab: Lab) -> str:
        polls(lab, E, *on_site(page_of(posting(**more))))
        return facts(lab, *labels)

    play.__module__ = __name__
    return play


def pay(value: object, currency: str = "EUR", per: str = "MONTH") -> dict[str, Any]:
    return {"@type": "MonetaryAmount", "currency": currency, "value": {"value": value, "unitText": per}}


for _value, _expected in [
    ("1 800,50", "1 800.50 EUR / month"),
    ("28.000", "28 000 EUR / month"),
    ("2.345,67 €", "2 345.67 EUR / month"),
    ("35'000.00", "35 000 EUR / month"),
    (["2100", "2300"], "2 100 EUR / month"),
]:
    case("J2", f"a salary of {_value}", _expected)(told("salary", baseSalary=pay(_value)))
case("J2", "a salary from 1.900,00 to 2.400,00", "1 900–2 400 EUR / month")(
    told(
        "salary",
        baseSalary=pay(None)
        | {"value": {"minValue": "1.900,00", "maxValue": "2.400,00", "unitText": "MONTH"}},
    )
)

for _value, _expected in [
    ("31/12/2026", "2026-12-31"),
    ("31.12.2026", "2026-12-31"),
    ("31 décembre 2026", "2026-12-31"),
    ("05/01/2027", "2027-01-05"),
    ("2026-12-31T23:59", "2026-12-31"),
    (["2026-12-31"], "2026-12-31"),
]:
    case("J3", f"a posting that closes on {_value}", _expected)(told("closes", validThrough=_value))
case("J3", "a posting of 20/11/2026", "2026-11-20")(told("published", datePosted="20/11/2026"))
case("J4", "lists of one value in all places", "Maison Verte | Lyon, FR | full time, CDI | remote | R-7")(
    told(
        "employer", "place", "contract", "remote", "reference",
        title=["Jardinier"], hiringOrganization=[{"name": ["Maison Verte"]}], employmentType=["FULL_TIME", "CDI"],
        jobLocation=[{"address": [{"addressLocality": ["Lyon"], "addressCountry": [{"name": "FR"}]}]}],
        jobLocationType=["TELECOMMUTE"], identifier=[{"value": ["R-7"]}],
    )
)  # fmt: skip

MICRODATA = """<div itemscope itemtype="http://schema.org/JobPosting"><h2 itemprop="title">Bibliothécaire</h2>
<p>Publié le <time itemprop="datePosted" datetime="2026-11-20">20 novembre</time></p>
<span itemprop="hiringOrganization" itemscope itemtype="http://schema.org/Organization">
<span itemprop="name">Médiathèque</span></span><div itemprop="description">Accueil du <b>public</b>.</div>
<span itemprop="jobLocation" itemscope itemtype="https://schema.org/Place"><span itemprop="address" itemscope>
<span itemprop="addressLocality">Lyon</span></span></span><meta itemprop="validThrough" content="31/12/2026"></div>"""
RDFA = """<div vocab="https://schema.org/" typeof="JobPosting"><h2 property="title">Bibliothécaire</h2>
<span property="hiringOrganization" typeof="Organization"><span property="name">Médiathèque</span></span>
<time property="datePosted" datetime="2026-11-20">hier</time><span property="jobLocation" typeof="Place">
<span property="address" typeof="PostalAddress"><b property="addressLocality">Lyon</b></span></span>
<meta property="validThrough" content="2026-12-31"></div>"""
IN_LIST = (
    '<ul itemscope itemtype="https://schema.org/ItemList">'
    f'<li itemprop="itemListElement" {MICRODATA[5:-6]}</li></ul>'
)
for _title, _markup in (("microdata", MICRODATA), ("RDFa", RDFA), ("microdata within a list", IN_LIST)):

    def play(lab: Lab, markup: str = _markup) -> str:
        polls(lab, E, {E: f"<!doctype html><html lang=fr><body><h1>Emplois</h1>{markup}</body></html>"})
        return f"{lab.titles()[0]} | {facts(lab, 'employer', 'place', 'published', 'closes')}"

    play.__module__ = __name__
    case("J4", f"a posting in {_title}", "Bibliothécaire | Médiathèque | Lyon | 2026-11-20 | 2026-12-31")(
        play
    )


# Rows that are damaged, and boards that do not answer

WORKDAY = "https://acme.wd3.myworkdayjobs.com/wday/cxs/acme/Careers"


def workday(*rows: Mapping[str, Any], total: int | None = None) -> Mapping[str, Recorded]:
    jobs = json.dumps({"total": len(rows) if total is None else total, "jobPostings": rows})
    pages = {f"{WORKDAY}{row['externalPath']}": json.dumps({"jobPostingInfo": {"jobDescription": "x"}})
             for row in rows if "externalPath" in row}  # fmt: skip
    return {f"{WORKDAY}/jobs": jobs, **pages}


def row(number: int, title: str) -> dict[str, Any]:
    return {"title": title, "externalPath": f"/job/Lyon/x_JR{number}", "bulletFields": [f"JR{number}"]}


W = "https://acme.wd3.myworkdayjobs.com/Careers"
UNREAD = "degraded ({} of {} openings could not be read): gone {}"


@case("J7", "a row of Workday without anything, from the first poll on", UNREAD.format(1, 3, "Fleuriste"))
def an_empty_row(lab: Lab) -> str:
    rows = row(1, "Jardinier"), row(2, "Médiatrice"), row(3, "Fleuriste")
    polled = polls(lab, W, workday(*rows, {}), workday(*rows[:2], {}))[1]
    return f"{brief(polled)}: gone {gone(lab)}"


@case("J7", "a row of Workday loses its title while another closes", UNREAD.format(1, 2, "Fleuriste"))
def a_row_without_its_title(lab: Lab) -> str:
    rows = row(1, "Jardinier"), row(2, "Médiatrice"), row(3, "Fleuriste")
    polled = polls(lab, W, workday(*rows), workday(rows[0], {**rows[1], "title": None}))[1]
    return f"{brief(polled)}: gone {gone(lab)}"


@case("J7", "an opening of Recruitee without a title while another closes", UNREAD.format(1, 2, "Comptable"))
def an_opening_of_recruitee_without_a_title(lab: Lab) -> str:
    url = "https://maison.recruitee.com/api/offers/"
    damaged = json.dumps({"offers": [{"id": 1, "title": "Jardinier"}, {"id": 3}]})
    polled = polls(
        lab,
        "https://maison.recruitee.com/",
        {url: recruitee("Jardinier", "Comptable", "Fleuriste")},
        {url: damaged},
    )[1]
    return f"{brief(polled)}: gone {gone(lab)}"


@case("J7", "a row of SmartRecruiters that is no table", UNREAD.format(1, 2, "Comptable"))
def a_row_that_is_no_table(lab: Lab) -> str:
    damaged = json.dumps({"content": [{"id": "0", "name": "Jardinier"}, "…"]})
    polled = polls(
        lab,
        "https://careers.smartrecruiters.com/MaisonVerte",
        SMARTRECRUITERS,
        {**SMARTRECRUITERS, SMART: damaged},
    )[1]
    return f"{brief(polled)}: gone {gone(lab)}"


WHAT_TO_DO = (
    "failed (Workday does not know the board acme/Careers, or the filters of this address: open it in a browser, and give"
    " the address that it has then)"
)


@case("J8", "Workday answers 422", WHAT_TO_DO)
def workday_answers_422(lab: Lab) -> str:
    return brief(*polls(lab, W, {f"{WORKDAY}/jobs": 422}))


NO_BOARD = "failed (Personio has no board called maison: look up the address of the careers page again)"
P = "https://maison.jobs.personio.de"


@case("J10", "Personio sends an unknown name to its front page, which answers 429", NO_BOARD)
def personio_sends_away(lab: Lab) -> str:
    return brief(
        *polls(lab, P, {f"{P}/xml": (307, "https://www.personio.com/"), "https://www.personio.com/": 429})
    )


@case("J10", "Personio sends an unknown name to its front page, which answers", NO_BOARD)
def personio_sends_to_a_page(lab: Lab) -> str:
    page = {
        f"{P}/xml": (301, "https://www.personio.de/"),
        "https://www.personio.de/": "<!doctype html><p>Personio</p>",
    }
    return brief(*polls(lab, P, page))


XML = "<workzag-jobs><position><id>1</id><name>Jardinier</name></position></workzag-jobs>"


@case("J10", "Personio's .de leads to .com of the same name", "changed: 1 new")
def personio_leads_to_the_other_domain(lab: Lab) -> str:
    there = "https://maison.jobs.personio.com/xml?language=fr"
    return brief(
        *polls(lab, P, {f"{P}/xml": (301, there), there: XML, "https://maison.jobs.personio.com/xml": XML})
    )


TT = "https://maison.teamtailor.com/jobs"


def teamtailor(*titles: str) -> str:
    items = [{"id": f"u{number}", "title": title, "url": f"{TT}/{number}-x", "content_html": "x",
              "_jobposting": {"@type": "JobPosting", "jobLocation": [{"address": {"addressLocality": "Lyon"}}]}}
             for number, title in enumerate(titles, 1)]  # fmt: skip
    return json.dumps({"title": "Maison", "items": items})


def teamtailor_rss(*remote: str) -> str:
    items = "".join(
        f"<item><title>x</title><link>{TT}/{number}-x</link><remoteStatus>{status}</remoteStatus>"
        f"<tt:department>Jardins</tt:department></item>"
        for number, status in enumerate(remote, 1)
    )
    head = '<?xml version="1.0"?><rss version="2.0" xmlns:tt="https://teamtailor.com/locations"><channel><title>M</title>'
    return f"{head}{items}</channel></rss>"


@case("J12", "Teamtailor says in RSS alone that one may work from home", "Comptable | hybrid | Jardins")
def what_rss_alone_says(lab: Lab) -> str:
    pages = {
        f"{TT}.json": teamtailor("Jardinier", "Comptable"),
        f"{TT}.rss": teamtailor_rss("none", "hybrid"),
    }
    polls(lab, TT, pages, options='where = ["hybrid"]')
    return f"{', '.join(lab.titles())} | {facts(lab, 'remote', 'department')}"


@case("J12", '`where = ["télétravail"]` meets what RSS says is fully remote', "Comptable")
def what_is_fully_remote(lab: Lab) -> str:
    pages = {f"{TT}.json": teamtailor("Jardinier", "Comptable"), f"{TT}.rss": teamtailor_rss("none", "fully")}
    polls(lab, TT, pages, options='where = ["télétravail"]')
    return ", ".join(lab.titles())


@case("J12", "the JSON of Teamtailor changes while its RSS does not", "changed: 1 edited | remote")
def json_changes_alone(lab: Lab) -> str:
    first = {f"{TT}.json": teamtailor("Jardinier"), f"{TT}.rss": teamtailor_rss("fully")}
    polled = polls(lab, TT, first, {**first, f"{TT}.json": teamtailor("Jardinière")})[1]
    return f"{brief(polled)} | {facts(lab, 'remote')}"


@case("J12", "the RSS of Teamtailor can't be had",
      "degraded: 1 new (what only the RSS feed of Teamtailor says is missing, such as remote work:"
      " maison.teamtailor.com/jobs.rss answered 500 Internal Server Error)")  # fmt: skip
def rss_cannot_be_had(lab: Lab) -> str:
    return brief(*polls(lab, TT, {f"{TT}.json": teamtailor("Jardinier"), f"{TT}.rss": 500}))


# What has closed: when it comes, and when it leaves

LATER, LONG_AGO = "2099-12-31", "2020-01-01"
WHY = "Not alerted: the day on which it closes is over. It goes to the digest."


def closing(*days: object) -> str:
    return page_of(
        posting(), *(posting(f"Poste {number}", validThrough=day) for number, day in enumerate(days))
    )


@case("J6", "a posting that was closed before it came", f"changed: 2 new, 1 alerted | {WHY}")
def closed_on_arrival(lab: Lab) -> str:
    polled = polls(lab, E, *on_site(closing(), closing(LATER, LONG_AGO)))[1]
    return f"{brief(polled)} | {said(lab, 'Poste 1')}"


def said(lab: Lab, title: str) -> str:
    """Return what `veille why` says of the alert of an item."""
    ((number,),) = lab.rows(f"SELECT id FROM item WHERE title = '{title}'")
    return next(
        line
        for line in lab.veille("why", str(number)).splitlines()
        if "alerted" in line.lower() or "Owed" in line
    )


@case("J6", "a posting that closed yesterday, as a rule finds it, by words in French", "changed: 1 new")
def closed_yesterday(lab: Lab) -> str:
    yesterday = datetime.fromtimestamp(lab.clock() + 86400, UTC) - timedelta(days=1)
    polled = polls(lab, E, *on_site(closing(), closing(yesterday.strftime("%d/%m/%Y"))))[1]
    return brief(polled)


@case("J6", "a posting that closes today", "changed: 1 new, 1 alerted")
def closes_today(lab: Lab) -> str:
    today = datetime.fromtimestamp(lab.clock() + 86400, UTC)
    return brief(polls(lab, E, *on_site(closing(), closing(today.date().isoformat())))[1])


@case("J6", "an opening of Recruitee that closed last month, and one of Greenhouse that closes next year",
      "changed: 1 new | changed: 1 new, 1 alerted")  # fmt: skip
def closed_on_boards(lab: Lab) -> str:
    first, second = (
        "https://maison.recruitee.com/api/offers/",
        "https://boards-api.greenhouse.io/v1/boards/quai/jobs",
    )
    offer = {"id": 9, "title": "Comptable", "close_at": "2020-10-01T10:00:00Z"}
    offers = json.dumps({"offers": [{"id": 1, "title": "Jardinier"}, offer]})
    told = polls(lab, "https://maison.recruitee.com/", {first: recruitee("Jardinier")}, {first: offers})
    jobs = [{"id": 1, "title": "Vigie"}, {"id": 2, "title": "Régie", "application_deadline": LATER}]
    there = {second: greenhouse("Vigie")}, {second: json.dumps({"jobs": jobs})}
    return brief(told[1], polls(lab, "https://boards.greenhouse.io/quai", *there)[1])


def told_as_closed(lab: Lab) -> str:
    """Return what a digest of the last month would tell as closed."""
    lab.config += '[digest.d]\nat = "08:00"\n'
    config = configured(lab.folder, lab.config, head=lab.head)
    end = int(lab.clock())
    asked = digest_query(config, config.digests["d"], "c", end - 30 * 86400, end)
    with closing_db(sqlite3.connect(lab.folder / "state" / "veille.db")) as db:
        db.row_factory = sqlite3.Row
        return ", ".join(told.title for told in closed(digest_facts(db, asked).closed)) or "nothing"


@case("closed", "an opening of Lever of which it says a title alone", "Fleuriste")
def an_opening_that_says_little(lab: Lab) -> str:
    url = "https://api.lever.co/v0/postings/maisonverte"
    polls(
        lab,
        "https://jobs.lever.co/maisonverte",
        {url: lever("Jardinier", "Fleuriste")},
        {url: lever("Jardinier")},
    )
    return told_as_closed(lab)


@case("closed", "a posting of a title alone, in a page", "Fleuriste")
def a_posting_of_a_title_alone(lab: Lab) -> str:
    def bare(*titles: str) -> str:
        return page_of(*(json.dumps({"@type": "JobPosting", "title": title}) for title in titles))

    polls(lab, E, *on_site(bare("Jardinier", "Fleuriste", "Vigie"), bare("Jardinier", "Vigie")))
    return told_as_closed(lab)


@case("closed", "a posting in microdata, beside one that can't be read", "Fleuriste")
def a_posting_in_microdata(lab: Lab) -> str:
    def spans(*titles: str) -> str:
        made = (
            f'<li itemscope itemtype="https://schema.org/JobPosting"><b itemprop="title">{title}</b></li>'
            for title in titles
        )
        return f"<!doctype html><body><ul>{''.join(made)}</ul></body>"

    polls(lab, E, *on_site(spans("Jardinier", "Fleuriste", ""), spans("Jardinier", "")))
    return told_as_closed(lab)


@case("closed", "an entry of a page, which is no opening", "nothing")
def an_entry_of_a_page(lab: Lab) -> str:
    lab.watch('kind = "company_page"\nselect = "li"')
    lab.poll("<!doctype html><main><ul><li><a href=/a>Un</a></li><li><a href=/b>Deux</a></li></ul></main>")
    lab.poll("<!doctype html><main><ul><li><a href=/a>Un</a></li></ul></main>")
    return told_as_closed(lab)


test_case = as_tests(__name__)
