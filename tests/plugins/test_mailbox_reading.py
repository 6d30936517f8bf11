"""Mails to items: each sender's shape, links without what tracks, and whatever else a mailbox may hold."""

from __future__ import annotations

import base64
import json
import zlib
from datetime import UTC, date, datetime
from email import policy
from email.message import EmailMessage
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mails
from patience import work
from veille import Item
from veille_plugins.mailbox import facts
from veille_plugins.mailbox.entries import FACTS
from veille_plugins.mailbox.links import clean
from veille_plugins.mailbox.reading import ReceivedMail, read_mail
from veille_plugins.mailbox.senders import within

BOARDS = [
    name
    for name in mails.MAILS
    if name not in ("Malt", "Codeur", "Google Alerts", "Talkwalker", "Google Scholar")
]
SEARCHES = ["Google Alerts", "Talkwalker", "Google Scholar"]


BOMB = base64.urlsafe_b64encode(zlib.compress(b"a" * 60_000)).decode()


def read(mail: EmailMessage | bytes, **options: object) -> ReceivedMail:
    return read_mail(mail if isinstance(mail, bytes) else mail.as_bytes(policy=policy.SMTP), **options)


def only(mail: EmailMessage | bytes) -> Item:
    [item] = read(mail).items
    return item


@pytest.mark.parametrize("name", mails.MAILS)
def test_a_senders_mail_is_recognised_and_is_a_list_of_entries(name: str) -> None:
    found = read(mails.MAILS[name](7))
    assert (found.sender, found.is_list) == (name, True)
    assert len(found.items) == {"Malt": 1, "Talkwalker": 2, "Google Scholar": 2}.get(name, 3)
    for item in found.items:
        assert item.url.startswith("https://")
        assert item.published == datetime(2026, 11, 23, 6, 30, tzinfo=UTC)
        assert mails.SECRET not in repr(item)
        assert "utm_" not in item.url
        said = f"{item.title}\n{item.text}".lower()
        for boilerplate in (
            "désabonn",
            "toutes les",
            "voir l",
            "gérer",
            "©",
            "app store",
            "vous recevez",
            "abmelden",
        ):
            assert boilerplate not in said
    assert (
        len({item.id for item in found.items}) == len({item.url for item in found.items}) == len(found.items)
    )


@pytest.mark.parametrize("name", BOARDS)
def test_an_opening_has_its_title_employer_and_place(name: str) -> None:
    found = read(mails.MAILS[name](7)).items
    assert [item.title for item in found] == [job.title for job in mails.jobs(7)]
    assert [item.facts["employer"] for item in found] == [job.employer for job in mails.jobs(7)]
    places = [item.facts["place"].partition(" (")[0].partition(",")[0] for item in found]
    assert places == (["Hamburg"] * 3 if name == "Xing" else ["Lyon", "Paris", "Villeurbanne"])
    for item in found:
        assert item.outlet == name
        assert list(item.facts) == [fact for fact in FACTS if fact in item.facts]
        assert item.text.startswith(f"{item.facts['employer']} · {item.facts['place']}"), (
            "where rules look for it"
        )


@pytest.mark.parametrize(
    ("name", "url", "more"),
    [
        ("LinkedIn", "https://www.linkedin.com/jobs/view/4000000070/", {"remote": "Hybride"}),
        (
            "Indeed",
            "https://fr.indeed.com/viewjob?jk=00000000f7078267",
            {"contract": "CDI", "salary": "De 28 000 € à 32 000 € par an"},
        ),
        (
            "HelloWork",
            "https://www.hellowork.com/fr-fr/emplois/50000070.html",
            {
                "contract": "CDD - 12 mois",
                "remote": "Télétravail partiel",
                "salary": "2 100 - 2 400 € / mois",
            },
        ),
        (
            "France Travail",
            "https://candidat.francetravail.fr/offres/recherche/detail/180AAHA",
            {"contract": "CDI", "reference": "180AAHA"},
        ),
        (
            "APEC",
            "https://www.apec.fr/candidat/recherche-emploi.html/emploi/detail-offre/175000070W",
            {"contract": "CDI", "salary": "40 - 45 k€ brut annuel", "reference": "175000070W"},
        ),
        (
            "Cadremploi",
            "https://www.cadremploi.fr/emploi/detail_offre?offreId=156400000000070",
            {"contract": "CDI", "salary": "38 - 42 k€", "reference": "156400000000070"},
        ),
        (
            "Welcome to the Jungle",
            "https://www.welcometothejungle.com/fr/companies/maison-70/jobs/charge-70_lyon",
            {"contract": "CDI"},
        ),
        (
            "JobTeaser",
            "https://www.jobteaser.com/fr/job-offers/00000046-0000-4000-8000-000000000000",
            {"contract": "Stage"},
        ),
        (
            "Glassdoor",
            "https://www.glassdoor.fr/job-listing/j?jl=1009000000070",
            {"salary": "30 k € - 35 k €"},
        ),
        (
            "Xing",
            "https://www.xing.com/jobs/hamburg-referent-kommunikation-130000070",
            {"contract": "Vollzeit"},
        ),
    ],
)
def test_an_opening_leads_to_the_posting_itself(name: str, url: str, more: dict[str, str]) -> None:
    item = read(mails.MAILS[name](7)).items[0]
    assert item.url == url
    assert {key: value for key, value in item.facts.items() if key not in ("employer", "place")} == more


