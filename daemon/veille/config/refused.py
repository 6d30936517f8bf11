"""Sites whose terms forbid that programs read their pages: they are not polled, and another way is named. Pure."""

from __future__ import annotations

import re

_MAIL = 'have its alert mails filed into a folder, and read that with  kind = "mailbox"'
_SEARCH = "search it through [search], which asks an engine instead"

# domain → what the site is called, and the way to hear of what it knows all the same; as their terms said in 2026
_SITES = {
    "linkedin.com": ("LinkedIn", f"{_MAIL}, or {_SEARCH}"),
    "lnkd.in": ("LinkedIn", f"{_MAIL}, or {_SEARCH}"),
    "glassdoor.*": ("Glassdoor", f"{_MAIL}, or {_SEARCH}"),
    "indeed.*": ("Indeed", _MAIL),
    "welcometothejungle.com": ("Welcome to the Jungle", f"{_MAIL}, or watch the employer's own careers page"),
    "xing.com": ("Xing", _MAIL),
    "facebook.com": ("Facebook", _SEARCH),
    "fb.com": ("Facebook", _SEARCH),
    "instagram.com": ("Instagram", _SEARCH),
    "threads.com": ("Threads", _SEARCH),
    "threads.net": ("Threads", _SEARCH),
    "x.com": ("X", _SEARCH),
    "twitter.com": ("X", _SEARCH),
    "tiktok.com": ("TikTok", _SEARCH),
}
# One site a country: fr.indeed.com, glassdoor.co.uk; not indeed.example.org.
_COUNTRIES = re.compile(r"(?:.*\.)?(glassdoor|indeed)\.(?:(?:co|com)\.)?[a-z]{2,3}")


def refused_site(host: str) -> str:
    """Return why the pages of a host are not polled and what to do instead, "" where they may be."""
    name = host.lower().rstrip(".")
    country = _COUNTRIES.fullmatch(name)
    labels = [f"{country[1]}.*"] if country else name.split(".")
    for start in range(len(labels)):
        if found := _SITES.get(".".join(labels[start:])):
            site, instead = found
            return f"{site} forbids programs to read its pages: {instead}"
    return ""
