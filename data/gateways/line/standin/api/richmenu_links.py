"""Who sees which rich menu: the default, menus of one's own, in bulk."""

import asyncio

from data.gateways.line.standin.api.gate import Answer, Call, Route
from data.gateways.line.standin.api.richmenus import menu_or_404
from data.gateways.line.standin.chats import Chat
from data.gateways.line.standin.marks import USER_ID
from data.gateways.line.standin.refusals import Refusal
from data.gateways.line.standin.rules.requests import BULK_LINK, BULK_UNLINK
from data.gateways.line.standin.world import World


def set_default(call: Call) -> Answer:
    """Show a menu to everybody who has none of their own."""
    menu = menu_or_404(call)
    if menu.image is None:
        raise Refusal(400, "must upload richmenu image before applying it to user")
    call.channel.shelf.set_default(menu.id, call.now_ms)
    return Answer()


def get_default(call: Call) -> Answer:
    """Return the default menu's id."""
    shelf = call.channel.shelf
    if shelf.default_id not in shelf.menus:
        raise Refusal(404, "no default richmenu")
    return Answer({"richMenuId": shelf.default_id})


def clear_default(call: Call) -> Answer:
    """Show no menu to those who have none of their own."""
    call.channel.shelf.set_default(None, call.now_ms)
    return Answer()


def link(call: Call) -> Answer:
    """Give one user a menu; 200 and nothing for who isn't a friend."""
    chat = _user(call)
    menu = menu_or_404(call)
    if menu.image is None:
        raise Refusal(400, "must upload richmenu image before applying it to user")
    give_menu(call, chat, menu.id)
    return Answer()


def linked(call: Call) -> Answer:
    """Return the id of a user's own menu."""
    chat = _user(call)
    if chat is None or chat.linked_menu not in call.channel.shelf.menus:
        raise Refusal(404, "the user has no richmenu")
    return Answer({"richMenuId": chat.linked_menu})


def unlink(call: Call) -> Answer:
    """Take a user's own menu away."""
    give_menu(call, _user(call), None)
    return Answer()


def bulk_link(call: Call) -> Answer:
    """Give up to 500 users a menu, a moment later."""
    chats = _users(call)
    menu = call.channel.shelf.menus.get(call.body["richMenuId"])
    if menu is None:
        raise Refusal(404, "richmenu not found")
    if menu.image is None:
        raise Refusal(400, "must upload richmenu image before applying it to user")
    call.world.in_background(_later(call, chats, menu.id))
    return Answer(status=202)


def bulk_unlink(call: Call) -> Answer:
    """Take the menus of up to 500 users away, a moment later."""
    call.world.in_background(_later(call, _users(call), None))
    return Answer(status=202)


def give_menu(call: Call, chat: Chat | None, menu_id: str | None) -> None:
    """Link or unlink a friend's menu; the screen shows it at once."""
    if chat is not None and chat.friend and not chat.blocked:
        chat.linked_menu = menu_id
        chat.see_menu(call.channel.shelf, call.now_ms)


async def wait_for_job(world: World) -> None:
    """Let a job's time pass; the answer to its request leaves first."""
    await asyncio.sleep(world.settings.job_delay_seconds)


async def _later(call: Call, chats: list[Chat | None], menu_id: str | None) -> None:
    await wait_for_job(call.world)
    for chat in chats:
        give_menu(call, chat, menu_id)


def _user(call: Call) -> Chat | None:
    user_id = call.path["userId"]
    if not USER_ID.fullmatch(user_id):
        raise Refusal(400, "The value for the 'userId' parameter is invalid")
    return call.channel.by_user_id.get(user_id)


def _users(call: Call) -> list[Chat | None]:
    for index, user_id in enumerate(call.body["userIds"]):
        if not USER_ID.fullmatch(user_id):
            reason = f"The property, 'userIds[{index}]', in the request body is invalid (line: -, column: -)"
            raise Refusal(400, reason)
    return [call.channel.by_user_id.get(user_id) for user_id in call.body["userIds"]]


_ALL = "/v2/bot/user/all/richmenu"
_ONE = "/v2/bot/user/{userId}/richmenu"
ROUTES = [
    Route("POST", f"{_ALL}/{{richMenuId}}", "richmenu/default/set", set_default),
    Route("GET", _ALL, "richmenu/default", get_default),
    Route("DELETE", _ALL, "richmenu/default/clear", clear_default),
    Route("POST", f"{_ONE}/{{richMenuId}}", "richmenu/link", link),
    Route("GET", _ONE, "richmenu/linked", linked),
    Route("DELETE", _ONE, "richmenu/unlink", unlink),
    Route("POST", "/v2/bot/richmenu/bulk/link", "richmenu/bulk/link", bulk_link, BULK_LINK),
    Route("POST", "/v2/bot/richmenu/bulk/unlink", "richmenu/bulk/unlink", bulk_unlink, BULK_UNLINK),
]
