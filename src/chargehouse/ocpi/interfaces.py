"""What each module of each version exchanges: its object, its methods, how it is patched."""

from collections.abc import Mapping
from typing import Final

import msgspec

from chargehouse.ocpi.objects import OcpiObject
from chargehouse.ocpi.patches import PatchRules
from chargehouse.ocpi.v211 import cdrs as cdrs_211
from chargehouse.ocpi.v211 import credentials as credentials_211
from chargehouse.ocpi.v211 import locations as locations_211
from chargehouse.ocpi.v211 import sessions as sessions_211
from chargehouse.ocpi.v211 import tariffs as tariffs_211
from chargehouse.ocpi.v211 import tokens as tokens_211
from chargehouse.ocpi.v221 import cdrs as cdrs_221
from chargehouse.ocpi.v221 import credentials as credentials_221
from chargehouse.ocpi.v221 import hub_client_info as hub_client_info_221
from chargehouse.ocpi.v221 import locations as locations_221
from chargehouse.ocpi.v221 import sessions as sessions_221
from chargehouse.ocpi.v221 import tariffs as tariffs_221
from chargehouse.ocpi.v221 import tokens as tokens_221
from chargehouse.ocpi.v230 import cdrs as cdrs_230
from chargehouse.ocpi.v230 import credentials as credentials_230
from chargehouse.ocpi.v230 import hub_client_info as hub_client_info_230
from chargehouse.ocpi.v230 import locations as locations_230
from chargehouse.ocpi.v230 import sessions as sessions_230
from chargehouse.ocpi.v230 import tariffs as tariffs_230
from chargehouse.ocpi.v230 import tokens as tokens_230
from chargehouse.ocpi.versions import InterfaceRole, VersionName

OBJECTS: Final[Mapping[VersionName, Mapping[str, type[OcpiObject]]]] = {
    "2.1.1": {
        "cdrs": cdrs_211.Cdr,
        "credentials": credentials_211.Credentials,
        "locations": locations_211.Location,
        "sessions": sessions_211.Session,
        "tariffs": tariffs_211.Tariff,
        "tokens": tokens_211.Token,
    },
    "2.2.1": {
        "cdrs": cdrs_221.Cdr,
        "credentials": credentials_221.Credentials,
        "hubclientinfo": hub_client_info_221.ClientInfo,
        "locations": locations_221.Location,
        "sessions": sessions_221.Session,
        "tariffs": tariffs_221.Tariff,
        "tokens": tokens_221.Token,
    },
    "2.3.0": {
        "cdrs": cdrs_230.Cdr,
        "credentials": credentials_230.Credentials,
        "hubclientinfo": hub_client_info_230.ClientInfo,
        "locations": locations_230.Location,
        "sessions": sessions_230.Session,
        "tariffs": tariffs_230.Tariff,
        "tokens": tokens_230.Token,
    },
}
"""The object that a module is about, by version; commands, profiles and payments have several."""

EVSES: Final[Mapping[VersionName, type[OcpiObject]]] = {
    "2.1.1": locations_211.Evse,
    "2.2.1": locations_221.Evse,
    "2.3.0": locations_230.Evse,
}
CONNECTORS: Final[Mapping[VersionName, type[OcpiObject]]] = {
    "2.1.1": locations_211.Connector,
    "2.2.1": locations_221.Connector,
    "2.3.0": locations_230.Connector,
}


class Interface(msgspec.Struct, frozen=True):
    """What one side of a module answers to; everything else is HTTP 405."""

    methods: frozenset[str]
    lists: bool = False


def _interface(*methods: str, lists: bool = False) -> Interface:
    return Interface(frozenset(methods), lists)


INTERFACES: Final[Mapping[tuple[str, InterfaceRole], Interface]] = {
    ("cdrs", "SENDER"): _interface("GET", lists=True),
    ("cdrs", "RECEIVER"): _interface("GET", "POST"),
    ("chargingprofiles", "SENDER"): _interface("POST", "PUT"),
    ("chargingprofiles", "RECEIVER"): _interface("GET", "PUT", "DELETE"),
    ("commands", "SENDER"): _interface("POST"),
    ("commands", "RECEIVER"): _interface("POST"),
    ("hubclientinfo", "SENDER"): _interface("GET", lists=True),
    ("hubclientinfo", "RECEIVER"): _interface("GET", "PUT"),
    ("locations", "SENDER"): _interface("GET", lists=True),
    ("locations", "RECEIVER"): _interface("GET", "PUT", "PATCH"),
    ("payments", "SENDER"): _interface("GET", "POST", "PUT", "PATCH", lists=True),
    ("payments", "RECEIVER"): _interface("GET", "POST"),
    ("sessions", "SENDER"): _interface("GET", "PUT", lists=True),
    ("sessions", "RECEIVER"): _interface("GET", "PUT", "PATCH"),
    ("tariffs", "SENDER"): _interface("GET", lists=True),
    ("tariffs", "RECEIVER"): _interface("GET", "PUT", "DELETE"),
    ("tokens", "SENDER"): _interface("GET", "POST", lists=True),
    ("tokens", "RECEIVER"): _interface("GET", "PUT", "PATCH"),
}
"""The two sides of each functional module since 2.2; credentials are the same on both."""

_OWNER: Final = ("country_code", "party_id")


def _location_rules(*, required: bool, owner: tuple[str, ...] = ()) -> PatchRules:
    connector = PatchRules(identity=("id",), required=required)
    evse = PatchRules(identity=("uid",), members={"connectors": connector}, required=required)
    parking = PatchRules(identity=("id",), dated=False)
    return PatchRules(
        identity=("id", *owner),
        members={"evses": evse, "parking_places": parking},
        required=required,
    )


_SINCE_22: Final[Mapping[str, PatchRules]] = {
    "locations": _location_rules(required=True, owner=_OWNER),
    "sessions": PatchRules(identity=("id", *_OWNER), grows=("charging_periods",)),
    "tokens": PatchRules(identity=("uid", "type", *_OWNER)),
}

PATCHES: Final[Mapping[VersionName, Mapping[str, PatchRules]]] = {
    "2.1.1": {
        "locations": _location_rules(required=False),
        "sessions": PatchRules(identity=("id",), required=False),
        "tariffs": PatchRules(identity=("id",), required=False),
        "tokens": PatchRules(identity=("uid", "type"), required=False),
    },
    "2.2.1": _SINCE_22,
    "2.3.0": {**_SINCE_22, "payments": PatchRules(identity=("terminal_id",))},
}
"""What can be patched, by version. 2.1.1 knows no rule for `last_updated` in a PATCH, replaces the
charging periods of a session, and lets tariffs be patched."""


def methods_of(version: VersionName, module: str, role: InterfaceRole) -> frozenset[str]:
    """Return the HTTP methods that a side of a module answers to in a version."""
    methods = INTERFACES[module, role].methods
    if version == "2.1.1" and (module, role) == ("tariffs", "RECEIVER"):
        return methods | {"PATCH"}
    if version == "2.1.1" and (module, role) == ("sessions", "SENDER"):
        return methods - {"PUT"}
    return methods
