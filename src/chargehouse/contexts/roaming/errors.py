"""What roaming refuses."""

from chargehouse.kernel.errors import Conflict
from chargehouse.kernel.owners import PartyUnknown

__all__ = ["PartyInUse", "PartyIsDefault", "PartyNotOurCpo", "PartyTaken", "PartyUnknown"]


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
