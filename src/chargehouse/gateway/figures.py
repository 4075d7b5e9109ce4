"""What the gateway counts for Prometheus."""

from chargehouse.ocpp.observer import FrameSeen
from chargehouse.platform.metrics import Metrics


class Figures:
    """Frames, deviations, failures and open connections of this process."""

    def __init__(self, metrics: Metrics) -> None:
        frames = metrics.counter(
            "gateway_frames_total", "OCPP frames by direction and kind", ("direction", "kind")
        )
        deviations = metrics.counter(
            "gateway_deviations_total", "Deviations from the OCPP schemas", ("quirk",)
        )
        failures = metrics.counter(
            "gateway_handler_failures_total", "Requests that failed inside", ("action",)
        )
        self._label_frames = frames.labels
        self._label_deviations = deviations.labels
        self._label_failures = failures.labels
        self._frames = {
            ("in", "call"): frames.labels("in", "call"),
            ("out", "result"): frames.labels("out", "result"),
        }
        self.connections = metrics.gauge("gateway_connections", "Chargers connected here")
        self.throttled = metrics.counter(
            "gateway_throttled_total", "Times a charger was read more slowly, as it sent too much"
        )
        self.silent = metrics.counter(
            "gateway_silent_total", "Connections closed because nothing was heard on them"
        )

    def count(self, seen: FrameSeen) -> None:
        """Count a frame and its deviations."""
        key = (seen.direction, seen.kind)
        counter = self._frames.get(key)
        if counter is None:
            counter = self._frames[key] = self._label_frames(*key)
        counter.inc()
        for deviation in seen.deviations:
            self._label_deviations(deviation.quirk).inc()

    def failed(self, action: str) -> None:
        """Count a request whose handler failed."""
        self._label_failures(action).inc()
