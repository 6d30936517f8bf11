"""Who is meant by a name: sure, unsure, a homonym; each weight moves the verdict its way, and says why."""

from __future__ import annotations

import pytest

from patience import work
from veille.match.rules import Doc
from veille.model import MARK, UNMARK, Clue, Mention, Name, Verdict
from veille.names.learning import Learnt, Marked, words_of
from veille.names.mentions import Mentions
from veille.names.spelling import Field, NameForm, Sighting
from veille.names.verdict import SURE, UNLIKELY, Why, judge, likeliness, odds_of

INES = Name(
    "moi",
    "Inès Morel-Dupuis",
    "moi",
    context=("médiation", "musée", "Lyon"),
    not_=("handball", "Strasbourg"),
    mine=("inesmorel.example",),
    homonyms=0.06,
)


def mention(
    name: Name,
    text: str,
    *,
    said: str = "",
    form: NameForm = NameForm.FULL,
    title: str = "",
    field: Field = "text",
    url: str = "https://lettre.example/1",
    learnt: Learnt | None = None,
    between: bool = False,
) -> Mention:
    """Judge a document where the name stands in one place, as `said`."""
    doc = Doc(title, text, "feed", "", url)
    said = said or name.name
    start = getattr(doc, field).index(said)
    return judge(name, [Sighting(name.key, form, field, start, start + len(said), between)], doc, learnt)


def named(homonyms: float | None, **keys: tuple[str, ...]) -> Name:
    return Name("jm", "Jean Martin", "jm", homonyms=homonyms, **keys)


def clue(found: Mention, kind: Why) -> tuple[str, ...] | None:
    return next((reason.words for reason in found.clues if reason.kind == kind), None)


def test_the_mock_up_s_alert_is_sure_for_the_reasons_that_it_shows():
    text = (
        "Samedi, à la Fabrique, Inès Morel-Dupuis a ouvert les réserves aux familles. "
        "La médiation au musée, dit-elle, commence par l'écoute. À Lyon aussi."
    )
    found = mention(INES, text)
    assert found.verdict is Verdict.SURE
    assert found.clues == (
        Clue(Why.FORM, (NameForm.FULL, "text")),
        Clue(Why.NEAR, ("médiation", "musée", "Lyon")),
        Clue(Why.NO_NOT),
    )
    assert found.words == ("Inès Morel-Dupuis",)
    assert f"{MARK}Inès Morel-Dupuis{UNMARK} a ouvert" in found.excerpt
    assert f"La {MARK}médiation{UNMARK} au {MARK}musée{UNMARK}" in found.excerpt


def test_the_mock_up_s_runner_of_strasbourg_is_rather_a_homonym_but_asked():
    found = mention(
        INES,
        "",
        title="Résultats du cross de Strasbourg : I. Morel 14e",
        said="I. Morel",
        form=NameForm.INITIALS,
        field="title",
    )
    assert found.verdict is Verdict.UNSURE
    assert 0.3 < found.likely < 0.45
    assert clue(found, Why.NOT_NEAR) == ("Strasbourg",)
    assert clue(found, Why.AROUND) == ("cross",)


def test_words_of_a_homonym_make_a_homonym():
    found = mention(
        INES, "Inès Morel-Dupuis a marqué huit buts pour Strasbourg, qui domine le handball français."
    )
    assert found.verdict is Verdict.HOMONYM
    assert clue(found, Why.NOT_NEAR) == ("handball", "Strasbourg")


def test_with_fewer_than_one_homonym_a_full_name_is_sure():
    for homonyms in (0.0, 0.3, 0.99):
        found = mention(named(homonyms), "Jean Martin est passé.")
        assert found.verdict is Verdict.SURE, homonyms
        assert clue(found, Why.RARE) == ()


@pytest.mark.parametrize("homonyms", [20.1, 109, 4442, 50_000])
def test_with_more_than_twenty_it_is_not_sure_without_a_word_that_points_to_the_person(homonyms: float):
    bare = mention(named(homonyms, context=("Rennes",)), "Jean Martin est passé.")
    assert bare.verdict is not Verdict.SURE
    assert clue(bare, Why.NO_CONTEXT) == ()
    assert clue(bare, Why.HOMONYMS) == (str(round(homonyms)),)


