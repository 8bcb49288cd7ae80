"""元に戻す: this person's last undoable command, unless somebody changed the record since."""

from __future__ import annotations

from typing import Any

from data.undo import RecordChanged, undo_last
from dialogs.talk import Say, Speech
from staffbot.command import Call, Noun, Reply, command

UNDO = Noun(
    "元に戻す",
    feature="undo",
    help="自分が最後に行った、元に戻せる操作を取り消します。",
    aliases=("もとにもどす", "元にもどす", "取り消す", "とりけす", "undo"),
)
SHOWN = 5


@command(UNDO, right="", help="自分の最後の操作を取り消します。", example="元に戻す")
def undo(call: Call) -> Reply:
    words = call.words
    try:
        with call.session.begin_nested():
            entry = undo_last(call.session, by=call.staff, now=call.now)
    except RecordChanged as changed:
        lines = [words("staff.undo.changed", said=changed.facts["said"]), *_changes(call, changed.facts)]
        return Reply(Speech([Say("\n".join(lines))]), outcome="refused", audit_note=RecordChanged.code)
    return Reply(Speech([Say(words("staff.undo.done", said=entry.said))]), audit_note=entry.said)


def _changes(call: Call, facts: dict[str, Any]) -> list[str]:
    """What somebody else changed since: by its label where there is one, with both values where they have words."""
    words, now, left = call.words, facts["now"], facts["left"]
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
