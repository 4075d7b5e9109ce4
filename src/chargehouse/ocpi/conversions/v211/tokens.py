"""Tokens and their authorisation between 2.2.1 and 2.1.1."""

from chargehouse.ocpi import codec
from chargehouse.ocpi.conversions.said import Draft, Said
from chargehouse.ocpi.headers import PartyKey
from chargehouse.ocpi.v211 import tokens as v211
from chargehouse.ocpi.v221 import tokens as v221


def token_to_v211(token: v221.Token) -> Said[v211.Token]:
    """Return a token in 2.1.1, which knows cards and others."""
    draft = Draft(token)
    draft.leave("country_code", "party_id")
    draft.rename("contract_id", "auth_id")
    draft.lose("group_id", "default_profile_type", "energy_contract")
    if token.type not in {"RFID", "OTHER"}:
        draft.data["type"] = "OTHER"
        draft.note("type")
    return draft.said(v211.Token)


def token_from_v211(token: v211.Token, owner: PartyKey) -> Said[v221.Token]:
    """Return a token in 2.2.1, of its owner."""
    draft = Draft(token)
    draft.data |= {"country_code": owner.country_code, "party_id": owner.party_id}
    draft.rename("auth_id", "contract_id")
    return draft.said(v221.Token)


def references_to_v211(references: v221.LocationReferences) -> Said[v211.LocationReferences]:
    """Return where an authorisation is for in 2.1.1."""
    return Draft(references).said(v211.LocationReferences)


def references_from_v211(references: v211.LocationReferences) -> Said[v221.LocationReferences]:
    """Return where an authorisation is for in 2.2.1, by EVSEs alone."""
    draft = Draft(references)
    draft.lose("connector_ids")
    return draft.said(v221.LocationReferences)


def authorization_to_v211(info: v221.AuthorizationInfo) -> Said[v211.AuthorizationInfo]:
    """Return the answer to an authorisation in 2.1.1."""
    draft = Draft(info)
    draft.leave("token")
    draft.lose("authorization_reference")
    return draft.said(v211.AuthorizationInfo)


def authorization_from_v211(
    info: v211.AuthorizationInfo, token: v221.Token
) -> Said[v221.AuthorizationInfo]:
    """Return the answer to an authorisation in 2.2.1; `token` is the one asked for."""
    draft = Draft(info)
    draft.inside("location", lambda location: location.lose("connector_ids"))
    draft.data["token"] = codec.to_plain(token)
    return draft.said(v221.AuthorizationInfo)
