"""A form whose answers have parts: an address, children with their toys, and what can't be typed."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from data.forms.models import Submission
from data.forms.rules import FormRules
from data.forms.service import publish_form
from data.forms.submissions import submit
from dialogs.form import compile_form
from dialogs.form_table import filled
from tests.builder.house import NOW, House

TITLE = "お子さんの届け出"
PHOTO = [{"attachment_id": 1, "file_name": "a.jpg", "size": 9, "type": "image/jpeg"}]
QUESTIONS: tuple[dict[str, Any], ...] = (
    {"id": "parent", "kind": "text", "label": "お名前"},
    {"id": "home", "kind": "address", "label": "ご住所"},
    {"id": "from", "kind": "postal_code", "label": "前の町", "required": False},
    {
        "id": "children",
        "kind": "group",
        "label": "お子さん",
        "max": 3,
        "item": "{n}人目のお子さん",
        "fields": [
            {"id": "name", "kind": "text", "label": "名前"},
            {"id": "likes", "kind": "multiple", "label": "好きなもの", "options": ["絵本", "虫"], "required": False},
            {"id": "school", "kind": "yes_no", "label": "学校に通う"},
            {"id": "which", "kind": "text", "label": "学校の名前", "show": {"field": "school", "equals": True}},
            {"id": "photo", "kind": "photo", "label": "写真", "required": False},
        ],
    },
)
HOME = {"postal_code": "9996401", "area": "山形県最上郡戸沢村古口", "street": "270", "building": ""}
ANSWERS: dict[str, Any] = {
    "parent": "花子",
    "home": HOME,
    "children": [
        {"name": "一郎", "likes": ["絵本"], "school": True, "which": "戸沢学園", "photo": PHOTO},
        {"name": "二郎", "school": False},
    ],
}


async def furnish_family(house: House) -> int:
    """The form, with one answer; its number. The answer is number 4."""
    form = await house.make(TITLE, *QUESTIONS)
    await house.store.write(_answer, form)
    return form


def _answer(session: Session, form_id: int) -> None:
    publish_form(session, form_id=form_id, channel="public", now=NOW)
    form = compile_form({"id": "f", "kind": "survey", "title": TITLE, "fields": list(QUESTIONS)}, "test")
    ready = filled(form, ANSWERS)
    submit(
        session, form_id=form_id, channel="public", resident_id=1, version=1, rules=FormRules(kind="survey"),
        filled=ready, now=NOW,
    )  # fmt: skip


def kept(session: Session) -> dict[str, Any]:
    """The answers as they are now."""
    return session.get_one(Submission, 4).answers
