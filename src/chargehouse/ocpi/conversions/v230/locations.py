"""Locations and EVSEs between 2.2.1 and 2.3.0."""

from typing import get_args

from chargehouse.ocpi.conversions.said import Draft, NotSayable, Said
from chargehouse.ocpi.v221 import locations as v221
from chargehouse.ocpi.v221.places import (
    EnvironmentalImpactCategory,
    Facility,
    ImageCategory,
    ParkingRestriction,
    ParkingType,
)
from chargehouse.ocpi.v221.token_types import TokenType
from chargehouse.ocpi.v230 import locations as v230

_STANDARDS = frozenset(get_args(v221.ConnectorType))
_IMPACTS = frozenset(get_args(EnvironmentalImpactCategory))
_IMAGES = frozenset(get_args(ImageCategory))
_PARKING_TYPES = frozenset(get_args(ParkingType))
_TOKEN_TYPES = frozenset(get_args(TokenType))


def location_to_v230(location: v221.Location) -> Said[v230.Location]:
    """Return a location in 2.3.0, whole."""
    return Draft(location).said(v230.Location)


def evse_to_v230(evse: v221.Evse) -> Said[v230.Evse]:
    """Return an EVSE in 2.3.0, whole."""
    return Draft(evse).said(v230.Evse)


def connector_to_v230(connector: v221.Connector) -> Said[v230.Connector]:
    """Return a connector in 2.3.0, whole."""
    return Draft(connector).said(v230.Connector)


def location_from_v230(location: v230.Location) -> Said[v221.Location]:
    """Return a location in 2.2.1, without parking places and words that it does not know."""
    draft = Draft(location)
    draft.lose("parking_places", "help_phone")
    if location.parking_type is not None and location.parking_type not in _PARKING_TYPES:
        draft.lose("parking_type")
    draft.each("publish_allowed_to", _publish_token)
    draft.keep_words("facilities", Facility)
    draft.each("images", _image)
    for name in ("operator", "suboperator", "owner"):
        draft.inside(name, business_details_from_v230)
    draft.inside("energy_mix", energy_mix_from_v230)
    draft.each("evses", _evse)
    return draft.said(v221.Location)


def evse_from_v230(evse: v230.Evse) -> Said[v221.Evse]:
    """Return an EVSE in 2.2.1; raises `NotSayable` where it has no connector known there."""
    draft = Draft(evse)
    if not _evse(draft):
        raise NotSayable("connectors", "2.2.1 knows none of their standards")
    return draft.said(v221.Evse)


def connector_from_v230(connector: v230.Connector) -> Said[v221.Connector]:
    """Return a connector in 2.2.1; raises `NotSayable` where its standard is not known there."""
    draft = Draft(connector)
    if not _connector(draft):
        raise NotSayable("standard", "2.2.1 does not know it")
    return draft.said(v221.Connector)


def business_details_from_v230(details: Draft) -> None:
    """Leave out a logo of a kind that 2.2.1 does not know."""
    logo = details.data.get("logo")
    if logo is not None and logo["category"] not in _IMAGES:
        details.lose("logo")


def energy_mix_from_v230(mix: Draft) -> None:
    """Leave out impacts that 2.2.1 does not know."""
    mix.each("environ_impact", lambda impact: impact.data["category"] in _IMPACTS)


def _publish_token(token: Draft) -> bool:
    return token.data.get("type") is None or token.data["type"] in _TOKEN_TYPES


def _image(image: Draft) -> bool:
    return image.data["category"] in _IMAGES


def _evse(evse: Draft) -> bool:
    evse.lose("parking", "accepted_service_providers")
    evse.keep_words("capabilities", v221.Capability)
    evse.keep_words("parking_restrictions", ParkingRestriction)
    evse.each("images", _image)
    evse.each("connectors", _connector)
    return bool(evse.data["connectors"])


def _connector(connector: Draft) -> bool:
    connector.lose("capabilities")
    return connector.data["standard"] in _STANDARDS
