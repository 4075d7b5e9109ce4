"""`chargehouse tokens`."""

import re
from datetime import datetime, timedelta
from functools import partial
from typing import Annotated, Final
from uuid import UUID

import typer

from chargehouse.app.cli.doors import Office, in_office
from chargehouse.app.cli.output import cell, printable, result, say, table
from chargehouse.kernel.errors import Invalid
from chargehouse.platform.http.paging import Paging, whole

app = typer.Typer(
    help="Create, list and revoke API tokens.", no_args_is_help=True, add_completion=False
)

_UNITS: Final = {"m": "minutes", "h": "hours", "d": "days"}
_DURATION: Final = re.compile(r"([1-9][0-9]{0,4})([mhd])")


@app.command("create")
@in_office
async def create(
    office: Office,
    permission: Annotated[
        list[str],
        typer.Option(help="What it may do, as `tokens permissions` lists it; again for more."),
    ],
    name: Annotated[str, typer.Option(help="What it is for.")] = "from the command line",
    expires: Annotated[
        str | None,
        typer.Option(metavar="WHEN", help="After 90m, 12h or 30d, or at 2030-01-01T00:00:00Z."),
    ] = None,
) -> None:
    """Create an API token; the token alone is printed on standard output, this once."""
    created = await office.contexts.tokens.create(
        office.actor,
        name=name,
        permissions=[part for given in permission for part in given.split(",") if part],
        expires_at=_instant(expires, office.installation.database.clock.now()),
    )
    token = created.token
    until = "until it is revoked" if token.expires_at is None else f"until {cell(token.expires_at)}"
    say(
        f"The token {printable(token.name)} ({token.id}) of the tenant {office.tenant.slug} serves"
        f" {until}, for: {' '.join(token.permissions)}. It is kept nowhere; keep it safe."
    )
    result(created.plain)


@app.command("list")
@in_office
async def list_all(
    office: Office,
    *,
    active: Annotated[bool, typer.Option("--active", help="Only those that still serve.")] = False,
) -> None:
    """List API tokens, newest first, without their values."""
    page_of = partial(office.contexts.tokens.list, office.actor, only_active=active)
    found = await whole(page_of, Paging())
    table(
        ("ID", "NAME", "PERMISSIONS", "CREATED", "EXPIRES", "REVOKED", "LAST USED"),
        [
            (
                token.id,
                token.name,
                token.permissions,
                token.created_at,
                token.expires_at,
                token.revoked_at,
                token.last_used_at,
            )
            async for token in found
        ],
    )


@app.command("permissions")
@in_office
async def permissions(office: Office) -> None:
    """List what may be permitted; * stands for everything."""
    catalogue = office.contexts.tokens.catalogue(office.actor)
    table(("PERMISSION", "ALLOWS TO"), [(each.action, each.description) for each in catalogue])


@app.command("revoke")
@in_office
async def revoke(
    office: Office,
    token_id: Annotated[
        str, typer.Argument(metavar="ID", help="Its id, as listed; not the token itself.")
    ],
) -> None:
    """Revoke an API token for good."""
    try:
        wanted = UUID(token_id)
    except ValueError:
        raise Invalid("Give the token's id, as `chargehouse tokens list` shows it.") from None
    await office.contexts.tokens.revoke(office.actor, wanted)
    say(f"The token {wanted} is revoked.")


def _instant(text: str | None, now: datetime) -> datetime | None:
    """Return the instant that an expiry means; raise `Invalid`."""
    if text is None:
        return None
    if duration := _DURATION.fullmatch(text):
        return now + timedelta(**{_UNITS[duration[2]]: int(duration[1])})
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise Invalid("--expires takes 90m, 12h, 30d or 2030-01-01T00:00:00Z.") from None