def test_an_excerpt_stays_and_small_print_goes() -> None:
    [first, *_] = read(mails.indeed(1)).items
    assert first.text == "Maison 1-0 · Lyon (69)\nVous animez les réseaux du musée et rédigez la lettre."
    [project, *_] = read(mails.codeur(1)).items
    assert project.text == "Bonjour, je cherche une personne pour refondre le site du musée."
    assert project.facts == {"salary": "Budget : 1 000 € à 10 000 €"}


def test_an_article_found_has_its_own_address_outlet_and_excerpt() -> None:
    found = read(mails.google_alerts(7)).items
    assert [item.url for item in found] == [f"https://presse{n}.example/culture/7-{n}" for n in range(3)]
    assert [item.outlet for item in found] == ["Gazette 0", "Gazette 1", "Gazette 2"]
    assert found[0].title == "Le Musée du Livre rouvre, épisode 7-0"
    assert found[0].text == "Après deux ans de travaux, le Musée du Livre ouvre ses portes 7-0 ..."
    assert found[0].tags == ("Musée du Livre",)
    paper = read(mails.google_scholar(7)).items[0]
    assert paper.title == "La lecture au musée 7-0"
    assert paper.author == "I Martin, P Durand"
    assert paper.text == "Cet article étudie les publics des musées du livre.\nIl en décrit trois."
    assert paper.url == "https://revue.example/article/7/0.pdf"


def test_a_mail_that_tells_one_thing_is_one_item_that_leads_there() -> None:
    found = read(mails.linkedin_mention(7))
    assert (found.sender, found.is_list) == ("LinkedIn", False)
    [item] = found.items
    assert item.title == "Paul Durand vous a mentionnée"
    assert item.url == "https://www.linkedin.com/feed/update/urn:li:activity:7000000000000000007"
    assert item.text.endswith("« Merci à Inès Martin pour cette exposition »")
    assert item.outlet == "LinkedIn"


def test_where_only_the_plain_text_is_left_it_is_read_the_same() -> None:
    plain, rich = read(mails.linkedin_text(7)).items, read(mails.linkedin(7)).items
    assert [(item.id, item.title, item.url) for item in plain] == [
        (item.id, item.title, item.url) for item in rich
    ]
    assert [item.facts["employer"] for item in plain] == [item.facts["employer"] for item in rich]


def test_a_newsletter_is_an_item_an_article_and_its_foot_is_left_out() -> None:
    found = read(mails.newsletter(3))
    assert (found.sender, found.is_list, len(found.items)) == ("", True, 4)
    assert found.items[0].title == "Une médiathèque ouvre à Vénissieux, 3-0"
    assert found.items[0].url == "https://lettre.example/3/0"
    assert found.items[0].text == "La ville inaugure samedi sa nouvelle médiathèque."
    assert found.items[0].outlet == "La lettre des musées"


def test_a_letter_to_a_list_without_articles_is_one_item_that_can_be_read_online() -> None:
    html = '<a href="https://lettre.example/9?utm_source=x">Voir en ligne</a>'
    html += "<p>Apple change les règles de l’App Store.</p><p>Se désabonner</p>"
    item = only(
        mails.mail(
            "La lettre <l@lettre.example>", "N° 9", html, headers={"List-Unsubscribe": "<https://x.example>"}
        )
    )
    assert (item.title, item.url, item.outlet) == ("N° 9", "https://lettre.example/9", "La lettre")
    assert item.text == "Apple change les règles de l’App Store."


