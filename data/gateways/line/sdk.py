"""The official SDK, for the rare calls: rich menus, insight, audiences. Loaded on first use (a second, 70 MB).

Give every call `_request_timeout=REQUEST_TIMEOUT_SECONDS`: the SDK's own is 300 seconds. Build requests with
`Request.from_dict(…)`: dicts handed to a constructor lose their contents without a word.
"""

from __future__ import annotations

from functools import cached_property
from importlib import import_module
from typing import Any

REQUEST_TIMEOUT_SECONDS = 10


class LineSdk:
    """SDK clients of one channel, made on first use inside the running loop and kept (each loads TLS: about 30 ms)."""

    def __init__(self, *, api_url: str, data_url: str, token: str) -> None:
        """`api_url`, `data_url`: LINE's two origins; the SDK knows one host per client, so it gets one client each."""
        self._api_url = api_url.rstrip("/")
        self._data_url = data_url.rstrip("/")
        self._token = token
        self._open: list[Any] = []

    @cached_property
    def messaging(self) -> Any:
        """`AsyncMessagingApi`: rich menus, aliases, links, webhook endpoint."""
        return self._api("messaging", "AsyncMessagingApi", self._api_url)

    @cached_property
    def messaging_blob(self) -> Any:
        """`AsyncMessagingApiBlob`: rich menu pictures; needs `_headers={"Content-Type": "image/png"}` and bytes."""
        return self._api("messaging", "AsyncMessagingApiBlob", self._data_url)

    @cached_property
    def insight(self) -> Any:
        """`AsyncInsight`: figures, 60 calls an hour."""
        return self._api("insight", "AsyncInsight", self._api_url)

    @cached_property
    def audience(self) -> Any:
        """`AsyncManageAudience`: LINE's own audiences."""
        return self._api("audience", "AsyncManageAudience", self._api_url)

    async def close(self) -> None:
        """Close every client that was opened."""
        while self._open:
            await self._open.pop().close()

    def _api(self, package: str, name: str, host: str) -> Any:
        module = import_module(f"linebot.v3.{package}")
        configuration = module.Configuration(access_token=self._token, host=host)
        configuration.connection_pool_maxsize = 4
        client = module.AsyncApiClient(configuration)
        self._open.append(client)
        return getattr(module, name)(client)
