"""Everything that veille raises on purpose; each message is a sentence for a person."""

from __future__ import annotations

from dataclasses import dataclass


class VeilleError(Exception):
    """The base of all: str() is one sentence that says what happened, and holds no secret."""


class UserError(VeilleError):
    """A person's mistake, or a machine's state that a person can mend; shown without a traceback."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with the configuration: where (file, table, key) and what to do."""

    file: str
    table: str
    message: str

    def __str__(self) -> str:
        where = f"{self.file} [{self.table}]" if self.table else self.file
        return f"{where}: {self.message}"


class ConfigError(UserError):
    """The configuration is wrong; carries every problem found, not just the first."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class Unusable(UserError):
    """The database can't be used until a person has mended something: trying again changes nothing."""


class NotModified(Exception):
    """The page has not changed since it was last kept; authors of sources let it fly."""


class SourceError(VeilleError):
    """What a source got cannot be read as what it should be; the sentence says why."""


class Renamed(DeprecationWarning):
    """A plugin uses a name that the API had once; str() says which, and what it is now."""


class WebError(VeilleError):
    """A page could not be had.

    `status` is the HTTP status if there was one; `retry_after` the UTC seconds before which the server
    asks not to come back; `network` is true where nothing answered at all (name, refusal, time-out),
    which is how a dead link of this machine is told from a broken site.
    """

    def __init__(
        self,
        sentence: str,
        *,
        url: str = "",
        status: int | None = None,
        retry_after: float | None = None,
        network: bool = False,
    ) -> None:
        super().__init__(sentence)
        self.url = url
        self.status = status
        self.retry_after = retry_after
        self.network = network
