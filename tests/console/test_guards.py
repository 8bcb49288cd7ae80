"""What every answer carries, from where the pages open, and what a person reads when something is wrong."""

from __future__ import annotations

import asyncio
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from data.clock import FixedClock
from data.town.networks import is_allowed
from dialogs.wording import load_wording
from staffbot.web import attempts, refusals
from staffbot.web.pages import HERE
from tests.console.house import NOW

PLACES = [
    ("GET", "/staff/console", 401),
    ("GET", "/staff/enter/nonsense", 404),
    ("GET", "/staff/files/nonsense", 404),
    ("GET", "/staff/left", 200),
    ("GET", "/staff/nowhere", 404),
    ("PUT", "/staff/console", 405),
    ("POST", "/staff/console/say", 401),
    ("GET", "/staff/static/page.css", 200),
    ("GET", "/staff/static/console/console.js", 200),
    ("GET", "/staff/static/view/line-view.js", 200),
    ("GET", "/staff/static/../parts.py", 404),
    ("GET", "/staff/static/%2e%2e/parts.py", 404),
]


@pytest.mark.parametrize(("method", "path", "status"), PLACES)
async def test_every_answer_is_guarded(stranger, method, path, status):
    answer = await stranger.request(method, path)

    assert answer.status == status
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "img-src 'self' data: blob:" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == ("no-cache" if "/static/" in path and status == 200 else "no-store")
    assert "Strict-Transport-Security" not in answer.headers


@pytest.mark.parametrize("path", ["/staff", "/staff/"])
async def test_the_bare_address_leads_to_the_sign_in(stranger, path):
    answer = await stranger.get(path, allow_redirects=False)

    assert (answer.status, answer.headers["Location"]) == (303, "/staff/sign-in")
    assert "サインイン" in await (await stranger.get(path)).text()


@pytest.mark.parametrize("path", ["/staff/console", "/staff/enter/nonsense", "/staff/nowhere", "/staff/left"])
async def test_people_read_plain_japanese(stranger, path):
    text = await (await stranger.get(path)).text()

    assert '<html lang="ja">' in text
    assert "。" in text
    assert not re.search(r"Not Found|Error|Unauthorized|Traceback", text)


def test_no_page_holds_a_script_or_a_style_of_its_own():
    for template in (HERE / "templates").glob("*.html"):
        text = template.read_text(encoding="utf-8")
        assert not re.search(r"\sstyle=|<style|\son\w+=|javascript:|https?://", text), template.name
        for script in re.findall(r"<script[^>]*>", text):
            assert "src=" in script or 'type="application/json"' in script
        assert "|safe" not in text
        assert "autoescape false" not in text


def test_our_scripts_never_write_markup():
    for script in (path for path in (HERE / "static").rglob("*.js") if "vendor" not in path.parts):
        text = script.read_text(encoding="utf-8")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|WebSocket", text), (
            script.name
        )


async def test_our_own_fault_gives_a_number_that_the_log_has(house, sato, monkeypatch, capsys):
    async def fail(*args, **kwargs):
        raise RuntimeError("secret detail")

    monkeypatch.setattr(house.turns, "accept_own", fail)
    answer = await sato.says({"text": "やあ"})

    say = (await answer.json())["say"]
    assert answer.status == 500
    number = re.search(r"\d{8}", say)[0]
    assert "secret" not in say
    assert number in capsys.readouterr().out


async def test_outside_the_allowed_networks_nothing_opens(house, sato):
    token = await house.link()
    house.town["staff_ip_allow"] = listed("192.0.2.0/24")

    for path in ("/staff/console", f"/staff/enter/{token}", "/staff/static/page.css", "/staff/nowhere"):
        answer = await sato.get(path)
        assert answer.status == 403
        assert "許可されたネットワーク" in await answer.text()
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert (await sato.says({"text": "やあ"})).status == 403

    house.town["staff_ip_allow"] = listed("192.0.2.0/24", "127.0.0.0/8")
    assert (await sato.get("/staff/console")).status == 200
    assert (await sato.enters(token)).status == 303


