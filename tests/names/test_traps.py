"""Words that read like a name and aren't: each trap that real texts set for it."""

from __future__ import annotations

import pytest

from names.test_finder import seen


@pytest.mark.parametrize(
    ("name", "text"),
    [
        # A title before it is an initial.
        ("Maël Mercier", "M. Mercier a signé."),
        ("Maël Mercier", "M Mercier a signé."),
        ("Paul Mercier", "Le P. Mercier a dit la messe."),
        # A longer first name, by a hyphen or without.
        ("Pierre Dumont", "Jean-Pierre Dumont chante."),
        ("Pierre Dumont", "Jean Pierre Dumont chante."),
        ("Pierre Dumont", "Ce jour-là, Jean‑Pierre Dumont chante."),
        ("Jean Dumont", "Jean-Pierre Dumont chante."),
        ("Jean Dumont", "Jean Pierre Dumont chante."),
        ("Jean-Pierre Dumont", "Pierre Dumont et Jean Dumont chantent."),
        ("Jean Noël Dumont", "Jean Dumont chante."),
        ("Jean Martin", "MARTIN Jean-Pierre est élu."),
        ("Jean Martin", "Martin, Jean-Pierre : Œuvres."),
        ("Jane Holloway", "Mary Jane Holloway sings."),
        # Another's initials.
        ("Jean Dupont", "R. J. Dupont a écrit, et Paul J. Dupont aussi."),
        ("Jean Dupont", "J.-P. Dupont a écrit."),
        ("Jean Dupont", "Le plan B. Dupont l'ignore ; la vitamine J. Dupont en vend."),
        ("Alice Paris", "A Paris, on chante."),
        ("Alice Paris", "Il vit à Paris, et son fils A Paris."),
        ("Jean Dupont", "avec Dupont, J. Martin et d'autres"),
        ("Alain Dupont", "Il va chez Dupont A Lyon."),
        ("Jean Dupont", "Ni dupont j. ni j. dupont."),
        # The name goes on.
        ("Marin Robert", "M. Robert Schmid a parlé, puis M. Robert."),
        ("Robert Louis", "Un roman de Robert Louis Stevenson est paru hier."),
        ("Martin Luther", "Le discours de Martin Luther King est resté dans les mémoires."),
        ("André François", "Le roi a nommé André François de Fleury."),
        ("August Wilhelm", "Le chimiste August Wilhelm von Alten est né ici."),
        ("Jean Martin", "Jean Martin-Dupuis chante, Marie-Jean Martin aussi."),
        ("Inès Morel", "Inès Morel-Dupuis chante."),
        ("Inès Morel-Dupuis", "Inès Morel-Vasseur chante."),
        # Not in this order.
        ("Martin Robert", "Robert Martin chante."),
        ("Jean Martin", "Paul Martin, Jean Dupont et Luc Petit chantent."),
        ("Jean Martin", "Luc, Martin, Jean et Paul jouent."),
        ("Pierre Petit", "Le Petit Pierre de Nantes est un conte."),
        ("Jean Martin", "Il a vu Martin. Jean est parti."),
        ("Jean Martin", "avec Jean. Martin a dit non"),
        ("Jean Martin", "avec Jean, Martin et Luc"),
        ("Jean Martin", "Jean et Paul Martin jouent."),
        ("Jean Martin", "JEAN ET PAUL MARTIN JOUENT AU BALLON"),
        # Streets, schools, prizes, companies.
        ("Jean Martin", "Au 3, rue Jean Martin, et avenue du Docteur Jean Martin."),
        ("Jean Martin", "Le lycée Jean Martin et le stade Jean Martin."),
        ("Jean Martin", "L'école Jean Martin remet le prix Jean Martin de la fondation Jean Martin."),
        ("Jean Martin", "Il habite place Jean Martin."),
        ("Jean Martin", "Jean Martin Street, near the Jean Martin School."),
        ("Jean Martin", "Jean Martin SA, Jean Martin SARL, Jean Martin & Cie, Jean Martin et Fils."),
        ("Jean Martin", "Jean Martin Trucks vend des camions."),
        # Everyday words.
        ("Rose Blanche", "Une rose blanche."),
        ("Pierre Blanche", "Pierre blanche et bois."),
        ("Rose Marchand", "Une rose Marchand."),
        # Parts of words.
        ("Inès Morel", "Agnès Morel, Inès Morelli, Vinès Morel"),
        ("Jean Tour", "Jean de La Tour chante."),
    ],
)
def test_what_reads_like_a_name_is_another_or_no_name(name: str, text: str) -> None:
    assert seen(name, text) == []


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("Jean Martin", "Sur place Jean Martin a dit non.", ("full", "Jean Martin")),
        ("Jean Martin", "Il entre à la place de Jean Martin.", ("full", "Jean Martin")),
        ("Jean Martin", "L'école de Jean Martin ferme.", ("full", "Jean Martin")),
        ("Claire Vasseur", "Claire Vasseur de Lyon Culture Mag écrit.", ("full", "Claire Vasseur")),
        ("Maël Mercier", "M. M. Mercier a signé.", ("initials", "M. Mercier")),
        ("Maël Mercier", "J. Dupont, M. Mercier et P. Roux ont signé.", ("initials", "M. Mercier")),
        ("Paul Mercier", "P. Mercier a signé.", ("initials", "P. Mercier")),
        ("Paul Girod", "l'UMP P. Girod, battu", ("initials", "P. Girod")),
        ("Paul Girod", "L'Australien P. Girod court.", ("initials", "P. Girod")),
        ("Jean Martin", "Jean Martin Elected Mayor of Springfield", ("full", "Jean Martin")),
        ("Jean Martin", "Hier Jean Martin a gagné.", ("full", "Jean Martin")),
        ("Jean Martin", "un Jean Martin-là", ("full", "Jean Martin")),
        ("Christophe Blanc", "Le prix revient à BLANC Christophe.", ("inverted", "BLANC Christophe")),
        ("Martin Robert", "Le prix revient à ROBERT Martin.", ("inverted", "ROBERT Martin")),
        ("Nicolas Petit", "NICOLAS PETIT GAGNE LE GRAND PRIX", ("full", "NICOLAS PETIT")),
    ],
)
def test_a_guard_leaves_what_is_the_name(name: str, text: str, found: tuple[str, str]) -> None:
    assert seen(name, text) == [found]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Nicolas Petit", "On a vu Petit et un petit."),
        ("Paul Champion", "Hier, Champion du monde."),
        ("Sophie Bernard", "On a vu Bernard et Thomas."),
        ("Gilles Rousseau", "Le lycée Rousseau, la rue de Rousseau, le prix Rousseau."),
        ("Gilles Rousseau", "La station Rousseau et la société Rousseau."),
        ("Gilles Rousseau", "Il lit Rousseau Paul, Henri Rousseau et Marie-Rousseau."),
        ("Gilles Renault", "Il vend un Renault Trucks, chez Renault SA, ou Renault & Cie."),
        ("Gilles Rousseau", "Rousseau a dit. Rousseau encore."),
        ("Gilles Rousseau", "DRAME CHEZ ROUSSEAU HIER SOIR"),
        ("Gilles Rousseau", "Il a vu rousseau."),
        ("Gilles Robert", "Puis M. Robert Schmid."),
        ("Gilles Le Goff", "Mme Goff et Goff."),
        ("Gilles Rousseau", "la rue du Général Rousseau"),
    ],
)
def test_a_surname_that_is_a_word_or_anothers_is_not_told_even_below_the_full_name(
    name: str, text: str
) -> None:
    assert seen(name, f"Avec {name}, ce soir. {text}") == [("full", name)]


def test_a_lone_middle_needs_a_name_not_a_headline() -> None:
    assert seen("Pierre Martin", "Pierre Visits Martin Center And Says Thanks") == []
    assert seen("Pierre Martin", "le poète Pierre Lavigne Martin est mort hier") == [
        ("full", "Pierre Lavigne Martin")
    ]
