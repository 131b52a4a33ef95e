"""Starts the model stub and the API on free loopback ports, runs the evaluation against them, and stops everything.

    .cache/venv/api/bin/python eval/with_app.py --out out/eval --repeat 3

With LLM_BASE_URL set, that model server is asked and no stub is started. With --api-image, the API runs as that container
(podman or docker) instead of from the source tree: what is judged is then what will be deployed. Exit code: eval/run.py's;
70 when something could not be started; 128 + signal when stopped.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, nullcontext
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STUB = ROOT / "llm-stub" / "llm_stub.py"


class StartFailed(Exception):
    """A part didn't come up; the text says which and why."""


def main() -> int:
    parser = argparse.ArgumentParser(description="Runs the evaluation against a freshly started application.")
    parser.add_argument("--stub-mode", default=os.environ.get("LLM_STUB_MODE", "right"), help="see llm-stub/llm_stub.py --help")
    parser.add_argument("--api-image", default=os.environ.get("API_IMAGE", ""), help="run the API from this image")
    parser.add_argument("--out", type=Path, default=ROOT / "out" / "eval")
    options, for_the_runner = parser.parse_known_args()
    options.out.mkdir(parents=True, exist_ok=True)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _STOP)
    try:
        with ExitStack() as parts:
            environment = parts.enter_context(_model_server(options.stub_mode, options.out))
            api = parts.enter_context(_api(options.api_image, environment, options.out))
            command = [sys.executable, str(ROOT / "eval" / "run.py"), "--api", api, "--out", str(options.out)]
            runner = parts.enter_context(_process("eval", command + for_the_runner, os.environ, log=None))
            return runner.wait()
    except StartFailed as cause:
        print(f"with_app: {cause}", file=sys.stderr)
        return 70


class _Stop:
    """Makes a signal an exception, so that the way out leads through every `finally` below and nothing is left running.

    Not while a process is being started: it would run, and nobody would know it. And once only: a second signal must not
    break off the cleaning up after the first.
    """

    def __init__(self) -> None:
        self._asked: int | None = None
        self._held = False

    def __call__(self, number: int, _frame: object) -> None:
        if self._asked is None:
            self._asked = number
            if not self._held:
                raise SystemExit(128 + number)

    def hold(self) -> None:
        self._held = True

    def release(self) -> None:
        self._held = False
        if self._asked is not None:
            raise SystemExit(128 + self._asked)


_STOP = _Stop()


@contextmanager
def _model_server(mode: str, out: Path) -> Iterator[Mapping[str, str]]:
    """Yields the API's environment."""
    environment = dict(os.environ)
    if environment.get("LLM_BASE_URL"):
        # Not printed: a URL can carry a token.
        print("with_app: model server: the one in LLM_BASE_URL", flush=True)
        yield environment
        return
    log = out / "llm-stub.log"
    command = [sys.executable, str(STUB), "--port", "0", "--mode", mode, "--answers", str(ROOT / "eval" / "questions.jsonl")]
    with _process("llm-stub", command, environment, log, stdout=subprocess.PIPE) as stub:
        # The first line says the port; an empty one says that the stub ended instead.
        first = stub.stdout.readline().decode() if stub.stdout else ""
        if not first:
            raise StartFailed(f"the model stub did not start; {_tail(log)}")
        print(f"with_app: model server: llm-stub, mode {mode}", flush=True)
        # A key of the real provider has no business in a stub's requests. Less patient than the default, but a busy machine is no failing provider.
        environment.pop("LLM_API_KEY", None)
        yield {"LLM_TIMEOUT_SECONDS": "5", "LLM_BACKOFF_SECONDS": "0.02"} | environment | {"LLM_BASE_URL": first.split()[0]}


@contextmanager
def _api(image: str, environment: Mapping[str, str], out: Path) -> Iterator[str]:
    """Yields the URL of the healthy API."""
    log = out / "api.log"
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        if image:
            print(f"with_app: api: container {image}", flush=True)
            # A container binds for itself: the port is let go here, and somebody else could take it. Then it fails, loudly.
            listener.close()
            command = _container_command(image, port, environment)
            kept: tuple[int, ...] = ()
        else:
            print("with_app: api: source tree", flush=True)
            # The socket is handed over, so nobody can take the port between choosing and listening.
            listener.listen(128)
            command = [sys.executable, "-m", "uvicorn", "--factory", "llm_api.main:create_app", "--fd", str(listener.fileno())]
            kept = (listener.fileno(),)
        with _process("api", command, environment, log, cwd=ROOT / "api", pass_fds=kept) as process:
            url = f"http://127.0.0.1:{port}"
            _wait_until_healthy(url, process, log)
            yield url


def _container_command(image: str, port: int, environment: Mapping[str, str]) -> list[str]:
    tool = next((tool for tool in ("podman", "docker") if shutil.which(tool)), None)
    if tool is None:
        raise StartFailed(f"neither podman nor docker is here to run {image}")
    # --env NAME without a value takes it from our environment: a key never stands in a process list.
    names = [name for name in environment if name.startswith("LLM_")]
    return [
        *(tool, "run", "--rm", "--network=host", "--read-only", "--tmpfs=/tmp", "--cap-drop=ALL"),
        *json.loads(os.environ.get("CONTAINER_RUN_OPTIONS", "[]")),
        *(part for name in names for part in ("--env", name)),
        *(image, "/opt/venv/bin/uvicorn", "--factory", "llm_api.main:create_app", "--host", "127.0.0.1", "--port", str(port)),
    ]


def _wait_until_healthy(url: str, process: subprocess.Popen[bytes], log: Path, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise StartFailed(f"the API ended with {process.returncode}; {_tail(log)}")
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=2) as response:
                if response.status == 200:
                    return
        except OSError:
            time.sleep(0.05)
    raise StartFailed(f"the API was not healthy within {seconds:g} s; {_tail(log)}")


@contextmanager
def _process(
    name: str,
    command: list[str],
    environment: Mapping[str, str],
    log: Path | None,
    cwd: Path = ROOT,
    stdout: int | None = None,
    pass_fds: tuple[int, ...] = (),
) -> Iterator[subprocess.Popen[bytes]]:
    """Runs until the block ends; without a log it writes to ours.

    It stays in our process group, so that killing the group leaves nothing behind either.
    """
    with log.open("wb") if log else nullcontext() as sink:
        _STOP.hold()
        process = subprocess.Popen(
            command, cwd=cwd, env=dict(environment), stdout=stdout or sink, stderr=sink, stdin=subprocess.DEVNULL, pass_fds=pass_fds
        )
        try:
            _STOP.release()
            yield process
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                print(f"with_app: {name} did not stop when asked; killed", file=sys.stderr)
                process.kill()
                process.wait()
            if process.stdout:
                process.stdout.close()


def _tail(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-5:]
    return f"{log.name}: " + (" | ".join(lines) if lines else "is empty")


if __name__ == "__main__":
    sys.exit(main())
