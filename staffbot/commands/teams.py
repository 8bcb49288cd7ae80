"""チーム: the teams, who is in them, what they may, and telling a team or persons something."""

from __future__ import annotations

from typing import Any

from data.staff.models import StaffMember
from data.staff.roles import EditedSince, list_roles
from data.staff.service import find_member
from data.teams.models import Team
from data.teams.service import (
    LONGEST_NAME,
    TeamNameRefused,
    change_team,
    count_members,
    find_team,
    list_teams,
    make_team,
    members_of,
    remove_team,
    what_holds,
)
from data.undo import RowChange, UndoNote, snapshot_row
from dialogs.talk import Card, Choice, Row, Say, Speech
from staffbot import asking
from staffbot.args import item_arg
from staffbot.binding import Bound, read_answer
from staffbot.command import Arg, Call, Conditions, Named, Noun, Option, Preview, Reply, command
from staffbot.commands.editing import edit_line
from staffbot.commands.staff_shown import tell
from staffbot.commands.viewers import RECIPIENT, ROLE, TEAM, recipients_of, role_key
from staffbot.listing import list_speech, page_of
from staffbot.rights_named import role_label, role_name
from staffbot.seen import changes_since, note_seen, seen_revision

KIND = "team"
LONGEST_NOTICE = 1500
SHOWN = 20


def _state(call: Call) -> list[Row]:
    words, counts = call.words, count_members(call.session)
    rows = [
        Row(team.name, words("staff.members.people", count=counts.get(team.id, 0)))
        for team in call.session.scalars(list_teams().limit(SHOWN))
    ]
    return [*rows, Row(words("people.no_team"), words("staff.members.people", count=counts.get(None, 0)))]


TEAMS = Noun(
    "チーム",
    feature="teams",
    help="職員のチームを作り、チームごとの権限を決めます。",
    aliases=("ちーむ", "グループ", "班"),
    state=_state,
    state_right="teams:read",
)
NAME = Arg("team", "name", "チームの名前", lookup=TEAM)
_ITEMS = {"name": ("名前", "チーム名"), "role": ("権限", "役割", "ロール")}
_ROLE = Arg("role", "name", "権限", lookup=ROLE, required=False)
_NEW_NAME = Arg("value", "text", "新しい内容", required=False, max_length=LONGEST_NAME, again=(TeamNameRefused,))


@command(
    TEAMS,
    "一覧",
    aliases=("いちらん", "リスト"),
    args=(Arg("conditions", "conditions", "条件", required=False),),
    right="teams:read",
    help="チームと、その人数と権限を一覧にします。",
    example="チーム 一覧",
)
def list_all(call: Call) -> Reply:
    words, counts = call.words, count_members(call.session)
    conditions: Conditions = call.args.get("conditions", Conditions())
    rows = []
    for team in call.session.scalars(list_teams()):
        line = words("teams.line", count=counts.get(team.id, 0), role=role_name(call.session, team.role))
        if all(word in f"{team.name}{line}" for word in conditions.words):
            opened = Choice(words("people.open"), "text", text=f"{TEAMS.word} #{team.id}")
            rows.append(Row(f"#{team.id} {team.name}", line, opened))
    page = page_of(rows, conditions.page)
    first = [Choice("作成", "text", text=make.phrase)] if call.may(make.right) and not page.total else []
    title = words("teams.list")
    return Reply(list_speech(call, title, page, page.items, conditions=conditions, choices=first, table="teams"))


@command(
    TEAMS,
    "#N",
    args=(Arg("number", "ref", "番号"),),
    right="teams:read",
    help="チームを一つ、くわしく見ます。",
    example="チーム #1",
)
def show(call: Call) -> Reply:
    return Reply(Speech([team_card(call, find_team(call.session, call.args["number"]))]))


@command(
    TEAMS,
    "作成",
    aliases=("さくせい", "追加", "作る", "新規"),
    args=(
        Arg("name", "title", "新しいチームの名前", max_length=LONGEST_NAME, example="防災", again=(TeamNameRefused,)),
        _ROLE,
    ),
    right="teams:write",
    undoable=True,
    help="チームを作ります。権限を添えると、チームの全員に加わります。",
    example="チーム 作成 防災 運用担当",
)
def make(call: Call) -> Reply:
    named: Named | None = call.args.get("role")
    role = "" if named is None else role_key(call.session, named)
    team = make_team(call.session, name=call.args["name"], role=role, by=call.staff)
    undo = _undo(call, team.id, None, snapshot_row(team))
    return Reply(Speech([Say(call.words("teams.made", name=team.name)), team_card(call, team)]), undo=undo)


