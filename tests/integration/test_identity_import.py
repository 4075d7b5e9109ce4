from collections.abc import AsyncIterator

import pytest
from tests.integration.backoffice import KEYRING, Office, open_office

from chargehouse.contexts.fleets.service import FleetService
from chargehouse.contexts.identity.errors import ImportUnreadable
from chargehouse.contexts.identity.model import (
    IdentifierChange,
    IdentifierFilter,
    IdentifierValue,
    NewIdentifier,
)
from chargehouse.contexts.identity.public import IDENTIFIERS_EDIT, VEHICLES_EDIT
from chargehouse.contexts.identity.service import (
    ClassificationService,
    IdentifierService,
    ImportReport,
    ImportService,
    VehicleService,
)
from chargehouse.kernel.errors import Forbidden
from chargehouse.platform.http.paging import Paging
from chargehouse.platform.postgres.address import PostgresAddress

HEADER = "value,type,status,vehicle,group,valid_from,valid_until\n"


@pytest.fixture
async def office(database: PostgresAddress) -> AsyncIterator[Office]:
    async with open_office(database) as opened:
        yield opened


@pytest.fixture
def imports(office: Office) -> ImportService:
    return ImportService(office.database, KEYRING)


@pytest.fixture
def identifiers(office: Office) -> IdentifierService:
    return IdentifierService(office.database, KEYRING)


async def arriving(content: str | bytes, size: int = 7) -> AsyncIterator[bytes]:
    data = content.encode() if isinstance(content, str) else content
    for start in range(0, len(data), size):
        yield data[start : start + size]


def said(report: ImportReport) -> list[tuple[int, str, str]]:
    return [(error.line, error.field, error.message) for error in report.errors]


async def test_a_table_is_taken_row_by_row_while_it_arrives(
    office: Office, imports: ImportService, identifiers: IdentifierService
) -> None:
    table = (
        "\ufeff" + HEADER + "04a2b3c4d5e61f,rfid,active,Van 7,FLEET-7,"
        "2026-03-01T00:00:00Z,2027-03-01T00:00:00+01:00\r\n"
        "\r\n"
        '"DE-ABC-C12345678-9",eMAID,blocked,"Van 7",,,\r\n'
        "1234,pin,,,,,"
    )
    report = await imports.run(office.actor, arriving(table))
    assert (report.rows, report.added, report.vehicles_added, report.refused) == (3, 3, 1, 0)
    found = await identifiers.search(office.actor, IdentifierValue.parse("04A2B3C4D5E61F"))
    assert found is not None
    assert (found.vehicle_name, found.group_masked, found.source) == ("Van 7", "••••-7", "csv")
    page = await identifiers.list(office.actor, Paging(), IdentifierFilter(type="emaid"))
    assert [item.status for item in page.items] == ["blocked"]


async def test_a_dry_run_reports_the_same_and_writes_nothing(
    office: Office, imports: ImportService
) -> None:
    table = HEADER + "04A2B3C4D5E61F,,,Van 7,,,\n04A2B3C4D5E61F,,,,,,\n,,,,,,\n"
    before = await office.dump()
    dry = await imports.run(office.actor, arriving(table), dry_run=True)
    assert await office.dump() == before
    wet = await imports.run(office.actor, arriving(table))
    assert dry.dry_run
    assert (dry.added, dry.vehicles_added, dry.refused) == (1, 1, 2)
    assert (wet.added, wet.vehicles_added, said(wet)) == (1, 1, said(dry))


async def test_wrong_rows_are_told_by_line_without_their_values(
    office: Office, imports: ImportService, identifiers: IdentifierService
) -> None:
    await identifiers.add(
        office.actor, NewIdentifier(value=IdentifierValue.parse("CANARY-0"), type="rfid")
    )
    wrong = [
        "canary-0,,,,,,",
        "CANARY-1,,,,,,",
        "canary-1,,,,,,",
        "CANARY-2,CANARY-3,,,,,",
        "CANARY-4,,CANARY-5,,,,",
        "CANARY-6,,,,,yesterday CANARY-7,",
        "CANARY-8,,,,,2026-03-02T00:00:00Z,2026-03-01T00:00:00Z",
        "CANARY-9,,,,,2026-03-02T00:00:00,",
        f"CANARY-A{'x' * 40},,,,,,",
        "CANARY-B,,",
        '"CANARY-C,,,,,,',
        f"CANARY-D,,,,{'G' * 37},,",
        f"CANARY-E,,,{'V' * 101},,,",
    ]
    content = (HEADER + "\n".join(wrong)).encode() + b"\nCANARY-\xff,,,,,,\n"
    report = await imports.run(office.actor, arriving(content))
    assert (report.added, report.refused) == (1, len(wrong))
    assert "CANARY" not in repr(report).upper()
    assert [(line, field) for line, field, _ in said(report)] == [
        (2, "value"),
        (4, "value"),
        (5, "type"),
        (6, "status"),
        (7, "valid_from"),
        (8, "valid_until"),
        (9, "valid_from"),
        (10, "value"),
        (11, "value"),
        (12, "value"),
        (13, "group"),
        (14, "vehicle"),
        (15, "value"),
    ]


