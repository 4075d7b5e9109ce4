"""Routes of a station's access: what is expected of it, its own policy, its overrides."""

from uuid import UUID

from litestar import Controller, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from chargehouse.contexts.access.public import (
    ACCESS_DECISIONS_READ,
    ACCESS_OVERRIDE,
    ACCESS_POLICY_EDIT,
)
from chargehouse.contexts.access.public.policies import (
    AccessPolicy,
    StationAccess,
    StationOverride,
)
from chargehouse.contexts.access.schemas.station_access import NewOverride, OwnPolicy
from chargehouse.contexts.access.service import (
    OverrideService,
    PolicyService,
    StationAccessService,
)
from chargehouse.kernel.actor import Actor
from chargehouse.platform.http.auth import permitted


class StationAccessController(Controller):
    """A station's expected mode, and what governs it."""

    path = "/api/v1/stations/{station_id:uuid}/access"
    tags = ("Access",)

    @get(**permitted(ACCESS_DECISIONS_READ))
    async def read_station_access(
        self,
        actor: NamedDependency[Actor],
        station_access: NamedDependency[StationAccessService],
        station_id: FromPath[UUID],
    ) -> StationAccess:
        """Return the mode expected now, why and until when, and of the next eight weeks."""
        return await station_access.of_station(actor, station_id)

    @put("/policy", **permitted(ACCESS_POLICY_EDIT))
    async def set_own_policy(
        self,
        actor: NamedDependency[Actor],
        policies: NamedDependency[PolicyService],
        station_id: FromPath[UUID],
        data: JSONBody[OwnPolicy],
    ) -> AccessPolicy:
        """Give the station a policy of its own, in place of what governs it, or change that one."""
        return await policies.set_own(actor, station_id, data.draft(), version=data.version)

    @delete("/policy", **permitted(ACCESS_POLICY_EDIT))
    async def release_station(
        self,
        actor: NamedDependency[Actor],
        policies: NamedDependency[PolicyService],
        station_id: FromPath[UUID],
    ) -> None:
        """Have no policy govern the station: it is in managed access, but for overrides."""
        await policies.release(actor, station_id)


class OverrideController(Controller):
    """Modes that somebody ordered for a station, over its policy."""

    path = "/api/v1/stations/{station_id:uuid}/overrides"
    tags = ("Access",)

    @get(**permitted(ACCESS_DECISIONS_READ))
    async def list_overrides(
        self,
        actor: NamedDependency[Actor],
        overrides: NamedDependency[OverrideService],
        station_id: FromPath[UUID],
    ) -> list[StationOverride]:
        """List the station's overrides, the last to begin first; 200 at most."""
        return await overrides.of_station(actor, station_id)

    @post(**permitted(ACCESS_OVERRIDE))
    async def set_override(
        self,
        actor: NamedDependency[Actor],
        overrides: NamedDependency[OverrideService],
        station_id: FromPath[UUID],
        data: JSONBody[NewOverride],
    ) -> StationOverride:
        """Order a mode; what is under way ends with that, and sessions go on."""
        return await overrides.set(
            actor,
            station_id,
            data.mode,
            begins=data.begins,
            ends=data.ends,
            reason=data.reason,
        )

    @delete("/{override_id:uuid}", status_code=200, **permitted(ACCESS_OVERRIDE))
    async def end_override(
        self,
        actor: NamedDependency[Actor],
        overrides: NamedDependency[OverrideService],
        station_id: FromPath[UUID],
        override_id: FromPath[UUID],
    ) -> StationOverride:
        """End an override, or withdraw one that is to begin; the policy governs again."""
        return await overrides.end(actor, station_id, override_id)
