"""What an installation can be told: one frozen object, made and checked once at start.

Later sources win: defaults, a TOML file, the environment (`CHARGEHOUSE_SECTION__KEY`), the
command line.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, ClassVar, Literal, Self

import msgspec
from msgspec import Meta

from chargehouse.kernel.errors import ChargehouseError
from chargehouse.platform.settings_sources import Loader, Mistake

Port = Annotated[int, Meta(ge=0, le=65535, description="a port from 1 to 65535, or 0 for any")]
Count = Annotated[int, Meta(ge=1, le=1_000_000, description="a whole number from 1 to 1000000")]
Days = Annotated[int, Meta(ge=1, le=36_500, description="a number of days from 1 to 36500")]
Seconds = Annotated[
    float, Meta(gt=0, le=86_400, description="seconds, more than 0 and at most 86400")
]
WholeSeconds = Annotated[
    int, Meta(ge=1, le=604_800, description="whole seconds from 1 to 604800 (a week)")
]
Bytes = Annotated[
    int, Meta(ge=1024, le=1 << 30, description="a number of bytes from 1024 to 1073741824")
]
Host = Annotated[str, Meta(min_length=1, description="a host name or an address")]
Flag = Annotated[bool, Meta(description="true or false")]
File = Annotated[Path, Meta(description="the path of a file")]
Folder = Annotated[Path, Meta(description="the path of a folder")]
DatabaseUrl = Annotated[
    str,
    Meta(pattern=r"^postgres(ql)?(\+asyncpg)?://", description="postgresql://user@host:port/name"),
]
BrokerUrl = Annotated[
    str, Meta(pattern=r"^(nats|tls)://", description="nats://host:port or tls://host:port")
]
SecretKey = Annotated[
    str, Meta(pattern=r"^[0-9A-Fa-f]{64}$", description="64 hexadecimal digits (32 bytes)")
]
Role = Annotated[
    Literal["all", "gateway", "api", "worker"], Meta(description="all, gateway, api or worker")
]
Level = Annotated[
    Literal["debug", "info", "warning", "error"],
    Meta(description="debug, info, warning or error"),
]
Format = Annotated[Literal["json", "console"], Meta(description="json or console")]


class SettingsInvalid(ChargehouseError):  # noqa: N818  a refusal is named for what is so
    """Some settings cannot be meant; `mistakes` names every one of them."""

    code = "settings_invalid"

    def __init__(self, mistakes: list[Mistake]) -> None:
        super().__init__(
            "\n".join(["The settings cannot be used:", *(f"  {mistake}" for mistake in mistakes)])
        )
        self.mistakes = tuple(mistakes)


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """A group of settings; those named in `secret` are not shown by `repr`."""

    secret: ClassVar[frozenset[str]] = frozenset()

    def __repr__(self) -> str:
        shown = (
            f"{name}={'•••' if name in self.secret and value is not None else repr(value)}"
            for name, value in msgspec.structs.asdict(self).items()
        )
        return f"{type(self).__name__}({', '.join(shown)})"


class DatabaseSettings(Section, frozen=True, kw_only=True):
    """Where PostgreSQL is; without a URL an embedded one runs in the data folder."""

    secret: ClassVar[frozenset[str]] = frozenset({"url"})

    url: DatabaseUrl | None = None
    hot_connections: Count = 2
    pool_size: Count = 5


class BrokerSettings(Section, frozen=True, kw_only=True):
    """Where NATS is; without a URL PostgreSQL carries the messages."""

    secret: ClassVar[frozenset[str]] = frozenset({"url"})

    url: BrokerUrl | None = None


class HttpSettings(Section, frozen=True, kw_only=True):
    """The port for people, partners and programs."""

    host: Host = "127.0.0.1"
    port: Port = 8080
    max_body_bytes: Bytes = 2 * 1024 * 1024
    drain_timeout_s: Seconds = 15.0


class OcppSettings(Section, frozen=True, kw_only=True):
    """The port for chargers.

    `allow_unauthenticated` lets in stations whose own security profile is 0. Rates are for one
    process; `failed_logins_per_minute` counts one address, which may stand for a whole site.
    """

    host: Host = "127.0.0.1"
    port: Port = 9000
    tls_cert: File | None = None
    tls_key: File | None = None
    tls_client_ca: File | None = None
    allow_unauthenticated: Flag = False
    max_frame_bytes: Bytes = 512 * 1024
    call_timeout_s: Seconds = 30.0
    heartbeat_interval_s: WholeSeconds = 300
    ping_interval_s: Seconds = 60.0
    handshake_timeout_s: Seconds = 20.0
    max_handshakes: Count = 1000
    failed_logins_per_minute: Count = 60
    frames_per_second: Count = 1000
    registration_window_s: WholeSeconds = 900


class AccessSettings(Section, frozen=True, kw_only=True):
    """How access decisions are made."""

    decision_deadline_s: Seconds = 2.0


class LogSettings(Section, frozen=True, kw_only=True):
    """What is logged, and how it is written."""

    level: Level = "info"
    format: Format = "json"


class RetentionSettings(Section, frozen=True, kw_only=True):
    """How long is kept what grows without end."""

    timeline_days: Days = 30
    events_days: Days = 30


class Settings(Section, frozen=True, kw_only=True):
    """All settings of a process."""

    secret: ClassVar[frozenset[str]] = frozenset({"secret_key"})

    role: Role = "all"
    data_dir: Folder = Path("chargehouse-data")
    secret_key: SecretKey | None = None
    database: DatabaseSettings = DatabaseSettings()
    broker: BrokerSettings = BrokerSettings()
    http: HttpSettings = HttpSettings()
    ocpp: OcppSettings = OcppSettings()
    access: AccessSettings = AccessSettings()
    log: LogSettings = LogSettings()
    retention: RetentionSettings = RetentionSettings()

    @classmethod
    def load(
        cls,
        config: Path | None = None,
        *,
        environ: Mapping[str, str] | None = None,
        overrides: Mapping[str, object] | None = None,
    ) -> Self:
        """Return the settings of file, environment and command line; raise `SettingsInvalid`.

        `config` defaults to `CHARGEHOUSE_CONFIG`, else to `chargehouse.toml` in the working
        folder where there is one. `overrides` are dotted: `{"http.port": 8080}`; a None in them
        is as if not given. Every mistake of every source is told at once.
        """
        loader = Loader(cls)
        loader.read(config, os.environ if environ is None else environ, overrides or {})
        if loader.mistakes:
            raise SettingsInvalid(loader.mistakes)
        settings = msgspec.convert(loader.values, cls, dec_hook=_as_path)
        if mistakes := _contradictions(settings):
            raise SettingsInvalid(mistakes)
        return settings


def _as_path(kind: type, value: object) -> object:
    if kind is Path and isinstance(value, (str, Path)):
        return Path(value)
    raise NotImplementedError


def _contradictions(settings: Settings) -> list[Mistake]:
    mistakes = []
    ocpp = settings.ocpp
    if (ocpp.tls_cert is None) != (ocpp.tls_key is None):
        mistakes.append(Mistake("all sources", "ocpp.tls_cert", "goes together with ocpp.tls_key"))
    if ocpp.tls_client_ca is not None and ocpp.tls_cert is None:
        mistakes.append(Mistake("all sources", "ocpp.tls_client_ca", "needs ocpp.tls_cert as well"))
    for key in ("tls_cert", "tls_key", "tls_client_ca"):
        path = getattr(ocpp, key)
        if path is not None and not os.access(path, os.R_OK):
            mistakes.append(Mistake("all sources", f"ocpp.{key}", f"cannot read the file {path}"))
    return mistakes
