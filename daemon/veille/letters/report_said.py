"""The rest of a name report: what one says of oneself, what others say, and where to look for what is never seen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from veille.language.words import DOT, Words
from veille.letters import naming
from veille.letters.clip import plain, safe
from veille.letters.layout import Cell, Line, Part, Table, story
from veille.letters.letter import Voice
from veille.letters.letters_report import Answers, NameReport, NameState, OwnPage
from veille.letters.looking import places_to_look
from veille.letters.report_first_pages import short
from veille.letters.report_todo import STALE
from veille.letters.trends import sparkline
from veille.match.own_pages import own_page

_SAYS = 30  # signs of what a page says
_OUTLETS = 8  # named; the others are counted
_VOICES = 6
_NOTHING = "–"


def own_part(words: Words, letter: NameReport, name: NameState, before: str) -> Iterator[Part]:
    """Yield what each own page says of its owner, where there is one."""
    if not name.own:
        return
    head, several = ["", words.say("answers")], len(name.own) > 1
    if len(name.says) == 1:
        head.append(words.quoted(plain(name.says[0], _SAYS)))
    elif name.says:
        head.append(words.say("says all"))
    if several:
        head.append(words.say("linked"))
    rows = []
    for own in name.own:
        row = [Cell(short(own.url), href=safe(own_page(own.url))), _answers(words, own)]
        row += [_says(words, own, name.says)] if name.says else []
        row += [_linked(words, own)] if several else []
        rows.append(tuple(row))
    stale = [short(own.url) for own in name.own if own.unchanged and letter.end - own.unchanged >= STALE]
    unread = sum(own.answers is Answers.UNREAD for own in name.own)
    yield Part(
        before + words.say("your words" if name.you else "their words"),
        "",
        table=Table(tuple(rows), head=tuple(head)),
        after=(Line(words.say("stale ones", n=len(stale), pages=", ".join(stale))),) if stale else (),
        note=words.say("unread", n=unread) if unread else "",
    )


def _answers(words: Words, own: OwnPage) -> Cell:
    told = {Answers.YES: words.say("yes"), Answers.NO: words.say("NO"), Answers.UNREAD: "?"}
    return Cell(told.get(own.answers, _NOTHING), alarm=own.answers is Answers.NO)


def _says(words: Words, own: OwnPage, says: Sequence[str]) -> Cell:
    if not own.told:
        return Cell("?" if own.answers is Answers.UNREAD else _NOTHING)
    if not own.missing:
        return Cell(words.say("yes"))
    if len(says) > 1 and len(own.missing) < len(says):
        return Cell(words.say("n of", n=len(says) - len(own.missing), all=len(says)))
    told = plain(own.instead, _SAYS)
    return Cell(words.say("no, instead", instead=told) if told else words.say("no"), alarm=True)


def _linked(words: Words, own: OwnPage) -> Cell:
    if own.linked is None:
        return Cell("?" if own.answers is Answers.UNREAD else _NOTHING)
    return Cell(words.say("yes" if own.linked else "no"))


# What others say, and what is unseen


def said_part(words: Words, name: NameState, before: str) -> Part:
    """Return who mentions the name, who may, and who speaks."""
    said = name.said
    lines = []
    if said.sure:
        outlets = [
            words.say("with copies", outlet=plain(outlet, 60), n=copies) if copies else plain(outlet, 60)
            for outlet, copies in said.outlets
        ]
        lines.append(Line(_listed(words, outlets, _OUTLETS), label=words.say("said sure", n=said.all_sure)))
    if said.doubts:
        outlets = list(dict.fromkeys(plain(one.outlet, 60) for one in said.doubts))
        lines.append(
            Line(_listed(words, outlets, _OUTLETS), label=words.say("said unsure", n=said.all_doubts))
        )
    if said.homonyms:
        command = f"{naming.names_command([name.key])} --homonyms"
        lines.append(
            Line(words.say("of homonyms"), label=words.say("said homonym", n=said.homonyms), link=command)
        )
    if said.voices:
        spoke = [_voice(words, one) for one in said.voices]
        lines.append(Line(_listed(words, spoke, _VOICES), label=words.say("who speaks")))
    if any(said.months[:-1]):
        text = words.say("this month, before", n=said.months[-1], before=sum(said.months[:-1]))
        lines.append(Line(text, label=words.say("twelve months"), spark=sparkline(said.months)))
    stories = (
        *(story(words, entry, compact=True) for entry in said.sure),
        *(story(words, entry) for entry in said.doubts),
    )
    heading = before + words.say("others say")
    if not lines:
        return Part(heading, "", lines=(Line(words.say("none of said")),), flowing=True)
    return Part(heading, "", stories, lines=tuple(lines))


def _voice(words: Words, voice: Voice) -> str:
    """Return "Claire Vasseur (2, une nouvelle voix)"."""
    told = words.number(voice.count)
    if voice.new:
        told += f", {words.say('new voice' if voice.outlet else 'new outlet')}"
    return f"{plain(voice.name, 60)} ({told})"


def _listed(words: Words, names: Sequence[str], most: int) -> str:
    if len(names) <= most:
        return DOT.join(names)
    return f"{DOT.join(names[:most])} {words.say('others', n=len(names) - most)}"


def unseen_part(words: Words, name: NameState, before: str) -> Part:
    """Return the searches that a person makes by hand, ready to open."""
    links = []
    for place, address in places_to_look(name.called):
        label = words.say(place) if place.startswith("google") else place
        links.append(Line("", label=label, link=label, href=address))
    return Part(
        before + words.say("unseen"), "", lines=(Line(words.say("look")),), flowing=True, links=tuple(links)
    )
