"""From a feed to the mailbox, through the real parts: a web, a database, a mail server."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest

from mailserver import MailServer
from veille.app import AlreadyRunning, App
from veille.model import Outcome
from webserver import Answer, WebServer, redirect
from world import DAY, HOUR, MONDAY, Article, Clock, configured, living, rows, rss, subjects

JOB = Article(2, "Chargé·e de communication H/F", "À Lyon, la Maison du Livre recrute une personne.")
OLD = Article(1, "La Maison du Livre rouvre", "Après deux ans de travaux.")
RULES = """
[rule.offres]
any = ["chargé de communication"]
and = ["Lyon"]
topic = "Offres"
alert = true

[rule.livre]
any = ["maison du livre"]
topic = "Livre"

[digest.matin]
at = "07:30"
"""


def text_of(mail: EmailMessage) -> str:
    """Return a mail's plain text on one line, its special spaces made plain."""
    return " ".join(mail.get_body(("plain",)).get_content().split())


def test_a_poll_an_alert_and_a_digest_arrive(tmp_path: Path, web: WebServer, post: MailServer) -> None:
    web.on("/feed", Answer(rss([OLD]), etag='"1"'))
    config = configured(tmp_path, f'{RULES}[source]\nculture = "{web.url("/feed")}"', mail_port=post.port)
    clock = Clock()

    async def life(app: App) -> None:
        assert [poll.outcome for poll in await app.poll_once()] == [Outcome.CHANGED]
        assert len(post.mails) == 1, "the first letter, and nothing else"
        clock.forward(HOUR)
        web.on("/feed", Answer(rss([JOB, OLD]), etag='"2"'))
        (polled,) = await app.poll_once()
        assert (polled.kept.new, polled.kept.known, polled.kept.owed) == (1, 1, 1)
        clock.forward(HOUR)
        assert [poll.outcome for poll in await app.poll_once()] == [Outcome.UNCHANGED]
        clock.forward(DAY)
        await app.poll_once()

    living(config, clock, life)
    assert len(subjects(post, "f-")) == 1
    (alert,) = [mail for mail in post.mails if mail["Message-ID"].startswith("<a-")]
    assert "Chargé·e de communication" in alert["Subject"]
    text = alert.get_body(("plain",)).get_content()
    assert "À *Lyon*, la Maison du Livre recrute" in text
    assert "règle « offres » : Chargé·e de communication + Lyon" in text.replace("\u00a0", " ")
    (digest,) = [mail for mail in post.mails if mail["Message-ID"].startswith("<d-")]
    said = digest.get_body(("plain",)).get_content()
    assert "Chargé·e" not in said, "what an alert told is only counted"
    assert "alerte" in said
    assert all(mail.is_multipart() for mail in post.mails)


