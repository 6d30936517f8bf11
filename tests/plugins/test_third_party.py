"""Kinds that a third party drops in: whatever a bundled one may be to the core, another may be as well."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from mailserver import MailServer
from veille import config as configuration
from veille.app import App
from veille.cli import commands
from veille.config.model import Config
from veille.errors import ConfigError
from veille.match.own_pages import page_address
from veille.store import positions
from veille.store.schema import open_reader
from webserver import Answer, WebServer
from world import DAY, Clock, configured, living, rows, rss, subjects

SEARCH = '''
"""Agora: a search engine of somebody's own, which gives places and looks into whole articles."""
from __future__ import annotations
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Annotated
from veille import Batch, Cursor, Item, Known, Secret, Wanted, WatchedName, Web
from veille.kit.addresses import url
from veille.kit.tables import Parsed

@dataclass(frozen=True, slots=True)
class Search:
    agora: Annotated[str, Parsed(url, empty="")] = ""
    agora_budget: int = 0

    @property
    def warnings(self):
        return ("'agora': it may be slow",) if self.agora_budget > 99 else ()

@dataclass(frozen=True)
class Source:
    server: str
    name: str
    phrase: str = ""

    engine = "agora"
    ranked = True
    vouches = True
    relays = ("127.0.0.1",)
    not_identifying = ("name",)
    search_table = Search

    @property
    def searches_for(self):
        return self.name

    @classmethod
    def for_name(cls, name: WatchedName, search: Search) -> Iterator[Wanted]:
        if search.agora:
            budget = ("agora", search.agora_budget) if search.agora_budget else None
            yield Wanted("agora", {"server": search.agora, "name": name.key, "phrase": name.name}, 7200, least=1200,
                         budget=budget)

    @classmethod
    def complete(cls, options, known: Known):
        if options.get("name") not in known.names:
            raise ValueError("'name' is nobody")
        return {"server": known.search.agora, "phrase": known.names[options["name"]].name, **options}

    async def poll(self, web: Web, cursor: Cursor) -> Batch:
        page = await web.get(f"{self.server}/ask", params={"q": self.phrase})
        return Batch([Item(title=one["title"], url=one["url"], outlet=one["outlet"], position=place)
                      for place, one in enumerate(page.json(), 1)])
'''
FORGE = '''
"""Profiles on a forge: what one says there oneself."""
from __future__ import annotations
from dataclasses import dataclass
from veille import Batch, Item, Wanted

@dataclass(frozen=True)
class Source:
    url: str

    is_own = True
    robots = True

    @classmethod
    def for_name(cls, name, search):
        for page in name.own_pages:
            if "/~" in page:
                yield Wanted("profile", {"url": page}, every=86400)

    async def poll(self, web, cursor):
        said = (await web.get(self.url)).json()
        item = Item(id="me", title=said["name"], url=self.url, text=said["about"])
        return Batch([item], complete=True, cursor={"links": said["links"], "description": said["about"]})
'''
BOARD = '''
"""Quay: a job board."""
from __future__ import annotations
from dataclasses import dataclass
from datetime import date
from veille import Batch, Item, SourceError, Suggestion, Wanted

@dataclass(frozen=True)
class Source:
    url: str

    @classmethod
    def for_name(cls, name, search):
        for number, page in enumerate(name.careers):
            if page.endswith("/quay"):
                yield Wanted(f"quay-{number}", {"url": page}, every=3600, tells=True)

    @classmethod
    async def discover(cls, web, page):
        if not page.url.endswith("/quay"):
            return []
        return [Suggestion({"url": page.url}, "openings at the quay", name="quay", rank=0)]

    async def poll(self, web, cursor):
        try:
            return Batch([Item(id=str(one["id"]), title=one["title"], url=f"{self.url}/{one['id']}",
                               closes=date.fromisoformat(one["closes"])) for one in (await web.get(self.url)).json()],
                         complete=True)
        except (KeyError, TypeError, ValueError) as error:
            raise SourceError("the board of the quay has another form than it used to") from error
