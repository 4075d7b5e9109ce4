"""What the planner makes of tables that grew since it looked at them, against a real server."""

import asyncpg
import pytest

from chargehouse.platform.postgres.address import PostgresAddress

TENANT = "01900000-0000-7000-8000-00000000000a"

ENTRIES = """
INSERT INTO audit_entries (tenant_id, leaf_index, leaf_hash, body, event_id, wire_name, at,
                           aggregate_id, actor_kind)
SELECT $1, n, '\\x00', '\\x00', gen_random_uuid(), 'session.started', now(), gen_random_uuid(),
       'job'
FROM generate_series($2::int, $3::int) AS n
"""

KNOWN = """
EXPLAIN SELECT e.event_id FROM unnest(ARRAY[gen_random_uuid()]) AS asked (id) CROSS JOIN LATERAL (
    SELECT event_id FROM audit_entries WHERE tenant_id = $1 AND event_id = asked.id LIMIT 1
) AS e
"""


@pytest.mark.parametrize("looked_at", [1, 2, 50])
async def test_a_log_is_searched_by_the_event_however_short_it_was_when_last_looked_at(
    database: PostgresAddress, looked_at: int
) -> None:
    connection = await asyncpg.connect(**database.asyncpg_kwargs())
    await connection.execute("SELECT set_config('app.tenant', $1, false)", TENANT)
    await connection.execute(ENTRIES, TENANT, 1, looked_at)
    await connection.execute("ANALYZE audit_entries")
    await connection.execute(ENTRIES, TENANT, looked_at + 1, 5000)
    plan = "\n".join(row[0] for row in await connection.fetch(KNOWN, TENANT))
    assert "using audit_entries_event" in plan, plan
    await connection.close()


async def test_of_every_table_the_planner_knows_that_tenants_have_many_rows(
    database: PostgresAddress,
) -> None:
    connection = await asyncpg.connect(**database.asyncpg_kwargs())
    rows = await connection.fetch(
        "SELECT relname, attoptions FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid"
        " WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND NOT relispartition"
        " AND attname = 'tenant_id'"
    )
    assert len(rows) > 50
    assert [row["relname"] for row in rows if row["attoptions"] != ["n_distinct=10"]] == []
    await connection.close()
