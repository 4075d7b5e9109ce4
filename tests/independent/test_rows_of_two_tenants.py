"""With all our filters gone, the database alone keeps two busy tenants' rows apart."""

from dataclasses import replace

import asyncpg
import pytest
from tests.independent.charger import connected
from tests.independent.house import House
from tests.independent.two_tenants import Busy, entered
from websockets.exceptions import InvalidStatus

pytestmark = pytest.mark.asyncio(loop_scope="module")

APP, RELAY = "chargehouse_app", "chargehouse_relay"
QUIET_TABLES = {
    *("reactions_done", "reactions_failed", "mails"),
    *("audit_anchors", "audit_heads", "audit_tiles", "audit_witnesses"),
    *("webhook_deliveries", "webhook_attempts", "pushes"),
    *("drift_sightings", "drift_cursors", "local_list_entries", "partner_reservations"),
}
"""Where a day on which everything works may leave nothing, or leave it only at night."""
KNOWN_DEFINERS = {
    *("enqueue_job", "add_account", "add_first_account"),
    *("audit_erase", "audit_retain"),
}
"""Functions that write as their owner: one marks each job with the tenant of its caller, two add
an account, which belongs to no tenant, together with its first user, and two take out of the audit
log what is to be erased or is too old, each only together with the entry that says so."""

TENANT_TABLES = """
SELECT c.relname AS name FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
ORDER BY 1
"""
PARTITIONS = """
SELECT c.relname AS name FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relispartition AND c.relkind = 'r'
"""
WRITABLE_COLUMNS = """
SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
WHERE attrelid = $1::text::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
"""
READABLE_BY_THE_RELAY = {
    "api_tokens": {"tenant_id", "id", "token_hash"},
    "commands": {"tenant_id", "id", "station_id", "status", "expires_at"},
    "events": {"tenant_id", "xid", "sequence", "event_id", "wire_name", "recorded_at"},
    "idempotency_keys": {"tenant_id", "expires_at"},
    "invitations": {"tenant_id", "user_id", "token_hash"},
    "publication_dues": {"tenant_id", "due_at"},
    "reactions_done": {"done_at"},
    "users": {"tenant_id", "account_id", "status"},
}


async def all_columns(busy: Busy, table: str) -> str:
    async with entered(busy) as connection:
        return str(await connection.fetchval(WRITABLE_COLUMNS, table))


async def tables(busy: Busy) -> list[str]:
    async with entered(busy) as connection:
        return [row["name"] for row in await connection.fetch(TENANT_TABLES)]


async def test_a_tenant_sees_its_own_rows_alone(busy: Busy) -> None:
    unfilled = []
    for name in await tables(busy):
        async with entered(busy) as connection:
            rows = await connection.fetch(f"SELECT DISTINCT tenant_id::text AS of FROM {name}")  # noqa: S608  its own name
        known = {row["of"] for row in rows}
        if name not in QUIET_TABLES and not known >= set(busy.tenants):
            unfilled.append(name)
        for tenant in busy.tenants:
            async with entered(busy, APP, tenant) as connection:
                seen = await connection.fetch(f"SELECT DISTINCT tenant_id::text AS of FROM {name}")  # noqa: S608  as above
            assert {row["of"] for row in seen} == known & {tenant}, name
    assert unfilled == []


@pytest.mark.parametrize("tenant", [None, ""])
async def test_nobody_sees_nothing(busy: Busy, tenant: str | None) -> None:
    for name in await tables(busy):
        async with entered(busy, APP, tenant) as connection:
            assert await connection.fetch(f"SELECT 1 FROM {name}") == [], name  # noqa: S608  its own name


@pytest.mark.parametrize("change", ["UPDATE {} SET tenant_id = tenant_id", "DELETE FROM {}"])
async def test_a_tenant_changes_no_rows_of_another(busy: Busy, change: str) -> None:
    ours, theirs = busy.tenants
    for name in await tables(busy):
        async with entered(busy, APP, ours) as connection:
            try:
                done = await connection.execute(
                    f"{change.format(name)} WHERE tenant_id = $1", theirs
                )
            except asyncpg.InsufficientPrivilegeError:
                continue
            assert done.endswith(" 0"), name


async def test_a_tenant_adds_no_rows_to_another(busy: Busy) -> None:
    ours, theirs = busy.tenants
    for name in await tables(busy):
        async with entered(busy) as connection:
            columns = await connection.fetchval(WRITABLE_COLUMNS, name)
            whole = await connection.fetchval(
                f"SELECT to_jsonb(t)::text FROM {name} t WHERE tenant_id = $1 LIMIT 1",  # noqa: S608  its own name
                theirs,
            )
        if whole is None:
            continue
        async with entered(busy, APP, ours) as connection:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(
                    f"INSERT INTO {name} ({columns}) OVERRIDING SYSTEM VALUE"  # noqa: S608  as above
                    f" SELECT {columns} FROM jsonb_populate_record(NULL::{name}, $1::text::jsonb)",
                    whole,
                )


