"""What stands where a feed should: told as what it is, where it was met, and with what to do."""

from __future__ import annotations

import gzip
import json

from cases.lab import Lab, as_tests, brief, case
from webserver import Answer, redirect
from world import Article, rss

HTML = {"Content-Type": "text/html; charset=utf-8"}
TO_DO = "look for another address of the same news, or ask the site to let feed readers in"

ALONE = f"which lets browsers alone through; {TO_DO}"


def page(title: str, body: str = "", head: str = "") -> str:
    return f"<!doctype html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"


def told(lab: Lab, *answers: Answer) -> str:
    """Return what polls of such answers say, one line each, without the server's address."""
    sentences = []
    for answer in answers:
        polled = lab.poll(answer)
        assert str(polled.outcome) == "failed", polled
        sentences.append(str(polled.why).replace("127.0.0.1", "a.example"))
    return "\n".join(sentences)


def vendors(lab: Lab, *answers: Answer) -> str:
    """Return whose bot check each of several answers is told to be; all must say what to do."""
    sentences = told(lab, *answers).splitlines()
    assert all(TO_DO in sentence for sentence in sentences), sentences
    return ", ".join(
        sentence.partition("that is a bot check")[2].partition(",")[0].removeprefix(" of ")
        for sentence in sentences
    )


def refused(body: str, status: int = 403, **headers: str) -> Answer:
    return Answer(
        body, status=status, headers=HTML | {key.replace("_", "-"): value for key, value in headers.items()}
    )


CLOUDFLARE = page(
    "Just a moment...",
    '<noscript>Enable JavaScript and cookies to continue</noscript><script>window._cf_chl_opt={cvId:"3"};</script>',
)
WAITING = "a web page (“Just a moment...”) came where a feed was expected: that is a bot check"


@case(
    "O",
    "Cloudflare's challenge, sent as if all were well",
    f"{WAITING} of Cloudflare, {ALONE}",
)
def a_challenge_with_status_200(lab: Lab) -> str:
    return told(lab, Answer(CLOUDFLARE, headers=HTML))


@case("O", "Cloudflare's challenge, sent as an error",
      f"a.example/s answered 403 Forbidden; that is a bot check of Cloudflare, {ALONE}")  # fmt: skip
def a_challenge_with_status_403(lab: Lab) -> str:
    return told(lab, refused(CLOUDFLARE, Server="cloudflare", cf_mitigated="challenge"))


@case(
    "O",
    "bot checks that a header names",
    "Cloudflare, AWS WAF, Vercel, Sucuri, SiteGround, DataDome, Anubis, AWS WAF",
)
def checks_by_headers(lab: Lab) -> str:
    return vendors(
        lab,
        refused("", 503, cf_mitigated="challenge"),
        refused("", 405, x_amzn_waf_action="captcha"),
        refused(page("Vercel Security Checkpoint"), 429, x_vercel_mitigated="challenge"),
        refused("blocked", 403, X_Sucuri_Block="EMERGENCY"),
        refused(
            '<meta http-equiv="refresh" content="0;/.well-known/sgcaptcha/?r=%2Fs">',
            202,
            SG_Captcha="challenge",
        ),
        refused("", 403, Server="DataDome"),
        refused("", 401, Set_Cookie="techaro.lol-anubis-auth-for-x=1"),
        refused("", 202, x_amzn_waf_action="challenge"),
    )


@case(
    "O",
    "bot checks that their pages show",
    "Akamai, Imperva, Anubis, Sucuri, DataDome, HUMAN, Radware, Imunify360",
)
def checks_by_bodies(lab: Lab) -> str:
    imperva = (
        '<iframe id="main-iframe" src="/_Incapsula_Resource?SWUDNSAI=31">Incapsula incident ID: 8</iframe>'
    )
    human = '<div id="px-captcha"></div><script>window._pxAppId="PX1";</script>Press &amp; Hold to confirm you are a human'
    return vendors(
        lab,
        refused(page("Access Denied", "You don't have permission. https://errors.edgesuite.net/18.2f")),
        Answer(page("", imperva), headers=HTML),
        Answer(
            page(
                "Making sure you&#39;re not a bot!", '<script src="/.within.website/x/cmd/anubis/main.mjs">'
            ),
            headers=HTML,
        ),
        refused(page("Sucuri WebSite Firewall - Access Denied", "Block details")),
        refused('{"url":"https://geo.captcha-delivery.com/captcha/?cid=1"}'),
        refused(page("Access to this page has been denied", human)),
        refused(page("Radware Captcha Page", "https://validate.perfdrive.com/?ssa=1")),
        refused(page("One moment", "Access denied by Imunify360 bot-protection."), 415),
    )


@case("O", "bot checks of nobody that is known, in five languages", ", , , , , ")
def checks_of_nobody(lab: Lab) -> str:
    words = (
        "Checking your browser before you go on", "Êtes-vous un humain ?", "Ich bin kein Roboter",
        "Comprobando su navegador", "Non sono un robot",
    )  # fmt: skip
    answers = [Answer(page("…", text), headers=HTML) for text in words]
    return vendors(lab, *answers, refused("", 202))


