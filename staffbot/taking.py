"""取込: a file somebody sent is fetched where it still lies with LINE, read by a job, and handed to its command."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from dialogs.talk import Say, Speech
from staffbot.command import Arg, Call, Command, FileRef, JobResult, Noun, Reply, command

FETCH = "fetch_content"


def taking_command(
    noun: Noun,
    job: str,
    on_read: Callable[[Call, JobResult], Reply],
    *,
    right: str,
    help: str,
    label: str = "CSVファイル",
    ask: str = "",
    aliases: Sequence[str] = (),
    payload: Mapping[str, Any] | None = None,
    example: str = "",
) -> Command:
    """`noun 取込`.

    Args:
        job: kind of the job that reads the file: its payload names the attachment, the file, the person, and `payload`.
        on_read: what the command makes of the result of a file that could be read.
        label: what the file is called.
    """

    def order_reading(call: Call, attachment_id: int, file_name: str) -> None:
        told = {"attachment_id": attachment_id, "file_name": file_name, "staff_id": call.staff.id, **(payload or {})}
        call.order_job(job, told, keep={"file_name": file_name})

    def come_back(call: Call, result: JobResult) -> Reply:
        found = result.found
        if "error" in found:
            fault = _fault(call, found, label)
            return Reply(Speech([Say(fault)]), outcome="refused", audit_note=fault)
        if result.kind == FETCH:
            order_reading(call, int(found["attachment_id"]), str(result.keep["file_name"]))
            return Reply(Speech())
        return on_read(call, result)

    @command(
        noun,
        "取込",
        aliases=("とりこみ", "取り込み", "取込み", "読み込み", "インポート", *aliases),
        args=(Arg("file", "file", label, ask=ask),),
        right=right,
        on_result=come_back,
        help=help,
        example=example or f"{noun.word} 取込",
    )
    def take(call: Call) -> Reply:
        file: FileRef = call.args["file"]
        if file.attachment_id is not None:
            order_reading(call, file.attachment_id, file.name)
        else:
            told = {"message_id": file.message_id, "file_name": file.name}
            call.order_job(FETCH, told, keep={"file_name": file.name})
        return Reply(Speech())

    return take


def _fault(call: Call, found: Mapping[str, Any], label: str) -> str:
    """Why a file could not be fetched or read at all."""
    words = call.words
    error = str(found["error"])
    if error == "table":
        key = f"staff.import.file.{found['reason']}"
        facts = {"row_no": "", "column": "", "limit": "", "label": label, **found.get("facts", {})}
        return words(key if key in call.desk.words else "staff.import.file.other", **facts)
    key = f"staff.import.fault.{error}"
    return words(key if key in call.desk.words else "staff.import.fault.other", label=label)
