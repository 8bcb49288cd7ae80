"""Addresses as LINE takes them: percent-encoded, of the right scheme, not too long."""

from __future__ import annotations

import re
from typing import Any

from data.gateways.line.limits.numbers import ACTION_URI, MEDIA_URL
from data.gateways.line.limits.problem import Path, Report
from data.gateways.line.text import utf16_len

_LEGAL = r"(?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})"
_WEB = re.compile(rf"(https?)://(?![/:?#]){_LEGAL}+", re.ASCII)
_OTHER = re.compile(rf"(?:line://|tel:){_LEGAL}+", re.ASCII)


def check_media_url(value: Any, path: Path, report: Report) -> None:
    """An address LINE or the phone fetches from: https (http too in trial mode), at most 2,000 characters."""
    if not _is_short_text(value, path, report, MEDIA_URL):
        return
    found = _WEB.fullmatch(value)
    if found is None:
        report.add(path, "bad_url")
    elif found.group(1) == "http" and not report.allow_http:
        report.add(path, "not_https")


def check_action_uri(value: Any, path: Path, report: Report) -> None:
    """An address a tap opens: http, https, line or tel, at most 1,000 characters."""
    if _is_short_text(value, path, report, ACTION_URI) and not (_WEB.fullmatch(value) or _OTHER.fullmatch(value)):
        report.add(path, "bad_url")


def _is_short_text(value: Any, path: Path, report: Report, limit: int) -> bool:
    if not isinstance(value, str):
        report.add(path, "wrong_type", "string")
        return False
    if utf16_len(value) > limit:
        report.add(path, "too_long", limit, utf16_len(value))
        return False
    return True
