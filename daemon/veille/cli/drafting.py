"""A person's few answers → the text of a first veille.toml: short, commented, in their language."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from veille.config.names import ME
from veille.config.paths import expanded, text_of
from veille.config.values import host_port, is_loopback
from veille.config.when import parse_when
from veille.language.words import Words

_WRAPPERS = {"www", "feed", "feeds", "rss", "blog"}
_HOURS = ("mon-fri 07:30", "mon,thu 18:00", "monthly 08:00", "07:30")


@dataclass(frozen=True, slots=True)
class Way:
    """How a person is reached: an address by way of a server, or a channel (url, folder or console).

    `smtp` is empty where the server is to be found from the address of `user`.
    """

    recipient: str
    form: str  # "mail", "url", "folder" or "console"
    folder: str = ""
    user: str = ""
    smtp: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class InitAnswers:
    """What `veille init` asked. `feeds` are URLs, `words` are words or phrases, `hour` is a when."""

    language: str
    timezone: str
    name: str
    way: Way
    words: tuple[str, ...]
    feeds: tuple[str, ...]
    hour: str
    person: str = ""
    context: tuple[str, ...] = ()


def way_of(given: str) -> tuple[str, str, str]:
    """Return recipient, form and folder for what a person answered to "where?".

    An address is mail; what has "://" an Apprise URL; "console" the console; a path a folder. Raises
    ValueError for anything else, NoHome for the path of a home folder that isn't there.
    """
    given = given.strip()
    if given == "console":
        return "console", "console", ""
    if "://" in given:
        return "chat", "url", ""
    if given.startswith(("/", "./", "../", "~")):
        return "page", "folder", text_of(expanded(given).absolute())
    if re.fullmatch(r"[^@\s]+@[^@\s]+", given):
        return given, "mail", ""
    raise ValueError(given)


def draft(answers: InitAnswers) -> str:
    """Return the text of the file: under 40 lines up to 10 feeds, and loading once its secrets are there."""
    words = Words(answers.language, ZoneInfo("UTC"), plain=True)
    lines = _head(answers, words)
    lines += _way(answers.way, words)
    lines += _digest(answers.hour, words)
    lines += _person(answers, words)
    lines += _rule(answers.words, words)
    lines += _sources(answers, words)
    return "\n".join(lines) + "\n"


def _head(answers: InitAnswers, words: Words) -> list[str]:
    way = answers.way
    said = words.say("an address, a channel, or a list of them")
    title = words.say("What veille watches for me. Check it with:  veille check")
    keys = [("language", _text(answers.language)), ("timezone", _text(answers.timezone))]
    if answers.name:
        keys.append(("name", _text(answers.name)))
    keys.append(("to", f"{_text(way.recipient)}  # {said}"))
    if way.form != "mail":
        told = words.say("told to the sites that are polled")
        keys.append(("contact", f"{_text(way.contact)}  # {told}"))
    return [f"# {title}", "", "[veille]", *_aligned(keys)]


def _way(way: Way, words: Words) -> list[str]:
    if way.form == "mail":
        asked = words.say("asked for by:  veille secret mail")
        keys = [("user", _text(way.user))]
        if not _is_local(way.smtp):
            keys.append(("password", f'{{ secret = "mail" }}  # {asked}'))
        if way.smtp:
            keys.append(("smtp", _text(way.smtp)))
        if _is_local(way.smtp) and not way.smtp.endswith(":465"):
            keys.append(("tls", _text("none")))
        return ["", "[mail]", *_aligned(keys)]
    option = {
        "url": f'url = {{ secret = "{way.recipient}" }}',
        "folder": f"folder = {_text(way.folder)}",
        "console": "console = true",
    }[way.form]
    return ["", f"[channel.{way.recipient}]", option]


def _digest(hour: str, words: Words) -> list[str]:
    when = parse_when(hour)
    name = words.say("morning" if when.hour < 12 else "evening")
    others = [_text(example) for example in _HOURS if parse_when(example) != when][:3]
    return [
        "",
        f"[digest.{slug(name)}]",
        f"at = {_text(hour)}  # {words.say('or {hours}', hours=', '.join(others))}",
    ]


def _person(answers: InitAnswers, words: Words) -> list[str]:
    if not answers.person:
        return []
    notes = (
        ('# also = ["@compte"]', words.say("other forms, handles, addresses")),
        ('# mine = ["moi.example"]', words.say("my own pages")),
    )
    context = ", ".join(_text(word) for word in answers.context)
    return [
        "",
        f"[person.{slug(words.say(ME))}]",
        f"name = {_text(answers.person)}",
        f"{'you = true':26}  # {words.say('false if this is not me')}",
        f"{f'context = [{context}]' if context else '# context = []':26}  # {words.say('likelier to be me')}",
        *(f"{option:26}  # {note}" for option, note in notes),
    ]


def _rule(sought: Sequence[str], words: Words) -> list[str]:
    if not sought:
        return []
    topic = sought[0].strip('"*')
    notes = (
        ('# and = ["Lyon", "Rhône"]', words.say("and one of these")),
        ('# not = ["stage"]', words.say("and none of those")),
        ("# alert = true", words.say("at once, without waiting")),
    )
    listed = ", ".join(_text(word) for word in sought)
    return [
        "",
        f"[rule.{slug(topic) or slug(words.say('words'))}]",
        "# " + words.say('one is enough; "museum*": what begins so'),
        f"any = [{listed}]",
        f"topic = {_text(topic[:1].upper() + topic[1:])}",
        *(f"{option:26}  # {note}" for option, note in notes),
    ]


def _sources(answers: InitAnswers, words: Words) -> list[str]:
    names = list(feed_names(answers.feeds))
    if answers.words or not names:
        said = words.say("a feed a line: name = address")
        example = [] if names else ['# lwn = "https://lwn.net/headlines/rss"']
        return ["", f"[source]  # {said}", *example, *_aligned((name, _text(url)) for name, url in names)]
    # Without a rule only a topic makes a match, and without a match there is nothing to send.
    topic = words.say("To read")
    lines: list[str] = []
    for name, url in names:
        lines += ["", f"[source.{name}]", f"url = {_text(url)}", f"topic = {_text(topic)}"]
    return lines


def feed_names(urls: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield each feed, once, with a name made of its host."""
    taken: set[str] = set()
    for url in dict.fromkeys(urls):
        labels = (urlsplit(url).hostname or "").split(".")
        kept = [label for label in labels[:-1] if label not in _WRAPPERS] or labels
        name = base = slug("-".join(kept)) or "source"
        number = 1
        while name in taken:
            number += 1
            name = f"{base}-{number}"
        taken.add(name)
        yield name, url


def slug(text: str) -> str:
    """Return text as a TOML bare key: lower-case letters and digits without accents, joined by "-"."""
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:30].strip("-")


def _is_local(smtp: str) -> bool:
    return bool(smtp) and is_loopback(host_port(smtp)[0])


def _aligned(keys: Iterable[tuple[str, str]]) -> list[str]:
    pairs = list(keys)
    width = max((len(key) for key, _value in pairs), default=0)
    return [f"{key:{width}} = {value}" for key, value in pairs]


def _text(value: str) -> str:
    # A JSON string is a TOML basic string (toml.io, v1.0.0, "String").
    return json.dumps(value, ensure_ascii=False)
