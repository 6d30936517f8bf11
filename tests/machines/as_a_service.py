"""systemd/README.md under a systemd that was really booted: install, use, break, upgrade, uninstall."""

from __future__ import annotations

import re
import time

from machines.documents import beginning, filled, read
from machines.from_a_clone import ANSWERS, UPSTREAM
from machines.machine import USER, Failed, Machine
from machines.steps import Step

README = "systemd/README.md"
CLONE = "~/veille"
CONFIG = "/etc/veille/veille.toml"
KEPT = "~/kept"  # while the file is spoilt
RESTART = 10  # seconds, RestartSec= of the unit
STUCK = (
    180  # seconds: 90 without a move in the daemon, then WatchdogSec= of the unit, and half of it to spare
)


def section(heading: str) -> list[str]:
    return read(README, heading)


def show(machine: Machine, *names: str) -> dict[str, str]:
    """Return properties of the service, as `systemctl show` gives them."""
    said = machine.do(f"systemctl show veille {' '.join(f'-p {name}' for name in names)}")
    return dict(line.split("=", 1) for line in said.splitlines() if "=" in line)


def expect(machine: Machine, **wanted: str) -> None:
    """Raise Failed unless the service's properties are these."""
    got = show(machine, *wanted)
    if got != wanted:
        raise Failed(f"the service has {got}, not {wanted}")


def log_since(machine: Machine, script: str) -> str:
    """Run a script, and return what the service logged meanwhile, once it is quiet."""
    cursor = machine.do("journalctl -u veille -n 0 --show-cursor -q | sed 's/-- cursor: //'").strip()
    machine.do(script)
    said = before = ""
    for _ in range(20):
        said = machine.do(f"sleep 0.5; journalctl -q -o cat -u veille --after-cursor='{cursor}'")
        if said and said == before:
            break
        before = said
    return said


def owners(machine: Machine, wanted: dict[str, str]) -> None:
    """Raise Failed unless these paths have these modes and owners."""
    for path, told in wanted.items():
        got = machine.do(f"stat -c '%a %U:%G' {path}").strip()
        if got != told:
            raise Failed(f"{path} is {got}, not {told}")


def boot(machine: Machine) -> str:
    machine.boot()
    return machine.do("systemctl --version").splitlines()[0]


def install(machine: Machine) -> str:
    # As careful administrators have it: nothing that root makes is for others, unless a command says so.
    machine.follow(["umask 077", f"git clone -q {UPSTREAM} {CLONE}", f"cd {CLONE}", *section("Install")])
    owners(
        machine,
        {
            "/etc/veille": "755 root:root",
            "/etc/veille/veille.d": "2775 root:veille",
            "/etc/veille/secrets": "700 root:root",
            "/etc/veille/plugins": "755 root:root",
        },
    )
    said = machine.do("systemd-analyze verify --man=no /etc/systemd/system/veille.service").strip()
    if said:
        raise Failed(f"systemd-analyze verify: {said}")
    return "the user and the folders are there, and the unit is clean"


def start(machine: Machine) -> str:
    lines = filled(
        section("Configure, and start"),
        {
            " init": f" init {ANSWERS} --feed {machine.feed}",
            " secret mail": " secret mail --stdin <<<nothing",
            "NAME": USER,
        },
    )
    machine.follow(["umask 077", *lines])
    owners(machine, {CONFIG: "640 root:veille", "/var/lib/veille": "2770 veille:veille"})
    expect(machine, ActiveState="active", UnitFileState="enabled", StatusErrno="0")
    return show(machine, "StatusText")["StatusText"]


def stays(machine: Machine) -> str:
    """Leave the service alone, with nothing to poll or send, for longer than its watchdog lets one be that is stuck."""
    before = show(machine, "MainPID", "NRestarts")
    time.sleep(STUCK)
    expect(machine, ActiveState="active", **before)
    return f"the watchdog is content for {STUCK} s"


def changes(machine: Machine) -> str:
    """What "Change something" shows, line by line: each must end well, but for the log that is followed until Ctrl-C."""
    lines = section("Change something")
    following = beginning(lines, "journalctl")
    machine.follow([line for line in lines if line != following])
    machine.watch(following, "watching")
    expect(machine, ActiveState="active")
    return "check, reload, restart, the log"


def reload_right(machine: Machine) -> str:
    added = "[rule.tramway]\nany = ['tramway']\n"
    said = log_since(machine, f"printf {added!r} >>{CONFIG} && systemctl reload veille")
    if "configuration read again" not in said:
        raise Failed(f"the log does not tell of it: {said}")
    expect(machine, ActiveState="active")
    return "configuration read again"


