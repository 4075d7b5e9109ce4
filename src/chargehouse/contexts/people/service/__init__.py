"""Use cases of people: tenants, users and what they may do, API tokens, signing in, views."""

from chargehouse.contexts.people.service.accounts import AccountService
from chargehouse.contexts.people.service.addressees import Addressees
from chargehouse.contexts.people.service.authentication import TokenAuthenticator
from chargehouse.contexts.people.service.authorities import AuthorityService
from chargehouse.contexts.people.service.cookies import SignInAuthenticator
from chargehouse.contexts.people.service.departments import DepartmentService
from chargehouse.contexts.people.service.factors import NewAuthenticator, SecondFactors
from chargehouse.contexts.people.service.first_run import FirstRun
from chargehouse.contexts.people.service.invitations import InvitationService
from chargehouse.contexts.people.service.me import MeService
from chargehouse.contexts.people.service.passkeys import Ceremony, Passkeys, Site
from chargehouse.contexts.people.service.passwords import HashingCost, Passwords
from chargehouse.contexts.people.service.reception import Reception
from chargehouse.contexts.people.service.sign_ins import (
    Browser,
    NewSignIn,
    SecondStep,
    SignInService,
)
from chargehouse.contexts.people.service.single_sign_on import SingleSignOn
from chargehouse.contexts.people.service.staff import Staff
from chargehouse.contexts.people.service.telling import Telling
from chargehouse.contexts.people.service.tenants import TenantService
from chargehouse.contexts.people.service.tokens import CreatedToken, TokenService
from chargehouse.contexts.people.service.users import UserChange, UserService
from chargehouse.contexts.people.service.views import ViewService

__all__ = [
    "AccountService",
    "Addressees",
    "AuthorityService",
    "Browser",
    "Ceremony",
    "CreatedToken",
    "DepartmentService",
    "FirstRun",
    "HashingCost",
    "InvitationService",
    "MeService",
    "NewAuthenticator",
    "NewSignIn",
    "Passkeys",
    "Passwords",
    "Reception",
    "SecondFactors",
    "SecondStep",
    "SignInAuthenticator",
    "SignInService",
    "SingleSignOn",
    "Site",
    "Staff",
    "Telling",
    "TenantService",
    "TokenAuthenticator",
    "TokenService",
    "UserChange",
    "UserService",
    "ViewService",
]
