"""Tell a running daemon that its configuration has grown, where that may be done."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from veille.cli.open import is_running
from veille.errors import UserError


def reload(state: Path) -> str:
    """Have the daemon that holds a state folder read its files again; return a sentence on what comes of it."""
    try:
        if not is_running(state):
            return "No daemon runs on this configuration now: it is read when one starts."
        number = int((state / "lock").read_text("ascii"))
        if not _hears_hangups(number):
            return "A command holds the state just now: what was added is read when the daemon starts."
        os.kill(number, signal.SIGHUP)
    except (OSError, ValueError, UserError):
        return "For the running service to read it:  systemctl reload veille"
    return "The running daemon was told to read it."


def _hears_hangups(number: int) -> bool:
    """Whether a process handles SIGHUP, as the daemon does: `veille poll` holds the same lock, and dies of it."""
    for line in Path(f"/proc/{number}/status").read_text("ascii", "replace").splitlines():
        name, _, mask = line.partition(":")
        if name == "SigCgt":  # proc_pid_status(5)
            return bool(int(mask, 16) >> (signal.SIGHUP - 1) & 1)
    return False
