"""FAQ at the staff counter."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from data.faq.models import Faq, UnansweredQuestion
from data.faq.snapshot import load_faq
from data.faq.unanswered import log_unanswered
from staffbot.command import Conditions
from staffbot.commands.faq import EXPORT
from staffbot.values import read_conditions
from tests.faq.lists import add, plan_of
from tests.gate.sample import NOW
from tests.imports.counter import cells, open_counter


@pytest.fixture
def town(session, monkeypatch):
    add(
        session,
        "燃えるごみ",
        "もえるごみ",
        question="燃えるごみの日は？",
        answer="月曜です。\n朝8時まで。",
        category="ごみ",
    )
    add(session, "水道", answer="役場へ", category="くらし", visible_on="test")
    return open_counter(session, monkeypatch)


@pytest.fixture
def editor(town):
    return town.member("Editor", "editor")


@pytest.fixture
def sato(town):
    return town.member("Sato", "operator")


@pytest.fixture
def mori(town):
    return town.member("Mori", "viewer")


def by_question(session, question: str) -> Faq | None:
    return session.scalar(select(Faq).where(Faq.question == question))


def ask(session, text="ねこの登録は？", who="U-hanako", channel="public") -> UnansweredQuestion:
    return log_unanswered(session, channel=channel, line_user_id=who, text=text, now=NOW)


def test_the_list_is_narrowed_and_each_line_opens_its_answer(session, mori):
    said = mori.says("FAQ 一覧 ゴミ")

    assert "#1 燃えるごみの日は？" in said
    assert "水道" not in said
    assert "月曜です。\n朝8時まで。" in mori.taps("内容を見る")
    assert not {"編集", "削除", "テスト"} & set(mori.labels)
    assert "くらし・テストのみ" in mori.says("faq 一覧 公開=テスト")
    assert "「色=赤」ではしぼれません" in mori.says("FAQ 一覧 色=赤")
    assert "この条件に合う質問はありません" in mori.says("FAQ 一覧 宇宙")


def test_an_empty_list_leads_on(session, monkeypatch):
    editor = open_counter(session, monkeypatch).member("Editor", "editor")

    assert "まだ登録されていません" in editor.says("FAQ 一覧")
    assert {"取込", "追加"} <= set(editor.labels)


@pytest.mark.parametrize("sign", ["=", "＝", " = "])
def test_a_keyword_and_its_answer_in_one_line(session, editor, sign):
    said = editor.says(f"FAQ 追加 粗大ごみ、ふとん{sign}電話で申し込みます。\n役場 1=1 です")

    assert "住民にもすぐ答えます" in said
    faq = by_question(session, "粗大ごみ")
    assert (faq.keywords, faq.answer) == (["粗大ごみ", "ふとん"], "電話で申し込みます。\n役場 1=1 です")
    assert load_faq(session)["public"].exact("ふとん").id == faq.id
    editor.taps("元に戻す")
    assert by_question(session, "粗大ごみ") is None


def test_what_is_missing_is_asked_for(session, editor):
    assert "どんな言葉に答えますか" in editor.says("FAQ 追加")
    assert "答えを送ってください" in editor.says("粗大ごみ")
    editor.says("電話で\n申し込みます")

    assert by_question(session, "粗大ごみ").answer == "電話で\n申し込みます"


def test_a_word_that_is_taken_offers_to_replace_the_answer(session, editor):
    said = editor.says("FAQ 追加 モエルゴミ = 火曜です")

    assert "「モエルゴミ」には、もう #1「燃えるごみの日は？」が答えます" in said
    assert len(session.scalars(select(Faq)).all()) == 2
    editor.taps("答えを入れ替える")
    assert by_question(session, "燃えるごみの日は？").answer == "火曜です"


def test_who_may_not_publish_adds_for_the_test_account(session, town):
    writer = town.member("Writer", "viewer", additions="faq:write")

    assert "テスト用に加えました" in writer.says("FAQ 追加 粗大ごみ = 電話で")
    assert load_faq(session)["public"].exact("粗大ごみ") is None


def test_tried_on_test_and_published(session, editor):
    assert "住民にも答えます" in editor.says("FAQ 公開 水道")
    assert load_faq(session)["public"].exact("水道") is not None
    assert "もう住民にも答えています" in editor.says("FAQ 公開 #2")
    assert "住民には答えません" in editor.says("FAQ テスト 水道")
    assert load_faq(session)["public"].exact("水道") is None


@pytest.mark.parametrize(
    ("typed", "column", "value"),
    [
        ("#1 回答 火曜です\n9時まで", "answer", "火曜です\n9時まで"),
        ("もえるごみ 回答 火曜です", "answer", "火曜です"),
        ("#1 キーワード +可燃ごみ", "keywords", ["燃えるごみ", "もえるごみ", "可燃ごみ"]),
        ("#1 キーワード -もえるごみ", "keywords", ["燃えるごみ"]),
        ("#1 URL https://example.jp", "url", "https://example.jp"),
        ("#1 使用 しない", "enabled", False),
    ],
)
def test_items_are_edited_in_one_line(session, editor, typed, column, value):
    faq = by_question(session, "燃えるごみの日は？")

    editor.says(f"FAQ 編集 {typed}")

    assert getattr(faq, column) == value


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("#1 キーワード なし", "空欄です"),
        ("#1 使用 たぶん", "「する」か「しない」"),
        ("#1 URL example.jp", "ホームページの住所ではありません"),
        ("#99 回答 あ", "見つかりませんでした"),
    ],
)
def test_an_edit_that_cannot_be_says_why(session, editor, typed, said):
    assert said in editor.says(f"FAQ 編集 {typed}")


def test_removing_is_shown_first_and_can_be_undone(session, editor):
    assert "月曜です" in editor.says("FAQ 削除 もえるごみ")
    editor.taps("実行")
    assert by_question(session, "燃えるごみの日は？") is None

    editor.taps("元に戻す")
    assert by_question(session, "燃えるごみの日は？").keywords == ["燃えるごみ", "もえるごみ"]


def test_a_misspelt_name_is_offered(session, editor):
    assert "もしかして" in editor.says("FAQ 公開 燃えるこみの日")


def test_one_tap_and_one_reply_answer_a_question_and_who_asked_is_told(session, town, sato):
    ask(session)
    ask(session, "ネコの登録は", who="U-taro")

    assert "2回" in sato.says("FAQ 未回答")
    said = sato.taps("答える")
    assert "「ねこの登録は？」\n待っている人：2人" in said
    said = sato.says("住民課の窓口で\n受け付けます。")

    assert "待っていた2人に送りました" in said
    assert [(notice.channel, notice.line_user_id) for notice in town.notices] == [
        ("public", "U-hanako"),
        ("public", "U-taro"),
    ]
    texts = [message["text"] for message in town.notices[0].messages]
    assert texts == ["お待たせしました。「ねこの登録は？」のお答えです。", "住民課の窓口で\n受け付けます。"]
    assert load_faq(session)["public"].match("ネコの登録は？").entry.answer == "住民課の窓口で\n受け付けます。"
    assert "未回答の質問はありません" in sato.taps("次の未回答")


def test_an_answer_in_one_line(session, town, sato):
    question = ask(session)

    sato.says(f"FAQ 答える #{question.id} 住民課へどうぞ")

    assert len(town.notices) == 1


def test_a_question_somebody_else_has_just_answered(session, town, sato, editor):
    question = ask(session)
    sato.says(f"FAQ 答える #{question.id}")
    editor.says(f"FAQ 答える #{question.id} 住民課へ")

    assert "もうほかの人が答えた" in sato.says("役場へ")
    assert len(town.notices) == 1
    assert "見つかりません" in sato.says("FAQ 答える #99 はい")


def test_an_answer_that_is_there_already_is_used(session, town, sato):
    question = ask(session, "生ごみはいつ？")

    said = sato.says(f"FAQ 同じ答え #{question.id} 燃えるごみ")

    assert "「燃えるごみの日は？」の答えを使います" in said
    assert town.notices[0].messages[1]["text"] == "月曜です。\n朝8時まで。"
    assert load_faq(session)["public"].exact("生ごみはいつ").question == "燃えるごみの日は？"


def test_the_other_ways_out_are_one_tap_away_while_the_answer_is_asked_for(session, town, sato):
    ask(session)
    sato.says("FAQ 未回答")
    sato.taps("答える")
    assert "ほかの答えを使う" in sato.labels

    assert "未回答から外しました" in sato.taps("見送る")
    assert "未回答の質問はありません" in sato.says("FAQ 未回答")
    assert town.notices == []


def test_a_question_from_the_test_account_is_marked_and_answered_there(session, town, sato):
    question = ask(session, channel="test")

    assert "テスト" in sato.says("FAQ 未回答")
    sato.says(f"FAQ 答える #{question.id} 住民課へ")
    assert [notice.channel for notice in town.notices] == ["test"]


def test_ten_at_a_time_with_next(session, sato):
    for number in range(12):
        ask(session, f"質問その{number}")

    assert "12件のうち 1～10件目" in sato.says("FAQ 未回答")
    assert "12件のうち 11～12件目" in sato.taps("次へ")


def test_who_may_do_what(session, sato, mori):
    ask(session)

    for line in ("FAQ 未回答", "FAQ 答える #1 はい", "FAQ 見送り #1", "FAQ 追加 猫 = 犬", "FAQ 削除 #1"):
        assert "いまの権限では使えません" in mori.says(line)
    assert "いまの権限では使えません" in sato.says("FAQ 追加 猫 = 犬")
    assert "いまの権限では使えません" in sato.says("FAQ 公開 #2")


def test_the_nouns_card_shows_how_things_stand(session, mori):
    ask(session)

    said = mori.says("FAQ")

    assert "公開している質問\n1件" in said
    assert "テストのみの質問\n1件" in said
    assert "未回答の質問\n1件" in said


def test_the_export_is_narrowed_like_the_list_and_can_be_taken_back(session, town):
    some = EXPORT.build(session, read_conditions("分類=くらし"), NOW)
    everything = EXPORT.build(session, Conditions(), NOW)

    assert [row["キーワード"] for row in cells(some)] == ["水道"]
    assert plan_of(session, everything.csv().data).changes_nothing


def test_answering_a_question_that_has_an_entry_makes_no_second_one(town, session, sato, editor):
    add(session, "体育館", answer="5時まで")
    question = ask(session, "体育館")

    said = editor.says(f"FAQ 答える #{question.id} 21時まで")
    assert "「体育館」には、もう #3「体育館」が答えます" in said
    assert "5時まで" in said
    assert "答えを入れ替える" in editor.labels
    assert len(session.scalars(select(Faq).where(Faq.question == "体育館")).all()) == 1
    assert question.state == "waiting"

    assert "待っていた1人に送りました" in editor.taps("この答えを送る")
    assert "体育館" not in sato.says("FAQ 未回答")


def test_who_may_not_edit_is_not_offered_to_replace(town, session, sato):
    add(session, "体育館", answer="5時まで")
    sato.says(f"FAQ 答える #{ask(session, '体育館').id} 21時まで")

    assert "答えを入れ替える" not in sato.labels


def test_adding_an_answer_closes_the_questions_that_waited_for_it(town, session, editor):
    question, other = ask(session, "ねこの登録は？"), ask(session, "ねこの登録は？", "U-taro", "test")

    said = editor.says("FAQ 追加 ねこの登録は = 住民課へ")

    assert "待っていた質問「ねこの登録は？」も答え済みにし、1人に送りました" in said
    assert (question.state, other.state) == ("answered", "answered")
    assert {notice.line_user_id for notice in town.notices} == {"U-hanako", "U-taro"}


def test_an_answer_for_testers_closes_only_their_question(town, session):
    helper = town.member("Helper", "operator", additions="faq:write")
    question, other = ask(session), ask(session, who="U-taro", channel="test")

    helper.says("FAQ 追加 ねこの登録は = 住民課へ")

    assert (question.state, other.state) == ("waiting", "answered")


def test_the_undo_hint_stands_under_what_was_done_not_under_the_answer(town, editor):
    editor.says("FAQ 追加 ねこ = 住民課へ")

    texts = [message["text"] for message in editor.messages if message["type"] == "text"]
    assert texts[0].endswith("（「元に戻す」で取り消せます）")
    assert texts[-1] == "住民課へ"


def test_two_entries_of_one_name_and_note_are_told_apart_by_number(town, session, editor):
    add(session, "体育館")
    add(session, "体育館")

    editor.says("FAQ 削除 体育館")

    assert {"体育館（#3）", "体育館（#4）"} <= set(editor.labels)
