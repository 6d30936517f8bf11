"""veille digest on a name report: shown as text, as a page that holds its picture, and as figures; never as CSV."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from patience import HANG
from veille.app import App
from webserver import Answer, Request, WebServer
from world import DAY, configured

TEXT = """
[digest.mon-nom]
at = "monthly 08:00"
names = ["moi", "acme"]

[search]
news = false
searxng = "{web}"

[person.moi]
name = "Inès Morel-Dupuis"
mine = ["ines.example"]

[company.acme]
name = "Acme Robotique"

[channel.console]
console = true
"""


def searched(request: Request) -> Answer:
    results = [
        {"url": "https://ines.example/", "title": "Inès Morel-Dupuis", "content": "", "engines": ["bing"]}
    ]
    told = {"results": results, "unresponsive_engines": [["google", "CAPTCHA"]]}
    return Answer(json.dumps(told).encode(), headers={"Content-Type": "application/json"})


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A watch whose search was answered in two months."""
    folder = tmp_path_factory.mktemp("report")
    with WebServer({"/search": searched}) as web:
        config = configured(folder, TEXT.format(web=web.url("")), head='to = "console"')
        for ago in (40 * DAY, 60):

            async def poll(at: float) -> None:
                async with App(config, clock=lambda: at, deliver=False) as app:
                    await app.poller.poll_all(["moi/searxng", "acme/searxng"])  # and no report leaves

            asyncio.run(poll(time.time() - ago))
    return folder


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "veille", "--config", str(folder / "veille.toml"), "digest", "mon-nom", *words],
        capture_output=True, text=True, timeout=HANG, check=False, env={**os.environ, "COLUMNS": "100"},
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    return done


def test_a_report_is_shown_as_it_would_leave_now(folder: Path) -> None:
    said = run(folder)
    assert said.returncode == 0, said.stderr
    text = " ".join(said.stdout.split())
    assert "Subject: 2 noms en " in text
    assert "INÈS MOREL-DUPUIS · LA PREMIÈRE PAGE Bing par votre SearXNG, " in text
    assert "Google a refusé " in text
    assert "ACME ROBOTIQUE · CE QUE LA VEILLE NE VOIT PAS" in text


def test_its_page_holds_its_picture(folder: Path) -> None:
    html = run(folder, "--html").stdout
    assert 'src="data:image/png;base64,' in html
    assert "cid:" not in html


def test_its_figures_are_json_for_programs(folder: Path) -> None:
    told = json.loads(run(folder, "--json").stdout)
    moi, acme = told["names"]
    assert (moi["name"], moi["spelled"], acme["homonyms_expected"]) == ("moi", "Inès Morel-Dupuis", None)
    (page,) = moi["first_pages"]
    assert [(result["place"], result["standing"], result["url"]) for result in page["places"]] == [
        (1, "mine", "https://ines.example/")
    ]
    assert page["engines"]["google"]["refused"] >= 1
    assert sum(page["year"]["answered"]) == 2
    assert page["year"]["pages"]["ines.example"][-1] == 1
    assert [task["task"] for task in acme["to_do"]] == ["unnamed"]
    assert "pws=0" in moi["look"]["google"]


def test_it_has_no_csv_and_says_what_has_its_figures(folder: Path) -> None:
    said = run(folder, "--csv")
    assert said.returncode == 1
    assert "mon-nom is a name report" in said.stderr
    assert "--json" in said.stderr
