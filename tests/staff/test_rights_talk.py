"""職員 権限, 編集, 異動, 削除 by talking: why somebody may, rights lent for a night, two administrators at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from data.staff.models import Grant, Invitation, StaffMember
from data.staff.rights import RIGHTS
from data.teams.models import Team
from dialogs.wording import load_wording
from staffbot.commands import REGISTRY
from staffbot.commands.staff_grants import tell_ended
from staffbot.until import take_until
from tests.gate.sample import NOW
from tests.rights.conftest import chief, furnished, mori, sato, session, shared_postgres, town

__all__ = ["chief", "furnished", "mori", "sato", "session", "shared_postgres", "town"]


def row(town, name):
    return town.session.scalars(
        select(StaffMember).where(StaffMember.name == name).execution_options(populate_existing=True)
    ).one()


def told(town, name):
    return "\n".join(n.messages[0]["text"] for n in town.notices if n.line_user_id == f"U-{name}")


def test_it_is_explained_why_somebody_may_not_and_then_may(town, chief, mori):
    said = chief.says("職員 権限 Mori 避難所 開設")
    assert "ができません" in said
    assert "「閲覧のみ」にはありません" in said
    assert "チームなし" in said

    chief.taps("ずっと足す")
    assert "ができます" in chief.says("職員 権限 Mori 避難所 開設")
    assert "開設中" in mori.says("避難所 開設 中央公民館")
    assert "状態の変更" in told(town, "Mori")

    chief.says("職員 権限 Mori 外す 避難所の状態の変更")
    assert "権限では使えません" in mori.says("避難所 閉鎖 中央公民館")


def test_the_overview_names_role_team_additions_grants_and_what_follows(town, chief, mori):
    chief.says("チーム 作成 防災 運用担当")
    chief.says("職員 異動 Mori 防災")
    chief.says("職員 権限 Mori 追加 施設の編集")
    chief.says("職員 権限 Mori 付与 FAQの公開 8時間")

    said = chief.says("職員 権限 Mori")
    for part in ("閲覧のみ", "防災（避難所（状態の変更）", "施設（編集）", "FAQ（公開）（4月10日 20時00分まで）"):
        assert part in said
    assert "「防災」の「運用担当」にはあります" in chief.says("職員 権限 Mori 避難所の状態の変更")

    chief.says("職員 編集 Mori 権限 管理者")
    assert "チームの権限\n防災\n" in chief.says("職員 権限 Mori")
    assert "避難所 一覧・表示" in chief.says("職員 権限 Mori 避難所の閲覧")


@pytest.mark.parametrize("called", ["Moriさん", "MORI 様", "モリ殿", "Mori"])
def test_a_colleague_is_found_as_one_calls_him(town, chief, mori, called):
    if called.startswith("モリ"):
        chief.says("職員 編集 Mori 名前 モリ")

    assert "さんの権限" in chief.says(f"職員 権限 {called}")
    assert "ができません" in chief.says(f"職員 権限 {called} 避難所 開設")


def test_who_is_registered_with_the_title_comes_first(town, chief, mori):
    town.member("Moriさん", "operator")

    assert "本人の権限\n運用担当" in chief.says("職員 権限 Moriさん")


def test_a_stopped_member_may_nothing_whatever_the_role_says(town, chief, sato):
    chief.says("職員 停止 Sato")

    said = chief.says("職員 権限 Sato 避難所 開設")
    assert "ができません" in said
    assert "利用が止められている" in said


def test_a_word_that_is_no_right_is_answered_with_those_there_are(town, chief, sato):
    assert "避難所の編集" in chief.says("職員 権限 Sato 宇宙旅行")
    assert "読み取れませんでした" in chief.says("職員 権限 Sato 追加 避難所の編集 宇宙旅行")
    assert row(town, "Sato").additions == ""


def test_rights_for_a_night_are_lent_by_tapping_and_end_by_the_clock(town, chief, mori):
    chief.says("職員 権限 Mori")
    chief.taps("臨時に付与する")
    chief.taps("避難所の状態の変更")
    assert "4月10日 20時00分まで" in chief.taps("8時間")
    assert "臨時の権限がつきました" in told(town, "Mori")
    assert "開設中" in mori.says("避難所 開設 中央公民館")
    assert "臨時の権限あり" in chief.says("職員 一覧 臨時")

    town.move(hours=8)
    assert "権限では使えません" in mori.says("避難所 閉鎖 中央公民館")
    (notice,) = tell_ended(town.session, town.now, REGISTRY, load_wording())
    assert "時間が来たので" in notice.messages[0]["text"]
    assert tell_ended(town.session, town.now, REGISTRY, load_wording()) == []


def test_what_was_lent_is_taken_back_and_both_hear_it(town, chief, mori):
    chief.says("職員 権限 Mori 付与 運用担当 明日 8:00まで")
    assert town.session.scalar(select(Grant.until_at)) == NOW + timedelta(hours=20)

    assert "終わらせました" in chief.taps("臨時の権限を終わらせる")
    assert "終わらせました" in told(town, "Mori")
    assert "権限では使えません" in mori.says("避難所 開設 中央公民館")
    assert "臨時の権限はありません" in chief.says("職員 権限 Mori 取消")


def test_who_may_only_look_gets_no_buttons_and_cannot_type_past_it(town, chief, sato, mori):
    editor = town.member("Editor", "editor")
    editor.says("職員 権限 Mori")
    assert not {"臨時に付与する", "ずっと足す", "権限を変える"} & set(editor.labels)

    for line in ("職員 権限 Mori 付与 FAQ 8時間", "職員 権限 Mori 追加 FAQ", "職員 編集 Mori 権限 管理者"):
        assert "権限では使えません" in editor.says(line)
    assert town.session.scalars(select(Grant)).all() == []


@pytest.mark.parametrize(
    ("text", "hours", "rest"),
    [
        ("FAQ 8時間", 8, "FAQ"),
        ("FAQ ３０分間", 0.5, "FAQ"),
        ("FAQ 2日", 48, "FAQ"),
        ("FAQ 明日 8:00まで", 20, "FAQ"),
        ("FAQ の 15時半まで", 3.5, "FAQ の"),
        ("FAQ 11時まで", 23, "FAQ"),
        ("FAQ 明日の朝8時まで", 20, "FAQ"),
        ("FAQ あすの午後1時半まで", 25.5, "FAQ"),
        ("FAQ 夜9時まで", 9, "FAQ"),
        ("FAQ 今日の夜 12時まで", 12, "FAQ"),
        ("FAQ 夜2時まで", None, "FAQ 夜2時まで"),
        ("FAQ 今日中", 12, "FAQ"),
        ("FAQ 4/12 9時", 45, "FAQ"),
        ("FAQ 25時まで", None, "FAQ 25時まで"),
        ("FAQ", None, "FAQ"),
        ("第2体育館", None, "第2体育館"),
    ],
)
def test_the_end_of_a_grant_is_read_as_people_write_it(text, hours, rest):
    until, named = take_until(text, NOW)

    assert until == (None if hours is None else NOW + timedelta(hours=hours))
    assert named == rest


# Editing


def test_an_account_is_changed_by_tapping_told_and_undone(town, chief, mori):
    chief.says("チーム 作成 防災")
    chief.says("職員 一覧 Mori")
    chief.taps("くわしく")
    chief.taps("編集")
    chief.says("職員 編集 Mori チーム")
    assert "「なし」から「防災」に" in chief.taps("防災")
    assert "防災" in told(town, "Mori")
    assert town.session.scalar(select(Team.id)) == row(town, "Mori").team_id

    chief.taps("元に戻す")
    assert row(town, "Mori").team_id is None
    chief.says("職員 編集 Mori 名前")
    chief.says("森 太郎")
    assert row(town, "森 太郎").role == "viewer"


def test_of_two_administrators_the_second_sees_the_change_and_overwrites_nothing_unseen(town, chief, mori):
    other = town.member("Other", "administrator")
    other.says("職員 編集 Mori 権限")
    chief.says("職員 編集 Mori 権限 運用担当")

    said = other.taps("編集担当")
    assert "見ていた間にほかの人が変えました" in said
    assert "権限：閲覧のみ → 運用担当" in said
    assert row(town, "Mori").role == "operator"

    assert "「運用担当」から「編集担当」に" in other.says("職員 編集 Mori 権限 編集担当")


@pytest.mark.parametrize("line", ["職員 停止 Mori", "職員 異動 Mori 防災", "職員 権限 Mori 追加 施設の編集"])
def test_every_change_of_an_account_looks_first_whether_it_was_seen(town, chief, mori, line):
    other = town.member("Other", "administrator")
    chief.says("チーム 作成 防災")
    other.says("職員 権限 Mori")
    chief.says("職員 編集 Mori 名前 森")

    assert "名前：Mori → 森" in other.says(line.replace("Mori", "森"))
    found = row(town, "森")
    assert (found.stopped_at, found.team_id, found.additions) == (None, None, "")


def test_a_change_between_preview_and_run_of_a_deletion_is_shown(town, chief, mori):
    other = town.member("Other", "administrator")
    chief.says("職員 削除 Mori")
    other.says("職員 編集 Mori 権限 運用担当")

    assert "内容が変わりました" in chief.says("実行")
    assert row(town, "Mori").deleted_at is None


def test_a_deleted_member_is_a_stranger_and_gone_from_every_list(town, chief, mori):
    chief.says("職員 削除 Mori")
    assert "消しました" in chief.taps("実行")

    assert "職員専用の窓口" in mori.says("メニュー")
    assert "Mori" not in chief.says("職員 一覧")
    assert "見つかりませんでした" in chief.says("職員 停止 Mori")


@pytest.mark.parametrize("line", ["職員 削除 Chief", "職員 停止 Chief", "職員 編集 Chief 権限 編集担当"])
def test_the_last_administrator_stays_one(town, chief, line):
    assert "最後の管理者" in chief.says(line)

    assert (row(town, "Chief").role, row(town, "Chief").stopped_at) == ("administrator", None)


def test_an_invitation_goes_into_a_team_with_a_role_of_the_town_s_own(town, chief):
    chief.says("チーム 作成 防災")
    chief.says("チーム 権限作成 休日 番 閲覧のみ")

    chief.says("職員 招待 佐藤 太郎 休日 番 防災")

    invitation = town.session.scalars(select(Invitation)).one()
    assert (invitation.name, invitation.team_id) == ("佐藤 太郎", 1)
    assert invitation.role.startswith("r-")


def test_nobody_invites_above_himself(town, chief):
    helper = town.member("Helper", "viewer", additions="staff:write staff:read")

    assert "あなたにない権限" in helper.says("職員 招待 佐藤 管理者")
    assert town.session.scalars(select(Invitation)).all() == []


def test_taking_back_never_leaves_the_town_without_an_administrator_or_reaches_above_oneself(town, chief, sato):
    chief.says("職員 編集 Sato 権限 管理者")
    boss = row(town, "Chief")
    boss.role, boss.additions = "viewer", "staff:read staff:write"
    town.session.flush()

    assert "あなたにない権限" in chief.says("元に戻す")
    assert row(town, "Sato").role == "administrator"

    boss.additions = " ".join(RIGHTS)
    town.session.flush()
    assert "最後の管理者" in chief.says("元に戻す")
    assert row(town, "Sato").role == "administrator"
