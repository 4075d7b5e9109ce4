"""The program: its commands, loaded when they are used, and what it says when one fails."""

import gc
import sys
import traceback
from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from chargehouse.app.cli.output import printable
from chargehouse.app.cli.verbosity import VERBOSE, Verbose, is_verbose, write_logs
from chargehouse.kernel.errors import ChargehouseError

if TYPE_CHECKING:
    from typer._click import Command, Context

COMMANDS: Final[Mapping[str, str]] = {
    "serve": "Run Chargehouse: chargers, people and programs can connect.",
    "watch": "See chargers, sessions and decisions live.",
    "tenants": "Create and list tenants.",
    "account": "Add people who sign in to the portal, and give them new passwords.",
    "locations": "Add and list the places where stations stand.",
    "stations": "Add and list stations, set their access mode, let new ones register.",
    "identifiers": "Add, import and list identifiers: RFID cards and the like.",
    "tokens": "Create, list and revoke API tokens.",
    "settings": "List and change a tenant's settings, while everything runs.",
    "roaming": "Find the owners of locations and tariffs that came without one.",
    "commands": "Send commands to stations.",
    "audit": "Verify the audit log, here or from a file; export it.",
    "simulate": "Connect simulated chargers to any OCPP server.",
    "migrate": "Bring the database to the newest schema.",
    "openapi": "Print the description of the REST API.",
    "version": "Print which version this is.",
}
"""Every command and what it is for, in the order of the help."""


class LoadedWhenUsed(TyperGroup):
    """Lists commands by name alone, so that help is quick; says in one line why one failed."""

    def __init__(self, **attributes: Any) -> None:  # noqa: ANN401  Typer's own attributes
        named = {name: TyperCommand(name, help=text) for name, text in COMMANDS.items()}
        super().__init__(**{**attributes, "commands": named})

    def resolve_command(
        self, ctx: "Context", args: list[str]
    ) -> "tuple[str | None, Command | None, list[str]]":
        """Return the command that the first argument names, its module loaded."""
        name, command, rest = super().resolve_command(ctx, args)
        if name is not None and command is not None:
            command = _loaded(name)
            command.name = name
        return name, command, rest

    def invoke(self, ctx: "Context") -> Any:  # noqa: ANN401  Typer's signature
        """Run the command; a refusal is told in one line, and ends the program with 1."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise
        except (ChargehouseError, OSError) as error:
            if is_verbose(ctx):
                typer.echo("".join(traceback.format_exception(error)), err=True, nl=False)
                for name, detail in getattr(error, "details", {}).items():
                    typer.echo(f"{name}: {detail}", err=True)
            typer.echo(f"chargehouse: {_line(error)}", err=True)
            raise typer.Exit(1) from error


def _loaded(name: str) -> "Command":
    """Return a command from its module; what is imported is no garbage, and is not searched for it.

    That takes a fifth of the time in which a server starts.
    """
    gc.disable()
    try:
        return get_command(import_module(f"chargehouse.app.cli.{name}").app)
    finally:
        gc.freeze()
        gc.enable()


def _line(error: ChargehouseError | OSError) -> str:
    text = error.message if isinstance(error, ChargehouseError) else str(error)
    return "\n".join(printable(line) for line in text.splitlines()) or type(error).__name__


program = typer.Typer(
    cls=LoadedWhenUsed,
    help="Chargehouse: one platform for an EV charging network or a fleet depot.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)


@program.callback()
def _every_command(
    *,
    verbose: Verbose = False,
) -> None:
    """Chargehouse: one platform for an EV charging network or a fleet depot."""


def main() -> None:
    """Run the command that the process's arguments name."""
    write_logs(verbose=VERBOSE in sys.argv)
    program(prog_name="chargehouse")