@pytest.mark.parametrize("homonyms", [20.1, 109, 4442])
def test_one_context_word_in_the_sentence_a_handle_or_an_own_page_makes_it_sure(homonyms: float):
    name = named(homonyms, context=("Rennes",), mine=("jm.example",))
    assert mention(name, "Jean Martin, de Rennes, est passé.").verdict is Verdict.SURE
    assert mention(name, "Jean Martin est passé.", title="Rennes en fête").verdict is Verdict.SURE
    assert mention(name, "Vu par @jm hier", said="@jm", form=NameForm.HANDLE).verdict is Verdict.SURE
    page = "https://jm.example/moi"
    assert (
        mention(name, "", said="jm.example/moi", form=NameForm.OWN, field="url", url=page).verdict
        is Verdict.SURE
    )


def test_the_more_homonyms_the_less_likely():
    odds = [odds_of(bearers) for bearers in (0, 0.5, 1, 2, 5, 20, 100, 1000, 10_000)]
    assert odds == sorted(odds, reverse=True)
    assert len(set(odds)) == len(odds)
    assert likeliness(odds_of(1)) >= SURE > likeliness(odds_of(20)) > UNLIKELY


def test_a_full_name_that_thousands_bear_is_asked_rather_than_set_aside():
    assert mention(named(4442.0), "Jean Martin est passé.").verdict is Verdict.UNSURE


def test_a_word_in_the_sentence_says_more_than_one_elsewhere_and_that_more_than_none():
    name = named(300, context=("Rennes",))
    far = " Rien à signaler de plus dans ce canton." * 12
    close = mention(name, "Jean Martin, de Rennes, est passé." + far).likely
    elsewhere = mention(name, "Jean Martin est passé." + far + " Rennes dormait.").likely
    none = mention(name, "Jean Martin est passé." + far).likely
    assert close > elsewhere > none
    assert clue(mention(name, "Jean Martin est passé." + far + " Rennes dormait."), Why.DOCUMENT) == (
        "Rennes",
    )


def test_more_context_words_say_more():
    name = named(5000, context=("Rennes", "lait", "coopérative"))
    likely = [
        mention(name, f"Jean Martin {words}.").likely
        for words in (
            "est passé",
            "est de Rennes",
            "vend du lait à Rennes",
            "vend le lait de la coopérative de Rennes",
        )
    ]
    assert likely == sorted(likely) and len(set(likely)) == 4


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("médiation", "MEDIATION : Jean Martin parle"),
        ("mediation", "Jean Martin et la médiation"),
        ("médiat*", "Jean Martin, médiateur"),
        ("chargé de projet", "Jean Martin, chargée de projet"),
        ("L’Isle-d’Abeau", "Jean Martin vit à L'Isle-d'Abeau"),
        ("St-Malo", "Jean Martin, de Saint-Malo"),
        ("C++", "Jean Martin programme en C++."),
    ],
)
def test_context_words_are_met_as_a_rule_s_are(typed: str, text: str):
    assert clue(mention(named(50, context=(typed,)), text), Why.NEAR) is not None


def test_a_context_word_within_the_name_is_no_context():
    found = mention(named(50, context=("Martin",)), "Jean Martin est passé.")
    assert clue(found, Why.NO_CONTEXT) == ()


def test_a_word_beyond_a_title_s_point_is_in_the_same_sentence():
    far = "mot " * 18
    found = mention(
        named(5000, context=("Rennes",)), f"À Rennes, où {far} le sait, M. Jean Martin est passé."
    )
    assert clue(found, Why.NEAR) == ("Rennes",)


def test_weaker_forms_are_less_likely():
    forms = [NameForm.FULL, NameForm.HALF, NameForm.INITIALS, NameForm.TITLED, NameForm.SURNAME]
    likely = [mention(named(3), "Jean Martin est passé.", form=form).likely for form in forms]
    assert likely == sorted(likely, reverse=True) and len(set(likely)) == len(forms)
    assert all(mention(named(0.5), "Jean Martin est passé.", form=form).likely < SURE for form in forms[1:])


def test_a_middle_name_between_makes_it_less_likely():
    text = "Jean Paul Martin est passé."
    plain = mention(named(3), text, said="Jean Paul Martin")
    between = mention(named(3), text, said="Jean Paul Martin", between=True)
    assert between.likely < plain.likely
    assert clue(between, Why.BETWEEN) == ()


