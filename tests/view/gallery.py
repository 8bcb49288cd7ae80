"""A small server for browser tests: the view, a gallery page and pictures, under the strict policy of our pages."""

import io
import re
from pathlib import Path

from aiohttp import web
from PIL import Image, ImageDraw

ROOT = Path(__file__).resolve().parents[2]
VIEW = ROOT / "dialogs" / "render" / "static"
PAGES = Path(__file__).parent / "pages"
POLICY = "default-src 'self'; img-src 'self' data: blob: http: https:"
PICTURE = re.compile(r"^(\d+)x(\d+)/([0-9A-F]{6})\.png$")


def gallery_app() -> web.Application:
    """An application with `/view/`, `/pages/` and `/img/…`; every answer carries the policy."""
    app = web.Application(middlewares=[with_policy])
    app.router.add_static("/view", VIEW)
    app.router.add_static("/pages", PAGES)
    app.router.add_get("/img/{name:.+}", picture)
    return app


@web.middleware
async def with_policy(request: web.Request, handler: object) -> web.StreamResponse:
    response = await handler(request)  # type: ignore[operator]
    response.headers["Content-Security-Policy"] = POLICY
    return response


async def picture(request: web.Request) -> web.Response:
    """`{width}x{height}/{colour}.png`, an imagemap's five widths, or a rich menu's picture."""
    name = request.match_info["name"]
    match = PICTURE.match(name)
    if match:
        image = Image.new("RGB", (int(match[1]), int(match[2])), f"#{match[3]}")
        ImageDraw.Draw(image).ellipse((0, 0, int(match[1]) - 1, int(match[2]) - 1), outline="white", width=4)
    elif name.startswith("imagemap/"):
        image = halves(1040, 520)
    elif name == "menu.png":
        image = grid(1200, 600)
    else:
        raise web.HTTPNotFound
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return web.Response(body=buffer.getvalue(), content_type="image/png")


def halves(width: int, height: int) -> Image.Image:
    image = Image.new("RGB", (width, height), "#2D8FC4")
    ImageDraw.Draw(image).rectangle((width // 2, 0, width, height), fill="#C98B6B")
    return image


def grid(width: int, height: int) -> Image.Image:
    image = Image.new("RGB", (width, height), "#F4F7F4")
    draw = ImageDraw.Draw(image)
    for column in range(3):
        for row in range(2):
            left, top = column * width // 3, row * height // 2
            draw.rectangle(
                (left + 8, top + 8, left + width // 3 - 8, top + height // 2 - 8), outline="#06A24B", width=4
            )
            draw.ellipse((left + 150, top + 90, left + 250, top + 190), fill="#06C755")
    return image
