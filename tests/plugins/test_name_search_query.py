"""What engines are asked for: the forms of a name, in each one's syntax; and what can't be asked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from veille import ConfigContext, NameSource, Secret, WatchedName
from veille.options import read
from veille.source import capabilities
from veille_plugins.name_search import Source
from veille_plugins.name_search.authors import fits, listed
from veille_plugins.name_search.query import (
    EngineQuery,
    bluesky_accounts,
    each,
    either,
    locale,
    names,
    phrases,
    ranked,
    tags,
)
from veille_plugins.name_search.search_table import NEWS, Bluesky, Brave, Mastodon, SearchOptions

KEY = Secret("key", "not-for-anybody")


def test_a_name_is_looked_for_as_it_is_said_without_hyphens_and_surname_first():
    assert phrases(EngineQuery("Jean-Noël Lefebvre")) == (
        "Jean-Noël Lefebvre",
        "Jean Noël Lefebvre",
        "Lefebvre Jean-Noël",
    )
    assert phrases(EngineQuery("Le Goff, Jeanne")) == ("Jeanne Le Goff", "Le Goff Jeanne")
    assert phrases(EngineQuery("Jeanne Le Goff")) == ("Jeanne Le Goff", "Le Goff Jeanne")
    assert phrases(EngineQuery("Inès MOREL DUPUIS")) == ("Inès MOREL DUPUIS", "MOREL DUPUIS Inès")
    assert phrases(EngineQuery("Inès Morel Dupuis")) == (
        "Inès Morel Dupuis",
        "Dupuis Inès Morel",
        "Morel Dupuis Inès",
    )


def test_other_forms_are_phrases_and_accounts_and_pages_are_not():
    query = EngineQuery(
        "Jeanne Le Goff",
        also=("J. Le Goff", "@jeanne", "jeanne@port.example", "https://jeanne.example/cv", "#PortDeLorient"),
    )
    assert names(query) == ("Jeanne Le Goff", "J. Le Goff")
    assert phrases(query) == (
        "Jeanne Le Goff",
        "J. Le Goff",
        "Le Goff Jeanne",
        "Le Goff J.",
        "jeanne@port.example",
    )


def test_a_company_is_looked_for_without_its_legal_form_and_never_turned_round():
    assert phrases(EngineQuery("Quai Ouest SAS", company=True)) == ("Quai Ouest",)
    assert phrases(EngineQuery("Quai Ouest, S.A.R.L.", company=True)) == ("Quai Ouest",)
    assert phrases(EngineQuery("SE", company=True)) == ("SE",)


def test_quotation_marks_in_a_name_do_not_end_the_phrase():
    assert either(EngineQuery('Jeanne "Jo" Le Goff'), signs=500, words=50).startswith(
        '"Jeanne Jo Le Goff" OR '
    )


def test_as_many_forms_as_an_engine_takes_stand_in_one_query_the_likeliest_first():
    query = EngineQuery("Jeanne Le Goff", also=("Jeanne-Marie Le Goff",))
    assert either(query, signs=500, words=50) == (
        '"Jeanne Le Goff" OR "Jeanne-Marie Le Goff" OR "Jeanne Marie Le Goff" OR "Le Goff Jeanne"'
        ' OR "Le Goff Jeanne-Marie"'
    )
    assert either(query, signs=40, words=50) == '"Jeanne Le Goff" OR "Le Goff Jeanne"'
    assert either(query, signs=500, words=7) == '"Jeanne Le Goff" OR "Jeanne-Marie Le Goff"'
    assert either(query, signs=3, words=1) == '"Jeanne Le Goff"'


def test_context_narrows_the_search_for_one_word_and_for_nothing_else():
    one = EngineQuery(
        "Confluence", also=("Confluence Robotique",), company=True, context=("Lyon", "bras robotisé")
    )
    assert either(one, signs=500, words=50) == (
        '("Confluence" ("Lyon" OR "bras robotisé")) OR "Confluence Robotique"'
    )
    assert each(one, most=4) == (
        '"Confluence" "Lyon"',
        '"Confluence" "bras robotisé"',
        '"Confluence Robotique"',
    )
    assert ranked(one) == '"Confluence" Lyon'
    two = EngineQuery("Jeanne Le Goff", context=("Lorient",))
    assert "Lorient" not in either(two, signs=500, words=50) + ranked(two) + "".join(each(two, most=9))


def test_a_nickname_is_looked_for_only_where_context_narrows_the_search():
    jo = EngineQuery("Jeanne Le Goff", also=("Jo",))
    assert phrases(jo) == ("Jeanne Le Goff", "Le Goff Jeanne")
    near = EngineQuery("Jeanne Le Goff", also=("Jo",), context=("Lorient",))
    assert either(near, signs=500, words=50) == ('"Jeanne Le Goff" OR ("Jo" ("Lorient")) OR "Le Goff Jeanne"')
    assert phrases(EngineQuery("Quai Ouest", also=("QO",), company=True)) == ("Quai Ouest", "QO")


def test_engines_without_or_are_asked_for_each_phrase_once_whatever_its_hyphens():
    assert each(EngineQuery("Jean-Noël Lefebvre"), most=5) == ('"Jean-Noël Lefebvre"', '"Lefebvre Jean-Noël"')
    assert each(EngineQuery("Jean-Noël Lefebvre"), most=1) == ('"Jean-Noël Lefebvre"',)


def test_tags_are_those_given_then_the_names_run_together():
    query = EngineQuery(
        "Jean-Noël Lefebvre", also=("#Quais", "@jn", "J", "Nono", "JN Lefebvre", "a b", "c d", "e f")
    )
    assert tags(query) == ("Quais", "JeanNoëlLefebvre", "JNLefebvre", "ab")


def test_accounts_on_bluesky_are_told_from_those_elsewhere():
    also = (
        "@jeanne.example",
        "@jeanne",
        "@jeanne@toots.example",
        "https://bsky.app/profile/Quai.Example/post/3",
    )
    assert bluesky_accounts(EngineQuery("Jeanne Le Goff", also=(*also, "did:plc:aaaa", "port.example"))) == (
        "jeanne.example",
        "quai.example",
        "did:plc:aaaa",
    )


def test_a_language_has_its_country():
    assert [locale(language) for language in ("fr", "en", "fr-CA", "EN-gb")] == [
        ("fr", "FR"),
        ("en", "US"),
        ("fr", "CA"),
        ("en", "GB"),
    ]


@pytest.mark.parametrize(
    "author",
    [
        "Jean-Noël Lefebvre",
        "Jean Noel LEFEBVRE",
        "J.-N. Lefebvre",
        "JN Lefebvre",
        "J. Lefebvre",
        "Lefebvre JN",
        "LEFEBVRE Jean-Noël",
        "Jean Lefebvre",
        "Jean-Noël M. Lefebvre",
    ],
)
def test_an_author_s_initials_order_and_second_names_do_not_hide_the_name(author):
    assert fits(["Jean-Noël Lefebvre"], author)


@pytest.mark.parametrize(
    "author",
    [
        "Marie Lefebvre",
        "P. Lefebvre",
        "Jean-Noël Dupont",
        "Lefebvre",
        "",
        "Noël Lefebvre-Quay",
        "JM Lefebvre",
    ],
)
def test_another_author_does_not_bear_the_name(author):
    assert not fits(["Jean-Noël Lefebvre"], author)


def test_two_letters_may_be_a_whole_surname():
    assert (
        fits(["Mei Wu"], "Mei WU")
        and fits(["Mei Wu"], "WU Mei")
        and fits(["Jeanne Le Goff"], "Jeanne LE GOFF")
    )


def test_of_thousands_of_authors_the_one_that_is_looked_for_is_named_first():
    line = listed(["Jeanne Le Goff"], [*(f"A{n} Quay" for n in range(3_000)), "J. Le Goff"])
    assert line.startswith("J. Le Goff, A0 Quay") and line.endswith(", A18 Quay, …")


@pytest.mark.parametrize(
    ("engine", "more", "missing"),
    [
        ("searxng", {}, 'server = "http://127.0.0.1:8888"'),
        ("searxng", {"server": "searx"}, "'server' must be an address"),
        ("brave", {}, "needs the key of the Brave Search API"),
        ("mastodon", {"key": KEY}, "address of your Mastodon server"),
        ("mastodon", {"server": "https://toots.example"}, "needs a token"),
        ("bluesky", {"key": KEY}, "the name of your Bluesky account"),
        ("bluesky", {"user": "ines.example"}, "needs an app password"),
        ("openalex", {}, "needs the key of OpenAlex"),
        ("bluesky_feed", {}, "no Bluesky account stands in 'also'"),
        ("mastodon_tag", {"full": "!"}, "no hashtag can be made"),
        ("hal", {"company": True}, "a work's author is a person"),
        ("crossref", {"full": "Jeanne"}, "with a name of two words"),
        ("google_news", {"full": "J"}, "the name has but one letter"),
    ],
)
def test_what_an_engine_can_t_be_asked_without_is_said_before_it_is_asked(engine, more, missing):
    with pytest.raises(ValueError, match=r"\w") as error:
        Source(**{"engine": engine, "name": "jeanne", "full": "Jeanne Le Goff"} | more)
    assert missing in str(error.value)


def test_what_is_missing_is_said_whole_of_a_table_of_the_file():
    for engine, said in (
        ("brave", "Brave Search API"),
        ("openalex", "key of OpenAlex"),
        ("mastodon", "your Mastodon"),
    ):
        table = {"engine": engine, "name": "jeanne", "full": "Jeanne Le Goff"}
        [problem] = read(Source, table, where=("veille.toml", "source.x"))
        assert said in str(problem.why) and "…" not in str(problem.why)
    good = {"engine": "google_news", "name": "jeanne", "full": "Jeanne Le Goff", "also": ["J. Le Goff"]}
    assert read(Source, good, where=("veille.toml", "source.x")) == Source(
        "google_news", "jeanne", "Jeanne Le Goff", also=("J. Le Goff",)
    )


ALL = SearchOptions(
    searxng="http://127.0.0.1:8888",
    brave=Brave(KEY, 1000),
    bing_news=True,
    mastodon=Mastodon("https://masto.example", KEY),
    bluesky=Bluesky("ines", KEY),
    reddit=True,
    openalex=KEY,
)


def asked(name: WatchedName, search: SearchOptions = ALL) -> dict[str, NameSource]:
    return {wanted.label: wanted for wanted in Source.for_name(name, search)}


def test_a_name_asks_for_the_engines_that_can_look_for_it():
    jeanne = set(asked(WatchedName("jeanne", "Jeanne Le Goff")))
    assert jeanne >= {"google_news", "hacker_news", "mastodon_tag", "crossref", "hal", "brave", "openalex"}
    assert "bluesky_feed" not in jeanne
    quay = set(asked(WatchedName("quay", "Quay SAS", company=True, also=("@quay.example",))))
    assert quay >= {"google_news", "hacker_news", "mastodon_tag", "bluesky_feed", "searxng"}
    assert not quay & {"crossref", "hal", "openalex"}
    assert "crossref" in asked(WatchedName("x", "Ödön", orcid="0000-0002-1825-0097"))
    assert "google_news" in asked(WatchedName("x", "王小明"))
    assert asked(WatchedName("x", "X")) == {}


def test_only_what_search_allows_is_asked():
    jeanne = WatchedName("jeanne", "Jeanne Le Goff", also=("@jeanne.example",))
    assert set(asked(jeanne, SearchOptions())) == set(NEWS)
    assert asked(jeanne, SearchOptions(news=False)) == {}
    assert set(asked(jeanne, SearchOptions(news=False, reddit=True))) == {"reddit"}
    server = SearchOptions(mastodon=Mastodon("https://masto.example"))
    assert "mastodon" not in asked(jeanne, server), "the full text needs a token"
    assert asked(jeanne, server)["mastodon_tag"].options["server"] == "https://masto.example"


def test_each_engine_has_its_pace_and_a_budget_is_shared_by_the_names():
    found = asked(WatchedName("jeanne", "Jeanne Le Goff"))
    assert (found["google_news"].every, found["google_news"].least) == (3600, 600)
    assert (found["searxng"].every, found["searxng"].least) == (86400, 6 * 3600)
    assert (found["brave"].every, found["brave"].budget) == (86400, ("brave", 1000))
    many = asked(WatchedName("jeanne", "Jeanne Le Goff", names=50))
    assert many["brave"].every == 36 * 3600


def test_what_others_post_is_told_and_what_one_posts_oneself_only_kept():
    own = WatchedName("moi", "Jeanne Le Goff", also=("@jeanne.example",), alert=True)
    assert not asked(own)["bluesky_feed"].tells
    assert asked(replace(own, alert=False))["bluesky_feed"].tells


def test_a_search_says_whose_it_is_whether_it_gives_positions_and_whether_it_vouches():
    news = capabilities(Source("google_news", "jeanne", "Jeanne Le Goff"))
    page = capabilities(Source("brave", "jeanne", "J. L. G.", key=KEY))
    assert (news.searches_for, news.ranked, news.vouches, news.engine) == (
        "jeanne",
        False,
        True,
        "google_news",
    )
    assert (page.searches_for, page.ranked, page.vouches, page.engine) == ("jeanne", True, False, "brave")


def test_a_search_written_by_hand_is_completed_from_its_name_and_search():
    known = ConfigContext({"jeanne": WatchedName("jeanne", "Jeanne Le Goff", context=("musée",))}, ALL)
    found = Source.complete({"engine": "searxng", "name": "jeanne", "context": ["port"]}, known)
    assert (found["full"], found["server"], found["context"]) == (
        "Jeanne Le Goff",
        "http://127.0.0.1:8888",
        ["port"],
    )
    with pytest.raises(
        ValueError, match=r"'name' is no \[person.NAME\] or \[company.NAME\]; did you mean 'jeanne'\?"
    ):
        Source.complete({"engine": "searxng", "name": "jeane"}, known)
