"""The kind `jobs` in the daemon: over real HTTP, with its own validators, a kept cursor, and openings that close."""

from __future__ import annotations

import json
from pathlib import Path

from veille.app import App
from veille.watch.outcome import Polled
from webserver import Answer, WebServer
from world import HOUR, Clock, configured, living, rows


def posting(title: str) -> Answer:
    said = {
        "@type": "JobPosting",
        "title": title,
        "hiringOrganization": "Fabrique",
        "validThrough": "2026-12-11",
    }
    return Answer(
        f'<html><script type="application/ld+json">{json.dumps(said)}</script></html>', etag=f'"{title}"'
    )


def sitemap(web: WebServer, *names: str) -> Answer:
    listed = "".join(f"<url><loc>{web.url(f'/offres/{name}')}</loc></url>" for name in names)
    return Answer(f"<urlset>{listed}</urlset>", etag=f'"{",".join(names)}"')


def test_openings_of_a_site_are_told_once_kept_while_nothing_changes_and_gone_when_they_close(
    tmp_path: Path, web: WebServer
) -> None:
    config = configured(
        tmp_path,
        f'[channel.c]\nfolder = "{tmp_path}/c"\n[source.s]\nkind = "jobs"\nurl = "{web.url("/")}"\n'
        'topic = "Offres"\nalert = true\n',
        head='to = "c"',
    )
    web.on("/", Answer("<html><p>Bienvenue</p></html>", etag='"home"'))
    for name in ("un", "deux", "trois"):
        web.on(f"/offres/{name}", posting(f"Poste {name}"))
    clock = Clock()
    found: list[Polled] = []

    async def life(app: App) -> None:
        for names in (("un", "deux"), ("un", "deux"), ("deux", "trois")):
            web.on("/sitemap.xml", sitemap(web, *names))
            found.extend(await app.poll_once())
            clock.forward(HOUR)
        found.extend(await app.poll_once())

    living(config, clock, life)
    assert [(poll.outcome, str(poll.why)) for poll in found] == [
        ("changed", ""),
        ("unchanged", ""),
        ("changed", ""),
        ("unchanged", ""),
    ]
    assert [poll.kept.new for poll in found] == [2, 0, 1, 0] and found[2].kept.owed == 1
    there = rows(tmp_path, "SELECT title, gone IS NULL, closes, outlet FROM item ORDER BY id")
    assert there == [
        ("Poste un", 0, "2026-12-11", "Fabrique"),
        ("Poste deux", 1, "2026-12-11", "Fabrique"),
        ("Poste trois", 1, "2026-12-11", "Fabrique"),
    ]
    asked = [request.path for request in web.requests]
    assert [asked.count(f"/offres/{name}") for name in ("un", "deux", "trois")] == [1, 1, 1]
