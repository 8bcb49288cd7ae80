"""Argon2id, never on the event loop and never in the writer: a few threads at most, because each takes its memory."""

from __future__ import annotations

import asyncio
import unicodedata

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

AT_ONCE = 2
MOST_WAITING = 40
LONGEST = 128


class TooBusy(Exception):
    """MOST_WAITING passwords wait already: more would only make everybody wait longer."""


class Passwords:
    """Hashes and verifies. One per process.

    RFC 9106 recommends 64 MiB for small memories; half of it with one more pass keeps `serve` small and costs a guess
    the same time.
    """

    def __init__(self, *, time_cost: int = 4, memory_kib: int = 32 * 1024) -> None:
        """The parameters are written into each hash, so they may be raised later: `is_outdated` tells."""
        self._hasher = PasswordHasher(time_cost=time_cost, memory_cost=memory_kib, parallelism=1, type=Type.ID)
        self._free = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0
        # What an unknown id is compared with, so that it takes as long as a known one.
        self._nobodys = self._hasher.hash("nobody has this password")

    async def hash(self, password: str) -> str:
        """The text for `Credential.password_hash`."""
        return str(await self._run(self._hasher.hash, normal(password)))

    async def verify(self, password_hash: str | None, password: str) -> bool:
        """Whether the password is right. `None`: nobody's; it is verified against a hash all the same, and is wrong."""
        is_right = await self._run(self._verify, password_hash or self._nobodys, normal(password))
        return bool(is_right) and password_hash is not None

    def is_outdated(self, password_hash: str) -> bool:
        """Whether it was made with other parameters than today's."""
        try:
            return self._hasher.check_needs_rehash(password_hash)
        except InvalidHashError:
            return True

    def _verify(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _run(self, work: object, *args: str) -> object:
        if self._waiting >= MOST_WAITING:
            raise TooBusy
        self._waiting += 1
        try:
            async with self._free:
                return await asyncio.to_thread(work, *args)  # type: ignore[arg-type]
        finally:
            self._waiting -= 1


def normal(password: str) -> str:
    """One form for one password, however the keyboard composed it (NIST SP 800-63B 3.1.1.2); nothing endless."""
    return unicodedata.normalize("NFKC", password[: LONGEST * 4]).encode("utf-8", "replace").decode()
