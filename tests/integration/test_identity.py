import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest
from tests.integration.backoffice import KEYRING, Office, open_office

from chargehouse.contexts.fleets.service import FleetService
from chargehouse.contexts.identity.errors import (
    IdentifierTaken,
    IdentifierUnknown,
    VehicleHasIdentifiers,
    VehicleUnknown,
    VersionOutdated,
)
from chargehouse.contexts.identity.model import (
    IdentifierChange,
    IdentifierFilter,
    IdentifierValue,
    NewIdentifier,
    VehicleChange,
)
from chargehouse.contexts.identity.public import (
    IDENTIFIERS_EDIT,
    IDENTIFIERS_READ,
    VEHICLES_READ,
    Identifier,
    IdentifierReader,
)
from chargehouse.contexts.identity.service import (
    ClassificationService,
    IdentifierService,
    VehicleService,
)
from chargehouse.kernel.errors import Forbidden, Invalid
from chargehouse.platform.http.paging import Paging
from chargehouse.platform.postgres.address import PostgresAddress

NOBODY = UUID("01890000-0000-7000-8000-00000000dead")
ALL = IdentifierFilter()


@pytest.fixture
async def office(database: PostgresAddress) -> AsyncIterator[Office]:
    async with open_office(database) as opened:
        yield opened


@pytest.fixture
def vehicles(office: Office) -> VehicleService:
    return VehicleService(office.database, FleetService(office.database))


@pytest.fixture
def identifiers(office: Office) -> IdentifierService:
    return IdentifierService(office.database, KEYRING)


@pytest.fixture
def classification(office: Office) -> ClassificationService:
    return ClassificationService(office.database, KEYRING)


def value(text: str = "04A2B3C4D5E61F") -> IdentifierValue:
    return IdentifierValue.parse(text)


def rfid(text: str = "04A2B3C4D5E61F", vehicle_id: UUID | None = None) -> NewIdentifier:
    return NewIdentifier(value=value(text), type="rfid", vehicle_id=vehicle_id)


async def index_version(office: Office) -> int | None:
    rows = await office.rows("SELECT version FROM token_index")
    assert len(rows) <= 1
    return rows[0]["version"] if rows else None


async def test_an_identifier_is_added_masked_and_found_by_its_value_in_any_case(
    office: Office, identifiers: IdentifierService
) -> None:
    added = await identifiers.add(office.actor, rfid(" 04a2b3c4d5e61f "))
    assert (added.masked, added.type, added.status) == ("04••••1f", "rfid", "active")
    assert (added.source, added.fits_ocpp16, added.version) == ("console", True, 1)
    assert await identifiers.search(office.actor, value("04A2B3C4D5E61F")) == added
    assert await identifiers.find(office.actor, added.id) == added
    assert await identifiers.search(office.actor, value("04A2B3C4D5E61E")) is None
    assert await identifiers.search(office.stranger, value("04A2B3C4D5E61F")) is None


async def test_a_value_is_taken_once_a_tenant_whatever_its_type_and_case(
    office: Office, identifiers: IdentifierService
) -> None:
    await identifiers.add(office.actor, rfid())
    again = NewIdentifier(value=value("04a2b3c4d5e61f"), type="mac")
    with pytest.raises(IdentifierTaken) as refusal:
        await identifiers.add(office.actor, again)
    assert "04a2" not in f"{refusal.value} {refusal.value.details}".lower()
    await identifiers.add(office.stranger, again)


async def test_of_many_who_add_one_value_at_once_one_succeeds(
    office: Office, identifiers: IdentifierService
) -> None:
    tries = [identifiers.add(office.actor, rfid()) for _ in range(5)]
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(result, Identifier) for result in results) == 1
    assert sum(isinstance(result, IdentifierTaken) for result in results) == 4


