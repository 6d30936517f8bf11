"""Mail servers that refuse, each in its provider's words: whose refusal it is, and how veille takes its leave."""

from __future__ import annotations

import json

from apprise.plugins.telegram import NotifyTelegram

from cases.lab import Lab, as_tests, case
from mailserver import MailServer
from send.test_mail import account, sent
from veille.send.apprise import _notify, _Sending
from veille.send.outcome import Permanent, Transient
from webserver import Answer
from world import HOUR, Article, rss

# S2: provider limits under other codes rest the account

LIMITS = (
    ("a host's hourly limit", "at_data", "550 5.7.0 too many messages per hour"),
    (
        "Outlook: its quota",
        "at_data",
        "554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException; Failed to process message",
    ),
    (
        "Outlook: taken for spam",
        "at_data",
        "554 5.2.0 STOREDRV.Submission.Exception:OutboundSpamException; WASCL UserAction verdict is not None",
    ),
    ("Microsoft 365: its threshold", "at_rcpt", "550 5.7.705 Access denied, tenant has exceeded threshold"),
    ("Gmail, by the day", "at_data", "550 5.4.5 Daily user sending limit exceeded. For more information"),
    ("Gmail's relay", "at_rcpt", "550 5.7.1 Daily SMTP relay sending limit exceeded for customer"),
    ("OVH", "at_rcpt", "550 5.7.1 Sender rate limit exceeded: too many mails sent by this account"),
    ("Orange", "at_data", "550 5.2.0 Mail rejete. Trop de messages envoyes. ofr_999 [999]"),
    ("Yahoo", "at_data", "554 5.7.9 Message not accepted: you have exceeded the number of messages per day"),
    ("Yahoo, by its words", "at_mail", "421 4.7.0 Account temporarily suspended due to suspicious activity"),
    ("Zoho", "at_rcpt", "550 5.4.6 Unusual sending activity detected. Please try after sometime"),
    ("Ionos", "at_mail", "450 4.7.1 Mail send limit exceeded."),
    ("by 4xx, after the mail", "at_data", "452 4.2.1 Sending limit reached, try again in an hour"),
    ("in French", "at_data", "550 5.7.0 Vous avez depasse votre quota de messages"),
    ("connections", "at_mail", "421 4.7.0 Too many concurrent connections from your account"),
)

OTHERS = (
    (
        "the recipient's box is full",
        "at_rcpt",
        "552 5.2.2 The email account that you tried to reach is over quota",
        "dead",
    ),
    ("the mail is too large", "at_data", "552 5.3.4 Message size exceeds fixed limit", "dead"),
    ("nobody is there", "at_rcpt", "550 5.1.1 no such user here", "dead"),
    ("taken for spam", "at_data", "554 5.7.1 This message looks like spam", "dead"),
    (
        "the recipient gets too much",
        "at_rcpt",
        "450 4.2.1 The user you are trying to contact is receiving mail at a rate that",
        "later",
    ),
    ("greylisting", "at_rcpt", "451 4.7.1 Greylisting in action, please come back later", "later"),
)


def whose(where: str, answer: str) -> str:
    with MailServer() as server:
        setattr(server, where, answer)
        outcome = sent(account(server))
    if isinstance(outcome, Transient):
        return "the account rests" if outcome.account else "later"
    return "dead" if isinstance(outcome, Permanent) else type(outcome).__name__


def _limit(title: str, where: str, answer: str, expected: str) -> None:
    @case("S2", title, expected)
    def limited(lab: Lab) -> str:
        return whose(where, answer)


for _title, _where, _answer in LIMITS:
    _limit(_title, _where, _answer, "the account rests")
for _title, _where, _answer, _expected in OTHERS:
    _limit(_title, _where, _answer, _expected)


# S6: a moved status page says that it moved, and where to look


def moved_page(lab: Lab, *, before: bool) -> str:
    lab.watch('kind = "statuspage"', path="/etat")
    parts = ("/etat/api/v2/incidents.json", "/etat/api/v2/scheduled-maintenances.json")
    if before:
        good = {
            parts[0]: Answer('{"page": {}, "incidents": []}'),
            parts[1]: Answer('{"page": {}, "scheduled_maintenances": []}'),
        }
        lab.poll(pages=good)
    there = Answer(status=301, headers={"location": lab.web.url("/accueil")})
    gone = dict.fromkeys((*parts, "/etat/history.atom"), there)
    polled = lab.poll(
        pages={**gone, "/accueil": Answer("<!DOCTYPE html><html><body>Bienvenue</body></html>")}
    )
    return f"{polled.outcome}: {polled.why}".replace(lab.web.url("/accueil"), "URL").replace(
        f":{lab.web.port}", ""
    )


MOVED = (
    "failed: 127.0.0.1 has moved: it leads to URL now, a page without incidents. Look there for the new status page, and put"
    " its address in place of the old one"
)


@case("S6", "a status page that was followed leads to somebody's front page", MOVED)
def followed_and_moved(lab: Lab) -> str:
    return moved_page(lab, before=True)


@case("S6", "one that has moved before it was ever read", MOVED)
def moved_at_once(lab: Lab) -> str:
    return moved_page(lab, before=False)


# S4: Telegram's new chat id is told


@case("S4", "a group that became a supergroup", "write -1001234567890 in place of -100123")
def supergroup(lab: Lab) -> str:
    bot = "123456789:abcdefghijklmnopqrstuvwxyz0123456789"
    answer = {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: group chat was upgraded to a supergroup chat",
        "parameters": {"migrate_to_chat_id": -1001234567890},
    }
    for method in ("sendMessage", "sendChatAction"):
        refusal = Answer(json.dumps(answer), status=400, headers={"content-type": "application/json"})
        lab.web.on(f"/bot{bot}/{method}", refusal)
    usual, NotifyTelegram.notify_url = NotifyTelegram.notify_url, lab.web.url("/bot")
    try:
        outcome = _notify(f"tgram://{bot}/-100123", ["Bonjour"], "html", _Sending("x"))
    finally:
        NotifyTelegram.notify_url = usual
    return str(outcome.why).partition("id: ")[2]


# A pass under a timer: a digest due in it leaves after the pass, with what it found


@case("pass", "a digest is due when a pass finds something", "1 digest, 1 with it | the next pass: 1 digest")
def digest_of_the_pass(lab: Lab) -> str:
    lab.watch()
    lab.config = lab.config.replace("alert = true", "alert = false")
    old = Article(1, "Ce qui est là", "Un texte.")
    lab.poll(rss([old]), after=22.5 * HOUR)
    lab.poll(rss([Article(2, "Trouvé à la dernière seconde", "Un autre texte."), old]), after=2 * HOUR)
    found = [str(text) for (text,) in lab.rows("SELECT text FROM message WHERE kind = 'digest'")]
    lab.poll(rss([old]))
    (later,) = lab.rows("SELECT count(*) FROM message WHERE kind = 'digest'")[0]
    told = sum("Trouvé à la dernière seconde" in text for text in found)
    return f"{len(found)} digest, {told} with it | the next pass: {later} digest"


test_cases_of_sending = as_tests(__name__)
