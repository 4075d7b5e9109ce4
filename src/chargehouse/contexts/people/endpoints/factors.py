"""REST of what proves who one is: the authenticator, recovery codes, passkeys."""

from http import HTTPStatus
from uuid import UUID

from litestar import Controller, Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from chargehouse.contexts.people.endpoints.sign_in import (
    NOT_KEPT,
    AnyRequest,
    browser_of,
    ceremony,
    site_of,
)
from chargehouse.contexts.people.errors import PasskeyNotAccepted
from chargehouse.contexts.people.public import PasskeyRecord
from chargehouse.contexts.people.schemas import (
    AuthenticatorView,
    CeremonyView,
    CodeAnswer,
    FactorsView,
    NewPasskey,
    PasskeyAnswer,
    Proof,
    RecoveryCodes,
)
from chargehouse.contexts.people.service import Passkeys, SecondFactors, SignInService
from chargehouse.platform.http.auth import authenticated
from chargehouse.platform.http.sign_in import SignedIn


class ProofController(Controller):
    """Proving again who one is, which serves for a quarter of an hour."""

    path = "/api/v1/me/proof"
    tags = ("Sign-in",)

    @post(status_code=HTTPStatus.NO_CONTENT, **authenticated())
    async def prove(
        self,
        request: AnyRequest,
        signed_in: NamedDependency[SignedIn],
        sign_ins: NamedDependency[SignInService],
        data: JSONBody[Proof],
    ) -> None:
        """Prove by password, and by a code where the account asks for one."""
        await sign_ins.prove(signed_in, data.password, data.code, browser_of(request))

    @post("/passkey", status_code=HTTPStatus.NO_CONTENT, **authenticated())
    async def prove_by_passkey(
        self,
        request: AnyRequest,
        signed_in: NamedDependency[SignedIn],
        sign_ins: NamedDependency[SignInService],
        passkeys: NamedDependency[Passkeys],
        data: JSONBody[PasskeyAnswer],
    ) -> None:
        """Prove by a passkey, as it is used to sign in."""
        account = await passkeys.owner(
            site_of(request), challenge=data.challenge, credential=data.credential
        )
        if account.id != signed_in.account_id:
            raise PasskeyNotAccepted("This is somebody else's passkey.")
        await sign_ins.proved(signed_in)


class FactorController(Controller):
    """What one's own account asks for besides a password."""

    path = "/api/v1/me/factors"
    tags = ("Sign-in",)

    @get(**authenticated())
    async def read_factors(
        self,
        signed_in: NamedDependency[SignedIn],
        second_factors: NamedDependency[SecondFactors],
        passkeys: NamedDependency[Passkeys],
    ) -> FactorsView:
        """Tell what the own account asks for, and what else lets one in."""
        return FactorsView(
            authenticator=await second_factors.is_asked_for(signed_in.account_id),
            recovery_codes_left=await second_factors.codes_left(signed_in.account_id),
            passkeys=await passkeys.list(signed_in),
        )

    @post("/authenticator", **authenticated(proof=True))
    async def begin_authenticator(
        self,
        signed_in: NamedDependency[SignedIn],
        second_factors: NamedDependency[SecondFactors],
    ) -> Response[AuthenticatorView]:
        """Return a new authenticator's secret; it serves once a code of it is confirmed."""
        made = await second_factors.begin(signed_in)
        return Response(AuthenticatorView(secret=made.secret, link=made.link), headers=NOT_KEPT)

    @post("/authenticator/confirm", status_code=HTTPStatus.OK, **authenticated(proof=True))
    async def confirm_authenticator(
        self,
        signed_in: NamedDependency[SignedIn],
        second_factors: NamedDependency[SecondFactors],
        data: JSONBody[CodeAnswer],
    ) -> Response[RecoveryCodes]:
        """Ask for the authenticator's codes from now on; return codes for when it is lost."""
        codes = await second_factors.confirm(signed_in, data.code)
        return Response(RecoveryCodes(codes=codes), headers=NOT_KEPT)

    @delete("/authenticator", **authenticated(proof=True))
    async def remove_authenticator(
        self,
        signed_in: NamedDependency[SignedIn],
        second_factors: NamedDependency[SecondFactors],
    ) -> None:
        """Ask for no code any more; the recovery codes serve no more."""
        await second_factors.remove(signed_in)

    @post("/recovery-codes", **authenticated(proof=True))
    async def renew_recovery_codes(
        self,
        signed_in: NamedDependency[SignedIn],
        second_factors: NamedDependency[SecondFactors],
    ) -> Response[RecoveryCodes]:
        """Return new recovery codes; the old ones serve no more."""
        codes = await second_factors.renew_codes(signed_in)
        return Response(RecoveryCodes(codes=codes), headers=NOT_KEPT)

    @post("/passkeys/challenge", status_code=HTTPStatus.OK, **authenticated(proof=True))
    async def begin_passkey(
        self,
        request: AnyRequest,
        signed_in: NamedDependency[SignedIn],
        passkeys: NamedDependency[Passkeys],
    ) -> Response[CeremonyView]:
        """Return what the browser is to be asked for a new passkey."""
        return ceremony(await passkeys.begin_adding(signed_in, site_of(request)))

    @post("/passkeys", **authenticated(proof=True))
    async def add_passkey(
        self,
        request: AnyRequest,
        signed_in: NamedDependency[SignedIn],
        passkeys: NamedDependency[Passkeys],
        data: JSONBody[NewPasskey],
    ) -> PasskeyRecord:
        """Keep a passkey that the browser made."""
        return await passkeys.add(
            signed_in,
            site_of(request),
            challenge=data.challenge,
            name=data.name,
            credential=data.credential,
        )

    @delete("/passkeys/{passkey_id:uuid}", **authenticated(proof=True))
    async def remove_passkey(
        self,
        signed_in: NamedDependency[SignedIn],
        passkeys: NamedDependency[Passkeys],
        passkey_id: FromPath[UUID],
    ) -> None:
        """Let a passkey serve no more."""
        await passkeys.remove(signed_in, passkey_id)
