"""The version-neutral verbs, by their arguments; each version says how they are said."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

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


def without_none(**fields: Any) -> dict[str, object]:  # noqa: ANN401  JSON of any kind
    """Return a payload of the fields that are given."""
    return {name: value for name, value in fields.items() if value is not None}


def _named_in(text: str) -> str:
    return text.rpartition("`")[0].rpartition("`")[2] or "arguments"
