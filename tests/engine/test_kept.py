"""Dialogs that lie aside: their cards, going on or beginning anew, dropping, and texts that may belong to them."""

from __future__ import annotations

import pytest

from data.faq.unanswered import list_unanswered
from data.town.service import change_town_setting
from tests.engine.test_precedence import lunch
from tests.resident.talking import publish


def unanswered(town):
    return [question.text for question in town.session.scalars(list_unanswered())]


def begin_visit(hanako, town):
    code = town.snapshots.view()["scenarios"].shelf("public").forms["visit"].link_code
    hanako.says(f"受付コード F-{code}")


class TestCards:
    def test_a_card_tells_since_when_how_far_and_what_comes_next(self, hanako, town):
        lunch(hanako, "にく")
        town.wait(hours=2)
        hanako.says("あとで")

        hanako.says("状況")

        card = hanako.cards[0]
        assert card[0] == "お弁当の申し込み"
        assert "9:00" in card[card.index("はじめた時") + 1] or "9時" in card[card.index("はじめた時") + 1]
        assert card[card.index("ここまで") + 1] == "1問お答えいただきました"
        assert card[card.index("つぎの質問") + 1] == "お名前"
        assert {"続ける", "やめる"} <= set(card)

    def test_in_a_form_it_tells_how_many_of_how_many(self, hanako, town):
        begin_visit(hanako, town)
        hanako.says("花子")
        hanako.says("あとで")

        hanako.says("状況")

        card = hanako.cards[0]
        assert card[card.index("ここまで") + 1] == "2問のうち1問"
        assert card[card.index("つぎの質問") + 1] == "人数"

    def test_continue_on_the_card_goes_on(self, hanako):
        lunch(hanako, "にく", "あとで")
        hanako.says("状況")

        hanako.taps("続ける")

        assert "お名前は" in hanako.reply
        assert "aside" not in hanako.tracker

    def test_leaving_on_the_card_asks_and_then_forgets(self, hanako):
        lunch(hanako, "にく", "あとで")
        hanako.says("状況")

        hanako.taps("やめる")
        assert "「お弁当の申し込み」をやめますか" in hanako.reply
        assert hanako.tracker["aside"]
        hanako.taps("やめて、お答えを消す")

        assert "「お弁当の申し込み」をやめました" in hanako.reply
        assert "aside" not in hanako.tracker
        assert "とちゅうのものはありません" in hanako.says("状況")

    def test_a_card_whose_dialog_is_gone_is_simply_old(self, hanako):
        lunch(hanako, "にく", "あとで")
        hanako.says("状況")
        card = hanako.messages
        hanako.taps("やめる")
        hanako.taps("やめて、お答えを消す")

        hanako.taps("続ける", card)

        assert "前のご案内のボタンです" in hanako.reply

    def test_dropping_one_beneath_leaves_the_open_one(self, hanako):
        lunch(hanako, "にく")
        hanako.says("避難行動")
        hanako.says("状況")
        beneath = hanako.messages[0]["contents"]["contents"][1]

        hanako.taps("やめる", beneath)
        assert hanako.reply.endswith("どの災害ですか。")
        hanako.taps("やめて、お答えを消す")
        hanako.says("地震")

        assert "お名前は" not in hanako.reply
        assert "dialog" not in hanako.tracker

    def test_dropping_the_open_one_asks_the_one_beneath(self, hanako):
        lunch(hanako, "にく")
        hanako.says("避難行動")
        hanako.says("状況")

        hanako.taps("やめる")
        hanako.taps("やめて、お答えを消す")

        assert "お名前は" in hanako.reply
        assert hanako.tracker["dialog"]["title"] == "お弁当の申し込み"

    def test_continuing_one_beneath_puts_the_open_one_aside(self, hanako):
        lunch(hanako, "にく")
        hanako.says("避難行動")

        hanako.says("続ける お弁当の申し込み")

        assert "お名前は" in hanako.reply
        assert hanako.tracker["dialog"]["title"] == "お弁当の申し込み"
        assert [dialog["title"] for dialog in hanako.tracker["aside"]] == ["避難行動"]


