"""The API, started in the test process with a scripted model server behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from scripted_model import Answer, ScriptedModel

from llm_api.main import create_app
from llm_api.settings import Settings


@pytest.fixture
def api() -> Iterator[Callable[..., tuple[TestClient, ScriptedModel]]]:
    clients: list[TestClient] = []

    def start(*answers: Answer, **settings: Any) -> tuple[TestClient, ScriptedModel]:
        model = ScriptedModel(list(answers))
        defaults = {"base_url": "http://model.test", "backoff": 0.0, "max_backoff": 0.0, "system_prompt": "Be brief."}
        app = create_app(Settings(**(defaults | settings)), httpx.MockTransport(model))
        client = TestClient(app)
        client.__enter__()
        clients.append(client)
        return client, model

    yield start
    for client in clients:
        client.__exit__(None, None, None)
