"""A form conducted in the chat."""

import pytest

from data.gateways.line.events import Incoming
from tests.form.sample import five_questions
from tests.interview.talker import Talker, form_of

ANSWERS = {
    "name": "戸沢　花子",
    "district": "角川",
    "starts_on": "2026-12-01",
    "telephone": "+81233722111",
    "remarks": "足が痛い",
}


@pytest.fixture
def hanako():
    return Talker(five_questions())


def until_review(talker):
    for text in ("戸沢　花子", "角川", "12月1日", "0233-72-2111", "足が痛い"):
        talker.says(text)
    return talker


def test_the_form_introduces_itself_and_asks_its_first_question(hanako):
    assert hanako.text.startswith("ごみを集積所まで運ぶ")
    assert "（1/5）\nお名前を教えてください。\n（例）戸沢 花子" in hanako.text
    assert hanako.quick_replies == ["あとで", "やめる"]


def test_answers_lead_to_the_review_and_the_review_to_sending(hanako):
    hanako.says("戸沢　花子")
    assert hanako.quick_replies == ["古口", "角川", "蔵岡", "津谷", "神田", "戻る", "あとで", "やめる"]
    hanako.taps("角川")
    hanako.says("12月1日")
    assert hanako.text.startswith("2026年（令和8年）12月1日（火）ですね。")
    hanako.says("0233722111")
    assert "答えなくてもかまいません" in hanako.text
    hanako.says("足が痛い")

    for shown in ("お名前", "戸沢　花子", "角川", "12月1日（火）", "0233-72-2111", "足が痛い"):
        assert shown in hanako.text
    assert hanako.buttons.count("修正") == 5
    assert hanako.taps("送信") == "submitted"
    assert hanako.step.answers == ANSWERS


def test_the_picker_answers_a_date(hanako):
    hanako.says("花子")
    hanako.says("角川")

    hanako.taps("カレンダーから選ぶ", date="2026-12-01")

    assert hanako.state["answers"]["starts_on"] == "2026-12-01"


def test_a_wrong_answer_is_not_taken_and_repeats_the_question_with_reason_and_example(hanako):
    hanako.says("花子")
    hanako.says("角川")

    assert hanako.says("平成35年4月1日") == "not_mine"
    assert hanako.messages == []
    told = hanako.rejected()

    assert told.startswith("平成は平成31年4月30日までです。令和5年4月1日のことでしょうか。")
    assert "（3/5）\nはじめる日を教えてください。\n（例）" in told
    assert "starts_on" not in hanako.state["answers"]
    assert "カレンダーから選ぶ" in hanako.quick_replies


def test_anything_but_text_is_not_a_text_answer(hanako):
    assert hanako.sends(Incoming("sticker")) == "not_mine"
    assert "文字で入力してください" in hanako.rejected()


# Dialog words


def test_back_asks_the_previous_question_with_its_present_answer(hanako):
    hanako.says("花子")
    hanako.says("角川")

    hanako.says("戻る")

    assert "お住まいの地区" in hanako.text
    assert "（いまのお答え: 角川）" in hanako.text
    assert "このまま" in hanako.quick_replies
    hanako.says("もどる")
    assert "お名前" in hanako.text
    hanako.says("太郎")
    assert "はじめる日" in hanako.text, "what was answered after it isn't asked again"
    assert hanako.state["answers"] == {"name": "太郎", "district": "角川"}


def test_what_was_gone_back_to_may_stay_as_it_is(hanako):
    hanako.says("花子")
    hanako.says("戻る")
    hanako.says("このまま")

    assert "お住まいの地区" in hanako.text
    assert hanako.state["answers"] == {"name": "花子"}


def test_before_there_is_an_answer_the_words_for_keeping_it_are_one(hanako):
    hanako.says("そのまま")

    assert hanako.state["answers"] == {"name": "そのまま"}


def test_at_the_first_question_there_is_no_way_back(hanako):
    assert hanako.says("戻る") == "asked"
    assert "これが最初の質問です" in hanako.text
    assert "お名前" in hanako.text


def test_back_at_the_review_opens_the_last_question(hanako):
    until_review(hanako).says("戻る")

    assert "お困りのこと" in hanako.text


