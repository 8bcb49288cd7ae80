"""Walks the open dialog from where it stands to its next question, or to its end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from data.errors import DomainError
from dialogs.actions.current import ActionTurn
from dialogs.actions.runner import ActionRunner
from dialogs.condition import Scope
from dialogs.exchange import Exchange
from dialogs.fields.choice import ChoiceKind
from dialogs.form import Form
from dialogs.form_door import enter_form
from dialogs.interview import Interview, Step, new_state
from dialogs.message import Message
from dialogs.question_text import add_back
from dialogs.scenario import (
    ActionNode,
    BranchNode,
    EndNode,
    FormNode,
    HandoverNode,
    JumpNode,
    MessageNode,
    Node,
    QuestionNode,
    Scenario,
)
from dialogs.talk import Say, Speech
from dialogs.tracker import MOST_STEPS_BACK, Json, close_top, form_frame, scenario_frame

# The compiler refuses loops without a question within a scenario; this ends those that jumps could still make.
MOST_STEPS = 200

HandOver = Callable[[ActionTurn, str], Speech]


class EndlessDialog(RuntimeError):
    """A dialog went on and on without asking anything: its scenarios jump to each other in a circle."""


class Walker:
    """The moves of one open dialog. `hand_over(turn, topic)` gives a matter to a person and says so."""

    def __init__(self, actions: ActionRunner, hand_over: HandOver) -> None:
        self._actions = actions
        self._hand_over = hand_over

    def walk(self, exchange: Exchange, dialog: Json) -> None:
        """Go on until something is asked. When the dialog ends, the one beneath it asks its question again."""
        frame: Json = {}
        for _ in range(MOST_STEPS):
            if not dialog["frames"]:
                if "s" in frame:
                    exchange.tracker["ended"] = {"s": frame["s"], "v": frame["v"], "at": exchange.at}
                self._end(exchange)
                return
            frame = dialog["frames"][-1]
            if "f" in frame:
                is_asking = self._begin_form(exchange, dialog, frame)
            else:
                scenario = self._scenario(exchange, frame)
                node = scenario.nodes.get(frame["n"]) if scenario else None
                if node is None:
                    self.give_up(exchange, dialog)
                    return
                is_asking = self._visit(exchange, dialog, frame, node)
            if is_asking:
                return
        raise EndlessDialog(dialog["title"])

    def interview(self, exchange: Exchange, dialog: Json) -> Interview | None:
        """The open question's interview; None when its scenario or form can't be used any more."""
        frame = dialog["frames"][-1]
        form: Form | None
        if "f" in frame:
            form = exchange.library.form(exchange.session, exchange.turn.channel, frame["f"], frame["v"])
        else:
            scenario = self._scenario(exchange, frame)
            node = scenario.nodes.get(frame["n"]) if scenario else None
            form = node.form if isinstance(node, QuestionNode) else None
        return Interview(form, frame["q"], exchange.words) if form is not None else None

    def ask(self, exchange: Exchange, dialog: Json, interview: Interview, speech: Speech) -> None:
        """End the answer with the open question. Between a scenario's questions 戻る is ours to offer."""
        if dialog["trail"] and "s" in dialog["frames"][-1] and speech.choices:
            add_back(speech, exchange.words)
        exchange.ask(interview, speech)

    def ask_again(self, exchange: Exchange, lead: str = "") -> None:
        """Put the open dialog's question once more."""
        dialog = exchange.tracker["dialog"]
        interview = self.interview(exchange, dialog)
        if interview is None:
            self.give_up(exchange, dialog)
            return
        dialog["at"] = exchange.at
        says = self._says_to_choose(exchange, dialog)
        if says and lead:
            exchange.say(Say(lead))
            lead = ""
        self._say(exchange, dialog, says)
        self.ask(exchange, dialog, interview, interview.ask_again(exchange.context(), lead))

    def reject(self, exchange: Exchange, dialog: Json, interview: Interview) -> None:
        """Say why the last event was no answer, and put the question once more."""
        dialog["at"] = exchange.at
        self._say(exchange, dialog, self._says_to_choose(exchange, dialog))
        self.ask(exchange, dialog, interview, interview.reject(exchange.context()))

    def answered(self, exchange: Exchange, dialog: Json, interview: Interview, step: Step) -> None:
        """The open question or form is complete: keep the answers and walk on."""
        frame = dialog["frames"][-1]
        if "f" in frame:
            if not self._send_form(exchange, dialog, interview, step.answers):
                return
            dialog["frames"].pop()
            # What was sent can't be gone back to.
            dialog["trail"] = []
            self._keep(exchange, dialog, interview, {name: step.answers.get(name) for name in frame["sets"]})
        else:
            scenario = self._scenario(exchange, frame)
            node = scenario.nodes[frame["n"]] if scenario else None
            assert isinstance(node, QuestionNode)
            trail = [*dialog["trail"], {"frames": _bare(dialog["frames"]), "known": sorted(dialog["slots"])}]
            dialog["trail"] = trail[-MOST_STEPS_BACK:]
            value = step.answers.get(node.slot)
            if step.lead and isinstance(interview.form.fields[node.slot].kind, ChoiceKind):
                # A scenario repeats dates and names where it needs them, but never what was chosen by 3 or 大地震.
                exchange.say(Say(step.lead))
            self._keep(exchange, dialog, interview, {node.slot: value})
            frame["n"] = node.next_by.get(value, node.next) if isinstance(value, str) else node.next
            dialog["rev"] = frame.pop("q")["revision"]
        self.walk(exchange, dialog)

    def back(self, exchange: Exchange, dialog: Json) -> bool:
        """To the scenario's previous question; False when this is its first."""
        if not dialog["trail"]:
            return False
        before = dialog["trail"].pop()
        dialog["rev"] = dialog["frames"][-1]["q"]["revision"]
        dialog["frames"] = before["frames"]
        for name in [name for name in dialog["slots"] if name not in before["known"]]:
            del dialog["slots"][name]
            dialog["shown"].pop(name, None)
        self.walk(exchange, dialog)
        return True

    def restart(self, exchange: Exchange, dialog: Json) -> None:
        """From the scenario's first node, in the version it began with."""
        first = dialog["frames"][0]
        scenario = self._scenario(exchange, first)
        if scenario is None:
            self.give_up(exchange, dialog)
            return
        dialog["rev"] = dialog["frames"][-1]["q"]["revision"]
        dialog.update(
            frames=[scenario_frame(scenario.key, scenario.version, scenario.start)], slots={}, shown={}, trail=[]
        )
        self.walk(exchange, dialog)

    def give_up(self, exchange: Exchange, dialog: Json) -> None:
        """Close a dialog whose content is gone, and say so."""
        exchange.tell("resident.dialog.gone", title=dialog["title"])
        self._end(exchange)

    def place(self, dialog: Json) -> str:
        """Where a dialog stands, for the conversation log: "evacuation/hazard"."""
        frame = dialog["frames"][-1]
        if "f" in frame:
            return f"{frame['f']}/{frame['q']['asking'] or ''}"
        return f"{frame['s']}/{frame['n']}"

    # One node

    def _visit(self, exchange: Exchange, dialog: Json, frame: Json, node: Node) -> bool:
        """Do what one node says and move on; True when the person is to answer now."""
        if isinstance(node, QuestionNode):
            self._say(exchange, dialog, node.says)
            frame["q"] = new_state(node.form, dialog["id"])
            frame["q"]["revision"] = dialog["rev"]
            self._begin(exchange, dialog, node.form, frame)
            return True
        if isinstance(node, MessageNode):
            self._say(exchange, dialog, node.says)
            frame["n"] = node.next
        elif isinstance(node, BranchNode):
            scope = Scope(self._known(exchange, dialog), ("",), exchange.today)
            frame["n"] = next((target for holds, target in node.cases if holds(scope)), node.otherwise)
        elif isinstance(node, ActionNode):
            is_done = self._act(exchange, dialog, node.action, node.given)
            if not is_done and not node.refused:
                dialog["frames"].pop()
            else:
                frame["n"] = node.next if is_done else node.refused
        elif isinstance(node, FormNode):
            published = exchange.shelf.forms.get(node.form)
            frame["n"] = node.next
            if published is not None:
                frame["left"] = node.left
                dialog["frames"].append(form_frame(node.form, published.version, node.sets))
            else:
                exchange.tell("resident.dialog.gone", title=dialog["title"])
        elif isinstance(node, JumpNode):
            self._jump(exchange, dialog, frame, node)
        elif isinstance(node, HandoverNode):
            self._say(exchange, dialog, node.says)
            topic = node.topic.fill({**exchange.facts(), **dialog["shown"]})
            matter = topic.text if isinstance(topic, Say) else dialog["title"]
            exchange.add(self._hand_over(exchange.action_turn(), matter))
            frame["n"] = node.next
        elif isinstance(node, EndNode):
            self._say(exchange, dialog, node.says)
            dialog["frames"].pop()
        return False

    def _jump(self, exchange: Exchange, dialog: Json, frame: Json, node: JumpNode) -> None:
        target = exchange.shelf.scenarios.get(node.scenario)
        if node.next:
            frame["n"] = node.next
        else:
            dialog["frames"].pop()
        if target is not None:
            dialog["frames"].append(scenario_frame(target.key, target.version, target.start))
        elif not dialog["frames"]:
            exchange.tell("resident.dialog.gone", title=dialog["title"])

    def _begin_form(self, exchange: Exchange, dialog: Json, frame: Json) -> bool:
        entered = enter_form(exchange, frame)
        if entered is None:
            dialog["frames"].pop()
            return False
        form = entered.form
        frame["q"] = new_state(form, dialog["id"], version=frame["v"], answers=entered.answers)
        frame["q"]["skipped"] = list(entered.skipped)
        if form.is_private:
            frame["private"] = True
        frame["q"]["revision"] = dialog["rev"]
        self._begin(exchange, dialog, form, frame)
        return True

    def _begin(self, exchange: Exchange, dialog: Json, form: Form, frame: Json) -> None:
        interview = Interview(form, frame["q"], exchange.words)
        self.ask(exchange, dialog, interview, interview.begin(exchange.context()).speech)
        dialog["at"] = exchange.at

    def _send_form(self, exchange: Exchange, dialog: Json, interview: Interview, answers: Mapping[str, Any]) -> bool:
        """Give the answers to the form's action; False when a rule refused them and the review is open again."""
        form, frame = interview.form, dialog["frames"][-1]
        if form.is_private:
            exchange.hide_answered(form.title)
        if form.action:
            given = {"answers": dict(answers), "form": frame["f"], "version": frame["v"], "of": frame.get("of")}
            refusal = self._run(exchange, dialog, form.action, given)
            if refusal is not None:
                lead = exchange.words.error(refusal, "resident")
                self.ask(exchange, dialog, interview, interview.reopen(exchange.context(), lead))
                return False
        if form.done:
            exchange.say(Say(form.done))
        elif not form.action:
            exchange.tell("resident.dialog.form_done", title=form.title)
        return True

    def _act(self, exchange: Exchange, dialog: Json, action: str, given: Mapping[str, Any]) -> bool:
        refusal = self._run(exchange, dialog, action, given)
        if refusal is not None:
            exchange.say(Say(exchange.words.error(refusal, "resident")))
        return refusal is None

    def _run(self, exchange: Exchange, dialog: Json, action: str, given: Mapping[str, Any]) -> DomainError | None:
        """Run an action in a savepoint of its own, so that a refusal leaves nothing behind but its sentence."""
        try:
            with exchange.session.begin_nested():
                outcome = self._actions.run(
                    action, exchange.action_turn(), {**dialog["slots"], **given}, exchange.incoming.text
                )
        except DomainError as refusal:
            return refusal
        dialog["slots"].update(outcome.slots)
        dialog["shown"].update({name: str(value) for name, value in outcome.slots.items()})
        exchange.add(outcome.speech)
        return None

    def _says_to_choose(self, exchange: Exchange, dialog: Json) -> tuple[Message, ...]:
        """What is said before a scenario's choice: often the buttons or the picture that the question speaks of."""
        frame = dialog["frames"][-1]
        scenario = self._scenario(exchange, frame) if "s" in frame else None
        node = scenario.nodes.get(frame["n"]) if scenario else None
        if not isinstance(node, QuestionNode) or node.form.fields[node.slot].kind.is_free_text:
            return ()
        return tuple(message for message in node.says if message.kind != "text")

    # Small things

    def _end(self, exchange: Exchange) -> None:
        close_top(exchange.tracker)
        dialog = exchange.tracker.get("dialog")
        if dialog is not None:
            self.ask_again(exchange, exchange.words("resident.dialog.back_to", title=dialog["title"]))

    def _say(self, exchange: Exchange, dialog: Json, says: tuple[Message, ...]) -> None:
        if says:
            values = {**exchange.facts(), **dialog["shown"]}
            exchange.say(*(message.fill(values) for message in says))

    def _keep(self, exchange: Exchange, dialog: Json, interview: Interview, values: Mapping[str, Any]) -> None:
        context = exchange.context()
        for name, value in values.items():
            if value is None:
                dialog["slots"].pop(name, None)
                dialog["shown"].pop(name, None)
                continue
            asked = interview.form.fields.get(name)
            if asked is None:
                continue
            dialog["slots"][name] = value
            dialog["shown"][name] = asked.kind.shown(asked, value, context)

    def _known(self, exchange: Exchange, dialog: Json) -> dict[str, Any]:
        return {**dialog["slots"], "channel": exchange.turn.channel, "drill": bool(exchange.town["drill"])}

    def _scenario(self, exchange: Exchange, frame: Json) -> Scenario | None:
        return exchange.library.scenario(exchange.session, exchange.turn.channel, frame["s"], frame["v"])


def _bare(frames: list[Json]) -> list[Json]:
    """The frames without their interviews: enough to ask their question again."""
    return [{name: value for name, value in frame.items() if name != "q"} for frame in frames]
