"""Pictures of spots: fetched from the town's addresses, or sent by staff, through the real door."""

from __future__ import annotations

import asyncio
import io
import socket
from collections.abc import AsyncIterator
from datetime import timedelta

import aiohttp
import pytest
from aiohttp import web
from PIL import Image

from data.clock import FixedClock
from data.files.pictures import MOST_SIDE, PictureUnreadable, redraw
from data.gateways.pictures import gateway as gateways
from data.gateways.pictures.addresses import may_reach
from data.gateways.pictures.gateway import PictureGateway, PictureRefused
from data.spots.pictures import SpotPictures

SPOT = "道の駅とざわ"


def photo(width: int = 1600, height: int = 1200, kind: str = "JPEG") -> bytes:
    """A picture with a place and a camera in it."""
    out = io.BytesIO()
    image = Image.new("RGB", (width, height), "#1B7F3B")
    exif = image.getexif()
    exif[0x010F] = "Camera of Hanako"
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    image.save(out, kind, **({"exif": exif} if kind == "JPEG" else {}))
    return out.getvalue()


class Host:
    """Somebody's web server."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[int, bytes, dict[str, str]]] = {}
        self.asked: list[str] = []
        self.url = ""
        self.held, self.hold = asyncio.Event(), asyncio.Event()
        self.hold.set()

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.path)
        self.held.set()
        await self.hold.wait()
        if request.path == "/endless":
            response = web.StreamResponse()
            await response.prepare(request)
            while True:
                await response.write(b"x" * 65536)
        status, body, headers = self.pages.get(request.path, (404, b"", {}))
        return web.Response(status=status, body=body, headers=headers)

    def has(self, path: str, body: bytes = b"", status: int = 200, **headers: str) -> str:
        self.pages[path] = (status, body, headers)
        return self.url + path


@pytest.fixture
async def host() -> AsyncIterator[Host]:
    made = Host()
    app = web.Application()
    app.router.add_get("/{path:.*}", made.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield made
    await runner.cleanup()


async def served(town, text: str) -> tuple[bytes, str]:
    """The first picture of the newest messages, as a phone would load it."""
    address = town.standin.channel("public").webhook_url.removesuffix("/line/public")
    public_id = text.rpartition("/media/")[2][:32]
    async with aiohttp.ClientSession() as http, http.get(f"{address}/media/{public_id}") as response:
        assert response.status == 200
        return await response.read(), response.content_type


def hero(messages: list) -> str:
    """Where the first picture of these messages stands."""
    for message in messages:
        bubble = message.get("contents", {})
        for one in bubble.get("contents", [bubble]):
            if "hero" in one:
                return str(one["hero"]["url"])
    return ""


async def test_a_picture_at_an_address_is_fetched_and_shown_to_residents(town, sato, hanako, host):
    address = host.has("/station.jpg", photo())

    said = await sato.says(f"施設 編集 {SPOT} 写真 {address}")

    assert "写真を1枚取り込みました" in said
    await hanako.says(f"施設 {SPOT}")
    data, kind = await served(town, hero(await hanako.replies()))
    assert kind == "image/jpeg"
    with Image.open(io.BytesIO(data)) as shown:
        assert max(shown.size) <= MOST_SIDE
        assert shown.height > shown.width  # upright, as the camera was held
        assert not shown.getexif()
    assert b"Hanako" not in data


async def test_an_import_fetches_its_pictures_and_tells_which_did_not_come(town, sato, host):
    good, bad = host.has("/a.png", photo(kind="PNG")), host.url + "/none.jpg"
    lines = ["名称,緯度,経度,画像", f"朝市広場,38.73,140.14,{good}", f"川の家,38.74,140.15,{bad}"]
    await sato.says("施設 取込")
    await sato.sends_file("spots.csv", "\n".join(lines).encode())
    await sato.taps("足す・直すだけ")

    said = await sato.taps("実行")

    assert "写真を1枚取り込みました" in said
    assert "川の家：その住所に写真がありません" in said
    assert "朝市広場：" not in said
    host.has("/none.jpg", photo())
    await sato.taps("川の家の写真")
    assert "写真を1枚取り込みました" in await sato.says(bad)


async def test_a_photo_sent_in_the_chat_becomes_the_picture(town, sato, hanako):
    await sato.says(f"施設 編集 {SPOT}")
    assert "写真を、このトークに送ってください" in await sato.says(f"施設 編集 {SPOT} 写真")

    said = await sato.sends_picture(photo())

    assert f"「{SPOT}」の写真を替えました" in said
    await hanako.says(f"施設 {SPOT}")
    assert (await served(town, hero(await hanako.replies())))[1] == "image/jpeg"
    await sato.says("元に戻す")
    await hanako.says(f"施設 {SPOT}")
    assert not hero(await hanako.replies())


async def test_a_photo_that_came_first_is_offered_to_its_command(town, sato):
    assert "何に使いますか" in await sato.sends_picture(photo())
    await sato.taps("施設 写真")
    assert "さきほどの写真を使いますか" in await sato.says(SPOT)
    assert f"「{SPOT}」の写真を替えました" in await sato.taps("使う")

    await sato.says(f"施設 写真 {SPOT} なし")
    await sato.says(f"施設 {SPOT}")
    assert not hero(await sato.replies())


async def test_what_is_no_picture_is_said_so_and_changes_nothing(town, sato):
    await sato.says(f"施設 写真 {SPOT}")

    said = await sato.sends_file("picture.jpg", b"<html>not found</html>" * 10)

    assert "写真として読み取れません" in said
    await sato.says(f"施設 {SPOT}")
    assert not hero(await sato.replies())


async def test_a_picture_nobody_published_cannot_be_put(town, sato):
    await sato.says(f"施設 写真決定 {SPOT} {'0' * 32}")

    await sato.says(f"施設 {SPOT}")
    assert not hero(await sato.replies())


async def test_readers_may_not_send_pictures(town, mori):
    assert "いまの権限では使えません" in await mori.says(f"施設 写真 {SPOT}")
    assert "施設 写真" not in await mori.sends_picture(photo())


async def test_an_address_changed_back_by_undo_keeps_no_other_picture(town, sato, host):
    await sato.says(f"施設 編集 {SPOT} 写真 {host.has('/a.jpg', photo())}")

    assert "元に戻しました" in await sato.says("元に戻す")

    await sato.says(f"施設 {SPOT}")
    assert not hero(await sato.replies())


async def test_the_timer_fetches_what_no_job_has(town, sato, host, hanako):
    address = host.has("/late.jpg", b"", 503)
    said = await sato.says(f"施設 編集 {SPOT} 写真 {address}")
    assert "相手のサーバーから返事がありません" in said

    host.has("/late.jpg", photo())
    host.has("/none.jpg", b"", 404)
    pictures = SpotPictures(
        store=town.program.store, files=town.program.files, gateway=PictureGateway(allow_loopback=True), clients={}
    )
    assert await pictures.fetch_missing() == 1
    await hanako.says(f"施設 {SPOT}")
    assert hero(await hanako.replies())

    await sato.says(f"施設 編集 {SPOT} 写真 {host.url}/none.jpg")
    host.asked.clear()
    assert await pictures.fetch_missing() == 0
    assert await pictures.fetch_missing() == 0
    assert host.asked == ["/none.jpg"]  # refused for good: not asked for again and again


@pytest.mark.parametrize(
    ("address", "is_public"),
    [
        ("203.0.113.9", False),
        ("8.8.8.8", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("ff02::1", False),
        ("::ffff:10.0.0.1", False),
        ("::ffff:8.8.8.8", True),
        ("64:ff9b::a00:1", False),
        ("2002:a00:1::", False),
        ("2001:4860:4860::8888", True),
    ],
)
def test_only_public_addresses_are_reached(address, is_public):
    assert may_reach(address, allow_loopback=False) is is_public


async def refused(gateway: PictureGateway, url: str) -> str:
    with pytest.raises(PictureRefused) as found:
        await gateway.fetch(url)
    return found.value.reason


async def test_in_production_nothing_of_ours_is_reached(host, monkeypatch):
    strict = PictureGateway()
    assert await refused(strict, host.has("/a.jpg", photo())) == "not_https"
    monkeypatch.setattr(PictureGateway, "_check", lambda self, url: None)

    assert await refused(strict, host.url.replace("127.0.0.1", "localhost") + "/a.jpg") == "not_public"
    assert not host.asked


async def test_a_numeric_host_is_looked_at_although_nothing_resolves_it(host):
    assert await refused(PictureGateway(), "https://127.0.0.1:1/a.jpg") == "not_public"
    assert await refused(PictureGateway(), "https://[::ffff:10.0.0.1]/a.jpg") == "not_public"
    assert await refused(PictureGateway(allow_loopback=True), "https://169.254.169.254/a.jpg") == "not_public"
    assert await refused(PictureGateway(), "https://user:word@example.jp/a.jpg") == "not_found"


async def test_each_redirect_is_looked_at_anew(host):
    gateway = PictureGateway(allow_loopback=True)
    fine = host.has("/fine", status=302, Location=host.has("/a.jpg", photo()))
    inside = host.has("/inside", status=302, Location="https://10.0.0.1/secret")
    round_ = host.has("/round", status=307, Location="/round")

    assert await gateway.fetch(fine) == photo()
    assert await refused(gateway, inside) == "not_public"
    assert await refused(gateway, round_) == "too_many_redirects"


async def test_nothing_too_large_is_read(host):
    gateway = PictureGateway(allow_loopback=True, limit_bytes=1000)

    assert await refused(gateway, host.has("/large", b"x" * 1001)) == "too_large"
    assert await refused(gateway, host.url + "/endless") == "too_large"


async def test_a_host_that_says_nothing_is_given_up(monkeypatch):
    monkeypatch.setattr(gateways, "LIMIT_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        assert await refused(PictureGateway(allow_loopback=True), f"http://127.0.0.1:{port}/") == "unreachable"


@pytest.mark.parametrize("data", [b"", b"hello", photo()[:200], b"GIF89a" + b"\xff" * 50])
def test_what_cannot_be_drawn_is_refused(data):
    with pytest.raises(PictureUnreadable):
        redraw(data)


def test_a_picture_larger_than_memory_allows_is_refused_unread():
    out = io.BytesIO()
    Image.new("1", (30_000, 2_000)).save(out, "PNG")

    with pytest.raises(PictureUnreadable, match="too_many_pixels"):
        redraw(out.getvalue())


def test_what_one_can_see_through_becomes_white():
    out = io.BytesIO()
    Image.new("RGBA", (4, 4), (255, 0, 0, 0)).save(out, "PNG")

    with Image.open(io.BytesIO(redraw(out.getvalue()))) as drawn:
        assert drawn.getpixel((1, 1)) == (255, 255, 255)


async def test_news_of_pictures_leave_an_open_question_open(town, sato, host):
    address = host.has("/a.jpg", photo())
    host.hold.clear()
    await town.standin.text("staff", "sato", f"施設 編集 {SPOT} 写真 {address}")
    await host.held.wait()
    await town.standin.text("staff", "sato", "避難所 開設")
    host.hold.set()
    await town.program.turns.settled()

    assert "避難所の名前を選んでください" in await sato.last_reply()
    said = await sato.last_reply()
    assert said.index("写真を1枚取り込みました") < said.rindex("避難所の名前を選んで")
    assert "開設中" in await sato.says("中央公民館")


async def test_a_picture_nobody_shows_any_more_goes_after_a_month(town, sato, hanako):
    await sato.says(f"施設 写真 {SPOT}")
    await sato.sends_picture(photo())
    await sato.says(f"施設 写真 {SPOT}")
    await sato.sends_picture(photo(800, 600))
    files, clock = town.program.files, town.program.clock
    pictures = SpotPictures(store=town.program.store, files=files, gateway=PictureGateway(), clients={})

    await pictures.forget_unused(clock.now() + timedelta(days=30))
    assert await files.drop_expired() == 0
    await pictures.forget_unused(clock.now() + timedelta(days=32))
    files._clock = FixedClock(clock.now() + timedelta(days=33))
    assert await files.drop_expired() == 1

    await hanako.says(f"施設 {SPOT}")
    assert (await served(town, hero(await hanako.replies())))[1] == "image/jpeg"
