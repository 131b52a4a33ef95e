"""How long the client waits between tries, without waiting."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from scripted_model import ScriptedModel, completion
from llm_api.llm import LlmClient, LlmError
from llm_api.settings import Settings


def pauses(*answers: httpx.Response, **settings: float) -> list[float]:
    slept: list[float] = []

    async def run() -> None:
        async def sleep(seconds: float) -> None:
            slept.append(seconds)

        async with httpx.AsyncClient(transport=httpx.MockTransport(ScriptedModel(list(answers)))) as http:
            await LlmClient(Settings(**settings), http, sleep).complete([{"role": "user", "content": "Hello"}])

    asyncio.run(run())
    return slept


def test_each_pause_is_about_twice_the_one_before():
    first, second, third = pauses(*[httpx.Response(503)] * 3, completion(), backoff=0.2, max_backoff=60, max_attempts=4)
    assert 0.1 <= first <= 0.2
    assert 0.2 <= second <= 0.4
    assert 0.4 <= third <= 0.8


def test_what_the_server_asks_for_is_kept_up_to_our_bound():
    asked = httpx.Response(429, headers={"Retry-After": "1.5"})
    too_long = httpx.Response(429, headers={"Retry-After": "3600"})
    assert pauses(asked, too_long, completion(), max_backoff=2.0) == [1.5, 2.0]


@pytest.mark.parametrize("value", ["Wed, 21 Oct 2026 07:28:00 GMT", "soon", "-5", ""])
def test_a_retry_after_that_is_no_number_of_seconds_falls_back_to_our_own_pause(value):
    (pause,) = pauses(httpx.Response(429, headers={"Retry-After": value}), completion(), backoff=0.2)
    assert 0.1 <= pause <= 0.2


def test_no_pause_after_the_last_try():
    slept: list[float] = []

    async def run() -> None:
        async def sleep(seconds: float) -> None:
            slept.append(seconds)

        model = ScriptedModel([httpx.Response(503), httpx.Response(503)])
        async with httpx.AsyncClient(transport=httpx.MockTransport(model)) as http:
            await LlmClient(Settings(max_attempts=2), http, sleep).complete([])

    with pytest.raises(LlmError):
        asyncio.run(run())
    assert len(slept) == 1
