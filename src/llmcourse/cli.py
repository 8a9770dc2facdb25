"""The `llmcourse` command. Knows its subcommands' names and flags, nothing of what they do."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from llmcourse import __version__


def main(argv: Sequence[str] | None = None) -> int:
    """Run `llmcourse ARGS` and return the exit status (0 fine, 1 something needs attention)."""
    parser = argparse.ArgumentParser(
        prog="llmcourse", description="The support package of the course."
    )
    parser.add_argument("--version", action="version", version=f"llmcourse {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    doctor = commands.add_parser("doctor", help="check this machine: each line OK or what to do")
    form = doctor.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="everything as JSON, for a bug report")
    form.add_argument("--brief", action="store_true", help="only what needs attention")
    arguments = parser.parse_args(argv)

    from llmcourse import doctor as command  # late: `--help` should not wait for anything

    return command.run(as_json=arguments.json, brief=arguments.brief)


if __name__ == "__main__":
    raise SystemExit(main())
