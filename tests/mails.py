"""Mails as these services write them: tables, tracking links, buttons, footers. Written for the project, by nobody's sample.

`MAILS` maps a sender's name to a function of a number, which gives a mail whose entries follow from that number.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import quote

READER = "ines@example.org"
SECRET = "jeton-de-la-lectrice"


@dataclass(frozen=True)
class Job:
    """An opening as an alert tells it."""

    number: int
    title: str = "Chargée de communication"
    employer: str = "Musée du Livre"
    place: str = "Lyon (69)"


def mail(
    sender: str,
    subject: str,
    html: str,
    *,
    number: int = 1,
    text: str = "Ouvrez ce message dans un logiciel qui montre le HTML.",
    headers: dict[str, str] | None = None,
) -> EmailMessage:
    """Return a mail of both forms, as most services send it."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, READER, subject
    made["Date"] = "Mon, 23 Nov 2026 07:30:00 +0100"
    made["Message-ID"] = f"<{number}.{abs(hash_of(subject))}@{sender.rpartition('@')[2].strip('>')}>"
    for name, value in (headers or {}).items():
        made[name] = value
    made.set_content(text)
    made.add_alternative(
        f"<!DOCTYPE html><html><head><style>a{{}}</style></head><body>{html}</body></html>", subtype="html"
    )
    return made


def hash_of(text: str) -> int:
    return zlib.crc32(text.encode())


def jobs(number: int, count: int = 3) -> list[Job]:
    """Return the openings of the mail of that number."""
    titles = ("Chargée de communication", "Responsable éditoriale (H/F)", "Community manager")
    places = ("Lyon (69)", "Paris (75)", "Villeurbanne (69)")
    return [
        Job(number * 10 + place, titles[place % 3], f"Maison {number}-{place}", places[place % 3])
        for place in range(count)
    ]


def linkedin(number: int) -> EmailMessage:
    cards = ""
    for job in jobs(number):
        link = (
            f"https://www.linkedin.com/comm/jobs/view/{4_000_000_000 + job.number}/?trackingId=abc%3D%3D&amp;refId=x"
            f"&amp;midToken={SECRET}&amp;otpToken={SECRET}"
            "&amp;trk=eml-email_job_alert_digest_01-job_card-0-jobcard_body"
        )
        cards += (
            f'<tr><td><table role="presentation"><tr><td><a href="{link}"><img alt="{job.employer}" '
            'src="https://media.example/l.png"></a></td>'
            f'<td><table><tr><td><a href="{link}" style="color:#0a66c2">{job.title}</a></td></tr>'
            f"<tr><td><p>{job.employer} &middot; {job.place.partition(' (')[0]}, Auvergne-Rhône-Alpes, "
            "France (Hybride)</p></td></tr>"
            "<tr><td><p>3 anciens élèves de votre école</p></td></tr><tr><td>Candidature simplifiée</td>"
            "</tr></table></td></tr></table></td></tr>"
        )
    html = (
        '<div style="display:none;max-height:0">Votre alerte Emploi pour chargée de communication</div>'
        '<table><tr><td><a href="https://www.linkedin.com/comm/feed/?midToken=x"><img alt="LinkedIn" '
        'src="x"></a></td></tr>'
        "<tr><td><h2>Votre alerte Emploi : chargée de communication à Lyon</h2></td></tr>"
        f"<tr><td>3 nouveaux postes correspondent à vos préférences.</td></tr>{cards}"
        '<tr><td><a href="https://www.linkedin.com/comm/jobs/search?keywords=x&amp;midToken=y">Voir '
        "tous les emplois</a></td></tr>"
        '<tr><td><a href="https://www.linkedin.com/comm/jobs/alerts?midToken=y">Gérer vos alertes</a></td></tr>'
        "<tr><td>Cet e-mail vous est destiné. <a "
        "href='https://www.linkedin.com/comm/psettings/email-unsubscribe?x=1'>Se désabonner</a>"
        " © 2026 LinkedIn Ireland Unlimited Company</td></tr></table>"
    )
    return mail(
        "Alertes Emploi LinkedIn <jobalerts-noreply@linkedin.com>",
        f"« chargée de communication » : {number}",
        html,
        number=number,
    )