async def test_a_vehicle_whose_name_several_have_is_not_guessed(
    office: Office, imports: ImportService
) -> None:
    vehicles = VehicleService(office.database, FleetService(office.database))
    for name in ("Van", "Van", "Bus"):
        await vehicles.add(office.actor, name=name)
    report = await imports.run(
        office.actor, arriving("value;vehicle\nAAAAAAAA;Van\nBBBBBBBB;Bus\n")
    )
    assert (report.added, report.vehicles_added) == (1, 0)
    assert said(report) == [(2, "vehicle", "is the name of more than one vehicle")]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n",
        b"04A2B3C4D5E61F\n04A2B3C4D5E61E\n",
        b"value,shoe_size\nA,1\n",
        b"value,value\nA,B\n",
        b"type,status\nrfid,active\n",
        "value\n04A2".encode("utf-16"),
        b"value\n" + b"x" * 5000,
        b"x" * 100_000,
        b'"value\nA\n',
    ],
)
async def test_what_is_no_table_of_identifiers_is_refused_without_repeating_it(
    office: Office, imports: ImportService, content: bytes
) -> None:
    with pytest.raises(ImportUnreadable) as refusal:
        await imports.run(office.actor, arriving(content, 1000))
    assert "04A2" not in str(refusal.value)


async def test_a_long_table_is_written_in_batches_and_told_of_as_it_goes(
    office: Office, imports: ImportService
) -> None:
    table = "value\n" + "\n".join(f"04A2B3C4{number:06}" for number in range(1201))
    steps: list[int] = []
    report = await imports.run(office.actor, arriving(table, 4096), progress=steps.append)
    assert steps == [500, 1000, 1201]
    assert (report.added, report.refused) == (1201, 0)
    again = await imports.run(office.actor, arriving(table, 4096))
    assert (again.added, again.refused, len(again.errors)) == (0, 1201, 1000)
    (row,) = await office.rows("SELECT count(*) FROM token_index")
    assert row["count"] == 1201


async def test_an_import_needs_both_permissions(office: Office, imports: ImportService) -> None:
    for permission in (IDENTIFIERS_EDIT, VEHICLES_EDIT):
        with pytest.raises(Forbidden):
            await imports.run(office.holder_of(permission), arriving("value\nA\n"))


async def test_no_value_is_found_in_any_table(
    office: Office, imports: ImportService, identifiers: IdentifierService
) -> None:
    canaries = ["Canary04A2B3C4", "cAnary-Fleet-7", "CanaryImported1", "canary-group-imported"]
    one, group, imported, imported_group = canaries
    value = IdentifierValue.parse(one)
    added = await identifiers.add(office.actor, NewIdentifier(value=value, type="rfid"))
    await identifiers.update(
        office.actor, added.id, IdentifierChange(group=IdentifierValue.parse(group))
    )
    await identifiers.search(office.actor, value)
    await ClassificationService(office.database, KEYRING).classify(office.actor, value)
    await imports.run(
        office.actor, arriving(f"value,group\n{imported},{imported_group}\n{imported},\n")
    )
    await identifiers.deactivate(office.actor, added.id)
    dump = (await office.dump()).lower()
    assert "••••" in dump
    for canary in canaries:
        assert canary.lower() not in dump
        for spelling in (canary, canary.upper(), canary.lower()):
            assert spelling.encode().hex() not in dump
    await identifiers.remove(office.actor, added.id)
    assert str(added.id) not in str(await office.rows("SELECT id FROM identifiers"))
