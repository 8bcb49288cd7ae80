"""対象 at the staff counter."""

from __future__ import annotations

import pytest

from data.segments.service import SEGMENT_USERS, list_segments
from tests.residents.conftest import counter, duty, editor, mori

__all__ = ["counter", "duty", "editor", "mori"]


def test_a_count_is_explained_part_by_part(mori):
    said = mori.says("対象 件数 居住地=古口,角川 年齢>=65 話題=防災")

    assert "0人" in said
    assert "友だち全員\n2人（ほかにブロック中1人）" in said
    assert "居住地=古口,角川\n合う人 2人・外れる人 0人" in said
    assert "年齢>=65\n合う人 1人・外れる人 1人\nこの条件だけで外れる人 1人" in said
    assert "知りたい話題=防災\n合う人 1人・外れる人 1人（うち未回答 1人）" in said
    assert "合う人を見る" not in " ".join(mori.labels)  # not this person's to see


def test_from_a_count_one_tap_leads_to_who_is_in_and_who_is_out(duty):
    duty.says("対象 件数 年齢>=65")
    duty.taps("合う人を見る（ブロック中も）")
    assert "#1 花子" in duty.reply
    assert "#2" not in duty.reply

    duty.says("対象 件数 年齢>=65")
    duty.taps("外れた人を見る（ブロック中も）")
    assert "#2 太郎" in duty.reply
    assert "#1 花子" not in duty.reply


def test_the_test_account_is_counted_when_asked(mori):
    assert "友だち全員\n1人" in mori.says("対象 件数 テスト")
    assert "友だち全員\n2人" in mori.says("対象 件数")


@pytest.mark.parametrize(
    ("condition", "said", "button"),
    [
        ("居住値=古口", "「居住値」という項目はありません", "居住地"),
        ("居住地=古ロ", "選択肢はありません", "古口"),
        ("年齢=さくら", "数字で書いてください", ""),
        ("(年齢>=65", "かっこが閉じられていません", ""),
        ("防災", "どう比べるかが分かりません", "知りたい話題=防災"),
    ],
)
def test_a_faulty_condition_is_mended_by_a_tap(mori, condition, said, button):
    assert said in mori.says(f"対象 件数 {condition}")
    assert "条件の書き方" in mori.labels
    if button:
        mori.taps(button)
        assert "友だち全員" in mori.reply


def test_a_value_like_none_is_answered_with_what_there_is_to_choose(mori):
    assert "選べるもの：古口、角川" in mori.says("対象 件数 居住地=ふるくち")
    assert "など" in mori.reply
    assert "選べるもの" not in mori.says("対象 件数 居住地=古ロ")


def test_a_segment_is_saved_shown_replaced_renamed_and_taken_back(session, editor):
    assert "残しました" in editor.says("対象 保存 高齢の人 年齢>=65")
    assert "高齢の人" in editor.says("対象 一覧")
    assert "1人・年齢>=65" in editor.reply
    assert "入れ替えました" in editor.says("対象 保存 高齢の人 年齢>=30")
    assert "2人" in editor.says("対象 #1")
    editor.says("元に戻す")
    assert "年齢>=65" in editor.says("対象 #1")
    editor.says("対象 名前 高齢の人 見守りの人")
    assert [one.name for one in list_segments(session)] == ["見守りの人"]
    assert "2人" in editor.says("対象 件数 対象=見守りの人 または 話題=防災")


def test_a_segment_in_use_stays(session, editor, monkeypatch):
    editor.says("対象 保存 高齢の人 年齢>=65")
    editor.says("対象 保存 古口の高齢の人 対象=高齢の人 居住地=古口")

    editor.says("対象 削除 高齢の人")
    assert "使っているため消せません。（古口の高齢の人）" in editor.taps("実行")
    assert "自分自身" in editor.says("対象 保存 高齢の人 対象=古口の高齢の人")

    monkeypatch.setattr("data.segments.service.SEGMENT_USERS", [*SEGMENT_USERS, lambda session, number: ["配信 #3"]])
    editor.says("対象 削除 古口の高齢の人")
    assert "配信 #3" in editor.taps("実行")
    monkeypatch.undo()


