"""veille init: ask what is needed for a first configuration, in the user's language, write it, and try it."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import click

from veille.cli.charset import read_stdin
from veille.cli.drafting import InitAnswers, Way, draft, way_of
from veille.cli.setting import setting
from veille.errors import ConfigError, UserError, VeilleError
from veille.language.catalogue import mark, user_language

if TYPE_CHECKING:
    from veille.config.model import Config
    from veille.language.words import Words

MANY_TRIES = 5
_QUESTIONS = {
    "to": mark('Where to write to you? An address, an Apprise URL, a folder (/…) or "console"'),
    "user": mark("The address of the account that sends"),
    "smtp": mark("Its outgoing mail server (SMTP; Enter: found from the address)"),
    "password": mark("Its password (not shown; Enter: later)"),
    "contact": mark("An address or a page to tell the sites that are polled"),
    "name": mark("Your first name (Enter: none)"),
    "person": mark("A full name to watch for, such as your own (Enter: none)"),
    "context": mark("  What tells you apart: employer, town, trade, separated by commas"),
    "words": mark("What do you look for? Words or phrases, separated by commas"),
    "feed": mark("A feed to follow, its address (Enter: that is all)"),
    "hour": mark("The hour of the digest"),
    "timezone": mark("The time zone of your hours (this machine's is UTC)"),
}


@click.command("init")
@click.option("--to", help='An address, an Apprise URL, a folder or "console".')
@click.option("--user", help="The address of the account that sends (default: the address of --to).")
@click.option("--smtp", help="Its outgoing mail server: HOST or HOST:PORT (default: found from --user).")
@click.option("--password-stdin", is_flag=True, help="Read its password from standard input.")
@click.option("--contact", help="An address or URL that the polled sites are told (needed without mail).")
@click.option("--name", help='Your first name, for "Veille d\'Inès".')
@click.option("--person", help="A full name to look for, such as your own.")
@click.option("--context", help="Words that make it likelier to be that one: an employer, a town, a trade.")
@click.option("--words", multiple=True, help="What you look for, separated by commas. May be repeated.")
@click.option("--feed", "feeds", multiple=True, help="The address of a feed to follow. May be repeated.")
@click.option("--hour", help='When the digest leaves: "07:30", "mon-fri 07:30".')
@click.option("--timezone", help='Of all hours: "Europe/Paris" (default: this machine\'s).')
@click.option("--language", metavar="fr", help="Of all that you receive, as a code (default: yours).")
@click.option("--yes", is_flag=True, help="Ask nothing: take the defaults for what no option says.")
@click.option("--no-test", is_flag=True, help="Send no test message.")
@click.option("--force", is_flag=True, help="Replace a file that is there; the old one is kept beside it.")
def command(**given: Any) -> None:
    """Write a first configuration by asking a few questions.

    Each question can be answered by an option. It is written where --config says, else to
    ~/.config/veille/veille.toml, or as root to /etc/veille/veille.toml.
    """
    path = _target()
    if path.is_dir():
        raise UserError(f"{path} is a folder: name the file to write, like {path / 'veille.toml'}")
    if path.exists() and not given["force"]:
        raise UserError(f"{path} is there already: give --force to replace it, or another --config")
    asking = InitPrompts(given["language"] or user_language(os.environ), yes=given["yes"])
    if wrong := [*_wrong(asking, given), *_missing(asking, given)]:
        raise UserError("\n".join(wrong))
    answers, secret = _ask(asking, given)
    _write(path, answers, secret)
    click.echo(asking.words.say("Written: {path}", path=str(path)))
    tried = _try(asking, path, answers.way.recipient, test=not given["no_test"])
    click.echo(asking.words.say("Next:  veille check  (what each line became), then  veille run"))
    if not tried:
        sys.exit(1)


@dataclass(frozen=True, slots=True)
class InitPrompts:
    """Asks on the terminal, or takes what the options say."""

    language: str
    yes: bool = False

    @property
    def words(self) -> Words:
        from veille.language.words import Words

        return Words(self.language, ZoneInfo("UTC"), plain=True)

    def answer(
        self,
        option: str,
        given: str | None,
        *,
        default: str | None = None,
        hidden: bool = False,
    ) -> str:
        """Return what the option says, which was checked, else what the person answers, else the default.

        Raises UserError that names the option, where no answer can be used.
        """
        if given is not None or not self.asks():
            return (given or default or "").strip()
        question = self.words.say(_QUESTIONS[option])
        for _try in range(MANY_TRIES):
            reply = str(
                click.prompt(question, default=default, hide_input=hidden, show_default=bool(default))
            ).strip()
            if not (why := self.refusal(option, reply) if reply or default is None else ""):
                return reply
            click.echo(self.words.say("That answer won't do: {why}", why=why), err=True)
        raise UserError(f"no answer could be used; it can be given as --{option}")

    def refusal(self, option: str, text: str) -> str:
        """Return why text is no answer, or nothing."""
        try:
            self._check(option, text.strip())
        except ValueError as error:
            return str(error)
        return ""

    def _check(self, option: str, text: str) -> None:
        from veille.config import values, when

        match option:
            case "language":
                values.language(text)
            case "to":
                self._check_way(text)
            case "user":
                values.address(text)
            case "smtp":
                if text:
                    values.host_port(text)
            case "contact":
                values.url(text) if "://" in text else values.address(text)
            case "name":
                if not text.isprintable():
                    raise ValueError("must be one line of text")
            case "person":
                if text and (not text.isprintable() or not any(sign.isalpha() for sign in text)):
                    raise ValueError("must be a name, in one line")
            case "words":
                _words(text)
            case "feed":
                self._check_feed(text)
            case "hour":
                when.parse_when(text)
            case "timezone":
                values.zone(text)

    def _check_way(self, text: str) -> None:
        from veille.config import values
        from veille.config.paths import NoHome

        try:
            recipient, form, _folder = way_of(text)
        except NoHome:
            raise
        except ValueError:
            raise ValueError(
                self.words.say('neither an address, nor an Apprise URL, nor a path, nor "console"')
            ) from None
        if form == "mail":
            values.address(recipient)

    def _check_feed(self, text: str) -> None:
        host = urlsplit(_feed(text)).hostname or ""
        # A single word is more often a name than a machine of one's own network, which can be written as a URL.
        if "." not in host and ":" not in host and host != "localhost" and "://" not in text:
            raise ValueError(
                self.words.say(
                    "'{text}' is not the address of a feed, which looks like https://example.org/rss",
                    text=text,
                )
            )

    def asks(self) -> bool:
        """Return whether there is somebody to ask."""
        return not self.yes and sys.stdin.isatty()


def _wrong(asking: InitPrompts, given: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with each option."""
    for option in ("language", "to", "user", "smtp", "contact", "name", "person"):
        if given[option] is not None and (why := asking.refusal(option, given[option])):
            yield f"--{option} {why}"
    for option, many in (("words", given["words"]), ("feed", given["feeds"])):
        yield from (f"--{option} {why}" for answer in many if (why := asking.refusal(option, answer)))
    for option in ("hour", "timezone"):
        if given[option] is not None and (why := asking.refusal(option, given[option])):
            yield f"--{option} {why}"