def linkedin_text(number: int) -> EmailMessage:
    """The text that stands beside it, alone: some mail programs keep nothing else."""
    made = EmailMessage()
    made["From"], made["Subject"] = "LinkedIn <jobalerts-noreply@linkedin.com>", f"alerte {number}"
    made["Message-ID"] = f"<t{number}@linkedin.com>"
    made["Date"] = "Mon, 23 Nov 2026 07:30:00 +0100"
    lines = ["Votre alerte Emploi pour chargée de communication à Lyon", "", "3 nouveaux postes.", ""]
    for job in jobs(number):
        lines += [job.title, job.employer, job.place, ""]
        lines += [
            f"Voir l'offre : https://www.linkedin.com/comm/jobs/view/{4_000_000_000 + job.number}/?trackingId=x",
            "",
        ]
        lines += ["-" * 57, ""]
    lines += [
        "Voir tous les emplois : https://www.linkedin.com/comm/jobs/search?x=1",
        "",
        "Se désabonner : https://www.linkedin.com/x",
    ]
    made.set_content("\n".join(lines))
    return made


def linkedin_mention(number: int) -> EmailMessage:
    html = (
        '<table><tr><td><a href="https://www.linkedin.com/comm/in/paul-durand?midToken=x"><img src="x"></a></td></tr>'
        "<tr><td>Paul Durand vous a mentionnée dans un commentaire</td></tr>"
        "<tr><td>« Merci à Inès Martin pour cette exposition »</td></tr>"
        f'<tr><td><a href="https://www.linkedin.com/comm/feed/update/urn:li:activity:7{number:018d}?midToken={SECRET}">'
        "Voir le commentaire</a></td></tr>"
        '<tr><td><a href="https://www.linkedin.com/comm/psettings?x=1">Se désabonner</a></td></tr></table>'
    )
    return mail(
        "LinkedIn <notifications-noreply@linkedin.com>", "Paul Durand vous a mentionnée", html, number=number
    )


def indeed(number: int) -> EmailMessage:
    cards = ""
    for job in jobs(number):
        key = f"{hash_of(str(job.number)):016x}"
        link = f"https://fr.indeed.com/rc/clk/dl?jk={key}&amp;from=ja&amp;qd=x&amp;tk={SECRET}&amp;alid=y&amp;rd=z"
        # the whole card is one link
        cards += (
            f'<tr><td><a href="{link}" style="text-decoration:none"><table><tr><td><h2>{job.title}</h2></td></tr>'
            f"<tr><td>{job.employer}</td><td>4,1 ★</td></tr><tr><td>{job.place}</td></tr><tr><td>De 28 000 € "
            "à 32 000 € par an</td></tr>"
            "<tr><td>CDI</td></tr><tr><td>Vous animez les réseaux du musée et rédigez la lettre.</td></tr>"
            "<tr><td>Il y a 2 jours</td></tr></table></a></td></tr>"
        )
    html = (
        f"<table><tr><td>3 nouveaux emplois chargée de communication - Lyon</td></tr>{cards}"
        '<tr><td><a href="https://fr.indeed.com/jobs?q=x&amp;tk=y">Voir toutes les 57 offres</a></td></tr>'
        '<tr><td><a href="https://subscriptions.indeed.com/alerts/x">Se désinscrire</a> © 2026 '
        "Indeed</td></tr></table>"
    )
    return mail("Indeed <alert@indeed.com>", f"3 nouveaux emplois - {number}", html, number=number)


