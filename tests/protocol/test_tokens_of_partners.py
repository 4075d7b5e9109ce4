"""What partners tell of their tokens is what agreements with them know (C8)."""

from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest
from tests.protocol.rig import NOON, Rig
from tests.protocol.roamers import add_partner, token_of
from tests.protocol.test_agreements_at_chargers import feed
from tests.protocol.test_partners_asked import PARTNER, charger_of, roaming
from tests.protocol.v16.words import authorize

from chargehouse.contexts.identity.errors import AgreementFedByPartner
from chargehouse.contexts.identity.public.partners import PartnerToken
from chargehouse.kernel.errors import Invalid
from chargehouse.platform.http.paging import Paging

ONE, TWO, THREE = "CARD-ONE", "CARD-TWO", "CARD-THREE"
HOUR = timedelta(hours=1)
EVERYBODY = {"everywhere": True, "partner_id": PARTNER}


async def pushed(rig: Rig, *tokens: PartnerToken) -> None:
    """Tell tokens one by one, as events of them are heard."""
    ids = rig.partner_tokens.tell(PARTNER, *tokens)
    async with rig.database.transaction(rig.actor) as work:
        await rig.contexts.partner_feeds.told(work, [PARTNER], ids)


async def jobs(rig: Rig) -> list[str]:
    connection = await asyncpg.connect(**rig.address.asyncpg_kwargs())
    try:
        return [row["entrypoint"] for row in await connection.fetch("SELECT * FROM pgqueuer")]
    finally:
        await connection.close()


async def known(rig: Rig, agreement_id: UUID) -> list[tuple[str, ...]]:
    page = await rig.contexts.agreements.identifiers(
        rig.actor, agreement_id, Paging(sort="created_at", limit=100)
    )
    return [(one.type, one.status, str(one.whitelist), str(one.token_party)) for one in page.items]


async def test_tokens_come_change_and_go_as_the_partner_tells(rig: Rig) -> None:
    agreement = await roaming(rig, token_of(ONE), token_of(TWO, "NEVER", valid=False))
    assert await known(rig, agreement) == [
        ("rfid", "active", "allowed", "NL-ROA"),
        ("rfid", "inactive", "never", "NL-ROA"),
    ]
    charger = await charger_of(rig)
    assert [await authorize(charger, tag) for tag in (ONE, TWO, THREE)] == [
        "Accepted",
        "Blocked",
        "Invalid",
    ]
    await pushed(rig, token_of(ONE, valid=False), token_of(TWO, listed=False), token_of(THREE))
    assert [await authorize(charger, tag) for tag in (ONE, TWO, THREE)] == [
        "Blocked",
        "Invalid",
        "Accepted",
    ]
    found = await rig.contexts.agreements.find(rig.actor, agreement)
    assert (found.identifiers, found.last_fed_at) == (2, NOON)
    rows = await rig.rows("SELECT * FROM agreement_identifiers")
    assert not any(uid in str([*row.values()]) for row in rows for uid in (ONE, TWO, THREE))


async def test_all_of_it_is_what_the_partner_has_and_nothing_else(rig: Rig) -> None:
    agreement = await roaming(rig, token_of(ONE), token_of(TWO))
    rig.partner_tokens.by_partner[PARTNER] = [token_of(TWO), token_of(THREE)]
    await rig.contexts.partner_feeds.renew(rig.actor, PARTNER)
    charger = await charger_of(rig)
    answers = [await authorize(charger, tag) for tag in (ONE, TWO, THREE)]
    assert answers == ["Invalid", "Accepted", "Accepted"]
    assert len(await known(rig, agreement)) == 2


async def test_of_several_tokens_with_one_uid_the_card_counts(rig: Rig) -> None:
    """A charger says a uid, and neither its type nor whose it is."""
    agreement = await roaming(
        rig,
        token_of(ONE, kind="APP_USER", at=NOON),
        token_of(ONE, "NEVER", party="NL-RO2"),
        token_of(ONE.lower(), "ALWAYS", valid=False, at=NOON),
    )
    assert await known(rig, agreement) == [("rfid", "active", "never", "NL-RO2")]
    await pushed(rig, token_of(ONE, "NEVER", party="NL-RO2", listed=False))
    assert await known(rig, agreement) == [("rfid", "inactive", "always", "NL-ROA")]
    await pushed(rig, token_of(ONE.lower(), "ALWAYS", listed=False))
    assert await known(rig, agreement) == [("central", "active", "allowed", "NL-ROA")]


