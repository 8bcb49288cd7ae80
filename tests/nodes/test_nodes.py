"""What each kind of node does: branches, actions, forms, jumps, handing over, and what goes wrong in them."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from data.content.service import find_content, hide_content
from data.faq.models import UnansweredAsker, UnansweredQuestion
from data.town.models import TownSetting
from data.town.service import change_town_setting
from dialogs.actions.runner import ActionRunner
from dialogs.walker import EndlessDialog
from tests.nodes.probe import ASK, FORM, scenario
from tests.resident import talking
from tests.resident.talking import HANAKO, TARO, Person, Town, publish


def test_branch_takes_the_first_case_that_holds(hanako, town):
    nodes = ASK + (
        "  - id: b\n    kind: branch\n    cases:\n"
        "      - {when: {field: person, contains: 花}, next: flower}\n"
        "      - {when: {field: person, equals: 花子}, next: other}\n"
        "    else: other\n"
        "  - {id: flower, kind: end, says: 花の人}\n  - {id: other, kind: end, says: ほかの人}\n"
    )
    publish(town, scenario(nodes))

    hanako.says("probe")
    assert hanako.says("花子") == "花の人"
    hanako.says("probe")
    assert hanako.says("太郎") == "ほかの人"


def test_branch_knows_the_channel_and_the_drill(hanako, town):
    nodes = (
        "  - {id: a, kind: branch, cases: [{when: {field: channel, equals: test}, next: c}], else: b}\n"
        "  - {id: b, kind: branch, cases: [{when: {field: drill, equals: true}, next: d}], else: e}\n"
        "  - {id: c, kind: end, says: テスト}\n  - {id: d, kind: end, says: 訓練}\n  - {id: e, kind: end, says: 本番}\n"
    )
    publish(town, scenario(nodes))

    assert hanako.says("probe") == "本番"
    assert Person(town, HANAKO, "test").says("probe") == "テスト"
    change_town_setting(town.session, "drill", True)
    assert hanako.says("probe") == "訓練"


def test_action_says_sets_and_goes_on(hanako, town):
    nodes = ASK + (
        "  - {id: b, kind: action, action: test.reserve, sets: [seat], next: c}\n"
        "  - {id: c, kind: end, says: '{seat}番です。'}\n"
    )
    publish(town, scenario(nodes))
    hanako.says("probe")

    assert hanako.says("花子") == "席はTrueです。\n7番です。"


def test_given_values_stand_over_the_slots_for_one_call(hanako, town):
    nodes = ASK + (
        "  - {id: b, kind: action, action: test.reserve, given: {person: 花子}, next: c}\n"
        "  - {id: c, kind: end, says: '{person}さん'}\n"
    )
    publish(town, scenario(nodes))
    hanako.says("probe")

    assert hanako.says("太郎") == "席はTrueです。\n太郎さん"


def test_a_refused_action_leaves_nothing_behind_but_its_sentence(hanako, town):
    nodes = ASK + (
        "  - {id: b, kind: action, action: test.reserve, next: c, refused: d}\n"
        "  - {id: c, kind: end, says: とれました}\n  - {id: d, kind: end, says: ほかの日にどうぞ}\n"
    )
    publish(town, scenario(nodes))
    hanako.says("probe")

    hanako.says("太郎")

    assert hanako.reply.endswith("ほかの日にどうぞ")
    assert len(hanako.messages) == 2
    assert town.session.scalars(select(TownSetting)).all() == []


def test_a_refusal_with_no_way_on_ends_the_dialog(hanako, town):
    publish(town, scenario(ASK + "  - {id: b, kind: action, action: test.reserve, next: c}\n  - {id: c, kind: end}\n"))
    hanako.says("probe")

    hanako.says("太郎")

    assert len(hanako.messages) == 1
    assert "dialog" not in hanako.tracker


def test_a_forms_action_takes_its_answers(hanako, town):
    publish(town, FORM)
    publish(
        town,
        scenario(
            "  - {id: a, kind: form, form: seat, sets: [person], next: b, left: c}\n"
            "  - {id: b, kind: end, says: '{person}さん、またどうぞ'}\n  - {id: c, kind: end, says: やめました}\n"
        ),
    )
    hanako.says("probe")
    hanako.says("花子")

    hanako.taps("送信")

    assert hanako.reply == "席はTrueです。\n花子さん、またどうぞ"


def test_a_refused_form_opens_its_review_again_and_loses_nothing(hanako, town):
    publish(town, FORM)
    publish(town, scenario("  - {id: a, kind: form, form: seat, next: b}\n  - {id: b, kind: end, says: 済み}\n"))
    hanako.says("probe")
    hanako.says("太郎")

    hanako.taps("送信")

    assert "済み" not in hanako.reply
    assert "太郎" in hanako.reply
    hanako.taps("修正")
    hanako.says("花子")
    hanako.taps("送信")
    assert hanako.reply.endswith("済み")


def test_leaving_a_form_goes_where_the_scenario_says(hanako, town):
    publish(town, FORM)
    publish(
        town,
        scenario(
            "  - {id: a, kind: form, form: seat, next: b, left: c}\n"
            "  - {id: b, kind: end, says: 済み}\n  - {id: c, kind: end, says: またどうぞ}\n"
        ),
    )
    hanako.says("probe")

    hanako.says("やめる")

    assert hanako.reply.endswith("またどうぞ")
    assert "dialog" not in hanako.tracker


def test_what_was_sent_cannot_be_gone_back_to(hanako, town):
    publish(town, FORM)
    nodes = ASK.replace("next: b", "next: form") + (
        "  - {id: form, kind: form, form: seat, next: b}\n"
        "  - {id: b, kind: question, slot: last, field: {kind: text, ask: さいごに。}, next: c}\n"
        "  - {id: c, kind: end}\n"
    )
    publish(town, scenario(nodes))
    for word in ("probe", "花子", "花子", "送信"):
        hanako.says(word)

    hanako.says("戻る")

    assert "これが最初の質問です" in hanako.reply
    assert "さいごに" in hanako.reply


def test_a_jump_comes_back_and_brings_what_it_learned(hanako, town):
    publish(town, scenario(ASK.replace("next: b", "next: z") + "  - {id: z, kind: end, says: 中}\n", key="inner"))
    publish(
        town,
        scenario(
            "  - {id: a, kind: jump, scenario: inner, next: b}\n  - {id: b, kind: end, says: '{person}さん'}\n",
            extra="accepts: [person]\n",
        ),
    )
    hanako.says("probe")

    assert hanako.says("花子") == "中\n花子さん"


def test_a_jump_without_a_way_back_ends_with_the_other(hanako, town):
    publish(town, scenario("  - {id: a, kind: end, says: 向こう}\n", key="inner"))
    publish(town, scenario("  - {id: a, kind: jump, scenario: inner}\n"))

    assert hanako.says("probe") == "向こう"


def test_a_jump_to_what_is_no_longer_there_goes_on_or_says_so(hanako, town):
    publish(town, scenario("  - {id: a, kind: end}\n", key="inner"))
    publish(town, scenario(ASK + "  - {id: b, kind: jump, scenario: inner}\n", key="one"))
    nodes = "  - {id: b, kind: jump, scenario: inner, next: c}\n  - {id: c, kind: end, says: 次}\n"
    publish(town, scenario(ASK + nodes))
    hanako.says("one")
    taro = Person(town, TARO)
    taro.says("probe")
    content = find_content(town.session, kind="scenario", key="inner")
    hide_content(town.session, content_id=content.id, channel="public")

    hanako.says("花子")
    taro.says("太郎")

    assert "「ためし」のご案内は終わりました" in hanako.reply
    assert "dialog" not in hanako.tracker
    assert taro.reply == "次"


def test_a_form_that_is_no_longer_there_is_passed_over_with_a_word(hanako, town):
    form = publish(town, FORM)
    nodes = "  - {id: b, kind: form, form: seat, next: c}\n  - {id: c, kind: end, says: 次}\n"
    publish(town, scenario(ASK + nodes))
    hanako.says("probe")
    hide_content(town.session, content_id=form.content_id, channel="public")

    hanako.says("花子")

    assert hanako.reply.startswith("「ためし」のご案内は終わりました")
    assert hanako.reply.endswith("次")


@pytest.mark.parametrize(("options", "offers_back"), [(11, True), (12, False)])
def test_back_is_offered_as_long_as_line_has_room(hanako, town, options, offers_back):
    listed = ", ".join(f"品{number}" for number in range(options))
    nodes = ASK + (
        f"  - {{id: b, kind: question, slot: s, field: {{kind: choice, ask: どれ, options: [{listed}]}}, next: c}}\n"
        "  - {id: c, kind: end}\n"
    )
    publish(town, scenario(nodes))
    hanako.says("probe")

    hanako.says("花子")

    assert len(hanako.quick_replies) == 13
    assert ("戻る" in hanako.quick_replies) == offers_back
    assert hanako.quick_replies[-1] == "やめる"


def test_a_form_offers_its_own_way_back(hanako, town):
    publish(town, FORM)
    publish(town, scenario(ASK + "  - {id: b, kind: form, form: seat, next: c}\n  - {id: c, kind: end}\n"))
    hanako.says("probe")

    hanako.says("花子")

    assert "戻る" not in hanako.quick_replies


def test_scenarios_that_jump_in_a_circle_are_a_fault_and_no_endless_turn(hanako, town):
    publish(town, scenario("  - {id: a, kind: end}\n", key="one"))
    publish(town, scenario("  - {id: a, kind: jump, scenario: one}\n", key="two"))
    publish(town, scenario("  - {id: a, kind: jump, scenario: two}\n", key="one"))

    with pytest.raises(EndlessDialog):
        hanako.says("one")


def test_handing_over_makes_an_open_question_with_who_asked(hanako, town):
    nodes = ASK + "  - {id: b, kind: handover, topic: '相談: {person}', next: c}\n  - {id: c, kind: end}\n"
    publish(town, scenario(nodes))
    hanako.says("probe")

    hanako.says("花子")

    assert "職員に伝えました" in hanako.reply
    assert town.session.scalars(select(UnansweredQuestion.text)).all() == ["相談: 花子"]
    assert town.session.scalars(select(UnansweredAsker.line_user_id)).all() == [HANAKO]


def test_a_dialog_whose_version_cannot_be_used_any_more_ends_kindly(hanako, town, monkeypatch):
    nodes = ASK + "  - {id: b, kind: action, action: test.reserve, next: c}\n  - {id: c, kind: end}\n"
    publish(town, scenario(nodes))
    hanako.says("probe")
    publish(town, scenario("  - {id: a, kind: end}\n"))
    monkeypatch.setattr(talking, "runner", lambda: ActionRunner([]))
    hanako.town = Town(town.session, town.counter)

    hanako.says("花子")

    assert "「ためし」のご案内は終わりました" in hanako.reply
    assert "dialog" not in hanako.tracker


def test_so_does_a_tap_in_it(hanako, town, monkeypatch):
    nodes = (
        "  - {id: a, kind: question, slot: s, field: {kind: choice, ask: どれ, options: [い, ろ]}, next: b}\n"
        "  - {id: b, kind: action, action: test.reserve, next: c}\n  - {id: c, kind: end}\n"
    )
    publish(town, scenario(nodes))
    hanako.says("probe")
    publish(town, scenario("  - {id: a, kind: end}\n"))
    monkeypatch.setattr(talking, "runner", lambda: ActionRunner([]))
    hanako.town = Town(town.session, town.counter)

    hanako.taps("い")

    assert "「ためし」のご案内は終わりました" in hanako.reply
    assert "dialog" not in hanako.tracker
