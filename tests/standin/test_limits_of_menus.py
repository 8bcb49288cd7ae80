"""The stand-in's own table of rich menus, at its edges."""

from __future__ import annotations

import pytest

from data.gateways.line.standin.rules.richmenus import RICH_MENU
from data.gateways.line.standin.rules.shape import Findings
from tests.standin.some_messages import FAMILY


def menu(**changes):
    area = {"bounds": {"x": 0, "y": 0, "width": 1250, "height": 843}, "action": {"type": "message", "text": "x"}}
    whole = {
        "size": {"width": 2500, "height": 843},
        "selected": True,
        "name": "メニュー",
        "chatBarText": "メニュー",
        "areas": [area],
    }
    return {**whole, **changes}


def menu_faults(body) -> list[str]:
    findings = Findings()
    RICH_MENU(body, "", findings)
    return [fault["property"] for fault in findings.faults]


def test_a_rich_menu_may_have_tabs_and_twenty_areas_without_labels():
    tab = {"type": "richmenuswitch", "richMenuAliasId": "main-1", "data": "d"}
    areas = [{"bounds": menu()["areas"][0]["bounds"], "action": tab}] * 20

    assert menu_faults(menu(areas=areas, chatBarText=FAMILY * 14)) == []


@pytest.mark.parametrize("missing", ["size", "selected", "name", "chatBarText", "areas"])
def test_every_property_of_a_rich_menu_is_required(missing):
    assert menu_faults({name: item for name, item in menu().items() if name != missing}) == [missing]


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"size": {"width": 799, "height": 300}}, "size.width"),
        ({"size": {"width": 2501, "height": 900}}, "size.width"),
        ({"size": {"width": 2500, "height": 249}}, "size.height"),
        ({"size": {"width": 1000, "height": 700}}, "size"),
        ({"chatBarText": "あ" * 15}, "chatBarText"),
        ({"name": "あ" * 301}, "name"),
        ({"areas": []}, "areas"),
        ({"areas": menu()["areas"] * 21}, "areas"),
        ({"size": {"width": 1200, "height": 800}}, "areas[0].bounds"),
        (
            {"areas": [{**menu()["areas"][0], "action": {"type": "camera", "label": "x"}}]},
            "areas[0].action.type",
        ),
        (
            {
                "areas": [
                    {
                        **menu()["areas"][0],
                        "action": {"type": "richmenuswitch", "richMenuAliasId": "Main", "data": "d"},
                    }
                ]
            },
            "areas[0].action.richMenuAliasId",
        ),
    ],
)
def test_a_rich_menu_out_of_bounds_is_refused_at_its_place(changes, path):
    assert menu_faults(menu(**changes)) == [path]
