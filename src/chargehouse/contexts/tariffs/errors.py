"""What tariffs refuse."""

from chargehouse.kernel.errors import Conflict, NotFound


class TariffUnknown(NotFound):
    """The tenant has no such tariff."""

    code = "tariff_unknown"


class TariffNameTaken(Conflict):
    """Another tariff that is not archived has this name, in whatever case."""

    code = "tariff_name_taken"


class TariffIdTaken(Conflict):
    """Another tariff, archived or not, has this OCPI id, in whatever case."""

    code = "tariff_id_taken"


class TariffIsArchived(Conflict):
    """An archived tariff says for ever what it said."""

    code = "tariff_archived"


class TariffChangedMeanwhile(Conflict):
    """The tariff is no longer in the version that was read."""

    code = "changed_meanwhile"


class AssignmentUnknown(NotFound):
    """The tenant has no such assignment."""

    code = "tariff_assignment_unknown"


class AssignmentOverlaps(Conflict):
    """Another tariff is assigned to the same place for some of the same time."""

    code = "tariff_assignment_overlaps"


class AssignmentChangedMeanwhile(Conflict):
    """The assignment is no longer in the version that was read."""

    code = "changed_meanwhile"