def _missing(asking: InitPrompts, given: Mapping[str, Any]) -> Iterator[str]:
    """Yield which options are needed where there is nobody to ask."""
    if asking.asks():
        return
    needed = ["to"]
    if given["to"] is not None and not asking.refusal("to", given["to"]):
        by_mail = way_of(given["to"])[1] == "mail"
        needed += [] if by_mail and asking.yes else ["user", "smtp"] if by_mail else ["contact"]
    needed += [] if asking.yes else ["name", "words", "hour"]
    for option in needed:
        if not given[option] and given[option] != "":
            yield f"--{option} is missing, and there is nobody to ask (--yes takes the defaults)"


def _ask(asking: InitPrompts, given: Mapping[str, Any]) -> tuple[InitAnswers, str]:
    """Return the answers, and the one secret (a password, or a channel's URL; may be empty)."""
    if asking.asks():
        click.echo(
            asking.words.say(
                "A few questions, and your watch is in place. Enter keeps what stands in brackets."
            )
        )
    way, secret = _ask_way(asking, given)
    name = asking.answer("name", given["name"], default="")
    person, context = _ask_person(asking, given)
    given_words = ",".join(given["words"]) if given["words"] else None
    words = asking.answer("words", given_words, default="")
    feeds = _ask_feeds(asking, given["feeds"])
    hour = asking.answer("hour", given["hour"], default="07:30")
    zone = _ask_zone(asking, given["timezone"])
    return (
        InitAnswers(asking.language, zone, name, way, _words(words), feeds, hour, person, context),
        secret,
    )


