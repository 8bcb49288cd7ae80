"""YAML read strictly, with lines."""

import pytest

from dialogs.faults import ContentError
from dialogs.yamltext import line_of, read_yaml


def fault_of(text):
    with pytest.raises(ContentError) as error:
        read_yaml(text, "a.yaml")
    (fault,) = error.value.faults
    return fault


def test_keys_and_items_remember_their_lines():
    document = read_yaml("title: a\nfields:\n  - id: x\n\n  - id: y\n    label: z\n", "a.yaml")

    assert line_of(document, "fields") == 2
    assert line_of(document["fields"], 1) == 5
    assert line_of(document["fields"][1], "label") == 6
    assert line_of(document["fields"][1]) == 5
    assert line_of({"plain": 1}, "plain") is None


def test_words_that_yaml_would_change_stay_text():
    document = read_yaml("[yes, no, on, 12:30, 2025-04-10, 007, 0x1f, 1_000, '3', .5]", "a.yaml")

    assert document == ["yes", "no", "on", "12:30", "2025-04-10", "007", "0x1f", "1_000", "3", ".5"]


def test_numbers_truth_and_nothing_are_read():
    assert read_yaml("[1, -2, 0, 1.5, true, false, null, ~, ]", "a.yaml") == [1, -2, 0, 1.5, True, False, None, None]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("a: 1\nb: 2\na: 3", "yaml.duplicate_key", 3),
        ("a: &x 1\nb: 2", "yaml.anchor", 1),
        ("a: 1\nb: *x", "yaml.anchor", 2),
        ("a: !!python/object:os.system x", "yaml.tag", 1),
        ("a: 1\n---\nb: 2", "yaml.several", 3),
        ("a: [1,\nb: }", "yaml.syntax", 2),
        ("? [a]\n: 1", "yaml.key", 1),
        ("true: 1", "yaml.key", 1),
        ("a: \x00", "yaml.syntax", None),
    ],
)
def test_what_is_refused_is_told_with_its_line(text, code, line):
    fault = fault_of(text)

    assert (fault.code, fault.line) == (code, line)


def test_a_pit_of_brackets_is_refused_before_it_is_read():
    assert fault_of("[" * 200_000).code == "yaml.too_deep"


def test_a_document_longer_than_any_form_is_refused():
    assert fault_of("a" * 4_000_001).code == "yaml.too_long"


def test_an_empty_document_is_nothing():
    assert read_yaml("# only a comment\n", "a.yaml") is None
