"""Whether a session costs anything, how much, and whether that is recorded."""

from datetime import datetime
from typing import Final

from chargehouse.contexts.cdrs.public import (
    ExpiredReservation,
    SessionCost,
    SessionTerms,
    WhyFree,
    WhyOmitted,
)
from chargehouse.contexts.sessions.public import SessionCourse, SessionHead
from chargehouse.contexts.stations.public import Site
from chargehouse.contexts.tariffs.public import (
    AppliedTariff,
    CostBreakdown,
    MeteredSession,
    Reservation,
    Restrictions,
    price,
)

FREEVEND: Final = "freevend"
SENTENCES: Final[dict[WhyOmitted, str]] = {
    "freevend": "It began in freevend, where anybody may charge, and costs nothing.",
    "unidentified": "It ended and nobody was identified, so there is nobody to bill.",
    "no_tariff": "No tariff held at this place when it began, so it costs nothing.",
    "energy_unknown": "How much energy it took is not known, so nothing is recorded of its cost.",
    "too_many_readings": "Its meter said more than a price is made of, so nothing is recorded of"
    " its cost.",
}
PRICED: Final = "It is priced by the tariff that held at this place when it began."


def why_free(head: SessionHead, tariff: AppliedTariff | None) -> WhyFree | None:
    """Return why a session costs nothing, or None where it is priced.

    A charger that lets anybody charge may tell no identifier, and then no decision knows the mode.
    """
    if head.mode == FREEVEND:
        return "freevend"
    told_of = (head.mode, head.masked_identifier, head.decision_id)
    if head.ended_at is not None and told_of == (None, None, None):
        return "unidentified"
    return "no_tariff" if tariff is None else None


def why_omitted(head: SessionHead, tariff: AppliedTariff | None) -> WhyOmitted | None:
    """Return why a session gets no CDR in the end, or None where it gets one."""
    free = why_free(head, tariff)
    if free is None and head.energy_wh is None:
        return "energy_unknown"
    return free


def prices_reservations(tariff: AppliedTariff | None) -> bool:
    """Tell whether a tariff has a price for places that are held for somebody."""
    return any(each.reservation == "reservation" for each in _restrictions(tariff))


def asks_for_power(tariff: AppliedTariff | None) -> bool:
    """Tell whether a tariff restricts anything by power; else what a meter said of it is noise."""
    said = _restrictions(tariff)
    return any(each.min_power is not None or each.max_power is not None for each in said)


def asks_for_current(tariff: AppliedTariff | None) -> bool:
    """Tell whether a tariff restricts anything by current, which is dear to know."""
    said = _restrictions(tariff)
    return any(each.min_current is not None or each.max_current is not None for each in said)


def _restrictions(tariff: AppliedTariff | None) -> list[Restrictions]:
    """Return what the elements of a tariff hold for; without a tariff there are none."""
    if tariff is None:
        return []
    return [element.restrictions for element in tariff.document.tariff.elements]


def cost_of(course: SessionCourse, terms: SessionTerms) -> SessionCost:
    """Return what a session costs by its course, on its terms."""
    head, tariff = course.head, terms.tariff
    free = why_free(head, tariff)
    cost = None
    if free is None and tariff is not None:
        metered = MeteredSession(
            timezone=terms.site.timezone,
            readings=course.readings,
            reserved=_reserved(terms.reserved_since, course.readings[0].at),
        )
        cost = price(tariff.document.tariff, metered)
    return SessionCost(
        session_id=head.id,
        live=head.ended_at is None,
        until=course.readings[-1].at,
        timezone=terms.site.timezone,
        free=free,
        sentence=PRICED if free is None else SENTENCES[free],
        tariff=tariff if free is None else None,
        cost=cost,
        energy_known=head.energy_wh is not None,
        truncated=course.truncated,
    )


def cost_of_reservation(
    reserved: ExpiredReservation, site: Site, tariff: AppliedTariff | None
) -> CostBreakdown | None:
    """Return what a reservation costs that nobody came for; None where nothing prices it."""
    if tariff is None:
        return None
    held = Reservation(reserved.begins, reserved.ends, expired=True)
    said = tariff.document.tariff
    cost = price(said, MeteredSession(timezone=site.timezone, reserved=held))
    return cost if cost.lines else None


def _reserved(since: datetime | None, began: datetime) -> Reservation | None:
    """Return the reservation that ended as a session began."""
    return None if since is None else Reservation(since, max(since, began))
