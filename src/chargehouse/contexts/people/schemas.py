"""What the REST API of people takes and gives, besides what `public` holds."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec

from chargehouse.contexts.people.model import REQUESTS_PER_MINUTE
from chargehouse.contexts.people.public import ApiToken, Part, PasskeyRecord, UserKind

Email = Annotated[str, msgspec.Meta(max_length=254)]
Password = Annotated[str, msgspec.Meta(max_length=1000)]


class NewToken(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A token to be created; without `expires_at` it never ends. `*` permits everything.

    With `locations` it permits what it does at these alone. More than `requests_per_minute`, 1 to
    60 000, are answered 429.
    """

    name: str
    permissions: list[str]
    locations: list[UUID] | None = None
    requests_per_minute: int = REQUESTS_PER_MINUTE
    expires_at: datetime | None = None


class CreatedTokenView(msgspec.Struct, frozen=True, kw_only=True):
    """A new token; `value` is told this once."""

    token: ApiToken
    value: str


class PermissionView(msgspec.Struct, frozen=True, kw_only=True):
    """Something that may be permitted."""

    action: str
    module: str
    description: str


class Credentials(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What proves who somebody is."""

    email: Email
    password: Password


class FirstAccount(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The first account; `token` is what follows `#` in the link that the console printed."""

    token: Annotated[str, msgspec.Meta(max_length=100)]
    email: Email
    name: str
    password: Password


class FirstRunView(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the first account is still to be made."""

    open: bool


class NewPassword(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new password, 12 to 128 characters, and the one that serves until now."""

    current_password: Password
    new_password: Password


class NewView(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A view to be kept: `page` as it stands in the portal's address, `query` what follows `?`."""

    page: str
    name: str
    query: str


class ViewChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What changes of a view; what is left out stays.

    With `version` the change is refused unless the view still has that version.
    """

    name: str | None = None
    query: str | None = None
    version: int | None = None


class NewUser(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A user to be added, who has no account yet."""

    kind: UserKind
    name: str
    email: Email | None = None
    phone: str | None = None
    acquisition_source: str | None = None


class NewAssignment(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a department holds for a user."""

    part: Part


class NewGrant(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A single thing that a user is to be allowed or denied, where, and why."""

    effect: Literal["allow", "deny"]
    action: str
    part: Part
    reason: str


class NewDepartment(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A department to be added; `*` stands for everything."""

    name: str
    description: str = ""
    allows: list[str] = []
    denies: list[str] = []


class DepartmentChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What changes of a department; what is left out stays.

    Refused unless the department has this `version`.
    """

    version: int
    name: str | None = None
    description: str | None = None
    allows: list[str] | None = None
    denies: list[str] | None = None


class HeldView(msgspec.Struct, frozen=True, kw_only=True):
    """Something that a user may do, and where: `allowed`, but for what is `denied`."""

    action: str
    module: str
    description: str
    allowed: Part
    denied: Part


class StepView(msgspec.Struct, frozen=True, kw_only=True):
    """Something that allows or denies an action; `applies` tells whether it does at the place.

    `department` is null for what was said of the user alone.
    """

    effect: Literal["allow", "deny"]
    department: str | None
    part: Part
    applies: bool


class ExplanationView(msgspec.Struct, frozen=True, kw_only=True):
    """Why a user may or may not do something.

    `decided_by` counts in `steps` from 0; null where nothing allows it.
    """

    action: str
    permitted: bool
    decided_by: int | None
    steps: list[StepView]


Secret = Annotated[str, msgspec.Meta(max_length=200)]
Code = Annotated[str, msgspec.Meta(max_length=40, description="Six digits, or a recovery code.")]


class SecondStepView(msgspec.Struct, frozen=True, kw_only=True):
    """The password was right, and the account asks for a code, in answer to this challenge."""

    challenge: str


class SecondStepAnswer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A code of the authenticator, or one for recovery."""

    challenge: Secret
    code: Code


class CeremonyView(msgspec.Struct, frozen=True, kw_only=True):
    """What the browser is asked: `options` are those of WebAuthn, as JSON."""

    challenge: str
    options: dict[str, Any]


class PasskeyAnswer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the browser answered: `credential` as WebAuthn writes it as JSON."""

    challenge: Secret
    credential: dict[str, Any]


class NewPasskey(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A passkey that the browser made, and what to call it."""

    challenge: Secret
    name: str
    credential: dict[str, Any]


class Proof(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What proves again who somebody is; `code` where the account asks for one."""

    password: Password
    code: Code | None = None


class FactorsView(msgspec.Struct, frozen=True, kw_only=True):
    """What an account asks for besides a password, and what else lets its owner in."""

    authenticator: bool
    recovery_codes_left: int
    passkeys: list[PasskeyRecord]


class AuthenticatorView(msgspec.Struct, frozen=True, kw_only=True):
    """What an authenticator is told, this once: `secret` by hand, `link` as a QR code."""

    secret: str
    link: str


class CodeAnswer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A code of the new authenticator."""

    code: Code


class RecoveryCodes(msgspec.Struct, frozen=True, kw_only=True):
    """Codes that each serve once; they are told this once."""

    codes: list[str]


class WaysIn(msgspec.Struct, frozen=True, kw_only=True):
    """How people may sign in besides password and passkey: `single_sign_on` names a provider."""

    single_sign_on: str | None


class InvitationLink(msgspec.Struct, frozen=True, kw_only=True):
    """A link to hand to whoever is invited; it is told this once."""

    link: str
    expires_at: datetime


class InvitationToken(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What follows `#` in an invitation's link."""

    token: Secret


class AcceptInvitation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new password, 12 to 128 characters, or that of the account which is there already."""

    token: Secret
    password: Password
