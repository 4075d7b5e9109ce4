"""Use cases of people: tenants, their API tokens, and knowing whose a token is."""

from chargehouse.contexts.people.service.authentication import TokenAuthenticator
from chargehouse.contexts.people.service.tenants import TenantService
from chargehouse.contexts.people.service.tokens import CreatedToken, TokenService

__all__ = ["CreatedToken", "TenantService", "TokenAuthenticator", "TokenService"]
