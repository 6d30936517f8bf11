"""Alert mails that broke other readers: cards of several links, charsets that lie, mails of several parts, flowed text."""

from __future__ import annotations

from cases.lab import Lab, as_tests, case
from imapserver import PASSWORD, ImapServer
from veille.app import App
from world import HOUR, configured, living

HEAD = (
    "From: {sender}\r\nTo: ines@example.org\r\nSubject: {subject}\r\nDate: Mon, 23 Nov 2026 08:00:00 +0100\r\n"
    "Message-ID: <{number}@x.example>\r\nMIME-Version: 1.0\r\n"
)
INDEED = "Indeed <alert@indeed.com>"
LINKEDIN = "LinkedIn <jobalerts-noreply@linkedin.com>"


def mail(sender: str, kind: str, body: str | bytes, *, subject: str = "Alerte", number: int = 1) -> bytes:
    head = HEAD.format(sender=sender, subject=subject, number=number) + f"Content-Type: {kind}\r\n"
    return head.encode() + b"\r\n" + (body.encode() if isinstance(body, str) else body)


def html(sender: str, *cards: str) -> bytes:
    return mail(sender, "text/html; charset=utf-8", f"<html><body>{''.join(cards)}</body></html>")


def read(lab: Lab, *mails: bytes) -> str:
    """Take mails in by a real poll; return the title, employer, contract and address of each item, and what was said."""
    with ImapServer() as server:
        for raw in mails:
            server.folders["Veille"].add(raw)
        lab.config = (
            f'[channel.c]\nfolder = "{lab.folder}/c"\n[source.s]\nkind = "mailbox"\nimap = "127.0.0.1:{server.port}"\n'
            f'tls = "none"\nuser = "ines@example.org"\npassword = {{ secret = "imap" }}\ntopic = "Tout"\n'
        )
        (lab.folder / "secrets").mkdir(mode=0o700, exist_ok=True)
        secret = lab.folder / "secrets" / "imap"
        secret.write_text(PASSWORD)
        secret.chmod(0o600)
        config = configured(lab.folder, lab.config, head='to = "c"')

        async def life(app: App) -> str:
            (polled,) = await app.poll_once(["s"])
            return str(polled.why)

        why = living(config, lab.clock, life)
        lab.clock.forward(HOUR)
    rows = lab.rows("SELECT title, facts ->> 'employer', facts ->> 'contract', url FROM item ORDER BY id")
    items = " | ".join(" ".join(str(part) for part in row if part) for row in rows)
    return f"{items} ({why})" if why else items


def card(link: str, title: str, *rows: str) -> str:
    below = "".join(f"<tr><td>{row}</td></tr>" for row in rows)
    return f'<table><tr><td><a href="{link}"><h2>{title}</h2></a></td></tr>{below}</table>'


JK = "https://fr.indeed.com/rc/clk/dl?jk=0123456789abcde{}&from=ja"
AD = "https://fr.indeed.com/pagead/clk/dl?mo=r&ad=-6NYlbfkN0CxxxxLONG{}&p=1"
VIEW = "https://www.linkedin.com/comm/jobs/view/41234567{}/?x=1"

# M1: a card built like those found is an entry, whatever its link


@case(
    "M1",
    "one opening by its key, the other by an advertisement's link",
    "Agent d'accueil Ville d'Ombre CDI https://fr.indeed.com/viewjob?jk=0123456789abcde1 | Bibliothécaire Médiathèque du "
    "Val CDD https://fr.indeed.com/pagead/clk/dl?mo=r&ad=-6NYlbfkN0CxxxxLONG7&p=1",
)
def mixed_links(lab: Lab) -> str:
    first = card(JK.format(1), "Agent d'accueil", "Ville d'Ombre - Lyon (69)", "CDI")
    second = card(AD.format(7), "Bibliothécaire", "Médiathèque du Val - Lyon (69)", "CDD")
    return read(lab, html(INDEED, first, second))


