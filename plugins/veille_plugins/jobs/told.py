"""What is said of a board that can't be read, each a sentence that says what to do."""

from __future__ import annotations

from veille import SourceError


class NoBoard(SourceError):
    """The service answers, and says that it has no such board."""


def nobody(service: str, key: str) -> NoBoard:
    """Return the error of a board that its service doesn't know."""
    return NoBoard(f"{service} has no board called {key}: look up the address of the careers page again")


def a_page(service: str, key: str) -> SourceError:
    """Return the error of a web page that came where openings were expected."""
    return SourceError(
        f"{service} answered with a web page in place of the openings of {key}: either it is being repaired,"
        " or it has no such board any more, and then look up the address of the careers page again"
    )


def other_form(service: str) -> SourceError:
    """Return the error of an answer that isn't what the service used to give."""
    return SourceError(f"{service} answers in another form than it used to")


def unread(bad: int, total: int) -> str:
    """Say that some openings of many could not be read, "" if none."""
    return f"{bad} of {total} openings could not be read" if bad else ""


def cut_off(service: str, read: int, total: int) -> str:
    """Say that a board lists more than is read at one poll, where its address can narrow it."""
    return (
        f"{service} lists {total} openings, of which the first {read} were read: filter them on its page, and give"
        " the address that this has then"
    )


def more(where: str, read: int) -> str:
    """Say that more stands somewhere than is read."""
    return f"there are more openings at {where} than the {read} that were read: the others are not seen"


def none_or_unknown(service: str, key: str) -> str:
    """Say that a service gives nothing, and would answer the same for an employer that it doesn't know."""
    return (
        f"{service} gives no opening for {key}, and would answer the same if it did not know that name: look whether"
        " its page opens in a browser"
    )


def without_text(why: str) -> str:
    """Say that the text of some openings is missing until the next poll."""
    return f"the text of some openings is missing: {why}"


def unread_pages(read: int, total: int) -> str:
    """Say that a site names more postings than are read at one poll."""
    return f"{read} of {total} postings of this site were read; the others follow at the next polls"


def all_gone(count: int) -> str:
    """Say that all openings of a site are gone at once, which may be a page put in the place of the right one."""
    return f"all {count} openings of this site are gone at once: that is believed if the next poll finds none either"


def by_itself(error: Exception, home: str) -> SourceError:
    """Return the error of a board that may not be asked on behalf of a page, but may be by its own address."""
    return SourceError(f"{error}; this board's own address may be given as 'url': {home}")


def nothing(url: str) -> SourceError:
    """Return the error of a site on which no openings were found."""
    return SourceError(
        f"no openings were found from {url.partition('?')[0]}: neither a board that is known, nor postings that say"
        " what they are (schema.org JobPosting). Give the address of the page where the openings stand, or watch it"
        " as a page: kind = 'company_page'"
    )
