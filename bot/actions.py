"""POST /actions: the same actions for a Rasa server. Off without its token; an action may run again when it asks again.

Source: Rasa action server API ("Custom Actions"), read 2026-11.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Any

import orjson
from aiohttp import web
from sqlalchemy.orm import Session

from data.clock import TOKYO, Clock
from data.db.store import Store
from data.errors import DomainError
from data.residents.service import find_resident
from dialogs.actions.current import ActionTurn
from dialogs.actions.runner import ActionRunner
from dialogs.actions.served import ActionRejected, ActionUnknown, answer_call
from dialogs.wording import load_wording

LONGEST_CALL = 1_000_000


class UnknownSender(Exception):
    """`sender_id` is no resident of ours."""


def actions_routes(store: Store, runner: ActionRunner, token: str, clock: Clock | None = None) -> list[web.RouteDef]:
    """The route, for main; none without a token.

    A call carries `Authorization: Bearer {token}`. Its `sender_id` is a LINE user id of a resident on the public
    account, or `test:` and one on the test account; nobody is made by it.
    """
    if not token:
        return []
    endpoint = _Endpoint(store, runner, token, clock or Clock())
    return [web.post("/actions", endpoint.run)]


class _Endpoint:
    def __init__(self, store: Store, runner: ActionRunner, token: str, clock: Clock) -> None:
        self._store = store
        self._runner = runner
        self._token = token.encode()
        self._clock = clock

    async def run(self, request: web.Request) -> web.Response:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ").encode()
        if not hmac.compare_digest(given, self._token):
            raise web.HTTPUnauthorized
        call = await _read(request)
        name, (channel, line_user_id) = str(call.get("next_action", "")), _sender(call)
        try:
            answer = await self._store.submit(
                self._in_writer, (call, channel, line_user_id), person=f"{channel}:{line_user_id}"
            )
        except ActionUnknown:
            return _refusal(name, "no such action", 404)
        except ActionRejected as rejection:
            return _refusal(name, str(rejection), 400)
        except UnknownSender:
            return _refusal(name, "no such resident", 400)
        return web.Response(body=orjson.dumps(answer), content_type="application/json")

    def _in_writer(
        self, session: Session, call: dict[str, Any], channel: str, line_user_id: str
    ) -> dict[str, Any] | None:
        """One action in one transaction. A rule's no is an answer to the resident, and undoes what the action did."""
        resident = find_resident(session, channel=channel, line_user_id=line_user_id)
        if resident is None:
            raise UnknownSender
        now = self._clock.now()
        turn = ActionTurn(
            session,
            channel,
            line_user_id,
            resident.id,
            now,
            now.astimezone(TOKYO).date(),
            self._store.snapshots.view(),
            load_wording(),
        )
        try:
            with session.begin_nested():
                return answer_call(self._runner, call, turn)
        except DomainError as refusal:
            return {"events": [], "responses": [{"text": turn.words.error(refusal, "resident")}]}


async def _read(request: web.Request) -> dict[str, Any]:
    if (request.content_length or 0) > LONGEST_CALL:
        raise web.HTTPRequestEntityTooLarge(max_size=LONGEST_CALL, actual_size=request.content_length or 0)
    try:
        call = orjson.loads(await request.read())
    except orjson.JSONDecodeError:
        raise web.HTTPBadRequest from None
    if not isinstance(call, dict) or not isinstance(call.get("tracker"), dict):
        raise web.HTTPBadRequest
    tracker = call["tracker"]
    # Rasa leaves these out or sends null; the SDK wants them.
    tracker["sender_id"] = str(tracker.get("sender_id") or call.get("sender_id") or "")
    for part, kind in (("slots", dict), ("events", list), ("latest_message", dict)):
        tracker[part] = tracker.get(part) or kind()
        if not isinstance(tracker[part], kind):
            raise web.HTTPBadRequest
    return call


def _sender(call: Mapping[str, Any]) -> tuple[str, str]:
    sender = str(call.get("sender_id") or call["tracker"]["sender_id"])
    return ("test", sender.removeprefix("test:")) if sender.startswith("test:") else ("public", sender)


def _refusal(name: str, error: str, status: int) -> web.Response:
    return web.json_response({"error": error, "action_name": name}, status=status)
