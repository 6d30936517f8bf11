"""Why the mails of a mailbox could not be read or put away, in French."""

from __future__ import annotations

MAILBOXES: tuple[tuple[str, str], ...] = (
    (
        "{host} refused the login of {user} ({said})",
        "l'identifiant ou le mot de passe de {user} est refusé par {host} ({said})",
    ),
    (
        "{host} does not say by itself when mail comes (it has no IDLE)",
        "{host} ne dit pas de lui-même quand un message arrive (il n'a pas IDLE)",
    ),
    (
        "{host} refused what the mailbox was asked ({said})",
        "{host} a refusé ce qui était demandé à la boîte ({said})",
    ),
    (
        "{host} answers in what is not IMAP ({said})",
        "{host} répond dans une autre langue que l'IMAP ({said})",
    ),
    ("the folder {folder} can't be opened ({said})", "le dossier {folder} ne peut pas être ouvert ({said})"),
    (
        "the mailbox has no folder {folder}; there is {near}: write that in 'folder'",
        "la boîte n'a pas de dossier {folder} ; il y a {near} : écrivez ce nom dans “folder”",
    ),
    (
        "the mailbox has no folder {folder}: make it, or name another in 'folder'",
        "la boîte n'a pas de dossier {folder} : créez-le, ou nommez-en un autre dans “folder”",
    ),
    (
        "what was read stays where it is: {host} can't move mails (neither MOVE nor UIDPLUS)",
        "ce qui a été lu reste où il est : {host} ne sait pas déplacer de messages (ni MOVE ni UIDPLUS)",
    ),
    (
        "what was read can't be moved to {folder} ({said})",
        "ce qui a été lu ne peut pas être rangé dans {folder} ({said})",
    ),
    (
        "{n} mails of {folder} are left for the next poll",
        "{n} messages de {folder} attendent le prochain relevé",
    ),
    (
        "{n} older mails of {folder} were there before, and are not read",
        "{n} messages plus anciens de {folder} étaient déjà là, et ne sont pas lus",
    ),
    (
        "{n} mails of {folder} are not read, for the server does not give them ({said})",
        "{n} messages de {folder} ne sont pas lus, car le serveur ne les donne pas ({said})",
    ),
)
