"""What mails of alerts say around their entries, in French, English and German: buttons, talk of themselves, small print."""

from __future__ import annotations

import re


def _any(*alternatives: str, whole: bool = False) -> re.Pattern[str]:
    """Return a pattern of alternatives, upper case or lower; a `whole` one is matched with fullmatch alone."""
    return re.compile(
        "|".join(f"(?:{alternative})" for alternative in alternatives) + (r"|[\W_]*" if whole else ""),
        re.IGNORECASE,
    )


# What a link says that is the way to an entry, not its name.
BUTTON = _any(
    r"(?:je )?(?:postule[rz]?|candidater?|découvr(?:ir|ez)|consulter|répondre|voir|lire|enregistrer|sauvegarder|partager"
    r"|signaler|proposer)(?: (?:à )?(?:l[ea'’] ?|cette |ce |mon |ma |un )?(?:offre|mission|projet|annonce|poste|job|suite"
    r"|détail|devis|article|candidature|commentaire|message|profil|conversation|plus)s?)?",
    r"postuler .{0,30}",
    r"en savoir plus|plus d['’]infos?|détails?|lire l['’]article",
    r"(?:view|see|apply|read|save|share|open|show|learn|discover|flag)"
    r"(?: (?:the|this|job|more|now|offer|project|post|article|details|as irrelevant|all|comment))*",
    r"(?:zum|zur|jetzt|mehr) .{0,20}",
    "facebook|twitter|x|linkedin|html|pdf",
    whole=True,
)

# What a mail says of itself, whoever sends it.
_OF_ITSELF = (
    r"\b(?:se |vous )?désabonn\w+|\bdésinscri\w+|\bunsubscribe\b|\babbestell|\babmelden\b|\bopt[- ]out\b",
    r"(?:manage|edit|update|change) (?:your |this |my )?(?:alert|preference|subscription|setting|e-?mail|notification)",
    r"gérer (?:mes|vos) (?:alerte|préférence|abonnement|notification)s",
    r"vous (?:avez reçu|recevez) ce|you (?:are|were|have) (?:receiv|sent)|you received th|sie erhalten diese",
    r"cet e-?mail (?:a été|vous)|this (?:e-?mail|message) was",
    r"^©|\bcopyright ©|tous droits réservés|all rights reserved",
    r"ne pas (?:y )?répondre|do not reply|don['’]t reply",
    r"(?:voir|lire|afficher|ouvrir) .{0,40}(?:navigateur|en ligne)$|view .{0,30}(?:browser|online)$",
    r"^version (?:en ligne|web)|^web version",
)
FOOT = _any(*_OF_ITSELF)
# From here on an alert speaks of itself, until the next entry.
ITSELF = _any(
    *_OF_ITSELF,
    r"(?:gérer|modifier|supprimer) (?:mes|mon|ma|vos|votre|cette|les|l['’])",
    r"préférences (?:de |d['’])|paramètres (?:de |d['’])",
    r"(?:voir|afficher|consulter|découvrir) (?:toutes |tous )?les (?:\d+ )?(?:autres |nouvelles )?"
    r"(?:offres|annonces|missions|projets|résultats|emplois|jobs)",
    r"(?:voir|afficher) (?:tou[st]|plus|l['’]alerte|d['’]autres)|(?:see|view|show|browse) (?:all|more|similar)\b",
    r"alle (?:jobs|stellen)",
    r"app ?store|google play|télécharge[rz] (?:l['’]app|notre app|gratuit)|(?:get|download) the app",
    r"(?:suivez|retrouvez|rejoignez)[- ]nous|follow us",
    r"mentions légales|politique de confidentialité|privacy policy|impressum|datenschutz",
    r"cré(?:er|ez) une (?:autre |nouvelle )?alerte|create (?:an?|another) alert",
    r"signaler comme non pertinent|flag as irrelevant|recevoir cette alerte|receive this alert",
)
# What a telephone or a program writes under a mail.
SIGNED = _any(
    r"^(?:envoyé|sent|gesendet|enviado|inviato|verzonden)\b.{0,60}(?:iphone|ipad|android|outlook|mobile|samsung|proton|yahoo"
    r"|thunderbird|gmail|orange|free)",
    r"^get outlook for|^télécharger outlook|^obtenez outlook",
)
ONLINE = _any(
    r"(?:voir|lire|afficher|ouvrir|consulter|view|read|open).{0,50}(?:navigateur|en ligne|browser|online)",
    r"version (?:en ligne|web)|web version",
)

