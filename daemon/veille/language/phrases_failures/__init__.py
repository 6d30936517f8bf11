"""What fails, in French: each sentence that veille writes of a failure, and what a French editor makes of it.

A row is English, then French. A {hole} takes what stands there as it is; {why} holds what must be known in French
too, {its} what may be; {at}, {host} and {name} are one word, {n}, {all} and {status} figures. Rows are tried in their
order. Quotation marks are “ ”, since the whole may stand between « ».
"""

from __future__ import annotations

from veille.language.phrases_failures.drawing import DRAWING
from veille.language.phrases_failures.feeds import FEEDS
from veille.language.phrases_failures.jobs import JOBS
from veille.language.phrases_failures.kinds import KINDS
from veille.language.phrases_failures.mailboxes import MAILBOXES
from veille.language.phrases_failures.oauth import OAUTH
from veille.language.phrases_failures.pages import PAGES
from veille.language.phrases_failures.polls import POLLS
from veille.language.phrases_failures.published import PUBLISHED
from veille.language.phrases_failures.registers import REGISTERS
from veille.language.phrases_failures.searches import SEARCHES
from veille.language.phrases_failures.sending import SENDING
from veille.language.phrases_failures.web import WEB

# What is appended to a whole sentence.
AROUND: tuple[tuple[str, str], ...] = (
    ("{why} ({start} redirects there)", "{why} (c'est là que renvoie {start})"),
    ("{why}, and asks to wait {wait}", "{why} et demande d'attendre {wait}"),
    (
        "{why} (after the mail had been handed over)",
        "{why} (après que le message avait été remis : il est peut-être arrivé)",
    ),
    ("{why}, after {n} of {all} parts", "{why}, après {n} parties sur {all}"),
)

# All of them, in the order in which they are tried: what a mail server says stands before what any server may.
ROWS = (
    *AROUND,
    *OAUTH,
    *SENDING,
    *POLLS,
    *KINDS,
    *REGISTERS,
    *PUBLISHED,
    *SEARCHES,
    *JOBS,
    *MAILBOXES,
    *FEEDS,
    *PAGES,
    *DRAWING,
    *WEB,
)

# In brief, where the source was named already: in French, then in English. Of all others only "{at}" is left out.
BRIEF: dict[str, tuple[str, str]] = {
    "{why} ({start} redirects there)": ("{why}", "{why}"),
    "{why}, and asks to wait {wait}": ("{why}", "{why}"),
    "{at} answered {status} {said}": ("{status}", "{status}"),
    "{at} answered {status}": ("{status}", "{status}"),
    "{at} can't be trusted: {why}": ("{why}", "{why}"),
    "{at} was not asked: {its}; if that is meant, say lan = true in the source": (
        "pas interrogé : {its}",
        "not asked: {its}",
    ),
}

# What a status means, where a reader can do something with it.
STATUSES: dict[int, str] = {
    401: "il faut s'y identifier",
    403: "accès interdit",
    404: "page introuvable",
    410: "page supprimée",
    429: "trop de demandes",
    451: "bloqué pour raison légale",
}
