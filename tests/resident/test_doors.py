"""Coming, going, and everything that is no text: always a kind word, or silence where nobody would read it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from data.faq.models import UnansweredAsker
from data.residents.models import Resident
from tests.resident.talking import HANAKO, Person, publish

NOT_HERE_YET = ("通報", "予約", "申請", "ポイント", "安否", "言語", "職員と話す")


def resident(town):
    return town.session.scalars(select(Resident)).one()


def test_a_new_friend_is_greeted_and_shown_what_there_is(hanako, town):
    hanako.sends("follow")

    assert "友だち追加ありがとうございます。戸沢村の窓口です。" in hanako.reply
    assert "近くの避難所" in hanako.labels or "近くの避難所" in hanako.reply
    assert resident(town).is_friend


def test_who_comes_back_is_welcomed_back(hanako, town):
    hanako.sends("follow")
    hanako.sends("unfollow")
    assert hanako.messages == []
    assert not resident(town).is_friend

    hanako.sends("follow", is_unblocked=True)

    assert "おかえりなさい" in hanako.reply
    assert resident(town).is_friend


def test_line_is_not_always_right_about_unblocking(hanako):
    hanako.sends("follow")
    hanako.sends("unfollow")

    hanako.sends("follow", is_unblocked=False)

    assert "おかえりなさい" in hanako.reply


def test_who_writes_without_following_is_known_too(hanako, town):
    hanako.says("メニュー")
    hanako.says("メニュー")

    assert resident(town).line_user_id == HANAKO
    assert hanako.tracker["resident_id"] == resident(town).id


def test_the_same_person_on_test_and_public_is_two(hanako, town):
    hanako.says("メニュー")
    Person(town, HANAKO, "test").says("メニュー")

    assert len(town.session.scalars(select(Resident)).all()) == 2


def test_who_blocks_us_no_longer_waits_for_an_answer(hanako, town):
    hanako.says("ムササビの飼い方を教えて")
    assert town.session.scalars(select(UnansweredAsker)).all() != []

    hanako.sends("unfollow")

    assert town.session.scalars(select(UnansweredAsker)).all() == []


@pytest.mark.parametrize("kind", ["image", "video", "audio", "file", "sticker", "other"])
def test_what_is_no_text_is_answered_kindly(hanako, kind):
    hanako.sends(kind, message_id="1")

    assert "文字で送ってください" in hanako.reply


@pytest.mark.parametrize("kind", ["join", "leave", "edited"])
def test_what_concerns_nobody_is_not_answered(hanako, kind):
    hanako.sends(kind, raw_type=kind)

    assert hanako.messages == []


def test_an_event_line_invented_since_is_not_answered(hanako):
    hanako.sends("other", raw_type="videoPlayComplete")

    assert hanako.messages == []


@pytest.mark.parametrize("word", ["メニュー", "ヘルプ", "めにゅー", "ﾒﾆｭｰ", "メニュー ", "MENU", "使い方"])
def test_the_menu_has_a_button_for_everything_there_is(hanako, word):
    hanako.says(word)

    bubble = hanako.messages[0]["contents"]
    labels = [box["action"]["label"] for box in bubble["footer"]["contents"]]
    assert labels == [
        "近くの避難所",
        "避難行動を調べる",
        "施設をさがす",
        "わが家の防災メモ",
        "ごみの出し方",
        "施設案内",
        "お知らせの設定",
        "よくある質問",
        "個人情報",
    ]


def test_every_button_of_the_menu_leads_somewhere(hanako):
    menu = hanako.says("メニュー") and hanako.messages
    for box in menu[0]["contents"]["footer"]["contents"]:
        hanako.tracker.clear()
        hanako.taps(box["action"]["label"], menu)
        assert "すぐにお答えできません" not in hanako.reply, box["action"]


@pytest.mark.parametrize("word", NOT_HERE_YET)
def test_what_is_not_here_yet_is_neither_offered_nor_promised(hanako, word):
    hanako.says("メニュー")
    assert word not in hanako.reply

    hanako.says(word)

    assert hanako.messages
    assert "準備中" not in hanako.reply
    assert "近日" not in hanako.reply


def test_begun_dialogs_show_in_the_menu_and_under_status(hanako):
    hanako.says("ごみの出し方")
    hanako.says("あとで")
    hanako.says("メニュー")
    assert "とちゅうのものを見る" in hanako.reply

    hanako.taps("とちゅうのものを見る")
    assert "4月10日" in hanako.reply
    hanako.taps("続ける ごみの出し方")
    assert "選んでください" in hanako.reply


class TestReceiptCodes:
    def code(self, town, channel="public"):
        return town.snapshots.view()["scenarios"].shelf(channel).forms["memo"].link_code

    @pytest.mark.parametrize(
        "spelling", ["受付コード F-{}", "受付コード　Ｆ－{}", "受付コードF{}", " 受付コード f-{} ", "受付コード:F-{}"]
    )
    def test_a_code_opens_its_form_however_it_is_spelt(self, hanako, town, spelling):
        hanako.says(spelling.format(self.code(town).lower() if "f-" in spelling else self.code(town)))

        assert "どこに集まりますか" in hanako.reply

    @pytest.mark.parametrize("text", ["受付コード F-ZZZZZZZZ", "受付コード S-ABCDEFGH", "受付コード B-ABCDEFGH"])
    def test_an_unknown_code_is_told_kindly(self, hanako, text):
        assert "この受付コードは使えません" in hanako.says(text)

    def test_a_text_about_codes_is_a_text(self, hanako):
        hanako.says("受付コードとは何ですか")

        assert "使えません" not in hanako.reply

    def test_a_form_hidden_on_public_is_unknown_there_and_open_on_test(self, hanako, town):
        from data.content.service import find_content, hide_content

        code = self.code(town)
        content = find_content(town.session, kind="form", key="memo")
        hide_content(town.session, content_id=content.id, channel="public")

        assert "使えません" in hanako.says(f"受付コード F-{code}")
        assert "集まりますか" in Person(town, HANAKO, "test").says(f"受付コード F-{code}")


class TestNearMisses:
    @pytest.mark.parametrize(
        ("typed", "meant"),
        [("めにゆー", "メニュー"), ("避難行道", "避難行動"), ("つずける", "続ける"), ("ひなんじよ", "避難所")],
    )
    def test_a_near_miss_gets_a_button(self, hanako, typed, meant):
        hanako.says(typed)

        assert meant in hanako.labels

    def test_and_none_of_these_keeps_it_for_staff(self, hanako):
        hanako.says("避難行道")
        hanako.taps("どれでもない")

        assert "職員に伝えます" in hanako.reply

    def test_the_commonest_misspelling_is_simply_understood(self, hanako):
        assert "避難所をさがします" in hanako.says("非難所")

    def test_the_button_works(self, hanako):
        hanako.says("避難行道")
        hanako.taps("避難行動")

        assert "どの災害" in hanako.reply


def test_a_scenario_on_test_only_does_not_exist_on_public(hanako, town):
    publish(
        town,
        "kind: scenario\nkey: secret\nname: 試作\ntriggers: [しさくひん]\nmenu: 試作\nstart: a\n"
        "nodes:\n  - {id: a, kind: end, says: 試作です}\n",
        channels=("test",),
    )

    assert Person(town, HANAKO, "test").says("しさくひん") == "試作です"
    assert "試作です" not in hanako.says("しさくひん")
    hanako.says("メニュー")
    assert "試作" not in hanako.reply


def test_an_apology_carries_the_number_of_the_log(town):
    assert "（番号 12345678）" in town.counter.apology("12345678")[0]["text"]
