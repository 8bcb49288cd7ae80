"""職員 権限: why somebody may or may not, and rights added to one account or taken from it."""

from __future__ import annotations

from collections.abc import Iterable

from data.fold import fold
from data.staff.explain import Reason, explain_right, sights_of, sources_of
from data.staff.grants import running_grants
from data.staff.identity import identity_of
from data.staff.models import StaffMember
from data.staff.rights import RIGHTS
from data.staff.roles import EditedSince
from data.staff.service import change_member, find_member
from data.undo import snapshot_row
from dialogs.talk import Card, Choice, Row, Say, Speech, Utterance
from staffbot.command import Arg, Call, Reply, command
from staffbot.commands.staff import NAME, STAFF
from staffbot.commands.staff_shown import edited_meanwhile, see, seen, shown_of, team_name, tell, undo_of_member
from staffbot.rights_named import (
    by_feature,
    commands_with,
    feature_label,
    read_rights,
    right_label,
    rights_said,
    role_name,
    verbs_said,
)

WHAT = Arg("what", "text", "できること", required=False, max_length=500, example="避難所の状態の変更")
ADD, DROP, LEND, TAKE = "権限追加", "権限除外", "権限付与", "権限取消"
# What may follow the name: 職員 権限 森 付与 避難所 8時間.
_SUBS = {
    fold(word): verb
    for verb, words in {
        ADD: ("追加", "足す", "加える"),
        DROP: ("外す", "除外", "減らす"),
        LEND: ("付与", "臨時", "一時", "貸す"),
        TAKE: ("取消", "取り消し", "取り上げる", "終了"),
    }.items()
    for word in words
}


@command(
    STAFF,
    "権限",
    aliases=("けんげん",),
    args=(NAME, WHAT),
    right="staff:read",
    help="その職員に何ができるか、なぜできるか・できないかを示します。",
    example="職員 権限 佐藤 避難所 開設",
)
def rights(call: Call) -> Reply:
    member = find_member(call.session, call.args["member"].id)
    what = call.args.get("what", "").strip()
    first, _, rest = what.replace("　", " ").partition(" ")
    verb = _SUBS.get(fold(first))
    if verb is not None:
        target = call.desk.registry.by_phrase(f"{STAFF.word} {verb}")
        assert target is not None
        args = {"member": call.args["member"]} | ({"what": rest.strip()} if rest.strip() and verb != TAKE else {})
        return Reply(Speech(), then=(target, args))
    if not what:
        return Reply(Speech([_overview(call, member)]))
    read = read_rights(call.session, call.desk.registry, what)
    if not read.rights or read.unknown:
        return unreadable(call, read.unknown or (what,))
    return Reply(Speech(list[Utterance](_explained(call, member, right) for right in read.rights[:5])))


@command(
    STAFF,
    ADD,
    args=(NAME, WHAT),
    right="staff:write",
    undoable=True,
    help="一人の職員に、役割のほかにできることを足します。",
    example="職員 権限追加 佐藤 FAQの編集",
)
def add(call: Call) -> Reply:
    return _change_additions(call, is_adding=True)


@command(
    STAFF,
    DROP,
    args=(NAME, WHAT),
    right="staff:write",
    undoable=True,
    help="一人の職員に足した、できることを外します。",
    example="職員 権限除外 佐藤 FAQの編集",
)
def drop(call: Call) -> Reply:
    return _change_additions(call, is_adding=False)


def _change_additions(call: Call, *, is_adding: bool) -> Reply:
    member = find_member(call.session, call.args["member"].id)
    present = set(member.additions.split())
    what = call.args.get("what", "")
    if not what:
        offered = set(RIGHTS) - identity_of(call.session, member).rights if is_adding else present
        return Reply(choose_rights(call, member, offered))
    read = read_rights(call.session, call.desk.registry, what)
    if not read.rights or read.unknown:
        return unreadable(call, read.unknown or (what,))
    before, shown = snapshot_row(member), shown_of(call, member)
    wanted = present | set(read.rights) if is_adding else present - set(read.rights)
    try:
        change_member(
            call.session,
            staff_id=member.id,
            by=call.staff,
            now=call.now,
            revision=seen(call, member),
            additions=wanted,
        )
    except EditedSince:
        return edited_meanwhile(call, member.id)
    words, label = call.words, call.words("people.items.additions")
    now = shown_of(call, member)[label]
    see(call, member)
    said = words("people.changed", name=member.name, label=label, before=shown[label], now=now)
    opened = Choice(words("people.rights_of", name=member.name), "text", text=f"{STAFF.word} 権限 #{member.id}")
    if wanted == present:
        return Reply(Speech([Say(words("people.same", name=member.name))], [opened]))
    tell(call, member, words("people.told_changed", what=said, name=call.staff.name))
    undo = undo_of_member(call, member.id, before, snapshot_row(member))
    return Reply(Speech([Say(said)], [opened]), undo=undo, audit_note=rights_said(call.desk.registry, read.rights))


def unreadable(call: Call, typed: Iterable[str]) -> Reply:
    """A word that names no right; how they are named, with the features to tap."""
    registry, words = call.desk.registry, call.words
    features = "・".join(feature_label(registry, feature) for feature in by_feature(RIGHTS))
    said = words("people.no_such_right", typed="」「".join(typed)[:60], features=features)
    return Reply(Speech([Say(said)]), outcome="refused")


