"""What happened to tenants and API tokens."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from chargehouse.contexts.people.public import Part
from chargehouse.kernel.events import Event


class TenantCreated(Event, frozen=True, kw_only=True):
    """A tenant was created."""

    wire_name = "tenant.created"

    slug: str
    name: str


class ApiTokenCreated(Event, frozen=True, kw_only=True):
    """Somebody made an API token."""

    wire_name = "api_token.created"

    name: str
    permissions: list[str]
    expires_at: datetime | None


class ApiTokenRevoked(Event, frozen=True, kw_only=True):
    """Somebody took an API token back."""

    wire_name = "api_token.revoked"

    name: str


class AccountAdded(Event, frozen=True, kw_only=True):
    """Somebody became a member of the tenant, with a new account or one from elsewhere."""

    wire_name = "account.added"
    personal: ClassVar[frozenset[str]] = frozenset({"name", "masked_email"})

    name: str
    masked_email: str
    permissions: list[str]


class PasswordChanged(Event, frozen=True, kw_only=True):
    """An account has a new password; its other sign-ins ended."""

    wire_name = "account.password_changed"
    personal: ClassVar[frozenset[str]] = frozenset({"masked_email"})

    masked_email: str


class SignedIn(Event, frozen=True, kw_only=True):
    """Somebody signed in."""

    wire_name = "account.signed_in"
    personal: ClassVar[frozenset[str]] = frozenset({"masked_email"})

    sign_in_id: UUID
    masked_email: str


class SignInRefused(Event, frozen=True, kw_only=True):
    """Somebody tried to sign in with a wrong password; `failures` in a row were counted."""

    wire_name = "account.sign_in_refused"
    personal: ClassVar[frozenset[str]] = frozenset({"masked_email"})

    masked_email: str
    failures: int


class SignedOut(Event, frozen=True, kw_only=True):
    """Sign-ins of an account were ended, by whom it belongs to or from the command line."""

    wire_name = "account.signed_out"
    personal: ClassVar[frozenset[str]] = frozenset({"masked_email"})

    sign_ins: int
    masked_email: str


class UserAdded(Event, frozen=True, kw_only=True):
    """The tenant knows somebody more."""

    wire_name = "user.added"
    personal: ClassVar[frozenset[str]] = frozenset({"name", "masked_email"})

    name: str
    kind: str
    masked_email: str | None


class UserInvited(Event, frozen=True, kw_only=True):
    """Somebody made a link by which a user makes their account."""

    wire_name = "user.invited"
    personal: ClassVar[frozenset[str]] = frozenset({"masked_email"})

    masked_email: str
    expires_at: datetime


class UserEdited(Event, frozen=True, kw_only=True):
    """What is kept of a user changed; `changed` names the fields."""

    wire_name = "user.edited"
    personal: ClassVar[frozenset[str]] = frozenset({"name"})

    name: str
    status: str
    changed: list[str]


class UserRemoved(Event, frozen=True, kw_only=True):
    """A user was removed; their API tokens were revoked."""

    wire_name = "user.removed"
    personal: ClassVar[frozenset[str]] = frozenset({"name"})

    name: str


class UserAssigned(Event, frozen=True, kw_only=True):
    """A user belongs to a department, in a part of the tenant."""

    wire_name = "user.assigned"

    department_id: UUID
    department: str
    part: Part


class UserUnassigned(Event, frozen=True, kw_only=True):
    """A user belongs to a department no more."""

    wire_name = "user.unassigned"

    department_id: UUID
    department: str


class UserGranted(Event, frozen=True, kw_only=True):
    """A user was allowed or denied a single thing."""

    wire_name = "user.granted"

    effect: str
    action: str
    part: Part
    reason: str


class UserGrantTakenBack(Event, frozen=True, kw_only=True):
    """What a user was allowed or denied holds no more."""

    wire_name = "user.grant_taken_back"

    effect: str
    action: str
    part: Part


class DepartmentAdded(Event, frozen=True, kw_only=True):
    """There is a new department."""

    wire_name = "department.added"

    name: str
    allows: list[str]
    denies: list[str]


class DepartmentEdited(Event, frozen=True, kw_only=True):
    """A department was edited; the lists say what it allows and denies since, and did before."""

    wire_name = "department.edited"

    name: str
    allows: list[str]
    denies: list[str]
    allowed_before: list[str]
    denied_before: list[str]


class DepartmentRemoved(Event, frozen=True, kw_only=True):
    """A department was removed."""

    wire_name = "department.removed"

    name: str


class SecondFactorAdded(Event, frozen=True, kw_only=True):
    """An account asks for more than a password from now on; `kind` is `totp` or `passkey`."""

    wire_name = "account.second_factor_added"
    personal: ClassVar[frozenset[str]] = frozenset({"masked_email"})

    kind: str
    masked_email: str


class SecondFactorRemoved(Event, frozen=True, kw_only=True):
    """A second factor serves no more; `kind` is `totp` or `passkey`."""

    wire_name = "account.second_factor_removed"
    personal: ClassVar[frozenset[str]] = frozenset({"masked_email"})

    kind: str
    masked_email: str


class RecoveryCodeUsed(Event, frozen=True, kw_only=True):
    """Somebody came in with a recovery code; so many are `left`."""

    wire_name = "account.recovery_code_used"
    personal: ClassVar[frozenset[str]] = frozenset({"masked_email"})

    left: int
    masked_email: str


class RecoveryCodesRenewed(Event, frozen=True, kw_only=True):
    """An account was given new recovery codes; the ones before serve no more."""

    wire_name = "account.recovery_codes_renewed"
    personal: ClassVar[frozenset[str]] = frozenset({"masked_email"})

    masked_email: str


class ListExported(Event, frozen=True, kw_only=True):
    """Somebody took a list as a file, which is called `what`; the id is the tenant's."""

    wire_name: ClassVar[str] = "tenant.list_exported"

    what: str
