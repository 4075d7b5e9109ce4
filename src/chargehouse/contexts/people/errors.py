"""What people refuses."""

from chargehouse.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Unauthenticated


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