@case(
    "M1",
    "the same, the advertisement first",
    "Agent A CDD https://fr.indeed.com/pagead/clk/dl?mo=r&ad=-6NYlbfkN0CxxxxLONG1&p=1 | Guide B CDI https://fr.indeed.com/viewjob?jk=0123456789abcde2 | Gardien C CDI https://fr.indeed.com/viewjob?jk=0123456789abcde3",  # noqa: E501 - a case is read on one line
)
def advertisement_first(lab: Lab) -> str:
    cards = (
        card(AD.format(1), "Agent", "A - Lyon (69)", "CDD"),
        card(JK.format(2), "Guide", "B - Lyon (69)", "CDI"),
        card(JK.format(3), "Gardien", "C - Lyon (69)", "CDI"),
    )
    return read(lab, html(INDEED, *cards))


@case(
    "M1",
    "an opening by the search that shows it",
    "Médiateur Musée https://www.linkedin.com/jobs/view/4123456701/ | Archiviste Ville https://www.linkedin.com/jobs/view/4123456709/",
)
def current_job(lab: Lab) -> str:
    second = "https://www.linkedin.com/comm/jobs/search/?currentJobId=4123456709&midToken=geheim"
    return read(
        lab,
        html(
            LINKEDIN,
            card(VIEW.format("01"), "Médiateur", "Musée · Lyon"),
            card(second, "Archiviste", "Ville · Brest"),
        ),
    )


@case(
    "M1",
    "links of a form that nobody has seen, in a flat list",
    "Régisseur Théâtre du Port https://www.hellowork.com/fr-fr/emplois/61234567.html | Chargée de production Scène Neuve https://emails.hellowork.com/x/AbCd9 | Guide Château Vieux https://www.hellowork.com/fr-fr/emplois/61234569.html",  # noqa: E501 - a case is read on one line
)
def strange_links(lab: Lab) -> str:
    rows = (
        ("https://www.hellowork.com/fr-fr/emplois/61234567.html", "Régisseur", "Théâtre du Port"),
        ("https://emails.hellowork.com/x/AbCd9", "Chargée de production", "Scène Neuve"),
        ("https://www.hellowork.com/fr-fr/emplois/61234569.html", "Guide", "Château Vieux"),
    )
    body = "".join(
        f'<p><a href="{link}">{title}</a></p><p>{who}</p><p>Lyon (69)</p>' for link, title, who in rows
    )
    return read(lab, html("HelloWork <alerte@emails.hellowork.com>", body))


@case(
    "M1",
    "the employer's own link in a card is no opening",
    "Médiateur Musée du Livre https://www.linkedin.com/jobs/view/4123456701/ | Guide Parc des Cimes https://www.linkedin.com/jobs/view/4123456702/",
)
def employers_link(lab: Lab) -> str:
    cards = (
        card(
            VIEW.format("01"),
            "Médiateur",
            '<a href="https://www.linkedin.com/comm/company/77/">Musée du Livre</a>',
            "Lyon",
        ),
        card(
            VIEW.format("02"),
            "Guide",
            '<a href="https://www.linkedin.com/comm/company/78/">Parc des Cimes</a>',
            "Metz",
        ),
    )
    return read(
        lab,
        html(
            LINKEDIN,
            *cards,
            '<p><a href="https://www.linkedin.com/comm/jobs/search?x=1">Voir tous les emplois</a></p>',
        ),
    )


