"""The condition language: what is understood, how it is written again, and how faults are told."""

from __future__ import annotations

import pytest

from data.attributes.definitions import Catalog, Definition, options_of
from data.segments.condition import All, AnyOf, Compare, Not, Within, from_document, to_document
from data.segments.faults import ConditionFault
from data.segments.language import is_condition, read_condition
from data.segments.written import written
from dialogs.attribute_starters import load_attributes
from tests.segments.people import TODAY

CATALOG = Catalog.of(
    Definition(
        number,
        one.key,
        one.name,
        one.kind,
        tuple(one.document["aliases"]),
        options_of(one.document["options"]),
        one.document["settings"],
        number,
    )
    for number, one in enumerate(load_attributes(), 1)
)
SEGMENTS = {"子育て世帯": 3, "若い世代": 4}

FURUKUCHI = Compare("home_area", "value", "=", ("古口",))
OLD = Compare("birth_on", "age", ">=", (65,))
SAFETY = Compare("topics", "value", "=", ("防災",))


def read(text):
    return read_condition(text, CATALOG, today=TODAY, segments=SEGMENTS)


def fault(text) -> dict:
    with pytest.raises(ConditionFault) as refused:
        read(text)
    return {**refused.value.facts, "mended": refused.value.mended}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("", All(())),
        ("居住地=古口", FURUKUCHI),
        ("居住地＝古口", FURUKUCHI),
        ("居住地 = 古口", FURUKUCHI),
        ("住んでいる地区=古口", FURUKUCHI),
        ("居住地=古口,角川", Compare("home_area", "value", "=", ("古口", "角川"))),
        ("居住地=古口、 角川", Compare("home_area", "value", "=", ("古口", "角川"))),
        ("居住地≠古口", Not(FURUKUCHI)),
        ("居住地!=古口", Not(FURUKUCHI)),
        ("居住地=古口以外", Not(FURUKUCHI)),
        ("!居住地=古口", Not(FURUKUCHI)),
        ("居住地=古口 ではない", Not(FURUKUCHI)),
        ("居住地=あり", Compare("home_area", "value", "set")),
        ("居住地=未回答", Compare("home_area", "value", "unset")),
        ("年齢>=65", OLD),
        ("年齢≧６５歳", OLD),
        ("年齢 65歳以上", OLD),
        ("年齢=65以上", OLD),
        ("年齢<18", Compare("birth_on", "age", "<", (18,))),
        ("年齢=18未満", Compare("birth_on", "age", "<", (18,))),
        ("子の年齢 3..6", Compare("children", "age", "between", (3, 6))),
        ("子の年齢=3〜6", Compare("children", "age", "between", (3, 6))),
        ("子の年齢 3～6歳", Compare("children", "age", "between", (3, 6))),
        ("子の年齢 3..", Compare("children", "age", ">=", (3,))),
        ("子の人数>=2", Compare("children", "count", ">=", (2,))),
        ("子の誕生月=今月", Compare("children", "month", "=", ("今月",))),
        ("誕生月=4月,5", Compare("birth_on", "month", "=", (4, 5))),
        ("誕生月=11..2", Compare("birth_on", "month", "=", (11, 12, 1, 2))),
        ("生年月日<1960-04-02", Compare("birth_on", "value", "<", ("1960-04-02",))),
        ("転入日>=3か月前", Compare("moved_in_on", "value", ">=", ("3か月前",))),
        ("出産予定日 今日..30日後", Compare("due_on", "value", "between", ("今日", "30日後"))),
        ("登録日=今月", Compare("#registered", "value", "=", ("今月",))),
        ("番号=#3,5", Compare("#number", "value", "=", (3, 5))),
        ("消防団", Compare("fire_brigade", "value", "=", (True,))),
        ("消防団=いいえ", Compare("fire_brigade", "value", "=", (False,))),
        ("消防団=あり", Compare("fire_brigade", "value", "=", (True,))),
        ("消防団=未回答", Compare("fire_brigade", "value", "unset")),
        ("お名前:花", Compare("name", "value", "contains", ("花",))),
        ("お名前=「花 子」", Compare("name", "value", "=", ("花 子",))),
        ("対象=子育て世帯", Within(3)),
        ("居住地=古口 年齢>=65", All((FURUKUCHI, OLD))),
        ("居住地=古口 かつ 年齢>=65", All((FURUKUCHI, OLD))),
        ("居住地=古口かつ年齢>=65", All((FURUKUCHI, OLD))),
        ("居住地=古口 または 年齢>=65", AnyOf((FURUKUCHI, OLD))),
        ("居住地=古口|年齢>=65", AnyOf((FURUKUCHI, OLD))),
        ("居住地=古口 または 年齢>=65 話題=防災", AnyOf((FURUKUCHI, All((OLD, SAFETY))))),
        ("（居住地=古口 または 年齢>=65）話題=防災", All((AnyOf((FURUKUCHI, OLD)), SAFETY))),
        ("(居住地=古口 または 年齢>=65)ではない", Not(AnyOf((FURUKUCHI, OLD)))),
        ("!(居住地=古口 年齢>=65)", Not(All((FURUKUCHI, OLD)))),
    ],
)
def test_a_condition_is_understood_as_it_is_meant(text, meant):
    assert read(text) == meant
    assert from_document(to_document(meant)) == meant