@case("O", "a bot check that came compressed", "Cloudflare")
def a_compressed_check(lab: Lab) -> str:
    packed = gzip.compress(CLOUDFLARE.encode())
    return vendors(lab, Answer(packed, status=403, headers=HTML | {"Content-Encoding": "gzip"}))


@case("O", "an article on bot checks is none, nor is a page that one guards",
      "a web page (“Nos articles”) came where a feed was expected, and it names no feed: "
      "veille add shows what can be watched at that address\n" * 2)  # fmt: skip
def pages_that_are_no_checks(lab: Lab) -> str:
    text = (
        "<p>"
        + "Un CAPTCHA doit montrer que vous n’êtes pas un robot ; Cloudflare en propose un. " * 40
        + "</p>"
    )
    guarded = (
        '<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script><p>'
        + "La Saône est en crue. " * 90
    )
    return told(lab, *(Answer(page("Nos articles", body), headers=HTML) for body in (text, guarded))) + "\n"


@case("O", "a domain that is for sale, where the site was",
      "a web page (“presse.example”) came where a feed was expected: the domain is for sale, so the site has left it: "
      "look for its new address (a.example/s redirects to a.example/lander)")  # fmt: skip
def a_parked_domain(lab: Lab) -> str:
    lab.web.on("/lander", Answer(page("presse.example", "<h1>This domain is for sale</h1>"), headers=HTML))
    return told(lab, redirect("/lander", 301))


@case("O", "domains for sale in French, German, Spanish, Dutch", "4")
def parked_elsewhere(lab: Lab) -> str:
    words = (
        "Ce domaine est à vendre",
        "Diese Domain steht zum Verkauf",
        "Este dominio está en venta",
        "Dit domein is te koop",
    )
    sentences = told(lab, *(Answer(page("…", text), headers=HTML) for text in words))
    return str(sentences.count("the domain is for sale"))


@case("O", "a login page, where the feed was",
      "a web page (“Connexion”) came where a feed was expected: a.example/login shows a login form: it cannot be read "
      "without an account (a.example/s redirects to a.example/login)")  # fmt: skip
def a_login_page(lab: Lab) -> str:
    form = '<form>Identifiez-vous <input name="user"><input type="password"></form>'
    lab.web.on("/login", Answer(page("Connexion", form), headers=HTML))
    return told(lab, redirect("/login?next=/s"))


@case("O", "a page that names feeds, behind a redirect",
      "a web page (“La Gazette”) came where a feed was expected; it names this feed: http://a.example:PORT/feed.xml "
      "(a.example/s redirects to a.example)")  # fmt: skip
def a_home_page_that_names_a_feed(lab: Lab) -> str:
    link = '<link rel="alternate" type="application/rss+xml" href="/feed.xml">'
    lab.web.on("/", Answer(page("La Gazette", "Bonjour", link), headers=HTML))
    return told(lab, redirect("/", 301)).replace(f":{lab.web.port}", ":PORT")


@case("O", "a page with another status than 200",
      "a web page (“Bientôt de retour”, status 203) came where a feed was expected, and it names no feed: "
      "veille add shows what can be watched at that address")  # fmt: skip
def a_page_of_another_status(lab: Lab) -> str:
    return told(lab, Answer(page("Bientôt de retour", "Le site revient."), status=203, headers=HTML))


@case("O", "errors whose pages say more than their status, and less",
      "a.example/s answered 503 Service Unavailable, with a page called “Maintenance jusqu’à lundi”\n"
      "a.example/s answered 404 Not Found\n"
      "a.example/s answered 500 Internal Server Error\n"
      "a.example/s answered 402 Payment Required, with a page called “Account suspended”")  # fmt: skip
def titles_of_errors(lab: Lab) -> str:
    pairs = (
        (503, "Maintenance jusqu’à lundi"),
        (404, "404 – page introuvable"),
        (500, "Error 81273f"),
        (402, "Account suspended"),
    )
    return told(lab, *(refused(page(title), status) for status, title in pairs))


@case("O", "a cookie is set and the reader sent back",
      "a.example/s redirects for ever and wants a cookie first, which veille does not keep: "
      "look for another address of the same news, or ask the site to let feed readers in without one\n"
      "a.example/s redirects for ever")  # fmt: skip
def a_wall_of_cookies(lab: Lab) -> str:
    back = Answer(status=302, headers={"Location": "/s", "Set-Cookie": "seen=1"})
    return told(lab, back, redirect("/s"))


@case("O", "a cookie is set on the way round, with ever new addresses", "True")
def a_longer_wall_of_cookies(lab: Lab) -> str:
    lab.web.on(
        "/gate",
        lambda request: Answer(
            status=307,
            headers={
                "Location": f"/gate?n={len(request.target)}x{'x' * len(request.target)}",
                "Set-Cookie": "a=b",
            },
        ),
    )
    return str("wants a cookie first" in told(lab, redirect("/gate")))


