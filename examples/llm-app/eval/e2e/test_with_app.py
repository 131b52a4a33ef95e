"""The whole application, really started: stub, API and runner as processes, in every way the model server can behave."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

WITH_APP = Path(__file__).resolve().parent.parent / "with_app.py"
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith(("LLM_", "API_IMAGE"))}


def run(out: Path, mode: str, *more: str, **env: str) -> tuple[subprocess.CompletedProcess[str], dict[str, Any], ET.Element]:
    command = [sys.executable, str(WITH_APP), "--out", str(out), "--stub-mode", mode, *more]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, env=CLEAN | env)
    return done, json.loads((out / "metrics.json").read_text()), ET.parse(out / "junit.xml").getroot()[0]


def test_right_answers(tmp_path):
    done, metrics, suite = run(tmp_path, "right", "--repeat", "2")
    assert done.returncode == 0, done.stderr
    assert (metrics["answerCorrectness"], metrics["refusalRate"], metrics["fairness"]["parityDiff"]) == (1.0, 0.0, 0.0)
    assert metrics["judged"] == len(suite) == 48
    assert metrics["cost"]["usd"] > 0
    assert "model server: llm-stub, mode right" in done.stdout


def test_wrong_answers(tmp_path):
    done, metrics, suite = run(tmp_path, "wrong")
    assert (done.returncode, metrics["answerCorrectness"]) == (1, 0.0)
    assert suite.get("failures") == "24"


def test_an_unfair_model_shows_in_the_parity(tmp_path):
    done, metrics, _ = run(tmp_path, "unfair")
    assert (done.returncode, metrics["fairness"]["parityDiff"]) == (1, 1.0)


def test_refusals(tmp_path):
    done, metrics, _ = run(tmp_path, "refuse")
    assert (done.returncode, metrics["refusalRate"]) == (1, 1.0)


def test_a_stumbling_provider_is_got_over_by_the_apis_retries(tmp_path):
    done, metrics, _ = run(tmp_path, "flaky", "--concurrency", "1")
    assert (done.returncode, metrics["answerCorrectness"], metrics["providerErrors"]) == (0, 1.0, 0)


@pytest.mark.parametrize("mode", ["rate-limit", "error", "malformed"])
def test_a_provider_that_fails_is_said_to_be_the_provider(tmp_path, mode):
    done, metrics, suite = run(tmp_path, mode)
    assert done.returncode == 2
    assert "answerCorrectness" not in metrics
    assert metrics["providerErrors"] == 24
    assert {(child.tag, child.get("type")) for case in suite for child in case} == {("error", "provider")}
    assert all("provider" in child.get("message") for case in suite for child in case)


def test_a_slow_provider_is_one_too(tmp_path):
    done, metrics, suite = run(
        tmp_path, "slow", "--give-up-after", "2", "--concurrency", "2", LLM_TIMEOUT_SECONDS="0.2", LLM_STUB_DELAY_MILLIS="1000"
    )
    assert (done.returncode, metrics["providerErrors"]) == (2, 24)
    assert "LLM_TIMEOUT" in suite[0][0].get("message")


def test_a_part_that_does_not_start_is_named(tmp_path):
    command = [sys.executable, str(WITH_APP), "--out", str(tmp_path), "--stub-mode", "nonsense"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, env=CLEAN)
    assert done.returncode == 70
    assert "the model stub did not start" in done.stderr


def test_a_misspelt_option_is_wrong_use_and_no_verdict(tmp_path):
    command = [sys.executable, str(WITH_APP), "--out", str(tmp_path), "--repeats", "3"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, env=CLEAN)
    assert done.returncode == 64
    assert "--repeats" in done.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
@pytest.mark.parametrize("seconds", [0.0, 0.02, 0.1, 1.5])
def test_nothing_is_left_running_whenever_it_is_stopped(tmp_path, number, seconds):
    command = [sys.executable, str(WITH_APP), "--out", str(tmp_path), "--stub-mode", "slow", "--repeat", "50"]
    process = subprocess.Popen(command, env=CLEAN, stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert process.stdout
    # From the moment on which the API is being started, over its start, to the questions.
    for line in process.stdout:
        if line.startswith("with_app: api"):
            break
    time.sleep(seconds)
    process.send_signal(number)
    assert process.wait(timeout=30) == 128 + number
    process.stdout.close()
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)
