"""What of OCPI's objects identifies a driver, so that it is shown by its mask alone."""

from typing import Final

IDENTIFYING: Final = frozenset(
    {"auth_id", "contract_id", "group_id", "license_plate", "visual_number"}
)
"""The fields whose text names a driver, a contract, a card or a car, wherever they stand.

A token's `uid` is one as well; that of an EVSE is not.
"""
