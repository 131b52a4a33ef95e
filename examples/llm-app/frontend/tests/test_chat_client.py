"""The page's client against every answer that the API can give."""

from __future__ import annotations

import json

import httpx
import pytest

from chat_client import ChatClient, ChatUnavailable, Reply

GOOD = {"reply": "Paris.", "model": "m", "refused": False, "latencyMillis": 12, "usage": {}, "attempts": 1}


def client(answer: httpx.Response | Exception, seen: list[httpx.Request] | None = None) -> ChatClient:
    def handle(request: httpx.Request) -> httpx.Response:
        if seen is not None:
            seen.append(request)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return ChatClient("http://api.test", transport=httpx.MockTransport(handle))


def test_a_reply_is_read():
    assert client(httpx.Response(200, json=GOOD)).ask("Capital?") == Reply("Paris.", "m", False, 12)


def test_only_the_last_twenty_turns_are_sent_because_the_api_takes_no_more():
    seen: list[httpx.Request] = []
    history = [{"role": "user", "content": str(number)} for number in range(30)]
    client(httpx.Response(200, json=GOOD), seen).ask("Next", history)
    sent = json.loads(seen[0].content)
    assert (len(sent["history"]), sent["history"][0]["content"]) == (20, "10")


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (httpx.Response(502, json={"error": {"code": "LLM_RATE_LIMITED"}}), "busy"),
        (httpx.Response(504, json={"error": {"code": "LLM_TIMEOUT"}}), "too long"),
        (httpx.Response(502, json={"error": {"code": "LLM_UNAVAILABLE"}}), "model is not reachable"),
        (httpx.Response(502, json={"error": {"code": "LLM_REJECTED"}}), "on our side"),
        (httpx.Response(502, text="<html>ingress</html>"), "on our side"),
        (httpx.Response(502, json={"error": "text"}), "on our side"),
        (httpx.Response(422, json={"detail": []}), "too long"),
        (httpx.Response(200, json={"reply": "Paris."}), "on our side"),
        (httpx.Response(200, text="not json"), "on our side"),
        (httpx.ConnectError("refused"), "service is not reachable"),
        (httpx.ReadTimeout("slow"), "service is not reachable"),
    ],
)
def test_every_failure_becomes_a_sentence_for_the_visitor(answer, sentence):
    with pytest.raises(ChatUnavailable, match=sentence):
        client(answer).ask("Hello")
