"""A draft is operated in the real engine before anybody sees it, and leaves nothing behind."""

from __future__ import annotations

import pytest

from dialogs.actions import make_runner
from dialogs.faults import ContentError
from dialogs.form_preview import FormPreview
from dialogs.starters import FOLDER, SAMPLES, read_starters
from tests.gate.sample import NOW

DRAFT = {
    "id": "draft",
    "kind": "survey",
    "title": "試し",
    "opens_at": "2099-01-01",
    "fields": [
        {"id": "area", "kind": "choice", "label": "地区", "options": ["古口", "角川"]},
        {"id": "photo", "kind": "photo", "label": "写真"},
        {"id": "company", "kind": "corporate_number", "label": "会社"},
    ],
}


def said(messages):
    return str(messages)


def test_a_draft_is_operated_to_its_end():
    preview = FormPreview(DRAFT, make_runner(), {}, NOW)

    assert "地区を選んでください" in said(preview.begin())
    assert "写真を送ってください" in said(preview.text("古口"))
    assert "13けたの法人番号か名前" in said(preview.photo())
    assert "株式会社見本建設" in said(preview.text("見本建設"))
    assert "内容をご確認ください" in said(preview.text("はい"))
    assert preview.answers()["area"] == "古口"
    assert "受け付けました" in said(preview.text("送信"))
    assert "ここまでです" in said(preview.text("もう一度"))
    assert "地区を選んでください" in said(preview.begin())
    preview.close()


def test_a_draft_with_problems_is_refused():
    with pytest.raises(ContentError):
        FormPreview({"fields": []}, make_runner(), {}, NOW)


@pytest.mark.parametrize("folder", [FOLDER, SAMPLES])
def test_every_shipped_form_without_lists_of_the_town_can_be_tried(folder):
    for starter, _, document in read_starters(folder):
        if starter.kind == "form" and "attribute: home_area" not in str(document) and starter.key != "preferences":
            preview = FormPreview(document, make_runner(), {}, NOW)
            assert preview.begin()
            preview.close()
