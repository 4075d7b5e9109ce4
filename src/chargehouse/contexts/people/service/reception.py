"""Everything about people who sign in, put together once a process."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from chargehouse.contexts.people.service.accounts import AccountService
from chargehouse.contexts.people.service.attempts import Attempts
from chargehouse.contexts.people.service.challenges import Challenges
from chargehouse.contexts.people.service.cookies import SignInAuthenticator
from chargehouse.contexts.people.service.factors import SecondFactors
from chargehouse.contexts.people.service.first_run import FirstRun
from chargehouse.contexts.people.service.invitations import InvitationService
from chargehouse.contexts.people.service.me import MeService
from chargehouse.contexts.people.service.passkeys import Passkeys
from chargehouse.contexts.people.service.passwords import HashingCost, Passwords
from chargehouse.contexts.people.service.sign_ins import SignInService
from chargehouse.contexts.people.service.single_sign_on import SingleSignOn
from chargehouse.contexts.people.service.telling import Telling
from chargehouse.contexts.people.service.tenants import TenantService
from chargehouse.contexts.people.service.views import ViewService
from chargehouse.kernel.actor import Permission
from chargehouse.kernel.chance import Chance
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.secrets import Keyring
from chargehouse.platform.settings import SingleSignOnSettings


@dataclass(frozen=True, slots=True)
class Reception:
    """The services of people who sign in; `telling` is to be stopped before the database."""

    accounts: AccountService
    authenticator: SignInAuthenticator
    invitations: InvitationService
    single_sign_on: SingleSignOn
    factors: SecondFactors
    passkeys: Passkeys
    first_run: FirstRun
    me: MeService
    sign_ins: SignInService
    telling: Telling
    views: ViewService

    @classmethod
    def of(
        cls,
        database: Database,
        keyring: Keyring,
        chance: Chance,
        *,
        tenants: TenantService,
        catalogue: Sequence[Permission],
        cost: HashingCost | None = None,
        provider: SingleSignOnSettings | None = None,
        public_url: str | None = None,
    ) -> Self:
        """Return the services over one database.

        `cost` is what a password's hash costs, `provider` who else knows people, `public_url`
        where people find this installation.
        """
        passwords = Passwords(cost or HashingCost())
        attempts, telling = Attempts(database, keyring), Telling(database)
        authenticator = SignInAuthenticator(database, keyring, database.clock, catalogue=catalogue)
        factors = SecondFactors(database, keyring, chance, telling)
        challenges = Challenges(database, keyring, chance)
        accounts = AccountService(
            database,
            catalogue=catalogue,
            passwords=passwords,
            authenticator=authenticator,
            attempts=attempts,
            telling=telling,
        )
        sign_ins = SignInService(
            database,
            keyring,
            chance,
            passwords=passwords,
            authenticator=authenticator,
            attempts=attempts,
            telling=telling,
            factors=factors,
            challenges=challenges,
        )
        return cls(
            accounts=accounts,
            authenticator=authenticator,
            invitations=InvitationService(
                database,
                keyring,
                chance,
                passwords=passwords,
                attempts=attempts,
                sign_ins=sign_ins,
            ),
            single_sign_on=SingleSignOn(
                database,
                chance,
                provider or SingleSignOnSettings(),
                public_url=public_url,
                challenges=challenges,
                sign_ins=sign_ins,
            ),
            factors=factors,
            passkeys=Passkeys(database, chance, challenges=challenges, telling=telling),
            first_run=FirstRun(
                database, keyring, chance, tenants=tenants, accounts=accounts, sign_ins=sign_ins
            ),
            me=MeService(database, catalogue=catalogue),
            sign_ins=sign_ins,
            telling=telling,
            views=ViewService(database),
        )
