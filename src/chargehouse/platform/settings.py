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
WebUrl = Annotated[
    str,
    Meta(pattern=r"^https?://[^/?#\s]+/?$", description="http://host:port or https://host:port"),
]
Word = Annotated[str, Meta(min_length=1, max_length=200, description="1 to 200 characters")]
IssuerUrl = Annotated[
    str, Meta(pattern=r"^https?://[^?#\s]+$", description="https://host/path, as the provider says")
]
SocketUrl = Annotated[
    str,
    Meta(pattern=r"^wss?://[^/?#\s]+/?$", description="ws://host:port or wss://host:port"),
]
WitnessUrl = Annotated[
    str, Meta(pattern=r"^https?://[^/?#\s]+\S*$", description="http://host/path or https://…")
]
MailAddress = Annotated[
    str,
    Meta(
        pattern=r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$",
        max_length=254,
        description="name@host",
    ),
]
SecretKey = Annotated[
    str, Meta(pattern=r"^[0-9A-Fa-f]{64}$", description="64 hexadecimal digits (32 bytes)")
]
PartyCountry = Annotated[
    str, Meta(pattern=r"^[A-Za-z]{2}$", description="two letters of ISO 3166-1, such as ES")
]
PartyId = Annotated[
    str, Meta(pattern=r"^[A-Za-z0-9]{3}$", description="three letters or digits, such as TWK")
]
DefaultRole = Annotated[
    Literal["CPO"], Meta(description="CPO: locations and tariffs belong to one")
]
CompanyName = Annotated[str, Meta(min_length=1, max_length=100, description="1 to 100 characters")]
PageUrl = Annotated[
    str,
    Meta(
        pattern=r"^https?://[\x21-\x7e]+$",
        max_length=255,
        description="http://host/path or https://…, at most 255 characters",
    ),
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

    url: Annotated[DatabaseUrl | None, "A PostgreSQL server of your own."] = None
    hot_connections: Annotated[
        Count, "Connections that write chargers' messages; more for slow disks."
    ] = 2
    pool_size: Annotated[Count, "Connections for everything else."] = 10


class BrokerSettings(Section, frozen=True, kw_only=True):
    """Where NATS is; without a URL PostgreSQL carries the messages."""

    secret: ClassVar[frozenset[str]] = frozenset({"url"})

    url: Annotated[
        BrokerUrl | None, "The NATS server or cluster that carries messages between processes."
    ] = None


class HttpSettings(Section, frozen=True, kw_only=True):
    """The port for people, partners and programs.

    `public_url` is where people find it, such as a proxy's address; without one, where it listens.
    """

    host: Annotated[Host, "Where to listen for people and programs."] = "127.0.0.1"
    port: Annotated[Port, "The port for people and programs."] = 8080
    public_url: Annotated[WebUrl | None, "Where people find it, such as a proxy's address."] = None
    max_body_bytes: Annotated[Bytes, "The longest body of a request."] = 2 * 1024 * 1024
    drain_timeout_s: Annotated[
        Seconds, "How long requests may take to end when the process stops."
    ] = 15.0


class OcppSettings(Section, frozen=True, kw_only=True):
    """The port for chargers.

    `public_url` is what chargers are told, such as a proxy's address; else where it listens.
    `allow_unauthenticated` lets in stations whose own security profile is 0. Rates are for one
    process; `failed_logins_per_minute` counts one station at its address, and the address, which
    may stand for a whole site, is borne ten times as many.
    `read_configuration` has stations asked for their configuration or device model by themselves,
    once and after new firmware.
    """

    host: Annotated[Host, "Where to listen for chargers."] = "127.0.0.1"
    port: Annotated[Port, "The port for chargers."] = 9000
    public_url: Annotated[
        SocketUrl | None, "What chargers are told to connect to, such as a proxy's address."
    ] = None
    tls_cert: Annotated[
        File | None, "The certificate that is shown to chargers (PEM); without one there is no TLS."
    ] = None
    tls_key: Annotated[File | None, "The private key of the certificate (PEM)."] = None
    tls_client_ca: Annotated[
        File | None, "Further authorities of chargers' certificates (PEM)."
    ] = None
    allow_unauthenticated: Annotated[Flag, "Lets in stations whose own security profile is 0."] = (
        False
    )
    max_frame_bytes: Annotated[Bytes, "The longest message of a charger."] = 512 * 1024
    call_timeout_s: Annotated[Seconds, "How long a charger may take to answer."] = 30.0
    heartbeat_interval_s: Annotated[WholeSeconds, "How often chargers are told to report."] = 300
    ping_interval_s: Annotated[Seconds, "How often a silent connection is tried."] = 60.0
    handshake_timeout_s: Annotated[Seconds, "How long connecting may take."] = 20.0
    max_handshakes: Annotated[Count, "How many chargers may be connecting at one moment."] = 1000
    failed_logins_per_minute: Annotated[
        Count, "Refusals after which a station must wait; its address bears ten times as many."
    ] = 60
    frames_per_second: Annotated[
        Count, "Messages of one charger a second, above which it is slowed down."
    ] = 1000
    registration_window_s: Annotated[
        WholeSeconds, "How long a window for new stations is open."
    ] = 900
    read_configuration: Annotated[
        Flag, "Has chargers asked for their configuration by themselves."
    ] = True


class AccessSettings(Section, frozen=True, kw_only=True):
    """How access decisions are made."""

    decision_deadline_s: Annotated[
        Seconds, "How long a decision may take unless the tenant says otherwise."
    ] = 2.0


class WebhookSettings(Section, frozen=True, kw_only=True):
    """What webhooks may reach.

    `allow_private_addresses` lets them reach this machine and its own network: for trials, and
    for an installation whose tenants are all trusted with that network.
    """

    allow_private_addresses: Annotated[
        Flag, "Lets webhooks reach this machine and its own network."
    ] = False


class DefaultPartyCompany(Section, frozen=True, kw_only=True):
    """What partners are told of the company behind the default party."""

    name: Annotated[CompanyName, "What drivers know the company by."] = "Chargehouse"
    website: Annotated[PageUrl | None, "The company's website."] = None


class DefaultPartySettings(Section, frozen=True, kw_only=True):
    """The party that the first tenant begins with; later it is changed by API."""

    country_code: Annotated[PartyCountry, "The country that gave out the party's id."] = "XX"
    party_id: Annotated[PartyId, "The party's id, as partners know it."] = "CHG"
    role: Annotated[DefaultRole, "What the party is."] = "CPO"
    business_details: DefaultPartyCompany = DefaultPartyCompany()


class OcpiSettings(Section, frozen=True, kw_only=True):
    """Roaming with partners.

    `allow_private_addresses` lets partners be on this machine and its own network: for trials, and
    for an installation whose tenants are all trusted with that network.
    """

    allow_private_addresses: Annotated[
        Flag, "Lets partners be on this machine and its own network."
    ] = False
    default_party: DefaultPartySettings = DefaultPartySettings()


class AuditSettings(Section, frozen=True, kw_only=True):
    """Where daily anchors of the audit log are sent, outside of what this installation can change.

    `witness_folder` gets a file that they are added to, `witness_url` has them posted to it,
    `witness_mail` gets each by mail, from the mail server of the tenant whose log it is.
    """

    witness_folder: Annotated[
        Folder | None, "The folder of a file that daily anchors are added to."
    ] = None
    witness_url: Annotated[WitnessUrl | None, "Where daily anchors are posted to."] = None
    witness_mail: Annotated[
        MailAddress | None, "Whom daily anchors are mailed to, by the mail server of each tenant."
    ] = None


class SingleSignOnSettings(Section, frozen=True, kw_only=True):
    """An OpenID Connect provider by whom people may sign in; without an issuer there is none.

    The provider is told `<public address>/api/v1/sign-in/single-sign-on/callback` as where to send
    people back to. Whom it knows by an e-mail address is who has an account with that address.
    """

    secret: ClassVar[frozenset[str]] = frozenset({"client_secret"})

    issuer: Annotated[IssuerUrl | None, "The provider, as it calls itself."] = None
    client_id: Annotated[Word, "What the provider calls this installation."] = "chargehouse"
    client_secret: Annotated[Word | None, "What proves to the provider that it is us."] = None
    name: Annotated[Word, "What people call the provider: the button says it."] = "single sign-on"


class LogSettings(Section, frozen=True, kw_only=True):
    """What is logged, and how it is written."""

    level: Annotated[Level, "The least that is logged."] = "info"
    format: Annotated[Format, "How the log is written: console is for people."] = "json"


class RetentionSettings(Section, frozen=True, kw_only=True):
    """How long is kept what grows without end."""

    timeline_days: Annotated[
        Days, "How long chargers' frames are kept unless the tenant says otherwise."
    ] = 30
    events_days: Annotated[Days, "How long events are kept."] = 30
    webhooks_days: Annotated[
        Days, "How long webhooks' deliveries are kept unless the tenant says otherwise."
    ] = 30
    audit_days: Annotated[Days, "How long the audit log's entries are kept."] = 3650


class Settings(Section, frozen=True, kw_only=True):
    """All settings of a process."""

    secret: ClassVar[frozenset[str]] = frozenset({"secret_key"})

    role: Annotated[Role, "What this process does."] = "all"
    data_dir: Annotated[
        Folder, "The embedded database, where there is one, and the master key."
    ] = Path("chargehouse-data")
    secret_key: Annotated[
        SecretKey | None,
        "The master key, instead of the file in the data folder; the same in every process.",
    ] = None
    database: DatabaseSettings = DatabaseSettings()
    broker: BrokerSettings = BrokerSettings()
    http: HttpSettings = HttpSettings()
    ocpp: OcppSettings = OcppSettings()
    access: AccessSettings = AccessSettings()
    webhooks: WebhookSettings = WebhookSettings()
    ocpi: OcpiSettings = OcpiSettings()
    audit: AuditSettings = AuditSettings()
    single_sign_on: SingleSignOnSettings = SingleSignOnSettings()
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
