"""Feeds that broke other readers: encodings, dates, addresses, links, and what is news in them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from zlib import crc32

from cases.lab import Lab, as_tests, brief, case
from webserver import Answer, Request
from world import DAY, Article, rss

TITLES = ("La Saône en crue", "La Maison du Livre rouvre", "Un festival à Villeurbanne", "Le tramway retardé")


@case("held", "all ids are made anew at each build", "changed: 4 new | unchanged | changed: 1 new, 1 alerted")
def all_ids_anew(lab: Lab) -> str:
    def built(times: int, *more: Article) -> bytes:
        articles = (Article(number, title, guid=f"{times}-{number}") for number, title in enumerate(TITLES))
        return rss([*more, *articles])

    return brief(
        *(lab.poll(built(1)), lab.poll(built(2)), lab.poll(built(3, Article(9, "Un concert de plus"))))
    )


RULE = '[rule.r]\ntopic = "Livres"\nalert = true\nany = ["médiathèque", "библиотек*", "図書館*"]\n'
DAMAGED = "the feed is not UTF-8 all through: characters that could not be read stand as “�”"
ALERTED = "degraded: 1 new, 1 alerted"


def of_a_rule(lab: Lab) -> None:
    """Watch the source by a rule alone, so that a word that is garbled is missed."""
    lab.watch(more=RULE)
    lab.config = lab.config.replace('topic = "Tout"\nalert = true\n', "", 1)


def press(*titles: str, text: str = "Lu dans la presse – « à l’étranger »…", charset: str = "utf-8") -> bytes:
    """Return a feed of such titles, newest first, each known by its words, in a charset that it names."""
    items = "".join(
        f"<item><guid>https://p.example/{crc32(title.encode())}</guid><title>{title}</title>"
        f"<description>{text}</description></item>"
        for title in titles
    )
    head = f'<?xml version="1.0" encoding="{charset}"?>\n<rss version="2.0"><channel><title>Presse</title>'
    return f"{head}{items}</channel></rss>".encode(charset)


def cut(document: bytes, character: str = "à", charset: str = "utf-8") -> bytes:
    """Return a document whose first such character has lost its last byte, as substr() of PHP cuts it."""
    whole = character.encode(charset)
    return document.replace(whole, whole[:-1], 1)


OLD = ("La rentrée – l’agenda", "Crue de la Saône : « prudence »", "Le musée rouvre…")
NEW = "La médiathèque rouvre – enfin"


@case(
    "A",
    "a character is cut in half in one new item",
    f"{ALERTED} ({DAMAGED}) | changed: 1 edited",
)
def a_cut_character(lab: Lab) -> str:
    of_a_rule(lab)
    lab.poll(press(*OLD))
    damaged = lab.poll(cut(press(NEW, *OLD)))
    mended = lab.poll(press(NEW, *OLD))
    assert all("Ã" not in title and "�" not in title for title in lab.titles()), lab.titles()
    return brief(damaged, mended)


@case("A", "a character is cut in half in a known item", f"degraded ({DAMAGED}) | unchanged")
def a_cut_character_of_a_known_item(lab: Lab) -> str:
    lab.poll(press(*OLD))
    return brief(lab.poll(cut(press(*OLD))), lab.poll(press(*OLD)))


@case("A", "the text of an item ends in half a character, in a feed that names no charset",
      f"{ALERTED} ({DAMAGED})")  # fmt: skip
def a_text_that_ends_in_half_a_character(lab: Lab) -> str:
    of_a_rule(lab)
    plain = [document.replace(b' encoding="utf-8"', b"") for document in (press(*OLD), press(NEW, *OLD))]
    lab.poll(plain[0])
    return brief(lab.poll(plain[1].replace("étranger »…</desc".encode(), b"\xc3</desc", 1)))


@case(
    "A",
    "one item of a feed was pasted in windows-1252",
    f"degraded: 2 new, 1 alerted ({DAMAGED}) | 4 titles whole",
)
def an_item_of_another_charset(lab: Lab) -> str:
    of_a_rule(lab)
    lab.poll(press(*OLD))
    pasted = (
        "<item><guid>9</guid><title>Le théâtre et la m\udce9diathèque : \udce9t\udce9 2027</title></item>"
    )
    document = press(NEW, *OLD).replace(b"<item>", pasted.encode("utf-8", "surrogateescape") + b"<item>", 1)
    polled = lab.poll(document)
    whole = [title for title in lab.titles() if "�" not in title]
    return f"{brief(polled)} | {len(whole)} titles whole"


@case(
    "A",
    "Cyrillic in UTF-8 by the header, one byte lost",
    f"{ALERTED} ({DAMAGED}) | unchanged",
)
def a_byte_lost_in_cyrillic(lab: Lab) -> str:
    of_a_rule(lab)
    russian = ("Новости Лиона", "Трамвай опаздывает"), "Открылась новая библиотека"
    header = {"Content-Type": "text/xml; charset=utf-8"}
    lab.poll(Answer(press(*russian[0]), headers=header))
    document = press(russian[1], *russian[0])
    damaged = lab.poll(Answer(document.replace("Лиона".encode(), "Лиона".encode()[:-1], 1), headers=header))
    return brief(damaged, lab.poll(Answer(document, headers=header)))


@case("A", "a feed in windows-1251 has a byte that is none there",
      f"{ALERTED} ({DAMAGED.replace('UTF-8', 'CP1251')})")  # fmt: skip
def a_byte_that_is_none_in_its_charset(lab: Lab) -> str:
    of_a_rule(lab)
    text = "Читайте сегодня в нашей газете"
    lab.poll(press("Новости Лиона", text=text, charset="windows-1251"))
    document = press("Открылась новая библиотека", "Новости Лиона", text=text, charset="windows-1251")
    return brief(lab.poll(document.replace("сегодня".encode("cp1251"), b"\x98", 1)))


@case("A", "a feed in Shift_JIS ends a text within a character",
      f"{ALERTED} ({DAMAGED.replace('UTF-8', 'CP932')})")  # fmt: skip
def a_cut_in_shift_jis(lab: Lab) -> str:
    of_a_rule(lab)
    text = "今日のニュースをお伝えします。市内の話題もあります。"
    lab.poll(press("新しい公園が開園", text=text, charset="shift_jis"))
    document = press("図書館が来月に開館", "新しい公園が開園", text=text, charset="shift_jis")
    return brief(lab.poll(document.replace("す。</d".encode("cp932"), "す".encode("cp932")[:1] + b"</d", 1)))


@case(
    "A",
    "the JSON of a JSON Feed has a byte that is no UTF-8",
    f"{ALERTED} ({DAMAGED}) | unchanged",
)
def a_json_feed_with_a_wrong_byte(lab: Lab) -> str:
    of_a_rule(lab)

    def feed(*titles: str) -> bytes:
        items = [{"id": title, "title": title, "content_text": "Déjà vu à Lyon"} for title in titles]
        version = "https://jsonfeed.org/version/1.1"
        return json.dumps({"version": version, "title": "P", "items": items}, ensure_ascii=False).encode()

    lab.poll(feed(*OLD))
    return brief(lab.poll(cut(feed(*OLD, NEW))), lab.poll(feed(*OLD, NEW)))


def first_titles(lab: Lab, document: Answer | bytes) -> str:
    return f"{brief(lab.poll(document))}: {' / '.join(lab.titles())}"


@case("M", "blanks before a declaration of windows-1251", "changed: 1 new: Новости Лиона")
def blanks_before_the_declaration(lab: Lab) -> str:
    return first_titles(lab, b"\n  " + press("Новости Лиона", charset="windows-1251", text=""))


@case("M", "a comment before a declaration of ISO-8859-2", "changed: 1 new: Źródła i święta Łodzi")
def a_comment_before_the_declaration(lab: Lab) -> str:
    return first_titles(
        lab, b"<!-- cache -->\n" + press("Źródła i święta Łodzi", charset="iso-8859-2", text="")
    )


@case("M", "a warning of PHP's before a declaration of KOI8-R", "changed: 1 new: Новости Лиона")
def a_warning_before_the_declaration(lab: Lab) -> str:
    warning = b"<br />\n<b>Warning</b>: include() in <b>/var/www/rss.php</b> on line <b>3</b><br />\n"
    return first_titles(lab, warning + press("Новости Лиона", charset="koi8-r", text=""))


@case("M", "a header of latin-1 over a document of Shift_JIS", "changed: 1 new: 図書館が来月に開館")
def a_header_of_latin_1_over_shift_jis(lab: Lab) -> str:
    header = {"Content-Type": "text/xml; charset=ISO-8859-1"}
    return first_titles(
        lab, Answer(press("図書館が来月に開館", charset="shift_jis", text=""), headers=header)
    )


@case("M", "UTF-8 that says it is windows-1251", "changed: 1 new: Новости Лиона – «сегодня»")
def utf_8_that_says_something_else(lab: Lab) -> str:
    document = press("Новости Лиона – «сегодня»", text="").replace(b'"utf-8"', b'"windows-1251"')
    return first_titles(lab, document)


@case("M", "UTF-16 without its mark", "changed: 1 new: Ειδήσεις της Λυών")
def utf_16_without_its_mark(lab: Lab) -> str:
    return first_titles(lab, press("Ειδήσεις της Λυών", charset="utf-16-le", text=""))


@case(
    "M",
    "Greek, Hebrew and Chinese in charsets of their own",
    "Νέα της Λυών / חדשות מליון / 里昂图书馆重新开放",
)
def charsets_of_their_own(lab: Lab) -> str:
    for title, charset in (
        ("Νέα της Λυών", "iso-8859-7"),
        ("חדשות מליון", "windows-1255"),
        ("里昂图书馆重新开放", "gb2312"),
    ):
        lab.poll(b" \r\n" + press(title, charset=charset, text=""))
    return " / ".join(lab.titles())


LATE = "said for a week that nothing had changed, though it had: from now on it is asked whole each time"
CHANGES = "changed: 1 new, 1 alerted"


def stubborn(document: bytes, **headers: str) -> Callable[[Request], Answer]:
    """Return a page that is "304 Not Modified" to whoever asks conditionally, whatever has become of it."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    def answer(request: Request) -> Answer:
        conditional = {"if-none-match", "if-modified-since"} & request.headers.keys()
        return Answer(b"" if conditional else document, status=304 if conditional else 200, headers=named)

    return answer


