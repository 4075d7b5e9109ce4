"""Whole objects of every type are accepted and given back equal; each field and word is covered."""

import importlib
import json
import pkgutil
from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin

import msgspec
import pytest
from tests.unit.ocpi.ocpi_documents import SAMPLES, Sample, document, read
from tests.unit.ocpi.ocpi_words import WORDS

from chargehouse.ocpi import codec, documents, v211, v221, v230
from chargehouse.ocpi.errors import InvalidParameters
from chargehouse.ocpi.interfaces import OBJECTS
from chargehouse.ocpi.objects import OcpiObject
from chargehouse.ocpi.scalars import DateTime
from chargehouse.ocpi.v221.locations import Connector

PACKAGES = {"v211": v211, "v221": v221, "v230": v230}


def modules(version: str) -> Iterator[Any]:
    package = PACKAGES[version]
    for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        yield importlib.import_module(found.name)


def own_types(version: str) -> list[type[OcpiObject]]:
    return [
        made
        for module in modules(version)
        for made in vars(module).values()
        if isinstance(made, type)
        and issubclass(made, OcpiObject)
        and made.__module__ == module.__name__
    ]


ENCODER = msgspec.json.Encoder(decimal_format="number")


def dumps(value: object) -> bytes:
    return ENCODER.encode(value)


def without_unknown(sample: Sample) -> dict[str, Any]:
    known = set(sample.made.__struct_fields__)
    return {name: value for name, value in sample.document.items() if name in known}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.text)
def test_a_whole_object_is_accepted_and_given_back_equal(sample: Sample) -> None:
    value = codec.decode(sample.made, dumps(sample.document))
    given_back = read(codec.encode(value))
    assert given_back == without_unknown(sample)
    assert list(given_back) == [n for n in sample.made.__struct_fields__ if n in given_back]
    assert codec.decode(sample.made, codec.encode(value)) == value
    assert codec.check(sample.made, value) == value


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.text)
def test_a_received_object_keeps_what_ocpi_does_not_know(sample: Sample) -> None:
    sent = {**sample.document, "acme_colour": {"name": "red", "rgb": [255, 0, 0], "none": None}}
    received = documents.receive(sample.made, dumps(sent))
    assert read(codec.encode(received.document)) == sent
    assert received.value == codec.decode(sample.made, dumps(sample.document))


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.text)
def test_each_required_field_is_missed_by_name(sample: Sample) -> None:
    for field in msgspec.structs.fields(sample.made):
        if field.required:
            less = {name: v for name, v in sample.document.items() if name != field.encode_name}
            with pytest.raises(InvalidParameters, match=f"`{field.encode_name}`") as refused:
                codec.decode(sample.made, dumps(less))
            assert refused.value.status_code == 2001


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.text)
def test_a_null_is_as_good_as_nothing_in_a_field_that_may_be_left_out(sample: Sample) -> None:
    optional = [f.name for f in msgspec.structs.fields(sample.made) if not f.required]
    least = {n: v for n, v in sample.document.items() if n not in optional}
    try:
        without = codec.decode(sample.made, dumps(least))
    except InvalidParameters:
        return  # one of some fields is needed, which the refusals are about
    assert codec.decode(sample.made, dumps(least | dict.fromkeys(optional))) == without


@pytest.mark.parametrize("version", PACKAGES)
def test_every_field_of_every_type_is_in_a_document(version: str) -> None:
    seen: dict[type, set[str]] = {}
    for sample in SAMPLES:
        walk(codec.decode(sample.made, dumps(sample.document)), seen)
    for made in own_types(version):
        missing = set(made.__struct_fields__) - seen.get(made, set())
        assert not missing, (made, missing)


def walk(value: object, seen: dict[type, set[str]]) -> None:
    if isinstance(value, OcpiObject):
        fields = {name: getattr(value, name) for name in value.__struct_fields__}
        said = {name for name, item in fields.items() if item is not None}
        seen.setdefault(type(value), set()).update(said)
        for item in fields.values():
            walk(item, seen)
    elif isinstance(value, tuple):
        for item in value:
            walk(item, seen)


