"""REST of users, of what they may do, and why."""

from dataclasses import asdict
from typing import Annotated, Literal
from uuid import UUID

from litestar import Controller, Response, delete, get, patch, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from litestar.response import Stream

from chargehouse.contexts.people.endpoints.sign_in import NOT_KEPT, AnyRequest, site_of
from chargehouse.contexts.people.model.authority import Explanation
from chargehouse.contexts.people.model.users import part_of
from chargehouse.contexts.people.public import (
    PERMISSIONS_ASSIGN,
    USERS_EDIT,
    USERS_READ,
    Part,
    User,
    UserFilters,
    UserGrant,
    UserKind,
    UserStatus,
)
from chargehouse.contexts.people.schemas import (
    ExplanationView,
    HeldView,
    InvitationLink,
    NewAssignment,
    NewGrant,
    NewUser,
    StepView,
)
from chargehouse.contexts.people.service import (
    AuthorityService,
    InvitationService,
    UserChange,
    UserService,
)
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.reach import Place, Scope
from chargehouse.platform.http.auth import permitted
from chargehouse.platform.http.csv import csv_response
from chargehouse.platform.http.paging import Page, Paging

Search = Annotated[
    str | None,
    QueryParameter(name="search", max_length=100, description="A part of name or e-mail address."),
]
Kind = Annotated[UserKind | None, QueryParameter(name="kind", description="Only of this kind.")]
Status = Annotated[
    UserStatus | None, QueryParameter(name="status", description="Only of this status.")
]
InDepartment = Annotated[
    UUID | None, QueryParameter(description="Only who belongs to this department.")
]
CsvFormat = Annotated[
    Literal["csv"] | None, QueryParameter(name="format", description="`csv` for a file.")
]
Action = Annotated[
    str, QueryParameter(name="action", max_length=100, description="What is asked about.")
]
AtLocation = Annotated[UUID | None, QueryParameter(description="With a thing at this location.")]
OfFleet = Annotated[UUID | None, QueryParameter(description="With a thing of this fleet.")]


class UserController(Controller):
    """Users."""

    path = "/api/v1/users"
    tags = ("People",)

    @get(**permitted(USERS_READ))
    async def list_users(
        self,
        actor: NamedDependency[Actor],
        users: NamedDependency[UserService],
        paging: NamedDependency[Paging],
        *,
        search: Search = None,
        kind: Kind = None,
        status: Status = None,
        department_id: InDepartment = None,
        format_: CsvFormat = None,
    ) -> Page[User] | Stream:
        """List users by name. The file needs the permission `users.export` as well."""
        filters = UserFilters(search, kind, status, department_id)
        if format_ is None:
            return await users.list(actor, paging, filters)
        rows = await users.export(actor, paging, filters)
        return csv_response("users.csv", CSV_COLUMNS, (_cells(user) async for user in rows))

    @post(**permitted(USERS_EDIT))
    async def add_user(
        self,
        actor: NamedDependency[Actor],
        users: NamedDependency[UserService],
        data: JSONBody[NewUser],
    ) -> User:
        """Add a user who cannot sign in yet."""
        return await users.add(
            actor,
            kind=data.kind,
            name=data.name,
            email=data.email,
            phone=data.phone,
            acquisition_source=data.acquisition_source,
        )

    @get("/{user_id:uuid}", **permitted(USERS_READ))
    async def read_user(
        self,
        actor: NamedDependency[Actor],
        users: NamedDependency[UserService],
        user_id: FromPath[UUID],
    ) -> User:
        """Return a user."""
        return await users.find(actor, user_id)

    @patch("/{user_id:uuid}", **permitted(USERS_EDIT))
    async def edit_user(
        self,
        actor: NamedDependency[Actor],
        users: NamedDependency[UserService],
        user_id: FromPath[UUID],
        data: JSONBody[UserChange],
    ) -> User:
        """Change a user; who is suspended may do nothing, and their API tokens serve no more."""
        return await users.edit(actor, user_id, data)

    @delete("/{user_id:uuid}", **permitted(USERS_EDIT))
    async def remove_user(
        self,
        actor: NamedDependency[Actor],
        users: NamedDependency[UserService],
        user_id: FromPath[UUID],
    ) -> None:
        """Remove a user from the tenant, and revoke their API tokens."""
        await users.remove(actor, user_id)


class InvitationController(Controller):
    """Invitations of users."""

    path = "/api/v1/users/{user_id:uuid}/invitation"
    tags = ("People",)

    @post(**permitted(USERS_EDIT, proof=True))
    async def invite_user(
        self,
        request: AnyRequest,
        actor: NamedDependency[Actor],
        invitations: NamedDependency[InvitationService],
        user_id: FromPath[UUID],
    ) -> Response[InvitationLink]:
        """Make a link by which a user makes their account; an earlier one ends."""
        made = await invitations.invite(actor, user_id)
        link = f"{site_of(request).origin}/invitation#{made.secret}"
        return Response(InvitationLink(link=link, expires_at=made.expires_at), headers=NOT_KEPT)


