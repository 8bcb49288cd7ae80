"""Shelters as staff are shown them: the card with its verbs, the lines of lists, and the words for states."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from data.fold import fold
from data.shelters.models import IN_USE_STATUSES, OPEN_STATUSES, Hazard, Shelter, ShelterKind, ShelterStatus
from data.shelters.service import TOPIC
from data.undo import RowChange, UndoNote, snapshot_row
from dialogs.talk import Card, Choice, Row
from dialogs.wording import load_wording
from staffbot.command import Call

WORDS = load_wording()
COLOURS = dict.fromkeys(OPEN_STATUSES, "#1B7F3B") | {
    ShelterStatus.crowded: "#B35900",
    ShelterStatus.full: "#B3261E",
    ShelterStatus.preparing: "#1F5FA8",
}
QUIET = "#5B6770"
STATUS_LABELS = {status.value: WORDS(f"shelters.status.{status.value}") for status in ShelterStatus}
HAZARD_LABELS = {hazard.value: WORDS(f"shelters.hazard.{hazard.value}") for hazard in Hazard}
KIND_LABELS = {kind.value: WORDS(f"shelters_staff.kind.{kind.value}") for kind in ShelterKind}
STATUS_MEANT = {fold(label): ShelterStatus(value) for value, label in STATUS_LABELS.items()} | {
    fold("開設"): ShelterStatus.open,
    fold("満"): ShelterStatus.full,
}
HAZARD_MEANT = {fold(label): Hazard(value) for value, label in HAZARD_LABELS.items()} | {
    fold(word): Hazard(value) for value, words in WORDS.lists("shelters.hazard_words").items() for word in words
}


def shelter_card(call: Call, shelter: Shelter) -> Card:
    words = call.words
    verbs = ("開設", "準備中", "混雑", "満員", "閉鎖", "未開設", "人数", "編集", "削除")
    note = ""
    if shelter.status_changed_at is not None:
        note = words("shelters_staff.changed_at", at=shelter.status_changed_at)
    return Card(
        shelter.name,
        rows=shelter_rows(call, shelter),
        choices=tuple(verb_choices(call, verbs, shelter)),
        badge=STATUS_LABELS[shelter.status.value],
        badge_colour=COLOURS.get(shelter.status, QUIET),
        note=note,
    )


def shelter_rows(call: Call, shelter: Shelter) -> tuple[Row, ...]:
    words = call.words
    none = words("editing.none")
    rows = [
        Row(words("shelters_staff.people"), people_in(call, shelter) or none),
        Row(words("shelters_staff.hazards"), "・".join(HAZARD_LABELS[one] for one in shelter.hazards) or none),
        Row(words("shelters_staff.kinds"), "・".join(KIND_LABELS[one] for one in shelter.kinds) or none),
        Row(words("shelters_staff.address"), shelter.address or none),
    ]
    for key, value in (("phone", shelter.phone), ("serves", shelter.serves), ("note", shelter.note)):
        if value:
            rows.append(Row(words(f"shelters_staff.{key}"), value))
    return tuple(rows)


def standing(call: Call, shelter: Shelter) -> str:
    people = people_in(call, shelter)
    return "・".join(part for part in (STATUS_LABELS[shelter.status.value], people) if part)


def people_in(call: Call, shelter: Shelter) -> str:
    words = call.words
    if shelter.headcount is None:
        return "" if shelter.capacity is None else words("shelters_staff.capacity", capacity=shelter.capacity)
    if shelter.capacity is None:
        return words("shelters.people_only", headcount=shelter.headcount)
    return words("shelters.people", headcount=shelter.headcount, capacity=shelter.capacity)


def next_steps(call: Call, shelter: Shelter) -> list[Choice]:
    """What usually follows, one tap each."""
    verbs = ("人数", "混雑", "満員", "開設", "閉鎖") if shelter.status in IN_USE_STATUSES else ("開設", "準備中")
    choices = verb_choices(call, verbs, shelter)
    return [*choices, Choice(call.words("shelters_staff.list"), "text", text="避難所 一覧")]


def verb_choices(call: Call, verbs: Sequence[str], shelter: Shelter) -> list[Choice]:
    """The verbs this person may use on the shelter, but for the one it stands in, each a button."""
    found = [call.desk.registry.by_phrase(f"避難所 {verb}") for verb in verbs if verb != verb_of(shelter.status)]
    usable = [one for one in found if one is not None and call.may(one.right)]
    return [Choice(one.verb, "text", text=f"{one.phrase} #{shelter.id}") for one in usable]


def verb_of(status: ShelterStatus) -> str:
    return "開設" if status is ShelterStatus.open else STATUS_LABELS[status.value]


def status_undo(shelter: Shelter, before: dict[str, Any]) -> UndoNote:
    return UndoNote(
        (RowChange(Shelter.__tablename__, shelter.id, before, snapshot_row(shelter)),),
        topics=(TOPIC,),
        labels={"status": WORDS("shelters_staff.status"), "headcount": WORDS("shelters_staff.people")},
        values=STATUS_LABELS,
    )