@pytest.mark.parametrize("role", [APP, RELAY])
async def test_partitions_cannot_be_entered_by_the_back_door(busy: Busy, role: str) -> None:
    async with entered(busy) as connection:
        partitions = [row["name"] for row in await connection.fetch(PARTITIONS)]
    assert partitions
    for name in partitions:
        for statement in (f"SELECT 1 FROM {name}", f"DELETE FROM {name}", f"TRUNCATE {name}"):  # noqa: S608  its own name
            async with entered(busy, role, busy.tenants[0]) as connection:
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await connection.execute(statement)


async def test_the_relay_reads_its_few_columns_of_all_tenants_and_no_others(busy: Busy) -> None:
    async with entered(busy) as connection:
        rows = await connection.fetch(
            "SELECT table_name, column_name FROM information_schema.column_privileges"
            " WHERE grantee = $1 AND privilege_type = 'SELECT' AND table_schema = 'public'",
            RELAY,
        )
    granted: dict[str, set[str]] = {}
    for row in rows:
        granted.setdefault(row["table_name"], set()).add(row["column_name"])
    of_tenants = {name: granted[name] for name in await tables(busy) if name in granted}
    for name, columns in READABLE_BY_THE_RELAY.items():
        assert of_tenants[name] == columns
    for name, columns in of_tenants.items():
        async with entered(busy) as connection:
            known = await connection.fetchval(f"SELECT count(*) FROM {name}")  # noqa: S608  its own name
        async with entered(busy, RELAY) as connection:
            chosen = ", ".join(sorted(columns))
            assert len(await connection.fetch(f"SELECT {chosen} FROM {name}")) == known  # noqa: S608  as above
            if set((await all_columns(busy, name)).split(", ")) > columns:
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await connection.fetch(f"SELECT * FROM {name}")  # noqa: S608  as above
    for name in set(await tables(busy)) - set(of_tenants):
        async with entered(busy, RELAY) as connection:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.fetch(f"SELECT 1 FROM {name}")  # noqa: S608  as above


SECRETIVE = ("encrypted", "payload", "password", "masked", "value", "hash", "answer", "request")


async def test_nothing_that_the_relay_reads_holds_what_people_keep_secret(busy: Busy) -> None:
    async with entered(busy) as connection:
        rows = await connection.fetch(
            "SELECT table_name || '.' || column_name AS named"
            " FROM information_schema.column_privileges"
            " WHERE grantee = $1 AND privilege_type = 'SELECT' AND table_schema = 'public'",
            RELAY,
        )
    read = {row["named"] for row in rows if row["named"].startswith(tuple(await tables(busy)))}
    assert {name for name in read if any(word in name for word in SECRETIVE)} == {
        "api_tokens.token_hash",
        "invitations.token_hash",
    }


async def test_every_row_is_guarded_and_no_function_passes_the_guard(busy: Busy) -> None:
    async with entered(busy) as connection:
        unguarded = await connection.fetch(
            "SELECT relname FROM pg_class WHERE relname = ANY ($1)"
            " AND relnamespace = 'public'::regnamespace"
            " AND NOT (relrowsecurity AND relforcerowsecurity)",
            await tables(busy),
        )
        definers = await connection.fetch(
            "SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace"
        )
        bypassing = await connection.fetch(
            "SELECT rolname FROM pg_roles WHERE rolname IN ($1, $2)"
            " AND (rolbypassrls OR rolsuper OR rolcanlogin)",
            APP,
            RELAY,
        )
    assert (unguarded, bypassing) == ([], [])
    assert {row["proname"] for row in definers} == KNOWN_DEFINERS


async def test_stations_of_the_same_name_stay_apart_over_rest(busy: Busy, house: House) -> None:
    stations = await house.api.items("/stations", search="SAME-")
    assert {station["location_id"] for station in stations} == {house.location_id}
    async with entered(busy) as connection:
        foreign = await connection.fetch(
            "SELECT id::text, location_id::text FROM stations WHERE tenant_id = $1", busy.tenants[1]
        )
    for row in foreign:
        for path in ("", "/timeline", "/commands", "/variables", "/connectors", "/faults"):
            answer = await house.api.client.get(f"/api/v1/stations/{row['id']}{path}")
            assert answer.status_code == 404 or answer.json() in (
                [],
                {"items": [], "next_cursor": None},
            )
        order = await house.api.answer_to(f"/stations/{row['id']}/reset", {})
        assert order.status_code == 404
        freed = await house.api.client.post(
            f"/api/v1/stations/{row['id']}/overrides", json={"mode": "freevend"}
        )
        assert freed.status_code == 404
        moved = await house.api.client.patch(
            f"/api/v1/stations/{stations[0]['id']}", json={"location_id": row["location_id"]}
        )
        assert moved.status_code in {404, 422}


async def test_a_password_of_one_tenants_station_does_not_open_the_others(
    busy: Busy, house: House
) -> None:
    (own,) = await house.api.items("/stations", search="SAME-ocpp1.6")
    password = "known-to-one-tenant-only"
    await house.api.post(f"/stations/{own['id']}/password", {"password": password})
    elsewhere = replace(house, ocpp_url=house.ocpp_url.removesuffix("main") + "other")
    with pytest.raises(InvalidStatus) as refused:
        async with connected(elsewhere, own, "ocpp1.6", password):
            pass
    assert refused.value.response.status_code == 401
