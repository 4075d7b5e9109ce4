"""What many places offer in an instant, and until when."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from chargehouse.contexts.tariffs.model.assigning import Candidate, nearest

PlaceKey = tuple[UUID | None, UUID | None, int | None, int | None]
"""What an assignment is to: location, station, EVSE, connector; none of them is everywhere."""


class OfferedTariff(Struct, frozen=True, kw_only=True, gc=False):
    """A tariff that holds at a place in an instant, and whose it is."""

    tariff_id: UUID
    party_id: UUID
    ocpi_id: str


class Offers(Struct, frozen=True):
    """What holds at each of some places, None for nothing, in their order.

    `until` is when that may be something else, as an assignment begins or ends or a tariff comes
    into force; None where nothing is planned.
    """

    offered: tuple[OfferedTariff | None, ...]
    until: datetime | None


class Planned(Struct, frozen=True, kw_only=True):
    """An assignment that is not over: to which place, from when and until when, of which tariff."""

    key: PlaceKey
    begins: datetime | None
    ends: datetime | None
    candidate: Candidate
    tariff: OfferedTariff


def offers(
    planned: Iterable[Planned], places: Sequence[Sequence[PlaceKey]], at: datetime
) -> Offers:
    """Return what holds at places, each given as the keys by which it can be assigned to."""
    by_key: dict[PlaceKey, list[Planned]] = defaultdict(list)
    boundaries = []
    for each in planned:
        by_key[each.key].append(each)
        boundaries += [
            instant
            for instant in (
                each.begins,
                each.ends,
                each.candidate.valid_from,
                each.candidate.valid_to,
            )
            if instant is not None and instant > at
        ]
    return Offers(
        tuple(_offered(by_key, keys, at) for keys in places), min(boundaries, default=None)
    )


def _offered(
    by_key: Mapping[PlaceKey, Sequence[Planned]], keys: Iterable[PlaceKey], at: datetime
) -> OfferedTariff | None:
    holding = {
        each.candidate.assignment_id: each
        for key in keys
        for each in by_key.get(key, ())
        if each.begins is None or each.begins <= at
    }
    chosen, _ = nearest((each.candidate for each in holding.values()), at)
    return None if chosen is None else holding[chosen.assignment_id].tariff