class AuthorityController(Controller):
    """What a user may do, and why."""

    path = "/api/v1/users/{user_id:uuid}"
    tags = ("People",)

    @get("/permissions", **permitted(USERS_READ))
    async def list_user_permissions(
        self,
        actor: NamedDependency[Actor],
        authorities: NamedDependency[AuthorityService],
        user_id: FromPath[UUID],
    ) -> list[HeldView]:
        """List all that a user may do, and where."""
        return [
            HeldView(
                **asdict(held.permission),
                allowed=_part(held.reach.allowed),
                denied=_part(held.reach.denied),
            )
            for held in await authorities.held(actor, user_id)
        ]

    @get("/explanation", **permitted(USERS_READ))
    async def explain_permission(
        self,
        actor: NamedDependency[Actor],
        authorities: NamedDependency[AuthorityService],
        user_id: FromPath[UUID],
        action: Action,
        *,
        location_id: AtLocation = None,
        fleet_id: OfFleet = None,
    ) -> ExplanationView:
        """Explain why a user may or may not do something; without a place, in the whole tenant."""
        somewhere = location_id is not None or fleet_id is not None
        place = Place(location_id, fleet_id) if somewhere else None
        return _view(action, await authorities.explain(actor, user_id, action, place))

    @get("/grants", **permitted(USERS_READ))
    async def list_grants(
        self,
        actor: NamedDependency[Actor],
        authorities: NamedDependency[AuthorityService],
        user_id: FromPath[UUID],
    ) -> list[UserGrant]:
        """List what a user is allowed and denied besides what their departments say."""
        return await authorities.grants(actor, user_id)

    @post("/grants", **permitted(PERMISSIONS_ASSIGN, proof=True))
    async def add_grant(
        self,
        actor: NamedDependency[Actor],
        authorities: NamedDependency[AuthorityService],
        user_id: FromPath[UUID],
        data: JSONBody[NewGrant],
    ) -> UserGrant:
        """Allow or deny a user a single thing; a denial wins over whatever allows it."""
        return await authorities.grant(
            actor,
            user_id,
            effect=data.effect,
            action=data.action,
            part=data.part,
            reason=data.reason,
        )

    @delete("/grants/{grant_id:uuid}", **permitted(PERMISSIONS_ASSIGN, proof=True))
    async def remove_grant(
        self,
        actor: NamedDependency[Actor],
        authorities: NamedDependency[AuthorityService],
        user_id: FromPath[UUID],
        grant_id: FromPath[UUID],
    ) -> None:
        """Take back what a user was allowed or denied."""
        await authorities.take_back(actor, user_id, grant_id)

    @put("/departments/{department_id:uuid}", **permitted(PERMISSIONS_ASSIGN, proof=True))
    async def assign_department(
        self,
        actor: NamedDependency[Actor],
        authorities: NamedDependency[AuthorityService],
        user_id: FromPath[UUID],
        department_id: FromPath[UUID],
        data: JSONBody[NewAssignment],
    ) -> None:
        """Put a user into a department, or change where it holds for them."""
        await authorities.assign(actor, user_id, department_id, data.part)

    @delete("/departments/{department_id:uuid}", **permitted(PERMISSIONS_ASSIGN, proof=True))
    async def unassign_department(
        self,
        actor: NamedDependency[Actor],
        authorities: NamedDependency[AuthorityService],
        user_id: FromPath[UUID],
        department_id: FromPath[UUID],
    ) -> None:
        """Take a user out of a department."""
        await authorities.unassign(actor, user_id, department_id)


CSV_COLUMNS = (
    *("id", "kind", "name", "email", "phone", "acquisition_source", "status", "account_id"),
    *("departments", "created_at", "updated_at"),
)


def _cells(user: User) -> list[object]:
    return [
        user.id,
        user.kind,
        user.name,
        user.email,
        user.phone,
        user.acquisition_source,
        user.status,
        user.account_id,
        ", ".join(department.name for department in user.departments),
        user.created_at,
        user.updated_at,
    ]


def _view(action: str, explanation: Explanation) -> ExplanationView:
    grants = [step.grant for step in explanation.steps]
    decided_by = explanation.decided_by
    return ExplanationView(
        action=action,
        permitted=explanation.permitted,
        decided_by=None if decided_by is None else grants.index(decided_by),
        steps=[
            StepView(
                effect=step.grant.effect,
                department=step.grant.source or None,
                part=_part(step.grant.scope),
                applies=step.applies,
            )
            for step in explanation.steps
        ],
    )


def _part(scope: Scope) -> Part:
    return part_of(scope.everywhere, scope.locations, scope.fleets)
