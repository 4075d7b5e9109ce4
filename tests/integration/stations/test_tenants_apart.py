"""Row-level security alone, without our filters, keeps tenants' rows apart."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import pytest
from tests.integration.stations.conftest import Ground
from tests.integration.stations.test_certificates import request_of
from tests.integration.stations.test_commands import Loopback, accepted, connect

from chargehouse.contexts.stations.public import (
    BootReport,
    CommandOutcome,
    Frame,
    StatusReport,
    VariableReport,
)
from chargehouse.contexts.stations.service import (
    CertificateService,
    CommandService,
    RegistrationService,
    ReportService,
    Timeline,
    VariableService,
)
from chargehouse.contexts.stations.tables import metadata
from chargehouse.platform.postgres.coalescer import Unit
from chargehouse.platform.secrets import Keyring

TABLES = sorted(set(metadata.tables) - {"processes"})
KEYRING = Keyring(bytes(range(32)))


@asynccontextmanager
async def as_application(
    ground: Ground, tenant: object
) -> AsyncIterator["asyncpg.Connection[Any]"]:
    connection = await ground.database.connect("chargehouse_app")
    try:
        async with connection.transaction():
            await connection.execute("SELECT set_config('app.tenant', $1, true)", str(tenant))
            yield connection
    finally:
        await connection.close()


async def fill_every_table(ground: Ground) -> None:
    now = ground.clock.now()
    await connect(ground)
    reports = ReportService(ground.database, ground.ids)
    await reports.booted(ground.station, BootReport(vendor="A", model="B", received_at=now))
    status = StatusReport(
        evse_id=1, connector_id=1, status="Faulted", error_code="OtherError", received_at=now
    )
    unit = Unit(ground.actor.tenant_id)
    frame = Frame(
        station_id=ground.station.id,
        id=ground.ids.new(),
        at=now,
        connection_id=ground.ids.new(),
        direction="in",
        kind="call",
    )
    Timeline(ground.database).add(unit, frame)
    await reports.status(ground.station, status, unit)
    variables = VariableService(ground.database, KEYRING)
    await variables.observed(ground.station, [VariableReport(variable="A", value="1")], now)
    await CertificateService(ground.database, KEYRING, Loopback(accepted)).sign(
        ground.actor, ground.station.id, request_of("CH-1")
    )
    commands = CommandService(ground.database, KEYRING, Loopback(accepted))
    made = await commands.request(ground.actor, ground.station.id, "Reset", {})
    assert made.status == CommandOutcome(status="accepted").status
    await RegistrationService(ground.database, KEYRING).open_window(
        ground.actor, ground.location_id, security_profile=0, open_for_s=60
    )


async def test_a_tenant_sees_its_own_rows_of_every_table_and_no_others(ground: Ground) -> None:
    await fill_every_table(ground)
    other = await ground.add_tenant()
    for table in TABLES:
        count = f"SELECT count(*) FROM {table}"  # noqa: S608  a table of ours
        async with as_application(ground, ground.actor.tenant_id) as connection:
            assert await connection.fetchval(count) > 0, table
        for stranger in (other.tenant_id, ""):
            async with as_application(ground, stranger) as connection:
                assert await connection.fetchval(count) == 0, table


async def test_a_tenant_changes_and_adds_no_rows_of_another(ground: Ground) -> None:
    await fill_every_table(ground)
    other = await ground.add_tenant()
    async with as_application(ground, other.tenant_id) as connection:
        assert await connection.execute("UPDATE stations SET name = 'mine'") == "UPDATE 0"
        assert await connection.execute("DELETE FROM station_variables") == "DELETE 0"
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(
                "INSERT INTO frames (tenant_id, station_id, id, at, connection_id, direction, kind)"
                " VALUES ($1, $2, $2, now(), $2, 'in', 'call')",
                ground.actor.tenant_id,
                ground.station.id,
            )


@pytest.mark.parametrize("role", ["chargehouse_app", "chargehouse_relay"])
async def test_no_partition_of_the_timeline_can_be_read_by_itself(
    ground: Ground, role: str
) -> None:
    await fill_every_table(ground)
    connection = await ground.database.connect(role)
    try:
        partitions = await connection.fetch(
            "SELECT inhrelid::regclass::text AS name FROM pg_inherits"
            " WHERE inhparent = 'frames'::regclass"
        )
        assert partitions
        for partition in partitions:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.fetch(f"SELECT 1 FROM {partition['name']}")  # noqa: S608  as above
    finally:
        await connection.close()


async def test_the_role_that_spans_tenants_reads_queue_columns_alone(ground: Ground) -> None:
    connection = await ground.database.connect("chargehouse_relay")
    try:
        await connection.fetch("SELECT tenant_id, station_id FROM station_connections")
        await connection.fetch("SELECT tenant_id, id, status FROM commands")
        for statement in (
            "SELECT remote_address FROM station_connections",
            "SELECT request FROM commands",
            "SELECT code FROM stations",
            "SELECT payload FROM frames",
            "SELECT value FROM station_variables",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.fetch(statement)
    finally:
        await connection.close()
