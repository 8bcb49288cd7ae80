"""Several of several."""

import pytest

from data.errors import InvalidAnswer
from dialogs.fields.kind import StillAnswering
from tests.fields.asking import context, fault_codes, field_of, reason_of, refuses, says, shown, taps

TOPICS = ["防災", "ごみ", "子育て", "さとやま", "健康"]


@pytest.fixture
def topics():
    return field_of("multiple", options=TOPICS)


def tick(field, value, draft=None):
    with pytest.raises(StillAnswering) as part:
        taps(field, {"tick": value}, draft=draft)
    return part.value.draft


def test_options_are_ticked_on_and_off_until_decided(topics):
    draft = tick(topics, "健康")
    draft = tick(topics, "防災", draft)
    draft = tick(topics, "ごみ", draft)
    draft = tick(topics, "ごみ", draft)

    assert taps(topics, {"done": True}, draft=draft) == ["防災", "健康"], "in the list's order"


def test_what_is_ticked_is_shown_with_a_button_to_decide(topics):
    speech = topics.kind.ask(topics, context(draft={"chosen": ["ごみ"]}))
    card = speech.utterances[-1]

    assert [choice.label for choice in card.choices] == ["☐ 防災", "☑ ごみ", "☐ 子育て", "☐ さとやま", "☐ 健康", "決定"]
    assert [choice.text for choice in card.choices[:2]] == ["防災", "ごみ"]
    assert "ごみ" in card.text
    assert [choice.label for choice in speech.choices] == ["決定"]


def test_before_anything_is_ticked_there_is_nothing_to_decide(topics):
    speech = topics.kind.ask(topics, context())

    assert speech.choices == []
    with pytest.raises(InvalidAnswer, match="too_few"):
        taps(topics, {"done": True})


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("防災", ["防災"]),
        ("健康、防災", ["防災", "健康"]),
        ("防災と健康", ["防災", "健康"]),
        ("防災 ごみ　健康", ["防災", "ごみ", "健康"]),
        ("さとやま", ["さとやま"]),
        ("さとやま・ごみ", ["ごみ", "さとやま"]),
        ("防災、防災", ["防災"]),
    ],
)
def test_several_can_be_typed_together(topics, text, value):
    assert says(topics, text) == value


def test_typing_adds_to_what_was_ticked(topics):
    assert says(topics, "ごみ", draft={"chosen": ["防災"]}) == ["防災", "ごみ"]
    assert says(topics, "決定", draft={"chosen": ["防災"]}) == ["防災"]


def test_an_unknown_part_is_named(topics):
    with pytest.raises(InvalidAnswer) as refusal:
        says(topics, "防災、釣り")

    assert reason_of(topics, refusal.value) == "not_offered"
    assert refusal.value.facts["text"] == "釣り"
    for foreign in ({"tick": "釣り"}, "防災", 3):
        with pytest.raises(InvalidAnswer, match="not_chosen"):
            taps(topics, foreign)


def test_fewest_and_most_are_kept():
    two = field_of("multiple", options=TOPICS, min=2, max=2)

    assert refuses(two, "防災") == "too_few"
    assert refuses(two, "防災、ごみ、健康") == "too_many"
    assert says(two, "防災、ごみ") == ["防災", "ごみ"]
    draft = tick(two, "ごみ", tick(two, "防災"))
    with pytest.raises(InvalidAnswer, match="too_many"):
        taps(two, {"tick": "健康"}, draft=draft)


def test_ticks_are_kept_while_pages_are_turned():
    field = field_of("multiple", options=[f"話題{n}" for n in range(25)])
    with pytest.raises(StillAnswering) as part:
        taps(field, {"page": 2}, draft={"chosen": ["話題0"]})

    card = field.kind.ask(field, context(draft=part.value.draft)).utterances[-1]

    assert part.value.draft == {"chosen": ["話題0"], "page": 2}
    assert card.choices[0].label == "☐ 話題20"
    assert "話題0" in card.text


def test_a_correction_begins_with_what_was_chosen(topics):
    assert topics.kind.draft_of(["防災"]) == {"chosen": ["防災"]}


def test_faces(topics):
    assert shown(topics, ["防災", "健康"]) == "防災、健康"
    assert topics.kind.cells(topics, ["防災", "健康"]) == [("それ", "防災、健康")]
    assert topics.kind.cells(topics, None) == [("それ", "")]
    assert topics.kind.page(topics)["max"] == 5
    assert fault_codes("multiple", options=TOPICS, min=3, max=2) == ["form.setting_range"]
    assert fault_codes("multiple", options=TOPICS, max=6) == ["form.setting_range"]


def test_numbers_name_the_options_in_their_order(topics):
    assert says(topics, "１、3番") == ["防災", "子育て"]
    assert says(topics, "1と３") == ["防災", "子育て"]
