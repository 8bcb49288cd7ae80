"""Runs rasa-sdk Actions in process: the executor's coroutine is stepped to its end at once, it never waits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from rasa_sdk import Action
from rasa_sdk.executor import ActionExecutor, ActionExecutorRunResult

from dialogs.actions.current import ActionTurn, current_turn
from dialogs.talk import Authored, Say, Speech


class ActionFault(RuntimeError):
    """An action broke the rules of actions: it tried to wait, or answered what is not understood here."""


@dataclass(slots=True)
class ActionOutcome:
    """What an action said, and the slots it set."""

    speech: Speech = field(default_factory=Speech)
    slots: dict[str, Any] = field(default_factory=dict)


class ActionRunner:
    """The actions a scenario may name."""

    def __init__(self, actions: Iterable[Action]) -> None:
        self._executor = ActionExecutor()
        for action in actions:
            self._executor.register_action(action)
        self._domain = {"actions": sorted(self._executor.actions)}

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._executor.actions)

    def run(self, name: str, turn: ActionTurn, slots: Mapping[str, Any], text: str = "") -> ActionOutcome:
        """Run one action to its end.

        Args:
            slots: what the dialog knows, with the node's own arguments over it. Not changed.
            text: what the person said last.

        Raises:
            ActionFault: the action tried to wait, or its answer can't be read. DomainErrors pass through.
        """
        call = {
            "next_action": name,
            "sender_id": turn.line_user_id,
            "tracker": {
                "sender_id": turn.line_user_id,
                "slots": dict(slots),
                "latest_message": {"text": text, "intent": {}, "entities": []},
                "events": [],
            },
        }
        result = self.call(call, turn)
        return read_outcome(name, result) if result is not None else ActionOutcome()

    def call(self, call: dict[str, Any], turn: ActionTurn) -> ActionExecutorRunResult | None:
        """Run an action server's request. The executor keeps a domain from call to call, so each brings its own.

        Raises:
            ActionFault: the action tried to wait.
            rasa_sdk's ActionNotFoundException and ActionExecutionRejection, DomainErrors: as they are.
        """
        token = current_turn.set(turn)
        running = self._executor.run({**call, "domain": call.get("domain") or self._domain})
        try:
            running.send(None)
        except StopIteration as end:
            result: ActionExecutorRunResult | None = end.value
            return result
        finally:
            running.close()
            current_turn.reset(token)
        raise ActionFault(f"action {call.get('next_action')!r} tried to wait")


def read_outcome(name: str, result: ActionExecutorRunResult) -> ActionOutcome:
    """Take an executor's result apart.

    `custom` carries `{"speech": Speech}` (ours) or one LINE message; `text` is a text message; events may only be
    SlotSet.

    Raises:
        ActionFault: anything else.
    """
    outcome = ActionOutcome()
    for response in result.responses:
        custom = response.get("custom") or {}
        speech = custom.get("speech")
        if isinstance(speech, Speech):
            outcome.speech.utterances.extend(speech.utterances)
            outcome.speech.choices.extend(speech.choices)
        elif "type" in custom:
            outcome.speech.add(Authored(custom))
        elif response.get("text"):
            outcome.speech.add(Say(response["text"]))
        else:
            raise ActionFault(f"action {name!r} answered what is no message: {sorted(custom)}")
    for event in result.events:
        if event.get("event") != "slot":
            raise ActionFault(f"action {name!r} returned the event {event.get('event')!r}")
        outcome.slots[event["name"]] = event["value"]
    return outcome
