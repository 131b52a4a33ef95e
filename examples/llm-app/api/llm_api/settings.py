"""What the API reads from its environment, checked once at start, so that a typo fails the roll-out and not the first user."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

_PROMPT = Path(__file__).resolve().parent.parent / "prompts" / "system.txt"


class SettingsError(ValueError):
    """A variable holds something that the API can't work with; the message names the variable, never a secret's value."""


@dataclass(frozen=True)
class Settings:
    """Where the model is and how patient to be with it. Durations are seconds."""

    base_url: str = "http://127.0.0.1:8081"
    model: str = "example-model"
    # repr=False: settings end up in tracebacks and debug logs, the key must not.
    api_key: str | None = field(default=None, repr=False)
    timeout: float = 10.0
    max_attempts: int = 3
    backoff: float = 0.2
    max_backoff: float = 2.0
    system_prompt: str = ""

    def __post_init__(self) -> None:
        if not self.base_url.startswith(("http://", "https://")):
            raise SettingsError("LLM_BASE_URL must start with http:// or https://")
        if not self.model:
            raise SettingsError("LLM_MODEL must not be empty")
        if self.timeout <= 0:
            raise SettingsError("LLM_TIMEOUT_SECONDS must be above 0")
        if not 1 <= self.max_attempts <= 10:
            raise SettingsError("LLM_MAX_ATTEMPTS must be 1 to 10")
        if self.backoff < 0 or self.max_backoff < 0:
            raise SettingsError("LLM_BACKOFF_SECONDS must not be negative")

    @property
    def completions_url(self) -> str:
        """Both customs are understood: a base URL with `/v1` (as the OpenAI clients write it) and one without."""
        base = self.base_url.rstrip("/")
        return f"{base}/chat/completions" if base.endswith("/v1") else f"{base}/v1/chat/completions"

    @staticmethod
    def from_env(env: Mapping[str, str] = os.environ) -> Settings:
        return Settings(
            base_url=env.get("LLM_BASE_URL") or Settings.base_url,
            model=env.get("LLM_MODEL") or Settings.model,
            api_key=env.get("LLM_API_KEY") or None,
            timeout=_number(env, "LLM_TIMEOUT_SECONDS", Settings.timeout),
            max_attempts=int(_number(env, "LLM_MAX_ATTEMPTS", Settings.max_attempts)),
            backoff=_number(env, "LLM_BACKOFF_SECONDS", Settings.backoff),
            system_prompt=Path(env.get("SYSTEM_PROMPT_FILE") or _PROMPT).read_text(encoding="utf-8").strip(),
        )


def _number(env: Mapping[str, str], name: str, default: float) -> float:
    text = env.get(name)
    if not text:
        return default
    try:
        return float(text)
    except ValueError:
        raise SettingsError(f"{name} must be a number, not {text!r}") from None