async def test_each_change_gives_the_index_a_new_version(
    office: Office, identifiers: IdentifierService, vehicles: VehicleService
) -> None:
    van = await vehicles.add(office.actor, name="Van 7")
    added = await identifiers.add(office.actor, rfid())
    versions = [await index_version(office)]
    for change in (
        IdentifierChange(status="blocked"),
        IdentifierChange(vehicle_id=van.id),
        IdentifierChange(group=value("FLEET-7")),
        IdentifierChange(valid_until=office.clock.now()),
        IdentifierChange(type="mac"),
        IdentifierChange(group=None),
    ):
        changed = await identifiers.update(office.actor, added.id, change)
        versions.append(await index_version(office))
        assert changed.version == len(versions)
    await vehicles.update(office.actor, van.id, VehicleChange(status="inactive"))
    versions.append(await index_version(office))
    assert len(set(versions)) == len(versions)
    await identifiers.remove(office.actor, added.id)
    assert await index_version(office) is None


async def test_a_change_that_changes_nothing_leaves_no_trace(
    office: Office, identifiers: IdentifierService
) -> None:
    added = await identifiers.add(
        office.actor, NewIdentifier(value=value(), type="rfid", group=value("FLEET-7"))
    )
    version, told = await index_version(office), await office.events()
    same = IdentifierChange(status="active", type="rfid", vehicle_id=None, group=value("FLEET-7"))
    assert await identifiers.update(office.actor, added.id, same) == added
    assert (await index_version(office), await office.events()) == (version, told)


async def test_an_identifier_is_assigned_deactivated_and_removed(
    office: Office, identifiers: IdentifierService, vehicles: VehicleService
) -> None:
    van = await vehicles.add(office.actor, name="Van 7")
    added = await identifiers.add(office.actor, rfid())
    assigned = await identifiers.assign(office.actor, added.id, van.id)
    assert (assigned.vehicle_id, assigned.vehicle_name) == (van.id, "Van 7")
    assert (await vehicles.find(office.actor, van.id)).identifiers == 1
    assert (await identifiers.assign(office.actor, added.id, None)).vehicle_id is None
    assert (await identifiers.deactivate(office.actor, added.id)).status == "inactive"
    await identifiers.remove(office.actor, added.id)
    for gone in (
        identifiers.find(office.actor, added.id),
        identifiers.remove(office.actor, added.id),
        identifiers.deactivate(office.actor, added.id),
    ):
        with pytest.raises(IdentifierUnknown):
            await gone
    await identifiers.add(office.actor, rfid())


async def test_an_identifier_is_never_given_to_a_vehicle_that_is_not_the_tenants(
    office: Office, identifiers: IdentifierService, vehicles: VehicleService
) -> None:
    theirs = await vehicles.add(office.stranger, name="Van 8")
    added = await identifiers.add(office.actor, rfid())
    for vehicle_id in (theirs.id, NOBODY):
        with pytest.raises(VehicleUnknown):
            await identifiers.add(office.actor, rfid("04FFFFFFFF", vehicle_id))
        with pytest.raises(VehicleUnknown):
            await identifiers.assign(office.actor, added.id, vehicle_id)


async def test_who_changes_what_somebody_changed_meanwhile_is_told(
    office: Office, identifiers: IdentifierService, vehicles: VehicleService
) -> None:
    added = await identifiers.add(office.actor, rfid())
    await identifiers.update(office.actor, added.id, IdentifierChange(status="lost", version=1))
    with pytest.raises(VersionOutdated):
        await identifiers.update(
            office.actor, added.id, IdentifierChange(status="active", version=1)
        )
    van = await vehicles.add(office.actor, name="Van 7")
    await vehicles.update(office.actor, van.id, VehicleChange(name="Van 9", version=1))
    with pytest.raises(VersionOutdated):
        await vehicles.update(office.actor, van.id, VehicleChange(name="Van 8", version=1))


async def test_a_validity_is_checked_with_what_stays(
    office: Office, identifiers: IdentifierService
) -> None:
    now = office.clock.now()
    added = await identifiers.add(
        office.actor, NewIdentifier(value=value(), type="rfid", valid_from=now)
    )
    with pytest.raises(Invalid):
        await identifiers.update(office.actor, added.id, IdentifierChange(valid_until=now))


async def test_the_length_that_ocpp_1_6_carries_follows_the_group(
    office: Office, identifiers: IdentifierService
) -> None:
    added = await identifiers.add(office.actor, rfid())
    long = await identifiers.update(office.actor, added.id, IdentifierChange(group=value("G" * 21)))
    assert not long.fits_ocpp16
    short = await identifiers.update(office.actor, added.id, IdentifierChange(group=None))
    assert short.fits_ocpp16
    assert short.group_masked is None


