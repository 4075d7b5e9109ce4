"""An export verifies, and after any change at all it does not, and says where."""

from collections.abc import Callable
from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.audit.ledger import NOON, TENANT, Ledger, Signer, fact, salts, signed_again

from chargehouse.contexts.audit.model import statements
from chargehouse.contexts.audit.model.bodies import (
    Fact,
    Secret,
    canonical,
    commitment,
    read_body,
    salted,
    salts_needed,
    with_secrets,
    written,
)
from chargehouse.contexts.audit.model.exports import (
    FileUnreadable,
    anchor_line,
    anchors_in,
    verify,
)
from chargehouse.contexts.audit.model.findings import Report
from chargehouse.contexts.audit.model.statements import NO_ANCHOR, Anchor, Head, Signed, opened
from chargehouse.contexts.audit.model.tree import leaf_hash
from chargehouse.contexts.audit.model.verification import Kept, Verifier


def house() -> Ledger:
    """A log with everything in it: two anchors, heads, an erasure, and entries after the last."""
    ledger = Ledger()
    ledger.drop_anchor(date(2026, 3, 1))
    ledger.grow(7)
    ledger.sign_head()
    ledger.erase(3, "data.email")
    ledger.drop_anchor(date(2026, 3, 2))
    ledger.grow(5)
    ledger.sign_head()
    ledger.grow(3)
    return ledger


HOUSE = house()
EXPORT = HOUSE.export()
BYTES = b"".join(EXPORT)
FIRST_ENTRY = 1 + len(HOUSE.anchors) + len(HOUSE.heads)


def wrong(report: Report) -> list[tuple[str, int | None]]:
    return [(found.wrong, found.index) for found in report.findings]


def verified(content: bytes) -> Report | None:
    """Return the report on a file, or None where it has not even a header."""
    try:
        return verify(content.splitlines(keepends=True))
    except FileUnreadable:
        return None


def test_a_log_verifies() -> None:
    report = verify(EXPORT)
    assert report.findings == []
    assert report.ok
    assert (report.size, report.heads, report.anchors, report.erased) == (16, 2, 2, 1)
    assert report.root == HOUSE.frontier.root().hex()


def test_an_empty_log_verifies() -> None:
    ledger = Ledger()
    assert ledger.verify().ok
    ledger.drop_anchor(date(2026, 3, 1))
    ledger.drop_anchor(date(2026, 3, 2))
    assert ledger.verify().ok


@settings(max_examples=1500, deadline=None)
@given(st.integers(0, len(BYTES) * 8 - 1))
def test_no_bit_of_a_file_can_be_changed(bit: int) -> None:
    changed = bytearray(BYTES)
    changed[bit // 8] ^= 1 << (bit % 8)
    report = verified(bytes(changed))
    assert report is None or not report.ok


@settings(max_examples=500, deadline=None)
@given(st.data())
def test_a_changed_bit_of_an_entry_is_found_at_that_entry(data: st.DataObject) -> None:
    """Even where the file's last line was made anew for it by somebody who holds the key."""
    number = data.draw(st.integers(FIRST_ENTRY, len(EXPORT) - 2))
    line = bytearray(EXPORT[number])
    bit = data.draw(st.integers(0, (len(line) - 1) * 8 - 1))
    line[bit // 8] ^= 1 << (bit % 8)
    if b"\n" in line[:-1]:
        return
    lines = [*EXPORT[:number], bytes(line), *EXPORT[number + 1 :]]
    report = verify(signed_again(HOUSE, lines))
    assert not report.ok
    assert report.first_bad_index is not None
    assert report.first_bad_index <= number - FIRST_ENTRY
    if report.first_bad_index < number - FIRST_ENTRY:  # it claims to be an earlier one
        assert "out_of_order" in {found.wrong for found in report.findings}


@pytest.mark.parametrize("index", range(16))
def test_a_removed_entry_is_found(index: int) -> None:
    lines = EXPORT.copy()
    del lines[FIRST_ENTRY + index]
    for report in (verify(lines), verify(signed_again(HOUSE, lines))):
        assert not report.ok
        if index < 15:  # the last one is missing from the statement over the file alone
            assert report.first_bad_index == index
    assert not verify(lines).ok


def test_entries_removed_from_the_end_are_missed_though_no_head_covers_them() -> None:
    lines = [*EXPORT[:-3], EXPORT[-1]]
    report = verify(lines)
    assert ("short", 14) in wrong(report)
    assert report.first_bad_index == 14


def test_a_file_that_ends_early_is_missed() -> None:
    report = verify(EXPORT[:-1])
    assert wrong(report) == [("file", 16)]
    assert not verify(EXPORT[: FIRST_ENTRY + 2]).ok


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda lines: [*lines[:9], lines[9], lines[9], *lines[10:]], ("repeated", 4)),
        (lambda lines: [*lines[:9], lines[10], lines[9], *lines[11:]], ("missing", 4)),
        (lambda lines: [*lines[:1], lines[2], lines[1], *lines[3:]], ("chain", None)),
        (lambda lines: [*lines[:3], lines[4], lines[3], *lines[5:]], ("chain", None)),
        (lambda lines: [*lines[:2], *lines[3:]], ("file", None)),
        (lambda lines: [*lines, b"\n"], ("file", None)),
        (lambda lines: [*lines, lines[-1]], ("file", None)),
        (lambda lines: [*lines[:8], lines[1], *lines[8:]], ("file", 3)),
        (lambda lines: [lines[0], *lines], ("file", None)),
    ],
)
def test_lines_that_do_not_follow_each_other_are_found(
    change: Callable[[list[bytes]], list[bytes]], expected: tuple[str, int | None]
) -> None:
    assert expected in wrong(verify(change(EXPORT)))


