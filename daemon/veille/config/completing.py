"""What sources written by hand leave out, filled in from other tables: searches for names, and mailboxes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from veille import options
from veille.config.expansions import search_options
from veille.config.model import Mail, SearchTable
from veille.config.reading import Table, Written
from veille.model import Name


def complete_searches(
    written: Written, names: Mapping[str, Name], search: SearchTable, language: str, contact: str
) -> None:
    """Fill in, for searches written by hand, what the name's table and [search] say."""
    for source, table in written.named["source"].items():
        if table.values.get("kind") != "name_search":
            continue
        name = names.get(str(table.values.get("name")))
        if name is None:
            near = options.did_you_mean(str(table.values.get("name")), names)
            written.wrong(table, f"'name' is no [person.NAME] or [company.NAME]{near}")
            continue
        known = search_options(name, str(table.values.get("engine")), search, language, contact)
        written.named["source"][source] = Table(*table.where, known | dict(table.values))


def complete_mailboxes(written: Written, mail: Mail | None) -> None:
    """Give the mailboxes that name no account of their own that of [mail]."""
    for source, table in written.named["source"].items():
        if table.values.get("kind") != "mailbox" or mail is None or "imap" in table.values:
            continue
        known: dict[str, Any] = {"imap": mail.imap, "user": mail.user, "password": mail.password}
        if (login := mail.login) is not None:
            known |= {"oauth": login.service, "client": login.client, "token": login.token}
            known |= {"tenant": login.tenant, "client_secret": login.client_secret}
        known = {key: value for key, value in known.items() if value}
        written.named["source"][source] = Table(*table.where, known | dict(table.values))
