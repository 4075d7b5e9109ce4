"""What CDRs refuse."""

from chargehouse.kernel.errors import Conflict, NotFound


class CdrUnknown(NotFound):
    """The tenant has no such CDR."""

    code = "cdr_unknown"


class CdrIsCredited(Conflict):
    """The CDR was taken back already, or takes another one back itself."""

    code = "cdr_credited"
