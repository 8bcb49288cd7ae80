"""The job that looks a corporation up: a turn never waits for the network."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog

from data.errors import GatewayError
from data.gateways.nta.client import NtaGateway
from data.turns.jobs import Job
from data.turns.worker import JobHandler

KIND = "look_up_company"
log = structlog.get_logger(__name__)


def look_up_company(gateway: NtaGateway | None) -> JobHandler:
    """Job `look_up_company` {number} or {name} -> {companies: [...], count} or {error: "unreachable" | "not_set_up"}.

    Every key of the payload comes back with it. `gateway`: None where the town has no application id.
    """

    find = find_company(gateway)

    async def look_up(job: Job) -> dict[str, Any]:
        return await find(job.payload)

    return look_up


def find_company(gateway: NtaGateway | None) -> Callable[[Mapping[str, Any]], Awaitable[dict[str, Any]]]:
    """The same without a job, for pages that wait for it: payload -> result."""

    async def find(payload: Mapping[str, Any]) -> dict[str, Any]:
        if gateway is None:
            return {**payload, "error": "not_set_up"}
        try:
            if "number" in payload:
                found = await gateway.by_number(payload["number"])
                count = len(found)
            else:
                count, found = await gateway.by_name(payload["name"])
        except GatewayError as fault:
            log.warning("corporate numbers not reached", reason=str(fault))
            return {**payload, "error": "unreachable"}
        return {**payload, "companies": [one.document() for one in found], "count": count}

    return find
