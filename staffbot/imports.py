"""取込: a file is fetched, read and compared by jobs, shown whole, and applied on 「実行」, all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from data.imports.service import apply_import, staged_import
from dialogs.talk import Card, Choice, Row, Say, Speech, Utterance
from staffbot.command import Arg, Call, Command, FileRef, JobResult, Noun, Preview, Reply, command

FETCH, READ = "fetch_content", "read_table"
SHOWN = 8
APPLY = "取込実行"

Describe = Callable[[Call, Mapping[str, Any]], Sequence[Utterance]]


def import_commands(
    noun: Noun, kind: str, *, right: str, help: str, example: str = "", describe: Describe | None = None
) -> tuple[Command, Command]:
    """`noun 取込`, and the unlisted `noun 取込実行 #N` it leads to.

    Args:
        kind: a key of `data.imports.kinds.IMPORT_KINDS`.
        describe: (call, plan summary) -> what the feature adds to the counts (collisions of keywords). The summary is
            `ImportPlan.summary()`.
    """

    def preview(call: Call) -> Preview:
        staged = staged_import(call.session, import_id=call.args["number"], now=call.now)
        speech = Speech(list(_plan_shown(call, noun, staged.plan, staged.file_name)))
        if describe is not None:
            speech.add(*describe(call, staged.plan))
        return Preview(speech, {"import": staged.id, "facts": staged.facts, "counts": staged.plan["counts"]})

    @command(
        noun,
        APPLY,
        args=(Arg("number", "ref", "取込の番号"),),
        right=right,
        dangerous=True,
        preview=preview,
        is_listed=False,
        help="確かめたファイルを取り込みます。",
        example=f"{noun.word} {APPLY} #1",
    )
    def apply(call: Call) -> Reply:
        staged = apply_import(call.session, import_id=call.args["number"], now=call.now)
        counts = staged.plan["counts"]
        said = call.words(
            "staff.import.applied",
            noun=noun.word,
            new=counts["new"],
            changed=counts["changed"],
            removed=counts["removed"],
        )
        note = f"#{staged.id} +{counts['new']} ~{counts['changed']} -{counts['removed']}"
        return Reply(Speech([Say(said)], [Choice(noun.word, "text", text=noun.word)]), audit_note=note)

    def come_back(call: Call, result: JobResult) -> Reply:
        return _come_back(call, result, noun, kind, apply)

    @command(
        noun,
        "取込",
        aliases=("とりこみ", "取り込み", "取込み", "読み込み", "インポート"),
        args=(Arg("file", "file", "CSVファイル", ask=""),),
        right=right,
        on_result=come_back,
        help=help,
        example=example or f"{noun.word} 取込",
    )
    def start(call: Call) -> Reply:
        return _start(call, kind)

    return start, apply


def _start(call: Call, kind: str) -> Reply:
    file: FileRef = call.args["file"]
    if file.attachment_id is not None:
        _order_reading(call, kind, file.attachment_id, file.name)
    else:
        call.order_job(FETCH, {"message_id": file.message_id, "file_name": file.name}, keep={"file_name": file.name})
    return Reply(Speech())


def _order_reading(call: Call, kind: str, attachment_id: int, file_name: str) -> None:
    payload = {"attachment_id": attachment_id, "kind": kind, "file_name": file_name, "staff_id": call.staff.id}
    call.order_job(READ, payload, keep={"file_name": file_name})


def _come_back(call: Call, result: JobResult, noun: Noun, kind: str, apply: Command) -> Reply:
    found, words = result.found, call.words
    if "error" in found:
        return Reply(Speech([Say(_fault(call, found))]), outcome="refused", audit_note=str(found["error"]))
    if result.kind == FETCH:
        _order_reading(call, kind, int(found["attachment_id"]), str(result.keep["file_name"]))
        return Reply(Speech())
    number = int(found["import_id"])
    staged = staged_import(call.session, import_id=number, now=call.now)
    counts = staged.plan["counts"]
    takes_nothing = not (counts["new"] or counts["changed"] or counts["removed"])
    if not counts["refused"] and not takes_nothing:
        return Reply(Speech(), then=(apply, {"number": number}))
    speech = Speech(list(_plan_shown(call, noun, staged.plan, staged.file_name)))
    if counts["refused"] and not takes_nothing:
        # Nothing of a faulty file is taken unless somebody says so.
        speech.add(Say(words("staff.import.mend", count=counts["refused"])))
        speech.choices.append(Choice(words("staff.import.rest"), "text", text=f"{noun.word} {APPLY} #{number}"))
    else:
        speech.add(Say(words("staff.import.nothing" if not counts["refused"] else "staff.import.all_refused")))
    return Reply(speech)


def _fault(call: Call, found: Mapping[str, Any]) -> str:
    """Why a file could not be fetched or read at all."""
    words = call.words
    error = str(found["error"])
    if error == "table":
        key = f"staff.import.file.{found['reason']}"
        facts = {"row_no": "", "column": "", "limit": "", **found.get("facts", {})}
        return words(key if key in call.desk.words else "staff.import.file.other", **facts)
    key = f"staff.import.fault.{error}"
    return words(key if key in call.desk.words else "staff.import.fault.other")


def _plan_shown(call: Call, noun: Noun, plan: Mapping[str, Any], file_name: str) -> Sequence[Utterance]:
    """The plan: what was recognised, how many of what, the first of each, and the refused rows with their reasons."""
    words, counts = call.words, plan["counts"]
    layout, encoding = f"staff.import.layout.{plan['layout']}", f"staff.import.encoding.{plan['encoding']}"
    rows = [
        Row(words("staff.import.file_name"), file_name or "－"),
        Row(
            words("staff.import.read_as"),
            f"{_word(call, layout, plan['layout'])}・{_word(call, encoding, plan['encoding'])}",
        ),
    ]
    for name in ("new", "changed", "removed", "kept", "unchanged", "refused", "skipped"):
        if counts[name] or name in ("new", "changed", "removed"):
            rows.append(Row(words(f"staff.import.counts.{name}"), words("staff.import.count", count=counts[name])))
    utterances: list[Utterance] = [Card(words("staff.import.title", noun=noun.word), rows=tuple(rows))]
    lines: list[str] = []
    for name in ("new", "changed", "removed"):
        if plan[name]:
            names = "、".join(str(row["name"]) for row in plan[name][:SHOWN])
            more = counts[name] - min(SHOWN, len(plan[name]))
            names += words("staff.import.and_more", count=more) if more > 0 else ""
            lines.append(words(f"staff.import.lines.{name}", names=names))
    if plan["refused"]:
        lines.append(words("staff.import.lines.refused"))
        lines += [_refusal(call, fault) for fault in plan["refused"][:SHOWN]]
        more = counts["refused"] - min(SHOWN, len(plan["refused"]))
        if more > 0:
            lines.append(words("staff.import.more_refused", count=more))
    if lines:
        utterances.append(Say("\n".join(lines)))
    return utterances


def _refusal(call: Call, fault: Mapping[str, Any]) -> str:
    """One refused row: its number as a spreadsheet shows it, the column, the reason."""
    key = f"staff.import.reasons.{fault['reason']}"
    known = key in call.desk.words and call.desk.words.placeholders(key) <= set(fault["facts"])
    reason = call.words(key, **fault["facts"]) if known else call.words("staff.import.reason")
    column = call.words("staff.import.column", column=fault["column"]) if fault["column"] else ""
    return call.words("staff.import.row", row_no=fault["row_no"], column=column, reason=reason)


def _word(call: Call, key: str, otherwise: str) -> str:
    return call.words(key) if key in call.desk.words else otherwise