def test_an_alias_that_more_people_bear_is_not_as_sure_as_the_whole_name():
    ines = Name(
        "i", "Inès Morel-Dupuis", "i", also=("Inès Morel", "Nessie de la Croix-Rousse"), homonyms=0.06
    )
    assert mention(ines, "Inès Morel rit.", said="Inès Morel", form=NameForm.ALIAS).verdict is Verdict.UNSURE
    other = mention(
        ines, "Nessie de la Croix-Rousse rit.", said="Nessie de la Croix-Rousse", form=NameForm.ALIAS
    )
    assert other.verdict is Verdict.SURE


def test_a_nickname_of_one_word_needs_context():
    name = Name("i", "Inès Morel-Dupuis", "i", also=("Nessie",), context=("Lyon",), homonyms=0.06)
    assert mention(name, "Nessie rit.", said="Nessie", form=NameForm.ALIAS).verdict is Verdict.UNSURE
    assert mention(name, "Nessie rit à Lyon.", said="Nessie", form=NameForm.ALIAS).verdict is Verdict.SURE


def test_a_name_in_another_script_is_sure_as_it_stands():
    wang = Name("w", "王小明", "w")
    assert mention(wang, "今天王小明来了", form=NameForm.EXACT).verdict is Verdict.SURE
    lev = Name("l", "Лев Иванов", "l")
    assert mention(lev, "Лев Иванов пришёл", form=NameForm.EXACT).verdict is Verdict.SURE


def test_a_company_s_distinctive_name_is_sure_an_everyday_word_or_an_acronym_needs_context():
    def company(name: str, text: str, form: NameForm) -> Mention:
        return mention(Name("c", name, "c", company=True, context=("robot",)), text, form=form)

    assert (
        company("Fabrique Confluence", "La Fabrique Confluence ouvre.", NameForm.FULL).verdict is Verdict.SURE
    )
    assert company("Zorvix", "Zorvix ouvre.", NameForm.EXACT).verdict is Verdict.SURE
    for name, form in (("Orange", NameForm.WORD), ("IMP", NameForm.ACRONYM)):
        alone = company(name, f"Chez {name} on attend.", form)
        assert alone.verdict is Verdict.UNSURE
        assert clue(alone, Why.EVERYDAY) == ()
        assert company(name, f"Chez {name} un robot attend.", form).verdict is Verdict.SURE


def test_no_word_of_a_homonym_outweighs_an_own_address():
    text = "ines@inesmorel.example : handball à Strasbourg"
    assert mention(INES, text, said="ines@inesmorel.example", form=NameForm.ADDRESS).verdict is Verdict.SURE


MUSEUM = (
    "Le musée rouvre ses réserves : la conservatrice a montré aux visiteurs des faïences et des tapisseries restaurées.",
    "Exposition de faïences anciennes : les visiteurs du musée ont découvert les réserves avec la conservatrice.",
)
COURT = "Le tribunal a condamné le prévenu pour escroquerie ; l'avocat de la défense fera appel du jugement."


def learnt(*marks: tuple[bool, str, str]) -> Learnt:
    return Learnt([Marked(yes, words_of("", text), host) for yes, text, host in marks])


def test_what_is_like_a_marked_item_leans_its_way_and_says_with_which_words():
    name = named(300)
    text = f"{MUSEUM[1]} Jean Martin était là."
    before = mention(name, text)
    yes = mention(name, text, learnt=learnt((True, MUSEUM[0], "")))
    no = mention(name, text, learnt=learnt((False, MUSEUM[0], "")))
    assert no.likely < before.likely < yes.likely
    assert set(clue(yes, Why.LEARNT_YES) or ()) <= {
        "faïences",
        "visiteurs",
        "réserves",
        "conservatrice",
        "musée",
    }
    assert clue(no, Why.LEARNT_NO)
    assert no.verdict is Verdict.HOMONYM


def test_the_name_itself_is_no_likeness():
    found = mention(named(300), "Jean Martin a dormi.", learnt=learnt((True, "Jean Martin court.", "")))
    assert clue(found, Why.LEARNT_YES) is None


def test_a_site_already_marked_leans_its_way():
    name = named(300)
    yes = mention(name, "Jean Martin est passé.", learnt=learnt((True, "", "lettre.example")))
    no = mention(name, "Jean Martin est passé.", learnt=learnt((False, "", "lettre.example")))
    assert no.likely < mention(name, "Jean Martin est passé.").likely < yes.likely
    assert clue(yes, Why.SITE_YES) == clue(no, Why.SITE_NO) == ("lettre.example",)


