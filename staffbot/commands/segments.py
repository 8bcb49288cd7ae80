"""対象: conditions over residents: counted and explained, kept by name."""

from __future__ import annotations

from collections.abc import Sequence

from data.fold import fold
from data.residents.service import ResidentNotFound, get_resident
from data.segments.condition import Condition, Within, from_document, leaves
from data.segments.explaining import Explanation, explain, parts_of
from data.segments.faults import ConditionFault
from data.segments.masks import Masks
from data.segments.models import Segment
from data.segments.service import (
    SegmentNameRefused,
    get_segment,
    list_segments,
    load_segments,
    remove_segment,
    rename_segment,
    save_segment,
    users_of,
)
from data.segments.written import written
from data.turns.turn import Channel
from data.undo import RowChange, UndoNote, snapshot_row
from dialogs.talk import Card, Choice, Row, Say, Speech
from staffbot.command import Arg, Call, Conditions, Named, Noun, Preview, Reply, command
from staffbot.commands.residents_shown import catalog_of, condition_of, fault_speech, mirror_of, named, take_channel
from staffbot.listing import list_speech, page_of
from staffbot.lookup import SmallLookup

LONGEST_LINE = 300


def _state(call: Call) -> Sequence[Row]:
    count = len(list_segments(call.session))
    return [Row(call.words("segments_staff.saved_ones"), call.words("segments_staff.count", count=count))]


SEGMENTS = Noun(
    "対象",
    feature="segments",
    aliases=("たいしょう", "セグメント"),
    help="配信などの対象になる人を、条件で数えて、名前を付けておきます。",
    state=_state,
    state_right="segments:read",
)
SEGMENT = SmallLookup(lambda session: [(Named(one.id, one.name), ()) for one in list_segments(session)])
NAME = Arg("segment", "name", "対象の名前", lookup=SEGMENT)


@command(
    SEGMENTS,
    "一覧",
    aliases=("いちらん", "リスト"),
    args=(Arg("conditions", "conditions", "名前", required=False),),
    right="segments:read",
    help="名前を付けた対象と、いまの人数を見ます。",
    example="対象 一覧",
)
def list_all(call: Call) -> Reply:
    words = call.words
    conditions: Conditions = call.args.get("conditions", Conditions())
    asked = fold(conditions.text)
    page = page_of([one for one in list_segments(call.session) if asked in one.folded], conditions.page)
    known = load_segments(call.session)
    mirror = mirror_of(call) if page.total else None
    rows = []
    for one in page.items:
        assert mirror is not None
        count = mirror.count(known[one.id], today=call.today, segments=known)
        text = words("segments_staff.list_line", count=count, condition=_text(call, known[one.id]))
        rows.append(Row(one.name, text, Choice(words("segments_staff.open_card"), "text", text=f"対象 #{one.id}")))
    empty = words("segments_staff.none_found" if asked else "segments_staff.none")
    choices = () if page.total else (_how(call),)
    speech = list_speech(
        call,
        words("segments_staff.list"),
        page,
        rows,
        conditions=conditions,
        empty=empty,
        choices=choices,
        table="segments",
    )
    return Reply(speech)


@command(
    SEGMENTS,
    "件数",
    aliases=("けんすう", "人数", "数える", "確認"),
    args=(Arg("condition", "text", "条件", required=False, example="居住地=古口,角川 年齢>=65 話題=防災"),),
    right="segments:read",
    help="条件に合う人を数えます。どの条件で何人が外れたか、答えていない人は何人かも分かります。",
    example="対象 件数 居住地=古口,角川 年齢>=65 話題=防災",
)
def count(call: Call) -> Reply:
    channel, text = take_channel(Conditions(text=str(call.args.get("condition", ""))))
    try:
        condition = condition_of(call, text)
    except ConditionFault as fault:
        return Reply(fault_speech(call, fault, count.phrase), outcome="refused")
    card = _count_card(call, condition, channel, call.words("segments_staff.counted"))
    return Reply(Speech([card], [_how(call)]))


@command(
    SEGMENTS,
    "#N",
    args=(Arg("number", "ref", "番号"),),
    right="segments:read",
    help="名前を付けた対象の条件と人数、使っているところを見ます。",
    example="対象 #1",
)
def show(call: Call) -> Reply:
    segment = get_segment(call.session, call.args["number"])
    return Reply(Speech([_segment_card(call, segment)]))


