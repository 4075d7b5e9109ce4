"""Partners are asked about their drivers as these would charge, by frames (C7, C8)."""

import asyncio
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from tests.protocol.rawcharger import RawCharger
from tests.protocol.rig import Rig
from tests.protocol.roamers import add_partner, token_of
from tests.protocol.v16.words import TAG, authorize, started
from tests.protocol.v201.driving import TAG as TOKEN
from tests.protocol.v201.driving import Player, token

from chargehouse.contexts.access.schemas.access import DecisionDetail
from chargehouse.contexts.identity.public.partners import PartnerToken
from chargehouse.ocpi.errors import UNKNOWN_TOKEN, PartnerRefused
from chargehouse.ocpi.v221.tokens import LocationReferences, WhitelistType
from chargehouse.platform.outside.exchange import NoAnswer

PARTNER = UUID(int=77)
DEADLINE_S = 5.0
STRANGER = "A-STRANGER-S-TAG"


async def roaming(rig: Rig, *tokens: PartnerToken, **said: Any) -> UUID:  # noqa: ANN401  any field
    """Make an agreement that knows a partner's tokens."""
    await add_partner(rig.address, rig.actor.tenant_id, PARTNER, "NL-ROA")
    asked = {"everywhere": True, "partner_id": PARTNER, **said}
    made = await rig.contexts.agreements.add(rig.actor, "Roamer", asked)
    rig.partner_tokens.tell(PARTNER, *tokens)
    await rig.contexts.partner_feeds.renew(rig.actor, PARTNER)
    return made.id


async def charger_of(rig: Rig) -> RawCharger:
    await rig.add_station()
    return await rig.booted()


@pytest.mark.parametrize("whitelist", ["ALWAYS", "ALLOWED"])
async def test_a_token_that_may_be_let_in_is_let_in_on_our_own_word(
    rig: Rig, whitelist: WhitelistType
) -> None:
    agreement = await roaming(rig, token_of(TAG, whitelist, group="FAMILY-1"))
    charger = await charger_of(rig)
    answer = await charger.call("Authorize", {"idTag": TAG})
    assert answer["idTagInfo"] == {"status": "Accepted", "parentIdTag": "FAMILY-1"}
    assert rig.partner_line.asked == []
    [decision] = await rig.decisions()
    assert (decision["class"], decision["agreement_id"]) == ("agreement", agreement)


async def test_the_partner_is_asked_where_its_driver_is_and_its_word_is_kept(rig: Rig) -> None:
    """What is asked is what OCPI says, and a start follows the Authorize before it."""
    agreement = await roaming(rig, token_of(TAG.lower(), "NEVER", group="FAMILY-1"))
    rig.partner_line.words[TAG.lower()] = "ALLOWED"
    charger = await charger_of(rig)
    answer = await charger.call("Authorize", {"idTag": TAG})
    assert answer["idTagInfo"] == {
        "status": "Accepted",
        "expiryDate": "2026-11-20T12:10:00Z",
        "parentIdTag": "FAMILY-1",
    }
    [question] = rig.partner_line.asked
    assert (question.method, question.module, question.role) == ("POST", "tokens", "SENDER")
    assert question.segments == (TAG.lower(), "authorize")
    assert question.query == (("type", "RFID"),)
    assert question.body == LocationReferences(location_id=str(rig.location_id))
    assert str(question.routing.to_party) == "NL-ROA"
    assert str(question.routing.from_party) == "XX-CHG"

    rig.clock.advance(60)
    await started(charger, minute=1)
    assert len(rig.partner_line.asked) == 1
    [decision] = await rig.decisions()
    told = (decision["reason"], decision["class"], decision["source"], decision["agreement_id"])
    assert told == ("permitted", "agreement", "partner", agreement)
    [kept] = await rig.rows("SELECT * FROM access_partner_answers")
    assert kept["decision_id"] == decision["id"]
    assert (kept["said"], kept["reference"], kept["party"]) == ("allowed", "AUTH-7", "NL-ROA")