def test_leaving_says_what_becomes_of_the_answers(hanako):
    assert hanako.says("やめる") == "left"
    assert hanako.text == "「ごみ出し支援の申し込み」をやめました。"
    hanako.says("花子")
    hanako.says("角川")
    assert hanako.says("ﾔﾒﾙ") == "left"
    assert "2件のお答えは残していません" in hanako.text


def test_putting_off_keeps_everything(hanako):
    hanako.says("花子")

    assert hanako.says("あとで") == "put_off"
    assert hanako.state["answers"] == {"name": "花子"}
    interview, context = hanako.interview, hanako.context()
    assert "お住まいの地区" in interview.ask_again(context, "お帰りなさい。").utterances[0].text


def test_starting_over_forgets_the_answers_and_the_old_buttons(hanako):
    until_review(hanako)

    assert hanako.says("最初から") == "restarted"
    assert "（1/5）" in hanako.text
    assert hanako.state["answers"] == {}
    assert hanako.taps("送信", turns_ago=1) == "asked"
    assert "前のご案内のボタンです" in hanako.text


def test_skipping_is_for_optional_questions_only(hanako):
    hanako.says("スキップ")
    assert "お答えがないと先に進めません" in hanako.text
    assert "お名前" in hanako.text
    for text in ("花子", "角川", "明日", "0233-72-2111"):
        hanako.says(text)
    assert hanako.quick_replies == ["スキップ", "戻る", "あとで", "やめる"]

    hanako.taps("スキップ")

    assert "（未回答）" in hanako.text
    hanako.taps("送信")
    assert "remarks" not in hanako.step.answers


def test_what_was_skipped_can_be_answered_after_all(hanako):
    for text in ("花子", "角川", "明日", "0233-72-2111", "スキップ"):
        hanako.says(text)
    hanako.taps("修正", beside="お困りのこと")
    hanako.says("足が痛い")

    assert hanako.state["skipped"] == []
    hanako.taps("送信")
    assert hanako.step.answers["remarks"] == "足が痛い"


def test_skipping_takes_an_answer_back(hanako):
    until_review(hanako).taps("修正", beside="お困りのこと")
    hanako.says("スキップ")

    hanako.taps("送信")

    assert "remarks" not in hanako.step.answers


@pytest.mark.parametrize(("text", "kept"), [("「戻る」", "戻る"), ("「避難所」", "避難所"), ("「花子」", "「花子」")])
def test_a_dialog_word_in_brackets_is_an_answer(hanako, text, kept):
    hanako.says(text)

    assert hanako.state["answers"]["name"] == kept


@pytest.mark.parametrize("text", ["戻る橋", "やめるな", "あとでね"])
def test_only_exactly_that_word_is_a_dialog_word(hanako, text):
    hanako.says(text)

    assert hanako.state["answers"]["name"] == text


# Review and correction


def test_correcting_asks_only_that_question(hanako):
    until_review(hanako).taps("修正", beside="お名前")
    assert "お名前を教えてください" in hanako.text
    assert "（いまのお答え: 戸沢　花子）" in hanako.text
    assert "（1/5）" not in hanako.text
    hanako.says("戸沢　太郎")

    assert "内容をご確認ください" in hanako.text
    assert "戸沢　太郎" in hanako.text
    hanako.taps("送信")
    assert hanako.step.answers == ANSWERS | {"name": "戸沢　太郎"}


def test_a_wrong_correction_keeps_the_answer_there_was(hanako):
    until_review(hanako).taps("修正", beside="お電話番号")

    assert hanako.says("119") == "not_mine"
    assert "緊急の番号" in hanako.rejected()
    hanako.says("戻る")

    assert "0233-72-2111" in hanako.text
    assert hanako.taps("送信") == "submitted"


def test_the_name_of_an_answer_typed_at_the_review_corrects_it(hanako):
    until_review(hanako)

    for text in ("お電話番号", "お電話番号を修正", "修正　お電話番号"):
        hanako.says(text)
        assert "お電話番号を教えてください" in hanako.text
        hanako.says("このまま")
        assert "内容をご確認ください" in hanako.text


def test_sending_can_be_typed(hanako):
    assert until_review(hanako).says("送信する") == "submitted"


