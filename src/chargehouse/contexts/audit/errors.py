"""Why the log refuses."""

from chargehouse.kernel.errors import Conflict, Invalid, NotFound


class EntryUnknown(NotFound):
    """There is no such entry in the log."""

    code = "audit_entry_unknown"


class EntryEmptied(NotFound):
    """The entry was there; retention left its hash alone."""

    code = "audit_entry_emptied"


class NotSignedYet(Conflict):
    """No head covers it yet; one is signed within a minute."""

    code = "audit_not_signed_yet"


class SizeUnknown(Invalid):
    """The log never had this size, or not yet."""

    code = "audit_size_unknown"


class FieldsUnknown(Invalid):
    """Some fields that are to be erased are not among what is personal in the log."""

    code = "audit_fields_unknown"
