"""Why a page can't be believed: an error page, a captcha, a consent wall or a login form stands in its place.

Or nothing does, before its scripts have run; or it only leads on to where the page is, or frames it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from veille import NO_FAILURE, Failure, failure
from veille.kit.addresses import absolute
from veille.kit.html import HtmlDocument, line

_SHORT = 1_200
"""Signs of main text: what has more is a page, though it may have a login form or speak of errors."""

_LITTLE = 80
"""Signs of main text, the words on cookies taken out: what has less and asks for consent shows nothing else."""

_CAPTCHA = re.compile(
    r"captcha|(?:are you|you are) (?:a |not a )?(?:human|robot)|not a (?:ro)?bot|pas un robot|êtes(?:-vous)? humain"
    r"|checking your browser|^\W*(?:just a moment|un instant)(?:…|\.\.\.)|attention required|verifying you"
    r"|vérification de (?:votre|la) (?:navigateur|connexion)|pardon our interruption|incapsula incident"
    r"|unusual traffic|trafic inhabituel|enable javascript and cookies to continue|disable any ad ?blocker"
    r"|access to this page has been denied"
)
# What must stand beside a form that is guarded by one, which is no wall.
_NOTICE = re.compile(r"prot(?:ected|égée?) (?:by|par) (?:google )?(?:re|h)captcha|recaptcha (?:de|by) google")
_PUZZLE = (
    "[id*=captcha i]:not(:is(form, .grecaptcha-badge)), [class*=captcha i]:not(:is(form, .grecaptcha-badge)),"
    " iframe[src*=captcha i], script[src*='captcha-delivery' i], script[src*='challenge-platform' i], .cf-turnstile,"
    " #challenge-form, #challenge-running, form[action*=captcha i]"
)
_WRITING = "textarea, input[type=email i], input[type=tel i]"
_COOKIES = ("cookie", "consent", "traceurs")
_AGREE = re.compile(r"\b(?:accept(?:er|ez)?|agree|refuser|reject|tout accepter|continuer sans accepter)\b")
_LOGIN = re.compile(
    r"(?:sign|log) in to |log in or sign up|join (?:now )?to (?:see|view)|connectez-vous(?! avec nous)|identifiez-vous"
    r"|s'identifier pour"
    r"|vous devez (?:être connecté|vous connecter)|please (?:log|sign) in"
)
_LOGIN_PATH = re.compile(
    r"/(?:login|log-in|signin|sign-in|sign_in|auth|authwall|sso|connexion|identification|checkpoint)\b"
)
# A number alone is no error ("500 artisans"), nor is a word: Forbidden Stories, "technicien en maintenance".
_ERROR = re.compile(
    r"\b(?:error|erreur)\b.{0,20}\b[45]\d\d\b|^\W*404\b"
    r"|^\W*[45]\d\d\W*(?:$|[45]\d\d\b|error|erreur|oo?ps|oups|page\b|not |bad |forbidden|unauthori|internal|gateway|gone\b"
    r"|service (?:temporarily )?unav|too many|resource limit)"
    r"|not found|(?:page|contenu|document|fichier|url|adresse|ressource|offre|annonce|lien)\b"
    r"(?:.{0,40}(?:introuvable|non trouvée?\b|a disparu)|.{0,60}n'existe (?:pas|plus))"
    r"|access denied|accès (?:refusé|interdit)|forbidden\W+forbidden|403\W+forbidden|n't have permission to access"
    r"|(?:service|site|page) (?:is )?(?:temporarily )?unavailable|(?:temporairement|momentanément) indisponible"
    r"|bad gateway|gateway time-?out|internal server error|erreur interne"
    r"|(?:site|page|service|plateforme|serveur|sommes)(?: est)?(?: actuellement| temporairement)?"
    r" en (?:cours de )?maintenance(?! (?:de|des|du|in|pré)\w*)|maintenance en cours"
    r"|mode maintenance|maintenance mode|under maintenance|be right back|too many requests|trop de requêtes"
    r"|an error (?:has )?occurred|une erreur (?:est survenue|s'est produite)|connexion à la base de données"
    r"|establishing a database connection|account (?:has been )?suspended"
    r"|request (?:rejected|unsuccessful)|requested url was rejected|web ?page blocked|welcome to nginx"
    r"|default page: it works|domain (?:name )?is for sale|domaine est à vendre"
)
# Where a title says this, the page is one, however many links to other places stand below.
_ERROR_TITLE = re.compile(
    r"^\W*(?:404\s*(?:$|[|:–—-])|(?:http )?(?:error|erreur) [45]\d\d\b|page (?:introuvable|non trouvée|not found)\b)"
)


_ROOTS = (
    "#root, #app, #__next, #__nuxt, #___gatsby, #gatsby-focus-wrapper, #application, #react-root, #svelte, #main-app, "
    "#app-root,"
    " #ember-app, [ng-app], [ng-version], [data-reactroot], [data-server-rendered], app-root, ion-app"
)
_WAITS = (
    "[class*=spinner i], [class*=loader i], [class*=loading i], [class*=skeleton i], [class*=preload i],"
    " [aria-busy=true], progress"
)
_LOADER = re.compile(
    r"\W*(?:(?:en cours de )?chargement(?: en cours| de la page| des \w+)?|(?:page )?(?:is )?loading(?: \w+){0,3}"
    r"|(?:please )?wait(?: a moment)?"
    r"|(?:veuillez )?patiente[rz](?: .{0,30})?|(?:un|one) (?:instant|moment)(?: please| s'il vous plaît)?|bitte warten"
    r"|(?:\w+ )?(?:wird|werden) geladen"
    r"|lädt|laden|lade|cargando(?: \w+)?|espere(?: .{0,20})?|caricamento(?: in corso)?|attendere(?: prego)?|even "
    r"geduld.*|(?:aan het )?laden"
    r"|a carregar|carregando|aguarde|ładowanie|wczytywanie|proszę czekać|načítá(?:m|ní)|nahrávám|betöltés|se încarcă"
    r"|загрузка|подождите"
    r"|завантаження|зареждане|учитавање|yükleniyor|bekleyin|読み込み中|ロード中"
    r"|加载中|正在加载|載入中|載入|로딩(?: 중)?|불러오는 중"
    r"|جار[يٍ]? ?التحميل"
    r"|טוען|laster(?: inn)?|indlæser|ladataan|laddar|hämtar|φόρτωση|đang tải|memuat|učitavanje|nalaganje|kraunama"
    r"|ielādē|laadimine|carregant"
    r"|kargatzen|o kargañ|llwytho|initiali[sz]ing|initialisation)(?:\W*(?:please wait|veuillez patienter|bitte warten))?\W*",
    re.IGNORECASE,
)
_SCRIPT = re.compile(
    r"java ?script|джаваскрипт|ジャバスクリプト|جافا ?سكريبت|ג'אווה סקריפט|자바스크립트|\bjs\b", re.IGNORECASE
)
_SWITCH_ON = re.compile(
    r"activ|attiv|ativ|aktiv|enabl|turn(?:ed)? on|switch(?:ed)? on|requi|erforder|benötig|nécessaire|besoin|need"
    r"|necess|necesit|eingeschaltet"
    r"|einschalt|habilit|abilit|inschakel|aanzet|nodig|vereist|włącz|wymag|povol|zapn|vyžad|engedély|szükség|включ"
    r"|требует|увімк|потріб"
    r"|разреш|etkin|gerek|有効|必要|启用|啟用|需要|활성|필요|تفعيل|تمكين|הפעל"
    r"|påslå|slå på|slå til|kräv|krev|kræv|ota käyttöön|vaati"
    r"|ενεργοποι"
    r"|omogući|omogoč|įjungti|ieslē|lubage|bật|aktifkan|disabled|désactiv|deaktiv|desactiv|disattiv|disabilit"
    r"|uitgeschakeld|wyłączon"
    r"|without|sans|ohne|fonctionne|works? (?:best )?with|browser|navigateur|navegador",
    re.IGNORECASE,
)
_WORK = re.compile(
    r"d[ée]velop|entwickl|engineer|ingéni|programm|desarroll|svilupp|\bdev\b|h/f|f/h|m/w|cours|course|kurs",
    re.IGNORECASE,
)
_DEMAND = 500
"""Characters of main text: what has more and speaks of scripts is a page with a word of advice."""
_HOLLOW = 200
"""Characters of main text: what has less beside an empty root and scripts is the frame of an application."""
_DIRECT = re.compile(
    r"""(?:window\.|document\.|top\.|self\.)?location(?:\.href)?\s*=\s*["']([^"']+)["']|location\.(?:replace|assign)\(\s*["']([^"']+)"""
)
_REFRESH = re.compile(r"""^\s*(\d*)[.\d]*\s*[;,]\s*(?:url\s*=\s*)?["']?([^"'\s]+)""", re.IGNORECASE)
_SOON = 20  # seconds
_OUTER = 200  # elements near the top of a page
# What frames beside a page's own: measurements, videos, maps, buttons.
_BESIDE = re.compile(
    r"googletagmanager|doubleclick|google\.\w+/maps|maps\.google|recaptcha|hcaptcha|youtube|youtu\.be|vimeo"
    r"|dailymotion|facebook|twitter|spotify"
    r"|soundcloud|deezer|openstreetmap|umap|analytics|matomo|consent|cookie|about:blank|^data:|^javascript:",
    re.IGNORECASE,
)


def signs(document: HtmlDocument) -> dict[str, Any]:
    """Return what must be looked for before the main text is taken out of the tree.

    "password", "puzzle" and "agree" are true or false, as are "scripts", "hollow" (an application that is not drawn) and
    "waits" (something turns); "onward" and "frame" are addresses, of where the page leads by itself and of what it frames.
    """
    tree = document.tree
    scripts = tree.css_first("script[src], script[type=module]") is not None
    return {
        "scripts": scripts,
        "hollow": scripts and _is_hollow(document),
        "waits": tree.css_first(_WAITS) is not None,
        "onward": _onward(document),
        "frame": _frame(document),
        "password": tree.css_first("input[type=password i]") is not None,
        "puzzle": any(not _guards_a_form(node) for node in tree.css(_PUZZLE)),
        "agree": tree.body is not None and _asks_consent(tree.body.text()),
    }


def why_not_believed(
    document: HtmlDocument, seen: Mapping[str, Any], text: Sequence[str], *, drawn: bool | None = None
) -> Failure:
    """Return what stands in a page's place, if it is not itself. `text` is its main text.

    `drawn` says whether a browser has drawn it; None for a kind of source that lets none.
    """
    at = document.at
    length = sum(map(len, text))
    parts = urlsplit(document.url)
    if (parts.hostname or "").startswith("consent."):
        return _consent(at)
    broken = failure("{at} shows an error page, though it answers as if all were well", at=at)
    if _ERROR_TITLE.search(document.title.casefold()):
        return broken
    if length > _SHORT:
        return NO_FAILURE
    title = " ".join((document.title, line(document.tree.css_first("h1")))).casefold().replace("’", "'")
    said = " ".join((title, *text)).casefold().replace("’", "'")
    if _CAPTCHA.search(_NOTICE.sub("", said)) or (seen["puzzle"] and length < _SHORT // 3):
        return _captcha(at)
    if seen["agree"] and length < _LITTLE:
        return _consent(at)
    # A form in the page's head or in a window that opens is a door beside the page, not a wall before it.
    walled = document.tree.css_first("input[type=password i]") is not None
    if (
        (seen["password"] and length < _LITTLE)
        or (walled and (length < _SHORT // 2 or _LOGIN_PATH.search(parts.path)))
        or (_LOGIN.search(said) and (walled or _LOGIN_PATH.search(parts.path) or length < _SHORT // 2))
    ):
        return failure("{at} shows a login form: it cannot be read without an account", at=at)
    if _ERROR.search(title) or (length < _SHORT // 3 and _ERROR.search(said)):
        return broken
    return _why_elsewhere(document, seen, text, drawn=drawn) if length <= _DEMAND else NO_FAILURE


def passes(why: Failure) -> bool:
    """Return whether what stands in a page's place may go by itself: a captcha, a consent wall; an error page may not."""
    return why.template in _PASSING


def needs_browser(why: Failure) -> bool:
    """Return whether a page can't be believed because its scripts have not run."""
    return why.template == _undrawn("").template


def _why_elsewhere(
    document: HtmlDocument, seen: Mapping[str, Any], text: Sequence[str], *, drawn: bool | None
) -> Failure:
    """Return why a page of few words is none: it leads on, it is a frame, or its scripts have not run."""
    at, length = document.at, sum(map(len, text))
    if seen.get("onward") and length < _HOLLOW:
        return failure("{at} only leads on to {url}: follow that address", at=at, url=seen["onward"])
    if seen.get("frame") and length < _HOLLOW:
        return failure("{at} is but a frame for {url}: follow that address", at=at, url=seen["frame"])
    titles = {document.title.casefold(), line(document.tree.css_first("h1")).casefold()}
    rest = [row for row in text if not _LOADER.fullmatch(row) and row.casefold() not in titles]
    asking = [row for row in rest if _SCRIPT.search(row) and _SWITCH_ON.search(row)]
    if len(rest) == 1 and seen.get("scripts") and _SCRIPT.search(rest[0]) and not _WORK.search(rest[0]):
        asking = rest  # in a language that is not known here
    left = sum(map(len, rest))
    waiting = len(rest) < len([row for row in text if row.casefold() not in titles])
    waiting = waiting or (
        seen.get("waits", False) and left < _LITTLE and len(rest) <= 1 and seen.get("scripts", False)
    )
    if (
        (waiting and left < _LITTLE and (seen.get("scripts") or seen.get("waits") or not rest))
        or (asking and left - sum(map(len, asking)) < _HOLLOW)
        or (seen.get("hollow") and length < _HOLLOW)
        or (not text and seen.get("scripts"))
    ):
        if drawn is None:
            return failure(
                '{at} is drawn by its scripts, and shows nothing without them: a source of  kind = "company_page"  can'
                " have it drawn, with  render = true",
                at=at,
            )
        return (
            failure("{at} shows nothing yet though a browser has drawn it", at=at) if drawn else _undrawn(at)
        )
    return NO_FAILURE


def _undrawn(at: str) -> Failure:
    return failure(
        "{at} is drawn by its scripts, and shows nothing without them: say  render = true  of it", at=at
    )


def _is_hollow(document: HtmlDocument) -> bool:
    """Return whether a page has the root of an application, and nothing in it but what waits."""
    roots = document.tree.css(_ROOTS)
    # A web component has a hyphen in its name.
    outer = document.tree.css("body > *, main > *, body > div > *, main > div > *")
    roots += [node for node in outer[:_OUTER] if "-" in (node.tag or "")]
    return any(
        node.css_first("p, li, article, h2, table, script[type='application/json']") is None
        and (not (said := line(node)) or _LOADER.fullmatch(said) is not None)
        for node in roots
    )


def _onward(document: HtmlDocument) -> str:
    """Return where a page leads by itself, "" where it stays."""
    here = document.url.partition("#")[0]
    for node in document.tree.css("meta[http-equiv=refresh i]"):
        said = _REFRESH.match(node.attributes.get("content") or "")
        if said and int(said[1] or "0") <= _SOON:
            url = absolute(document.url, said[2])
            if url and url.partition("#")[0] != here:
                return url
    scripts = [node.text() for node in document.tree.css("script:not([src])")]
    if len(scripts) <= 2 and sum(map(len, scripts)) < 600:
        for said in map(_DIRECT.search, scripts):
            url = absolute(document.url, said[1] or said[2]) if said else ""
            if url and url.partition("#")[0] != here:
                return url
    return ""


def _frame(document: HtmlDocument) -> str:
    """Return what a page frames: of a frameset the frame of the most room, the largest or last; else its one iframe."""
    frames = [
        (node.tag, address)
        for node in document.tree.css(
            "frame[src], iframe[src], object[type='text/html'][data], embed[type='text/html'][src]"
        )
        if (address := node.attributes.get("src") or node.attributes.get("data") or "")
        and not _BESIDE.search(address)
        if node.attributes.get("hidden", "-") == "-"
        and (node.attributes.get("width") or "9") not in ("0", "1")
    ]
    framed = [address for tag, address in frames if tag == "frame"] or [address for _, address in frames]
    if not framed or (len(framed) > 1 and frames[0][0] != "frame"):
        return absolute(document.url, framed[0]) if framed else ""
    # Of several, menus and heads come first or are called so.
    named = [
        address
        for address in framed
        if not re.search(
            r"menu|nav|top|head|haut|left|gauche|banner|banniere|titre|foot|bas", address, re.IGNORECASE
        )
    ]
    return absolute(document.url, (named or framed)[-1 if len(framed) > 1 and not named else 0])


def _captcha(at: str) -> Failure:
    return failure("{at} shows a captcha in place of its page", at=at)


def _consent(at: str) -> Failure:
    return failure("{at} asks for consent to cookies in place of its page", at=at)


_PASSING = frozenset((_captcha("").template, _consent("").template))


def _guards_a_form(node: LexborNode) -> bool:
    """Return whether a captcha stands in a form in which people write: one of contact, say."""
    above = node.parent
    while above is not None and above.tag != "form":
        above = above.parent
    return above is not None and above.css_first(_WRITING) is not None


def _asks_consent(text: str) -> bool:
    text = text[:20_000].casefold()
    return any(word in text for word in _COOKIES) and _AGREE.search(text) is not None