def test_an_unknown_sender_gives_one_item_a_mail() -> None:
    found = read(mails.stranger(2))
    assert (found.sender, found.is_list) == ("", False)
    item = only(mails.stranger(2))
    assert (item.title, item.text, item.outlet, item.url) == (
        "Pour mémoire 2",
        "À relire, le n° 2.",
        "Paul Durand",
        "",
    )


def test_a_known_sender_in_another_shape_than_it_is_known_by_is_one_item() -> None:
    html = '<p>Votre profil a été vu.</p><a href="https://www.hellowork.com/fr-fr/compte">Mon compte</a>'
    found = read(mails.mail("HelloWork <alerte@emails.hellowork.com>", "Votre semaine", html))
    assert (found.sender, found.is_list, len(found.items)) == ("HelloWork", False, 1)
    assert found.items[0].text == "Votre profil a été vu.\nMon compte"


def test_openings_behind_links_that_keep_their_address_are_still_entries() -> None:
    card = "".join(
        f'<p><a href="https://cts.indeed.com/v3/H4s{n}AAA">{title}</a></p><p>Acme</p><p>Lyon (69)</p>'
        f'<p><a href="https://cts.indeed.com/v3/H4s{n}BBB">Postuler</a></p>'
        for n, title in enumerate(("Rédactrice", "Graphiste"))
    )
    found = read(mails.mail("Indeed <alert@indeed.com>", "2 emplois", card)).items
    assert [item.title for item in found] == ["Rédactrice", "Graphiste"]
    assert found[0].url == "https://cts.indeed.com/v3/H4s0AAA"


def test_an_age_that_is_linked_before_the_title_is_no_title() -> None:
    link = "https://fr.indeed.com/viewjob?jk=00000000f7078267"
    html = f'<p><a href="{link}">Il y a 2 jours</a></p><p><a href="{link}">Rédactrice</a></p><p>Acme</p>'
    [item] = read(mails.mail("Indeed <alert@indeed.com>", "1 emploi", html)).items
    assert (item.title, item.facts) == ("Rédactrice", {"employer": "Acme"})


def test_a_mail_that_only_claims_to_be_of_a_service_leads_nowhere_else() -> None:
    html = '<a href="https://evil.example/linkedin.com/jobs/view/4000000070/">Chargée de communication</a>'
    html += '<a href="https://linkedin.com.evil.example/jobs/view/4000000070/">Chargée de communication</a>'
    found = read(mails.mail("LinkedIn <jobs@linkedin.com>", "Offre", html))
    assert not found.is_list
    assert read(mails.mail("LinkedIn <jobs@linkedin.com.evil.example>", "x", "y")).sender == ""
    assert read(mails.mail('"jobs@linkedin.com" <x@evil.example>', "x", "y")).sender == ""


WTTJ = "https://www.welcometothejungle.com/fr/companies/maison-des-epoques/jobs/charge_lyon"
GLASSDOOR = "https://www.glassdoor.fr/partner/jobListing.htm?jobListingId=1009000000070"


