import pytest

from chargehouse.contexts.stations.model.power import power_type_of
from chargehouse.contexts.stations.model.variables import is_plain, shown_value

CANARIES = ("04A2B3C4D5E61F", "DE-8AA-CA2B3C4D5-1", "deadbeef00112233", "12345678")


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("HeartbeatInterval", "86400"),
        ("ChargeProfileMaxStackLevel", "99"),
        ("MeterValuesSampledData", "Energy.Active.Import.Register,Power.Active.Import, SoC"),
        ("MeterValuesSampledData", ["Current.Import", "L1"][0]),
        ("ConnectorPhaseRotation", "0.RST,1.RTS"),
        ("LocalAuthorizeOffline", "true"),
        ("AuthorizeRemoteTxRequests", "FALSE"),
        ("StopTransactionOnInvalidId", "true"),
        ("WebSocketPingInterval", "60"),
        ("FreevendEnabled", "True"),
        ("VendorThing", "12345"),
        ("VendorThing", "-1.5"),
        ("VendorThing", "2026-03-02T08:00:00Z"),
        ("ServerUrl", "wss://example.org:443/ocpp"),
        ("VendorThing", ""),
        ("MaxEnergyOnInvalidId", "1000"),
        ("Power", "22000.0"),
        ("ConnectorType", "cCCS2"),
    ],
)
def test_what_its_form_explains_is_shown(variable: str, value: str) -> None:
    assert is_plain(variable, value)
    assert shown_value(variable, value) == value


@pytest.mark.parametrize("canary", CANARIES)
@pytest.mark.parametrize(
    "variable",
    ["VendorThing", "MeterValuesSampledData", "ServerUrl", "FreeVendIdTag", "AuthorizationKey"],
)
def test_what_may_be_an_identifier_is_masked(variable: str, canary: str) -> None:
    """NFR-006."""
    shown = shown_value(variable, canary)
    assert canary not in shown
    assert len(shown.replace("•", "")) <= len(canary) // 3


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("FreeVendIdTag", "1234"),
        ("SimPin", "1234"),
        ("BasicAuthPassword", "12345"),
        ("AdminPassword", "SoC"),
        ("ServerUrl", "wss://user:secret@example.org/"),
        ("ServerUrl", "https://example.org/?key=abc"),
        ("ServerUrl", "https://example.org/#abc"),
        ("ServerUrl", "https://example.org:port/"),
        ("ServerUrl", "javascript://example.org/"),
        ("VendorThing", "123456"),
        ("VendorThing", "1234.5678"),
        ("VendorThing", "20260302080000"),
        ("HeartbeatInterval", "1234567890"),
        ("MeterValuesSampledData", "Voltage,04A2B3C4D5E61F"),
        ("VendorThing", "true "),
    ],
)
def test_what_its_form_does_not_explain_is_masked(variable: str, value: str) -> None:
    assert not is_plain(variable, value)
    assert value not in shown_value(variable, value)


@pytest.mark.parametrize(
    ("connector_type", "phases", "power_type"),
    [
        ("cCCS2", None, "dc"),
        ("cG105", "3", "dc"),
        ("sType2", "3", "ac_3_phase"),
        ("sType2", "1", "ac_1_phase"),
        ("sType2", "2", None),
        ("sType2", None, None),
        (None, "3", None),
        ("cTesla", "0", None),
    ],
)
def test_power_is_read_from_the_device_model_and_never_guessed(
    connector_type: str | None, phases: str | None, power_type: str | None
) -> None:
    """B2."""
    assert power_type_of(connector_type, phases) == power_type
