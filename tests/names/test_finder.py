"""A person's name is found in every form in which it is written, at its place in the original."""

from __future__ import annotations

from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patience import work
from veille.match.rules import Doc
from veille.model import Name
from veille.names.finder import Names
from veille.names.forms import parts
from veille.names.spelling import NameForm, Sighting, folds


def seen(name: str, text: str, *, also: tuple[str, ...] = (), company: bool = False) -> list[tuple[str, str]]:
    """Return the forms in which a name is found in a text, each with the words that stand there."""
    one = Name("moi", name, "moi", also=also, company=company)
    return [(s.form.value, text[s.start : s.end]) for s in Names([one]).find([Doc("", text, "feed")])[0]]


@pytest.mark.parametrize(
    ("name", "written", "form"),
    [
        ("Inès Morel", "Inès Morel", "full"),
        ("Inès Morel", "Ines Morel", "full"),
        ("Inès Morel", "INÈS MOREL", "full"),
        ("Inès Morel", "inès morel", "full"),
        ("Inès Morel", "Inès\u00a0Morel", "full"),
        ("Inès Morel", "Inès\u202fMorel", "full"),
        ("Inès Morel", "Ine\u0300s Morel", "full"),
        ("Inès Morel", "Inès Mo\u00adrel", "full"),
        ("Inès Morel", "In\u200bès Morel", "full"),
        ("Inès Morel", "In&egrave;s&nbsp;Morel", "full"),
        ('Inès "Nini" Morel', "Inès Morel", "full"),
        ("Inès (Nini) Morel", "Inès Morel", "full"),
        ("Morel, Mme Inès", "Inès Morel", "full"),
        ("Inès Morel", "Inès\nMorel", "full"),
        ("Inès Morel", "Inès** Morel", "full"),
        ("Inès Morel", "MOREL Inès", "inverted"),
        ("Inès Morel", "MOREL, Inès", "inverted"),
        ("Inès Morel", "Morel, Inès", "inverted"),
        ("Inès Morel", "Morel (Inès", "inverted"),
        ("Inès Morel", "I. Morel", "initials"),
        ("Inès Morel", "I.Morel", "initials"),
        ("Inès Morel", "Morel I.", "initials"),
        ("Inès Morel", "MOREL, I.", "initials"),
        ("François Cœurdacier", "Francois Coeurdacier", "full"),
        ("Jürgen Müller", "Juergen Mueller", "full"),
        ("Søren Łukasz", "Soren Lukasz", "full"),
        ("Hans Groß", "Hans GROSS", "full"),
        ("Jean-Noël Lefebvre", "Jean-Noël Lefebvre", "full"),
        ("Jean-Noël Lefebvre", "Jean Noël Lefebvre", "full"),
        ("Jean-Noël Lefebvre", "Jean‑Noël Lefebvre", "full"),
        ("Jean-Noël Lefebvre", "Jean – Noël Lefebvre", "full"),
        ("Jean-Noël Lefebvre", "JeanNoël Lefebvre", "full"),
        ("Jean Noël Lefebvre", "Jean-Noël LEFEBVRE", "full"),
        ("Jean-Noël Lefebvre", "J.-N. Lefebvre", "initials"),
        ("Jean-Noël Lefebvre", "J. N. Lefebvre", "initials"),
        ("Jean-Noël Lefebvre", "J.N. Lefebvre", "initials"),
        ("Jean-Noël Lefebvre", "J-N Lefebvre", "initials"),
        ("Jean-Noël Lefebvre", "JN Lefebvre", "initials"),
        ("Jean-Noël Lefebvre", "J N Lefebvre", "initials"),
        ("Jean-Noël Lefebvre", "Jean-N. Lefebvre", "initials"),
        ("Jean-Noël Lefebvre", "Lefebvre J.-N.", "initials"),
        ("Charlotte Delorme", "Ch. Delorme", "initials"),
        ("Gwenaëlle Le Goff", "Gwenaëlle LE GOFF", "full"),
        ("Gwenaëlle Le Goff", "Gwenaelle Legoff", "full"),
        ("Gwenaëlle Le Goff", "LE GOFF Gwenaëlle", "inverted"),
        ("Gwenaëlle Le Goff", "G. Le Goff", "initials"),
        ("Hélène de La Tour", "Hélène La Tour", "full"),
        ("Hélène de La Tour", "Hélène Delatour", "full"),
        ("Hélène de La Tour", "Hélène De La Tour", "full"),
        ("Hélène d'Arvor", "Hélène d’Arvor", "full"),
        ("Hélène d'Arvor", "Hélène D'ARVOR", "full"),
        ("Hélène d'Arvor", "Hélène Darvor", "full"),
        ("Jürgen von Alten", "Jürgen Von Alten", "full"),
        ("Vincent Van Doorn", "Vincent van Doorn", "full"),
        ("Pat O'Dowd", "Pat O’Dowd", "full"),
        ("Pat O'Dowd", "Pat O ' Dowd", "full"),
        ("Aurore Saint-Clair", "Aurore St-Clair", "full"),
        ("Aurore Saint-Clair", "Aurore St. Clair", "full"),
        ("Inès Morel-Dupuis", "Inès MOREL--DUPUIS", "full"),
        ("Inès Morel-Dupuis", "Ines Morel Dupuis", "full"),
        ("Inès Morel-Dupuis", "Inès Morel - Dupuis", "full"),
        ("Inès Morel-Dupuis", "Inès Morel", "half"),
        ("Inès Morel-Dupuis", "Inès Dupuis", "half"),
        ("Inès Morel-Dupuis", "MOREL-DUPUIS Inès", "inverted"),
        ("Inès Claire Morel", "Inès Morel", "half"),
        ("Pierre Descaves", "Pierre Des--caves", "full"),
        ("Pierre Descaves", "Pierre Des-\ncaves", "full"),
        ("A. Dupont", "A. Dupont", "full"),
    ],
)  # fmt: skip
def test_a_name_is_found_as_it_is_written(name: str, written: str, form: str) -> None:
    assert seen(name, f"Ici parle {written}, dit-on.") == [(form, written)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('John "Jack" Holloway', 'John "Jack" Holloway'),
        ("le livre de John F. Holloway est paru", "John F. Holloway"),
        ("le livre de John Fitzgerald Holloway est paru", "John Fitzgerald Holloway"),
        ("le livre de John (dit « Jack ») Holloway est paru", "John (dit « Jack ») Holloway"),
        ("le livre de John dit le Grand Holloway est paru", "John dit le Grand Holloway"),
    ],
)
def test_a_middle_name_or_a_nickname_may_stand_between(text: str, words: str) -> None:
    found = Names([Name("john", "John Holloway", "john")]).find([Doc("", text, "feed")])[0]
    assert [(sighting.between, text[sighting.start : sighting.end]) for sighting in found] == [(True, words)]


