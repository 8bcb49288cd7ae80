"""Sample results for the jobs a preview orders: at once, and nothing outside is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import PurePath
from types import MappingProxyType
from typing import Any

from data.fold import fold
from data.gateways.nta.job import KIND as LOOK_UP_COMPANY
from data.gateways.nta.standin import COMPANIES
from data.ids import new_public_id

SampleJob = Callable[[dict[str, Any]], dict[str, Any]]

SAMPLE_BYTES = 120_000
_TYPES = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".zip": "application/zip",
    ".csv": "text/csv",
    ".txt": "text/plain",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}


def fetched(payload: dict[str, Any]) -> dict[str, Any]:
    """As `fetch_content`: something of the kind its name says was sent."""
    rest = {key: value for key, value in payload.items() if key != "message_id"}
    sniffed = _TYPES.get(PurePath(str(payload.get("file_name") or "")).suffix.lower(), "image/jpeg")
    return {**rest, "attachment_id": new_public_id(), "size": SAMPLE_BYTES, "sniffed_type": sniffed}


def looked_up(payload: dict[str, Any]) -> dict[str, Any]:
    """As `look_up_company`, among the made-up companies of the demo."""
    number, name = payload.get("number"), fold(str(payload.get("name") or ""))
    found = [one for one in COMPANIES if one.number == number or (name and name in fold(one.name))]
    return {**payload, "companies": [one.document() for one in found], "count": len(found)}


def unanswered(payload: dict[str, Any]) -> dict[str, Any]:
    """Any other job: as when the outside does not answer, so that this way of the dialog is tried too."""
    return {**payload, "error": "unreachable"}


SAMPLES: Mapping[str, SampleJob] = MappingProxyType({"fetch_content": fetched, LOOK_UP_COMPANY: looked_up})
