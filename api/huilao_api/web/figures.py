"""The figures of a service, in the format of Prometheus: how often it was asked and how long that took, nothing of any person."""

from __future__ import annotations

import os

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector


class Figures:
    """The figures of one application, in the format of Prometheus."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "huilao_requests", "Requests by route, method and status.", ("route", "method", "status"), registry=self.registry
        )
        self.seconds = Histogram("huilao_request_seconds", "Seconds until a request was answered.", ("route",), registry=self.registry)
        self.disagreements = Counter(
            "huilao_disagreements", "Evaluations refused since network and proof disagreed.", registry=self.registry
        )
        self.version = Gauge("huilao_version_in_service", "1 for the version of the rule book in service.", ("version",), registry=self.registry,
                             multiprocess_mode="max")  # fmt: skip
        self.switches = Counter("huilao_switches", "Times that another version was put in service.", registry=self.registry)
        self.failed_switches = Counter(
            "huilao_failed_switches", "Times that a version could not be put in service.", registry=self.registry
        )

    def text(self) -> bytes:
        """All of them; of every process where the service runs in several (`PROMETHEUS_MULTIPROC_DIR`)."""
        if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
            return generate_latest(self.registry)
        everywhere = CollectorRegistry()
        MultiProcessCollector(everywhere)
        return generate_latest(everywhere)
