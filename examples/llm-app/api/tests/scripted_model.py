"""A model server inside the test process: a script of answers, and the requests that came."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import httpx

Answer = httpx.Response | Exception


def completion(text: str = "Paris.", **overrides: Any) -> httpx.Response:
    body = {
        "model": "test-model",
        "choices": [{"message": {"role": "assistant", "content": text}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 11, "completion_tokens": 3},
    }
    return httpx.Response(200, json=body | overrides)


@dataclass
class ScriptedModel:
    """Gives its answers in order; asking more often than there are answers fails the test."""

    answers: list[Answer]
    requests: list[httpx.Request] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def sent(self, index: int = -1) -> dict[str, Any]:
        return json.loads(self.requests[index].content)
