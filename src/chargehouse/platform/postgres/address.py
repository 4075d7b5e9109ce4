"""Where a PostgreSQL server is, and as whom to enter it."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

from chargehouse.kernel.errors import Invalid

_DEFAULT_PORT = 5432
_SCHEMES = frozenset({"postgres", "postgresql", "postgresql+asyncpg"})
_PARAMETERS = frozenset({"host", "port", "user", "password", "dbname", "sslmode"})
_SSL_MODES = frozenset({"disable", "allow", "prefer", "require", "verify-ca", "verify-full"})


@dataclass(frozen=True)
class PostgresAddress:
    """A server, a role and a database.

    `host` is a name, or the absolute path of the folder that holds the server's unix socket.
    `sslmode` is one of libpq's; certificates come from the `PGSSL...` variables.
    """

    host: str
    port: int
    user: str
    database: str
    password: str | None = field(default=None, repr=False)
    sslmode: str | None = None

    @property
    def is_local_socket(self) -> bool:
        """Tell whether the server is reached over a unix socket."""
        return self.host.startswith("/")

    def url(self, database: str | None = None) -> str:
        """Return a URL that asyncpg takes as its DSN; holds the password, so never log it."""
        who = quote(self.user, safe="")
        if self.password is not None:
            who += ":" + quote(self.password, safe="")
        parameters: dict[str, str] = {}
        where = ""
        if self.is_local_socket:
            parameters |= {"host": self.host, "port": str(self.port)}
        else:
            where = f"[{self.host}]" if ":" in self.host else self.host
            where += f":{self.port}"
        if self.sslmode is not None:
            parameters["sslmode"] = self.sslmode
        name = quote(self.database if database is None else database, safe="")
        query = "?" + urlencode(parameters, safe="/") if parameters else ""
        return f"postgresql://{who}@{where}/{name}{query}"

    def asyncpg_kwargs(self, database: str | None = None) -> dict[str, Any]:
        """Return the keyword arguments for `asyncpg.connect` and `asyncpg.create_pool`."""
        kwargs: dict[str, Any] = {
            "host": self.host,
            "port": self.port,
            "user": self.user,
            "database": self.database if database is None else database,
        }
        if self.password is not None:
            kwargs["password"] = self.password
        if self.sslmode is not None:
            kwargs["ssl"] = self.sslmode
        return kwargs


def parse_database_url(url: str) -> PostgresAddress:
    """Read `postgresql://user:password@host:port/database?sslmode=...`.

    A unix socket is given as `?host=/folder`. Raises `Invalid` without repeating the URL, which
    may hold a password.
    """
    try:
        parts = urlsplit(url)
        named = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        port = int(named.get("port") or parts.port or _DEFAULT_PORT)
    except ValueError:
        raise Invalid("The database URL cannot be read: check its host and port") from None
    if parts.scheme not in _SCHEMES:
        raise Invalid("The database URL must begin with postgresql://")
    unknown = sorted(set(named) - _PARAMETERS)
    if unknown:
        raise Invalid(f"The database URL has parameters that are not known: {', '.join(unknown)}")
    sslmode = named.get("sslmode")
    if sslmode is not None and sslmode not in _SSL_MODES:
        raise Invalid(f"The database URL's sslmode must be one of {', '.join(sorted(_SSL_MODES))}")
    user = named.get("user") or unquote(parts.username or "")
    if not user:
        raise Invalid("The database URL must name a user")
    password = named.get("password", None if parts.password is None else unquote(parts.password))
    return PostgresAddress(
        host=named.get("host") or unquote(parts.hostname or "") or "localhost",
        port=port,
        user=user,
        database=named.get("dbname") or unquote(parts.path.lstrip("/")) or user,
        password=password,
        sslmode=sslmode,
    )