def told_late(lab: Lab, **headers: str) -> str:
    """Return how polls went of a stubborn server: the same hour, seven days later, and once more."""
    lab.web.on("/s", stubborn(press(*OLD), **headers))
    lab.poll()
    lab.poll()
    lab.web.on("/s", stubborn(press(NEW, *OLD), **headers))
    at_once, late = lab.poll(after=7 * DAY), lab.poll()
    lab.web.on("/s", stubborn(press("Encore un titre", NEW, *OLD), **headers))
    host = lab.web.url("/s").removeprefix("http://").partition(":")[0]
    return brief(at_once, late, lab.poll()).replace(f"{host}/s ", "")


@case("H", "Last-Modified in 2041, and 304 to whoever says so", f"{CHANGES} | unchanged | {CHANGES}")
def a_last_modified_of_the_future(lab: Lab) -> str:
    return told_late(lab, Last_Modified="Sat, 16 Nov 2041 10:00:00 GMT")


@case("H", "Last-Modified later than the Date of its own answer", f"{CHANGES} | unchanged | {CHANGES}")
def a_last_modified_after_its_date(lab: Lab) -> str:
    day = "Sun, 22 Nov 2026"
    return told_late(lab, Last_Modified=f"{day} 10:00:01 GMT", Date=f"{day} 10:00:00 GMT")


