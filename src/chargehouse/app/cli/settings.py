"""`chargehouse settings`."""

from typing import Annotated

import msgspec
import typer

from chargehouse.app.cli.doors import Office, in_office
from chargehouse.app.cli.output import cell, printable, result, say, table
from chargehouse.app.cli.secret_input import secret_line
from chargehouse.contexts.settings.public import SettingState

app = typer.Typer(
    help="List and change a tenant's settings, while everything runs.",
    no_args_is_help=True,
    add_completion=False,
)

Key = Annotated[str, typer.Argument(metavar="KEY", help="As `settings list` shows it.")]
Reason = Annotated[str | None, typer.Option(help="Why; it is kept with the change.")]


@app.command("list")
@in_office
async def list_all(office: Office) -> None:
    """List every setting with what holds, and what it means."""
    states = await office.contexts.settings.list(office.actor)
    table(
        ("KEY", "VALUE", "CHANGED BY", "MEANING"),
        [
            (
                state.key,
                _shown(state),
                state.changed_by if state.is_set else None,
                state.description,
            )
            for state in states
        ],
    )


@app.command("get")
@in_office
async def get(office: Office, key: Key) -> None:
    """Print what a setting is now; of a secret, whether there is one."""
    result(cell(_shown(await office.contexts.settings.read(office.actor, key))))


@app.command("set")
@in_office
async def set_(
    office: Office,
    key: Key,
    value: Annotated[
        str,
        typer.Argument(metavar="VALUE", help="A list as JSON; - for a secret, which is asked for."),
    ],
    reason: Reason = None,
) -> None:
    """Give a setting a value; every process sees it within a second.

    The console changes a dangerous setting at once, without a second person.
    """
    state = await office.contexts.settings.read(office.actor, key)
    given = secret_line(value, key, "secret") if state.secret else _meant(state, value)
    outcome = await office.contexts.settings.change(
        office.actor, key, value=given, version=state.version, reason=reason
    )
    say(f"{printable(key)} is {cell(_shown(outcome.setting))} now.")


@app.command("reset")
@in_office
async def reset(office: Office, key: Key, reason: Reason = None) -> None:
    """Give a setting its default again."""
    state = await office.contexts.settings.read(office.actor, key)
    outcome = await office.contexts.settings.reset(
        office.actor, key, version=state.version, reason=reason
    )
    say(f"{printable(key)} is {cell(_shown(outcome.setting))} again.")


def _shown(state: SettingState) -> object:
    if state.secret:
        return "•••" if state.is_set else None
    return None if state.value == "" else state.value


def _meant(state: SettingState, text: str) -> object:
    """Return what a text on the command line means: JSON where the setting is no text."""
    if state.kind in {"bool", "int", "duration", "list"}:
        try:
            return msgspec.json.decode(text)
        except msgspec.DecodeError:
            return text
    return text
