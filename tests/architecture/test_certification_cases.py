"""Every certification case that is claimed has a raw-frame test named by its id."""

import re
from pathlib import Path

import pytest

PROTOCOL = Path(__file__).parents[1] / "protocol"

CORE_16 = """
001 003 004_1 004_2 005_1 007 010 011_1 011_2 012 013 014 017_1 017_2 018_1 019_1 019_2 021
023_1 023_2 023_3 024 026 028 030 031 032_1 037_1 037_3 039 040_1 040_2 061 064
"""
SECURITY_16 = "073 074 075_1 075_2 076 077 078 079 080 081 083 085 086 087 088"
CORE_201 = {
    "a": "01 02 03 04 06 07 08 09 10 11 19",
    "b": "01 02 06 07 09 10 12 13 20 21 22 25 26 27 30 31 42 44",
    "c": "02 06 07 08 20 37 38 39 47 48 49",
    "e": "01 02 03 04 07 08 09 10 11 12 14 15 16 17 19 20 21 22 26 29 30 31 33 34 38 39 53",
    "f": "01 02 03 04 06 11 12 13 14 15 18 20 23 24 27",
    "g": "03 04 05 06 07 08 11 14 17 20",
    "j": "01 02 03 04 07 08 09 10 11",
    "p": "02 03",
}
"""The core profile's cases of OCPP 2.0.1 that are played, by functional block."""


def _names_in(*sources: Path) -> str:
    text = "\n".join(source.read_text("utf-8") for source in sources)
    return "\n".join(re.findall(r"async def (test_tc_\w+)", text))


@pytest.fixture(scope="module")
def names() -> str:
    return _names_in(*PROTOCOL.glob("*.py"), *(PROTOCOL / "v16").glob("*.py"))


@pytest.fixture(scope="module")
def names_201() -> str:
    return _names_in(*(PROTOCOL / "v201").glob("*.py"))


@pytest.mark.parametrize("case", [*CORE_16.split(), *SECURITY_16.split()])
def test_the_case_of_1_6_has_a_test_of_its_id(names: str, case: str) -> None:
    assert re.search(rf"^test_tc_{case}_[a-z]", names, re.MULTILINE)


@pytest.mark.parametrize(
    "case", [f"{block}_{number}" for block in CORE_201 for number in CORE_201[block].split()]
)
def test_the_case_of_2_0_1_has_a_test_of_its_id(names_201: str, case: str) -> None:
    assert re.search(rf"^test_tc_{case}_[a-z]", names_201, re.MULTILINE)
