"""The words of the doctor's checks, and what evidence may show."""

from decimal import Decimal
from pathlib import Path

import pytest

from chargehouse.contexts.roaming.model.findings.chart import CHECKS, Chart, Seen
from chargehouse.contexts.roaming.model.findings.checks import Check
from chargehouse.contexts.roaming.model.findings.excerpts import (
    beginning_of,
    shown,
    value_at,
    words_of,
)
from chargehouse.contexts.roaming.model.findings.pages import key_of, offset_of
from chargehouse.contexts.roaming.model.findings.times import fault_of
from chargehouse.contexts.roaming.model.findings.urls import is_local, same_place

PAGE = Path(__file__).parents[2] / "docs/how-to/partner-doctor.md"


def row_of(check: Check) -> str:
    section = check.section.title
    if check.section.title_211:
        section += f"; 2.1.1: {check.section.title_211}"
    cells = (f"`{check.id}`", check.severity, check.title, check.meaning, check.remedy, section)
    return f"| {' | '.join(cells)} |"


def test_the_page_tells_of_every_check_and_of_no_other() -> None:
    rows = [line for line in PAGE.read_text().splitlines() if line.startswith("| `")]
    assert sorted(rows) == sorted(map(row_of, CHECKS.values()))


@pytest.mark.parametrize("check", CHECKS.values(), ids=lambda check: check.id)
def test_a_check_is_told_in_sentences(check: Check) -> None:
    assert not check.title.endswith(".")
    assert check.meaning.endswith(".")
    assert check.remedy.endswith(".")
    assert all(text[0].isupper() or text[0] == "`" for text in (check.title, check.meaning))


def test_a_section_has_the_name_of_its_version() -> None:
    section = CHECKS["token.unknown_taken"].section
    assert section.of("2.3.0") == "OCPI 2.3.0, Transport and format: Authorization header"
    assert section.of("2.1.1") == "OCPI 2.1.1, Transport and format: Request format"


def test_the_same_in_one_module_is_one_finding_with_a_little_evidence() -> None:
    chart = Chart()
    for module in ("locations", "tariffs", "tariffs", "tariffs", "tariffs"):
        seen = Seen(
            method="GET",
            url=f"https://roamer.example/{module}?{'x' * 400}",
            status=200,
            headers={},
            body=b"",
            sent={},
            module=module,
        )
        chart.check("list.limit", sound=False, seen=seen, excerpt="y" * 400)
    chart.check("answer.none", sound=True)
    chart.check("url.relative", sound=False, where="\0", excerpt="a\x1b[0m\ud800")
    strange = next(each for each in chart.findings() if each.id == "url.relative").evidence[0]
    assert (strange.where, strange.excerpt) == ("\ufffd", "a\ufffd[0m\ufffd")
    findings = [each for each in chart.findings() if each.id == "list.limit"]
    seen_so = [(each.module, each.times, len(each.evidence)) for each in findings]
    assert seen_so == [("locations", 1, 1), ("tariffs", 4, 3)]
    evidence = findings[0].evidence[0]
    assert (len(evidence.request), len(evidence.excerpt or "")) == (300, 120)
    outcomes = {each.id: each.outcome for each in chart.results()}
    assert (outcomes["list.limit"], outcomes["answer.none"], outcomes["link.missing"]) == (
        "found",
        "sound",
        "not_made",
    )


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        ("evses[0].status", "REMOVED", "status: REMOVED"),
        ("cdr_token.uid", "DRIVER01", "a text of 8 characters"),
        ("contract_id", None, "nothing"),
        ("kwh", Decimal("1.5"), "kwh: 1.5"),
        ("token", "secret", "a text of 6 characters"),
        ("elements", [{}], "a list of 1"),
        ("status", {"a": 1}, "an object"),
    ],
)
def test_only_what_tells_of_nobody_is_shown(path: str, value: object, told: str) -> None:
    assert shown(path, value) == told


def test_a_message_is_shown_without_tokens_and_numbers() -> None:
    said = "Token abc-DEF is not known, nor is NL8ROA0001 of 2026"
    assert words_of(said, ["abc-DEF"]) == "Token ••• is not known, nor is ••• of 2026"
    assert beginning_of(b'{"uid": "DRIVER01"', []).startswith("JSON, or what is to be it")
    assert beginning_of(b"<h1>Not found</h1>", []) == "<h1>Not found</h1>"
    assert beginning_of(b"  ", []) == "an empty body"


def test_a_value_is_found_by_its_path() -> None:
    document = {"evses": [{"connectors": [{"id": "1"}]}]}
    assert value_at(document, "evses[0].connectors[0].id") == "1"
    for path in ("evses[1].uid", "evses[0].uid.more", "name"):
        assert value_at(document, path) is None


@pytest.mark.parametrize(
    ("time", "fault"),
    [
        ("2026-01-31T12:00:00Z", None),
        ("2026-01-31T12:00:00.123Z", None),
        ("2026-01-31T12:00:00", None),
        ("2026-01-31T12:00:00+00:00", "zone"),
        ("2026-01-31T12:00:00+0200", "zone"),
        ("2026-01-31T12:00:00.123456+02:00", "zone"),
        ("2026-01-31T12:00:00.1234567Z", "precision"),
        ("2026-02-31T12:00:00Z", "shape"),
        ("31.01.2026", "shape"),
        (1769860800, "shape"),
        (None, "shape"),
    ],
)
def test_what_is_wrong_with_a_time(time: object, fault: str | None) -> None:
    assert fault_of(time) == fault


def test_objects_are_known_by_their_owner_and_id_whatever_the_case() -> None:
    one = {"country_code": "NL", "party_id": "ROA", "uid": "A1", "type": "RFID"}
    other = {"country_code": "nl", "party_id": "roa", "uid": "a1", "type": "RFID"}
    assert key_of(one) == key_of(other) != key_of({**one, "type": "APP_USER"})
    assert key_of({"name": "x"}) == key_of([]) == ()


def test_a_link_says_its_offset() -> None:
    assert offset_of("https://roamer.example/l?offset=7&limit=2", 2) == 7
    for strange in ("l?limit=2", "l?offset=x", "l?offset=-1", "l?offset=" + "9" * 40):
        assert offset_of(f"https://roamer.example/{strange}", 2) == 2


def test_hosts_within_the_own_network_need_no_encryption() -> None:
    assert all(map(is_local, ("localhost", "127.0.0.1", "10.1.2.3", "::1")))
    assert not any(map(is_local, ("roamer.example", "8.8.8.8")))
    assert same_place("https://A.example/versions/", "https://a.example/versions")