@pytest.mark.parametrize(
    ("sender", "html", "title", "told"),
    [
        pytest.param(sender, html, title, told, id=f"{sender.partition(' <')[0]}: {what}")
        for sender, what, html, title, told in [
            (
                "W <alerts@welcometothejungle.com>",
                "one link, on the title",
                f'<p><a href="{WTTJ}">Rédactrice</a></p><p>Maison des Époques</p><p>Lyon (69)</p><p>CDI</p>',
                "Rédactrice",
                {"employer": "Maison des Époques", "place": "Lyon (69)", "contract": "CDI"},
            ),
            (
                "W <alerts@welcometothejungle.com>",
                "one link, on the employer that its address names",
                f'<p><a href="{WTTJ}">Maison des Époques</a></p><p>Rédactrice</p><p>Lyon (69)</p>',
                "Rédactrice",
                {"employer": "Maison des Époques", "place": "Lyon (69)"},
            ),
            (
                "W <alerts@welcometothejungle.com>",
                "nothing but a title",
                f'<p><a href="{WTTJ}">Rédactrice</a></p><p>Lyon (69)</p><p>CDI</p><p>Une maison</p>',
                "Rédactrice",
                {"place": "Lyon (69)", "contract": "CDI"},
            ),
            (
                "W <alerts@welcometothejungle.com>",
                "the title before the employer",
                f'<p><a href="{WTTJ}">Rédactrice</a></p><p><a href="{WTTJ}">Maison des Époques</a></p>'
                "<p>Lyon (69)</p>",
                "Rédactrice",
                {"employer": "Maison des Époques", "place": "Lyon (69)"},
            ),
            (
                "W <alerts@welcometothejungle.com>",
                "a title that begins as a contract does",
                f'<a href="{WTTJ}">Maison des Époques</a><br><a href="{WTTJ}">Stage communication</a><p>Lyon (69)</p>',
                "Stage communication",
                {"employer": "Maison des Époques", "place": "Lyon (69)"},
            ),
            (
                "Glassdoor <noreply@glassdoor.com>",
                "one link, on the title",
                f'<p><a href="{GLASSDOOR}">Rédactrice</a></p><p>Maison des Époques</p><p>30 k € - 35 k €</p>',
                "Rédactrice",
                {"employer": "Maison des Époques", "salary": "30 k € - 35 k €"},
            ),
            (
                "Glassdoor <noreply@glassdoor.com>",
                "from the salary up",
                f'<a href="{GLASSDOOR}"><p>30 k € - 35 k €</p><p>Lyon (69)</p><p>Rédactrice</p></a>',
                "Rédactrice",
                {"place": "Lyon (69)", "salary": "30 k € - 35 k €"},
            ),
            (
                "HelloWork <alerte@hellowork.com>",
                "a duration, a place twice and the title again",
                '<p><a href="https://www.hellowork.com/fr-fr/emplois/50000070.html">Rédactrice</a></p>'
                "<p>Rédactrice - Lyon (69)</p><p>Lyon</p><p>4 à 6 mois</p><p>35 h / semaine</p><p>Stage Galerie</p>",
                "Rédactrice",
                {"place": "Lyon (69)", "contract": "Stage Galerie"},
            ),
            (
                "HelloWork <alerte@hellowork.com>",
                "a place that is told again as one",
                '<p><a href="https://www.hellowork.com/fr-fr/emplois/50000070.html">Rédactrice</a></p>'
                "<p>Lyon</p><p>Lyon (69)</p>",
                "Rédactrice",
                {"place": "Lyon (69)"},
            ),
        ]
    ],
)
def test_for_an_employer_nothing_is_taken_that_is_something_else(
    sender: str, html: str, title: str, told: dict[str, str]
) -> None:
    [item] = read(mails.mail(sender, "Offres", html)).items
    assert (item.title, item.facts) == (title, told)


def test_cards_that_stand_above_their_titles_are_not_told_of_the_next_opening() -> None:
    cards = "".join(
        f"<p>Stage · {job.place} · 6 mois</p><p>{job.employer}</p>"
        f'<p><a href="https://www.jobteaser.com/fr/job-offers/{job.number}">{job.title}</a></p>'
        for job in mails.jobs(7)
    )
    html = f"<p>Bonjour Inès</p><p>Voici 3 offres.</p>{cards}<p>L’équipe JobTeaser</p>"
    found = read(mails.mail("JobTeaser <noreply@jobteaser.com>", "Sélection", html)).items
    assert [(item.title, item.facts) for item in found] == [
        (job.title, {"employer": job.employer, "place": job.place, "contract": "Stage"})
        for job in mails.jobs(7)
    ]


def test_a_posting_that_says_where_to_return_is_still_the_posting() -> None:
    link = "https://www.glassdoor.fr/redirect?jl=1009000000070&url=https%3A%2F%2Fautre.example%2F"
    html = f'<a href="{link}"><p>Maison</p><p>Rédactrice</p></a>'
    [item] = read(mails.mail("Glassdoor <noreply@glassdoor.com>", "1 emploi", html)).items
    assert item.url == "https://www.glassdoor.fr/job-listing/j?jl=1009000000070"


def test_a_posting_is_found_behind_a_redirect_of_any_looks() -> None:
    posting = quote("https://www.hellowork.com/fr-fr/emplois/50000070.html", safe="")
    html = f'<p><a href="https://presse.example/p?to={posting}">Rédactrice</a></p><p>Acme</p>'
    [item] = read(mails.mail("HelloWork <alerte@hellowork.com>", "1 offre", html)).items
    assert item.url == "https://www.hellowork.com/fr-fr/emplois/50000070.html"


def test_ids_follow_from_the_mail_itself_and_not_from_when_it_is_read() -> None:
    unnamed = mails.stranger(1)
    del unnamed["Message-ID"]
    raw = unnamed.as_bytes()
    assert only(raw).id == only(raw).id != ""
    other = mails.stranger(2)
    del other["Message-ID"]
    assert only(other.as_bytes()).id != only(raw).id
    assert [item.id for item in read(mails.google_alerts(1)).items] != [
        item.id for item in read(mails.google_alerts(2)).items
    ]


