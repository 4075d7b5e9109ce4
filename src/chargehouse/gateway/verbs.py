"""The version-neutral verbs, by their arguments; each version says how they are said."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import ROUND_FLOOR, Decimal
from typing import Any, Literal, TypeVar

import msgspec

from chargehouse.kernel.errors import Invalid

T = TypeVar("T", bound=msgspec.Struct)
Said = tuple[str, dict[str, object]]


class Arguments(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a verb may be given."""


class Start(Arguments, frozen=True, kw_only=True):
    """`start`: charge for an identifier; its type is one of OCPP 2.x, and not said in 1.6."""

    id_token: str
    token_type: str = "Central"  # noqa: S105  a kind of token
    evse_id: int | None = None
    remote_start_id: int = 1


class Stop(Arguments, frozen=True, kw_only=True):
    """`stop`: end a transaction, by the id that the charger knows."""

    transaction_id: str


class Unlock(Arguments, frozen=True, kw_only=True):
    """`unlock`: let go of the cable."""

    evse_id: int
    connector_id: int = 1


class Reserve(Arguments, frozen=True, kw_only=True):
    """`reserve`: keep an EVSE, or any, for an identifier until `expires_at`, an aware instant."""

    reservation_id: int
    id_token: str
    token_type: str = "Central"  # noqa: S105  a kind of token
    group_id: str | None = None
    evse_id: int | None = None
    expires_at: datetime


class CancelReservation(Arguments, frozen=True, kw_only=True):
    """`cancel_reservation`: give a reservation up, by the id that the charger was told."""

    reservation_id: int


class ProfilePeriod(Arguments, frozen=True, kw_only=True):
    """A limit from `start_period` on, in seconds after the profile's start."""

    start_period: int
    limit: Decimal


class SetChargingProfile(Arguments, frozen=True, kw_only=True):
    """`set_charging_profile`: limits for a transaction, in W or A.

    Without `start_at` it begins with the transaction; `duration_s` None is without an end.
    """

    profile_id: int
    evse_id: int
    transaction_id: str
    unit: Literal["W", "A"]
    start_at: datetime | None = None
    duration_s: int | None = None
    least: Decimal | None = None
    periods: list[ProfilePeriod]


class ClearChargingProfile(Arguments, frozen=True, kw_only=True):
    """`clear_charging_profile`: forget a profile."""

    profile_id: int


class GetCompositeSchedule(Arguments, frozen=True, kw_only=True):
    """`get_composite_schedule`: the limits that hold at an EVSE for so many seconds from now."""

    evse_id: int
    duration_s: int


class Reset(Arguments, frozen=True, kw_only=True):
    """`reset`: start anew; a gentle one ends transactions first, or waits for their end."""

    gentle: bool = True


class SetAvailability(Arguments, frozen=True, kw_only=True):
    """`set_availability`: of an EVSE, or of the whole station."""

    operative: bool
    evse_id: int | None = None


class Trigger(Arguments, frozen=True, kw_only=True):
    """`trigger`: ask for a message."""

    message: str
    evse_id: int | None = None


class GetConfiguration(Arguments, frozen=True, kw_only=True):
    """`get_configuration`: named keys; in 2.x `Component.Variable`."""

    keys: list[str]


class SetConfiguration(Arguments, frozen=True, kw_only=True):
    """`set_configuration`: one key; in 2.x `Component.Variable`."""

    key: str
    value: str


class ClearCache(Arguments, frozen=True, kw_only=True):
    """`clear_cache`: forget which identifiers were accepted."""


def verb(kind: type[T], say: Callable[[T], Said]) -> Callable[[Mapping[str, object]], Said]:
    """Return a verb that reads its arguments as `kind`; raises `Invalid` naming the argument."""

    def translate(arguments: Mapping[str, object]) -> Said:
        try:
            return say(msgspec.convert(dict(arguments), kind))
        except msgspec.ValidationError as error:
            text, _, place = str(error).partition(" - at `$.")
            field = place.rstrip("`") or _named_in(text)
            raise Invalid(
                f"The arguments do not fit: {field}.",
                {"errors": [{"field": field, "message": text.partition(",")[0]}]},
            ) from None

    return translate


def dotted(key: str) -> tuple[str, str]:
    """Return component and variable of `Component.Variable`. Raises `Invalid`."""
    component, dot, variable = key.partition(".")
    if not dot or not component or not variable:
        raise Invalid(
            "Name a variable as Component.Variable.",
            {"errors": [{"field": "key", "message": "must be Component.Variable"}]},
        )
    return component, variable


def tenths(value: Decimal | None) -> Decimal | None:
    """Return a limit as chargers take it: with one decimal, never above what was asked."""
    return None if value is None else value.quantize(Decimal("0.1"), ROUND_FLOOR)


def utc_text(instant: datetime | None) -> str | None:
    """Return an aware instant as OCPP writes it."""
    if instant is None:
        return None
    return instant.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def without_none(**fields: Any) -> dict[str, object]:  # noqa: ANN401  JSON of any kind
    """Return a payload of the fields that are given."""
    return {name: value for name, value in fields.items() if value is not None}


def _named_in(text: str) -> str:
    return text.rpartition("`")[0].rpartition("`")[2] or "arguments"
