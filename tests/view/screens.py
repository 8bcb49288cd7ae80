"""Words the tests of the phones page share."""

from typing import Any

from playwright.async_api import Locator, Page

HANAKO, SATO = "public/hanako", "staff/sato"
MENU = {
    "id": "richmenu-1",
    "size": {"width": 1200, "height": 600},
    "selected": True,
    "chatBarText": "メニュー",
    "image_url": "/img/menu.png",
    "areas": [
        {
            "bounds": {"x": 0, "y": 0, "width": 600, "height": 600},
            "action": {"type": "message", "label": "左", "text": "左"},
        },
        {
            "bounds": {"x": 600, "y": 0, "width": 600, "height": 600},
            "action": {"type": "richmenuswitch", "richMenuAliasId": "second", "data": "second", "label": "次のタブ"},
        },
    ],
}


def phone(page: Page, number: int) -> Locator:
    return page.locator(".phone").nth(number)


def quick(**action: Any) -> list[dict[str, Any]]:
    return [{"action": action}]


def card(action: dict[str, Any]) -> dict[str, Any]:
    template = {
        "type": "confirm",
        "text": "どうしますか",
        "actions": [action, {"type": "message", "label": "やめる", "text": "やめる"}],
    }
    return {"type": "template", "altText": "確認", "template": template}
