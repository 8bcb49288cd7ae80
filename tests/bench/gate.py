"""What knowing a person's rights and passing the gate adds to a staff command, against the command's own work.

    python -m tests.bench.gate

Floor: at most 100 µs a command (the PIN apart), for a member of a team with a role the town made and additions, on the
encrypted embedded database: who it is, the right, the savepoint, the audit row. The yardstick is 避難所 人数 itself.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from data.clock import TOKYO
from data.gateways.line.events import Incoming
from data.shelters.models import Shelter
from data.staff.grants import lend_rights
from data.staff.identity import identify
from data.staff.models import StaffMember
from data.staff.rights import RIGHTS, ROLES, StaffIdentity
from data.staff.roles import make_role
from data.teams.service import make_team
from data.turns.turn import Turn
from dialogs.talk import Speech
from staffbot.command import Call, Command, Named, Reply
from staffbot.commands import REGISTRY
from staffbot.gate import Gate
from tests.bench.rounds import Measured, alternate
from tests.databases import SqliteTemplate
from tests.gate.talk import make_desk

NOW = datetime(2026, 4, 10, 3, 0, tzinfo=UTC)
QUESTIONS = 2000
MEMBERS = 300
FLOOR_MICROSECONDS = 100.0
CHIEF = StaffIdentity(1, "chief", "administrator", rights=frozenset(RIGHTS))


def furnish(session: Session) -> tuple[Shelter, str]:
    """A town hall of MEMBERS people; the shelter, and the LINE id of the one who is measured."""
    role = make_role(session, name="night", rights=ROLES["operator"], by=CHIEF)
    team = make_team(session, name="fire", role="editor", by=CHIEF)
    for number in range(MEMBERS):
        session.add(
            StaffMember(
                name=f"member {number}",
                role=role.role_key,
                team_id=team.id,
                additions="faq:publish",
                line_user_id=f"U{number}",
                joined_at=NOW,
            )
        )
    shelter = Shelter(public_id="0" * 32, code="H-1", name="hall", latitude=38.7, longitude=140.1, changed_at=NOW)
    session.add(shelter)
    session.flush()
    return shelter, f"U{MEMBERS // 2}"


def ways(session: Session, shelter: Shelter, line_user_id: str) -> tuple[Callable[[int], object], ...]:
    """The command alone; knowing who it is; rights, gate and a command that does nothing; that command alone."""
    desk = replace(make_desk(), registry=REGISTRY)
    gate = Gate(desk)
    command = REGISTRY.by_phrase("避難所 人数")
    nothing = REGISTRY.by_phrase("メニュー")
    assert command is not None
    assert nothing is not None
    still = replace(nothing, run=lambda call: Reply(Speech()), right="shelters:status")
    turn = Turn("staff", line_user_id, Incoming("text", ""), 1, NOW, NOW, {}, {})
    today = NOW.astimezone(TOKYO).date()

    def call_of(staff: StaffIdentity, one: Command, **args: Any) -> Call:
        return Call(session, turn, staff, one, args, desk.words, desk, NOW, today)

    def own_work(number: int) -> object:
        return command.run(call_of(CHIEF, command, shelter=Named(shelter.id, shelter.name), count=number % 400))

    def known(number: int) -> object:
        return identify(session, line_user_id, NOW)

    def gated(number: int) -> object:
        staff = identify(session, line_user_id, NOW)
        assert staff is not None
        return gate.submit(call_of(staff, still))

    def bare(number: int) -> object:
        return still.run(call_of(CHIEF, still))

    return own_work, known, gated, bare


def main() -> int:
    """0 when the floor holds."""
    with tempfile.TemporaryDirectory() as folder:
        engine = SqliteTemplate(Path(folder)).copy(Path(folder)).engine()
        with Session(engine, expire_on_commit=False) as session:
            shelter, line_user_id = furnish(session)
            own, known, gated, bare = alternate(range(QUESTIONS), *ways(session, shelter, line_user_id))
            lend_rights(
                session,
                staff_id=MEMBERS // 2 + 1,
                rights=["faq:export"],
                until=NOW + timedelta(hours=8),
                by=CHIEF,
                now=NOW,
            )
            (lent,) = alternate(range(QUESTIONS), ways(session, shelter, line_user_id)[1])
        engine.dispose()
    added = (gated.mean - bare.mean) * 1e6
    print(f"the command's own work   {_us(own)}")
    print(f"who it is, which rights  {_us(known)}   (with a running grant {_us(lent)})")
    share = added / own.mean / 1e6
    print(f"rights and gate add      {added:7.1f} us   (floor {FLOOR_MICROSECONDS:.0f} us)")
    print(f"                         {share:7.2f} x the command's own work")
    return 0 if added <= FLOOR_MICROSECONDS else 1


def _us(one: Measured) -> str:
    return f"{one.mean * 1e6:7.1f} us"


if __name__ == "__main__":
    sys.exit(main())
