"""住民 設定: some or all of a resident's values changed by staff; the resident is told, and can take it back."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from rapidfuzz import process

from data.attributes.answers import Change, set_values, undo_change, values_of
from data.attributes.definitions import Catalog, Definition
from data.attributes.reading import read_typed, shown
from data.attributes.values import ValueRefused
from data.db.changes import note_change
from data.fold import fold
from data.residents.models import Resident
from data.residents.service import TOPIC, ResidentNotFound, get_resident
from dialogs.actions.residents import changed_by_staff, given_back_by_staff
from dialogs.talk import Card, Choice, Row, Say, Speech
from staffbot.command import Arg, Call, Reply, command
from staffbot.commands.residents import NUMBER, RESIDENTS
from staffbot.commands.residents_shown import catalog_of, changes_shown, named, tell_resident, value_shown
from staffbot.listing import PER_PAGE

_PAIR = re.compile(r"(?:^|(?<=[\s\u3000]))([^\s\u3000=＝]+)[\s\u3000]*[=＝]")
MOST_BUTTONS = 40
NEAR = 3


@command(
    RESIDENTS,
    "設定",
    aliases=("せってい", "編集", "変更", "直す"),
    args=(
        replace(NUMBER, again=(ResidentNotFound,)),
        Arg("values", "text", "項目と内容", required=False, example="居住地=古口 話題=防災,子育て"),
    ),
    right="residents:write",
    help="登録内容を直します。一度にいくつでも直せ、「なし」で消せます。本人に知らせ、本人は元に戻せます。",
    example="住民 設定 #12 居住地=古口 話題=防災,子育て",
)
def change(call: Call) -> Reply:
    resident = get_resident(call.session, call.args["number"])
    catalog = catalog_of(call)
    typed = str(call.args.get("values", "")).strip()
    if not _PAIR.search(typed):
        return _choose(call, catalog, resident, typed)
    try:
        values = read_values(catalog, typed, values_of(call.session, resident.id), call)
        made = set_values(call.session, resident.id, values, by=f"staff:{call.staff.id}", now=call.now, catalog=catalog)
    except ValueRefused as fault:
        return Reply(_refused(call, resident, fault), outcome="refused")
    if made is None:
        return Reply(Speech([Say(call.words("residents_staff.same", name=named(resident)))], [_card(call, resident)]))
    note_change(call.session, TOPIC)
    is_told = tell_resident(call, resident, changed_by_staff(call.words, made.id, _lines(call, catalog, made)))
    told = "told" if is_told else "not_told"
    card = Card(
        call.words("residents_staff.changed", name=named(resident)),
        text=call.words(f"residents_staff.{told}"),
        rows=tuple(Row(name, text) for name, text in _lines(call, catalog, made)),
        choices=(Choice(call.words("residents_staff.give_back"), "text", text=f"住民 戻す #{made.id}"),),
    )
    note = "、".join(name for name, _ in _lines(call, catalog, made))
    return Reply(Speech([card], [_card(call, resident)]), audit_note=f"#{resident.id} {note}", is_final=True)


@command(
    RESIDENTS,
    "戻す",
    aliases=("もどす",),
    args=(Arg("number", "ref", "変更の番号", example="#5"),),
    right="residents:write",
    is_listed=False,
    help="登録内容の変更を一つ、元に戻します。本人に知らせます。",
    example="住民 戻す #5",
)
def give_back(call: Call) -> Reply:
    made = undo_change(call.session, call.args["number"], by=f"staff:{call.staff.id}", now=call.now)
    note_change(call.session, TOPIC)
    resident = get_resident(call.session, made.resident_id)
    lines = _lines(call, catalog_of(call), made)
    is_told = tell_resident(call, resident, given_back_by_staff(call.words, lines))
    card = Card(
        call.words("residents_staff.given_back", name=named(resident)),
        text=call.words(f"residents_staff.{'told_back' if is_told else 'not_told'}"),
        rows=tuple(Row(name, text) for name, text in lines),
    )
    return Reply(Speech([card], [_card(call, resident)]), audit_note=f"#{resident.id}", is_final=True)


def read_values(catalog: Catalog, typed: str, present: dict[str, Any], call: Call) -> dict[str, Any]:
    """`居住地=古口 話題=+防災` as key -> typed value. Of several choices, + adds and - takes away.

    Raises:
        ValueRefused: an item or a value is unknown.
    """
    found = list(_PAIR.finditer(typed))
    if typed[: found[0].start()].strip():
        raise _unknown(catalog, typed[: found[0].start()].strip())
    values: dict[str, Any] = {}
    for at, pair in enumerate(found):
        end = found[at + 1].start() if at + 1 < len(found) else len(typed)
        definition = catalog.by_name.get(fold(pair[1]))
        if definition is None:
            raise _unknown(catalog, pair[1])
        text = typed[pair.end() : end].strip()
        before = values.get(definition.key, present.get(definition.key))
        values[definition.key] = _read(definition, text, before, call)
    return values


def _read(definition: Definition, text: str, before: Any, call: Call) -> Any:
    sign = text[:1]
    if definition.kind == "multiple" and sign in ("+", "＋", "-", "－"):
        chosen = read_typed(definition, text[1:], today=call.today, before=before) or []
        present = [one for one in (before or []) if one not in chosen]
        return present + chosen if sign in ("+", "＋") else present
    return read_typed(definition, text, today=call.today, before=before)


def _unknown(catalog: Catalog, typed: str) -> ValueRefused:
    names = {fold(name): one.name for one in catalog.active for name in one.names}
    key = fold(typed)
    near = [name for folded, name in names.items() if len(key) > 1 and (key in folded or folded in key)]
    near += [names[folded] for folded, _, _ in process.extract(key, list(names), score_cutoff=50)]
    return ValueRefused("unknown_item", None, typed, near=tuple(dict.fromkeys(near))[:NEAR])


def _choose(call: Call, catalog: Catalog, resident: Resident, typed: str) -> Reply:
    """設定 alone: every item to tap; with an item's name: its values to tap."""
    definition = catalog.by_name.get(fold(typed)) if typed else None
    if definition is not None:
        return Reply(_ask_value(call, resident, definition))
    if typed and not typed.isdigit():
        return Reply(_refused(call, resident, _unknown(catalog, typed)), outcome="refused")
    start = (max(1, int(typed or 1)) - 1) * PER_PAGE
    listed = catalog.active[start : start + PER_PAGE]
    rows = [
        Row(
            one.name,
            value_shown(call, one, resident.answers.get(one.key)),
            Choice(call.words("editing.mend"), "text", text=f"住民 設定 #{resident.id} {one.name}"),
        )
        for one in listed
    ]
    choices = []
    if start + PER_PAGE < len(catalog.active):
        line = f"住民 設定 #{resident.id} {start // PER_PAGE + 2}"
        choices.append(Choice(call.words("staff.list.next"), "text", text=line))
    title = call.words("residents_staff.choose_item", name=named(resident))
    return Reply(Speech([Card(title, rows=tuple(rows), choices=tuple(choices))], [_card(call, resident)]))


