"""One of several, by tapping, typing or searching."""

import pytest

from data.errors import InvalidAnswer
from data.gateways.line.events import Incoming
from dialogs.condition import Scope
from dialogs.fields import options as options_module
from dialogs.fields.kind import StillAnswering
from dialogs.fields.options import Option, OptionList
from dialogs.talk import Card
from tests.fields.asking import TODAY, context, echo, fault_codes, field_of, refuses, says, shown, taps

DISTRICTS = ["古口", "角川", "蔵岡", "津谷", "神田"]


@pytest.fixture
def district():
    return field_of("choice", options=DISTRICTS)


@pytest.fixture
def many():
    return field_of("choice", options=[{"value": f"s{n}", "label": f"第{n}集会所"} for n in range(1, 121)])


@pytest.fixture
def by_category():
    """Options that depend on an earlier answer."""
    from dialogs.form import compile_form

    document = {
        "id": "form",
        "title": "題",
        "fields": [
            {"id": "kind", "kind": "choice", "label": "分類", "options": ["道路", "公園"]},
            {
                "id": "it",
                "kind": "choice",
                "label": "くわしく",
                "options": [
                    {"label": "穴", "show": {"field": "kind", "equals": "道路"}},
                    {"label": "遊具", "show": {"field": "kind", "equals": "公園"}},
                    "その他",
                ],
            },
        ],
    }
    return compile_form(document, "test").fields["it"]


def labels(choices):
    return [choice.label for choice in choices]


def test_a_handful_is_offered_as_quick_replies(district):
    speech = district.kind.ask(district, context())

    assert labels(speech.choices) == DISTRICTS
    assert len(speech.utterances) == 1


@pytest.mark.parametrize("text", ["角川", " 角川 ", "角川です", "角川でお願いします。", "角"])
def test_an_option_is_understood_when_typed(district, text):
    assert says(district, text) == "角川"


def test_kana_width_and_aliases_do_not_matter():
    field = field_of("choice", options=[{"value": "cat", "label": "ネコ", "aliases": ["にゃんこ"]}, "イヌ"])

    assert [says(field, text) for text in ("ねこ", "ﾈｺ", "にゃんこ", "cat")] == ["cat"] * 4


def test_what_was_understood_is_told_unless_it_was_typed_so(district):
    assert echo(district, "角川です") == "角川"
    assert echo(district, "角川") == ""


def test_a_tapped_option_is_taken_and_a_foreign_value_refused(district):
    assert taps(district, "角川") == "角川"
    for foreign in ("東京", 3, None, ["角川"]):
        with pytest.raises(InvalidAnswer, match="not_chosen"):
            taps(district, foreign)
    assert refuses(district, "東京") == "not_offered"


def test_a_word_in_several_options_offers_those():
    field = field_of("choice", options=["上古口", "下古口", "角川"])

    with pytest.raises(StillAnswering) as part:
        says(field, "古口")

    speech = field.kind.ask(field, context(draft=part.value.draft))
    assert labels(speech.choices) == ["上古口", "下古口"]
    assert says(field, "角川", draft=part.value.draft) == "角川", "the others can still be typed"


def test_a_longer_text_that_only_contains_an_option_is_not_that_option(district):
    assert refuses(district, "角川のごみの日はいつですか") == "not_offered"


@pytest.mark.parametrize(("count", "quick"), [(13, 13), (14, 0)])
def test_thirteen_are_quick_replies_and_fourteen_are_pages(count, quick):
    field = field_of("choice", options=[f"選択{n}" for n in range(count)])

    speech = field.kind.ask(field, context())

    assert len(speech.choices) == quick
    assert any(isinstance(one, Card) for one in speech.utterances) == (quick == 0)


def test_labels_too_long_for_quick_replies_are_put_on_a_card():
    field = field_of("choice", options=["あ" * 21, "い"])

    (_, card) = field.kind.ask(field, context()).utterances

    assert labels(card.choices) == ["あ" * 21, "い"]


