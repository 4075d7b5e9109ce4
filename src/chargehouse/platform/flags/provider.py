"""An OpenFeature provider over settings."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from openfeature.evaluation_context import EvaluationContext
from openfeature.exception import (
    FlagNotFoundError,
    InvalidContextError,
    TargetingKeyMissingError,
    TypeMismatchError,
)
from openfeature.flag_evaluation import FlagResolutionDetails, FlagValueType, Reason
from openfeature.provider import AbstractProvider, Metadata

from chargehouse.kernel.setting import PlacedValues, Setting

NAME: Final = "chargehouse-settings"
TENANT: Final = "tenant_id"
STATION: Final = "station_id"
LOCATION: Final = "location_id"


class SettingsProvider(AbstractProvider):
    """Resolves flags from the settings that are declared as such.

    The evaluation context's attribute `tenant_id`, or else its targeting key, names the tenant.
    Its attributes `station_id` and `location_id` name where in it: what a place has of its own
    holds there, the station's before the location's.
    """

    def __init__(self, values: PlacedValues, flags: Iterable[Setting[Any]]) -> None:
        super().__init__()
        self._values = values
        self._flags = {flag.key: flag for flag in flags}

    def get_metadata(self) -> Metadata:
        """Return the provider's name."""
        return Metadata(name=NAME)

    def resolve_boolean_details(
        self,
        flag_key: str,
        default_value: bool,  # noqa: ARG002, FBT001  the specification's signature
        evaluation_context: EvaluationContext | None = None,
    ) -> FlagResolutionDetails[bool]:
        """Resolve a flag that is yes or no."""
        return self._resolve(flag_key, bool, evaluation_context)

    def resolve_string_details(
        self,
        flag_key: str,
        default_value: str,  # noqa: ARG002  as above
        evaluation_context: EvaluationContext | None = None,
    ) -> FlagResolutionDetails[str]:
        """Resolve a flag that is a word."""
        return self._resolve(flag_key, str, evaluation_context)

    def resolve_integer_details(
        self,
        flag_key: str,
        default_value: int,  # noqa: ARG002  as above
        evaluation_context: EvaluationContext | None = None,
    ) -> FlagResolutionDetails[int]:
        """Resolve a flag that is a whole number."""
        return self._resolve(flag_key, int, evaluation_context)

    def resolve_float_details(
        self,
        flag_key: str,
        default_value: float,  # noqa: ARG002  as above
        evaluation_context: EvaluationContext | None = None,
    ) -> FlagResolutionDetails[float]:
        """Resolve a flag that is a number."""
        return self._resolve(flag_key, float, evaluation_context)

    def resolve_object_details(
        self,
        flag_key: str,
        default_value: Sequence[FlagValueType] | Mapping[str, FlagValueType],  # noqa: ARG002  as above
        evaluation_context: EvaluationContext | None = None,
    ) -> FlagResolutionDetails[Sequence[FlagValueType] | Mapping[str, FlagValueType]]:
        """Resolve a flag that is a list."""
        return self._resolve(flag_key, tuple, evaluation_context)

    def deciding(
        self, tenant_id: UUID, flag: Setting[Any], places: Iterable[UUID | None]
    ) -> UUID | None:
        """Return the first of the places that has its own value of a flag; None: the tenant's."""
        if not self._values.is_placed(tenant_id, flag):
            return None
        for place_id in places:
            if place_id is not None and self._values.own(tenant_id, flag, place_id) is not None:
                return place_id
        return None

    def is_placed(self, tenant_id: UUID, flag: Setting[Any]) -> bool:
        """Tell whether a flag may be otherwise somewhere in the tenant."""
        return self._values.is_placed(tenant_id, flag)

    def _resolve(
        self, key: str, kind: type, context: EvaluationContext | None
    ) -> FlagResolutionDetails[Any]:
        flag = self._flags.get(key)
        if flag is None:
            raise FlagNotFoundError(f"There is no flag called {key}.")
        tenant_id, places = _tenant_of(context), _places_of(context)
        place_id = self.deciding(tenant_id, flag, places)
        if place_id is None:
            value = self._values.value(tenant_id, flag)
        else:
            value = self._values.own(tenant_id, flag, place_id)
        if type(value) is not kind:
            raise TypeMismatchError(f"The flag {key} is no {kind.__name__}.")
        reason = Reason.STATIC if value == flag.default else Reason.TARGETING_MATCH
        return FlagResolutionDetails(value, reason=reason)


def _tenant_of(context: EvaluationContext | None) -> UUID:
    named = context and (context.attributes.get(TENANT) or context.targeting_key)
    if not named:
        raise TargetingKeyMissingError(f"The context names no {TENANT}.")
    return _id(TENANT, named)


def _places_of(context: EvaluationContext | None) -> list[UUID]:
    """Return the places that a context names, the most exact first."""
    attributes = {} if context is None else context.attributes
    return [_id(name, attributes[name]) for name in (STATION, LOCATION) if attributes.get(name)]


def _id(name: str, named: object) -> UUID:
    try:
        return UUID(str(named))
    except ValueError:
        raise InvalidContextError(f"The context's {name} is no id.") from None