def hellowork(number: int) -> EmailMessage:
    cards = ""
    for job in jobs(number):
        target = (
            f"https://www.hellowork.com/fr-fr/emplois/{50_000_000 + job.number}.html?utm_source=alerte"
            "&utm_medium=email"
        )
        link = f"https://click.emails.hellowork.com/tr/cl?url={quote(target, safe='')}&amp;sid={SECRET}"
        cards += (
            f'<table><tr><td><a href="{link}"><b>{job.title}</b></a></td></tr><tr><td>{job.employer}</td></tr>'
            f"<tr><td>{job.place} &bull; CDD - 12 mois &bull; 2 100 - 2 400 € / mois</td></tr>"
            "<tr><td>Télétravail partiel</td></tr><tr><td>Publiée le 22/11/2026</td></tr>"
            f'<tr><td><a href="{link}">Voir l’offre</a></td></tr></table>'
        )
    html = (
        f"<p>Bonjour Inès, voici vos offres</p>{cards}"
        '<p><a href="https://www.hellowork.com/fr-fr/emploi/recherche.html?k=x">Voir toutes les offres</a></p>'
        "<p>Téléchargez l’application sur l’App Store</p>"
        '<p><a href="https://www.hellowork.com/fr-fr/desabo?t=x">Se désabonner</a></p>'
    )
    return mail("HelloWork <alerte@emails.hellowork.com>", f"Alerte n°{number}", html, number=number)


def france_travail(number: int) -> EmailMessage:
    cards = ""
    for job in jobs(number):
        link = (
            f"https://candidat.francetravail.fr/offres/recherche/detail/{reference(job)}?at_medium=email"
            "&amp;at_campaign=abonnement"
        )
        cards += (
            f'<tr><td><a href="{link}">{job.title}</a></td></tr><tr><td>{job.employer} - {job.place}</td></tr>'
            f"<tr><td>69 - LYON 03</td></tr><tr><td>CDI</td></tr><tr><td>Offre n° {reference(job)}</td></tr>"
            "<tr><td>Au sein du service communication, vous concevez les supports. Vous animez le réseau.</td></tr>"
            f'<tr><td><a href="{link}">Consulter l’offre</a></td></tr>'
        )
    html = (
        f"<h1>3 nouvelles offres</h1><table>{cards}</table>"
        "<p>Ce message est envoyé automatiquement, merci de ne pas y répondre.</p>"
    )
    return mail(
        "France Travail <nepasrepondre@francetravail.fr>", f"Vos offres du {number}", html, number=number
    )


def reference(job: Job) -> str:
    letters = "ABCDEFGHJK"
    return f"18{job.number % 10}" + "".join(letters[int(digit)] for digit in f"{job.number:04d}"[-4:])


def apec(number: int) -> EmailMessage:
    cards = ""
    for job in jobs(number):
        link = (
            "https://www.apec.fr/candidat/recherche-emploi.html/emploi/detail-offre/"
            f"{175_000_000 + job.number}W?xtor=EPR-41-[push_ciblees]&amp;eid={SECRET}"
        )
        cards += (
            f'<div><a href="{link}"><img alt="logo" src="x"></a><h3><a href="{link}">{job.title}</a></h3><p>'
            f"{job.employer}</p>"
            f"<p>{job.place}</p><p>CDI</p><p>40 - 45 k€ brut annuel</p><p>Date limite de candidature : 12 "
            "décembre 2026</p></div>"
        )
    html = f"<p>Bonjour,</p>{cards}<p>Vous recevez cet e-mail car vous avez créé une alerte.</p>"
    return mail("APEC <offres@mailing.apec.fr>", f"Offres ciblées {number}", html, number=number)