def test_pages_of_ten_can_be_turned_there_and_back(many):
    first = many.kind.ask(many, context()).utterances[-1]
    assert labels(first.choices) == [*(f"第{n}集会所" for n in range(1, 11)), "次のページ"]
    assert first.note == "120件のうち1〜10件目"

    with pytest.raises(StillAnswering) as part:
        taps(many, first.choices[-1].value)
    second = many.kind.ask(many, context(draft=part.value.draft)).utterances[-1]
    assert labels(second.choices)[0] == "第11集会所"
    assert labels(second.choices)[-2:] == ["前のページ", "次のページ"]

    last = many.kind.ask(many, context(draft={"page": 11})).utterances[-1]
    assert labels(last.choices)[-2:] == ["第120集会所", "前のページ"]
    assert many.kind.ask(many, context(draft={"page": 99})).utterances[-1] == last


def test_hundreds_are_found_by_typing_part_of_the_name(many):
    assert "名前の一部" in many.kind.ask(many, context()).utterances[0].text
    assert says(many, "第87集会所") == "s87"
    assert says(many, "120") == "s120"
    with pytest.raises(StillAnswering) as part:
        says(many, "第1")
    found = many.kind.ask(many, context(draft=part.value.draft)).utterances[-1]
    assert found.note == "32件のうち1〜10件目"


def test_a_list_from_elsewhere_is_looked_up_each_time(monkeypatch):
    lists = [OptionList([Option("1", "中央公民館")])]
    monkeypatch.setitem(options_module.OPTION_SOURCES, "halls", lambda context: lists[-1])
    field = field_of("choice", source="halls")

    assert says(field, "中央") == "1"
    lists.append(OptionList([Option("2", "角川分館")]))
    assert refuses(field, "中央") == "not_offered"
    assert taps(field, "2") == "2"
    assert shown(field, "1") == "1", "what the list no longer has is shown as it was kept"
    assert field.kind.page(field)["source"] == "halls"


def test_options_follow_an_earlier_answer(by_category):
    road, park = (Scope({"kind": kind}, ("",), TODAY) for kind in ("道路", "公園"))

    assert labels(by_category.kind.ask(by_category, context(scope=road)).choices) == ["穴", "その他"]
    assert says(by_category, "穴", scope=road) == "穴"
    assert refuses(by_category, "穴", scope=park) == "not_offered"
    with pytest.raises(InvalidAnswer):
        taps(by_category, "穴", scope=park)
    assert by_category.may_fall
    assert by_category.kind.stands(by_category, "穴", road)
    assert not by_category.kind.stands(by_category, "穴", park)


def test_two_options_with_one_label_are_asked_apart():
    field = field_of("choice", options=[{"value": "a", "label": "本館"}, {"value": "b", "label": "本館"}])

    with pytest.raises(StillAnswering) as part:
        says(field, "本館")
    assert part.value.draft == {"found": ["a", "b"]}


def test_invisible_letters_are_no_choice(district):
    assert refuses(district, "\u200b") == "not_offered"


def test_a_picture_is_no_choice(district):
    with pytest.raises(InvalidAnswer, match="not_chosen"):
        district.kind.parse(district, Incoming("image", message_id="1"), context())


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({}, "form.options_missing"),
        ({"options": []}, "form.options_missing"),
        ({"options": ["一", "一"]}, "form.option_twice"),
        ({"options": [{"value": True}]}, "form.option_shape"),
        ({"options": [{"name": "一"}]}, "form.option_shape"),
        ({"options": [["一"]]}, "form.option_shape"),
        ({"options": ["あ" * 101]}, "form.option_too_long"),
        ({"options": [str(n) for n in range(2001)]}, "form.options_too_many"),
        ({"source": "nowhere"}, "form.unknown_source"),
    ],
)
def test_a_list_that_cannot_be_chosen_from_is_a_fault(settings, code):
    assert code in fault_codes("choice", **settings)


