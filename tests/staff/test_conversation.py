"""職員, 設定, コンソール by talking."""

from __future__ import annotations

import re
import unicodedata

import pytest
from sqlalchemy import select

from data.db.changes import TOPICS_KEY
from data.links.service import Links
from data.staff.models import Invitation, StaffMember
from data.town.service import town_setting
from data.turns.models import InboxRow
from dialogs.wording import load_wording
from staffbot.cards import usage
from staffbot.commands import REGISTRY
from staffbot.commands.logs_shown import note_text, said_text
from tests.gate.talk import Person


def test_the_list_shows_members_and_open_invitations(town, chief, sato):
    chief.says("職員 招待 佐藤 太郎 当直")

    said = chief.says("職員 一覧")

    assert "#1 Chief" in said
    assert "管理者" in said
    assert "佐藤 太郎" in said
    assert "招待中" in said
    assert "2人" in chief.says("職員")


@pytest.mark.parametrize(
    ("typed", "name", "role"),
    [
        ("佐藤 運用担当", "佐藤", "operator"),
        ("佐藤 太郎 管理者", "佐藤 太郎", "administrator"),
        ("佐藤　太郎　編集", "佐藤　太郎", "editor"),
        ("佐藤 閲覧のみ", "佐藤", "viewer"),
        ("佐藤 operator", "佐藤", "operator"),
    ],
)
def test_an_invitation_takes_a_name_with_spaces_and_a_role(town, chief, typed, name, role):
    chief.says(f"職員 招待 {typed}")

    invitation = town.session.scalars(select(Invitation)).one()
    assert (invitation.name, invitation.role) == (name, role)
    assert re.search(r"登録 [A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}", chief.reply)


def test_an_invitation_asks_for_the_role(town, chief):
    chief.says("職員 招待 佐藤")

    assert "佐藤さんの招待" in chief.taps("運用担当")


def test_an_unknown_team_is_asked_for_and_does_not_become_a_name(town, chief):
    chief.says("チーム 作成 防災")

    said = chief.says("職員 招待 佐藤 運用担当 ない課")

    assert "ない課 佐藤" not in said + "".join(chief.labels)
    assert "「ない課」は見つかりませんでした" in said
    assert "防災" in chief.labels
    chief.taps("防災")
    invitation = town.session.scalars(select(Invitation)).one()
    assert (invitation.name, invitation.role, invitation.team_id) == ("佐藤", "operator", 1)


def test_the_invitation_brings_a_text_to_send_on(town, chief):
    chief.says("職員 招待 佐藤 運用担当")

    share = next(action["uri"] for action in chief.actions if action["type"] == "uri")
    assert share.startswith("https://line.me/R/share?text=")
    assert "https://line.me/R/oaMessage/%40staff/?" in chief.reply


def test_stopping_is_at_once_and_releasing_undoes_it(town, chief, sato):
    assert "利用を止めました" in chief.says("職員 停止 Sato")
    assert "止められています" in sato.says("メニュー")
    assert "もう止まっています" in chief.says("職員 停止 Sato")

    assert "使えるようになりました" in chief.says("職員 解除 Sato")
    assert "どれを使いますか" in sato.says("メニュー")


def test_stopping_can_be_undone(town, chief, sato):
    chief.says("職員 停止 Sato")
    chief.taps("元に戻す")

    assert "どれを使いますか" in sato.says("メニュー")


def test_the_last_administrator_stays(town, chief):
    assert "最後の管理者" in chief.says("職員 停止 Chief")

    assert town.session.scalar(select(StaffMember.stopped_at)) is None


def test_two_members_of_one_name_are_offered(town, chief, sato):
    town.session.add(StaffMember(name="Sato", role="viewer", joined_at=town.now))
    town.session.flush()

    assert "いくつかあります" in chief.says("職員 停止 Sato")

    assert "利用を止めました" in chief.taps("Sato（閲覧のみ）")
    assert "どれを使いますか" in sato.says("メニュー")


def test_settings_are_listed_changed_and_undone(town, chief):
    assert "3 km" in chief.says("設定 一覧")

    assert "3 km から 1.5 km" in chief.says("設定 避難所をさがす範囲 1500m")
    assert town_setting(town.session, "shelter_radius_m") == 1500
    assert "town" in town.session.info[TOPICS_KEY]

    chief.taps("元に戻す")
    assert town_setting(town.session, "shelter_radius_m") == 3000


