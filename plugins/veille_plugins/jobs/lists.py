"""The addresses that a sitemap or a page names (sitemaps.org/protocol.html), and which look like postings. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser

from veille import NO_FAILURE, Failure, Item, Page, SourceError
from veille.kit import html as pages
from veille.kit.addresses import same_site
from veille.kit.charsets import markup
from veille.kit.embeds import Embedded, openings_elsewhere
from veille.kit.folding import folded, holds
from veille.kit.maintext import main_text
from veille.kit.sitemaps import document
from veille.kit.walls import signs, why_not_believed
from veille_plugins.jobs import jobposting
from veille_plugins.jobs.boards import known
from veille_plugins.jobs.model import Board

MOST = 1_000
"""Addresses of postings that are followed in one document."""

_CHILDREN = 10
_WORDY = 20_000  # signs: no captcha or the like says so much, its scripts counted
_SITEMAP = re.compile(rb"<(?:\w+:)?(?:urlset|sitemapindex)[\s>]")
_NAMED = re.compile(r"^\s*sitemap\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_JOBS = (
    r"jobs?|careers?|carrieres?|emplois?|offres?|offers?|recrutements?|postes?|vacanc(?:y|ies)|positions?|openings?"
    r"|stellen(?:angebote?)?|karriere|annonces?|nous-rejoindre|rejoignez-nous|join-us"
)
# Such a word, and something after it: /jobs alone is a list.
_POSTING = re.compile(rf"(?:^|[/_-])(?:{_JOBS})(?:[/_-]|-d-)[^/]+", re.IGNORECASE)
_ABOUT_JOBS = re.compile(_JOBS, re.IGNORECASE)
_HINT = re.compile(r"carr?i|care|recrut|emploi|jobs|rejoi|join|work|vacanc|karri|stellen", re.IGNORECASE)
_CAREERS = (
    *("carrieres", "carriere", "recrutement", "recrute", "emploi", "emplois"),
    *("jobs", "careers", "career", "rejoignez nous", "nous rejoindre", "rejoindre"),
    *("join us", "work with us", "offres d emploi", "vacancies", "karriere", "stellenangebote"),
)


@dataclass(frozen=True, slots=True)
class CareersPage:
    """What a page or a sitemap says: openings in it, boards it shows, where postings and careers may stand."""

    items: tuple[Item, ...] = ()
    unreadable: tuple[
        str, ...
    ] = ()  # the addresses of postings in it that can't be read, "" where none is told
    boards: tuple[Board, ...] = ()
    links: tuple[str, ...] = ()
    children: tuple[str, ...] = ()
    careers: str = ""
    title: str = ""
    elsewhere: Embedded | None = None  # the frame or script of another site in which openings may stand
    cut: bool = False  # there are more than MOST links
    hidden: Failure = (
        NO_FAILURE  # why nothing is seen: a captcha, a consent wall or the like stands in the page's place
    )


def read(page: Page) -> CareersPage:
    """Return what a page or a sitemap says. Top-level and picklable. Raises SourceError for a sitemap that is not whole."""
    if _SITEMAP.search(page.body[:2000]) or page.body.startswith(document.GZIP):
        return _sitemap(page)
    text = markup(page)
    tree = LexborHTMLParser(text)
    base = tree.css_first("base[href]")
    root = jobposting.absolute(page.url, base.attributes.get("href") or "") if base else ""
    links: dict[str, None] = {}
    careers: list[tuple[int, str]] = []
    for anchor in tree.css("a[href]"):
        url = jobposting.absolute(root or page.url, anchor.attributes.get("href") or "").partition("#")[0]
        if not url or url == page.url:
            continue
        if same_site(url, page.url) and _looks_like_posting(url):
            links[url] = None
        text_there, path = anchor.text(), unquote(urlsplit(url).path)
        if not _HINT.search(text_there) and not _HINT.search(
            path
        ):  # folding each would take ten times as long
            continue
        words, way = folded(text_there), folded(path)
        said = any(holds(words, career) for career in _CAREERS)
        if said or any(holds(way, career) for career in _CAREERS):
            careers.append((0 if said else 1, url))
    best = min(careers, key=lambda ranked: (ranked[0], len(urlsplit(ranked[1]).path)), default=(0, ""))[1]
    postings, shown = jobposting.read(text, page.url), tuple(known.boards_in(text, page.url))
    items = postings.items
    return CareersPage(
        items,
        postings.unreadable,
        shown,
        tuple(links)[:MOST],
        careers=best,
        title=title.text() if (title := tree.css_first("title")) else "",
        elsewhere=None if items or shown else openings_elsewhere(tree, page.url),
        cut=len(links) > MOST,
        hidden=NO_FAILURE if items or shown or links else _hidden(page, tree),
    )


def named_in(robots: str) -> list[str]:
    """Return the sitemaps that a robots.txt names."""
    return [url for url in _NAMED.findall(robots) if url.startswith(("http://", "https://"))][:_CHILDREN]


def _sitemap(page: Page) -> CareersPage:
    found = document.parse(page.body)
    if found.flaw:  # what is cut off would be taken for closed
        raise SourceError(found.flaw)
    urls = list(dict.fromkeys(jobposting.absolute(page.url, entry.loc) for entry in found.entries))
    urls = [url for url in urls if url and same_site(url, page.url)]
    if not found.index:
        links = [url for url in urls if _looks_like_posting(url)]
        return CareersPage(links=tuple(links[:MOST]), cut=len(links) > MOST)
    # of many, those whose names speak of jobs
    about = [url for url in urls if _ABOUT_JOBS.search(urlsplit(url).path)]
    return CareersPage(children=tuple(about or urls)[:_CHILDREN])


def _hidden(page: Page, tree: LexborHTMLParser) -> Failure:
    """Return what stands in the place of a page of few words, if it is not itself."""
    if tree.body is None or len(tree.body.text()) > _WORDY:
        return NO_FAILURE
    try:
        shown = pages.read(page)
    except SourceError:  # a file, or nothing
        return NO_FAILURE
    seen = signs(shown)
    return why_not_believed(shown, seen, main_text(shown))


def _looks_like_posting(url: str) -> bool:
    return _POSTING.search(unquote(urlsplit(url).path).strip("/")) is not None
