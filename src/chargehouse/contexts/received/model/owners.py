"""Whose an object is."""

from collections.abc import Sequence

from chargehouse.contexts.received.model.modules import OWNERS
from chargehouse.contexts.received.public import ReceivedModule
from chargehouse.contexts.roaming.public import Party, PartyKey
from chargehouse.ocpi.codec import JsonObject
from chargehouse.ocpi.errors import InvalidParameters


def owner_in(module: ReceivedModule, document: JsonObject, parties: Sequence[Party]) -> Party:
    """Return whose an object is, among a partner's parties, in the role that may own it.

    2.1.1 does not say it: there a partner has one party. Raises `InvalidParameters` where it is
    none of them.
    """
    able = [party for party in parties if party.role == OWNERS[module]]
    country_code, party_id = document.get("country_code"), document.get("party_id")
    if isinstance(country_code, str) and isinstance(party_id, str):
        key = PartyKey(country_code, party_id)
        able = [party for party in able if party.key.is_same(key)]
    if len(able) != 1:
        raise InvalidParameters(f"You have no such {OWNERS[module]}", "party_id")
    return able[0]
