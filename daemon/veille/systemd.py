"""Tell systemd how the daemon is: ready, reloading, alive, stopping (sd_notify(3)); elsewhere, do nothing."""

from __future__ import annotations

import os
import socket
import time


def notify(**fields: str) -> bool:
    """Send fields as sd_notify(3) does, names in upper case; return whether they were sent to a service manager.

    Never raises: a daemon goes on when nobody listens.
    """
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return False
    if address.startswith("@"):  # unix(7): an abstract name begins with a zero byte
        address = "\0" + address[1:]
    # One field is one line, so a value must not hold a line break.
    message = "\n".join(f"{name.upper()}={' '.join(value.split())}" for name, value in fields.items())
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as out:
            out.sendto(message.encode(), address)
    except OSError:
        return False
    return True


def ready(text: str = "") -> bool:
    """Say that the daemon runs, or runs again after reloading(); text is what `systemctl status` shows."""
    return notify(ready="1", **({"status": text} if text else {}))


def status(text: str) -> bool:
    """Set the line that `systemctl status` shows; it must hold no secret."""
    return notify(status=text)


def watchdog() -> bool:
    """Say that the daemon moves; call it only while its loop, its writer and its deliverer do."""
    return notify(watchdog="1")


def reloading(text: str = "") -> bool:
    """Say that the files are read again; ready() must follow, whether they were good or not."""
    # Type=notify-reload (systemd 253) ignores a RELOADING=1 without its time.
    now = str(time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000)
    return notify(reloading="1", monotonic_usec=now, **({"status": text} if text else {}))


def stopping(text: str = "") -> bool:
    """Say that the daemon stops."""
    return notify(stopping="1", **({"status": text} if text else {}))


def watchdog_interval() -> float | None:
    """Return the seconds between two calls of watchdog(), or None where nobody waits for them.

    Half of what systemd allows, as sd_watchdog_enabled(3) advises.
    """
    try:
        allowed = int(os.environ.get("WATCHDOG_USEC", ""))
        watched = int(os.environ.get("WATCHDOG_PID", "") or os.getpid())
    except ValueError:
        return None
    return allowed / 2e6 if allowed > 0 and watched == os.getpid() else None
