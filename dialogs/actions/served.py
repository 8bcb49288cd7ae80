"""An action run for somebody else's Rasa: its request in, the action server's answer out, both as JSON."""

from __future__ import annotations

from typing import Any

from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException

from dialogs.actions.current import ActionTurn
from dialogs.actions.runner import ActionRunner
from dialogs.render.line import render
from dialogs.talk import Speech


class ActionUnknown(Exception):
    """There is no action of this name."""


class ActionRejected(Exception):
    """The action won't run now; its text says why."""


def answer_call(runner: ActionRunner, call: dict[str, Any], turn: ActionTurn) -> dict[str, Any] | None:
    """`{"events": […], "responses": […]}`; None when no action was asked for.

    Our Speech becomes LINE messages, one a response, in `custom`.

    Raises:
        ActionUnknown, ActionRejected: see there. ActionFault, DomainErrors: as `ActionRunner.call`.
    """
    try:
        result = runner.call(call, turn)
    except ActionNotFoundException as fault:
        raise ActionUnknown from fault
    except ActionExecutionRejection as fault:
        raise ActionRejected(str(fault.message)) from fault
    if result is None:
        return None
    responses: list[dict[str, Any]] = []
    for response in result.responses:
        speech = (response.get("custom") or {}).get("speech")
        if isinstance(speech, Speech):
            responses += [{**response, "custom": message} for message in render(speech, None)]
        else:
            responses.append(response)
    return {"events": result.events, "responses": responses}
