"""The PIN at the counter: when a dangerous command asks for it, and the small dialog that sets it.

What is typed as a PIN is masked before anything is kept of it: in the conversation log, on the console, in the audit.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from data.audit.chain import AuditEntry, Outcome
from data.signin.pins import (
    BadPin,
    check_new_pin,
    has_pin,
    locked_until,
    pin_digits,
    set_pin,
    tries_left,
    try_pin,
)
from data.staff.rights import StaffIdentity
from data.turns.conversation import mask_console_message
from data.turns.turn import Turn
from dialogs.talk import Choice, Say, Speech
from staffbot.desk import Desk
from staffbot.lock_alerts import locked_notices

if TYPE_CHECKING:
    from staffbot.command import Call

MASK = "****"
NOUN = "暗証番号"
SET = f"{NOUN} 設定"
# The counter notes that somebody is at work this often, not with each word.
NOTED_EVERY = timedelta(minutes=10)


def note_activity(turn: Turn) -> None:
    """Remember when this person last did something here; after the town's idle hours the PIN is due."""
    hours = int(_town(turn).get("pin_idle_hours", 0))
    if not hours:
        turn.tracker.pop("pin_due", None)
        return
    seen_at = turn.tracker.get("seen_at")
    idle = None if seen_at is None else turn.now - datetime.fromisoformat(seen_at)
    if idle is None or idle >= timedelta(hours=hours):
        turn.tracker["pin_due"] = True
    if idle is None or not timedelta(0) <= idle < NOTED_EVERY:
        turn.tracker["seen_at"] = turn.now.isoformat()


def is_open(turn: Turn) -> bool:
    """Whether the next text is a PIN."""
    return "pin" in turn.tracker


def is_due(call: Call) -> bool:
    """Whether this person's PIN has to be given before a dangerous command."""
    return bool(call.turn.tracker.get("pin_due")) and has_pin(call.session, call.staff.id)


def hold(call: Call, pending: dict[str, Any]) -> Speech | None:
    """Ask for the PIN before a confirmed command runs; None when nothing needs to be asked."""
    turn = call.turn
    if not turn.tracker.get("pin_due"):
        return None
    until = locked_until(call.session, staff_id=call.staff.id, now=call.now)
    if until is not None:
        _audit(call.desk, call.session, turn, call.staff, "refused", "locked")
        return Speech([Say(call.words("signin.pin.locked", until=until))])
    if has_pin(call.session, call.staff.id):
        turn.tracker["pin"] = {"for": "run", "pending": pending}
        return Speech([Say(call.words("signin.pin.ask", command=call.command.phrase))], [_leave(call.desk)])
    if _town(turn).get("pin_required"):
        _audit(call.desk, call.session, turn, call.staff, "refused", "none")
        return Speech([Say(call.words("signin.pin.needed"))], [Choice(SET, "text", text=SET)])
    return None


def begin(call: Call, typed: str) -> Speech:
    """暗証番号 設定: the present PIN first when there is one, then a new one twice. `typed`: what came with it."""
    if typed:
        mask(call.session, call.turn)
    until = locked_until(call.session, staff_id=call.staff.id, now=call.now)
    if until is not None:
        return Speech([Say(call.words("signin.pin.locked", until=until))])
    step = "current" if has_pin(call.session, call.staff.id) else "new"
    call.turn.tracker["pin"] = {"for": "set", "step": step}
    lead = [Say(call.words("signin.pin.not_here"))] if typed else []
    return Speech([*lead, Say(call.words(f"signin.pin.{step}"))], [_leave(call.desk)])


def drop(turn: Turn) -> dict[str, Any]:
    """Stop asking; what was asked."""
    asked: dict[str, Any] = turn.tracker.pop("pin")
    return asked


def mask(session: Session, turn: Turn) -> None:
    """Keep nothing of what was typed: neither in the conversation log nor in the console's transcript."""
    if turn.channel == "console":
        mask_console_message(session, turn.line_user_id, turn.incoming.text, MASK)
    turn.said = MASK
    turn.place = f"staff/{NOUN}"


