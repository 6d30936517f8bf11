"""Every sentence that a reader receives, in French and in English: plain tables, nothing computed.

A pair holds the singular and the plural; the number that decides is always called `n`. French spaces are
written as plain ones here: words.py makes them non-breaking, before any name or title is put in.
"""

from __future__ import annotations

from veille.language import phrases_clues, phrases_digest, phrases_health, phrases_names, phrases_report

Phrase = phrases_digest.Phrase

FRENCH: dict[str, Phrase] = {
    # Days and hours
    "today": "aujourd'hui",
    "yesterday": "hier",
    "tomorrow": "demain",
    "night at": "cette nuit à {clock}",
    "morning at": "ce matin à {clock}",
    "afternoon at": "cet après-midi à {clock}",
    "evening at": "ce soir à {clock}",
    "on day": "le {day}",
    "since": "depuis {moment}",
    "in days": ("dans {n} jour", "dans {n} jours"),
    "days ago": ("il y a {n} jour", "il y a {n} jours"),
    "between days": "du {start} au {end}",
    "between hours": "de {start} à {end}",
    "minutes": ("{n} minute", "{n} minutes"),
    "hours": ("{n} heure", "{n} heures"),
    "days": ("{n} jour", "{n} jours"),
    "moments": "moins d'une minute",
    "and": "{first} et {last}",
    # Who writes
    "watch": "Veille",
    "watch of": "Veille de {name}",
    "watch of, elided": "Veille d'{name}",
    # Entries
    "news": ("{n} nouvelle", "{n} nouvelles"),
    "of topic": "{n} {topic}",
    "quoted": "« {text} »",
    "edited": "modifié depuis",
    "closes": "Clôture : {day} ({distance})",
    "closed": "Close depuis {day}",
    "why": "Pourquoi : {reasons}",
    "rule": "règle « {name} »",
    "rule and words": "règle « {name} » : {words}",
    "source": "tout ce que donne la source « {name} »",
    "copies": ("+ {n} reprise : {outlets}", "+ {n} reprises : {outlets}"),
    "copies of an opening": "Déjà vue chez {outlets}",
    "copies alone": ("+ {n} reprise", "+ {n} reprises"),
    "others": ("et {n} autre", "et {n} autres"),
    "count": "{shown}",
    "count of": "{shown} sur {n}",
    "more": (
        "Et {n} autre, que montre `veille items --matched`.",
        "Et {n} autres, que montre `veille items --matched`.",
    ),
    # Alert
    "alert": "alerte",
    "alert several": "{news} : {names}",
    "alert topic": "{topic}, {news} : {names}",
    "seen": ("Vue {moment}.", "Vues {moment}."),
    "seen after": "Vue {moment}, {delay} après sa parution.",
    # Digest
    "digest one": "{day} : {title}",
    "digest several": "{day} : {news}, dont {title}",
    "digest closing": "{day} : {title} clôt {when}",
    "digest nothing": "{day} : rien de neuf {since}",
    "digest only alerts": (
        "{day} : rien de plus que votre alerte",
        "{day} : rien de plus que vos {n} alertes",
    ),
    "and also": "Et aussi : {titles}",
    "to read": "{duration} de lecture",
    "already alerted": ("{n} déjà reçue en alerte", "{n} déjà reçues en alerte"),
    "nothing": "Rien de neuf {since}.",
    "only alerts": (
        "Rien de plus que l'alerte déjà reçue {since}.",
        "Rien de plus que les {n} alertes déjà reçues {since}.",
    ),
    "polled, well": (
        "{seen} source sur {total} relevée, {polls} fois : la veille va bien.",
        "{seen} sources sur {total} relevées, {polls} fois : la veille va bien.",
    ),
    "polled": (
        "{seen} source sur {total} relevée, {polls} fois.",
        "{seen} sources sur {total} relevées, {polls} fois.",
    ),
    # Foot
    "did see": "Ce que la veille a vu : {sources}, {polls}, {items}.",
    "sources of": ("{seen} source sur {total}", "{seen} sources sur {total}"),
    "polls": ("{n} relevé", "{n} relevés"),
    "items": ("{n} article lu", "{n} articles lus"),
    "did not see": "Ce qu'elle n'a pas vu : {names}.",
    "saw in part": "Ce qu'elle n'a vu qu'en partie : {names}.",
    "failing": "{name} (en panne {since}, « {why} », on réessaie)",
    "degraded": "{name} ({since}, « {why} »)",
    "not running": "{name} (ne peut pas tourner, « {why} »)",
    "no network": "Cette machine n'a plus de réseau {since} : rien n'a pu être lu.",
    "dead": (
        "{n} message n'a pas pu être remis.",
        "{n} messages n'ont pas pu être remis.",
    ),
    "never sees": "Ce qu'elle ne voit jamais : Facebook, Instagram, X, LinkedIn.",
    "next": "Prochaine lettre : {moment}.",
    "stop by mail": "Arrêter, ou changer quelque chose : écrivez à",
    "stop by web": "Arrêter, ou changer quelque chose :",
    "published": "Toutes les lettres :",
    # First letter
    "first subject": "Votre veille est en place : voici ce qui était déjà là",
    "first heading": "Votre veille est en place",
    "first known": "{sources}, {items} : ce qui était déjà là ne vous sera pas renvoyé.",
    "first sources": ("{seen} source lue", "{seen} sources lues"),
    "first sources of": ("{seen} source sur {total} lue", "{seen} sources sur {total} lues"),
    "first items": ("{n} article connu", "{n} articles connus"),
    "first past": (
        "Ce que vous auriez reçu hier :",
        "Ce que vous auriez reçu ces {n} derniers jours :",
    ),
    "first nothing": (
        "Rien de tout cela ne vous aurait été envoyé hier.",
        "Rien de tout cela ne vous aurait été envoyé ces {n} derniers jours.",
    ),
    "articles": ("{n} article", "{n} articles"),
    "first empty": (
        "Pas assez ? La règle {names} n'a rien trouvé du tout : est-elle trop étroite ?",
        "Pas assez ? Les règles {names} n'ont rien trouvé du tout : sont-elles trop étroites ?",
    ),
    "first much": "Trop ? Ajoutez à la règle, dans « not », un mot de ce que vous ne voulez pas.",
    "first unread": (
        "Pas encore lue : {names}. Ce qui s'y trouve déjà sera compté dans une lettre quand elle répondra.",
        "Pas encore lues : {names}. Ce qui s'y trouve déjà sera compté dans une lettre quand elles répondront.",
    ),
    "first read": ("Lue pour la première fois : {names}.", "Lues pour la première fois : {names}."),
    "first next": "À partir de maintenant, seul ce qui est nouveau vous sera envoyé.",
    # The folder as a site
    "site all": "Toutes les lettres",
    "site letters": ("{n} lettre", "{n} lettres"),
    "site since": "{letters} depuis le {day}",
    "site empty": "Rien encore : la première lettre viendra à son heure.",
    "site previous": "Lettre précédente : {day}",
    "site following": "Lettre suivante : {day}",
    "site by date": "Par date",
    "site by topic": "Par sujet",
    "site by month": "Par mois",
    "site feed": "Flux Atom",
    "site search": "Chercher dans les lettres",
    "site found": ("{count} nouvelle trouvée", "{count} nouvelles trouvées"),
    "site found none": "Rien n'a été trouvé.",
    "site found many": "Plus de {count} nouvelles trouvées ; voici les plus récentes",
    "site unread": "une partie des lettres n'a pas pu être lue",
}

