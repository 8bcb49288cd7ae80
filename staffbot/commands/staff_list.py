"""職員 取込 and 出力: the personnel change by CSV, shown whole before anything happens, and the list as a file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from data.clock import TOKYO
from data.csvtext import Table
from data.fold import fold
from data.staff.grants import running_grants
from data.staff.personnel import apply_personnel, find_list, personnel_rows
from data.staff.personnel_plan import Change, Fault, Leaver, PersonnelPlan, PersonnelWords, plan_personnel
from data.staff.roles import list_roles
from dialogs.talk import Card, Row, Say, Speech, Utterance
from dialogs.wording import load_wording
from staffbot.command import Arg, Call, Conditions, JobResult, Preview, Reply, command
from staffbot.commands.staff import STAFF, Chosen
from staffbot.commands.staff_shown import team_name
from staffbot.exports import ExportKind, export_command, give_file
from staffbot.imports import APPLY
from staffbot.rights_named import rights_said, role_label, role_name
from staffbot.taking import taking_command

READ, CODES = "read_staff_list", "staff_codes"
SHOWN = 20
_WORDS = load_wording()


def personnel_words(session: Session) -> PersonnelWords:
    """What may stand in the cells of the file."""
    roles: dict[str, str] = {}
    for role in list_roles(session):
        others = (role.key, *_WORDS.variants(f"staff.role_words.{role.key}")) if role.is_given else ()
        for word in (role_label(role.name, role.key), *others):
            roles.setdefault(fold(word), role.key)
    actions = {
        fold(word): action
        for action in ("add", "change", "remove")
        for word in _WORDS.variants(f"people.list.actions.{action}")
    }
    return PersonnelWords(roles, actions, frozenset(map(fold, _WORDS.variants("people.none_words"))))


def _preview(call: Call) -> Preview:
    kept = find_list(call.session, list_id=call.args["number"], staff_id=call.staff.id, now=call.now)
    plan = _plan(call, kept.rows)
    speech = Speech(list(plan_shown(call, plan, kept.file_name)))
    touched: list[Change | Leaver] = [*plan.changed, *plan.removed]
    revisions = {str(one.member.id): one.member.revision for one in touched}
    return Preview(speech, {"list": kept.id, "revisions": revisions, "refused": len(plan.refused)})


def _done(call: Call, result: JobResult) -> Reply:
    """The codes are made: what was done, and the link to their file, which works once."""
    said = Say(str(result.keep["said"]))
    if "file_id" not in result.found:
        return Reply(Speech([said, Say(call.words("people.list.codes_failed"))]), outcome="refused")
    given = give_file(call, result)
    return Reply(Speech([said, *given.speech.utterances, Say(call.words("people.list.codes_note"))]))


@command(
    STAFF,
    APPLY,
    args=(Arg("number", "ref", "取込の番号"),),
    right="staff:write",
    dangerous=True,
    preview=_preview,
    on_result=_done,
    is_listed=False,
    help="確かめた人事異動のファイルを取り込みます。",
    example=f"{STAFF.word} {APPLY} #1",
)
def take_now(call: Call) -> Reply:
    words = call.words
    kept = find_list(call.session, list_id=call.args["number"], staff_id=call.staff.id, now=call.now)
    if refused := _plan(call, kept.rows).refused:
        return Reply(Speech([Say(words("people.list.mend", count=len(refused)))]), outcome="refused")
    plan, invited = apply_personnel(
        call.session,
        list_id=kept.id,
        words=personnel_words(call.session),
        by=call.staff,
        now=call.now,
    )
    counts = {"new": len(plan.new), "changed": len(plan.changed), "removed": len(plan.removed)}
    said = words("people.list.applied", **counts)
    if not invited:
        return Reply(Speech([Say(said)]), audit_note=said, is_final=True)
    payload = {"invitation_ids": invited, "staff_id": call.staff.id, "basic_id": call.desk.staff_basic_id}
    call.order_job(CODES, payload, keep={"said": said, "title": words("people.list.codes")})
    return Reply(Speech(), audit_note=said, is_final=True)


def _read(call: Call, result: JobResult) -> Reply:
    words = call.words
    number = int(result.found["list_id"])
    kept = find_list(call.session, list_id=number, staff_id=call.staff.id, now=call.now)
    plan = _plan(call, kept.rows)
    speech = Speech()
    if unused := result.found.get("unused"):
        speech.add(Say(words("people.list.unused", columns="".join(f"「{one[:SHOWN]}」" for one in unused[:SHOWN]))))
    if not plan.refused and not plan.is_empty:
        return Reply(speech, then=(take_now, {"number": number}))
    speech.add(*plan_shown(call, plan, kept.file_name))
    if plan.refused:
        speech.add(Say(words("people.list.mend", count=len(plan.refused))))
    else:
        speech.add(Say(words("people.list.nothing")))
    return Reply(speech)


take = taking_command(
    STAFF,
    READ,
    _read,
    aliases=("人事異動",),
    right="staff:write",
    help="人事異動のCSVファイルで、職員をまとめて招き、変え、消します。実行の前に内容を確かめられます。",
)


def _plan(call: Call, rows: list[Mapping[str, Any]]) -> PersonnelPlan:
    return plan_personnel(call.session, rows, words=personnel_words(call.session), by=call.staff, now=call.now)


def plan_shown(call: Call, plan: PersonnelPlan, file_name: str) -> list[Utterance]:
    """The counts, then each group's rows by their numbers."""
    words = call.words
    counts = {
        "new": len(plan.new),
        "changed": len(plan.changed),
        "removed": len(plan.removed),
        "unchanged": plan.unchanged,
        "refused": len(plan.refused),
    }
    rows = [Row(words("staff.import.file_name"), file_name or "－")]
    rows += [
        Row(words(f"people.list.{name}"), words("people.list.count", count=count)) for name, count in counts.items()
    ]
    card = Card(words("people.list.title"), rows=tuple(rows), note="" if plan.refused else words("people.list.note"))
    lines: list[str] = []
    groups: tuple[tuple[str, list[str]], ...] = (
        ("refused", [_fault_line(call, one) for one in plan.refused]),
        ("new", [_line(call, "new", one.row_no, one.name, one.role, one.team_id) for one in plan.new]),
        ("changed", [_change_line(call, one) for one in plan.changed]),
        (
            "removed",
            [
                _line(call, "removed", one.row_no, one.member.name, one.member.role, one.member.team_id)
                for one in plan.removed
            ],
        ),
    )
    for name, group in groups:
        if group:
            more = [words("people.list.more", count=len(group) - SHOWN)] if len(group) > SHOWN else []
            lines += [words(f"people.list.lines.{name}"), *group[:SHOWN], *more]
    return [card, Say("\n".join(lines))] if lines else [card]


