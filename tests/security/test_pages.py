"""CSRF, session fixation, open redirects, path traversal, header injection and other people's links."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.signin.conftest import NEW, OWN

ACCOUNT = [
    ("password", {"current": OWN, "new": NEW, "again": NEW}),
    ("codes", {"codes_current": OWN}),
    ("codes/confirm", {"code": "123456"}),
    ("codes/remove", {"codes_current": OWN}),
    ("others", {}),
]


@pytest.fixture
async def signed_in(hall, visitor):
    await hall.gives("佐藤", "sato", OWN)
    await visitor.signs_in("sato", OWN)
    await visitor.opens("/staff/account")
    return visitor


@pytest.mark.parametrize(("path", "fields"), ACCOUNT)
async def test_a_form_without_this_sessions_token_changes_nothing(hall, signed_in, other, path, fields):
    before = await hall.credential("佐藤")
    await hall.gives("森", "mori", OWN)
    await other.signs_in("mori", OWN)
    await other.opens("/staff/account")
    hers = re.search(r'name="csrf" value="([^"]+)"', other.page)[1]

    for token in ("", "x", hers, "佐藤"):
        answer = await signed_in.post(f"/staff/account/{path}", data={"csrf": token, **fields})
        assert answer.status == 403
    after = await hall.credential("佐藤")
    assert (after.password_hash, after.totp_offered) == (before.password_hash, before.totp_offered)
    assert (await other.get("/staff/console")).status == 200


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}]
)
async def test_a_form_of_another_site_is_refused_even_with_the_token(signed_in, visitor, headers):
    token = re.search(r'name="csrf" value="([^"]+)"', signed_in.page)[1]
    for path, fields in ACCOUNT:
        answer = await signed_in.post(f"/staff/account/{path}", data={"csrf": token, **fields}, headers=headers)
        assert answer.status == 403


async def test_nobody_is_signed_in_by_another_sites_form(hall, visitor, other):
    """Login CSRF: the victim must not end up in the attacker's account."""
    await hall.gives("森", "mori", OWN)
    await other.opens("/staff/sign-in")
    stolen = re.search(r'name="csrf" value="([^"]+)"', other.page)[1]

    answer = await visitor.post("/staff/sign-in", data={"csrf": stolen, "id": "mori", "password": OWN})
    assert answer.status == 403
    assert visitor.token == ""


async def test_a_token_planted_before_signing_in_is_worth_nothing_after(hall, visitor, other):
    await hall.gives("佐藤", "sato", OWN)
    planted = "0" * 32
    visitor.session.cookie_jar.update_cookies({"madoguchi_staff": planted}, visitor.make_url("/"))
    await visitor.signs_in("sato", OWN)

    assert visitor.token != planted
    for token in (planted, ""):
        assert (await other.get("/staff/console", cookies={"madoguchi_staff": token})).status == 401


async def test_signing_in_over_an_open_session_ends_the_old_token(hall, visitor, other):
    await visitor.enters(await hall.house.link())
    old = visitor.token
    await hall.gives("森", "mori", OWN)
    await other.opens("/staff/sign-in")
    token = re.search(r'name="csrf" value="([^"]+)"', other.page)[1]
    form = next(one.value for one in other.session.cookie_jar if one.key == "madoguchi_form")
    cookies = {"madoguchi_staff": old, "madoguchi_form": form}
    answer = await other.post(
        "/staff/sign-in", data={"csrf": token, "id": "mori", "password": OWN}, cookies=cookies, allow_redirects=False
    )

    assert answer.status == 303
    assert (await visitor.get("/staff/console")).status == 401


@pytest.mark.parametrize(
    "goal", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:x", "../..", "account\r\nX: y"]
)
async def test_nothing_leads_to_another_site(hall, visitor, goal):
    await hall.gives("佐藤", "sato", OWN)
    answer = await visitor.signs_in("sato", OWN, then=goal)

    assert answer.headers["Location"] == "/staff/console"
    assert "X" not in answer.headers
    visitor.session.cookie_jar.clear()
    await visitor.opens(f"/staff/sign-in?then={goal.strip()}&next={goal.strip()}".replace("\r\n", "%0d%0a"))
    assert "evil.example" not in visitor.page


