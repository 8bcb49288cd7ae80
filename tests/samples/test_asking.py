"""The sample questions, asked as people ask, through the matcher residents meet."""

from __future__ import annotations

import pytest

from data.faq.matcher import FaqEntry, FaqMatcher
from data.faq.reading import read_faq
from data.shelters.reading import read_shelters
from data.spots.reading import read_spots
from tests.samples.sheets import SAMPLES


@pytest.fixture(scope="module")
def matcher():
    rows = read_faq((SAMPLES / "faq.csv").read_bytes()).rows
    values = [row.values for row in rows]
    return FaqMatcher(
        [
            FaqEntry(
                number, one["question"], tuple(one["keywords"]), one["answer"], one["url"], one["category"]
            )
            for number, one in enumerate(values, 1)
        ]
    )  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("もえるごみっていつだっけ", "燃えるごみの日はいつ？"),
        ("ソファー捨てたい", "粗大ごみを捨てたい"),
        ("じゅうみんひょう", "住民票がほしい"),
        ("コンビニで住民票とれますか", "コンビニで証明書は取れる？"),
        ("ハンコの証明がいる", "印鑑証明がほしい"),
        ("マイナカードの作り方", "マイナンバーカードを作る"),
        ("税金が払えないんです", "税金を払うのが難しい"),
        ("会社を辞めたら保険は？", "国民健康保険に入りたい"),
        ("子どもが熱を出した", "子どもが熱を出したら？"),
        ("親の介護で困っています", "介護の相談をしたい"),
        ("除雪車が来ない", "除雪車はいつ来ますか？"),
        ("水道が凍って水が出ない", "水道管が凍りました"),
        ("停電中にスマホの電池がない", "携帯の充電をしたい"),
        ("クマを見た", "熊を見ました"),
        ("役場は何時まで開いてますか", "役場は何時まで？"),
        ("災害の罹災証明書ください", "罹災証明がほしい"),
        ("死にたい", "心の悩みを相談したい"),
    ],
)
def test_everyday_words_find_their_answer(matcher, asked, answered):
    assert matcher.match(asked).entry.question == answered


@pytest.mark.parametrize(
    "said", ["行くまでに何分かかりますか", "これからすぐ行きます", "そのうち行きます", "8時に行きます", "ありがとう"]
)
def test_what_asks_nothing_is_not_answered_by_chance(matcher, said):
    assert matcher.match(said).entry is None


@pytest.mark.parametrize(
    ("read", "name", "encoding", "layout", "count"),
    [
        (read_shelters, "shelters.csv", "utf-8-sig", "municipal", 20),
        (read_shelters, "shelters_gsi.csv", "cp932", "gsi_site", 20),
        (read_shelters, "shelters_lsc.csv", "utf-8-sig", "lsc", 20),
        (read_spots, "spots.csv", "utf-8-sig", "own", 25),
        (read_faq, "faq.csv", "utf-8-sig", "own", 150),
    ],
)
def test_the_importers_take_every_row(read, name, encoding, layout, count):
    table = read((SAMPLES / name).read_bytes(), "戸沢村")

    assert (table.encoding, table.layout, len(table.rows)) == (encoding, layout, count)
    assert not table.refused
