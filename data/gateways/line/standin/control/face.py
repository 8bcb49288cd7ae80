"""The paths of the control face."""

from aiohttp import web

from data.gateways.line.standin.control.doings import Doings
from data.gateways.line.standin.control.replies import Reader, as_json
from data.gateways.line.standin.control.weather import Weather
from data.gateways.line.standin.stage import Stage


def control_routes(stage: Stage) -> list[web.RouteDef]:
    """Return all routes under `/_sim/`; fixed words before the names of channels."""
    weather, doings = Weather(stage), Doings(stage)
    paths: list[tuple[str, str, Reader]] = [
        ("GET", "channels", weather.channels),
        ("POST", "channels", weather.add_channel),
        ("GET", "people", weather.people),
        ("POST", "people", weather.add_person),
        ("GET", "clock", weather.clock),
        ("POST", "clock", weather.clock),
        ("POST", "faults", weather.add_fault),
        ("DELETE", "faults", weather.clear_faults),
        ("POST", "webhooks", weather.webhooks),
        ("GET", "log", weather.log),
        ("DELETE", "log", weather.clear_log),
        ("GET", "problems", weather.problems),
        ("POST", "insight", weather.insight),
        ("GET", "demo", weather.demo),
        ("GET", "content/{channel}/{message_id}", doings.content),
        ("GET", "richmenu/{channel}/{menu_id}", doings.menu_image),
        ("POST", "{channel}/webhook", weather.webhook),
        ("POST", "{channel}/ping", weather.ping),
        ("GET", "{channel}/{person}/screen", doings.screen),
        ("POST", "{channel}/{person}/{act}", doings.act),
    ]
    return [web.route(method, f"/_sim/{path}", as_json(reader)) for method, path, reader in paths]