@case("O", "a page that leads on by itself",
      "a web page (“Redirection”) came where a feed was expected: it only leads on to https://b.example/rss: "
      "look for the feed there\n" * 2)  # fmt: skip
def a_page_that_leads_on(lab: Lab) -> str:
    meta = '<meta http-equiv="refresh" content="0; url=https://b.example/rss">'
    script = '<script>window.location.href = "https://b.example/rss";</script>'
    return told(lab, *(Answer(page("Redirection", "", head), headers=HTML) for head in (meta, script))) + "\n"


@case("O", "answers without a body",
      "the answer is empty: there is no feed in it; if it stays so, look for the feed's new address\n"
      "the answer (204) is empty: there is no feed in it; if it stays so, look for the feed's new address")  # fmt: skip
def empty_answers(lab: Lab) -> str:
    return told(lab, Answer(""), Answer("", status=204))


VERSION = "https://jsonfeed.org/version/1.1"
MEND = "its site has to mend it; another feed of it may be whole"


@case("O", "JSON Feeds whose items are no list",
      f"the `items` of the JSON Feed are no list but null: {MEND}\n"
      f"the `items` of the JSON Feed are no list but an object: {MEND}\n"
      f"the JSON Feed has no `items`: {MEND}")  # fmt: skip
def json_feeds_without_a_list(lab: Lab) -> str:
    documents = ({"items": None}, {"items": {"a": 1}}, {"title": "T"})
    return told(lab, *(Answer(json.dumps({"version": VERSION} | document)) for document in documents))


@case(
    "O",
    "JSON that reports an error",
    "quota exceeded / Invalid key / Vous n'avez pas accès / no such blog / The feed moved / nope",
)
def json_that_reports_an_error(lab: Lab) -> str:
    documents = (
        {"error": "quota exceeded"},
        {"errors": [{"code": 7, "message": "Invalid key"}]},
        {"code": "rest_forbidden", "message": "Vous n'avez pas accès", "data": {"status": 401}},
        {"error": {"status": 404, "detail": "no such blog"}},
        {"type": "about:blank", "title": "Gone", "status": 410, "detail": "The feed moved"},
        {"success": False, "message": "nope"},
    )
    sentences = told(lab, *(Answer(json.dumps(document)) for document in documents)).splitlines()
    return " / ".join(sentence.partition("“")[2].rstrip("”") for sentence in sentences)


@case(
    "O",
    "other JSON, and JSON in latin-1",
    "JSON came that is no JSON Feed (its `version` names none): a page's JSON is watched by a source of "
    ' kind = "company_page", with  json = …\n' * 2,
)
def other_json(lab: Lab) -> str:
    document = json.dumps({"articles": [{"titre": "L'été à la Maison du Livre, déjà"}]}, ensure_ascii=False)
    return (
        told(
            lab,
            Answer(document),
            Answer(document.encode("latin-1"), headers={"Content-Type": "application/json"}),
        )
        + "\n"
    )


@case("O", "a JSON Feed in latin-1 is read", "L'été à Lyon, Déjà vu")
def a_json_feed_in_latin_1(lab: Lab) -> str:
    items = [{"id": title, "title": title} for title in ("L'été à Lyon", "Déjà vu")]
    document = json.dumps({"version": VERSION, "title": "Été", "items": items}, ensure_ascii=False)
    assert not lab.poll(document.encode("latin-1")).why
    return ", ".join(lab.titles())


def raw(lab: Lab, *heads: str) -> str:
    """Return how polls of a feed end that comes under such header lines."""
    found = []
    for number, head in enumerate(heads):
        feed = rss([Article(number, f"Titre {number}")])
        lines = f"HTTP/1.1 200 OK\r\n{head.format(n=len(feed))}\r\n\r\n".encode()
        chunked = b"%x\r\n%b\r\n0\r\n\r\n" % (len(feed), feed)
        found.append(brief(lab.poll(Answer(raw=lines + (chunked if "chunked" in head.lower() else feed)))))
    return " | ".join(found)


@case(
    "L",
    "a length that is said twice, with chunks, before a blank",
    " | ".join(["changed: 1 new", *["changed: 1 new, 1 alerted"] * 5]),
)
def lengths_of_many_kinds(lab: Lab) -> str:
    return raw(
        lab,
        "Content-Length: {n}\r\nX: y\r\nContent-Length: {n}",
        "Content-Length: {n}, {n}",
        "Content-Length: 7\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\ncontent-length: {n}",
        "Content-Type : text/xml\r\nContent-Length\t: {n}",
        "Content-Length : {n}\r\ncontent-length: {n}\r\nServer : x",
    )


test_cases_of_feeds_messages = as_tests(__name__)
