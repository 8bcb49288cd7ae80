"""取込: a file is fetched, read and compared by jobs, shown whole, and applied on 「実行」, all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from data.imports.service import ImportNotFound, staged_import
from data.imports.undoing import apply_undoably
from data.undo import UndoNote
from dialogs.talk import Card, Choice, Say, Speech, Utterance
from dialogs.wording import load_wording
from staffbot.command import Arg, Call, Command, JobResult, Noun, Option, Preview, Reply, command
from staffbot.import_shown import NO_NAMES, REPLACING, plan_shown
from staffbot.taking import taking_command

READ = "read_table"
APPLY = "取込実行"
_WORDS = load_wording()
ADD_ONLY, REPLACE = (
    Option(_WORDS(f"staff.import.{name}"), removes, tuple(_WORDS.variants(f"staff.import.{name}_words")))
    for name, removes in (("add_only", False), ("replace", True))
)
WAY = Arg("way", "choice", _WORDS("staff.import.way"), required=False, options=(ADD_ONLY, REPLACE))

Describe = Callable[[Call, Mapping[str, Any]], Sequence[Utterance]]


def import_commands(
    noun: Noun,
    kind: str,
    *,
    right: str,
    help: str,
    example: str = "",
    describe: Describe | None = None,
    after: Callable[[Call], None] | None = None,
    on_result: Callable[[Call, JobResult], Reply] | None = None,
    columns: Callable[[Call], Mapping[str, str]] = lambda call: NO_NAMES,
) -> tuple[Command, Command]:
    """`noun 取込`, and the unlisted `noun 取込実行 #N` it leads to.

    Args:
        kind: a key of `data.imports.kinds.IMPORT_KINDS`.
        describe: (call, plan summary) -> what the feature adds to the counts (collisions of keywords). The summary is
            `ImportPlan.summary()`.
        columns: names of the columns that the wording has none for.
        after: what the feature orders once a file was applied; `on_result`: of the jobs it orders.
    """

    def preview(call: Call) -> Preview:
        is_whole = removes(call)
        staged = staged_import(call.session, import_id=call.args["number"], now=call.now, removes=is_whole)
        if staged.kind != kind:  # another list's: it needs another right
            raise ImportNotFound(import_id=staged.id)
        shown = plan_shown(
            call, noun, staged.plan, staged.file_name, removes=is_whole, can_run=True, columns=columns(call)
        )
        speech = Speech([*shown])
        speech.add(*(describe(call, staged.plan) if describe is not None else ()))
        speech.add(*_ways(call, noun, staged.id, staged.plan["counts"], is_whole=is_whole))
        facts = {"import": staged.id, "facts": staged.facts, "counts": staged.plan["counts"], "removes": is_whole}
        return Preview(speech, facts)

    @command(
        noun,
        APPLY,
        args=(Arg("number", "ref", "取込の番号"), WAY),
        right=right,
        dangerous=True,
        preview=preview,
        on_result=on_result,
        undoable=True,
        is_listed=False,
        help="確かめたファイルを取り込みます。",
        example=f"{noun.word} {APPLY} #1",
    )
    def apply(call: Call) -> Reply:
        is_whole = removes(call)
        staged, kept_id = apply_undoably(call.session, import_id=call.args["number"], now=call.now, removes=is_whole)
        if after is not None:
            after(call)
        counts = staged.plan["counts"]
        changed = counts["changed"] + (counts["withdrawn"] if is_whole else 0)
        removed = counts["removed"] if is_whole else 0
        said = call.words("staff.import.applied", noun=noun.word, new=counts["new"], changed=changed, removed=removed)
        named = call.words("staff.import.undo_name", noun=noun.word, file=staged.file_name).strip()
        speech = Speech([Say(said)], [Choice(noun.word, "text", text=noun.word)])
        note = call.words("staff.import.note", new=counts["new"], changed=changed, removed=removed)
        return Reply(speech, UndoNote((), import_id=kept_id, said=named), audit_note=note)

    def on_read(call: Call, result: JobResult) -> Reply:
        return _read(call, result, noun, apply)

    start = taking_command(noun, READ, on_read, right=right, help=help, example=example, payload={"kind": kind})
    return start, apply


def _read(call: Call, result: JobResult, noun: Noun, apply: Command) -> Reply:
    """What the file would do, with 「実行」; nothing to run when it would do nothing."""
    number = int(result.found["import_id"])
    staged = staged_import(call.session, import_id=number, now=call.now)
    counts = staged.plan["counts"]
    is_read = any(counts[name] for name in ("new", "changed", "unchanged"))
    if is_read and any(counts[name] for name in REPLACING):
        return Reply(Speech(), then=(apply, {"number": number}))
    # A file of which no row could be read doesn't empty the list.
    speech = Speech([*plan_shown(call, noun, staged.plan, staged.file_name, removes=is_read)])
    speech.add(Say(call.words("staff.import.nothing" if is_read else "staff.import.all_refused")))
    return Reply(speech)


def _ways(call: Call, noun: Noun, number: int, counts: Mapping[str, int], *, is_whole: bool) -> list[Utterance]:
    """What 「実行」 does with the records that the file lacks, and a button for the other way."""
    words, goes = call.words, counts["removed"] + counts["withdrawn"]
    if not goes:
        return []
    will_go = "will_go_in_part" if counts["withdrawn"] else "will_go"
    way, said = (ADD_ONLY, will_go) if is_whole else (REPLACE, "will_stay")
    can_add = bool(counts["new"] or counts["changed"])
    choice = Choice(way.label, "text", text=f"{noun.word} {APPLY} #{number} {way.label}")
    return [
        Card(
            words("staff.import.ways"),
            text=words(f"staff.import.{said}", count=goes),
            choices=(choice,) if can_add else (),
            note=words("staff.import.ways_note") if can_add else "",
        )
    ]


def removes(call: Call) -> bool:
    """Whether what the file lacks goes: unless somebody said otherwise, the list becomes what the file says."""
    return bool(call.args.get("way", True))
