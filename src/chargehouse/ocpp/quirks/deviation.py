"""A difference between what was sent and what the schema says."""

import msgspec


class Deviation(msgspec.Struct, frozen=True, gc=False):
    """Which quirk it was, and in which field (`meterValue[0].timestamp`); never the value."""

    quirk: str
    field_path: str
