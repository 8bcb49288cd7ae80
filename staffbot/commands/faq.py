"""FAQ: the keyword answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import Session

from data.csvtext import Table
from data.csvtext.values import read_flag, read_words
from data.faq.columns import COLUMNS
from data.faq.content import FaqInvalid
from data.faq.export import faq_cells
from data.faq.matcher import bare
from data.faq.models import Faq
from data.faq.service import TOPIC, add_faq, count_faq, edit_faq, get_faq, list_faq, remove_faq
from data.faq.unanswered import answer_waiting, count_unanswered
from data.fold import fold
from data.undo import snapshot_row
from dialogs.talk import Card, Choice, Row, Say, Speech, Utterance
from staffbot.command import Arg, Call, Conditions, Noun, Preview, Reply, command
from staffbot.commands.editing import (
    Editing,
    Item,
    Unreadable,
    edit_command,
    keywords_item,
    refusal,
    shortened,
    text_item,
)
from staffbot.commands.faq_shown import (
    FAQ_ENTRY,
    VISIBLE_ON_LABELS,
    faq_line,
    faq_rows,
    faq_speech,
    faq_undo,
    taken_speech,
    tell_askers,
)
from staffbot.exports import ExportKind, export_command
from staffbot.imports import import_commands, removes
from staffbot.listing import list_speech, page_of_select

SHOWN_COLLISIONS = 8


def _state(call: Call) -> list[Row]:
    words = call.words
    rows = [
        Row(words(f"faq_staff.state.{name}"), words("faq_staff.entries", count=count))
        for name, count in count_faq(call.session).items()
        if count or name == "both"
    ]
    waiting = count_unanswered(call.session)
    rows.append(Row(words("faq_staff.state.unanswered"), words("faq_staff.entries", count=waiting)))
    return rows


FAQ = Noun(
    "FAQ",
    feature="faq",
    help="よくある質問に、言葉を見つけて答えます。",
    aliases=("えふえーきゅー", "よくある質問", "質問", "一問一答"),
    state=_state,
    state_right="faq:read",
)
NAME = Arg("faq", "name", "質問か言葉", lookup=FAQ_ENTRY, example="#12")
CONDITIONS = Arg("conditions", "conditions", "条件", required=False, example="分類=ごみ")


def chosen_entries(session: Session, conditions: Conditions) -> tuple[Select[Faq], list[str]]:
    """What 分類=, 公開=, and words of the question, keywords or answer choose; and the conditions that are none."""
    category, visible_on, unknown = "", None, []
    shown = {fold(label): value for value, label in VISIBLE_ON_LABELS.items()} | {fold("テスト"): "test"}
    for item, _, value in conditions.items:
        if fold(item) in (fold("分類"), fold("カテゴリ")):
            category = value
        elif fold(item) in (fold("公開"), fold("公開範囲")) and fold(value) in shown:
            visible_on = shown[fold(value)]
        else:
            unknown.append(f"{item}={value}")
    text = " ".join(conditions.words)
    return list_faq(text=text, category=category, visible_on=visible_on), unknown


@command(
    FAQ,
    "一覧",
    aliases=("いちらん", "リスト"),
    args=(CONDITIONS,),
    right="faq:read",
    help="質問と答えを一覧にします。分類や言葉でしぼれます。",
    example="FAQ 一覧 ごみ",
)
def list_all(call: Call) -> Reply:
    words = call.words
    conditions: Conditions = call.args.get("conditions", Conditions())
    chosen, unknown = chosen_entries(call.session, conditions)
    if unknown:
        said = words("faq_staff.unknown_condition", condition="、".join(unknown))
        return Reply(Speech([Say(said)]), outcome="refused")
    page = page_of_select(call, chosen, conditions.page)
    rows = [
        Row(
            f"#{faq.id} {faq.question}",
            faq_line(call, faq),
            Choice(words("faq_staff.open_card"), "text", text=f"FAQ #{faq.id}"),
        )
        for faq in page.items
    ]
    is_narrowed = bool(conditions.text)
    first_steps = [Choice(words("faq_staff.list_all"), "text", text="FAQ 一覧")]
    if not is_narrowed:
        first_steps = [Choice(one.verb, "text", text=one.phrase) for one in (take, add) if call.may(one.right)]
    return Reply(
        list_speech(
            call,
            words("faq_staff.list"),
            page,
            rows,
            conditions=conditions,
            export="FAQ 出力",
            table="faq",
            empty=words("faq_staff.none_found" if is_narrowed else "faq_staff.none"),
            choices=() if page.total else first_steps,
        )
    )


@command(
    FAQ,
    "#N",
    args=(Arg("number", "ref", "番号"),),
    right="faq:read",
    help="質問と答えを一つ、くわしく見ます。",
    example="FAQ #3",
)
def show(call: Call) -> Reply:
    return Reply(faq_speech(call, get_faq(call.session, call.args["number"])))


@command(
    FAQ,
    "追加",
    aliases=("ついか", "登録", "新規"),
    args=(
        Arg(
            "keyword",
            "keyword",
            "言葉",
            ask="どんな言葉に答えますか。いくつもあるときは「、」で区切ってください。",
            example="燃えるごみ、もえるごみ",
            max_length=1000,
        ),
        Arg("answer", "text", "答え", ask="答えを送ってください。改行もそのまま出ます。", max_length=5000),
    ),
    right="faq:write",
    undoable=True,
    help="言葉と答えを加えます。「=」の前が言葉、後が答えです。",
    example="FAQ 追加 燃えるごみ = 月曜と木曜に集めます。",
)
def add(call: Call) -> Reply:
    keywords, answer = read_words(call.args["keyword"]), call.args["answer"]
    taken = FAQ_ENTRY.exact(call.session, {bare(keyword) for keyword in keywords})
    if taken:
        faq = get_faq(call.session, taken[0][1].id)
        typed = next((keyword for keyword in keywords if bare(keyword) == taken[0][0]), taken[0][0])
        return Reply(taken_speech(call, faq, typed, answer), outcome="refused")
    # Who may not publish prepares it on the test account.
    visible_on = "both" if call.may("faq:publish") else "test"
    values = {"keywords": keywords, "answer": answer, "visible_on": visible_on}
    try:
        faq = add_faq(call.session, values=values, now=call.now)
    except FaqInvalid as fault:
        return Reply(Speech([Say(refusal(call, fault))]), outcome="refused")
    speech = faq_speech(call, faq)
    told = [call.words(f"faq_staff.added.{visible_on}", question=faq.question)]
    for asked, askers in answer_waiting(call.session, faq=faq):
        tell_askers(call, askers, asked, faq)
        told.append(call.words("faq_staff.open.answered_too", question=shortened(asked), count=len(askers)))
    speech.utterances.insert(0, Say("\n".join(told)))
    return Reply(speech, faq_undo(faq.id, None, snapshot_row(faq)))


def _show_on(call: Call, visible_on: str) -> Reply:
    words = call.words
    faq = get_faq(call.session, call.args["faq"].id)
    card = Choice(words("faq_staff.open_card"), "text", text=f"FAQ #{faq.id}")
    if faq.visible_on == visible_on:
        return Reply(Speech([Say(words(f"faq_staff.already.{visible_on}", question=faq.question))], [card]))
    before = snapshot_row(faq)
    edit_faq(call.session, faq_id=faq.id, changes={"visible_on": visible_on}, revision=faq.revision, now=call.now)
    said = words(f"faq_staff.shown.{visible_on}", question=faq.question)
    return Reply(Speech([Say(said)], [card]), faq_undo(faq.id, before, snapshot_row(faq)))


@command(
    FAQ,
    "テスト",
    aliases=("てすと", "試す"),
    args=(NAME,),
    right="faq:publish",
    undoable=True,
    help="テスト用アカウントだけで答えます。住民には答えなくなります。",
    example="FAQ テスト #12",
)
def to_test(call: Call) -> Reply:
    return _show_on(call, "test")


@command(
    FAQ,
    "公開",
    aliases=("こうかい",),
    args=(NAME,),
    right="faq:publish",
    undoable=True,
    help="住民にも答えます。",
    example="FAQ 公開 #12",
)
def publish(call: Call) -> Reply:
    return _show_on(call, "both")


def _removal(call: Call) -> Preview:
    faq = get_faq(call.session, call.args["faq"].id)
    card = Card(call.words("faq_staff.removing", question=faq.question), text=faq.answer, rows=faq_rows(call, faq))
    return Preview(Speech([card]), {"id": faq.id, "revision": faq.revision})


@command(
    FAQ,
    "削除",
    aliases=("さくじょ", "消す"),
    args=(NAME,),
    right="faq:write",
    dangerous=True,
    preview=_removal,
    undoable=True,
    help="質問と答えを消します。",
    example="FAQ 削除 #12",
)
def remove(call: Call) -> Reply:
    faq = get_faq(call.session, call.args["faq"].id)
    before = snapshot_row(faq)
    remove_faq(call.session, faq_id=faq.id, revision=faq.revision)
    said = call.words("faq_staff.removed", question=before["question"])
    return Reply(Speech([Say(said)]), faq_undo(before["id"], before, None))


def _collisions(call: Call, plan: Mapping[str, Any]) -> list[Utterance]:
    """Words that several entries claim, and words that stand in another entry's word."""
    found, words = plan["report"]["collisions" if removes(call) else "collisions_added"], call.words
    lines: list[str] = []
    if found["same_count"]:
        lines.append(words("faq_staff.collisions.same", count=found["same_count"]))
        lines += [
            words("faq_staff.collisions.same_line", keyword=one["keyword"], questions="、".join(one["questions"][:3]))
            for one in found["same"][:SHOWN_COLLISIONS]
        ]
    if found["inside_count"]:
        lines.append(words("faq_staff.collisions.inside", count=found["inside_count"]))
        lines += [
            words("faq_staff.collisions.inside_line", keyword=one["keyword"], longer=one["longer"])
            for one in found["inside"][:SHOWN_COLLISIONS]
        ]
    return [Say("\n".join(lines))] if lines else []