@pytest.mark.parametrize(
    "text",
    [
        "la robe d'Inès Morel",
        "l’Inès Morel d'hier",
        "Inès Morel's book",
        "« Inès Morel »",
        "(Inès Morel)",
        "pro-Inès Morel",
    ],
)
def test_elision_possession_and_quotes_are_no_part_of_a_name(text: str) -> None:
    assert seen("Inès Morel", text) == [("full", "Inès Morel")]


def test_a_surname_alone_counts_only_below_a_fuller_form() -> None:
    text = "Ce soir, Mme Le Goff parle. On a vu Le Goff à Brest."
    assert seen("Gwenaëlle Le Goff", text) == []
    assert seen("Gwenaëlle Le Goff", f"Ici Gwenaëlle Le Goff. {text}")[1:] == [
        ("titled", "Mme Le Goff"),
        ("surname", "Le Goff"),
    ]


def test_the_fuller_form_may_stand_in_another_field() -> None:
    names = Names([Name("moi", "Gwenaëlle Le Goff", "moi")])
    doc = Doc("Portrait : Gwenaëlle Le Goff", "Mme Le Goff chante.", "feed", author="G. Le Goff")
    assert [(sighting.field, sighting.form) for sighting in names.find([doc])[0]] == [
        ("title", NameForm.FULL),
        ("text", NameForm.TITLED),
        ("author", NameForm.INITIALS),
    ]


