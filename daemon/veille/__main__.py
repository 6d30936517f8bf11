"""The command `veille`: errors become sentences and exit codes here, and nowhere else."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line. Exits 0 done, 1 something failed, 2 usage, 78 the configuration is wrong."""
    from veille.cli import charset, commands
    from veille.errors import ConfigError, VeilleError

    charset.prepare(sys.argv)
    try:
        code = commands(
            standalone_mode=False, prog_name="veille"
        )  # the code of a command's Exit, if it raised one
        sys.exit(code if isinstance(code, int) else 0)
    except ConfigError as error:
        print(error, file=sys.stderr)
        sys.exit(78)  # EX_CONFIG, which the unit's RestartPreventExitStatus names
    except VeilleError as error:
        print(f"veille: {error}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()  # `veille items | head` is no mistake
        sys.exit(0)
    except Exception as error:
        import sqlite3

        import click

        if isinstance(error, click.Abort):
            print("veille: stopped", file=sys.stderr)
            sys.exit(1)
        if isinstance(error, click.ClickException):
            error.show()
            sys.exit(error.exit_code)
        if isinstance(error, UnicodeEncodeError) and (why := charset.unreadable(sys.argv[1:])):
            print(f"veille: {why}", file=sys.stderr)
            sys.exit(2)
        if isinstance(error, sqlite3.Error):
            from veille.store.schema import explained

            print(f"veille: {explained(error)}", file=sys.stderr)
            sys.exit(1)
        raise


if __name__ == "__main__":
    main()
