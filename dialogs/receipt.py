"""Receipt codes: `受付コード F-XXXXXXXX`, typed for the resident by a link or QR code. They decide before all else."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import quote

_TEXT = re.compile(r"受付(?:コード|こーど)[:\s]*([fspb])[-ー‐‑–—−\s]*([a-z0-9]{4,12})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Receipt:
    """`kind`: F form, S stamp, P preference, B calendar. `code` in capitals, without the letter."""

    kind: str
    code: str


def receipt_text(kind: str, code: str) -> str:
    """What the link types."""
    return f"受付コード {kind}-{code}"


def chat_link(basic_id: str, text: str) -> str:
    """The address that opens the chat with `text` typed. `basic_id` begins with @.

    Source: LINE Developers, "Use LINE URL scheme", read 2026-11.
    """
    return f"https://line.me/R/oaMessage/{quote(basic_id, safe='')}/?{quote(text, safe='')}"


def read_receipt(text: str) -> Receipt | None:
    """The code, when the text is one and nothing else; width, case and spaces don't matter."""
    if len(text) > 60 or "受" not in text:
        return None
    found = _TEXT.fullmatch(unicodedata.normalize("NFKC", text).strip())
    return Receipt(found[1].upper(), found[2].upper()) if found else None