def test_what_was_there_before_is_in_the_first_letter_and_is_never_sent_again(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    web.on("/feed", Answer(rss([JOB, OLD])))
    config = configured(tmp_path, f'{RULES}[source]\nculture = "{web.url("/feed")}"', mail_port=post.port)
    clock = Clock()

    async def life(app: App) -> None:
        for _ in range(3):
            await app.poll_once()
            clock.forward(HOUR)

    living(config, clock, life)
    assert len(post.mails) == 1
    text = post.mails[0].get_body(("plain",)).get_content()
    assert "OFFRES" in text
    assert "Chargé·e de communication" in text


def test_an_edit_that_meets_a_rule_for_the_first_time_is_alerted_and_other_edits_are_not(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    plain = Article(2, "Recrutement", "La Maison du Livre cherche quelqu'un à Lyon.")
    web.on("/feed", Answer(rss([OLD])))
    config = configured(tmp_path, f'{RULES}[source]\nculture = "{web.url("/feed")}"', mail_port=post.port)
    clock = Clock()

    async def life(app: App) -> None:
        for text in (
            "cherche quelqu'un",
            "cherche un chargé de communication",
            "cherche un chargé de communication (CDI)",
        ):
            web.on("/feed", Answer(rss([Article(2, plain.title, f"À Lyon, la Maison {text}."), OLD])))
            await app.poll_once()
            clock.forward(HOUR)

    web.on("/feed", Answer(rss([OLD])))
    living(config, clock, lambda app: app.poll_once())
    living(config, clock, life)
    assert len(subjects(post, "a-")) == 1
    assert rows(tmp_path, "SELECT text FROM item WHERE ident = '2'") == [
        ("À Lyon, la Maison cherche un chargé de communication (CDI).",)
    ]


def test_the_same_story_in_three_outlets_alerts_once_and_the_digest_of_another_names_the_copies(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    names = ("lyon", "rhone", "sud")
    for name in names:
        web.on(f"/{name}", Answer(rss([OLD], title=name.title(), site=f"https://{name}.example")))
    sources = "\n".join(f'{name} = "{web.url(f"/{name}")}"' for name in names)
    config = configured(
        tmp_path,
        f'{RULES}[channel.page]\nfolder = "{tmp_path}/page"\n[digest.page]\nat = "07:30"\nto = "page"\n[source]\n{sources}',
        mail_port=post.port,
    )
    clock = Clock()

    async def life(app: App) -> None:
        await app.poll_once()
        for name, link in zip(names, ("?utm_source=rss", "?xtor=RSS-1", ""), strict=True):
            clock.forward(600)
            article = Article(
                5,
                "La Maison du Livre cherche un chargé de communication à Lyon",
                link=f"https://afp.example/a/5{link}",
            )
            web.on(
                f"/{name}", Answer(rss([article, OLD], title=name.title(), site=f"https://{name}.example"))
            )
            await app.poll_once()
        clock.forward(DAY)
        await app.poll_once()

    living(config, clock, life)
    assert len(subjects(post, "a-")) == 1
    assert rows(tmp_path, "SELECT count(*), count(DISTINCT story) FROM item WHERE ident = '5'") == [(3, 1)]
    (page,) = (tmp_path / "page").glob("*digest*.html")
    shown = page.read_text(encoding="utf-8")
    assert shown.count("La Maison du Livre cherche un chargé") >= 1
    assert "Rhone" in shown
    assert "Sud" in shown


def test_a_source_that_fails_disturbs_no_other_and_is_told_once_with_its_return(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    web.on("/good", Answer(rss([OLD])))
    web.on("/bad", Answer(status=503))
    config = configured(
        tmp_path,
        f'{RULES}[source]\ngood = "{web.url("/good")}"\nbad = "{web.url("/bad")}"',
        mail_port=post.port,
    )
    clock = Clock()

    async def life(app: App) -> None:
        for _ in range(6):
            await app.poll_once()
            clock.forward(HOUR)
        assert len(subjects(post, "h-")) == 1
        web.on("/bad", Answer(rss([JOB])))
        await app.poll_once()
        clock.forward(HOUR)
        await app.poll_once()

    living(config, clock, life)
    down, back = subjects(post, "h-")
    assert "bad" in down
    assert "n’est pas lisible" in down
    assert "revenue" in back
    assert rows(tmp_path, "SELECT count(*) FROM item") == [(2,)]


def test_the_first_letter_waits_while_nothing_answers_and_that_is_told_within_the_hour(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    web.on("/feed", Answer(status=503))
    config = configured(
        tmp_path, f'{RULES}[source.culture]\nurl = "{web.url("/feed")}"\nevery = "1d"', mail_port=post.port
    )
    clock = Clock()

    async def life(app: App) -> None:
        await app.poll_once()
        clock.forward(600)
        await app.poll_once()
        assert not post.mails, "there is nothing to tell yet"
        clock.forward(HOUR)
        await app.settle()
        (note,) = subjects(post, "h-")
        assert "culture" in note
        web.on("/feed", Answer(rss([OLD])))
        clock.forward(DAY)
        await app.poll_once()
        clock.forward(DAY)
        await app.poll_once()

    living(config, clock, life)
    assert len(subjects(post, "f-")) == 1
    (first,) = [mail for mail in post.mails if mail["Message-ID"].startswith("<f-")]
    assert "1 source lue, 1 article connu" in text_of(first)
    assert "première fois" not in "".join(text_of(mail) for mail in post.mails)


def test_what_a_source_held_that_answers_after_the_first_letter_is_counted_in_the_next_digest(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    web.on("/good", Answer(rss([OLD])))
    web.on("/late", Answer(status=503))
    narrow = '[rule.narrow]\nany = ["zythologie"]\nfrom = ["good"]\n[rule.wide]\nany = ["zythologie"]\n'
    config = configured(
        tmp_path,
        f'{RULES}{narrow}[source]\ngood = "{web.url("/good")}"\nlate = "{web.url("/late")}"',
        mail_port=post.port,
    )
    clock = Clock()

    async def life(app: App) -> None:
        await app.poll_once()
        web.on("/late", Answer(rss(Article(n, f"Zythologie, cahier {n}") for n in range(20, 40))))
        clock.forward(HOUR)
        await app.poll_once()
        for _ in range(2):
            clock.forward(DAY)
            await app.poll_once()

    living(config, clock, life)
    first, *others = [text_of(mail) for mail in post.mails]
    assert "Pas encore lue : late." in first
    assert "La règle « narrow » n’a rien trouvé du tout" in first
    assert "wide" not in first, "what it may find was not read yet"
    told = [text for text in others if "Lue pour la première fois : late (20 articles connus)." in text]
    assert len(told) == 1
    assert "Zythologie" not in "".join(others), "a baseline is counted, not sent"


def test_when_every_source_fails_the_network_is_blamed_once(tmp_path: Path, post: MailServer) -> None:
    sources = '[source]\na = "http://127.0.0.1:9/a"\nb = "http://127.0.0.1:9/b"'
    config = configured(tmp_path, RULES + sources, mail_port=post.port)
    clock = Clock()

    async def life(app: App) -> None:
        for _ in range(8):
            await app.poll_once()
            clock.forward(HOUR)

    living(config, clock, life)
    assert len(subjects(post, "h-")) == 1


def test_a_delivery_that_is_tried_again_keeps_its_message_id(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    web.on("/feed", Answer(rss([OLD])))
    config = configured(tmp_path, f'{RULES}[source]\nculture = "{web.url("/feed")}"', mail_port=post.port)
    clock = Clock()

    async def life(app: App) -> None:
        await app.poll_once()
        web.on("/feed", Answer(rss([JOB, OLD])))
        post.drop = "after"
        clock.forward(HOUR)
        await app.poll_once()
        post.drop = ""
        clock.forward(HOUR)
        await app.poll_once()

    living(config, clock, life)
    alerts = [name for name in post.ids if name.startswith("<a-")]
    assert len(alerts) == 2
    assert len(set(alerts)) == 1
    assert rows(
        tmp_path, "SELECT outcome FROM delivery JOIN message ON message.id = message WHERE kind = 'alert'"
    ) == [
        ("unknown",),
        ("sent",),
    ]


def test_a_message_that_can_never_be_sent_is_told_by_another_way(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    web.on("/feed", Answer(rss([OLD])))
    config = configured(
        tmp_path,
        f'{RULES}[channel.page]\nfolder = "{tmp_path}/page"\n[source]\nculture = "{web.url("/feed")}"',
        mail_port=post.port,
    )
    clock = Clock()
    post.at_rcpt = "550 5.1.1 no such user here"

    async def life(app: App) -> None:
        await app.poll_once()
        clock.forward(60)
        await app.settle()

    living(config, clock, life)
    assert rows(tmp_path, "SELECT state FROM message WHERE kind = 'first'") == [("dead",)]
    (note,) = (tmp_path / "page").glob("*health*.html")
    assert "no such user here" in note.read_text(encoding="utf-8")


def test_alerts_within_a_minute_of_one_make_one_more(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    web.on("/feed", Answer(rss([OLD])))
    config = configured(tmp_path, f'{RULES}[source]\nculture = "{web.url("/feed")}"', mail_port=post.port)
    clock = Clock()
    jobs = [Article(n, f"Chargé de communication numéro {n}", "À Lyon.") for n in range(10, 14)]

    async def life(app: App) -> None:
        await app.poll_once()
        clock.forward(HOUR)
        for n in range(1, 5):
            web.on("/feed", Answer(rss([*jobs[:n], OLD])))
            await app.poll_once()
            clock.forward(15)
        clock.forward(60)
        await app.tick()
        await app.settle()

    living(config, clock, life)
    first, rest = [mail for mail in post.mails if mail["Message-ID"].startswith("<a-")]
    assert "numéro 10" in first["Subject"]
    text = rest.get_body(("plain",)).get_content()
    assert all(f"numéro {n}" in text for n in (11, 12, 13))


def test_a_digest_missed_while_down_leaves_once_and_the_first_of_a_week_even_if_empty(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    web.on("/feed", Answer(rss([OLD])))
    config = configured(tmp_path, f'{RULES}[source]\nculture = "{web.url("/feed")}"', mail_port=post.port)
    clock = Clock()
    living(config, clock, lambda app: app.poll_once())
    clock.forward(3 * DAY)
    living(config, clock, lambda app: app.poll_once())
    assert len(subjects(post, "d-")) == 1, "three missed make one"
    clock.forward(DAY)
    living(config, clock, lambda app: app.poll_once())
    assert len(subjects(post, "d-")) == 1, "an empty day sends nothing"
    clock.now = MONDAY + 7 * DAY
    living(config, clock, lambda app: app.poll_once())
    assert len(subjects(post, "d-")) == 2, "the first of a week always leaves"


def test_two_daemons_never_share_a_state(tmp_path: Path, web: WebServer) -> None:
    config = configured(tmp_path, "[channel.c]\nconsole = true", head='to = "c"')
    clock = Clock()

    async def life(_: App) -> None:
        with pytest.raises(AlreadyRunning, match="another veille runs"):
            async with App(config, clock=clock):
                pass

    living(config, clock, life)


def test_a_reload_keeps_what_a_source_remembers_and_forgets_what_left(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    web.on("/feed", Answer(rss([OLD]), etag='"1"'))
    config = configured(tmp_path, f'{RULES}[source]\nculture = "{web.url("/feed")}"', mail_port=post.port)
    clock = Clock()

    async def life(app: App) -> None:
        await app.poll_once()
        web.on("/other", Answer(rss([JOB])))
        await app.reload(
            configured(
                tmp_path,
                f'[source]\nculture = "{web.url("/feed")}"\nother = "{web.url("/other")}"',
                mail_port=post.port,
            )
        )
        clock.forward(HOUR)
        polled = {poll.source: poll.outcome for poll in await app.poll_once()}
        assert polled == {"culture": Outcome.UNCHANGED, "other": Outcome.CHANGED}

    living(config, clock, life)


def test_a_permanent_redirect_is_followed_and_told_after_a_week(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    web.on("/old", redirect("/new", 301))
    web.on("/new", Answer(rss([OLD])))
    config = configured(tmp_path, f'{RULES}[source]\nculture = "{web.url("/old")}"', mail_port=post.port)
    clock = Clock()

    async def life(app: App) -> None:
        for _ in range(9):
            await app.poll_once()
            clock.forward(DAY)

    living(config, clock, life)
    (moved,) = subjects(post, "h-")
    assert "culture" in moved
    (mail,) = [mail for mail in post.mails if mail["Subject"] == moved]
    assert web.url("/new") in mail.get_body(("plain",)).get_content()


def test_a_date_in_the_future_is_not_believed(tmp_path: Path, web: WebServer, post: MailServer) -> None:
    web.on("/feed", Answer(rss([Article(1, "Demain", date="Mon, 01 Jan 2035 08:00:00 GMT")])))
    config = configured(tmp_path, f'{RULES}[source]\nculture = "{web.url("/feed")}"', mail_port=post.port)
    living(config, Clock(), lambda app: app.poll_once())
    assert rows(tmp_path, "SELECT published, first_seen FROM item") == [(None, int(MONDAY))]


def test_a_title_of_a_feed_that_could_not_be_kept_loses_none_of_its_items(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    half = b'{"version": "https://jsonfeed.org/version/1.1", "title": "Presse \\ud83d\\u202e", "items": [{"id": "1"}]}'
    web.on("/feed", Answer(half))
    config = configured(tmp_path, f'{RULES}[source]\nculture = "{web.url("/feed")}"', mail_port=post.port)
    living(config, Clock(), lambda app: app.poll_once())
    assert rows(tmp_path, "SELECT outlet FROM item") == [("Presse",)]


def test_a_feed_cut_in_the_middle_an_empty_body_and_a_web_page_lose_nothing(
    tmp_path: Path, web: WebServer, post: MailServer
) -> None:
    whole = rss([JOB, OLD])
    bad = (
        b"",
        b"<html><head><title>404</title></head><body>Oops</body></html>",
        whole[: len(whole) * 2 // 3],
    )
    web.on("/feed", Answer(whole))
    config = configured(tmp_path, f'{RULES}[source]\nculture = "{web.url("/feed")}"', mail_port=post.port)
    clock = Clock()

    async def life(app: App) -> None:
        await app.poll_once()
        for body in bad:
            web.on("/feed", Answer(body))
            clock.forward(HOUR)
            (polled,) = await app.poll_once()
            assert polled.outcome in (Outcome.FAILED, Outcome.DEGRADED)
            assert polled.why
        web.on("/feed", Answer(rss([Article(7, "Chargé de communication", "Lyon"), JOB, OLD])))
        clock.forward(HOUR)
        (polled,) = await app.poll_once()
        assert (polled.kept.new, polled.kept.known) == (1, 2)

    living(config, clock, life)
    assert len(subjects(post, "a-")) == 1
