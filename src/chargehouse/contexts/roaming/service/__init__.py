"""Use cases of roaming."""

from chargehouse.contexts.roaming.service.adoption import Adoption
from chargehouse.contexts.roaming.service.asking import Asking
from chargehouse.contexts.roaming.service.documents import Adopted, adopt_documents
from chargehouse.contexts.roaming.service.door import Caller, PartnerDoor
from chargehouse.contexts.roaming.service.locations import PartyLocations
from chargehouse.contexts.roaming.service.parties import PartyService
from chargehouse.contexts.roaming.service.partners import OwnUrl, PartnerService
from chargehouse.contexts.roaming.service.vault import Vault

__all__ = [
    "Adopted",
    "Adoption",
    "Asking",
    "Caller",
    "OwnUrl",
    "PartnerDoor",
    "PartnerService",
    "PartyLocations",
    "PartyService",
    "Vault",
    "adopt_documents",
]
