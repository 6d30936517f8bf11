"""Why a page can't be believed: an error page, a captcha, a consent wall or a login form stands in its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from veille_plugins.pages.document import Document, line

_SHORT = 1_200
"""Signs of main text: what has more is a page, though it may have a login form or speak of errors."""

_LITTLE = 80
"""Signs of main text, the words on cookies taken out: what has less and asks for consent shows nothing else."""

_CAPTCHA = re.compile(
    r"captcha|(?:are you|you are) (?:a |not a )?(?:human|robot)|not a robot|pas un robot|êtes(?:-vous)? humain"
    r"|checking your browser|just a moment|attention required|verifying you"
    r"|vérification de (?:votre|la) (?:navigateur|connexion)"
    r"|unusual traffic|trafic inhabituel|enable javascript and cookies to continue"
)
_PUZZLE = (
    "[id*=captcha i], [class*=captcha i], iframe[src*=captcha i], script[src*='captcha-delivery' i],"
    " script[src*='challenge-platform' i], #challenge-form, #challenge-running, form[action*=captcha i]"
)
_COOKIES = ("cookie", "consent", "traceurs")
_AGREE = re.compile(r"\b(?:accept(?:er|ez)?|agree|refuser|reject|tout accepter|continuer sans accepter)\b")
_LOGIN = re.compile(
    r"(?:sign|log) in to |log in or sign up|join (?:now )?to (?:see|view)|connectez-vous|identifiez-vous|s'identifier pour"
    r"|vous devez (?:être connecté|vous connecter)|please (?:log|sign) in"
)
_LOGIN_PATH = re.compile(
    r"/(?:login|log-in|signin|sign-in|sign_in|auth|authwall|sso|connexion|identification|checkpoint)\b"
)
_ERROR = re.compile(
    r"\b(?:error|erreur)\b.{0,20}\b[45]\d\d\b|^\W*[45]\d\d\b|not found|introuvable|n'existe (?:pas|plus)|access denied"
    r"|accès (?:refusé|interdit)|forbidden|(?:service|site|page) (?:is )?(?:temporarily )?unavailable"
    r"|(?:temporairement|momentanément) indisponible|bad gateway|gateway time-?out|internal server error|erreur interne"
    r"|\ben maintenance\b|under maintenance|be right back|too many requests|trop de requêtes|an error (?:has )?occurred"
    r"|une erreur (?:est survenue|s'est produite)"
)


def signs(document: Document) -> dict[str, bool]:
    """Return what must be looked for before the main text is taken out of the tree: "password", "puzzle", "text"."""
    tree = document.tree
    return {
        "password": tree.css_first("input[type=password i]") is not None,
        "puzzle": tree.css_first(_PUZZLE) is not None,
        "agree": tree.body is not None and _asks_consent(tree.body.text()),
    }


def why_not_believed(document: Document, seen: dict[str, bool], text: Sequence[str]) -> str:
    """Return a sentence on what stands in a page's place, "" if it is itself. `text` is its main text."""
    at = document.at
    length = sum(map(len, text))
    parts = urlsplit(document.url)
    if (parts.hostname or "").startswith("consent."):
        return f"{at} asks for consent to cookies in place of its page"
    if length > _SHORT:
        return ""
    title = " ".join((document.title, line(document.tree.css_first("h1")))).casefold().replace("’", "'")
    said = " ".join((title, *text)).casefold().replace("’", "'")
    if _CAPTCHA.search(said) or (seen["puzzle"] and length < _SHORT // 3):
        return f"{at} shows a captcha in place of its page"
    if seen["agree"] and length < _LITTLE:
        return f"{at} asks for consent to cookies in place of its page"
    if seen["password"] or (_LOGIN.search(said) and (_LOGIN_PATH.search(parts.path) or length < _SHORT // 2)):
        return f"{at} shows a login form: it cannot be read without an account"
    if _ERROR.search(title) or (length < _SHORT // 3 and _ERROR.search(said)):
        return f"{at} shows an error page, though it answers as if all were well"
    return ""


def _asks_consent(text: str) -> bool:
    text = text[:20_000].casefold()
    return any(word in text for word in _COOKIES) and _AGREE.search(text) is not None
