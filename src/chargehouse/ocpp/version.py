"""The versions of OCPP that are spoken here."""

import importlib
from collections.abc import Mapping

from chargehouse.ocpp.actions import Action
from chargehouse.ocpp.errors import ERROR_CODES_2, ERROR_CODES_16, ErrorCode


class Version:
    """A version: its subprotocol, its actions, its error codes.

    The actions are loaded when first asked for.
    """

    __slots__ = ("_actions", "_error_codes", "_package", "name", "subprotocol")

    def __init__(self, name: str, package: str, error_codes: Mapping[str, str]) -> None:
        self.name = name
        self.subprotocol = f"ocpp{name}"
        self._package = package
        self._error_codes = error_codes
        self._actions: Mapping[str, Action] | None = None

    @property
    def actions(self) -> Mapping[str, Action]:
        """Every action of this version, by name."""
        if self._actions is None:
            module = importlib.import_module(f"chargehouse.ocpp.{self._package}.actions")
            self._actions = module.ACTIONS
        return self._actions

    def error_code(self, code: ErrorCode) -> str:
        """Return the code's name on the wire of this version."""
        return self._error_codes[code]

    def __repr__(self) -> str:
        return f"Version({self.name!r})"


V16 = Version("1.6", "v16", ERROR_CODES_16)
V201 = Version("2.0.1", "v201", ERROR_CODES_2)
V21 = Version("2.1", "v21", ERROR_CODES_2)

VERSIONS: Mapping[str, Version] = {version.subprotocol: version for version in (V16, V201, V21)}
"""Every version by its websocket subprotocol, oldest first."""
