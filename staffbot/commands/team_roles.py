"""チーム 権限: the roles, given and the town's own, what each may, and which role a team adds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from data.fold import fold
from data.staff.models import StaffRole
from data.staff.rights import RIGHTS
from data.staff.roles import (
    LONGEST_NAME,
    EditedSince,
    RoleInfo,
    RoleNameRefused,
    RoleNameTaken,
    change_role,
    find_role,
    holders_of_role,
    list_roles,
    make_role,
    remove_role,
)
from data.teams.service import find_team
from data.undo import RowChange, UndoNote, snapshot_row
from dialogs.talk import Card, Choice, Row, Say, Speech
from dialogs.wording import load_wording
from staffbot.command import Arg, Call, Named, Preview, Reply, command
from staffbot.commands.staff_rights import unreadable
from staffbot.commands.teams import TEAMS
from staffbot.commands.viewers import ROLE, TEAM, role_key
from staffbot.lookup import SmallLookup
from staffbot.rights_named import (
    by_feature,
    feature_label,
    read_rights,
    right_label,
    rights_said,
    role_label,
    role_name,
    verbs_said,
)
from staffbot.seen import changes_since, note_seen, seen_revision

KIND = "role"
MAKE, CHANGE, REMOVE = "権限作成", "権限変更", "権限削除"
SHOWN = 20
_WORDS = load_wording()
_OFFSET = 1_000_000_000  # roles beside teams: a `Named` below it is a role, at or above zero a team
_ADDING = frozenset(map(fold, ("足す", "追加", "加える")))
_DROPPING = frozenset(map(fold, ("外す", "除外", "減らす")))
_NAMING = frozenset(map(fold, ("名前", "改名")))


def _teams_and_roles(session: Session) -> Iterable[tuple[Named, Sequence[str]]]:
    for named in TEAM.some(session, _OFFSET):
        yield named, ()
    for named in ROLE.some(session, _OFFSET):
        yield Named(named.id - _OFFSET, named.name, _WORDS("teams.a_role")), ()


TEAM_OR_ROLE = SmallLookup(_teams_and_roles)
WHAT = Arg("what", "text", "できること", required=False, max_length=500, example="足す FAQの編集")


@command(
    TEAMS,
    "権限",
    aliases=("けんげん",),
    args=(Arg("target", "name", "チームか権限の名前", required=False, lookup=TEAM_OR_ROLE), WHAT),
    right="teams:read",
    help="権限の一覧と、それぞれでできることを見ます。チームに加わる権限も変えられます。",
    example="チーム 権限 運用担当",
)
def rights(call: Call) -> Reply:
    target: Named | None = call.args.get("target")
    what = call.args.get("what", "").strip()
    if target is None:
        return Reply(Speech([_all_roles(call)]))
    if target.id > 0:
        return _of_team(call, target, what)
    named = Named(target.id + _OFFSET, target.name)
    if what:
        change_ = call.desk.registry.by_phrase(f"{TEAMS.word} {CHANGE}")
        assert change_ is not None
        return Reply(Speech(), then=(change_, {"role": named, "what": what}))
    return Reply(Speech([role_card(call, find_role(call.session, role_key(call.session, named)))]))


@command(
    TEAMS,
    MAKE,
    args=(
        Arg("name", "title", "新しい権限の名前", max_length=LONGEST_NAME, example="夜間当直", again=(RoleNameRefused,)),
        Arg("role", "name", "もとにする権限", lookup=ROLE),
    ),
    right="teams:write",
    undoable=True,
    help="新しい権限を、いまある権限をもとに作ります。",
    example="チーム 権限作成 夜間当直 運用担当",
)
def make(call: Call) -> Reply:
    _not_taken(call, call.args["name"])
    base = find_role(call.session, role_key(call.session, call.args["role"]))
    role = make_role(call.session, name=call.args["name"], rights=base.rights, by=call.staff)
    undo = UndoNote((RowChange(StaffRole.__tablename__, role.id, None, snapshot_row(role)),))
    said = Say(call.words("teams.role_made", name=role.name))
    return Reply(Speech([said, role_card(call, find_role(call.session, role.role_key))]), undo=undo)


@command(
    TEAMS,
    CHANGE,
    args=(Arg("role", "name", "権限の名前", lookup=ROLE), WHAT),
    right="teams:write",
    undoable=True,
    help="町で作った権限に、できることを足したり外したりします。名前も変えられます。",
    example="チーム 権限変更 夜間当直 足す FAQの編集",
)
def change(call: Call) -> Reply:
    words = call.words
    info = find_role(call.session, role_key(call.session, call.args["role"]))
    first, _, rest = call.args.get("what", "").replace("　", " ").strip().partition(" ")
    verb, rest = fold(first), rest.strip()
    if not first or info.is_given:
        said = [Say(words("errors.staff.role_fixed"))] if info.is_given else []
        return Reply(Speech([*said, role_card(call, info)]), outcome="refused" if info.is_given else "done")
    if verb in _NAMING and rest:
        _not_taken(call, rest, but=info.name or "")
        return _apply(call, info, name=rest)
    if verb not in _ADDING | _DROPPING:
        return Reply(
            Speech([Say(words("teams.how_to_change", name=role_label(info.name, info.key)))]), outcome="refused"
        )
    if not rest:
        return Reply(_choose(call, info, first, info.rights if verb in _DROPPING else set(RIGHTS) - info.rights))
    read = read_rights(call.session, call.desk.registry, rest)
    if not read.rights or read.unknown:
        return unreadable(call, read.unknown or (rest,))
    wanted = info.rights | set(read.rights) if verb in _ADDING else info.rights - set(read.rights)
    return _apply(call, info, rights=wanted)


def _removal(call: Call) -> Preview | None:
    info = find_role(call.session, role_key(call.session, call.args["role"]))
    if info.is_given or holders_of_role(call.session, info.key, call.now):
        return None  # the service refuses and says why
    card = role_card(call, info)
    shown = Card(call.words("teams.removing_role", name=info.name), rows=card.rows)
    return Preview(Speech([shown]), {"role": info.key, "revision": info.revision})


@command(
    TEAMS,
    REMOVE,
    args=(Arg("role", "name", "権限の名前", lookup=ROLE),),
    right="teams:write",
    dangerous=True,
    preview=_removal,
    undoable=True,
    help="町で作った権限を消します。だれかが持っている間は消せません。",
    example="チーム 権限削除 夜間当直",
)
def remove(call: Call) -> Reply:
    key = role_key(call.session, call.args["role"])
    info = find_role(call.session, key)
    found = call.session.get(StaffRole, info.id) if info.id is not None else None
    before = snapshot_row(found) if found is not None else None
    remove_role(call.session, role_key=key, by=call.staff, now=call.now)
    assert before is not None
    undo = UndoNote((RowChange(StaffRole.__tablename__, before["id"], before, None),))
    return Reply(Speech([Say(call.words("teams.role_removed", name=info.name))]), undo=undo)


def role_card(call: Call, info: RoleInfo) -> Card:
    """A role: who has it, and what it may, feature by feature."""
    words, registry, name = call.words, call.desk.registry, role_label(info.name, info.key)
    if info.id is not None:
        note_seen(call, KIND, info.id, info.revision, _shown(call, info))
    holders = holders_of_role(call.session, info.key, call.now)
    names = "、".join(holders[:SHOWN])
    names += words("staff.import.and_more", count=len(holders) - SHOWN) if len(holders) > SHOWN else ""
    may = by_feature(info.rights)
    rows = [Row(words("teams.holders"), names or words("teams.no_members"))]
    for feature in by_feature(RIGHTS):
        said = verbs_said(may.get(feature, ())) or words("people.may_nothing")
        rows.append(Row(feature_label(registry, feature), said))
    buttons = []
    if call.may(make.right):
        buttons.append(Choice(words("teams.copy"), "text", text=f"{TEAMS.word} {MAKE} {name}2 {name}"))
        if not info.is_given:
            line = f"{TEAMS.word} {CHANGE} #{info.id}"
            buttons += [Choice(words(f"teams.{key}"), "text", text=f"{line} {words(f'teams.{key}')}") for key in _STEPS]
            buttons.append(Choice("削除", "text", text=f"{TEAMS.word} {REMOVE} #{info.id}"))
    note = words("teams.given") if info.is_given else words("teams.naming", name=name)
    return Card(words("teams.role", name=name), rows=tuple(rows), choices=tuple(buttons), note=note)


_STEPS = ("add", "drop")


def _all_roles(call: Call) -> Card:
    words = call.words
    rows = []
    for info in list_roles(call.session):
        name = role_label(info.name, info.key)
        count = len(holders_of_role(call.session, info.key, call.now))
        opened = Choice(words("people.open"), "text", text=f"{TEAMS.word} 権限 {name}")
        line = words("teams.role_line", rights=len(info.rights), count=count)
        rows.append(Row(name, line, opened, is_record=True))
    choices = [Choice(words("teams.make_role"), "text", text=f"{TEAMS.word} {MAKE}")] if call.may(make.right) else []
    choices += [
        Choice(named.name, "text", text=f"{TEAMS.word} 権限 #{named.id}") for named in TEAM.some(call.session, SHOWN)
    ]
    return Card(words("teams.roles"), rows=tuple(rows), choices=tuple(choices), note=words("teams.roles_note"))


def _of_team(call: Call, target: Named, what: str) -> Reply:
    """What a team adds; a role's name after it changes that."""
    words, team = call.words, find_team(call.session, target.id)
    edit = call.desk.registry.by_phrase(f"{TEAMS.word} 編集")
    assert edit is not None
    if what:
        first, _, rest = what.partition(" ")
        role = rest.strip() if fold(first) in map(fold, ("権限", "役割")) and rest.strip() else what
        return Reply(Speech(), then=(edit, {"team": target, "item": "role", "value": role}))
    role_rights = find_role(call.session, team.role).rights if team.role else frozenset()
    note_seen(
        call,
        "team",
        team.id,
        team.revision,
        {words("people.items.name"): team.name, words("people.items.role"): role_name(call.session, team.role)},
    )
    rows = (
        Row(words("people.items.role"), role_name(call.session, team.role)),
        Row(words("teams.adds"), rights_said(call.desk.registry, role_rights) or words("people.none")),
    )
    choices = []
    if call.may(edit.right):
        line = f"{edit.phrase} #{team.id} {words('people.items.role')}"
        choices.append(Choice(words("teams.other_role"), "text", text=line))
    choices.append(Choice(words("teams.roles"), "text", text=f"{TEAMS.word} 権限"))
    return Reply(Speech([Card(words("people.rights_of_team", name=team.name), rows=rows, choices=tuple(choices))]))


