"""Rules over batches: what is found, in which words, with which excerpt; and never a rule skipped that would have met."""

from __future__ import annotations

import threading
import timeit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veille.match.query import QueryError
from veille.match.rules import Doc, Matcher, RulePart, _met, _table, explain
from veille.model import MARK, UNMARK, Rule

JOB = Doc(
    "Chargé·e de communication H/F",
    "La Ville de Lyon recrute un·e chargé·e de communication. Lieu : Lyon 3e. Pas de stage.",
    "emplois-lyon",
)
NEWS = Doc("Grève des transports à Saint-Étienne", "Le cœur de la ville est bloqué.", "le-progres")


def found(rule: Rule, *docs: Doc) -> list[tuple[str, ...] | None]:
    """Return for each doc the words found, None where the rule isn't met."""
    return [hits[0].words if hits else None for hits in Matcher([rule]).find(docs)]


def marked(text: str) -> str:
    return text.replace("[", MARK).replace("]", UNMARK)


def test_what_is_found_comes_parallel_to_the_docs_in_the_order_of_the_rules() -> None:
    matcher = Matcher(
        [Rule("lyon", any=("Lyon",)), Rule("job", any=("chargé",)), Rule("city", any=("ville",))]
    )
    assert [[hit.rule for hit in hits] for hits in matcher.find([NEWS, JOB])] == [
        ["city"],
        ["lyon", "job", "city"],
    ]
    assert matcher.find([]) == []


def test_a_reason_names_what_was_found_as_the_source_spells_it_in_the_order_of_the_lists() -> None:
    rule = Rule("job", any=("chargée de communication",), and_=("Bron", "LYON"), not_=("alternance",))
    assert found(rule, JOB) == [("Chargé·e de communication", "Lyon")]
    assert found(Rule("x", any=("saint étienne", "grev*", "coeur")), NEWS) == [
        ("Saint-Étienne", "Grève", "cœur")
    ]


def test_the_beginning_of_a_word_is_enough_where_a_star_says_so() -> None:
    assert found(Rule("x", any=("commun*",)), JOB, NEWS) == [("communication",), None]
    assert found(Rule("x", any=("chargé de com*",)), JOB) == [("Chargé·e de communication",)]
    assert found(Rule("x", any=("commun",)), JOB) == [None]


def test_what_a_change_took_away_meets_no_rule() -> None:
    rule = Rule("r", any=("candidatures ouvertes",))
    came = Doc("Résidence: Candidatures ouvertes.", "+ Candidatures ouvertes. − Candidatures closes.", "s")
    went = Doc("Résidence: Candidatures closes.", "+ Candidatures closes. − Candidatures ouvertes.", "s")
    gone = Doc("Résidence: − Candidatures ouvertes.", "− Candidatures ouvertes.", "s")
    article = Doc("Températures", "De − 3 à + 2 degrés − candidatures ouvertes.", "s")
    assert found(rule, came, went, gone, article) == [
        ("Candidatures ouvertes",),
        None,
        None,
        ("candidatures ouvertes",),
    ]


def test_overlapping_phrases_are_named_as_one() -> None:
    doc = Doc("Ouvrir la ville de Lyon aux vélos", "", "s")
    assert found(Rule("x", any=("ville de Lyon", "la ville", "vélos")), doc) == [
        ("vélos", "la ville de Lyon")
    ]


def test_the_excerpt_shows_the_original_with_what_was_found_marked() -> None:
    [[hit]] = Matcher([Rule("job", any=("chargé de communication",), and_=("lyon",))]).find([JOB])
    assert hit.excerpt == marked(
        "La Ville de [Lyon] recrute un·e [chargé·e de communication]. Lieu : [Lyon] 3e. Pas de stage."
    )


def test_if_only_the_title_has_it_the_excerpt_is_the_texts_beginning() -> None:
    [[hit]] = Matcher([Rule("x", any=("grève",))]).find([NEWS])
    assert hit.excerpt == "Le cœur de la ville est bloqué."
    assert hit.words == ("Grève",)