def _ask_value(call: Call, resident: Resident, definition: Definition) -> Speech:
    line = f"住民 設定 #{resident.id} {definition.name}="
    now = value_shown(call, definition, resident.answers.get(definition.key))
    told = call.words("residents_staff.now", item=definition.name, now=now, name=named(resident))
    chosen = resident.answers.get(definition.key)
    if definition.kind == "multiple":
        choices = [
            Choice(
                call.words("editing.take_away" if one.value in (chosen or ()) else "editing.add", word=one.label),
                "text",
                text=f"{line}{'-' if one.value in (chosen or ()) else '+'}{one.label}",
            )
            for one in definition.offered[:MOST_BUTTONS]
        ]
    elif definition.kind in ("choice", "yes_no"):
        labels = [one.label for one in definition.offered[:MOST_BUTTONS]]
        labels = labels or [shown(definition, True), shown(definition, False)]
        choices = [Choice(label, "text", text=f"{line}{label}") for label in labels]
    else:
        choices = []
    hint = f"residents_staff.hint.{definition.kind}"
    text = (
        call.words(hint, line=line) if hint in call.desk.words else call.words("residents_staff.hint.typed", line=line)
    )
    choices.append(Choice(call.words("residents_staff.clear"), "text", text=f"{line}なし"))
    return Speech([Card(definition.name, text=f"{told}\n{text}", choices=tuple(choices))], [_card(call, resident)])


def _refused(call: Call, resident: Resident, fault: ValueRefused) -> Speech:
    return Speech([Say(value_fault(call, fault))], [_back(call, resident)])


def value_fault(call: Call, fault: ValueRefused) -> str:
    """Why a value was not taken, and what may have been meant."""
    facts = fault.facts
    said = call.words(f"residents_staff.refused.{facts['reason']}", **facts)
    if facts["near"]:
        said += "\n" + call.words("segments.perhaps", near="、".join(facts["near"]))
    return said


def _lines(call: Call, catalog: Catalog, made: Change) -> list[tuple[str, str]]:
    return changes_shown(call, catalog, made.changes)


def _card(call: Call, resident: Resident) -> Choice:
    return Choice(call.words("residents_staff.open_card"), "text", text=f"住民 #{resident.id}")


def _back(call: Call, resident: Resident) -> Choice:
    return Choice(call.words("residents_staff.choose_again"), "text", text=f"住民 設定 #{resident.id}")
