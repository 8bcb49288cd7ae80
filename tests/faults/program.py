"""The real program as a process of its own, to be killed and started again."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import socket
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import aiohttp

from tests.databases import path_of_tools

ROOT = Path(__file__).parents[2]
READY_SECONDS = 60.0
POLL_SECONDS = 0.02


def free_port() -> int:
    """A port below those the system gives to others: it must still be free after the program was killed."""
    while True:
        port = random.randint(20_000, 30_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


def clean_environment(settings: Mapping[str, str]) -> dict[str, str]:
    """This process's environment without its own settings, and with these."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MADOGUCHI_")}
    return {**kept, **settings}


async def health_of(url: str) -> dict[str, Any]:
    """What the program there says of itself; {} when nobody answers."""
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session,
            session.get(f"{url}/health") as answer,
        ):
            told: dict[str, Any] = await answer.json()
            return told
    except (aiohttp.ClientError, TimeoutError, OSError):
        return {}


class Program:
    """`main.py serve`. Its standard error is kept in one file over all its lives."""

    def __init__(self, settings: Mapping[str, str], log: Path, *, before: Sequence[str] = ()) -> None:
        """`settings`: its MADOGUCHI_ variables, LISTEN apart; `before`: a command that the program is run by."""
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.lives = 0
        self._environment = clean_environment({**settings, "MADOGUCHI_LISTEN": f"127.0.0.1:{self.port}"})
        if settings.get("MADOGUCHI_DATABASE_URL"):
            self._environment["PATH"] = path_of_tools()
        self._log = log
        self._before = before
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        return self._process is not None and self._process.returncode is None

    async def spawn(self) -> None:
        """Begin a life, without waiting until it is ready."""
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self._before, sys.executable, "main.py", "serve", cwd=ROOT, env=self._environment, stderr=log
            )
        self.lives += 1

    async def start(self) -> float:
        """Begin a life and wait until `/health` says ready; returns the seconds it took."""
        began = time.monotonic()
        await self.spawn()
        while time.monotonic() - began < READY_SECONDS:
            if not self.is_alive:
                raise AssertionError(f"the program ended by itself:\n{self.log()[-3000:]}")
            if (await self.health()).get("status") == "ok":
                return time.monotonic() - began
            await asyncio.sleep(POLL_SECONDS)
        raise AssertionError(f"not ready after {READY_SECONDS} s:\n{self.log()[-3000:]}")

    async def health(self) -> dict[str, Any]:
        """What `/health` says; {} when nobody answers."""
        return await health_of(self.url)

    def strike(self) -> None:
        """Kill it now, in the middle of whatever it does."""
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(signal.SIGKILL)

    async def kill(self) -> None:
        """Kill it and wait until it is gone."""
        self.strike()
        await self.gone()

    async def gone(self) -> int:
        """Wait for its end; the exit code."""
        assert self._process is not None
        return await self._process.wait()

    async def stop(self) -> int:
        """Ask it to end; the exit code."""
        if self._process is None:
            return 0
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
        try:
            return await asyncio.wait_for(self._process.wait(), 30)
        except TimeoutError:
            await self.kill()
            return -signal.SIGKILL

    def log(self) -> str:
        """Everything it wrote to standard error."""
        return self._log.read_text(encoding="utf-8", errors="replace") if self._log.exists() else ""

    def tracebacks(self) -> list[str]:
        """Log lines that carry a traceback, and plain ones."""
        return [line for line in self.log().splitlines() if "Traceback" in line or '"exception"' in line]
