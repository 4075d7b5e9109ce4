"""What stations and their operators are refused, and why."""

from typing import ClassVar

from chargehouse.kernel.errors import Conflict, Invalid, NotFound


class LocationUnknown(NotFound):
    """There is no such location in this tenant."""

    code: ClassVar[str] = "location_unknown"


class LocationInUse(Conflict):
    """Stations still stand at the location."""

    code: ClassVar[str] = "location_in_use"


class LocationIdTaken(Conflict):
    """Another location of the tenant has this OCPI id; upper and lower case are the same."""

    code: ClassVar[str] = "location_id_taken"


class StationUnknown(NotFound):
    """There is no such station in this tenant, or it was removed."""

    code: ClassVar[str] = "station_unknown"


class StationCodeTaken(Conflict):
    """Another station of the tenant has this code; upper and lower case are the same."""

    code: ClassVar[str] = "station_code_taken"


class ChangedMeanwhile(Conflict):
    """Somebody else changed it since it was read; read it again."""

    code: ClassVar[str] = "changed_meanwhile"


class WindowUnknown(NotFound):
    """There is no such registration window."""

    code: ClassVar[str] = "registration_window_unknown"


class RegistrationClosed(NotFound):
    """No registration window lets this new station in now."""

    code: ClassVar[str] = "registration_closed"


class CommandUnknown(NotFound):
    """There is no such command."""

    code: ClassVar[str] = "command_unknown"


class CommandNotPossible(Conflict):
    """The station's protocol has no such action, or is not known yet."""

    code: ClassVar[str] = "command_not_possible"


class CertificateUnknown(NotFound):
    """There is no such certificate."""

    code: ClassVar[str] = "certificate_unknown"


class SigningRequestRefused(Invalid):
    """The certificate signing request cannot be signed; the message says why."""

    code: ClassVar[str] = "signing_request_refused"
