"""Write an outlet's feed as its tool would: RSS 2.0, Atom 1.0, RDF (RSS 1.0) or JSON Feed 1.1; pure."""

from __future__ import annotations

import json
from email.utils import format_datetime
from html import escape

from veille.demo.recorded import Article, Outlet

TYPES = {
    "rss": "application/rss+xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "rdf": "application/rdf+xml; charset=utf-8",
    "json": "application/feed+json",
}


def write(outlet: Outlet, number: int) -> bytes:
    """Return the outlet's document at a round."""
    form = {"rss": _rss, "atom": _atom, "rdf": _rdf, "json": _json}[outlet.form]
    return form(outlet, outlet.at_round(number)).encode()


def _rss(outlet: Outlet, articles: tuple[Article, ...]) -> str:
    item = _loose_item if outlet.quirk == "loose" else _rss_item
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>\n'
        f"<title>{escape(outlet.title)}</title><link>{outlet.site}/</link>"
        f"<description>{escape(outlet.title)}</description><language>{outlet.language}</language>\n"
        + "".join(item(outlet, article) for article in articles)
        + "</channel></rss>\n"
    )


def _rss_item(outlet: Outlet, article: Article) -> str:
    guid = outlet.name if outlet.quirk == "same guid" else article.url
    return (
        f"<item><title>{escape(article.title)}</title><link>{escape(article.url)}</link>"
        f'<guid isPermaLink="false">{escape(guid)}</guid>{_date(article)}'
        + (f"<dc:creator>{escape(article.author)}</dc:creator>" if article.author else "")
        + "".join(f"<category>{escape(tag)}</category>" for tag in article.tags)
        + f"<description><![CDATA[{_html(article)}]]></description></item>\n"
    )


def _loose_item(outlet: Outlet, article: Article) -> str:
    """Write an item by hand, as one does: bare ampersands, HTML's own entities, a tag left open."""
    text = article.text.replace("é", "&eacute;").replace("« ", "&laquo;&nbsp;").replace(" »", "&nbsp;&raquo;")
    return (
        f"<item><title>{article.title}</title><link>{article.url}</link>{_date(article)}"
        f"<description><p>{text}<br></description></item>\n"
    )


def _date(article: Article) -> str:
    return f"<pubDate>{format_datetime(article.at)}</pubDate>" if article.at else ""


def _atom(outlet: Outlet, articles: tuple[Article, ...]) -> str:
    newest = max(article.at for article in articles if article.at)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{outlet.language}">\n'
        f"<title>{escape(outlet.title)}</title><id>{outlet.site}/</id><updated>{newest.isoformat()}</updated>"
        f'<link rel="alternate" href="{outlet.site}/"/>\n'
        + "".join(_atom_entry(a) for a in articles)
        + "</feed>\n"
    )


def _atom_entry(article: Article) -> str:
    at = article.at.isoformat() if article.at else ""
    return (
        f"<entry><title>{escape(article.title)}</title><id>{escape(article.url)}</id>"
        f'<link href="{escape(article.url)}"/><published>{at}</published><updated>{at}</updated>'
        f"<author><name>{escape(article.author)}</name></author>"
        f'<content type="html">{escape(_html(article))}</content></entry>\n'
    )


def _rdf(outlet: Outlet, articles: tuple[Article, ...]) -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/">\n'
        f'<channel rdf:about="{outlet.site}/"><title>{escape(outlet.title)}</title>'
        f"<link>{outlet.site}/</link><description>{escape(outlet.title)}</description><dc:language>{outlet.language}</dc:language>"
        "<items><rdf:Seq>"
        + "".join(f'<rdf:li rdf:resource="{escape(article.url)}"/>' for article in articles)
        + "</rdf:Seq></items></channel>\n"
        + "".join(_rdf_item(article) for article in articles)
        + "</rdf:RDF>\n"
    )


def _rdf_item(article: Article) -> str:
    return (
        f'<item rdf:about="{escape(article.url)}"><title>{escape(article.title)}</title>'
        f"<link>{escape(article.url)}</link><dc:creator>{escape(article.author)}</dc:creator>"
        + (f"<dc:date>{article.at.isoformat()}</dc:date>" if article.at else "")
        + f"<description>{escape(article.text)}</description></item>\n"
    )


def _json(outlet: Outlet, articles: tuple[Article, ...]) -> str:
    items = [
        {
            "id": article.url,
            "url": article.url,
            "title": article.title,
            "content_html": _html(article),
            **({"date_published": article.at.isoformat()} if article.at else {}),
        }
        for article in articles
    ]
    head = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": outlet.title,
        "home_page_url": outlet.site + "/",
    }
    return json.dumps({**head, "language": outlet.language, "items": items}, ensure_ascii=False, indent=1)


def _html(article: Article) -> str:
    return "".join(f"<p>{escape(part, quote=False)}</p>" for part in article.text.split("\n\n"))
