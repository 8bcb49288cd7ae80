"""職員 編集, 異動, 削除: one account's name, role and team, and taking it out for good."""

from __future__ import annotations

from typing import Any

from data.staff.invitations import LONGEST_NAME
from data.staff.models import StaffMember
from data.staff.roles import EditedSince, list_roles
from data.staff.service import Yourself, change_member, delete_member, find_member, keep_an_administrator
from data.undo import snapshot_row
from dialogs.talk import Card, Choice, Row, Say, Speech
from staffbot import asking
from staffbot.args import item_arg
from staffbot.binding import Bound, Doubt, read_answer
from staffbot.command import Arg, Call, Named, Option, Preview, Reply, command
from staffbot.commands.editing import edit_line
from staffbot.commands.staff import NAME, STAFF
from staffbot.commands.staff_shown import edited_meanwhile, member_card, see, seen, shown_of, tell, undo_of_member
from staffbot.commands.viewers import ROLE, TEAM_OR_NONE, role_key
from staffbot.questions import CHOSEN_AMONG
from staffbot.rights_named import role_label

_ITEMS = {"name": ("名前", "氏名"), "role": ("権限", "役割", "ロール"), "team": ("チーム", "所属", "班")}
_ROLE = Arg("role", "name", "権限", lookup=ROLE)
_TEAM = Arg("team", "name", "チーム", lookup=TEAM_OR_NONE)
_NEW_NAME = Arg("value", "text", "新しい内容", required=False, max_length=LONGEST_NAME)


@command(
    STAFF,
    "編集",
    aliases=("へんしゅう", "変更", "修正", "直す"),
    args=(
        NAME,
        item_arg(Option(words[0], item, words[1:]) for item, words in _ITEMS.items()),
        _NEW_NAME,
    ),
    right="staff:write",
    undoable=True,
    help="職員の名前、権限、チームを変えます。",
    example="職員 編集 佐藤 権限 編集担当",
)
def edit(call: Call) -> Reply:
    member = find_member(call.session, call.args["member"].id)
    item, value = call.args.get("item"), call.args.get("value")
    if item is None:
        return Reply(_items(call, member, value or ""), outcome="refused" if value else "done")
    if value is None:
        return Reply(_question(call, member, item))
    if item == "name":
        return _apply(call, member, {"name": value})
    arg = _ROLE if item == "role" else _TEAM
    found = read_answer(call.session, arg, value, call.today)
    if not isinstance(found, Named):
        speech = _question(call, member, item)
        reason = "ambiguous" if isinstance(found, Doubt) and found.reason == "ambiguous" else "not_found"
        speech.utterances.insert(0, Say(call.words(f"staff.doubts.{reason}", typed=value)))
        return Reply(speech, outcome="refused")
    if item == "role":
        if member.id == call.staff.id:
            keep_an_administrator(call.session, member)
            raise Yourself(name=member.name)
        return _apply(call, member, {"role": role_key(call.session, found)})
    return _apply(call, member, _to_team(found))


@command(
    STAFF,
    "異動",
    aliases=("いどう", "移動", "配置"),
    args=(NAME, _TEAM),
    right="staff:write",
    undoable=True,
    help="職員を別のチームに移します。",
    example="職員 異動 佐藤 防災",
)
def transfer(call: Call) -> Reply:
    member = find_member(call.session, call.args["member"].id)
    return _apply(call, member, _to_team(call.args["team"]))


def _to_team(named: Named) -> dict[str, Any]:
    return {"team_id": named.id} if named.id else {"leaves_team": True}


def _apply(call: Call, member: StaffMember, changes: dict[str, Any]) -> Reply:
    """Change it, unless somebody else did since this person looked; the member is told."""
    before, shown = snapshot_row(member), shown_of(call, member)
    try:
        change_member(
            call.session, staff_id=member.id, by=call.staff, now=call.now, revision=seen(call, member), **changes
        )
    except EditedSince:
        return edited_meanwhile(call, member.id)
    words = call.words
    lines = [
        words("people.changed", name=before["name"], label=label, before=shown[label], now=now)
        for label, now in shown_of(call, member).items()
        if now != shown[label]
    ]
    see(call, member)
    opened = Choice(words("people.open"), "text", text=f"{STAFF.word} #{member.id}")
    if not lines:
        return Reply(Speech([Say(words("people.same", name=member.name))], [opened]))
    tell(call, member, words("people.told_changed", what="\n".join(lines), name=call.staff.name))
    undo = undo_of_member(call, member.id, before, snapshot_row(member))
    return Reply(Speech([Say("\n".join(lines))], [opened]), undo=undo, audit_note="；".join(lines))


def _items(call: Call, member: StaffMember, typed: str) -> Speech:
    words = call.words
    rows = []
    for item, now in zip(_ITEMS, shown_of(call, member).items(), strict=False):
        mend = Choice(words("editing.mend"), "text", text=edit_line(STAFF, member.id, _ITEMS[item][0]))
        rows.append(Row(now[0], now[1], mend))
    see(call, member)
    back = Choice(words("editing.back"), "text", text=f"{STAFF.word} #{member.id}")
    more = Choice(words("people.additions"), "text", text=f"{STAFF.word} 権限 #{member.id}")
    card = Card(words("editing.title", name=member.name), rows=tuple(rows), choices=(more, back))
    if not typed:
        return Speech([card])
    labels = "・".join(words_[0] for words_ in _ITEMS.values())
    return Speech([Say(words("editing.unknown_item", typed=typed, labels=labels)), card])


def _question(call: Call, member: StaffMember, item: str) -> Speech:
    """The present value, and the choices to tap; a name is typed."""
    words = call.words
    label = _ITEMS[item][0]
    now = dict(zip(_ITEMS, shown_of(call, member).values(), strict=False))[item]
    told = words("editing.now", label=label, name=member.name, now=now)
    see(call, member)
    if item == "name":
        speech = asking.begin(call, Bound(values=call.args, open=[_NEW_NAME]))
        speech.utterances.insert(0, Say(told))
        return speech
    if item == "role":
        names = [role_label(role.name, role.key) for role in list_roles(call.session)]
    else:
        names = [named.name for named in TEAM_OR_NONE.some(call.session, CHOSEN_AMONG)]
    choices = [Choice(name, "text", text=edit_line(STAFF, member.id, label, name)) for name in names if name != now]
    return Speech([Card(label, text=told, choices=tuple(choices))])


def _removal(call: Call) -> Preview:
    member = find_member(call.session, call.args["member"].id)
    keep_an_administrator(call.session, member)
    if member.id == call.staff.id:
        raise Yourself(name=member.name)
    card = member_card(call, member)
    title = call.words("people.removing", name=member.name)
    shown = Card(title, text=call.words("people.removing_text"), rows=card.rows)
    return Preview(Speech([shown]), {"id": member.id, "revision": member.revision})


@command(
    STAFF,
    "削除",
    aliases=("さくじょ", "消す", "退職"),
    args=(NAME,),
    right="staff:write",
    dangerous=True,
    preview=_removal,
    help="職員の登録を消します。もう一度使うには、新しい招待がいります。",
    example="職員 削除 佐藤",
)
def remove(call: Call) -> Reply:
    member = find_member(call.session, call.args["member"].id)
    delete_member(call.session, staff_id=member.id, by=call.staff, now=call.now)
    return Reply(Speech([Say(call.words("people.removed", name=member.name))]), is_final=True)