class TestBeginningAgain:
    def test_what_lies_aside_with_answers_is_asked_about(self, hanako):
        lunch(hanako, "にく", "あとで")

        hanako.says("お弁当")

        assert "続きからになさいますか" in hanako.reply
        assert "前のお答えは消えます" in hanako.reply
        assert "dialog" not in hanako.tracker
        hanako.taps("続きから")
        assert "お名前は" in hanako.reply

    def test_anew_lets_the_old_one_go(self, hanako):
        lunch(hanako, "にく", "あとで")
        hanako.says("お弁当")

        hanako.taps("新しく")

        assert "どの料理" in hanako.reply
        assert hanako.tracker["dialog"]["slots"] == {}
        assert "aside" not in hanako.tracker

    def test_a_form_is_asked_about_too(self, hanako, town):
        begin_visit(hanako, town)
        hanako.says("花子")
        hanako.says("あとで")

        begin_visit(hanako, town)
        assert "続きからになさいますか" in hanako.reply
        hanako.taps("新しく")

        assert "お名前は" in hanako.reply

    def test_what_holds_no_answer_is_simply_begun(self, hanako):
        lunch(hanako, "あとで")

        hanako.says("お弁当")

        assert "どの料理" in hanako.reply

    def test_an_old_anew_button_restarts_nothing_that_is_open(self, hanako):
        lunch(hanako, "にく", "あとで")
        hanako.says("お弁当")
        card = hanako.messages
        hanako.taps("続きから")

        hanako.taps("新しく", card)

        assert "前のご案内のボタンです" in hanako.reply
        assert "お名前は" in hanako.reply

    def test_in_the_middle_of_another_dialog_its_question_comes_back(self, hanako):
        hanako.says("避難行動")
        hanako.says("あとで")
        lunch(hanako, "にく", "あとで")
        hanako.says("避難行動")

        hanako.says("お弁当")

        assert "続きからになさいますか" in hanako.reply
        assert hanako.reply.endswith("どの災害ですか。")


class TestPuttingOffTellsWhen:
    @pytest.mark.parametrize(("hours", "when"), [(24, "明日"), (48, "2日後に"), (6, "6時間後に"), (36, "36時間後に")])
    def test_a_reminder_is_promised_for_when_it_comes(self, hanako, town, hours, when):
        change_town_setting(town.session, "aside_hours", hours)

        lunch(hanako, "にく", "あとで")
        assert f"{when}、一度お知らせします" in hanako.reply
        begin_visit(hanako, town)
        hanako.says("あとで")
        assert f"{when}、一度お知らせします" in hanako.reply


class TestLateTexts:
    def test_a_text_that_matches_nothing_offers_what_lies_aside(self, hanako, town):
        lunch(hanako, "にく", "あとで")
        town.wait(hours=30)

        hanako.says("戸沢 花子")

        assert "続ける お弁当の申し込み" in hanako.quick_replies

    def test_a_text_that_is_known_does_not(self, hanako):
        lunch(hanako, "にく", "あとで")

        hanako.says("ごみの日")

        assert hanako.reply == "ごみの日は月曜です。"
        assert hanako.quick_replies == []

    def test_a_choice_made_once_more_after_the_end_is_no_question_for_staff(self, hanako, town):
        hanako.says("避難行動")
        hanako.says("洪水")
        hanako.says("洪水")

        assert "「避難行動」のご案内は終わっています" in hanako.reply
        assert unanswered(town) == []
        hanako.taps("もう一度")
        assert "どの災害ですか" in hanako.reply

    def test_half_an_hour_later_it_is_one(self, hanako, town):
        hanako.says("避難行動")
        hanako.says("洪水")
        town.wait(minutes=30)

        hanako.says("洪水")

        assert "終わっています" not in hanako.reply


class TestAskingAgain:
    PICTURED = """
kind: scenario
key: trash
name: ごみ
triggers: [ごみ分け]
start: what
nodes:
  - id: what
    kind: question
    slot: what
    says:
      - type: template
        altText: どのごみですか
        template:
          type: buttons
          text: どのごみですか
          actions: [{type: message, label: 燃える, text: 燃える}, {type: message, label: 資源, text: 資源}]
    field: {kind: choice, label: ごみ, ask: 上から選んでください。, options: [燃える, 資源]}
    next: done
  - {id: done, kind: end, says: 終わりです。}
"""

    def test_the_buttons_a_choice_speaks_of_come_again_with_it(self, hanako, town):
        publish(town, self.PICTURED)
        hanako.says("ごみ分け")

        for text, before in (("メニュー", "flex"), ("ラーメン", None), ("続ける", "text")):
            hanako.says(text)
            kinds = [message["type"] for message in hanako.messages]
            assert kinds == [*([before] if before else []), "template", "text"], text

    def test_what_was_only_said_is_not_said_again(self, hanako):
        lunch(hanako, "にく")

        hanako.says("メニュー")

        assert "にくですね。" not in hanako.reply

    def test_a_free_answer_that_is_a_word_of_ours_is_told_to_be_an_answer(self, hanako):
        lunch(hanako, "にく")

        hanako.says("状況")

        assert "「状況」を、お答えとして受け取りました" in hanako.reply
        assert "いつにしますか" in hanako.reply
        hanako.says("戻る")
        hanako.says("花子")
        assert "お答えとして" not in hanako.reply