@case(
    "M1",
    "in German, three cards, one through a redirect",
    "Museumspädagogin Stadtmuseum https://www.xing.com/jobs/koeln-museumspaedagogin-123456701 | Archivar Landesarchiv https://www.xing.com/m/AAABBBCCC | Kurator Kunsthalle https://www.xing.com/jobs/bonn-kurator-123456703",  # noqa: E501 - a case is read on one line
)
def german(lab: Lab) -> str:
    cards = (
        card(
            "https://www.xing.com/jobs/koeln-museumspaedagogin-123456701",
            "Museumspädagogin",
            "Stadtmuseum",
            "Köln, Deutschland",
        ),
        card("https://www.xing.com/m/AAABBBCCC", "Archivar", "Landesarchiv", "Bonn, Deutschland"),
        card(
            "https://www.xing.com/jobs/bonn-kurator-123456703", "Kurator", "Kunsthalle", "Bonn, Deutschland"
        ),
    )
    return read(
        lab,
        html(
            "XING <jobs@mail.xing.com>", *cards, '<p><a href="https://www.xing.com/settings">Abmelden</a></p>'
        ),
    )


HOW = "A table in senders.d/ can say how such mails are read"
STRANGE = f"1 entry of a mail of Indeed has a link of a form that is not known: it stands in its text. {HOW}"
STRANGERS = (
    f"2 entries of a mail of Indeed have links of a form that is not known: they stand in its text. {HOW}"
)


@case(
    "M1",
    "a card built otherwise is told as not understood, and in the mail's own words",
    f"Agent d'accueil Ville d'Ombre CDI https://fr.indeed.com/viewjob?jk=0123456789abcde1 | Alerte ({STRANGE})",
)
def built_otherwise(lab: Lab) -> str:
    first = card(JK.format(1), "Agent d'accueil", "Ville d'Ombre - Lyon (69)", "CDI")
    second = f'<div><p><a href="{AD.format(7)}">Bibliothécaire</a></p><ul><li>Médiathèque du Val</li><li>CDD</li></ul></div>'
    found = read(lab, html(INDEED, first, second))
    (text,) = lab.rows("SELECT text FROM item ORDER BY id DESC LIMIT 1")[0]
    return found if str(text) == "Bibliothécaire Médiathèque du Val CDD" else str(text)


@case(
    "M1",
    "not one link is of a known form: the mail is whole, and told as not understood",
    f"Alerte ({STRANGERS})",
)
def no_known_link(lab: Lab) -> str:
    cards = (
        card("https://fr.indeed.com/q/a1", "Agent d'accueil", "Ville d'Ombre - Lyon (69)", "CDI"),
        card("https://fr.indeed.com/q/a2", "Bibliothécaire", "Médiathèque du Val - Lyon (69)", "CDD"),
    )
    return read(lab, html(INDEED, *cards))


# M2, M3: charsets that lie


def texts(lab: Lab, *mails: bytes) -> str:
    read(lab, *mails)
    return " | ".join(
        f"{title}: {text}" for title, text in lab.rows("SELECT title, text FROM item ORDER BY id")
    )


OPERA = "Chargé·e de l’opéra – 2 000 €"


@case(
    "M2",
    "windows-1252 that is called iso-8859-1, in the head too",
    "L’offre – 5 €: Chargé·e de l’opéra – 2 000 €",
)
def called_latin(lab: Lab) -> str:
    raw = mail(
        "a@x.example",
        "text/plain; charset=iso-8859-1",
        OPERA.encode("cp1252"),
        subject="=?iso-8859-1?Q?L=92offre_=96_5_=80?=",
    )
    return texts(lab, raw)


@case("M3", "UTF-8 that is called iso-8859-1", f"Alerte: {OPERA}")
def utf8_called_latin(lab: Lab) -> str:
    return texts(lab, mail("a@x.example", "text/plain; charset=iso-8859-1", OPERA))


@case("M3", "windows-1252 that is called UTF-8", f"Alerte: {OPERA}")
def latin_called_utf8(lab: Lab) -> str:
    return texts(lab, mail("a@x.example", "text/plain; charset=utf-8", OPERA.encode("cp1252")))


@case("M3", "UTF-8 with one byte lost", "Alerte: Évreux, métiers, théâtre, chargée\ufffd")
def one_byte_lost(lab: Lab) -> str:
    return texts(
        lab,
        mail(
            "a@x.example", "text/plain; charset=utf-8", "Évreux, métiers, théâtre, chargée".encode() + b"\xc3"
        ),
    )