@pytest.mark.parametrize(
    ("link", "where"),
    [
        (
            "https://www.google.com/url?rct=j&sa=t&url=https://a.example/b%3Fc%3D1&ct=ga",
            "https://a.example/b?c=1",
        ),
        ("https://www.google.fr/url?q=https://a.example/b&sa=D", "https://a.example/b"),
        (
            "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fa.example%2Fb&data=05%7C",
            "https://a.example/b",
        ),
        ("https://urldefense.proofpoint.com/v2/url?u=https-3A__a.example_b-2Dc&d=x", "https://a.example/b-c"),
        ("https://urldefense.com/v3/__https://a.example/b__;!!abc$", "https://a.example/b"),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Fa.example%2Fb&h=x", "https://a.example/b"),
        ("https://www.linkedin.com/safety/go?url=https%3A%2F%2Fa.example%2Fb&trk=x", "https://a.example/b"),
        ("https://www.linkedin.com/comm/pulse/x-y?midToken=s&trk=t", "https://www.linkedin.com/pulse/x-y"),
        (
            "https://x.r.eu-west-1.awstrack.me/L0/https:%2F%2Fa.example%2Fb%3Fc=1/1/01/x",
            "https://a.example/b?c=1",
        ),
        (
            "https://t.example/r?to="
            + quote("https://u.example/?url=" + quote("https://a.example/b", safe="")),
            "https://a.example/b",
        ),
        (
            "https://t.example/" + base64.urlsafe_b64encode(b"https://a.example/base64").decode(),
            "https://a.example/base64",
        ),
        (
            "https://t.example/c/"
            + base64.urlsafe_b64encode(zlib.compress(b'{"u":"https://a.example/z"}')).decode(),
            "https://a.example/z",
        ),
        (
            "https://substack.com/redirect/2/"
            + base64.urlsafe_b64encode(json.dumps({"e": "https://a.example/s"}).encode()).decode().rstrip("=")
            + ".sig",
            "https://a.example/s",
        ),
        (
            "https://mandrillapp.com/track/click/1/a.example?p="
            + base64.urlsafe_b64encode(
                json.dumps(
                    {"s": "x", "p": json.dumps({"url": "https://a.example/m"}).replace("/", "\\/")}
                ).encode()
            )
            .decode()
            .rstrip("="),
            "https://a.example/m",
        ),
        (
            "https://urldefense.com/v3/__https://a.example/b*c__;Iw!!abc$",
            "https://urldefense.com/v3/__https://a.example/b*c__;Iw!!abc$",
        ),
        ("https://a.example/b?utm_source=x&id=3&fbclid=y#frag", "https://a.example/b?id=3"),
        ("https://a.example/b?q=a+b&empty=", "https://a.example/b?q=a+b&empty="),
        (
            "https://u1.ct.sendgrid.net/ls/click?upn=u001.abcDEF",
            "https://u1.ct.sendgrid.net/ls/click?upn=u001.abcDEF",
        ),
        (
            "https://x.us1.list-manage.com/track/click?u=abc&id=def&e=ghi",
            "https://x.us1.list-manage.com/track/click?u=abc&id=def&e=ghi",
        ),
        (
            "https://web.archive.org/save?url=https://a.example/",
            "https://web.archive.org/save?url=https://a.example/",
        ),
        (
            "https://twitter.com/intent/tweet?url=https://a.example/",
            "https://twitter.com/intent/tweet?url=https://a.example/",
        ),
        ("https://shop.example/p?to=https://a.example/b", "https://shop.example/p?to=https://a.example/b"),
        (
            "https://login.example/auth?client_id=3&redirect_uri=https://a.example/b",
            "https://login.example/auth?client_id=3&redirect_uri=https://a.example/b",
        ),
        (
            "https://presse.example/c/7?url=https://a.example/",
            "https://presse.example/c/7?url=https://a.example/",
        ),
        (
            f"https://presse.example/?state={base64.urlsafe_b64encode(b'https://a.example/base64').decode()}",
            f"https://presse.example/?state={base64.urlsafe_b64encode(b'https://a.example/base64').decode()}",
        ),
        ("https://shop.example/redirect.php?to=https://a.example/b", "https://a.example/b"),
        ("https://click.shop.example/x/9?to=https://a.example/b", "https://a.example/b"),
        ("https://lm.facebook.com/x?u=https://a.example/b", "https://a.example/b"),
        ("https://paypal.com@evil.example/", "https://evil.example/"),
        ("https://ines:secret@a.example:8443/b?c=1", "https://a.example:8443/b?c=1"),
        ("https://[2001:db8::1]:8443/b", "https://[2001:db8::1]:8443/b"),
        ("https://bibliothèque.example/b", "https://bibliothèque.example/b"),
        ("https://evil.example\\.linkedin.com/jobs/view/4000000070/", ""),
        ("https://evil.example%2f.linkedin.com/jobs/view/4000000070/", ""),
        ("javascript:alert(1)", ""),
        ("https://t.example/?url=javascript:alert(1)", "https://t.example/?url=javascript:alert(1)"),
        ("http://[", ""),
        ("mailto:x@y.example", ""),
        ("https://a.example/" + "x" * 9000, ""),
    ],
)
def test_a_link_leads_where_it_says_without_what_tracks(link: str, where: str) -> None:
    assert clean(link) == where