@pytest.mark.parametrize(
    ("typed", "name", "value"),
    [
        ("市町村の名前 さんぷる村", "town_name", "さんぷる村"),
        ("訓練中の表示 オン", "drill", True),
        ("訓練中の表示 する", "drill", True),
        ("会話を区切るまでの分 45", "idle_minutes", 45),
        ("shelter_radius_m 5km", "shelter_radius_m", 5000),
    ],
)
def test_each_kind_of_setting_is_read(town, chief, typed, name, value):
    chief.says(f"設定 {typed}")

    assert town_setting(town.session, name) == value


@pytest.mark.parametrize(
    "typed", ["避難所をさがす範囲 99m", "避難所をさがす範囲 11km", "避難所をさがす範囲 遠く", "訓練中の表示 たぶん"]
)
def test_a_value_that_cannot_be_is_refused_with_an_example(town, chief, typed):
    assert "のように送ってください" in chief.says(f"設定 {typed}")

    assert town_setting(town.session, "shelter_radius_m") == 3000


@pytest.mark.parametrize("typed", ["110", "#7119", "0233-72-2111", "０９０-1234-5678", "0120123456"])
def test_the_emergency_number_is_changed_only_on_run(town, chief, typed):
    assert "命に関わる" in chief.says(f"設定 緊急の連絡先 {typed}")
    assert town_setting(town.session, "emergency_contact") == "119"

    chief.taps("実行")
    assert town_setting(town.session, "emergency_contact") == unicodedata.normalize("NFKC", typed)

    chief.taps("元に戻す")
    assert town_setting(town.session, "emergency_contact") == "119"


@pytest.mark.parametrize("typed", ["0", "12", "火事", "役場へ", "0000000000", "119-", "7119", "119 110", "999999"])
def test_what_no_telephone_reaches_is_no_emergency_number(town, chief, typed):
    assert "電話でかけられる番号" in chief.says(f"設定 緊急の連絡先 {typed}")

    assert "実行" not in chief.labels
    assert town_setting(town.session, "emergency_contact") == "119"


def test_settings_are_changed_by_tapping(town, chief):
    chief.says("設定")
    assert "設定の名前を選んでください" in chief.taps("変える")
    chief.says("やめる")

    chief.says("設定 一覧")
    chief.taps("変える")
    assert "変えました" in chief.says("さんぷる村")
    assert town_setting(town.session, "town_name") == "さんぷる村"


def test_a_setting_that_has_the_value_already_is_not_said_to_change(town, chief):
    chief.says("設定 訓練中の表示 オン")

    said = chief.says("設定 訓練中の表示 オン")
    assert "もう オン です" in said
    assert "元に戻す" not in chief.labels


def test_who_may_not_change_settings_gets_no_button_for_it(town, sato):
    sato.says("設定 一覧")

    assert "変える" not in sato.labels


def test_an_event_run_again_cannot_be_undone(town, chief):
    chief.says("設定 訓練中の表示 オン")
    chief.says(f"設定 再実行 #{park(town)}")

    assert "は、元に戻せません" in chief.says("元に戻す")
    assert town_setting(town.session, "drill") is True


def test_a_misspelt_setting_offers_the_near_ones(town, chief):
    chief.says("設定 さがす範囲 5km")

    assert any(label.startswith("設定 避難所をさがす範囲") for label in chief.labels)


def park(town, **more):
    facts = {"event_key": "k1", "line_user_id": "U-hanako", "timestamp_ms": 0, "received_at": 1_770_000_000.0}
    row = InboxRow(channel="public", state=2, reference="12345678", fault="Traceback\nValueError: broken", **facts)
    town.session.add(row)
    town.session.flush()
    return row.id


def test_the_state_shows_what_was_put_aside_and_runs_it_again(town, chief):
    number = park(town)

    said = chief.says("設定 状態")
    assert "確認が必要" in said
    assert "受付番号 12345678" in said
    assert "ValueError: broken" in said

    assert "もう一度処理します" in chief.taps("再実行")
    assert town.session.get(InboxRow, number, populate_existing=True).state == 0
    assert "止まっている処理にありません" in chief.says(f"設定 再実行 #{number}")
    assert "正常" in chief.says("設定 状態")


def test_who_may_only_look_at_the_state_gets_no_button_to_run_it_again(town, sato):
    park(town)

    sato.says("設定 状態")

    assert "再実行" not in sato.labels


def test_the_console_link_signs_in_its_person_once_and_is_not_in_the_log(town, sato):
    sato.says("コンソール")

    uri = next(action["uri"] for action in sato.actions if action["type"] == "uri")
    match = re.fullmatch(r"https://town\.example/staff/enter/([0-9a-f]{48})\?openExternalBrowser=1", uri)
    links: Links = town.desk.links
    link = links.use(town.session, match[1], purpose="console", now=town.now)
    assert link.staff_id == town.session.scalar(select(StaffMember.id).where(StaffMember.name == "Sato"))
    kept = " ".join(str(message.get("text") or message.get("altText")) for message in sato.messages)
    assert match[1] not in kept