'''
INES = '[person.moi]\nname = "Inès Morel-Dupuis"\ncontext = ["musée"]\n'


def answer(said: object) -> Answer:
    return Answer(json.dumps(said), headers={"Content-Type": "application/json"})


def dropped(folder: Path, name: str, text: str) -> None:
    there = folder / "plugins"
    there.mkdir(exist_ok=True, mode=0o755)
    (there / f"{name}.py").write_text(text, "utf-8")
    (there / f"{name}.py").chmod(0o644)


def agora(folder: Path, server: str, more: str = "", *, mail_port: int = 1) -> Config:
    dropped(folder, "agora_search", SEARCH)
    text = f'{INES}[search]\nnews = false\nagora = "{server}"\n{more}'
    return configured(folder, text, mail_port=mail_port)


def test_a_second_search_for_names_has_its_keys_in_search_and_is_made_for_every_name(tmp_path: Path) -> None:
    config = agora(tmp_path, "https://agora.example", "agora_budget = 100\n[person.ana]\nname = 'Ana Ruiz'\n")
    assert set(config.sources) == {"moi/agora", "ana/agora"}
    source = config.sources["moi/agora"]
    assert (source.of, source.every, source.budget) == ("moi", 7200, ("agora", 100))
    assert "veille.toml [search]: 'agora': it may be slow" in map(str, config.warnings)
    paced = agora(tmp_path, "https://agora.example", 'every = "15m"\n')
    assert paced.sources["moi/agora"].every == 1200, "as often as its kind allows"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("agoar = 3", "[search]: unknown option 'agoar'; did you mean 'agora'?"),
        ("agora_budget = 'many'", "[search]: 'agora_budget' must be a whole number"),
        ("searxgn = 'x'", "[search]: unknown option 'searxgn'; did you mean 'searxng'?"),
        ("evrey = '1h'", "[search]: unknown option 'evrey'; did you mean 'every'?"),
        ("every = 'often'", "[search]: 'every' must be a duration"),
        ("[source.x]\nkind = 'agora_search'\nname = 'paul'", "[source.x]: 'name' is nobody"),
    ],
)
def test_what_is_wrong_with_its_keys_is_told_as_with_any_other(tmp_path: Path, more: str, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        agora(tmp_path, "https://agora.example", more)
    assert said in str(caught.value)


def test_a_key_that_is_no_address_is_told_by_its_own_kind(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"\[search\]: 'agora' must be a URL that begins with"):
        agora(tmp_path, "agora.example")


def test_a_search_written_by_hand_is_completed_by_its_kind(tmp_path: Path) -> None:
    config = agora(tmp_path, "https://agora.example", "[source.hand]\nkind = 'agora_search'\nname = 'moi'\n")
    assert config.sources["hand"].options["phrase"] == "Inès Morel-Dupuis"
    assert config.sources["hand"].of == "moi"
    assert "moi/agora" not in config.sources, "the same search is asked once"


def test_a_second_search_gives_places_vouches_for_the_name_and_is_no_outlet_that_is_followed(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    def found(number: int, host: str, title: str) -> dict[str, str]:
        return {"title": title, "url": f"https://{host}.example/{number}", "outlet": host}

    pages = [found(n, "presse", f"Brève {n}") for n in range(3)]
    named = [found(n, "gazette", f"Inès Morel-Dupuis au musée, {n}") for n in range(2)]
    hidden = [
        {**result, "url": f"{web.url('/go')}?to={n}", "outlet": "Le Relais"} for n, result in enumerate(named)
    ]
    web.on("/ask", answer(pages), answer([*pages[::-1], *named, *hidden]))
    config, clock = agora(tmp_path, web.url(""), mail_port=post.port), Clock()

    async def life(app: App) -> None:
        await app.poll_once()
        clock.forward(DAY)
        await app.poll_once()

    living(config, clock, life)
    with closing(open_reader(tmp_path / "state" / "veille.db")) as db:
        newest, first = positions.answers(db, 1, 0, int(clock.now) + 1)
    assert [result.url for result in first.results] == [page["url"] for page in pages]
    assert [result.place for result in newest.results] == [1, 2, 3, 4, 5, 6, 7]
    verdicts = rows(
        tmp_path, "SELECT DISTINCT verdict FROM match JOIN item ON item.id = item WHERE title GLOB 'Brève *'"
    )
    assert verdicts == [("unsure",)], "what shows no name is in doubt, and not left out"
    said = CliRunner().invoke(commands, ["-c", str(config.path), "who", "--since", "400w", "--json"])
    assert said.exit_code == 0, said.output
    offered = json.loads(said.stdout)["not_followed"]
    assert {"outlet": "gazette", "host": "gazette.example", "items": 2} in offered, (
        "it is not the search's own"
    )
    assert {"outlet": "Le Relais", "host": "", "items": 2} in offered, "a relay's address is nobody's"


def test_a_second_kind_of_own_pages_is_read_for_the_report_and_no_mention_by_others(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    dropped(tmp_path, "forge", FORGE)
    mine = web.url("/~ines")
    about = {
        "name": "Inès Morel-Dupuis",
        "about": "Inès Morel-Dupuis, médiatrice au musée",
        "links": ["https://a.example/"],
    }
    web.on(
        "/~ines",
        answer(about),
        answer({**about, "about": "Inès Morel-Dupuis, au musée de Lyon"}),
    )
    web.on("/feed", Answer(rss([])))
    text = f'{INES}mine = ["{mine}"]\nsays = ["médiatrice"]\n[search]\nnews = false\n[source]\na = "{web.url("/feed")}"\n'
    config, clock = configured(tmp_path, text, mail_port=post.port), Clock()
    assert config.sources["moi/profile"].capabilities.is_own
    assert config.sources["moi/page"].kind == "own_page", "the bundled one is asked as well"

    async def life(app: App) -> None:
        for _ in range(2):
            await app.poll_once(["moi/profile"])
            clock.forward(8 * DAY)

    living(config, clock, life)
    assert rows(tmp_path, "SELECT text FROM item") == [("Inès Morel-Dupuis, au musée de Lyon",)]
    assert not rows(tmp_path, "SELECT * FROM owed")
    assert not subjects(post, "On parle")


def test_own_pages_of_a_site_that_forbids_it_are_left_out_of_any_kind(tmp_path: Path) -> None:
    dropped(tmp_path, "forge", FORGE)
    config = configured(
        tmp_path, f'{INES}mine = ["https://www.linkedin.com/~ines"]\n[search]\nnews = false\n', mail_port=1
    )
    assert not config.sources
    hand = '[source.x]\nkind = "forge"\nurl = "https://www.linkedin.com/~ines"'
    with pytest.raises(ConfigError, match="LinkedIn forbids programs to read its pages"):
        configured(tmp_path, hand, mail_port=1)


def test_a_job_board_of_somebody_s_own_is_made_for_a_company_and_found_by_add(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    dropped(tmp_path, "quay_board", BOARD)
    opening = {"id": 1, "title": "Médiatrice", "closes": "2026-12-12"}
    web.on(
        "/quay",
        answer([opening]),
        answer([opening, {**opening, "id": 2, "title": "Régisseuse"}]),
    )
    board = web.url("/quay")
    company = f'[company.quai]\nname = "Théâtre du Quai"\nalert = true\ncareers = "{board}"\n[search]\nnews = false\n'
    config, clock = configured(tmp_path, company, mail_port=post.port), Clock()
    source = config.sources["quai/quay-0"]
    assert (source.kind, source.topic, source.alert, source.of) == (
        "quay_board",
        "Théâtre du Quai",
        True,
        "quai",
    )

    async def life(app: App) -> None:
        for _ in range(2):
            await app.poll_once(["quai/quay-0"])
            clock.forward(DAY)

    living(config, clock, life)
    assert rows(tmp_path, "SELECT title, closes FROM item ORDER BY id") == [
        ("Médiatrice", "2026-12-12"),
        ("Régisseuse", "2026-12-12"),
    ]
    assert any("Régisseuse" in subject for subject in subjects(post))
    (tmp_path / "veille.toml").write_text((tmp_path / "veille.toml").read_text().replace(company, ""))
    done = CliRunner().invoke(commands, ["-c", str(config.path), "add", board, "--yes"])
    assert done.exit_code == 0, done.output
    added = configuration.load(config.path).sources["quay"]
    assert (added.kind, added.options["url"]) == ("quay_board", board)


def test_a_kind_that_fails_to_say_what_it_wants_for_a_name_costs_its_own_sources_alone(
    tmp_path: Path,
) -> None:
    dropped(tmp_path, "forge", FORGE.replace("for page in name.own_pages", "for page in name.pages_of_own"))
    config = configured(tmp_path, f'{INES}mine = ["a.example/~ines"]\n[search]\nnews = false\n', mail_port=1)
    assert set(config.sources) == {"moi/page"}
    assert any(
        "the kind 'forge' makes no source of this name: it raised AttributeError" in str(warning)
        for warning in config.warnings
    )


def test_a_kind_that_does_not_load_is_told_where_names_may_have_asked_it(tmp_path: Path) -> None:
    dropped(tmp_path, "forge", "import nowhere_at_all")
    named = configured(tmp_path, INES, mail_port=1)
    assert "No module named 'nowhere_at_all'" in str(named.broken["names/forge"])
    text = '[source]\na = "https://a.example/"\n'
    assert not configured(tmp_path, text, mail_port=1).broken, "nobody asks for it"


def test_two_kinds_that_call_a_source_the_same_both_have_theirs(tmp_path: Path) -> None:
    dropped(tmp_path, "forge", FORGE.replace('"profile"', '"page"'))
    config = configured(tmp_path, f'{INES}mine = ["a.example/~ines"]\n[search]\nnews = false\n', mail_port=1)
    assert {name: source.kind for name, source in config.sources.items()} == {
        "moi/page": "own_page",
        "moi/forge-page": "forge",
    }
    assert page_address("a.example/~ines") == config.sources["moi/forge-page"].options["url"]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("search_table = int", "its `search_table` is not a dataclass"),
        ("search_table = Page", "has a field without a default, which [search] need not hold"),
    ],
)
def test_keys_of_search_that_can_t_be_read_keep_the_kind_from_loading(
    tmp_path: Path, table: str, said: str
) -> None:
    page = "@dataclass(frozen=True)\nclass Page:\n    url: str\n\n@dataclass(frozen=True)\nclass Source"
    dropped(
        tmp_path,
        "forge",
        FORGE.replace("@dataclass(frozen=True)\nclass Source", page).replace("is_own = True", table),
    )
    assert said in str(configured(tmp_path, INES, mail_port=1).broken["names/forge"])