def test_other_words_at_the_review_are_not_taken(hanako):
    assert until_review(hanako).says("ごみの日はいつですか") == "not_mine"

    assert "よろしければ「送信」を" in hanako.rejected()
    assert hanako.quick_replies == ["送信", "あとで", "やめる"]
    assert hanako.taps("送信") == "submitted"


def test_a_second_tap_on_send_sends_nothing(hanako):
    until_review(hanako)
    assert hanako.taps("送信") == "submitted"

    assert hanako.taps("送信", turns_ago=1) == "asked"
    assert hanako.text == "すでに受け付けています。"
    assert hanako.says("送信") == "not_mine"


def test_after_a_refusal_the_review_opens_again_and_can_be_sent(hanako):
    until_review(hanako).taps("送信")
    interview, context = hanako.interview, hanako.context()
    hanako._show(interview, interview.reopen(context, "満員でした。"))

    assert hanako.text.startswith("満員でした。")
    assert hanako.taps("送信") == "submitted"
    assert hanako.step.answers == ANSWERS


# Buttons further up


def test_a_button_of_an_earlier_question_is_an_old_one(hanako):
    hanako.says("花子")
    hanako.taps("角川")

    assert hanako.taps("古口", turns_ago=1) == "asked"
    assert hanako.text.startswith("前のご案内のボタンです")
    assert "はじめる日" in hanako.text
    assert hanako.state["answers"]["district"] == "角川"


def test_a_tap_twice_on_a_choice_does_not_answer_the_next_question(hanako):
    hanako.says("花子")
    hanako.taps("角川")
    hanako.taps("角川", turns_ago=1)

    assert hanako.state["answers"] == {"name": "花子", "district": "角川"}


def test_while_the_review_is_open_an_earlier_button_edits_its_answer(hanako):
    hanako.says("花子")
    for text in ("角川", "明日", "0233-72-2111", "なし"):
        hanako.says(text)

    assert hanako.taps("古口", turns_ago=4) == "asked"

    assert "内容をご確認ください" in hanako.text
    assert hanako.state["answers"]["district"] == "古口"


def test_sending_from_a_review_that_showed_other_answers_shows_them_anew(hanako):
    until_review(hanako).taps("修正", beside="お名前")
    hanako.says("戸沢　太郎")

    assert hanako.taps("送信", turns_ago=2) == "asked"
    assert "前のご案内のボタンです" in hanako.text
    assert "戸沢　太郎" in hanako.text
    assert hanako.taps("送信") == "submitted"


def test_another_correction_may_be_begun_before_the_first_is_finished(hanako):
    until_review(hanako).taps("修正", beside="お名前")
    hanako.taps("修正", beside="お電話番号", turns_ago=1)

    assert "お電話番号を教えてください" in hanako.text
    assert hanako.taps("送信", turns_ago=2) == "submitted", "nothing was changed, so that card is still true"


def test_buttons_of_other_dialogs_and_damaged_ones_are_not_ours(hanako):
    for data in ("1.q.other000.1.0", "1.x.dialog00.1.0", "hello", "1.q.dialog00.x.y"):
        assert hanako.sends(Incoming("postback", postback_data=data)) == "not_mine"
    hanako.says("花子")
    for data in ("1.q.dialog00.99.0", "1.q.dialog00.2.5", "1.q.dialog00.2.-1", "1.q.dialog00.1.0"):
        assert hanako.sends(Incoming("postback", postback_data=data)) == "asked"
        assert "前のご案内のボタンです" in hanako.text


def test_a_button_from_before_starting_over_is_an_old_one(hanako):
    hanako.says("花子")
    hanako.says("最初から")
    hanako.says("太郎")

    assert hanako.taps("角川", turns_ago=2) == "asked"
    assert hanako.text.startswith("前のご案内のボタンです")


def test_a_review_shown_again_unchanged_leaves_the_first_card_good(hanako):
    until_review(hanako).taps("修正", beside="お名前")
    hanako.says("このまま")

    assert hanako.taps("送信", turns_ago=2) == "submitted"


def test_only_the_last_reviews_are_remembered(hanako):
    until_review(hanako)
    for _ in range(10):
        hanako.taps("修正", beside="お名前")
        hanako.says("このまま")

    assert [kept["field"] for kept in hanako.state["buttons"].values()].count("") == 3


