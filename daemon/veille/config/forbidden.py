"""Sites whose terms forbid that programs read their pages: they are not polled, and another way is named."""

from __future__ import annotations

_MAIL = "have its alert mails filed into a folder, and read that with  kind = \"mailbox\""
_SEARCH = "search it through [search], which asks an engine instead"

# domain → what the site is called, and the way to hear of what it knows all the same
_SITES = {
    "linkedin.com": ("LinkedIn", f"{_MAIL}, or {_SEARCH}"),
    "glassdoor.com": ("Glassdoor", f"{_MAIL}, or {_SEARCH}"),
    "glassdoor.fr": ("Glassdoor", f"{_MAIL}, or {_SEARCH}"),
    "indeed.com": ("Indeed", _MAIL),
    "indeed.fr": ("Indeed", _MAIL),
    "welcometothejungle.com": ("Welcome to the Jungle", f"{_MAIL}, or watch the employer's own careers page"),
    "xing.com": ("Xing", _MAIL),
    "facebook.com": ("Facebook", _SEARCH),
    "instagram.com": ("Instagram", _SEARCH),
    "x.com": ("X", _SEARCH),
    "twitter.com": ("X", _SEARCH),
    "tiktok.com": ("TikTok", _SEARCH),
}


def refused_site(host: str) -> str:
    """Return why the pages of a host are not polled and what to do instead, "" where they may be."""
    name = host.lower().rstrip(".")
    for domain, (site, instead) in _SITES.items():
        if name == domain or name.endswith(f".{domain}"):
            return f"{site} forbids programs to read its pages: {instead}"
    return ""
