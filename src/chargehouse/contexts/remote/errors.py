"""What remote refuses."""

from chargehouse.kernel.errors import Conflict, NotFound


class SentCommandUnknown(NotFound):
    """Nothing of the kind was asked of a partner."""

    code = "sent_command_unknown"


class ReceivedCommandUnknown(NotFound):
    """No partner asked for anything of the kind."""

    code = "received_command_unknown"


class NoTokenForPartners(Conflict):
    """The identifier is no token that partners are told: publish it first."""

    code = "no_token_for_partners"


class NotSayableToPartner(Conflict):
    """The partner's version of OCPI has no way to say it; `details` name the field."""

    code = "not_sayable_to_partner"