def test_a_stranger_gets_no_console(town):
    Person(town, "U-taro").says("コンソール")

    assert "openExternalBrowser" not in str(town)


def test_a_verb_of_another_feature_is_not_taken_for_a_misspelt_one(town, chief, sato):
    said = chief.says("職員 開設 Sato")

    assert "「職員」でできることから選んでください" in said
    assert "職員 解除 Sato" not in chief.labels


def test_an_invitation_is_one_card_with_the_hint_to_undo(town, chief):
    chief.says("職員 招待 佐藤 運用担当")

    assert len(chief.messages) == 1
    assert "「元に戻す」で取り消せます" in chief.reply


def test_the_log_says_in_words_why_something_was_refused(town, chief, sato):
    sato.says("元に戻す")
    chief.says("設定 訓練中の表示 たぶん")
    sato.says("避難所 #1")

    said = chief.says("ログ 操作")
    assert "元に戻せる操作はありません" in said
    assert "値が読み取れない" in said
    assert "避難所 表示（実行）" in said
    assert not re.search(r"undo|staff\.|#N", said)


@pytest.mark.parametrize(("typed", "action"), [("権限なし", "職員 一覧"), ("できない操作", "元に戻す")])
def test_the_log_is_narrowed_by_outcome(town, chief, sato, typed, action):
    sato.says("職員 一覧")
    sato.says("元に戻す")
    sato.says("避難所 一覧")

    said = chief.says(f"ログ 操作 {typed}")
    assert f"{action}（{typed}）" in said
    assert "1件のうち" in said
    assert "避難所 一覧" not in said


@pytest.mark.parametrize("typed", ["髙橋", "高橋さん", "高橋 避難所", "高橋 ｉｐ"])
def test_the_log_is_narrowed_by_a_name_however_it_is_written(town, chief, typed):
    takahashi = town.member("髙橋", "operator")
    takahashi.says("避難所 一覧")
    takahashi.says("設定 IP")
    chief.says("避難所 一覧")

    said = chief.says(f"ログ 操作 {typed}")
    assert "髙橋\n" in said
    assert "Chief\n" not in said


def test_the_log_names_rights_that_were_given_in_words_and_in_tokyo_time(town, chief, sato):
    chief.says("職員 権限付与 Sato FAQの編集 明日 8:00まで")
    chief.says("職員 権限追加 Sato 施設の編集")

    said = chief.says("ログ 操作")
    assert "FAQ（編集） 4月11日 8時00分まで" in said
    assert "施設（編集）" in said
    assert not re.search("faq:|spots:|T23:00", said)


def test_every_refusal_of_the_staff_counter_has_words_for_the_log():
    rooms = ("staff", "undo", "links", "town", "csvtext", "imports", "shelters", "geo", "spots", "faq", "teams")
    keys = (key.removeprefix("errors.") for key in load_wording() if key.startswith("errors."))
    codes = [key for key in keys if key.partition(".")[0] in rooms]

    assert [code for code in codes if not note_text(code)] == []
    assert note_text("unknown") == "コードが違う"


@pytest.mark.parametrize(
    ("said", "shown"),
    [("（postback）", "（ボタン）"), ("（location）", "（位置情報）"), ("（こんにちは）", "（こんにちは）")],
)
def test_what_was_no_text_is_shown_by_its_kind(said, shown):
    assert said_text(said) == shown


def test_a_tapped_confirmation_is_logged_by_its_word(town, chief):
    chief.says("設定 緊急の連絡先 110")
    chief.taps("実行")

    assert chief.turn.said == "実行"


def test_running_again_without_a_number_offers_what_is_stuck(town, chief):
    assert "止まっている処理はありません" in chief.says("設定 再実行")
    number = park(town)

    chief.says("設定 再実行")
    assert "もう一度処理します" in chief.taps(f"#{number}")


def test_the_state_does_not_count_its_own_command(town, chief):
    event = town.session.get(InboxRow, park(town))
    event.state = 0
    town.session.flush()

    assert "処理を待つメッセージ\n0件" in chief.says("設定 状態")


def test_a_second_invitation_of_one_name_is_pointed_out(town, chief):
    assert "もうあります" not in chief.says("職員 招待 佐藤 運用担当")
    assert "もうあります" in chief.says("職員 招待 佐藤 閲覧のみ")


def test_the_help_shows_where_the_equals_sign_stands():
    assert usage(REGISTRY.by_phrase("FAQ 追加")) == "FAQ 追加 言葉 = 答え"