@case("H", "an ETag that never changes", f"unchanged | {ALERTED} ({LATE}) | {CHANGES}")
def an_etag_for_ever(lab: Lab) -> str:
    return told_late(lab, ETag='"5f2-main"')


@case(
    "H",
    "a weak ETag and an old Last-Modified that never change",
    f"unchanged | {ALERTED} ({LATE}) | {CHANGES}",
)
def weak_and_old_for_ever(lab: Lab) -> str:
    return told_late(lab, ETag='W/"0"', Last_Modified="Thu, 01 Jan 2026 00:00:00 GMT")


@case("H", "a Last-Modified that is no date", f"unchanged | {ALERTED} ({LATE}) | {CHANGES}")
def a_last_modified_that_is_no_date(lab: Lab) -> str:
    return told_late(lab, Last_Modified="0")


@case(
    "H",
    "an honest server that changes after a quiet week",
    f"unchanged | {CHANGES} | unchanged: 1 asked whole",
)
def an_honest_server(lab: Lab) -> str:
    lab.poll(Answer(press(*OLD), etag='"1"'))
    quiet = lab.poll(after=7 * DAY)
    lab.web.requests.clear()
    polls = quiet, lab.poll(Answer(press(NEW, *OLD), etag='"2"')), lab.poll()
    whole = sum("if-none-match" not in request.headers for request in lab.web.requests)
    return f"{brief(*polls)}: {whole} asked whole"