take, take_now = import_commands(
    FAQ,
    "faq",
    right="faq:write",
    help="質問と答えの一覧をCSVファイルから入れ替えます。",
    describe=_collisions,
)


def _file(session: Session, conditions: Conditions, now: datetime) -> Table:
    chosen, _ = chosen_entries(session, conditions)
    return Table.of(COLUMNS, (faq_cells(faq) for faq in session.scalars(chosen)))


EXPORT = ExportKind("faq", "FAQ一覧", _file)
export = export_command(FAQ, EXPORT, right="faq:export", help="質問と答えの一覧をCSVかExcelのファイルにします。")


def _read_enabled(call: Call, record: Any, typed: str) -> dict[str, Any]:
    flag = {fold("する"): True, fold("しない"): False}.get(fold(typed), read_flag(typed))
    if flag is None:
        raise Unreadable("faq_staff.not_enabled", typed=typed[:40])
    return {"enabled": flag}


EDITING = Editing(
    noun=FAQ,
    table=Faq.__tablename__,
    topic=TOPIC,
    lookup=FAQ_ENTRY,
    label="質問か言葉",
    items=(
        text_item("question", "質問", "見出し", is_needed=True),
        keywords_item("keywords", "キーワード", "言葉", hint="「、」で区切って送ってください。"),
        text_item("answer", "回答", "答え", is_needed=True),
        text_item("category", "分類", "カテゴリ"),
        text_item("url", "URL", "リンク", hint="「https://」から始まる住所を送ってください。"),
        Item(
            "enabled",
            "使用",
            ("有効",),
            _read_enabled,
            lambda call, faq: call.words("faq_staff.used" if faq.enabled else "faq_staff.disabled"),
            hint="「する」か「しない」を送ってください。",
        ),
    ),
    get=lambda call, faq_id: get_faq(call.session, faq_id),
    change=lambda call, faq, changes: edit_faq(
        call.session, faq_id=faq.id, changes=changes, revision=faq.revision, now=call.now
    ),
    name=lambda faq: faq.question,
    refused=FaqInvalid,
)
edit = edit_command(
    EDITING, right="faq:write", help="質問や言葉、答えを直します。", example="FAQ 編集 #12 回答 火曜と金曜に集めます。"
)
