"""フォーム 回答 and 出力: what was answered, as a list and as a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any, Literal

from sqlalchemy.orm import Session

from data.clock import TOKYO
from data.content.models import Content, ContentVersion
from data.content.service import find_version, select_versions
from data.csvtext import Table
from data.csvtext.values import read_date
from data.fold import fold
from data.forms.export import answer_table
from data.forms.listing import Filter, Period, select_submissions
from data.forms.service import get_form
from dialogs.faults import ContentError
from dialogs.form import Form, compile_form
from dialogs.form_table import Column, form_columns, read_line
from dialogs.talk import Choice, Row, Say, Speech
from dialogs.wording import load_wording
from staffbot.command import Arg, Call, Conditions, Reply, command
from staffbot.commands.editing import shortened
from staffbot.commands.forms import FORMS
from staffbot.commands.forms_import import give_own_file, is_own_file, order_own_file
from staffbot.commands.forms_shown import NAME, form_of
from staffbot.exports import ExportKind, order_export
from staffbot.listing import list_speech, page_of_select

WORDS = load_wording()
CONDITIONS = Arg("conditions", "conditions", "条件", required=False, example="受付日>=2026-12-01")
FORM_ITEM = "#form"
SHOWN_CELLS = 3
OWN_HEADINGS = ("number", "sent", "changed", "state", "resident")
STATUSES = {status: WORDS(f"forms_staff.status.{status}") for status in ("accepted", "withdrawn")}
DAYS = frozenset({"date", "datetime", "birth_date"})
NOTHING = frozenset(map(fold, WORDS.variants("forms_staff.nothing_words")))


class Chosen:
    """What a command's conditions choose among the answers of one form. `unknown`: conditions that are none."""

    def __init__(self, columns: Sequence[Column], conditions: Conditions) -> None:
        self._by_heading = {fold(column.heading): column for column in columns}
        self.filters: list[Filter] = []
        self.submitted: Period = (None, None)
        self.updated: Period = (None, None)
        self.status, self.channel = "accepted", "public"
        self.unknown: list[str] = []
        self.search = " ".join(conditions.words)
        for item, operator, value in conditions.items:
            if item != FORM_ITEM and not self._take(fold(item), operator, value):
                self.unknown.append(f"{item}{operator}{value}")

    @property
    def sent_days(self) -> tuple[str, str]:
        """The first and the last day of sending, "" for an open end."""
        return _days(self.submitted)

    @property
    def changed_days(self) -> tuple[str, str]:
        """As `sent_days`, of the last change."""
        return _days(self.updated)

    def select(self, form_id: int) -> Any:
        """The answers, the newest first."""
        return select_submissions(
            form_id,
            channel=self.channel,
            filters=self.filters,
            search=self.search,
            submitted=self.submitted,
            updated=self.updated,
            status=self.status,
        )

    def _take(self, item: str, operator: str, value: str) -> bool:
        if item in _words("sent"):
            self.submitted, is_read = _narrowed(self.submitted, operator, value)
            return is_read
        if item in _words("changed"):
            self.updated, is_read = _narrowed(self.updated, operator, value)
            return is_read
        if item in _words("state"):
            found = {fold(label): status for status, label in STATUSES.items()} | {fold("すべて"): ""}
            self.status = found.get(fold(value), "?")
            return self.status != "?"
        if item in _words("account"):
            self.channel = "test" if fold(value) in _words("test") else "public"
            return True
        column = self._by_heading.get(item)
        if column is None:
            return False
        narrowed = _filter(column, operator, value)
        if narrowed is not None:
            self.filters.append(narrowed)
        return narrowed is not None


def _filter(column: Column, operator: str, value: str) -> Filter | None:
    """What one condition asks of a column; None when a bound is no number, or no day."""
    if operator == "=" and fold(value) in NOTHING:
        return Filter(column.key, "empty", True)
    bound: Literal[">=", "<="] = ">=" if operator == ">=" else "<="
    if column.is_number:
        if operator in (">=", "<="):
            return Filter(column.key, bound, float(value.replace(",", ""))) if _is_number(value) else None
        return Filter(column.key, "=", value)
    if operator in (">=", "<="):
        day = read_date(value)
        if day is None and column.kind in DAYS:
            return None
        return Filter(column.key, bound, day.isoformat() if day else value)
    parts = [part for part in value.replace("，", "、").replace(",", "、").split("、") if part]
    if len(parts) > 1:
        return Filter(column.key, "any_of", parts)
    return Filter(column.key, "contains", value)


