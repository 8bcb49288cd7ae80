"""What a checked file would change, as staff read it before 「実行」."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from dialogs.talk import Card, Row, Say, Utterance
from staffbot.command import Call, Noun

SHOWN = 10
NO_NAMES: Mapping[str, str] = MappingProxyType({})
WARNING_COLOUR = "#B3261E"
ADDING, REPLACING = ("new", "changed"), ("new", "changed", "withdrawn", "removed")


def plan_shown(
    call: Call,
    noun: Noun,
    plan: Mapping[str, Any],
    file_name: str,
    *,
    removes: bool = True,
    can_run: bool = False,
    columns: Mapping[str, str] = NO_NAMES,
) -> Sequence[Utterance]:
    """The plan: warnings, what was recognised, how many of what, the first of each, and the refused rows.

    Args:
        removes: False leaves out what only replacing the list would do.
        can_run: 「実行」 follows, which leaves the refused rows out.
        columns: column -> its name, of a list whose columns the town makes.
    """
    words, counts = call.words, plan["counts"]
    kinds = REPLACING if removes else ADDING
    layout, encoding = f"staff.import.layout.{plan['layout']}", f"staff.import.encoding.{plan['encoding']}"
    read_as = f"{_word(call, layout, plan['layout'])}・{_word(call, encoding, plan['encoding'])}"
    rows = [Row(words("staff.import.file_name"), file_name or "－"), Row(words("staff.import.read_as"), read_as)]
    for name in (*kinds, "kept", "unchanged", "refused", "skipped"):
        if counts[name] or name in ("new", "changed", "removed"):
            rows.append(Row(words(f"staff.import.counts.{name}"), words("staff.import.count", count=counts[name])))
        if name == "changed" and plan["columns"]:
            rows.append(Row(words("staff.import.counts.columns"), _columns(call, plan, columns)))
    warnings = [
        words(f"staff.import.warnings.{one['reason']}", **{key: value for key, value in one.items() if key != "reason"})
        for one in plan["warnings"]
        if removes or one["reason"] != "half"
    ]
    card = Card(
        words("staff.import.title", noun=noun.word),
        text="\n".join(warnings),
        rows=tuple(rows),
        badge=words("staff.import.look") if warnings else "",
        badge_colour=WARNING_COLOUR,
    )
    lines = _names(call, plan, kinds) + _refusals(call, plan, can_run=can_run)
    return [card, Say("\n".join(lines))] if lines else [card]


def _columns(call: Call, plan: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """使える災害 17件、定員 3件: most often changed first."""
    parts = []
    for column, count in sorted(plan["columns"].items(), key=lambda item: -item[1]):
        key = f"{plan['kind']}_staff.columns.{column}"
        label = names.get(column) or (call.words(key) if key in call.desk.words else "")
        if label:  # what follows from other columns has no name
            parts.append(call.words("staff.import.column_count", label=label, count=count))
    return "、".join(parts)


def _names(call: Call, plan: Mapping[str, Any], kinds: Sequence[str]) -> list[str]:
    words, lines = call.words, []
    for name in kinds:
        if plan[name]:
            names = "、".join(str(row["name"]) for row in plan[name][:SHOWN])
            more = plan["counts"][name] - min(SHOWN, len(plan[name]))
            names += words("staff.import.and_more", count=more) if more > 0 else ""
            lines.append(words(f"staff.import.lines.{name}", names=names))
    return lines


def _refusals(call: Call, plan: Mapping[str, Any], *, can_run: bool) -> list[str]:
    if not plan["refused"]:
        return []
    lines = [call.words("staff.import.lines.refused"), *(_refusal(call, fault) for fault in plan["refused"][:SHOWN])]
    more = plan["counts"]["refused"] - min(SHOWN, len(plan["refused"]))
    if more > 0:
        lines.append(call.words("staff.import.more_refused", count=more))
    if can_run:
        lines.append(call.words("staff.import.mend", count=plan["counts"]["refused"]))
    return lines


def _refusal(call: Call, fault: Mapping[str, Any]) -> str:
    """One refused row: its number as a spreadsheet shows it, the column, the reason."""
    key = f"staff.import.reasons.{fault['reason']}"
    known = key in call.desk.words and call.desk.words.placeholders(key) <= set(fault["facts"])
    reason = call.words(key, **fault["facts"]) if known else call.words("staff.import.reason")
    column = call.words("staff.import.column", column=fault["column"]) if fault["column"] else ""
    return call.words("staff.import.row", row_no=fault["row_no"], column=column, reason=reason)


def _word(call: Call, key: str, otherwise: str) -> str:
    return call.words(key) if key in call.desk.words else otherwise
