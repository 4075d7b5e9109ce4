"""B5: events become entries, once each and in order; what is kept is what was done."""

import asyncpg
import pytest
from tests.integration.audit.conftest import ADA, THING, Ground, ThingHummed

from chargehouse.kernel.errors import Forbidden


async def test_an_event_becomes_an_entry_that_says_who_did_what_from_where(ground: Ground) -> None:
    await ground.grow()
    entry = await ground.audit.entries.get(ground.ada, 1)
    assert (entry.name, entry.module, entry.aggregate_id) == ("thing.edited", "thing", THING)
    assert (entry.actor.kind, entry.actor.id, entry.actor.name) == ("user", ADA, "Ada")
    assert (entry.origin, entry.request_id) == ("192.0.2.7", "request-1")
    assert [(c.field, c.before, c.after) for c in entry.changes] == [("size", 1, 2)]
    assert entry.data == {"owner": "Ada"}
    assert entry.personal == ["actor.name", "data.owner", "origin"]
    assert entry.erased == []


async def test_noise_is_no_entry(ground: Ground) -> None:
    async with ground.office.database.transaction(ground.ada) as work:
        work.record(ThingHummed(aggregate_id=THING))
    await ground.grow()
    assert [entry.name for entry in await ground.entries()] == ["tenant.created", "thing.edited"]


async def test_an_event_that_comes_twice_is_one_entry(ground: Ground) -> None:
    """As after a crash between the append and the move of the cursor."""
    await ground.grow(3)
    await ground.relay()
    await ground.grow(2)
    assert len(await ground.entries()) == 6
    await ground.sign()
    assert (await ground.verify()).ok


async def test_a_log_verifies_where_it_is_and_as_a_file(ground: Ground) -> None:
    await ground.grow(700)
    await ground.sign()
    await ground.grow(3)
    for report in (await ground.verify(), await ground.verify_offline()):
        assert report.findings == []
        assert report.ok
        assert (report.heads, report.anchors) == (1, 1)
    assert report.size == 704


async def test_a_log_nobody_wrote_to_verifies(ground: Ground) -> None:
    async for progress in ground.audit.verification.verify(ground.office.stranger):
        if progress.report is not None:
            assert progress.report.ok


@pytest.mark.parametrize("table", ["entries", "personal", "tiles", "heads", "anchors"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_{0} SET tenant_id = tenant_id",
        "DELETE FROM audit_{0}",
        "TRUNCATE audit_{0}",
    ],
)
async def test_nobody_changes_the_log_not_even_the_owner(
    ground: Ground, table: str, statement: str
) -> None:
    connection = await asyncpg.connect(**ground.office.address.asyncpg_kwargs())
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="never changed"):
            await connection.execute(statement.format(table))
    finally:
        await connection.close()


async def test_the_application_itself_may_only_add(ground: Ground) -> None:
    connection = await ground.office.database.connect("chargehouse_app")
    try:
        for statement in (
            "UPDATE audit_entries SET body = NULL",
            "DELETE FROM audit_personal",
            "TRUNCATE audit_heads",
            "DELETE FROM audit_logs",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(statement)
    finally:
        await connection.close()


async def test_erasure_and_retention_do_nothing_without_an_entry_that_says_so(
    ground: Ground,
) -> None:
    await ground.grow(3)
    connection = await ground.office.database.connect("chargehouse_app")
    tenant = str(ground.office.north)
    try:
        async with connection.transaction():
            await connection.execute("SELECT set_config('app.tenant', $1, true)", tenant)
            for statement in (
                "SELECT audit_erase($1::text::uuid, 1)",
                "SELECT audit_retain($1::text::uuid, 1, 0, 10)",
            ):
                with pytest.raises(asyncpg.InsufficientPrivilegeError, match="needs its own"):
                    async with connection.transaction():
                        await connection.execute(statement, tenant)
    finally:
        await connection.close()


async def test_an_entry_of_an_earlier_erasure_opens_nothing_again(ground: Ground) -> None:
    await ground.grow(2)
    assert await ground.erase(1, "origin") == 1
    connection = await ground.office.database.connect("chargehouse_app")
    tenant = str(ground.office.north)
    try:
        async with connection.transaction():
            await connection.execute("SELECT set_config('app.tenant', $1, true)", tenant)
            with pytest.raises(asyncpg.InsufficientPrivilegeError, match="same transaction"):
                await connection.execute("SELECT audit_erase($1::text::uuid, 3)", tenant)
    finally:
        await connection.close()


async def test_row_level_security_alone_keeps_logs_apart(ground: Ground) -> None:
    await ground.edit(300)
    await ground.edit(300, actor=ground.office.stranger)
    await ground.relay()
    await ground.sign()
    await ground.audit.signing.sign(ground.office.south)
    for table in ("logs", "entries", "personal", "tiles", "heads", "anchors"):
        seen = await ground.office.seen_without_filter(ground.office.actor, f"audit_{table}")
        assert seen == {ground.office.north}, table
    assert (await ground.verify()).size == 301


async def test_each_use_case_asks_for_its_permission(ground: Ground) -> None:
    nobody = ground.office.holder_of()
    audit = ground.audit
    for use_case in (
        audit.entries.get(nobody, 0),
        audit.proofs.inclusion(nobody, 0),
        audit.proofs.consistency(nobody, 0, None),
        audit.proofs.heads(nobody, before=None, limit=1),
        audit.proofs.anchors(nobody, before=None, limit=1),
        audit.proofs.status(nobody),
        audit.exports.export(nobody),
        audit.erasure.personal_fields(nobody, []),
        audit.erasure.erase(nobody, [], request_id=THING),
    ):
        with pytest.raises(Forbidden):
            await use_case
    with pytest.raises(Forbidden):
        audit.verification.verify(nobody)