def dated(lab: Lab, *dates: str, language: str = "fr") -> str:
    """Return as which UTC times the dates of items are kept, "-" for those that are none."""
    items = "".join(
        f"<item><title>Titre {place}</title><guid>{place}</guid><pubDate>{text}</pubDate></item>"
        for place, text in enumerate(dates)
    )
    head = f'<rss version="2.0"><channel><title>P</title><language>{language}</language>'
    lab.poll(f"{head}{items}</channel></rss>")
    kept = lab.rows("SELECT strftime('%Y-%m-%d %H:%M', published, 'unixepoch') FROM item ORDER BY ident + 0")
    return ", ".join(str(published or "-") for (published,) in kept)


@case("I", "dates whose month and day feedparser takes from today's",
      "2026-11-20 10:00, 2019-03-05 10:00, 2024-03-05 00:00, -, 2025-12-01 00:00")  # fmt: skip
def dates_that_are_completed(lab: Lab) -> str:
    return dated(lab, "2026/11/20 10:00", "2019/03/05 10:00:00", "2024年3月5日", "2019/03", "2025/12/01")


@case("I", "dates in French", "2026-11-20 07:00, 2026-11-20 00:00, 2026-11-20 00:00, 2026-08-15 17:30")
def dates_in_french(lab: Lab) -> str:
    words = (
        "ven., 20 nov. 2026 08:00:00 +0100",
        "Vendredi 20 novembre 2026",
        "20/11/2026",
        "15 août 2026 à 17h30",
    )
    return dated(lab, *words)


@case(
    "I",
    "dates in German, Spanish, Italian",
    "2026-03-05 00:00, 2026-05-12 00:00, 2026-09-01 00:00, 2026-01-02 09:30",
)
def dates_in_three_languages(lab: Lab) -> str:
    return dated(
        lab, "5. März 2026", "12 de mayo de 2026", "1 settembre 2026", "Fr, 2. Jän 2026 09:30", language="de"
    )


@case(
    "I",
    "halves of days, names of zones",
    "2026-11-20 17:30, 2026-11-20 08:00, 2026-07-20 08:00, 2026-11-20 15:00, -",
)
def halves_and_zones(lab: Lab) -> str:
    english = ("Fri, 20 Nov 2026 05:30:00 PM", "Fri, 20 Nov 2026 09:00:00 CET", "20 Jul 2026 10:00:00 CEST")
    return dated(lab, *english, "Fri, 20 Nov 2026 10:00:00 EST", "20 Nov 2026 10:00:00 XYZ", language="en")


@case("I", "dates that were read rightly before",
      "2026-11-20 07:00, 2026-11-20 07:00, 2026-11-20 10:00, 2026-11-20 00:00, "
      "2026-11-19 23:30, 2026-11-20 10:00")  # fmt: skip
def dates_that_held(lab: Lab) -> str:
    return dated(lab, "Fri, 20 Nov 2026 08:00:00 +0100", "2026-11-20T08:00:00+01:00", "Fri, 20 Nov 26 10:00:00 GMT",
                 "20261120", "2026-11-20T00:30:00+01:00", "20261120T100000Z")  # fmt: skip


@case("I", "day and month by the language of the feed", "2026-06-05 00:00 / 2026-05-06 00:00 / -")
def day_and_month_by_language(lab: Lab) -> str:
    found = []
    for language in ("fr", "en-US", "en"):
        found.append(dated(lab, f"05/06/2026{' ' * len(language)}", language=language).rpartition(", ")[2])
        lab.folder.joinpath("state", "veille.db").unlink()
    return " / ".join(found)


def linked(lab: Lab, document: str) -> str:
    """Return the links that the items of a document are kept with."""
    lab.poll(document)
    return " ".join(str(url) for (url,) in lab.rows("SELECT url FROM item ORDER BY id"))


def atom(*links: str) -> str:
    entry = f"<entry><id>urn:1</id><title>Lyon</title>{''.join(links)}</entry>"
    return f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><title>T</title>{entry}</feed>'