def _ask_person(asking: InitPrompts, given: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    """Return a full name to look for and what makes it likelier, after saying how many people have that name."""
    person = " ".join(asking.answer("person", given["person"], default="").split())
    if not person:
        return "", ()
    from veille.cli.names import bearers
    from veille.names.births import births
    from veille.names.namesakes import expected

    count = expected(person, births())
    if count is not None and count >= 1:
        click.echo(
            asking.words.say(
                "  {n} people of that name are to be expected in France (Insee, births).",
                n=bearers(count, asking.words),
            )
        )
    elif count is not None:
        click.echo(
            asking.words.say("  A rare name: under one homonym is to be expected in France (Insee, births).")
        )
    context = asking.answer("context", given["context"], default="")
    return person, tuple(dict.fromkeys(part.strip() for part in context.split(",") if part.strip()))


def _ask_zone(asking: InitPrompts, given: str | None) -> str:
    """Return the time zone of all hours: this machine's, unless that is UTC, as on fresh servers."""
    from veille.cli.zones import is_utc, suggested
    from veille.config.values import system_zone

    found = system_zone(os.environ).key
    if given is not None or not is_utc(found):
        return given.strip() if given is not None else found
    near = suggested(os.environ)
    if asking.asks():
        return asking.answer("timezone", None, default=near or found)
    click.echo(
        asking.words.say(
            "Hours are in UTC, which is this machine's time zone; in another by  --timezone {zone}",
            zone=near or "Europe/Paris",
        )
    )
    return found


def _ask_way(asking: InitPrompts, given: Mapping[str, Any]) -> tuple[Way, str]:
    from veille.config import mailhosts, values

    to = asking.answer("to", given["to"])
    recipient, form, folder = way_of(to)
    if form != "mail":
        contact = asking.answer("contact", given["contact"])
        return Way(recipient, form, folder, contact=contact), to if form == "url" else ""
    user = asking.answer("user", given["user"], default=recipient)
    known = mailhosts.candidates(user)[0].host if mailhosts.is_known(user) else ""
    smtp = asking.answer("smtp", given["smtp"], default=known)
    smtp = "" if smtp == known else smtp  # what is found by itself need not stand in the file
    host = values.host_port(smtp)[0] if smtp else ""
    if advice := mailhosts.advice(mailhosts.policy(user, host)):
        click.echo(f"{asking.words.say(advice)}.")
    password = ""
    if given["password_stdin"]:
        password = read_stdin().rstrip("\r\n")
    elif asking.asks() and not (host and values.is_loopback(host)):
        password = asking.answer("password", None, default="", hidden=True)
    return Way(recipient, form, user=user, smtp=smtp), password


def _ask_feeds(asking: InitPrompts, given: tuple[str, ...]) -> tuple[str, ...]:
    if given or not asking.asks():
        return tuple(_feed(address.strip()) for address in given)
    feeds: list[str] = []
    while reply := asking.answer("feed", None, default=""):
        feeds.append(_feed(reply))
    return tuple(feeds)


def _feed(text: str) -> str:
    """Return a feed's address, https:// added where it is left out. Raises ValueError."""
    from veille.config.values import url

    return url(text if "://" in text else f"https://{text}")


def _words(text: str) -> tuple[str, ...]:
    """Return words separated by commas. Raises ValueError for those that can't be searched for."""
    words = tuple(dict.fromkeys(word.strip() for word in text.split(",") if word.strip()))
    if words:
        from veille.match import query

        try:
            query.from_lists(words, (), ())
        except query.QueryError as error:
            raise ValueError(str(error)) from None
    return words


def _target() -> Path:
    """Return where the file goes: as told, else the person's own place, or the system's for root."""
    from veille.config.reading import SYSTEM, own_file

    if told := setting().config or os.environ.get("VEILLE_CONFIG"):
        return Path(told).absolute()
    return SYSTEM if os.geteuid() == 0 else own_file()


def _write(path: Path, answers: InitAnswers, secret: str) -> None:
    """Write the secret and the file, which must load before it replaces another. Raises UserError."""
    from veille import config as configuration
    from veille.config import secrets

    half = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if secret:
            secrets.write(path.parent / "secrets", "mail" if answers.way.form == "mail" else "chat", secret)
        half.write_text(draft(answers), "utf-8")
        configuration.load(half, secrets=False)
        if path.exists():
            path.replace(path.with_name(f"{path.name}.old"))
        half.replace(path)
    except ConfigError as error:
        half.unlink(missing_ok=True)
        raise UserError(str(error).replace(half.name, path.name)) from None
    except OSError as error:
        raise UserError(f"{path} can't be written: {error.strerror}") from None


def _try(asking: InitPrompts, path: Path, recipient: str, *, test: bool) -> bool:
    """Send a test message if asked; return False if it was refused, True if it left or can't be tried yet."""
    from veille import config as configuration

    try:
        config = configuration.load(path)
    except ConfigError:  # it loaded without its secrets: a password is all that may be missing
        click.echo(
            asking.words.say(
                "The password is missing, and nothing can be sent without it. First:  veille secret mail"
            )
        )
        return True
    if not test:
        return True
    click.echo(asking.words.say("Sending a test to {recipient}…", recipient=recipient))
    why = try_recipient(
        config, recipient, asking.words.say("This is a test: your watch knows how to write to you.")
    )
    if not why:
        click.echo(asking.words.say("The test was handed over. It arrives within the minute."))
        return True
    click.echo(asking.words.say("The test was not sent: {why}", why=why))
    click.echo(asking.words.say('Once that is mended:  veille say {recipient} "test"', recipient=recipient))
    return False


def try_recipient(config: Config, recipient: str, text: str) -> str:
    """Send text to a recipient now; return why it could not be, or an empty string."""
    from veille.post.write import say

    try:
        return str(asyncio.run(say(config, recipient, text)).why)
    except VeilleError as error:
        return str(error)
