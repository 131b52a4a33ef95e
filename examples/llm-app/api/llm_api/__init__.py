"""The API of the example: a chat endpoint in front of any OpenAI-compatible model server."""
