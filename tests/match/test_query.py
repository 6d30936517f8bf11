"""What people type is parsed into something FTS5 always accepts, or answered with what was meant and where."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from veille.match.query import QueryError, from_lists, parse
from veille.text.fold import folded

EVERYDAY = [
    "e-réputation", "l'emploi", "l’emploi", "@jlegoff", "#opendata", "Saint-Étienne", "h/f", "24h/24", "C++", "C#",
    "F#", ".NET", "Lyon, communication", "R&D", "12:30", "4,5", "AT&T", "https://a.example/b?c=d", "cœur", "S.N.C.F.",
    "Notepad++", "aujourd'hui", "données_ouvertes", "50%", "n°5", "~20", "chargé(e)", "œuvre*",
]  # fmt: skip


@pytest.fixture(scope="module")
def archive() -> Iterator[sqlite3.Connection]:
    """A table as the archive's index is, with a text that has nearly nothing."""
    db = sqlite3.connect(":memory:")
    db.execute('CREATE VIRTUAL TABLE t USING fts5(title, text, tokenize="unicode61 remove_diacritics 2")')
    db.execute("INSERT INTO t VALUES('a b', 'c d')")
    yield db
    db.close()


def finds(fts: str, title: str, text: str = "") -> bool:
    db = sqlite3.connect(":memory:")
    try:
        db.execute('CREATE VIRTUAL TABLE t USING fts5(title, text, tokenize="unicode61 remove_diacritics 2")')
        db.execute("INSERT INTO t VALUES(?, ?)", (folded(title), folded(text)))
        return bool(db.execute("SELECT count(*) FROM t WHERE t MATCH ?", (fts,)).fetchone()[0])
    finally:
        db.close()


@pytest.mark.parametrize("word", EVERYDAY)
def test_an_everyday_word_finds_its_text(word: str) -> None:
    text = f"On lit : {word.rstrip('*')}, ici."
    quoted = f'"{word}"' if not word.endswith("*") else f'"{word[:-1]}"*'
    for query in (from_lists([word]), parse(word), parse(quoted), parse(f"zzz OR ({word}) OR {quoted}")):
        assert finds(query.fts, text)
        assert not finds(query.fts, "On lit ici.")


@pytest.mark.parametrize(
    ("query", "found", "not_found"),
    [
        ("one two", "two one", "one"),
        ('"one two"', "one two", "two one"),
        ("“one two”", "one two", "two one"),
        ("« one two »", "one two", "two one"),
        ("one + two", "one two", "two one"),
        ("one OR two AND three", "one", "two"),
        ("(one OR two) AND three", "two three", "one"),
        ("one OR two three", "one", "two"),
        ("one NOT two", "one three", "one two"),
        ("one NOT two NOT three", "one", "one three"),
        ("one NOT two three", "one two", "one two three"),
        ("one NOT (two OR three)", "one", "one three"),
        ("emplo*", "emplois", "remploi"),
        ("St*", "Stade", "Site"),
        ('"offre empl"*', "offre emploi", "offre d'emploi"),
        ('"offre empl" *', "offre emploi", "offre d'emploi"),
        ("NEAR(one two, 2)", "two x y one", "one x y z two"),
        ("NEAR (one two)", "one x x x two", "one" + " x" * 20 + " two"),
        ('NEAR("one two" three*, 1)', "one two threes", "two one three"),
        ("^one", "one two", "two one"),
        ("^ one", "one two", "two one"),
        ("one, two", "two one", "one"),
        ("12:30 one", "one 12:30", "12 one 30"),
        ("C++ NOT C#", "C++", "C++, C#"),
    ],
)
def test_the_language_is_that_of_fts5(query: str, found: str, not_found: str) -> None:
    assert finds(parse(query).fts, found)
    assert not finds(parse(query).fts, not_found)


@pytest.mark.parametrize(
    ("query", "title", "text", "met"),
    [
        ("title:one", "one", "", True),
        ("title:one", "", "one", False),
        ("title : one two", "one", "two", True),
        ("title:(one two)", "one", "two", False),
        ("{title text}: one", "", "one", True),
        ("text:(one OR title:two)", "two", "", False),
        ("-title:one", "one", "", False),
        ("-title:one", "", "one", True),
        ("TITLE:NEAR(one two)", "one two", "", True),
        ("one two", "one", "two", True),
    ],
)
def test_a_column_can_be_named(query: str, title: str, text: str, met: bool) -> None:
    assert finds(parse(query).fts, title, text) is met


