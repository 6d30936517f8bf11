"""What goes wrong with several services of boards, each with what to do."""

from __future__ import annotations

from veille import NO_FAILURE, Failure, SourceError, failure, failure_n


class NoBoard(SourceError):
    """The service answers, and says that it has no such board."""


def nobody(service: str, key: str) -> NoBoard:
    """Return the error of a board that its service doesn't know."""
    return NoBoard(
        failure(
            "{service} has no board called {key}: look up the address of the careers page again",
            service=service,
            key=key,
        )
    )


def a_page(service: str, key: str) -> SourceError:
    """Return the error of a web page that came where openings were expected."""
    return SourceError(
        failure(
            "{service} answered with a web page in place of the openings of {key}: either it is being repaired,"
            " or it has no such board any more, and then look up the address of the careers page again",
            service=service,
            key=key,
        )
    )


def other_form(service: str) -> SourceError:
    """Return the error of an answer that isn't what the service used to give."""
    return SourceError(failure("{service} answers in another form than it used to", service=service))


def unread(bad: int, total: int) -> Failure:
    """Return that some openings of many could not be read, if there are any."""
    return failure_n("{n} of {all} openings could not be read", n=bad, all=total) if bad else NO_FAILURE


def more(where: str, read: int) -> Failure:
    """Return that more stands somewhere than is read."""
    return failure(
        "there are more openings at {name} than the {n} that were read: the others are not seen",
        name=where,
        n=read,
    )
