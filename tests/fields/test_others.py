"""Consent, yes or no, location, photos, files and headings."""

import pytest

from data.errors import InvalidAnswer
from data.gateways.line.events import Incoming
from dialogs.condition import Scope
from dialogs.fields import FIELDS
from dialogs.fields.kind import NeedsJob, StillAnswering
from tests.fields.asking import TODAY, context, fault_codes, field_of, reason_of, refuses, says, shown, taps

HERE = Incoming("location", latitude=38.738, longitude=140.142, address="山形県最上郡戸沢村古口270", title="役場")


def test_yes_and_no_are_understood_in_many_words():
    field = field_of("yes_no")

    assert [says(field, text) for text in ("はい", "うん", "ハイ。", "お願いします", "ある")] == [True] * 5
    assert [says(field, text) for text in ("いいえ", "ちがいます", "NO", "なし")] == [False] * 4
    assert (taps(field, True), taps(field, False)) == (True, False)
    assert refuses(field, "たぶん") == "unreadable"
    with pytest.raises(InvalidAnswer):
        taps(field, "はい")
    assert shown(field, False) == "いいえ"
    assert field.kind.cells(field, True) == [("それ", "はい")]
    assert field.kind.cells(field, None) == [("それ", "")]


def test_a_required_consent_can_only_be_given():
    field = field_of("consent", ask="個人情報の取りあつかいに同意しますか？")

    assert taps(field, True) is True
    assert says(field, "同意します") is True
    assert refuses(field, "同意しません") == "must_agree"
    assert [choice.label for choice in field.kind.ask(field, context()).choices] == ["同意する", "同意しない"]


def test_an_optional_consent_can_be_withheld():
    field = field_of("consent", ask="お知らせを送ってもよいですか？", required=False)

    assert taps(field, False) is False
    assert field.kind.cells(field, False) == [("それ", "同意しない")]


def test_a_consent_required_by_a_condition_follows_it():
    from dialogs.form import compile_form

    when = {"field": "age", "at_least": 65}
    form = compile_form(
        {
            "id": "form",
            "title": "題",
            "fields": [
                {"id": "age", "kind": "number", "label": "年齢"},
                {"id": "it", "kind": "consent", "label": "同意", "ask": "よいですか？", "required": when},
            ],
        },
        "test",
    )
    old, young = (Scope({"age": age}, ("",), TODAY) for age in (70, 20))

    assert refuses(form.fields["it"], "いいえ", scope=old) == "must_agree"
    assert says(form.fields["it"], "いいえ", scope=young) is False


def test_a_consent_without_its_text_is_a_fault():
    assert fault_codes("consent") == ["form.consent_without_text"]


def test_a_location_is_kept_with_its_address():
    field = field_of("location")

    value = field.kind.parse(field, HERE, context())

    assert value == {"latitude": 38.738, "longitude": 140.142, "address": "山形県最上郡戸沢村古口270", "title": "役場"}
    assert shown(field, value) == "役場"
    assert shown(field, {**value, "title": "", "address": ""}) == "緯度 38.73800、経度 140.14200"
    assert [text for _, text in field.kind.cells(field, value)] == ["山形県最上郡戸沢村古口270", "38.738", "140.142"]
    assert [text for _, text in field.kind.cells(field, None)] == ["", "", ""]
    assert [choice.kind for choice in field.kind.ask(field, context()).choices] == ["location"]


def test_words_do_for_a_location_only_where_the_form_says_so():
    assert refuses(field_of("location"), "役場の前") == "send_location"
    field = field_of("location", or_text=True)
    assert says(field, "役場の前") == {"address": "役場の前"}
    assert shown(field, {"address": "役場の前"}) == "役場の前"
    assert refuses(field, "あ" * 201) == "too_long"
    with pytest.raises(InvalidAnswer, match="send_location"):
        field.kind.parse(field, Incoming("sticker"), context())


def fetched(**changes):
    return {"attachment_id": "a1", "size": 1000, "sniffed_type": "image/jpeg", "file_name": "", **changes}


def sends(field, incoming, **more):
    return field.kind.parse(field, incoming, context(**more))


IMAGE = Incoming("image", message_id="77")
JOB = Incoming("job", raw_type="fetch_content")


def test_a_photo_is_fetched_before_it_is_an_answer():
    field = field_of("photo")

    with pytest.raises(NeedsJob) as need:
        sends(field, IMAGE)

    assert (need.value.kind, need.value.payload) == ("fetch_content", {"message_id": "77", "file_name": ""})
    value = sends(field, JOB, result=fetched())
    assert value == [{"attachment_id": "a1", "file_name": "", "size": 1000, "type": "image/jpeg"}]
    assert shown(field, value) == "写真1枚"
    assert field.kind.cells(field, value) == [("それ", "写真1")]
    kinds = [choice.kind for choice in field.kind.ask(field, context()).choices]
    assert kinds == ["camera", "camera_roll"]