def forged(index: int) -> Ledger:
    """The house, where somebody who can do everything but sign rewrote an entry and the tree."""
    other = house()
    entry = other.entries[index]
    entry.body = (entry.body or b"").replace(b"thing.edited", b"thing.stolen")
    entry.leaf = leaf_hash(entry.body)
    return other


@pytest.mark.parametrize(("index", "head"), [(2, 0), (9, 7), (12, 8)])
def test_a_rewritten_entry_is_found_after_the_last_statement_that_holds(
    index: int, head: int
) -> None:
    report = forged(index).verify()
    assert not report.ok
    assert report.first_bad_index is not None
    assert head <= report.first_bad_index <= index
    assert report.findings[0].wrong == "root"
    assert (report.findings[0].until or report.findings[0].index or 0) >= index


def test_after_an_erasure_the_log_verifies_and_without_its_entry_it_does_not() -> None:
    ledger = Ledger()
    ledger.grow(3)
    ledger.erase(1, "data.email")
    ledger.sign_head()
    assert ledger.verify().ok
    del ledger.entries[2].secrets["actor.name"]
    report = ledger.verify()
    assert wrong(report) == [("blank", 2)]
    assert "actor.name" in report.findings[0].detail


def test_an_erasure_covers_what_it_names_and_only_before_itself() -> None:
    ledger = Ledger()
    ledger.grow(2)
    named = [{"index": 0, "field": "origin"}, {"index": 3, "field": "origin"}]
    ledger.append(fact(2, "gdpr.scrubbed", fields=named))
    ledger.grow(1)
    del ledger.entries[0].secrets["origin"]
    assert ledger.verify().ok
    del ledger.entries[3].secrets["origin"]
    del ledger.entries[1].secrets["origin"]
    assert wrong(ledger.verify()) == [("blank", 1), ("blank", 3)]


def test_only_an_erasure_erases() -> None:
    ledger = Ledger()
    ledger.grow(1)
    ledger.append(fact(1, "thing.edited", fields=[{"index": 0, "field": "origin"}]))
    del ledger.entries[0].secrets["origin"]
    assert wrong(ledger.verify()) == [("blank", 0)]


def test_what_retention_dropped_verifies_and_nothing_else_does() -> None:
    ledger = Ledger()
    ledger.grow(300)
    ledger.sign_head()
    ledger.retain(290)
    ledger.sign_head()
    report = ledger.verify()
    assert report.ok
    assert report.emptied == 290
    ledger.entries[290].body, ledger.entries[290].secrets = None, {}
    assert wrong(ledger.verify()) == [("emptied", 290)]


def test_retention_cannot_reach_beyond_itself() -> None:
    ledger = Ledger()
    ledger.grow(3)
    ledger.append(fact(3, "audit.retained", first_kept=5))
    ledger.grow(2)
    assert wrong(ledger.verify()) == [("emptied", 3)]


def test_a_changed_personal_value_or_salt_is_found() -> None:
    for forged_salt, forged_value in ((None, b'"b@example.com"'), (bytes(16), None)):
        ledger = house()
        secrets = ledger.entries[5].secrets
        salt, value = secrets["data.email"]
        secrets["data.email"] = Secret(forged_salt or salt, forged_value or value)
        assert wrong(ledger.verify()) == [("changed", 5)]


def test_a_value_that_was_never_there_is_found() -> None:
    ledger = house()
    ledger.entries[5].secrets["data.phone"] = Secret(bytes(16), b'"1"')
    assert wrong(ledger.verify()) == [("changed", 5)]


