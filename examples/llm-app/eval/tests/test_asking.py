"""Whose fault it is when there is no answer, and when to stop asking."""

from __future__ import annotations

import pytest

import asking
from asking import Kind, Outcome
from questions import Question

PARIS = Question("q", "g", "Capital of France?", ("Paris",))
GOOD = {"reply": "Paris.", "model": "m", "refused": False, "usage": {"promptTokens": 1, "completionTokens": 2}}


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (200, GOOD, Kind.CORRECT),
        (200, GOOD | {"reply": "London."}, Kind.WRONG),
        (200, GOOD | {"refused": True}, Kind.REFUSED),
        (200, GOOD | {"reply": "I’m sorry, but I can’t say whether it is Paris."}, Kind.REFUSED),
        (200, {}, Kind.APPLICATION),
        (200, None, Kind.APPLICATION),
        (200, GOOD | {"usage": None}, Kind.APPLICATION),
        (502, {"error": {"code": "LLM_RATE_LIMITED", "message": "429", "attempts": 3}}, Kind.PROVIDER),
        (504, {"error": {"code": "LLM_TIMEOUT", "message": "slow", "attempts": 1}}, Kind.PROVIDER),
        (502, None, Kind.APPLICATION),
        (502, {"error": "text"}, Kind.APPLICATION),
        (502, {"error": {"code": 7}}, Kind.APPLICATION),
        (500, {"detail": "bug"}, Kind.APPLICATION),
        (422, {"detail": []}, Kind.APPLICATION),
    ],
)
def test_every_answer_of_the_api_has_its_kind(status, body, kind):
    assert asking.judge(PARIS, status, body, 0.1).kind is kind


def test_a_provider_failure_says_provider_and_why():
    body = {"error": {"code": "LLM_RATE_LIMITED", "message": "the model server answered 429", "attempts": 3}}
    text = asking.judge(PARIS, 502, body, 0.1).text
    assert text == "provider: the model server answered 429 (LLM_RATE_LIMITED, after 3 attempt(s))"


def test_an_api_that_is_not_there_is_the_applications_fault():
    outcome = asking.Asker("http://127.0.0.1:9", "{question}", 1).ask(PARIS)
    assert outcome.kind is Kind.APPLICATION


class Scripted:
    def __init__(self, *kinds: Kind) -> None:
        self.kinds = list(kinds)
        self.asked = 0

    def ask(self, question: Question) -> Outcome:
        self.asked += 1
        return Outcome(question, self.kinds[(self.asked - 1) % len(self.kinds)], "text", 0.0)


def test_a_provider_that_is_down_is_not_asked_for_ever():
    asker = Scripted(Kind.PROVIDER)
    outcomes = asking.ask_all(asker, [PARIS], repeat=50, concurrency=1, give_up_after=10)
    assert asker.asked == 10
    assert len(outcomes) == 50
    assert all(outcome.kind is Kind.PROVIDER for outcome in outcomes)
    assert "not asked" in outcomes[-1].text


def test_a_provider_that_only_stumbles_is_asked_to_the_end():
    asker = Scripted(Kind.PROVIDER, Kind.PROVIDER, Kind.CORRECT)
    asking.ask_all(asker, [PARIS], repeat=30, concurrency=1, give_up_after=3)
    assert asker.asked == 30


def test_outcomes_keep_the_order_of_the_questions():
    questions = [Question(str(number), "g", "?", ("x",)) for number in range(20)]
    outcomes = asking.ask_all(Scripted(Kind.CORRECT), questions, repeat=2, concurrency=8, give_up_after=1)
    assert [outcome.question.id for outcome in outcomes] == [str(number) for number in range(20)] * 2
