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


@pytest.fixture(scope="module")
def names() -> str:
    sources = [*PROTOCOL.glob("*.py"), *(PROTOCOL / "v16").glob("*.py")]
    text = "\n".join(source.read_text("utf-8") for source in sources)
    return "\n".join(re.findall(r"async def (test_tc_\w+)", text))


@pytest.mark.parametrize("case", [*CORE_16.split(), *SECURITY_16.split()])
def test_the_case_of_1_6_has_a_test_of_its_id(names: str, case: str) -> None:
    assert re.search(rf"^test_tc_{case}_[a-z]", names, re.MULTILINE)
