"""Which handlers answer which version's messages."""

from collections.abc import Mapping
from typing import Final

from chargehouse.gateway.dispatch import HandlerTable
from chargehouse.gateway.v2.handlers import HANDLERS_21, HANDLERS_201
from chargehouse.gateway.v16.table import HANDLERS as HANDLERS_16

HANDLERS: Final[Mapping[str, HandlerTable]] = {
    "ocpp1.6": HANDLERS_16,
    "ocpp2.0.1": HANDLERS_201,
    "ocpp2.1": HANDLERS_21,
}
