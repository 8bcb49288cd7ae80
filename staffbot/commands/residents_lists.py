"""住民 取込 and 出力: residents' values as a file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.attributes.service import load_catalog
from data.clock import TOKYO
from data.csvtext import Table
from data.residents.columns import cells, headers
from data.residents.models import Resident
from data.segments.faults import ConditionFault
from data.segments.language import read_condition
from data.segments.mirror import Mirror
from data.segments.service import load_segments, segment_names
from staffbot.command import Arg, Call, Conditions, Reply, command
from staffbot.commands.residents import RESIDENTS
from staffbot.commands.residents_shown import catalog_of, condition_of, fault_speech, take_channel
from staffbot.exports import ExportKind, give_file, order_export, take_form
from staffbot.imports import import_commands

FEW = 500

take, take_now = import_commands(
    RESIDENTS,
    "residents",
    right="residents:write",
    help="住民の登録内容をCSVファイルから直します。「番号」の列で本人を見分け、空欄は変えません。",
    columns=lambda call: {one.key: one.name for one in catalog_of(call).definitions},
)


def _table(session: Session, conditions: Conditions, now: datetime) -> Table:
    """Who meets the condition; read from the documents, a mirror of its own finds them."""
    catalog = load_catalog(session)
    today = now.astimezone(TOKYO).date()
    channel, text = take_channel(conditions)
    condition = read_condition(text, catalog, today=today, segments=segment_names(session))
    mirror = Mirror()
    mirror.load(session)
    segments = load_segments(session)
    ids = mirror.ids(condition, today=today, channel=channel, with_blocked=True, segments=segments).tolist()

    def rows() -> Iterator[tuple[object, ...]]:
        for start in range(0, len(ids), FEW):
            chosen = select(Resident).where(Resident.id.in_(ids[start : start + FEW])).order_by(Resident.id)
            for resident in session.scalars(chosen):
                yield cells(resident, catalog.active)
            session.expunge_all()

    return Table.of(headers(catalog), rows())  # type: ignore[arg-type]


EXPORT = ExportKind("residents", "住民一覧", _table)


@command(
    RESIDENTS,
    "出力",
    aliases=("しゅつりょく", "ダウンロード", "csv"),
    args=(Arg("conditions", "conditions", "条件", required=False),),
    right="residents:export",
    on_result=give_file,
    help="住民の登録内容を表のファイルにします。条件でしぼれます。",
    example="住民 出力 居住地=古口",
)
def export(call: Call) -> Reply:
    conditions: Conditions = call.args.get("conditions", Conditions())
    plain, _, _ = take_form(call.words, conditions)
    try:
        condition_of(call, take_channel(plain)[1])
    except ConditionFault as fault:
        return Reply(fault_speech(call, fault, export.phrase), outcome="refused")
    return order_export(call, EXPORT, conditions)
