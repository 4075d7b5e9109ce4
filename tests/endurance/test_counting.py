"""How the accounts of an endurance run count decisions."""

from collections import Counter

import pytest
from tests.endurance.accounts import Findings, Row, Transaction, compare_decisions


def decided(at: str, kind: str = "authorize", decision: str = "allowed") -> Row:
    """A decision as REST says it."""
    moment = f"2026-11-20T12:{at}+00:00"
    return {"decided_at": moment, "kind": kind, "decision": decision, "reason": "permitted"}


FIRST = decided("00:00.500")
DENIED = decided("00:10.000", decision="denied")


@pytest.mark.parametrize(
    ("rows", "denials", "doubled"),
    [
        ([FIRST], 0, 0),
        ([FIRST, decided("00:30.499")], 0, 1),
        ([FIRST, decided("00:30.500")], 0, 0),
        ([decided("00:30.500"), FIRST], 0, 0),
        ([FIRST, decided("00:30.500", kind="start")], 0, 1),
        ([FIRST, decided("00:30.500"), decided("00:31.000")], 0, 1),
        ([FIRST, decided("00:30.500"), decided("01:00.500")], 0, 0),
        ([FIRST, DENIED], 1, 0),
        ([FIRST, DENIED], 0, 1),
        ([FIRST, DENIED, decided("00:11.000")], 1, 0),
        ([FIRST, DENIED, decided("00:11.000"), decided("00:12.000")], 1, 1),
        ([FIRST, DENIED, decided("00:11.000", kind="start")], 1, 1),
        ([DENIED, decided("00:11.000"), decided("00:12.000")], 1, 1),
    ],
)
def test_one_attempt_has_one_decision_and_later_ones_are_others(
    rows: list[Row], denials: int, doubled: int
) -> None:
    findings = Findings()
    told = Counter({"Accepted": 1, "Invalid": denials})
    compare_decisions(findings, Transaction("CH-1", 0, "tx", said=told), rows)
    assert (len(findings.doubled), findings.missing) == (doubled, [])
