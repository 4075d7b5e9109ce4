"""Where a server listens, as others have to write it."""

import socket
from dataclasses import dataclass
from typing import Final, NamedTuple

import msgspec

from chargehouse.app.storage import made_folder
from chargehouse.kernel.errors import Invalid
from chargehouse.platform.settings import Settings

FILE: Final = "listening.json"
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


class Listening(NamedTuple):
    """Where a server listens for people and for chargers, these with TLS or without."""

    http: HostPort
    ocpp: HostPort
    tls: bool

    @classmethod
    def of(
        cls, settings: Settings, *, http_port: int | None = None, ocpp_port: int | None = None
    ) -> "Listening":
        """Return where a server of these settings listens, at the ports that it really got."""
        return cls(
            HostPort(settings.http.host, http_port or settings.http.port),
            HostPort(settings.ocpp.host, ocpp_port or settings.ocpp.port),
            settings.ocpp.tls_cert is not None,
        )

    @classmethod
    def recall(cls, settings: Settings) -> "Listening":
        """Return where the data folder's server listened last; else as `of` does."""
        try:
            kept = (settings.data_dir.expanduser() / FILE).read_bytes()
            return msgspec.json.decode(kept, type=cls)
        except (OSError, msgspec.MsgspecError):
            return cls.of(settings)

    def remember(self, settings: Settings) -> None:
        """Keep it in the data folder, as far as a process of this role answers there."""
        before = self.recall(settings)
        kept = Listening(
            self.http if settings.role in {"all", "api"} else before.http,
            *((self.ocpp, self.tls) if settings.role in {"all", "gateway"} else before[1:]),
        )
        (made_folder(settings.data_dir) / FILE).write_bytes(msgspec.json.encode(kept))

    def charger_url(self, tenant: str) -> str:
        """Return the address that a charger is given; its own id follows it.

        Where the server listens on every address, one of this machine's on its network is chosen.
        """
        host = own_address() if self.ocpp.host in EVERYWHERE else self.ocpp.host
        return f"{'wss' if self.tls else 'ws'}://{HostPort(host, self.ocpp.port)}/ocpp/{tenant}"

    def http_url(self) -> str:
        """Return the address for people and programs on this machine."""
        host = "127.0.0.1" if self.http.host in EVERYWHERE else self.http.host
        return f"http://{HostPort(host, self.http.port)}"

    def advice(self) -> str | None:
        """Return what to do so that chargers on the network can connect; None where they can."""
        if self.ocpp.host not in HERE_ALONE:
            return None
        return (
            f"Only this machine can connect to {self.ocpp.host}: for chargers on your network, run"
            f" `chargehouse serve --ocpp 0.0.0.0:{self.ocpp.port}`."
        )


def portal_url(settings: Settings, listening: Listening) -> str:
    """Return where people open the portal, without a slash at its end."""
    return (settings.http.public_url or listening.http_url()).rstrip("/")


def charger_url(settings: Settings, listening: Listening, tenant: str) -> str:
    """Return the address that a charger of a tenant is given; its own id follows it."""
    if settings.ocpp.public_url is None:
        return listening.charger_url(tenant)
    return f"{settings.ocpp.public_url.rstrip('/')}/ocpp/{tenant}"


def first_run_link(settings: Settings, listening: Listening, secret: str) -> str:
    """Return the address at which the first account is made.

    The secret stands behind `#`, which browsers keep to themselves: it reaches no access log.
    """
    return f"{portal_url(settings, listening)}/first-run#{secret}"


def own_address() -> str:
    """Return this machine's address on the network that leads out, else its name."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # nothing is sent: the kernel only chooses a route
        except OSError:
            return socket.gethostname()
        return str(probe.getsockname()[0])