@pytest.mark.parametrize(
    ("query", "position", "words"),
    [
        ("emploi -stage", 7, "did you mean NOT stage"),
        ("emploi –stage", 7, "did you mean NOT stage"),
        ("emploi !stage", 7, "did you mean NOT stage"),
        ('emploi -"stage long"', 7, "did you mean NOT"),
        ("emploi ! stage", 7, "did you mean NOT"),
        ("emploi OU stage", 7, "did you mean OR"),
        ("emploi ou stage", 7, "did you mean OR"),
        ("emploi or stage", 7, "did you mean OR"),
        ("emploi || stage", 7, "did you mean OR"),
        ("emploi | stage", 7, "did you mean OR"),
        ("emploi ET stage", 7, "did you mean AND"),
        ("emploi and stage", 7, "did you mean AND"),
        ("emploi && stage", 7, "did you mean AND"),
        ("emploi & stage", 7, "did you mean AND"),
        ("emploi SAUF stage", 7, "did you mean NOT"),
        ("emploi not stage", 7, "did you mean NOT"),
        ("near(emploi stage)", 0, "did you mean NEAR"),
        ("titre:emploi", 0, "did you mean title:"),
        ("texte:emploi", 0, "did you mean text:"),
        ("author:emploi", 0, "only title: and text:"),
        ("NOT stage", 0, "write 'this NOT that'"),
        ("(NOT stage)", 1, "write 'this NOT that'"),
        ("OR emploi", 0, "before OR"),
        ("emploi OR", 9, "ends where a word should follow"),
        ("emploi AND OR stage", 11, "before OR"),
        ("emploi (stage", 7, "is not closed"),
        ("emploi) stage", 6, "has no ( before it"),
        ("emploi ()", 8, "before this )"),
        ('emploi "stage', 7, "is not closed"),
        ("emploi «stage", 7, "is not closed"),
        ("NEAR(emploi", 0, "is not closed"),
        ("NEAR()", 0, "what stands near what"),
        ("NEAR(emploi (stage))", 12, "only words and phrases"),
        ("emp*loi", 3, "only stand at the end"),
        ("emploi *", 7, "only stand at the end"),
        ("*", 0, "only stand at the end"),
        ("emploi ^", 7, "should follow ^"),
        ("emploi ...", 7, "no letter or digit"),
        ('emploi "…"', 7, "no letter or digit"),
        ("emploi 🚀", 7, "no letter or digit"),
        ("emploi , - stage", 9, "no letter or digit"),
        ("{title emploi", 0, "quotes"),
        ("", 0, "empty"),
        ("  ", 0, "empty"),
    ],
)
def test_a_mistake_is_answered_with_its_place_and_what_was_meant(
    query: str, position: int, words: str
) -> None:
    with pytest.raises(QueryError) as caught:
        parse(query)
    assert words in str(caught.value)
    assert caught.value.position == position
    assert caught.value.text == query


def test_a_mistake_is_pointed_at() -> None:
    with pytest.raises(QueryError) as caught:
        parse("emploi OU stage")
    assert caught.value.pointed().startswith("emploi OU stage\n       ^ did you mean OR?")
    assert str(caught.value).endswith("(sign 8: emploi ▸OU stage)")


def test_in_a_long_query_what_stands_around_the_mistake_is_shown() -> None:
    with pytest.raises(QueryError) as caught:
        parse("mot\n" * 200 + "OU " + "mot " * 200)
    line, arrow = caught.value.pointed().split("\n")
    assert len(line) < 60
    assert line[arrow.index("^") :].startswith("OU mot")


@pytest.mark.parametrize("word", ["...", "", " ", "*", "—", "🚀", '""', "( )"])
def test_an_element_without_letters_is_a_mistake(word: str) -> None:
    for any_, and_, not_ in ([word], [], []), (["emploi"], [word], []), (["emploi"], [], [word]):
        with pytest.raises(QueryError, match="no letter or digit"):
            from_lists(any_, and_, not_)


def test_not_alone_says_what_to_do() -> None:
    with pytest.raises(QueryError, match="say in 'any' or 'and' what to look for"):
        from_lists([], [], ["stage"])


