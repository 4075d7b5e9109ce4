"""What a partner is asked so that it has an object of ours (client owned object push)."""

from typing import Any

import pytest
from tests.unit.ocpi.ocpi_documents import document, made

from chargehouse.contexts.publishing.model.questions import (
    Told,
    has_it,
    looking,
    routing_of,
    telling,
)
from chargehouse.contexts.publishing.model.saying import said_in
from chargehouse.contexts.publishing.public import Publication
from chargehouse.contexts.roaming.public import Party, RegisteredPartner
from chargehouse.kernel.clock import FakeClock
from chargehouse.kernel.ids import TimeOrderedIds
from chargehouse.ocpi import codec
from chargehouse.ocpi.headers import PartyKey, Routing
from chargehouse.ocpi.interfaces import OBJECTS
from chargehouse.ocpi.v221.places import BusinessDetails
from chargehouse.ocpi.versions import VersionName

OWNER = PartyKey("ES", "CPO")
NAMES = {
    "cdrs": "Cdr",
    "locations": "Location",
    "sessions": "Session",
    "tariffs": "Tariff",
    "tokens": "Token",
}


def partner(*names: str) -> RegisteredPartner:
    """Return a partner with parties: `NL-ROA EMSP`."""
    now = FakeClock().now()
    parties = [
        Party(
            id=TimeOrderedIds().new(),
            country_code=name[:2],
            party_id=name[3:6],
            role=name[7:],  # type: ignore[arg-type]
            business_details=BusinessDetails(name="Roamer"),
            platform_id=TimeOrderedIds().new(),
            is_default=False,
            provisional=False,
            created_at=now,
            updated_at=now,
            version=1,
        )
        for name in names
    ]
    return RegisteredPartner(
        id=TimeOrderedIds().new(),
        name="Roamer",
        version="2.2.1",
        modules=frozenset(),
        parties=tuple(parties),
    )


def told(module: str, *, gone: bool = False, version: VersionName = "2.2.1", **more: Any) -> Told:  # noqa: ANN401  any JSON
    said = {**document("v221", module, NAMES[module]), **more}
    return Told(module, version, OWNER, said, gone=gone)


def asked(what: Told, *parts: str) -> list[str]:
    return [
        " ".join([each.method, *each.segments, *(f"{k}={v}" for k, v in each.query)])
        for each in telling(what, parts, Routing())
    ]


@pytest.mark.parametrize(
    ("what", "questions"),
    [
        (told("locations", id="L"), ["PUT ES CPO L"]),
        (told("locations", id="L", gone=True), ["PUT ES CPO L"]),
        (told("sessions", id="S"), ["PUT ES CPO S"]),
        (told("tariffs", id="T"), ["PUT ES CPO T"]),
        (told("tariffs", id="T", gone=True), ["DELETE ES CPO T"]),
        (told("tokens", uid="U", type="RFID"), ["PUT ES CPO U type=RFID"]),
        (told("tokens", uid="U", type="RFID", version="2.1.1"), ["PUT ES CPO U"]),
        (told("cdrs", id="C"), ["POST"]),
    ],
)
def test_each_object_is_told_by_its_own_method(what: Told, questions: list[str]) -> None:
    assert asked(what) == questions


def test_evses_that_changed_alone_are_put_alone_unless_they_are_many_or_gone() -> None:
    evse = document("v221", "locations", "Location")["evses"][0]
    what = told("locations", id="L", evses=[{**evse, "uid": f"E{n}"} for n in range(9)])
    assert asked(what, "e1", "E2") == ["PUT ES CPO L E1", "PUT ES CPO L E2"]
    for parts in (("E1", "GONE"), tuple(f"E{n}" for n in range(5))):
        assert asked(what, *parts) == ["PUT ES CPO L"]
    [question] = telling(what, ("E1",), Routing())
    assert question.body["uid"] == "E1"  # type: ignore[index]


def test_a_cdr_is_not_looked_for() -> None:
    assert looking(told("cdrs"), Routing()) is None
    question = looking(told("tokens", uid="U", type="RFID"), Routing())
    assert question is not None
    assert (question.method, question.query) == ("GET", (("type", "RFID"),))


@pytest.mark.parametrize(
    ("found", "held"),
    [
        (b'{"last_updated": "2026-03-02T08:00:00Z"}', True),
        (b'{"last_updated": "2026-03-02T08:00:00.000Z"}', True),
        (b'{"last_updated": "2026-03-02T07:59:59Z"}', False),
        (b'{"last_updated": 5}', False),
        (b'{"last_updated": "soon"}', False),
        (b"{}", False),
        (b"[]", False),
        (b"null", False),
        (b"no JSON", False),
    ],
)
def test_a_partner_has_what_is_as_new(found: bytes, *, held: bool) -> None:
    assert has_it(told("locations", last_updated="2026-03-02T08:00:00Z"), found) is held


def test_an_object_is_for_the_party_in_the_receivers_role() -> None:
    many = partner("NL-CPX CPO", "NL-ROA EMSP")
    body = codec.encode(document("v221", "locations", "Location"))
    assert routing_of(told("locations"), body, many) == Routing(OWNER, PartyKey("NL", "ROA"))
    assert routing_of(told("tokens"), b"{}", many) == Routing(OWNER, PartyKey("NL", "CPX"))
    assert routing_of(told("locations"), body, partner("NL-NAV NSP")).to_party is None


def test_a_session_is_for_the_party_of_its_token_also_behind_a_hub() -> None:
    said = b'{"cdr_token": {"country_code": "be", "party_id": "two"}}'
    two = PartyKey("be", "two")
    several = partner("BE-ONE EMSP", "BE-TWO EMSP")
    assert routing_of(told("sessions"), said, several).to_party == two
    assert routing_of(told("sessions"), said, partner("NL-HUB HUB")).to_party == two
    assert routing_of(told("sessions"), said, partner("BE-ONE EMSP")).to_party == PartyKey(
        "BE", "ONE"
    )
    assert routing_of(told("locations"), b"{}", partner("NL-HUB HUB")).to_party is None


@pytest.mark.parametrize("module", sorted(NAMES))
@pytest.mark.parametrize("version", ["2.1.1", "2.2.1", "2.3.0"])
@pytest.mark.parametrize("kept", ["2.2.1", "2.3.0"])
def test_what_is_kept_in_one_version_is_said_in_another(
    module: str, version: VersionName, kept: VersionName
) -> None:
    folder = {"2.2.1": "v221", "2.3.0": "v230"}[kept]
    whole = made(folder, module, "minimal", **({"publish": True} if module == "locations" else {}))
    now = FakeClock().now()
    publication = Publication(
        id=TimeOrderedIds().new(),
        module=module,
        party_id=TimeOrderedIds().new(),
        object_id="x",
        subject_id=TimeOrderedIds().new(),
        partner_id=None,
        shared=True,
        version=kept,
        document=codec.encode(whole),
        last_updated=now,
        withdrawn_at=None,
    )
    said = said_in(publication, version)
    if version == "2.1.1" and module in {"cdrs", "sessions"}:
        assert said is None
    else:
        assert said is not None
        codec.decode(OBJECTS[version][module], said)
