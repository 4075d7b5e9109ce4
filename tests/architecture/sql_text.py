"""Reads SQL text: which tables it names, and whether each is held to a tenant."""

import re
from collections.abc import Collection, Iterator

_COMMENT = re.compile(r"--[^\n]*")
_NAMED = re.compile(
    r"\b(?:FROM|JOIN|UPDATE|INTO)\s+(?:ONLY\s+)?(\w+)(?:\s+(?:AS\s+)?(\w+))?", re.IGNORECASE
)
_INSERTED = re.compile(r"\bINSERT\s+INTO\s+\w+(?:\s+AS\s+\w+)?", re.IGNORECASE)
_KEYWORDS = frozenset(
    (
        *("where", "set", "on", "using", "left", "right", "inner", "outer", "cross", "join"),
        *("full", "natural", "group", "order", "limit", "for", "select", "values", "returning"),
        *("union", "as", "loop", "then"),
    )
)


def named_tables(sql: str, tables: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield (table, alias or table) for every place where a statement names one of `tables`."""
    for table, alias in _NAMED.findall(_COMMENT.sub("", sql)):
        if table in tables:
            yield table, table if not alias or alias.lower() in _KEYWORDS else alias


def without_tenant(sql: str, tables: Collection[str]) -> set[str]:
    """Return the tables that a statement names without a condition on their tenant.

    Rows that are inserted carry the tenant by the column's NOT NULL and the table's policy.
    """
    text = _COMMENT.sub("", sql)
    found = set()
    for table, alias in named_tables(_INSERTED.sub("", text), tables):
        column = r"tenant_id" if alias == table else rf"{alias}\.tenant_id"
        if not re.search(rf"\b{column}\s*=|=\s*{column}\b", text):
            found.add(table)
    return found