@case(
    "M3", "Polish that is called us-ascii, and says better in its own head", "Alerte: Łódź, główny księgowy"
)
def polish(lab: Lab) -> str:
    page = '<html><head><meta charset="iso-8859-2"></head><body>Łódź, główny księgowy</body></html>'
    return texts(lab, mail("a@x.example", "text/html; charset=us-ascii", page.encode("iso-8859-2")))


@case("M3", "Chinese of a larger set than is named", "Alerte: 招聘：编辑 镕")
def chinese(lab: Lab) -> str:
    return texts(lab, mail("a@x.example", "text/plain; charset=gb2312", "招聘：编辑 镕".encode("gb18030")))


@case("M3", "a charset that does not exist", f"Alerte: {OPERA}")
def unknown_charset(lab: Lab) -> str:
    return texts(lab, mail("a@x.example", "text/plain; charset=x-unknown", OPERA))


# M4, M6: mails of several parts


def part(kind: str, body: str) -> str:
    return f"--A\r\nContent-Type: {kind}; charset=utf-8\r\n\r\n{body}\r\n"


def parts(*given: str, kind: str = "mixed") -> bytes:
    return mail("a@x.example", f"multipart/{kind}; boundary=A", "".join(given) + "--A--\r\n")


FOOTER = f"<p>{'Cette liste est celle des médiateurs de la région. ' * 8}</p>"


@case("M4", "two HTML parts, the longer one a footer", "true true")
def two_parts(lab: Lab) -> str:
    raw = parts(part("text/html", "<p>Une offre de <b>régisseur</b></p>"), part("text/html", FOOTER))
    found = texts(lab, raw)
    return f"{'régisseur' in found} {'médiateurs' in found}".lower()


@case(
    "M4",
    "HTML, a picture, HTML: as some programs send what was forwarded",
    "Alerte: Bonjour ! Une offre de luthière À bientôt",
)
def html_around_a_picture(lab: Lab) -> str:
    picture = "--A\r\nContent-Type: image/png\r\nContent-ID: <i>\r\n\r\nx\r\n"
    return texts(
        lab,
        parts(
            part("text/html", "<p>Bonjour !</p><p>Une offre de luthière</p>"),
            picture,
            part("text/html", "<p>À bientôt</p>"),
        ),
    )


@case("M4", "the same twice, not said to be alternatives", "Alerte: Une offre de luthière à Mirecourt")
def same_twice(lab: Lab) -> str:
    return texts(
        lab,
        parts(
            part("text/plain", "Une offre de luthière\r\nà Mirecourt"),
            part("text/html", "<p>Une offre de luthière à Mirecourt</p>"),
        ),
    )


@case("M4", "alternatives: the HTML that says something", "Alerte: Une offre de luthière")
def alternatives(lab: Lab) -> str:
    return texts(
        lab,
        parts(
            part("text/plain", "Version texte"),
            part("text/html", "<p>Une offre de luthière</p>"),
            kind="alternative",
        ),
    )


@case("M4", "alternatives: the HTML says nothing", "Alerte: Une offre de luthière")
def empty_html(lab: Lab) -> str:
    return texts(
        lab,
        parts(
            part("text/plain", "Une offre de luthière"),
            part("text/html", "<p><img src=x></p>"),
            kind="alternative",
        ),
    )


def within(inner: bytes) -> str:
    return f"--A\r\nContent-Type: message/rfc822\r\n\r\n{inner.decode()}\r\n"


@case(
    "M6",
    "an alert that was forwarded as an attachment",
    "Alerte | Médiateur Musée https://www.linkedin.com/jobs/view/4123456701/",
)
def forwarded(lab: Lab) -> str:
    inner = html(LINKEDIN, card(VIEW.format("01"), "Médiateur", "Musée · Lyon"))
    return read(lab, parts(part("text/plain", "Pour toi ?"), within(inner)))


