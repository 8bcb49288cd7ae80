"""The actions scenarios may name. A new one is written beside its nearest and entered here by hand."""

from __future__ import annotations

from rasa_sdk import Action

from dialogs.actions.faq import AnswerQuestion, KeepQuestion
from dialogs.actions.form_copy import CopyForm
from dialogs.actions.form_submit import SubmitForm
from dialogs.actions.runner import ActionRunner
from dialogs.actions.shelters import NearestShelters
from dialogs.actions.spots import FindSpots

ACTIONS: tuple[type[Action], ...] = (NearestShelters, FindSpots, AnswerQuestion, KeepQuestion, CopyForm, SubmitForm)


def make_runner() -> ActionRunner:
    """A runner with every action."""
    return ActionRunner(action() for action in ACTIONS)
