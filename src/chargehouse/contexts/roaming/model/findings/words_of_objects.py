"""Checks of objects and their fields, of what is not there, and of what is not allowed."""

from typing import Final

from chargehouse.contexts.roaming.model.findings.checks import Check, Section

OBJECT: Final = Section("the module's object description")
TIME: Final = Section("Types: DateTime")
STATUS: Final = Section("Status codes", "Transport and format: Response format")
OWNED: Final = Section("Transport and format: Client Owned Object Push")
LOCATION: Final = Section("Locations: Location Object")
AUTHORISE: Final = Section("Tokens: POST Method (Real-time Token Authorization)")

CHECKS: Final = (
    Check(
        "object.shape",
        "fault",
        "An object is not what its module says",
        "A field is missing, or has a value that it cannot have; we refuse such objects.",
        "Show the partner the field.",
        OBJECT,
    ),
    Check(
        "object.too_long",
        "fault",
        "A text is longer than its field",
        "Whoever keeps it cuts it or refuses it.",
        "Ask the partner to keep to the length; ids have 36 characters, of CDRs 39.",
        OBJECT,
    ),
    Check(
        "object.owner",
        "fault",
        "An object belongs to a party that is not the partner's",
        "Its `country_code` and `party_id` are none of the roles in the credentials.",
        "Ask the partner to name the owner, not the country of the address, or to add the role.",
        OWNED,
    ),
    Check(
        "object.last_updated",
        "fault",
        "A location is older than what is inside it",
        "A change of an EVSE or a connector changes `last_updated` of all around it.",
        "Ask the partner to let the time rise; changes are missed otherwise.",
        LOCATION,
    ),
    Check(
        "evse.removed",
        "note",
        "A location has EVSEs that were removed",
        "OCPI deletes no EVSE: it stays with the status `REMOVED`, and is not shown to drivers.",
        "Nothing needs to be done.",
        Section("Locations: Status enum"),
    ),
    Check(
        "time.zone",
        "fault",
        "A time has an offset of a time zone",
        "Instants are in UTC: `+00:00` is not allowed either.",
        "Ask the partner to write UTC with `Z`.",
        TIME,
    ),
    Check(
        "time.precision",
        "fault",
        "A time has more than 25 characters",
        "A fraction of a second has three decimals at most, else it does not fit.",
        "Ask the partner to cut its times to milliseconds or seconds.",
        TIME,
    ),
    Check(
        "time.bare",
        "note",
        "A time does not say that it is in UTC",
        "Without `Z` it is taken for UTC, as OCPI says; others take it for local time.",
        "It is clearer with `Z`.",
        TIME,
    ),
    Check(
        "time.future",
        "warning",
        "An object was changed in the future",
        "Its `last_updated` is more than five minutes ahead of our clock.",
        "Ask the partner whether it writes local time with `Z`.",
        TIME,
    ),
    Check(
        "number.text",
        "fault",
        "A number is written as text",
        "Numbers are JSON numbers, without quotes.",
        "Ask the partner to leave the quotes out.",
        Section("Types: number", "Types: decimal"),
    ),
    Check(
        "missing.found",
        "fault",
        "An object that cannot exist is there",
        "Asked for an id that nobody has, the partner answers with success.",
        "Ask the partner to answer HTTP 404.",
        STATUS,
    ),
    Check(
        "missing.status",
        "warning",
        "A missing object is not answered with HTTP 404",
        "Clients tell by 404 that they have to send the object.",
        "Ask the partner to answer HTTP 404.",
        STATUS,
    ),
    Check(
        "method.taken",
        "fault",
        "A method that does not exist is answered with success",
        "Commands are sent by POST; GET has no meaning there.",
        "Ask the partner to answer HTTP 405.",
        STATUS,
    ),
    Check(
        "method.status",
        "warning",
        "A method that does not exist is not answered with HTTP 405",
        "Commands are sent by POST; GET has no meaning there.",
        "Ask the partner to answer HTTP 405.",
        STATUS,
    ),
    Check(
        "authorize.allowed",
        "fault",
        "A token that cannot exist may charge",
        "The partner allows whoever comes.",
        "Tell the partner at once.",
        AUTHORISE,
    ),
    Check(
        "authorize.status",
        "warning",
        "A token that is not known is not answered with HTTP 404 and 2004",
        "By these a CPO tells an unknown token from one that may not charge now.",
        "Ask the partner to answer HTTP 404 with the status code 2004.",
        AUTHORISE,
    ),
)
