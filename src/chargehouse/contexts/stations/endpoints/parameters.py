"""Query parameters that lists share."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from litestar.params import QueryParameter

CsvFormat = Annotated[
    Literal["csv"] | None, QueryParameter(name="format", description="`csv` for a file.")
]
Search = Annotated[
    str | None, QueryParameter(name="search", max_length=100, description="A part of a text.")
]
LocationFilter = Annotated[
    UUID | None, QueryParameter(name="location", description="Only of this location.")
]
Since = Annotated[datetime | None, QueryParameter(name="from", description="Not before this.")]
Until = Annotated[datetime | None, QueryParameter(name="to", description="Before this.")]
