"""What a form may come to meet: guessed keywords, and a choice whose options were all taken away since."""

from __future__ import annotations

from sqlalchemy import select

from data.attributes.definitions import Catalog, Definition, Option
from data.attributes.models import Attribute
from data.attributes.service import define, retire, retire_option
from data.forms.models import Submission
from dialogs.form_check import check_form
from tests.resident.talking import MORNING, publish

MEMBERS = """
id: members
kind: survey
title: 役員の希望
fields:
  - {id: key, kind: member_keyword, label: 合言葉, words: [{word: さくら2026, label: 役員}]}
"""
CHOOSING = """
id: choosing
kind: survey
title: クラブ
fields:
  - {id: club, kind: %s, label: クラブ, attribute: KEY}
  - {id: voice, kind: text, label: ひとこと}
"""


def test_beginning_again_gives_no_more_tries(hanako, taro, town):
    publish(town, MEMBERS)
    hanako.says("アンケート 役員")
    hanako.taps("答える")
    hanako.says("うめ2026")
    hanako.says("もも2026")
    hanako.says("最初から")
    assert "あと2回" in hanako.says("きく2026")
    hanako.says("やめる")
    hanako.says("アンケート 役員")
    hanako.taps("答える")
    hanako.says("ばら2026")
    assert "しばらくお待ちください" in hanako.says("ゆり2026")
    hanako.says("最初から")

    assert "しばらくお待ちください" in hanako.says("さくら2026")
    taro.says("アンケート 役員")
    taro.taps("答える")
    assert "しばらく" not in taro.says("さくら2026")


def test_nobody_is_stuck_where_nothing_is_left_to_choose(hanako, town):
    for kind in ("choice", "multiple"):
        publish(town, CHOOSING.replace("KEY", "nowhere") % kind)
        hanako.says("アンケート クラブ")
        hanako.taps("答える")
        assert "いま選べるものがありません" in hanako.reply
        hanako.says("将棋")
        hanako.taps("次へ")
        hanako.says("また来ます")
        assert "（未回答）" in hanako.reply
        assert "受け付けました" in hanako.says("送信")
        hanako.says("状況")


def choosing(town, hanako):
    """Hanako has chosen 囲碁 and stands before 送信."""
    club = define(town.session, name="クラブ", kind="choice", options=["将棋", "囲碁"], now=MORNING)
    publish(town, CHOOSING.replace("KEY", club.key) % "choice")
    town.snapshots.reload(town.session)
    hanako.says("アンケート クラブ")
    hanako.taps("答える")
    hanako.says("囲碁")
    hanako.says("また来ます")
    return town.session.scalar(select(Attribute).where(Attribute.key == club.key))


def test_an_option_or_item_retired_while_somebody_answers_stops_nobody(hanako, taro, town):
    row = choosing(town, hanako)
    retire_option(town.session, attribute_id=row.id, value="囲碁", revision=row.revision, now=MORNING)
    town.snapshots.reload(town.session)

    said = hanako.says("送信")

    assert "受け付けました" in said
    retire(town.session, attribute_id=row.id, revision=row.revision, now=MORNING)
    town.snapshots.reload(town.session)
    taro.says("アンケート クラブ")
    taro.taps("答える")
    taro.says("将棋")
    taro.says("また来ます")
    assert "受け付けました" in taro.says("送信")
    assert len(town.session.scalars(select(Submission)).all()) == 2


def test_staff_are_told_of_a_question_without_options():
    bare = Definition(1, "club", "クラブ", "choice", options=(Option("将棋", "将棋", (), True),))
    document = {
        "id": "a", "kind": "survey", "title": "あ",
        "fields": [{"id": "club", "kind": "choice", "label": "クラブ", "attribute": "club"}],
    }  # fmt: skip

    (problem,) = check_form(document, Catalog((bare,)))

    assert (problem.place, problem.code) == ("club", "form.nothing_offered")
    assert "いま選べるものがありません" in problem.sentence