@command(
    SEGMENTS,
    "保存",
    aliases=("ほぞん", "登録", "追加", "作成"),
    args=(
        Arg("name", "word", "対象の名前", max_length=40, example="高齢の世帯", again=(SegmentNameRefused,)),
        Arg("condition", "text", "条件", example="年齢>=65 世帯=一人暮らし"),
    ),
    right="segments:write",
    undoable=True,
    help="条件に名前を付けて残します。同じ名前があれば、条件を入れ替えます。",
    example="対象 保存 高齢の世帯 年齢>=65 世帯=一人暮らし",
)
def save(call: Call) -> Reply:
    name = str(call.args["name"]).strip("「」")
    try:
        condition = condition_of(call, call.args["condition"])
    except ConditionFault as fault:
        return Reply(fault_speech(call, fault, f"{save.phrase} {name}"), outcome="refused")
    known = next((one for one in list_segments(call.session) if one.folded == fold(name)), None)
    before = None if known is None else snapshot_row(known)
    segment = save_segment(call.session, name=name, condition=condition, by=call.staff.id, now=call.now)
    said = call.words(f"segments_staff.{'replaced' if before else 'saved'}", name=segment.name)
    speech = Speech([Say(said), _segment_card(call, segment)])
    return Reply(speech, _undo(segment.id, before, snapshot_row(segment)))


@command(
    SEGMENTS,
    "名前",
    aliases=("なまえ", "改名", "名前変更"),
    args=(NAME, Arg("name", "text", "新しい名前", max_length=40, again=(SegmentNameRefused,))),
    right="segments:write",
    undoable=True,
    help="対象の名前を変えます。使っているところでは、そのまま使えます。",
    example="対象 名前 高齢の世帯 見守りの世帯",
)
def rename(call: Call) -> Reply:
    segment = get_segment(call.session, call.args["segment"].id)
    before = snapshot_row(segment)
    rename_segment(call.session, segment_id=segment.id, name=call.args["name"], by=call.staff.id, now=call.now)
    said = call.words("segments_staff.renamed", before=before["name"], name=segment.name)
    return Reply(Speech([Say(said)], [_open(call, segment)]), _undo(segment.id, before, snapshot_row(segment)))


def _removal(call: Call) -> Preview:
    segment = get_segment(call.session, call.args["segment"].id)
    card = _segment_card(call, segment, call.words("segments_staff.removing", name=segment.name))
    return Preview(Speech([card]), {"id": segment.id, "revision": segment.revision})


@command(
    SEGMENTS,
    "削除",
    aliases=("さくじょ", "消す"),
    args=(NAME,),
    right="segments:write",
    dangerous=True,
    preview=_removal,
    undoable=True,
    help="名前を付けた対象を消します。ほかで使っているものは消せません。",
    example="対象 削除 高齢の世帯",
)
def remove(call: Call) -> Reply:
    segment = get_segment(call.session, call.args["segment"].id)
    before = snapshot_row(segment)
    remove_segment(call.session, segment_id=segment.id)
    said = call.words("segments_staff.removed", name=before["name"])
    return Reply(Speech([Say(said)]), _undo(before["id"], before, None))


@command(
    SEGMENTS,
    "理由",
    aliases=("りゆう", "なぜ"),
    args=(
        Arg("number", "ref", "住民の番号", example="#12", known=get_resident, again=(ResidentNotFound,)),
        Arg("condition", "text", "条件", example="居住地=古口 年齢>=65"),
    ),
    right="residents:read",
    help="ある人が条件に合うか合わないかを、条件ごとに確かめます。",
    example="対象 理由 #12 居住地=古口 年齢>=65",
)
def why(call: Call) -> Reply:
    words = call.words
    resident = get_resident(call.session, call.args["number"])
    try:
        condition = condition_of(call, call.args["condition"])
    except ConditionFault as fault:
        return Reply(fault_speech(call, fault, f"{why.phrase} #{resident.id}"), outcome="refused")
    known = load_segments(call.session)

    def judge(masks: Masks) -> list[tuple[Condition, str]]:
        me = masks.ids == resident.id
        found = []
        for part in parts_of(condition):
            meets = bool(masks.of(part)[me].any())
            state = "meets" if meets else "unanswered" if masks.unanswered(part)[me].any() else "fails"
            found.append((part, state))
        return found

    judged = mirror_of(call).ask(judge, today=call.today, segments=known)
    rows = [Row(_text(call, part), words(f"segments_staff.judged.{state}")) for part, state in judged]
    if not resident.is_friend:
        rows.append(Row(words("segments_staff.friend"), words("segments_staff.judged.blocked")))
    is_in = resident.is_friend and all(state == "meets" for _, state in judged)
    title = words(f"segments_staff.{'is_in' if is_in else 'is_out'}", name=named(resident))
    return Reply(Speech([Card(title, rows=tuple(rows))]))