def test_a_long_text_is_cut_around_what_was_found() -> None:
    doc = Doc("", "mot " * 500 + "Un cœur ﬁdèle bat. " + "mot " * 500, "s")
    [[hit]] = Matcher([Rule("x", any=("coeur fidèle",))]).find([doc])
    assert marked("Un [cœur ﬁdèle] bat.") in hit.excerpt
    assert hit.excerpt.startswith("…mot") and hit.excerpt.endswith("mot…")
    assert len(hit.excerpt) <= 222


def test_control_characters_in_a_text_are_no_marks() -> None:
    doc = Doc(f"a {MARK}b{UNMARK} grève", f"{UNMARK}grève{MARK}\x00 \ud800", "s")
    assert found(Rule("x", any=("grève",)), doc) == [("grève",)]


@pytest.mark.parametrize(
    "word", ["e-réputation", "l'emploi", "@jlegoff", "#opendata", "h/f", "24h/24", "C++", "C#", ".NET"]
)
def test_everyday_words_are_found_and_named(word: str) -> None:
    [words] = found(Rule("x", any=(word,)), Doc("", f"On lit {word} ici", "s"))
    assert words is not None
    assert words[0] in word and len(words[0]) >= len(word) - 1


def test_a_rule_is_limited_to_the_sources_that_its_globs_name() -> None:
    rule = Rule("x", any=("ville",), from_=("emplois-*", "lemonde"))
    assert found(rule, JOB, NEWS) == [("Ville",), None]
    assert found(Rule("x", any=("ville",), from_=("Emplois-*",)), JOB) == [None]


def test_a_rule_of_sources_alone_takes_all_that_they_give_but_what_not_excludes() -> None:
    assert found(Rule("x", from_=("emplois-*",)), JOB, NEWS) == [(), None]
    assert found(Rule("x", from_=("*",), not_=("stage",)), JOB, NEWS) == [None, ()]
    [[hit]] = Matcher([Rule("x", from_=("*",))]).find([NEWS])
    assert hit.excerpt == NEWS.text


def test_a_query_is_asked_like_the_lists() -> None:
    rule = Rule("x", query='(grève OR plainte OR "rappel produit") NOT NEAR(grève transports, 6)')
    assert found(rule, NEWS, Doc("Grève à Lyon", "Plainte", "s")) == [None, ("Grève", "Plainte")]
    assert found(Rule("x", query="title:ville"), JOB, NEWS) == [None, None]
    assert found(Rule("x", query="text:ville NOT stage"), JOB, NEWS) == [None, ("ville",)]


def test_a_rule_that_cannot_be_parsed_is_refused() -> None:
    with pytest.raises(QueryError, match="did you mean OR"):
        Matcher([Rule("x", query="a OU b")])
    with pytest.raises(QueryError, match="no letter or digit"):
        Matcher([Rule("x", from_=("*",), not_=("…",))])


