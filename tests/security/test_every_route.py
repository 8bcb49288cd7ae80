"""Every route of the staff pages, found in the router: the strict policy on each answer, and nothing from elsewhere."""

from __future__ import annotations

import re

import pytest
from aiohttp import web

from staffbot.web.headers import HEADERS, POLICY
from staffbot.web.pages import HERE, VIEW

METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD")
# What a place in an address may hold: what is there, what isn't, and what tries to get out.
PLACES = ("1", "999999", "x", "..%2F..%2Fmain.py")
ELSEWHERE = re.compile(r"""(?:src|href|action|srcset)\s*=\s*["']?\s*(?:[a-z]+:)?//""", re.IGNORECASE)
INLINE = re.compile(
    r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\bsrc=)(?![^>]*application/json)", re.IGNORECASE
)
# No page may open a socket, ask another origin, or make code of texts.
FORBIDDEN = re.compile(
    r"new WebSocket|new EventSource|\beval\(|new Function\(|importScripts\(|sendBeacon|fetch\(\s*[\"'`]https?:"
    r"|import\s*\(?\s*[\"']https?:|@import\s*[\"'](?:https?:)?//|url\(\s*[\"']?(?:https?:)?//"
)


def paths_of(app: web.Application) -> list[str]:
    """One address for each route and each filling of its places."""
    found: set[str] = set()
    for route in app.router.routes():
        canonical = route.resource.canonical
        if "{" not in canonical:
            found.add(canonical)
        found |= {re.sub(r"\{[^}]+\}", place, canonical) for place in PLACES if "{" in canonical}
    return sorted(path for path in found if path.startswith("/staff/"))


async def test_every_answer_of_every_route_carries_the_strict_policy(hall, visitor, other):
    """Signed in or not, by any method: pages, refusals, files and static files."""
    await visitor.enters(await hall.house.link("佐藤"))
    paths = paths_of(hall.house.app)
    assert {"/staff/console", "/staff/manual", "/staff/sign-in", "/staff/builder/1/draft"} <= set(paths)
    pages = 0
    for path in [*paths, "/staff/nowhere", "/staff/static/page.css", "/staff/static/none.js"]:
        for method in METHODS:
            for browser in (visitor, other):
                if path == "/staff/leave" and browser is visitor:
                    continue
                answer = await browser.request(method, path, allow_redirects=False)
                told = (method, path, answer.status)
                assert answer.status < 500, told
                for name, value in HEADERS.items():
                    assert answer.headers.get(name) == value, (*told, name)
                assert "Access-Control-Allow-Origin" not in answer.headers, told
                if answer.content_type == "text/html":
                    pages += 1
                    looked_at(await answer.text(), told)
    assert pages > len(paths)


def looked_at(page: str, told: object) -> None:
    """A page as its browser gets it: no script and no style in it, nothing from another origin."""
    page = re.sub(r'<script type="application/json".*?</script>', "", page, flags=re.DOTALL)
    assert INLINE.search(page) is None, (told, INLINE.search(page))
    assert ELSEWHERE.search(page) is None, (told, ELSEWHERE.search(page))


def test_the_policy_lets_in_nothing_but_our_own():
    assert "unsafe" not in POLICY
    assert "http" not in POLICY
    assert "*" not in POLICY
    assert re.search(r"default-src 'self'(;|$)", POLICY)
    assert re.search(r"script-src 'self'(;|$)", POLICY)


@pytest.mark.parametrize("folder", [HERE / "static", VIEW], ids=["pages", "view"])
def test_no_script_or_style_reaches_elsewhere(folder):
    files = [path for path in folder.rglob("*") if path.suffix in (".js", ".css")]
    assert files
    for path in files:
        found = FORBIDDEN.search(path.read_text(encoding="utf-8"))
        assert found is None, (path.name, found)
