"""Residents and forms: found, answered, corrected, taken back; closed, full and answered ones say so."""

from __future__ import annotations

from sqlalchemy import select

from data.attributes.answers import values_of
from data.content.service import find_content
from data.forms.models import Submission, SubmissionChange
from data.releases.service import release_feature
from data.residents.service import find_resident
from tests.resident.one_database import database  # noqa: F401
from tests.resident.talking import HANAKO, publish

PLAIN = """
id: plain
kind: survey
title: 給食のアンケート
summary: 学校の給食について
{rules}
fields:
  - {{id: taste, kind: choice, label: 味, options: [おいしい, ふつう]}}
  - {{id: voice, kind: text, label: ひとこと, required: false}}
"""


def plain(**rules):
    return PLAIN.format(rules="\n".join(f"{key}: {value}" for key, value in rules.items()))


def answered(person, first="おいしい", second="また食べたい"):
    person.says(first)
    person.says(second)
    return person.says("送信")


def submissions(town):
    return town.session.scalars(select(Submission).order_by(Submission.id)).all()


def test_a_survey_is_found_in_the_list_answered_and_kept(hanako, town):
    publish(town, plain())

    assert "給食のアンケート" in hanako.says("アンケート")
    assert "給食" in hanako.says("アンケート 学校")
    assert "除雪機" not in hanako.reply
    hanako.taps("答える")
    said = answered(hanako)

    assert "「給食のアンケート」を受け付けました" in said
    (kept,) = submissions(town)
    assert kept.answers == {"taste": "おいしい", "voice": "また食べたい"}
    assert kept.line == "おいしい,また食べたい"
    assert kept.version == 1


def test_the_name_of_a_form_opens_it(hanako, town):
    publish(town, plain())
    assert "味" in hanako.says("給食のｱﾝｹｰﾄ")
    hanako.says("やめる")

    publish(town, plain(closes_at="2020-01-01"))
    assert "終わりました" in hanako.says("給食のアンケート")

    publish(town, plain(listed="false"))
    assert "味" not in hanako.says("給食のアンケート")


def test_the_name_of_a_form_of_a_stopped_feature_says_so(hanako, town):
    publish(town, plain())
    release_feature(town.session, "surveys", released=False)
    town.snapshots.reload(town.session)

    assert "準備中" in hanako.says("給食のアンケート")


def test_the_link_opens_the_form_before_anything_else(hanako, town):
    publish(town, plain())
    code = find_content(town.session, kind="form", key="plain").link_code

    assert "味" in hanako.says(f"受付コード F-{code}")


def test_a_form_not_yet_open_over_or_full_says_so_kindly(hanako, taro, town):
    publish(town, plain(opens_at="2030-01-01"))
    code = find_content(town.session, kind="form", key="plain").link_code
    assert "1月1日 0時00分から受け付けます" in hanako.says(f"受付コード F-{code}")
    assert "dialog" not in hanako.tracker

    publish(town, plain(closes_at="2020-01-01"))
    assert "受け付けは1月1日 23時59分に終わりました" in hanako.says(f"受付コード F-{code}")
    assert "給食" not in hanako.says("アンケート")

    publish(town, plain(limit=1))
    taro.says(f"受付コード F-{code}")
    answered(taro)
    assert "受け付けの数（1件）に達した" in hanako.says(f"受付コード F-{code}")
    assert "受付数に達しました" in hanako.says("アンケート 給食")


def test_who_fills_the_form_while_the_last_place_goes_keeps_their_answers(hanako, taro, town):
    publish(town, plain(limit=1))
    code = find_content(town.session, kind="form", key="plain").link_code
    hanako.says(f"受付コード F-{code}")
    hanako.says("おいしい")
    taro.says(f"受付コード F-{code}")
    answered(taro)

    hanako.says("スキップ")
    said = hanako.says("送信")

    assert "受け付けの数（1件）に達した" in said
    assert "おいしい" in said
    assert "お答えはまだ送っていません" in said
    assert "よろしければ" not in said
    assert [one.resident_id for one in submissions(town)] == [taro.tracker["resident_id"]]


def test_once_per_person_leads_to_ones_own_answer(hanako, town):
    publish(town, plain(once="true"))
    hanako.says("アンケート 給食")
    hanako.taps("答える")
    answered(hanako)

    code = find_content(town.session, kind="form", key="plain").link_code
    assert "すでにお答えいただいています" in hanako.says(f"受付コード F-{code}")
    assert "回答ずみ" in hanako.says("アンケート 給食")
    assert "また食べたい" in hanako.taps("内容を見る")


def test_ones_own_answer_is_corrected_by_one_question(hanako, town):
    publish(town, plain(editable="true"))
    hanako.says("アンケート 給食")
    hanako.taps("答える")
    answered(hanako)

    assert "給食のアンケート" in hanako.says("状況")
    said = hanako.taps("直す")
    assert "内容をご確認ください" in said
    hanako.taps("修正")
    hanako.says("ふつう")
    assert "お答えを直しました" in hanako.says("送信")

    (kept,) = submissions(town)
    assert kept.answers["taste"] == "ふつう"
    assert kept.revision == 2
    (before,) = town.session.scalars(select(SubmissionChange)).all()
    assert before.answers["taste"] == "おいしい"


