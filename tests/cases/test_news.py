"""What is news in a feed, and what was told before: old items, copies, moved sites, renamed and redated posts, counters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from cases.lab import Lab, as_tests, brief, case
from veille.cli.why import _UNALERTED
from veille.model import Unalerted
from world import DAY, MONDAY, Article, rss

TITLES = (
    "Lyon : le projet de tram voté par le conseil",
    "La Maison du Livre rouvre ses portes en mai",
    "Un festival de danse s'installe à Villeurbanne",
    "Le budget de la métropole adopté sans surprise",
    "Le musée des Confluences attend son millionième visiteur",
    "Crue de la Saône, les quais bas fermés à la circulation",
)
SHORT = ("La Saône en crue", "Le tram retardé", "Un concert", "Agenda")
ENGLISH = (
    "Town hall reopens after two years of works",
    "Library extends its opening hours on Sundays",
    "New tram line delayed until the spring",
    "Council votes the budget of the port",
)


def day(days: float, *, at: float = MONDAY) -> str:
    """Return the date of so many days before the watch began, as RSS writes it."""
    return (datetime.fromtimestamp(at, UTC) - timedelta(days=days)).strftime("%a, %d %b %Y %H:%M:%S GMT")


def articles(numbers: Iterable[int], age: float = 0.1, step: float = 0.05) -> list[Article]:
    """Return articles with ids, links, texts and dates of their own, each a little older than the one before."""
    numbers = list(numbers)
    return [
        Article(
            number, f"{TITLES[number % 6]}, volet {number}", f"Texte {number}.", date=day(age + place * step)
        )
        for place, number in enumerate(numbers)
    ]


def old(numbers: Iterable[int], days: float) -> list[Article]:
    return articles(numbers, age=days, step=1)


def kept(lab: Lab) -> int:
    (count,) = lab.rows("SELECT count(*) FROM item")[0]
    return int(str(count))


def keys(lab: Lab) -> int:
    (count,) = lab.rows("SELECT count(*) FROM seen")[0]
    return int(str(count))


# B: items that are dated long ago.


@case("B", "a feed grows from 3 to 15 items of 2019 to 2025", "changed: 3 new | changed: 12 new | unchanged")
def window_grows(lab: Lab) -> str:
    first, grown = articles(range(3)), [*articles(range(3)), *old(range(3, 15), 380)]
    return brief(*(lab.poll(rss(these)) for these in (first, grown, grown)))


@case(
    "B",
    "two stale caches in turn",
    "changed: 4 new | changed: 4 new | unchanged | unchanged | changed: 1 new, 1 alerted",
)
def stale_caches(lab: Lab) -> str:
    fresh, stale = old(range(4), 0.2), old(range(2, 8), 2.2)
    last = [Article(9, "Un concert de plus au parc", date=day(-1)), *fresh[:3]]
    return brief(*(lab.poll(rss(these)) for these in (fresh, stale, fresh, stale, last)))


@case("B", "an item dated a little before the newest is news", "changed: 2 new | changed: 1 new, 1 alerted")
def a_little_late(lab: Lab) -> str:
    first = old(range(2), 0.1)
    return brief(lab.poll(rss(first)), lab.poll(rss([*first, *old([5], 0.3)])))


@case(
    "B",
    "one dated before the newest, but after the watch began, is news",
    "changed: 2 new" + " | changed: 1 new, 1 alerted" * 2,
)
def late_but_seen(lab: Lab) -> str:
    first = old(range(2), 0.1)
    newer = [*old([5], -9), *first]
    return brief(
        lab.poll(rss(first), after=10 * DAY), lab.poll(rss(newer)), lab.poll(rss([*newer, *old([6], -1)]))
    )


# C: the same article under ever new ids.


def google(letter: str, date: str = day(0.1), more: Sequence[Article] = ()) -> bytes:
    link = f"https://news.google.com/rss/articles/{letter}"
    title = "Lyon: la piscine du Rhône rouvre ses portes après deux ans de travaux - Le Courrier"
    first = Article(0, title, "x", guid=letter, link=link, date=date)
    return rss([first, *more, *articles([7])])


@case("C", "one article under five ids in turn, the same date", "told once, 2 items")
def republished(lab: Lab) -> str:
    lab.poll(rss(articles([7])))
    owed = sum(lab.poll(google(letter)).kept.owed for letter in "abcde")
    return f"told {'once' if owed == 1 else owed}, {kept(lab)} items"


@case("C", "〃, all of them staying in the feed", "told once, 1 story of it")
def republished_beside(lab: Lab) -> str:
    lab.poll(rss(articles([7])))
    title = "Lyon: la piscine du Rhône rouvre ses portes après deux ans de travaux - Le Courrier"
    copies = [Article(0, title, "x", guid=g, link=f"https://n.example/{g}", date=day(0.1)) for g in "abcdef"]
    owed = sum(lab.poll(rss([*copies[:count], *articles([7])])).kept.owed for count in range(1, 7))
    (stories,) = lab.rows("SELECT count(DISTINCT story) FROM item WHERE title LIKE 'Lyon: la piscine%'")[0]
    return f"told {'once' if owed == 1 else owed}, {stories} story of it"


@case("C", "〃, dated anew each time, 5 hours apart", "told once")
def republished_redated(lab: Lab) -> str:
    lab.poll(rss(articles([7])))
    owed = 0
    for place, letter in enumerate("abcdefg"):
        other = [Article(50 + n, f"Tout autre chose, numéro {n} de la série") for n in range(place)]
        owed += lab.poll(google(letter, day(0.1 - place * 5 / 24), other), after=5 * 3600).kept.owed - (
            place > 0
        )
    return f"told {'once' if owed == 1 else owed}"


# D: a site that moves, a post that is renamed or redated.


def moved_site(titles: Sequence[str], days: float, *, moved: bool, hour: bool = True) -> bytes:
    at = MONDAY if hour else MONDAY - 8 * 3600
    return rss(
        Article(
            number,
            title,
            f"Texte complet et bien plus long {number}. " * 3 if moved else f"Court {number}",
            guid=f"urn:new:{number}" if moved else f"https://old.example/?p={number}",
            link=f"https://new.example/a/{number}/" if moved else f"https://old.example/2025/{number}-x",
            date=day(days + number, at=at),
        )
        for number, title in enumerate(titles)
    )


def _moves(lab: Lab, titles: Sequence[str], days: float, *, hour: bool = True) -> str:
    return brief(
        lab.poll(moved_site(titles, days, moved=False, hour=hour)),
        *(lab.poll(moved_site(titles, days, moved=True, hour=hour)) for _ in range(2)),
    )


@case(
    "D",
    "a site moves: ids, links and texts are new, items a year old",
    "changed: 6 new | changed: 6 edited | unchanged",
)
def site_moves(lab: Lab) -> str:
    return _moves(lab, TITLES, 380)


@case("D", "〃, items of this week", "changed: 6 new | changed: 6 edited | unchanged")
def site_moves_this_week(lab: Lab) -> str:
    return _moves(lab, TITLES, 0.1)


@case("D", "〃, short titles, days without an hour", "changed: 4 new | changed: 4 edited | unchanged")
def site_moves_short(lab: Lab) -> str:
    return _moves(lab, SHORT, 30, hour=False)


@case("D", "〃, in English", "changed: 4 new | changed: 4 edited | unchanged")
def site_moves_english(lab: Lab) -> str:
    return _moves(lab, ENGLISH, 100)


POSTS = [
    Article(1, "Agenda de décembre", "Visites, ateliers et conférences du mois, sur réservation.", date=day(1)),
    Article(2, "On recrute : médiation et accueil", "Deux postes ouverts à Lyon, en CDI, à partir de janvier.", date=day(3)),
    Article(3, "Coulisses du musée", "Le musée ouvre ses réserves tout l'été, le samedi.", date=day(5)),
]  # fmt: skip


def named(article: Article, slug: str, **more: str) -> Article:
    """Return an article whose link and id are made of its slug."""
    link = f"https://carnet.example/{slug}/"
    return Article(
        article.number, more.get("title", article.title), more.get("text", article.text),
        guid=link, link=link, date=more.get("date", article.date),
    )  # fmt: skip


SLUGS = [named(post, slug) for post, slug in zip(POSTS, ("agenda", "recrutement", "coulisses"), strict=True)]


@case("D", "the slug of a post is renamed", "changed: 3 new | changed: 1 edited | unchanged")
def renamed(lab: Lab) -> str:
    after = [SLUGS[0], named(POSTS[1], "offres-mediation"), SLUGS[2]]
    return brief(*(lab.poll(rss(these)) for these in (SLUGS, after, after)))


@case("D", "its slug and its title are renamed", "changed: 3 new | changed: 1 edited | unchanged")
def renamed_with_title(lab: Lab) -> str:
    text = "Deux postes ouverts à Lyon, en CDI, à partir de janvier : médiation et accueil des publics."
    before = [SLUGS[0], named(POSTS[1], "recrutement", text=text), SLUGS[2]]
    after = [SLUGS[0], named(POSTS[1], "offres", title="Rejoignez-nous", text=text), SLUGS[2]]
    return brief(*(lab.poll(rss(these)) for these in (before, after, after)))


@case("D", "its slug and its text are renamed, in English", "changed: 2 new | changed: 1 edited | unchanged")
def renamed_with_text(lab: Lab) -> str:
    posts = [Article(n, title, f"Draft {n}", date=day(9 + n)) for n, title in enumerate(ENGLISH[:2])]
    before = [named(posts[0], "hall"), named(posts[1], "library")]
    after = [named(posts[0], "town-hall-reopens", text="The final text."), before[1]]
    return brief(*(lab.poll(rss(these)) for these in (before, after, after)))


def pelican(date: str, *, day_of_id: str, text: str = "Visites et ateliers, sur réservation.") -> bytes:
    ids = ((day_of_id, "agenda"), ("2026-11-10", "coulisses"))
    return rss(
        Article(n, slug.title(), text, guid=f"tag:c.example,{of}:/{slug}.html", link=f"https://c.example/{slug}.html",
                date=date if n == 0 else day(13))
        for n, (of, slug) in enumerate(ids)
    )  # fmt: skip


@case("D", "a post is redated, the date stands in its id (Pelican)", "changed: 2 new | unchanged | unchanged")
def redated(lab: Lab) -> str:
    first, later = pelican(day(7), day_of_id="2026-11-16"), pelican(day(0), day_of_id="2026-11-23")
    return brief(lab.poll(first), lab.poll(later), lab.poll(later))


@case("D", "a post is redated, the date stands in its link", "changed: 3 new | changed: 1 edited | unchanged")
def redated_link(lab: Lab) -> str:
    def at(days: float, path: str) -> list[Article]:
        return [named(POSTS[0], f"{path}/agenda", date=day(days)), *SLUGS[1:]]

    before, after = at(1, "2026/11/22"), at(0, "2026/11/23")
    return brief(*(lab.poll(rss(these)) for these in (before, after, after)))


@case("D", "an article's id counts its dates (BBC)", "changed: 2 new | unchanged | unchanged | unchanged")
def counted_ids(lab: Lab) -> str:
    def at(times: int) -> bytes:
        link = "https://news.example/articles/cx2"
        first = Article(
            1, ENGLISH[0], "Summary.", guid=f"{link}#{times}", link=link, date=day(0.5 - times / 9)
        )
        return rss([first, *articles([3])])

    return brief(*(lab.poll(at(times)) for times in range(4)))


@case(
    "D", "another opening of the same title and day is another", "changed: 2 new | changed: 1 new, 1 alerted"
)
def another_opening(lab: Lab) -> str:
    def opening(number: int) -> Article:
        date = day(0, at=MONDAY - 8 * 3600)
        return Article(number, "Médiateur culturel H/F", f"Poste {number}, à la ville {number}.", date=date)

    return brief(lab.poll(rss([opening(1), *articles([3])])), lab.poll(rss([opening(2), *articles([3])])))


@case(
    "D",
    "a weekly column under one title is news each week",
    "changed: 2 new" + " | changed: 1 new, 1 alerted" * 2,
)
def weekly_column(lab: Lab) -> str:
    def of(week: int) -> bytes:
        link = f"https://c.example/2026/{week}/sorties"
        column = Article(0, "Les sorties de la semaine à Lyon et alentour", f"Choix {week}.", guid=link, link=link,
                         date=day(-7 * week))  # fmt: skip
        return rss([column, *articles([3])])

    return brief(*(lab.poll(of(week), after=7 * DAY) for week in range(3)))


@case("D", "a bulletin said again on another day is news", "changed: 1 new | changed: 1 new, 1 alerted")
def bulletin(lab: Lab) -> str:
    def of(date: float) -> bytes:
        link = f"https://v.example/{2 - date:.0f}"
        return rss(
            [Article(0, "Vigilance crue sur la Saône", "Niveau jaune.", guid=link, link=link, date=day(date))]
        )

    return brief(*(lab.poll(of(date), after=DAY) for date in (1, 0)))


# E: links and texts made anew at each fetch.


def anew(times: int, titles: Sequence[str], *, dates: str = "", guid: bool = False) -> bytes:
    return rss(
        Article(
            number,
            title,
            f"Texte {number}. Lu {31 * times + number} fois",
            guid=f"g{times}-{number}" if guid else "",
            link=f"https://gazette.example/r?x={number}&t={7919 * times + number}",
            date={"": "", "fixed": day(0.1 + number), "now": day(-times / 24)}[dates],
        )
        for number, title in enumerate(titles)
    )


def _anew(lab: Lab, titles: Sequence[str], *, dates: str = "", guid: bool = False) -> str:
    polls, sizes = [], []
    for times in range(1, 8):
        polls.append(lab.poll(anew(times, titles, dates=dates, guid=guid)))
        sizes.append((kept(lab), keys(lab)))
    new, owed = sum(polled.kept.new for polled in polls[1:]), sum(polled.kept.owed for polled in polls)
    grows = "" if len(set(sizes[2:])) == 1 else f", rows grow {sizes}"
    return f"{polls[0].kept.new} new, then {new}; {owed} alerted{grows}"


@case("E", "links and texts anew at each fetch, no id, no date", "4 new, then 0; 0 alerted")
def all_anew(lab: Lab) -> str:
    return _anew(lab, TITLES[:4])


@case("E", "〃, dated", "4 new, then 0; 0 alerted")
def all_anew_dated(lab: Lab) -> str:
    return _anew(lab, ENGLISH, dates="fixed")


@case("E", "〃, dated by the fetch, ids too", "5 new, then 0; 0 alerted")
def all_anew_now(lab: Lab) -> str:
    return _anew(lab, TITLES[:5], dates="now", guid=True)


@case("E", "〃, titles of two or three words", "4 new, then 0; 0 alerted")
def all_anew_short(lab: Lab) -> str:
    return _anew(lab, SHORT)


@case("E", "a part of a feed, anew at each fetch", "11 new, then 0; 0 alerted; rows stay")
def part_anew(lab: Lab) -> str:
    def of(times: int) -> bytes:
        part = [
            Article(
                100 + n,
                title,
                f"Lu {times} fois",
                guid=f"{times}-{n}",
                link=f"https://g.example/{n}?s={times}",
            )
            for n, title in enumerate(SHORT[:3])
        ]
        return rss([*part, *articles(range(8))])

    polls, sizes = [], []
    for times in range(7):
        polls.append(lab.poll(of(times)))
        sizes.append((kept(lab), keys(lab)))
    new, owed = sum(polled.kept.new for polled in polls[1:]), sum(polled.kept.owed for polled in polls)
    grows = "rows stay" if len(set(sizes[2:])) == 1 else f"rows grow {sizes}"
    return f"{polls[0].kept.new} new, then {new}; {owed} alerted; {grows}"


@case("E", "a text that counts its readers, under a fixed id", "rows stay")
def counting_texts(lab: Lab) -> str:
    sizes = []
    for times in range(6):
        lab.poll(rss([Article(1, TITLES[0], f"Lu {times} fois"), *articles([3])]))
        sizes.append(keys(lab))
    return "rows stay" if len(set(sizes)) == 1 else f"rows grow {sizes}"


@case("E", "and a new article among them is news", "4 new | 1 new, 1 alerted")
def anew_with_news(lab: Lab) -> str:
    lab.poll(anew(1, ENGLISH))
    lab.poll(anew(2, ENGLISH))
    polled = lab.poll(anew(3, ("A bakery opens on the main square", *ENGLISH)))
    return f"{kept(lab) - polled.kept.new} new | {polled.kept.new} new, {polled.kept.owed} alerted"


# F: http and https, and what the digest knows of the first letter.


def schemes(secure: Iterable[int], *, numbers: Sequence[int] = range(6)) -> bytes:
    secure = set(secure)
    return rss(
        Article(n, TITLES[n], f"Texte {n}", guid=f"{s}://blog.example/?p={n}", link=f"{s}://blog.example/?p={n}",
                date=day(0.1 + n / 24))
        for n in numbers
        for s in ["https" if n in secure else "http"]
    )  # fmt: skip


@case("F", "http and https flip item by item", "changed: 6 new | unchanged | unchanged | unchanged; 6 items")
def scheme_flips(lab: Lab) -> str:
    polls = [lab.poll(schemes(secure)) for secure in ((), (0, 2), (1, 2, 3), range(6))]
    return f"{brief(*polls)}; {kept(lab)} items"


@case("F", "〃, no ids", "changed: 4 new | unchanged | unchanged")
def scheme_flips_links(lab: Lab) -> str:
    def of(scheme: str) -> bytes:
        return rss(
            Article(n, title, guid="", link=f"{scheme}://b.example/{n}") for n, title in enumerate(SHORT)
        )

    return brief(*(lab.poll(of(scheme)) for scheme in ("https", "http", "https")))


def told(digest: str) -> list[str]:
    """Return the titles of these articles that a digest shows."""
    return [title for title in (*TITLES, *ENGLISH, *SHORT) if title in digest]


@case(
    "F",
    "the digest leaves out copies of what the first letter told",
    "1 in the digest: Le budget de la métropole adopté sans surprise",
)
def digest_after_flips(lab: Lab) -> str:
    lab.watch(head='to = "c"')
    lab.poll(schemes((), numbers=range(3)))
    copies = [Article(10 + n, TITLES[n], f"Texte {n}", link=f"https://blog.example/?p={n}") for n in range(2)]
    fresh = Article(20, TITLES[3], "Nouveau", date=day(-1))
    lab.config = lab.config.replace("alert = true", "alert = false")
    lab.poll(rss([*copies, fresh], site="https://other.example"))
    shown = told(lab.veille("digest", "digest"))
    return f"{len(shown)} in the digest: {', '.join(shown)}"


@case("B", "the digest counts what is old, and shows none of it", "12 articles counted, 0 shown")
def old_in_digest(lab: Lab) -> str:
    lab.poll(rss(articles(range(3))))
    lab.poll(rss([*articles(range(3)), *old(range(3, 15), 380)]))
    said = lab.veille("digest", "digest")
    counted = "12 articles" if "comptés : s (12 articles)" in " ".join(said.split()) else "0 articles"
    return f"{counted} counted, {said.count('volet')} shown"


@case(
    "B",
    "a cache of another day, in Spanish, undated items beside",
    "changed: 3 new | changed: 3 new, 1 alerted",
)
def undated_beside(lab: Lab) -> str:
    titles = ("Abre la biblioteca", "Cierra el puerto", "Vuelve el tren de la costa", "Huelga en el metro")
    items = [Article(n, title, f"Texto {n}", date=day(0.5 + 3 * n)) for n, title in enumerate(titles)]
    fresh = [*items[:2], Article(8, "Nuevo museo en la ciudad", date=day(0.2))]
    stale = [*items[2:], Article(9, "Sin fecha alguna"), *items[:1]]
    return brief(lab.poll(rss(fresh)), lab.poll(rss(stale)))


@case(
    "B",
    "where no baseline was wanted, old items are news",
    "changed: 1 new, 1 alerted | changed: 1 new, 1 alerted",
)
def no_baseline(lab: Lab) -> str:
    lab.watch("baseline = false")
    return brief(lab.poll(rss(articles([0]))), lab.poll(rss([*articles([0]), *old([1], 400)])))


@case("C", "copies of one story beside another that begins alike are no column", "told 2 times, 2 stories")
def copies_beside_another(lab: Lab) -> str:
    lab.poll(rss(articles([7])))
    begun = "Villeurbanne : le nouveau quartier Gratte-Ciel accueille ses premiers habitants"
    other = "Villeurbanne : le nouveau quartier Gratte-Ciel coûtera plus cher que prévu"
    owed = lab.poll(rss([Article(50, other, "y", date=day(-1)), *articles([7])])).kept.owed
    for number in range(5):
        copies = [Article(60 + n, begun, "x", date=day(-1 - n / 100)) for n in range(number + 1)]
        owed += lab.poll(rss([*copies, Article(50, other, "y", date=day(-1)), *articles([7])])).kept.owed
    (stories,) = lab.rows("SELECT count(DISTINCT story) FROM item WHERE title LIKE 'Villeurbanne%'")[0]
    return f"told {owed} times, {stories} stories"


@case("C", "a copy in English two weeks later, the first still in the feed", "told once")
def late_copy(lab: Lab) -> str:
    lab.poll(rss(articles([7])))
    date = day(-0.02)
    first = Article(1, "Harbour museum reopens its doors after two years of works", "x", guid="a", date=date)
    copy = Article(2, first.title, "x", guid="b", link="https://n.example/b", date=date)
    owed = lab.poll(rss([first, *articles([7])]), after=14 * DAY).kept.owed
    owed += lab.poll(rss([copy, first, *articles([7])])).kept.owed
    return f"told {'once' if owed == 1 else owed}"


# K: numbers in titles, at links that stay.


def _titled(lab: Lab, *titles: Sequence[str]) -> str:
    return brief(
        *(
            lab.poll(rss(Article(n, title, f"{times} lus", guid="") for n, title in enumerate(document)))
            for times, document in enumerate(titles)
        )
    )


EDITED = "changed: {n} new | changed: {n} edited"


@case("K", "votes before a title, all of them (Dealabs)", EDITED.format(n=4))
def votes(lab: Lab) -> str:
    return _titled(
        lab, *([f"{n * 7 + at}° - {title}" for n, title in enumerate(TITLES[:4])] for at in (101, 104))
    )


@case("K", "one thread's answers", EDITED.format(n=2))
def answers(lab: Lab) -> str:
    return _titled(
        lab,
        ("Panne du four (3 réponses)", "Autre sujet (1 réponse)"),
        ("Panne du four (12 réponses)", "Autre sujet (1 réponse)"),
    )


@case("K", "comments, in English and German", "changed: 2 new | changed: 2 edited")
def comments(lab: Lab) -> str:
    return _titled(
        lab,
        ("Library hours - 9 comments", "12 Kommentare: Neue Straßenbahn"),
        ("Library hours - 11 comments", "13 Kommentare: Neue Straßenbahn"),
    )


@case("K", "numbers that nothing names, before three long titles", EDITED.format(n=3))
def unnamed(lab: Lab) -> str:
    return _titled(
        lab, *([f"[{n + at}] {title}" for n, title in enumerate(ENGLISH[:3])] for at in (1000, 1020))
    )


NEWS = "changed: 1 new | changed: 1 new, 1 alerted"


@case("K", "the number of a ticket is news", NEWS)
def ticket(lab: Lab) -> str:
    return _titled(
        lab,
        ["Ticket 4711 : panne d'imprimante au deuxième étage"],
        ["Ticket 4712 : panne d'imprimante au deuxième étage"],
    )


@case("K", "tickets of a board, all of them, are news", "changed: 3 new | changed: 3 new, 3 alerted")
def tickets(lab: Lab) -> str:
    return _titled(
        lab, *([f"Incident #{n + at} - {title}" for n, title in enumerate(TITLES[:3])] for at in (100, 120))
    )


@case("K", "a bulletin's number is news", NEWS)
def bulletin_number(lab: Lab) -> str:
    return _titled(lab, ["La lettre du musée n° 11"], ["La lettre du musée n° 12"])


@case("K", "shares and gauges are news", "changed: 3 new | changed: 3 new, 3 alerted")
def tickers(lab: Lab) -> str:
    return _titled(
        lab,
        ("CAC 40 : 7 123", "DAX : 19 001", "Niveau : 312 cm"),
        ("CAC 40 : 7 200", "DAX : 19 050", "Niveau : 330 cm"),
    )


@case("K", "a toll that rises is news", NEWS)
def toll(lab: Lab) -> str:
    return _titled(lab, ["Séisme au large du Chili : 12 morts"], ["Séisme au large du Chili : 31 morts"])


# G: why a match was not alerted.


def why(lab: Lab, number: int) -> str:
    """Return the lines of `veille why` that say why an item was not alerted."""
    said = lab.veille("why", str(number)).splitlines()
    return " / ".join(line.strip() for line in said if line.startswith("Not ")) or "alerted"


@case(
    "G",
    "what was there when the watch began",
    "Not alerted: it was there when the watch on this source began (its baseline).",
)
def why_baseline(lab: Lab) -> str:
    lab.poll(rss(articles([0])))
    return why(lab, 1)


@case(
    "G",
    "what is dated before the watch began",
    "Not alerted: it is dated before the watch on this source began",
)
def why_past(lab: Lab) -> str:
    lab.poll(rss(articles([0])))
    lab.poll(rss([*articles([0]), *old([1], 400)]))
    return why(lab, 2).partition(",")[0]


@case(
    "G",
    "a topic without alert",
    "Not alerted at once: no rule, name or topic that it meets says `alert = true`. It goes to the digest.",
)
def why_not_asked(lab: Lab) -> str:
    lab.watch()
    lab.config = lab.config.replace("alert = true", "alert = false")
    lab.poll(rss(articles([0])))
    lab.poll(rss(old([1, 0], -0.1)))
    return why(lab, 2)


@case(
    "G",
    "a copy of what the first letter told",
    "Not alerted: its story was there when the watch on this source began, and the first letter told it.",
)
def why_first_letter(lab: Lab) -> str:
    first = Article(1, TITLES[1], "Texte", date=day(0.1))
    lab.poll(rss([first]))
    lab.poll(
        rss(
            [
                Article(2, TITLES[1], "Autre", link="https://presse.example/1?utm_source=rss", date=day(0)),
                first,
            ]
        )
    )
    return why(lab, 2)


@case("G", "a copy of what was alerted", "Not alerted: its story was told, or is owed, by another match.")
def why_told(lab: Lab) -> str:
    lab.poll(rss(articles([0])))
    first = Article(1, TITLES[1], "Texte", date=day(-0.1))
    lab.poll(rss([first, *articles([0])]))
    lab.poll(
        rss(
            [
                Article(
                    2, TITLES[1], "Autre", link="https://presse.example/1?utm_source=rss", date=day(-0.1)
                ),
                first,
                *articles([0]),
            ]
        )
    )
    return why(lab, 3)


PERSON = """
[person.jean]
name = "Jean Martin"
context = ["médiation"]
not = ["handball"]
"""


def _named(lab: Lab, text: str, *, late: bool = False) -> None:
    """Let an article with such a text come; `late`: before the name is watched."""
    lab.watch(more="" if late else PERSON)
    lab.config = lab.config.replace('topic = "Tout"\nalert = true', "")
    lab.poll(rss(articles([0])))
    lab.poll(rss([Article(9, "Un portrait", text), *articles([0])]))
    if late:
        lab.config += PERSON
        lab.poll(rss([Article(9, "Un portrait", text), *articles([0])]))


@case(
    "G",
    "a mention in doubt",
    "Not alerted: only what is surely the one who is meant alerts. The digest asks about it.",
)
def why_unsure(lab: Lab) -> str:
    _named(lab, "Jean Martin a parlé.")
    return why(lab, 2)


@case(
    "G", "a homonym", "Not alerted: only what is surely the one who is meant alerts, and this is a homonym."
)
def why_homonym(lab: Lab) -> str:
    _named(lab, "Au handball, Jean Martin a marqué dix buts pour son club.")
    return why(lab, 2)


@case(
    "G",
    "a name that came later than the item",
    "Not alerted: it was kept before this name was watched, and found when the archive was looked through.",
)
def why_archive(lab: Lab) -> str:
    _named(lab, "Jean Martin, de la médiation du musée.", late=True)
    return why(lab, 2)


@case(
    "G",
    "a mention in doubt that became sure",
    "Not alerted: it was in doubt when it came, and has become sure since. It goes to the digest.",
)
def why_sure_since(lab: Lab) -> str:
    _named(lab, "Jean Martin a parlé.")
    lab.veille("mark", "2", "yes", "--name", "jean")
    return why(lab, 2)


def test_each_reason_why_a_match_is_not_alerted_has_its_sentence() -> None:
    assert set(_UNALERTED) == set(Unalerted)
    assert len(set(_UNALERTED.values())) == len(Unalerted)


test_cases_of_news = as_tests(__name__)
