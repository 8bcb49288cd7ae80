"""A link from the chat lets one browser in, once, and only when its button is pressed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from aiohttp.test_utils import TestServer
from sqlalchemy import select

from data.audit.models import AuditRow
from data.staff.models import StaffMember
from tests.console.house import HTTPS, Browser, close_house, open_house


async def test_looking_at_a_link_does_not_use_it_up(house, stranger):
    token = await house.link()

    for _ in range(3):
        page = await stranger.get(f"/staff/enter/{token}")
        assert page.status == 200
    assert "コンソールを開く" in await page.text()
    assert "Set-Cookie" not in page.headers
    assert (await stranger.head(f"/staff/enter/{token}")).status == 405
    assert (await stranger.enters(token)).status == 303


async def test_the_button_signs_in_and_the_token_leaves_the_address(house, stranger):
    answer = await stranger.enters(await house.link())

    assert answer.headers["Location"] == "/staff/console"
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    page = await stranger.get("/staff/console")
    assert page.status == 200
    assert "佐藤さん" in await page.text()


async def test_a_used_link_says_so_and_what_to_do(house, stranger):
    token = await house.link()
    await stranger.enters(token)

    for answer in (await stranger.get(f"/staff/enter/{token}"), await stranger.enters(token)):
        text = await answer.text()
        assert answer.status == 410
        assert "使用済み" in text
        assert "「コンソール」と送ると、新しいリンク" in text


async def test_a_link_dies_after_ten_minutes(house, stranger):
    token = await house.link()
    house.clock.move(timedelta(minutes=10))

    answer = await stranger.enters(token)
    assert answer.status == 410
    assert "時間が過ぎました" in await answer.text()


@pytest.mark.parametrize("token", ["nonsense", "0" * 48, "%F0%9F%90%BB", "x" * 3000])
async def test_a_link_nobody_made_opens_nothing(stranger, token):
    answer = await stranger.get(f"/staff/enter/{token}")

    assert answer.status == 404
    assert "このリンクは使えません" in await answer.text()


async def test_a_stopped_member_is_told_so_and_stays_outside(house, stranger):
    token = await house.link()
    await house.stop("佐藤")

    answer = await stranger.enters(token)
    assert answer.status == 403
    assert "止められています" in await answer.text()
    assert (await stranger.get("/staff/console")).status == 401


async def test_who_lost_the_right_to_the_console_stays_outside_and_the_link_unused(house, stranger):
    token = await house.link()
    await house.store.write(_set_role, house.people["佐藤"], "nobody")
    assert (await stranger.enters(token)).status == 403

    await house.store.write(_set_role, house.people["佐藤"], "viewer")
    assert (await stranger.enters(token)).status == 303


def _set_role(session, staff_id, role):
    session.get(StaffMember, staff_id).role = role


async def test_guessing_links_ends_after_a_few_and_begins_anew_later(house, stranger):
    token = await house.link()
    for number in range(20):
        assert (await stranger.get(f"/staff/enter/{number:048d}")).status == 404

    assert (await stranger.get(f"/staff/enter/{0:048d}")).status == 429
    blocked = await stranger.enters(token)
    assert blocked.status == 429
    assert "10分ほど待って" in await blocked.text()

    house.clock.move(timedelta(minutes=10))
    assert (await stranger.get(f"/staff/enter/{0:048d}")).status == 404


async def test_used_links_do_not_count_as_guessing(house, stranger):
    token = await house.link()
    await stranger.enters(token)

    for _ in range(25):
        assert (await stranger.get(f"/staff/enter/{token}")).status == 410


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}]
)
async def test_another_site_cannot_press_the_button(house, stranger, headers):
    token = await house.link()

    answer = await stranger.post(f"/staff/enter/{token}", headers=headers, allow_redirects=False)
    assert answer.status == 403
    assert "Set-Cookie" not in answer.headers
    assert (await stranger.enters(token)).status == 303


async def test_signing_in_again_ends_the_browsers_earlier_session(house, server, sato):
    before = [cookie.value for cookie in sato.session.cookie_jar]
    await sato.enters(await house.link("森"))

    assert "森さん" in await (await sato.get("/staff/console")).text()
    other = await Browser.at(server)
    answer = await other.get("/staff/console", cookies={"madoguchi_staff": before[0]})
    assert answer.status == 401
    await other.session.close()


async def test_leaving_ends_the_session_for_good(sato):
    cookie = next(iter(sato.session.cookie_jar)).value
    answer = await sato.post("/staff/leave", headers=sato.own())

    assert answer.status == 200
    assert "Max-Age=0" in answer.headers["Set-Cookie"]
    assert list(sato.session.cookie_jar) == []
    assert (await sato.get("/staff/console")).status == 401
    assert (await sato.get("/staff/console", cookies={"madoguchi_staff": cookie})).status == 401
    assert "終了しました" in await (await sato.get("/staff/left")).text()


async def test_entering_and_leaving_stand_in_the_audit_log(house, sato):
    await sato.post("/staff/leave", headers=sato.own())

    rows = await house.store.read(select(AuditRow.staff_name, AuditRow.action, AuditRow.outcome).order_by(AuditRow.id))
    assert [tuple(row) for row in rows] == [("佐藤", "コンソール 入室", "done"), ("佐藤", "コンソール 終了", "done")]


async def test_over_tls_the_cookie_is_bound_to_this_host(sqlite_template, tmp_path):
    house = await open_house(sqlite_template.copy(tmp_path), tmp_path, HTTPS)
    server = TestServer(house.app)
    browser = await Browser.at(server)

    answer = await browser.post(f"/staff/enter/{await house.link()}", allow_redirects=False)
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-madoguchi_staff=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Strict"} <= set(cookie.split("; "))
    assert "max-age" in answer.headers["Strict-Transport-Security"]
    await browser.close()
    await close_house(house)
