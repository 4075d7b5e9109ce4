"""Use cases of roaming."""

from chargehouse.contexts.roaming.service.adoption import Adoption
from chargehouse.contexts.roaming.service.documents import Adopted, adopt_documents
from chargehouse.contexts.roaming.service.locations import PartyLocations
from chargehouse.contexts.roaming.service.parties import PartyService

__all__ = ["Adopted", "Adoption", "PartyLocations", "PartyService", "adopt_documents"]
