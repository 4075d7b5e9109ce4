"""The gateway role: the port that chargers connect to, and commands to those that are here."""

from chargehouse.app.wiring import Contexts
from chargehouse.gateway.chargers import Chargers
from chargehouse.gateway.commands import Commands
from chargehouse.gateway.dispatch import Dispatcher
from chargehouse.gateway.server import GatewayServer
from chargehouse.gateway.services import Services
from chargehouse.gateway.tables import HANDLERS
from chargehouse.gateway.tls import Trust, server_context
from chargehouse.platform.health import Finding


class Gateway:
    """Chargers connected to this process."""

    name = "gateway"

    def __init__(self, services: Services, contexts: Contexts, commands: Commands) -> None:
        tls = server_context(services.settings)
        self._services = services
        self._commands = commands
        self._trust = Trust(tls, contexts.tenants, contexts.certificates, services.clock)
        self.chargers = Chargers(services)
        self._server = GatewayServer(
            services,
            self.chargers,
            Dispatcher(HANDLERS),
            tls,
        )
        commands.attach(services, self.chargers)

    @property
    def port(self) -> int:
        """The port that is listened on."""
        return self._server.port

    async def start(self) -> None:
        """Take commands, then let chargers in. Raises `OSError` where the port is taken."""
        await self._trust.start()
        await self.chargers.start()
        await self._commands.start()
        await self._server.start()

    async def stop(self) -> None:
        """Close every charger with 1012, finish what they were told, and say who was seen."""
        await self._server.stop()
        await self._commands.stop()
        await self.chargers.stop()
        await self._trust.stop()
        await self._services.settle()

    async def check(self) -> Finding:
        """Tell how many chargers are connected here (a health check)."""
        return Finding(status="pass", figures={"chargers": len(self.chargers)})