async def test_identifiers_are_filtered_and_paged(
    office: Office, identifiers: IdentifierService, vehicles: VehicleService
) -> None:
    van = await vehicles.add(office.actor, name="Van 7")
    for number in range(5):
        await identifiers.add(office.actor, rfid(f"04A2B3C4D5E6{number}", van.id))
        office.clock.advance(1)
    await identifiers.add(office.actor, NewIdentifier(value=value("1234"), type="pin"))
    first = await identifiers.list(office.actor, Paging(limit=4), ALL)
    rest = await identifiers.list(office.actor, Paging(limit=4, cursor=first.next_cursor), ALL)
    assert [len(first.items), len(rest.items), rest.next_cursor] == [4, 2, None]
    assert first.items[0].type == "pin"
    listed = [*first.items, *rest.items]
    assert len({item.id for item in listed}) == 6
    of_van = await identifiers.list(office.actor, Paging(), IdentifierFilter(vehicle_id=van.id))
    assert len(of_van.items) == 5
    pins = await identifiers.list(
        office.actor, Paging(), IdentifierFilter(type="pin", status="active", fits_ocpp16=True)
    )
    assert [item.masked for item in pins.items] == ["••••"]


async def test_vehicles_are_found_by_a_part_of_name_or_registration_number(
    office: Office, vehicles: VehicleService
) -> None:
    await vehicles.add(office.actor, name="Van 100%", registration_number=" HH-CH 7 ")
    await vehicles.add(office.actor, name="Bus", status="inactive")
    for search, found in (("van", 1), ("hh-ch", 1), ("100%", 1), ("%", 1), ("_", 0), ("b", 1)):
        page = await vehicles.list(office.actor, Paging(), search=search)
        assert len(page.items) == found, search
    inactive = await vehicles.list(office.actor, Paging(), status="inactive")
    assert [vehicle.name for vehicle in inactive.items] == ["Bus"]
    assert (await vehicles.list(office.stranger, Paging())).items == []


async def test_a_vehicle_is_changed_and_removed_once_nothing_names_it(
    office: Office, vehicles: VehicleService, identifiers: IdentifierService
) -> None:
    van = await vehicles.add(office.actor, name="Van 7", registration_number="HH-CH 7")
    changed = await vehicles.update(office.actor, van.id, VehicleChange(registration_number=None))
    assert (changed.registration_number, changed.name, changed.version) == (None, "Van 7", 2)
    added = await identifiers.add(office.actor, rfid(vehicle_id=van.id))
    with pytest.raises(VehicleHasIdentifiers):
        await vehicles.remove(office.actor, van.id)
    await identifiers.remove(office.actor, added.id)
    await vehicles.remove(office.actor, van.id)
    with pytest.raises(VehicleUnknown):
        await vehicles.find(office.actor, van.id)


async def test_classification_says_what_a_station_would_be_answered(
    office: Office,
    identifiers: IdentifierService,
    vehicles: VehicleService,
    classification: ClassificationService,
) -> None:
    van = await vehicles.add(office.actor, name="Van 7")
    added = await identifiers.add(office.actor, rfid(vehicle_id=van.id))

    async def verdict(**asked: str) -> tuple[str, str]:
        answer = await classification.classify(
            office.actor, value("04a2b3c4d5e61f"), wire_type=asked.get("wire_type")
        )
        assert answer.permitted is (answer.reason == "permitted")
        return answer.access_class, answer.reason

    assert await verdict() == ("own_fleet", "permitted")
    assert await verdict(wire_type="Horoscope") == ("own_fleet", "permitted")
    await vehicles.update(office.actor, van.id, VehicleChange(status="inactive"))
    assert await verdict() == ("unauthorised", "inactive_identifier")
    await vehicles.update(office.actor, van.id, VehicleChange(status="active"))
    until = office.clock.now() + timedelta(hours=1)
    await identifiers.update(office.actor, added.id, IdentifierChange(valid_until=until))
    assert await verdict() == ("own_fleet", "permitted")
    office.clock.advance(3600)
    assert await verdict() == ("unauthorised", "expired_identifier")
    await identifiers.remove(office.actor, added.id)
    assert await verdict() == ("unknown", "unknown_identifier")
    assert await verdict(wire_type="Horoscope") == ("unknown", "unrecognised_identifier_type")


