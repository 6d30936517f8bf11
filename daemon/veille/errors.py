"""Everything that veille raises on purpose, and why something failed as data: a template and its values."""

from __future__ import annotations

import errno
import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

_HOLE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True, eq=False)
class Failure:
    """Why something failed: an English template with {holes}, and what fills them; str() is the English sentence.

    A value may be another Failure, or a tuple of several, which are joined. The failure without a
    template is none: it is false, and str() is empty. Two are equal whose data are. With `many`, the template is the
    sentence where the value "n" is one.
    """

    template: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)
    many: str = ""

    def __bool__(self) -> bool:
        return bool(self.template)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Failure) and self.to_json() == other.to_json()

    def __hash__(self) -> int:
        return hash(self.to_json())

    def __str__(self) -> str:
        template = self.many if self.many and self.n != 1 else self.template
        return filled(template, {name: _english(value) for name, value in self.values.items()})

    @property
    def n(self) -> int:
        """The count in the sentence, by which languages choose its form; 0 where it has none."""
        number = self.values.get("n")
        return number if isinstance(number, int) else 0

    @property
    def is_text(self) -> bool:
        """Whether this is but a text, in whatever language it came."""
        return self.template == _TEXT

    @property
    def parts(self) -> tuple[Failure, ...]:
        """The failures that stand one after the other in this one; itself where it is but one."""
        several = self.values.get("several") if self.template == _SEVERAL else None
        return several if isinstance(several, tuple) else (self,) if self else ()

    def walk(self) -> Iterator[Failure]:
        """Yield this failure and every one that it holds."""
        yield self
        for value in self.values.values():
            for inner in value if isinstance(value, tuple) else (value,):
                if isinstance(inner, Failure):
                    yield from inner.walk()

    def mapped(self, change: Callable[[str], str]) -> Failure:
        """Return this failure with every text among its values changed: to take secrets out, or to clean it."""
        values = {name: _mapped(value, change) for name, value in self.values.items()}
        return Failure(self.template, values, self.many)

    def to_json(self) -> str:
        """Return the failure as it is stored, the same for the same data; "" for none."""
        return _dumped(_data(self)) if self else ""

    @classmethod
    def from_json(cls, stored: str) -> Failure:
        """Return a failure as it was stored; a text that is none, of an older version, is taken as plain."""
        if not stored.startswith("{"):
            return text_failure(stored)
        try:
            read = _read(json.loads(stored))
        except (ValueError, RecursionError):
            return text_failure(stored)
        return read if isinstance(read, Failure) else text_failure(stored)


NO_FAILURE = Failure()

Value = str | int | float | bool | date | Failure | tuple[Failure, ...]
"""What may fill a hole."""

_TEXT, _SEVERAL = "{text}", "{several}"


def failure(template: str, /, **values: object) -> Failure:
    """Return why something failed: a literal template, with a value for each of its {holes}.

    An error of veille's own stands for its failure; what else is no value is taken as its str().
    """
    return Failure(template, {name: _value(value) for name, value in values.items()})


def failure_n(one: str, many: str = "", /, *, n: int, **values: object) -> Failure:
    """Return why something failed, where it speaks of n things; `many` where English has a plural of its own."""
    return Failure(one, {"n": n, **{name: _value(value) for name, value in values.items()}}, many or one)


def text_failure(text: str) -> Failure:
    """Return a failure that is but a text, which is shown as it is; "" is none."""
    return Failure(_TEXT, {"text": _encodable(text)}) if text else Failure()


def as_failure(why: object) -> Failure:
    """Return a failure as it is, that of an error, or a plain one of any other text.

    An error's is that of veille's own, or the one that any other was raised with: ValueError(failure("…")).
    """
    if isinstance(why, Failure):
        return why
    if isinstance(why, VeilleError):
        return why.failure
    if isinstance(why, Exception) and _carries(why):
        return as_failure(why.args[0])
    return text_failure(str(why or ""))


def _carries(error: Exception) -> bool:
    return bool(error.args) and isinstance(error.args[0], Failure)


def several(failures: Iterable[Failure | str]) -> Failure:
    """Return those of several failures that are any, each once, as one."""
    parts = tuple(dict.fromkeys(part for why in failures for part in as_failure(why).parts))
    return Failure(_SEVERAL, {"several": parts}) if len(parts) > 1 else next(iter(parts), Failure())


# The system's commonest errors, so that they can be translated.
_SYSTEM = {
    errno.ENOSPC: failure("No space left on device"),
    errno.EACCES: failure("Permission denied"),
    errno.EROFS: failure("Read-only file system"),
    errno.EDQUOT: failure("Disk quota exceeded"),
    errno.EHOSTUNREACH: failure("No route to host"),
    errno.ENETUNREACH: failure("Network is unreachable"),
    errno.EHOSTDOWN: failure("Host is down"),
    errno.ECONNRESET: failure("Connection reset by peer"),
}


