"""The strict pass: a message by its schema alone, at full speed."""

import re
from collections.abc import Callable
from typing import Any

import msgspec

from chargehouse.ocpp import shape_trees
from chargehouse.ocpp.wire import Payload


def strict_decoder(made: type[Payload]) -> Callable[[Any], Any]:
    """Return the function that decodes JSON text into `made`, or raises a `MsgspecError`.

    msgspec takes any text for a `Decimal`, `"NaN"` among them, and any exponent: where a decimal
    field holds a text or an exponent, this pass steps aside for the careful one.
    """
    decode = msgspec.json.Decoder(made).decode
    names = shape_trees.decimal_fields(made)
    if not names:
        return decode
    doubtful = re.compile(rf'"(?:{"|".join(sorted(names))})"\s*:\s*(?:"|[-0-9.]*[eE])'.encode())

    def decode_plain(raw: msgspec.Raw | bytes | str) -> Any:  # noqa: ANN401  a struct of `made`
        text = raw.encode() if isinstance(raw, str) else memoryview(raw)
        if doubtful.search(text):
            raise msgspec.ValidationError("A number that is not plain")
        return decode(raw)

    return decode_plain
