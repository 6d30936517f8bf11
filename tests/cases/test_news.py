"""What is news in a feed, and what was told before: old items, copies, moved sites, renamed and redated posts, counters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from cases.lab import Lab, as_tests, brief, case
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


test_cases_of_news = as_tests(__name__)