async def test_what_no_charger_can_say_is_left_out(rig: Rig) -> None:
    agreement = await roaming(rig, token_of("  "), token_of("UÏD"), token_of(ONE, kind="EMAID"))
    assert await known(rig, agreement) == [("emaid", "active", "allowed", "NL-ROA")]


async def test_an_agreement_with_one_party_knows_that_partys_tokens_alone(rig: Rig) -> None:
    await add_partner(rig.address, rig.actor.tenant_id, PARTNER, "NL-ROA", "NL-RO2")
    rig.partner_tokens.tell(PARTNER, token_of(ONE), token_of(TWO, party="NL-RO2"))
    agreements = rig.contexts.agreements
    made = await agreements.add(rig.actor, "Roamer", {**EVERYBODY, "party": "nl-ro2"})
    assert made.party == "NL-RO2"
    await rig.contexts.partner_feeds.renew(rig.actor, PARTNER)
    assert [one[3] for one in await known(rig, made.id)] == ["NL-RO2"]
    changed = await agreements.edit(rig.actor, made.id, {"party": "NL-ROA"})
    assert (changed.identifiers, changed.last_fed_at) == (0, None)
    assert await known(rig, made.id) == []
    assert await rig.rows("SELECT * FROM token_index") == []
    await rig.contexts.partner_feeds.renew(rig.actor, PARTNER)
    assert [one[3] for one in await known(rig, made.id)] == ["NL-ROA"]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"partner_id": UUID(int=99)}, "partner_id"),
        ({"party": "NL-NOT"}, "party"),
        ({"partner_id": None, "party": "NL-ROA"}, "party"),
        ({"partner_id": None, "asks_unknown": True}, "asks_unknown"),
    ],
)
async def test_an_agreement_is_tied_to_a_partner_that_there_is(
    rig: Rig, said: dict[str, object], field: str
) -> None:
    await add_partner(rig.address, rig.actor.tenant_id, PARTNER, "NL-ROA")
    with pytest.raises(Invalid) as refused:
        await rig.contexts.agreements.add(rig.actor, "Roamer", {**EVERYBODY, **said})
    errors = refused.value.details["errors"]
    assert isinstance(errors, list)
    assert errors[0]["field"] == field


async def test_nobody_else_feeds_such_an_agreement(rig: Rig) -> None:
    agreement = await roaming(rig, token_of(ONE))
    with pytest.raises(AgreementFedByPartner):
        await feed(rig, agreement, TWO)
    assert len(await known(rig, agreement)) == 1


async def test_a_feed_that_stopped_is_shown_as_stale_until_the_partner_is_heard_again(
    rig: Rig,
) -> None:
    rig.partner_tokens.heard = NOON - HOUR
    agreement = await roaming(rig, token_of(ONE), fresh_for_s=7200)
    charger = await charger_of(rig)
    assert await authorize(charger, ONE) == "Accepted"
    rig.clock.advance(3600)
    await rig.contexts.partner_feeds.watch(rig.actor)
    assert (await rig.contexts.agreements.find(rig.actor, agreement)).stale
    assert await authorize(charger, ONE) == "Invalid"
    assert (await rig.decisions())[-1]["reason"] == "stale_agreement"
    rig.partner_tokens.heard = rig.clock.now()
    await rig.contexts.partner_feeds.watch(rig.actor)
    found = await rig.contexts.agreements.find(rig.actor, agreement)
    assert (found.stale, found.last_fed_at) == (False, rig.clock.now())
    assert await authorize(charger, ONE) == "Accepted"


async def test_an_agreement_that_is_made_or_changed_is_fed_by_a_job(rig: Rig) -> None:
    agreement = await roaming(rig)
    await rig.contexts.agreements.edit(rig.actor, agreement, {"note": "Renewed."})
    async with rig.database.transaction(rig.actor) as work:
        await rig.contexts.partner_feeds.tied(work, [agreement])
    assert await jobs(rig) == ["identity.feed_by_partner"]


async def test_a_pull_of_thousands_is_taken_over_in_slices(rig: Rig) -> None:
    many = [token_of(f"CARD-{number:05}", "ALLOWED_OFFLINE") for number in range(2000)]
    agreement = await roaming(rig, *many)
    assert (await rig.contexts.agreements.find(rig.actor, agreement)).identifiers == 2000
    before = await rig.rows("SELECT max(version) AS last FROM token_index")
    await rig.contexts.partner_feeds.renew(rig.actor, PARTNER)
    after = await rig.rows("SELECT max(version) AS last FROM token_index")
    assert before == after
