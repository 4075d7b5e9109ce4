"""B5, B10: what may be taken from the log, and that it verifies without it."""

from datetime import UTC, datetime

import pytest
from tests.integration.audit.conftest import ADA, THING, Ground

from chargehouse.contexts.audit.errors import EntryEmptied, EntryUnknown, FieldsUnknown
from chargehouse.contexts.audit.events import ErasedField
from chargehouse.contexts.audit.model.tree import is_included

BACK = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)


async def test_what_was_erased_of_a_person_is_gone_and_the_log_verifies(ground: Ground) -> None:
    await ground.grow(3)
    await ground.sign()
    fields = await ground.audit.erasure.personal_fields(ground.ada, [ADA])
    assert len(fields) == 9
    assert await ground.audit.erasure.erase(ground.ada, fields, request_id=THING) == 9
    for index in (1, 2, 3):
        entry = await ground.audit.entries.get(ground.ada, index)
        assert entry.erased == ["actor.name", "data.owner", "origin"]
        assert (entry.actor.name, entry.origin, entry.data) == (None, None, {})
        assert entry.actor.id == ADA
    for report in (await ground.verify(), await ground.verify_offline()):
        assert report.ok
        assert report.erased == 9
    rows = await ground.office.rows("SELECT * FROM audit_personal WHERE leaf_index BETWEEN 1 AND 3")
    assert rows == []


async def test_an_erasure_is_an_entry_at_once_and_only_once(ground: Ground) -> None:
    await ground.grow()
    assert await ground.erase(1, "origin", "origin", "actor.name") == 2
    assert (await ground.audit.entries.get(ground.ada, 2)).name == "gdpr.scrubbed"
    await ground.relay()
    names = [entry.name for entry in await ground.entries()]
    assert names == ["tenant.created", "thing.edited", "gdpr.scrubbed"]
    told = [name for name, _ in await ground.office.events()]
    assert told.count("gdpr.scrubbed") == 1


async def test_what_is_gone_already_is_passed_over(ground: Ground) -> None:
    await ground.grow()
    assert await ground.erase(1, "origin") == 1
    assert await ground.erase(1, "origin") == 0
    assert len(await ground.entries()) == 3
    assert await ground.erase(1, "data.nothing") == 0


async def test_an_entry_that_is_not_there_cannot_be_erased_from(ground: Ground) -> None:
    with pytest.raises(FieldsUnknown):
        await ground.erase(50, "origin")


async def test_many_fields_are_erased_by_several_entries(ground: Ground) -> None:
    await ground.grow(700)
    fields = await ground.audit.erasure.personal_fields(ground.ada, [ADA])
    assert await ground.audit.erasure.erase(ground.ada, fields, request_id=THING) == 2100
    names = [entry.name for entry in await ground.entries()]
    assert names.count("gdpr.scrubbed") == 3
    assert (await ground.verify()).ok


async def test_nobody_erases_anothers_entries(ground: Ground) -> None:
    await ground.grow(3)
    await ground.edit(actor=ground.office.stranger)
    await ground.relay()
    erasure = ground.audit.erasure
    assert await erasure.personal_fields(ground.office.stranger, [ADA]) == []
    named = [ErasedField(1, "data.owner")]
    assert await erasure.erase(ground.office.stranger, named, request_id=THING) == 1
    assert (await ground.audit.entries.get(ground.ada, 1)).erased == []


async def test_retention_leaves_hashes_and_proofs_hold(ground: Ground) -> None:
    await ground.grow(400)
    await ground.sign()
    await ground.later(days=31)
    await ground.grow(5)
    assert await ground.audit.retention.retain(ground.office.north) == 401
    await ground.sign()
    assert (await ground.audit.proofs.status(ground.ada)).first_kept == 401
    with pytest.raises(EntryEmptied):
        await ground.audit.entries.get(ground.ada, 17)
    proof = await ground.audit.proofs.inclusion(ground.ada, 17)
    assert is_included(
        bytes.fromhex(proof.leaf_hash),
        17,
        proof.head.size,
        [bytes.fromhex(step) for step in proof.proof],
        bytes.fromhex(proof.head.root),
    )
    for report in (await ground.verify(), await ground.verify_offline()):
        assert report.findings == []
        assert report.emptied == 401
    rows = await ground.office.rows(
        "SELECT * FROM audit_entries WHERE leaf_index < 401 AND tenant_id = $1"
        " AND num_nonnulls(body, event_id, wire_name, at, aggregate_id, station_id, actor_kind,"
        " actor_id, request_id) > 0",
        ground.office.north,
    )
    assert rows == []
    assert await ground.audit.retention.retain(ground.office.north) == 0


async def test_retention_that_was_broken_off_is_finished_by_the_next(ground: Ground) -> None:
    await ground.grow(20)
    await ground.later(days=31)
    await ground.audit.retention.retain(ground.office.north)
    await ground.tamper("UPDATE audit_logs SET first_kept = 10")
    await ground.grow(1)
    await ground.later(days=31)
    assert await ground.audit.retention.retain(ground.office.north) > 0
    assert (await ground.verify()).ok


async def test_a_log_can_be_emptied_whole_but_for_the_entry_that_says_so(ground: Ground) -> None:
    await ground.grow(3)
    await ground.later(days=31)
    assert await ground.audit.retention.retain(ground.office.north) == 4
    assert (await ground.audit.entries.get(ground.ada, 4)).name == "audit.retained"
    with pytest.raises(EntryUnknown):
        await ground.audit.entries.get(ground.ada, 5)
    assert (await ground.verify()).ok


async def test_a_clock_set_back_makes_nothing_look_wrong(ground: Ground) -> None:
    """B5: entries, heads and anchors keep their order, whatever they say the time was."""
    await ground.grow(3)
    await ground.sign()
    await ground.later(days=400)
    await ground.grow(2)
    await ground.sign()
    ground.office.clock._now -= ground.office.clock.now() - BACK  # noqa: SLF001  set back by hand
    await ground.grow(2)
    await ground.sign()
    await ground.later(days=1)
    await ground.sign()
    heads = await ground.audit.proofs.heads(ground.ada, before=None, limit=9)
    assert [head.number for head in heads] == [2, 1, 0]
    assert heads[0].at < heads[1].at
    anchors = await ground.audit.proofs.anchors(ground.ada, before=None, limit=9)
    assert [anchor.number for anchor in anchors] == [3, 2, 1, 0]
    assert [entry.index for entry in await ground.entries()] == list(range(8))
    for report in (await ground.verify(), await ground.verify_offline()):
        assert report.findings == []


async def test_the_database_keeps_no_copy_of_what_was_erased(ground: Ground) -> None:
    await ground.grow()
    await ground.erase(1, "data.owner", "origin", "actor.name")
    assert await ground.scalar("SELECT count(*) FROM audit_personal WHERE leaf_index = 1") == 0
    body = await ground.scalar("SELECT body FROM audit_entries WHERE leaf_index = 1")
    assert "192.0.2.7" not in str(body)
    assert "Ada" not in str(body)
