"""Where a name stands in a document, and in which of its forms."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class Form(StrEnum):
    """The form in which a name stands somewhere, the surest first."""

    ORCID = "orcid"
    ADDRESS = "address"  # an e-mail address
    HANDLE = "handle"  # @somebody
    OWN = "own"  # an own host or page, in the document's own address or in what it says
    FULL = "full"
    INVERTED = "inverted"  # "MARTIN Jean", "Martin, Jean"
    ALIAS = "alias"  # another form that was given
    EXACT = "exact"  # a name of one word, or in another script: matched as it is written
    INITIALS = "initials"  # "J.-N. Dupont"
    ACRONYM = "acronym"  # of a company, in capitals
    WORD = "word"  # a name that is an everyday word, in its capital: "Orange" proves little without context
    HALF = "half"  # the first name with one half of a double surname, or without a middle name
    TITLED = "titled"  # "Mme Le Goff"
    SURNAME = "surname"  # alone, where a fuller form stands in the same document


Field = Literal["title", "text", "author", "url"]


@dataclass(frozen=True, slots=True)
class Sighting:
    """One place where a name stands: [start, end) in the original spelling of a field of the document.

    `between` says that a middle name or a nickname stands between the parts.
    """

    name: str
    form: Form
    field: Field
    start: int
    end: int
    between: bool = False
