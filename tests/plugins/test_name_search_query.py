"""What engines are asked for: the forms of a name, in each one's syntax; and what can't be asked."""

from __future__ import annotations

import pytest

from veille import Secret
from veille.options import read
from veille_plugins.name_search import Source
from veille_plugins.name_search.authors import fits, listed
from veille_plugins.name_search.query import (
    Query,
    bluesky_accounts,
    each,
    either,
    locale,
    names,
    phrases,
    ranked,
    tags,
)

KEY = Secret("key", "not-for-anybody")


def test_a_name_is_looked_for_as_it_is_said_without_hyphens_and_surname_first():
    assert phrases(Query("Jean-Noël Lefebvre")) == (
        "Jean-Noël Lefebvre",
        "Jean Noël Lefebvre",
        "Lefebvre Jean-Noël",
    )
    assert phrases(Query("Le Goff, Jeanne")) == ("Jeanne Le Goff", "Le Goff Jeanne")
    assert phrases(Query("Jeanne Le Goff")) == ("Jeanne Le Goff", "Le Goff Jeanne")
    assert phrases(Query("Inès MOREL DUPUIS")) == ("Inès MOREL DUPUIS", "MOREL DUPUIS Inès")
    assert phrases(Query("Inès Morel Dupuis")) == (
        "Inès Morel Dupuis",
        "Dupuis Inès Morel",
        "Morel Dupuis Inès",
    )


def test_other_forms_are_phrases_and_accounts_and_pages_are_not():
    query = Query(
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
    assert phrases(Query("Quai Ouest SAS", company=True)) == ("Quai Ouest",)
    assert phrases(Query("Quai Ouest, S.A.R.L.", company=True)) == ("Quai Ouest",)
    assert phrases(Query("SE", company=True)) == ("SE",)


def test_quotation_marks_in_a_name_do_not_end_the_phrase():
    assert either(Query('Jeanne "Jo" Le Goff'), signs=500, words=50).startswith('"Jeanne Jo Le Goff" OR ')


def test_as_many_forms_as_an_engine_takes_stand_in_one_query_the_likeliest_first():
    query = Query("Jeanne Le Goff", also=("Jeanne-Marie Le Goff",))
    assert either(query, signs=500, words=50) == (
        '"Jeanne Le Goff" OR "Jeanne-Marie Le Goff" OR "Jeanne Marie Le Goff" OR "Le Goff Jeanne"'
        ' OR "Le Goff Jeanne-Marie"'
    )
    assert either(query, signs=40, words=50) == '"Jeanne Le Goff" OR "Le Goff Jeanne"'
    assert either(query, signs=500, words=7) == '"Jeanne Le Goff" OR "Jeanne-Marie Le Goff"'
    assert either(query, signs=3, words=1) == '"Jeanne Le Goff"'


def test_context_narrows_the_search_for_one_word_and_for_nothing_else():
    one = Query("Confluence", also=("Confluence Robotique",), company=True, context=("Lyon", "bras robotisé"))
    assert either(one, signs=500, words=50) == (
        '("Confluence" ("Lyon" OR "bras robotisé")) OR "Confluence Robotique"'
    )
    assert each(one, most=4) == (
        '"Confluence" "Lyon"',
        '"Confluence" "bras robotisé"',
        '"Confluence Robotique"',
    )
    assert ranked(one) == '"Confluence" Lyon'
    two = Query("Jeanne Le Goff", context=("Lorient",))
    assert "Lorient" not in either(two, signs=500, words=50) + ranked(two) + "".join(each(two, most=9))


def test_a_nickname_is_looked_for_only_where_context_narrows_the_search():
    jo = Query("Jeanne Le Goff", also=("Jo",))
    assert phrases(jo) == ("Jeanne Le Goff", "Le Goff Jeanne")
    near = Query("Jeanne Le Goff", also=("Jo",), context=("Lorient",))
    assert either(near, signs=500, words=50) == ('"Jeanne Le Goff" OR ("Jo" ("Lorient")) OR "Le Goff Jeanne"')
    assert phrases(Query("Quai Ouest", also=("QO",), company=True)) == ("Quai Ouest", "QO")


def test_engines_without_or_are_asked_for_each_phrase_once_whatever_its_hyphens():
    assert each(Query("Jean-Noël Lefebvre"), most=5) == ('"Jean-Noël Lefebvre"', '"Lefebvre Jean-Noël"')
    assert each(Query("Jean-Noël Lefebvre"), most=1) == ('"Jean-Noël Lefebvre"',)


def test_tags_are_those_given_then_the_names_run_together():
    query = Query(
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
    assert bluesky_accounts(Query("Jeanne Le Goff", also=(*also, "did:plc:aaaa", "port.example"))) == (
        "jeanne.example",
        "quai.example",
        "did:plc:aaaa",
    )


def test_a_language_has_its_country():
    assert [locale(one) for one in ("fr", "en", "fr-CA", "EN-gb")] == [
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
        assert said in problem.message and "…" not in problem.message
    good = {"engine": "google_news", "name": "jeanne", "full": "Jeanne Le Goff", "also": ["J. Le Goff"]}
    assert read(Source, good, where=("veille.toml", "source.x")) == Source(
        "google_news", "jeanne", "Jeanne Le Goff", also=("J. Le Goff",)
    )


def test_an_engine_applies_where_there_is_something_to_ask_it_for():
    jeanne = {"name": "jeanne", "full": "Jeanne Le Goff", "also": []}
    quay = {"name": "quay", "full": "Quay SAS", "company": True, "also": ["@quay.example"]}
    for engine in ("google_news", "hacker_news", "mastodon_tag", "crossref", "hal", "brave", "openalex"):
        assert Source.applies(engine=engine, **jeanne), engine
    assert not Source.applies(engine="bluesky_feed", **jeanne)
    for engine in ("google_news", "hacker_news", "mastodon_tag", "bluesky_feed", "searxng"):
        assert Source.applies(engine=engine, **quay), engine
    for engine in ("crossref", "hal", "openalex"):
        assert not Source.applies(engine=engine, **quay), engine
    assert Source.applies(engine="crossref", name="x", full="Ödön", orcid="0000-0002-1825-0097")
    assert Source.applies(engine="google_news", name="x", full="王小明")
    assert not Source.applies(engine="google_news", name="x", full="X")


def test_searches_that_give_positions_say_so_and_each_has_its_pace():
    news, page = (
        Source("google_news", "jeanne", "Jeanne Le Goff"),
        Source("brave", "jeanne", "J. L. G.", key=KEY),
    )
    assert (news.ranked, page.ranked) == (False, True)
    assert (news.pace, page.pace) == (3600, 86400)
