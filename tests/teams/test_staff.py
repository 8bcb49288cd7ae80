"""チーム by talking: teams, roles the town makes, and telling people something."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from data.audit.models import AuditRow
from data.staff.models import StaffMember, StaffRole
from data.teams.models import Team


def team_of(town, name):
    return town.session.scalar(select(StaffMember.team_id).where(StaffMember.name == name))


def test_a_team_is_made_filled_shown_and_taken_back(town, chief, mori):
    assert "チーム「防災」を作りました" in chief.says("チーム 作成 防災 運用担当")
    chief.says("職員 異動 Mori 防災")

    assert "1人・加わる権限：運用担当" in chief.says("チーム 一覧")
    assert "Mori" in chief.taps("くわしく")
    assert "権限では使えません" not in mori.says("避難所 開設 中央公民館")

    chief.says("職員 異動 Mori なし")
    assert "権限では使えません" in mori.says("避難所 開設 中央公民館")
    chief.says("チーム 作成 窓口")
    chief.taps("元に戻す")
    assert [team.name for team in town.session.scalars(select(Team))] == ["防災"]


def test_everything_about_a_team_can_be_tapped(town, chief):
    chief.says("チーム")
    chief.taps("作成")
    chief.says("防災")
    chief.says("チーム 一覧")
    chief.taps("くわしく")
    chief.taps("編集")
    chief.taps("直す")
    assert "「防災」から「防災班」に" in chief.says("防災班")
    chief.taps("権限")
    chief.taps("加わる権限を変える")
    assert "「なし」から「運用担当」に" in chief.taps("運用担当")

    team = town.session.scalars(select(Team)).one()
    assert (team.name, team.role) == ("防災班", "operator")


def test_a_team_with_members_stays_and_says_who_is_in_it(town, chief, mori, sato):
    chief.says("チーム 作成 防災")
    chief.says("職員 異動 Mori 防災")

    assert "職員と招待：Mori" in chief.says("チーム 削除 防災")
    assert "実行" not in chief.labels

    chief.says("職員 異動 Mori なし")
    chief.says("チーム 削除 防災")
    assert "消しました" in chief.taps("実行")
    chief.taps("元に戻す")
    assert town.session.scalar(select(Team.name)) == "防災"


def test_a_team_that_filled_between_preview_and_run_stays(town, chief, mori):
    chief.says("チーム 作成 防災")
    chief.says("チーム 削除 防災")
    mori_row = town.session.scalars(select(StaffMember).where(StaffMember.name == "Mori")).one()
    mori_row.team_id = 1
    town.session.flush()

    assert "使われているため" in chief.says("実行")
    assert town.session.get(Team, 1) is not None


def test_a_role_of_the_town_s_own_is_made_changed_given_and_removed(town, chief, mori):
    chief.says("チーム 権限")
    chief.taps("新しい権限を作る")
    chief.says("夜間当直")
    assert "権限「夜間当直」を作りました" in chief.taps("閲覧のみ")
    chief.taps("足す")
    assert "状態の変更" in chief.taps("避難所の状態の変更")
    chief.says("職員 編集 Mori 権限 夜間当直")
    assert "開設中" in mori.says("避難所 開設 中央公民館")

    chief.says("チーム 権限 夜間当直 外す 避難所の状態の変更")
    assert "権限では使えません" in mori.says("避難所 閉鎖 中央公民館")
    chief.says("チーム 権限 夜間当直 名前 宿直")
    assert "（Mori）" in chief.says("チーム 権限削除 宿直")

    chief.says("職員 編集 Mori 権限 閲覧のみ")
    chief.says("チーム 権限削除 宿直")
    chief.taps("実行")
    assert town.session.scalars(select(StaffRole)).all() == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("チーム 権限 閲覧のみ 足す FAQの編集", "はじめからある権限"),
        ("チーム 権限作成 管理者 閲覧のみ", "もうあります"),
        ("チーム 権限作成 viewer 閲覧のみ", "もうあります"),
        ("チーム 権限 防災 村長", "見つかりませんでした"),
        ("チーム 作成 防災", "もうあります"),
        ("チーム 編集 防災 色 赤", "直せるのは"),
    ],
)
def test_what_cannot_be_is_said_kindly_and_changes_nothing(town, chief, typed, said):
    chief.says("チーム 作成 防災")

    assert said in chief.says(typed)

    assert town.session.scalars(select(StaffRole)).all() == []
    assert [(team.name, team.role) for team in town.session.scalars(select(Team))] == [("防災", "")]


def test_a_name_that_is_taken_is_asked_for_again_and_the_rest_is_kept(town, chief):
    chief.says("チーム 作成 防災")

    said = chief.says("チーム 作成 防災 運用担当")
    assert "もうあります" in said
    assert "新しいチームの名前" in said
    assert "もうあります" in chief.says("防災")
    chief.says("窓口")

    assert {(team.name, team.role) for team in town.session.scalars(select(Team))} == {
        ("防災", ""),
        ("窓口", "operator"),
    }


def test_who_wants_no_other_name_leaves_or_types_a_command(town, chief):
    chief.says("チーム 作成 防災")

    chief.says("チーム 作成 防災")
    assert "作成" in chief.says("やめる")
    chief.says("チーム 作成 防災")
    assert "チーム" in chief.says("チーム 一覧")

    assert len(town.session.scalars(select(Team)).all()) == 1


def test_a_word_that_is_no_role_is_not_swallowed_into_the_name_unsaid(town, chief):
    said = chief.says("職員 招待 高橋 王様")
    assert "「高橋 王様」として受け取りました" in said

    said = chief.taps("「高橋」だけにする")
    assert "として受け取りました" not in said
    assert "高橋さんの招待" in chief.taps("運用担当")


def test_a_full_name_needs_no_more_taps_than_a_short_one(town, chief):
    chief.says("職員 招待 高橋 花子")

    assert "高橋 花子さんの招待" in chief.taps("運用担当")


def test_what_is_nearly_a_role_is_asked_about_as_a_role(town, chief):
    assert "運用当番" in chief.says("職員 招待 高橋 運用当番")

    assert "高橋さんの招待" in chief.taps("運用担当")


def test_of_two_at_one_team_the_second_sees_what_the_first_did(town, chief):
    other = town.member("Other", "administrator")
    chief.says("チーム 作成 防災")
    other.says("チーム 編集 防災")
    chief.says("チーム 編集 防災 権限 運用担当")

    said = other.says("チーム 編集 防災 権限 編集担当")
    assert "権限：なし → 運用担当" in said
    assert town.session.scalar(select(Team.role)) == "operator"

    other.says("チーム 編集 防災 権限 編集担当")
    assert town.session.scalar(select(Team.role)) == "editor"


# Telling


def told(town, name):
    return [
        n.messages[0]["text"] for n in town.notices if n.line_user_id == f"U-{name}" and "お知らせ" in str(n.messages)
    ]


def test_a_team_is_told_after_a_look_at_who_and_what(town, chief, mori, sato):
    chief.says("チーム 作成 防災")
    for name in ("Mori", "Sato", "Chief"):
        chief.says(f"職員 異動 {name} 防災")

    said = chief.says("チーム 通知 防災 18時に会議です。\n第2会議室へ。")
    assert "2人" in said
    assert "Mori、Sato" in said
    assert "18時に会議です。\n第2会議室へ。" in said
    assert told(town, "Mori") == []

    assert "2人に送りました" in chief.taps("実行")
    assert "18時に会議です。\n第2会議室へ。" in told(town, "Mori")[0]
    assert len(told(town, "Sato")) == 1
    assert told(town, "Chief") == []


@pytest.mark.parametrize(("typed", "heard"), [("Mori", ["Mori"]), ("Mori、Sato", ["Mori", "Sato"])])
def test_persons_are_told_by_name(town, chief, mori, sato, typed, heard):
    chief.says(f"チーム 通知 {typed} やあ")
    chief.taps("実行")

    assert [name for name in ("Mori", "Sato") if told(town, name)] == heard


def test_who_joined_meanwhile_makes_another_preview(town, chief, mori, sato):
    chief.says("チーム 作成 防災")
    chief.says("職員 異動 Mori 防災")
    chief.says("チーム 通知 防災 やあ")
    town.session.scalars(select(StaffMember).where(StaffMember.name == "Sato")).one().team_id = 1
    town.session.flush()

    assert "内容が変わりました" in chief.says("実行")
    assert told(town, "Mori") == []


def test_nobody_to_tell_is_said(town, chief):
    chief.says("チーム 作成 防災")

    assert "送る相手がいません" in chief.says("チーム 通知 防災 やあ")


def test_who_has_no_line_is_told_on_the_console(town, chief):
    town.session.add(StaffMember(name="PC", role="viewer", joined_at=town.now))
    town.session.flush()
    chief.says("チーム 通知 PC やあ")
    chief.taps("実行")

    (notice,) = town.notices
    assert (notice.channel, notice.line_user_id) == ("console", "staff:2")


def test_what_is_done_to_teams_is_in_the_log(town, chief, sato):
    chief.says("チーム 作成 防災")
    sato.says("チーム 作成 消防")

    rows = town.session.execute(select(AuditRow.staff_name, AuditRow.action, AuditRow.outcome)).all()
    assert [tuple(row) for row in rows] == [("Chief", "チーム 作成", "done"), ("Sato", "チーム 作成", "no_right")]
