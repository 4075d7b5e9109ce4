"""`chargehouse audit`."""

import sys
from pathlib import Path
from typing import Annotated, Final

import msgspec
import typer

from chargehouse.app.cli.doors import Office, in_office
from chargehouse.app.cli.output import printable, result, say, talking
from chargehouse.contexts.audit.model.exports import FileUnreadable, anchors_in
from chargehouse.contexts.audit.model.findings import Finding, Report
from chargehouse.contexts.audit.model.statements import Signed, key_id, unhex
from chargehouse.contexts.audit.model.tree import HASH_BYTES
from chargehouse.contexts.audit.service.files import verify_file
from chargehouse.kernel.errors import Invalid

SHOWN: Final = 20

app = typer.Typer(
    help="Verify the audit log, here or from a file; export it.",
    no_args_is_help=True,
    add_completion=False,
)


@app.command("verify")
def verify(
    file: Annotated[Path, typer.Argument(help="An export of the log.", dir_okay=False)],
    *,
    anchor: Annotated[
        Path | None,
        typer.Option(
            help="Anchors that were kept elsewhere: the log must be the one that they were of.",
            dir_okay=False,
        ),
    ] = None,
    key: Annotated[
        list[str] | None,
        typer.Option(
            metavar="HEX", help="A public key to trust, and none but these. May be repeated."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole report.")] = False,
) -> None:
    """Verify an exported log, with nothing but the file. Ends with 0 if all is well, else with 1.

    Without --key the file is believed whose keys signed it: compare the key that is printed with
    the one that the installation shows.
    """
    trusted = None if key is None else [_public_key(text) for text in key]
    try:
        with talking().status("Verifying…"):
            report = verify_file(file, trusted=trusted, witnessed=_anchors(anchor))
    except FileUnreadable as error:
        raise Invalid(str(error)) from error
    if as_json:
        result(msgspec.json.encode(report).decode())
    else:
        _tell(report)
    if trusted is None:
        say(f"The keys are the file's own: {_own_keys(file)}")
    if not report.ok:
        raise typer.Exit(1)


@app.command("check")
@in_office
async def check(office: Office) -> None:
    """Verify the log where it is kept. Ends with 0 if all is well, else with 1."""
    report = None
    with talking().status("Verifying…"):
        async for progress in office.contexts.audit_verification.verify(office.actor):
            report = progress.report
    if report is None:
        raise Invalid("The verification came to no end.")
    _tell(report)
    if not report.ok:
        raise typer.Exit(1)


@app.command("export")
@in_office
async def export(office: Office) -> None:
    """Write the whole log to standard output, for `audit verify`."""
    lines = await office.contexts.audit_export.export(office.actor)
    async for part in lines:
        sys.stdout.buffer.write(part)
    sys.stdout.buffer.flush()


@app.command("keys")
@in_office
async def keys(office: Office) -> None:
    """Print the public keys that sign the log, the newest last."""
    status = await office.contexts.audit_proofs.status(office.actor)
    for known in status.keys:
        result(known.key)


def _public_key(text: str) -> bytes:
    try:
        return unhex(text.lower(), HASH_BYTES)
    except ValueError:
        raise Invalid("A public key is 64 hexadecimal digits.") from None


def _anchors(path: Path | None) -> list[Signed]:
    if path is None:
        return []
    try:
        with path.open("rb") as lines:
            return list(anchors_in(lines))
    except FileUnreadable as error:
        raise Invalid(f"{path}: {error}") from error


def _own_keys(file: Path) -> str:
    with file.open("rb") as lines:
        told = msgspec.json.decode(lines.readline())["keys"]
    return ", ".join(f"{known} ({key_id(unhex(known))})" for known in told.values())


def _tell(report: Report) -> None:
    kept = f"{report.size} entries, {report.heads} heads, {report.anchors} anchors"
    if report.emptied or report.erased:
        kept += f"; {report.emptied} emptied by retention, {report.erased} fields erased"
    if report.ok:
        result(f"OK: {kept}. Root {report.root}")
        return
    where = ""
    if report.first_bad_index is not None:
        where = f" The first bad entry is {report.first_bad_index}."
    result(f"NOT OK: {kept}.{where}")
    for found in report.findings[:SHOWN]:
        result(f"  {_place(found)}{printable(found.detail)}")
    if len(report.findings) > SHOWN:
        result("  … and more")


def _place(found: Finding) -> str:
    if found.index is None:
        return ""
    if found.until is None:
        return f"Entry {found.index}: "
    return f"Entries {found.index} to {found.until}: "
