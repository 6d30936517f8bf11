"""Lists of feeds as readers export them: what `veille import` takes over, and what `veille export` gives."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

from cases.lab import Lab, as_tests, case
from webserver import Answer
from world import Article, configured, rss

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0"><head><title>Abonnements</title></head><body>'


def served(lab: Lab, *paths: str) -> None:
    """Watch one feed at /s, and serve feeds at other paths."""
    lab.watch()
    for number, path in enumerate(("/s", *paths)):
        lab.web.on(path, Answer(rss([Article(number, f"Titre {number}")], title=f"Flux {path[1:]}")))


def imported(lab: Lab, document: str | bytes, *options: str) -> str:
    """Import a file, and return the names, addresses and topics that were written; what is said goes to `lab.said`."""
    file = lab.folder / "abonnements.opml"
    file.write_bytes(document if isinstance(document, bytes) else document.encode())
    (lab.folder / "said").write_text(lab.veille("import", str(file), *options), encoding="utf-8")
    return written(lab)


def written(lab: Lab) -> str:
    added = lab.folder / "veille.d" / "added.toml"
    if not added.exists():
        return "nothing"
    tables = tomllib.loads(added.read_text("utf-8"))["source"]
    root = lab.web.url("")
    return ", ".join(
        f"{name} {table['url'].removeprefix(root)} [{table.get('topic', '')}]"
        for name, table in tables.items()
    )


def told(lab: Lab, *words: str) -> str:
    """Return which words stand in what the command said."""
    text = " ".join(Path(lab.folder / "said").read_text("utf-8").split())
    return ", ".join(word for word in words if word in text)


def outline(lab: Lab, path: str, title: str = "") -> str:
    return f'<outline type="rss" text="{title or path[1:]}" xmlUrl="{lab.web.url(path)}"/>'


def folder(name: str, *inside: str) -> str:
    return f'<outline text="{name}" title="{name}">{"".join(inside)}</outline>'


@case("N", "folders become topics", "gazette /a [Presse], musees /b [Culture / Musées], seul /c []")
def folders_become_topics(lab: Lab) -> str:
    served(lab, "/a", "/b", "/c")
    presse = folder("Presse", outline(lab, "/a", "Gazette"))
    return imported(
        lab,
        HEAD
        + presse
        + folder("Culture", folder("Musées", outline(lab, "/b", "Musées")))
        + outline(lab, "/c", "Seul")
        + "</body></opml>",
    )


@case("N", "what stands twice, is watched already, or is dead",
      "a /a [Presse]: stands there twice, is watched already, by 's', 404, “À vendre”, Left out: 2 feeds")  # fmt: skip
def twice_and_dead(lab: Lab) -> str:
    served(lab, "/a")
    lab.web.on(
        "/page",
        Answer("<!doctype html><html><head><title>À vendre</title></head><body>Bonjour</body></html>"),
    )
    body = folder(
        "Presse",
        *(outline(lab, path) for path in ("/a", "/s", "/gone", "/page")),
        outline(lab, "/a/", "Encore"),
    )
    lab.web.on("/a/", Answer(rss([Article(1, "Titre")])))
    found = imported(lab, HEAD + body + "</body></opml>")
    words = (
        "stands there twice",
        "is watched already, by 's'",
        "404",
        "“À vendre”",
        "Left out: 2 feeds",
    )
    return f"{found}: {told(lab, *words)}"


@case("N", "--dry-run writes nothing, --dead also what does not answer", "nothing; a /a [], gone /gone []")
def dry_and_dead(lab: Lab) -> str:
    served(lab, "/a")
    document = HEAD + outline(lab, "/a") + outline(lab, "/gone") + "</body></opml>"
    return f"{imported(lab, document, '--dry-run')}; {imported(lab, document, '--dead')}"


@case("N", "a list by its address, not well-formed, in windows-1252", "ete /a?x=1&copy=2 [Été & hiver]")
def a_list_by_its_address(lab: Lab) -> str:
    served(lab, "/a")
    body = folder(
        "Été & hiver",
        f"<outline title='Été' xmlURL='{lab.web.url('/a?x=1&copy=2')}' text='x < y'>",
        "</outline>",
    )
    document = f'<?xml version="1.0" encoding="windows-1252"?><opml version="1.1"><body>{body}</body></opml>'
    lab.web.on("/list.opml", Answer(document.encode("cp1252"), headers={"Content-Type": "text/x-opml"}))
    lab.veille("import", lab.web.url("/list.opml"))
    return written(lab)


@case("N", "a category in place of folders, feed://, a feed within a feed, a refused site",
      "categorie /a [Presse / Lyon], meteo /b [], dedans /c []: LinkedIn forbids")  # fmt: skip
def other_forms(lab: Lab) -> str:
    served(lab, "/a", "/b", "/c")
    by_category = outline(lab, "/a", "Catégorie").replace("/>", ' category="/Presse/Lyon,/Autre"/>')
    outer = outline(lab, "/b", "Météo").replace("/>", ">").replace("http://", "feed:http://")
    refused = '<outline text="L" xmlUrl="https://www.linkedin.com/feed.xml"/>'
    found = imported(
        lab,
        HEAD + by_category + outer + outline(lab, "/c", "Dedans") + "</outline>" + refused + "</body></opml>",
    )
    return f"{found}: {told(lab, 'LinkedIn forbids')}"


@case("N", "what is no list", "is no OPML; is no OPML; cannot be read; there is no feed; nothing")
def what_is_no_list(lab: Lab) -> str:
    served(lab)
    said = []
    for document, words in (
        ("<html><body>Bonjour</body></html>", "is no OPML"),
        (rss([Article(1, "Un")]), "is no OPML"),
        (None, "cannot be read"),
        (HEAD + folder("Vide") + "</body></opml>", "there is no feed"),
    ):
        if document is None:
            said.append(words if words in lab.veille("import", "nulle-part.opml") else "?")
            continue
        imported(lab, document)
        said.append(told(lab, words))
    return "; ".join([*said, written(lab)])


@case("N", "a list from the web leads into no local network", "a /a []: lies in a local network")
def a_list_from_the_web(lab: Lab) -> str:
    served(lab, "/a")
    router = '<outline text="Routeur" xmlUrl="http://192.168.1.1/feed.xml"/><outline text="L" xmlUrl="http://nas.local/rss"/>'
    lab.web.on("/list.opml", Answer(HEAD + outline(lab, "/a") + router + "</body></opml>"))
    (lab.folder / "said").write_text(lab.veille("import", lab.web.url("/list.opml")), encoding="utf-8")
    return f"{written(lab)}: {told(lab, 'lies in a local network')}"


@case("N", "what is exported is imported again", "s /s [Tout], autre /a [Été & « hiver »]")
def exported_and_imported(lab: Lab) -> str:
    served(lab, "/a")
    lab.config += f'[source.autre]\nurl = "{lab.web.url("/a")}"\ntopic = "Été & « hiver »"\n'
    lab.poll()
    exported = lab.veille("export")
    configured(lab.folder, "[channel.c]\nconsole = true\n", head='to = "c"')
    return imported(lab, exported)


@case("N", "items as JSON Lines", "2 lines: Un à Lyon, Deux; s; ['Presse']; True")
def items_as_lines(lab: Lab) -> str:
    more = "<category>Presse</category>"
    lab.poll(rss([Article(1, "Un à Lyon", "Le texte", more=more), Article(2, "Deux", more=more)]))
    lines = [json.loads(line) for line in lab.veille("export", "--items").splitlines()]
    one = lines[0]
    titles = ", ".join(line["title"] for line in lines)
    return f"{len(lines)} lines: {titles}; {one['source']}; {one['tags']}; {one['text'] == 'Le texte'}"


@case("N", "a list given to `add`", "veille import, veille import")
def a_list_given_to_add(lab: Lab) -> str:
    served(lab)
    document = HEAD + outline(lab, "/s") + "</body></opml>"
    (lab.folder / "abo.opml").write_text(document, encoding="utf-8")
    lab.web.on("/abo", Answer(document, headers={"Content-Type": "text/xml"}))
    said = (
        lab.veille("add", str(lab.folder / "abo.opml"), "--yes"),
        lab.veille("add", lab.web.url("/abo"), "--yes"),
    )
    return ", ".join("veille import" if "veille import" in text else text for text in said)


@case(
    "O",
    "a list in place of a feed",
    "failed (this is a list of feeds (OPML) and no feed itself: veille import takes them over)",
)
def a_list_in_place_of_a_feed(lab: Lab) -> str:
    polled = lab.poll(HEAD + outline(lab, "/a") + "</body></opml>")
    return f"{polled.outcome} ({polled.why})"


@case(
    "gone", "sites that are gone", "Viadeo ended in, Google+ ended in, Klout ended in, Google Reader ended in"
)
def sites_that_are_gone(lab: Lab) -> str:
    served(lab)
    hosts = "fr.viadeo.com/fr/profile/x", "plus.google.com/+x", "klout.com/x", "reader.google.com"
    said = " ".join(lab.veille("add", f"https://{host}", "--yes") for host in hosts)
    names = "Viadeo", "Google+", "Klout", "Google Reader"
    return ", ".join(f"{name} ended in" for name in names if f"{name} ended in" in said)


test_cases_of_opml = as_tests(__name__)