def _not_taken(call: Call, name: str, but: str = "") -> None:
    """No role is called as a given one is: only here their names are known."""
    if fold(name) != fold(but) and ROLE.exact(call.session, {fold(name)}):
        raise RoleNameTaken(reason="taken", name=name, most=LONGEST_NAME)


def _shown(call: Call, info: RoleInfo) -> dict[str, str]:
    rights = rights_said(call.desk.registry, info.rights) or call.words("people.none")
    return {call.words("people.items.name"): info.name or "", call.words("teams.adds"): rights}


def _choose(call: Call, info: RoleInfo, verb: str, offered: Iterable[str]) -> Speech:
    wanted = set(offered)
    buttons = []
    for right in RIGHTS:
        if right in wanted and call.may(right):
            label = right_label(call.desk.registry, right)
            buttons.append(Choice(label, "text", text=f"{TEAMS.word} {CHANGE} #{info.id} {verb} {label}"))
    title = call.words("teams.choose", name=info.name, verb=verb)
    return Speech([Card(title, choices=tuple(buttons))])


def _apply(call: Call, info: RoleInfo, *, name: str | None = None, rights: Iterable[str] | None = None) -> Reply:
    words = call.words
    assert info.id is not None
    role = call.session.get(StaffRole, info.id)
    assert role is not None
    before, seen = snapshot_row(role), seen_revision(call, KIND, info.id)
    revision = info.revision if seen is None else seen
    try:
        change_role(call.session, role_key=info.key, by=call.staff, revision=revision, name=name, rights=rights)
    except EditedSince:
        lines = [words("errors.staff.edited", name=info.name)]
        for label, was, now in changes_since(call, KIND, info.id, _shown(call, info)):
            lines.append(words("people.changed_since", label=label, before=was, now=now))
        speech = Speech([Say("\n".join(lines)), role_card(call, info)])
        return Reply(speech, outcome="refused", audit_note=EditedSince.code)
    now_info = find_role(call.session, info.key)
    changed = [
        words("teams.changed", name=info.name, label=label, before=was, now=now)
        for (label, was), now in zip(_shown(call, info).items(), _shown(call, now_info).values(), strict=True)
        if was != now
    ]
    speech = Speech([Say("\n".join(changed) or words("people.same", name=info.name)), role_card(call, now_info)])
    undo = UndoNote((RowChange(StaffRole.__tablename__, info.id, before, snapshot_row(role)),)) if changed else None
    return Reply(speech, undo=undo)
