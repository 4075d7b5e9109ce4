"""The parties that a partner's credentials name."""

import pytest
from tests.unit.ocpi.ocpi_documents import document

from chargehouse.contexts.roaming.model.credentials import CREDENTIALS, claims_of
from chargehouse.ocpi import codec

ROLE = {"role": "CPO", "business_details": {"name": "R"}, "party_id": "ROA", "country_code": "NL"}


def named(**changes: object) -> list[tuple[str, str]]:
    said = {**document("v230", "credentials", "Credentials"), "roles": [ROLE], **changes}
    claims = claims_of(codec.check(CREDENTIALS["2.3.0"], said), "CPO")
    return [(str(claim.key), claim.role) for claim in claims]


@pytest.mark.parametrize(
    ("changes", "hubs"),
    [
        ({"hub_party_id": None}, []),
        ({"hub_party_id": "BEHUB"}, [("BE-HUB", "HUB")]),
        (
            {"hub_party_id": "BEHUB", "roles": [ROLE, {**ROLE, "role": "HUB"}]},
            [("NL-ROA", "HUB")],
        ),
    ],
    ids=["no hub", "beside the roles", "a role, as before 2.3.0"],
)
def test_a_hub_is_a_party_of_its_platform(
    changes: dict[str, object], hubs: list[tuple[str, str]]
) -> None:
    assert named(**changes) == [("NL-ROA", "CPO"), *hubs]
