"""Every JSON body that the API's description names has an example, and it is what it shows."""

import json
import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from datetime import datetime
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # the project has no stubs for it
import pytest

from chargehouse.app.event_types import EVENT_CATALOGUE
from chargehouse.app.event_words import AT_A_STATION, OF_A_KIND
from chargehouse.platform.http.examples import add_examples, json_bodies

ROOT = Path(__file__).parents[2]
EXAMPLES = "#/components/examples/"
SHOWN = re.compile("[a-z][a-z ,]+")
"""How what stands for a secret looks: words, as no secret does."""


FORMATS = jsonschema.FormatChecker(["uuid", "date"])


@FORMATS.checks("date-time", raises=ValueError)  # type: ignore[untyped-decorator]
def is_instant(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    document: dict[str, Any] = json.loads((ROOT / "openapi.json").read_text())
    return document


def bodies(document: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            for media, asked in json_bodies(operation):
                yield f"{method} {path} {'asked' if asked else 'answered'}", media


def shown(media: Mapping[str, Any], document: Mapping[str, Any]) -> list[Any]:
    """Return the examples of a body."""
    kept = document["components"]["examples"]
    references = [example["$ref"] for example in media.get("examples", {}).values()]
    return [kept[reference.removeprefix(EXAMPLES)]["value"] for reference in references]


def wrong(document: Mapping[str, Any]) -> list[str]:
    """Return the bodies that have no example, or one that is not what they are."""
    found = []
    for name, media in bodies(document):
        schema = {**media["schema"], "components": document["components"]}
        validator = jsonschema.Draft202012Validator(schema, format_checker=FORMATS)
        examples = shown(media, document)
        if not examples or not all(map(validator.is_valid, examples)):
            found.append(name)
    return found


def strings(value: object, field: str = "") -> Iterator[tuple[str, str]]:
    """Yield each text in an example with the name of the field that it stands in."""
    if isinstance(value, str):
        yield field, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from strings(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner, field)


def test_every_body_has_an_example_that_is_valid(described: dict[str, Any]) -> None:
    assert len(list(bodies(described))) > 350
    assert wrong(described) == []


def test_what_is_wrong_or_not_there_is_noticed(described: dict[str, Any]) -> None:
    document = deepcopy(described)
    body = document["paths"]["/api/v1/vehicles"]["post"]["requestBody"]["content"]
    document["components"]["examples"]["NewFleet.asked"]["value"]["name"] = 7
    del body["application/json"]["examples"]
    assert wrong(document) == ["post /api/v1/fleets asked", "post /api/v1/vehicles asked"]


@pytest.mark.parametrize(("field", "text"), [("id", "fleet"), ("created_at", "yesterday")])
def test_text_of_another_form_is_noticed(described: dict[str, Any], field: str, text: str) -> None:
    document = deepcopy(described)
    document["components"]["examples"]["Fleet"]["value"][field] = text
    assert "get /api/v1/fleets/{fleet_id} answered" in wrong(document)


def test_no_example_is_a_secret(described: dict[str, Any]) -> None:
    told = {
        (name, text)
        for example in described["components"]["examples"].values()
        for name, text in strings(example["value"])
        if name in {"password", "secret", "token", "csrf_token", "current_password"}
    }
    assert told
    assert [pair for pair in told if SHOWN.fullmatch(pair[1]) is None] == []


def test_examples_are_the_same_each_time_and_said_once(described: dict[str, Any]) -> None:
    document = deepcopy(described)
    del document["components"]["examples"]
    add_examples(document)
    assert document == described


def webhook_bodies(document: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, operations in document["webhooks"].items():
        yield name, operations["post"]["requestBody"]["content"]["application/json"]


def unlike(document: Mapping[str, Any]) -> list[str]:
    """Return the events whose example is not what they are, or says nothing."""
    found = []
    for name, media in webhook_bodies(document):
        validator = jsonschema.Draft202012Validator(media["schema"], format_checker=FORMATS)
        said = [
            text
            for field, text in strings(media["example"])
            if text in {"text", "key", "", field.replace("_", " ")}
        ]
        if said or not validator.is_valid(media["example"]):
            found.append(name)
    return found


def test_every_event_has_an_example_that_is_valid_and_says_something(
    described: dict[str, Any],
) -> None:
    assert set(described["webhooks"]) == set(EVENT_CATALOGUE.types)
    assert unlike(described) == []
    for name, media in webhook_bodies(described):
        assert media["example"]["data"] == EVENT_CATALOGUE.types[name].example


def test_an_event_that_is_shown_wrongly_is_noticed(described: dict[str, Any]) -> None:
    document = deepcopy(described)
    shown_of = {name: media["example"]["data"] for name, media in webhook_bodies(document)}
    shown_of["fleet.added"]["name"] = "text"
    shown_of["fleet.changed"]["changes"] = {"key": {"before": 1, "after": 2}, "name": 7}
    shown_of["session.started"]["started_at"] = "yesterday"
    assert unlike(document) == ["fleet.added", "fleet.changed", "session.started"]


def test_words_are_told_of_events_and_fields_there_are() -> None:
    kinds = EVENT_CATALOGUE.types
    families = {name.partition(".")[0] for name in kinds}
    assert set(OF_A_KIND) <= set(kinds) | families
    assert families >= AT_A_STATION
    for name, words in OF_A_KIND.items():
        alike = [kind for kind in kinds if name in {kind, kind.partition(".")[0]}]
        fields = {field for kind in alike for field in kinds[kind].example}
        assert set(words) <= fields, name


def test_what_holds_itself_is_cut_short() -> None:
    reference = {"$ref": "#/components/schemas/Node"}
    node = {
        "type": "object",
        "properties": {
            "name": {"type": "string"},
            "nodes": {"type": "array", "items": reference},
            "above": {"anyOf": [reference, {"type": "null"}]},
        },
    }
    answer = {"200": {"content": {"application/json": {"schema": reference}}}}
    document: dict[str, Any] = {
        "components": {"schemas": {"Node": node}},
        "paths": {"/nodes": {"get": {"operationId": "read", "responses": answer}}},
    }
    add_examples(document)
    [example] = document["components"]["examples"].values()
    assert example["value"] == {"name": "North depot", "nodes": [], "above": None}
    assert wrong(document) == []
