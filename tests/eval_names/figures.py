"""One figure of an evaluation: what was measured, what is wanted, and whether it was reached."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure. `least` or `most` is its limit; `note` says over what it was taken; `shown` is how it is written."""

    name: str
    value: float
    shown: str
    least: float | None = None
    most: float | None = None
    note: str = ""

    @property
    def reached(self) -> bool:
        return (self.least is None or self.value >= self.least) and (
            self.most is None or self.value <= self.most
        )

    @property
    def wanted(self) -> str:
        if self.least is not None:
            return f"≥ {self.least:g}"
        return f"≤ {self.most:g}" if self.most is not None else ""


def percent(name: str, good: int, all_: int, least: float | None, note: str = "") -> Figure:
    """Return a share in percent; of nothing it is none."""
    value = 100 * good / all_ if all_ else 0.0
    return Figure(name, value, f"{value:.2f} %", least=least, note=note or f"{good} of {all_}")
