"""The stand-in as a server: LINE's two hosts, the control face and the phones page on one origin."""

from collections.abc import Mapping
from pathlib import Path

from aiohttp import web

from data.gateways.line.standin.api.faces import api_routes
from data.gateways.line.standin.api.gate import Gate
from data.gateways.line.standin.clock import VirtualClock
from data.gateways.line.standin.control.face import control_routes
from data.gateways.line.standin.stage import Stage
from data.gateways.line.standin.world import Settings

UPLOAD_BYTES = 64_000_000
SHUTDOWN_SECONDS = 1.0


class StandIn(Stage):
    """LINE on one machine. `allow_http` is for trials: pictures may lie at http addresses.

    `phones_dir` holds the phones page (index.html at `/`, the rest under `/phones/`), `static_dirs` more folders by
    the first word of their path. Stopping keeps what it knows; it may be started again.
    """

    def __init__(
        self,
        clock: VirtualClock | None = None,
        media_check: bool = True,
        strict: bool = True,
        phones_dir: Path | None = None,
        static_dirs: Mapping[str, Path] | None = None,
        allow_http: bool = False,
    ) -> None:
        super().__init__(clock, Settings(media_check=media_check, strict=strict, allow_http=allow_http))
        self._phones_dir = phones_dir
        self._static_dirs = dict(static_dirs or {})
        self._runner: web.AppRunner | None = None

    def app(self) -> web.Application:
        """Return the whole as an aiohttp application, to be run elsewhere."""
        app = web.Application(client_max_size=UPLOAD_BYTES)
        app.add_routes(api_routes(Gate(self.world, self.sender, self.media)))
        app.add_routes(control_routes(self))
        if self._phones_dir is not None:
            app.add_routes([web.get("/", self._index), web.static("/phones", self._phones_dir)])
        for name, folder in self._static_dirs.items():
            app.add_routes([web.static("/" + name.strip("/"), folder)])
        app.on_shutdown.append(self._wind_down)
        app.on_cleanup.append(self._close)
        return app

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> str:
        """Serve on a port (0: any free one) and return the origin, `http://127.0.0.1:54321`."""
        self.world.stopping = False
        self._runner = web.AppRunner(self.app(), access_log=None, shutdown_timeout=SHUTDOWN_SECONDS)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port, reuse_address=True)
        await site.start()
        return f"http://{host}:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        """Stop serving; background work ends, what it knows stays."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _wind_down(self, app: web.Application) -> None:
        await self.world.wind_down()

    async def _close(self, app: web.Application) -> None:
        await self.sender.close()

    async def _index(self, request: web.Request) -> web.StreamResponse:
        assert self._phones_dir is not None
        return web.FileResponse(self._phones_dir / "index.html", headers={"Cache-Control": "no-store"})
