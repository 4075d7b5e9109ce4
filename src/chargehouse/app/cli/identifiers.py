"""`chargehouse identifiers`."""

import asyncio
import sys
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Annotated, BinaryIO, Final
from uuid import UUID

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from chargehouse.app.cli.doors import Office, in_office
from chargehouse.app.cli.output import result, say, table, talking
from chargehouse.app.cli.secret_input import STDIN, require_stdin, secret_line
from chargehouse.contexts.identity.model import (
    IdentifierFilter,
    IdentifierStatus,
    IdentifierType,
    IdentifierValue,
    NewIdentifier,
)
from chargehouse.contexts.identity.service import ImportReport
from chargehouse.kernel.errors import Conflict
from chargehouse.platform.http.paging import Paging, whole

app = typer.Typer(
    help="Add, import and list identifiers: RFID cards and the like.",
    no_args_is_help=True,
    add_completion=False,
)

CHUNK_BYTES: Final = 64 * 1024


@app.command("add")
@in_office
async def add(
    office: Office,
    *,
    value: Annotated[
        list[str], typer.Argument(metavar="-", help="- alone: it is read from standard input.")
    ],
    type_: Annotated[IdentifierType, typer.Option("--type", help="What it is.")],
    status: Annotated[IdentifierStatus, typer.Option(help="Whether it may charge.")] = "active",
    group: Annotated[
        str | None,
        typer.Option(metavar="-", help="- reads its group (parentIdTag) from the next line of it."),
    ] = None,
    vehicle: Annotated[
        str | None, typer.Option(metavar="NAME", help="Its vehicle, added where there is none.")
    ] = None,
) -> None:
    """Add an identifier, read from standard input; its id is printed."""
    require_stdin(" ".join(value), "The argument", "identifier")
    given = IdentifierValue.parse(secret_line(STDIN, "The argument", "identifier"))
    grouped = None
    if group is not None:
        grouped = IdentifierValue.parse(secret_line(group, "--group", "group"), "group")
    added = await office.contexts.identifiers.add(
        office.actor,
        NewIdentifier(
            value=given,
            type=type_,
            status=status,
            group=grouped,
            vehicle_id=None if vehicle is None else await _vehicle(office, vehicle),
        ),
    )
    say(f"The identifier {added.masked} is there, {added.status}.")
    result(str(added.id))


@app.command("import")
@in_office
async def import_file(
    office: Office,
    file: Annotated[str, typer.Argument(metavar="FILE", help="A CSV file; - for standard input.")],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")] = False,
) -> None:
    """Add identifiers by the file; every row that is refused is told with its line.

    The first line names the columns: value, type, status, vehicle, group, valid_from, valid_until;
    all but value may be missing.
    """
    if file == STDIN:
        report = await _run(office, sys.stdin.buffer, None, dry_run=dry_run)
    else:
        source, size_bytes = await asyncio.to_thread(_opened, Path(file))
        with source:
            report = await _run(office, source, size_bytes, dry_run=dry_run)
    _tell(report)
    if report.refused:
        raise typer.Exit(1)


@app.command("list")
@in_office
async def list_all(
    office: Office,
    type_: Annotated[IdentifierType | None, typer.Option("--type", help="Of this type.")] = None,
    status: Annotated[IdentifierStatus | None, typer.Option(help="In this status.")] = None,
) -> None:
    """List identifiers by their masks."""
    wanted = IdentifierFilter(type=type_, status=status)
    page_of = partial(office.contexts.identifiers.list, office.actor, wanted=wanted)
    found = await whole(page_of, Paging())
    table(
        ("ID", "MASKED", "TYPE", "STATUS", "VEHICLE", "GROUP", "VALID FROM", "VALID UNTIL"),
        [
            (
                at.id,
                at.masked,
                at.type,
                at.status,
                at.vehicle_name,
                at.group_masked,
                at.valid_from,
                at.valid_until,
            )
            async for at in found
        ],
    )


async def _vehicle(office: Office, name: str) -> UUID:
    """Return the vehicle of a name, which is added where none has it; raise `Conflict`."""
    vehicles = office.contexts.vehicles
    everywhere = await whole(partial(vehicles.list, office.actor, search=name), Paging())
    found = [at.id async for at in everywhere if at.name.casefold() == name.strip().casefold()]
    if len(found) > 1:
        raise Conflict("Several vehicles have this name.")
    return found[0] if found else (await vehicles.add(office.actor, name=name)).id


def _opened(path: Path) -> tuple[BinaryIO, int]:
    return path.open("rb"), path.stat().st_size


async def _run(
    office: Office, source: BinaryIO, size_bytes: int | None, *, dry_run: bool
) -> ImportReport:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=talking(), transient=True) as progress:
        task = progress.add_task("Bytes", total=size_bytes)
        return await office.contexts.identifier_imports.run(
            office.actor,
            _chunks(source, progress, task),
            dry_run=dry_run,
            progress=lambda rows: progress.update(task, description=f"{rows} rows"),
        )


async def _chunks(source: BinaryIO, progress: Progress, task: TaskID) -> AsyncIterator[bytes]:
    while chunk := source.read(CHUNK_BYTES):
        yield chunk
        progress.advance(task, len(chunk))


def _tell(report: ImportReport) -> None:
    would = "would be " if report.dry_run else ""
    result(
        f"{report.rows} rows: {report.added} {would}added, with {report.vehicles_added} new"
        f" vehicles; {report.refused} refused."
    )
    if report.errors:
        table(
            ("LINE", "FIELD", "WHY"),
            [(error.line, error.field, error.message) for error in report.errors],
        )
