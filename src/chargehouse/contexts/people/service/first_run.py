"""The first account of an installation, made by who holds a link that the console printed."""

from typing import Final

from chargehouse.contexts.people.errors import EmailTaken, FirstRunLinkInvalid
from chargehouse.contexts.people.model import FIRST_RUN_LINK_LASTS
from chargehouse.contexts.people.repository import accounts as repository
from chargehouse.contexts.people.service.accounts import AccountService
from chargehouse.contexts.people.service.sign_ins import Browser, NewSignIn, SignInService
from chargehouse.contexts.people.service.tenants import TenantService
from chargehouse.kernel.chance import Chance
from chargehouse.kernel.errors import Conflict
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.secrets import Keyring

PURPOSE: Final = "first run "


class FirstRun:
    """Makes the link, and the account of who comes with it, in the tenant `main`."""

    def __init__(
        self,
        database: Database,
        keyring: Keyring,
        chance: Chance,
        *,
        tenants: TenantService,
        accounts: AccountService,
        sign_ins: SignInService,
    ) -> None:
        self._database = database
        self._keyring = keyring
        self._chance = chance
        self._tenants = tenants
        self._accounts = accounts
        self._sign_ins = sign_ins
        self._is_over = False

    async def is_open(self) -> bool:
        """Tell whether nobody has an account yet."""
        if not self._is_over:
            async with self._database.relay() as relay:
                self._is_over = await repository.is_there_any(relay)
        return not self._is_over

    async def new_link(self) -> str:
        """Return the secret of a new link, good for a day and for one use.

        Raises `Conflict` where somebody has an account.
        """
        if not await self.is_open():
            raise Conflict("There is an account: `chargehouse account add` adds another.")
        secret = self._chance.secret()
        now = self._database.clock.now()
        async with self._database.relay() as relay:
            await repository.forget_links(relay, now)
            await repository.keep_link(relay, self._hash(secret), now + FIRST_RUN_LINK_LASTS)
        return secret

    async def use(
        self, secret: str, *, email: str, name: str, password: str, browser: Browser
    ) -> NewSignIn:
        """Add the first account, which may do everything, and sign it in.

        Raises `FirstRunLinkInvalid`, `Invalid`.
        """
        link = self._hash(secret)
        if not await self.is_open() or not await self._serves(link):
            raise _invalid()
        tenant = await self._tenants.ensure_default()
        try:
            account = await self._accounts.add(
                tenant, email=email, name=name, password=password, first_run_link=link
            )
        except EmailTaken:
            raise _invalid() from None
        return await self._sign_ins.open(account, [tenant], browser)

    async def _serves(self, link: bytes) -> bool:
        async with self._database.relay() as relay:
            return await repository.link_serves(relay, link, self._database.clock.now())

    def _hash(self, secret: str) -> bytes:
        return self._keyring.token_hash(PURPOSE + secret)


def _invalid() -> FirstRunLinkInvalid:
    return FirstRunLinkInvalid(
        "This link does not serve (any more): `chargehouse account first-link` makes another."
    )
