"""What to say of a mailbox that can't be read, or of which only a part is."""

from __future__ import annotations

NO_STARTTLS = "{host} does not offer STARTTLS, and nothing is sent in clear"
NO_PASSWORD = "{host} offers no login by password"  # noqa: S105 - a sentence
NO_WORDS = "{host} takes no name or password beyond ASCII (it does not offer AUTH=PLAIN)"
GARBLED = "{host} answers in what is not IMAP, or not whole"
LATE = "{host} did not answer in time"
CUT = "{host} closed the connection in the middle of its answer"


def refused(host: str, user: str, said: str) -> str:
    """Return what to say of a login that was refused, in the server's words."""
    return f"{host} refused the login of {user} ({said})"


def uncertain(host: str, why: str) -> str:
    """Return what to say of a certificate that is not trusted; `why` stands after "its certificate"."""
    return f"{host} can't be trusted: its certificate {why}"


def no_tls(host: str, port: int, said: str) -> str:
    """Return what to say of a server that was asked for TLS and answered something else."""
    return f"{host} (port {port}) does not speak TLS ({said})"


def too_much(host: str, most: int) -> str:
    """Return what to say of a server that sent more than so many MB."""
    return f"{host} sent more than {most} MB"


def not_done(host: str, said: str) -> str:
    """Return what to say of a command that was refused, in the server's words."""
    return f"{host} refused what the mailbox was asked ({said})"


def no_imap(host: str, said: str) -> str:
    """Return what to say of a server that speaks something else, with what it said."""
    return f"{host} answers in what is not IMAP ({said})"


def no_idle(host: str) -> str:
    """Return what to say of a server that only answers when it is asked."""
    return f"{host} does not say by itself when mail comes (it has no IDLE)"


def closed(folder: str, said: str) -> str:
    """Return what to say of a folder that is there and can't be opened, in the server's words."""
    return f"the folder {folder} can't be opened ({said})"


def absent(folder: str, near: str) -> str:
    """Return what to say of a folder that is not there; `near` is one that may have been meant, or ""."""
    if near:
        return f"the mailbox has no folder {folder}; there is {near}: write that in 'folder'"
    return f"the mailbox has no folder {folder}: make it, or name another in 'folder'"


def can_not_move(host: str) -> str:
    """Return what to say where mails can't be moved without touching others."""
    return f"what was read stays where it is: {host} can't move mails (neither MOVE nor UIDPLUS)"


def not_moved(folder: str, said: str) -> str:
    """Return what to say of a move that was refused, in the server's words."""
    return f"what was read can't be moved to {folder} ({said})"


def left(number: int, folder: str) -> str:
    """Return what to say of mails that one poll did not take."""
    return f"{number} mails of {folder} are left for the next poll"


def skipped(number: int, folder: str) -> str:
    """Return what to say of mails that are older than what the first poll takes."""
    return f"{number} older mails of {folder} were there before, and are not read"


def not_given(number: int, folder: str, said: str) -> str:
    """Return what to say of mails that the server does not give, in its words."""
    return f"{number} mails of {folder} are not read, for the server does not give them ({said})"
