"""Secrets are found by name in three places, refused where others could read them, and never shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from veille.config import secrets
from veille.config.secrets import SecretError, Vault


def vault(folder: Path, **environ: str) -> Vault:
    return Vault(folder / "secrets", environ)


def test_a_written_secret_is_found_again_and_only_its_owner_can_read_it(tmp_path: Path):
    path = secrets.write(tmp_path / "secrets", "mail", "hunter2 é")
    assert vault(tmp_path).get("mail").reveal() == "hunter2 é"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    secrets.write(tmp_path / "secrets", "mail", "other")
    assert vault(tmp_path).get("mail").reveal() == "other"
    assert [entry.name for entry in path.parent.iterdir()] == ["mail"], "nothing half-written is left"


def test_the_service_s_credentials_go_before_the_environment_and_that_before_the_file(tmp_path: Path):
    secrets.write(tmp_path / "secrets", "mail", "file")
    assert vault(tmp_path).get("mail").reveal() == "file"
    assert vault(tmp_path, VEILLE_SECRET_MAIL="variable").get("mail").reveal() == "variable"
    (tmp_path / "mail").write_text("credential\n")
    both = vault(tmp_path, VEILLE_SECRET_MAIL="variable", CREDENTIALS_DIRECTORY=str(tmp_path))
    assert both.get("mail").reveal() == "credential"


def test_a_folder_loaded_as_credentials_is_found_under_the_unit_s_prefix(tmp_path: Path):
    (tmp_path / "secrets_mail").write_text("credential\n")
    assert vault(tmp_path, CREDENTIALS_DIRECTORY=str(tmp_path)).get("mail").reveal() == "credential"


def test_only_the_newline_at_the_end_is_taken_off(tmp_path: Path):
    secrets.write(tmp_path / "secrets", "mail", " spaced ")
    assert vault(tmp_path).get("mail").reveal() == " spaced "


def test_a_missing_secret_says_which_command_asks_for_it(tmp_path: Path):
    with pytest.raises(
        SecretError, match=r"'my-key' is missing: run  veille secret my-key  \(or set \$VEILLE_SECRET_MY_KEY"
    ):
        vault(tmp_path).get("my-key")


def test_an_empty_secret_is_as_good_as_none(tmp_path: Path):
    with pytest.raises(SecretError, match="'mail' is empty"):
        vault(tmp_path, VEILLE_SECRET_MAIL="\n").get("mail")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o644])
def test_a_file_that_others_can_read_is_refused_with_the_cure(tmp_path: Path, mode: int):
    path = secrets.write(tmp_path / "secrets", "mail", "hunter2")
    path.chmod(mode)
    with pytest.raises(SecretError, match=r"may be read by others: run  chmod 600") as caught:
        vault(tmp_path).get("mail")
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("name", ["../mail", "", ".hidden", "a/b", "x" * 65, "a b"])
def test_a_name_that_could_leave_the_folder_is_refused(tmp_path: Path, name: str):
    with pytest.raises(SecretError, match="made of letters"):
        vault(tmp_path).get(name)
    with pytest.raises(SecretError, match="made of letters"):
        secrets.write(tmp_path / "secrets", name, "x")


def test_what_is_not_text_is_refused(tmp_path: Path):
    path = secrets.write(tmp_path / "secrets", "mail", "x")
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(SecretError, match="is not text"):
        vault(tmp_path).get("mail")


def test_a_folder_that_can_t_be_made_is_told(tmp_path: Path):
    (tmp_path / "secrets").write_text("a file")
    with pytest.raises(SecretError, match="can't be written"):
        secrets.write(tmp_path / "secrets", "mail", "x")
