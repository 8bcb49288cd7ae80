"""The starter scenarios: sound, showing every kind of message, and walked to their ends."""

from __future__ import annotations

import pytest

from bot.pictures import StarterPictures
from dialogs.checking import check_content, check_starters
from dialogs.starters import load_starters


def kinds(messages):
    return [message["template"]["type"] if message["type"] == "template" else message["type"] for message in messages]


def test_what_is_shipped_is_sound():
    good, bad = check_content()

    assert bad == []
    assert good == ["シナリオ 4件、フォーム 3件に、誤りはありません。"]


def test_a_spoilt_document_is_told_with_file_node_and_line(tmp_path):
    (tmp_path / "garbage.yaml").write_text(
        "kind: scenario\nkey: garbage\nname: ごみ\nstart: a\nnodes:\n  - {id: a, kind: message, says: はい}\n",
        encoding="utf-8",
    )

    faults = [(name, fault.code, fault.where, fault.line) for name, fault in check_starters(frozenset(), tmp_path)]

    assert faults == [("garbage.yaml", "scenario.dead_end", "a", 6)]
    assert check_content(tmp_path)[1] == [
        "garbage.yaml: 6行目 a: ここで行き止まりです。「next」に次のノードを書くか、終わりのノードにしてください。"
    ]


def test_all_five_kinds_of_message_are_shown(hanako):
    hanako.says("ごみの出し方")
    assert kinds(hanako.messages) == ["buttons", "text"]
    hanako.taps("粗大ごみ")
    assert kinds(hanako.messages) == ["carousel", "text"]
    hanako.taps("はい")
    hanako.taps("資源")
    assert kinds(hanako.messages) == ["flex", "text"]
    hanako.taps("いいえ")
    hanako.says("施設案内")
    assert kinds(hanako.messages) == ["imagemap", "text"]


def test_the_picture_tells_where_spots_are(hanako, samples):
    hanako.says("施設案内")
    hanako.says("図書館")

    assert "「図書館」の施設です。" in hanako.reply
    assert "ほかの施設もさがしますか" in hanako.reply


def test_another_spot_is_asked_by_name(hanako, samples):
    hanako.says("施設案内")
    hanako.taps("ほかの施設")
    hanako.says("駅")

    assert "「駅」の施設です。" in hanako.reply


async def test_every_picture_named_in_a_starter_is_shipped(hanako):
    import json
    import re

    named = set(re.findall(r"/media/([0-9a-f]{32})", json.dumps([one.document for one in load_starters()])))

    assert named
    shelf = StarterPictures()
    for public_id in named:
        for width in (240, 300, 460, 700, 1040):
            picture = await shelf.picture(public_id, width)
            assert picture.data.startswith(b"\x89PNG")


def test_the_memo_comes_back_as_a_card_and_is_kept_nowhere(hanako):
    hanako.says("わが家の防災メモ")
    assert "戸沢村には残りません" in hanako.reply
    for answer in ("公民館の入口", "4人", "となりの町のおばさん", "0233-00-0100"):
        hanako.says(answer)
    hanako.taps("スキップ")
    hanako.taps("できあがり")

    assert hanako.cards[0][0] == "わが家の防災メモ"
    assert {"集まる場所", "公民館の入口", "となりの町のおばさん"} <= set(hanako.cards[0])
    hanako.taps("ここで終わる")
    assert "公民館" not in str(hanako.tracker)


def test_the_memo_leads_on_to_the_evacuation_scenario(hanako):
    hanako.says("わが家の防災メモ")
    for answer in ("公民館の入口", "4人", "おばさん", "0233-00-0100", "昨日"):
        hanako.says(answer)
    hanako.taps("できあがり")
    hanako.taps("調べる")

    assert "どの災害ですか" in hanako.reply


OWN = """kind: scenario
key: {key}
name: まつり
triggers: [{word}]
start: a
nodes:
  - {{id: a, kind: end, says: はい}}
"""


@pytest.mark.parametrize(
    ("key", "word", "told"),
    [
        ("first", "はなび", "b.yaml: 2行目: 「first」は a.yaml と同じです。"),
        ("second", "マツリ", "b.yaml: 4行目: 「マツリ」は a.yaml でもはじまりの言葉です。"),
        ("second", "ひなんじょ", "b.yaml: 4行目: 「ひなんじょ」は窓口の言葉なので、"),
        ("evacuation", "避難行動", ""),
    ],
)
def test_a_key_or_a_word_that_is_taken_is_told(tmp_path, key, word, told):
    for name, own in (("a.yaml", ("first", "まつり")), ("b.yaml", (key, word))):
        (tmp_path / name).write_text(OWN.format(key=own[0], word=own[1]), encoding="utf-8")

    bad = check_content(tmp_path)[1]

    assert [line[: len(told)] for line in bad] == ([told] if told else [])


@pytest.mark.parametrize(("encoding", "count"), [("cp932", 1), ("utf-16", 1), ("utf-8-sig", 0)])
def test_a_file_in_another_encoding_is_told(tmp_path, encoding, count):
    (tmp_path / "a.yaml").write_text(OWN.format(key="first", word="まつり"), encoding=encoding)

    bad = check_content(tmp_path)[1]

    assert bad == ["a.yaml: 文字の種類がUTF-8ではありません。「UTF-8」で保存し直してください。"] * count


def test_a_fault_of_the_whole_file_is_told_with_its_line_alone(tmp_path):
    (tmp_path / "a.yaml").write_text(OWN.format(key="first", word="まつり").replace("name:", "name"), encoding="utf-8")

    assert check_content(tmp_path)[1][0].startswith("a.yaml: 4行目: 文字の並びが読み取れません。")
