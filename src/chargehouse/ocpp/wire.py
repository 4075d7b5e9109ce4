"""The base of every message and the scalar types of the OCPP schemas."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

import msgspec


class Payload(
    msgspec.Struct,
    frozen=True,
    gc=False,
    omit_defaults=True,
    forbid_unknown_fields=True,
):
    """A message's body, or an object inside one; a field that is absent is `None`.

    Messages are trees without cycles, so the garbage collector does not look at them. Making one
    checks nothing: checks are made on the way in and on the way out (`codec`).
    """


Instant = Annotated[datetime, msgspec.Meta(tz=True)]
"""An aware datetime; the strict pass refuses one without a zone."""

Integer = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]
"""A whole number that a database can hold; OCPP gives no bounds."""

LARGEST_EXPONENT = 30
"""Numbers beyond ten to this power are taken for none."""

Tenths = Annotated[Decimal, msgspec.Meta(extra={"multiple_of": "0.1"})]
"""A decimal with one place at most (OCPP 1.6 section 7, ChargingSchedulePeriod)."""

CustomData = dict[str, Any]
"""Whatever a vendor adds (OCPP 2.0.1 part 2, CustomDataType), undeclared fields included."""
