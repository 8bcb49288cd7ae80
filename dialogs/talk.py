"""What a counter says, before it becomes LINE's JSON: Say, Card, Choice and their like."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from msgspec import Struct

ChoiceKind = Literal["answer", "press", "text", "uri", "location", "camera", "camera_roll", "date", "time", "datetime"]


class Choice(Struct, frozen=True):
    """One thing a person can tap.

    kind "answer": a postback; `value` stays in the tracker (see `ButtonBook`), `label` is shown as said.
    kind "press": a postback too, whose `value` is its data (`press_data`): it needs no memory.
    kind "text": types `text` for the person (top-level words and staff commands; at most 300 characters).
    kind "uri": opens `uri` (https, tel, line). "location", "camera", "camera_roll": only as quick replies.
    kind "date"/"time"/"datetime": LINE's picker; `initial`, `earliest`, `latest` in LINE's formats.
    """

    label: str
    kind: ChoiceKind = "answer"
    value: Any = None
    text: str = ""
    uri: str = ""
    initial: str = ""
    earliest: str = ""
    latest: str = ""
    style: Literal["primary", "secondary", "link"] = "secondary"


class Say(Struct, frozen=True):
    """A text message."""

    text: str


class Row(Struct, frozen=True):
    """One labelled line of a card. `choice` puts a small button beside it (修正).

    `is_record`: the line stands for a thing of that name, so the name is what is read first, and what it says is small.
    """

    label: str
    value: str
    choice: Choice | None = None
    is_record: bool = False


class Card(Struct, frozen=True):
    """A Flex bubble of one calm look: optional picture, title, badge, text, labelled rows, buttons."""

    title: str
    text: str = ""
    rows: tuple[Row, ...] = ()
    choices: tuple[Choice, ...] = ()
    badge: str = ""
    badge_colour: str = "#5B6770"
    image_url: str = ""
    note: str = ""
    alt: str = ""  # what notifications show; the title when empty


class Carousel(Struct, frozen=True):
    """Cards side by side; more than LINE takes are split over several messages."""

    cards: tuple[Card, ...]
    alt: str = ""


class Place(Struct, frozen=True):
    """A LINE location message."""

    title: str
    address: str
    latitude: float
    longitude: float


class Picture(Struct, frozen=True):
    """A LINE image message; https URLs."""

    url: str
    preview_url: str = ""


class Authored(Struct, frozen=True):
    """A LINE message as its author wrote it (imagemap, template, Flex, text with emoji); checked when saved."""

    line_message: dict[str, Any]


Utterance = Say | Card | Carousel | Place | Picture | Authored


@dataclass(slots=True)
class Speech:
    """One answer: utterances in order, and the quick replies under the last."""

    utterances: list[Utterance] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)

    def add(self, *utterances: Utterance) -> None:
        self.utterances.extend(utterances)


@dataclass(slots=True)
class ButtonBook:
    """Numbers the answer buttons of one turn. Data is `1.{kind}.{dialog id}.{revision}.{choice no}`: no personal data.

    `values[n]` is what button n means and `labels[n]` what it says; the dialog keeps them in the tracker.
    """

    kind: str
    dialog_id: str
    revision: int
    values: list[Any] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)

    def data_for(self, value: Any, label: str = "") -> str:
        """Register a value and return the postback data of its button."""
        self.values.append(value)
        self.labels.append(label)
        return f"1.{self.kind}.{self.dialog_id}.{self.revision}.{len(self.values) - 1}"


class Pressed(Struct, frozen=True):
    """A postback of ours, taken apart."""

    kind: str
    dialog_id: str
    revision: int
    number: int


def press_data(kind: str, dialog_id: str, number: int) -> str:
    """The data of a button that means the same however old it is."""
    return f"1.{kind}.{dialog_id}.0.{number}"


def read_press(data: str) -> Pressed | None:
    """Take `1.q.ab12.3.7` apart; None for anything that is not ours or damaged."""
    parts = data.split(".")
    if len(parts) != 5 or parts[0] != "1":
        return None
    try:
        return Pressed(parts[1], parts[2], int(parts[3]), int(parts[4]))
    except ValueError:
        return None
