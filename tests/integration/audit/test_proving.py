"""B5: heads each minute the log grew, anchors each day, proofs of both, witnesses outside."""

import asyncio
import contextlib
from pathlib import Path

import pytest
from tests.integration.audit.conftest import Ground, ground_over
from tests.integration.backoffice import KEYRING

from chargehouse.contexts.audit.errors import EntryUnknown, NotSignedYet, SizeUnknown
from chargehouse.contexts.audit.model.exports import anchors_in, verify
from chargehouse.contexts.audit.model.statements import Anchor, Head, Signed, key_id, opened
from chargehouse.contexts.audit.model.tree import is_consistent, is_included
from chargehouse.contexts.audit.service import FileWitness, HttpWitness, Signer, SigningService
from chargehouse.platform.metrics import Metrics
from chargehouse.platform.secrets import Keyring

KEYS = {key_id(key): key for key in KEYRING.public_keys}


def unhexed(steps: list[str]) -> list[bytes]:
    return [bytes.fromhex(step) for step in steps]


async def test_a_head_is_signed_when_the_log_grew_and_an_anchor_each_day(ground: Ground) -> None:
    await ground.sign()
    await ground.sign()
    await ground.grow(2)
    await ground.sign()
    await ground.later(days=1)
    await ground.sign()
    heads = await ground.audit.proofs.heads(ground.ada, before=None, limit=10)
    anchors = await ground.audit.proofs.anchors(ground.ada, before=None, limit=10)
    assert [(head.number, head.size) for head in heads] == [(1, 3), (0, 1)]
    assert [(anchor.number, anchor.size) for anchor in anchors] == [(1, 3), (0, 1)]
    assert [anchor.day for anchor in anchors] == ["2026-03-03", "2026-03-02"]
    newest = opened(Signed(heads[0].text, heads[0].signature), KEYS, Head)
    assert (newest.size, newest.root) == (3, heads[0].root)
    anchored = opened(Signed(anchors[0].text, anchors[0].signature), KEYS, Anchor)
    assert anchored.previous == anchors[0].previous


async def test_heads_and_anchors_are_listed_by_pages(ground: Ground) -> None:
    for _ in range(5):
        await ground.grow()
        await ground.later(days=1)
        await ground.sign()
    proofs = ground.audit.proofs
    first = await proofs.heads(ground.ada, before=None, limit=3)
    rest = await proofs.heads(ground.ada, before=first[-1].number, limit=3)
    assert [head.number for head in (*first, *rest)] == [4, 3, 2, 1, 0]
    anchors = await proofs.anchors(ground.ada, before=2, limit=3)
    assert [anchor.number for anchor in anchors] == [1, 0]


async def test_several_who_sign_at_once_make_one_line(ground: Ground) -> None:
    await ground.grow(3)
    other = SigningService(ground.office.database, Signer(KEYRING))
    await asyncio.gather(*(each.sign(ground.office.north) for each in [other] * 4))
    heads = await ground.audit.proofs.heads(ground.ada, before=None, limit=10)
    assert len(heads) == 1
    assert (await ground.verify()).ok


async def test_every_entry_and_every_growth_is_proven(ground: Ground) -> None:
    await ground.grow(1099)
    await ground.sign()
    for index in (0, 1, 255, 256, 700, 1023, 1024, 1099):
        proof = await ground.audit.proofs.inclusion(ground.ada, index)
        root = bytes.fromhex(proof.head.root)
        leaf, path = bytes.fromhex(proof.leaf_hash), unhexed(proof.proof)
        assert is_included(leaf, index, proof.head.size, path, root)
    for first, second in ((0, 1100), (1, 2), (255, 257), (256, 512), (300, 1100), (1100, 1100)):
        grown = await ground.audit.proofs.consistency(ground.ada, first, second)
        roots = unhexed([grown.first_root, grown.second_root])
        assert is_consistent(first, roots[0], second, roots[1], unhexed(grown.proof))
    newest = await ground.audit.proofs.consistency(ground.ada, 7, None)
    head = (await ground.audit.proofs.status(ground.ada)).newest_head
    assert head is not None
    assert newest.second_root == head.root


async def test_what_is_not_there_or_not_signed_is_not_proven(ground: Ground) -> None:
    proofs = ground.audit.proofs
    await ground.sign()
    await ground.grow()
    with pytest.raises(NotSignedYet):
        await proofs.inclusion(ground.ada, 1)
    with pytest.raises(EntryUnknown):
        await proofs.inclusion(ground.ada, 2)
    for first, second in ((2, 1), (0, 3), (-1, 1)):
        with pytest.raises(SizeUnknown):
            await proofs.consistency(ground.ada, first, second)


