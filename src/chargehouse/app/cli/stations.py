"""`chargehouse stations`."""

from functools import partial
from typing import Annotated, Final, Literal

import typer

from chargehouse.app.addresses import Listening, charger_url
from chargehouse.app.cli.doors import Office, in_office
from chargehouse.app.cli.locations import location_of
from chargehouse.app.cli.output import cell, result, say, table
from chargehouse.app.cli.secret_input import secret_line
from chargehouse.contexts.access.public import Mode
from chargehouse.contexts.stations.model.filters import StationFilters
from chargehouse.contexts.stations.public import Station
from chargehouse.platform.http.paging import Paging, whole

app = typer.Typer(
    help="Add and list stations, set their access mode, let new ones register.",
    no_args_is_help=True,
    add_completion=False,
)

Protocol = Literal["ocpp1.6", "ocpp2.0.1", "ocpp2.1"]
Code = Annotated[str, typer.Argument(metavar="ID", help="The station's own id (identity).")]
AtLocation = Annotated[str, typer.Option("--location", help="A location's id, or its name.")]
Profile = Annotated[
    int,
    typer.Option(
        min=0,
        max=3,
        help="0: no password; 1: password; 2: password and TLS; 3: certificate and TLS.",
    ),
]
WITH_PASSWORD: Final = (1, 2)


@app.command("add")
@in_office
async def add(
    office: Office,
    code: Code,
    *,
    location: AtLocation,
    protocol: Annotated[Protocol | None, typer.Option(help="What it speaks. Default: any.")] = None,
    security_profile: Profile = 1,
    password: Annotated[
        str | None,
        typer.Option(metavar="-", help="- reads it from standard input; else one is made."),
    ] = None,
    name: Annotated[str | None, typer.Option(help="Its name for people.")] = None,
) -> None:
    """Add a station, and say what its charger has to be told."""
    given = None if password is None else secret_line(password, "--password", "password")
    place = await location_of(office, location)
    made = None
    if given is None and security_profile in WITH_PASSWORD:
        made = office.contexts.stations.new_password()
    station = await office.contexts.stations.add(
        office.actor,
        code=code,
        location_id=place.id,
        security_profile=security_profile,
        name=name,
        protocol=protocol,
        password=given or made,
    )
    _tell(office, station, made)


@app.command("list")
@in_office
async def list_all(
    office: Office,
    location: Annotated[str | None, typer.Option(help="Only those at this location.")] = None,
    search: Annotated[str | None, typer.Option(help="A part of id or name.")] = None,
) -> None:
    """List stations and whether they are connected."""
    place = None if location is None else await location_of(office, location)
    asked = StationFilters(location_id=None if place is None else place.id, search=search)
    page_of = partial(office.contexts.stations.page, office.actor, asked=asked)
    found = await whole(page_of, Paging())
    table(
        ("ID", "NAME", "LOCATION", "PROTOCOL", "SOCKET", "STATUS", "FAULTS", "VENDOR", "MODEL"),
        [
            (
                at.code,
                at.name,
                at.location_name,
                at.socket.subprotocol or at.protocol,
                at.socket.state,
                at.reported.status,
                at.open_faults,
                at.vendor,
                at.model,
            )
            async for at in found
        ],
    )


@app.command("set-mode")
@in_office
async def set_mode(
    office: Office,
    code: Code,
    mode: Annotated[Mode, typer.Argument(help="Who may charge: known identifiers, or anybody.")],
    reason: Annotated[str | None, typer.Option(help="Why, for the record.")] = None,
) -> None:
    """Override a station's policy from now on, until it is ended; sessions under way go on."""
    station = await office.contexts.stations.get_by_code(office.actor, code)
    order = await office.contexts.overrides.set(office.actor, station.id, mode, reason=reason)
    result(f"{station.code} is in {order.mode} since {cell(order.begins)}.")


@app.command("register-window")
@in_office
async def register_window(
    office: Office,
    location: AtLocation,
    security_profile: Profile = 1,
    minutes: Annotated[
        int | None, typer.Option(min=1, help="How long. Default: as the settings say, 15.")
    ] = None,
    stations: Annotated[int, typer.Option(min=1, help="How many new stations at most.")] = 1,
) -> None:
    """Let new stations register themselves at a location, for a while."""
    place = await location_of(office, location)
    window = await office.contexts.registrations.open_window(
        office.actor,
        place.id,
        security_profile=security_profile,
        open_for_s=office.settings.ocpp.registration_window_s if minutes is None else minutes * 60,
        stations_let_in=stations,
    )
    say(f"New stations come to {cell(place.name)} until {cell(window.closes_at)}, by")
    listening = Listening.recall(office.settings)
    result(charger_url(office.settings, listening, office.tenant.slug))
    if security_profile in WITH_PASSWORD:
        say("with their id behind it and a password of their own choice, which they keep.")


def _tell(office: Office, station: Station, made: str | None) -> None:
    """Print what a charger has to be told; a password only where it was made here."""
    listening = Listening.recall(office.settings)
    url = charger_url(office.settings, listening, office.tenant.slug)
    rows = [("Address", url), ("Id", station.code), ("Both in one", f"{url}/{station.code}")]
    if made is not None:
        rows.append(("Password", made))
    elif station.security_profile in WITH_PASSWORD:
        rows.append(("Password", "the one that you gave"))
    result(f"{station.code} may connect. Tell the charger:")
    for label, value in rows:
        result(f"  {label:<12} {value}")
    if made is not None:
        say("This password is shown once and kept nowhere. The user name is the charger's id.")
    advice = None if office.settings.ocpp.public_url else listening.advice()
    if advice is not None:
        say(advice)
