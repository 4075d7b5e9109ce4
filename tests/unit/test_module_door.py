"""What a partner's request of a module is checked for before the module sees it (C7)."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
import pytest

from chargehouse.contexts.roaming.public import (
    BusinessDetails,
    LegacyRole,
    ModuleAnswer,
    ModuleRequest,
    Partner,
    Party,
    PartyKey,
    PartyRole,
)
from chargehouse.contexts.roaming.repository.partners import NO_SECRETS, Held
from chargehouse.contexts.roaming.service import Asked, Caller, ModuleDoor
from chargehouse.contexts.roaming.service.exchanges import Seen
from chargehouse.kernel.actor import Actor, system_actor
from chargehouse.ocpi.errors import (
    InvalidParameters,
    MethodNotAllowed,
    NoSuchObject,
    NotAuthorised,
    OcpiRefusal,
    UnknownReceiver,
)

NOW = datetime(2026, 11, 22, tzinfo=UTC)
AT = "https://house.example/ocpi/main/2.2.1"


def party(name: str, *, ours: bool = False) -> Party:
    country_code, _, party_id = name.partition("-")
    return Party(
        id=UUID(int=1),
        country_code=country_code,
        party_id=party_id,
        role="CPO",
        business_details=BusinessDetails(name=name),
        platform_id=None if ours else UUID(int=2),
        is_default=ours,
        provisional=False,
        created_at=NOW,
        updated_at=NOW,
        version=1,
    )


def caller(legacy_role: LegacyRole = "EMSP", *, offered: bool = False) -> Caller:
    partner = Partner(
        id=UUID(int=2),
        name="Roamer",
        state="registered",
        ocpi_version="2.2.1",
        versions_url=None,
        token_encoding="base64",
        legacy_role=legacy_role,
        endpoints=[],
        steps=[],
        registered_at=NOW,
        created_at=NOW,
        updated_at=NOW,
        version=1,
    )
    actor = system_actor("partner", UUID(int=3), "Roamer")
    return Caller(actor, "main", Held(partner, NO_SECRETS), "token", offered)


class Echo:
    """A module that notes what reached it."""

    def __init__(self) -> None:
        self.asked: list[ModuleRequest] = []

    async def answer(self, request: ModuleRequest) -> ModuleAnswer:
        self.asked.append(request)
        return ModuleAnswer(data="done", headers={"X-Limit": "1"})


class Book:
    """We are ES-CPO, the partner is NL-ROA."""

    async def ours(self, actor: Actor, role: PartyRole | None = None) -> Sequence[Party]:
        assert actor.kind == "partner"
        return [party("ES-CPO", ours=True)] if role is None else []

    async def partners(self, actor: Actor, partner_id: UUID) -> Sequence[Party]:
        return [party("NL-ROA")] if (actor.kind, partner_id) == ("partner", UUID(int=2)) else []

    async def named(self, actor: Actor, key: PartyKey, role: PartyRole) -> Party | None:
        raise NotImplementedError


class Unseen:
    """Keeps nothing."""

    def note(self, seen: Seen) -> None:
        raise NotImplementedError


@pytest.fixture
def echo() -> Echo:
    return Echo()


@pytest.fixture
def door(echo: Echo) -> ModuleDoor:
    return ModuleDoor(
        {
            ("locations", "SENDER"): echo,
            ("locations", "RECEIVER"): echo,
            ("commands", "SENDER"): echo,
        },
        Book(),
        Unseen(),  # type: ignore[arg-type]
    )


def asked(path: str, method: str = "GET", **headers: str) -> Asked:
    sent = {f"OCPI-{name.replace('_', '-')}": value for name, value in headers.items()}
    return Asked(method, path.split("/"), [("limit", "1")], sent, b"{}")


async def test_a_module_is_given_what_the_path_and_the_headers_say(
    door: ModuleDoor, echo: Echo
) -> None:
    answer, headers = await door.answer(
        caller(),
        "2.2.1",
        AT,
        asked(
            "receiver/locations/nl/roa/L%2F1",
            "PUT",
            from_country_code="nl",
            from_party_id="ROA",
            to_country_code="ES",
            to_party_id="cpo",
        ),
    )
    assert answer.data == "done"
    assert headers == {
        "OCPI-from-country-code": "ES",
        "OCPI-from-party-id": "cpo",
        "OCPI-to-country-code": "nl",
        "OCPI-to-party-id": "ROA",
        "X-Limit": "1",
    }
    request = echo.asked[0]
    assert (request.module, request.role, request.version) == ("locations", "RECEIVER", "2.2.1")
    assert request.segments == ("nl", "roa", "L/1")
    assert (request.url, request.body) == (f"{AT}/receiver/locations", b"{}")
    assert request.query == (("limit", "1"),)


@pytest.mark.parametrize(
    ("legacy_role", "role"), [("EMSP", "SENDER"), ("CPO", "RECEIVER")], ids=["emsp", "cpo"]
)
async def test_in_2_1_1_the_side_follows_from_what_the_partner_is(
    door: ModuleDoor, echo: Echo, legacy_role: LegacyRole, role: str
) -> None:
    await door.answer(caller(legacy_role), "2.1.1", AT, asked("locations/"))
    assert (echo.asked[0].role, echo.asked[0].segments) == (role, ())
    assert echo.asked[0].url == f"{AT}/locations"
    await door.answer(caller(), "2.1.1", AT, asked("sender/commands/START_SESSION/1", "POST"))
    assert echo.asked[1].segments == ("START_SESSION", "1")


@pytest.mark.parametrize(
    ("version", "request_", "refused"),
    [
        ("2.2.1", asked("sender/cdrs"), NoSuchObject),
        ("2.2.1", asked("sender/nonsense"), NoSuchObject),
        ("2.2.1", asked("locations"), NoSuchObject),
        ("2.2.1", asked("middle/locations"), NoSuchObject),
        ("2.2.1", asked("sender"), NoSuchObject),
        ("2.2.1", asked("sender/locations" + "/x" * 8), NoSuchObject),
        ("2.1.1", asked("sender/locations"), NoSuchObject),
        ("2.1.1", asked("hubclientinfo"), NoSuchObject),
        ("2.4", asked("sender/locations"), NoSuchObject),
        ("2.2.1", asked("sender/locations", "PUT"), MethodNotAllowed),
        ("2.2.1", asked("receiver/locations/NL/ROA/1", "DELETE"), MethodNotAllowed),
        (
            "2.2.1",
            asked("sender/locations", from_country_code="ES", from_party_id="CPO"),
            InvalidParameters,
        ),
        ("2.2.1", asked("sender/locations", from_party_id="ROA"), InvalidParameters),
        (
            "2.2.1",
            asked("sender/locations", to_country_code="DE", to_party_id="ELS"),
            UnknownReceiver,
        ),
    ],
)
async def test_what_no_module_takes_reaches_none(
    door: ModuleDoor, echo: Echo, version: str, request_: Asked, refused: type[OcpiRefusal]
) -> None:
    with pytest.raises(refused):
        await door.answer(caller(), version, AT, request_)
    assert echo.asked == []


def test_a_refusal_goes_back_to_who_sent_the_message(door: ModuleDoor) -> None:
    way = {"from_country_code": "NL", "from_party_id": "ROA", "to_country_code": "DE"}
    sent = asked("sender/locations", to_party_id="ELS", **way)
    assert door.addressed(caller(), "2.2.1", sent) == {
        "OCPI-from-country-code": "DE",
        "OCPI-from-party-id": "ELS",
        "OCPI-to-country-code": "NL",
        "OCPI-to-party-id": "ROA",
    }
    for version, path in (("2.1.1", "locations"), ("2.2.1", "locations"), ("2.4", "locations")):
        assert door.addressed(caller(), version, asked(path, to_party_id="ELS", **way)) == {}
    assert door.addressed(caller(), "2.2.1", asked("sender/locations", to_party_id="ELS")) == {}


@pytest.mark.parametrize("change", [{"offered": True}, {"state": "invited"}])
async def test_a_token_that_is_not_for_modules_opens_none(
    door: ModuleDoor, change: dict[str, Any]
) -> None:
    who = caller(offered=change.get("offered", False))
    if "state" in change:
        partner = msgspec.structs.replace(who.partner, state="invited")
        who = who._replace(held=Held(partner, NO_SECRETS))
    with pytest.raises(NotAuthorised):
        await door.answer(who, "2.2.1", AT, asked("sender/locations"))
