"""Shapes of control over chargers and of problems with it."""

from typing import Annotated

import msgspec

from chargehouse.contexts.access.model.capability import Capability
from chargehouse.contexts.access.public.freevend import SwitchPath


class OverrideCapability(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a charger can do, whatever was found; null takes such a word back.

    With `key`, a configuration key of OCPP 1.6 or `Component.Variable` of 2.x, also how it is
    switched: the values in freevend (`on`) and in managed access (`off`).
    """

    capability: Capability | None
    reason: str
    key: Annotated[str, msgspec.Meta(min_length=1, max_length=50)] | None = None
    on: Annotated[str, msgspec.Meta(min_length=1, max_length=500)] = "true"
    off: Annotated[str, msgspec.Meta(max_length=500)] = "false"

    def path(self) -> SwitchPath | None:
        """Return how the charger is switched, where that is said."""
        if self.key is None:
            return None
        return SwitchPath(profile="operator", key=self.key, on=self.on, off=self.off)


class AcceptPartialControl(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The words in which somebody accepts what will not be enforced."""

    words: str


class AcknowledgeProblem(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody who knows of a problem says about it."""

    note: Annotated[str, msgspec.Meta(max_length=1000)] | None = None
