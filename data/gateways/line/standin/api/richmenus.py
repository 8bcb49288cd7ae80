"""Rich menus: create, picture, read, delete."""

from data.gateways.line.standin.api.gate import Answer, Call, Route
from data.gateways.line.standin.buckets import PER_HOUR_100, PER_SECOND_10
from data.gateways.line.standin.menus import MOST_MENUS, RichMenu
from data.gateways.line.standin.pictures import picture_of
from data.gateways.line.standin.refusals import Refusal
from data.gateways.line.standin.rules.richmenus import LEAST_RATIO, RICH_MENU

IMAGE_BYTES = 1_000_000
IMAGE_TYPES = ("image/jpeg", "image/png")


def create(call: Call) -> Answer:
    """Put a menu on the shelf."""
    if len(call.channel.shelf.menus) >= MOST_MENUS:
        raise Refusal(400, "exceeded the maximum number of richmenus")
    return Answer({"richMenuId": call.channel.shelf.create(call.body).id})


def validate(call: Call) -> Answer:
    """Say whether the menu would be taken; the table has looked at it already."""
    return Answer()


def upload(call: Call) -> Answer:
    """Give a menu its picture, once and for all."""
    menu = menu_or_404(call)
    if call.content_type not in IMAGE_TYPES:
        raise Refusal(415, f"The content type, {call.content_type}, is not supported")
    if menu.image is not None:
        raise Refusal(400, "An image has already been uploaded to the richmenu")
    picture = picture_of(call.body)
    if picture is None or picture.content_type != call.content_type:
        raise Refusal(400, "The image format is not supported")
    size = (picture.width, picture.height)
    fits = 800 <= picture.width <= 2500 and picture.height >= 250 and picture.width / picture.height >= LEAST_RATIO
    as_ordered = size == (menu.body["size"]["width"], menu.body["size"]["height"])
    if len(call.body) > IMAGE_BYTES or not fits or not as_ordered:
        raise Refusal(400, "The image size is not allowed for richmenu")
    menu.image, menu.image_type = call.body, call.content_type
    return Answer()


def image(call: Call) -> Answer:
    """Return the picture."""
    menu = menu_or_404(call)
    if menu.image is None:
        raise Refusal(404, "Not found")
    return Answer(data=menu.image, content_type=menu.image_type)


def one(call: Call) -> Answer:
    """Return a menu."""
    return Answer(menu_or_404(call).as_json())


def every(call: Call) -> Answer:
    """Return all menus made through the API."""
    return Answer({"richmenus": [menu.as_json() for menu in call.channel.shelf.menus.values()]})


def delete(call: Call) -> Answer:
    """Take a menu off the shelf; screens show it until their chat is opened again."""
    del call.channel.shelf.menus[menu_or_404(call).id]
    return Answer()


def menu_or_404(call: Call) -> RichMenu:
    """Return the menu that the path names."""
    menu = call.channel.shelf.menus.get(call.path["richMenuId"])
    if menu is None:
        raise Refusal(404, "Not found")
    return menu


_BASE = "/v2/bot/richmenu"
ROUTES = [
    Route("POST", _BASE, "richmenu/create", create, RICH_MENU, PER_HOUR_100),
    Route("POST", f"{_BASE}/validate", "richmenu/validate", validate, RICH_MENU),
    Route("GET", f"{_BASE}/list", "richmenu/list", every, rate=PER_SECOND_10),
    Route("POST", f"{_BASE}/{{richMenuId}}/content", "richmenu/upload", upload),
    Route("GET", f"{_BASE}/{{richMenuId}}/content", "richmenu/image", image),
    Route("GET", f"{_BASE}/{{richMenuId}}", "richmenu/get", one),
    Route("DELETE", f"{_BASE}/{{richMenuId}}", "richmenu/delete", delete, rate=PER_HOUR_100),
]
