"""Location documents of others find their owner, and lose nothing else (C6)."""

import csv
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chargehouse.contexts.roaming.model.adoption import (
    DISAGREES,
    FROM_ADDRESS,
    MISSING,
    UNKNOWN,
    Judged,
    KnownParties,
    Unreadable,
    judge,
)
from chargehouse.contexts.roaming.public import PartyKey
from chargehouse.contexts.roaming.service import adopt_documents
from chargehouse.kernel.errors import Conflict, Invalid
from chargehouse.ocpi import codec

OURS, THEIRS = PartyKey("ES", "CPO"), PartyKey("NL", "TNM")
KNOWN = KnownParties((OURS, THEIRS), OURS)
BAD_LINES = (
    b"{not json",
    b"[1, 2]",
    b'{"country_code": "ES", "party_id": "CPO"}',
    b'{"id": 7}',
    b'\xff\xfe{"id": "LOC"}',
    b'"' + b"[" * 5000,
)


def document(**more: object) -> dict[str, object]:
    return {"id": "LOC1", "country": "PRT", "city": "Lisbon", "cost": 1.10, "custom": [1], **more}


def owned(country_code: object, party_id: object) -> dict[str, object]:
    return document(country_code=country_code, party_id=party_id)


@pytest.mark.parametrize(
    ("sent", "owner", "fault"),
    [
        (owned("ES", "CPO"), OURS, None),
        (owned("es", "cpo"), OURS, None),
        (owned("NL", "TNM"), THEIRS, None),
        (document(), OURS, MISSING),
        (owned(None, "CPO"), OURS, MISSING),
        (owned(" ", "CPO"), OURS, MISSING),
        (owned(7, ["CPO"]), OURS, MISSING),
        (owned("PT", "CPO"), OURS, FROM_ADDRESS),
        (owned("PRT", "CPO"), OURS, FROM_ADDRESS),
        (owned("PT", "TNM"), OURS, FROM_ADDRESS),
        (owned("PT", "NON"), OURS, UNKNOWN),
        (owned("FR", "CPO"), OURS, UNKNOWN),
        (owned("ESP", "CPO"), OURS, UNKNOWN),
    ],
)
def test_a_document_is_judged_by_the_party_it_names(
    sent: dict[str, object], owner: PartyKey, fault: str | None
) -> None:
    judged = judge(json.dumps(sent).encode(), KNOWN)
    assert isinstance(judged, Judged)
    assert (judged.owner, judged.fault) == (owner, fault)
    kept = json.loads(judged.text)
    assert {**kept, "country_code": 0, "party_id": 0} == {**sent, "country_code": 0, "party_id": 0}
    if fault is not None:
        assert (kept["country_code"], kept["party_id"]) == ("ES", "CPO")
        assert judge(judged.text, KNOWN) == Judged("LOC1", owner, None, judged.text)


@pytest.mark.parametrize(
    ("row", "inside", "owner", "fault"),
    [
        (("ES", "CPO"), ("ES", "CPO"), OURS, None),
        (("NL", "TNM"), ("ES", "CPO"), THEIRS, DISAGREES),
        (("ES", "CPO"), (None, None), OURS, DISAGREES),
        (("PT", "CPO"), ("NL", "TNM"), THEIRS, FROM_ADDRESS),
        (("", ""), ("PT", "CPO"), OURS, MISSING),
    ],
)
def test_a_row_counts_before_what_its_document_says(
    row: tuple[str, str], inside: tuple[str | None, str | None], owner: PartyKey, fault: str | None
) -> None:
    judged = judge(json.dumps(owned(*inside)).encode(), KNOWN, row)
    assert isinstance(judged, Judged)
    assert (judged.owner, judged.fault) == (owner, fault)


@pytest.mark.parametrize("line", BAD_LINES)
def test_what_cannot_be_read_is_left_alone(line: bytes) -> None:
    assert isinstance(judge(line, KNOWN), Unreadable)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=12), JSON, max_size=5))
def test_nothing_but_the_owner_of_a_document_changes(more: dict[str, Any]) -> None:
    sent = {**more, "id": "LOC1"}
    judged = judge(codec.encode(sent), KNOWN)
    assert isinstance(judged, Judged)
    kept = json.loads(judged.text)
    for name in ("country_code", "party_id"):
        kept.pop(name, None)
        sent.pop(name, None)
    assert kept == sent


def test_a_file_full_of_bad_lines_is_adopted_and_nothing_of_it_is_lost(tmp_path: Path) -> None:
    good = json.dumps(owned("ES", "CPO")).encode() + b"   "
    exact = b'{"id": "LOC2", "price": 0.10000000000000000001, "country": "FRA"}'
    source, output = tmp_path / "documents.jsonl", tmp_path / "adopted.jsonl"
    source.write_bytes(b"\n".join([good, b"", exact, *BAD_LINES, b'{"id": "LAST"}']))
    listed = adopt_documents(source, KNOWN, None)
    assert not output.exists()
    found = adopt_documents(source, KNOWN, output)
    assert listed == found
    assert (found.documents, found.orphans, found.unreadable) == (9, 2, 6)
    assert [(each.line, each.id) for each in found.findings if each.owner] == [
        (3, "LOC2"),
        (10, "LAST"),
    ]
    lines = output.read_bytes().split(b"\n")
    assert lines[:2] == [good, b""]
    assert tuple(lines[3:9]) == BAD_LINES
    assert codec.decode_plain(lines[2])["price"] == Decimal("0.10000000000000000001")
    again = adopt_documents(output, KNOWN, tmp_path / "again.jsonl")
    assert (again.documents, again.orphans, again.unreadable) == (9, 0, 6)
    assert (tmp_path / "again.jsonl").read_bytes() == output.read_bytes()


def test_a_table_is_adopted_with_its_documents(tmp_path: Path) -> None:
    source, output = tmp_path / "locations.csv", tmp_path / "adopted.csv"
    rows = [
        ["id", "country_code", "party_id", "document"],
        ["1", "PT", "CPO", json.dumps(owned("PT", "CPO"))],
        ["2", "NL", "TNM", json.dumps(owned("NL", "TNM"))],
        ["3", "", "", "no json, but\na line's end"],
        ["4", "ES"],
    ]
    with source.open("w", newline="") as file:
        csv.writer(file).writerows(rows)
    found = adopt_documents(source, KNOWN, output)
    assert (found.documents, found.orphans, found.unreadable) == (4, 1, 2)
    with output.open(newline="") as file:
        written = list(csv.reader(file))
    assert written[1][:3] == ["1", "ES", "CPO"]
    assert json.loads(written[1][3])["country_code"] == "ES"
    assert [written[0], *written[2:]] == [rows[0], *rows[2:]]


def test_an_output_that_is_there_and_a_table_of_something_else_are_refused(tmp_path: Path) -> None:
    source = tmp_path / "documents.jsonl"
    source.write_text('{"id": "LOC1"}\n')
    with pytest.raises(Conflict):
        adopt_documents(source, KNOWN, source)
    table = tmp_path / "other.csv"
    table.write_text("a,b\n1,2\n")
    with pytest.raises(Invalid, match="columns id, country_code"):
        adopt_documents(table, KNOWN, tmp_path / "out.csv")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["documents.jsonl", "other.csv"]
    assert source.read_text() == '{"id": "LOC1"}\n'
