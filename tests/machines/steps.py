"""Steps and what becomes of them: each holds, fails, is not possible here, or is not reached for one that failed before."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from enum import StrEnum

from machines.machine import Failed, Machine
from machines.roots import NotPossible


class State(StrEnum):
    HELD = "held"
    FAILED = "FAILED"
    NOT_POSSIBLE = "not possible"
    NOT_REACHED = "not reached"


@dataclass(frozen=True, slots=True)
class Step:
    """What is tried on a system. `do` returns a few words on what was seen, or raises Failed or NotPossible."""

    name: str
    do: Callable[[Machine], str]
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a step on a system, in how many seconds."""

    system: str
    step: str
    state: State
    seconds: float
    note: str


def asked(steps: Iterable[Step], names: Container[str] | None) -> list[Step]:
    """Return the steps of these names, and those that they need, in order; all of them for None."""
    steps = list(steps)
    wanted = {step.name for step in steps if names is None or step.name in names}
    for step in reversed(steps):
        if step.name in wanted:
            wanted.update(step.needs)
    return [step for step in steps if step.name in wanted]


def attempt(step: Step, machine: Machine, before: Iterable[Result]) -> Result:
    """Try a step, unless one that it needs did not hold."""
    missing = [result for result in before if result.step in step.needs and result.state is not State.HELD]
    started = time.monotonic()
    if missing:
        impossible = all(result.state is State.NOT_POSSIBLE for result in missing)
        state = State.NOT_POSSIBLE if impossible else State.NOT_REACHED
        note = f"needs {', '.join(result.step for result in missing)}"
    else:
        state, note = outcome(step, machine)
    return Result(machine.system.name, step.name, state, time.monotonic() - started, note)


def outcome(step: Step, machine: Machine) -> tuple[State, str]:
    try:
        return State.HELD, step.do(machine)
    except NotPossible as why:
        return State.NOT_POSSIBLE, str(why)
    except (Failed, LookupError) as why:
        return State.FAILED, str(why.args[0])
    except Exception:  # a mistake of a step's own fails that step, and not what comes after it
        return State.FAILED, traceback.format_exc()
