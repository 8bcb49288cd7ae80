"""出力: a list as a file, built by a job and given as a link that works once, for 15 minutes, for that person only."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from data.csvtext import Table, write_workbook
from data.fold import fold
from data.gateways.line.limits.numbers import SAID_GRAPHEMES
from data.gateways.line.text import is_over_graphemes
from dialogs.talk import Card, Choice, Row, Say, Speech
from staffbot.command import Arg, Call, Command, Conditions, JobResult, Noun, Reply, command
from staffbot.packing import pack, readable

JOB = "export"
MINUTES = 15
FORM = "形式"
FORMS = ("csv", "sjis", "xlsx")
ALIASES = {
    "csv": ("utf8", "utf-8", "ＣＳＶ"),
    "sjis": ("cp932", "shift_jis", "シフトJIS", "しふとじす"),
    "xlsx": ("excel", "エクセル", "えくせる", "xls"),
}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A finished file. `lost_cells` cells have letters (`lost`, some of them) that Shift_JIS has not."""

    data: bytes
    ending: str
    content_type: str
    lost_cells: int = 0
    lost: str = ""


@dataclass(frozen=True, slots=True)
class ExportKind:
    """How one list becomes a file.

    Attributes:
        name: unique ("shelters"); `title`: the file's name without date and ending (避難所一覧).
        build: (session, conditions, now) -> the list. Runs in a reader's thread: reads only, may take its time.
    """

    name: str
    title: str
    build: Callable[[Session, Conditions, datetime], Table]


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


def order_export(call: Call, kind: ExportKind, conditions: Conditions, title: str = "") -> Reply:
    """Order the file; the command's `on_result` is `give_file`. 形式=Excel among the conditions says which kind.

    Args:
        title: the file's name where the kind's own says too little.
    """
    title = title or kind.title
    conditions, wanted, unknown = take_form(call.words, conditions)
    if unknown:
        forms = "、".join(f"「{FORM}={call.words(f'staff.export.forms.{form}')}」" for form in FORMS)
        said = call.words("staff.export.unknown_form", typed=unknown, forms=forms)
        return Reply(Speech([Say(said)]), outcome="refused")
    asked = {"export": kind.name, "staff_id": call.staff.id, "form": wanted, "title": title}
    payload = {**asked, **pack({"conditions": conditions})}
    chosen = (
        readable(call.command, {arg.name: call.args[arg.name]}) for arg in call.command.args if _is_said(call, arg)
    )
    named = [f"#{call.args[arg.name].id}" for arg in call.command.args if arg.kind == "name" and arg.name in call.args]
    narrowed = [*named, *(str(value) for one in chosen for value in one.values())]
    line = " ".join([call.command.phrase, *narrowed, *([conditions.text] if conditions.text else [])])
    call.order_job(JOB, payload, keep={"title": title, "line": line, "form": wanted})
    return Reply(Speech(), audit_note=f"{kind.title} {call.words(f'staff.export.forms.{wanted}')}")


def take_form(words: Callable[..., str], conditions: Conditions) -> tuple[Conditions, str, str]:
    """The conditions without 形式=…, the form it means (FORMS), and what was typed when it means none."""
    known = {fold(word): form for form in FORMS for word in (form, words(f"staff.export.forms.{form}"), *ALIASES[form])}
    wanted, unknown, items = FORMS[0], "", []
    for item in conditions.items:
        if fold(item[0]) != fold(FORM):
            items.append(item)
        elif (form := known.get(fold(item[2]))) is not None:
            wanted = form
        else:
            unknown = item[2]
    if len(items) == len(conditions.items):
        return conditions, wanted, ""
    kept = [part for part in conditions.text.split() if not fold(part).startswith(fold(f"{FORM}="))]
    return replace(conditions, items=tuple(items), text=" ".join(kept)), wanted, unknown


def make_file(table: Table, form: str, title: str) -> ExportFile:
    """The table as a file of one form. Takes its time: run in a thread."""
    if form == "xlsx":
        return ExportFile(write_workbook(table, title=title), "xlsx", XLSX)
    made = table.csv("cp932" if form == "sjis" else "utf-8-sig")
    lost = "".join(dict.fromkeys("".join(cell.characters for cell in made.unencodable)))
    return ExportFile(made.data, "csv", "text/csv", len(made.unencodable), lost[:LOST_SHOWN])


def give_file(call: Call, result: JobResult) -> Reply:
    """The finished file as a link. The link is made here, so that it is never stored but as a hash."""
    words = call.words
    if "file_id" not in result.found:
        return Reply(Speech([Say(words("staff.export.failed"))]), outcome="refused")
    notes = []
    if lost := result.found.get("lost_cells"):
        notes.append(words("staff.export.lost", count=lost, letters=result.found["lost"]))
    title = words("staff.export.title", title=result.keep["title"])
    card = file_card(call, result.found["file_id"], str(result.found["name"]), title, *notes)
    return Reply(Speech([card], list(_other_forms(call, result))))


def file_card(call: Call, file_id: int, name: str, title: str, *notes: str) -> Card:
    """A stored file as a link that works once, for 15 minutes, for this person only."""
    words = call.words
    token = call.desk.links.make(
        call.session, purpose="file", staff_id=call.staff.id, now=call.now, payload={"file_id": file_id}
    )
    url = f"{call.desk.public_url}/staff/files/{token}?openExternalBrowser=1"
    return Card(
        title,
        rows=(Row(words("staff.export.name"), name),),
        choices=(Choice(words("staff.export.open"), "uri", uri=url, style="primary"),),
        note="\n".join((*notes, words("staff.export.note", minutes=MINUTES))),
    )


def _other_forms(call: Call, result: JobResult) -> Iterator[Choice]:
    """The same list in another form, one tap away."""
    for form in FORMS:
        name = call.words(f"staff.export.forms.{form}")
        line = f"{result.keep.get('line', call.command.phrase)} {FORM}={name}"
        if form != result.keep.get("form") and not is_over_graphemes(line, SAID_GRAPHEMES):
            yield Choice(call.words("staff.export.as", form=name), "text", text=line)


def _is_said(call: Call, arg: Arg) -> bool:
    return arg.kind == "choice" and arg.name in call.args
