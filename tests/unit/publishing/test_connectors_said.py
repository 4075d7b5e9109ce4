"""What is said of connectors of which not all is known."""

from typing import get_args

import pytest

from chargehouse.contexts.publishing.model.connectors import connector_said
from chargehouse.contexts.stations.public import StandingConnector
from chargehouse.ocpi import codec
from chargehouse.ocpi.conversions.said import NotSayable
from chargehouse.ocpi.v221.locations import Connector, ConnectorType
from chargehouse.ocpp.v201.messages import ConnectorEnum

UNSAYABLE = {
    "s309-1P-32A",
    "Other1PhMax16A",
    "Other1PhOver16A",
    "Other3Ph",
    "Pan",
    "wInductive",
    "wResonant",
    "Undetermined",
    "Unknown",
}


def connector(
    standard: str | None, power_type: str | None = None, max_power_w: int | None = None
) -> StandingConnector:
    return StandingConnector(
        evse_id=1,
        connector_id=1,
        standard=standard,
        power_type=power_type,
        max_power_w=max_power_w,
        status=None,
    )


@pytest.mark.parametrize(
    ("known", "country", "said"),
    [
        (("cCCS2",), "ES", ("IEC_62196_T2_COMBO", "CABLE", "DC", 500, 125)),
        (("CCS2", "dc", 50_000), "ES", ("IEC_62196_T2_COMBO", "CABLE", "DC", 500, 100)),
        (("ccs 2", "dc", 150_000), "ES", ("IEC_62196_T2_COMBO", "CABLE", "DC", 1000, 150)),
        (("sType2", "ac_3_phase", 22_000), "ES", ("IEC_62196_T2", "SOCKET", "AC_3_PHASE", 230, 32)),
        (("cType2", "ac_1_phase", 7_400), "ES", ("IEC_62196_T2", "CABLE", "AC_1_PHASE", 230, 32)),
        (("Type 2", None, 3_700), "ES", ("IEC_62196_T2", "SOCKET", "AC_1_PHASE", 230, 16)),
        (("Type 2", None, 11_000), "ES", ("IEC_62196_T2", "SOCKET", "AC_3_PHASE", 230, 16)),
        (("Type 2",), "ES", ("IEC_62196_T2", "SOCKET", "AC_3_PHASE", 230, 16)),
        ((None, "dc"), "ES", ("IEC_62196_T2_COMBO", "CABLE", "DC", 500, 125)),
        ((None, "dc"), "US", ("IEC_62196_T1_COMBO", "CABLE", "DC", 500, 125)),
        ((None, "ac_1_phase"), "JP", ("IEC_62196_T1", "CABLE", "AC_1_PHASE", 230, 16)),
        ((None, "ac_3_phase"), None, ("IEC_62196_T2", "SOCKET", "AC_3_PHASE", 230, 16)),
        (("sCEE-7-7",), "DE", ("DOMESTIC_F", "SOCKET", "AC_1_PHASE", 230, 16)),
        (("CHAdeMO",), "FR", ("CHADEMO", "CABLE", "DC", 500, 125)),
    ],
)
def test_what_is_not_known_follows_from_what_is(
    known: tuple[str | None, ...], country: str | None, said: tuple[object, ...]
) -> None:
    found = connector_said(connector(*known), country)  # type: ignore[arg-type]
    names = ("standard", "format", "power_type", "max_voltage", "max_amperage")
    assert tuple(found[name] for name in names) == said


@pytest.mark.parametrize("word", [*get_args(ConnectorType), *get_args(ConnectorEnum)])
def test_every_word_of_ocpi_and_ocpp_is_understood_or_refused(word: str) -> None:
    if word in UNSAYABLE:
        with pytest.raises(NotSayable, match="OCPI has no word"):
            connector_said(connector(word), None)
        return
    said = connector_said(connector(word), None)
    codec.check(Connector, said | {"last_updated": "2026-01-01T00:00:00Z"})
    if word in get_args(ConnectorType):
        assert said["standard"] == word


def test_of_what_nothing_is_known_nothing_is_said() -> None:
    with pytest.raises(NotSayable, match="neither its standard nor its kind of power"):
        connector_said(connector(None), "ES")