ENGLISH: dict[str, Phrase] = {
    "today": "today",
    "yesterday": "yesterday",
    "tomorrow": "tomorrow",
    "night at": "early this morning at {clock}",
    "morning at": "this morning at {clock}",
    "afternoon at": "this afternoon at {clock}",
    "evening at": "this evening at {clock}",
    "on day": "{day}",
    "since": "since {moment}",
    "in days": ("in {n} day", "in {n} days"),
    "days ago": ("{n} day ago", "{n} days ago"),
    "between days": "{start} to {end}",
    "between hours": "{start} to {end}",
    "minutes": ("{n} minute", "{n} minutes"),
    "hours": ("{n} hour", "{n} hours"),
    "days": ("{n} day", "{n} days"),
    "moments": "less than a minute",
    "and": "{first} and {last}",
    "watch": "Veille",
    "watch of": "Veille for {name}",
    "watch of, elided": "Veille for {name}",
    "news": ("{n} new story", "{n} new stories"),
    "of topic": "{n} {topic}",
    "quoted": "“{text}”",
    "edited": "since edited",
    "closes": "Closes: {day} ({distance})",
    "closed": "Closed {day}",
    "why": "Why: {reasons}",
    "rule": "rule “{name}”",
    "rule and words": "rule “{name}”: {words}",
    "source": "everything from the source “{name}”",
    "copies": ("+ {n} other: {outlets}", "+ {n} others: {outlets}"),
    "copies of an opening": "Seen at {outlets} too",
    "copies alone": ("+ {n} other", "+ {n} others"),
    "others": ("and {n} more", "and {n} more"),
    "count": "{shown}",
    "count of": "{shown} of {n}",
    "more": ("And {n} more: see `veille items --matched`.", "And {n} more: see `veille items --matched`."),
    "alert": "alert",
    "alert several": "{news}: {names}",
    "alert topic": "{topic}, {news}: {names}",
    "seen": ("Seen {moment}.", "Seen {moment}."),
    "seen after": "Seen {moment}, {delay} after it was published.",
    "digest one": "{day}: {title}",
    "digest several": "{day}: {news}, including {title}",
    "digest closing": "{day}: {title} closes {when}",
    "digest nothing": "{day}: nothing new {since}",
    "digest only alerts": (
        "{day}: nothing beyond the alert you had",
        "{day}: nothing beyond the {n} alerts you had",
    ),
    "and also": "Also: {titles}",
    "to read": "{duration} to read",
    "already alerted": ("{n} already sent as an alert", "{n} already sent as alerts"),
    "nothing": "Nothing new {since}.",
    "only alerts": (
        "Nothing beyond the alert that you already had {since}.",
        "Nothing beyond the {n} alerts that you already had {since}.",
    ),
    "polled, well": (
        "{seen} of {total} source polled, {polls} times: all is well.",
        "{seen} of {total} sources polled, {polls} times: all is well.",
    ),
    "polled": (
        "{seen} of {total} source polled, {polls} times.",
        "{seen} of {total} sources polled, {polls} times.",
    ),
    "did see": "What veille saw: {sources}, {polls}, {items}.",
    "sources of": ("{seen} of {total} source", "{seen} of {total} sources"),
    "polls": ("{n} poll", "{n} polls"),
    "items": ("{n} article read", "{n} articles read"),
    "did not see": "What it could not see: {names}.",
    "saw in part": "What it saw only in part: {names}.",
    "failing": "{name} (down {since}, “{why}”, still trying)",
    "degraded": "{name} ({since}, “{why}”)",
    "not running": "{name} (can't run, “{why}”)",
    "no network": "This machine has had no network {since}: nothing could be read.",
    "dead": ("{n} message could not be delivered.", "{n} messages could not be delivered."),
    "never sees": "What it never sees: Facebook, Instagram, X, LinkedIn.",
    "next": "Next letter: {moment}.",
    "stop by mail": "To stop these, or change anything, write to",
    "stop by web": "To stop these, or change anything:",
    "published": "All digests:",
    "first subject": "Your watch is set up: here is what was already there",
    "first heading": "Your watch is set up",
    "first known": "{sources}, {items}: what was already there will not be sent to you again.",
    "first sources": ("{seen} source read", "{seen} sources read"),
    "first sources of": ("{seen} of {total} source read", "{seen} of {total} sources read"),
    "first items": ("{n} article known", "{n} articles known"),
    "first past": (
        "What you would have received yesterday:",
        "What you would have received over the last {n} days:",
    ),
    "first nothing": (
        "None of it would have been sent to you yesterday.",
        "None of it would have been sent to you over the last {n} days.",
    ),
    "articles": ("{n} article", "{n} articles"),
    "first empty": (
        "Too little? The rule {names} found nothing at all: is it too narrow?",
        "Too little? The rules {names} found nothing at all: are they too narrow?",
    ),
    "first much": "Too much? Put a word of what you don't want in the rule's “not”.",
    "first unread": (
        "Not read yet: {names}. What it holds already will be counted in a digest when it answers.",
        "Not read yet: {names}. What they hold already will be counted in a digest when they answer.",
    ),
    "first read": ("Read for the first time: {names}.", "Read for the first time: {names}."),
    "first next": "From now on, only what is new will be sent.",
    "site all": "All letters",
    "site letters": ("{n} letter", "{n} letters"),
    "site since": "{letters} since {day}",
    "site empty": "Nothing yet: the first letter will come at its hour.",
    "site previous": "Previous letter: {day}",
    "site following": "Next letter: {day}",
    "site by date": "By date",
    "site by topic": "By topic",
    "site by month": "By month",
    "site feed": "Atom feed",
    "site search": "Search the letters",
    "site found": ("{count} story found", "{count} stories found"),
    "site found none": "Nothing was found.",
    "site found many": "More than {count} stories found; here are the latest",
    "site unread": "some of the letters could not be read",
}

PHRASES: dict[str, dict[str, Phrase]] = {
    "fr": FRENCH
    | phrases_clues.FRENCH
    | phrases_digest.FRENCH
    | phrases_health.FRENCH
    | phrases_names.FRENCH
    | phrases_report.FRENCH,
    "en": ENGLISH
    | phrases_clues.ENGLISH
    | phrases_digest.ENGLISH
    | phrases_health.ENGLISH
    | phrases_names.ENGLISH
    | phrases_report.ENGLISH,
}

# Topics that name their own entries: "2 offres", where "2 musées" would be wrong of articles on museums.
COUNTED = frozenset(
    (
        *("offres", "emplois", "stages", "missions", "appels", "avis", "annonces", "bourses", "concours"),
        *("marchés", "événements", "publications", "articles", "vidéos"),
        *(
            "jobs",
            "openings",
            "offers",
            "vacancies",
            "calls",
            "grants",
            "tenders",
            "events",
            "papers",
            "videos",
        ),
    )
)

WEEKDAYS: dict[str, tuple[str, ...]] = {
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}

MONTHS: dict[str, tuple[str, ...]] = {
    "fr": (
        *("janvier", "février", "mars", "avril", "mai", "juin"),
        *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}