def test_another_form_is_an_alias_and_may_have_another_surname() -> None:
    found = seen("Inès Morel-Dupuis", "Inès Vasseur et I. Vasseur", also=("Inès Vasseur",))
    assert found == [("alias", "Inès Vasseur"), ("initials", "I. Vasseur")]


def test_two_persons_of_one_name_are_both_told() -> None:
    names = Names([Name("un", "Jean Morel", "un"), Name("deux", "Jean Morel", "deux")])
    assert [sighting.name for sighting in names.find([Doc("", "Jean Morel chante.", "feed")])[0]] == [
        "deux",
        "un",
    ]


def test_docs_are_answered_each_in_its_place() -> None:
    names = Names([Name("moi", "Inès Morel", "moi")])
    found = names.find([Doc("", "rien", "a"), Doc("", "Ici Inès Morel", "a"), Doc("", "", "a")])
    assert found == [[], [Sighting("moi", NameForm.FULL, "text", 4, 14)], []]


@pytest.mark.parametrize(
    ("name", "given", "surname"),
    [
        ("Inès Morel-Dupuis", ("Inès",), ("Morel-Dupuis",)),
        ("MARTIN Jean", ("Jean",), ("MARTIN",)),
        ("Martin, Jean", ("Jean",), ("Martin",)),
        ("Jean-Noël LE GOFF", ("Jean-Noël",), ("LE", "GOFF")),
        ("Hélène de La Tour", ("Hélène",), ("de", "La", "Tour")),
        ("Hélène d'Arvor", ("Hélène",), ("d'Arvor",)),
        ("JN Dupont", ("JN",), ("Dupont",)),
        ("Marie Claire Dupont", ("Marie", "Claire"), ("Dupont",)),
        ("Mme Inès Morel", ("Inès",), ("Morel",)),
        ("John Holloway Jr.", ("John",), ("Holloway",)),
        ("Madonna", (), ("Madonna",)),
    ],
)
def test_a_name_is_cut_where_its_surname_begins(
    name: str, given: tuple[str, ...], surname: tuple[str, ...]
) -> None:
    cut = parts(name)
    assert (cut.first_names, cut.surname) == (given, surname)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Иван Петров", "вот Иван Петров, да"),
        ("王小明", "昨天王小明说"),
        ("محمد سعيد", "قال محمد سعيد اليوم"),
    ],
)
def test_a_name_in_another_script_is_found_exactly(name: str, text: str) -> None:
    assert seen(name, text) == [("exact", name)]
    assert seen(name, text[::-1]) == []


PIECES = st.sampled_from([
    "Inès", "Morel", "-", "--", "Dupuis", "MOREL", ",", " ", "\u00a0", ".", "I", "Jean", "M.", "Mme", "rue", "e\u0301",
    "\u00ad", "&eacute;", "&#1114112;", "\u200b", "@inesmd", "inesmorel.example", "/", "0000-0002-1825-0097", "王小明",
    "\ud800", "’", "St",
])  # fmt: skip
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=4)), max_size=14).map("".join)
ALL = Names([
    Name(
        "moi", "Inès Morel-Dupuis", "moi", also=("Inès Morel", "@inesmd", "王小明"), mine=("inesmorel.example",),
        orcid="0000-0002-1825-0097",
    ),
])  # fmt: skip
PARTS = {"ines", "i", "morel", "dupuis", "moreldupuis", "mme", "m", "inesmd", "inesmorel", "example", "x"}


