"""Sessions and CDRs between 2.2.1 and 2.3.0."""

from typing import Any, get_args

from chargehouse.ocpi import codec
from chargehouse.ocpi.conversions.said import Draft, NotSayable, Said
from chargehouse.ocpi.conversions.v230.prices import price_from_v230, price_to_v230
from chargehouse.ocpi.conversions.v230.tariffs import tariff_from_v230, tariff_to_v230
from chargehouse.ocpi.conversions.v230.tokens import token_type_from_v230
from chargehouse.ocpi.v221 import cdrs as cdrs_221
from chargehouse.ocpi.v221 import sessions as sessions_221
from chargehouse.ocpi.v221.locations import ConnectorType
from chargehouse.ocpi.v230 import cdrs as cdrs_230
from chargehouse.ocpi.v230 import sessions as sessions_230
from chargehouse.ocpi.v230.tariffs import Tariff

_STANDARDS = frozenset(get_args(ConnectorType))
_COSTS = (
    "total_cost",
    "total_fixed_cost",
    "total_energy_cost",
    "total_time_cost",
    "total_parking_cost",
    "total_reservation_cost",
)


def session_to_v230(session: sessions_221.Session) -> Said[sessions_230.Session]:
    """Return a session in 2.3.0, whole."""
    draft = Draft(session)
    draft.inside("total_cost", price_to_v230)
    return draft.said(sessions_230.Session)


def session_from_v230(session: sessions_230.Session) -> Said[sessions_221.Session]:
    """Return a session in 2.2.1, its taxes added up."""
    draft = Draft(session)
    draft.inside("total_cost", price_from_v230)
    draft.inside("cdr_token", token_type_from_v230)
    return draft.said(sessions_221.Session)


def cdr_to_v230(cdr: cdrs_221.Cdr) -> Said[cdrs_230.Cdr]:
    """Return a CDR in 2.3.0, whole."""
    draft = Draft(cdr)
    for name in _COSTS:
        draft.inside(name, price_to_v230)
    if cdr.tariffs is not None:
        draft.data["tariffs"] = [codec.to_plain(tariff_to_v230(t).value) for t in cdr.tariffs]
    return draft.said(cdrs_230.Cdr)


def cdr_from_v230(cdr: cdrs_230.Cdr) -> Said[cdrs_221.Cdr]:
    """Return a CDR in 2.2.1, its taxes added up.

    Raises `NotSayable` where 2.2.1 does not know the connector's standard.
    """
    if cdr.cdr_location.connector_standard not in _STANDARDS:
        raise NotSayable("cdr_location.connector_standard", "2.2.1 does not know it")
    draft = Draft(cdr)
    for name in _COSTS:
        draft.inside(name, price_from_v230)
    draft.inside("cdr_token", token_type_from_v230)
    if cdr.tariffs is not None:
        said = [_tariff(draft, index, tariff) for index, tariff in enumerate(cdr.tariffs)]
        draft.data["tariffs"] = [tariff for tariff in said if tariff is not None]
    return draft.said(cdrs_221.Cdr)


def _tariff(draft: Draft, index: int, tariff: Tariff) -> Any:  # noqa: ANN401  plain data
    try:
        said = tariff_from_v230(tariff)
    except NotSayable:
        draft.note(f"tariffs[{index}]")
        return None
    draft.lost += [f"tariffs[{index}].{path}" for path in said.lost]
    return codec.to_plain(said.value)
