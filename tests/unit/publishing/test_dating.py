"""Each part of a document is as old as what it says."""

from typing import Any

from chargehouse.contexts.publishing.model.dating import changed_parts, dated, removed

OLD, NEW = "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"


def location(**statuses: str) -> dict[str, Any]:
    return {
        "id": "L",
        "name": "Site",
        "evses": [
            {"uid": uid, "status": status, "connectors": [{"id": "1", "max_voltage": 230}]}
            for uid, status in statuses.items()
        ],
    }


def ages(document: dict[str, Any]) -> dict[str, str]:
    evses = document["evses"]
    return {
        "L": document["last_updated"],
        **{each["uid"]: each["last_updated"] for each in evses},
        **{
            f"{each['uid']}/{inside['id']}": inside["last_updated"]
            for each in evses
            for inside in each["connectors"]
        },
    }


def test_a_new_document_is_new_throughout() -> None:
    assert set(ages(dated(location(A="AVAILABLE"), None, NEW)).values()) == {NEW}


def test_a_change_is_one_of_all_that_holds_it_and_of_nothing_else() -> None:
    before = dated(location(A="AVAILABLE", B="AVAILABLE"), None, OLD)
    after = dated(location(A="AVAILABLE", B="CHARGING"), before, NEW)
    assert ages(after) == {"L": NEW, "A": OLD, "B": NEW, "A/1": OLD, "B/1": OLD}
    assert changed_parts(after, before) == ("B",)
    deep = location(A="AVAILABLE", B="AVAILABLE")
    deep["evses"][0]["connectors"][0]["max_voltage"] = 400
    assert ages(dated(deep, before, NEW)) == {"L": NEW, "A": NEW, "B": OLD, "A/1": NEW, "B/1": OLD}


def test_what_says_the_same_is_as_old_as_before() -> None:
    before = dated(location(A="AVAILABLE"), None, OLD)
    said = {"last_updated": NEW, **location(A="AVAILABLE")}
    assert dated(said, before, NEW) == before
    assert changed_parts(before, before) == ()


def test_a_location_that_changed_itself_is_sent_whole() -> None:
    before = dated(location(A="AVAILABLE"), None, OLD)
    renamed = dated({**location(A="CHARGING"), "name": "Other"}, before, NEW)
    assert changed_parts(renamed, before) == ()
    fewer = dated(location(), before, NEW)
    assert changed_parts(fewer, before) == ()
    assert changed_parts(before, None) == ()


def test_what_is_removed_stays_with_its_evses() -> None:
    gone = removed(location(A="AVAILABLE", B="REMOVED"))
    assert [each["status"] for each in gone["evses"]] == ["REMOVED", "REMOVED"]
    assert removed({"id": "L"}) == {"id": "L"}