def test_an_unused_segment_is_deleted_after_a_look(session, editor):
    editor.says("対象 保存 高齢の人 年齢>=65")

    assert "消します" in editor.says("対象 削除 高齢の人")
    editor.taps("実行")

    assert list_segments(session) == []
    editor.says("元に戻す")
    assert [one.name for one in list_segments(session)] == ["高齢の人"]


def test_a_renamed_option_changes_no_segment(editor):
    admin = editor.town.member("Admin", "administrator")
    admin.says("対象 保存 古口の人 居住地=古口")
    admin.says("住民 項目編集 居住地 選択肢の名前を変える 古口 = 古口地区")

    assert "居住地=古口地区" in admin.says("対象 #1")


def test_why_somebody_is_in_or_out(duty):
    assert "#1 花子は対象に入ります" in duty.says("対象 理由 #1 居住地=古口 年齢>=65")
    said = duty.says("対象 理由 #2 年齢>=65 ペット=犬")
    assert "#2 太郎は対象に入りません" in said
    assert "年齢>=65\n合っていません" in said
    assert "まだ答えていません" in said
    assert "ブロック中" in duty.says("対象 理由 #3 居住地=古口")


def test_a_number_nobody_has_is_refused_before_the_condition_is_asked_for(duty):
    assert "住民の番号" in duty.says("対象 理由")
    assert "見つかりません" in duty.says("#77")

    assert "条件" in duty.says("#1")
    assert "#1 花子は対象に入ります" in duty.says("居住地=古口")


def test_how_conditions_are_written_is_shown_with_examples_that_work(mori):
    assert "または" in mori.says("対象 書き方")
    for label in [label for label in mori.labels if "=" in label]:
        assert "友だち全員" in mori.says(f"対象 件数 {label}")


def test_read_only_staff_save_nothing(session, mori):
    assert "いまの権限では使えません" in mori.says("対象 保存 高齢の人 年齢>=65")
    assert list_segments(session) == []


def test_everybody_is_counted_without_a_line_that_cannot_be_typed(duty):
    said = duty.says("対象 件数")

    assert "2人" in said
    assert "対象 保存" not in said
    assert not [label for label in duty.labels if "人を見る" in label]


def test_taking_back_leaves_no_segment_that_asks_for_itself_or_for_one_that_is_gone(session, editor):
    other = editor.town.member("Other", "editor")
    editor.says("対象 保存 高齢の人 年齢>=65")
    other.says("対象 保存 古口の高齢の人 対象=高齢の人 居住地=古口")
    assert "いま使われています。（古口の高齢の人）" in editor.says("元に戻す")

    other.says("対象 保存 古口の高齢の人 居住地=古口")
    editor.says("対象 保存 高齢の人 対象=古口の高齢の人")
    editor.says("対象 保存 高齢の人 年齢>=70")
    other.says("対象 保存 古口の高齢の人 対象=高齢の人")
    assert "いま使われています。（古口の高齢の人）" in editor.says("元に戻す")

    assert "1人・年齢>=70" in editor.says("対象 一覧")


def test_a_deleted_segment_comes_back_only_where_it_still_fits(session, editor):
    other = editor.town.member("Other", "editor")
    editor.says("対象 保存 高齢の人 年齢>=65")
    editor.says("対象 保存 防災の人 対象=高齢の人 話題=防災")
    editor.says("対象 削除 防災の人")
    editor.taps("実行")

    other.says("対象 保存 防災の人 年齢>=70")
    assert "同じ名前の「防災の人」が、あとから作られています" in editor.says("元に戻す")
    other.says("対象 削除 防災の人")
    other.taps("実行")
    other.says("住民 項目削除 知りたい話題")
    other.taps("実行")
    assert "条件で使っている項目は、もう使われていません" in editor.says("元に戻す")
    other.says("元に戻す")
    other.says("対象 削除 高齢の人")
    other.taps("実行")
    assert "条件で使っている対象は、もう消されています" in editor.says("元に戻す")

    assert list_segments(session) == []