def test_a_file_dropped_on_the_console_brings_its_attachment_along():
    field = field_of("photo")

    assert sends(field, Incoming("file"), result=fetched())[0]["attachment_id"] == "a1"


def test_several_photos_are_gathered_until_decided_or_full():
    field = field_of("photo", min=2, max=3)
    drafts = [None]
    for number in (1, 2):
        with pytest.raises(StillAnswering) as part:
            sends(field, JOB, result=fetched(attachment_id=f"a{number}"), draft=drafts[-1])
        drafts.append(part.value.draft)
        assert str(number) in part.value.said

    assert [one["attachment_id"] for one in says(field, "決定", draft=drafts[2])] == ["a1", "a2"]
    assert len(taps(field, {"done": True}, draft=drafts[2])) == 2
    assert len(sends(field, JOB, result=fetched(), draft=drafts[2])) == 3
    assert refuses(field, "決定", draft=drafts[1]) == "send_more"
    assert refuses(field, "決定") == "send_it"
    asked = field.kind.ask(field, context(draft=drafts[2]))
    assert asked.choices[0].label == "決定（2つ）"


@pytest.mark.parametrize(
    ("result", "reason"),
    [
        ({"error": "too_large"}, "too_large"),
        ({"error": "gone"}, "gone"),
        ({"error": "refused"}, "refused"),
        ({"error": "unreachable"}, "unreachable"),
        ({"error": "anything new"}, "unreachable"),
        ({}, "unreachable"),
        (fetched(size=10 * 1024 * 1024 + 1), "too_large"),
        (fetched(sniffed_type="application/pdf"), "wrong_type"),
        (fetched(sniffed_type=None), "wrong_type"),
    ],
)
def test_a_photo_that_could_not_be_taken_is_refused_with_its_reason(result, reason):
    for kind in ("photo", "file"):
        field = field_of(kind, **({"accept": ["image"]} if kind == "file" else {}))
        with pytest.raises(InvalidAnswer) as refusal:
            sends(field, JOB, result=result)
        assert reason_of(field, refusal.value) == reason


def test_a_file_too_large_is_refused_before_it_is_fetched():
    field = field_of("file", max_mb=1)
    sized = {"message_id": "1", "file_name": "a.pdf"}

    with pytest.raises(NeedsJob):
        sends(field, Incoming("file", file_size=1024 * 1024, **sized))
    with pytest.raises(InvalidAnswer, match="too_large"):
        sends(field, Incoming("file", file_size=1024 * 1024 + 1, **sized))


def test_any_file_is_accepted_unless_the_form_names_kinds():
    pdf = fetched(sniffed_type="application/pdf", file_name="証明書.pdf")

    assert sends(field_of("file"), JOB, result=pdf)
    value = sends(field_of("file", accept=["pdf", "image"]), JOB, result=pdf)
    assert shown(field_of("file"), value) == "ファイル1つ 証明書.pdf"
    with pytest.raises(InvalidAnswer, match="wrong_type"):
        sends(field_of("file", accept=["image"]), JOB, result=pdf)
    assert fault_codes("file", accept=["exe"]) == ["form.setting_word"]
    assert fault_codes("file", max_mb=11) == ["form.setting_range"]


def test_a_file_of_another_kind_is_told_which_are_taken():
    with pytest.raises(InvalidAnswer) as refusal:
        sends(field_of("file", accept=["pdf"]), JOB, result=fetched())

    assert refusal.value.facts["kinds"] == "PDF"
    assert reason_of(field_of("file"), refusal.value) == "wrong_type"


def test_words_and_stickers_are_no_files():
    assert refuses(field_of("photo"), "これです") == "send_it"
    for incoming in (Incoming("sticker"), Incoming("file"), Incoming("video", message_id="1")):
        with pytest.raises(InvalidAnswer, match="send_it"):
            sends(field_of("file"), incoming)


def test_a_heading_has_no_answer_and_no_cells():
    field = field_of("heading", ask="ここから世帯についてうかがいます。")

    assert not field.kind.has_answer
    assert field.kind.cells(field, None) == []


def test_every_kind_has_its_faces_and_a_name_of_its_own():
    settings = {"choice": {"options": ["一"]}, "multiple": {"options": ["一"]}, "consent": {"ask": "よいですか"}}
    settings |= {"member_keyword": {"words": ["あいことば"]}, "calculated": {"of": ["number"]}}

    for name, kind in FIELDS.items():
        field = field_of(name, **settings.get(name, {}))
        assert kind.name == name
        assert kind.page(field)["kind"] == name
        assert all(isinstance(text, str) for cell in kind.cells(field, None) for text in cell)
        assert kind.ask(field, context()).utterances
