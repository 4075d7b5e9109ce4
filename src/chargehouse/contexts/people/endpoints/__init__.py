"""REST of people: tenants, users, departments, API tokens, signing in, and what is one's own."""

from chargehouse.contexts.people.endpoints.departments import DepartmentController
from chargehouse.contexts.people.endpoints.factors import FactorController, ProofController
from chargehouse.contexts.people.endpoints.own import OwnController
from chargehouse.contexts.people.endpoints.sign_in import (
    AcceptanceController,
    FirstRunController,
    SignInController,
    SignOutController,
)
from chargehouse.contexts.people.endpoints.single_sign_on import (
    SingleSignOnController,
    WaysController,
)
from chargehouse.contexts.people.endpoints.tokens import (
    PermissionController,
    TenantController,
    TokenController,
)
from chargehouse.contexts.people.endpoints.users import (
    AuthorityController,
    InvitationController,
    UserController,
)
from chargehouse.contexts.people.endpoints.views import ViewController

CONTROLLERS = (
    TenantController,
    PermissionController,
    TokenController,
    UserController,
    InvitationController,
    AuthorityController,
    DepartmentController,
    SignInController,
    WaysController,
    SingleSignOnController,
    SignOutController,
    FirstRunController,
    AcceptanceController,
    OwnController,
    ProofController,
    FactorController,
    ViewController,
)
