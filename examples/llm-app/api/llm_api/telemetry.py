"""The API's Prometheus metrics. Labels are closed sets: no user text, no model name from outside."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest

# A language model answers in tenths of seconds to tens of seconds; the library's default buckets end at 10 s.
_BUCKETS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0, 40.0)


class Telemetry:
    """One registry per application object, so that tests (and reloads) never count into each other."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.chats = Counter(
            "chat_requests", "Chat requests by outcome (ok, refused or a failure code)", ["outcome"], registry=self._registry
        )
        self.chat_seconds = Histogram(
            "chat_duration_seconds", "Time from request to answer", buckets=_BUCKETS, registry=self._registry
        )
        self.attempts = Counter(
            "llm_attempts", "Calls to the model server by outcome, retries included", ["outcome"], registry=self._registry
        )
        self.tokens = Counter("llm_tokens", "Tokens as the model server counted them", ["kind"], registry=self._registry)

    def render(self) -> bytes:
        return generate_latest(self._registry)
