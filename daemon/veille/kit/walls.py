"""Why a page can't be believed: an error page, a captcha, a consent wall or a login form stands in its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from veille import NO_FAILURE, Failure, failure
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


def signs(document: HtmlDocument) -> dict[str, bool]:
    """Return what must be looked for before the main text is taken out of the tree: "password", "puzzle", "text"."""
    tree = document.tree
    return {
        "password": tree.css_first("input[type=password i]") is not None,
        "puzzle": any(not _guards_a_form(node) for node in tree.css(_PUZZLE)),
        "agree": tree.body is not None and _asks_consent(tree.body.text()),
    }


def why_not_believed(document: HtmlDocument, seen: dict[str, bool], text: Sequence[str]) -> Failure:
    """Return what stands in a page's place, if it is not itself. `text` is its main text."""
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
    return NO_FAILURE


def passes(why: Failure) -> bool:
    """Return whether what stands in a page's place may go by itself: a captcha, a consent wall; an error page may not."""
    return why.template in _PASSING


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
