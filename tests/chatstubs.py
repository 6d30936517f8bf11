"""The wire formats of chat services that have no server here, as strict as their documentation: 400 on anything else.

with WebServer() as web:
    stub = gotify(web, "token")
    ... send to gotify://127.0.0.1:{web.port}/token ...
    assert stub.taken == ["..."]          # what a reader sees, in the service's own markup
    assert stub.refused == []
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from webserver import Answer, Request, WebServer


class Refused(Exception):
    """The service does not take this."""


@dataclass
class Stub:
    """What a service took, and why it refused the rest."""

    taken: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def serve(
        self, check: Callable[[Request], str], answer: Answer, wrong: Callable[[str], Answer]
    ) -> Callable[[Request], Answer]:
        """Return a script for the web server: `check` returns a message's text or raises Refused."""

        def script(request: Request) -> Answer:
            try:
                self.taken.append(check(request))
            except Refused as error:
                self.refused.append(str(error))
                return wrong(str(error))
            return answer

        return script


def ntfy(web: WebServer, topic: str, *, user: str = "", password: str = "") -> Stub:
    """ntfy, published as JSON (docs.ntfy.sh/publish): POST /, a message of 4,096 octets at most."""
    stub = Stub()
    login = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode() if user else None

    def check(request: Request) -> str:
        _need(request.headers.get("authorization") == login, "not allowed on this topic")
        data = _json(request, {"topic"}, {"message", "title", "priority", "tags", "click"})
        _need(data["topic"] == topic, "no such topic")
        _need("\x00" not in data["message"], "no text")
        _need(0 < len(data["message"].encode()) <= 4096, "the message would become a file")
        return str(data["message"])

    answer = _ok({"id": "x", "time": 1, "event": "message", "topic": topic})
    web.on("/", stub.serve(check, answer, lambda why: _ok({"code": 40000, "error": why}, 400)))
    return stub


def gotify(web: WebServer, token: str) -> Stub:
    """Gotify (gotify.net/api-docs, createMessage): POST /message with the application's token."""
    stub = Stub()

    def check(request: Request) -> str:
        _need(request.headers.get("x-gotify-key") == token, "you need a token")
        data = _json(request, {"message"}, {"title", "priority", "extras"})
        _need(isinstance(data.get("priority", 0), int), "priority is a number")
        _need(data["message"] != "", "an empty message")
        return str(data["message"])

    web.on("/message", stub.serve(check, _ok({"id": 1, "appid": 1}), lambda why: _ok({"error": why}, 400)))
    return stub