def test_heads_and_anchors_of_another_key_are_refused() -> None:
    other = Signer(2)
    assert "key" in {found.wrong for found in verify(EXPORT, trusted=[other.public]).findings}
    assert verify(EXPORT, trusted=[HOUSE.signer.public]).ok
    ledger = house()
    head = opened(ledger.heads[1], {ledger.signer.id: ledger.signer.public}, Head)
    ledger.heads[1] = other.sign(msgspec.structs.replace(head, key=ledger.signer.id))
    assert wrong(ledger.verify()) == [("head", None)]


def test_anchors_carry_the_one_before() -> None:
    ledger = house()
    keys = {ledger.signer.id: ledger.signer.public}
    first, second = (opened(signed, keys, Anchor) for signed in ledger.anchors)
    assert first.previous == NO_ANCHOR
    assert second.previous == statements.digest(ledger.anchors[0].text).hex()
    ledger.anchors[1] = ledger.signer.sign(msgspec.structs.replace(second, previous=NO_ANCHOR))
    assert wrong(ledger.verify()) == [("chain", None)]


def test_an_anchor_kept_elsewhere_finds_a_log_that_was_made_anew() -> None:
    """Whoever holds database and key can sign another history; what is outside says so."""
    kept = [anchor_line(signed) for signed in HOUSE.anchors]
    other = forged(2)
    anew = Ledger()
    for entry in other.entries[:12]:
        anew.entries.append(entry)
        anew.frontier.append(entry.leaf)
    anew.sign_head()
    assert anew.verify().ok
    report = verify(anew.export(), witnessed=anchors_in(kept))
    assert wrong(report) == [("root", 0)]
    assert "kept elsewhere" in report.findings[0].detail
    assert verify(EXPORT, witnessed=anchors_in([*kept, *kept])).ok


def test_a_log_that_is_shorter_than_an_anchor_kept_elsewhere_is_found() -> None:
    short = Ledger()
    short.grow(7)
    report = verify(short.export(), witnessed=HOUSE.anchors)
    assert wrong(report) == [("short", 7)]


def test_what_is_no_file_of_anchors_is_refused() -> None:
    with pytest.raises(FileUnreadable, match="Line 2 is no anchor"):
        list(anchors_in([anchor_line(HOUSE.anchors[0]), b"{}\n"]))


def test_a_clock_that_was_set_back_changes_nothing() -> None:
    ledger = Ledger()
    ledger.grow(3)
    ledger.sign_head(NOON)
    ledger.drop_anchor(date(2026, 3, 5), NOON)
    ledger.append(fact(3)._replace(at=NOON - timedelta(days=400)))
    ledger.sign_head(NOON - timedelta(days=400))
    ledger.drop_anchor(date(2025, 1, 26), NOON - timedelta(days=400))
    ledger.grow(1)
    assert ledger.verify().ok


def test_two_statements_over_one_size_that_differ_are_found() -> None:
    ledger, other = house(), Ledger()
    other.append(*(fact(number, "thing.made") for number in range(16)))
    other.heads = ledger.heads
    other.sign_head()
    ledger.sign_head()
    ledger.heads.append(other.heads[-1])
    assert not ledger.verify().ok


def test_entries_of_another_tenant_are_found() -> None:
    verifier = Verifier(TENANT, {HOUSE.signer.id: HOUSE.signer.public})
    stranger = written(
        fact(0),
        tenant_id=fact(1).event_id,
        index=0,
        salts=salted(bytes(64)),
    )
    verifier.begin()
    verifier.add_entries([Kept(0, stranger.body, None, stranger.secrets)])
    assert wrong(verifier.end()) == [("out_of_order", 0)]


def test_what_is_kept_beside_a_body_must_say_the_same() -> None:
    entry = HOUSE.entries[0]
    body = read_body(entry.body or b"")
    columns = f"{body.id}|thing.edited|2026-03-02T12:00:00.000000Z|{body.aggregate}||user|"
    columns += f"{body.actor.id}|request-0"
    for told, found in ((columns, []), (columns + "x", [("changed", 0)])):
        verifier = Verifier(TENANT, {})
        verifier.begin()
        verifier.add_entries([Kept(0, entry.body, entry.leaf, entry.secrets, told)])
        assert wrong(verifier.end(1)) == found


def test_findings_are_bounded_and_the_first_bad_entry_is_told() -> None:
    ledger = Ledger()
    ledger.grow(300)
    for entry in ledger.entries[20:]:
        entry.secrets.clear()
    report = ledger.verify()
    assert len(report.findings) == 100
    assert report.first_bad_index == 20


# Bodies


