"""元に戻す: this person's last command. When that one can't be taken back, an older one only on 「実行」."""

from __future__ import annotations

from typing import Any

from data.undo import NothingToUndo, RecordChanged, Undoable, find_undoable, undo_entry
from dialogs.talk import Say, Speech
from staffbot.command import Call, Noun, Preview, Reply, command
from staffbot.seen import forget_seen

UNDO = Noun(
    "元に戻す",
    feature="undo",
    help="自分が最後に行った、元に戻せる操作を取り消します。",
    aliases=("もとにもどす", "元にもどす", "取り消す", "とりけす", "undo"),
)
SHOWN = 5


def _older(call: Call) -> Preview | None:
    """What would be taken back instead of the last command; None when it can be, or when nothing can."""
    found = find_undoable(call.session, by=call.staff, now=call.now)
    if found.blocked is None or found.entry is None:
        return None
    older = call.words("staff.undo.older", said=found.entry.said, at=found.entry.at)
    return Preview(Speech([Say("\n".join([*_why_not(call, found), older]))]), {"entry": found.entry.id})


@command(UNDO, right="", dangerous=True, preview=_older, help="自分の最後の操作を取り消します。", example="元に戻す")
def undo(call: Call) -> Reply:
    words = call.words
    found = find_undoable(call.session, by=call.staff, now=call.now)
    entry = found.entry
    if entry is None:
        if found.blocked is None:
            raise NothingToUndo
        lines = [*_why_not(call, found), words("staff.undo.no_older")]
        note = RecordChanged.code if found.changed is not None else "undo.final"
        return Reply(Speech([Say("\n".join(lines))]), outcome="refused", audit_note=note)
    undo_entry(call.session, entry, by=call.staff, now=call.now)
    forget_seen(call)
    return Reply(Speech([Say(words("staff.undo.done", said=entry.said))]), audit_note=entry.said)


def _why_not(call: Call, found: Undoable) -> list[str]:
    """Why the last command stays as it is."""
    assert found.blocked is not None
    if found.changed is None:
        return [call.words("staff.undo.final", said=found.blocked.said)]
    lines = [call.words("staff.undo.changed", said=found.blocked.said)]
    return lines + _changes(call, found.changed.facts)


def _changes(call: Call, facts: dict[str, Any]) -> list[str]:
    """What somebody else changed since: by its label where there is one, with both values where they have words."""
    words, now, left = call.words, facts["now"], facts["left"]
    if facts.get("in_use"):
        return [words("staff.undo.in_use", names="、".join(facts["in_use"][:SHOWN]))]
    if facts.get("taken"):
        return [words("staff.undo.taken", name=facts["taken"])]
    if facts.get("missing"):
        return [words(f"staff.undo.missing_{facts['missing']}")]
    if now is None:
        return [words("staff.undo.gone")]
    if left is None:
        return [words("staff.undo.is_back")]
    labels, values = facts["labels"], facts["values"]
    lines = []
    for column in facts["columns"]:
        if column not in labels:
            continue
        before, after = (values.get(str(row.get(column)), row.get(column)) for row in (left, now))
        shown = ["－" if value is None or value == "" else str(value) for value in (before, after)]
        lines.append(words("staff.undo.column", label=labels[column], before=shown[0], after=shown[1]))
    return lines[:SHOWN] or [words("staff.undo.other_columns")]