def of_rss(*elements: str) -> str:
    items = "".join(
        f"<item><title>Titre {place}</title>{inside}</item>" for place, inside in enumerate(elements)
    )
    return (
        f'<rss version="2.0"><channel><title>T</title><link>https://a.example/</link>{items}</channel></rss>'
    )


PAGE = '<link rel="alternate" type="text/html" href="https://a.example/article"/>'
IMAGE = '<link rel="enclosure" type="image/jpeg" href="https://i.example/q.jpg?w=1"/>'


@case("J", "an enclosure without an address, before or after the article", "https://a.example/article " * 2)
def an_enclosure_without_address(lab: Lab) -> str:
    empty = '<link rel="enclosure" type="image/jpeg"/>'
    first = linked(lab, atom(empty, IMAGE, PAGE))
    lab.folder.joinpath("state", "veille.db").unlink()
    return f"{first} {linked(lab, atom(PAGE, empty, IMAGE))} "


@case("J", "an enclosure first, a replies link, and the article last", "https://a.example/article")
def an_article_that_comes_last(lab: Lab) -> str:
    return linked(
        lab,
        atom(
            '<link rel="replies" href="https://a.example/r"/>',
            IMAGE,
            '<link href="https://a.example/article"/>',
        ),
    )


@case("J", "the article in several languages, and as JSON", "https://a.example/fr/1")
def an_article_in_several_languages(lab: Lab) -> str:
    pages = [
        f'<link rel="alternate" hreflang="{code}" href="https://a.example/{code[:2]}/1"/>'
        for code in ("de", "fr-FR", "en")
    ]
    return linked(
        lab, atom('<link rel="alternate" type="application/json" href="https://a.example/1.json"/>', *pages)
    )


@case("J", "blanks and line breaks in links",
      "https://a.example/Documents%20partag%C3%A9s/PV%202026.pdf "
      "https://a.example/long/path "
      "https://a.example/a.mp3?t=un%20deux")  # fmt: skip
def blanks_in_links(lab: Lab) -> str:
    return linked(
        lab,
        of_rss(
            "<link>https://a.example/Documents partag%C3%A9s/PV 2026.pdf</link>",
            "<link>\n  https://a.example/long/\n    path\n</link>",
            '<enclosure url="https://a.example/a.mp3?t=un deux" type="audio/mpeg"/>',
        ),
    )


@case("J", "bare ampersands in links of malformed feeds",
      "https://a.example/?a=1&copy=2&lang=fr&id=3 "
      "https://a.example/?section=1&sect=2 "
      "https://a.example/b.mp3?x=1&reg=2")  # fmt: skip
def bare_ampersands(lab: Lab) -> str:
    return linked(
        lab,
        of_rss(
            "<link>https://a.example/?a=1&copy=2&lang=fr&amp;id=3</link>",
            '<guid isPermaLink="true">https://a.example/?section=1&sect=2</guid>',
            '<enclosure url="https://a.example/b.mp3?x=1&reg=2" type="audio/mpeg"/>',
        ),
    )


@case("J", "guids that are addresses, and guids that are none",
      "https://a.example/1 https://a.example/2/ https://a.example/4.mp3 ")  # fmt: skip
def guids_that_are_addresses(lab: Lab) -> str:
    return linked(
        lab,
        of_rss(
            "<guid>https://a.example/1</guid>",
            '<guid isPermaLink="true">/2/</guid>',
            '<guid isPermaLink="true">a-3</guid><enclosure url="https://a.example/4.mp3"/>',
            '<guid isPermaLink="true">tag:a.example,2026:5</guid>',
        ),
    )


@case("J", "JSON Feed: url, external_url, an id that is an address, an attachment",
      "https://a.example/1 https://b.example/2 https://a.example/3 https://a.example/4.mp3")  # fmt: skip
def links_of_a_json_feed(lab: Lab) -> str:
    items = [
        {"id": "1", "title": "Un", "external_url": "https://b.example/1", "url": "https://a.example/1"},
        {"id": "2", "title": "Deux", "external_url": "https://b.example/2"},
        {"id": "https://a.example/3", "title": "Trois"},
        {
            "id": "4",
            "title": "Quatre",
            "attachments": [{"url": "https://a.example/4.mp3", "mime_type": "audio/mpeg"}],
        },
    ]
    return linked(
        lab, json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "P", "items": items})
    )


