"""What a person may type for an address, with its scheme or without; anything else is words. Pure."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_HOST = re.compile(r"(?:[\w-]+(?:\.[\w-]+)+|localhost)(?::\d{1,5})?(?:[/?#]\S*)?")
_CODE = re.compile(r"\d\d\.\d\d[A-Za-z]")  # of an activity: 91.02Z
_HANDLE = re.compile(r"@(?P<who>\w[\w.-]*)@(?P<host>[\w-]+(?:\.[\w-]+)+)")
_ROUND = re.compile(r"^[<«\"'“‘\s]+|[>»\"'”’,;\s]+$")  # as an address stands in a mail
_SLIP = re.compile(
    r"(https?)(?::|:?/{1,3}|:/{3,})(?=[^/\s:]+\.)", re.IGNORECASE
)  # http//, https:/ and the like
# By other programs' own ways of writing https://
_OTHER_NAMES = re.compile(r"(?:webcals?|feed|rss)://|feed:(?=https?://)", re.IGNORECASE)


def candidates(text: str) -> tuple[str, ...]:
    """Return the addresses that a text may mean, best first; none where it is words.

    Without a scheme, https:// is meant, else http://; "@ines@social.example" is an account of the fediverse.
    """
    bare = _ROUND.sub("", text)
    text = bare if "://" in bare or _HOST.fullmatch(bare.removesuffix(".")) else text.strip()
    if "://" not in text and not _OTHER_NAMES.match(text) and (slip := _SLIP.match(text)):
        text = f"{slip[1].lower()}://{text[slip.end() :]}"
    elif text.startswith("//") and _HOST.fullmatch(text[2:]):
        text = text[2:]
    if handle := _HANDLE.fullmatch(text):
        return (f"https://{handle['host']}/@{handle['who']}",)
    if other := _OTHER_NAMES.match(text):
        rest = text[other.end() :]
        return (rest if "://" in rest else f"https://{rest}",)
    if "://" in text:
        return (text,)
    if _HOST.fullmatch(text) and not _CODE.fullmatch(text):
        return f"https://{text}", f"http://{text}"
    return ()


def host_of(url: object) -> str:
    """Return a URL's host in lower case, "" for what is none."""
    if not isinstance(url, str) or "://" not in url:
        return ""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def shortened(text: str) -> str:
    """Return an address without what does not tell it from another: scheme, "www.", the last slash; other text as it is."""
    host = host_of(text)
    if not host:
        return text
    parts = urlsplit(text)
    try:
        port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    except ValueError:  # 99999
        return text
    query = f"?{parts.query}" if parts.query else ""
    return f"{host.removeprefix('www.')}{port}{parts.path.rstrip('/')}{query}"
