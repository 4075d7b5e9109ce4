"""Sessions as partners are told them: no cost is told that is not known."""

from uuid import UUID

from msgspec.structs import replace
from tests.unit.cdrs.scene import FACTS, course, terms

from chargehouse.contexts.cdrs.model.pricing import cost_of
from chargehouse.contexts.publishing.model.sessions import ToldPlace, session_v221, session_v230
from chargehouse.contexts.publishing.public import TokenUse
from chargehouse.ocpi.headers import PartyKey

USE = TokenUse(partner_id=UUID(int=10), token=FACTS.token, auth_method="WHITELIST")
PLACE = ToldPlace(
    party_id=UUID(int=11),
    owner=PartyKey("ES", "CPO"),
    location_id="DEPOT",
    evse_uid="NORTH-1-1",
    evse_id="ES*CPO*ENORTH1*1",
    connector={"id": "1"},
)


def test_what_was_not_priced_whole_is_told_without_a_cost() -> None:
    """And it is `INVALID` in the end, since nobody is billed for it (sessions, 9.4.3)."""
    for live, whole, part in ((True, "ACTIVE", "ACTIVE"), (False, "COMPLETED", "INVALID")):
        made = course(live=live)
        for truncated, status in ((False, whole), (True, part)):
            cost = cost_of(replace(made, truncated=truncated), terms())
            for say in (session_v221, session_v230):
                told = say(made.head, cost, USE, PLACE)
                assert told.status == status
                assert told.kwh == 10
                assert (told.total_cost is None, told.charging_periods is None) == (
                    truncated,
                    truncated,
                )
