"""One answer of a form: all that was answered, and the files that came with it."""

from __future__ import annotations

from collections.abc import Sequence

from data.content.models import Content
from data.content.service import find_version
from data.files.models import StoredFile
from data.forms.models import Submission
from data.forms.service import FormNotFound
from data.forms.submissions import SubmissionNotFound
from dialogs.form_table import attachments, form_columns, read_line
from dialogs.talk import Card, Carousel, Choice, Row, Say, Speech
from staffbot.command import Arg, Call, Reply, command
from staffbot.commands.forms import FORMS
from staffbot.commands.forms_answers import STATUSES, compiled_version, note_read
from staffbot.commands.forms_shown import form_of
from staffbot.exports import file_card

ROWS_PER_CARD, MOST_CARDS = 15, 12
NUMBER = Arg("number", "ref", "回答の番号")


@command(
    FORMS,
    "回答詳細",
    args=(NUMBER,),
    right="forms:answers",
    is_listed=False,
    help="答えを一つ、くわしく見ます。",
    example="フォーム 回答詳細 #12",
)
def answer(call: Call) -> Reply:
    words = call.words
    submission, form = _found(call)
    compiled = compiled_version(find_version(call.session, content_id=form.id, number=submission.version))
    cells = read_line(submission.line)
    columns = form_columns(compiled) if compiled is not None else ()
    rows = [
        Row(words("forms_staff.heading.sent"), words("kept.began", at=submission.submitted_at)),
        Row(words("forms_staff.heading.state"), STATUSES[submission.status]),
        Row(words("forms_staff.heading.version"), words("forms_staff.version", number=submission.version)),
    ]
    if submission.revision > 1:
        rows.insert(1, Row(words("forms_staff.heading.changed"), words("kept.began", at=submission.updated_at)))
    rows += [Row(column.heading, text) for column, text in zip(columns, cells, strict=False) if text]
    line = f"{give.phrase} #{submission.id}"
    files = [
        Row(heading, name, Choice(words("forms_staff.take_file"), "text", text=f"{line} {which}"))
        for which, (heading, name, _) in enumerate(_files(call, submission, form), start=1)
    ]
    title = words("forms_staff.answer", title=form.name, number=submission.id)
    beside = _cards(words("forms_staff.files_of", title=form.name, number=submission.id), files)
    cards = (*_cards(title, rows)[: MOST_CARDS - len(beside)], *beside)[:MOST_CARDS]
    note_read(call, [submission.id])
    return Reply(Speech([cards[0] if len(cards) == 1 else Carousel(cards, alt=title)], [_back(call, form)]))


@command(
    FORMS,
    "回答ファイル",
    args=(NUMBER, Arg("which", "number", "何番目のファイルか", least=1, most=1000)),
    right="forms:answers",
    is_listed=False,
    help="答えに付いたファイルを一つ受け取ります。",
    example="フォーム 回答ファイル #12 1",
)
def give(call: Call) -> Reply:
    words = call.words
    submission, form = _found(call)
    open_it = Choice(words("forms_staff.open"), "text", text=f"{answer.phrase} #{submission.id}")
    files = _files(call, submission, form)[call.args["which"] - 1 :]
    if not files:
        said = words("forms_staff.no_such_file", which=call.args["which"])
        return Reply(Speech([Say(said)], [open_it]), outcome="refused")
    heading, name, file_id = files[0]
    stored = call.session.get(StoredFile, file_id)
    if stored is None:
        return Reply(Speech([Say(words("forms_staff.file_gone"))], [open_it]), outcome="refused")
    note_read(call, [submission.id])
    card = file_card(call, stored.id, name, heading)
    return Reply(Speech([card], [open_it]), audit_note=f"#{submission.id} {name}")


def _found(call: Call) -> tuple[Submission, Content]:
    submission = call.session.get(Submission, call.args["number"])
    if submission is None:
        raise SubmissionNotFound(number=call.args["number"])
    try:
        return submission, form_of(call, submission.form_id)
    except FormNotFound:
        # A hidden form's answers are hidden with it, their numbers too.
        raise SubmissionNotFound(number=call.args["number"]) from None


def _files(call: Call, submission: Submission, form: Content) -> list[tuple[str, str, int]]:
    """Heading, name and id of every file, in the order they are listed."""
    compiled = compiled_version(find_version(call.session, content_id=form.id, number=submission.version))
    return attachments(compiled, submission.answers) if compiled is not None else []


def _cards(title: str, rows: Sequence[Row]) -> tuple[Card, ...]:
    firsts = range(0, len(rows), ROWS_PER_CARD)
    return tuple(Card(title, rows=tuple(rows[first : first + ROWS_PER_CARD])) for first in firsts)


def _back(call: Call, form: Content) -> Choice:
    return Choice(call.words("forms_staff.all_answers"), "text", text=f"フォーム 回答 #{form.id}")
