"""Every kind of event is known, and says what of it the audit log may have to forget."""

from importlib import import_module
from pathlib import Path

import msgspec
import pytest

import chargehouse
from chargehouse.app.event_classes import EVENT_CLASSES
from chargehouse.kernel.events import Event

PACKAGE = Path(chargehouse.__file__).parent

# What is heard so often, and moves only a figure on, that it is no entry of the audit log; and what
# is told of a decision besides, which is one.
NOISE = {
    "charger_access.access_denied_observed",
    "charger_access.attempt_received",
    "charger_access.identifier_classified",
    "partner_client.changed",
    "partner_list.pulled",
    "partner_location.changed",
    "partner_session.changed",
    "partner_tariff.changed",
    "partner_token.changed",
    "session.charging_state_changed",
    "session.progressed",
    "station.variables_observed",
}


def declared() -> set[type[Event]]:
    """Return the classes of events of every module that may hold some."""
    for path in sorted(PACKAGE.glob("contexts/*/events.py")):
        import_module(f"chargehouse.contexts.{path.parent.name}.events")
    found: set[type[Event]] = set()
    waiting = [Event]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind is not Event and not kind.__subclasses__():
            found.add(kind)
    return {kind for kind in found if kind.__module__.startswith("chargehouse.")}


def test_every_kind_of_event_is_in_the_catalogue() -> None:
    assert declared() == set(EVENT_CLASSES.values())


def test_only_noise_is_left_out_of_the_audit_log() -> None:
    assert {name for name, kind in EVENT_CLASSES.items() if not kind.audited} == NOISE


@pytest.mark.parametrize("name", EVENT_CLASSES)
def test_what_is_personal_is_a_field_of_the_event(name: str) -> None:
    kind = EVENT_CLASSES[name]
    fields = {field.encode_name for field in msgspec.structs.fields(kind)}
    assert kind.personal <= fields
    assert not kind.personal & {"aggregate_id", "station_id"}
    telling = {field for field in fields if "email" in field or "address" in field}
    assert telling <= kind.personal
