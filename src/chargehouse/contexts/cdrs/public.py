"""What others may use of CDRs: what a session costs, and on which terms."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from chargehouse.contexts.stations.public import Site
from chargehouse.contexts.tariffs.public import AppliedTariff, CostBreakdown

WhyFree = Literal["freevend", "no_tariff"]
"""Why a session costs nothing: anybody might charge there, or no tariff held when it began."""


class SessionTerms(msgspec.Struct, frozen=True, kw_only=True):
    """What a session began on: where it is, by which clock, and by which tariff it is priced.

    Taken once, when the session began; what is said of location and tariff later changes nothing.
    """

    session_id: UUID
    site: Site
    tariff: AppliedTariff | None


class SessionCost(msgspec.Struct, frozen=True, kw_only=True):
    """What a session costs so far or, where it has ended, what it did cost; and why.

    Where it is free, `free` says why in a word and `sentence` in English; there is no `cost` then.
    `until` is the end, or the instant up to which a live session is priced. Energy that is not
    known is priced as none: `energy_known` tells. `truncated` says that there were so many
    readings that of the last ones only the register counts.
    """

    session_id: UUID
    live: bool
    until: datetime
    timezone: str
    free: WhyFree | None
    sentence: str
    tariff: AppliedTariff | None
    cost: CostBreakdown | None
    energy_known: bool
    truncated: bool
