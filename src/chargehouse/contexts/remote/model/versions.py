"""Commands and their answers in the words of a partner's version; inside they are those of 2.2.1.

Commands that carry no token are the same in every version.
"""

from collections.abc import Mapping
from typing import Any, Final, TypeVar

import msgspec

from chargehouse.ocpi import codec
from chargehouse.ocpi.conversions.said import NotSayable
from chargehouse.ocpi.conversions.v211 import commands as to_v211
from chargehouse.ocpi.conversions.v230 import tokens as to_v230
from chargehouse.ocpi.errors import (
    InvalidParameters,
    NoSuchObject,
    NotJson,
    PartnerUnintelligible,
)
from chargehouse.ocpi.headers import PartyKey
from chargehouse.ocpi.objects import OcpiObject
from chargehouse.ocpi.v211 import commands as v211
from chargehouse.ocpi.v221 import commands as v221
from chargehouse.ocpi.v230 import commands as v230
from chargehouse.ocpi.versions import VersionName

T = TypeVar("T")

COMMANDS: Final[Mapping[VersionName, Mapping[str, type[OcpiObject]]]] = {
    "2.1.1": v211.COMMANDS,
    "2.2.1": v221.COMMANDS,
    "2.3.0": v230.COMMANDS,
}


def read_command(version: VersionName, name: str, body: bytes, owner: PartyKey) -> OcpiObject:
    """Return a command that a partner sent, in 2.2.1.

    `owner` is the token's in 2.1.1, whose tokens do not say it. Raises `NoSuchObject` for a command
    that the version does not have, and as `codec.decode`.
    """
    kind = COMMANDS[version].get(name)
    if kind is None:
        raise NoSuchObject(f"The commands of {version} are {', '.join(COMMANDS[version])}")
    command: Any = codec.decode(kind, body)
    try:
        if isinstance(command, v211.StartSession):
            return to_v211.start_session_from_v211(command, owner).value
        if isinstance(command, v211.ReserveNow):
            return to_v211.reserve_now_from_v211(command, owner).value
        if isinstance(command, v230.StartSession):
            return to_v230.start_session_from_v230(command).value
        if isinstance(command, v230.ReserveNow):
            return to_v230.reserve_now_from_v230(command).value
        return codec.check(v221.COMMANDS[name], command)
    except NotSayable as error:
        raise InvalidParameters("Not as it may be", error.field) from None


def command_for(version: VersionName, command: OcpiObject) -> OcpiObject:
    """Return a command of 2.2.1 in a partner's version. Raises `NotSayable`."""
    if version == "2.2.1":
        return command
    is_old = version == "2.1.1"
    if isinstance(command, v221.StartSession):
        if is_old:
            return to_v211.start_session_to_v211(command).value
        return to_v230.start_session_to_v230(command).value
    if isinstance(command, v221.ReserveNow):
        if is_old:
            return to_v211.reserve_now_to_v211(command).value
        return to_v230.reserve_now_to_v230(command).value
    if is_old and isinstance(command, v221.CancelReservation):
        raise NotSayable("kind", "2.1.1 has no command for it")
    return command


def response_for(version: VersionName, response: v221.CommandResponse) -> OcpiObject:
    """Return what is said at once in a partner's version."""
    return to_v211.response_to_v211(response).value if version == "2.1.1" else response


def result_for(version: VersionName, result: v221.CommandResult) -> OcpiObject:
    """Return what a charger said in a partner's version."""
    return to_v211.result_to_v211(result).value if version == "2.1.1" else result


def read_response(version: VersionName, raw: msgspec.Raw, timeout_s: int) -> v221.CommandResponse:
    """Return what a partner said at once; `timeout_s` is ours, for 2.1.1 has none.

    Raises `PartnerUnintelligible`.
    """
    try:
        if version == "2.1.1":
            return to_v211.response_from_v211(v211.read_response(raw), timeout_s).value
        return codec.decode(v221.CommandResponse, raw)
    except (InvalidParameters, NotJson) as error:
        raise PartnerUnintelligible("Not an answer to a command", _field(error)) from None


def read_result(version: VersionName, body: bytes) -> v221.CommandResult:
    """Return what a partner's charger said. Raises as `codec.decode`."""
    if version == "2.1.1":
        return to_v211.result_from_v211(v211.read_response(body)).value
    return codec.decode(v221.CommandResult, body)


def read_answer(made: type[T], raw: msgspec.Raw) -> T:
    """Return what a partner said at once of a profile. Raises `PartnerUnintelligible`."""
    try:
        return codec.decode(made, raw)
    except (InvalidParameters, NotJson) as error:
        raise PartnerUnintelligible("Not an answer to a request", _field(error)) from None


def _field(error: Exception) -> str:
    return error.field if isinstance(error, InvalidParameters) else ""
