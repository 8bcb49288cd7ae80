"""出力: a list as a file, built by a job and given as a link that works once, for 15 minutes, for that person only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from data.csvtext import CsvFile
from dialogs.talk import Card, Choice, Row, Say, Speech
from staffbot.command import Arg, Call, Command, Conditions, JobResult, Noun, Reply, command
from staffbot.packing import pack

JOB = "export"
MINUTES = 15


@dataclass(frozen=True, slots=True)
class ExportKind:
    """How one list becomes a file.

    Attributes:
        name: unique ("shelters"); `title`: the file's name without date and ending (避難所一覧).
        build: (session, conditions, now) -> the file. Runs in a reader's thread: reads only, may take its time.
    """

    name: str
    title: str
    build: Callable[[Session, Conditions, datetime], CsvFile]


def export_command(
    noun: Noun, kind: ExportKind, *, right: str, help: str, example: str = "", aliases: Sequence[str] = ()
) -> Command:
    """`noun 出力 [conditions]` for a kind that is also in `EXPORTS`."""

    @command(
        noun,
        "出力",
        aliases=("しゅつりょく", "ダウンロード", "csv", *aliases),
        args=(Arg("conditions", "conditions", "条件", required=False),),
        right=right,
        on_result=give_file,
        help=help,
        example=example or f"{noun.word} 出力",
    )
    def export(call: Call) -> Reply:
        return order_export(call, kind, call.args.get("conditions", Conditions()))

    return export


def order_export(call: Call, kind: ExportKind, conditions: Conditions) -> Reply:
    """Order the file; the command's `on_result` is `give_file`."""
    payload = {"export": kind.name, "staff_id": call.staff.id, **pack({"conditions": conditions})}
    call.order_job(JOB, payload, keep={"title": kind.title})
    return Reply(Speech(), audit_note=kind.title)


def give_file(call: Call, result: JobResult) -> Reply:
    """The finished file as a link. The link is made here, so that it is never stored but as a hash."""
    words = call.words
    if "file_id" not in result.found:
        return Reply(Speech([Say(words("staff.export.failed"))]), outcome="refused")
    token = call.desk.links.make(
        call.session, purpose="file", staff_id=call.staff.id, now=call.now, payload={"file_id": result.found["file_id"]}
    )
    url = f"{call.desk.public_url}/staff/files/{token}?openExternalBrowser=1"
    card = Card(
        words("staff.export.title", title=result.keep["title"]),
        rows=(Row(words("staff.export.name"), str(result.found["name"])),),
        choices=(Choice(words("staff.export.open"), "uri", uri=url, style="primary"),),
        note=words("staff.export.note", minutes=MINUTES),
    )
    return Reply(Speech([card]))