def test_a_rare_name_stays_sure_on_another_side_of_the_person():
    marks = learnt((True, MUSEUM[0], ""))
    found = mention(named(0.5), f"{COURT} Jean Martin témoignait.", learnt=marks)
    assert found.verdict is Verdict.SURE
    common = mention(named(300), f"{COURT} Jean Martin témoignait.", learnt=marks)
    assert common.likely < mention(named(300), f"{COURT} Jean Martin témoignait.").likely
    assert clue(common, Why.UNLIKE) == ()


def test_telling_words_stand_for_reasons_only_where_nothing_points_to_the_person():
    name = named(300, context=("Rennes",))
    assert clue(mention(name, "Jean Martin skie au Semnoz avec Paulette."), Why.AROUND) == (
        "Paulette",
        "Semnoz",
        "skie",
    )
    assert clue(mention(name, "Jean Martin, de Rennes, skie au Semnoz."), Why.AROUND) is None


def test_a_document_of_any_shape_is_judged():
    for text in (
        "Jean Martin",
        "Jean Martin.",
        "\n\nJean Martin\n",
        "… Jean Martin …",
        "«Jean Martin»",
        "J " * 300 + "Jean Martin",
    ):
        assert 0 < mention(named(5), text).likely < 1


def test_a_page_that_repeats_name_and_context_ten_thousand_times_is_judged_in_no_time():
    text = "Jean Martin, Rennes. " * 10_000
    sightings = [Sighting("jm", NameForm.FULL, "text", at * 21, at * 21 + 11) for at in range(10_000)]
    with work(6):
        found = judge(named(300, context=("Rennes",)), sightings, Doc("", text, "feed"), None)
    assert found.verdict is Verdict.SURE


@pytest.mark.parametrize(
    ("person", "title"),
    [
        ("Summer Lake", "SUMMER LAKE LEVELS DROP"),
        ("Summer Lake", "Best Summer Lake Houses"),
        ("Faith King", "Faith King Solomon Had"),
        ("Mark Hope", "Mark Hope Springs Eternal"),
        ("Rose Blanche", "LA ROSE BLANCHE EST DE RETOUR"),
    ],
)
def test_a_name_of_everyday_words_in_a_headline_s_capitals_is_not_sure_without_context(
    person: str, title: str
):
    name = Name("p", person, "p", context=("Quimper",), homonyms=0.01)
    names = Mentions([name])
    (alone,) = names.find([Doc(title, "", "feed")])[0]
    (told,) = names.find([Doc(title, f"{person} said so in Quimper.", "feed")])[0]
    assert alone.verdict is Verdict.UNSURE
    assert clue(alone, Why.EVERYDAY) == ()
    assert told.verdict is Verdict.SURE


@pytest.mark.parametrize(
    ("person", "title", "text"),
    [
        ("Summer Lake", "SUMMER LAKE LEVELS DROP", "The singer Summer Lake was there, as they all said."),
        ("Faith Kerautret", "Faith Kerautret Wins Prize", ""),
        ("Gwenn King", "GWENN KING WINS PRIZE", ""),
    ],
)
def test_one_that_a_sentence_holds_or_that_is_no_everyday_word_is_sure(person: str, title: str, text: str):
    (found,) = Mentions([Name("p", person, "p", homonyms=0.01)]).find([Doc(title, text, "feed")])[0]
    assert found.verdict is Verdict.SURE


def test_a_page_of_ten_thousand_everyday_names_is_judged_in_no_time():
    text = "SUMMER LAKE LEVELS DROP " * 10_000
    names = Mentions([Name("p", "Summer Lake", "p", homonyms=0.01)])
    with work(6):
        assert names.find([Doc("", text, "feed")])[0][0].verdict is Verdict.UNSURE


def test_a_hashtag_is_sure_of_a_rare_name_only():
    for homonyms, verdict in ((0.01, Verdict.SURE), (300, Verdict.UNSURE)):
        name = Name("p", "Valérian Quérouil", "p", homonyms=homonyms)
        (found,) = Mentions([name]).find([Doc("", "Bravo #ValérianQuérouil", "feed")])[0]
        assert found.verdict is verdict


def test_the_hashtag_of_a_name_is_no_likeness():
    found = mention(
        named(300), "Bravo #JeanMartin ! Jean Martin.", learnt=learnt((True, "Vu #JeanMartin.", ""))
    )
    assert clue(found, Why.LEARNT_YES) is None
