"""What is changed between us and roaming partners, and what the audit log tells of it."""

from typing import Final

from tests.independent.walking import Row

DETAILS: Final = {"name": "Walkers"}
PARTY: Final = {
    "country_code": "ES",
    "party_id": "WLK",
    "role": "CPO",
    "business_details": DETAILS,
}
OTHER: Final = {**PARTY, "party_id": "WLL"}
PLACE: Final = {
    "name": "Plaza",
    "address": "Calle 1",
    "city": "Madrid",
    "country": "ESP",
    "coordinates": {"latitude": "40.41888", "longitude": "-3.69194"},
    "time_zone": "Europe/Madrid",
}
OWN: Final = {"country_code": "XX", "party_id": "CHG"}

PARTIES: Final = (
    Row("POST /roaming/parties", "party.added", PARTY),
    Row(
        "PUT /roaming/parties/default",
        "party.default_changed",
        {"country_code": "ES", "party_id": "WLK"},
    ),
    Row("POST /ocpi/parties", "party.added", OTHER),
    Row("PUT /ocpi/parties/default", "party.default_changed", OWN),
    Row("POST /roaming/locations/{party}", "location.added", PLACE, given={"party": "XX-CHG"}),
    Row(
        "POST /ocpi/cpo/2.2.1/locations/{party}",
        "location.added",
        PLACE,
        given={"party": "XX-CHG"},
    ),
    Row(
        "DELETE /roaming/parties/{country_code}/{party_id}?role=CPO",
        "party.removed",
        given={"country_code": "ES", "party_id": "WLK"},
    ),
    Row(
        "DELETE /ocpi/parties/{country_code}/{party_id}?role=CPO",
        "party.removed",
        given={"country_code": "ES", "party_id": "WLL"},
    ),
)

PARTNERS: Final = (
    Row("POST /roaming/partners", "partner.added", {"name": "Walk"}, keep="partner_id"),
    Row("PATCH /roaming/partners/{partner_id}", "partner.changed", {"name": "Walk BV"}),
    Row("POST /roaming/partners/{partner_id}/invitation", "partner.invited"),
    Row(
        "POST /roaming/partners/{partner_id}/examination",
        "partner.examined",
        {"token": "a-token-of-theirs", "versions_url": "{versions_url}"},
    ),
    Row(
        "POST /roaming/partners/{partner_id}/registration",
        "partner.registered",
        {"token": "a-token-of-theirs", "versions_url": "{versions_url}"},
    ),
    Row("POST /roaming/partners/{partner_id}/rotation", "partner.credentials_changed"),
    Row(
        "POST /roaming/partners/{partner_id}/pulls",
        body={"whole": True},
        why="reads what a partner has; what is found is told of itself",
        neighbour=frozenset({409}),
    ),
    Row(
        "POST /roaming/partners/{partner_id}/commands",
        "partner_command.sent",
        {"kind": "STOP_SESSION", "session_id": "S-1"},
    ),
    Row(
        "POST /roaming/partners/{partner_id}/charging-profiles",
        "partner_command.sent",
        {"kind": "GET_PROFILE", "session_id": "S-1"},
    ),
    Row(
        "PUT /roaming/publishing/partners/{partner_id}/locations/{location_id}",
        "partner.publishing_rule_changed",
        {"shared": True},
    ),
    Row(
        "PUT /roaming/publishing/partners/{partner_id}/parties/{party_id}",
        "partner.publishing_rule_changed",
        {"shared": True},
        given={"party_id": "{own_party_id}"},
    ),
    Row(
        "PUT /roaming/publishing/tokens",
        "publishing.token_sharing_changed",
        {"shared": "fleets", "fleets": ["{fleet_id}"]},
    ),
    Row(
        "PUT /roaming/publishing/tokens",
        "publishing.token_sharing_changed",
        {"shared": "none"},
    ),
    Row("POST /roaming/publishing/rebuild", "publishing.rebuild_begun"),
    Row("POST /roaming/partners/{partner_id}/queue/resync", "partner.resync_begun"),
    Row("POST /roaming/partners/{partner_id}/queue/retry", "partner.pushes_retried"),
    Row("DELETE /roaming/partners/{partner_id}/registration", "partner.unregistered"),
    Row("DELETE /roaming/partners/{partner_id}", "partner.removed"),
)