def test_the_state_stays_small_however_long_one_talks(hanako):
    hanako.says("花子")
    for _ in range(60):
        hanako.says("角川")
        hanako.says("戻る")

    assert len(hanako.state["buttons"]) <= 40
    assert len(hanako.saved) < 8_000


# What the engine asks


def test_the_engine_can_ask_what_would_be_an_answer(hanako):
    interview = hanako.interview
    assert interview.is_free_text
    assert interview.takes(Incoming("text", text="x"))
    assert not interview.takes(Incoming("location", latitude=1.0, longitude=1.0))
    hanako.says("花子")
    assert not hanako.interview.is_free_text
    until = until_review(Talker(five_questions()))
    assert until.interview.asking is None
    assert not until.interview.takes(Incoming("text", text="x"))


def test_known_answers_are_not_asked_for():
    taro = Talker(five_questions(), answers={"name": "太郎", "district": "古口"})

    assert "はじめる日" in taro.text


# Forms without a review


ONE = """
id: one
title: 施設をさがす
review: false
fields:
  - {id: word, kind: text, label: 名前, ask: どの施設をさがしますか？}
"""


def test_a_form_without_review_sends_with_its_last_answer():
    taro = Talker(form_of(ONE))
    assert taro.text == "どの施設をさがしますか？"

    assert taro.says("公民館") == "submitted"
    assert taro.step.answers == {"word": "公民館"}


CONSENT = """
id: consent
title: 同意
review: false
fields:
  - {id: agreed, kind: consent, label: 同意, ask: 個人情報の取りあつかいに同意しますか？}
"""


def test_a_tapped_button_that_will_not_do_is_told_so_and_never_read_as_something_else():
    taro = Talker(form_of(CONSENT))

    assert taro.taps("同意しない") == "asked"
    assert taro.text.startswith("同意いただけないときは、先に進めません。")
    assert taro.taps("同意する") == "submitted"


# Headings, conditions, groups


FAMILY = """
id: family
title: 家族の登録
fields:
  - {id: about, kind: heading, ask: ここからは世帯についてうかがいます。}
  - {id: has_child, kind: yes_no, label: お子さん, ask: お子さんはいますか？}
  - id: children
    kind: group
    label: お子さん
    item: "{n}人目のお子さん"
    more: ほかにお子さんはいますか？
    min: 1
    max: 3
    show: {field: has_child, equals: true}
    fields:
      - {id: name, kind: text, label: お名前}
      - id: school
        kind: text
        label: 学校
        show: {field: name, contains: 学}
  - id: topics
    kind: multiple
    label: 話題
    options: [防災, ごみ, 子育て]
"""


@pytest.fixture
def mother():
    return Talker(form_of(FAMILY))


def register_two(mother):
    for text in ("はい", "一郎", "はい", "学", "戸沢学園", "いいえ", "防災、ごみ"):
        mother.says(text)
    return mother


def test_a_heading_is_said_before_the_next_question(mother):
    assert mother.text.startswith("ここからは世帯についてうかがいます。\n\n")


def test_items_are_asked_one_after_the_other(mother):
    mother.says("はい")
    assert "【1人目のお子さん】\nお名前を教えてください。" in mother.text
    mother.says("一郎")
    assert "ほかにお子さんはいますか？" in mother.text
    mother.taps("はい")
    assert "【2人目のお子さん】" in mother.text
    mother.says("学")
    assert "学校を教えてください" in mother.text, "a question of this item only"
    mother.says("戸沢学園")
    mother.taps("いいえ")
    assert "話題" in mother.text


def test_the_answers_are_nested(mother):
    register_two(mother).taps("送信")

    assert mother.step.answers == {
        "has_child": True,
        "children": [{"name": "一郎"}, {"name": "学", "school": "戸沢学園"}],
        "topics": ["防災", "ごみ"],
    }


def test_the_review_names_items_and_counts_them(mother):
    register_two(mother)

    assert "1人目のお子さん・お名前" in mother.text
    assert "2人目のお子さん・学校" in mother.text
    assert "2件" in mother.text


