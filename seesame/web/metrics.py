"""What a server counts, for Prometheus."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from seesame import __version__
from seesame.web.service import Service

MEDIA = CONTENT_TYPE_LATEST

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """Counters of one server, in a registry of its own."""

    def __init__(self, service: Service) -> None:
        self.registry = CollectorRegistry()
        labels = ("method", "route", "status")
        self._requests = Counter("seesame_requests", "Requests that were answered.", labels, registry=self.registry)
        self._seconds = Histogram(
            "seesame_request_seconds",
            "Until the first byte of an answer, seconds.",
            ("method", "route"),
            buckets=_SECONDS,
            registry=self.registry,
        )
        about = Gauge("seesame_info", "Which program and weights.", ("version", "weights"), registry=self.registry)
        about.labels(__version__, service.finder.weights_id).set(1)
        for name, text, read in _gauges(service):
            Gauge(f"seesame_{name}", text, registry=self.registry).set_function(read)

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """One request."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(method, route).observe(seconds)

    def text(self) -> bytes:
        """All of it, as Prometheus reads it."""
        return generate_latest(self.registry)


def _gauges(service: Service) -> tuple[tuple[str, str, Callable[[], float]], ...]:
    pool, scenes, uploads = service.pool, service.scenes, service.pictures.uploads
    return (
        ("questions_running", "Pieces of work that are done right now.", lambda: pool.running),
        ("questions_waiting", "Pieces of work that wait.", lambda: pool.waiting),
        ("questions_refused", "Questions that were refused since the start.", lambda: pool.refused),
        ("questions_abandoned", "Questions whose client went away.", lambda: pool.abandoned),
        ("streams", "Searches that run.", lambda: service.streams),
        ("pictures_encoded", "Pictures that were encoded since the start.", lambda: scenes.encoded),
        ("scenes", "Encoded pictures that are remembered.", lambda: len(scenes.memory)),
        ("scenes_bytes", "What they hold.", lambda: scenes.memory.bytes),
        ("scenes_hits", "Pictures that did not have to be encoded.", lambda: scenes.memory.hits),
        ("scenes_shared", "Questions that shared an encoding under way.", lambda: scenes.flights.shared),
        ("uploads", "Uploaded pictures that are remembered.", lambda: len(uploads.memory)),
        ("uploads_bytes", "What they hold.", lambda: uploads.memory.bytes),
        ("jobs_running", "Jobs that have not ended.", lambda: sum(not job.over for job in service.jobs.every())),
    )
