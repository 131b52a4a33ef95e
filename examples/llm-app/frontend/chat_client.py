"""The page's side of the API: one call, and every way it can fail turned into one sentence for the visitor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import httpx

# What a visitor can do about it; the API's own message is for operators and stays in its log.
_EXPLANATIONS = {
    "LLM_RATE_LIMITED": "The model is busy. Please try again in a minute.",
    "LLM_TIMEOUT": "The model took too long. Please try again, or ask something shorter.",
    "LLM_UNAVAILABLE": "The model is not reachable at the moment. Please try again later.",
}
_UNEXPLAINED = "Something went wrong on our side. Please try again later."


@dataclass(frozen=True)
class Reply:
    text: str
    model: str
    refused: bool
    latency_millis: int


class ChatUnavailable(Exception):
    """No reply. The text is meant for the visitor."""


class ChatClient:
    """Calls `POST /chat`. The time-out is above the API's own worst case, so that the API gets to explain itself."""

    def __init__(self, base_url: str, timeout: float = 40.0, transport: httpx.BaseTransport | None = None) -> None:
        self._http = httpx.Client(base_url=base_url, timeout=timeout, transport=transport, trust_env=False)

    def ask(self, message: str, history: Sequence[dict[str, str]] = ()) -> Reply:
        try:
            response = self._http.post("/chat", json={"message": message, "history": list(history)[-20:]})
        except httpx.HTTPError as cause:
            raise ChatUnavailable("The service is not reachable at the moment. Please try again later.") from cause
        if response.status_code == 422:
            raise ChatUnavailable("That message is too long, or not understood.")
        body = _json(response)
        if not response.is_success:
            raise ChatUnavailable(_EXPLANATIONS.get(_code(body), _UNEXPLAINED))
        try:
            return Reply(body["reply"], body["model"], body["refused"], body["latencyMillis"])
        except (KeyError, TypeError) as cause:
            raise ChatUnavailable(_UNEXPLAINED) from cause


def _json(response: httpx.Response) -> Any:
    try:
        return response.json()
    except ValueError:
        return None


def _code(body: Any) -> str:
    error = body.get("error") if isinstance(body, dict) else None
    return str(error.get("code")) if isinstance(error, dict) else ""
