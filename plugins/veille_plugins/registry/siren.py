"""SIREN and SIRET: nine digits name a company, fourteen one of its places; both end in a check digit."""

from __future__ import annotations

from veille import failure

_LA_POSTE = "356000000"


def read(text: str) -> str:
    """Return the nine digits of a SIREN, or of the SIRET of one of its places. Raises ValueError in words."""
    digits = "".join(text.split())
    if not (digits.isascii() and digits.isdigit() and len(digits) in (9, 14)):
        raise ValueError(failure("a SIREN has nine digits (a SIRET, which begins with it, fourteen)"))
    if not _luhn(digits) and not _of_la_poste(digits):
        raise ValueError(failure("a SIREN is mistyped: its last digit does not confirm the others"))
    if not _luhn(digits[:9]):
        raise ValueError(failure("a SIRET is mistyped: its first nine digits are no SIREN"))
    return digits[:9]


def spaced(digits: str) -> str:
    """Return a SIREN as people write it: 123 456 789."""
    return " ".join((digits[:3], digits[3:6], digits[6:9]))


def _luhn(digits: str) -> bool:
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def _of_la_poste(digits: str) -> bool:
    """Return whether a SIRET is one of La Poste's many: there, the digits' sum is a multiple of five (INSEE)."""
    return len(digits) == 14 and digits.startswith(_LA_POSTE) and sum(map(int, digits)) % 5 == 0