def test_lists_ask_for_one_of_each_and_none_of_not() -> None:
    fts = from_lists(["emploi", "offre de poste"], ["Lyon", "Bron"], ["stage", "altern*"]).fts
    assert finds(fts, "Un emploi à Bron")
    assert finds(fts, "Offre de poste", "à Lyon")
    assert not finds(fts, "Un emploi à Dijon")
    assert not finds(fts, "Lyon")
    assert not finds(fts, "Emploi à Lyon", "en alternance")
    assert finds(from_lists([], ["Lyon"]).fts, "Lyon")


INCLUSIVE = """Chargé de communication H/F|Chargée de communication|Chargé(e) de communication|Chargé·e de communication
|Chargé.e de communication|Chargé-e de communication|Chargé/e de communication|Chargé / Chargée de communication
|CHARGÉ.E de communication|Chargé.e.s de communication|CHARGÉ(E) DE COMMUNICATION
|Chargé ou chargée de communication""".replace("\n", "").split("|")


@pytest.mark.parametrize("text", INCLUSIVE)
@pytest.mark.parametrize(
    "typed", ["chargé de communication", "chargée de communication", "Chargé(e) de Communication"]
)
def test_every_inclusive_spelling_is_found_by_either_gender(typed: str, text: str) -> None:
    assert finds(from_lists([typed]).fts, text)
    assert finds(parse(f'"{typed}"').fts, f"Recrute {text} à Lyon")


@pytest.mark.parametrize("word", ["chargé", "chargée", "Chargé", "chargé·e"])
def test_a_lone_word_finds_the_inclusive_spellings_too(word: str) -> None:
    for text in ("Chargé(e)", "Chargé·e", "Chargé.e", "Chargé-e", "Chargé/e", "Chargé / Chargée", "CHARGÉ.E"):
        assert finds(from_lists([word]).fts, text)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("médiateur culturel", "Médiatrice culturelle"),
        ("médiatrice", "médiateur / médiatrice"),
        ("directeur", "Directrice de la culture"),
        ("directrice", "Directeur·rice"),
        ("acheteuse", "acheteur·se"),
        ("conseillère en insertion", "Conseiller(ère) en insertion"),
        ("assistant de direction", "Assistante de direction"),
        ("étudiants", "étudiant·e·s"),
        ("étudiante", "étudiant(e)"),
        ("régionales", "élections des régionaux·ales"),
        ("Directeur Général", "Directrice Général"),
        ("chargé de projet", "CHARGE DE PROJET"),
    ],
)
def test_other_feminines_meet_their_masculines(typed: str, text: str) -> None:
    assert finds(from_lists([typed]).fts, text)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("chargé de communication", "chargeur de communication"),
        ("chargé", "chargeur"),
        ("chargé de mission", "charges de mission"),
        ("armée", "une arme"),
        ("l'armée", "l'arme"),
        ("entrée", "entre nous"),
        ("données", "tu donnes"),
        ("données ouvertes", "donnés ouvert"),
        ("vente", "le vent"),
        ("mer", "la mère"),
        ("Carrier", "une carrière"),
        ("carrière", "Carrier"),
        ("Martin Laurent", "Martine Laurent"),
        ("René Martin", "Renée Martin"),
        ("Zola, Émile", "Zola, Émilie"),
    ],
)
def test_a_word_finds_no_other_word(typed: str, text: str) -> None:
    assert finds(from_lists([typed]).fts, typed)
    assert not finds(from_lists([typed]).fts, text)


def test_accents_do_not_count_as_headlines_in_capitals_have_none() -> None:
    """So the noun is found as well: "charge de communication" cannot be told from CHARGE DE COMMUNICATION."""
    assert finds(from_lists(["chargé de communication"]).fts, "CHARGE DE COMMUNICATION")
    assert finds(from_lists(["chargé de communication"]).fts, "la charge de communication")


def test_a_phrase_has_a_bounded_number_of_spellings() -> None:
    query = from_lists([" ".join(["assistant commercial médiateur culturel"] * 20)])
    assert query.fts.count(" OR ") < 32
    near = parse("NEAR(assistant commercial médiateur culturel directeur étudiant employé, 9)")
    assert near.fts.count("NEAR") <= 32


def test_needs_are_the_fewest_words_of_which_one_must_be_there() -> None:
    assert parse("marketing AND (stage OR alternance)").needs == {"marketing"}
    assert parse("logistique OR emploi*").needs == {"logistique", "emploi*"}
    assert parse("logistique NOT emploi").needs == {"logistique"}
    assert from_lists(["chargé de communication"]).needs == {"communication"}