async def test_each_use_is_asked_about(rig: Rig) -> None:
    await roaming(rig, token_of(TAG, "NEVER"))
    charger = await charger_of(rig)
    rig.partner_line.words[TAG] = "ALLOWED"
    assert await authorize(charger) == "Accepted"
    rig.partner_line.words[TAG] = "NO_CREDIT"
    assert await authorize(charger) == "Blocked"
    assert len(rig.partner_line.asked) == 2


@pytest.mark.parametrize(
    ("whitelist", "real_time", "word"),
    [
        ("ALWAYS", "whenever_allowed", "Accepted"),
        ("ALLOWED", "whenever_allowed", "Accepted"),
        ("ALLOWED_OFFLINE", "when_required", "Accepted"),
        ("ALLOWED_OFFLINE", "never", "Accepted"),
        ("NEVER", "when_required", "Invalid"),
        ("NEVER", "never", "Invalid"),
    ],
)
async def test_where_no_partner_answers_the_tokens_type_decides(
    rig: Rig, whitelist: WhitelistType, real_time: str, word: str
) -> None:
    await roaming(rig, token_of(TAG, whitelist), real_time=real_time)
    rig.partner_line.words[TAG] = NoAnswer("timed_out")
    charger = await charger_of(rig)
    assert await authorize(charger) == word
    asks = whitelist != "ALWAYS" and real_time != "never"
    assert len(rig.partner_line.asked) == asks
    [decision] = await rig.decisions()
    reasons = {"when_required": "partner_no_answer", "never": "unsupported_path"}
    assert decision["reason"] == ("permitted" if word == "Accepted" else reasons[real_time])


async def test_a_partner_that_hangs_is_waited_for_no_longer_than_it_may_be(rig: Rig) -> None:
    """Fail closed, inside the charger's time; others at the station are not held up."""
    await roaming(rig, token_of(TAG, "NEVER"), token_of(TOKEN))
    charger = await charger_of(rig)
    await rig.add_station("CH-2")
    other = await rig.booted("CH-2")
    waiting = asyncio.create_task(charger.call("Authorize", {"idTag": TAG}))
    await rig.eventually(lambda: bool(rig.partner_line.asked))
    assert await authorize(other, TOKEN) == "Accepted"
    assert not waiting.done()
    rig.clock.advance(DEADLINE_S)
    assert (await waiting)["idTagInfo"] == {"status": "Invalid"}
    reasons = {row["reason"] for row in await rig.decisions()}
    assert reasons == {"permitted", "partner_no_answer"}


async def test_somebody_whom_nobody_knows_is_asked_about_where_an_agreement_says_so(
    rig: Rig,
) -> None:
    agreement = await roaming(rig, party="NL-ROA", asks_unknown=True)
    charger = await charger_of(rig)
    rig.partner_line.words[STRANGER] = "ALLOWED"
    answer = await charger.call("Authorize", {"idTag": STRANGER})
    assert answer["idTagInfo"] == {"status": "Accepted", "expiryDate": "2026-11-20T12:10:00Z"}
    await started(charger, STRANGER)
    assert len(rig.partner_line.asked) == 1
    rig.partner_line.words["NOBODY"] = PartnerRefused(UNKNOWN_TOKEN, None)
    assert await authorize(charger, "NOBODY") == "Invalid"
    known, unknown = await rig.decisions()
    assert (known["class"], known["agreement"]) == ("agreement", "Roamer")
    assert known["agreement_id"] == agreement
    assert (unknown["class"], unknown["reason"]) == ("unknown", "unknown_identifier")


async def test_where_the_agreement_does_not_hold_no_stranger_is_asked_about(rig: Rig) -> None:
    place = await rig.contexts.locations.add(rig.actor, name="Yard", timezone="Europe/Berlin")
    await roaming(rig, everywhere=False, locations=[place.id], asks_unknown=True)
    charger = await charger_of(rig)
    assert await authorize(charger, STRANGER) == "Invalid"
    assert rig.partner_line.asked == []
    [decision] = await rig.decisions()
    assert (decision["reason"], decision["source"]) == ("unknown_identifier", "identifier")


