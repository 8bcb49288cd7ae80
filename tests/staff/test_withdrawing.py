"""職員 招待取消: a code that went to the wrong person, or was lost, lets nobody in."""

from __future__ import annotations

import pytest

from data.staff.identity import identify, identity_of
from data.staff.invitations import InvitationGone, invite, open_invitations, renew_codes, withdraw_invitation
from data.staff.models import Invitation, StaffMember
from data.staff.roles import NotAllowed
from tests.gate.sample import NOW
from tests.gate.talk import Person
from tests.staff.test_reach import code_in


def test_a_code_that_was_taken_back_says_so_and_lets_nobody_in(town, chief, sato):
    code = code_in(chief.says("職員 招待 新人 管理者"))
    boss = town.member("Boss", "administrator")

    assert "新人さんの招待を取り消しました" in boss.says("職員 招待取消 新人")

    assert "取り消されています" in Person(town, "U-new").says(f"登録 {code}")
    assert identify(town.session, "U-new") is None
    assert "招待中" not in chief.says("職員 一覧")


def test_the_list_has_a_button_for_it(town, chief):
    chief.says("職員 招待 新人 閲覧のみ")
    chief.says("職員 一覧")

    assert "新人さんの招待を取り消しました" in chief.taps("取り消す")


def test_of_two_with_one_name_it_asks_which(town, chief):
    chief.says("職員 招待 新人 閲覧のみ")
    chief.says("職員 招待 新人 運用担当")

    said = chief.says("職員 招待取消 新人")

    assert "どの招待" in said
    assert "運用担当" in said
    chief.taps("取り消す")
    assert len(open_invitations(town.session, now=town.now)) == 1


def test_without_a_name_it_shows_who_has_not_come_yet(town, chief):
    assert "いません" in chief.says("職員 招待取消")
    chief.says("職員 招待 新人 閲覧のみ")

    assert "新人" in chief.says("職員 招待取消")
    assert "招待中の人にいません" in chief.says("職員 招待取消 佐藤")


def test_a_code_that_was_used_is_not_taken_back(town, chief):
    code = code_in(chief.says("職員 招待 新人 閲覧のみ"))
    Person(town, "U-new").says(f"登録 {code}")

    assert "招待中の人にいません" in chief.says("職員 招待取消 新人")


def test_only_who_may_invite_takes_back(session):
    session.add(StaffMember(name="Mori", role="viewer", line_user_id="U-mori", joined_at=NOW))
    session.flush()
    mori = identity_of(session, session.query(StaffMember).one(), NOW)
    invite(session, role="viewer", name="新人", now=NOW)
    (waiting,) = open_invitations(session, now=NOW)

    with pytest.raises(NotAllowed):
        withdraw_invitation(session, invitation_id=waiting.id, by=mori, now=NOW)
    assert open_invitations(session, now=NOW) == [waiting]


def test_a_second_taking_back_finds_nothing_and_no_new_code_revives_it(town, chief):
    chief.says("職員 招待 新人 閲覧のみ")
    boss = identify(town.session, "U-Chief")
    number = town.session.query(Invitation).one().id
    withdraw_invitation(town.session, invitation_id=number, by=boss, now=town.now)

    with pytest.raises(InvitationGone):
        withdraw_invitation(town.session, invitation_id=number, by=boss, now=town.now)
    assert renew_codes(town.session, invitation_ids=[number], now=town.now) == []
