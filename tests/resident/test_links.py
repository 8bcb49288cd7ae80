"""Short links, published pictures and the webhook's door."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from aiohttp import web

from bot.links import chat_link, link_routes
from bot.pictures import Picture
from bot.webhook import receiver, webhook
from dialogs.receipt import read_receipt
from tests.resident.serving import serving

BASIC_IDS = {"public": "@tozawa", "test": "@tozawa-test"}
SHIPPED = "df13eec6084dccc69184e918a3cce9a5"


class Shelf:
    async def picture(self, public_id, width):
        return Picture(f"{public_id} {width}".encode(), "image/jpeg") if public_id == "ab" * 16 else None


class Turns:
    def __init__(self, status=200):
        self.status, self.taken = status, []

    async def accept(self, channel, body, signature):
        self.taken.append((channel, body, signature))
        if isinstance(self.status, Exception):
            raise self.status
        return self.status


@pytest.fixture
async def client():
    async with serving(link_routes(BASIC_IDS, [Shelf()])) as client:
        yield client


async def test_a_short_link_opens_the_chat_with_the_code_typed(client):
    response = await client.get("/f/F-ABCDEFGH", allow_redirects=False)

    assert response.status == 302
    where = response.headers["Location"]
    assert where.startswith("https://line.me/R/oaMessage/%40tozawa/?")
    assert unquote(where.partition("?")[2]) == "受付コード F-ABCDEFGH"


async def test_what_the_link_types_is_read_as_that_code(client):
    response = await client.get("/f/fabcdefgh", allow_redirects=False)

    receipt = read_receipt(unquote(response.headers["Location"].partition("?")[2]))
    assert (receipt.kind, receipt.code) == ("F", "ABCDEFGH")


async def test_a_link_may_lead_to_the_test_account(client):
    response = await client.get("/f/F-ABCDEFGH?on=test", allow_redirects=False)

    assert "%40tozawa-test/" in response.headers["Location"]


@pytest.mark.parametrize("code", ["X-ABCDEFGH", "F-", "F-AB", "F-ABCDEFGHJKLMN", "F-ABC%0d%0aX", "あ", "F-%20ABCDEFGH"])
async def test_what_is_no_code_leads_nowhere(client, code):
    response = await client.get(f"/f/{code}", allow_redirects=False)

    assert response.status == 404


async def test_without_a_basic_id_there_is_no_link():
    async with serving(link_routes({}, [])) as client:
        assert (await client.get("/f/F-ABCDEFGH", allow_redirects=False)).status == 404


def test_a_link_holds_any_text():
    assert chat_link("@a", "施設 図書館&x=1") == (
        "https://line.me/R/oaMessage/%40a/?%E6%96%BD%E8%A8%AD%20%E5%9B%B3%E6%9B%B8%E9%A4%A8%26x%3D1"
    )


async def test_a_published_picture_is_served_for_ever(client):
    response = await client.get(f"/media/{'ab' * 16}/700")

    assert await response.read() == b"abababababababababababababababab 700"
    assert response.content_type == "image/jpeg"
    assert "immutable" in response.headers["Cache-Control"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"


async def test_the_shipped_pictures_stand_behind_and_scale_down(client):
    whole, small = await client.get(f"/media/{SHIPPED}"), await client.get(f"/media/{SHIPPED}/240")

    assert whole.content_type == small.content_type == "image/png"
    assert len(await small.read()) < len(await whole.read())


async def test_an_odd_width_gets_the_next_larger_of_lines_widths(client):
    odd, line_asks = await client.get(f"/media/{SHIPPED}/461"), await client.get(f"/media/{SHIPPED}/700")

    assert await odd.read() == await line_asks.read()


@pytest.mark.parametrize(
    "path",
    [
        "/media/zz",
        f"/media/{'0' * 32}",
        f"/media/{SHIPPED}/0",
        f"/media/{SHIPPED}/x",
        f"/media/{SHIPPED}/99999",
        "/media/..%2fgarbage",
        f"/media/{SHIPPED}/-5",
        f"/media/{SHIPPED}/٣",
    ],
)
async def test_other_pictures_are_not_found(client, path):
    assert (await client.get(path)).status == 404


class TestWebhook:
    async def post(self, turns, **headers):
        async with serving([web.post("/line/public", webhook(receiver(turns), "public"))]) as client:
            return await client.post("/line/public", data=b'{"events":[]}', headers=headers)

    @pytest.mark.parametrize("name", ["x-line-signature", "X-Line-Signature", "X-LINE-SIGNATURE"])
    async def test_body_and_signature_reach_the_turns_as_they_came(self, name):
        turns = Turns()

        response = await self.post(turns, **{name: "abc"})

        assert response.status == 200
        assert turns.taken == [("public", b'{"events":[]}', "abc")]

    @pytest.mark.parametrize("status", [400, 401, 503])
    async def test_their_status_is_the_answer(self, status):
        assert (await self.post(Turns(status))).status == status

    async def test_a_fault_of_theirs_is_no_200(self):
        assert (await self.post(Turns(RuntimeError("full")))).status == 500
