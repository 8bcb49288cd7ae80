"""A town with two small scenarios, a form, a few answers and places."""

from __future__ import annotations

import pytest

from data.faq.service import add_faq
from data.shelters.service import add_shelter
from tests.resident.one_database import database  # noqa: F401
from tests.resident.talking import HANAKO, MORNING, TARO, Person, Town, publish

LUNCH = """
kind: scenario
key: lunch
name: お弁当の申し込み
triggers: [お弁当]
start: dish
nodes:
  - id: dish
    kind: question
    slot: dish
    field:
      kind: choice
      label: 料理
      ask: どの料理にしますか。
      options: [{value: fish, label: さかな}, {value: meat, label: にく}]
    next: name
  - id: name
    kind: question
    slot: name
    says: "{dish}ですね。"
    field: {kind: text, label: お名前, ask: お名前は何ですか。, max: 10}
    next: when
  - id: when
    kind: question
    slot: day
    field: {kind: date, label: 日にち, ask: いつにしますか。}
    next: done
  - {id: done, kind: end, says: "{name}さん、{dish}を{day}にお届けします。"}
"""

EVACUATION = """
kind: scenario
key: evacuation
name: 避難行動
triggers: [避難行動]
start: hazard
nodes:
  - id: hazard
    kind: question
    slot: hazard
    field: {kind: choice, label: 災害, ask: どの災害ですか。, options: [洪水, 地震]}
    next: done
  - {id: done, kind: end, says: "{hazard}のときは高いところへ。"}
"""

VISIT = """
id: visit
title: 見学の申し込み
fields:
  - {id: person, kind: text, label: お名前, ask: お名前は何ですか。}
  - {id: people, kind: number, label: 人数, ask: 何人ですか。, min: 1, max: 9}
done: 見学を受け付けました。
"""


@pytest.fixture
def town(session):
    for question, keyword, answer in (
        ("ごみの日は？", "ごみの日", "ごみの日は月曜です。"),
        ("魚の料理は？", "さかな", "魚の料理は人気です。"),
    ):
        add_faq(session, values={"question": question, "keywords": [keyword], "answer": answer}, now=MORNING)
    add_shelter(
        session,
        values={"name": "中央公民館", "latitude": 38.7386, "longitude": 140.1435, "hazards": ["flood"]},
        now=MORNING,
    )
    town = Town(session)
    for text in (LUNCH, EVACUATION, VISIT):
        publish(town, text)
    return town


@pytest.fixture
def hanako(town):
    return Person(town, HANAKO)


@pytest.fixture
def taro(town):
    return Person(town, TARO)
