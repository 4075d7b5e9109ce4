"""People: who there is, who signs in, what they may do."""

from dataclasses import dataclass

from chargehouse.app.wiring.catalogues import CATALOGUE
from chargehouse.app.wiring.ground import Ground
from chargehouse.contexts.people.service import (
    AccountService,
    AuthorityService,
    DepartmentService,
    FirstRun,
    InvitationService,
    MeService,
    Passkeys,
    Reception,
    SecondFactors,
    SignInAuthenticator,
    SignInService,
    SingleSignOn,
    Staff,
    Telling,
    TenantService,
    TokenAuthenticator,
    TokenService,
    UserService,
    ViewService,
)


@dataclass(frozen=True)
class PeopleServices:
    """The services of people."""

    tenants: TenantService
    tokens: TokenService
    authenticator: TokenAuthenticator
    authorities: AuthorityService
    departments: DepartmentService
    users: UserService
    accounts: AccountService
    first_run: FirstRun
    invitations: InvitationService
    single_sign_on: SingleSignOn
    second_factors: SecondFactors
    passkeys: Passkeys
    sign_ins: SignInService
    sign_in_authenticator: SignInAuthenticator
    account_telling: Telling
    me: MeService
    views: ViewService


def people_services(ground: Ground) -> PeopleServices:
    """Return the services of people."""
    database, keyring, chance = ground.database, ground.keyring, ground.chance
    tenants = TenantService(database)
    authenticator = TokenAuthenticator(database, keyring, database.clock, catalogue=CATALOGUE)
    reception = Reception.of(
        database,
        keyring,
        chance,
        tenants=tenants,
        catalogue=CATALOGUE,
        provider=ground.settings.single_sign_on,
        public_url=ground.settings.http.public_url,
    )
    staff = Staff.of(
        database,
        catalogue=CATALOGUE,
        authenticators=(authenticator, reception.authenticator),
    )
    return PeopleServices(
        tenants=tenants,
        tokens=TokenService(
            database, keyring, chance, catalogue=CATALOGUE, authenticator=authenticator
        ),
        authenticator=authenticator,
        authorities=staff.authorities,
        departments=staff.departments,
        users=staff.users,
        accounts=reception.accounts,
        first_run=reception.first_run,
        invitations=reception.invitations,
        single_sign_on=reception.single_sign_on,
        second_factors=reception.factors,
        passkeys=reception.passkeys,
        sign_ins=reception.sign_ins,
        sign_in_authenticator=reception.authenticator,
        account_telling=reception.telling,
        me=reception.me,
        views=reception.views,
    )
