"""`chargehouse roaming`."""

from pathlib import Path
from typing import Annotated

import typer

from chargehouse.app.cli.doors import Office, in_office
from chargehouse.app.cli.output import say, table
from chargehouse.app.cli.secret_input import STDIN, secret_line
from chargehouse.contexts.roaming.service import Adopted, Wish, adopt_documents
from chargehouse.kernel.errors import Invalid

app = typer.Typer(
    help="Look at partners, and at what came without an owner.",
    no_args_is_help=True,
    add_completion=False,
)


@app.callback()
def _roaming() -> None:
    """Look at partners, and at what came without an owner."""


@app.command("doctor")
@in_office
async def doctor(
    office: Office,
    *,
    partner: Annotated[str, typer.Argument(help="The partner's name.")],
    versions_url: Annotated[
        str | None,
        typer.Option(help="Where its versions are, of one that is not registered."),
    ] = None,
    token: Annotated[
        str | None,
        typer.Option(metavar=STDIN, help="The token that it gave: - reads it from standard input."),
    ] = None,
    authorisation: Annotated[
        bool,
        typer.Option(
            "--authorisation", help="Also ask for the authorisation of a token that cannot exist."
        ),
    ] = False,
) -> None:
    """Examine a partner's platform, and say what it does otherwise than OCPI says.

    Ends with 1 where there is a fault.
    """
    found = await office.contexts.partners.named(office.actor, partner)
    given = None if token is None else secret_line(token, "--token", "token")
    wish = Wish(versions_url, given, authorisation)
    report = await office.contexts.doctor.examine(office.actor, found.id, wish)
    table(
        ("SEVERITY", "CHECK", "MODULE", "TIMES", "WHAT IS WRONG", "SECTION"),
        [
            (each.severity, each.id, each.module, each.times, each.title, each.section)
            for each in report.findings
        ],
    )
    say(
        f"{report.faults} faults, {report.warnings} warnings and {report.notes} notes in"
        f" {report.requests} requests."
    )
    if report.cut_short is not None:
        say(f"Not everything was asked: {report.cut_short.replace('_', ' ')}.")
    if report.faults:
        raise typer.Exit(1)


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
