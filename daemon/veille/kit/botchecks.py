"""Which bot check stands in a page's place: told by the headers of an answer, and by the few words of its body. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from veille import NO_FAILURE, Failure, failure

UNNAMED = "?"
"""A check of nobody that is known here."""

# What a header says by its name alone, or with this in its value.
_HEADERS = (
    ("cf-mitigated", "", "Cloudflare"),
    ("x-amzn-waf-action", "", "AWS WAF"),
    ("x-vercel-mitigated", "", "Vercel"),
    ("x-sucuri-block", "", "Sucuri"),
    ("sg-captcha", "", "SiteGround"),
    ("x-kpsdk-ct", "", "Kasada"),
)
# These guard pages that they let through, too: only a refusal is theirs.
_REFUSING = (
    ("server", "datadome", "DataDome"),
    ("x-datadome", "", "DataDome"),
    ("x-dd-b", "", "DataDome"),
    ("server", "ddos-guard", "DDoS-Guard"),
    ("server", "qrator", "Qrator"),
    ("set-cookie", "techaro.lol-anubis", "Anubis"),
    ("set-cookie", "datadome=", "DataDome"),
)
HEADERS = frozenset(name for name, _, _ in _HEADERS + _REFUSING)
"""Names of the headers that are looked at, in lower case; `server` among them."""

_BODIES = (
    (
        "Cloudflare",
        r"cf[-_]chl[-_]|cdn-cgi/challenge-platform|cf-error-details|cf-browser-verification|\| cloudflare</title",
    ),
    ("AWS WAF", r"\bawswaf\.com|AwsWafIntegration|gokuProps"),
    ("DataDome", r"captcha-delivery\.com|datadome"),
    ("Akamai", r"errors\.edgesuite\.net|sec-if-cpt-|/_sec/(?:cp_challenge|verify)|\bbm-verify\b|akamai"),
    ("Imperva", r"_incapsula_resource|incapsula incident id|imperva"),
    ("Anubis", r"\.within\.website/|anubis_(?:challenge|version)|techaro\.lol"),
    ("Sucuri", r"sucuri_cloudproxy|sucuri website firewall|sucuri-firewall-block"),
    ("HUMAN", r"_pxappid|px-captcha|perimeterx"),
    ("Kasada", r"\bkpsdk\b"),
    ("Radware", r"perfdrive\.com|radware"),
    ("DDoS-Guard", r"ddos-guard"),
    ("Qrator", r"__qrator/"),
    ("SiteGround", r"/\.well-known/(?:sg)?captcha/"),
    ("Imunify360", r"imunify360"),
    ("LiteSpeed", r"lsrecaptcha|lsrecap/"),
    ("Wordfence", r"wordfence"),
    ("F5", r"/tspd/|tspd_101|requested url was rejected\. please consult"),
    ("Fastly", r"/_fs-ch-"),
    ("BunkerWeb", r"bunkerweb"),
    ("Vercel", r"vercel security checkpoint|/\.well-known/vercel/security"),
)
_VENDOR = re.compile("|".join(f"({pattern})" for _, pattern in _BODIES), re.IGNORECASE)
_WORDS = re.compile(
    r"just a moment\s*(?:…|\.\.\.)|un instant\s*(?:…|\.\.\.)|einen moment\s*(?:…|\.\.\.)|un momento\s*(?:…|\.\.\.)"
    r"|checking your browser|verifying (?:you are|your browser)|making sure you(?:'re|’re| are) not a bot"
    r"|are you (?:a )?(?:human|robot)|not a (?:ro)?bot|bot verification|security (?:check|verification|checkpoint)"
    r"|client challenge|human verification|prove (?:that )?you(?:'re|’re| are) (?:a )?human|captcha"
    r"|pas un robot|êtes(?:-vous)? (?:bien )?(?:un )?humain|vérification (?:de sécurité|de votre navigateur|que vous)"
    r"|kein roboter|sind sie ein mensch|sicherheitsüberprüfung|browser wird überprüft"
    r"|no (?:eres|soy) un robot|comprobando (?:su|tu) navegador|non sei un robot|non sono un robot"
    r"|pardon our interruption|unusual traffic|attention required!",
    re.IGNORECASE,
)
_UNSEEN = re.compile(
    r"<(script|style|noscript|svg)\b.*?</\1\s*>|<!--.*?-->|<[^>]*>", re.IGNORECASE | re.DOTALL
)
_LITTLE = 1_500
"""Characters that people see: an article on a bot check has more, and a page that one guards."""
_LOOKED_AT = 40_000


def bot_check(status: int, headers: Mapping[str, str], body: bytes) -> str:
    """Return whose bot check an answer is, UNNAMED where that is not known; "" where it is none.

    Header names are lower-case; `body` may be its beginning alone.
    """
    refusing = not 200 <= status < 300 or status == 202
    for name, value, vendor in _HEADERS + (_REFUSING if refusing else ()):
        if name in headers and value in headers[name].casefold():
            return vendor
    markup = body[:_LOOKED_AT].decode("utf-8", "replace")
    words = " ".join(_UNSEEN.sub(" ", markup).split())
    if len(words) > _LITTLE:
        return ""
    if (
        markup
        and (found := _VENDOR.search(markup))
        and (refusing or _WORDS.search(words) or len(words) < 200)
    ):
        return _BODIES[(found.lastindex or 1) - 1][0]
    if _WORDS.search(words):
        return "Cloudflare" if headers.get("server", "").casefold() == "cloudflare" else UNNAMED
    # Firewalls answer what they will not serve yet with "202 Accepted", and nothing else.
    return UNNAMED if status == 202 and not body.strip() else ""


def advice(vendor: str) -> Failure:
    """Return what a bot check is and what to do about it, to stand after what came; no failure where there is none."""
    if not vendor:
        return NO_FAILURE
    if vendor == UNNAMED:
        return failure(
            "that is a bot check, which lets browsers alone through; look for another address of the same news, or ask the"
            " site to let feed readers in"
        )
    return failure(
        "that is a bot check of {vendor}, which lets browsers alone through; look for another address of the same news, or"
        " ask the site to let feed readers in",
        vendor=vendor,
    )