def cadremploi(number: int) -> EmailMessage:
    cards = ""
    for job in jobs(number):
        inner = f"https://www.cadremploi.fr/emploi/detail_offre?offreId={156_400_000_000_000 + job.number}&amp;emc=x"
        cards += (
            f"<tr><td><strong><a href='{inner}'>{job.title}</a></strong></td></tr><tr><td>Entreprise : "
            f"{job.employer}</td></tr>"
            f"<tr><td>{job.place} | CDI | 38 - 42 k€</td></tr>"
        )
    html = f"<table>{cards}</table><a href='https://www.cadremploi.fr/alertes'>Gérer mes alertes</a>"
    return mail("Cadremploi <alerte@alertes.cadremploi.fr>", f"Alerte {number}", html, number=number)


def welcome_to_the_jungle(number: int) -> EmailMessage:
    cards = ""
    for job in jobs(number):
        target = f"https://www.welcometothejungle.com/fr/companies/maison-{job.number}/jobs/charge-{job.number}_lyon?utm_campaign=alert"
        link = f"https://xyz.r.eu-west-1.awstrack.me/L0/{quote(target, safe='')}/1/0102018c-{SECRET}/x=400"
        cards += (
            f'<tr><td><a href="{link}">{job.employer}</a></td></tr><tr><td><a href="{link}"><strong>'
            f"{job.title}</strong></a></td></tr>"
            f"<tr><td>{job.place}</td></tr><tr><td>CDI</td></tr>"
        )
    html = (
        f"<table>{cards}</table><p><a href='https://www.welcometothejungle.com/fr/me/alerts'>Gérer mes "
        "alertes</a></p>"
    )
    return mail(
        "Welcome to the Jungle <alerts@welcometothejungle.com>", f"Vos offres {number}", html, number=number
    )


def jobteaser(number: int) -> EmailMessage:
    cards = ""
    for job in jobs(number):
        inner = f"https://www.jobteaser.com/fr/job-offers/{job.number:08x}-0000-4000-8000-000000000000-charge-de-com?utm_source=x"
        packed = base64.urlsafe_b64encode(json.dumps({"e": inner, "s": SECRET}).encode()).decode().rstrip("=")
        link = f"https://links.jobteaser.com/redirect/2/{packed}.{'x' * 20}"
        cards += (
            f'<div><p><a href="{link}">{job.title}</a></p><p>{job.employer}</p><p>Stage · {job.place} · 6 '
            "mois</p></div>"
        )
    return mail("JobTeaser <noreply@jobteaser.com>", f"Sélection {number}", cards, number=number)


def malt(number: int) -> EmailMessage:
    cards = ""
    for job in jobs(number, 1):
        link = f"https://www.malt.fr/client-project-offers/65f0{job.number:08d}?utm_source=mail"
        cards += (
            f'<h2><a href="{link}">Refonte de la lettre du musée</a></h2><p>{job.employer}</p><p>{job.place}</p>'
            f'<p>TJM : 350 € / jour</p><p>Nous cherchons une rédactrice pour trois mois.</p><a href="{link}">'
            "Répondre</a>"
        )
    return mail(
        "Malt <hello@malt.com>",
        f"Nouvelle proposition {number}",
        f"{cards}<p>Vous recevez cet e-mail de Malt.</p>",
        number=number,
    )


def codeur(number: int) -> EmailMessage:
    cards = "".join(
        f'<p><a href="https://www.codeur.com/projects/{300_000 + job.number}-refonte-d-un-site?utm_source=email">'
        f"Refonte d’un site {job.number}</a></p>"
        "<p>Budget : 1 000 € à 10 000 €</p><p>Bonjour, je cherche une personne pour refondre le site du musée.</p>"
        for job in jobs(number)
    )
    return mail(
        "Codeur.com <contact@codeur.com>",
        f"Nouveaux projets {number}",
        f"{cards}<p>Se désabonner</p>",
        number=number,
    )


