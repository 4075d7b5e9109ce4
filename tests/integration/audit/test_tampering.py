"""B5: whoever holds the database can change everything in it, and is found out."""

import pytest
from tests.integration.audit.conftest import Ground

from chargehouse.contexts.audit.model.findings import Finding
from chargehouse.contexts.audit.model.tree import leaf_hash
from chargehouse.contexts.audit.service.copying import PAGE


async def prepared(ground: Ground) -> None:
    """Grow to 601 entries: two full tiles, signed; then three that no head covers."""
    await ground.grow(600)
    await ground.sign()
    await ground.grow(3)


FORGERIES = [
    (300, "changed", "UPDATE audit_entries SET body = replace(body, 'edited', 'stolen') {here}"),
    (7, "changed", "UPDATE audit_entries SET wire_name = 'thing.read' {here}"),
    (603, "changed", "UPDATE audit_entries SET actor_id = NULL {here}"),
    (9, "changed", "UPDATE audit_entries SET at = at + interval '1 hour' {here}"),
    (9, "changed", "UPDATE audit_entries SET request_id = 'other' {here}"),
    (9, "changed", "UPDATE audit_entries SET leaf_hash = sha256('x') {here}"),
    (12, "changed", "UPDATE audit_entries SET body = NULL, event_id = NULL {here}"),
    (5, "missing", "DELETE FROM audit_entries {here}"),
    (602, "missing", "DELETE FROM audit_entries {here}"),
    (601, "short", "DELETE FROM audit_entries WHERE leaf_index > 600"),
    (603, "short", "DELETE FROM audit_entries {here}"),
    (4, "blank", "DELETE FROM audit_personal {here} AND field = 'origin'"),
    (8, "changed", "UPDATE audit_personal SET value = '\"Eve\"' {here}"),
    (8, "changed", "UPDATE audit_personal SET salt = salt || 'x'::bytea {here}"),
    (257, "changed", "UPDATE audit_tiles SET hashes = set_byte(hashes, 32, 0) WHERE place = 1"),
    (None, "head", "UPDATE audit_heads SET root = sha256('x')"),
    (None, "head", "UPDATE audit_heads SET size = 3"),
    (None, "anchor", "UPDATE audit_anchors SET day = day - 1"),
    (None, "anchor", "UPDATE audit_anchors SET number = 1"),
    (8, "short", "UPDATE audit_logs SET size = 8, frontier = substr(frontier, 1, 32)"),
    (None, "root", "UPDATE audit_logs SET frontier = set_byte(frontier, 0, 0)"),
]


@pytest.mark.parametrize(("index", "wrong", "statement"), FORGERIES)
async def test_what_a_superuser_changes_is_found_and_named(
    ground: Ground, index: int | None, wrong: str, statement: str
) -> None:
    await prepared(ground)
    assert (await ground.verify()).ok
    await ground.tamper(statement.format(here=f"WHERE leaf_index = {index}"))
    report = await ground.verify()
    assert not report.ok
    assert report.first_bad_index == index
    assert report.findings[0].wrong == wrong


async def test_an_entry_that_was_rewritten_with_its_hash_and_tile_is_found(
    ground: Ground,
) -> None:
    await prepared(ground)
    rows = await ground.office.rows(
        "SELECT body FROM audit_entries WHERE leaf_index = 300 AND tenant_id = $1",
        ground.office.north,
    )
    body = rows[0]["body"].replace('"before":1', '"before":9')
    forged = leaf_hash(body.encode())
    await ground.tamper(
        "UPDATE audit_entries SET body = $1, leaf_hash = $2 WHERE leaf_index = 300", body, forged
    )
    report = await ground.verify()
    assert (report.first_bad_index, report.findings[0].wrong) == (300, "changed")
    await ground.tamper(
        "UPDATE audit_tiles SET hashes = overlay(hashes PLACING $1::bytea FROM 1 + 32 * 44)"
        " WHERE level = 0 AND place = 1",
        forged,
    )
    report = await ground.verify()
    assert report.findings[0].wrong == "root"
    assert (report.findings[0].index, report.findings[0].until) == (0, 600)
    assert not (await ground.verify_offline()).ok


async def test_two_entries_that_changed_places_are_found(ground: Ground) -> None:
    await prepared(ground)
    for before, after in ((340, 9999), (360, 340), (9999, 360)):
        await ground.tamper(
            "UPDATE audit_entries SET leaf_index = $2 WHERE leaf_index = $1", before, after
        )
    assert (await ground.verify()).first_bad_index == 340


async def test_a_log_made_anew_by_who_holds_database_and_key_is_found_by_its_anchors(
    ground: Ground,
) -> None:
    """What only those outside can know: see `chargehouse audit verify --anchor`."""
    await ground.grow(5)
    await ground.later(days=1)
    await ground.sign()
    kept = await ground.audit.proofs.anchors(ground.ada, before=None, limit=10)
    assert [anchor.size for anchor in kept] == [6]
    for table in ("entries", "personal", "tiles", "heads", "anchors", "logs"):
        await ground.tamper(f"DELETE FROM audit_{table}")  # noqa: S608  names of tables
    await ground.tamper("DELETE FROM events WHERE wire_name = 'thing.edited'")
    await ground.relay()
    await ground.sign()
    assert (await ground.verify()).ok
    again = await ground.audit.proofs.anchors(ground.ada, before=None, limit=10)
    assert [anchor.size for anchor in again] == [1]


async def test_a_forged_erasure_is_no_excuse(ground: Ground) -> None:
    await prepared(ground)
    await ground.tamper("DELETE FROM audit_personal WHERE leaf_index = 30")
    assert await ground.erase(31, "origin") == 1
    report = await ground.verify()
    assert report.first_bad_index == 30
    assert {found.wrong for found in report.findings} == {"blank"}


async def test_more_entries_are_missing_than_are_read_at_once(ground: Ground) -> None:
    last = 2 * PAGE + 5
    await ground.grow(last + 5)
    await ground.tamper("DELETE FROM audit_entries WHERE leaf_index BETWEEN 3 AND $1", last)
    report = await ground.verify()
    expected = Finding(wrong="missing", detail="It is missing.", index=3, until=last)
    assert report.findings[0] == expected