def test_who_leaves_a_correction_hears_that_what_was_sent_is_still_there(hanako, town):
    publish(town, plain(editable="true"))
    hanako.says("アンケート 給食")
    hanako.taps("答える")
    answered(hanako)
    for begin_anew in (False, True):
        hanako.says("状況")
        hanako.taps("直す")
        if begin_anew:
            hanako.says("最初から")

        said = hanako.says("やめる")

        assert "前にお送りいただいた内容は、そのまま残っています" in said
        assert "残していません" not in said
    assert submissions(town)[0].answers["taste"] == "おいしい"


def test_a_correction_put_aside_is_dropped_without_fear_for_what_was_sent(hanako, town):
    publish(town, plain(editable="true"))
    hanako.says("アンケート 給食")
    hanako.taps("答える")
    answered(hanako)
    hanako.says("状況")
    hanako.taps("直す")
    hanako.says("あとで")

    hanako.says("状況")
    assert "前にお送りいただいた内容は、そのまま残ります" in hanako.taps("やめる")
    assert "そのまま残っています" in hanako.taps("直すのをやめる")


def test_an_answer_is_taken_back_and_its_place_is_free_again(hanako, taro, town):
    publish(town, plain(limit=1))
    code = find_content(town.session, kind="form", key="plain").link_code
    hanako.says(f"受付コード F-{code}")
    answered(hanako)

    hanako.says("状況")
    assert "よろしいですか" in hanako.taps("取り下げる")
    assert "取り下げました" in hanako.taps("取り下げます")

    assert "味" in taro.says(f"受付コード F-{code}")
    assert [one.status for one in submissions(town)] == ["withdrawn"]


def test_nobody_reaches_another_persons_answer(hanako, taro, town):
    publish(town, plain(editable="true"))
    hanako.says("アンケート 給食")
    hanako.taps("答える")
    answered(hanako)
    (kept,) = submissions(town)
    hanako.says("状況")
    old = hanako.messages

    assert "見つかりません" in taro.taps("直す", old)
    assert "見つかりません" in taro.taps("取り下げる", old)
    assert kept.status == "accepted"


def test_the_greeting_leads_to_the_first_questionnaire_which_can_be_put_off(hanako, town):
    said = hanako.sends("follow")
    assert "お知らせの希望登録" in said

    assert "いつでも「設定」" in hanako.taps("あとで")
    assert "dialog" not in hanako.tracker


def test_preferences_are_kept_as_attributes_and_changed_at_any_time(hanako, town):
    hanako.says("設定")
    hanako.taps("答える")
    hanako.says("村内に住んでいる")
    for _ in range(8):
        hanako.says("スキップ")
    hanako.says("いいえ")
    assert "保存しました" in hanako.says("登録する")

    resident = find_resident(town.session, channel="public", line_user_id=HANAKO)
    assert values_of(town.session, resident.id) == {"residency": "inside"}

    hanako.says("設定")
    said = hanako.taps("答える")
    assert "村内に住んでいる" in said
    assert "内容をご確認ください" in said
    hanako.taps("修正")
    hanako.says("村の出身")
    hanako.says("登録する")

    assert values_of(town.session, resident.id) == {"residency": "origin"}
    assert len(submissions(town)) == 1


def test_children_become_one_attribute_oldest_first(hanako, town):
    code = find_content(town.session, kind="form", key="children").link_code
    hanako.says(f"受付コード P-{code}")
    hanako.says("スキップ")
    for birth in ("2022年5月5日", "2019年4月1日"):
        hanako.says("はい")
        hanako.says(birth)
    hanako.says("いいえ")
    assert "4月1日の年齢" in hanako.reply
    hanako.says("登録する")

    resident = find_resident(town.session, channel="public", line_user_id=HANAKO)
    assert values_of(town.session, resident.id)["children"] == [{"birth": "2019-04-01"}, {"birth": "2022-05-05"}]


def test_a_form_taken_back_while_it_is_answered_says_so(hanako, town):
    from data.forms.service import stop_form

    publish(town, plain())
    hanako.says("アンケート 給食")
    hanako.taps("答える")
    hanako.says("おいしい")
    stop_form(town.session, form_id=find_content(town.session, kind="form", key="plain").id)

    hanako.says("スキップ")

    assert "受け付けは終わりました" in hanako.says("送信")
    assert submissions(town) == []


def test_the_sports_day_walks_its_conditions_repeats_and_sum(hanako, town):
    hanako.says("アンケート 運動会")
    hanako.taps("答える")
    hanako.says("はい")
    for who, events, more in (("おとな", "3", "はい"), ("小学生", "2", "いいえ")):
        hanako.says(who)
        hanako.says(events)
        hanako.says(more)
    hanako.says("屋台、応援")
    hanako.says("決定")
    hanako.says("スキップ")
    assert "5種目" in hanako.reply

    assert "いつでも見られ" in hanako.says("送信")
    (kept,) = submissions(town)
    assert kept.answers["total"] == 5
    assert [item["who"] for item in kept.answers["members"]] == ["おとな", "小学生"]