@pytest.mark.parametrize(
    ("networks", "address", "allowed"),
    [
        ([], "203.0.113.9", True),
        ([], None, True),
        (["203.0.113.9"], "203.0.113.9", True),
        (["203.0.113.9/24"], "203.0.113.200", True),
        (["203.0.113.8/30", "2001:db8::/32"], "2001:db8::5", True),
        (["203.0.113.0/24"], "::ffff:203.0.113.9", True),
        (["203.0.113.0/24"], "203.0.114.1", False),
        (["203.0.113.0/24"], None, False),
        (["203.0.113.0/24"], "", False),
        (["203.0.113.0/24"], "fe80::1%eth0", False),
        (["役場"], "203.0.113.9", False),
        (["役場", "203.0.113.9"], "203.0.113.9", True),
    ],
)
def test_the_list_of_networks(networks, address, allowed):
    assert is_allowed(listed(*networks), address) is allowed


@given(st.lists(st.text() | st.none() | st.integers(), min_size=1), st.text())
def test_no_list_and_no_address_can_raise(entries, address):
    assert is_allowed(entries, address) is False
    assert is_allowed(listed(*entries), address) in (True, False)


def listed(*networks):
    return [{"network": network, "label": ""} for network in networks]


def test_counting_refusals_never_fills_the_memory(monkeypatch):
    monkeypatch.setattr(attempts, "MOST_ADDRESSES", 3)
    counted = attempts.Attempts(FixedClock(NOW), most=1)
    for address in ("a", "b", "c", "a", "d"):
        counted.note(address)

    assert [counted.is_blocked(address) for address in "abcd"] == [True, False, True, True]


def test_the_pages_words_are_all_there_and_all_used():
    words = load_wording()
    view = {key.removeprefix("console.view.") for key in words if key.startswith("console.view.")}
    written = "".join(
        path.read_text(encoding="utf-8")
        for path in [
            *(HERE / "static" / "console").glob("*.js"),
            HERE / "templates" / "console.html",
            *HERE.glob("*.py"),
        ]
    )
    asked = set(re.findall(r"\bwords\.(\w+)", written)) | set(re.findall(r'console\.view\.(\w+)"', written))
    named = {f"{what}_title" for what in ("date", "time", "datetime", "location")} | {"too_large", "empty_file"}

    assert asked - {"placeholders"} | named == view


def test_every_page_that_stands_in_for_another_has_its_words():
    words = load_wording()
    for page in {*refusals.PAGES.values(), "403_place", "410", "500", "left"}:
        for part in ("title", "text", "next"):
            assert f"console.page.{page}.{part}" in words


async def test_a_page_closed_in_the_middle_of_its_question_is_no_fault_of_ours(server, sato):
    cookies = sato.session.cookie_jar.filter_cookies(server.make_url("/staff/"))
    head = {"Host": f"{server.host}:{server.port}", "Content-Type": "application/json", "Content-Length": "200"}
    head |= {"Cookie": "; ".join(f"{name}={cookie.value}" for name, cookie in cookies.items())} | sato.own()
    before = asyncio.all_tasks()

    with capture_logs() as logs:
        _, writer = await asyncio.open_connection(server.host, server.port)
        lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
        writer.write(f'POST /staff/console/say HTTP/1.1\r\n{lines}\r\n{{"text": "あ'.encode())
        await writer.drain()
        async with asyncio.timeout(60):
            while not (served := asyncio.all_tasks() - before):
                await asyncio.sleep(0.01)
            await asyncio.sleep(0.2)  # so that it is the body that is waited for
            writer.close()
            await asyncio.wait(served)

    assert [one for one in logs if one["log_level"] == "error"] == []
    assert (await sato.get("/staff/console")).status == 200
