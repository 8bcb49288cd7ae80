"""The real program inside this process: for short fault tests, whose waits and timeouts are made short too."""

from __future__ import annotations

from contextlib import AsyncExitStack
from typing import Any

from structlog.testing import capture_logs

import main
from data.settings import Settings
from tests.faults.program import free_port, health_of


class LocalProgram:
    """Looks to a scene like `Program`, but can't be killed."""

    def __init__(self, settings: Settings) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.running: main.Program | None = None
        self._settings = settings
        self._stack = AsyncExitStack()
        self._logs: list[Any] = []

    async def start(self) -> float:
        self._logs = self._stack.enter_context(capture_logs())
        self.running = await self._stack.enter_async_context(main.running(self._settings))
        await self._stack.enter_async_context(main.listening(self.running, "127.0.0.1", self.port, seconds=1))
        return 0.0

    async def stop(self) -> int:
        await self._stack.aclose()
        return 0

    async def health(self) -> dict[str, Any]:
        if self.running is not None:
            await self.running.turns.settled()
        return await health_of(self.url)

    def log(self) -> str:
        return "\n".join(map(str, self._logs))

    def tracebacks(self) -> list[str]:
        return [str(entry) for entry in self._logs if entry.get("exc_info")]
