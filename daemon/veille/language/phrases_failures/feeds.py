"""Why no items could be read where a feed was expected, in French."""

from __future__ import annotations

FEEDS: tuple[tuple[str, str], ...] = (
    ("the answer is empty: there is no feed in it", "la réponse est vide, sans aucun flux"),
    (
        "the feed is cut in the middle: {n} whole items were read",
        "le flux est coupé au milieu : {n} articles entiers ont été lus",
    ),
    (
        "the feed is cut in the middle, before the end of its first item",
        "le flux est coupé au milieu, avant la fin de son premier article",
    ),
    (
        "no item could be read from the feed: it is not well-formed ({said})",
        "aucun article n'a pu être lu dans le flux : son XML est mal formé ({said})",
    ),
    (
        "no item could be read from the feed: {said}",
        "aucun article n'a pu être lu dans le flux : {said}",
    ),
    ("the feed is nested too deeply to be read", "le flux est trop imbriqué pour être lu"),
    ("the feed could not be read ({error}: {said})", "le flux n'a pas pu être lu ({error} : {said})"),
    (
        "the JSON Feed is cut in the middle or malformed ({said})",
        "le flux JSON est coupé au milieu ou mal formé ({said})",
    ),
    (
        "a web page came where a feed was expected, and it names no feed",
        "une page web vient au lieu d'un flux, et elle n'en annonce aucun",
    ),
    (
        "a web page came where a feed was expected; it names this feed: {feed}",
        "une page web vient au lieu d'un flux ; elle annonce celui-ci : {feed}",
    ),
    (
        "a web page came where a feed was expected; it names these feeds: {feeds} and {n} more",
        "une page web vient au lieu d'un flux ; elle annonce ceux-ci : {feeds} et {n} autres",
    ),
    (
        "a web page came where a feed was expected; it names these feeds: {feeds}",
        "une page web vient au lieu d'un flux ; elle annonce ceux-ci : {feeds}",
    ),
    (
        "the document is in UTF-16 without the mark at its start that XML asks for",
        "le document est en UTF-16 sans la marque de début que demande XML",
    ),
    (
        "an XML document came that is no feed (its root is <{root}>)",
        "un document XML vient, qui n'est pas un flux (sa racine est <{root}>)",
    ),
    (
        "what came is not a feed (no type named, {n} bytes, beginning {beginning})",
        "ce qui vient n'est pas un flux (sans type, {n} octets ; début : {beginning})",
    ),
    (
        "what came is not a feed ({kind}, {n} bytes, beginning {beginning})",
        "ce qui vient n'est pas un flux ({kind}, {n} octets ; début : {beginning})",
    ),
    (
        "what came is not a feed, nor whole JSON (beginning {beginning})",
        "ce qui vient n'est pas un flux, ni du JSON entier (début : {beginning})",
    ),
    (
        "JSON came that is no JSON Feed (its `version` names none)",
        "du JSON vient, qui n'est pas un flux JSON (son champ version n'en nomme pas)",
    ),
)
