"""What a partner's token is here: an identifier that an agreement knows."""

from collections.abc import Iterable
from typing import Final

from chargehouse.contexts.identity.model.identifiers import (
    IdentifierType,
    IdentifierValue,
    NewIdentifier,
    TokenTerms,
)
from chargehouse.contexts.identity.public.partners import PartnerToken
from chargehouse.kernel.errors import Invalid

# OCPI's TokenType (2.2.1 and 2.3.0): an app's user comes by no card, as OCPP's Central.
TYPES: Final[dict[str, IdentifierType]] = {
    "RFID": "rfid",
    "EMAID": "emaid",
    "APP_USER": "central",
    "AD_HOC_USER": "central",
}
CARD: Final = "RFID"


def value_of(text: str | None) -> IdentifierValue | None:
    """Return what chargers can say of a uid or group; None for what they cannot."""
    if text is None:
        return None
    try:
        return IdentifierValue.parse(text)
    except Invalid:
        return None


def identifier_of(token: PartnerToken, value: IdentifierValue) -> NewIdentifier:
    """Return a token as an identifier; one that is not valid is inactive."""
    return NewIdentifier(
        value=value,
        type=TYPES.get(token.type, "other"),
        status="active" if token.valid else "inactive",
        group=value_of(token.group_id),
        terms=TokenTerms(token.party, token.type, token.whitelist.lower()),
    )


def one_of(tokens: Iterable[PartnerToken]) -> PartnerToken | None:
    """Return the token that a uid means where several have it: cards first, then what is valid.

    A charger says a uid and neither type nor owner, by which OCPI tells tokens apart besides.
    None where none is listed.
    """
    listed = [token for token in tokens if token.listed]
    return max(
        listed,
        key=lambda token: (token.type == CARD, token.valid, token.last_updated, token.party),
        default=None,
    )


def is_of(token: PartnerToken, party: str | None) -> bool:
    """Say whether a token belongs to a party; to any where none is named."""
    return party is None or token.party.casefold() == party.casefold()
