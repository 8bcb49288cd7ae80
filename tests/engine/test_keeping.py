"""Dialogs are left, kept and resumed."""

from __future__ import annotations

from data.town.service import change_town_setting
from tests.engine.test_precedence import lunch
from tests.resident.talking import publish


class TestDialogWords:
    def test_leaving_says_what_was_kept(self, hanako):
        lunch(hanako, "にく", "やめる")

        assert hanako.reply == "「お弁当の申し込み」をやめました。ここまでの1件のお答えは残していません。"
        assert "dialog" not in hanako.tracker

    def test_leaving_what_was_hardly_begun(self, hanako):
        lunch(hanako, "やめる")

        assert hanako.reply == "「お弁当の申し込み」をやめました。"

    def test_leaving_offers_what_was_put_off_before(self, hanako):
        lunch(hanako, "にく", "あとで")
        hanako.says("避難行動")

        hanako.says("やめる")

        assert hanako.quick_replies == ["続ける お弁当の申し込み"]

    def test_back_goes_from_question_to_question_and_forgets_the_later_answers(self, hanako):
        lunch(hanako, "にく", "花子", "戻る")
        assert "お名前は" in hanako.reply
        assert hanako.tracker["dialog"]["slots"] == {"dish": "meat"}

        hanako.says("戻る")
        assert "どの料理" in hanako.reply
        hanako.says("戻る")
        assert "これが最初の質問です" in hanako.reply

    def test_back_is_offered_once_there_is_a_way_back(self, hanako):
        lunch(hanako)
        assert "戻る" not in hanako.quick_replies

        hanako.says("にく")
        assert hanako.quick_replies == ["戻る", "あとで", "やめる"]

    def test_restart_begins_anew(self, hanako):
        lunch(hanako, "にく", "花子", "最初から")

        assert "どの料理" in hanako.reply
        assert hanako.tracker["dialog"]["slots"] == {}

    def test_what_must_be_answered_cannot_be_skipped(self, hanako):
        lunch(hanako, "スキップ")

        assert "先に進めません" in hanako.reply
        assert "どの料理" in hanako.reply

    def test_words_of_a_form_are_the_forms_own(self, hanako, town):
        code = town.snapshots.view()["scenarios"].shelf("public").forms["visit"].link_code
        hanako.says(f"受付コード F-{code}")
        hanako.says("花子")

        hanako.says("戻る")
        assert "お名前は" in hanako.reply
        hanako.says("やめる")
        assert "「見学の申し込み」をやめました" in hanako.reply
        assert "dialog" not in hanako.tracker


class TestPuttingOff:
    def test_later_keeps_and_continue_resumes(self, hanako):
        lunch(hanako, "にく", "あとで")
        assert "お預かりしました" in hanako.reply
        assert hanako.quick_replies == ["続ける お弁当の申し込み"]
        assert "dialog" not in hanako.tracker

        hanako.taps("続ける お弁当の申し込み")

        assert "「お弁当の申し込み」の続きです。" in hanako.reply
        assert "お名前は" in hanako.reply
        hanako.says("花子")
        hanako.says("明日")
        assert hanako.reply.startswith("花子さん、にくを")

    def test_several_are_kept_and_shown_with_their_buttons(self, hanako):
        lunch(hanako, "にく", "あとで")
        hanako.says("避難行動")
        hanako.says("あとで")

        hanako.says("状況")

        assert "お弁当の申し込み" in hanako.reply
        assert "避難行動" in hanako.reply
        assert hanako.quick_replies == ["続ける 避難行動", "続ける お弁当の申し込み"]
        hanako.says("続ける")
        assert "どれを続けますか" in hanako.reply
        hanako.says("続ける お弁当の申し込み")
        assert "お名前は" in hanako.reply

    def test_nothing_to_continue_is_said_kindly(self, hanako):
        assert "とちゅうのものはありません" in hanako.says("状況")
        assert "とちゅうのものはありません" in hanako.says("続ける")

    def test_the_same_put_off_twice_unanswered_is_kept_once(self, hanako):
        lunch(hanako, "あとで")
        lunch(hanako, "あとで")

        assert len(hanako.tracker["aside"]) == 1

    def test_a_tap_on_the_question_put_off_takes_it_up_again(self, hanako):
        lunch(hanako)
        question = hanako.messages
        hanako.says("あとで")

        hanako.taps("にく", question)

        assert "お名前は" in hanako.reply


class TestTime:
    def test_after_thirty_idle_minutes_a_text_that_is_no_answer_is_outside(self, hanako, town):
        lunch(hanako)
        town.wait(minutes=30)

        hanako.says("ごみの日はいつですか")

        assert hanako.reply == "ごみの日は月曜です。"
        assert hanako.quick_replies == ["続ける お弁当の申し込み"]

    def test_before_that_it_is_still_inside(self, hanako, town):
        lunch(hanako)
        town.wait(minutes=29, seconds=59)

        hanako.says("ごみの日はいつですか")

        assert "どの料理" in hanako.reply

    def test_a_valid_answer_still_counts_after_that(self, hanako, town):
        lunch(hanako)
        town.wait(hours=5)

        hanako.says("にく")

        assert "お名前は" in hanako.reply

    def test_every_word_begins_the_thirty_minutes_anew(self, hanako, town):
        lunch(hanako)
        town.wait(minutes=29)
        hanako.says("ラーメン")
        town.wait(minutes=29)

        hanako.says("ラーメン")

        assert "どの料理" in hanako.reply

    def test_after_a_day_even_an_answer_is_outside(self, hanako, town):
        lunch(hanako)
        town.wait(hours=24)

        hanako.says("にく")

        assert "お名前は" not in hanako.reply
        assert "続ける お弁当の申し込み" in hanako.quick_replies

    def test_the_times_are_the_towns_to_set(self, hanako, town):
        change_town_setting(town.session, "idle_minutes", 5)
        lunch(hanako)
        town.wait(minutes=5)

        hanako.says("ごみの日はいつですか")

        assert hanako.quick_replies == ["続ける お弁当の申し込み"]

    def test_a_dialog_keeps_the_version_it_began_with(self, hanako, town):
        from tests.engine.conftest import LUNCH

        lunch(hanako)
        publish(town, LUNCH.replace("お名前は何ですか。", "どなたですか。"))
        hanako.says("にく")
        assert "お名前は何ですか。" in hanako.reply

        hanako.says("やめる")
        lunch(hanako, "にく")
        assert "どなたですか。" in hanako.reply

    def test_even_when_it_is_no_longer_published(self, hanako, town):
        from data.content.service import delete_content, find_content

        lunch(hanako)
        content = find_content(town.session, kind="scenario", key="lunch")
        delete_content(town.session, content_id=content.id, now=town.clock.now())

        hanako.says("にく")

        assert "お名前は" in hanako.reply


def test_what_is_taken_up_again_is_not_offered_once_more(hanako, town):
    hanako.says("お弁当")
    town.wait(days=3)

    hanako.says("続ける")

    assert "どの料理" in hanako.reply
    assert hanako.quick_replies == ["さかな", "にく", "あとで", "やめる"]
