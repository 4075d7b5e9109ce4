"""Secrets and identifiers from standard input: command lines are seen by others, and kept."""

import sys
from getpass import getpass
from typing import Final

from chargehouse.kernel.errors import Invalid

STDIN: Final = "-"


def secret_line(given: str, option: str, what: str) -> str:
    """Return the next line of standard input, asked for without an echo at a terminal.

    `given` is what stands on the command line: `-` alone is accepted, and nothing else is
    repeated. Raises `Invalid`.
    """
    require_stdin(given, option, what)
    line = getpass(f"{what}: ") if sys.stdin.isatty() else sys.stdin.readline()
    line = line.strip("\r\n")
    if not line:
        raise Invalid(f"Standard input gave no {what}.")
    return line


def secret_lines(given: str, option: str, what: str) -> list[str]:
    """Return all lines of standard input that are left, as `secret_line` does."""
    first = secret_line(given, option, what)
    rest = [] if sys.stdin.isatty() else sys.stdin.read().splitlines()
    return [first, *(line for line in rest if line.strip())]


def require_stdin(given: str, option: str, what: str) -> None:
    """Raise `Invalid` unless `-` was given."""
    if given != STDIN:
        raise Invalid(
            f"{option} takes - alone, and reads the {what} from standard input: what stands on a"
            " command line can be read by other users of this machine, and stays in the shell's"
            " history."
        )
