"""What is said of a session that a person should look at."""

from typing import Final

STRANDED: Final = "Its station is not connected, so nobody knows whether it goes on."
SENTENCES: Final = {
    "endless": "Nothing is heard of it, and it never ended.",
    "negative_energy": "Its meter ran backwards, so its energy is not known.",
    "register_reset": "Its meter began anew, so its energy is not known.",
    "superseded": "Another session began there before its end was told.",
    "start_missing": "It ended, and its start was never told.",
}


def sentence(problem: str) -> str:
    """Return what a problem means, fit for people."""
    return SENTENCES.get(problem, f"It is in doubt: {problem.replace('_', ' ')}.")
