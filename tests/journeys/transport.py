"""The stage without a network: requests go through Django's test client, in the test's own transaction."""

from __future__ import annotations

import httpx
from django.test import Client


class ClientTransport(httpx.BaseTransport):
    """Sends an httpx request through the test client."""

    def __init__(self) -> None:
        self._client = Client(raise_request_exception=False)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        headers = {
            name: value for name, value in request.headers.items() if name not in ("host", "content-length")
        }
        answer = self._client.generic(
            request.method,
            request.url.raw_path.decode(),
            data=request.read(),
            content_type=request.headers.get("content-type", "application/json"),
            headers=headers,
        )
        return httpx.Response(answer.status_code, headers=list(answer.items()), content=answer.getvalue())