def discord(web: WebServer, webhook: str, token: str) -> Stub:
    """Discord's Execute Webhook (discord.com/developers/docs/resources/webhook): content of 2,000 signs at most."""
    stub = Stub()

    def check(request: Request) -> str:
        _need(request.target.partition("?")[2] in ("", "wait=true", "wait=false"), "unknown parameter")
        data = _json(
            request, {"content"}, {"username", "avatar_url", "tts", "wait", "allowed_mentions", "flags"}
        )
        text = data["content"]
        _need(0 < len(text.encode("utf-16-le")) // 2 <= 2000, f"content of {len(text)} signs")
        _need(not re.search(r"@(?:everyone|here)\b|(?<!\\)<(?:@[!&]?|#)\d+>", text), "calls somebody")
        return str(text)

    web.on(
        f"/api/webhooks/{webhook}/{token}",
        stub.serve(check, Answer(status=204), lambda why: _ok({"code": 50035, "message": why}, 400)),
    )
    return stub


def telegram(web: WebServer, token: str, chat: str) -> Stub:
    """Telegram's sendMessage (core.telegram.org/bots/api): HTML that parses, 4,096 signs at most once it is parsed."""
    stub = Stub()

    def check(request: Request) -> str:
        optional = {
            "disable_notification",
            "disable_web_page_preview",
            "link_preview_options",
            "message_thread_id",
        }
        data = _json(request, {"chat_id", "text", "parse_mode"}, optional)
        _need(str(data["chat_id"]) == chat, "chat not found")
        _need(data["parse_mode"] == "HTML", "this stub reads HTML alone")
        plain = TelegramHtml(data["text"]).plain
        _need(0 < len(plain.encode("utf-16-le")) // 2 <= 4096, "message is too long")
        return str(data["text"])

    done = _ok({"ok": True, "result": {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}}})
    web.on(
        f"/bot{token}/sendMessage",
        stub.serve(
            check,
            done,
            lambda why: _ok({"ok": False, "error_code": 400, "description": f"Bad Request: {why}"}, 400),
        ),
    )
    return stub


class TelegramHtml(HTMLParser):
    """Telegram's HTML style: its tags and no others, closed in order, its four named entities and no others."""

    TAGS = frozenset(
        {"a", "b", "blockquote", "code", "del", "em", "i", "ins", "pre", "s", "strike", "strong", "u"}
    )

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=False)
        self.plain = ""
        self.links: list[str] = []
        self._open: list[str] = []
        self._at = ""
        # HTMLParser takes a lone "<" or "&" for text, Telegram doesn't.
        bare = re.sub(r"<[^<>]*>|&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);", "", html)
        _need(not set(bare) & set("<>&"), f"can't parse entities: {sorted(set(bare) & set('<>&'))}")
        self.feed(html)
        self.close()
        _need(not self._open, f"can't parse entities: {self._open} is not closed")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        _need(tag in self.TAGS, f"can't parse entities: unsupported start tag {tag}")
        if tag == "a":
            _need([name for name, _ in attrs] == ["href"], "can't parse entities: a link without address")
            self.links.append(attrs[0][1] or "")
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        _need(bool(self._open) and self._open.pop() == tag, f"can't parse entities: unexpected end tag {tag}")

    def handle_data(self, data: str) -> None:
        self.plain += data

    def handle_entityref(self, name: str) -> None:
        self.plain += {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}[name]

    def handle_charref(self, name: str) -> None:
        self.plain += chr(int(name[1:], 16) if name[0] in "xX" else int(name))


def slack(web: WebServer, path: str) -> Stub:
    """Slack's incoming webhook (docs.slack.dev): mrkdwn in an attachment or in blocks, 40,000 signs at most."""
    stub = Stub()

    def check(request: Request) -> str:
        data = _json(
            request, {"attachments"}, {"username", "mrkdwn", "text", "channel", "icon_url", "link_names"}
        )
        (attachment,) = data["attachments"]
        if "blocks" in attachment:
            texts = [block["text"]["text"] for block in attachment["blocks"] if block["type"] == "section"]
            _need(all(0 < len(text) <= 3000 for text in texts), "invalid_blocks")
            text = "\n".join(texts)
        else:
            _need(data.get("mrkdwn") is True, "its markup would be shown as it is")
            text = attachment["text"]
        _need(0 < len(text) <= 40000, "msg_too_long")
        left = re.sub(r"<https?://[^<>|\s]+(?:\|[^<>\n]*)?>|&(?:lt|gt|amp);", "", text)
        _need(not set(left) & set("<>&"), "invalid_payload: a sign of control is not escaped")
        return str(text)

    web.on(f"/services/{path}", stub.serve(check, Answer("ok"), lambda why: Answer(why, status=400)))
    return stub


def _json(request: Request, needed: set[str], optional: set[str]) -> dict[str, Any]:
    _need(request.method == "POST", f"{request.method} is not allowed")
    kind = request.headers.get("content-type", "").partition(";")[0]
    _need(kind == "application/json", f"content of {kind or 'no type'}")
    try:
        data = json.loads(request.body)
    except ValueError:
        raise Refused("this is no JSON") from None
    _need(isinstance(data, dict) and needed <= set(data), f"{sorted(needed)} are needed")
    _need(set(data) <= needed | optional, f"unknown: {sorted(set(data) - needed - optional)}")
    return dict(data)


def _ok(data: object, status: int = 200) -> Answer:
    return Answer(json.dumps(data), status=status, headers={"Content-Type": "application/json"})


def _need(right: bool, why: str) -> None:
    if not right:
        raise Refused(why)
