"""In by id and password, without JavaScript: every way it can go, and what the log says of it."""

from __future__ import annotations

from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select

from data.audit.models import AuditRow
from data.sessions.ending import end_sessions_of
from data.sessions.models import StaffSession
from data.turns.models import ConsoleMessage
from tests.signin.conftest import INITIAL, NEW, OWN


async def log_of(hall):
    rows = await hall.house.store.read(select(AuditRow.staff_name, AuditRow.action, AuditRow.outcome))
    return [tuple(row) for row in rows]


async def test_id_and_password_lead_to_the_console(hall, visitor):
    await hall.gives("佐藤", "sato", OWN)
    answer = await visitor.signs_in("ＳＡＴＯ ", OWN)

    assert answer.status == 303
    assert answer.headers["Location"] == "/staff/console"
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "佐藤さん" in await (await visitor.get("/staff/console")).text()
    assert await log_of(hall) == [("佐藤", "コンソール サインイン", "done")]
    assert (await visitor.get("/staff/sign-in", allow_redirects=False)).headers["Location"] == "/staff/console"


@pytest.mark.parametrize(
    ("sign_in_id", "password"), [("sato", NEW), ("nobody", OWN), ("佐藤", OWN), ("' OR 1=1 --", "x")]
)
async def test_every_refusal_reads_alike(hall, visitor, sign_in_id, password):
    await hall.gives("佐藤", "sato", OWN)
    answer = await visitor.signs_in(sign_in_id, password)

    assert answer.status == 401
    assert "サインインできませんでした" in visitor.page
    assert password not in visitor.page or password == "x"
    assert visitor.token == ""
    (row,) = await log_of(hall)
    assert row[1:] == ("コンソール サインイン", "refused")


async def test_unknown_ids_known_ids_and_locked_ones_get_the_same_page(hall, visitor):
    await hall.gives("佐藤", "sato", OWN)
    pages = []
    for sign_in_id in ("nobodyx", "sato", "sato", "sato", "sato", "sato", "sato"):
        await visitor.signs_in(sign_in_id, NEW)
        pages.append(visitor.page.replace(sign_in_id, "ID"))

    assert len(set(pages)) == 1


async def test_a_password_is_verified_for_unknown_ids_too(hall, visitor, monkeypatch):
    await hall.gives("佐藤", "sato", OWN)
    verified = []
    passwords = parts(hall).passwords
    real = passwords._verify
    monkeypatch.setattr(passwords, "_verify", lambda one, password: verified.append(one) or real(one, password))
    for sign_in_id in ("sato", "nobody", "佐藤", ""):
        await visitor.signs_in(sign_in_id or "x" * 200, NEW)

    assert len(verified) == 4
    assert len({one.partition("$v")[0] for one in verified}) == 1


def parts(hall):
    from staffbot.web.parts import PARTS

    (pages,) = hall.house.app._subapps
    return pages[PARTS]


async def test_five_wrong_tries_lock_and_the_administrators_hear_of_it(hall, visitor, other):
    await hall.gives("佐藤", "sato", OWN)
    boss = await hall.adds("鈴", "administrator")
    for _ in range(5):
        await visitor.signs_in("sato", NEW)

    assert (await other.signs_in("sato", OWN)).status == 401
    assert (await hall.credential("佐藤")).locked_at is not None
    rows = await hall.house.store.read(select(ConsoleMessage.line_user_id, ConsoleMessage.message))
    told = {row[0]: row[1]["text"] for row in rows}
    assert "佐藤さんのIDは、続けて間違えたためロックされました" in told[f"staff:{boss}"]
    assert "職員 解除 佐藤" in told[f"staff:{boss}"]
    assert f"staff:{hall.house.people['森']}" not in told
    log = await log_of(hall)
    assert [row[1] for row in log] == ["コンソール サインイン"] * 4 + [
        "コンソール サインイン ロック",
        "コンソール サインイン",
    ]


async def test_guessing_from_one_address_ends_for_every_id(hall, visitor):
    await hall.gives("佐藤", "sato", OWN)
    for number in range(20):
        await visitor.signs_in(f"guess{number}", NEW)

    assert (await visitor.opens("/staff/sign-in")) == 429
    assert (await visitor.sends("/staff/sign-in", id="sato", password=OWN)).status == 429
    hall.house.clock.move(timedelta(minutes=10))
    assert (await visitor.signs_in("sato", OWN)).status == 303