@command(
    TEAMS,
    "編集",
    aliases=("へんしゅう", "変更", "修正", "直す"),
    args=(
        NAME,
        item_arg(Option(words[0], item, words[1:]) for item, words in _ITEMS.items()),
        _NEW_NAME,
    ),
    right="teams:write",
    undoable=True,
    help="チームの名前と、チームに加わる権限を変えます。",
    example="チーム 編集 防災 権限 運用担当",
)
def edit(call: Call) -> Reply:
    words, team = call.words, find_team(call.session, call.args["team"].id)
    item, value = call.args.get("item"), call.args.get("value")
    if item is None:
        labels = "・".join(words_[0] for words_ in _ITEMS.values())
        said = [Say(words("editing.unknown_item", typed=value, labels=labels))] if value else []
        return Reply(Speech([*said, _items(call, team)]), outcome="refused" if value else "done")
    if value is None:
        return Reply(_question(call, team, item))
    if item == "name":
        return _apply(call, team, {"name": value})
    found = read_answer(call.session, _ROLE, value, call.today)
    if isinstance(found, Named):
        return _apply(call, team, {"role": role_key(call.session, found)})
    if value in call.desk.words.variants("people.none_words"):
        return _apply(call, team, {"role": ""})
    speech = _question(call, team, item)
    speech.utterances.insert(0, Say(words("staff.doubts.not_found", typed=value)))
    return Reply(speech, outcome="refused")


def _removal(call: Call) -> Preview | None:
    team = find_team(call.session, call.args["team"].id)
    if any(what_holds(call.session, team.id, call.now)):
        return None  # the service refuses and says who is in it
    title = call.words("teams.removing", name=team.name)
    return Preview(Speech([Card(title, rows=team_card(call, team).rows)]), {"id": team.id, "revision": team.revision})


@command(
    TEAMS,
    "削除",
    aliases=("さくじょ", "消す"),
    args=(NAME,),
    right="teams:write",
    dangerous=True,
    preview=_removal,
    undoable=True,
    help="だれもいないチームを消します。",
    example="チーム 削除 防災",
)
def remove(call: Call) -> Reply:
    team = find_team(call.session, call.args["team"].id)
    before = snapshot_row(team)
    remove_team(call.session, team_id=team.id, by=call.staff, now=call.now)
    undo = _undo(call, before["id"], before, None)
    return Reply(Speech([Say(call.words("teams.removed", name=before["name"]))]), undo=undo)


def _recipients(call: Call) -> list[StaffMember]:
    """The members who would hear it, each once, without the sender."""
    people: dict[int, StaffMember] = {}
    for named in recipients_of(call.session, call.args["target"]):
        found = members_of(call.session, named.id) if named.id > 0 else [find_member(call.session, -named.id)]
        people |= {member.id: member for member in found if member.stopped_at is None and member.id != call.staff.id}
    return list(people.values())


def _notice(call: Call) -> str:
    facts = {"target": call.args["target"].name, "text": call.args["text"], "name": call.staff.name}
    return call.words("teams.notice", **facts)


def _notice_preview(call: Call) -> Preview | None:
    words, people = call.words, _recipients(call)
    if not people:
        return None
    names = "、".join(member.name for member in people[:SHOWN])
    names += words("staff.import.and_more", count=len(people) - SHOWN) if len(people) > SHOWN else ""
    rows = (
        Row(words("teams.to"), call.args["target"].name),
        Row(words("teams.count"), words("staff.members.people", count=len(people))),
        Row(words("teams.names"), names),
    )
    speech = Speech([Card(words("teams.notify_title"), rows=rows), Say(_notice(call))])
    return Preview(speech, {"to": sorted(member.id for member in people)})


@command(
    TEAMS,
    "通知",
    aliases=("つうち", "連絡", "お知らせ"),
    args=(
        Arg("target", "name", "チームか職員の名前", lookup=RECIPIENT),
        Arg("text", "text", "伝えること", max_length=LONGEST_NOTICE, example="18時に防災会議を開きます。"),
    ),
    right="teams:notify",
    dangerous=True,
    preview=_notice_preview,
    help="チームの全員か、名前をあげた職員に、職員用のトークで知らせます。",
    example="チーム 通知 防災 18時に会議を開きます。",
)
def notify(call: Call) -> Reply:
    people = _recipients(call)
    if not people:
        said = call.words("teams.nobody", name=call.args["target"].name)
        return Reply(Speech([Say(said)]), outcome="refused")
    for member in people:
        tell(call, member, _notice(call))
    said = call.words("teams.sent", count=len(people))
    return Reply(Speech([Say(said)]), audit_note=said, is_final=True)


