"""plugins/README.md: its examples run as they stand, with pytest alone, and keep the contract."""

from __future__ import annotations

import doctest
import importlib
import os
import pkgutil
import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import veille
from patience import HANG
from veille import kit
from veille.language import po
from veille.source import RENAMED, Capabilities, Hooks

README = Path(__file__).parent.parent / "plugins" / "README.md"
FILES = dict(re.findall(r"\*\*`([\w.]+)`\*\*\n\n```\w+\n(.*?)```", README.read_text("utf-8"), re.DOTALL))


def test_the_examples_pass_their_own_tests(tmp_path):
    for name, content in FILES.items():
        (tmp_path / name).write_text(content, "utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\nfilterwarnings = error\n", "utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q"],
        cwd=tmp_path,
        # no plugins: what the kit asks of a third party is pytest, and nothing else
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=HANG,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    tests = [name for name in FILES if name.startswith("test_")]
    assert len(tests) == 3
    own = sum(FILES[name].count("\ndef test_") for name in tests)
    assert f"{len(tests) * 15 + own} passed" in run.stdout


def test_the_catalogue_says_in_french_what_its_example_says():
    said = {message.id for message in po.read(FILES["hackernews.po"]) if message.id}
    assert said == set(re.findall(r'failure\("(.*?)"', FILES["hackernews.py"]))
    assert po.compiled(FILES["hackernews.po"], "hackernews.po")


def test_the_kit_does_what_the_page_shows():
    [shown] = re.findall(r"```pycon\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    test = doctest.DocTestParser().get_doctest(shown, {}, "plugins/README.md", str(README), 0)
    assert len(test.examples) > 10
    assert doctest.DocTestRunner().run(test).failed == 0


def test_every_module_of_the_kit_is_explained_and_what_it_is_said_to_have_is_there():
    rows = dict(re.findall(r"^\| `veille\.kit\.(\w+)` \| (.*) \|$", README.read_text("utf-8"), re.MULTILINE))
    there = {module.name for module in pkgutil.iter_modules(kit.__path__)}
    assert set(rows) == there
    for name, about in rows.items():
        module = importlib.import_module(f"veille.kit.{name}")
        for path in re.findall(r"`([\w.]+?)(?:\([^`]*\))?`", about):
            found = module
            for part in path.split("."):
                if not hasattr(found, part) and hasattr(found, "__path__"):
                    importlib.import_module(f"{found.__name__}.{part}")
                if path in ("Document", "lines", "line", "None", "still"):
                    break
                assert hasattr(found, part), f"veille.kit.{name} has no {path}"
                found = getattr(found, part)


def test_the_examples_import_from_the_package_root_only():
    imports = re.findall(r"^(?:from|import) (veille\S*)", "".join(FILES.values()), re.MULTILINE)
    assert {module.partition(".kit.")[0] for module in imports} == {"veille", "veille.testing"}


def test_every_word_of_the_api_is_explained():
    text = README.read_text("utf-8")
    for word in (*veille.__all__, *veille.Item.__dataclass_fields__, *veille.Batch.__dataclass_fields__):
        assert re.search(rf"\b{word}\b", text), f"plugins/README.md does not speak of {word}"


def test_everything_that_a_kind_may_declare_is_explained_with_its_type_and_default():
    text = README.read_text("utf-8")
    for field in fields(Capabilities):
        default = repr(field.default).replace("'", '"')
        row = f"| `{field.name}` | `{field.type}`, `{default}` |"
        assert row in text, f"plugins/README.md does not say what `{field.name}` is, in a row {row}"
    for field in fields(Hooks):
        assert re.search(rf"`{field.name}[`(]|def {field.name}\(", text), (
            f"plugins/README.md does not show {field.name}"
        )


def test_old_names_are_said_to_be_old():
    text = README.read_text("utf-8")
    for old, new in RENAMED.items():
        assert f"`{old}`" in text
        assert f"`{new}`" in text


def test_every_link_within_the_page_leads_to_a_heading():
    text = README.read_text("utf-8")
    headings = {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in re.findall(r"^## (.+)$", text, re.MULTILINE)
    }
    links = re.findall(r"\]\(#([^)]+)\)", text)
    assert links
    assert set(links) <= headings
