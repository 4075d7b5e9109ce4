"""NFR-005: flags are asked for through OpenFeature, of whichever provider is bound."""

from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

import pytest
from openfeature import api
from openfeature.evaluation_context import EvaluationContext
from openfeature.exception import ErrorCode
from openfeature.flag_evaluation import FlagResolutionDetails
from openfeature.provider.in_memory_provider import InMemoryFlag, InMemoryProvider

from chargehouse.kernel.clock import FakeClock
from chargehouse.kernel.ids import TimeOrderedIds
from chargehouse.kernel.setting import Choice, Duration, Flag, Setting, Text, Texts, Whole
from chargehouse.platform.flags import Flags, SettingsProvider
from chargehouse.platform.flags.flags import KNOWN_FOR_S

T = TypeVar("T")

NORTH, SOUTH = UUID(int=1), UUID(int=2)
STAGE = Setting("gate.stage", Choice(("off", "shadow", "on")), "on", "The stage.")
BELL = Setting("gate.bell", Flag(), default=False, description="A bell.")
DOORS = Setting("gate.doors", Whole(1, 9), 2, "Doors.")
WAIT = Setting("gate.wait", Duration(1, 9), 2.0, "A wait.")
ROOMS = Setting("gate.rooms", Texts(3, 9), ("hall",), "Rooms.")
HIDDEN = Setting("vault.code", Text(9), "", "No flag.", secret=True)


class Values:
    """What tenants have set."""

    def __init__(self, values: Mapping[tuple[UUID, str], object]) -> None:
        self.values = dict(values)

    def value(self, tenant_id: UUID, setting: Setting[T]) -> T:
        return cast("T", self.values.get((tenant_id, setting.key), setting.default))

    def own(self, tenant_id: UUID, setting: Setting[T], place_id: UUID) -> T | None:
        return cast("T | None", self.values.get((tenant_id, f"{setting.key}@{place_id}")))

    def is_placed(self, tenant_id: UUID, setting: Setting[Any]) -> bool:
        return any(t == tenant_id and key.startswith(f"{setting.key}@") for t, key in self.values)


@pytest.fixture
def domain() -> str:
    return f"test-{TimeOrderedIds().new()}"


def of(tenant_id: UUID) -> EvaluationContext:
    return EvaluationContext(targeting_key=str(tenant_id))


def test_a_flag_is_a_tenants_setting(domain: str) -> None:
    values = Values({(NORTH, "gate.stage"): "shadow", (NORTH, "gate.bell"): True})
    provider = SettingsProvider(values, [STAGE, BELL, DOORS, WAIT, ROOMS])
    api.set_provider_and_wait(provider, domain=domain)
    client = api.get_client(domain=domain)
    assert client.get_string_value("gate.stage", "?", of(NORTH)) == "shadow"
    assert client.get_string_value("gate.stage", "?", of(SOUTH)) == "on"
    named = EvaluationContext(targeting_key="a driver", attributes={"tenant_id": str(NORTH)})
    assert (
        client.get_boolean_value("gate.bell", evaluation_context=named, default_value=False) is True
    )
    assert client.get_integer_value("gate.doors", 0, of(NORTH)) == 2
    assert client.get_float_value("gate.wait", 0.0, of(NORTH)) == 2.0
    assert provider.resolve_object_details("gate.rooms", [], of(NORTH)).value == ("hall",)
    reasons = [client.get_string_details("gate.stage", "?", of(t)).reason for t in (NORTH, SOUTH)]
    assert reasons == ["TARGETING_MATCH", "STATIC"]


@pytest.mark.parametrize(
    ("key", "context", "code"),
    [
        ("gate.roof", of(NORTH), ErrorCode.FLAG_NOT_FOUND),
        ("vault.code", of(NORTH), ErrorCode.FLAG_NOT_FOUND),
        ("gate.bell", of(NORTH), ErrorCode.TYPE_MISMATCH),
        ("gate.stage", None, ErrorCode.TARGETING_KEY_MISSING),
        ("gate.stage", EvaluationContext(targeting_key="north"), ErrorCode.INVALID_CONTEXT),
    ],
)
def test_what_cannot_be_resolved_gives_the_callers_default_and_says_why(
    domain: str, key: str, context: EvaluationContext | None, code: ErrorCode
) -> None:
    api.set_provider_and_wait(SettingsProvider(Values({}), [STAGE, BELL]), domain=domain)
    details = api.get_client(domain=domain).get_string_details(key, "mine", context)
    assert (details.value, details.error_code) == ("mine", code)


