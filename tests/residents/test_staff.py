"""住民 at the staff counter."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from data.attributes.answers import history_of, values_of
from data.attributes.service import load_catalog
from data.audit.models import AuditSubject
from data.residents.models import Resident

HANAKO, TARO, BLOCKED = 1, 2, 3


def told(counter) -> str:
    return "\n".join(str(notice.messages) for notice in counter.notices)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", [1, 2, 3]),
        ("花子", [1]),
        ("はなこ", []),
        ("090-1234", [1]),
        ("５６７８", [1]),
        ("#2", [2]),
        ("2", [1, 2]),
        ("居住地=古口", [1, 3]),
        ("年齢>=65", [1]),
        ("話題=防災 または 年齢>=65", [1, 2]),
        ("花子 テスト", [4]),
        ("居住地=未回答 テスト", [4]),
        ("宇宙船", []),
    ],
)
def test_residents_are_found_by_name_number_words_and_conditions(duty, asked, found):
    said = duty.says(f"住民 検索 {asked}")

    assert [number for number in (1, 2, 3, 4) if f"#{number}" in said.replace("住民 #", "")] == found or not found
    if not found:
        assert "合う人はいません" in said


def test_who_is_looked_at_is_audited(session, duty):
    duty.says("住民 検索 居住地=古口")

    assert set(session.scalars(select(AuditSubject.record_id).where(AuditSubject.noun == "住民"))) == {1, 3}


def test_a_condition_that_cannot_be_read_offers_the_mended_one(duty):
    said = duty.says("住民 検索 居住地=古ロ 年齢>=65")

    assert "「居住地」に「古ロ」という選択肢はありません" in said
    duty.taps("古口")
    assert "#1 花子" in duty.reply


def test_one_residents_card_shows_what_is_registered(duty):
    said = duty.says("住民 #1")

    assert "居住地\n古口" in said
    assert "1950年1月1日（76歳）" in said
    assert "ほかの" in said
    assert "設定" not in duty.labels
    assert "見つかりません" in duty.says("住民 #99")


def test_some_settings_are_changed_at_once_the_resident_is_told_and_it_can_be_given_back(session, counter, editor):
    said = editor.says("住民 設定 #1 居住地=角川　話題=防災,除雪 ふりがな=はなこ")
    assert "「知りたい話題」に「除雪」という選択肢はありません" in said
    assert values_of(session, HANAKO)["home_area"] == "古口"

    said = editor.says("住民 設定 #1 居住地=角川　話題=防災,子育て ふりがな=はなこ")

    assert "古口 → 角川" in said
    assert values_of(session, HANAKO)["topics"] == ["防災", "子育て"]
    assert counter.notices[-1].line_user_id == f"U{1:032}"
    assert "元に戻す" in told(counter)
    editor.taps("この変更を戻す")
    assert values_of(session, HANAKO)["home_area"] == "古口"
    assert "topics" not in values_of(session, HANAKO)
    assert [one.by.partition(":")[0] for one in history_of(session, HANAKO)] == ["staff", "staff"]
    assert "Sato" in editor.says("住民 履歴 #1")
    assert "元に戻せません" in editor.says("元に戻す") or "戻せる" in editor.reply


def test_choices_are_added_taken_away_and_cleared(session, editor):
    editor.says("住民 設定 #2 話題=+介護")
    assert values_of(session, TARO)["topics"] == ["防災", "子育て", "介護"]
    editor.says("住民 設定 #2 話題=-防災,介護")
    assert values_of(session, TARO)["topics"] == ["子育て"]
    editor.says("住民 設定 #2 話題=なし")
    assert "topics" not in values_of(session, TARO)
    assert "何も変えていません" in editor.says("住民 設定 #2 話題=なし")


def test_settings_can_be_changed_by_tapping_alone(session, editor):
    editor.says("住民 #1")
    editor.taps("設定")
    editor.taps("次へ")
    assert "消防団" not in editor.reply
    editor.says("住民 設定 #1 性別")
    editor.taps("女性")

    assert values_of(session, HANAKO)["sex"] == "female"


def test_who_blocked_the_account_is_not_told_and_staff_hear_it(session, counter, editor):
    said = editor.says("住民 設定 #3 居住地=角川")

    assert "知らせていません" in said
    assert counter.notices == []
    assert values_of(session, BLOCKED)["home_area"] == "角川"


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("居住値=古口", "もしかして：居住地"),
        ("生年月日=2030-01-01", "今日より後"),
        ("世帯人数=99", "30以下"),
        ("消防団=たぶん", "「はい」か「いいえ」"),
        ("えっと 居住地=古口", "という項目はありません"),
    ],
)
def test_what_cannot_be_set_is_said_kindly(session, editor, typed, why):
    before = values_of(session, HANAKO)

    assert why in editor.says(f"住民 設定 #1 {typed}")
    assert values_of(session, HANAKO) == before


def test_one_or_several_are_written_to_after_a_look(counter, editor):
    said = editor.says("住民 連絡 #1,#2、３ 書類ができました。\n窓口へどうぞ。")
    assert "送れない人（ブロック中）：#3" in said
    assert "書類ができました。" in said
    assert counter.notices == []

    said = editor.taps("実行")

    assert "2人に送りました" in said
    assert [notice.line_user_id for notice in counter.notices] == [f"U{1:032}", f"U{2:032}"]
    assert "【役場からのご連絡】" in told(counter)


def test_numbers_that_are_none_are_refused(counter, editor):
    assert "番号を読み取れません" in editor.says("住民 連絡 花子 こんにちは")
    assert "見つかりません" in editor.says("住民 連絡 #1,#77 こんにちは")
    assert "ブロックされているか" in (editor.says("住民 連絡 #3 こんにちは"), editor.taps("実行"))[1]
    assert counter.notices == []


def test_a_number_nobody_has_is_refused_before_the_message_is_asked_for(counter, editor):
    said = editor.says("住民 連絡 #77")
    assert "見つかりません" in said
    assert "住民の番号" in said

    assert "見つかりません" in editor.says("#78")
    assert "伝えること" in editor.says("#1")
    assert "書類ができました。" in editor.says("書類ができました。")
    assert "1人に送りました" in editor.taps("実行")


def test_read_only_staff_neither_change_nor_write(session, counter, mori):
    before = values_of(session, HANAKO)

    for line in (
        "住民 設定 #1 居住地=角川",
        "住民 連絡 #1 こんにちは",
        "住民 項目追加 色 文章",
        "住民 出力",
        "住民 取込",
    ):
        assert "いまの権限では使えません" in mori.says(line)

    assert values_of(session, HANAKO) == before
    assert counter.notices == []


def test_items_are_listed_with_how_many_answered(duty):
    assert "答えた人\n3人" in duty.says("住民 項目 居住地")
    assert "古口（2人）" in duty.reply
    assert "お名前" in duty.says("住民 項目")
    assert "項目を加える" not in duty.labels


def test_an_item_is_added_by_command_edited_and_taken_back(session, editor):
    assert "好きな色" in editor.says("住民 項目 追加 好きな色 一つ選ぶ 赤、青")
    editor.says("住民 設定 #1 好きな色=赤")
    assert "選択肢を" in editor.says("住民 項目追加 好きな花 いくつでも選ぶ")
    assert "好きな花" in editor.says("さくら、もも")
    editor.says("住民 項目編集 好きな色 選択肢を足す 緑、黄")
    editor.says("住民 項目編集 好きな色 選択肢の名前を変える 赤 = 紅色")
    editor.says("住民 項目編集 好きな色 項目の名前を変える 色の好み")

    colour = load_catalog(session).by_name["色の好み"]
    assert [option.label for option in colour.offered] == ["紅色", "青", "緑", "黄"]
    assert "色の好み\n紅色" in editor.says("住民 #1")
    editor.says("元に戻す")
    assert "好きな色\n紅色" in editor.says("住民 #1")


def test_a_place_typed_like_a_name_is_offered_as_a_condition(duty):
    assert "合う人はいません" in duty.says("住民 検索 古口")

    assert "2件のうち" in duty.taps("「居住地=古口」で探す")


def test_a_word_that_is_no_answer_either_offers_nothing(duty):
    duty.says("住民 検索 ほげほげ")

    assert not [label for label in duty.labels if "で探す" in label]


def test_a_number_nobody_has_is_asked_for_again_and_the_rest_is_kept(session, editor):
    assert "住民の番号" in editor.says("住民 設定 #999 居住地=古口")
    assert "住民の番号" in editor.says("９９８")

    editor.says("１")

    assert values_of(session, HANAKO)["home_area"] == "古口"


def test_an_item_s_name_that_is_taken_is_asked_for_again(session, editor):
    assert "項目の名前" in editor.says("住民 項目追加 居住地 一つ選ぶ 赤、青")

    editor.says("好きな色")

    assert [option.label for option in load_catalog(session).by_name["好きな色"].offered] == ["赤", "青"]


def test_an_option_in_use_is_dropped_only_after_saying_by_how_many(session, editor):
    editor.says("対象 保存 古口の人 居住地=古口")

    said = editor.says("住民 項目編集 居住地 選択肢を外す 古口")
    assert "選んでいる人\n2人" in said
    assert "古口の人" in said
    assert "古口" in [option.label for option in load_catalog(session).by_key["home_area"].offered]
    editor.taps("実行")

    assert "古口" not in [option.label for option in load_catalog(session).by_key["home_area"].offered]
    assert session.get(Resident, HANAKO).answers["home_area"] == "古口"
    said = editor.says("住民 項目編集 居住地 選択肢を外す 白糸")
    assert "外しました" in said  # nobody has it


def test_an_item_is_taken_out_of_use_unless_a_segment_asks_about_it(session, editor):
    editor.says("対象 保存 古口の人 居住地=古口")

    assert "外せません。（古口の人）" in editor.says("住民 項目削除 居住地")
    assert "答えた人\n1人" in editor.says("住民 項目削除 知りたい話題")
    editor.taps("実行")

    assert "知りたい話題" not in load_catalog(session).by_name
    editor.says("元に戻す")
    assert "話題" not in editor.says("住民 検索 話題=防災") or "#2" in editor.reply


def test_an_item_taken_back_keeps_its_name_for_who_answered_it(session, editor):
    editor.says("住民 項目追加 好きな色 一つ選ぶ 赤、青")
    colour = load_catalog(session).by_name["好きな色"]
    editor.says("住民 設定 #1 好きな色=赤")
    editor.says("対象 保存 赤の人 好きな色=赤")
    editor.says("元に戻す")  # 対象 保存
    editor.says("元に戻す")  # 住民 設定 can't be: the item
    editor.taps("実行")

    catalog = load_catalog(session)
    assert "好きな色" not in catalog.by_name
    assert catalog.by_key[colour.key].label("赤") == "赤"
    assert values_of(session, HANAKO)[colour.key] == "赤"


def test_an_item_that_a_segment_asks_about_is_not_taken_back(session, editor):
    editor.says("住民 項目追加 好きな色 一つ選ぶ 赤、青")
    editor.town.member("Other", "editor").says("対象 保存 赤の人 好きな色=赤")

    assert "いま使われています。（赤の人）" in editor.says("元に戻す")

    assert "好きな色" in load_catalog(session).by_name


def test_an_option_taken_back_stays_with_who_chose_it(session, editor):
    editor.says("住民 項目編集 知りたい話題 選択肢を足す 花火")
    editor.says("住民 設定 #2 話題=+花火")
    editor.says("元に戻す")
    editor.taps("実行")

    assert "花火" not in [option.label for option in load_catalog(session).by_key["topics"].offered]
    assert "直しました" in editor.says("住民 設定 #2 話題=+道路・除雪")
    assert "花火" in values_of(session, TARO)["topics"]
    assert "直しました" in editor.says("住民 設定 #2 話題=-花火")
    assert "花火" not in values_of(session, TARO)["topics"]


def test_a_name_given_again_is_not_taken_back_over(session, editor):
    editor.says("住民 項目削除 知りたい話題")
    editor.taps("実行")
    editor.town.member("Other", "editor").says("住民 項目追加 知りたい話題 文章")

    assert "同じ名前の「知りたい話題」が、あとから作られています" in editor.says("元に戻す")


def test_what_staff_gave_back_promises_no_button_to_the_resident(counter, editor):
    editor.says("住民 設定 #1 居住地=角川")

    said = editor.taps("この変更を戻す")

    assert "本人のトークに知らせました。" in said
    assert "本人は元に戻せます" not in said