def glassdoor(number: int) -> EmailMessage:
    cards = ""
    for job in jobs(number):
        link = (
            "https://www.glassdoor.fr/partner/jobListing.htm?pos=101&amp;ao=1"
            f"&amp;jobListingId={1_009_000_000_000 + job.number}&amp;utm_x=1"
        )
        cards += (
            f'<tr><td><a href="{link}"><p>{job.employer}</p><p>{job.title}</p><p>{job.place}</p><p>30 k € - '
            "35 k €</p></a></td></tr>"
        )
    return mail(
        "Glassdoor <noreply@glassdoor.com>", f"Emplois {number}", f"<table>{cards}</table>", number=number
    )


def xing(number: int) -> EmailMessage:
    cards = ""
    for job in jobs(number):
        link = (
            f"https://www.xing.com/jobs/hamburg-referent-kommunikation-{130_000_000 + job.number}?sc_o=mail"
        )
        cards += (
            f'<tr><td><a href="{link}">{job.title}</a></td></tr><tr><td>{job.employer}</td></tr><tr><td>'
            "Hamburg</td></tr><tr><td>Vollzeit</td></tr>"
        )
    html = f"<table>{cards}</table><p>Sie erhalten diese E-Mail von XING. Abmelden</p>"
    return mail("XING Jobs <mailrobot@mail.xing.com>", f"Neue Jobs {number}", html, number=number)


def google_alerts(number: int) -> EmailMessage:
    cards = ""
    for place in range(3):
        article = f"https://presse{place}.example/culture/{number}-{place}?utm_source=x"
        link = (
            f"https://www.google.com/url?rct=j&amp;sa=t&amp;url={quote(article, safe='')}&amp;ct=ga"
            f"&amp;cd=CAEY&amp;usg=AOvVaw{SECRET}"
        )
        shares = "".join(
            f'<a href="https://www.google.com/alerts/share?ru={quote(article)}&amp;ss={service}">{service}</a> '
            for service in ("fb", "tw")
        )
        cards += (
            '<tr itemscope="" itemtype="http://schema.org/Article"><td><div><span style="padding:0 6px 0 0">'
            f'<a href="{link}" itemprop="url"><span itemprop="name">Le <b>Musée du Livre</b> rouvre, épisode '
            f"{number}-{place}</span></a></span></div>"
            '<div><div itemprop="publisher" itemtype="http://schema.org/Organization"><a><span '
            f'itemprop="name">Gazette {place}</span></a></div>'
            '<div itemprop="description">Après deux ans de travaux, le <b>Musée du Livre</b> ouvre ses '
            f"portes {number}-{place}&nbsp;...</div></div>"
            f'<div>{shares}<a href="https://www.google.com/alerts/feedback?ffu={quote(article)}">Signaler '
            "comme non pertinent</a></div></td></tr>"
        )
    html = (
        '<table><tr><td><a href="https://www.google.com/alerts?hl=fr"><img alt="Google" src="x"></a>'
        "</td></tr><tr><td>Musée du Livre</td></tr>"
        "<tr><td>Mise à jour quotidienne ⋅ 23 novembre 2026</td></tr><tr><td>ACTUALITÉS</td></tr>"
        f'{cards}<tr><td><a href="https://www.google.com/alerts?s=x">Voir plus de résultats</a> | <a '
        'href="https://www.google.com/alerts/edit?s=x">Modifier cette alerte</a></td></tr>'
        '<tr><td>Vous avez reçu cet e-mail. <a href="https://www.google.com/alerts/remove?s=x">Se '
        "désabonner</a></td></tr></table>"
    )
    return mail(
        "Google Alerts <googlealerts-noreply@google.com>",
        'Alerte Google - "Musée du Livre"',
        html,
        number=number,
    )


def talkwalker(number: int) -> EmailMessage:
    cards = ""
    for place in range(2):
        article = f"https://blog{place}.example/{number}/{place}"
        link = f"https://alerts.talkwalker.com/alerts/redirect?u={quote(article, safe='')}&amp;x={SECRET}"
        cards += (
            f'<tr><td><a href="{link}">Une exposition à voir {number}-{place}</a></td></tr><tr><td>'
            f"blog{place}.example</td></tr><tr><td>On y parle du Musée du Livre. À voir jusqu’en mars.</td>"
            "</tr>"
        )
    html = (
        f'<table>{cards}</table><a href="https://alerts.talkwalker.com/alerts/manage">Manage your alerts</a>'
    )
    return mail(
        "Talkwalker Alerts <alerts@talkwalker.com>", "Talkwalker Alert: [Musée du Livre]", html, number=number
    )


