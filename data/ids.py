"""The one door through which chance comes in: unguessable names, retry keys, invitation codes."""

from __future__ import annotations

import base64
import os
import secrets
from collections import deque

# No 0/O, 1/I/L, U/V: read aloud over a telephone they are mistaken for each other.
CODE_LETTERS = "ABCDEFGHJKMNPQRSTWXYZ23456789"
# Asking the kernel costs more than a statement of the database: every turn needs a key, so they are drawn by the block.
_BLOCK = 4096
_VARIANT = {digit: "89ab"[int(digit, 16) % 4] for digit in "0123456789abcdef"}
_drawn: deque[bytes] = deque()


def new_public_id() -> str:
    """128 random bits as 32 lower-case hex digits: for URLs, QR codes and file names."""
    return secrets.token_hex(16)


def new_retry_key() -> str:
    """A UUID for LINE's X-Line-Retry-Key."""
    drawn = _sixteen_bytes().hex()
    # Version 4 as RFC 9562 has it; `uuid.UUID` takes four times as long, and every turn needs one.
    return f"{drawn[:8]}-{drawn[8:12]}-4{drawn[13:16]}-{_VARIANT[drawn[16]]}{drawn[17:20]}-{drawn[20:]}"


def new_code(groups: int = 3, letters: int = 4) -> str:
    """A code for people, like `ABCD-EFGH-JKMN` (about 58 bits with the defaults)."""
    return "-".join("".join(secrets.choice(CODE_LETTERS) for _ in range(letters)) for _ in range(groups))


def new_dialog_id() -> str:
    """A short name for one dialog of one person (40 random bits, 8 letters a-z2-7)."""
    return base64.b32encode(_sixteen_bytes()[:5]).decode().lower()


def new_reference() -> str:
    """The number a person is told when something of ours failed; the log has the same one."""
    return "".join(secrets.choice("0123456789") for _ in range(8))


def _sixteen_bytes() -> bytes:
    """128 random bits, given out once: taking one from a deque can't be done by two threads."""
    try:
        return _drawn.popleft()
    except IndexError:
        block = os.urandom(_BLOCK)
        _drawn.extend(block[start : start + 16] for start in range(16, _BLOCK, 16))
        return block[:16]
