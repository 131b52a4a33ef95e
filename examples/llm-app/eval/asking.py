"""Puts the questions to the API and says for each what happened: answered, refused, or not judged and whose fault that is."""

from __future__ import annotations

import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import Enum
from typing import Any

from questions import Question


class Kind(Enum):
    CORRECT = "correct"
    WRONG = "wrong"
    REFUSED = "refused"
    PROVIDER = "provider"
    """The model server failed; says nothing about the model or the application."""
    APPLICATION = "application"
    """The API itself failed; says nothing about the model."""

    @property
    def judged(self) -> bool:
        return self in (Kind.CORRECT, Kind.WRONG, Kind.REFUSED)


@dataclass(frozen=True)
class Outcome:
    """What one asking of one question gave. Tokens are None when the model server didn't count them."""

    question: Question
    kind: Kind
    text: str
    seconds: float
    model: str = ""
    prompt_tokens: int | None = None
    completion_tokens: int | None = None


# Some models decline in words, without the protocol's refusal field.
_DECLINING = ("i'm sorry, but i can", "i can't help with", "i cannot help with", "i'm unable to", "i am unable to")


class Asker:
    """One question to the API over HTTP."""

    def __init__(self, api: str, template: str, timeout: float) -> None:
        self._url = api.rstrip("/") + "/chat"
        self._template = template
        self._timeout = timeout

    def ask(self, question: Question) -> Outcome:
        # replace, not format: a question may hold braces.
        message = self._template.replace("{question}", question.question)
        request = urllib.request.Request(
            self._url, json.dumps({"message": message}).encode(), {"Content-Type": "application/json"}, method="POST"
        )
        started = time.perf_counter()
        try:
            with urllib.request.urlopen(request, timeout=self._timeout) as response:
                status, body = response.status, _json(response.read())
        except urllib.error.HTTPError as error:
            status, body = error.code, _json(error.read())
        except OSError as cause:
            return Outcome(question, Kind.APPLICATION, f"the API gave no answer: {cause}", time.perf_counter() - started)
        return judge(question, status, body, time.perf_counter() - started)


def judge(question: Question, status: int, body: Any, seconds: float) -> Outcome:
    if status != 200:
        code = body.get("error", {}).get("code", "") if isinstance(body, dict) and isinstance(body.get("error"), dict) else ""
        # The API answers LLM_… when the model server is at fault; any other failure is its own.
        if str(code).startswith("LLM_"):
            detail = f"{body['error'].get('message')} ({code}, after {body['error'].get('attempts')} attempt(s))"
            return Outcome(question, Kind.PROVIDER, f"provider: {detail}", seconds)
        return Outcome(question, Kind.APPLICATION, f"the API answered {status}", seconds)
    try:
        reply, model, usage, refused = str(body["reply"]), str(body["model"]), body["usage"], bool(body["refused"])
        tokens = (usage["promptTokens"], usage["completionTokens"])
    except (KeyError, TypeError):
        return Outcome(question, Kind.APPLICATION, "the API's answer has not the agreed form", seconds)
    if refused or reply.casefold().replace("’", "'").startswith(_DECLINING):
        kind = Kind.REFUSED
    else:
        kind = Kind.CORRECT if question.is_answered_by(reply) else Kind.WRONG
    return Outcome(question, kind, reply, seconds, model, *tokens)


class _GivingUp:
    """Trips after so many provider failures in a row: a provider that is down isn't asked a thousand times more."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._in_a_row = 0
        self._lock = threading.Lock()

    @property
    def tripped(self) -> bool:
        with self._lock:
            return self._in_a_row >= self._limit

    def saw(self, kind: Kind) -> None:
        with self._lock:
            # Once tripped it stays so: an answer that was already under way doesn't reopen it.
            if self._in_a_row < self._limit:
                self._in_a_row = self._in_a_row + 1 if kind is Kind.PROVIDER else 0


def ask_all(
    asker: Asker, questions: Sequence[Question], repeat: int, concurrency: int, give_up_after: int
) -> list[Outcome]:
    """Every question `repeat` times, in the order of the file within each round; the outcomes come in that order too."""
    giving_up = _GivingUp(give_up_after)

    def one(question: Question) -> Outcome:
        if giving_up.tripped:
            return Outcome(question, Kind.PROVIDER, f"provider: not asked, it had failed {give_up_after} times in a row", 0.0)
        outcome = asker.ask(question)
        giving_up.saw(outcome.kind)
        return outcome

    with ThreadPoolExecutor(concurrency) as pool:
        return list(pool.map(one, [question for _ in range(repeat) for question in questions]))


def _json(payload: bytes) -> Any:
    try:
        return json.loads(payload)
    except ValueError:
        return None