def test_a_change_is_seen_after_a_quarter_of_a_second(domain: str) -> None:
    clock, values = FakeClock(), Values({})
    flags = Flags(SettingsProvider(values, [STAGE]), clock, domain=domain)
    assert flags.choice(NORTH, STAGE) == "on"
    values.values[NORTH, "gate.stage"] = "off"
    assert flags.choice(NORTH, STAGE) == "on"
    clock.advance(KNOWN_FOR_S)
    assert (flags.choice(NORTH, STAGE), flags.choice(SOUTH, STAGE)) == ("off", "on")


def test_another_provider_can_stand_behind_the_same_flags(domain: str) -> None:
    elsewhere = InMemoryProvider({"gate.stage": InMemoryFlag("a", {"a": "shadow"})})
    assert Flags(elsewhere, FakeClock(), domain=domain).choice(NORTH, STAGE) == "shadow"


def test_a_provider_that_fails_or_tells_nonsense_gives_the_default(domain: str) -> None:
    nothing = Flags(InMemoryProvider({}), FakeClock(), domain=domain)
    assert nothing.choice(NORTH, STAGE) == "on"
    nonsense = InMemoryProvider({"gate.stage": InMemoryFlag("a", {"a": "blue"})})
    assert Flags(nonsense, FakeClock(), domain=domain).choice(NORTH, STAGE) == "on"


def test_the_most_exact_place_says_what_a_flag_is(domain: str) -> None:
    """NFR-005: a station's word comes before its location's, and that before the tenant's."""
    yard, gate, other = UUID(int=11), UUID(int=12), UUID(int=13)
    values = Values(
        {
            (NORTH, "gate.stage"): "off",
            (NORTH, f"gate.stage@{yard}"): "shadow",
            (NORTH, f"gate.stage@{gate}"): "on",
        }
    )
    flags = Flags(SettingsProvider(values, [STAGE]), FakeClock(), domain=domain)
    assert flags.choice(NORTH, STAGE) == "off"
    assert flags.choice(NORTH, STAGE, station_id=other) == "off"
    assert flags.choice(NORTH, STAGE, station_id=other, location_id=yard) == "shadow"
    assert flags.choice(NORTH, STAGE, station_id=gate, location_id=yard) == "on"
    assert (flags.is_placed(NORTH, STAGE), flags.is_placed(SOUTH, STAGE)) == (True, False)
    assert flags.choice(SOUTH, STAGE, station_id=gate, location_id=yard) == "on"


def test_stations_without_a_word_of_their_own_share_an_answer(domain: str) -> None:
    """What holds for a quarter of a second is the place's that decides, not each station's."""
    yard, values = UUID(int=11), Values({(NORTH, f"gate.stage@{UUID(int=11)}"): "off"})
    flags = Flags(SettingsProvider(values, [STAGE]), FakeClock(), domain=domain)
    assert flags.choice(NORTH, STAGE, station_id=UUID(int=21), location_id=yard) == "off"
    values.values[NORTH, f"gate.stage@{yard}"] = "shadow"
    assert flags.choice(NORTH, STAGE, station_id=UUID(int=22), location_id=yard) == "off"


def test_another_provider_is_told_where_it_is_asked_for(domain: str) -> None:
    """Targeting by place works with any provider: the context names station and location."""

    def evaluate(flag: InMemoryFlag[str], context: EvaluationContext) -> FlagResolutionDetails[str]:
        here = context.attributes.get("location_id") == str(SOUTH)
        return FlagResolutionDetails(flag.variants["a" if here else "b"])

    there = InMemoryFlag("a", {"a": "shadow", "b": "off"}, context_evaluator=evaluate)
    flags = Flags(InMemoryProvider({"gate.stage": there}), FakeClock(), domain=domain)
    assert flags.is_placed(NORTH, STAGE)
    first = flags.choice(NORTH, STAGE, station_id=UUID(int=21), location_id=SOUTH)
    second = flags.choice(NORTH, STAGE, station_id=UUID(int=22), location_id=NORTH)
    assert (first, second) == ("shadow", "off")


def test_a_context_that_names_no_id_as_its_place_is_refused(domain: str) -> None:
    api.set_provider_and_wait(SettingsProvider(Values({}), [STAGE]), domain=domain)
    context = EvaluationContext(targeting_key=str(NORTH), attributes={"station_id": "gate"})
    details = api.get_client(domain=domain).get_string_details("gate.stage", "mine", context)
    assert (details.value, details.error_code) == ("mine", ErrorCode.INVALID_CONTEXT)
