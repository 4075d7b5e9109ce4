"""`chargehouse locations`."""

from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Annotated
from uuid import UUID

import typer

from chargehouse.app.cli.doors import Office, in_office
from chargehouse.app.cli.output import printable, result, say, table
from chargehouse.contexts.stations.errors import LocationUnknown
from chargehouse.contexts.stations.public import Location
from chargehouse.kernel.errors import Conflict
from chargehouse.platform.http.paging import Paging, whole

app = typer.Typer(
    help="Add and list the places where stations stand.", no_args_is_help=True, add_completion=False
)


def _degrees(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise typer.BadParameter("must be a number of degrees, such as 52.52") from None


Degrees = Annotated[Decimal | None, typer.Option(parser=_degrees, metavar="DEGREES")]


@app.command("add")
@in_office
async def add(
    office: Office,
    *,
    name: Annotated[str, typer.Option(help="Its name.")],
    timezone: Annotated[str, typer.Option(help="Its IANA time zone, such as Europe/Berlin.")],
    address: Annotated[str | None, typer.Option(help="Street and number.")] = None,
    postal_code: Annotated[str | None, typer.Option()] = None,
    city: Annotated[str | None, typer.Option()] = None,
    country: Annotated[str | None, typer.Option(help="Two letters, such as DE.")] = None,
    latitude: Degrees = None,
    longitude: Degrees = None,
) -> None:
    """Add a location; its id is printed."""
    added = await office.contexts.locations.add(
        office.actor,
        name=name,
        timezone=timezone,
        address=address,
        postal_code=postal_code,
        city=city,
        country=country,
        latitude=latitude,
        longitude=longitude,
    )
    say(f"The location {printable(added.name)} is there, in {added.timezone}.")
    result(str(added.id))


@app.command("list")
@in_office
async def list_all(
    office: Office,
    search: Annotated[str | None, typer.Option(help="A part of name, address or city.")] = None,
) -> None:
    """List locations."""
    found = await whole(
        partial(office.contexts.locations.page, office.actor, search=search), Paging()
    )
    table(
        ("ID", "NAME", "TIME ZONE", "CITY", "COUNTRY", "STATIONS"),
        [(at.id, at.name, at.timezone, at.city, at.country, at.stations) async for at in found],
    )


async def location_of(office: Office, id_or_name: str) -> Location:
    """Return the location of an id, or of a name that one alone has, in any case.

    Raises `LocationUnknown`, and `Conflict` where several have the name.
    """
    try:
        return await office.contexts.locations.get(office.actor, UUID(id_or_name))
    except ValueError:
        wanted = id_or_name.strip().casefold()
    everywhere = await whole(partial(office.contexts.locations.page, office.actor), Paging())
    found = [at async for at in everywhere if at.name.casefold() == wanted]
    if not found:
        raise LocationUnknown(
            f"No location has the name {printable(id_or_name)!r};"
            " `chargehouse locations list` shows those there are."
        )
    if len(found) > 1:
        ids = ", ".join(str(at.id) for at in found)
        raise Conflict(f"{len(found)} locations have this name; take an id: {ids}")
    return found[0]
