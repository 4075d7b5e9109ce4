"""What identity refuses."""

from chargehouse.kernel.errors import Conflict, Invalid, NotFound


class VehicleUnknown(NotFound):
    """The tenant has no such vehicle."""

    code = "vehicle_unknown"


class VehicleHasIdentifiers(Conflict):
    """A vehicle is not removed while identifiers name it."""

    code = "vehicle_has_identifiers"


class IdentifierUnknown(NotFound):
    """The tenant has no such identifier."""

    code = "identifier_unknown"


class IdentifierTaken(Conflict):
    """The tenant has an identifier of this value, whatever its type."""

    code = "identifier_taken"


class VersionOutdated(Conflict):
    """Somebody changed it since it was read."""

    code = "version_outdated"


class ImportUnreadable(Invalid):
    """The file is no table of identifiers: nothing of it was taken from here on."""

    code = "import_unreadable"


class AgreementUnknown(NotFound):
    """The tenant has no such agreement."""

    code = "agreement_unknown"


class AgreementNameTaken(Conflict):
    """The tenant has an agreement of this name, in whatever case."""

    code = "agreement_name_taken"


class AgreementOver(Conflict):
    """An agreement that has ended is not fed any more."""

    code = "agreement_over"


class FeedRefused(Invalid):
    """Some of what was fed cannot be meant: nothing of it was applied."""

    code = "feed_refused"


class AgreementFedByPartner(Conflict):
    """The agreement knows the tokens that its partner sends, and takes no other feed."""

    code = "agreement_fed_by_partner"
