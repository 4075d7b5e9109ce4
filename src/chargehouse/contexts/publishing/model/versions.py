"""Documents of 2.2.1 in a partner's version: whole ones, and what is inside a location.

A location of 2.2.1 is one of 2.3.0 as it stands, so that only older partners cost a conversion.
"""

from chargehouse.contexts.publishing.model.saying import said_in
from chargehouse.contexts.publishing.public import Publication
from chargehouse.ocpi import codec
from chargehouse.ocpi.conversions.said import NotSayable
from chargehouse.ocpi.conversions.v211.locations import connector_to_v211, evse_to_v211
from chargehouse.ocpi.v221 import locations as v221
from chargehouse.ocpi.versions import VersionName


def location_in(publication: Publication, version: VersionName) -> bytes | None:
    """Return a location in a version, as JSON; None where that cannot say it."""
    return publication.document if version == "2.3.0" else said_in(publication, version)


def evse_in(evse: v221.Evse, version: VersionName) -> bytes | None:
    """Return an EVSE in a version, as JSON; None where that cannot say it."""
    try:
        return codec.encode(evse_to_v211(evse).value if version == "2.1.1" else evse)
    except NotSayable:
        return None


def connector_in(connector: v221.Connector, version: VersionName) -> bytes | None:
    """Return a connector in a version, as JSON; None where that cannot say it."""
    try:
        return codec.encode(connector_to_v211(connector).value if version == "2.1.1" else connector)
    except NotSayable:
        return None
