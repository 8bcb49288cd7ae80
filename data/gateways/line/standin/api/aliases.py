"""Aliases of rich menus, which the tabs switch by."""

from data.gateways.line.standin.api.gate import Answer, Call, Route
from data.gateways.line.standin.buckets import PER_HOUR_100
from data.gateways.line.standin.menus import MOST_ALIASES, Alias
from data.gateways.line.standin.refusals import Refusal
from data.gateways.line.standin.rules.requests import ALIAS_UPDATE, NEW_ALIAS


def create(call: Call) -> Answer:
    """Name a menu."""
    shelf = call.channel.shelf
    name = call.body["richMenuAliasId"]
    if name in shelf.aliases:
        raise Refusal(400, "conflict richmenu alias id")
    if len(shelf.aliases) >= MOST_ALIASES:
        raise Refusal(400, "exceeded the maximum number of richmenu aliases")
    shelf.aliases[name] = Alias(_drawn_menu(call))
    return Answer()


def update(call: Call) -> Answer:
    """Let a name lead to another menu; phones may follow the old one for a while."""
    alias = _alias(call)
    alias.before, alias.menu_id, alias.changed_at = alias.menu_id, _drawn_menu(call), call.now_ms
    return Answer()


def one(call: Call) -> Answer:
    """Return where a name leads."""
    return Answer({"richMenuAliasId": call.path["aliasId"], "richMenuId": _alias(call).menu_id})


def every(call: Call) -> Answer:
    """Return all names."""
    aliases = call.channel.shelf.aliases.items()
    return Answer({"aliases": [{"richMenuAliasId": name, "richMenuId": alias.menu_id} for name, alias in aliases]})


def delete(call: Call) -> Answer:
    """Forget a name."""
    _alias(call)
    del call.channel.shelf.aliases[call.path["aliasId"]]
    return Answer()


def _alias(call: Call) -> Alias:
    alias = call.channel.shelf.aliases.get(call.path["aliasId"])
    if alias is None:
        raise Refusal(404, "richmenu alias not found")
    return alias


def _drawn_menu(call: Call) -> str:
    menu_id: str = call.body["richMenuId"]
    menu = call.channel.shelf.menus.get(menu_id)
    if menu is None:
        raise Refusal(400, "richmenu not found" if menu_id.startswith("richmenu-") else "invalid richMenuId")
    if menu.image is None:
        raise Refusal(400, "must upload richmenu image before applying it to user")
    return menu_id


_BASE = "/v2/bot/richmenu/alias"
ROUTES = [
    Route("POST", _BASE, "richmenu/alias/create", create, NEW_ALIAS),
    Route("GET", f"{_BASE}/list", "richmenu/alias/list", every),
    Route("POST", f"{_BASE}/{{aliasId}}", "richmenu/alias/update", update, ALIAS_UPDATE),
    Route("GET", f"{_BASE}/{{aliasId}}", "richmenu/alias/get", one),
    Route("DELETE", f"{_BASE}/{{aliasId}}", "richmenu/alias/delete", delete, rate=PER_HOUR_100),
]
