"""Make the demonstration's folder: a real veille.toml for the recorded web; state and pages go beside it."""

from __future__ import annotations

import json
import shutil
from importlib import resources
from pathlib import Path
from string import Template

from veille.config.paths import text_of
from veille.errors import UserError

FOLDER = Path(".run") / "demo"
"""Where the demonstration lies, below the folder that it is started from; `.run` is ignored by git."""


def prepare(folder: Path, web: str) -> Path:
    """Empty folder of an earlier demonstration, write its veille.toml, and return the path of that file.

    `web` is the recorded web's address. Raises UserError if the folder holds anything else.
    """
    file = folder / "veille.toml"
    template = (resources.files(__package__) / "veille.toml").read_text("utf-8")
    mark = template.split(":")[0]
    try:
        if folder.exists() and any(folder.iterdir()):
            if not (file.exists() and file.read_text("utf-8").startswith(mark)):
                raise UserError(
                    f"{folder} holds something else than a demonstration: move it away, and try again"
                )
            shutil.rmtree(folder)
        folder.mkdir(parents=True, exist_ok=True)
        filled = Template(template).substitute(
            web=web, state=_quoted(folder.absolute() / "state"), page=_quoted(folder.absolute() / "pages")
        )
        file.write_text(filled, "utf-8")
    except OSError as error:
        raise UserError(
            f"{folder} cannot be written ({error.strerror}): start the demonstration elsewhere"
        ) from None
    return file


def _quoted(path: Path) -> str:
    return json.dumps(
        text_of(path), ensure_ascii=False
    )  # a JSON string is a TOML one (toml.io, v1.0.0, "String")
