"""What is said of a station that a person should look at."""

from typing import Final

SENTENCES: Final = {
    "disconnected": "It was connected before, and is not now.",
    "silent": "It is connected, and sends nothing.",
    "pending": "It waits to be accepted.",
    "never_seen": "It never connected since it was added.",
}


def sentence(kind: str) -> str:
    """Return what a state of a station means, fit for people."""
    return SENTENCES[kind]


def fault_sentence(evse_id: int, error_code: str, vendor_error_code: str | None) -> str:
    """Return what a fault says; EVSE 0 is the station as a whole."""
    where = f"EVSE {evse_id}" if evse_id else "The station"
    vendor = f" ({vendor_error_code})" if vendor_error_code else ""
    return f"{where} reports {error_code}{vendor}."
