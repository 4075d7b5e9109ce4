import pytest

from chargehouse.platform.metrics import Metrics


def test_many_applications_can_declare_the_same_metric_in_one_process() -> None:
    first, second = Metrics(), Metrics()
    first.counter("frames_total", "Frames", ("direction",)).labels("in").inc()
    second.counter("frames_total", "Frames", ("direction",))
    assert b'frames_total{direction="in"} 1.0' in first.render()
    assert b'frames_total{direction="in"}' not in second.render()


def test_a_name_is_declared_once() -> None:
    metrics = Metrics()
    metrics.gauge("connections", "Connections")
    with pytest.raises(ValueError, match="connections"):
        metrics.gauge("connections", "Connections")


def test_the_process_is_measured() -> None:
    text = Metrics().render()
    for name in (
        b"process_cpu_seconds_total",
        b"process_resident_memory_bytes",
        b"process_open_fds",
    ):
        assert b"\n" + name + b" " in text


def test_a_histogram_counts_what_it_observes() -> None:
    metrics = Metrics()
    metrics.histogram("wait_seconds", "Waiting", buckets=(1.0,)).observe(0.5)
    assert b'wait_seconds_bucket{le="1.0"} 1.0' in metrics.render()