async def test_an_initial_password_is_changed_before_anything_else(hall, visitor):
    await hall.gives("佐藤", "sato", INITIAL, is_initial=True)
    answer = await visitor.signs_in("sato", INITIAL)
    half = visitor.token

    assert answer.headers["Location"] == "/staff/sign-in/password"
    assert (await visitor.get("/staff/console")).status == 401
    assert (await visitor.get("/staff/account")).status == 401
    await visitor.opens("/staff/sign-in/password")
    for new, again, why in (
        ("short", "short", "12文字以上"),
        ("password2025!", "password2025!", "よく使われる言葉"),
        ("佐藤佐藤佐藤かき2025", "佐藤佐藤佐藤かき2025", "名前"),
        (INITIAL, INITIAL, "いまのパスワードと同じ"),
        (NEW, NEW + "x", "上のパスワードと違います"),
    ):
        assert (await visitor.sends("/staff/sign-in/password", new=new, again=again)).status == 400
        assert why in visitor.page
        assert new not in visitor.page or new == "short"
    done = await visitor.sends("/staff/sign-in/password", new=NEW, again=NEW)

    assert done.headers["Location"] == "/staff/console"
    assert visitor.token != half
    assert (await visitor.get("/staff/console")).status == 200
    assert not (await hall.credential("佐藤")).is_initial
    assert [row[1] for row in await log_of(hall)] == ["コンソール サインインの途中", "パスワード 変更"]


async def test_half_a_sign_in_does_not_wait_for_ever(hall, visitor):
    await hall.gives("佐藤", "sato", INITIAL, is_initial=True)
    await visitor.signs_in("sato", INITIAL)
    await visitor.opens("/staff/sign-in/password")
    hall.house.clock.move(timedelta(minutes=10))

    answer = await visitor.sends("/staff/sign-in/password", new=NEW, again=NEW)
    assert answer.headers["Location"] == "/staff/sign-in"
    assert (await hall.credential("佐藤")).is_initial


async def sets_up_codes(hall, visitor):
    """Codes switched on from the account page; the app's secret and the recovery codes."""
    await visitor.opens("/staff/account")
    assert (await visitor.sends("/staff/account/codes", codes_current=OWN)).headers["Location"].endswith("/codes")
    await visitor.opens("/staff/account/codes")
    assert "data:image/png;base64," in visitor.page
    secret = visitor.page.partition('class="secret">')[2].partition("<")[0].replace(" ", "")
    code = pyotp.TOTP(secret).at(hall.house.clock.real())
    assert (await visitor.sends("/staff/account/codes/confirm", code="000000")).status == 401
    shown = await (await visitor.sends("/staff/account/codes/confirm", code=code)).text()
    return secret, [one.partition("<")[0] for one in shown.split('<li class="secret">')[1:]]


async def test_a_second_step_by_app_or_recovery_code(hall, visitor, other):
    await hall.gives("佐藤", "sato", OWN)
    await visitor.signs_in("sato", OWN)
    secret, codes = await sets_up_codes(hall, visitor)
    assert len(codes) == 8
    hall.house.clock.move(timedelta(minutes=1))

    assert (await other.signs_in("sato", OWN)).headers["Location"] == "/staff/sign-in/code"
    half = other.token
    assert (await other.get("/staff/console")).status == 401
    await other.opens("/staff/sign-in/code")
    assert (await other.sends("/staff/sign-in/code", code="123456")).status == 401
    code = pyotp.TOTP(secret).at(hall.house.clock.real())
    assert (await other.sends("/staff/sign-in/code", code=code)).headers["Location"] == "/staff/console"
    assert other.token != half
    assert (await other.get("/staff/console")).status == 200

    other.session.cookie_jar.clear()
    await other.signs_in("sato", OWN)
    await other.opens("/staff/sign-in/code")
    assert (await other.sends("/staff/sign-in/code", code=code)).status == 401  # a code seen over the shoulder
    assert (await other.sends("/staff/sign-in/code", code=codes[0])).status == 303


async def test_codes_are_switched_off_with_the_password_only(hall, visitor):
    await hall.gives("佐藤", "sato", OWN)
    await visitor.signs_in("sato", OWN)
    await sets_up_codes(hall, visitor)
    await visitor.opens("/staff/account")

    assert (await visitor.sends("/staff/account/codes/remove", codes_current=NEW)).status == 400
    assert "いまのパスワードが違います" in visitor.page
    assert (await visitor.sends("/staff/account/codes/remove", codes_current=OWN)).status == 303
    assert (await hall.credential("佐藤")).totp_secret == ""


async def test_ones_own_password_is_changed_any_time_and_other_browsers_are_out(hall, visitor, other):
    await hall.gives("佐藤", "sato", OWN)
    await other.signs_in("sato", OWN)
    answer = await visitor.signs_in("sato", OWN, then="account")
    assert answer.headers["Location"] == "/staff/account"
    await visitor.opens("/staff/account")
    before = visitor.token

    assert (await visitor.sends("/staff/account/password", current=NEW, new=NEW, again=NEW)).status == 400
    done = await visitor.sends("/staff/account/password", current=OWN, new=NEW, again=NEW)
    assert done.headers["Location"] == "/staff/account?done=password"
    assert visitor.token != before
    assert (await visitor.opens("/staff/account?done=password")) == 200
    assert "パスワードを変えました" in visitor.page
    assert (await other.get("/staff/console")).status == 401
    assert (await other.signs_in("sato", OWN)).status == 401
    assert (await other.signs_in("sato", NEW)).status == 303


