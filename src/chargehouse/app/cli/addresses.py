"""Where a server listens, as others have to write it."""

import socket
from dataclasses import dataclass
from typing import Final

from chargehouse.kernel.errors import Invalid
from chargehouse.platform.settings import OcppSettings

PORT_MAX: Final = 65_535
EVERYWHERE: Final = frozenset({"0.0.0.0", "::", "*"})  # noqa: S104  recognised, not bound
HERE_ALONE: Final = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, slots=True)
class HostPort:
    """An address to listen on."""

    host: str
    port: int

    @classmethod
    def parse(cls, text: str, option: str) -> "HostPort":
        """Read `HOST:PORT`, an IPv6 host in brackets; raise `Invalid`."""
        host, colon, port = text.rpartition(":")
        if host.startswith("[") and host.endswith("]"):
            host = host[1:-1]
        elif ":" in host:
            host = ""
        if not (colon and host and port.isascii() and port.isdigit() and int(port) <= PORT_MAX):
            raise Invalid(f"{option} takes HOST:PORT, such as 127.0.0.1:9000 or [::1]:9000.")
        return cls(host, int(port))

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def charger_url(settings: OcppSettings, tenant: str, port: int | None = None) -> str:
    """Return the address that a charger is given; its own id follows it.

    Where the server listens on every address, one of this machine's on its network is chosen.
    """
    host = own_address() if settings.host in EVERYWHERE else settings.host
    scheme = "ws" if settings.tls_cert is None else "wss"
    return f"{scheme}://{HostPort(host, port or settings.port)}/ocpp/{tenant}"


def reach(settings: OcppSettings) -> str | None:
    """Return what to do so that chargers on the network can connect; None where they can."""
    if settings.host not in HERE_ALONE:
        return None
    return (
        f"Only this machine can connect to {settings.host}: for chargers on your network, run"
        f" `chargehouse serve --ocpp 0.0.0.0:{settings.port}` and give them this machine's address."
    )


def own_address() -> str:
    """Return this machine's address on the network that leads out, else its name."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # nothing is sent: the kernel only chooses a route
        except OSError:
            return socket.gethostname()
        return str(probe.getsockname()[0])
