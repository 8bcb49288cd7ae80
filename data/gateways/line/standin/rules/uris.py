"""Addresses in messages: media by HTTPS, links by http, https, line or tel; percent-encoded, with length limits."""

import re
from typing import Any

from data.gateways.line.standin.rules.shape import Check, Findings

_MEDIA = re.compile(r"https://[!-~]+", re.IGNORECASE)
_MEDIA_IN_TRIAL = re.compile(r"https?://[!-~]+", re.IGNORECASE)
_WEB = re.compile(r"https?://[!-~]+", re.IGNORECASE)
_LINK = re.compile(r"(https?://|line://|tel:)[!-~]+", re.IGNORECASE)
MEDIA_URL_UNITS = 2000


def media_url(value: Any, path: str, findings: Findings) -> None:
    """Accept the address of a picture or film: HTTPS, at most 2000 units; plain http only in a trial."""
    _address(value, path, findings, _MEDIA_IN_TRIAL if findings.allow_http else _MEDIA, MEDIA_URL_UNITS)


def link(most: int) -> Check:
    """An address a button opens: http, https, line, tel."""

    def check(value: Any, path: str, findings: Findings) -> None:
        _address(value, path, findings, _LINK, most)

    return check


def web_link(most: int) -> Check:
    """An address a browser opens: http, https."""

    def check(value: Any, path: str, findings: Findings) -> None:
        _address(value, path, findings, _WEB, most)

    return check


def _address(value: Any, path: str, findings: Findings, form: re.Pattern[str], most: int) -> None:
    if not isinstance(value, str):
        findings.fault("must be a string", path)
    elif not value:
        findings.fault("May not be empty", path)
    elif len(value) > most:
        findings.fault(f"Length must be between 0 and {most}", path)
    elif not form.fullmatch(value):
        findings.fault("invalid uri", path)