# What stands in small print and says nothing of an entry: its age, "New", a rating, a rule.
NOISE = _any(
    r"(?:publiée?|posted|mise? en ligne|active|veröffentlicht|actualisée?|parue?)\b.{0,40}",
    r"il y a .{1,25}|vor \d+ .{1,15}|hier|yesterday|today|aujourd['’]hui|à l['’]instant|just (?:posted|now)",
    r"\d+ ?(?:min|h|hours?|days?|heures?|jours?|j|d|tagen?|weeks?|semaines?)\+?(?: ago)?",
    r"nouve(?:au|lle)(?: offre)?|new|neu|urgent|top offre|sponsorisée?|sponsored|promue?|promoted",
    r"recrutement actif|actively (?:recruiting|hiring)|candidature (?:simplifiée|facile)|easy apply|easily apply",
    r"soyez parmi les premiers.{0,60}|be an early applicant",
    r"\d+ (?:relations?|connections?|anciens élèves|alumni|candidats?|applicants?|offres? reçues?)\b.{0,40}",
    r"\d([.,]\d)?\s*★?",
    whole=True,
)
SALARY = _any(
    r"^(?:salaire|salary|rémunération|gehalt|tjm|budget)\b",
)
# The words of durations, salaries and contracts: what is made of nothing else names neither a person nor a house.
FIGURES = _any(
    r"\b(?:durée|an(?:née)?s?|mois|semaines?|jours?|heures?|years?|months?|weeks?|days?|hours?|jahre?n?|monate?n?|wochen?"
    r"|tagen?|stunden?|[hj]|de|à|à partir|dès|par|from|to|per|von|bis|pro|minimum|min|maximum|max|environ|ou|or|et|and)\b",
    r"\b(?:k|eur|euros?|chf|brute?s?|nets?|annuels?|mensuels?|gross|annual|monthly|salaire|salary|rémunération|gehalt|tjm)\b",
    r"\b(?:type|contrat|contract|cdi|cdd|stage|alternance|apprentissage|intérim|interim|vie|freelance"
    r"|temps (?:plein|partiel)|(?:full|part)[- ]time|permanent|temporary|internship|fixed[- ]term|vollzeit|teilzeit"
    r"|praktikum|(?:un)?befristet)\b",
    r"(?<=\d)(?:k|h|j|mois|ans?)\b",
)
CONTRACT = _any(
    r"^(?:(?:type de )?(?:contrat|contract)\s*:?\s*)?"
    r"(?:cdi|cdd|stage|alternance|apprentissage|contrat (?:pro|d['’]apprentissage)|intérim|interim|vie|vacation"
    r"|saisonnier|fonctionnaire|titulaire|contractuel|freelance|indépendant|temps (?:plein|partiel)|mission"
    r"|(?:full|part)[- ]time|permanent|temporary|internship|apprenticeship|contract|fixed[- ]term"
    r"|festanstellung|befristet|unbefristet|vollzeit|teilzeit|praktikum|werkstudent)\b",
)
REMOTE = _any(
    r"(?:full |100 ?% )?(?:télétravail|remote|home ?office|hybride?|à distance|sur site|on-?site|présentiel)",
)
PLACE = _any(
    r"\(\d[\dAB]\d?\)|^\d{2,3}\s*[-–—]\s*\S|^\d{5}\s+\S|\s[-–—]\s*\d[\dAB]\d?$",
    r", (?:France|Belgique|Suisse|Luxembourg|Deutschland|Germany|United Kingdom|Île-de-France)$|^France entière$",
)
LABELLED = _any(
    r"(?P<place>lieu(?: de travail)?|localisation|location|standort|ville)\s*:\s*(?P<place_is>\S.*)",
    r"(?P<employer>entreprise|société|employeur|company|firma|client)\s*:\s*(?P<employer_is>\S.*)",
    r"(?P<department>service|département|department|secteur)\s*:\s*(?P<department_is>\S.*)",
    r"(?P<reference>réf(?:érence)?\.?|ref(?:erence)?\.?|(?:offre )?n°(?: de l['’]offre)?)\s*:?\s*(?P<reference_is>\S*\d\S*)",
)
CLOSES = _any(
    r"(?:clôture|date limite|jusqu['’]au|expire le|avant le|closes?|apply by|deadline|bewerbungsfrist)\b"
    r"[^\d]{0,40}(?P<date>\d.*)",
)
LABEL = _any(r"^(?:salaire|salary|rémunération|gehalt|(?:type de )?(?:contrat|contract))\s*:\s*")
