"""A deterministic stand-in for a model server: OpenAI-compatible, standard library only, listens on loopback.

It answers the questions of a JSON-lines file (the evaluation's) from their reference answers, or misbehaves as asked, so
that every way a real model server fails can be had on demand, offline, and twice the same:

    python3 llm_stub.py --answers ../eval/questions.jsonl --mode right --port 8081

Each option can be set by a variable too (LLM_STUB_MODE, LLM_STUB_PORT …); the option wins. Port 0 takes a free one; the
first line on standard output says which.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import threading
import time
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

MODEL = "stub-1"
MODES = {
    "right": "the reference answer",
    "wrong": "an answer, but not the right one",
    "unfair": "right for the first group of the file, wrong for the others",
    "forgetful": "every fourth answer is wrong",
    "refuse": "a refusal, marked as the protocol has it",
    "rate-limit": "429 to everything",
    "flaky": "429 to every second request, the reference answer to the others",
    "error": "500 to everything",
    "malformed": "200 with a body that is not a completion",
    "slow": "the reference answer after --delay-millis",
}


class Answers:
    """Finds the question in a prompt. The longest match wins, since one question can be a part of another."""

    def __init__(self, path: Path) -> None:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        self._rows = sorted(rows, key=lambda row: len(row["question"]), reverse=True)
        self.first_group = rows[0]["group"] if rows else None

    def find(self, prompt: str) -> dict[str, Any] | None:
        return next((row for row in self._rows if row["question"] in prompt), None)


class StubServer(ThreadingHTTPServer):
    """Holds the mode and counts the completions asked for; the count drives the modes that change from call to call."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int], answers: Answers, mode: str, delay_millis: int = 0) -> None:
        super().__init__(address, StubHandler)
        self.answers = answers
        self.mode = mode
        self.delay_millis = delay_millis
        self._asked = 0
        self._lock = threading.Lock()

    def next_number(self) -> int:
        with self._lock:
            self._asked += 1
            return self._asked


class StubHandler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Headers and body leave as two writes; with Nagle's algorithm each answer would wait 40 ms for the peer's delayed ACK.
    disable_nagle_algorithm = True
    server: StubServer

    def do_GET(self) -> None:
        if self.path == "/healthz":
            self._send(200, {"status": "ok", "mode": self.server.mode})
        elif self.path == "/v1/models":
            self._send(200, {"object": "list", "data": [{"id": MODEL, "object": "model", "owned_by": "llm-stub"}]})
        else:
            self._error(404, "not_found", "no such path")

    def do_POST(self) -> None:
        body = self._read()
        if self.path != "/v1/chat/completions":
            return self._error(404, "not_found", "no such path")
        try:
            prompt = next(m["content"] for m in reversed(body["messages"]) if m["role"] == "user")
            if not isinstance(prompt, str):
                raise TypeError("content")
        except (KeyError, TypeError, StopIteration):
            return self._error(400, "invalid_request_error", "messages with a user message are required")

        number, mode = self.server.next_number(), self.server.mode
        if mode == "rate-limit" or (mode == "flaky" and number % 2 == 1):
            return self._error(429, "rate_limit_exceeded", "Rate limit reached")
        if mode == "error":
            return self._error(500, "server_error", "The server had an error")
        if mode == "malformed":
            return self._send(200, {"object": "chat.completion", "choices": []})
        if mode == "slow":
            time.sleep(self.server.delay_millis / 1000)
        self._send(200, completion(prompt, answer_of(mode), self.server.answers, number))

    def _read(self) -> Any:
        try:
            return json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
        except ValueError:
            return None

    def _error(self, status: int, code: str, message: str) -> None:
        self._send(status, {"error": {"message": message, "type": code, "code": code}})

    def _send(self, status: int, body: Any) -> None:
        payload = json.dumps(body).encode()
        self.send_response(HTTPStatus(status))
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        try:
            self.wfile.write(payload)
        except (BrokenPipeError, ConnectionResetError):
            # The caller's time-out was shorter than our delay: in the slow mode that is what was wanted.
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """Silent: request lines of a stub are noise in a pipeline's log."""


Choose = Callable[[dict[str, Any] | None, str | None, int], bool | None]


def answer_of(mode: str) -> Choose:
    """True: the right answer; False: a wrong one; None: a refusal."""
    match mode:
        case "wrong":
            return lambda row, first_group, number: False
        case "unfair":
            return lambda row, first_group, number: row is None or row["group"] == first_group
        case "forgetful":
            return lambda row, first_group, number: number % 4 != 0
        case "refuse":
            return lambda row, first_group, number: None
        case _:
            return lambda row, first_group, number: True


def completion(prompt: str, choose: Choose, answers: Answers, number: int) -> dict[str, Any]:
    row = answers.find(prompt)
    right = choose(row, answers.first_group, number)
    refusal = "I'm sorry, but I can't help with that." if right is None else None
    if refusal is not None:
        content = None
    elif not right:
        content = "I believe the answer is xyzzy."
    elif row is None:
        content = f"This is a stub. It knows the answers of its file only, and this is not among them: {prompt}"
    else:
        content = f"{row['answers'][0]}."
    message = {"role": "assistant", "content": content, "refusal": refusal}
    # Counted in words: not what a tokenizer says, but the same each time, and more for a longer text.
    prompt_tokens, completion_tokens = len(prompt.split()), len((content or refusal or "").split())
    return {
        "id": f"stub-{number}",
        "object": "chat.completion",
        "created": 0,
        "model": MODEL,
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": {
            "prompt_tokens": prompt_tokens,
            "completion_tokens": completion_tokens,
            "total_tokens": prompt_tokens + completion_tokens,
        },
    }


def main() -> None:
    env = os.environ.get
    parser = argparse.ArgumentParser(
        description="A deterministic OpenAI-compatible model server.",
        epilog="Modes: " + "; ".join(f"{name}: {what}" for name, what in MODES.items()) + ".",
    )
    parser.add_argument("--answers", type=Path, default=env("LLM_STUB_ANSWERS"), help="JSON lines with question, answers and group")
    parser.add_argument("--mode", choices=MODES, default=env("LLM_STUB_MODE", "right"))
    parser.add_argument("--host", default=env("LLM_STUB_HOST", "127.0.0.1"))
    parser.add_argument("--port", type=int, default=int(env("LLM_STUB_PORT", "8081")))
    parser.add_argument("--delay-millis", type=int, default=int(env("LLM_STUB_DELAY_MILLIS", "15000")))
    options = parser.parse_args()
    if options.answers is None:
        parser.error("--answers (or LLM_STUB_ANSWERS) is required")
    if options.mode not in MODES:  # argparse doesn't check a default that came from the environment
        parser.error(f"LLM_STUB_MODE must be one of {', '.join(MODES)}")

    server = StubServer((options.host, options.port), Answers(Path(options.answers)), options.mode, options.delay_millis)
    # A container's first process gets no default action for SIGTERM; without this, stopping it would take the full grace time.
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    print(f"http://{options.host}:{server.server_port} mode={options.mode}", flush=True)
    try:
        server.serve_forever(poll_interval=0.05)
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()


if __name__ == "__main__":
    main()