async def test_a_vehicle_that_is_deactivated_while_its_identifiers_change_wins(
    office: Office, identifiers: IdentifierService, vehicles: VehicleService
) -> None:
    van = await vehicles.add(office.actor, name="Van 7")
    held = [
        await identifiers.add(office.actor, rfid(f"04A2B3C4D5E6{number}", van.id))
        for number in range(4)
    ]
    blocks = [
        identifiers.update(office.actor, one.id, IdentifierChange(status="blocked")) for one in held
    ]
    adds = [identifiers.add(office.actor, rfid(f"AAAAAAAA{n}", van.id)) for n in range(2)]
    await asyncio.gather(
        vehicles.update(office.actor, van.id, VehicleChange(status="inactive")), *blocks, *adds
    )
    statuses = await office.rows("SELECT status FROM token_index")
    assert {row["status"] for row in statuses} == {"inactive"}


async def test_the_gateway_finds_by_hash_what_was_added_and_opens_its_group(
    office: Office, identifiers: IdentifierService
) -> None:
    await identifiers.add(
        office.actor, NewIdentifier(value=value(), type="rfid", group=value("Fleet-7"))
    )
    reader = IdentifierReader(KEYRING, office.north)
    ref = reader.identifier_of("04a2b3c4d5e61f")
    (row,) = await office.rows(
        "SELECT identifier_id, group_encrypted FROM token_index"
        " WHERE tenant_id = $1 AND value_hash = $2",
        office.north,
        ref.hash,
    )
    assert reader.group_of(row["identifier_id"], row["group_encrypted"]) == "Fleet-7"


async def test_each_use_case_asks_for_its_permission(
    office: Office,
    identifiers: IdentifierService,
    vehicles: VehicleService,
    classification: ClassificationService,
) -> None:
    reader = office.holder_of(IDENTIFIERS_READ, VEHICLES_READ)
    editor = office.holder_of(IDENTIFIERS_EDIT)
    refused = (
        identifiers.add(reader, rfid()),
        identifiers.update(reader, NOBODY, IdentifierChange()),
        identifiers.remove(reader, NOBODY),
        identifiers.find(editor, NOBODY),
        identifiers.search(editor, value()),
        identifiers.list(editor, Paging(), ALL),
        vehicles.add(reader, name="Van"),
        vehicles.update(reader, NOBODY, VehicleChange()),
        vehicles.remove(reader, NOBODY),
        vehicles.find(editor, NOBODY),
        vehicles.list(editor, Paging()),
        classification.classify(reader, value()),
    )
    for use_case in refused:
        with pytest.raises(Forbidden):
            await use_case


async def test_what_happens_is_told_with_masks(
    office: Office, identifiers: IdentifierService, vehicles: VehicleService
) -> None:
    van = await vehicles.add(office.actor, name="Van 7")
    added = await identifiers.add(office.actor, rfid(vehicle_id=van.id))
    await identifiers.update(
        office.actor, added.id, IdentifierChange(status="lost", vehicle_id=None)
    )
    await identifiers.remove(office.actor, added.id)
    await vehicles.update(office.actor, van.id, VehicleChange(name="Van 8"))
    await vehicles.remove(office.actor, van.id)
    events = (await office.events())[2:]
    assert [name for name, _ in events] == [
        "vehicle.added",
        "identifier.added",
        "identifier.changed",
        "identifier.removed",
        "vehicle.changed",
        "vehicle.removed",
    ]
    assert '"changed":["status","vehicle_id"]' in events[2][1]
    assert '"status":{"before":"active","after":"lost"}' in events[2][1]
    assert all("04••••1F" in payload for name, payload in events if name.startswith("identifier"))


async def test_row_level_security_alone_keeps_tenants_apart(
    office: Office, identifiers: IdentifierService, vehicles: VehicleService
) -> None:
    for actor in (office.actor, office.stranger):
        van = await vehicles.add(actor, name="Van")
        await identifiers.add(actor, rfid(vehicle_id=van.id))
    for table in ("vehicles", "identifiers", "token_index"):
        assert await office.seen_without_filter(office.actor, table) == {office.north}
        assert await office.seen_without_filter(office.stranger, table) == {office.south}
