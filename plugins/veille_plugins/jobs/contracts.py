"""What words for contracts mean, in the languages of the boards, so that a filter "CDI" meets "permanent". Pure."""

from __future__ import annotations

from collections.abc import Mapping

from veille.kit.folding import holds

# Two questions, which are answered apart: how long, and how many hours. Folded, as whole words.
_TERM = {
    "permanent": (
        "cdi",
        "permanent",
        "duree indeterminee",
        "indefinite",
        "unbefristet",
        "festanstellung",
        "regular",
    ),
    "fixed": (
        "cdd",
        "duree determinee",
        "fixed term",
        "temporary",
        "temporaire",
        "befristet",
        "interim",
        "temp",
    ),
    "internship": ("stage", "stagiaire", "intern", "internship", "praktikum", "praktikant", "trainee"),
    "apprenticeship": (
        *("alternance", "alternant", "alternante", "apprentissage", "apprenti", "apprentie", "apprentice"),
        *(
            "apprenticeship",
            "ausbildung",
            "working student",
            "werkstudent",
            "contrat de professionnalisation",
        ),
    ),
    "freelance": ("freelance", "freelancer", "contractor", "contract", "independant", "self employed"),
    "volunteer": ("volunteer", "benevole", "benevolat", "service civique", "volontariat", "vie"),
}
_HOURS = {
    "full": ("temps plein", "full time", "fulltime", "vollzeit", "temps complet"),
    "part": ("temps partiel", "part time", "parttime", "teilzeit", "mi temps"),
}
# In a title these are other things: a contract manager, a regular guest, la vie scolaire.
_NOT_IN_TITLES = ("contract", "regular", "permanent", "temp", "vie", "interim", "indefinite")


def answers(contract: str, title: str, filter_word: str) -> bool | None:
    """Return whether an opening is of the kind that a word asks for; None if it doesn't say, or the word asks no kind.

    All are folded; the title is looked at where the contract doesn't say.
    """
    for kinds in (_TERM, _HOURS):
        asked = {kind for kind, words in kinds.items() if filter_word.strip() in words}
        if asked:
            found = _kinds(kinds, contract) or _kinds(kinds, title, but=_NOT_IN_TITLES)
            return bool(asked & found) if found else None
    return None


def is_kind(word: str) -> bool:
    """Return whether a folded word asks for a kind that has a name here."""
    return any(word.strip() in words for kinds in (_TERM, _HOURS) for words in kinds.values())


def _kinds(kinds: Mapping[str, tuple[str, ...]], text: str, but: tuple[str, ...] = ()) -> set[str]:
    return {
        kind for kind, words in kinds.items() if any(word not in but and holds(text, word) for word in words)
    }
