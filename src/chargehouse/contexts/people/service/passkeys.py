"""Passkeys: a key that a device keeps, and uses only when its owner says so (WebAuthn Level 3)."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import msgspec
import webauthn
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from chargehouse.contexts.people.errors import (
    ChallengeNotServing,
    PasskeyNotAccepted,
    PasskeysTooMany,
    PasskeyUnknown,
)
from chargehouse.contexts.people.events import SecondFactorAdded, SecondFactorRemoved
from chargehouse.contexts.people.model import masked_email, name_of
from chargehouse.contexts.people.public import Account, PasskeyRecord
from chargehouse.contexts.people.repository import accounts as account_rows
from chargehouse.contexts.people.repository import proofs as repository
from chargehouse.contexts.people.repository.proofs import KnownPasskey
from chargehouse.contexts.people.service.challenges import Challenges
from chargehouse.contexts.people.service.telling import Telling
from chargehouse.kernel.chance import Chance
from chargehouse.platform.http.sign_in import SignedIn
from chargehouse.platform.postgres.database import Database

PASSKEY: Final = "passkey"
ADDING, USING = "add a passkey", "use a passkey"
AT_MOST: Final = 20


@dataclass(frozen=True, slots=True)
class Site:
    """The site for which a passkey is made: its host, and the origin of its pages."""

    host: str
    origin: str


@dataclass(frozen=True, slots=True)
class Ceremony:
    """What the browser is asked, as it takes it, and the token that the answer is to name."""

    challenge: str
    options: dict[str, Any]


class Passkeys:
    """Adds, lists and removes passkeys, and knows whose one is that was used.

    A passkey is accepted only where the device knew its owner, by a finger, a face or a code: it
    stands for both factors.
    """

    def __init__(
        self, database: Database, chance: Chance, *, challenges: Challenges, telling: Telling
    ) -> None:
        self._database = database
        self._chance = chance
        self._challenges = challenges
        self._telling = telling

    async def begin_adding(self, signed_in: SignedIn, site: Site) -> Ceremony:
        """Return what the browser is to be asked for a new passkey; raise `PasskeysTooMany`."""
        account = await self._account(signed_in.account_id)
        async with self._database.relay() as relay:
            mine = await repository.passkeys_of(relay, account.id)
        if len(mine) >= AT_MOST:
            raise PasskeysTooMany(f"You have {AT_MOST} passkeys; remove one first.")
        asked = self._chance.secret().encode()
        options = webauthn.generate_registration_options(
            rp_id=site.host,
            rp_name="Chargehouse",
            user_id=account.id.bytes,
            user_name=account.email,
            user_display_name=account.name,
            challenge=asked,
            exclude_credentials=[
                PublicKeyCredentialDescriptor(id=each.credential_id) for each in mine
            ],
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
        )
        return Ceremony(
            challenge=await self._challenges.ask(ADDING, account.id, asked),
            options=msgspec.json.decode(webauthn.options_to_json(options)),
        )

    async def add(
        self,
        signed_in: SignedIn,
        site: Site,
        *,
        challenge: str,
        name: str,
        credential: dict[str, Any],
    ) -> PasskeyRecord:
        """Keep a passkey that the browser made.

        Raises `ChallengeNotServing`, `PasskeyNotAccepted` and `Invalid`.
        """
        called = name_of(name)
        asked = await self._challenges.take(ADDING, challenge)
        if asked.account_id != signed_in.account_id:
            raise ChallengeNotServing("This was asked of somebody else.")
        try:
            made = webauthn.verify_registration_response(
                credential=credential,
                expected_challenge=asked.data,
                expected_rp_id=site.host,
                expected_origin=site.origin,
                require_user_verification=True,
            )
        except (WebAuthnException, ValueError, TypeError, KeyError) as error:
            raise _refused() from error
        passkey = KnownPasskey(
            id=self._database.ids.new(),
            account_id=signed_in.account_id,
            credential_id=made.credential_id,
            site=site.host,
            name=called,
            public_key=made.credential_public_key,
            sign_count=made.sign_count,
            created_at=self._database.clock.now(),
            last_used_at=None,
        )
        async with self._database.relay() as relay:
            if not await repository.add_passkey(relay, passkey):
                raise _refused()
        await self._tell(signed_in, SecondFactorAdded)
        return _record(passkey)

    async def list(self, signed_in: SignedIn) -> list[PasskeyRecord]:
        """Return the own passkeys, oldest first."""
        async with self._database.relay() as relay:
            mine = await repository.passkeys_of(relay, signed_in.account_id)
        return [_record(each) for each in mine]

    async def remove(self, signed_in: SignedIn, passkey_id: UUID) -> None:
        """Let a passkey serve no more; raise `PasskeyUnknown`."""
        async with self._database.relay() as relay:
            removed = await repository.remove_passkey(relay, signed_in.account_id, passkey_id)
        if not removed:
            raise PasskeyUnknown("You have no such passkey.")
        await self._tell(signed_in, SecondFactorRemoved)

    async def begin_using(self, site: Site) -> Ceremony:
        """Return what the browser is to be asked of whoever has a passkey for this site."""
        asked = self._chance.secret().encode()
        options = webauthn.generate_authentication_options(
            rp_id=site.host,
            challenge=asked,
            user_verification=UserVerificationRequirement.REQUIRED,
        )
        return Ceremony(
            challenge=await self._challenges.ask(USING, None, asked),
            options=msgspec.json.decode(webauthn.options_to_json(options)),
        )

    async def owner(self, site: Site, *, challenge: str, credential: dict[str, Any]) -> Account:
        """Return whose passkey was used.

        Raises `ChallengeNotServing` and `PasskeyNotAccepted`; the latter as well for a passkey
        whose counter went back, since somebody may have copied it.
        """
        asked = await self._challenges.take(USING, challenge)
        async with self._database.relay() as relay:
            passkey = await repository.passkey_of(relay, _credential_id(credential))
            if passkey is None or passkey.site != site.host:
                raise _refused()
            try:
                proved = webauthn.verify_authentication_response(
                    credential=credential,
                    expected_challenge=asked.data,
                    expected_rp_id=site.host,
                    expected_origin=site.origin,
                    credential_public_key=passkey.public_key,
                    credential_current_sign_count=passkey.sign_count,
                    require_user_verification=True,
                )
            except (WebAuthnException, ValueError, TypeError, KeyError) as error:
                raise _refused() from error
            now = self._database.clock.now()
            await repository.note_passkey(relay, passkey.id, proved.new_sign_count, now)
        return await self._account(passkey.account_id)

    async def _account(self, account_id: UUID) -> Account:
        async with self._database.relay() as relay:
            return (await account_rows.known(relay, account_id)).account

    async def _tell(
        self, signed_in: SignedIn, kind: type[SecondFactorAdded] | type[SecondFactorRemoved]
    ) -> None:
        account = await self._account(signed_in.account_id)
        event = kind(
            aggregate_id=account.id, kind=PASSKEY, masked_email=masked_email(account.email)
        )
        await self._telling.tell_owner(event, account, signed_in.actor.origin)


def _credential_id(credential: dict[str, Any]) -> bytes:
    try:
        return webauthn.base64url_to_bytes(str(credential["rawId"]))
    except (KeyError, ValueError) as error:
        raise _refused() from error


def _record(passkey: KnownPasskey) -> PasskeyRecord:
    return PasskeyRecord(
        id=passkey.id,
        name=passkey.name,
        site=passkey.site,
        created_at=passkey.created_at,
        last_used_at=passkey.last_used_at,
    )


def _refused() -> PasskeyNotAccepted:
    return PasskeyNotAccepted("This passkey is not known here, or did not prove who you are.")
