"""All endpoints together, and the answers for those the stand-in doesn't play."""

from aiohttp import web

from data.gateways.line.standin.api import (
    aliases,
    chatting,
    content,
    counts,
    endpoint,
    friends,
    insight,
    richmenu_batch,
    richmenu_links,
    richmenus,
    sending,
)
from data.gateways.line.standin.api.gate import Answer, Call, Gate, Route
from data.gateways.line.standin.api.oauth import TokenDesk
from data.gateways.line.standin.refusals import Refusal

# Reading one menu matches any last word, so the fixed words come before it.
ROUTES: list[Route] = [
    *sending.ROUTES,
    *content.ROUTES,
    *chatting.ROUTES,
    *friends.ROUTES,
    *counts.ROUTES,
    *endpoint.ROUTES,
    *aliases.ROUTES,
    *richmenu_links.ROUTES,
    *richmenu_batch.ROUTES,
    *richmenus.ROUTES,
    *insight.ROUTES,
]

# What LINE has and a town's bot doesn't use.
ELSEWHERE = (
    "/v2/bot/message/narrowcast",
    "/v2/bot/message/progress",
    "/v2/bot/message/markAsRead",
    "/v2/bot/message/delivery/pnp",
    "/v2/bot/audienceGroup",
    "/v2/bot/group",
    "/v2/bot/room",
    "/v2/bot/coupon",
    "/v2/bot/membership",
    "/v2/bot/user",
    "/bot/pnp",
    "/liff/v1",
)


def _elsewhere(call: Call) -> Answer:
    raise Refusal(403, "Access to this API is not available for your account")


def _nowhere(call: Call) -> Answer:
    raise Refusal(404, "Not found")


def api_routes(gate: Gate) -> list[web.RouteDef]:
    """Return LINE's endpoints; known others answer 403, and paths LINE hasn't got 404."""
    routes = [web.route(route.method, route.path, gate.guard(route), **_kind(route)) for route in ROUTES]
    routes += TokenDesk(gate).routes()
    for path in ELSEWHERE:
        for form in (path, path + "/{tail:.*}"):
            routes.append(web.route("*", form, gate.guard(Route("*", form, "elsewhere", _elsewhere, retry_key=True))))
    for prefix in ("/v2", "/bot", "/liff", "/oauth2"):
        unknown = Route("*", prefix, "nowhere", _nowhere, retry_key=True)
        routes.append(web.route("*", prefix + "/{tail:.*}", gate.guard(unknown)))
    return routes


def _kind(route: Route) -> dict[str, bool]:
    # aiohttp offers HEAD beside GET unless told otherwise; LINE doesn't.
    return {"allow_head": False} if route.method == "GET" else {}
