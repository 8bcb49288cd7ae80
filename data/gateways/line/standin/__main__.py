"""Run the stand-in as a process of its own: prints its origin as one line of JSON, then serves until told to stop."""

import argparse
import asyncio
import json
import signal
import sys

from data.gateways.line.standin.server import StandIn


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m data.gateways.line.standin")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0: any free port")
    parser.add_argument("--allow-http", action="store_true", help="pictures may lie at http addresses")
    parser.add_argument("--no-media-check", action="store_true")
    parser.add_argument("--no-rate-limits", action="store_true")
    return parser.parse_args()


async def _serve(arguments: argparse.Namespace) -> None:
    standin = StandIn(media_check=not arguments.no_media_check, allow_http=arguments.allow_http)
    standin.settings.rate_limits = not arguments.no_rate_limits
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    url = await standin.start(arguments.host, arguments.port)
    sys.stdout.write(json.dumps({"url": url}) + "\n")
    sys.stdout.flush()
    await stop.wait()
    await standin.stop()


if __name__ == "__main__":
    asyncio.run(_serve(_arguments()))