@settings(max_examples=60)
@given(TEXTS, TEXTS)
def test_any_text_may_be_read_and_what_is_found_is_the_name(title: str, text: str) -> None:
    doc = Doc(title, text, "feed", author=text, url=title)
    for sighting in ALL.find([doc])[0]:
        field = getattr(doc, sighting.field)
        assert 0 <= sighting.start < sighting.end <= len(field)
        if (
            sighting.field != "url"
            and sighting.form
            in (NameForm.FULL, NameForm.HALF, NameForm.ALIAS, NameForm.INVERTED, NameForm.INITIALS)
            and not sighting.between
        ):
            found = set(folds(field[sighting.start : sighting.end]))
            assert found <= PARTS | {"王小明"}, (field[sighting.start : sighting.end], sighting)


@settings(max_examples=40)
@given(st.text(max_size=30), st.lists(st.text(max_size=20), max_size=3))
def test_any_name_may_be_looked_for(name: str, also: list[str]) -> None:
    for company in (False, True):
        names = Names([Name("k", name, "k", company=company, also=tuple(also))])
        names.find([Doc(name, f"Ici {name}, là {' '.join(also)}.", "feed", url=name)])


def test_a_hostile_text_is_read_in_little_time() -> None:
    names = Names(
        [Name("moi", "Jean-Noël Martin", "moi", also=("@jnm", "jn@martin.example"), mine=("martin.example",))]
    )
    texts = (
        "a" * 100_000 + "@",
        "J" + " " * 50_000 + "." + " " * 50_000 + "Martin",
        "Jean-Noël Martin. " * 5_000,
        "Martin " * 20_000,
        "martin.example/" + "a." * 50_000,
        "de " * 30_000 + "Martin",
    )
    with work(4):
        found = names.find([Doc("", text, "feed") for text in texts])
    assert len(found[2]) == 5_000


def test_decomposed_text_keeps_its_places() -> None:
    text = normalize("NFD", "Dès l'été, Éloïse Garnier a chanté.")
    assert [normalize("NFC", words) for _, words in seen("Éloïse Garnier", text)] == ["Éloïse Garnier"]


@pytest.mark.parametrize("letter", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
def test_any_initial_may_stand_between_first_name_and_surname(letter: str) -> None:
    assert seen("Valérian Quérouil", f"Hier Valerian {letter}. Querouil a parlé.") == [
        ("full", f"Valerian {letter}. Querouil")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Valérian et M. Quérouil sont là.",
        "Valérian e Quérouil",
        "Valérian De Quérouil",
        "avec Valérian. M. Quérouil a dit",
        "Ici VALÉRIAN Y QUÉROUIL CANTAN HOY",
    ],
)
def test_two_people_and_a_particle_are_no_initial(text: str) -> None:
    assert seen("Valérian Quérouil", text) == []


@pytest.mark.parametrize(
    ("name", "text", "form", "tag"),
    [
        ("Valérian Quérouil", "au salon #ValérianQuérouil !", "full", "ValérianQuérouil"),
        ("Valérian Quérouil", "#valerianquerouil", "full", "valerianquerouil"),
        ("QUÉROUIL Valérian", "(#ValerianQuerouil)", "full", "ValerianQuerouil"),
        ("Jean-Noël Le Goff", "vu #JeanNoëlLeGoff hier", "full", "JeanNoëlLeGoff"),
        ("Sophie Claire Petit", "#SophiePetit", "half", "SophiePetit"),
    ],
)
def test_a_hashtag_is_the_name_run_together(name: str, text: str, form: str, tag: str) -> None:
    assert seen(name, text) == [(form, tag)]


@pytest.mark.parametrize(
    "text",
    ["ValérianQuérouil", "#PrixValérianQuérouil", "#ValérianQuérouilFans", "@valerianquerouil", "#VQuérouil"],
)
def test_a_name_run_together_is_one_after_its_sign_alone(text: str) -> None:
    assert seen("Valérian Quérouil", text) == []


def test_an_other_form_has_its_hashtag_too() -> None:
    assert seen("Inès Morel-Dupuis", "#InèsMorel", also=("Inès Morel",)) == [("alias", "InèsMorel")]