@settings(max_examples=60)
@given(st.text(max_size=200))
def test_no_link_breaks_the_reading(text: str) -> None:
    for link in (text, f"https://t.example/?url={text}", f"https://{text}"):
        assert clean(link) == "" or clean(link).startswith("http")


def test_a_bomb_in_a_link_is_not_unpacked() -> None:
    packed = base64.urlsafe_b64encode(zlib.compress(b"\0" * 4_000_000)).decode()
    with work(0.2):
        assert clean(f"https://t.example/{packed}").startswith("https://t.example/")


def raw(body: bytes, head: bytes = b"Content-Type: text/html\r\n") -> bytes:
    return b"From: a@b.example\r\nSubject: S\r\nMessage-ID: <1@b>\r\n" + head + b"\r\n" + body


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (b"Content-Type: text/plain; charset=iso-8859-1\r\n", "Été à Besançon".encode("latin-1")),
        (b"Content-Type: text/plain; charset=windows-1252\r\n", "Été à Besançon".encode("cp1252")),
        (
            b"Content-Type: text/plain; charset=utf-16\r\nContent-Transfer-Encoding: base64\r\n",
            base64.b64encode("Été à Besançon".encode("utf-16")),
        ),
        (b"Content-Type: text/plain; charset=x-unknown\r\n", "Été à Besançon".encode()),
        (b"Content-Type: text/plain\r\n", "Été à Besançon".encode("latin-1")),
        (
            b"Content-Type: text/html\r\n",
            b'<meta charset="iso-8859-15">' + "Été à Besançon".encode("iso-8859-15"),
        ),
        (
            b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n",
            b"=C3=89t=C3=A9 =C3=A0 Besan=C3=A7on",
        ),
        (b"", "Été à Besançon".encode()),
        (b"Content-Type: nonsense;;;\r\n", "Été à Besançon".encode()),
    ],
)
def test_a_text_of_any_charset_is_read(head: bytes, body: bytes) -> None:
    assert only(raw(body, head)).text == "Été à Besançon"


@pytest.mark.parametrize(
    "subject",
    [
        b"=?utf-8?q?=C3=89t=C3=A9_=C3=A0_Besan=C3=A7on?=",
        b"=?iso-8859-1?q?=C9t=E9_=E0_Besan=E7on?=",
        b"=?utf-8?b?w4l0w6kgw6AgQmVzYW7Dp29u?=",
        "Été à Besançon".encode(),
        "Été à Besançon".encode("latin-1"),
        b"=?utf-8?q?=C3=89t=C3=A9?=\r\n =?utf-8?q?_=C3=A0_Besan=C3=A7on?=",
    ],
)
def test_a_subject_is_read_however_it_is_encoded(subject: bytes) -> None:
    assert only(b"From: a@b.example\r\nSubject: " + subject + b"\r\n\r\nx").title == "Été à Besançon"


