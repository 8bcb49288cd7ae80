"""Missing and doubtful arguments are asked for, by tapping or typing."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from data.audit.models import AuditRow
from data.gateways.line.events import Incoming
from data.shelters.models import Shelter, ShelterStatus
from tests.gate.sample import NOW


def status(town, number):
    return town.session.scalar(select(Shelter.status).where(Shelter.id == number))


def test_a_missing_name_is_chosen_by_tapping(town, sato):
    said = sato.says("避難所 開設")
    assert "避難所の名前を選んでください" in said

    assert "古口公民館を開設中にしました" in sato.taps("古口公民館")

    assert sato.tracker.get("asking") is None


def test_a_missing_name_may_be_typed(town, sato):
    sato.says("避難所 開設")

    assert "中央公民館を開設中にしました" in sato.says("中央公民館")


def test_two_of_the_same_name_are_told_apart_by_what_stands_beside_them(town, sato):
    sato.says("避難所 人数 集会所 45")
    assert sato.labels[:2] == ["集会所（蔵岡3）", "集会所（津谷4）"]

    assert "集会所は45人です" in sato.taps("集会所（津谷4）")

    assert town.session.scalar(select(Shelter.headcount).where(Shelter.address == "津谷4")) == 45


def test_several_missing_arguments_are_asked_one_after_the_other(town, sato):
    sato.says("避難所 人数")
    sato.taps("第2体育館")

    assert "第2体育館は120人です" in sato.says("１２０人")


def test_back_goes_to_the_argument_before(town, sato):
    sato.says("避難所 人数")
    sato.taps("第2体育館")
    sato.says("戻る")

    sato.taps("中央公民館")

    assert "中央公民館は7人です" in sato.says("7")


def test_a_wrong_answer_gets_the_reason_and_the_question_again(town, sato):
    sato.says("避難所 人数 中央公民館")

    said = sato.says("たくさん")
    assert "人数" in said

    assert "中央公民館は3人です" in sato.says("3")


def test_a_number_out_of_bounds_is_asked_for_again(town, sato):
    said = sato.says("避難所 人数 中央公民館 100000")

    assert "9999以下にしてください" in said
    assert "中央公民館は50人です" in sato.says("50")


def test_a_distance_is_read_from_an_answer_and_asked_again_when_odd(town, chief):
    chief.says("避難所 範囲")
    assert "距離として読み取れません" in chief.says("遠くまで")

    assert "範囲は2500m" in chief.says("２．５キロ")


def test_a_choice_argument_offers_its_options(town, chief):
    chief.says("FAQ 種類")

    assert "tax" in chief.taps("税 金")


def test_a_full_command_drops_the_question_and_says_so(town, sato):
    sato.says("避難所 開設")

    said = sato.says("避難所 閉鎖 中央公民館")

    assert "「避難所 開設」の入力を取りやめて" in said
    assert "中央公民館を閉鎖にしました" in said
    assert "asking" not in sato.tracker


def test_a_noun_alone_that_is_no_answer_leads_to_its_card(town, sato):
    sato.says("避難所 開設")

    said = sato.says("FAQ")

    assert "入力を取りやめて" in said
    assert "よくある質問に答えます" in said


def test_free_text_may_quote_a_command(town, chief):
    chief.says("FAQ 追加 使い方")

    assert "[使い方]→[避難所 一覧]" in chief.says("「避難所 一覧」")


def test_free_text_keeps_its_line_breaks(town, chief):
    chief.says("FAQ 追加 ごみ")

    assert "[ごみ]→[月曜\n  火曜]" in chief.says("月曜\n  火曜")


def test_leaving_a_question_says_what_was_left(town, sato):
    sato.says("避難所 開設")

    assert "「避難所 開設」の入力をやめました" in sato.taps("やめる")

    assert "asking" not in sato.tracker
    assert town.session.scalar(select(func.count(AuditRow.id))) == 0


def test_an_old_button_of_a_question_is_told_apart(town, sato):
    sato.says("避難所 開設")
    old = next(action["data"] for action in sato.actions if action.get("label") == "中央公民館")
    sato.taps("古口公民館")

    assert "前のご案内のボタンです" in sato.presses(old)

    assert status(town, 1) == ShelterStatus.unopened


def test_an_old_button_while_another_question_is_open_asks_again(town, sato):
    sato.says("避難所 開設")
    old = next(action["data"] for action in sato.actions if action.get("label") == "中央公民館")
    sato.says("避難所 閉鎖")

    said = sato.presses(old)

    assert "前のご案内のボタンです" in said
    assert "避難所の名前を選んでください" in said
    assert status(town, 1) == ShelterStatus.unopened


@pytest.mark.parametrize("kind", ["sticker", "image", "location", "file"])
def test_what_is_no_answer_repeats_the_question(town, sato, kind):
    sato.says("避難所 開設")

    assert "避難所の名前を選んでください" in sato.sends(Incoming(kind, message_id="m1", latitude=1.0, longitude=2.0))


def test_hundreds_of_records_are_asked_for_by_name(town, sato):
    for number in range(250):
        town.session.add(
            Shelter(
                public_id=f"x{number:031x}",
                code=f"X-{number}",
                name=f"会場{number:03}",
                latitude=38.7,
                longitude=140.1,
                changed_at=NOW,
            )
        )
    town.session.flush()

    assert "避難所の名前を教えてください" in sato.says("避難所 開設")
    assert "会場007を開設中にしました" in sato.says("会場007")
    sato.says("避難所 開設")
    assert "いくつかあります" in sato.says("会場24")
    assert "会場249を開設中にしました" in sato.taps("会場249")


def test_a_record_removed_while_it_was_offered_is_told(town, sato):
    sato.says("避難所 開設")
    town.session.delete(town.session.get(Shelter, 2))
    town.session.flush()

    sato.presses(next(action["data"] for action in sato.actions if action.get("label") == "古口公民館"))

    assert "見つかりませんでした" in sato.reply


def test_a_missing_file_is_asked_for_and_taken(town, chief):
    assert "CSVファイル" in chief.says("FAQ 取込")
    assert "CSVファイルを送ってください" in chief.says("これです")

    assert "受け取り a.csv m9" in chief.sends(Incoming("file", message_id="m9", file_name="a.csv"))


def test_a_file_dropped_on_the_console_is_ours_already(town, chief):
    chief.says("FAQ 取込")

    assert "受け取り b.csv  5" in chief.sends(Incoming("file", file_name="b.csv"), {"attachment_id": 5})


def test_a_file_that_comes_first_is_asked_what_it_is_for(town, chief):
    assert "どの一覧に取り込みますか" in chief.sends(Incoming("file", message_id="m9", file_name="a.csv"))

    assert "受け取り a.csv m9" in chief.taps("FAQ 取込")


def test_a_file_that_came_long_ago_is_asked_for_again(town, chief):
    chief.sends(Incoming("file", message_id="m9", file_name="a.csv"))
    town.move(minutes=11)

    assert "CSVファイルを、このトークに送ってください" in chief.taps("FAQ 取込")


def test_who_may_not_import_is_not_asked_about_a_file(town, mori):
    assert "取り込みますか" not in mori.sends(Incoming("file", message_id="m9", file_name="a.csv"))


def test_a_typed_part_of_the_name_is_enough_in_an_answer(town, sato):
    sato.says("避難所 開設")

    assert "角川 ふれあいセンターを開設中にしました" in sato.says("ふれあい")


def test_a_file_of_before_is_offered_by_its_name(town, chief):
    chief.sends(Incoming("file", message_id="m9", file_name="a.csv"))

    assert "さきほどの「a.csv」を使いますか" in chief.says("FAQ 取込")
    assert "受け取り a.csv m9" in chief.taps("使う")


def test_a_file_of_before_may_be_declined_or_replaced(town, chief):
    chief.sends(Incoming("file", message_id="m9", file_name="a.csv"))
    chief.says("FAQ 取込")
    assert "CSVファイルを、このトークに送ってください" in chief.taps("使わない")
    assert "受け取り b.csv m10" in chief.sends(Incoming("file", message_id="m10", file_name="b.csv"))
    assert "CSVファイルを、このトークに送ってください" in chief.says("FAQ 取込")

    chief.says("やめる")
    chief.sends(Incoming("file", message_id="m9", file_name="a.csv"))
    chief.says("FAQ 取込")
    assert "受け取り b.csv m10" in chief.sends(Incoming("file", message_id="m10", file_name="b.csv"))
    assert "使いますか" not in chief.says("FAQ 取込")


def test_a_file_of_before_stays_offered_after_an_answer_that_is_none(town, chief):
    chief.sends(Incoming("file", message_id="m9", file_name="a.csv"))
    chief.says("FAQ 取込")
    chief.says("これです")

    assert "受け取り a.csv m9" in chief.says("使う")


def test_leaving_drops_a_file_that_was_sent_for_nothing(town, chief):
    chief.sends(Incoming("file", message_id="m9", file_name="a.csv"))

    assert "「a.csv」は使わずに" in chief.says("やめる")
    assert "CSVファイルを、このトークに送ってください" in chief.says("FAQ 取込")
