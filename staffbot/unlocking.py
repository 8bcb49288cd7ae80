"""職員 解除 takes away locks too: of the password, and of the PIN."""

from __future__ import annotations

from data.signin.service import unlock
from data.staff.models import StaffMember
from data.staff.service import reach_member
from dialogs.talk import Say, Speech
from staffbot.command import Call, Named, Reply


def unlocked(call: Call) -> Reply | None:
    """Unlock the named member; the answer when that was all; None when stopped, or not locked."""
    named: Named = call.args["member"]
    was_locked = unlock(call.session, staff_id=named.id, by_id=call.staff.id)
    member = call.session.get(StaffMember, named.id)
    if was_locked:
        # Whoever may more than this person does is out of reach; the refusal takes the unlocking back.
        reach_member(call.session, named.id, call.staff, call.now)
    if not was_locked or member is None or member.stopped_at is not None:
        return None
    return Reply(Speech([Say(call.words("signin.unlocked", name=member.name))]), is_final=True)