def test_numbers_in_yaml_are_options_too():
    field = field_of("choice", options=[1, 2, 3])

    assert says(field, "２") == "2"


def test_page_and_cells():
    field = field_of("choice", options=[{"value": "f", "label": "古口"}, "角川"])

    assert field.kind.page(field)["options"][0] == {"value": "f", "label": "古口"}
    assert field.kind.cells(field, "f") == [("それ", "古口")]
    assert field.kind.cells(field, None) == [("それ", "")]


PLACES = [
    {"value": "home", "label": "家や建物の中", "aliases": ["家"]},
    {"value": "outside", "label": "外にいる", "aliases": ["外"]},
    {"value": "car", "label": "車の中", "aliases": ["車"]},
]
HAZARDS = ["洪水", "土砂災害", "地震"]


@pytest.mark.parametrize("text", ["３", "3", "3番", "三番目です", "３つ目"])
def test_a_number_names_the_option_at_its_place(text):
    field = field_of("choice", options=PLACES)

    assert says(field, text) == "car"
    assert echo(field, text) == "車の中"


def test_a_number_names_none_beyond_the_list_nor_on_pages(many):
    field = field_of("choice", options=PLACES)

    for text in ("0", "4", "13"):
        assert refuses(field, text) == "not_offered"
    assert (
        refuses(field_of("choice", options=[f"{letter}組" for letter in "あいうえおかきくけこさしすせ"]), "2")
        == "not_offered"
    )


def test_a_number_counts_among_the_options_shown_now(by_category):
    field = field_of("choice", options=["上古口", "下古口", "角川"])

    assert says(field, "2", draft={"found": ["上古口", "角川"]}) == "角川"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("車です", "car"),
        ("車にいます", "car"),
        ("いま、車の中だよ", "car"),
        ("家にいるよ", "home"),
        ("外だ。", "outside"),
    ],
)
def test_an_option_is_found_in_a_short_statement(text, value):
    assert says(field_of("choice", options=PLACES), text) == value


@pytest.mark.parametrize("text", ["大地震", "地震だ", "大きな地震です", "地震のとき"])
def test_what_is_said_before_the_label_does_not_hide_it(text):
    assert says(field_of("choice", options=HAZARDS), text) == "地震"


@pytest.mark.parametrize(
    "text",
    [
        "車ではない",
        "車ですか",
        "車でもいい？",
        "車検",
        "以外",
        "家族",
        "車の保険",
        "外国",
        "車に乗って病院へ行きたいときはどうすればよいのか",
    ],
)
def test_a_question_a_denial_or_another_word_is_no_statement(text):
    assert refuses(field_of("choice", options=PLACES), text) == "not_offered"


def test_two_options_in_one_statement_are_asked_between():
    field = field_of("choice", options=HAZARDS)

    for text in ("地震と洪水", "洪水や地震です"):
        with pytest.raises(StillAnswering) as part:
            says(field, text)
        assert part.value.draft == {"found": ["洪水", "地震"]}


def test_a_word_of_the_account_is_no_statement():
    field = field_of("choice", options=HAZARDS)

    assert refuses(field, "大地震", is_known=True) == "not_offered"


def test_the_refusal_names_an_example_and_the_way_out(district):
    with pytest.raises(InvalidAnswer) as refusal:
        says(district, "東京")

    said = context().words("fields.choice.not_offered", **refusal.value.facts)
    assert said.startswith("「東京」は")
    assert "「古口」のように" in said
    assert "「やめる」" in said


def test_a_choice_that_ends_like_a_verb_is_said_back_in_quotes():
    field = field_of("choice", options=["村内に住んでいる", "角川"])

    assert echo(field, "村内") == "「村内に住んでいる」"
    assert echo(field, "2") == "角川"
