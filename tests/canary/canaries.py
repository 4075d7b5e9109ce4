"""Values that nobody else would write, and all the forms in which one might be found again."""

import base64
import re
from dataclasses import dataclass, field
from typing import Final

CORE: Final = "C4A7E5D39B1F8062"
"""What all canary identifiers have in common: eight bytes, as a card reader writes them."""
PASSWORD_CORE: Final = "Tr0ub4dor-Q9zX7"
SHOWN: Final = 4
"""How much a mask may show, which is not searched for."""


@dataclass
class Flock:
    """Makes one canary for each door, so that one that is found tells where it came in."""

    doors: list[str] = field(default_factory=list)
    secrets: dict[str, str] = field(default_factory=dict)

    def tag(self, door: str) -> str:
        """Return the identifier that is put in by a door."""
        if door not in self.doors:
            self.doors.append(door)
        return f"{self.doors.index(door):02X}{CORE}"

    def password(self, door: str) -> str:
        """Return the password that is put in by a door."""
        return f"{PASSWORD_CORE}-{door}"

    def secret(self, door: str, value: str) -> str:
        """Remember a secret that was made elsewhere, to be looked for as well."""
        self.secrets[door] = value
        return value

    def found_in(self, text: str) -> list[str]:
        """Return the doors of the canaries that a text holds, in whatever form."""
        low = text.lower()
        found = [
            self._door(match[1])
            for match in re.finditer(rf"(..){CORE[:-SHOWN].lower()}", low, re.DOTALL)
        ]
        for form, needle in _forms(CORE).items():
            found += [f"an identifier as {form}"] * (needle in (low if form in FOLDED else text))
        for name, secret in {"a password": PASSWORD_CORE, **self.secrets}.items():
            found += [name] * (secret.lower() in low)
            for form, needle in _forms(secret).items():
                here = low if form in FOLDED else text
                found += [f"{name} as {form}"] * (needle in here)
        return sorted(set(found))

    def _door(self, number: str) -> str:
        try:
            return self.doors[int(number, 16)]
        except (ValueError, IndexError):
            return f"some door ({number!r})"


SEPARATORS: Final = (":", "-", " ")
FOLDED: Final = {
    *("hex of upper case", "hex of lower case", "hex of its own case", "hex of UTF-16"),
    "reversed bytes",
    *(f"pairs set apart by {mark!r}" for mark in SEPARATORS),
}
"""Forms that are found in either case."""


def _forms(value: str) -> dict[str, str]:
    forms = {
        "hex of upper case": value.upper().encode().hex(),
        "hex of lower case": value.lower().encode().hex(),
        "hex of its own case": value.encode().hex(),
        "hex of UTF-16": value.encode("utf-16-le").hex(),
    }
    if re.fullmatch(r"(?:[0-9A-F]{2})+", value):
        forms["reversed bytes"] = bytes.fromhex(value)[::-1].hex()
        for mark in SEPARATORS:
            forms[f"pairs set apart by {mark!r}"] = bytes.fromhex(value).hex(mark)
    for case, text in (("", value), (", upper case", value.upper()), (", lower", value.lower())):
        for offset in range(3):
            encoded = base64.b64encode(b"\0" * offset + text.encode()).decode()
            forms[f"base64{case} at {offset}"] = encoded[4 if offset else 0 : -4]
    return forms
