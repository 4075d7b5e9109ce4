"""The charger of the 1.6 tests, here behaving oddly."""

from tests.protocol.v16.conftest import charger, station

__all__ = ["charger", "station"]
