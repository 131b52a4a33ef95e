"""The stub over real HTTP: it must misbehave exactly as asked, or the tests that rely on it prove nothing."""

from __future__ import annotations

import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from llm_stub import MODES, Answers, StubServer

ROWS = [
    {"id": "1", "group": "a", "question": "Capital of France?", "answers": ["Paris"]},
    {"id": "2", "group": "b", "question": "And what is the Capital of France?", "answers": ["Lutetia"]},
]
Ask = Callable[..., tuple[int, Any]]


@pytest.fixture
def stub(tmp_path: Path) -> Iterator[Callable[..., Ask]]:
    answers = tmp_path / "questions.jsonl"
    answers.write_text("\n".join(json.dumps(row) for row in ROWS), encoding="utf-8")
    servers: list[StubServer] = []

    def start(mode: str, delay_millis: int = 0) -> Ask:
        server = StubServer(("127.0.0.1", 0), Answers(answers), mode, delay_millis)
        servers.append(server)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()

        def ask(question: str = "Capital of France?", body: bytes | None = None) -> tuple[int, Any]:
            data = body if body is not None else json.dumps({"messages": [{"role": "user", "content": question}]}).encode()
            url = f"http://127.0.0.1:{server.server_port}/v1/chat/completions"
            try:
                with urllib.request.urlopen(urllib.request.Request(url, data, method="POST"), timeout=10) as response:
                    return response.status, json.load(response)
            except urllib.error.HTTPError as error:
                return error.code, json.load(error)

        return ask

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def text(answer: tuple[int, Any]) -> str:
    status, body = answer
    assert status == 200
    return body["choices"][0]["message"]["content"]


def test_right_gives_the_reference_answer_also_inside_a_longer_prompt(stub):
    assert text(stub("right")("Be brief.\n\nQuestion: Capital of France?")) == "Paris."


def test_the_longest_matching_question_wins(stub):
    assert text(stub("right")("And what is the Capital of France?")) == "Lutetia."


def test_an_unknown_question_is_said_to_be_unknown(stub):
    assert text(stub("right")("Who are you?")).startswith("This is a stub.")


def test_the_same_question_gets_the_same_answer_and_the_same_tokens(stub):
    ask = stub("right")
    first, second = ask()[1], ask()[1]
    assert first["usage"] == second["usage"] == {"prompt_tokens": 3, "completion_tokens": 1, "total_tokens": 4}
    assert first["choices"] == second["choices"]


def test_wrong_never_gives_the_right_answer(stub):
    assert "Paris" not in text(stub("wrong")())


def test_unfair_is_right_for_the_first_group_only(stub):
    ask = stub("unfair")
    assert text(ask("Capital of France?")) == "Paris."
    assert "Lutetia" not in text(ask("And what is the Capital of France?"))


def test_forgetful_is_wrong_every_fourth_time(stub):
    ask = stub("forgetful")
    assert [text(ask()) == "Paris." for _ in range(8)] == [True, True, True, False] * 2


def test_refuse_uses_the_protocols_own_field(stub):
    message = stub("refuse")()[1]["choices"][0]["message"]
    assert message["content"] is None
    assert message["refusal"].startswith("I'm sorry")


@pytest.mark.parametrize(("mode", "status"), [("rate-limit", 429), ("error", 500)])
def test_errors_are_errors_every_time(stub, mode, status):
    ask = stub(mode)
    assert [ask()[0] for _ in range(3)] == [status] * 3


def test_flaky_fails_every_second_time(stub):
    ask = stub("flaky")
    assert [ask()[0] for _ in range(4)] == [429, 200, 429, 200]


def test_malformed_is_a_200_without_an_answer(stub):
    assert stub("malformed")() == (200, {"object": "chat.completion", "choices": []})


def test_slow_waits_as_long_as_asked(stub):
    ask = stub("slow", delay_millis=200)
    started = time.monotonic()
    assert text(ask()) == "Paris."
    assert time.monotonic() - started >= 0.2


@pytest.mark.parametrize("body", [b"", b"not json", b"[]", b"{}", b'{"messages": []}', b'{"messages": [{"role": "user", "content": 1}]}'])
def test_a_request_without_a_question_is_a_400(stub, body):
    assert stub("right")(body=body)[0] == 400


def test_every_mode_is_served(stub):
    for mode in MODES:
        assert stub(mode)()[0] in (200, 429, 500)