def test_what_is_written_again_means_the_same_and_bears_the_present_names():
    for text in (
        "話題=防災,子育て ( 年齢>=65 または 子の年齢 3..6 ) 居住地≠古口",
        "お名前=「花 子」 または !(消防団 ペット=犬)",
        "対象=子育て世帯 出産予定日 今日..30日後 誕生月=今月 世帯人数=2.5..",
        "居住地=未回答 ではない",
    ):
        again = written(read(text), CATALOG, {3: "子育て世帯"})
        assert read(again) == read(text), again
        assert written(read(again), CATALOG, {3: "子育て世帯"}) == again
    assert written(read("話題=防災"), CATALOG) == "知りたい話題=防災"


@pytest.mark.parametrize(
    ("text", "reason", "typed", "mended"),
    [
        ("居住値=古口", "unknown_item", "居住値", "居住地=古口"),
        ("年齢>=65 居住地=古ロ", "unknown_value", "古ロ", "年齢>=65 居住地=古口"),
        ("話題=子育", "unknown_value", "子育", "話題=子育て"),
        ("防災", "no_operator", "防災", "知りたい話題=防災"),
        ("対象=子育て", "unknown_segment", "子育て", "対象=子育て世帯"),
    ],
)
def test_a_near_miss_is_mended_in_its_place(text, reason, typed, mended):
    found = fault(text)

    assert (found["reason"], found["typed"]) == (reason, typed)
    assert mended in found["mended"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("年齢", "no_operator"),
        ("年齢=", "no_value"),
        ("年齢=六十", "not_a_number"),
        ("生年月日>=さくら", "not_a_date"),
        ("生年月日=2026-13-01", "not_a_date"),
        ("誕生月=13", "not_a_month"),
        ("居住地>=古口", "wrong_operator"),
        ("年齢>=60,65", "wrong_operator"),
        ("年齢 6..3", "backwards"),
        ("消防団=たぶん", "not_yes_no"),
        ("(居住地=古口", "unclosed"),
        ("居住地=古口)", "unopened"),
        ("居住地=古口 または", "unexpected"),
        ("または", "unexpected"),
        ("かつ 年齢>=3", "unexpected"),
        ("=古口", "unexpected"),
        ("()", "unexpected"),
        ("(" * 40 + "消防団" + ")" * 40, "too_deep"),
        ("消防団 " * 600, "too_long"),
        ("宇宙船=3", "unknown_item"),
    ],
)
def test_a_fault_has_its_reason(text, reason):
    assert fault(text)["reason"] == reason


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("居住地=古口", True),
        ("年齢 65以上", True),
        ("消防団", True),
        ("花子", False),
        ("090-1234-5678", False),
        ("(", False),
    ],
)
def test_conditions_are_told_from_words(text, is_one):
    assert is_condition(text, CATALOG) is is_one
