"""Prometheus metrics."""

from prometheus_client import Counter, Histogram

DELIVERIES = Counter("groundswell_deliveries_total", "Deliveries settled, by final state", ["state"])
DUPLICATES_DELETED = Counter("groundswell_duplicates_deleted_total", "Late copies found and deleted")
GESTURES = Counter("groundswell_gestures_total", "Gestures answered, by kind and outcome", ["kind", "outcome"])
ACK_SECONDS = Histogram(
    "groundswell_ack_seconds",
    "Time from a gesture's arrival to its acknowledgement",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3),
)
TICKS = Counter("groundswell_ticks_total", "Scheduler ticks")
