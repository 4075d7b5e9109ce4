"""What a charger of OCPP 1.6 says, minute by minute after noon."""

from datetime import timedelta
from typing import Any

from tests.protocol.rawcharger import RawCharger
from tests.protocol.rig import NOON

TAG = "DRIVER-0001-TAG"


def at(minute: float) -> str:
    """Return an instant as chargers write it."""
    return (NOON + timedelta(minutes=minute)).strftime("%Y-%m-%dT%H:%M:%SZ")


async def status(
    charger: RawCharger,
    word: str,
    *,
    connector: int = 1,
    minute: float = 0,
    error: str = "NoError",
    **more: object,
) -> None:
    """Say a connector's status, and have it acknowledged."""
    payload = {"connectorId": connector, "errorCode": error, "status": word, **more}
    assert await charger.call("StatusNotification", {**payload, "timestamp": at(minute)}) == {}


async def authorize(charger: RawCharger, tag: str = TAG) -> str:
    """Ask about an identifier; return the answer's status."""
    answer = await charger.call("Authorize", {"idTag": tag})
    return str(answer["idTagInfo"]["status"])


async def start(
    charger: RawCharger,
    tag: str = TAG,
    *,
    connector: int = 1,
    meter: int = 1000,
    minute: float = 0,
) -> Any:  # noqa: ANN401  an answer's payload
    """Start a transaction; return the whole answer."""
    return await charger.call(
        "StartTransaction",
        {"connectorId": connector, "idTag": tag, "meterStart": meter, "timestamp": at(minute)},
    )


async def started(charger: RawCharger, tag: str = TAG, **how: Any) -> int:  # noqa: ANN401  as `start` takes it
    """Start a transaction that is accepted; return its number."""
    answer = await start(charger, tag, **how)
    assert answer["idTagInfo"]["status"] == "Accepted", answer
    return int(answer["transactionId"])


async def metered(
    charger: RawCharger,
    wh: int,
    *,
    transaction: int | None = None,
    connector: int = 1,
    minute: float = 0,
) -> None:
    """Say what the meter shows, and have it acknowledged."""
    payload: dict[str, object] = {
        "connectorId": connector,
        "meterValue": [{"timestamp": at(minute), "sampledValue": [{"value": str(wh)}]}],
    }
    if transaction is not None:
        payload["transactionId"] = transaction
    assert await charger.call("MeterValues", payload) == {}


async def stop(
    charger: RawCharger,
    transaction: int,
    *,
    meter: int = 2000,
    minute: float = 10,
    **more: object,
) -> None:
    """Stop a transaction, and have it acknowledged."""
    payload = {"transactionId": transaction, "meterStop": meter, "timestamp": at(minute)}
    assert await charger.call("StopTransaction", {**payload, **more}) == {}
