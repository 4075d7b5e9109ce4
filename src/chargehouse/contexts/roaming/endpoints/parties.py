"""REST of parties, under `/api/v1` and under `/ocpi`: both take our own API tokens."""

from typing import Annotated, Final
from uuid import UUID

from litestar import Controller, Response, delete, get, post, put
from litestar.datastructures import ResponseHeader
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, JSONBody, QueryParameter

from chargehouse.contexts.roaming.model.parties import key_of
from chargehouse.contexts.roaming.public import (
    PARTIES_EDIT,
    PARTIES_READ,
    Party,
    PartyList,
    PartyRole,
)
from chargehouse.contexts.roaming.schemas import NamedParty, PutParty
from chargehouse.contexts.roaming.service import PartyService
from chargehouse.kernel.actor import Actor
from chargehouse.platform.http.auth import permitted

PATHS: Final = ("/ocpi/parties", "/api/v1/roaming/parties")
OfRole = Annotated[
    PartyRole | None, QueryParameter(name="role", description="Only those in this role.")
]
Ours = Annotated[
    bool | None, QueryParameter(name="ours", description="Only ours, or only those of partners.")
]
OfPartner = Annotated[
    UUID | None, QueryParameter(name="partner_id", description="Only those of this partner.")
]
Offset = Annotated[
    int,
    QueryParameter(
        name="offset", ge=0, le=2**31 - 1, description="How many are passed over at the beginning."
    ),
]
Limit = Annotated[
    int, QueryParameter(name="limit", ge=1, le=500, description="How many are told at most.")
]
Role = Annotated[PartyRole, QueryParameter(name="role", description="In which role.")]


def _at(path: str = "") -> list[str]:
    return [f"{base}{path}" for base in PATHS]


class PartyController(Controller):
    """Parties: who we are to partners, and who they are to us."""

    path = "/"
    tags = ("Roaming",)

    @get(
        _at(),
        response_headers=[ResponseHeader(name="X-Total-Count", documentation_only=True)],
        **permitted(PARTIES_READ),
    )
    async def list_parties(
        self,
        actor: NamedDependency[Actor],
        parties: NamedDependency[PartyService],
        *,
        role: OfRole = None,
        ours: Ours = None,
        partner_id: OfPartner = None,
        offset: Offset = 0,
        limit: Limit = 50,
    ) -> Response[PartyList]:
        """List our parties and those of partners, by country code and id."""
        found = await parties.page(
            actor, role=role, ours=ours, partner_id=partner_id, offset=offset, limit=limit
        )
        return Response(found, headers={"X-Total-Count": str(found.total)})

    @post(
        _at(),
        responses={200: ResponseSpec(Party, description="It was there: it is described so now.")},
        **permitted(PARTIES_EDIT),
    )
    async def put_party(
        self,
        actor: NamedDependency[Actor],
        parties: NamedDependency[PartyService],
        data: JSONBody[PutParty],
    ) -> Response[Party]:
        """Add a party of ours, or describe one otherwise."""
        party, is_new = await parties.put(
            actor,
            country_code=data.country_code,
            party_id=data.party_id,
            role=data.role,
            details=data.business_details,
        )
        return Response(party, status_code=201 if is_new else 200)

    @get(_at("/default"), **permitted(PARTIES_READ))
    async def read_default_party(
        self, actor: NamedDependency[Actor], parties: NamedDependency[PartyService]
    ) -> Party:
        """Return the party to which belongs whatever names none."""
        return await parties.default(actor)

    @put(_at("/default"), **permitted(PARTIES_EDIT))
    async def choose_default_party(
        self,
        actor: NamedDependency[Actor],
        parties: NamedDependency[PartyService],
        data: JSONBody[NamedParty],
    ) -> Party:
        """Make a CPO of ours the default; what belongs to the one before stays with it."""
        return await parties.choose_default(actor, key_of(data.country_code, data.party_id))

    @get(_at("/{country_code:str}/{party_id:str}"), **permitted(PARTIES_READ))
    async def read_party(
        self,
        actor: NamedDependency[Actor],
        parties: NamedDependency[PartyService],
        country_code: FromPath[str],
        party_id: FromPath[str],
    ) -> list[Party]:
        """Return a party in each of its roles."""
        return await parties.named(actor, key_of(country_code, party_id))

    @delete(_at("/{country_code:str}/{party_id:str}"), **permitted(PARTIES_EDIT))
    async def remove_party(
        self,
        actor: NamedDependency[Actor],
        parties: NamedDependency[PartyService],
        country_code: FromPath[str],
        party_id: FromPath[str],
        role: Role,
    ) -> None:
        """Remove a party of ours to which nothing belongs, in one of its roles."""
        await parties.remove(actor, key_of(country_code, party_id), role)
