"""The client of the model server: one call with a time-out, a bounded number of tries, and a named reason when it fails."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

import httpx

from llm_api.settings import Settings

Message = dict[str, str]


class Failure(str, Enum):
    """Why there is no answer. The names are part of the API: callers (the evaluation, dashboards) tell them apart."""

    RATE_LIMITED = "LLM_RATE_LIMITED"
    UNAVAILABLE = "LLM_UNAVAILABLE"
    TIMEOUT = "LLM_TIMEOUT"
    REJECTED = "LLM_REJECTED"
    BAD_RESPONSE = "LLM_BAD_RESPONSE"


@dataclass(frozen=True)
class Completion:
    """One answer of the model. `refused` is the model server's own flag, not a guess from the text."""

    text: str
    model: str
    refused: bool
    prompt_tokens: int | None
    completion_tokens: int | None
    attempts: int


class LlmError(Exception):
    """The model server gave no usable answer, after all tries that were worth making.

    The text never quotes the server's body: some servers echo the request, key included.
    """

    def __init__(self, failure: Failure, message: str, attempts: int, upstream_status: int | None = None) -> None:
        super().__init__(message)
        self.failure = failure
        self.attempts = attempts
        self.upstream_status = upstream_status


class LlmClient:
    """Speaks `POST /v1/chat/completions`. Tries again on 429, 5xx and connection errors, waiting longer each time."""

    def __init__(
        self,
        settings: Settings,
        http: httpx.AsyncClient,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        on_attempt: Callable[[str], None] = lambda outcome: None,
    ) -> None:
        self._settings = settings
        self._http = http
        self._sleep = sleep
        self._on_attempt = on_attempt

    async def complete(self, messages: Sequence[Message]) -> Completion:
        attempt = 0
        while True:
            attempt += 1
            retry_after: float | None = None
            try:
                response = await self._post(messages)
            except httpx.TimeoutException:
                error = LlmError(Failure.TIMEOUT, f"no answer within {self._settings.timeout:g} s", attempt)
            except httpx.TransportError as cause:
                error = LlmError(Failure.UNAVAILABLE, f"connection failed: {type(cause).__name__}", attempt)
            else:
                if response.is_success:
                    self._on_attempt("ok")
                    return _parse(response, attempt)
                error = _refusal_of(response, attempt)
                retry_after = _retry_after(response)

            self._on_attempt(error.failure.value)
            # A time-out is not tried again: the caller has waited long enough, and a slow server gets slower by repeats.
            worth_retrying = error.failure in (Failure.RATE_LIMITED, Failure.UNAVAILABLE)
            if not worth_retrying or attempt >= self._settings.max_attempts:
                raise error
            await self._sleep(self._pause(attempt, retry_after))

    async def _post(self, messages: Sequence[Message]) -> httpx.Response:
        headers = {}
        if self._settings.api_key:
            headers["Authorization"] = f"Bearer {self._settings.api_key}"
        # wait_for bounds the whole exchange; httpx' own time-outs bound each read, so a trickling body could last for ever.
        call = self._http.post(
            self._settings.completions_url,
            json={"model": self._settings.model, "messages": list(messages), "temperature": 0},
            headers=headers,
            timeout=self._settings.timeout,
        )
        try:
            return await asyncio.wait_for(call, self._settings.timeout)
        except TimeoutError as cause:
            raise httpx.ReadTimeout("the whole exchange took too long") from cause

    def _pause(self, attempt: int, retry_after: float | None) -> float:
        """Doubles each time, with jitter so that many callers don't come back together; what the server asks for goes first."""
        exponential = self._settings.backoff * 2.0 ** (attempt - 1) * random.uniform(0.5, 1.0)
        return min(max(retry_after or 0.0, exponential), self._settings.max_backoff)


def _refusal_of(response: httpx.Response, attempt: int) -> LlmError:
    status = response.status_code
    if status == 429:
        return LlmError(Failure.RATE_LIMITED, "the model server answered 429 (too many requests)", attempt, status)
    if status >= 500:
        return LlmError(Failure.UNAVAILABLE, f"the model server answered {status}", attempt, status)
    # 401, 404, 422 …: our request or our key is wrong; saying it again changes nothing.
    return LlmError(Failure.REJECTED, f"the model server rejected the request with {status}", attempt, status)


def _retry_after(response: httpx.Response) -> float | None:
    """The number of seconds in Retry-After. Its date form is ignored: it needs two clocks that agree."""
    try:
        return max(0.0, float(response.headers["retry-after"]))
    except (KeyError, ValueError):
        return None


def _parse(response: httpx.Response, attempt: int) -> Completion:
    def bad(what: str) -> LlmError:
        return LlmError(Failure.BAD_RESPONSE, f"the model server's answer {what}", attempt, response.status_code)

    try:
        body: Any = response.json()
    except ValueError:
        raise bad("is not JSON") from None
    try:
        choice = body["choices"][0]
        message = choice["message"]
        refusal = message.get("refusal")
        text = refusal or message["content"]
    except (KeyError, IndexError, TypeError, AttributeError):
        raise bad("has no choices[0].message.content") from None
    if not isinstance(text, str) or not text.strip():
        raise bad("is empty")
    usage = body.get("usage")
    usage = usage if isinstance(usage, dict) else {}
    return Completion(
        text=text,
        model=str(body.get("model") or ""),
        refused=bool(refusal) or choice.get("finish_reason") == "content_filter",
        prompt_tokens=_count(usage.get("prompt_tokens")),
        completion_tokens=_count(usage.get("completion_tokens")),
        attempts=attempt,
    )


def _count(value: Any) -> int | None:
    """Tokens as the server counted them, or None: a missing count must not become a cost of nothing."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