def take(desk: Desk, session: Session, turn: Turn, staff: StaffIdentity) -> tuple[Speech, dict[str, Any] | None]:
    """A text where a PIN was asked for: what to say, or (empty speech, the confirmation) when a command may go on."""
    mask(session, turn)
    asked = turn.tracker["pin"]
    typed = turn.incoming.text
    if asked["for"] == "set" and asked["step"] != "current":
        return _new(desk, session, turn, staff, asked, typed), None
    verdict = try_pin(session, desk.sealer, staff_id=staff.id, typed=typed, now=turn.now)
    if verdict != "right":
        return _wrong(desk, session, turn, staff, verdict), None
    if asked["for"] == "run":
        drop(turn)
        turn.tracker.pop("pin_due", None)
        return Speech(), asked["pending"]
    turn.tracker["pin"] = {**asked, "step": "new"}
    return Speech([Say(desk.words("signin.pin.new"))], [_leave(desk)]), None


def _new(desk: Desk, session: Session, turn: Turn, staff: StaffIdentity, asked: dict[str, Any], typed: str) -> Speech:
    digest = desk.sealer.digest("new pin", str(staff.id), pin_digits(typed))
    if asked["step"] == "new":
        try:
            check_new_pin(typed)
        except BadPin as refused:
            return Speech([Say(desk.words.error(refused, "staff"))], [_leave(desk)])
        turn.tracker["pin"] = {"for": "set", "step": "again", "digest": digest}
        return Speech([Say(desk.words("signin.pin.again"))], [_leave(desk)])
    if digest != asked["digest"]:
        turn.tracker["pin"] = {"for": "set", "step": "new"}
        return Speech([Say(desk.words("signin.pin.differs"))], [_leave(desk)])
    drop(turn)
    set_pin(session, desk.sealer, staff_id=staff.id, digits=pin_digits(typed), now=turn.now)
    turn.tracker.pop("pin_due", None)
    _audit(desk, session, turn, staff, "done", "", action=SET)
    hours = int(_town(turn).get("pin_idle_hours", 0))
    key = "set" if hours else "set_unused"
    lines = [desk.words(f"signin.pin.{key}", hours=hours)]
    if turn.channel != "console":  # there it is masked already; what lies in LINE only its sender can take back
        lines.append(desk.words("signin.pin.take_back"))
    return Speech([Say("\n".join(lines))])


def _wrong(desk: Desk, session: Session, turn: Turn, staff: StaffIdentity, verdict: str) -> Speech:
    _audit(desk, session, turn, staff, "refused", verdict)
    if verdict == "wrong":
        said = desk.words("signin.pin.wrong", left=tries_left(session, staff.id))
        return Speech([Say(said)], [_leave(desk)])
    drop(turn)
    for notice in locked_notices(
        session, staff_id=staff.id, name=staff.name, address="", now=turn.now, words=desk.words, kind="pin"
    ):
        if notice.line_user_id != turn.line_user_id:
            turn.tell(notice.channel, notice.line_user_id, *notice.messages)
    until = locked_until(session, staff_id=staff.id, now=turn.now)
    return Speech([Say(desk.words("signin.pin.locked", until=until or turn.now))])


def _audit(
    desk: Desk, session: Session, turn: Turn, staff: StaffIdentity, outcome: Outcome, why: str, *, action: str = NOUN
) -> None:
    payload = {"reason": why} if why else {}
    entry = AuditEntry(staff.id, staff.name, turn.channel, action, outcome, payload)
    desk.chain.append(session, entry, now=turn.now)


def _town(turn: Turn) -> Any:
    return turn.snapshots.get("town", {})


def _leave(desk: Desk) -> Choice:
    label = desk.words("dialog.label.leave")
    return Choice(label, "text", text=label)
