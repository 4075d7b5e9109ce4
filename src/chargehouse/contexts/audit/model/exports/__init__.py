"""An export: a log as a file that anybody can verify.

One JSON object a line, each in one form alone, the last one signed over all others: header,
anchors, heads, entries, footer, in this order, and nothing else.
"""

from chargehouse.contexts.audit.model.exports.lines import ENTRY, FileUnreadable
from chargehouse.contexts.audit.model.exports.reading import (
    Plain,
    Reading,
    anchors_in,
    looked_through,
    verify,
)
from chargehouse.contexts.audit.model.exports.writing import Writer, anchor_line, export

__all__ = [
    "ENTRY",
    "FileUnreadable",
    "Plain",
    "Reading",
    "Writer",
    "anchor_line",
    "anchors_in",
    "export",
    "looked_through",
    "verify",
]
