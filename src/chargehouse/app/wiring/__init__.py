"""Makes the services of every context, once a process: a module for each context's own.

A module gives one frozen dataclass of its context's services and one function that makes them, of
the ground that all stand on and of what it needs of others. `contexts` calls these in order.
"""

from chargehouse.app.wiring.catalogues import CATALOGUE, SETTING_CATALOGUE
from chargehouse.app.wiring.contexts import Contexts, build_contexts
from chargehouse.app.wiring.gateway import build_gateway_services, command_port
from chargehouse.app.wiring.roaming import chosen_party

__all__ = [
    "CATALOGUE",
    "SETTING_CATALOGUE",
    "Contexts",
    "build_contexts",
    "build_gateway_services",
    "chosen_party",
    "command_port",
]