@command(
    FORMS,
    "回答",
    aliases=("かいとう", "答え", "こたえ"),
    args=(NAME, CONDITIONS),
    right="forms:answers",
    help="集まった答えを見ます。日にちや項目、言葉でしぼれます。",
    example="フォーム 回答 #3 受付日>=2026-12-01",
)
def answers(call: Call) -> Reply:
    words, form = call.words, form_of(call)
    conditions: Conditions = call.args.get("conditions", Conditions())
    compiled = newest_form(call.session, form)
    if compiled is None:
        return Reply(Speech([Say(words("forms_staff.never_published", title=form.name))]), outcome="refused")
    columns = form_columns(compiled)
    chosen = Chosen(columns, conditions)
    if chosen.unknown:
        own = (WORDS(f"forms_staff.heading.{name}") for name in ("sent", "changed", "state"))
        known = "、".join([*own, *(column.heading for column in columns)])
        said = words("forms_staff.unknown_condition", condition="、".join(chosen.unknown), known=known)
        return Reply(Speech([Say(said[:4000])]), outcome="refused")
    page = page_of_select(call, chosen.select(form.id), conditions.page)
    rows = [
        Row(
            f"#{one.id} {words('kept.began', at=one.submitted_at)}",
            shortened("・".join(filter(None, read_line(one.line)[: SHOWN_CELLS + 2]))) or "－",
            Choice(words("forms_staff.open"), "text", text=f"フォーム 回答詳細 #{one.id}"),
        )
        for one in page.items
    ]
    note_read(call, [one.id for one in page.items])
    speech = list_speech(
        call,
        words("forms_staff.answers_of", title=form.name),
        page,
        rows,
        conditions=replace(conditions, text=f"#{form.id} {conditions.text}".strip()),
        export="フォーム 出力",
        empty=words("forms_staff.no_answers"),
        table="answers",
        table_of=form.id,
        said_conditions=conditions.text,
    )
    return Reply(speech)


def note_read(call: Call, ids: list[int]) -> None:
    """Answers are personal records: who looked at them is kept."""
    if ids:
        call.desk.chain.record_read(
            call.session, call.staff, WORDS("forms_staff.record"), ids, now=call.now, channel=call.turn.channel
        )


def newest_form(session: Session, form: Content) -> Form | None:
    """The newest version, compiled; None when nothing was ever published."""
    return compiled_version(find_version(session, content_id=form.id, number=form.latest_version))


def _file(session: Session, conditions: Conditions, now: datetime) -> Table:
    form_id = int(conditions.item(FORM_ITEM) or 0)
    form = get_form(session, form_id=form_id)
    versions = {one.number: compiled_version(one) for one in session.scalars(select_versions(form.id))}
    columns: dict[str, Column] = {}
    for number in sorted(versions, reverse=True):  # what only older versions asked stands last
        compiled = versions[number]
        for column in form_columns(compiled) if compiled is not None else ():
            columns.setdefault(column.key, column)
    chosen = Chosen(list(columns.values()), conditions)
    keys = {
        number: tuple(column.key for column in form_columns(compiled)) if compiled is not None else ()
        for number, compiled in versions.items()
    }
    return answer_table(
        session,
        chosen.select(form.id),
        headings=[
            *(WORDS(f"forms_staff.heading.{name}") for name in OWN_HEADINGS),
            *(column.heading for column in columns.values()),
        ],
        keys=list(columns),
        keys_of=lambda version: keys.get(version, ()),
        statuses=STATUSES,
    )


EXPORT = ExportKind("forms", "フォームの回答", _file)


@command(
    FORMS,
    "出力",
    aliases=("しゅつりょく", "ダウンロード", "csv"),
    args=(NAME, CONDITIONS),
    right="forms:export",
    on_result=give_own_file,
    help="集まった答えか、フォームそのものをファイルにします。",
    example="フォーム 出力 #3",
)
def export(call: Call) -> Reply:
    form = form_of(call)
    given: Conditions = call.args.get("conditions", Conditions())
    if is_own_file(given):
        return order_own_file(call, form)
    items = (*given.items, (FORM_ITEM, "=", str(form.id)))
    title = call.words("forms_staff.answers_file", title=form.name)
    return order_export(call, EXPORT, Conditions(given.words, items, given.page, given.text), title)


def compiled_version(version: ContentVersion | None) -> Form | None:
    """A version of a form, ready to be used; None when there is none, or none that this release can read."""
    try:
        return compile_form(version.document, "form") if version is not None else None
    except ContentError:  # a release may drop what an old version used
        return None


def _days(period: Period) -> tuple[str, str]:
    begin, end = period
    first = "" if begin is None else begin.date().isoformat()
    return first, "" if end is None else (end - timedelta(days=1)).date().isoformat()


def _words(name: str) -> frozenset[str]:
    return frozenset(map(fold, WORDS.variants(f"forms_staff.condition_words.{name}")))


def _is_number(value: str) -> bool:
    try:
        float(value.replace(",", ""))
    except ValueError:
        return False
    return True


def _narrowed(period: Period, operator: str, value: str) -> tuple[Period, bool]:
    """A period narrowed by a day in Tokyo: that day, from it, or until it."""
    day = read_date(value)
    if day is None:
        return period, False
    begin = datetime.combine(day, time.min, TOKYO)
    end = begin + timedelta(days=1)
    if operator == ">=":
        return (begin, period[1]), True
    return ((period[0], end) if operator == "<=" else (begin, end)), True
