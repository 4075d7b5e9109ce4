"""Objects: JSON to structs and back, checked by the types alone."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final, TypeVar

import msgspec

from chargehouse.ocpi.errors import InvalidParameters, NotJson
from chargehouse.ocpi.scalars import (
    DateTime,
    LooseNumber,
    Number,
    read_loose_number,
    read_number,
)

T = TypeVar("T")

JsonObject = dict[str, Any]
"""An object as plain data; its fractions are `Decimal`."""

RawJson = msgspec.Raw | bytes | bytearray | memoryview | str

_READERS: Final[Mapping[Any, Callable[[object], Any]]] = {
    DateTime: DateTime.read,
    Number: read_number,
    LooseNumber: read_loose_number,
}
_DIGITS_OF_A_WHOLE: Final = 18
_LOCATED: Final = re.compile(r"(?P<what>.*?)(?: - at `(?P<path>[^`]*)`)?", re.DOTALL)


def decode(made: type[T], raw: RawJson) -> T:
    """Return the object in `raw`, checked.

    `made` is any type that msgspec takes, as `list[Location]`. Raises `NotJson`, or
    `InvalidParameters` naming the first field that is wrong.
    """
    try:
        decoded: T = _decoder(made).decode(raw)
    except msgspec.ValidationError as error:
        return _convert_carefully(made, decode_plain(raw), error)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise NotJson from None
    return decoded


def decode_plain(raw: RawJson) -> Any:  # noqa: ANN401  any JSON
    """Return JSON as plain data, unchecked, numbers exact; raises `NotJson`."""
    try:
        return _plain.decode(raw)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise NotJson from None


def check(made: type[T], data: object) -> T:
    """Return plain data, or a struct, as `made`, checked; raises `InvalidParameters`."""
    try:
        plain = to_plain(data)
        return msgspec.convert(plain, made, dec_hook=_read)
    except msgspec.ValidationError as error:
        return _convert_carefully(made, plain, error)
    except RecursionError:
        raise InvalidParameters("Nested too deeply") from None


def to_plain(value: object) -> Any:  # noqa: ANN401  any JSON
    """Return a struct as plain data, numbers as `Decimal`; plain data comes back unchanged."""
    return msgspec.to_builtins(value, builtin_types=(Decimal,), enc_hook=_write)


def encode(value: object) -> bytes:
    """Return structs or plain data as JSON; numbers as numbers, what is `None` left out."""
    return _encode(value)


def _read(made: Any, value: object) -> object:  # noqa: ANN401  a type
    return _READERS[made](value)


def _write(value: object) -> str:
    if isinstance(value, DateTime):
        return str(value)
    raise NotImplementedError(type(value).__name__)


_plain: Final = msgspec.json.Decoder(float_hook=Decimal)
_encode: Final = msgspec.json.Encoder(decimal_format="number", enc_hook=_write).encode


_DECODERS: Final[dict[Any, msgspec.json.Decoder[Any]]] = {}


def _decoder(made: Any) -> msgspec.json.Decoder[Any]:  # noqa: ANN401  a type
    found = _DECODERS.get(made)
    if found is None:
        found = msgspec.json.Decoder(made, dec_hook=_read, float_hook=Decimal)
        _DECODERS[made] = found
    return found


def _convert_carefully(made: type[T], data: object, error: msgspec.ValidationError) -> T:
    """Try once more with `5.0` as the whole number it is."""
    try:
        return msgspec.convert(_with_wholes(data), made, dec_hook=_read)
    except msgspec.ValidationError:
        raise _refusal(error) from None
    except RecursionError:
        raise InvalidParameters("Nested too deeply") from None


def _with_wholes(data: object) -> object:
    if isinstance(data, dict):
        return {name: _with_wholes(value) for name, value in data.items()}
    if isinstance(data, list):
        return [_with_wholes(value) for value in data]
    if isinstance(data, Decimal) and data.is_finite() and data.adjusted() < _DIGITS_OF_A_WHOLE:
        return int(data) if data == data.to_integral_value() else data
    return data


def _refusal(error: msgspec.ValidationError) -> InvalidParameters:
    found = _LOCATED.fullmatch(str(error))
    what, path = (found["what"], found["path"] or "") if found else ("Not valid", "")
    if what.startswith("Invalid enum value"):
        what = "Not one of the values allowed"
    return InvalidParameters(what, path.removeprefix("$").removeprefix("."))
