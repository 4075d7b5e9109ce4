import base64
from typing import Any

import msgspec
import pytest
from sqlalchemy import Column, DateTime, Integer, MetaData, Table, Uuid, select
from sqlalchemy.dialects import postgresql

from chargehouse.kernel.errors import Invalid
from chargehouse.platform.http.paging import ListQuery, Paging, Sorting
from chargehouse.platform.http.problems import FieldError

SESSIONS = Table(
    "sessions",
    MetaData(),
    Column("id", Uuid, primary_key=True),
    Column("started_at", DateTime(timezone=True), nullable=False),
    Column("energy_wh", Integer),
)
SORTING = Sorting(
    columns={"started_at": SESSIONS.c.started_at, "energy_wh": SESSIONS.c.energy_wh},
    id=SESSIONS.c.id,
    default="-started_at",
)
ID = "01890000-0000-7000-8000-000000000001"


def cursor(*parts: object) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(parts)).decode().rstrip("=")


def sql(query: ListQuery[Any]) -> str:
    compiled = query.paged(select(SESSIONS.c.id)).compile(dialect=postgresql.dialect())  # type: ignore[no-untyped-call]
    return " ".join(str(compiled).split())


def refused_field(paging: Paging) -> str:
    with pytest.raises(Invalid) as refusal:
        ListQuery[Any](SORTING, paging)
    (error,) = msgspec.convert(refusal.value.details["errors"], list[FieldError])
    return error.field


def test_a_list_is_sorted_by_its_default() -> None:
    assert "ORDER BY sessions.started_at DESC, sessions.id DESC" in sql(
        ListQuery(SORTING, Paging())
    )


def test_filters_that_were_not_asked_for_are_left_out() -> None:
    filters = [None, SESSIONS.c.energy_wh > 5, None]
    assert "WHERE sessions.energy_wh > " in sql(ListQuery(SORTING, Paging(), filters))
    assert "WHERE" not in sql(ListQuery(SORTING, Paging(), [None]))


def test_an_export_has_the_same_rows_in_the_same_order_without_a_limit() -> None:
    query = ListQuery[Any](SORTING, Paging(limit=5, sort="energy_wh"), [SESSIONS.c.energy_wh > 5])
    exported = " ".join(str(query.ordered(select(SESSIONS.c.id))).split())
    assert exported.endswith(
        "WHERE sessions.energy_wh > :energy_wh_1 ORDER BY sessions.energy_wh ASC, sessions.id ASC"
    )


def test_a_required_column_is_continued_by_one_comparison_that_an_index_serves() -> None:
    after = cursor("-started_at", "2026-03-02T08:00:00Z", ID)
    assert "WHERE (sessions.started_at, sessions.id) < " in sql(
        ListQuery(SORTING, Paging(cursor=after))
    )


@pytest.mark.parametrize("sort", ["password", "-", "--started_at", "started_at; DROP"])
def test_a_list_is_sorted_by_what_is_allowed_only(sort: str) -> None:
    assert refused_field(Paging(sort=sort)) == "sort"


@pytest.mark.parametrize(
    "forged",
    [
        "not base64!",
        "é",
        "AAAA",
        cursor(),
        cursor("-started_at", "2026-03-02T08:00:00Z"),
        cursor("-started_at", 5, ID),
        cursor("-started_at", "'; DROP TABLE sessions", ID),
        cursor("-started_at", "2026-03-02T08:00:00Z", "1"),
        cursor("energy_wh", 5, ID),
        cursor("-started_at", [[[]]], ID),
    ],
)
def test_a_cursor_that_no_page_gave_is_refused(forged: str) -> None:
    assert refused_field(Paging(cursor=forged)) == "cursor"