async def test_an_open_browser_is_no_place_to_guess_the_password(hall, visitor):
    await hall.gives("佐藤", "sato", OWN)
    await visitor.signs_in("sato", OWN)
    await visitor.opens("/staff/account")
    for _ in range(5):
        await visitor.sends("/staff/account/password", current=NEW, new=NEW, again=NEW)

    assert (await hall.credential("佐藤")).locked_at is not None


async def test_other_devices_can_be_ended_and_this_one_stays(hall, visitor, other):
    await hall.gives("佐藤", "sato", OWN)
    await other.signs_in("sato", OWN)
    await visitor.enters(await hall.house.link())
    await visitor.opens("/staff/account")
    assert visitor.page.count("<li>") == 2
    assert "この端末（リンク" in visitor.page
    await visitor.sends("/staff/account/others")

    assert (await other.get("/staff/console")).status == 401
    assert (await visitor.get("/staff/console")).status == 200
    await visitor.opens("/staff/account?done=others")
    assert "ほかの端末をすべて終了しました" in visitor.page
    assert visitor.page.count("<li>") == 1


async def test_without_an_id_the_account_page_says_whom_to_ask(hall, visitor):
    await visitor.enters(await hall.house.link())
    await visitor.opens("/staff/account")

    assert "職員 再発行 佐藤" in visitor.page
    assert 'name="current"' not in visitor.page


async def test_a_stopped_member_is_out_at_once_and_stays_out(hall, visitor):
    await hall.gives("佐藤", "sato", OWN)
    await visitor.signs_in("sato", OWN)
    await hall.house.stop("佐藤")

    assert (await visitor.get("/staff/console")).status == 401
    assert (await visitor.signs_in("sato", OWN)).status == 401


async def test_half_an_hour_of_idling_and_twelve_hours_of_work_end_it(hall, visitor):
    await hall.gives("佐藤", "sato", OWN)
    await visitor.signs_in("sato", OWN)
    for _ in range(24):
        assert (await visitor.get("/staff/console")).status == 200
        hall.house.clock.move(timedelta(minutes=29, seconds=59))
    hall.house.clock.move(timedelta(seconds=24))
    assert (await visitor.get("/staff/console")).status == 401

    await visitor.signs_in("sato", OWN)
    hall.house.clock.move(timedelta(minutes=30))
    assert (await visitor.get("/staff/console")).status == 401


async def test_a_hash_of_older_parameters_is_renewed_at_the_sign_in(hall, visitor):
    await hall.gives("佐藤", "sato", OWN)
    before = (await hall.credential("佐藤")).password_hash
    parts(hall).passwords._hasher = type(parts(hall).passwords._hasher)(time_cost=2, memory_cost=64, parallelism=1)
    await visitor.signs_in("sato", OWN)

    assert (await hall.credential("佐藤")).password_hash != before
    visitor.session.cookie_jar.clear()
    assert (await visitor.signs_in("sato", OWN)).status == 303


async def test_a_visit_notes_from_where_it_came(hall, visitor):
    await hall.gives("佐藤", "sato", OWN)
    await visitor.signs_in("sato", OWN)

    (row,) = await hall.house.store.read(select(StaffSession.address, StaffSession.way))
    assert tuple(row) == ("127.0.0.1", "password")


async def test_who_stood_before_the_second_step_when_it_locked_does_not_get_in(hall, visitor, other):
    await hall.gives("佐藤", "sato", OWN)
    await visitor.signs_in("sato", OWN)
    secret, codes = await sets_up_codes(hall, visitor)
    await visitor.signs_in("sato", OWN)
    visitor.session.cookie_jar.clear()
    await visitor.signs_in("sato", OWN)
    await visitor.opens("/staff/sign-in/code")
    for _ in range(5):
        await other.signs_in("sato", NEW)
    hall.house.clock.move(timedelta(minutes=1))

    for code in (pyotp.TOTP(secret).at(hall.house.clock.real()), codes[0]):
        answer = await visitor.sends("/staff/sign-in/code", code=code)
        assert answer.status != 303 or answer.headers["Location"] == "/staff/sign-in"
    assert (await visitor.get("/staff/console")).status == 401


async def test_who_was_choosing_a_password_when_it_locked_does_not_get_in(hall, visitor, other):
    await hall.gives("佐藤", "sato", INITIAL, is_initial=True)
    await visitor.signs_in("sato", INITIAL)
    await visitor.opens("/staff/sign-in/password")
    for _ in range(5):
        await other.signs_in("sato", NEW)

    await visitor.sends("/staff/sign-in/password", new=OWN, again=OWN)
    assert (await visitor.get("/staff/console")).status == 401
    assert (await hall.credential("佐藤")).is_initial


async def test_links_to_the_console_of_before_die_when_all_is_ended(hall, visitor):
    house = hall.house
    who = house.people["佐藤"]

    def make(session):
        return parts(hall).links.make(session, purpose="console", staff_id=who, now=house.clock.now())

    token = await house.store.write(make)
    await house.store.write(end_sessions_of, staff_id=who)

    assert await visitor.opens(f"/staff/enter/{token}") == 410
