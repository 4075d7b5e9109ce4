"""What events tell of a CDR."""

from typing import Any

from chargehouse.contexts.cdrs.public import Cdr


def told(cdr: Cdr) -> dict[str, Any]:
    """Return the fields that every event of a CDR has."""
    return {
        "aggregate_id": cdr.id,
        "station_id": cdr.site.station_id,
        "session_id": cdr.session_id,
        "reservation_id": cdr.reservation_id,
        "location_id": cdr.site.location_id,
        "currency": cdr.cost.currency,
        "total_excl": cdr.total.excl,
        "total_incl": cdr.total.incl,
        "energy_kwh": cdr.cost.energy_kwh,
    }
