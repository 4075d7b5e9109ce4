"""Whether a session costs anything, how much, and whether that is recorded."""

from typing import Final

from chargehouse.contexts.cdrs.public import SessionCost, SessionTerms, WhyFree, WhyOmitted
from chargehouse.contexts.sessions.public import SessionCourse, SessionHead
from chargehouse.contexts.tariffs.public import AppliedTariff, MeteredSession, price

FREEVEND: Final = "freevend"
SENTENCES: Final[dict[WhyOmitted, str]] = {
    "freevend": "It began in freevend, where anybody may charge, and costs nothing.",
    "unidentified": "It ended and nobody was identified, so there is nobody to bill.",
    "no_tariff": "No tariff held at this place when it began, so it costs nothing.",
    "energy_unknown": "How much energy it took is not known, so nothing is recorded of its cost.",
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


def asks_for_current(tariff: AppliedTariff | None) -> bool:
    """Tell whether a tariff restricts anything by current, which is dear to know."""
    if tariff is None:
        return False
    said = [element.restrictions for element in tariff.document.tariff.elements]
    return any(each.min_current is not None or each.max_current is not None for each in said)


def cost_of(course: SessionCourse, terms: SessionTerms) -> SessionCost:
    """Return what a session costs by its course, on its terms."""
    head, tariff = course.head, terms.tariff
    free = why_free(head, tariff)
    cost = None
    if free is None and tariff is not None:
        metered = MeteredSession(timezone=terms.site.timezone, readings=course.readings)
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
