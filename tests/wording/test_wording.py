"""The loader of sentences."""

from datetime import UTC, date, datetime

import pytest

from data.errors import DomainError
from dialogs.faults import ContentError, Fault
from dialogs.wording import load_wording


class RenewalRefused(DomainError):
    code = "library.renewal_refused"


class LoanNotFound(DomainError):
    code = "library.loan_not_found"


@pytest.fixture
def words(tmp_path):
    (tmp_path / "a.yaml").write_text(
        "library:\n"
        "  due: '{title}は{due_on}までです。'\n"
        "  fee: '{yen:,}円'\n"
        "  hello: こんにちは\n"
        "  braces: '{{そのまま}}'\n"
        "  aliases: [本, 図書]\n"
        "errors:\n"
        "  library:\n"
        "    renewal_refused: {resident: '{due_on}を過ぎています。', staff: 延長できません。}\n",
        encoding="utf-8",
    )
    (tmp_path / "b.yaml").write_text(
        "errors:\n  library:\n    loan_not_found: 見つかりません。\n"
        "content:\n  at_line: '{line}行目 {where} {sentence}'\n  at: '{where} {sentence}'\n  dup: '{key}が2つ'\n",
        encoding="utf-8",
    )
    return load_wording(tmp_path)


def test_sentences_are_filled_with_facts_in_japanese(words):
    assert words("library.due", title="雪国", due_on=date(2025, 4, 12)) == "雪国は2025年4月12日までです。"
    assert words("library.due", title="雪国", due_on=datetime(2025, 4, 12, 0, 5, tzinfo=UTC)) == (
        "雪国は4月12日 9時05分までです。"
    )
    assert words("library.fee", yen=12000) == "12,000円"
    assert words("library.braces") == "{そのまま}"
    assert words("library.hello", unused=1) == "こんにちは"


def test_a_missing_key_or_fact_is_named(words):
    with pytest.raises(KeyError, match=r"library\.missing"):
        words("library.missing")
    with pytest.raises(KeyError, match=r"library\.due.*due_on"):
        words("library.due", title="雪国")
    with pytest.raises(KeyError, match=r"library\.hello"):
        words.variants("library.hello")


def test_lists_hold_aliases(words):
    assert words.variants("library.aliases") == ("本", "図書")
    assert words.lists("library") == {"aliases": ("本", "図書")}


def test_an_error_has_a_sentence_for_each_audience_or_one_for_both(words):
    refused = RenewalRefused(due_on=date(2025, 4, 9))

    assert words.error(refused, "resident") == "2025年4月9日を過ぎています。"
    assert words.error(refused, "staff") == "延長できません。"
    assert words.error(LoanNotFound(), "staff") == words.error(LoanNotFound(), "resident") == "見つかりません。"


def test_a_fault_is_told_with_its_place(words):
    assert words.fault(Fault("dup", "name", 7, {"key": "x"})) == "7行目 name xが2つ"
    assert words.fault(Fault("dup", "name", None, {"key": "x"})) == "name xが2つ"
    assert words.fault(Fault("dup", "", None, {"key": "x"})) == "xが2つ"


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("a:\n  b: 一つ目\n  c: 3", "wording.not_a_sentence", 3),
        ("a:\n  b: '{x'", "wording.placeholder", 2),
        ("a:\n  b: '{x.y}'", "wording.placeholder", 2),
        ("a:\n  b: [あ, 3]", "wording.not_words", 2),
        ("- a", "wording.not_sections", None),
    ],
)
def test_a_malformed_file_is_refused_with_its_line(tmp_path, text, code, line):
    (tmp_path / "x.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(ContentError) as error:
        load_wording(tmp_path)

    assert [(fault.code, fault.line) for fault in error.value.faults] == [(code, line)]


def test_two_files_may_share_a_section_but_not_a_sentence(tmp_path):
    (tmp_path / "a.yaml").write_text("errors:\n  x: あ\n", encoding="utf-8")
    (tmp_path / "b.yaml").write_text("errors:\n  y: い\n  x: う\n", encoding="utf-8")

    with pytest.raises(ContentError) as error:
        load_wording(tmp_path)

    assert [(fault.code, fault.where, fault.line) for fault in error.value.faults] == [
        ("wording.twice", "b.yaml errors.x", 3)
    ]
