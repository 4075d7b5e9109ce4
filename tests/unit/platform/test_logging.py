import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from structlog.contextvars import bound_contextvars

from chargehouse.kernel.clock import FakeClock
from chargehouse.platform.logging import QUIET_LIBRARIES, configure_logging
from chargehouse.platform.settings import LogSettings


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    loggers = [logging.getLogger(), *(logging.getLogger(name) for name in QUIET_LIBRARIES)]
    before = [(logger, logger.level, list(logger.handlers)) for logger in loggers]
    yield
    structlog.reset_defaults()
    for logger, level, handlers in before:
        logger.setLevel(level)
        logger.handlers[:] = handlers


@pytest.fixture
def stream() -> io.StringIO:
    return io.StringIO()


def configured(stream: io.StringIO, settings: LogSettings | None = None) -> None:
    configure_logging(settings or LogSettings(), clock=FakeClock(), version="1.2.3", stream=stream)


def only_line(stream: io.StringIO) -> dict[str, Any]:
    (line,) = stream.getvalue().splitlines()
    parsed: dict[str, Any] = json.loads(line)
    return parsed


def test_an_event_is_one_line_of_json_in_the_words_of_opentelemetry(stream: io.StringIO) -> None:
    configured(stream)
    with bound_contextvars(request_id="r1"):
        structlog.get_logger().info("session started", station="S1")
    assert only_line(stream) == {
        "body": "session started",
        "station": "S1",
        "request_id": "r1",
        "severity_text": "INFO",
        "timestamp": "2026-03-02T08:00:00.000Z",
        "service.name": "chargehouse",
        "service.version": "1.2.3",
    }


def test_what_libraries_log_takes_the_same_shape(stream: io.StringIO) -> None:
    configured(stream)
    with bound_contextvars(request_id="r1"):
        logging.getLogger("nats.client").warning("lost %s", "server")
    line = only_line(stream)
    assert line["body"] == "lost server"
    assert line["otel.scope.name"] == "nats.client"
    assert line["severity_text"] == "WARNING"
    assert line["request_id"] == "r1"


def test_what_is_below_the_level_is_not_written(stream: io.StringIO) -> None:
    configured(stream, LogSettings(level="warning"))
    structlog.get_logger().info("unheard")
    logging.getLogger("anything").info("unheard")
    logging.getLogger("uvicorn.access").error("unheard")
    logging.getLogger("sqlalchemy.engine").info("unheard")
    assert not stream.getvalue()


def test_a_stack_trace_shows_no_local_variables(stream: io.StringIO) -> None:
    configured(stream)
    card = "04A2B3C4" + "D5E61F"
    try:
        card.index("x")
    except ValueError:
        structlog.get_logger().exception("failed")
    line = only_line(stream)
    assert "ValueError" in line["exception.stacktrace"]
    assert card not in stream.getvalue()


@pytest.mark.parametrize("key", ["password", "token", "authorization", "id_tag"])
@pytest.mark.parametrize("style", ["json", "console"])
def test_values_under_the_keys_of_secrets_are_left_out(
    stream: io.StringIO, key: str, style: str
) -> None:
    configured(stream, LogSettings(format="console" if style == "console" else "json"))
    structlog.get_logger().info("hello", **{key: "hunter2"})
    assert "hello" in stream.getvalue()
    assert "hunter2" not in stream.getvalue()


def test_a_value_that_json_does_not_know_is_written_as_text(stream: io.StringIO) -> None:
    configured(stream)
    structlog.get_logger().info("hello", thing=ValueError("odd"), raw="\ud800")
    assert only_line(stream)["thing"] == "odd"


def test_the_console_shows_the_message_and_its_fields(stream: io.StringIO) -> None:
    configured(stream, LogSettings(format="console"))
    structlog.get_logger().info("session started", station="S1")
    assert "session started" in stream.getvalue()
    assert "station=S1" in stream.getvalue()
    assert "\x1b" not in stream.getvalue()
