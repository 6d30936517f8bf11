"""The command line: commands in four groups, each loaded only when it is the one that runs."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import click

from veille.cli.setting import PATH, Setting

# name → (module, what it is for); the sentence is the command's own first one, which a test holds true.
GROUPS: dict[str, dict[str, tuple[str, str]]] = {
    "Every day": {
        "items": ("items", "Search what was kept, newest first."),
        "why": ("why", "Say why an item was sent, or why not."),
        "try": ("trial", "Try a rule or a query on the past."),
        "names": (
            "names",
            "Show who is mentioned, and where a name stands on the first page of each search.",
        ),
        "who": (
            "who",
            "Say who talks about what you watch: authors and outlets, and who is cited but not followed.",
        ),
        "mark": ("mark", "Say who is meant by an item, or what you think of it."),
        "pause": ("pause", "Hold back the alerts of a rule or name, or all messages, for a while."),
        "forget": ("forget", "Remove all that is kept about a name."),
        "digest": ("digest", "Show the digest as it would leave now, or send it."),
        "status": ("status", "Show the health and the yield of every source."),
    },
    "Setting up": {
        "demo": ("demo", "Show veille at work on a recorded web, in under a minute."),
        "init": ("init", "Write a first configuration by asking a few questions."),
        "check": ("check", "Say everything that is wrong with the configuration, or what each line became."),
        "add": (
            "add",
            "Find what can be followed at an address, or the employers that words mean, and watch it.",
        ),
        "import": ("importing", "Watch the feeds of a list that another reader exported (OPML)."),
        "export": ("exporting", "Print the feeds that are watched as OPML, or all items as JSON Lines."),
        "secret": ("secret", "Ask for a secret and keep it beside the configuration."),
        "say": ("say", "Send a test message to a recipient."),
        "kinds": ("kinds", "List the kinds of sources and their options."),
    },
    "Running": {
        "run": ("run", "Keep watch: run the daemon in the foreground."),
        "poll": ("poll", "Poll sources once, now."),
        "outbox": ("outbox", "List messages; retry or drop them."),
    },
    "For authors": {},
}


class Commands(click.Group):
    """A group whose commands are imported when they are asked for: `veille --help` must not load a database."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for group in GROUPS.values() for name in group]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        for group in GROUPS.values():
            if cmd_name in group:
                found: click.Command = import_module(f"veille.cli.{group[cmd_name][0]}").command
                return found
        return None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0] if args else ""
        if name and not name.startswith("-") and self.get_command(ctx, name) is None:
            from difflib import get_close_matches

            near = get_close_matches(name, self.list_commands(ctx), 1)
            hint = f"; did you mean '{near[0]}'?" if near else "; `veille --help` lists them"
            ctx.fail(f"there is no command '{name}'{hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for title, group in GROUPS.items():
            if group:
                with formatter.section(title):
                    formatter.write_dl([(name, said) for name, (_, said) in group.items()])


@click.command(
    cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.option(
    "--config",
    "-c",
    type=PATH,
    help="The configuration file; else $VEILLE_CONFIG, ./veille.toml, ~/.config/veille/ or /etc/veille/.",
)
@click.version_option(package_name="veille", message="veille %(version)s")
@click.pass_context
def commands(ctx: click.Context, config: Path | None) -> None:
    """Keep watch over what is published, and hear of what matters: once, with the reason.

    Start with `veille demo`, then `veille init`.
    """
    ctx.obj = Setting(config)
