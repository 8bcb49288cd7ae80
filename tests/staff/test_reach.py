"""Nobody gets further than he may: by taking back, by what was lent to him, by codes of before, by his own lock."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from data.sessions.models import StaffSession
from data.staff.grants import lend_rights
from data.staff.identity import identify
from data.staff.models import Invitation, StaffMember, StaffRole
from data.staff.rights import RIGHTS, ROLES
from data.teams.models import Team
from data.town.networks import list_networks
from tests.gate.talk import Person


def row(town, name):
    return town.session.scalars(select(StaffMember).where(StaffMember.name == name)).one()


def demote(town, name, *rights):
    """He keeps only these."""
    member = row(town, name)
    member.role, member.additions = "viewer", " ".join(rights)
    town.session.flush()


def lend(town, name, rights):
    boss = town.member("Boss", "administrator")
    by = identify(town.session, boss.line_user_id, town.now)
    until = town.now + timedelta(hours=8)
    lend_rights(town.session, staff_id=row(town, name).id, rights=rights, until=until, by=by, now=town.now)


def code_in(reply):
    return reply.partition("登録 ")[2][:14]


def test_taking_back_gives_a_team_no_right_its_author_lost(town, chief, sato):
    chief.says("チーム 作成 防災 管理者")
    chief.says("職員 異動 Chief 防災")
    sato.tracker.clear()
    chief.says("チーム 編集 防災 権限 閲覧のみ")
    demote(town, "Chief", "teams:write", "teams:read")

    assert "あなたにない権限" in chief.says("元に戻す")
    assert town.session.scalars(select(Team)).one().role == "viewer"


def test_taking_back_gives_a_role_no_right_its_author_lost(town, chief):
    chief.says("チーム 権限作成 夜番 管理者")
    role = town.session.scalars(select(StaffRole)).one()
    chief.says("チーム 権限変更 夜番 外す logs:export")
    role_key = role.role_key
    chief.says("チーム 権限変更 夜番 外す logs:read")
    member = row(town, "Chief")
    member.role, member.additions = role_key, ""
    town.session.flush()

    assert "あなたにない権限" in chief.says("元に戻す")
    assert "logs:read" not in role.rights


def test_a_team_somebody_is_in_is_not_taken_back(town, chief, mori):
    chief.says("チーム 作成 防災")
    boss = town.member("Boss", "administrator")
    boss.says("職員 異動 Mori 防災")

    assert "使われています" in chief.says("元に戻す")
    assert town.session.scalars(select(Team.name)).all() == ["防災"]


def test_a_role_somebody_has_is_not_taken_back(town, chief, mori):
    chief.says("チーム 権限作成 夜番 運用担当")
    boss = town.member("Boss", "administrator")
    boss.says("職員 編集 Mori 権限 夜番")

    assert "使われています" in chief.says("元に戻す")
    assert "shelters:status" in identify(town.session, "U-Mori").rights


@pytest.mark.parametrize("noun", ["チーム 作成", "チーム 権限作成"])
def test_a_name_that_is_taken_meanwhile_is_not_taken_back(town, chief, noun):
    model, change = (
        (Team, "チーム 編集 防災 名前 防災班")
        if noun == "チーム 作成"
        else (
            StaffRole,
            "チーム 権限変更 防災 名前 防災班",
        )
    )
    chief.says(f"{noun} 防災 運用担当")
    chief.says(change)
    boss = town.member("Boss", "administrator")
    boss.says(f"{noun} 防災 運用担当")

    assert "同じ名前" in chief.says("元に戻す")
    assert sorted(town.session.scalars(select(model.name))) == ["防災", "防災班"]


def test_a_deleted_team_whose_name_is_taken_does_not_come_back(town, chief):
    chief.says("チーム 作成 防災")
    chief.says("チーム 削除 防災")
    chief.taps("実行")
    boss = town.member("Boss", "administrator")
    boss.says("チーム 作成 防災")

    assert "同じ名前" in chief.says("元に戻す")


@pytest.mark.parametrize(
    "line",
    [
        "職員 権限追加 Mori FAQの編集",
        "職員 編集 Aoki 権限 編集担当",
        "職員 招待 新人 編集担当",
        "職員 権限付与 Mori FAQの編集 3日",
        "チーム 作成 夜 編集担当",
        "チーム 権限作成 夜 編集担当",
    ],
)
def test_what_was_lent_for_a_night_is_not_given_for_good(town, mori, line):
    town.member("Aoki", "viewer")
    lend(town, "Mori", [*ROLES["editor"], "staff:write", "teams:write"])

    assert "一時的に" in mori.says(line)
    assert identify(town.session, "U-Mori").rights == ROLES["viewer"]
    assert town.session.scalars(select(Invitation)).all() == []
    town.move(hours=9)
    assert "権限では使えません" in mori.says("FAQ 追加 あ = い")


def test_what_was_lent_serves_the_night(town, mori, sato):
    lend(town, "Mori", RIGHTS)

    assert "止めました" in mori.says("職員 停止 Sato")
    assert "招待" in mori.says("職員 招待 新人 閲覧のみ")
    assert len(town.session.scalars(select(Invitation)).all()) == 1


def test_a_password_opens_no_more_than_its_giver_keeps(town, mori, sato):
    lend(town, "Mori", RIGHTS)

    assert "一時的に" in mori.says("職員 再発行 Sato")
    assert mori.jobs == []


def test_nobody_takes_back_what_was_lent_to_somebody_above(town, chief, sato):
    chief.says("職員 権限付与 Sato logs:read 8時間")
    helper = town.member("Helper", "viewer", additions="staff:read staff:write")

    assert "あなたにない権限" in helper.says("職員 権限取消 Sato")
    assert "logs:read" in identify(town.session, "U-Sato", town.now).rights


@pytest.mark.parametrize("end", ["停止", "降格", "削除"])
def test_a_code_dies_with_the_right_to_have_given_it(town, chief, end):
    boss = town.member("Boss", "administrator")
    code = code_in(boss.says("職員 招待 新人 管理者"))
    if end == "停止":
        chief.says("職員 停止 Boss")
    elif end == "降格":
        chief.says("職員 編集 Boss 権限 運用担当")
    else:
        chief.says("職員 削除 Boss")
        chief.taps("実行")
    stranger = Person(town, "U-new")

    assert "取り消されています" in stranger.says(f"登録 {code}")
    assert identify(town.session, "U-new") is None


def test_nobody_moves_himself_to_where_he_sees_more(town, chief):
    chief.says("チーム 作成 税務")
    helper = town.member("Helper", "viewer", additions="staff:read staff:write")

    assert "自分のチーム" in helper.says("職員 異動 Helper 税務")
    assert row(town, "Helper").team_id is None


def test_taking_back_shuts_nobody_out(town, chief):
    member = row(town, "Chief")
    seen = StaffSession(
        token_hash="0" * 64, staff_id=member.id, made_at=1.0, seen_at=1.0, address="192.0.2.7", is_ended=False
    )
    town.session.add(seen)
    town.session.flush()
    chief.says("設定 IP 追加 192.0.2.0/24")
    chief.taps("実行")
    chief.says("設定 IP 追加 198.51.100.0/24")
    seen.address = "198.51.100.7"
    town.session.flush()

    assert "ページを開けなくなります" in chief.says("元に戻す")
    assert len(list_networks(town.session)) == 2


@pytest.mark.parametrize("line", ["職員 停止 Chief", "職員 削除 Chief", "職員 編集 Chief 権限 運用担当"])
def test_nobody_takes_away_his_own_way_back(town, chief, line):
    town.member("Boss", "administrator")

    assert "ほかの管理者に頼んで" in chief.says(line)
    assert "実行" not in chief.labels
    assert (row(town, "Chief").role, row(town, "Chief").stopped_at) == ("administrator", None)


def test_a_change_taken_back_and_made_anew_is_not_overwritten_unseen(town, chief, mori):
    boss = town.member("Boss", "administrator")
    boss.says("職員 編集 Mori 名前 森一")
    chief.says("職員 編集 #2")
    boss.says("元に戻す")
    boss.says("職員 編集 Mori 名前 森二")

    assert "ほかの人が変えました" in chief.says("職員 編集 #2 名前 森三")
    assert town.session.get(StaffMember, row(town, "森二").id).name == "森二"


def test_changes_are_taken_back_one_after_the_other(town, chief, mori):
    chief.says("職員 編集 Mori 名前 森一")
    chief.says("職員 編集 #2 名前 森二")
    chief.says("元に戻す")

    assert "元に戻しました" in chief.says("元に戻す")
    assert row(town, "Mori").id == 2


def test_a_refusal_leads_on_by_a_tap(town, chief):
    assert "見つかりません" in chief.says("チーム #99")
    assert chief.labels == ["チーム", "メニュー"]