@pytest.mark.parametrize(
    "path",
    [
        "/staff/static/../parts.py",
        "/staff/static/%2e%2e/parts.py",
        "/staff/static/..%2f..%2fparts.py",
        "/staff/static/%2e%2e%2f%2e%2e%2f%2e%2e%2fmain.py",
        "/staff/static/console/..%5c..%5cparts.py",
        "/staff/static//etc/passwd",
        "/staff/static/view/..%2f..%2f..%2fmain.py",
        "/staff/static/%00",
        "/staff/files/..%2f..%2fmain.py",
        "/staff/enter/..%2f..%2fmain.py",
    ],
)
async def test_no_path_leaves_its_folder(signed_in, path):
    from yarl import URL

    answer = await signed_in.get(URL(path, encoded=True))

    assert answer.status in (400, 403, 404)
    assert "import" not in await answer.text()


async def test_what_is_typed_never_becomes_markup_or_a_header(hall, visitor):
    trick = '"><script>alert(1)</script>\r\nSet-Cookie: a=b'
    answer = await visitor.signs_in(trick, "x")

    assert answer.status == 401
    assert "<script>alert" not in visitor.page
    assert "&lt;script&gt;" in visitor.page
    assert "a=b" not in answer.headers.get("Set-Cookie", "")


@pytest.mark.parametrize(
    "value", ["\x00", "\ud800".encode("utf-8", "surrogatepass"), "あ" * 3000, "\u202e", "%", "\r\n"]
)
async def test_odd_characters_are_only_wrong(hall, visitor, value):
    await hall.gives("佐藤", "sato", OWN)
    await visitor.opens("/staff/sign-in")
    token = re.search(r'name="csrf" value="([^"]+)"', visitor.page)[1]
    body = b"csrf=" + token.encode() + b"&id=" + quoted(value) + b"&password=" + quoted(value)
    answer = await visitor.post(
        "/staff/sign-in", data=body, headers={"Content-Type": "application/x-www-form-urlencoded"}
    )

    assert answer.status in (400, 401, 413)


def quoted(value):
    from urllib.parse import quote

    return quote(value).encode()


async def test_a_form_is_refused_before_it_is_read_when_it_is_large_or_another_kind(visitor):
    await visitor.opens("/staff/sign-in")
    large = await visitor.post("/staff/sign-in", data={"id": "x" * 20_000})
    assert large.status == 413
    for kind in ("application/json", "text/plain", "multipart/form-data; boundary=x"):
        answer = await visitor.post("/staff/sign-in", data=b"{}", headers={"Content-Type": kind})
        assert answer.status == 400


async def test_another_persons_link_is_no_link(hall, visitor, other):
    """IDOR: every link belongs to one person; in somebody else's browser it is unknown, and stays unused."""
    await visitor.enters(await hall.house.link("佐藤"))
    await other.enters(await hall.house.link("森"))
    file = await hall.house.link("佐藤", purpose="file", payload={"file_id": 1})
    once = await hall.house.link(
        "佐藤", purpose="once", payload={"sealed": "x", "owner": 1, "name": "a", "sign_in_id": "a"}
    )

    assert (await other.get(f"/staff/files/{file}")).status == 404
    assert (await other.get(f"/staff/once/{once}")).status == 404
    await other.opens("/staff/account")
    assert (await other.sends(f"/staff/once/{once}")).status == 404
    assert (await visitor.get(f"/staff/once/{once}")).status == 200
    for purpose in ("file", "once"):
        assert (await other.post(f"/staff/enter/{await hall.house.link(purpose=purpose)}")).status == 404


async def test_nobody_reads_another_persons_transcript(hall, visitor, other):
    await visitor.enters(await hall.house.link("佐藤"))
    await other.enters(await hall.house.link("森"))
    await visitor.says({"text": "秘密の話"})
    await hall.house.turns.settled()

    for more in ("", "&line_user_id=staff:1", "&staff=1", "&user=staff%3A1"):
        answer = await other.get(f"/staff/console/messages?after=0{more}", headers=other.own())
        assert "秘密の話" not in await answer.text()


async def test_a_session_cannot_be_kept_alive_by_polling(hall, visitor):
    await visitor.enters(await hall.house.link())
    for _ in range(4):
        hall.house.clock.move(timedelta(minutes=10))
        last = (await visitor.get("/staff/console/messages?after=0", headers=visitor.own())).status

    assert last == 401
