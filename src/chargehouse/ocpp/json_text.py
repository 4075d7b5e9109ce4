"""JSON text, in and out: quickly when it is sound, with care when it is not."""

import json
import re
from decimal import Decimal
from typing import Any

import msgspec

from chargehouse.ocpp.quirks.deviation import Deviation

Json = dict[str, Any] | list[Any] | str | int | Decimal | bool | None

_encode = msgspec.json.Encoder(decimal_format="number").encode
_decode = msgspec.json.Decoder(float_hook=Decimal).decode
_MICROSECONDS = re.compile(r'("\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3})\d{3}(Z|[+-]\d\d:\d\d)"')
_SURROGATE = re.compile("[\ud800-\udfff]")


class BadJson(ValueError):  # noqa: N818  says what the text is
    """The text is no JSON, or nested too deeply to be meant."""


def encode_text(value: object) -> str:
    """Return the value as JSON; instants have three decimals at most (2.0.1 part 4, section 3)."""
    text = _encode(value).decode()
    return _MICROSECONDS.sub(r'\1\2"', text) if "." in text else text


def decode_text(text: str | bytes | msgspec.Raw) -> Json:
    """Return sound JSON as plain data, fractions as `Decimal`; raises `BadJson`."""
    try:
        data: Json = _decode(text)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise BadJson from error
    return data


def decode_loosely(text: str | bytes) -> tuple[Json, tuple[Deviation, ...]]:
    """Return plain data from JSON with raw control characters, NULs or lone surrogates in it.

    NULs are dropped, surrogates and bad UTF-8 replaced, because a database cannot store them.
    Raises `BadJson`.
    """
    deviations: list[Deviation] = []
    if isinstance(text, bytes):
        text = _as_text(text, deviations)
    if text.startswith("\ufeff"):
        deviations.append(Deviation("byte-order-mark", ""))
        text = text[1:]
    try:
        data = json.loads(text, strict=False, parse_float=Decimal, parse_constant=_no_constant)
        try:
            json.loads(text, parse_float=Decimal)
        except ValueError:
            deviations.append(Deviation("control-character", ""))
        cleaned = _clean(data, deviations)
    except (ValueError, RecursionError) as error:
        raise BadJson from error
    return cleaned, tuple(deviations)


def _as_text(encoded: bytes, deviations: list[Deviation]) -> str:
    try:
        return encoded.decode()
    except UnicodeDecodeError:
        deviations.append(Deviation("bad-utf8", ""))
        return encoded.decode(errors="replace")


def _no_constant(name: str) -> Decimal:
    raise ValueError(f"{name} is not JSON")


def _clean(data: Any, deviations: list[Deviation]) -> Any:  # noqa: ANN401  any JSON
    if isinstance(data, str):
        return _clean_text(data, deviations)
    if isinstance(data, list):
        return [_clean(item, deviations) for item in data]
    if isinstance(data, dict):
        return {
            _clean_text(name, deviations): _clean(item, deviations) for name, item in data.items()
        }
    return data


def _clean_text(text: str, deviations: list[Deviation]) -> str:
    if "\0" in text:
        _once(deviations, "nul-character")
        text = text.replace("\0", "")
    if _SURROGATE.search(text):
        _once(deviations, "lone-surrogate")
        text = _SURROGATE.sub("\ufffd", text)
    return text


def _once(deviations: list[Deviation], quirk: str) -> None:
    deviation = Deviation(quirk, "")
    if deviation not in deviations:
        deviations.append(deviation)
