"""Shapes made of others, and the shape of a message made from its struct."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any, cast

import msgspec
from msgspec import inspect

from chargehouse.ocpp.errors import ErrorCode, ProtocolFault
from chargehouse.ocpp.shapes import (
    AnyShape,
    DecimalShape,
    FlagShape,
    FloatShape,
    InstantShape,
    Place,
    Shape,
    TextShape,
    Walk,
    WholeShape,
    WordShape,
)
from chargehouse.ocpp.wire import Payload


class CustomDataShape:
    """A vendor's own object, with the vendor's name in it."""

    def read(self, value: object, place: Place) -> dict[str, Any]:
        """Return the object as it is."""
        if not isinstance(value, dict):
            raise place.fault("TypeConstraintViolation", "is not an object")
        if not isinstance(value.get("vendorId"), str):
            missing = not place.allows("custom_data_without_vendor")
            if missing:
                raise place.fault("OccurrenceConstraintViolation", "has no vendorId")
        return value


class ListShape:
    """A list of bounded length."""

    def __init__(self, item: Shape, low: int | None, high: int | None) -> None:
        self.item = item
        self.low = low or 0
        self.high = high

    def read(self, value: object, place: Place) -> list[object]:
        """Return the list; a lone object stands for a list of it, where a rule allows."""
        if isinstance(value, dict) and place.allows("wrap_object"):
            value = [value]
        if not isinstance(value, list):
            raise place.fault("TypeConstraintViolation", "is not a list")
        if len(value) < self.low and not place.allows("empty_list"):
            raise place.fault("OccurrenceConstraintViolation", "has too few items")
        if self.high is not None and len(value) > self.high and not place.allows("list_too_long"):
            raise place.fault("OccurrenceConstraintViolation", "has too many items")
        items: list[object] = []
        for index, raw in enumerate(value):
            at = Place(place.walk, f"{place.path}[{index}]", place.owner, place.field)
            try:
                items.append(self.item.read(raw, at))
            except ProtocolFault:
                if not at.allows("drop_item"):
                    raise
        return items


class FieldShape(msgspec.Struct, gc=False):
    """A field of an object."""

    wire_name: str
    python_name: str
    shape: Shape
    required: bool


class ObjectShape:
    """An object that becomes a struct."""

    def __init__(self, made: type[msgspec.Struct], fields: list[FieldShape]) -> None:
        self.made = made
        self.owner = made.__name__
        self.fields = fields
        self.folded = {field.wire_name.casefold(): field.wire_name for field in fields}

    def read(self, value: object, place: Place) -> msgspec.Struct:
        """Return the struct."""
        if not isinstance(value, dict):
            code: ErrorCode = "TypeConstraintViolation" if place.path else "FormatViolation"
            raise place.fault(code, "is not an object")
        given = self._known(value, place)
        values: dict[str, object] = {}
        for field in self.fields:
            at = self._at(place, field.wire_name)
            raw = given.get(field.wire_name)
            if raw is not None:
                self._keep(field, raw, at, values)
            elif field.required:
                values[field.python_name] = self._missing(field, at)
            elif field.wire_name in given and not at.allows("null_field"):
                raise at.fault("TypeConstraintViolation", "is null")
        return self.made(**values)

    def _at(self, place: Place, wire_name: str) -> Place:
        path = f"{place.path}.{wire_name}" if place.path else wire_name
        return Place(place.walk, path, self.owner, wire_name)

    def _keep(self, field: FieldShape, raw: object, at: Place, values: dict[str, object]) -> None:
        try:
            values[field.python_name] = field.shape.read(raw, at)
        except ProtocolFault:
            if field.required or not at.allows("drop_unreadable"):
                raise

    def _missing(self, field: FieldShape, at: Place) -> object:
        rule = at.allows("missing_field")
        if rule is None:
            raise at.fault("OccurrenceConstraintViolation", "is missing")
        return field.shape.read(rule.value, at)

    def _known(self, value: dict[str, object], place: Place) -> dict[str, object]:
        given: dict[str, object] = {}
        for name, raw in value.items():
            folded = name.casefold()
            wire_name = self.folded.get(folded)
            if wire_name == name:
                given[name] = raw
                continue
            at = self._at(place, name[:50])
            if wire_name is not None and at.allows("field_in_other_case"):
                given.setdefault(wire_name, raw)
            elif not at.allows("unknown_field"):
                raise at.fault("FormatViolation", "is not a field of this message")
        return given


def read(made: type[Payload], value: object, walk: Walk) -> Payload:
    """Return the message in plain data; `walk` holds the rules and takes the deviations."""
    message = _message_shape(made).read(value, Place(walk, "", made.__name__, ""))
    return cast("Payload", message)


@cache
def has_steps(made: type[Payload]) -> bool:
    """Tell whether the schema wants multiples somewhere, which the strict pass does not check."""
    return _has_steps(_message_shape(made))


def decimal_fields(made: type[Payload]) -> frozenset[str]:
    """Return the wire names of the fields, at any depth, that hold decimals."""
    return frozenset(_decimal_fields(_message_shape(made), ""))


def _decimal_fields(shape: Shape, name: str) -> Iterator[str]:
    match shape:
        case ObjectShape(fields=fields):
            for field in fields:
                yield from _decimal_fields(field.shape, field.wire_name)
        case ListShape(item=item):
            yield from _decimal_fields(item, name)
        case DecimalShape():
            yield name


def _has_steps(shape: Shape) -> bool:
    match shape:
        case ObjectShape(fields=fields):
            return any(_has_steps(field.shape) for field in fields)
        case ListShape(item=item):
            return _has_steps(item)
        case DecimalShape(step=step):
            return step is not None
        case _:
            return False


@cache
def _message_shape(made: type[Payload]) -> ObjectShape:
    info = inspect.type_info(made)
    if not isinstance(info, inspect.StructType):
        raise TypeError(f"{made.__name__} is not a struct")
    return _object_shape(info)


def _object_shape(info: inspect.StructType) -> ObjectShape:
    fields = [
        FieldShape(field.encode_name, field.name, _shape(field.type), field.required)
        for field in info.fields
    ]
    return ObjectShape(info.cls, fields)


def _shape(info: inspect.Type) -> Shape:
    match info:
        case inspect.UnionType(types=types):
            return _shape(next(t for t in types if not isinstance(t, inspect.NoneType)))
        case inspect.StructType():
            return _object_shape(info)
        case inspect.ListType(item_type=item, min_length=low, max_length=high):
            return ListShape(_shape(item), low, high)
        case inspect.DictType():
            return CustomDataShape()
        case _:
            return _scalar_shape(info)


def _scalar_shape(info: inspect.Type) -> Shape:
    match info:
        case inspect.StrType(max_length=max_length):
            return TextShape(max_length)
        case inspect.LiteralType(values=words):
            return WordShape([str(word) for word in words])
        case inspect.Metadata(type=inspect.DecimalType(), extra={"multiple_of": step}):
            return DecimalShape(Decimal(step))
        case inspect.DateTimeType():
            return InstantShape()
        case inspect.BoolType():
            return FlagShape()
        case _:
            return _number_shape(info)


def _number_shape(info: inspect.Type) -> Shape:
    match info:
        case inspect.IntType(ge=low, le=high):
            return WholeShape(low, high)
        case inspect.FloatType(ge=low, le=high):
            return FloatShape(low, high)
        case inspect.DecimalType():
            return DecimalShape(None)
        case inspect.AnyType():
            return AnyShape()
    raise TypeError(f"no shape for {type(info).__name__}")
