"""Values out of an answer in JSON, where nothing is sure: neither that it is JSON, nor what stands in it. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from veille import Item, Page, SourceError, failure
from veille.kit import dates

_PAGE = re.compile(rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]", re.IGNORECASE)


def document(page: Page, service: str) -> Any:
    """Return the JSON of a page. Raises SourceError, which says what came instead of it."""
    refuse_web_page(page, service)
    try:
        return json.loads(page.body)
    except (ValueError, RecursionError):
        why = failure("the answer of {service} is not JSON, or not whole", service=service)
        raise SourceError(why) from None


def refuse_web_page(page: Page, service: str) -> None:
    """Raise SourceError where nothing came, or a page for people: a captcha, a consent page, an error."""
    if not page.body.strip():
        raise SourceError(failure("the answer of {service} is empty", service=service))
    if is_web_page(page):
        raise SourceError(
            failure(
                "{service} sent a web page in place of its answer: a captcha, a consent page or an error",
                service=service,
            )
        )


def is_web_page(page: Page) -> bool:
    """Return whether a page is one for people."""
    return _PAGE.search(page.body[:2000]) is not None


def another_form(service: str) -> SourceError:
    """Return the error of an answer whose shape is not the known one."""
    return SourceError(failure("{service} answers in another form than it used to", service=service))


def records(value: Any, service: str) -> list[dict[str, Any]]:
    """Return a list of JSON objects. Raises SourceError if it is no list, or one of other things."""
    found = [record for record in value if isinstance(record, dict)] if isinstance(value, list) else None
    if found is None or (value and not found):
        raise another_form(service)
    return found


def items(
    found: list[dict[str, Any]], item: Callable[[dict[str, Any]], Item | None], service: str
) -> list[Item]:
    """Return the items that records make, each id (or url) once; a record that is none is passed over, all are not.

    Raises SourceError if there are records, and no item can be made of any.
    """
    made: dict[str, Item] = {}
    for record in found:
        if found_item := item(record):
            made.setdefault(found_item.id or found_item.url, found_item)
    if found and not made:
        raise another_form(service)
    return list(made.values())


def at(value: Any, *path: str) -> Any:
    """Return what stands at the end of a path of keys, None where there is no such thing."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def text(value: Any, *path: str) -> str:
    """Return the string at the end of a path of keys; a whole number as its digits, "" for anything else."""
    found = at(value, *path)
    if isinstance(found, int) and not isinstance(found, bool):
        return str(found)
    return found.strip() if isinstance(found, str) else ""


def moment(value: Any, *path: str) -> datetime | None:
    """Return the ISO date or time at the end of a path as an aware datetime: one without a zone is UTC."""
    return dates.moment(text(value, *path))
