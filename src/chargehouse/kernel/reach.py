"""Where a permission holds: in the whole tenant, or at some of its locations and fleets."""

from dataclasses import dataclass
from typing import Final, Self
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Place:
    """Where a thing stands: at a location, with a fleet, with both, or with neither."""

    location_id: UUID | None = None
    fleet_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """A part of a tenant: all of it, or what stands at these locations or with these fleets."""

    everywhere: bool = False
    locations: frozenset[UUID] = frozenset()
    fleets: frozenset[UUID] = frozenset()

    def covers(self, place: Place) -> bool:
        """Tell whether what stands there belongs to this part."""
        return (
            self.everywhere or place.location_id in self.locations or place.fleet_id in self.fleets
        )

    def __or__(self, other: Self) -> Self:
        return type(self)(
            self.everywhere or other.everywhere,
            self.locations | other.locations,
            self.fleets | other.fleets,
        )

    def __bool__(self) -> bool:
        return self.everywhere or bool(self.locations) or bool(self.fleets)


NOWHERE: Final = Scope()
EVERYWHERE: Final = Scope(everywhere=True)


@dataclass(frozen=True, slots=True)
class Reach:
    """Where somebody may do a thing: where it is allowed, and not denied as well."""

    allowed: Scope = NOWHERE
    denied: Scope = NOWHERE

    @property
    def is_whole(self) -> bool:
        """Tell whether it reaches everything in the tenant."""
        return self.allowed.everywhere and not self.denied

    @property
    def is_none(self) -> bool:
        """Tell whether it reaches nothing, whatever stands where."""
        return self.denied.everywhere or not (
            self.allowed.everywhere
            or self.allowed.locations - self.denied.locations
            or self.allowed.fleets - self.denied.fleets
        )

    def covers(self, place: Place) -> bool:
        """Tell whether it reaches what stands there."""
        return self.allowed.covers(place) and not self.denied.covers(place)

    def within(self, locations: frozenset[UUID]) -> Self:
        """Return what it reaches at these locations; what it reaches by fleet alone is left out."""
        allowed = locations if self.allowed.everywhere else self.allowed.locations & locations
        return type(self)(Scope(locations=allowed), self.denied)


ALL: Final = Reach(EVERYWHERE)
NONE: Final = Reach()