async def test_a_new_key_signs_and_the_old_ones_are_still_known(ground: Ground) -> None:
    await ground.grow()
    await ground.sign()
    rotated = Keyring(bytes(range(32)), bytes(32))
    ground.audit = type(ground.audit).of(
        ground.office.database, rotated, Metrics(), personal={}, days=30
    )
    await ground.grow()
    await ground.sign()
    heads = await ground.audit.proofs.heads(ground.ada, before=None, limit=10)
    assert len({head.key_id for head in heads}) == 2
    assert len((await ground.audit.proofs.status(ground.ada)).keys) == 2
    for report in (await ground.verify(), await ground.verify_offline()):
        assert report.findings == []
    trusted = [rotated.public_keys[-1]]
    lines = (await ground.export()).splitlines(keepends=True)
    assert not verify(lines, trusted=trusted).ok
    assert verify(lines, trusted=rotated.public_keys).ok


async def test_anchors_go_to_a_file_that_finds_a_shortened_log(
    ground: Ground, folder: Path
) -> None:
    outside = ground_over(ground.office, FileWitness(folder))
    for _ in range(3):
        await ground.grow(2)
        await ground.later(days=1)
        await ground.sign()
        await outside.audit.witnesses.tell(ground.office.north)
    await outside.audit.witnesses.tell(ground.office.north)
    with (folder / "anchors.ndjson").open("rb") as lines:
        kept = list(anchors_in(lines))
    assert [opened(each, KEYS, Anchor).size for each in kept] == [3, 5, 7]
    status = await outside.audit.proofs.status(ground.ada)
    assert [(each.name, each.told) for each in status.witnesses] == [("file", 2)]
    export = (await ground.export()).splitlines(keepends=True)
    assert verify(export, witnessed=kept).ok


async def serve_once(statuses: list[int], bodies: list[bytes]) -> asyncio.Server:
    """Serve HTTP by hand: answer each POST with the next status, and keep its body."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.closing(writer):
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
            bodies.append(await reader.readexactly(length))
            line = f"HTTP/1.1 {statuses.pop(0)} X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            writer.write(line.encode())
            await writer.drain()

    return await asyncio.start_server(answer, "127.0.0.1", 0)


async def test_a_witness_that_fails_is_told_again(ground: Ground) -> None:
    statuses, bodies = [500, 204, 200], list[bytes]()
    server = await serve_once(statuses, bodies)
    port = server.sockets[0].getsockname()[1]
    witness = HttpWitness(f"http://127.0.0.1:{port}/anchors")
    outside = ground_over(ground.office, witness)
    async with server:
        for _ in range(2):
            await ground.later(days=1)
            await ground.sign()
        await outside.audit.witnesses.tell(ground.office.north)
        found = await outside.audit.watch.check()
        assert found.figures["unwitnessed_s"] == 86_400
        assert (found.status, found.detail) == (
            "warn",
            "A witness was not told of an anchor of the audit log",
        )
        await outside.audit.witnesses.tell(ground.office.north)
        assert (await outside.audit.watch.check()).status == "pass"
    assert [opened(each, KEYS, Anchor).number for each in anchors_in(bodies)] == [0, 0, 1]


async def test_a_witness_that_is_away_stops_nothing(ground: Ground) -> None:
    outside = ground_over(ground.office, HttpWitness("http://127.0.0.1:1/anchors"))
    await ground.sign()
    await outside.audit.witnesses.tell(ground.office.north)
    assert (await outside.audit.proofs.status(ground.ada)).witnesses[0].told is None


async def test_health_and_metrics_tell_lag_rate_and_anchor_age(ground: Ground) -> None:
    """B5: emit rate, lag, anchor age."""
    await ground.sign()
    await ground.audit.signing.sign(ground.office.south)
    await ground.grow(4)
    assert (await ground.audit.watch.check()).figures["anchor_age_s"] == 0
    await ground.later(hours=27)
    found = await ground.audit.watch.check()
    assert (found.status, found.detail) == ("warn", "An audit log was not anchored today")
    rendered = ground.metrics.render().decode()
    assert "audit_entries_total 6.0" in rendered  # both tenants' creation, and four edits
    assert "audit_anchor_age_seconds 97200.0" in rendered
    assert "audit_lag_seconds " in rendered
