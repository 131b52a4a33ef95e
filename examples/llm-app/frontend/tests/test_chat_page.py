"""The page itself, run by Streamlit's AppTest against a small HTTP server in the API's place."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

PAGE = Path(__file__).resolve().parent.parent / "chat_page.py"


class FakeApi:
    """Answers every POST with `status` and `body`, and keeps what it was sent."""

    def __init__(self) -> None:
        self.status = 200
        self.body: Any = {"reply": "Paris.", "model": "test-model", "refused": False, "latencyMillis": 12}
        self.requests: list[dict[str, Any]] = []
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                fake.requests.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                payload = json.dumps(fake.body).encode()
                self.send_response(fake.status)
                self.send_header("Content-Length", str(len(payload)))
                self.end_headers()
                self.wfile.write(payload)

            def log_message(self, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def fake_api(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeApi]:
    fake = FakeApi()
    monkeypatch.setenv("API_BASE_URL", fake.url)
    yield fake
    fake.server.shutdown()
    fake.server.server_close()


def page() -> AppTest:
    return AppTest.from_file(str(PAGE), default_timeout=30).run()


def shown(app: AppTest) -> list[tuple[str, str]]:
    return [(message.name, message.markdown[0].value) for message in app.chat_message if message.markdown]


def test_the_page_opens_with_a_title_and_an_empty_conversation(fake_api):
    app = page()
    assert not app.exception
    assert app.title[0].value == "Ask the model"
    assert len(app.chat_message) == 0
    assert fake_api.requests == []


def test_a_question_is_asked_and_its_answer_shown_with_model_and_time(fake_api):
    app = page()
    app.chat_input[0].set_value("Capital of France?").run()
    assert not app.exception
    assert shown(app) == [("user", "Capital of France?"), ("assistant", "Paris.")]
    assert app.caption[0].value == "test-model · 12 ms"
    assert fake_api.requests == [{"message": "Capital of France?", "history": []}]


def test_the_second_question_carries_the_conversation(fake_api):
    app = page()
    app.chat_input[0].set_value("Capital of France?").run()
    app.chat_input[0].set_value("And of Spain?").run()
    assert fake_api.requests[1] == {
        "message": "And of Spain?",
        "history": [{"role": "user", "content": "Capital of France?"}, {"role": "assistant", "content": "Paris."}],
    }
    assert len(app.chat_message) == 4


def test_a_failure_is_explained_and_is_not_part_of_the_conversation(fake_api):
    fake_api.status, fake_api.body = 502, {"error": {"code": "LLM_RATE_LIMITED", "message": "429 from upstream"}}
    app = page()
    app.chat_input[0].set_value("Hello").run()
    assert not app.exception
    assert app.error[0].value == "The model is busy. Please try again in a minute."
    assert app.session_state["turns"] == []


def test_a_refusal_says_declined(fake_api):
    fake_api.body = fake_api.body | {"reply": "I can't help with that.", "refused": True}
    app = page()
    app.chat_input[0].set_value("Hello").run()
    assert app.caption[0].value.endswith("declined")


def test_an_api_that_is_not_there_is_explained(monkeypatch):
    monkeypatch.setenv("API_BASE_URL", "http://127.0.0.1:9")
    app = page()
    app.chat_input[0].set_value("Hello").run()
    assert not app.exception
    assert app.error[0].value.startswith("The service is not reachable")