async def test_an_operator_starts_a_driver_without_asking_the_partner(rig: Rig) -> None:
    await roaming(rig, token_of(TAG, "NEVER"))
    station = await rig.add_station()
    charger = await rig.booted()
    command = rig.command(station, "RemoteStartTransaction", {"idTag": TAG})
    await charger.obey("RemoteStartTransaction", {"status": "Accepted"})
    assert (await command).status == "accepted"
    await started(charger)
    assert rig.partner_line.asked == []


async def test_in_freevend_nobody_is_asked(rig: Rig) -> None:
    await roaming(rig, token_of(TAG, "NEVER"))
    station = await rig.add_station()
    await rig.set_mode(station, "freevend")
    charger = await rig.booted()
    assert await authorize(charger) == "Accepted"
    assert rig.partner_line.asked == []


async def test_a_start_in_2_x_is_asked_about_and_told_in_its_words(rig: Rig) -> None:
    await roaming(rig, token_of(TOKEN, "NEVER"))
    await rig.add_station("CH-2")
    player = Player(rig, await rig.connect("CH-2", protocol="ocpp2.0.1"))
    await player.boot()
    rig.partner_line.words[TOKEN] = "ALLOWED"
    begun = await player.tell("Started", "Authorized", tag=TOKEN)
    assert begun["idTokenInfo"] == {
        "status": "Accepted",
        "cacheExpiryDateTime": "2026-11-20T12:10:01Z",
    }
    rig.partner_line.words[TOKEN] = "NO_CREDIT"
    asked = await player.call("Authorize", {"idToken": token(TOKEN)})
    assert asked["idTokenInfo"]["status"] == "NoCredit"


async def test_a_decision_tells_that_the_partner_was_asked_and_what_it_said(rig: Rig) -> None:
    await roaming(rig, token_of(TAG, "NEVER"))
    rig.partner_line.words[TAG] = "NO_CREDIT"
    charger = await charger_of(rig)
    assert await authorize(charger) == "Blocked"
    [decision] = await rig.decisions()
    access = rig.contexts.access
    row, attempt, outcomes, policy = await access.decision(rig.actor, decision["id"])
    names = await access.names(rig.actor, [row])
    detail = DecisionDetail.of(row, attempt, outcomes, names, policy)
    assert detail.steps[-3:] == [
        "The partner was asked: it said that it has no credit.",
        "The partner was asked, and does not let it charge here and now.",
        "The station was answered Blocked.",
    ]
    assert detail.partner is not None
    told = (detail.partner.said, detail.partner.whitelist, detail.partner.party)
    assert told == ("no_credit", "never", "NL-ROA")
    assert decision["outside"] == "no_credit"


async def test_a_token_that_cannot_be_read_any_more_lets_nobody_in(rig: Rig) -> None:
    await roaming(rig, token_of(TAG, "NEVER"))
    charger = await charger_of(rig)
    owner = await asyncpg.connect(**rig.address.asyncpg_kwargs())
    await owner.execute("UPDATE agreement_identifiers SET value_encrypted = 'of another key'")
    await owner.close()
    assert await authorize(charger) == "Invalid"
    [decision] = await rig.decisions()
    assert (decision["reason"], decision["source"]) == ("partner_no_answer", "identifier")


async def test_without_the_database_nobody_is_let_in_by_a_partners_word(rig: Rig) -> None:
    await roaming(rig, token_of(TAG, "NEVER"))
    charger = await charger_of(rig)
    waiting = asyncio.create_task(charger.call("Authorize", {"idTag": TAG}))
    await rig.eventually(lambda: bool(rig.partner_line.asked))
    async with rig.database_away():
        rig.clock.advance(DEADLINE_S)
        assert (await waiting)["idTagInfo"] == {"status": "Invalid"}
    [decision] = await rig.decisions()
    assert decision["reason"] == "authorisation_timeout"
