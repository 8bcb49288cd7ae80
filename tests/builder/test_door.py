"""The link from the chat: one browser, once, straight to its page."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.builder.house import Visitor


@pytest.fixture
async def stranger(server):
    browser = Visitor(server)
    await browser.start_server()
    yield browser
    await browser.session.close()


async def test_looking_at_the_link_does_not_use_it_up_and_the_button_leads_to_the_page(hall, stranger):
    token = await hall.link()

    for _ in range(2):
        assert "画面を開く" in await (await stranger.get(f"/staff/open/{token}")).text()
    entered = await stranger.post(f"/staff/open/{token}", allow_redirects=False)

    assert (entered.status, entered.headers["Location"]) == (303, f"/staff/builder/{hall.form}")
    assert "HttpOnly" in entered.headers["Set-Cookie"]
    assert (await stranger.get(f"/staff/builder/{hall.form}")).status == 200
    assert (await stranger.post(f"/staff/open/{token}", allow_redirects=False)).status == 410


async def test_a_link_is_dead_after_ten_minutes(hall, stranger):
    token = await hall.link()
    hall.clock.move(timedelta(minutes=10))

    answer = await stranger.post(f"/staff/open/{token}")
    assert answer.status == 410
    assert "職員用アカウントのトークから開き直してください" in await answer.text()


@pytest.mark.parametrize("path", ["https://elsewhere.example.jp/", "//elsewhere.example.jp/staff/", "/f/ABC", ""])
async def test_a_link_never_leads_out_of_the_pages(hall, stranger, path):
    token = await hall.store.write(
        hall.links.make,
        purpose="page",
        staff_id=hall.people["佐藤"],
        now=hall.clock.now(),
        payload={"path": path},
    )

    answer = await stranger.post(f"/staff/open/{token}", allow_redirects=False)
    assert answer.status == 404
    assert "Set-Cookie" not in answer.headers


async def test_a_link_to_the_console_opens_no_page_and_the_other_way_round(hall, stranger):
    console = await hall.store.write(
        hall.links.make, purpose="console", staff_id=hall.people["佐藤"], now=hall.clock.now()
    )

    assert (await stranger.post(f"/staff/open/{console}")).status == 404
    assert (await stranger.post(f"/staff/enter/{await hall.link()}")).status == 404


async def test_nobody_signed_in_is_sent_away_from_the_page(hall, stranger):
    answer = await stranger.get(f"/staff/builder/{hall.form}")

    assert answer.status == 401
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
