"""`chargehouse roaming`."""

from pathlib import Path
from typing import Annotated

import typer

from chargehouse.app.cli.doors import Office, in_office
from chargehouse.app.cli.output import say, table
from chargehouse.contexts.roaming.service import Adopted, adopt_documents
from chargehouse.kernel.errors import Invalid

app = typer.Typer(
    help="Find the owners of what came without one.", no_args_is_help=True, add_completion=False
)


@app.callback()
def _roaming() -> None:
    """Find the owners of what came without one."""


@app.command("adopt-orphans")
@in_office
async def adopt_orphans(
    office: Office,
    *,
    documents: Annotated[
        Path | None,
        typer.Argument(
            help="Location documents of others: JSON lines, or a CSV file with the columns"
            " id, country_code, party_id and document.",
            dir_okay=False,
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(help="Where the documents are written with --apply.", dir_okay=False),
    ] = None,
    apply: Annotated[
        bool, typer.Option("--apply", help="Adopt them; without it they are listed.")
    ] = False,
) -> None:
    """List what belongs to no party that anybody chose; with --apply the default party adopts it.

    Without documents it is about our own locations and tariffs. Ends with 1 where documents could
    not be read: these are left as they are.
    """
    if documents is None:
        await _adopt_ours(office, apply=apply)
        return
    if apply and output is None:
        raise Invalid("Say with --output where the documents are to be written.")
    known = await office.contexts.adoption.known(office.actor)
    found = adopt_documents(documents, known, output if apply else None)
    _tell(found)
    adopted = f"written to {output}" if apply else "nothing was changed; adopt them with --apply"
    say(
        f"{found.documents} documents, {found.orphans} without their owner,"
        f" {found.unreadable} that cannot be read: {adopted}."
    )
    if found.unreadable:
        raise typer.Exit(1)


async def _adopt_ours(office: Office, *, apply: bool) -> None:
    adoption = office.contexts.adoption
    found = await (adoption.adopt(office.actor) if apply else adoption.orphans(office.actor))
    counts = f"{found.locations} locations and {found.tariffs} tariffs"
    if not found.are_there:
        say(f"Everything has an owner that somebody chose; the default is {found.default.key}.")
    elif apply:
        say(f"{found.default.key} adopted {counts}.")
    else:
        say(
            f"{counts} belong to the placeholder {found.placeholder and found.placeholder.key};"
            f" {found.default.key} adopts them with --apply."
        )


def _tell(found: Adopted) -> None:
    table(
        ("LINE", "ID", "WHAT IS WRONG", "OWNER"),
        [(each.line, each.id, each.fault, each.owner) for each in found.findings],
    )
    if found.orphans + found.unreadable > len(found.findings):
        say(f"Only the first {len(found.findings)} are listed.")
