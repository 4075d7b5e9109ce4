"""Public holidays as exceptions of access policies."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from whenever import Date

from chargehouse.contexts.access.model.documents import (
    NAME_MAX_LENGTH,
    draft_of,
    local_minutes,
    refused,
)
from chargehouse.contexts.access.public import ACCESS_POLICY_EDIT, Mode
from chargehouse.contexts.access.public.policies import (
    ExceptionDraft,
    HolidayImport,
    LeftOut,
)
from chargehouse.contexts.access.repository import holidays as library
from chargehouse.contexts.access.service.policies import PolicyService
from chargehouse.kernel.actor import Actor

FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2100
YEARS_AT_MOST: Final = 10


class HolidayService:
    """Adds holidays to policies."""

    def __init__(self, policies: PolicyService) -> None:
        self._policies = policies

    async def add(
        self,
        actor: Actor,
        policy_id: UUID,
        *,
        country: str,
        region: str | None,
        years: Sequence[int],
        mode: Mode,
        dry_run: bool,
    ) -> HolidayImport:
        """Add the holidays of a country or region, each a whole day, or tell what would be added.

        What overlaps an exception that the policy has is left out. Raises `Invalid`, naming the
        field, and what a change of the policy raises.
        """
        actor.require_somewhere(ACCESS_POLICY_EDIT)
        found = _found(country, region, years, mode)
        policy = await self._policies.find(actor, policy_id)
        draft = draft_of(policy)
        added, left_out = list[ExceptionDraft](), list[LeftOut]()
        for one in found:
            clash = next((other for other in draft.exceptions if _overlap(one, other)), None)
            if clash is None:
                added.append(one)
            else:
                left_out.append(LeftOut(exception=one, overlaps=clash.name))
        if added and not dry_run:
            said = {"exceptions": [*draft.exceptions, *added]}
            policy = await self._policies.change(actor, policy_id, said, version=policy.version)
        return HolidayImport(
            dry_run=dry_run, added=added, left_out=left_out, version=policy.version
        )

    def countries(self, actor: Actor) -> dict[str, list[str]]:
        """Return the countries whose holidays are known, each with its regions."""
        actor.require_somewhere(ACCESS_POLICY_EDIT)
        return library.countries()


def _found(
    country: str, region: str | None, years: Sequence[int], mode: Mode
) -> list[ExceptionDraft]:
    known = library.countries()
    if country not in known:
        raise refused("country", "is a country's code of two letters: DE")
    if region is not None and region not in known[country]:
        rule = ", ".join(known[country]) or "left out, since the country has none"
        raise refused("region", f"is one of the country's: {rule}")
    if not 1 <= len(set(years)) <= YEARS_AT_MOST:
        raise refused("years", f"names 1 to {YEARS_AT_MOST} years")
    if not all(FIRST_YEAR <= year <= LAST_YEAR for year in years):
        raise refused("years", f"names years from {FIRST_YEAR} to {LAST_YEAR}")
    return [
        ExceptionDraft(
            name=name[:NAME_MAX_LENGTH],
            begins=f"{day}T00:00",
            ends=f"{Date(day).add(days=1)}T00:00",
            mode=mode,
        )
        for day, name in library.holidays_of(country, region, years).items()
    ]


def _overlap(one: ExceptionDraft, other: ExceptionDraft) -> bool:
    return local_minutes(one.begins) < local_minutes(other.ends) and (
        local_minutes(other.begins) < local_minutes(one.ends)
    )
