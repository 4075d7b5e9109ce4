"""Structured logs, one line an event, in the words of OpenTelemetry's conventions."""

import json
import logging
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any, Final, TextIO

import msgspec
import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from chargehouse.kernel.clock import Clock
from chargehouse.platform.settings import LogSettings

SERVICE_NAME: Final = "chargehouse"
SECRET_KEYS: Final = frozenset(
    {"password", "secret", "secret_key", "token", "authorization", "id_tag", "id_token"}
)
QUIET_LIBRARIES: Final[Mapping[str, int]] = {
    "uvicorn.access": logging.CRITICAL,  # every request has a line of our own
    "uvicorn.error": logging.WARNING,
    "websockets": logging.WARNING,
    "pgqueuer": logging.WARNING,
    "alembic": logging.WARNING,
    "nats": logging.WARNING,
    "sqlalchemy": logging.WARNING,
    "asyncio": logging.WARNING,
    "httpx": logging.WARNING,
}
LEVELS: Final[Mapping[str, int]] = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
}


def configure_logging(
    settings: LogSettings, *, clock: Clock, version: str, stream: TextIO | None = None
) -> None:
    """Make structlog and the libraries' own logging write one line an event to `stream`.

    `stream` defaults to standard error. Call once, before anything is logged: loggers keep what
    they find at first use. Values under a key that names a secret are left out, and stack traces
    show no local variables.
    """
    level = LEVELS[settings.level]
    target = sys.stderr if stream is None else stream
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        _timestamp(clock),
        _without_secrets,
        _service(version),
    ]
    rendering = _rendering(settings, target)
    structlog.configure(
        processors=[*shared, *rendering],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(target),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(target)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *rendering],
        )
    )
    _route_libraries(handler, level)


def _route_libraries(handler: logging.Handler, level: int) -> None:
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name, least in QUIET_LIBRARIES.items():
        library = logging.getLogger(name)
        library.handlers.clear()
        library.propagate = True
        library.setLevel(max(least, level))


def _rendering(settings: LogSettings, target: TextIO) -> list[Processor]:
    if settings.format == "console":
        return [
            structlog.dev.ConsoleRenderer(
                colors=target.isatty(),
                exception_formatter=structlog.dev.plain_traceback,
                timestamp_key="timestamp",
            )
        ]
    return [structlog.processors.format_exc_info, _otel_names, _as_json]


def _timestamp(clock: Clock) -> Processor:
    def stamp(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
        event["timestamp"] = clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return event

    return stamp


def _service(version: str) -> Processor:
    def name(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
        event["service.name"] = SERVICE_NAME
        event["service.version"] = version
        return event

    return name


def _without_secrets(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    for key in SECRET_KEYS & event.keys():
        del event[key]
    return event


def _otel_names(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Rename structlog's fields to those of the OpenTelemetry log data model."""
    _rename(event, "event", "body")
    _rename(event, "logger", "otel.scope.name")
    _rename(event, "exception", "exception.stacktrace")
    level = event.pop("level", None)
    if level is not None:
        event["severity_text"] = str(level).upper()
    return event


def _rename(event: MutableMapping[str, Any], old: str, new: str) -> None:
    if old in event:
        event[new] = event.pop(old)


def _as_json(_: WrappedLogger, __: str, event: EventDict) -> str:
    try:
        return msgspec.json.encode(event, enc_hook=str).decode()
    except UnicodeEncodeError:  # half a character: only its escape can be written
        return json.dumps(event, default=str)
