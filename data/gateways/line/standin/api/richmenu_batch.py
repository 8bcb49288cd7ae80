"""Batch control of rich menus: many links replaced at once, judged by the state before the request."""

from typing import Any

from data.gateways.line.standin.api.gate import Answer, Call, Route
from data.gateways.line.standin.api.richmenu_links import wait_for_job
from data.gateways.line.standin.buckets import PER_HOUR_3, PER_HOUR_100
from data.gateways.line.standin.clock import DAY, iso_utc
from data.gateways.line.standin.menus import BatchJob
from data.gateways.line.standin.refusals import Refusal
from data.gateways.line.standin.rules.requests import BATCH

KEPT_MS = 14 * DAY


def batch(call: Call) -> Answer:
    """Take a batch job; progress is asked for by its request id."""
    _check(call)
    shelf = call.channel.shelf
    key = call.body.get("resumeRequestKey")
    if key is not None:
        begun = shelf.resume_keys.get(key)
        if begun is not None and call.now_ms - begun < KEPT_MS:
            raise Refusal(400, "The resumeRequestKey is already used")
        shelf.resume_keys[key] = call.now_ms
    job = BatchJob(call.now_ms, call.body["operations"])
    shelf.jobs[call.request_id] = job
    call.world.in_background(_run(call, job))
    return Answer(status=202)


def validate_batch(call: Call) -> Answer:
    """Say whether the batch would be taken."""
    _check(call)
    return Answer()


def progress(call: Call) -> Answer:
    """Return the phase of a job, fourteen days long."""
    job = call.channel.shelf.jobs.get(call.query.get("requestId", ""))
    if job is None or call.now_ms - job.accepted_at >= KEPT_MS:
        raise Refusal(404, "Not found")
    state = {"phase": "ongoing", "acceptedTime": iso_utc(job.accepted_at)}
    if job.finished_at is not None:
        state |= {"phase": "succeeded", "completedTime": iso_utc(job.finished_at)}
    return Answer(state)


def _check(call: Call) -> None:
    faults: list[dict[str, str]] = []
    seen: set[str] = set()
    operations: list[dict[str, Any]] = call.body["operations"]
    for index, operation in enumerate(operations):
        if operation["type"] == "unlinkAll":
            if len(operations) > 1:
                faults.append({"message": "unlinkAll must stand alone", "property": f"operations[{index}].type"})
            continue
        if operation["from"] in seen:
            faults.append({"message": "must be unique", "property": f"operations[{index}].from"})
        seen.add(operation["from"])
        for name in ("from", "to"):
            if name in operation:
                _check_menu(call, operation[name], f"operations[{index}].{name}", name == "to", faults)
    if faults:
        raise Refusal(400, f"The request body has {len(faults)} error(s)", faults)


def _check_menu(call: Call, menu_id: str, path: str, needs_image: bool, faults: list[dict[str, str]]) -> None:
    menu = call.channel.shelf.menus.get(menu_id)
    if menu is None:
        faults.append({"message": "richmenu not found", "property": path})
    elif needs_image and menu.image is None:
        faults.append({"message": "must upload richmenu image before applying it to user", "property": path})


async def _run(call: Call, job: BatchJob) -> None:
    await wait_for_job(call.world)
    moves = {operation.get("from"): operation.get("to") for operation in job.operations}
    clear_all = any(operation["type"] == "unlinkAll" for operation in job.operations)
    for chat in call.channel.chats.values():
        if chat.linked_menu is not None and (clear_all or chat.linked_menu in moves):
            chat.linked_menu = None if clear_all else moves[chat.linked_menu]
            chat.see_menu(call.channel.shelf, call.world.clock.now_ms())
    job.finished_at = call.world.clock.now_ms()


_BASE = "/v2/bot/richmenu"
ROUTES = [
    Route("POST", f"{_BASE}/batch", "richmenu/batch", batch, BATCH, PER_HOUR_3),
    Route("POST", f"{_BASE}/validate/batch", "richmenu/validate/batch", validate_batch, BATCH),
    Route("GET", f"{_BASE}/progress/batch", "richmenu/progress/batch", progress, rate=PER_HOUR_100),
]
