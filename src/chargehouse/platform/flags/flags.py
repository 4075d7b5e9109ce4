"""Asks OpenFeature for flags, fit for hot paths."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

import structlog
from openfeature import api
from openfeature.evaluation_context import EvaluationContext
from openfeature.provider import FeatureProvider

from chargehouse.kernel.clock import Clock
from chargehouse.kernel.setting import Setting
from chargehouse.platform.beliefs import Beliefs
from chargehouse.platform.flags.provider import LOCATION, STATION, TENANT, SettingsProvider

KNOWN_FOR_S: Final = 0.25

log = structlog.get_logger(__name__)


class Flags:
    """Knows what flags are in each tenant and place, by the provider that is bound to `domain`.

    An answer is believed for a quarter of a second, since asking costs more than a decision may.
    Our own provider says which place decides, so that stations without a word of their own share
    one answer; of another each station is asked about.
    """

    def __init__(self, provider: FeatureProvider, clock: Clock, *, domain: str) -> None:
        api.set_provider_and_wait(provider, domain=domain)
        self._own = provider if isinstance(provider, SettingsProvider) else None
        self._client = api.get_client(domain=domain)
        self._known = Beliefs[tuple[UUID | None, UUID, str], str](clock, KNOWN_FOR_S)

    def choice(
        self,
        tenant_id: UUID,
        flag: Setting[str],
        *,
        station_id: UUID | None = None,
        location_id: UUID | None = None,
    ) -> str:
        """Return which of a flag's words holds at a place, or in the tenant where none is named.

        Its default where none is told.
        """
        where = station_id or location_id
        if self._own is not None:
            where = self._own.deciding(tenant_id, flag, (station_id, location_id))
        asked = (where, tenant_id, flag.key)
        known = self._known.get(asked)
        if known is None:
            known = self._asked(tenant_id, flag, {STATION: station_id, LOCATION: location_id})
            self._known.keep(asked, known, self._known.generation)
        return known

    def is_placed(self, tenant_id: UUID, flag: Setting[Any]) -> bool:
        """Tell whether a flag may be otherwise somewhere in a tenant."""
        return self._own is None or self._own.is_placed(tenant_id, flag)

    def _asked(self, tenant_id: UUID, flag: Setting[str], places: Mapping[str, UUID | None]) -> str:
        named = {TENANT: str(tenant_id)}
        named |= {name: str(place) for name, place in places.items() if place is not None}
        context = EvaluationContext(targeting_key=named[TENANT], attributes=named)
        value = self._client.get_string_value(flag.key, flag.default, context)
        try:
            return flag.kind.read(value)
        except ValueError:
            log.warning("a flag has a value that it cannot have, its default holds", flag=flag.key)
            return flag.default