def shown_of(call: Call, team: Team) -> dict[str, str]:
    """What can be changed of a team, label -> value."""
    return {
        call.words("people.items.name"): team.name,
        call.words("people.items.role"): role_name(call.session, team.role),
    }


def team_card(call: Call, team: Team) -> Card:
    """One team: what it adds, who is in it, and its verbs."""
    words, shown = call.words, shown_of(call, team)
    note_seen(call, KIND, team.id, team.revision, shown)
    members = members_of(call.session, team.id)
    names = "、".join(member.name for member in members[:SHOWN])
    names += words("staff.import.and_more", count=len(members) - SHOWN) if len(members) > SHOWN else ""
    rows = [
        Row(words("people.items.role"), shown[words("people.items.role")]),
        Row(words("teams.members"), names or words("teams.no_members")),
    ]
    objects = what_holds(call.session, team.id, call.now)[1]
    if objects:
        rows.append(Row(words("teams.objects"), words("staff.import.count", count=objects)))
    buttons = []
    for verb in ("権限", "編集", "通知", "削除"):
        target = call.desk.registry.by_phrase(f"{TEAMS.word} {verb}")
        if target is not None and call.may(target.right):
            # A team and a person may share a name; only 権限 and 通知 look among both, and there #N is the team.
            buttons.append(Choice(verb, "text", text=f"{target.phrase} #{team.id}"))
    return Card(words("people.card", number=team.id, name=team.name), rows=tuple(rows), choices=tuple(buttons))


def _items(call: Call, team: Team) -> Card:
    words, shown = call.words, shown_of(call, team)
    note_seen(call, KIND, team.id, team.revision, shown)
    rows = tuple(
        Row(label, now, Choice(words("editing.mend"), "text", text=edit_line(TEAMS, team.id, _ITEMS[item][0])))
        for item, (label, now) in zip(_ITEMS, shown.items(), strict=True)
    )
    back = Choice(words("editing.back"), "text", text=f"{TEAMS.word} #{team.id}")
    return Card(words("editing.title", name=team.name), rows=rows, choices=(back,))


def _question(call: Call, team: Team, item: str) -> Speech:
    words, shown = call.words, shown_of(call, team)
    note_seen(call, KIND, team.id, team.revision, shown)
    label = _ITEMS[item][0]
    now = dict(zip(_ITEMS, shown.values(), strict=True))[item]
    told = words("editing.now", label=label, name=team.name, now=now)
    if item == "name":
        speech = asking.begin(call, Bound(values=call.args, open=[_NEW_NAME]))
        speech.utterances.insert(0, Say(told))
        return speech
    names = [role_label(role.name, role.key) for role in list_roles(call.session)] + [words("people.none")]
    choices = [Choice(name, "text", text=edit_line(TEAMS, team.id, label, name)) for name in names if name != now]
    return Speech([Card(label, text=told, choices=tuple(choices))])


def _apply(call: Call, team: Team, changes: dict[str, Any]) -> Reply:
    words = call.words
    before, shown = snapshot_row(team), shown_of(call, team)
    seen = seen_revision(call, KIND, team.id)
    try:
        change_team(
            call.session,
            team_id=team.id,
            revision=team.revision if seen is None else seen,
            by=call.staff,
            **changes,
        )
    except EditedSince:
        lines = [words("errors.staff.edited", name=team.name)]
        for label, was, now in changes_since(call, KIND, team.id, shown):
            lines.append(words("people.changed_since", label=label, before=was, now=now))
        speech = Speech([Say("\n".join(lines)), team_card(call, team)])
        return Reply(speech, outcome="refused", audit_note=EditedSince.code)
    after = shown_of(call, team)
    changed = [
        words("teams.changed", name=before["name"], label=label, before=shown[label], now=now)
        for label, now in after.items()
        if now != shown[label]
    ]
    speech = Speech([Say("\n".join(changed) or words("people.same", name=team.name)), team_card(call, team)])
    return Reply(speech, undo=_undo(call, team.id, before, snapshot_row(team)) if changed else None)


def _undo(call: Call, team_id: int, before: dict[str, Any] | None, after: dict[str, Any] | None) -> UndoNote:
    labels = {"name": call.words("people.items.name"), "role": call.words("people.items.role")}
    return UndoNote((RowChange(Team.__tablename__, team_id, before, after),), labels=labels)
