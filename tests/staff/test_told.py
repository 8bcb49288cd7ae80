"""Who hears that somebody came in with a code."""

from __future__ import annotations

from data.staff.invitations import invite
from tests.gate.talk import Person
from tests.staff.test_reach import code_in


def ears(town) -> set[str]:
    return {notice.line_user_id for notice in town.notices}


def test_of_a_code_made_on_the_server_everybody_hears_who_may_invite(town, chief, sato):
    town.member("Boss", "administrator")
    code = invite(town.session, role="administrator", name="新人", now=town.now)

    Person(town, "U-new").says(f"登録 {code}")

    assert ears(town) == {"U-Chief", "U-Boss"}


def test_of_a_code_made_in_the_chat_its_giver_hears(town, chief):
    boss = town.member("Boss", "administrator")
    code = code_in(boss.says("職員 招待 新人 管理者"))

    Person(town, "U-new").says(f"登録 {code}")

    assert ears(town) == {"U-Boss"}