def choose_rights(call: Call, member: StaffMember, offered: Iterable[str]) -> Speech:
    """The rights to tap, feature by feature; only what the person could give."""
    mine = [right for right in RIGHTS if right in set(offered) and call.may(right)]
    buttons = [
        Choice(
            right_label(call.desk.registry, right),
            "text",
            text=f"{call.command.phrase} #{member.id} {right_label(call.desk.registry, right)}",
        )
        for right in mine
    ]
    if not buttons:
        return Speech([Say(call.words("people.nothing_to_choose", name=member.name))])
    title = call.words("people.choose_right", name=member.name)
    return Speech([Card(title, choices=tuple(buttons))])


def _overview(call: Call, member: StaffMember) -> Card:
    """Role, team, additions, grants, objects, then what that makes possible, feature by feature."""
    words, session, registry = call.words, call.session, call.desk.registry
    see(call, member)
    held = sources_of(session, member, call.now)
    all_rights = frozenset().union(*held.values()) if member.stopped_at is None else frozenset()
    team = team_name(session, member.team_id)
    rows = [Row(words("people.source.role"), role_name(session, member.role))]
    more = rights_said(registry, held["team"] - held["role"])
    team_said = words("people.team_gives", team=team, rights=more) if more else team
    rows.append(Row(words("people.source.team"), team_said or words("people.none")))
    additions = rights_said(registry, held["addition"])
    rows.append(Row(words("people.source.addition"), additions or words("people.none")))
    for grant in running_grants(session, staff_id=member.id, now=call.now):
        lent = rights_said(registry, grant.rights.split())
        rows.append(Row(words("people.source.grant"), words("people.lent_until", rights=lent, until=grant.until_at)))
    for sight in sights_of(session, member, all_rights):
        key = f"people.kinds.{sight.kind}"
        kind = words(key) if key in call.desk.words else sight.kind
        seen_said = words("people.sees", limited=sight.limited, seen=sight.seen)
        rows.append(Row(words("people.source.object", kind=kind), seen_said))
    may = by_feature(all_rights)
    for feature in by_feature(RIGHTS):
        opened = f"{STAFF.word} 権限 #{member.id} {feature_label(registry, feature)}"
        why = Choice(words("people.why"), "text", text=opened)
        said = verbs_said(may.get(feature, ())) or words("people.may_nothing")
        rows.append(Row(feature_label(registry, feature), said, why))
    text = words("people.is_stopped") if member.stopped_at is not None else ""
    return Card(
        words("people.rights_of", name=member.name),
        text=text,
        rows=tuple(rows),
        choices=tuple(_steps(call, member, bool(held["grant"]))),
    )


def _steps(call: Call, member: StaffMember, has_lent: bool) -> Iterable[Choice]:
    verbs = [LEND, ADD] + ([DROP] if member.additions else []) + ([TAKE] if has_lent else [])
    for verb in verbs:
        target = call.desk.registry.by_phrase(f"{STAFF.word} {verb}")
        if target is not None and call.may(target.right) and member.stopped_at is None:
            yield Choice(call.words(f"people.steps.{verb}"), "text", text=f"{target.phrase} #{member.id}")
    if call.may("staff:write"):
        yield Choice(call.words("people.steps.編集"), "text", text=f"{STAFF.word} 編集 #{member.id} 権限")


def _explained(call: Call, member: StaffMember, right: str) -> Card:
    """One right: what each source says, in order, and what it opens."""
    words, registry = call.words, call.desk.registry
    reasons = explain_right(call.session, member, right, call.now)
    may = any(reason.gives for reason in reasons) and member.stopped_at is None
    rows = [Row(words(f"people.source.{reason.source}"), _reason(call, reason)) for reason in reasons]
    opens = commands_with(registry, right)
    rows += [Row(words("people.opens"), opens)] if opens else []
    steps = []
    if not may and member.stopped_at is None and call.may("staff:write") and call.may(right):
        label = right_label(registry, right)
        for verb in (LEND, ADD):
            line = f"{STAFF.word} {verb} #{member.id} {label}"
            steps.append(Choice(words(f"people.steps.{verb}"), "text", text=line))
    text = words("people.is_stopped") if member.stopped_at is not None else ""
    title = words("people.may" if may else "people.may_not", name=member.name, right=right_label(registry, right))
    return Card(title, text=text, rows=tuple(rows), choices=tuple(steps))


def _reason(call: Call, reason: Reason) -> str:
    words = call.words
    answer = words("people.gives" if reason.gives else "people.gives_not")
    if reason.source == "grant":
        return words("people.until", until=reason.until) if reason.until is not None else words("people.none")
    if reason.source == "addition":
        return answer if reason.gives else words("people.none")
    role = role_name(call.session, reason.role)
    if reason.source == "role":
        return words("people.by_role", role=role, answer=answer)
    if not reason.team:
        return words("people.no_team")
    if not reason.role:
        return words("people.team_without_role", team=reason.team)
    return words("people.by_team", team=reason.team, role=role, answer=answer)
