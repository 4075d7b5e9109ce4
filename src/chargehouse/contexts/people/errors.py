"""What people refuses."""

from chargehouse.kernel.errors import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    TooMany,
    Unauthenticated,
)


class TenantUnknown(NotFound):
    """No tenant has this slug."""

    code = "tenant_unknown"


class TenantSlugTaken(Conflict):
    """Another tenant has this slug."""

    code = "tenant_slug_taken"


class TenantSlugInvalid(Invalid):
    """The slug does not fit into an address."""

    code = "tenant_slug_invalid"


class ApiTokenUnknown(NotFound):
    """The tenant has no such API token."""

    code = "api_token_unknown"


class ApiTokenNotAccepted(Unauthenticated):
    """The token is unknown, or was mistyped."""

    code = "api_token_not_accepted"


class ApiTokenExpired(Unauthenticated):
    """The token's time is over."""

    code = "api_token_expired"


class ApiTokenWasRevoked(Unauthenticated):
    """Somebody took the token back."""

    code = "api_token_revoked"


class PermissionUnknown(Invalid):
    """There is no such permission."""

    code = "permission_unknown"


class PermissionNotHeld(Forbidden):
    """Nobody gives a permission that they do not hold."""

    code = "permission_not_held"


class SignInNotAccepted(Unauthenticated):
    """The e-mail address or the password is wrong; which of them is not told."""

    code = "sign_in_refused"


class SignInsTooMany(TooMany):
    """Too many wrong passwords, for this e-mail address or from this place."""

    code = "sign_ins_too_many"


class SignInExpired(Unauthenticated):
    """The sign-in was unused for too long, or is too old."""

    code = "sign_in_expired"


class SignInEnded(Unauthenticated):
    """Nobody signed in so, or signed out since."""

    code = "sign_in_ended"


class SignInUnknown(NotFound):
    """The account has no such sign-in."""

    code = "sign_in_unknown"


class TenantNotYours(Forbidden):
    """The account is no member of this tenant, or of any."""

    code = "tenant_not_yours"


class AccountUnknown(NotFound):
    """Nobody has an account with this e-mail address."""

    code = "account_unknown"


class EmailTaken(Conflict):
    """Another account has this e-mail address."""

    code = "email_taken"


class AlreadyMember(Conflict):
    """The account is a member of the tenant."""

    code = "already_member"


class PasswordWrong(Invalid):
    """It is not the account's password."""

    code = "password_wrong"


class FirstRunLinkInvalid(Forbidden):
    """The link was used, is too old, or there is an account."""

    code = "first_run_link_invalid"


class ViewUnknown(NotFound):
    """The account has no such view."""

    code = "view_unknown"


class ViewNameTaken(Conflict):
    """Another view of the same page has this name."""

    code = "view_name_taken"


class ViewChangedMeanwhile(Conflict):
    """The view was changed since it was read."""

    code = "changed_meanwhile"


class ViewsTooMany(Conflict):
    """The account has as many views as it may have."""

    code = "views_too_many"


class UserUnknown(NotFound):
    """The tenant has no such user."""

    code = "user_unknown"


class UserEmailTaken(Conflict):
    """Another user of the tenant has this e-mail address."""

    code = "user_email_taken"


class UserChangedMeanwhile(Conflict):
    """The user was changed since they were read."""

    code = "changed_meanwhile"


class LastAdministrator(Conflict):
    """Nobody would be left who may do everything."""

    code = "last_administrator"


class GrantUnknown(NotFound):
    """The user was not allowed or denied this."""

    code = "grant_unknown"


class DepartmentUnknown(NotFound):
    """The tenant has no such department."""

    code = "department_unknown"


class DepartmentNameTaken(Conflict):
    """Another department has this name."""

    code = "department_name_taken"


class DepartmentChangedMeanwhile(Conflict):
    """The department was changed since it was read."""

    code = "changed_meanwhile"


class DepartmentInUse(Conflict):
    """Users belong to the department, or every tenant has it."""

    code = "department_in_use"


class ApiTokenOwnerGone(Unauthenticated):
    """Who owns the token was removed or suspended."""

    code = "api_token_owner_gone"


class ProofNeeded(Forbidden):
    """The sign-in is too old for this; whoever asks must prove again who they are."""

    code = "proof_needed"


class ChallengeNotServing(Invalid):
    """What was asked of the person is too old, was answered, or was asked of somebody else."""

    code = "challenge_not_serving"


class CodeWrong(Invalid):
    """The code is wrong, was used, or is too old."""

    code = "code_wrong"


class SecondFactorKept(Conflict):
    """The account has a second factor of this kind."""

    code = "second_factor_kept"


class SecondFactorMissing(NotFound):
    """The account has no second factor of this kind."""

    code = "second_factor_missing"


class PasskeyNotAccepted(Unauthenticated):
    """The passkey is unknown here, or did not prove anything."""

    code = "passkey_not_accepted"


class PasskeyUnknown(NotFound):
    """The account has no such passkey."""

    code = "passkey_unknown"


class PasskeysTooMany(Conflict):
    """The account has as many passkeys as it may have."""

    code = "passkeys_too_many"


class SingleSignOnNotOffered(NotFound):
    """This installation knows no provider."""

    code = "single_sign_on_not_offered"


class SingleSignOnFailed(Unauthenticated):
    """The provider did not prove who somebody is."""

    code = "single_sign_on_failed"


class SingleSignOnStranger(Forbidden):
    """The provider knows the person, and nobody here does."""

    code = "single_sign_on_stranger"


class InvitationNotServing(Forbidden):
    """The link was used, is too old, or was replaced."""

    code = "invitation_not_serving"


class HasAccount(Conflict):
    """The user has an account."""

    code = "has_account"


class RequestsTooMany(TooMany):
    """The token was used more often than it may be."""

    code = "requests_too_many"
