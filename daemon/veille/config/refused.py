"""Sites whose terms forbid that programs read their pages: they are not polled, and another way is named. Pure."""

from __future__ import annotations

import re

from veille.errors import NO_FAILURE, Failure, failure

_MAIL = failure('have its alert mails filed into a folder, and read that with  kind = "mailbox"')
_SEARCH = failure("search it through [search], which asks an engine instead")
_EITHER = failure("{one}, or {other}", one=_MAIL, other=_SEARCH)
_OWN_PAGE = failure("watch the employer's own careers page")

# domain → the site's name, and how to follow its contents all the same; by their terms of 2026
_SITES = {
    "linkedin.com": ("LinkedIn", _EITHER),
    "lnkd.in": ("LinkedIn", _EITHER),
    "glassdoor.*": ("Glassdoor", _EITHER),
    "indeed.*": ("Indeed", _MAIL),
    "welcometothejungle.com": (
        "Welcome to the Jungle",
        failure("{one}, or {other}", one=_MAIL, other=_OWN_PAGE),
    ),
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
# domain → what a site was called that is no more, the year of its end, and what to do instead
_NETWORK = failure("ask the people followed there where they write now, and watch that")
_READER = failure("export the list of feeds from the reader used since, and say  veille import")
_GONE = {
    "viadeo.com": ("Viadeo", "2024", _NETWORK),
    "viadeo.journaldunet.com": ("Viadeo", "2024", _NETWORK),
    "plus.google.com": ("Google+", "2019", _NETWORK),
    "klout.com": ("Klout", "2018", _NETWORK),
    "vine.co": ("Vine", "2017", _NETWORK),
    "cohost.org": ("Cohost", "2024", _NETWORK),
    "reader.google.com": ("Google Reader", "2013", _READER),
}
# One site a country: fr.indeed.com, glassdoor.co.uk; not indeed.example.org.
_COUNTRIES = re.compile(r"(?:.*\.)?(glassdoor|indeed)\.(?:(?:co|com)\.)?[a-z]{2,3}")


def unwanted(at: str, host: str) -> Failure:
    """Return the failure of a page that was not requested because robots.txt of its host disallows it."""
    return failure("{at} was not asked: robots.txt of {host} does not want it to be", at=at, host=host)


def forbids(why: Failure) -> bool:
    """Return whether a failure is that programs may not read the page: by robots.txt, or by its site's terms."""
    return any(inner.template in _FORBIDDING for inner in why.walk())


def refused_site(host: str) -> Failure:
    """Return why the pages of a host are not polled and what to do instead, if they may not be."""
    name = host.lower().rstrip(".")
    country = _COUNTRIES.fullmatch(name)
    labels = [f"{country[1]}.*"] if country else name.split(".")
    for start in range(len(labels)):
        if ended := _GONE.get(".".join(labels[start:])):
            site, year, instead = ended
            return failure("{site} ended in {year}: {instead}", site=site, year=year, instead=instead)
        if match := _SITES.get(".".join(labels[start:])):
            site, instead = match
            return _terms(site, instead)
    return NO_FAILURE


def _terms(site: str, instead: Failure) -> Failure:
    return failure("{site} forbids programs to read its pages: {instead}", site=site, instead=instead)


_FORBIDDING = frozenset((unwanted("", "").template, _terms("", NO_FAILURE).template))
