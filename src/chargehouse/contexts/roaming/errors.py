"""What roaming refuses."""

from typing import ClassVar

from chargehouse.kernel.errors import Conflict, NotFound, TooMany
from chargehouse.kernel.owners import PartyUnknown
from chargehouse.ocpi.errors import OcpiRefusal

__all__ = [
    "ExaminationUnderWay",
    "ExaminationsTooMany",
    "HandshakeFailed",
    "NeverExamined",
    "NoLine",
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
    "StrangersTooMany",
]


class NoLine(Conflict):
    """The partner is not registered, or has no such side of the module."""

    code = "no_line"


class PartyTaken(Conflict):
    """The party in this role belongs to a partner's platform."""

    code = "party_taken"


class PartyInUse(Conflict):
    """Locations or tariffs belong to the party, or something that was told is known by its name."""

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


class ExaminationUnderWay(Conflict):
    """The partner is being examined: wait for that to end."""

    code = "examination_under_way"


class ExaminationsTooMany(TooMany):
    """Too many partners are being examined at once."""

    code = "examinations_too_many"


class NeverExamined(NotFound):
    """The partner was not examined yet."""

    code = "never_examined"


class StrangersTooMany(OcpiRefusal):
    """Too many came from one place to partners' door whom nobody knows: HTTP 429."""

    code: ClassVar[str] = "strangers_too_many"
    http_status: ClassVar[int] = 429

    def __init__(self, retry_after_s: int) -> None:
        super().__init__("Too many requests without a token that is known here: wait a minute")
        self.retry_after_s = retry_after_s