@command(
    SEGMENTS,
    "書き方",
    aliases=("かきかた", "条件の書き方", "使い方"),
    right="segments:read",
    help="条件の書き方を、例と一緒に見ます。",
    example="対象 書き方",
)
def how(call: Call) -> Reply:
    examples = call.desk.words.variants("segments_staff.examples")
    choices = tuple(Choice(one[:40], "text", text=f"{count.phrase} {one}") for one in examples[:4])
    return Reply(
        Speech(
            [Card(call.words("segments_staff.how_title"), text=call.words("segments_staff.how_text"), choices=choices)]
        )
    )


def _count_card(call: Call, condition: Condition, channel: Channel, title: str) -> Card:
    """The number, and for each part of the condition whom it keeps out."""
    words, known = call.words, load_segments(call.session)
    found: Explanation = mirror_of(call).ask(
        lambda masks: explain(masks, condition, channel), today=call.today, segments=known
    )
    rows = [
        Row(words("segments_staff.everybody"), words("segments_staff.of", count=found.friends, blocked=found.blocked))
    ]
    for part in found.parts:
        key = "part_unanswered" if part.unanswered else "part"
        text = words(
            f"segments_staff.{key}",
            meets=part.meets,
            removes=part.removes,
            unanswered=part.unanswered,
            alone=part.alone,
        )
        rows.append(Row(_text(call, part.part), text))
    asked = _typed(call, condition)
    mark = f" {words('residents_staff.test_word')}" if channel == "test" else ""
    lines = (
        (words("segments_staff.see_in"), f"住民 検索 {asked}{mark}"),
        (words("segments_staff.see_out"), f"住民 検索 !({asked}){mark}"),
    )
    choices = [
        Choice(label, "text", text=line)
        for label, line in lines
        if asked and len(line) <= LONGEST_LINE and call.may("residents:read")
    ]
    return Card(
        title,
        text=words("segments_staff.people", count=found.count),
        rows=tuple(rows),
        choices=tuple(choices),
        note=words("segments_staff.save_note", line=f"{save.phrase} 名前 {asked}")
        if asked and call.may(save.right)
        else "",
    )


def _segment_card(call: Call, segment: Segment, title: str = "") -> Card:
    condition = from_document(segment.condition)
    card = _count_card(call, condition, "public", title or f"#{segment.id} {segment.name}")
    users = users_of(call.session, segment.id)
    rows = (Row(call.words("segments_staff.condition"), _text(call, condition)), *card.rows)
    if users:
        rows += (Row(call.words("segments_staff.used_by"), "、".join(users)),)
    choices = card.choices
    if call.may("segments:write") and not title:
        acts = [Choice(one.verb, "text", text=f"{one.phrase} {segment.name}") for one in (rename, remove)]
        choices += tuple(acts)
    return Card(card.title, text=card.text, rows=rows, choices=choices)


def _text(call: Call, condition: Condition) -> str:
    return _typed(call, condition) or call.words("segments_staff.no_condition")


def _typed(call: Call, condition: Condition) -> str:
    """As it is typed; "" for everybody."""
    names = (
        {one.id: one.name for one in list_segments(call.session)}
        if any(isinstance(leaf, Within) for leaf in leaves(condition))
        else {}
    )
    return written(condition, catalog_of(call), names)


def _how(call: Call) -> Choice:
    return Choice(call.words("segments.how"), "text", text=call.words("segments.how_line"))


def _open(call: Call, segment: Segment) -> Choice:
    return Choice(call.words("segments_staff.open_card"), "text", text=f"対象 #{segment.id}")


def _undo(segment_id: int, before: dict[str, object] | None, after: dict[str, object] | None) -> UndoNote:
    return UndoNote((RowChange("segment", segment_id, before, after),))
