"""What others may use of people: tenants by slug, permissions, and what people see of theirs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, Protocol
from uuid import UUID

import msgspec

from chargehouse.kernel.actor import Permission

DEFAULT_TENANT: Final = "main"

TENANT_READ: Final = Permission("tenant.read", "people", "See the own tenant.")
PERMISSIONS_READ: Final = Permission("permissions.read", "people", "See what may be permitted.")
TOKENS_READ: Final = Permission("tokens.read", "people", "See API tokens, never their values.")
TOKENS_CREATE: Final = Permission("tokens.create", "people", "Create API tokens.")
TOKENS_REVOKE: Final = Permission("tokens.revoke", "people", "Revoke API tokens.")

USERS_READ: Final = Permission("users.read", "people", "See users, and what they may do.")
USERS_EDIT: Final = Permission("users.edit", "people", "Add, change, suspend and remove users.")
USERS_EXPORT: Final = Permission("users.export", "people", "Export users as CSV.")
DEPARTMENTS_READ: Final = Permission(
    "departments.read", "people", "See departments, and what they permit."
)
DEPARTMENTS_EDIT: Final = Permission(
    "departments.edit", "people", "Add, change and remove departments."
)
PERMISSIONS_ASSIGN: Final = Permission(
    "permissions.assign", "people", "Put users into departments; allow or deny them single things."
)

PERMISSIONS: Final = (
    TENANT_READ,
    PERMISSIONS_READ,
    TOKENS_READ,
    TOKENS_CREATE,
    TOKENS_REVOKE,
    USERS_READ,
    USERS_EDIT,
    USERS_EXPORT,
    DEPARTMENTS_READ,
    DEPARTMENTS_EDIT,
    PERMISSIONS_ASSIGN,
)

UserKind = Literal["staff", "driver"]
UserStatus = Literal["active", "suspended"]


class TenantRef(msgspec.Struct, frozen=True):
    """A tenant, by its id and by its name in addresses."""

    id: UUID
    slug: str


class Tenant(msgspec.Struct, frozen=True, kw_only=True):
    """A tenant as its own people see it."""

    id: UUID
    slug: str
    name: str
    created_at: datetime


class Audience(msgspec.Struct, frozen=True, kw_only=True):
    """Whom to write to in a tenant: e-mail addresses without repetition, in order."""

    tenant_slug: str
    emails: list[str]


class ApiToken(msgspec.Struct, frozen=True, kw_only=True):
    """An API token without its value; `permissions` are actions, `*` stands for all.

    It never permits more than what may do whose account is `owner_id`, and, with `locations`, only
    at these. A token without an owner is the installation's own. Beyond `requests_per_minute` it is
    answered 429, by each process for itself.
    """

    id: UUID
    name: str
    permissions: list[str]
    locations: list[UUID] | None
    owner_id: UUID | None
    requests_per_minute: int
    created_at: datetime
    created_by: str
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """A person who can sign in; `email` is in lower case."""

    id: UUID
    email: str
    name: str


class TenantName(msgspec.Struct, frozen=True, kw_only=True):
    """A tenant by its name in addresses and its name for people."""

    slug: str
    name: str


class OwnTenant(msgspec.Struct, frozen=True, kw_only=True):
    """The tenant in which a request acts."""

    id: UUID
    slug: str
    name: str


class Me(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks: a person, or an API token, which has no account and needs no `csrf_token`.

    `permissions` are all actions that are permitted in `tenant` or in a part of it, spelt out;
    `tenants` are those in which the person may act, by slug.
    """

    account: Account | None
    tenant: OwnTenant
    tenants: list[TenantName]
    permissions: list[str]
    csrf_token: str | None


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the tenant: everywhere, or what stands at these locations or with these fleets."""

    everywhere: bool = False
    locations: list[UUID] = []
    fleets: list[UUID] = []


class UserDepartment(msgspec.Struct, frozen=True, kw_only=True):
    """That a user belongs to a department, and where what it says holds for them."""

    assignment_id: UUID
    department_id: UUID
    name: str
    part: Part


class User(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody whom the tenant knows: staff, or a driver.

    `email` is in lower case; who has an account may sign in while `status` is `active`.
    """

    id: UUID
    account_id: UUID | None
    kind: UserKind
    name: str
    email: str | None
    phone: str | None
    acquisition_source: str | None
    status: UserStatus
    departments: list[UserDepartment]
    created_at: datetime
    updated_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class UserFilters:
    """What is asked for of users; `search` is a part of name or e-mail address, in any case."""

    search: str | None = None
    kind: UserKind | None = None
    status: UserStatus | None = None
    department_id: UUID | None = None


class UserGrant(msgspec.Struct, frozen=True, kw_only=True):
    """What a single user is allowed or denied, besides what their departments say."""

    id: UUID
    effect: Literal["allow", "deny"]
    action: str
    part: Part
    reason: str
    created_at: datetime
    created_by: str


class Department(msgspec.Struct, frozen=True, kw_only=True):
    """A bundle of permissions; `seed` names one that every tenant begins with.

    `allows` and `denies` are actions, `*` stands for all; `users` is how many belong to it.
    """

    id: UUID
    seed: str | None
    name: str
    description: str
    allows: list[str]
    denies: list[str]
    users: int
    version: int
    created_at: datetime


class SignInRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A browser in which a person is signed in; `current` is the one that asks."""

    id: UUID
    user_agent: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    current: bool


class Invitation(msgspec.Struct, frozen=True, kw_only=True):
    """Who is invited, and where to.

    Who `has_account` is asked for its password, and not for a new one.
    """

    tenant_name: str
    email: str
    name: str
    has_account: bool
    expires_at: datetime


class PasskeyRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A passkey of one's own, which serves at `site` alone."""

    id: UUID
    name: str
    site: str
    created_at: datetime
    last_used_at: datetime | None


class View(msgspec.Struct, frozen=True, kw_only=True):
    """What a person kept of a page: `query` is the search string of its address."""

    id: UUID
    page: str
    name: str
    query: str
    version: int


class Tenants(Protocol):
    """Finds tenants."""

    async def resolve(self, slug: str) -> TenantRef:
        """Return the tenant of a slug, in any case; raise `TenantUnknown`."""