def enums(version: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for module in modules(version):
        for name, made in vars(module).items():
            if get_origin(made) is Literal:
                found[name] = set(get_args(made))
            elif isinstance(made, frozenset):
                found[name] = set(made)
    return found


@pytest.mark.parametrize("version", PACKAGES)
def test_the_words_of_each_enum_are_those_of_the_specification(version: str) -> None:
    ours = enums(version)
    for name, words in WORDS[version].items():
        assert ours[name] == set(words.split()), name
    inherited = {name for other in WORDS.values() for name in other}
    assert set(ours) <= inherited, set(ours) - inherited


def closed_places(sample: Sample) -> Iterator[tuple[list[str | int], tuple[str, ...]]]:
    """Yield the path of each field whose words are closed, and its words."""
    yield from _closed(sample.made, sample.document, [])


def _closed(
    made: object, data: object, path: list[str | int]
) -> Iterator[tuple[list[str | int], tuple[str, ...]]]:
    if get_origin(made) is Literal:
        yield path, get_args(made)
    elif isinstance(made, type) and issubclass(made, OcpiObject) and isinstance(data, dict):
        for field in msgspec.structs.fields(made):
            if data.get(field.name) is not None:
                yield from _closed(field.type, data[field.name], [*path, field.name])
    elif get_origin(made) is tuple and isinstance(data, list):
        for index, item in enumerate(data):
            yield from _closed(get_args(made)[0], item, [*path, index])
    else:
        for part in get_args(made):
            yield from _closed(part, data, path)


def put(whole: dict[str, Any], path: list[str | int], value: object) -> None:
    inner: Any = whole
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value


FULL = [sample for sample in SAMPLES if sample.kind == "full"]


@pytest.mark.parametrize("sample", FULL, ids=lambda sample: sample.text)
def test_every_word_of_a_closed_enum_is_accepted_and_no_other(sample: Sample) -> None:
    for path, words in closed_places(sample):
        changed = read(json.dumps(sample.document, default=float))
        for word in words:
            put(changed, path, word)
            given_back = read(codec.encode(codec.decode(sample.made, dumps(changed))))
            assert given_back == read(dumps(changed))
        for word in ("SOMETHING_NEW", words[0].lower() + "_", ""):
            put(changed, path, word)
            with pytest.raises(InvalidParameters, match="Not one of the values allowed"):
                codec.decode(sample.made, dumps(changed))


def test_open_enums_of_2_3_0_take_words_that_nobody_knows_yet() -> None:
    location = document("v230", "locations", "Location", "odd")
    value = codec.decode(OBJECTS["2.3.0"]["locations"], dumps(location))
    assert read(codec.encode(value))["facilities"] == ["SAUNA"]
    older = {**location, "parking_type": "ON_STREET"}
    with pytest.raises(InvalidParameters, match="facilities"):
        codec.decode(OBJECTS["2.2.1"]["locations"], dumps(older))


def test_numbers_stay_numbers_to_their_last_digit() -> None:
    made = OBJECTS["2.2.1"]["sessions"]
    session = dumps(document("v221", "sessions", "Session", "minimal"))
    for digits in (b"0.1000", b"12345678901234567890.1234", b"-0.00006", b"1E+2", b"7"):
        sent = session.replace(b'"kwh":0,', b'"kwh":%s,' % digits)
        assert b'"kwh":%s,' % digits in codec.encode(codec.decode(made, sent))


def test_a_whole_number_may_come_with_a_decimal_point() -> None:
    connector = document("v221", "locations", "Connector")
    sent = dumps(connector).replace(b'"max_voltage":920', b'"max_voltage":920.0')
    assert codec.decode(Connector, sent) == codec.decode(Connector, dumps(connector))
    assert documents.receive(Connector, sent).value.max_voltage == 920


def test_2_1_1_takes_a_number_in_a_text_and_gives_a_number_back() -> None:
    tariff = document("v211", "tariffs", "Tariff", "minimal")
    tariff["elements"][0]["price_components"][0]["price"] = "2.00"
    value = codec.decode(OBJECTS["2.1.1"]["tariffs"], dumps(tariff))
    assert b'"price":2.00' in codec.encode(value)


def test_a_put_that_does_not_say_when_was_just_now() -> None:
    tariff = document("v221", "tariffs", "Tariff")
    del tariff["last_updated"]
    now = DateTime("2026-11-21T20:00:00Z")
    received = documents.receive(OBJECTS["2.2.1"]["tariffs"], dumps(tariff), now)
    assert received.document["last_updated"] == now
