"""JSON in and out of the control face; what can't be done is said with its status."""

from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from aiohttp import web

from data.gateways.line.standin.refusals import CannotDo

Reader = Callable[[web.Request], Awaitable[Any]]


async def json_body(request: web.Request) -> dict[str, Any]:
    """Return the JSON object of a request; an empty body is an empty object."""
    raw = await request.read()
    if not raw:
        return {}
    try:
        body = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise CannotDo(f"no JSON: {error}") from None
    if not isinstance(body, dict):
        raise CannotDo("no JSON object")
    return body


def as_json(reader: Reader) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """Return a handler that answers with what `reader` returns."""

    async def handle(request: web.Request) -> web.StreamResponse:
        status = 200
        try:
            body = await reader(request)
        except CannotDo as reason:
            status, body = reason.status, {"error": str(reason)}
        except (KeyError, TypeError, ValueError) as error:
            status, body = 400, {"error": f"{type(error).__name__}: {error}"}
        if isinstance(body, web.StreamResponse):
            return body
        return web.Response(
            body=orjson.dumps({} if body is None else body),
            status=status,
            content_type="application/json",
            headers={"Cache-Control": "no-store"},
        )

    return handle