def of_system(error: OSError) -> Failure | str:
    """Return the failure of a common system error, else the system's own text."""
    return _SYSTEM.get(error.errno or 0, error.strerror or str(error))


def sentence(stored: str | None) -> str:
    """Return the English of a failure as it is stored."""
    return str(Failure.from_json(stored or ""))


def failures_to_json(failures: Mapping[str, Failure]) -> str:
    """Return several failures by a name each as they are stored."""
    return _dumped({name: _data(why) for name, why in failures.items()})


def failures_from_json(stored: str) -> dict[str, Failure]:
    """Return what failures_to_json stored; a text, of an older version, is taken as plain."""
    return {
        name: text_failure(data) if isinstance(data, str) else as_failure(_read(data))
        for name, data in json.loads(stored).items()
    }


def filled(template: str, values: Mapping[str, str]) -> str:
    """Return a template with its {holes} filled; one without a value stays."""
    return _HOLE.sub(lambda hole: values.get(hole[1], hole[0]), template)


def holes(template: str) -> frozenset[str]:
    """Return the names of a template's {holes}."""
    return frozenset(_HOLE.findall(template))


def _english(value: Value) -> str:
    if isinstance(value, tuple):
        return "; ".join(map(str, value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def _value(value: object) -> Value:
    if isinstance(value, bool | Failure) or type(value) is date:
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float) and math.isfinite(value):
        return float(value)
    if isinstance(value, VeilleError) or (isinstance(value, Exception) and _carries(value)):
        return as_failure(value)
    if isinstance(value, (tuple, list)) and any(isinstance(part, Failure | VeilleError) for part in value):
        return tuple(map(as_failure, value))
    return _encodable(str(value))


def _encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _mapped(value: Value, change: Callable[[str], str]) -> Value:
    if isinstance(value, tuple):
        return tuple(part.mapped(change) for part in value)
    if isinstance(value, Failure):
        return value.mapped(change)
    return change(value) if isinstance(value, str) else value


def _data(value: Value) -> Any:
    if isinstance(value, Failure):
        return {
            "template": value.template,
            "values": {name: _data(inner) for name, inner in value.values.items()},
            **({"many": value.many} if value.many else {}),
        }
    if isinstance(value, tuple):
        return [_data(part) for part in value]
    return {"date": value.isoformat()} if isinstance(value, date) else value


def _dumped(data: Any) -> str:
    # Compact, as SQLite's own json_object writes it.
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _read(data: Any) -> Value:
    """Return what _data was made of. Raises ValueError."""
    match data:
        case {"template": str(template), "values": dict(values), **more}:
            return Failure(
                template,
                {str(name): _read(inner) for name, inner in values.items()},
                str(more.get("many", "")),
            )
        case {"date": str(day)}:
            return date.fromisoformat(day)
        case list():
            return tuple(part for part in map(_read, data) if isinstance(part, Failure))
        case str() | bool() | int() | float():
            return data
    raise ValueError(data)


class VeilleError(Exception):
    """The base of all: str() is one sentence on what happened, and holds no secret.

    `failure` is the same as data; one that was raised with a text has that, plain.
    """

    def __init__(self, why: Failure | str = "") -> None:
        super().__init__(why)
        self.failure = as_failure(why)


class UserError(VeilleError):
    """A person's mistake, or a machine's state that a person can mend; shown without a traceback."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with the configuration: where (file, table, key) and what to do."""

    file: str
    table: str
    why: Failure

    @property
    def where(self) -> str:
        """The place as a person would name it; empty where it is none of the files."""
        return f"{self.file} [{self.table}]" if self.table else self.file

    def __str__(self) -> str:
        return f"{self.where}: {self.why}" if self.where else str(self.why)


class ConfigError(UserError):
    """The configuration is wrong; carries every problem, not just the first."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class Unusable(UserError):
    """The database can't be used until a person has mended something: trying again changes nothing."""


class NotModified(Exception):
    """The page has not changed since it was last kept; authors of sources let it fly."""


class SourceError(VeilleError):
    """The answer that a source got can't be read as what it should be; the sentence is the reason."""


class Renamed(DeprecationWarning):
    """A plugin uses a name that the API had once; str() has both the old name and the new one."""


class WebError(VeilleError):
    """A page could not be had.

    `status` is the HTTP status if there was one; `retry_after` the UTC seconds before which the server
    asks not to come back; `network` is true where nothing answered at all (name, refusal, time-out),
    which distinguishes a dead link of this machine from a broken site; `forbidden` where there was no request,
    because the site does not want programs there.
    """

    def __init__(
        self,
        why: Failure | str,
        *,
        url: str = "",
        status: int | None = None,
        retry_after: float | None = None,
        network: bool = False,
        forbidden: bool = False,
    ) -> None:
        super().__init__(why)
        self.url = url
        self.status = status
        self.retry_after = retry_after
        self.network = network
        self.forbidden = forbidden
        self.forbidden = forbidden