def test_any_thread_may_ask() -> None:
    matcher = Matcher([Rule("x", any=("ville",))])
    seen: list[int] = []
    threads = [
        threading.Thread(target=lambda: seen.append(sum(map(len, matcher.find([JOB, NEWS])))))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [2, 2, 2, 2]


def test_an_explanation_says_of_each_word_whether_it_was_met() -> None:
    rule = Rule(
        "x", any=("chargé", "attaché"), and_=("Lyon",), not_=("stage", "CDD"), from_=("emplois-*", "indeed")
    )
    explained = explain(rule, JOB)
    assert not explained.met
    assert explained.parts == (
        RulePart("from", "emplois-*", True),
        RulePart("from", "indeed", False),
        RulePart("any", "chargé", True),
        RulePart("any", "attaché", False),
        RulePart("and", "Lyon", True),
        RulePart("not", "stage", True),
        RulePart("not", "CDD", False),
    )


def test_an_explanation_of_a_query_takes_its_columns_and_distances_into_account() -> None:
    explained = explain(Rule("x", query="title:lyon OR NEAR(ville stage, 2) NOT cdd"), JOB)
    assert not explained.met
    assert explained.parts == (
        RulePart("query", "lyon", False),
        RulePart("query", "ville", True),
        RulePart("query", "stage", True),
        RulePart("query", "NEAR(ville stage, 2)", False),
        RulePart("not", "cdd", False),
    )


def test_an_explanation_of_a_rule_of_sources_alone() -> None:
    assert explain(Rule("x", from_=("emplois-*",), not_=("alternance",)), JOB).met
    assert explain(Rule("x", from_=("emplois-*",), not_=("stage",)), JOB).parts == (
        RulePart("from", "emplois-*", True),
        RulePart("not", "stage", True),
    )
    assert not explain(Rule("x", any=("ville",), from_=("lemonde",)), JOB).met


WORDS = st.sampled_from([
    "chargé", "Chargée", "chargé·e", "de", "communication", "Saint-Étienne", "St Étienne", "C++", "C", "cœur", "coeur",
    "été", "ete", "l’été", "directrice", "directeur", "directeur/trice", "人", "𞤀", "data_x", "em\u00adploi", "emplois",
    "emp",
])  # fmt: skip
PHRASES = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)
ELEMENTS = st.tuples(PHRASES, st.sampled_from(["", "", "*"])).map("".join)
LISTS = st.lists(ELEMENTS, max_size=2).map(tuple)
RULES = st.one_of(
    st.builds(lambda element, and_, not_: Rule("x", (element,), and_, not_), ELEMENTS, LISTS, LISTS),
    st.builds(
        lambda a, b, c, form: Rule("x", query=form.format(a, b, c)),
        *[PHRASES.map(lambda phrase: f'"{phrase}"')] * 3,
        st.sampled_from(
            ["{} OR {} AND {}", "{} NOT {} {}", "NEAR({} {}, 2) OR title:{}", "({} OR {}*) AND text:({})"]
        ),
    ),
)
DOCS = st.builds(Doc, *[st.lists(WORDS, max_size=6).map(" ".join)] * 2, st.just("s"))


@given(st.lists(RULES, max_size=8), st.lists(DOCS, min_size=1, max_size=4))
@settings(max_examples=100)
def test_no_rule_is_passed_over_that_would_have_met(rules: list[Rule], docs: list[Doc]) -> None:
    """What the batch's own words let through is compared with every rule run on the batch."""
    matcher = Matcher(rules)
    db = _table(docs)
    try:
        all_run = [
            [
                number
                for number, ready in enumerate(matcher._ready)
                if row in {met[0] for met in _met(db, ready, len(docs))}
            ]
            for row in range(len(docs))
        ]
    finally:
        db.close()
    assert [len(hits) for hits in matcher.find(docs)] == [len(numbers) for numbers in all_run]


# Control characters, MARK among them, are taken out of all that is remote.
TEXT = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=30)


@given(st.lists(RULES, min_size=1, max_size=4), st.lists(DOCS, max_size=3), TEXT)
@settings(max_examples=60)
def test_what_is_found_stands_in_the_doc_as_it_is_named(
    rules: list[Rule], docs: list[Doc], text: str
) -> None:
    docs = [*docs, Doc(text, f"{text} chargé·e {text}", "s")]
    for doc, hits in zip(docs, Matcher(rules).find(docs), strict=True):
        for hit in hits:
            assert hit.words
            assert all(word and (word in doc.title or word in doc.text) for word in hit.words)
            assert hit.excerpt.count(MARK) == hit.excerpt.count(UNMARK)


def test_a_thousand_rules_cost_milliseconds() -> None:
    """15 ms for 20 items of 490 signs, 0.5 for one that nothing can meet; ten times that on a loaded machine."""
    rules = [
        Rule(str(n), any=(f"mot{n} rare", f"chargé de mission{n}"), and_=(f"ville{n}", "Lyon"))
        for n in range(1000)
    ]
    matcher = Matcher(rules)
    docs = [
        Doc(f"Chargé de mission{n}", f"Lyon, ville{n} mot{n} " + "du texte autour " * 28, "s")
        for n in range(20)
    ]
    assert sum(map(len, matcher.find(docs))) == 20
    assert min(timeit.repeat(lambda: matcher.find(docs), number=1, repeat=5)) < 0.15
    assert min(timeit.repeat(lambda: matcher.find([NEWS]), number=1, repeat=5)) < 0.005
