"""The catalogue of event types, as consumers of webhooks read it."""

import msgspec
import pytest

from chargehouse.app.event_classes import EVENT_CLASSES
from chargehouse.app.event_types import EVENT_CATALOGUE, READ_WITH, webhooks_document
from chargehouse.app.wiring import CATALOGUE
from chargehouse.platform.outbox.history import READ_EVENTS


def test_every_kind_of_event_is_in_it() -> None:
    assert set(EVENT_CATALOGUE.types) == set(EVENT_CLASSES)
    assert [name for name, kind in EVENT_CATALOGUE.types.items() if not kind.description] == []


@pytest.mark.parametrize("name", EVENT_CLASSES)
def test_an_example_is_one(name: str) -> None:
    kind = EVENT_CATALOGUE.types[name]
    read = msgspec.convert(kind.example, EVENT_CLASSES[name])
    assert set(kind.schema["properties"]) >= set(kind.example)
    assert msgspec.json.decode(msgspec.json.encode(read), type=EVENT_CLASSES[name]) == read


def test_what_it_takes_to_read_events_is_a_permission_that_exists() -> None:
    actions = {permission.action for permission in CATALOGUE}
    assert {kind.permission for kind in EVENT_CATALOGUE.types.values()} <= actions
    assert READ_EVENTS.action in actions
    first_parts = {name.partition(".")[0] for name in EVENT_CLASSES}
    assert READ_WITH.keys() <= first_parts


def test_the_description_of_the_api_tells_each_as_it_is_sent() -> None:
    told = webhooks_document(EVENT_CATALOGUE)
    assert set(told) == set(EVENT_CLASSES)
    post = told["session.started"]["post"]
    body = post["requestBody"]["content"]["application/json"]
    assert body["schema"]["properties"]["type"] == {"const": "session.started"}
    assert set(body["example"]) == {
        "type",
        "timestamp",
        "tenant_id",
        "actor",
        "request_id",
        "data",
    }
    assert "`sessions.read`" in post["description"]
