"""What operators look at: health, metrics, settings."""

from __future__ import annotations

import httpx
import pytest

from scripted_model import completion
from llm_api.settings import Settings, SettingsError


def test_healthy_also_while_the_model_is_away(api):
    client, model = api()
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert model.requests == []


def test_metrics_count_outcomes_attempts_and_tokens(api):
    client, _ = api(httpx.Response(429), completion(), httpx.Response(401))
    client.post("/chat", json={"message": "Hello"})
    client.post("/chat", json={"message": "Hello"})
    response = client.get("/metrics")
    assert response.headers["content-type"].startswith("text/plain")
    lines = response.text.splitlines()
    assert 'chat_requests_total{outcome="ok"} 1.0' in lines
    assert 'chat_requests_total{outcome="LLM_REJECTED"} 1.0' in lines
    assert 'llm_attempts_total{outcome="LLM_RATE_LIMITED"} 1.0' in lines
    assert 'llm_tokens_total{kind="prompt"} 11.0' in lines
    assert "chat_duration_seconds_count 2.0" in lines


def test_two_applications_in_one_process_count_apart(api):
    first, _ = api(completion())
    second, _ = api()
    first.post("/chat", json={"message": "Hello"})
    assert 'chat_requests_total{outcome="ok"}' not in second.get("/metrics").text


@pytest.mark.parametrize("base", ["https://llm.test", "https://llm.test/", "https://llm.test/v1", "https://llm.test/v1/"])
def test_a_base_url_is_understood_with_and_without_v1(base):
    assert Settings(base_url=base).completions_url == "https://llm.test/v1/chat/completions"


def test_settings_come_from_the_environment():
    settings = Settings.from_env(
        {"LLM_BASE_URL": "https://llm.test", "LLM_MODEL": "m", "LLM_API_KEY": "k", "LLM_TIMEOUT_SECONDS": "2.5", "LLM_MAX_ATTEMPTS": "5"}
    )
    assert (settings.base_url, settings.model, settings.api_key) == ("https://llm.test", "m", "k")
    assert (settings.timeout, settings.max_attempts) == (2.5, 5)
    assert settings.system_prompt.startswith("You are")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LLM_BASE_URL", "llm.test"),
        ("LLM_TIMEOUT_SECONDS", "ten"),
        ("LLM_TIMEOUT_SECONDS", "0"),
        ("LLM_MAX_ATTEMPTS", "0"),
        ("LLM_MAX_ATTEMPTS", "11"),
        ("LLM_BACKOFF_SECONDS", "-1"),
    ],
)
def test_a_wrong_setting_is_named_at_start(name, value):
    with pytest.raises(SettingsError, match=name):
        Settings.from_env({name: value})


def test_the_key_is_not_in_the_settings_text():
    assert "sk-very-secret" not in repr(Settings(api_key="sk-very-secret"))