@case("M6", "a list's digest: each of its mails", "Un poste à Metz | Un stage à Brest")
def list_digest(lab: Lab) -> str:
    inner = [
        mail("b@x.example", "text/plain; charset=utf-8", "Texte.", subject=subject, number=number)
        for number, subject in ((2, "Un poste à Metz"), (3, "Un stage à Brest"))
    ]
    return read(lab, parts(*(within(raw) for raw in inner), kind="digest"))


@case("M6", "a mail that came back is not one that came", "Mail delivery failed")
def returned(lab: Lab) -> str:
    inner = mail("ines@example.org", "text/plain", "Ma lettre.", subject="Candidature", number=4)
    raw = parts(part("text/plain", "The mail could not be delivered."), within(inner), kind="report")
    return read(lab, raw.replace(b"Subject: Alerte", b"Subject: Mail delivery failed"))


# M5: flowed text


@case(
    "M5",
    "an address over two lines, spaces deleted",
    "Alerte https://emploi.example/offre/charge-de-mediation-musee-des-deux-rives-123",
)
def flowed(lab: Lab) -> str:
    body = "Une offre pour vous, au musée des Deux \r\nRives.\r\nhttps://emploi.example/offre/charge-de-mediation-musee-des- \r\ndeux-rives-123\r\n"  # noqa: E501 - a case is read on one line
    found = read(lab, mail("a@x.example", "text/plain; charset=utf-8; format=flowed; delsp=yes", body))
    (text,) = lab.rows("SELECT text FROM item")[0]
    return found if "Deux Rives." in str(text) else str(text)


@case(
    "M5",
    "lines that flow, the space kept, a line stuffed",
    "Alerte: Une offre pour vous, au musée des Deux Rives. From Lyon",
)
def flowed_with_spaces(lab: Lab) -> str:
    body = "Une offre pour vous, au \r\nmusée des Deux \r\nRives.\r\n From Lyon\r\n"
    return texts(lab, mail("a@x.example", "text/plain; charset=utf-8; format=flowed", body))


@case(
    "M5",
    "an address in angle brackets over two lines",
    "Alerte https://emploi.example/offre/charge-de-mediation-12345",
)
def broken_address(lab: Lab) -> str:
    body = "L'offre : <https://emploi.example/offre/\r\ncharge-de-mediation-12345>\r\n"
    return read(lab, mail("a@x.example", "text/plain; charset=utf-8", body))


# M7: a mail that is one link


@case("M7", "a link and nothing else", "Un poste https://www.linkedin.com/jobs/view/4123456703/")
def one_link(lab: Lab) -> str:
    link = "https://www.linkedin.com/jobs/view/4123456703/?utm_source=share"
    return read(
        lab, mail("Ines <ines@example.org>", "text/html", f'<a href="{link}">{link}</a>', subject="Un poste")
    )


@case("M7", "as text, with a word and a telephone's line", "À voir https://musee.example/recrutement/12")
def one_link_in_words(lab: Lab) -> str:
    body = "Tu as vu ? https://musee.example/recrutement/12\r\n\r\nEnvoyé de mon iPhone <https://apple.example/i>\r\n"
    return read(
        lab,
        mail("Ines <ines@example.org>", "text/plain; charset=utf-8", body, subject="=?utf-8?q?=C3=80_voir?="),
    )


@case("M7", "the same link as a picture and as words", "Tip https://museum.example/jobs/9")
def one_link_twice(lab: Lab) -> str:
    body = '<a href="https://museum.example/jobs/9?utm_medium=mail"><img src="x"></a><p><a href="https://museum.example/jobs/9">Curator</a></p>'
    return read(lab, mail("Ann <ann@x.example>", "text/html", body, subject="Tip"))


test_cases_of_mails = as_tests(__name__)