@case("J", "a link of 5,000 characters", "5000")
def a_long_link(lab: Lab) -> str:
    link = "https://a.example/?q=".ljust(5000, "x")
    return str(len(linked(lab, of_rss(f"<link>{link}</link>"))))


EMPTY = '<rss version="2.0"><channel><title>Actualit&eacute;s</title><link>https://a.example/</link></channel></rss>'


@case("empty", "an empty feed with an HTML entity in its head, then its first item", f"unchanged | {CHANGES}")
def an_empty_feed_with_an_entity(lab: Lab) -> str:
    first = lab.poll(EMPTY)
    return brief(
        first, lab.poll(EMPTY.replace("</channel>", "<item><title>Un</title><guid>1</guid></item></channel>"))
    )


@case("empty", "an empty feed with a prefix that is not bound; an empty Atom feed", "unchanged | unchanged")
def other_empty_feeds(lab: Lab) -> str:
    unbound = EMPTY.replace("&eacute;", "é").replace("<link>", '<atom:link rel="self" href="x"/><link>')
    return brief(
        lab.poll(unbound),
        lab.poll('<feed xmlns="http://www.w3.org/2005/Atom"><title>T &nbsp;</title></feed>'),
    )


def packed(lab: Lab, coding: str, body: bytes) -> str:
    return brief(lab.poll(Answer(body, headers={"Content-Encoding": coding} if coding else {})))


@case("L", "codings that mean nothing", " ".join(["changed: 3 new"] + ["unchanged"] * 5))
def codings_that_mean_nothing(lab: Lab) -> str:
    said = "utf-8", "none", "aws-chunked", "identity", "UTF-8, identity", "binary"
    return " ".join(packed(lab, coding, press(*OLD)) for coding in said)


@case(
    "L",
    "gzip that is not called so, and what is called so and is none",
    "changed: 3 new unchanged unchanged unchanged",
)
def gzip_by_its_bytes(lab: Lab) -> str:
    plain, small = press(*OLD), gzip.compress(press(*OLD))
    pairs = ("", small), ("gzip", plain), ("identity, gzip", small), ("utf-8", small)
    return " ".join(packed(lab, coding, body) for coding, body in pairs)


def offered(lab: Lab, markup: str, **headers: str) -> str:
    """Return the addresses of the feeds that `veille add` offers for a page, best first."""
    lab.watch()
    lab.web.on("/feed.xml", Answer(press(*OLD)))
    page = f"<!doctype html><html><head><title>Site</title></head>{markup}</html>"
    lab.web.on("/", Answer(page, headers={"Content-Type": "text/html", **headers}))
    found = json.loads(lab.veille("add", lab.web.url("/"), "--kind", "feed", "--json"))
    return " ".join(str(offer["options"]["url"]).removeprefix(lab.web.url("")) for offer in found)


@case("N", "a feed in a link of the text", "/feed.xml")
def a_feed_in_the_text(lab: Lab) -> str:
    return offered(lab, '<body><a href="/contact">Contact</a> <a href="/feed.xml">Flux RSS</a></body>')


@case("N", "a feed in a Link header", "/feed.xml")
def a_feed_in_a_header(lab: Lab) -> str:
    return offered(
        lab,
        "<body>x</body>",
        Link='</style.css>; rel=preload, </feed.xml>; rel="alternate"; type="application/rss+xml"',
    )


@case("N", "rel=feed, and type text/xml", "/feed.xml /feed.xml?2")
def other_links_of_a_head(lab: Lab) -> str:
    return offered(
        lab,
        '<link rel="feed" href="/feed.xml"><link rel="alternate" type="text/xml" href="/feed.xml?2"><body>x</body>',
    )


@case("N", "an icon that leads to a feed, beside a feed of comments", "/feed.xml /comments/feed/")
def an_icon_that_leads_to_a_feed(lab: Lab) -> str:
    lab.web.on("/comments/feed/", Answer(press(*OLD)))
    head = '<link rel="alternate" type="application/rss+xml" href="/comments/feed/">'
    return offered(lab, head + '<body><a href="feed.xml"><img src="rss.png" alt=""></a></body>')


test_cases_of_feeds = as_tests(__name__)
