"""避難所 and 施設 as tables."""

from __future__ import annotations

from sqlalchemy.orm import Session

from data.shelters.models import Hazard
from staffbot.commands import shelters_list, spots
from staffbot.commands.shelters_shown import HAZARD_LABELS, KIND_LABELS, STATUS_LABELS
from staffbot.commands.spots_shown import VISIBLE_ON_LABELS
from staffbot.tables.declared import Asked, Column, ConditionUnknown, Opened, TableKind, always, sheet_of
from staffbot.tables.editing import editor_of

SHELTERS = (
    Column("number", "番号", "number"),
    Column("name", "名前", "text", "line"),
    Column("status", "状態", "choice"),
    Column("headcount", "避難者数", "number"),
    Column("capacity", "定員", "number", "number"),
    Column("hazards", "災害", "choices", "choices", tuple(HAZARD_LABELS[hazard.value] for hazard in Hazard)),
    Column("kinds", "種別", "choices", "choices", tuple(KIND_LABELS.values())),
    Column("address", "住所", "text", "line"),
    Column("phone", "電話番号", "text", "line"),
    Column("serves", "対象地区", "text", "line"),
    Column("note", "備考", "long", "long"),
    Column("kana", "よみ", "text", "line", is_shown=False),
    Column("url", "URL", "text", "line", is_shown=False),
    Column("sort", "並び順", "number", "number", is_shown=False),
    Column("listed_on", "最終更新日", "date", is_shown=False),
    Column("code", "ID", "text", is_shown=False),
)
SPOTS = (
    Column("number", "番号", "number"),
    Column("name", "名前", "text", "line"),
    Column("category", "分類", "choice", "line"),
    Column("address", "住所", "text", "line"),
    Column("phone", "電話番号", "text", "line"),
    Column("text", "説明", "long", "long"),
    Column("keywords", "キーワード", "choices", "line"),
    Column("visible_on", "公開範囲", "choice"),
    Column("kana", "よみ", "text", "line", is_shown=False),
    Column("url", "URL", "text", "line", is_shown=False),
    Column("sort", "順の数", "number", "number", is_shown=False),
    Column("code", "ID", "text", is_shown=False),
)


def _open_shelters(session: Session, asked: Asked) -> Opened:
    chosen = shelters_list.Chosen(asked.conditions)
    if chosen.unknown:
        said = asked.words("shelters_staff.unknown_condition", condition="、".join(chosen.unknown))
        raise ConditionUnknown(said=said)
    rows = [
        (
            one.id,
            one.revision,
            (
                one.id,
                one.name,
                STATUS_LABELS[one.status.value],
                one.headcount,
                one.capacity,
                [HAZARD_LABELS[hazard.value] for hazard in Hazard if hazard.value in one.hazards],
                [label for kind, label in KIND_LABELS.items() if kind in one.kinds],
                one.address,
                one.phone,
                one.serves,
                one.note,
                one.kana,
                one.url,
                one.sort,
                one.listed_on,
                one.code,
            ),
        )
        for one in chosen.rows(session)
    ]
    return Opened(asked.words("shelters_staff.list"), SHELTERS, sheet_of(SHELTERS, rows))


def _open_spots(session: Session, asked: Asked) -> Opened:
    chosen = spots.Chosen(asked.conditions)
    if chosen.unknown:
        said = asked.words("spots_staff.unknown_condition", condition="、".join(chosen.unknown))
        raise ConditionUnknown(said=said)
    rows = [
        (
            one.id,
            one.revision,
            (
                one.id,
                one.name,
                one.category,
                one.address,
                one.phone,
                one.text,
                one.keywords,
                VISIBLE_ON_LABELS[one.visible_on],
                one.kana,
                one.url,
                one.sort,
                one.code,
            ),
        )
        for one in chosen.rows(session)
    ]
    return Opened(asked.words("spots_staff.list"), SPOTS, sheet_of(SPOTS, rows))


SHELTER_TABLE = TableKind(
    key="shelters",
    noun="避難所",
    phrase="避難所 一覧",
    row_phrase="避難所 #{id}",
    right="shelters:read",
    export_right="shelters:export",
    edit_right="shelters:write",
    open=_open_shelters,
    columns=always(SHELTERS),
    edit=editor_of(shelters_list.EDITING, shelters_list.edit),
)
SPOT_TABLE = TableKind(
    key="spots",
    noun="施設",
    phrase="施設 一覧",
    row_phrase="施設 #{id}",
    right="spots:read",
    export_right="spots:export",
    edit_right="spots:write",
    open=_open_spots,
    columns=always(SPOTS),
    edit=editor_of(spots.EDITING, spots.edit),
)