def test_words_are_named_in_the_order_of_the_lists() -> None:
    query = from_lists(["emploi", "poste*"], ["Lyon"], ["stage"])
    assert [(word.part, word.shown) for word in query.words] == [
        ("any", "emploi"),
        ("any", "poste*"),
        ("and", "Lyon"),
        ("not", "stage"),
    ]
    query = parse('grève OR "rappel produit" NOT NEAR(grève transports, 6)')
    assert [(word.part, word.shown) for word in query.words] == [
        ("query", "grève"),
        ("query", "rappel produit"),
        ("not", "grève"),
        ("not", "transports"),
        ("not", "NEAR(grève transports, 6)"),
    ]


def test_a_proper_name_asks_for_itself_alone() -> None:
    assert from_lists(["Martin Laurent"]).fts == '"Martin Laurent"'


def test_the_expression_can_be_read() -> None:
    assert parse("C++ OR .NET").readable == '"C++" OR ".NET"'
    assert from_lists(["chargé de mission"]).readable == (
        '("chargé de mission" OR "chargée de mission" OR "chargé(e) de mission")'
    )


@pytest.mark.parametrize("opening", ["(", "a OR (", "a AND (", "chargé (", "NEAR(a b) OR (", "b AND a OR ("])
def test_brackets_may_stand_32_levels_deep(opening: str, archive: sqlite3.Connection) -> None:
    fts = parse(opening * 32 + "zz OR chargée" + ")" * 32).fts
    archive.execute("SELECT count(*) FROM t WHERE t MATCH ?", (fts,)).fetchone()
    with pytest.raises(QueryError, match="32 levels"):
        parse(opening * 33 + "zz" + ")" * 33)


def test_what_fts5_could_not_hold_is_refused_in_words(archive: sqlite3.Connection) -> None:
    with pytest.raises(QueryError, match="too deep"):
        parse("a NOT (" * 32 + "zz" + ")" * 32)
    fts = parse("a NOT (" * 16 + "zz" + ")" * 16).fts
    archive.execute("SELECT count(*) FROM t WHERE t MATCH ?", (fts,)).fetchone()


def test_long_lists_are_accepted(archive: sqlite3.Connection) -> None:
    for fts in (
        from_lists([f"mot{n}" for n in range(2000)]).fts,
        parse(" ".join(f"a{n}" for n in range(500))).fts,
    ):
        assert archive.execute("SELECT count(*) FROM t WHERE t MATCH ?", (fts,)).fetchone() == (0,)


SIGNS = st.sampled_from([
    "AND", "OR", "NOT", "NEAR(", "(", ")", '"', "*", "^", "+", ":", "title:", "{text}:", "-", ",", "'", "\\", "/",
    "“", "»", "a", "chargée", "C++", ".NET", "l’été", "e\u0301", "5", "St", "人", "🚀", ";", "--", " ",
    "\x00", "\ue003", "\ud800",
])  # fmt: skip
TYPED = st.one_of(
    st.lists(SIGNS, max_size=12).map(" ".join),
    st.lists(SIGNS, max_size=12).map("".join),
    st.text(max_size=20),
)


@given(TYPED)
@example("\x00")
@example('"')
@example("ⴀ 𞤀 ʼ ª ٣")
@settings(max_examples=100)
def test_whatever_is_typed_is_a_mistake_or_accepted_by_fts5(archive: sqlite3.Connection, text: str) -> None:
    try:
        fts = parse(text).fts
    except QueryError as error:
        assert 0 <= error.position <= len(text)
        assert error.pointed().count("\n") == 1 or not text.strip()
    else:
        archive.execute("SELECT count(*) FROM t WHERE t MATCH ?", (fts,)).fetchone()


@given(st.lists(TYPED, max_size=3), st.lists(TYPED, max_size=2), st.lists(TYPED, max_size=2))
@settings(max_examples=100)
def test_whatever_is_listed_is_a_mistake_or_accepted_by_fts5(
    archive: sqlite3.Connection, any_: list[str], and_: list[str], not_: list[str]
) -> None:
    try:
        fts = from_lists(any_, and_, not_).fts
    except QueryError as error:
        assert str(error)
    else:
        archive.execute("SELECT count(*) FROM t WHERE t MATCH ?", (fts,)).fetchone()
