"""職員 再発行 and forgetting a PIN: what administrators do for those who can't get in."""

from __future__ import annotations

from data.errors import DomainError
from data.ids import new_code
from data.links.service import LIFETIMES
from data.signin.models import Credential
from data.signin.pins import remove_pin
from data.signin.rules import BadSignInId, sign_in_id
from data.signin.service import INITIAL_FOR, OwnPin, SignInIdTaken, issue_credential, refuse_taken_id
from data.staff.identity import identity_of
from data.staff.models import StaffMember
from data.staff.roles import require_to_give
from data.staff.service import RIGHT, reach_member
from dialogs.render.line import render
from dialogs.talk import Card, Choice, Row, Say, Speech
from staffbot import pins
from staffbot.command import Arg, Call, JobResult, Named, Preview, Reply, command
from staffbot.commands.staff import MEMBER, STAFF
from staffbot.issuing import owner

JOB = "issue_password"
SIGN_IN = "/staff/sign-in"


class MemberStopped(DomainError):
    """A stopped member gets no password. `facts["name"]`."""

    code = "signin.stopped"


def _preview(call: Call) -> Preview | None:
    """What a new initial password ends; nothing to ask for a first one."""
    member = _member(call)
    found = call.session.get(Credential, member.id)
    if found is None:
        return None
    wanted = call.args.get("sign_in_id", found.sign_in_id)
    text = call.words("signin.issue.preview", name=member.name)
    card = Card(
        call.words("signin.issue.preview_title", name=member.name),
        text=text,
        rows=(Row(call.words("signin.issue.id"), wanted),),
    )
    return Preview(Speech([card]), {"member": member.id, "id": wanted, "changed": found.changed_at.isoformat()})


def _issued(call: Call, result: JobResult) -> Reply:
    """The hash is there: keep it, and show the password this once."""
    found = result.found
    if "hash" not in found:
        return Reply(Speech([Say(call.words("signin.issue.failed"))]), outcome="refused")
    member = _reached(call, found["staff_id"])
    if member.stopped_at is not None:
        raise MemberStopped(name=member.name)
    credential = issue_credential(
        call.session,
        staff_id=member.id,
        sign_in_id=found["sign_in_id"],
        password_hash=found["hash"],
        now=call.now,
    )
    if member.line_user_id and member.id != call.staff.id:
        told = call.words("signin.issue.told", by=call.staff.name, at=call.now)
        call.turn.tell("staff", member.line_user_id, *render(Speech([Say(told)]), None))
    return Reply(Speech([_shown(call, member, credential, str(found["sealed"]))]), is_final=True)


@command(
    STAFF,
    "再発行",
    aliases=("さいはっこう", "パスワード", "パスワード再発行", "パスワード 再発行"),
    args=(
        Arg("member", "name", "職員の名前", lookup=MEMBER),
        Arg(
            "sign_in_id",
            "word",
            "ID",
            required=False,
            max_length=60,
            example="sato",
            again=(BadSignInId, SignInIdTaken),
        ),
    ),
    right="staff:write",
    dangerous=True,
    preview=_preview,
    on_result=_issued,
    help="LINEのないパソコンで入るためのIDと、初めのパスワードを作ります。ロックも外れます。",
    example="職員 再発行 佐藤",
)
def reissue(call: Call) -> Reply:
    member = _member(call)
    found = call.session.get(Credential, member.id)
    if "sign_in_id" in call.args:
        wanted = sign_in_id(call.args["sign_in_id"])
    else:
        wanted = found.sign_in_id if found is not None else f"s-{new_code(1, 5).lower()}"
    refuse_taken_id(call.session, staff_id=member.id, sign_in_id=wanted)
    call.order_job(JOB, {"staff_id": member.id, "sign_in_id": wanted})
    return Reply(Speech())


@command(
    STAFF,
    "暗証番号取消",
    aliases=("暗証番号 取消", "暗証番号を消す"),
    args=(Arg("member", "name", "職員の名前", lookup=MEMBER),),
    right="staff:write",
    help="暗証番号を忘れた職員が、決め直せるようにします。",
    example="職員 暗証番号取消 佐藤",
)
def forget_pin(call: Call) -> Reply:
    named: Named = call.args["member"]
    reach_member(call.session, named.id, call.staff, call.now)
    if named.id == call.staff.id and pins.is_due(call):
        raise OwnPin
    key = "forgotten" if remove_pin(call.session, staff_id=named.id) else "no_pin"
    return Reply(Speech([Say(call.words(f"signin.pin.{key}", name=named.name))]), is_final=key == "forgotten")


def _member(call: Call) -> StaffMember:
    """The named one, when this person may change that account: a password opens everything its owner may do."""
    named: Named = call.args["member"]
    member = _reached(call, named.id)
    if member.stopped_at is not None:
        raise MemberStopped(name=named.name)
    return member


def _reached(call: Call, staff_id: int) -> StaffMember:
    member = reach_member(call.session, staff_id, call.staff, call.now)
    # Who was lent rights for a night must not come in as another when it is over.
    require_to_give(call.staff, RIGHT, identity_of(call.session, member, call.now).rights)
    return member


def _shown(call: Call, member: StaffMember, credential: Credential, sealed: str) -> Card:
    """In the chat of a phone the password itself; in a browser a link to it, because a transcript can be read again."""
    words = call.words
    rows = [
        Row(words("signin.issue.id"), credential.sign_in_id),
        Row(words("signin.issue.place"), f"{call.desk.public_url}{SIGN_IN}"),
    ]
    choices: tuple[Choice, ...] = ()
    if call.turn.channel == "console":
        payload = {"sealed": sealed, "owner": member.id, "name": member.name, "sign_in_id": credential.sign_in_id}
        token = call.desk.links.make(
            call.session, purpose="once", staff_id=call.staff.id, now=call.now, payload=payload
        )
        uri = f"{call.desk.public_url}/staff/once/{token}"
        choices = (Choice(words("signin.issue.show"), "uri", uri=uri, style="primary"),)
        minutes = int(LIFETIMES["once"].total_seconds() // 60)
        text = words("signin.issue.by_link", name=member.name, minutes=minutes)
    else:
        rows.insert(1, Row(words("signin.issue.password"), call.desk.sealer.unseal(sealed, owner(member.id))))
        text = words("signin.issue.text", name=member.name)
    title = words("signin.issue.title", name=member.name)
    return Card(
        title,
        text=text,
        rows=tuple(rows),
        choices=choices,
        note=words("signin.issue.note", hours=int(INITIAL_FOR.total_seconds() // 3600)),
        alt=title,
    )