@pytest.mark.parametrize(
    "head",
    [
        b"From: \r\n",
        b"From: <<<>@\r\n",
        b"From: =?utf-8?q?=ff=fe?= <a@b>\r\n",
        b"From: =?nonsense?x?y?= <a@b>\r\n",
        b"Subject: =?utf-8?b?abc?=\r\n",
        b"Date: the day after\r\nMessage-ID: none\r\n",
        b"Date: Mon, 99 Nov 2026 99:99:99 +9999\r\n",
        b"Message-ID: \r\nContent-Type: multipart/mixed; boundary=x\r\n",
        b"Content-Type: multipart/mixed\r\n",
        b"Content-Transfer-Encoding: base64\r\n",
        b"Content-Transfer-Encoding: x-uuencode\r\n",
        b'Content-Type: text/plain; charset="utf-8\0"\r\n',
        b"Content-Type: text/plain; charset*=x''%ff\r\n",
        b"From: " + b"a" * 100_000 + b"\r\n",
        b"no header at all\r\n",
        b"",
    ],
)
def test_a_broken_head_is_read_as_far_as_it_can_be(head: bytes) -> None:
    found = read(head + b"\r\nBonjour, ceci reste.\r\n", received=datetime(2026, 11, 20, tzinfo=UTC))
    assert found.items[0].id
    assert found.items[0].published == datetime(2026, 11, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (b"Subject: =?utf-7?q?+2AA-?=\r\n", b"x"),
        (b"Subject: =?unicode_escape?q?=5Cud800?=\r\n", b"x"),
        (b"Content-Type: text/plain; charset=unicode_escape\r\n", b"Bonjour \\ud800"),
        (b"Content-Type: text/html; charset=utf-7\r\n", b"<p>Bonjour +2AA-</p>"),
    ],
)
def test_a_charset_can_not_bring_in_what_has_no_utf_8(head: bytes, body: bytes) -> None:
    item = only(head + b"\r\n" + body)
    assert (item.title + item.text).encode()  # a lone surrogate has none
    f"{item.title}{item.text}".encode()


@pytest.mark.parametrize("kind", [b'multipart/mixed; boundary="%d"\r\n\r\n--%d', b"message/rfc822\r\n"])
def test_a_mail_in_mails_a_thousand_deep_is_told_by_its_subject(kind: bytes) -> None:
    parts = (kind % ((n,) * kind.count(b"%d")) for n in range(1_200))
    deep = b"Subject: S\r\nMessage-ID: <1@b>\r\n" + b"".join(
        b"Content-Type: " + part + b"\r\n" for part in parts
    )
    assert (only(deep).title, only(deep).id) == ("S", "1@b")


def test_a_header_without_end_is_read_as_far_as_one_is_read() -> None:
    with work(1.0):
        long = b'Content-Type: multipart/mixed; a="' + b";" * 200_000
        assert only(b"Subject: S\r\n" + long + b"\r\n\r\nx").title == "S"