def google_scholar(number: int) -> EmailMessage:
    cards = ""
    for place in range(2):
        article = f"https://revue.example/article/{number}/{place}.pdf"
        link = (
            f"https://scholar.google.com/scholar_url?url={quote(article, safe='')}&amp;hl=fr&amp;sa=X"
            f"&amp;d={number}&amp;ei={SECRET}&amp;scisig=x"
        )
        cards += (
            f'<h3 style="font-weight:normal"><span>[PDF] </span><a href="{link}" class="gse_alrt_title">La '
            f"lecture au musée {number}-{place}</a></h3>"
            '<div style="color:#006621">I Martin, P Durand - Revue des musées, 2026</div>'
            '<div class="gse_alrt_sni">Cet article étudie les publics des musées du livre.<br>Il en décrit '
            "trois.</div>"
            f'<div><a href="https://scholar.google.com/citations?update_op=email_library_add&amp;x={number}">'
            "Enregistrer</a> "
            '<a href="https://scholar.google.com/scholar_share?x=1">Twitter</a></div>'
        )
    html = (
        f"{cards}<p>Vous recevez ce message parce que Google Scholar recherche de nouveaux articles.</p>"
        '<a href="https://scholar.google.com/scholar_alerts?view_op=list_alerts">Lister les alertes</a>'
    )
    return mail(
        "Google Scholar Alerts <scholaralerts-noreply@google.com>",
        '"musée du livre" - nouveaux résultats',
        html,
        number=number,
    )


def newsletter(number: int) -> EmailMessage:
    cards = ""
    for place in range(4):
        target = f"https://lettre.example/{number}/{place}?utm_source=lettre&mc_eid={SECRET}"
        packed = base64.urlsafe_b64encode(zlib.compress(f'{{"u":"{target}"}}'.encode())).decode()
        cards += (
            f'<h2><a href="https://email.lettre.example/c/{packed}">Une médiathèque ouvre à Vénissieux, '
            f"{number}-{place}</a></h2>"
            "<p>La ville inaugure samedi sa nouvelle médiathèque.</p>"
            f'<p><a href="https://email.lettre.example/c/{packed}">Lire la suite</a></p>'
        )
    html = (
        f'<a href="https://lettre.example/{number}/en-ligne">Voir dans le navigateur</a>{cards}<p>Se '
        "désabonner</p>"
    )
    headers = {
        "List-Id": "La lettre des musées <musees.lettre.example>",
        "List-Unsubscribe": "<https://lettre.example/u>",
    }
    return mail("Rédaction <lettre@lettre.example>", f"Lettre {number}", html, number=number, headers=headers)


def stranger(number: int) -> EmailMessage:
    return mail(
        "Paul Durand <paul@example.net>",
        f"Pour mémoire {number}",
        f"<p>À relire, le n° {number}.</p>",
        number=number,
    )


MAILS: dict[str, Callable[[int], EmailMessage]] = {
    "LinkedIn": linkedin,
    "Indeed": indeed,
    "HelloWork": hellowork,
    "France Travail": france_travail,
    "APEC": apec,
    "Cadremploi": cadremploi,
    "Welcome to the Jungle": welcome_to_the_jungle,
    "JobTeaser": jobteaser,
    "Malt": malt,
    "Codeur": codeur,
    "Glassdoor": glassdoor,
    "Xing": xing,
    "Google Alerts": google_alerts,
    "Talkwalker": talkwalker,
    "Google Scholar": google_scholar,
}