def reload_wrong(machine: Machine) -> str:
    main = show(machine, "MainPID")
    machine.do(f"cp -p {CONFIG} {KEPT}")
    try:
        said = log_since(machine, f"echo 'colour = 1' >>{CONFIG} && systemctl reload veille")
        if "colour" not in said:
            raise Failed(f"the log does not name what is wrong: {said}")
        expect(machine, ActiveState="active", **main)
    finally:  # what comes after needs the service
        machine.do(f"cp -p {KEPT} {CONFIG} && systemctl reload-or-restart veille")
    return "nothing changed, and the log says why"


def ends_with_78(machine: Machine, spoil: str, mend: str, told: str) -> str:
    """Restart the service on what is wrong: it must end with 78 and stay so, and start again once that is mended."""
    try:
        said = log_since(machine, f"{spoil}; systemctl restart veille || true")
        time.sleep(RESTART + 2)
        expect(machine, ActiveState="failed", ExecMainStatus="78", NRestarts="0")
        if told not in said:
            raise Failed(f"the log does not say {told!r}: {said}")
    finally:  # what comes after needs the service
        machine.do(f"{mend} && systemctl restart veille")
    expect(machine, ActiveState="active")
    return f"78, and not tried again within {RESTART + 2} s"


def restart_wrong(machine: Machine) -> str:
    spoil = f"cp -p {CONFIG} {KEPT} && echo 'colour = 1' >>{CONFIG}"
    return ends_with_78(machine, spoil, f"cp -p {KEPT} {CONFIG}", "colour")


def restart_unreadable(machine: Machine) -> str:
    mend = "; ".join(line for line in section("Configure, and start") if line.startswith(("chgrp", "chmod")))
    return ends_with_78(machine, f"chgrp root {CONFIG}; chmod 600 {CONFIG}", mend, CONFIG)


def killed(machine: Machine) -> str:
    before = show(machine, "MainPID")["MainPID"]
    started = time.monotonic()
    machine.do("systemctl kill --signal=KILL veille")
    while time.monotonic() - started < 60:
        now = show(machine, "MainPID", "ActiveState")
        if now["ActiveState"] == "active" and now["MainPID"] not in ("0", before):
            return f"back after {time.monotonic() - started:.0f} s"
        time.sleep(0.5)
    raise Failed(f"not back after a minute: {now}")


def member_reads(machine: Machine) -> str:
    groups = machine.do("id -Gn", user=USER).split()
    if "veille" not in groups:
        raise Failed(f"{USER} is in {groups} alone")
    machine.follow(["veille check", "veille status", "veille items", "veille why 1"], user=USER)
    return "check, status, items, why"


def member_writes(machine: Machine) -> str:
    commands = [
        "pause all --for 1h",
        "pause all --end",
        "say console",
        "digest --send",
        "mark 1 pick",
        "poll",
    ]
    machine.follow([f"veille {command}" for command in commands], user=USER)
    machine.do("systemctl restart veille")  # the daemon writes to what she has written to
    expect(machine, ActiveState="active")
    return "pause, say, digest --send, mark, poll"


def upgrade(machine: Machine) -> str:
    marked = "daemon/veille/__init__.py"
    machine.follow(
        [
            f"git clone -q {UPSTREAM} /root/next && cd /root/next",
            f"echo '# a newer one' >>{marked}",
            "git -c user.name=x -c user.email=x@example.org commit -qam newer && git push -q",
        ]
    )
    machine.follow(["umask 077", f"cd {CLONE}", *section("Upgrade")])
    machine.do("grep -q 'a newer one' /opt/veille/lib/python3*/site-packages/veille/__init__.py")
    expect(machine, ActiveState="active")
    machine.follow(["veille items"], user=USER)
    return "the service runs what is new"


def uninstall(machine: Machine) -> str:
    machine.follow(filled(section("Uninstall"), {"NAME": USER}))
    left = machine.run(
        "find / -xdev -iname '*veille*' -not -path '/root/*' -not -path '/srv/*' -not -path '/proc/*'"
    )
    # What systemd itself keeps of any service: its log, and that of the timers.
    names = [line for line in left.output.splitlines() if re.match("/(etc|opt|usr|var/lib)/", line)]
    if names:
        raise Failed(f"still there: {', '.join(names)}")
    if entries := machine.run("getent passwd veille; getent group veille").output.strip():
        raise Failed(f"still there: {entries}")
    expect(machine, LoadState="not-found")
    return "no file, no user and no group is left"


STEPS = (
    Step("boot", boot),
    Step("install", install, ("boot",)),
    Step("start", start, ("install",)),
    Step("stays", stays, ("start",)),
    Step("changes", changes, ("start",)),
    Step("reload-right", reload_right, ("start",)),
    Step("reload-wrong", reload_wrong, ("start",)),
    Step("restart-wrong", restart_wrong, ("start",)),
    Step("restart-unreadable", restart_unreadable, ("start",)),
    Step("kill", killed, ("start",)),
    Step("member-reads", member_reads, ("start",)),
    Step("member-writes", member_writes, ("start",)),
    Step("upgrade", upgrade, ("start",)),
    Step("uninstall", uninstall, ("start",)),
)