@settings(max_examples=60)
@given(st.binary(max_size=400), st.sampled_from(sorted(mails.MAILS)))
def test_no_mail_breaks_the_reading(noise: bytes, name: str) -> None:
    assert read(noise).items
    whole = mails.MAILS[name](1).as_bytes()
    assert read(whole[: len(whole) // 2] + noise + whole[len(whole) // 2 :]).items


def test_nothing_that_is_hidden_or_would_run_is_read() -> None:
    html = """<html><head><title>non</title></head><body><div style="display: none">caché</div><style>p{}</style>
      <script>volé()</script><template>non</template><p onclick="x()">Bonjour&nbsp;Inès<br>À demain</p>
      <img src="https://pixel.example/?ines" alt="pixel"><svg><text>non</text></svg></body></html>"""
    assert (
        only(raw(html.encode(), b"Content-Type: text/html; charset=utf-8\r\n")).text
        == "Bonjour Inès\nÀ demain"
    )


def test_what_is_attached_is_named_and_not_opened_but_for_a_mail() -> None:
    inner = mails.stranger(5)
    mail = mails.stranger(1)
    mail.add_attachment(
        b"PK\x03\x04" + b"\0" * 1000, maintype="application", subtype="zip", filename="poupées.zip"
    )
    mail.add_attachment(b"Bonjour", maintype="text", subtype="plain", filename="notes.txt")
    mail.add_attachment(inner)
    item, within = read(mail).items
    assert item.facts == {"attachments": "📎 poupées.zip, notes.txt, message.eml"}
    assert (item.text, within.text) == ("À relire, le n° 1.", "À relire, le n° 5.")
    assert read(mail).attachments == ("poupées.zip", "notes.txt", "message.eml")


def test_a_mail_of_500_links_is_500_items_and_soon_read() -> None:
    cards = "".join(
        f'<p><a href="https://www.hellowork.com/fr-fr/emplois/{60_000_000 + n}.html?utm_x=1">Offre {n}</a></p>'
        f"<p>Acme {n}</p><p>Lyon (69)</p>"
        for n in range(500)
    )
    mail = mails.mail("HelloWork <alerte@emails.hellowork.com>", "500 offres", cards).as_bytes()
    read_mail(mail[:1000])
    with work(1.0):
        found = read_mail(mail)
    assert [item.facts["employer"] for item in found.items] == [f"Acme {n}" for n in range(500)]


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 200_000 + "Bonjour",
        "<a href='https://x.example/'>" * 5_000 + "Bonjour",
        "<li><ol>" * 60_000 + "Bonjour",
        "<dl>" * 100_000 + "Bonjour",
        f'<a href="https://t.example/{"/".join([BOMB] * 60)}">' + "Bonjour<br>" * 20_000,
        "<p>" + "désabonn " * 30_000 + "</p><p>Bonjour</p>",
        "<p>" + "1 " * 60_000 + "</p>Bonjour",
        "· " * 50_000 + "<p>Bonjour</p>",
    ],
)
def test_a_mail_made_to_be_hard_to_read_is_read_soon(html: str) -> None:
    for sender in ("a@b.example", "alert@indeed.com", "googlealerts-noreply@google.com"):
        mail = mails.mail(f"X <{sender}>", "S", html, headers={"List-Id": "x <y.z>"}).as_bytes()
        with work(6.0):
            found = read_mail(mail)
        assert "Bonjour" in repr(found.items)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("CDI", {"contract": "CDI"}),
        ("Temps plein", {"contract": "Temps plein"}),
        ("Type de contrat : CDD", {"contract": "CDD"}),
        ("Salaire : 30 k€", {"salary": "30 k€"}),
        ("75 - Paris 15e Arrondissement", {"place": "75 - Paris 15e Arrondissement"}),
        ("69003 Lyon", {"place": "69003 Lyon"}),
        ("Musée du Livre - Lyon (69)", {"employer": "Musée du Livre", "place": "Lyon (69)"}),
        ("Lyon, France (Sur site)", {"place": "Lyon, France", "remote": "Sur site"}),
        ("Réf. : A-12", {"reference": "A-12"}),
        ("Lieu : Vannes", {"place": "Vannes"}),
        ("Télétravail 2 jours", {"remote": "Télétravail 2 jours"}),
        ("CDI - Lyon (69)", {"contract": "CDI", "place": "Lyon (69)"}),
        ("6 mois - Lyon (69)", {"place": "Lyon (69)"}),
        ("CDD - 12 mois - Lyon (69)", {"contract": "CDD", "place": "Lyon (69)"}),
        ("35 k€ brut par an - Lyon (69)", {"salary": "35 k€ brut par an", "place": "Lyon (69)"}),
        ("Maison de la Poésie", {}),
        ("Permanente et humaine", {}),
        (
            "Le musée cherche une personne pour animer ses réseaux, écrire sa lettre et tenir son site." * 2,
            {},
        ),
    ],
)
def test_small_print_is_recognised(text: str, found: dict[str, str]) -> None:
    assert facts.recognise(text) == found


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Date limite de candidature : 12 décembre 2026", date(2026, 12, 12)),
        ("Clôture le 1er août 2026", date(2026, 8, 1)),
        ("Jusqu’au 05/01/2027", date(2027, 1, 5)),
        ("Apply by 2026-12-31", date(2026, 12, 31)),
        ("Bewerbungsfrist: 3. März 2027", date(2027, 3, 3)),
        ("Clôture le 31/02/2027", None),
        ("Publiée le 12/12/2026", None),
    ],
)
def test_a_closing_date_is_read(text: str, day: date | None) -> None:
    assert facts.closes(text) == day


@pytest.mark.parametrize(
    ("sender", "link"),
    [
        (
            "Monster <m@email.monster.fr>",
            "https://www.monster.fr/offres-emploi/redactrice-lyon--7f3a2b10-1c2d-4e5f-8a9b-0c1d2e3f4a5b?x=1",
        ),
        ("404Works <contact@404works.com>", "https://www.404works.com/fr/projet/12345-refonte"),
        (
            "Free-Work <alerte@free-work.com>",
            "https://www.free-work.com/fr/tech-it/developpeur/job-mission/developpeur-python-lyon",
        ),
    ],
)
def test_the_others_are_read_by_their_links(sender: str, link: str) -> None:
    found = read(
        mails.mail(sender, "Offres", f'<p><a href="{link}">Rédactrice</a></p><p>Acme</p><p>Lyon (69)</p>')
    )
    assert found.is_list
    assert found.items[0].title == "Rédactrice"
    assert found.items[0].facts["place"] == "Lyon (69)"


def test_a_domain_holds_what_lies_below_it_and_nothing_beside_it() -> None:
    assert within("www.monster.co.uk", "monster.*")
    assert within("monster.de", "monster.*")
    assert not within("monster.evil.example", "monster.*")
    assert not within("notlinkedin.com", "linkedin.com")
