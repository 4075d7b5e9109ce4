"""Use cases of roaming."""

from chargehouse.contexts.roaming.service.adoption import Adoption
from chargehouse.contexts.roaming.service.asking import Asking
from chargehouse.contexts.roaming.service.book import Parties
from chargehouse.contexts.roaming.service.callers import Caller, Callers
from chargehouse.contexts.roaming.service.doctor import Doctor, Wish
from chargehouse.contexts.roaming.service.documents import Adopted, adopt_documents
from chargehouse.contexts.roaming.service.door import PartnerDoor
from chargehouse.contexts.roaming.service.exchanges import ExchangeLog, Seen
from chargehouse.contexts.roaming.service.hubs import HubParties
from chargehouse.contexts.roaming.service.line import Line
from chargehouse.contexts.roaming.service.locations import PartyLocations
from chargehouse.contexts.roaming.service.modules import Asked, ModuleDoor
from chargehouse.contexts.roaming.service.parties import PartyService
from chargehouse.contexts.roaming.service.partners import OwnUrl, PartnerService
from chargehouse.contexts.roaming.service.vault import Vault

__all__ = [
    "Adopted",
    "Adoption",
    "Asked",
    "Asking",
    "Caller",
    "Callers",
    "Doctor",
    "ExchangeLog",
    "HubParties",
    "Line",
    "ModuleDoor",
    "OwnUrl",
    "Parties",
    "PartnerDoor",
    "PartnerService",
    "PartyLocations",
    "PartyService",
    "Seen",
    "Vault",
    "Wish",
    "adopt_documents",
]
