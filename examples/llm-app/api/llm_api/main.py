"""The HTTP surface: /healthz, /chat, /metrics. Start it with `uvicorn --factory llm_api.main:create_app`."""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Literal

import httpx
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel, Field

from llm_api.llm import Failure, LlmClient, LlmError
from llm_api.settings import Settings
from llm_api.telemetry import Telemetry

log = logging.getLogger("llm_api")


class Turn(BaseModel):
    """One earlier message. The system role is missing on purpose: the prompt is the operator's, not the visitor's."""

    role: Literal["user", "assistant"]
    content: str = Field(min_length=1, max_length=8000)


class ChatRequest(BaseModel):
    message: str = Field(min_length=1, max_length=8000)
    history: list[Turn] = Field(default_factory=list, max_length=20)


class Usage(BaseModel):
    promptTokens: int | None
    completionTokens: int | None


class ChatResponse(BaseModel):
    reply: str
    model: str
    refused: bool
    usage: Usage
    attempts: int
    latencyMillis: int


def create_app(settings: Settings | None = None, transport: httpx.AsyncBaseTransport | None = None) -> FastAPI:
    """Builds the application. `transport` lets a test put a model server in place without a socket."""
    settings = settings or Settings.from_env()
    telemetry = Telemetry()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        # trust_env=False: the endpoint and its key come from our settings alone, never from a .netrc or a proxy variable.
        async with httpx.AsyncClient(transport=transport, trust_env=False) as http:
            app.state.llm = LlmClient(settings, http, on_attempt=lambda outcome: telemetry.attempts.labels(outcome).inc())
            yield

    app = FastAPI(title="llm-app API", version="0.1.0", lifespan=lifespan)

    @app.get("/healthz")
    async def healthz() -> dict[str, str]:
        """Says that this process serves. It doesn't ask the model: a model outage must not restart every pod."""
        return {"status": "ok"}

    @app.get("/metrics")
    async def metrics() -> Response:
        return Response(telemetry.render(), media_type=CONTENT_TYPE_LATEST)

    @app.post("/chat", response_model=ChatResponse)
    async def chat(chat_request: ChatRequest, request: Request) -> ChatResponse | JSONResponse:
        client: LlmClient = request.app.state.llm
        messages = [{"role": "system", "content": settings.system_prompt}] if settings.system_prompt else []
        messages += [{"role": turn.role, "content": turn.content} for turn in chat_request.history]
        messages.append({"role": "user", "content": chat_request.message})

        started = time.perf_counter()
        try:
            completion = await client.complete(messages)
        except LlmError as error:
            telemetry.chats.labels(error.failure.value).inc()
            log.warning("chat failed: %s after %d attempt(s): %s", error.failure.value, error.attempts, error)
            return _failure(error)
        finally:
            elapsed = time.perf_counter() - started
            telemetry.chat_seconds.observe(elapsed)

        telemetry.chats.labels("refused" if completion.refused else "ok").inc()
        telemetry.tokens.labels("prompt").inc(completion.prompt_tokens or 0)
        telemetry.tokens.labels("completion").inc(completion.completion_tokens or 0)
        return ChatResponse(
            reply=completion.text,
            model=completion.model or settings.model,
            refused=completion.refused,
            usage=Usage(promptTokens=completion.prompt_tokens, completionTokens=completion.completion_tokens),
            attempts=completion.attempts,
            latencyMillis=round(elapsed * 1000),
        )

    return app


def _failure(error: LlmError) -> JSONResponse:
    """504 when the model was too slow, 502 for everything else that is its side's fault."""
    return JSONResponse(
        status_code=504 if error.failure is Failure.TIMEOUT else 502,
        content={
            "error": {
                "code": error.failure.value,
                "message": str(error),
                "attempts": error.attempts,
                "upstreamStatus": error.upstream_status,
            }
        },
    )
