"""What roaming refuses."""

from chargehouse.kernel.errors import Conflict, NotFound
from chargehouse.kernel.owners import PartyUnknown

__all__ = [
    "HandshakeFailed",
    "PartnerInUse",
    "PartnerIsRegistered",
    "PartnerNameTaken",
    "PartnerNotRegistered",
    "PartnerUnknown",
    "PartyInUse",
    "PartyIsDefault",
    "PartyNotOurCpo",
    "PartyTaken",
    "PartyUnknown",
]


class PartyTaken(Conflict):
    """The party in this role belongs to a partner's platform."""

    code = "party_taken"


class PartyInUse(Conflict):
    """Locations or tariffs belong to the party: give them to another one first."""

    code = "party_in_use"


class PartyIsDefault(Conflict):
    """The default party cannot be removed: make another one the default first."""

    code = "party_is_default"


class PartyNotOurCpo(Conflict):
    """Only a CPO of ours can own locations and tariffs, or be the default."""

    code = "party_not_our_cpo"


class PartnerUnknown(NotFound):
    """There is no such partner's platform in this tenant."""

    code = "partner_unknown"


class PartnerNameTaken(Conflict):
    """Another partner has this name, in whatever case."""

    code = "partner_name_taken"


class PartnerIsRegistered(Conflict):
    """The partner is registered: end that first."""

    code = "partner_is_registered"


class PartnerNotRegistered(Conflict):
    """The partner is not registered."""

    code = "partner_not_registered"


class PartnerInUse(Conflict):
    """Something still belongs to the partner's parties."""

    code = "partner_in_use"


class HandshakeFailed(Conflict):
    """A handshake with a partner came to nothing; `details` name the step and what was wrong."""

    code = "handshake_failed"
