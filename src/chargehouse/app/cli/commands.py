"""`chargehouse commands`."""

import sys
from functools import partial
from typing import Annotated, Any

import msgspec
import typer

from chargehouse.app.cli.doors import Office, in_office
from chargehouse.app.cli.output import cell, result, say
from chargehouse.app.cli.secret_input import STDIN
from chargehouse.gateway.masking import masked_json
from chargehouse.kernel.errors import Invalid

app = typer.Typer(
    help="Send commands to stations.",
    no_args_is_help=True,
    add_completion=False,
)


@app.callback()
def _group() -> None:
    """Send commands to stations."""


@app.command("send")
@partial(in_office, with_broker=True)
async def send(
    office: Office,
    station: Annotated[str, typer.Argument(metavar="STATION", help="The station's id.")],
    action: Annotated[str, typer.Argument(help="An action of its OCPP version, such as Reset.")],
    payload: Annotated[
        str, typer.Argument(metavar="[JSON|-]", help="Its payload; - for standard input.")
    ] = "{}",
    *,
    timeout_s: Annotated[
        float, typer.Option("--timeout", min=1, max=600, help="Seconds to wait.")
    ] = 30.0,
    reason: Annotated[str | None, typer.Option(help="Why, for the record.")] = None,
) -> None:
    """Send a request of a station's own protocol, and print its answer.

    Ends with 1 unless the station accepted. A payload with identifiers or passwords comes from
    standard input.
    """
    given = sys.stdin.read() if payload == STDIN else payload
    content = _content(given)
    if payload != STDIN and msgspec.json.decode(masked_json(action, content)) != content:
        raise Invalid(
            "This payload holds an identifier or a secret: give it on standard input, with - as"
            " the payload, so that it stays out of the shell's history."
        )
    target = await office.contexts.stations.get_by_code(office.actor, station)
    command = await office.contexts.commands.request(
        office.actor, target.id, action, content, timeout_s=timeout_s, reason=reason
    )
    say(f"{target.code} {action}: {command.status}, {cell(command.answer_status)}")
    if command.error_code:
        say(f"{cell(command.error_code)}: {cell(command.error_description)}")
    if command.answer is not None:
        result(msgspec.json.encode(command.answer).decode())
    if command.status != "accepted":
        raise typer.Exit(1)


def _content(text: str) -> dict[str, Any]:
    """Return a payload; raise `Invalid`, which does not repeat it."""
    try:
        return msgspec.json.decode(text, type=dict[str, Any])
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        raise Invalid('The payload is a JSON object, such as {"type": "Soft"}.') from None
