"""FAQ lists as files, and the keywords that collide in them."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from data.csvtext import TableRefused, write_csv
from data.faq.collisions import find_collisions
from data.faq.columns import COLUMNS
from data.faq.export import faq_cells
from data.faq.models import Faq
from data.faq.reading import read_faq
from tests.faq.lists import add, csv_of, plan_of, take

OWN = ",".join(COLUMNS)


def all_faq(session) -> list[Faq]:
    return list(session.scalars(select(Faq).order_by(Faq.id)))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp932"])
def test_our_own_layout_is_read_whole(session, encoding):
    data = csv_of('F1,ごみの日は？,"ごみ、ゴミの日\n可燃",月曜です。,ごみ,https://example.jp,テスト,0', header=OWN)

    parsed = read_faq(data.decode().encode(encoding))

    assert (parsed.layout, parsed.encoding) == ("own", encoding)
    assert parsed.rows[0].code == "F1"
    assert parsed.rows[0].values == {
        "question": "ごみの日は？",
        "keywords": ["ごみ", "ゴミの日", "可燃"],
        "answer": "月曜です。",
        "category": "ごみ",
        "url": "https://example.jp",
        "visible_on": "test",
        "enabled": False,
    }


@pytest.mark.parametrize("header", ["質問,回答", "Q,A", "キーワード,回答内容", "ワード,応答メッセージ"])
def test_other_lists_of_questions_and_answers(header):
    row = read_faq(csv_of("ごみの日は？,月曜です", header=header)).rows[0]

    assert (row.values["question"], row.values["keywords"]) == ("ごみの日は？", ["ごみの日は？"])


@pytest.mark.parametrize(("header", "reason"), [("a,b", "unknown_layout"), ("キーワード,分類", "missing_column")])
def test_a_table_that_lacks_what_is_needed(header, reason):
    with pytest.raises(TableRefused) as refused:
        read_faq(csv_of("1,2", header=header))

    assert refused.value.facts["reason"] == reason


@pytest.mark.parametrize(
    ("line", "column", "reason"),
    [
        ("F1,,,月曜,,,,", "キーワード", "empty"),
        ("F1,,ごみ,,,,,", "回答", "empty"),
        (f"F1,,ごみ,{'長' * 5001},,,,", "回答", "too_long"),
        ("F1,,ごみ,月曜,,x,,", "URL", "not_a_url"),
        ("F1,,ごみ,月曜,,,秘密,", "公開範囲", "unknown_word"),
        ("F1,,ごみ,月曜,,,,多分", "有効", "not_a_flag"),
        (f"F1,,{'長' * 101},月曜,,,,", "キーワード", "too_long"),
    ],
)
def test_a_faulty_row_is_refused_with_row_column_and_reason(session, line, column, reason):
    plan = plan_of(session, csv_of("F0,,水道,役場へ,,,,", line, header=OWN))

    assert [(fault.row_no, fault.column, fault.reason) for fault in plan.refused] == [(3, column, reason)]
    assert [row.name for row in plan.new] == ["水道"]


def test_a_faulty_row_doesnt_remove_the_entry_it_means(session):
    take(session, csv_of("F1,ごみ,月曜", "F2,水道,役場へ"))

    plan = plan_of(session, csv_of("F1,ごみ,", "F2,水道,役場へ"))

    assert (plan.removed, plan.unchanged, len(plan.refused)) == ([], 1, 1)


def test_without_an_id_the_question_is_the_same_entry(session):
    faq = add(session, "ごみ", question="ごみの日はいつ？", answer="月曜")

    plan = take(session, csv_of("ゴミの日はいつ,ごみ,火曜", header="質問,キーワード,回答"))

    assert [change.target_id for change in plan.changed] == [faq.id]
    assert faq.answer == "火曜"


def test_columns_the_file_lacks_stay_as_they_are(session):
    add(session, "ごみ", category="くらし", visible_on="test")

    take(session, csv_of(",ごみ,火曜"))

    (faq,) = all_faq(session)
    assert (faq.answer, faq.category, faq.visible_on) == ("火曜", "くらし", "test")


def test_staff_find_what_was_imported(session):
    from data.faq.service import list_faq

    take(session, csv_of("F1,モエルゴミ,月曜"))
    take(session, csv_of("F1,モエルゴミ,火曜に集めます"))

    assert len(session.scalars(list_faq(text="もえるごみ 火曜")).all()) == 1


def test_export_and_import_change_nothing(session):
    add(session, "ごみ", "ゴミの日", answer="=月曜\n火曜", url="https://example.jp", category="くらし")
    add(session, "水道", visible_on="test")
    written = write_csv(COLUMNS, [faq_cells(faq) for faq in all_faq(session)])

    plan = plan_of(session, written.data)

    assert (plan.layout, plan.unchanged, plan.changes_nothing) == ("own", 2, True)


def test_one_id_twice_in_a_file_is_refused(session):
    plan = plan_of(session, csv_of("F1,ごみ,月曜", "F1,水道,役場"))

    assert [(fault.row_no, fault.reason) for fault in plan.refused] == [(3, "duplicate")]


def test_collisions_are_shown_before_anything_is_applied(session):
    add(session, "粗大ごみ")

    plan = plan_of(session, csv_of("F1,ごみ、水道,月曜", "F2,ゴミ、燃えるごみ,火曜", "F3,粗大ごみ,電話"))

    found = plan.report["collisions"]
    assert found["same"] == [{"keyword": "ごみ", "questions": ["ごみ", "ゴミ"]}]
    assert [(one["keyword"], one["longer"]) for one in found["inside"]] == [("ごみ", "粗大ごみ")]
    assert (found["same_count"], found["inside_count"]) == (1, 1)


def test_what_stays_when_the_list_is_only_added_to_collides_too(session):
    add(session, "粗大ごみ")

    report = plan_of(session, csv_of("F1,粗大ごみの日、粗大ごみ,月曜")).report

    assert report["collisions"]["same_count"] == 0
    assert report["collisions_added"]["same"] == [{"keyword": "粗大ごみ", "questions": ["粗大ごみ", "粗大ごみの日"]}]


def test_a_line_break_in_a_question_is_a_space_and_stays_in_an_answer(session):
    plan = plan_of(session, '質問,回答\n"プールの\n日は","月曜\n火曜"\n'.encode())

    assert (plan.new[0].name, plan.new[0].content["answer"]) == ("プールの 日は", "月曜\n火曜")


def test_an_entrys_own_keywords_dont_collide():
    found = find_collisions([("ごみ", ["ごみ", "燃えるごみ", "ゴミ"]), ("水", ["水", "断水"])])

    assert found == {"same": [], "inside": [], "same_count": 0, "inside_count": 0}


def test_no_keywords_no_collisions():
    assert find_collisions([])["same_count"] == 0


def test_a_long_list_shows_only_some():
    same, longer = [(f"質問{n}", ["ごみ"]) for n in range(3)], [(f"別{n}", [f"ごみ{n:02}"]) for n in range(80)]

    found = find_collisions(same + longer)

    assert (len(found["inside"]), found["inside_count"]) == (50, 80)
    assert found["same"][0]["questions"] == ["質問0", "質問1", "質問2"]


def test_the_address_of_a_page_may_lack_its_beginning(session):
    plan = plan_of(session, csv_of("F1,ごみ,月曜,www.example.jp/gomi", header="ID,キーワード,回答,URL"))

    assert plan.new[0].content["url"] == "http://www.example.jp/gomi"
