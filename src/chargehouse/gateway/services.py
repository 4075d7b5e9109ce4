"""What the gateway's rooms share: the contexts' services, and this process's own affairs."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from chargehouse.contexts.access.service import DecisionService
from chargehouse.contexts.identity.public import IdentifierReader
from chargehouse.contexts.people.service import TenantService
from chargehouse.contexts.sessions.service import SessionService
from chargehouse.contexts.stations.service import (
    CertificateService,
    CommandService,
    ConnectionService,
    RegistrationService,
    ReportService,
    StationService,
    Timeline,
    VariableService,
)
from chargehouse.gateway.figures import Figures
from chargehouse.gateway.inventory import Inventory
from chargehouse.gateway.late_frames import LateFrames
from chargehouse.kernel.clock import Clock
from chargehouse.kernel.ids import Ids
from chargehouse.platform.broker.port import Broker
from chargehouse.platform.postgres.coalescer import Coalescer
from chargehouse.platform.secrets import Keyring
from chargehouse.platform.settings import OcppSettings


@dataclass(slots=True)
class Services:
    """Everything that a message may need. `process_id` tells this process from others."""

    process_id: UUID
    settings: OcppSettings
    clock: Clock
    ids: Ids
    keyring: Keyring
    figures: Figures
    broker: Broker
    hot: Coalescer
    tenants: TenantService
    stations: StationService
    connections: ConnectionService
    registrations: RegistrationService
    reports: ReportService
    variables: VariableService
    timeline: Timeline
    commands: CommandService
    certificates: CertificateService
    decisions: DecisionService
    sessions: SessionService
    late_frames: LateFrames = field(init=False)
    inventory: Inventory = field(init=False)
    _readers: dict[UUID, IdentifierReader] = field(default_factory=dict)
    _tasks: set[asyncio.Task[Any]] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Collect late frames for this process's writer, and stations to be asked."""
        self.late_frames = LateFrames(self.hot, self.timeline)
        self.inventory = Inventory(self.commands, self.variables, self.clock)

    def reader(self, tenant_id: UUID) -> IdentifierReader:
        """Return the reader of a tenant's identifiers."""
        reader = self._readers.get(tenant_id)
        if reader is None:
            reader = self._readers[tenant_id] = IdentifierReader(self.keyring, tenant_id)
        return reader

    def background(self, work: Coroutine[Any, Any, Any]) -> None:
        """Run something that nobody waits for; `settle` does, at the end."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def settle(self) -> None:
        """Wait for everything that runs in the background."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)