def test_a_correction_asks_what_depends_on_it(mother):
    register_two(mother).taps("修正", beside="1人目のお子さん・お名前")
    mother.says("大学")
    assert "学校を教えてください" in mother.text
    mother.says("新庄")

    assert "内容をご確認ください" in mother.text
    mother.taps("送信")
    assert mother.step.answers["children"][0] == {"name": "大学", "school": "新庄"}


def test_hidden_answers_do_not_count_and_are_not_lost(mother):
    register_two(mother).taps("修正", beside="お子さん")
    mother.taps("いいえ")
    assert "1人目" not in mother.text
    mother.taps("修正", beside="お子さん")
    mother.taps("はい")
    assert "1人目のお子さん・お名前" in mother.text
    mother.taps("送信")
    assert len(mother.step.answers["children"]) == 2


def test_one_more_item_is_added_from_the_review(mother):
    register_two(mother).taps("修正", beside="2件")
    assert "1件追加する" in mother.quick_replies
    mother.taps("1件追加する")
    assert "【3人目のお子さん】" in mother.text
    mother.says("三郎")
    assert "内容をご確認ください" in mother.text, "three is the most: no further question"
    mother.taps("修正", beside="3件")
    assert "1件追加する" not in mother.quick_replies


def test_an_item_is_taken_away_from_the_review_and_the_later_ones_move_up(mother):
    register_two(mother).taps("修正", beside="2件")
    mother.says("1人目のお子さんを消す")
    assert "内容をご確認ください" in mother.text
    mother.taps("送信")

    assert mother.step.answers["children"] == [{"name": "学", "school": "戸沢学園"}]


def test_the_last_item_required_can_not_be_taken_away(mother):
    register_two(mother).taps("修正", beside="2件")
    mother.taps("2人目のお子さんを消す")
    mother.taps("修正", beside="1件")

    assert not any("消す" in label for label in mother.quick_replies)


def test_the_group_menu_can_be_left_unchanged(mother):
    register_two(mother).taps("修正", beside="2件")
    assert mother.says("何か") == "not_mine"
    assert "下のボタンから" in mother.rejected()
    assert mother.taps("1件追加する", turns_ago=2) == "asked", "the same menu, further up"
    mother.says("戻る")
    mother.says("戻る")
    assert mother.interview.asking is not None


def test_skipping_the_question_for_another_item_means_no(mother):
    mother.says("はい")
    mother.says("一郎")
    mother.says("スキップ")

    assert "話題" in mother.text


def test_ticks_are_set_and_taken_back_until_decided(mother):
    mother.says("いいえ")
    mother.taps("☐ ごみ")
    assert "☑ ごみ" in mother.buttons
    mother.taps("☐ 防災")
    mother.taps("☑ ごみ")
    mother.taps("決定")

    mother.taps("送信")
    assert mother.step.answers["topics"] == ["防災"]


def test_a_tick_on_the_card_before_still_ticks(mother):
    mother.says("いいえ")
    mother.taps("☐ ごみ")
    mother.taps("☐ 防災", turns_ago=1)

    assert mother.state["draft"]["chosen"] == ["ごみ", "防災"]


def test_correcting_ticks_begins_with_those_set(mother):
    mother.says("いいえ")
    mother.says("防災、ごみ")
    mother.taps("修正", beside="話題")
    mother.taps("☑ 防災")
    mother.taps("決定")
    mother.taps("送信")

    assert mother.step.answers["topics"] == ["ごみ"]


# Many questions


def test_two_hundred_long_answers_are_reviewed_in_one_reply():
    fields = "".join(f"  - {{id: f{n}, kind: long_text, label: 質問その{n}}}\n" for n in range(200))
    taro = Talker(form_of("id: many\ntitle: 調査\nfields:\n" + fields))
    for _ in range(200):
        taro.says("とても長いお答え" * 20)

    assert len(taro.messages) <= 5
    assert taro.buttons.count("修正") == 200
    taro.taps("修正", beside="質問その150")
    assert "とても長いお答え" * 20 in taro.text, "asked again, the answer is told whole"
    taro.says("このまま")
    assert taro.taps("送信") == "submitted"
    assert taro.step.answers["f0"] == "とても長いお答え" * 20
