"""Reading what stations are: their configuration or device model, once, and after new firmware.

It is asked for in a while after the boot, behind everything else, and of a few stations at a
time: ten thousand that boot at once must not all be asked at once.
"""

import asyncio
import itertools
from collections import deque
from collections.abc import Iterator
from typing import Final

import structlog

from chargehouse.contexts.stations.service import CommandService, VariableService
from chargehouse.gateway.connected import Connected
from chargehouse.kernel.actor import system_actor
from chargehouse.kernel.clock import Clock
from chargehouse.kernel.errors import ChargehouseError
from chargehouse.ocpp.version import V16

ASK_AFTER_S: Final = 60.0
AT_ONCE: Final = 8
TIMEOUT_S: Final = 30.0
BEHIND_ALL_ELSE: Final = -10
KEYS_AT_ONCE: Final = 16
ANSWERED: Final = frozenset({"accepted", "rejected", "refused"})
FIRST_REPORT: Final = 2**30
"""Our own reports are numbered from here on, apart from those that operators ask for."""

KEYS_16: Final = (
    *("AllowOfflineTxForUnknownId", "AuthorizationCacheEnabled", "AuthorizeRemoteTxRequests"),
    *("BlinkRepeat", "ClockAlignedDataInterval", "ConnectionTimeOut", "ConnectorPhaseRotation"),
    *("GetConfigurationMaxKeys", "HeartbeatInterval", "LightIntensity", "LocalAuthorizeOffline"),
    *("LocalPreAuthorize", "MaxEnergyOnInvalidId", "MeterValuesAlignedData"),
    *("MeterValuesSampledData", "MeterValueSampleInterval", "MinimumStatusDuration"),
    *("NumberOfConnectors", "ResetRetries", "StopTransactionOnEVSideDisconnect"),
    *("StopTransactionOnInvalidId", "StopTxnAlignedData", "StopTxnSampledData"),
    *("SupportedFeatureProfiles", "TransactionMessageAttempts"),
    *("TransactionMessageRetryInterval", "UnlockConnectorOnEVSideDisconnect"),
    *("WebSocketPingInterval", "LocalAuthListEnabled", "LocalAuthListMaxLength"),
    *("SendLocalListMaxLength", "ReserveConnectorZeroSupported", "ChargeProfileMaxStackLevel"),
    *("ChargingScheduleAllowedChargingRateUnit", "ChargingScheduleMaxPeriods"),
    *("ConnectorSwitch3to1PhaseSupported", "MaxChargingProfilesInstalled", "SecurityProfile"),
    *("CpoName", "AdditionalRootCertificateCheck", "CertificateSignedMaxChain"),
    *("CertificateStoreMaxLength",),
)
"""The keys of OCPP 1.6 and its security paper; asked for all there are, some firmware crashes."""

log = structlog.get_logger(__name__)


class Inventory:
    """Asks stations of this process what they are, one after the other."""

    def __init__(self, commands: CommandService, variables: VariableService, clock: Clock) -> None:
        self._commands = commands
        self._variables = variables
        self._clock = clock
        self._waiting: deque[tuple[float, Connected]] = deque()
        self._workers: set[asyncio.Task[None]] = set()
        self._numbers = itertools.count(FIRST_REPORT)

    def booted(self, charger: Connected) -> None:
        """Have a station that was accepted asked in a while, unless it is known already."""
        self._waiting.append((self._clock.monotonic() + ASK_AFTER_S, charger))
        if len(self._workers) < AT_ONCE:
            worker = asyncio.get_running_loop().create_task(self._work(), name="inventory")
            self._workers.add(worker)
            worker.add_done_callback(self._workers.discard)

    async def stop(self) -> None:
        """Ask nobody any more."""
        self._waiting.clear()
        for worker in self._workers:
            worker.cancel()
        await asyncio.gather(*self._workers, return_exceptions=True)

    async def _work(self) -> None:
        while self._waiting:
            due_s, charger = self._waiting.popleft()
            left_s = due_s - self._clock.monotonic()
            if left_s > 0:
                await self._clock.sleep(left_s)
            if charger.connection.is_open:
                await self._read(charger)

    async def _read(self, charger: Connected) -> None:
        station = charger.station
        actor = system_actor("gateway", station.tenant_id, "inventory")
        try:
            reason = await self._variables.reason_to_read(station)
            if reason is None:
                return
            for action, payload in self._requests(charger):
                command = await self._commands.request(
                    actor,
                    station.id,
                    action,
                    payload,
                    timeout_s=TIMEOUT_S,
                    reason=reason,
                    priority=BEHIND_ALL_ELSE,
                )
                if command.status not in ANSWERED:
                    return
            await self._variables.was_read(station)
        except ChargehouseError as error:
            log.warning("device_model_not_read", station_id=str(station.id), reason=error.code)

    def _requests(self, charger: Connected) -> Iterator[tuple[str, dict[str, object]]]:
        if charger.connection.version is V16:
            for begin in range(0, len(KEYS_16), KEYS_AT_ONCE):
                yield "GetConfiguration", {"key": list(KEYS_16[begin : begin + KEYS_AT_ONCE])}
        else:
            number = next(self._numbers)
            yield "GetBaseReport", {"requestId": number, "reportBase": "FullInventory"}