def test_a_body_has_one_form_and_hides_what_is_personal() -> None:
    facts = fact(1, nested={"b": 2.50, "a": [1e3, 7, "é", None]})
    made = written(facts, tenant_id=TENANT, index=4, salts=salted(bytes(range(64))))
    assert made.body.decode() == (
        '{"actor":{"id":"01900000-0000-7000-8000-0000000000ad","kind":"user","name":null},'
        '"aggregate":"01900000-0000-7000-8000-0000000000c1","at":"2026-03-02T12:00:01.000000Z",'
        '"data":{"nested":{"a":["1000.0",7,"é",null],"b":"2.5"},"size":"1.5"},'
        '"event":"thing.edited","id":"00000000-0000-0000-0000-000000000001","index":4,'
        '"origin":null,"personal":{'
        + ",".join(
            f'"{field}":"{commitment(field, made.secrets[field])}"'
            for field in ("actor.name", "data.email", "origin")
        )
        + '},"request":"request-1","station":null,'
        '"tenant":"01900000-0000-7000-8000-00000000000a","v":1}'
    )
    assert made.secrets["actor.name"].value == b'"Ada"'
    assert with_secrets(read_body(made.body), made.secrets)["email"] == "a•••@example.com"
    assert len({secret.salt for secret in made.secrets.values()}) == 3


def test_machines_have_names_and_places_that_are_not_personal() -> None:
    job = fact(1)._replace(
        actor_kind="job", actor_name="nightly", origin="nightly", personal=frozenset()
    )
    body = read_body(written(job, tenant_id=TENANT, index=0, salts=salted(b"")).body)
    assert (body.actor.name, body.origin, body.personal) == ("nightly", "nightly", {})


def test_of_an_unknown_kind_of_event_everything_is_personal() -> None:
    unknown = fact(1, nothing=None)._replace(personal=None)
    assert salts_needed([unknown]) >= 4
    made = written(unknown, tenant_id=TENANT, index=0, salts=salted(bytes(16 * 8)))
    assert set(made.secrets) == {"actor.name", "origin", "data.email", "data.size"}
    assert read_body(made.body).data == {"nothing": None}


@pytest.mark.parametrize("payload", ["", "[1]", "{", '"text"', "[" * 5000])
def test_a_payload_that_cannot_be_read_is_kept_as_text(payload: str) -> None:
    odd: Fact = fact(1)._replace(payload=payload)
    body = read_body(written(odd, tenant_id=TENANT, index=0, salts=salted(bytes(64))).body)
    assert body.data == {"unreadable": payload}


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.text()
        | st.floats(allow_nan=False, allow_infinity=False),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
        ),
        max_leaves=10,
    )
)
def test_every_payload_has_a_body_that_reads_back_to_itself(value: object) -> None:
    payload = msgspec.json.encode({"value": value}).decode()
    odd = fact(1)._replace(payload=payload, personal=frozenset())
    made = written(odd, tenant_id=TENANT, index=0, salts=salted(bytes(64)))
    body = read_body(made.body)
    assert msgspec.json.encode(msgspec.to_builtins(body.data), order="sorted") in made.body
    assert b"\n" not in made.body


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{}", "no statement"),
        (HOUSE.heads[0].text.replace('"v":1', '"v": 1'), "one form"),
        (HOUSE.heads[0].text.replace('"number":0', '"number":1'), "does not hold"),
        (HOUSE.anchors[0].text, "no statement"),
    ],
)
def test_what_is_not_signed_is_no_statement(text: str, said: str) -> None:
    keys = {HOUSE.signer.id: HOUSE.signer.public}
    with pytest.raises(ValueError, match=said):
        opened(Signed(text, HOUSE.heads[0].signature), keys, Head)


@given(st.dictionaries(st.text(), st.recursive(st.text() | st.integers(-9, 9), st.lists)))
def test_a_body_is_written_in_its_one_form(told: dict[str, object]) -> None:
    made = written(fact(1, zebra={"b": 1, "a": told}), tenant_id=TENANT, index=0, salts=salts())
    assert made.body == canonical(msgspec.json.decode(made.body))


def test_a_page_of_entries_verifies_as_one_by_one() -> None:
    """Whatever is wrong within it, and wherever heads stand."""
    entries = [Kept(e.index, e.body, e.leaf, e.secrets) for e in HOUSE.entries]
    entries[4] = Kept(4, entries[5].body, entries[4].leaf)
    entries[9] = Kept(9, None)
    whole, apart = (Verifier(TENANT, {HOUSE.signer.id: HOUSE.signer.public}) for _ in range(2))
    for verifier in (whole, apart):
        for head in HOUSE.heads:
            verifier.add_head(head)
        verifier.begin()
    whole.add_entries(entries)
    for entry in entries:
        apart.add_entries([entry])
    assert whole.end() == apart.end()
    assert whole.root() == apart.root()
