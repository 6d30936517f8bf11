"""The one address under which a page's many addresses meet; pure text, for comparison and never for a get."""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import blake2b
from urllib.parse import quote, urlsplit


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Parameters that record how a reader came, never what the page is: of the search engines and social networks,
# of those who send letters and count readers, of AT Internet (now Piano; most of the French press), and of
# single papers (NYT, Guardian, MSN, Daily Mail, Condé Nast, Bloomberg, Yahoo). Left out are `ref`, `source`,
# `id`, `cid` and the like, which name a job offer on one site and a campaign on the next: see _MAYBE.
_TRACKING = _words("""
    gclid gclsrc dclid gbraid wbraid gad_source _ga _gl fbclid fb_action_ids fb_action_types fb_ref fb_source
    msclkid yclid ysclid twclid __twitter_impression ttclid li_fat_id trk trackingid igsh igshid sccid epik

    mc_cid mc_eid _hsenc _hsmi __hstc __hssc __hsfp hsctatracking mkt_tok oly_enc_id oly_anon_id vero_id
    vero_conv elqtrack elqtrackid wt_mc wt_zmc s_cid s_kwcid ef_id _openstat __s _kx _bhlid

    xtor xtref xtcr xtmc xtnp xts xtdate

    smid smtyp emc cmp cmpid ocid ftag ito ico bxid cndid srnd sref soc_src soc_trk guccounter wprov xid
    sh_kit echobox phpsessid jsessionid aspsessionid
""")
_TRACKING_STARTS = ("utm_", "utm-", "at_", "pk_", "mtm_", "piwik_", "matomo_", "ns_", "hsa_", "lmd_", "guce_")

# These are dropped only when their value names a channel: ?ref=rss is how, ?ref=48213 is what.
_MAYBE = _words("ref ref_src referrer source src from origin via mode partner mod feature")
_CHANNELS = re.compile(
    r"(?!.*[0-9]{3})(?:rss|atom|feed|flux|mail|e-?mail|newsletter|facebook|fb|twitter|tw|twsrc|linkedin|whatsapp|"
    r"telegram|instagram|reddit|mastodon|bluesky|google|googlenews|gnews|share|social|push|app|mobile|web|"
    r"home|homepage|hp|une)(?:[^a-z0-9].*)?"
)
_FLAGS = frozenset(("amp", "rss", "share", "mobile"))
_SET = frozenset(("", "1", "true", "yes", "amp"))

# A page kept by an AMP cache: /c/ for documents, /v/ for the viewer, then /s/ where the origin has TLS
# (amp.dev, "AMP Cache URL format").
_AMP_CACHE = re.compile(
    r"(?:[a-z0-9-]+\.cdn\.ampproject\.org|(?:www\.)?bing-amp\.com)/[cvi]/(?:s/)?|(?:www\.)?google\.[a-z.]+/amp/(?:s/)?"
)
_HOST_PREFIX = re.compile(r"(?:www\d?|m|mobile|amp|touch)\.(?=[^.]+\.)")
_LANGUAGE_MOBILE = re.compile(r"([a-z]{2})\.m\.(?=[^.]+\.)")  # fr.m.wikipedia.org
_PATH_AMP = re.compile(r"^/amp(?=/)|(?:[./]amp)+(?=/?$|\.html?/?$)", re.IGNORECASE)
_PATH_END = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$|/+$", re.IGNORECASE)
_PATH_SESSION = re.compile(r";jsessionid=[^/?#]*", re.IGNORECASE)
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_ODD = re.compile(r"[^!-~]")
_SAFE = "".join(map(chr, range(ord("!"), ord("~"))))
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_HOMES = _words(
    "/home /homepage /accueil /blog /news /actualites /actualite /actus /rss /feed /jobs /emploi /index"
)
_LANGUAGE_HOME = re.compile(r"/[a-z]{2}(?:[-_][A-Za-z]{2})?")


def canonical_url(url: str, *, homes: bool = False) -> str:
    """Return the address that all addresses of one page share, or "" where the address identifies nothing.

    Removed are tracking, AMP and mobile forms, the fragment (but not a route: `#!…`, `#/…`), `www.`, default
    ports, trailing slashes and the order of parameters; http reads as https. A site's home page (in whatever
    language) identifies nothing but for whom `homes` are pages like others, nor does what is not http.
    """
    url = url.strip()
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme not in ("http", "https") or not host:
        return ""
    cached = _AMP_CACHE.match(host + parts.path)
    if cached:
        inner = (host + parts.path)[cached.end() :]
        return canonical_url("https://" + inner + ("?" + parts.query if parts.query else ""), homes=homes)
    host = f"[{host}]" if ":" in host else _host(host)
    if port not in (None, 80, 443):
        host = f"{host}:{port}"
    path = _path(parts.path)
    query = _query(parts.query) if parts.query else ""
    fragment = parts.fragment
    route = _quoted(fragment) if fragment[:1] in ("!", "/") and len(fragment) > 2 else ""
    if (
        not homes
        and not query
        and not route
        and (not path or path.lower() in _HOMES or _LANGUAGE_HOME.fullmatch(path))
    ):
        return ""
    return f"https://{host}{path or '/'}{'?' + query if query else ''}{'#' + route if route else ''}"


@lru_cache(maxsize=256)
def url_key(url: str) -> bytes | None:
    """Return 16 bytes that stand for the canonical address, for tables and indexes; None where it is ""."""
    canonical = canonical_url(url)
    return blake2b(canonical.encode("utf-8", "surrogatepass"), digest_size=16).digest() if canonical else None


def page_key(url: str) -> bytes:
    """Return 16 bytes that stand for a page, a home page too; of what is no address of the web, for its spelling."""
    canonical = canonical_url(url, homes=True) or url
    return blake2b(canonical.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _host(host: str) -> str:
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return host
    while prefix := _HOST_PREFIX.match(host):
        host = host[prefix.end() :]
    return _LANGUAGE_MOBILE.sub(r"\1.", host)


def _path(path: str) -> str:
    path = _quoted(path)
    if "//" in path:
        path = re.sub("/{2,}", "/", path)
    if ";" in path:
        path = _PATH_SESSION.sub("", path)
    path = _PATH_END.sub("", path)
    if "amp" in path or "AMP" in path:
        path = _PATH_AMP.sub("", path)
    return path


def _quoted(text: str) -> str:
    """Return a part of an address with one spelling for each character (RFC 3986 §6.2.2)."""
    if "%" in text:
        text = _ESCAPE.sub(_unescape, text)
    return quote(text, safe=_SAFE, errors="replace") if _ODD.search(text) else text


def _unescape(match: re.Match[str]) -> str:
    char = chr(int(match[1], 16))
    return char if char in _UNRESERVED else match[0].upper()


def _query(query: str) -> str:
    kept = []
    for pair in query.replace("&amp;", "&").split("&"):
        name, _, value = pair.partition("=")
        name = name.lower()
        if not name or name in _TRACKING or name.startswith(_TRACKING_STARTS):
            continue
        value = value.lower()
        if name in _FLAGS and value in _SET:
            continue
        if name in ("outputtype", "output", "view", "format") and value in ("amp", "amphtml"):
            continue
        if name in _MAYBE and _CHANNELS.fullmatch(value):
            continue
        kept.append(_quoted(pair))
    return "&".join(sorted(kept))