def _line(call: Call, kind: str, row_no: int, name: str, role: str, team_id: int | None) -> str:
    facts = {"row_no": row_no, "name": name, "role": role_name(call.session, role)}
    team = team_name(call.session, team_id) or call.words("people.no_team")
    return call.words(f"people.list.{kind}_line", team=team, **facts)


def _change_line(call: Call, one: Change) -> str:
    words, member = call.words, one.member
    parts = []
    for column, value in one.changes.items():
        if column == "role":
            before, now = role_name(call.session, member.role), role_name(call.session, value)
        elif column == "name":
            before, now = member.name, value
        else:
            after = None if column == "leaves_team" else value
            before, now = (team_name(call.session, key) or words("people.none") for key in (member.team_id, after))
        parts.append(words("people.list.change", before=before, now=now))
    return words("people.list.changed_line", row_no=one.row_no, name=member.name, what="、".join(parts))


def _fault_line(call: Call, fault: Fault) -> str:
    key = f"people.list.reasons.{fault.reason}"
    if key not in call.desk.words:
        key = f"staff.import.reasons.{fault.reason}"
    known = key in call.desk.words and call.desk.words.placeholders(key) <= set(fault.facts)
    reason = call.words(key, **fault.facts) if known else call.words("staff.import.reason")
    return call.words("people.list.refused_line", row_no=fault.row_no, name=fault.name, reason=reason)


def _file(session: Session, conditions: Conditions, now: datetime) -> Table:
    from staffbot.commands import REGISTRY

    columns = [_WORDS(f"people.list.columns.{name}") for name in _COLUMNS]
    chosen = Chosen(conditions)
    lent: dict[int, datetime] = {}
    for grant in running_grants(session, now=now):
        lent[grant.staff_id] = max(grant.until_at, lent.get(grant.staff_id, grant.until_at))
    rows: list[list[str | int]] = []
    for member in personnel_rows(session):
        role, team = role_name(session, member.role), team_name(session, member.team_id)
        state = _WORDS("staff.members.stopped") if member.stopped_at is not None else ""
        if not chosen.fits(member.name, role, team, state):
            continue
        until = lent.get(member.id)
        joined = member.joined_at.astimezone(TOKYO).date().isoformat()
        lent_until = "" if until is None else _WORDS("people.until", until=until)
        additions = rights_said(REGISTRY, member.additions.split())
        rows.append(["", member.id, member.name, role, team, additions, lent_until, state, joined])
    return Table.of(columns, rows)


_COLUMNS = ("action", "number", "name", "role", "team", "additions", "lent", "state", "joined")
EXPORT = ExportKind("staff", "職員一覧", _file)
export = export_command(STAFF, EXPORT, right="staff:export", help="職員の一覧をCSVかExcelのファイルにします。")
