"""Compiles the catalogues for the wheel, editable or not: git holds the .po, an installation the .mo."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogueHook(BuildHookInterface):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        compile_all = runpy.run_path(str(root / "daemon/veille/language/po.py"))["compile_all"]
        for folder in ("daemon", "plugins"):
            build_data["artifacts"] += [f"/{path.relative_to(root)}" for path in compile_all(root / folder)]
