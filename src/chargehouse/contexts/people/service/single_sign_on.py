"""Single sign-on: somebody is who the provider says they are."""

import hmac
from collections.abc import Awaitable
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote

import httpx
import msgspec

from chargehouse.contexts.people.errors import (
    ChallengeNotServing,
    SingleSignOnFailed,
    SingleSignOnNotOffered,
    SingleSignOnStranger,
)
from chargehouse.contexts.people.model.single_sign_on import (
    Asked,
    Person,
    Provider,
    address_to_ask,
    person_of,
    way_back,
)
from chargehouse.contexts.people.public import Account
from chargehouse.contexts.people.repository import accounts as account_rows
from chargehouse.contexts.people.repository import proofs as repository
from chargehouse.contexts.people.service.challenges import Challenges
from chargehouse.contexts.people.service.sign_ins import Browser, NewSignIn, SignInService
from chargehouse.kernel.chance import Chance
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.settings import SingleSignOnSettings

PURPOSE: Final = "single sign-on"
DISCOVERY: Final = "/.well-known/openid-configuration"
TIMEOUT_S: Final = 10.0
ANSWER_MAX_BYTES: Final = 256 * 1024


@dataclass(frozen=True, slots=True)
class Departure:
    """Where to send somebody, and the token that their browser keeps until they come back."""

    address: str = field(repr=False)
    token: str = field(repr=False)


class SingleSignOn:
    """Sends people to the provider, and knows who comes back.

    Whose provider's name was never seen here is who has an account with the e-mail address that
    the provider verified; from then on that account, whatever the address becomes.
    """

    def __init__(
        self,
        database: Database,
        chance: Chance,
        settings: SingleSignOnSettings,
        *,
        public_url: str | None = None,
        challenges: Challenges,
        sign_ins: SignInService,
    ) -> None:
        self._database = database
        self._chance = chance
        self._settings = settings
        self._public_url = public_url
        self._challenges = challenges
        self._sign_ins = sign_ins

    @property
    def name(self) -> str | None:
        """What the provider is called; None where there is none."""
        return self._settings.name if self._settings.issuer else None

    def base(self, origin: str) -> str:
        """Return where people find this installation: as it was told, else as they came."""
        return (self._public_url or origin).rstrip("/")

    async def depart(self, callback: str, goal: str) -> Departure:
        """Return where to send somebody who comes back to `callback` and goes on to `goal`.

        Raises `SingleSignOnNotOffered` and `SingleSignOnFailed`.
        """
        async with self._client() as client:
            provider = await self._provider(client)
        asked = Asked(
            state=self._chance.secret(),
            nonce=self._chance.secret(),
            verifier=self._chance.secret(48),
            next=way_back(goal),
        )
        token = await self._challenges.ask(PURPOSE, None, msgspec.json.encode(asked))
        address = address_to_ask(
            provider, asked, client_id=self._settings.client_id, callback=callback
        )
        return Departure(address, token)

    async def arrive(
        self, token: str, *, state: str, code: str, callback: str, browser: Browser
    ) -> tuple[NewSignIn, str]:
        """Sign in who comes back; return where they wanted to go as well.

        Raises `ChallengeNotServing`, `SingleSignOnFailed`, `SingleSignOnStranger` and
        `TenantNotYours`.
        """
        taken = await self._challenges.take(PURPOSE, token)
        asked = msgspec.json.decode(taken.data, type=Asked)
        if not hmac.compare_digest(asked.state.encode(), state.encode()):
            raise ChallengeNotServing("This was begun elsewhere: begin again.")
        person = await self._person(asked, code, callback)
        account = await self._account(person)
        return await self._sign_ins.welcome(account, browser), asked.next

    async def _person(self, asked: Asked, code: str, callback: str) -> Person:
        async with self._client() as client:
            provider = await self._provider(client)
            answer = await _json(
                client.post(
                    provider.token_endpoint,
                    data={
                        "grant_type": "authorization_code",
                        "code": code,
                        "redirect_uri": callback,
                        "client_id": self._settings.client_id,
                        "code_verifier": asked.verifier,
                    },
                    auth=self._secret(),
                )
            )
            keys = await _json(client.get(provider.jwks_uri))
        return person_of(
            str(answer.get("id_token", "")),
            keys,
            issuer=provider.issuer,
            client_id=self._settings.client_id,
            nonce=asked.nonce,
            now=self._database.clock.now(),
        )

    async def _account(self, person: Person) -> Account:
        issuer = self._issuer()
        async with self._database.relay() as relay:
            account_id = await repository.account_of_identity(relay, issuer, person.subject)
            known = None
            if account_id is not None:
                known = await account_rows.find(relay, account_id)
            elif person.email is not None:
                known = await account_rows.find_by_email(relay, person.email)
            if known is None:
                raise SingleSignOnStranger(
                    "Nobody here has your e-mail address: ask somebody who works here to add you."
                )
            await repository.keep_identity(relay, issuer, person.subject, known.account.id)
        return known.account

    async def _provider(self, client: httpx.AsyncClient) -> Provider:
        issuer = self._issuer()
        said = await _json(client.get(issuer.rstrip("/") + DISCOVERY))
        try:
            provider = msgspec.convert(said, Provider)
        except msgspec.ValidationError as error:
            raise _failed() from error
        if provider.issuer.rstrip("/") != issuer.rstrip("/"):
            raise SingleSignOnFailed("The provider calls itself by another name than it is known.")
        return provider

    def _issuer(self) -> str:
        if self._settings.issuer is None:
            raise SingleSignOnNotOffered("Nobody signs in so here.")
        return self._settings.issuer

    def _secret(self) -> httpx.Auth:
        if self._settings.client_secret is None:
            return httpx.Auth()
        return httpx.BasicAuth(
            quote(self._settings.client_id, safe=""), quote(self._settings.client_secret, safe="")
        )

    @staticmethod
    def _client() -> httpx.AsyncClient:
        return httpx.AsyncClient(timeout=TIMEOUT_S, follow_redirects=False)


async def _json(request: Awaitable[httpx.Response]) -> dict[str, Any]:
    try:
        answer = await request
        if answer.status_code != httpx.codes.OK or len(answer.content) > ANSWER_MAX_BYTES:
            raise _failed()
        said = msgspec.json.decode(answer.content)
    except (httpx.HTTPError, msgspec.DecodeError) as error:
        raise _failed() from error
    if not isinstance(said, dict):
        raise _failed()
    return said


def _failed() -> SingleSignOnFailed:
    return SingleSignOnFailed("The provider did not answer as it should; try again.")
