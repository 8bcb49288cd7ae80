"""Nothing that staff do on a page goes unlogged: every way to write is known here, with the row that it leaves."""

from __future__ import annotations

import re

import orjson
import pytest
from sqlalchemy import select

from data.audit.models import AuditPayload, AuditRow
from dialogs.wording import load_wording
from tests.console.conftest import house, server, stranger
from tests.contracts.tree import ROOT

__all__ = ["house", "server", "stranger"]

READ = "a reading"  # of personal records, by chain.record_read; of others nothing is left
TURN = "a turn"  # it is said to the counter, whose gate logs it
# Every route under /staff that isn't only looked at: the actions of `console.audit` that it leaves.
LOGGED: dict[str, tuple[str, ...]] = {
    "POST /console/say": (TURN,),
    "POST /console/file": ("upload",),
    "POST /enter/{token}": ("enter",),
    "POST /open/{token}": ("enter",),
    "POST /leave": ("leave",),
    "POST /files/{token}": ("download",),
    "POST /once/{token}": ("shown_once",),
    "POST /sign-in": ("sign_in", "sign_in_half", "sign_in_refused", "sign_in_locked"),
    "POST /sign-in/code": ("sign_in", "sign_in_refused"),
    "POST /sign-in/password": ("password",),
    "POST /account/password": ("password", "sign_in_refused"),
    "POST /account/codes": ("sign_in_refused",),  # offered only; what counts is the confirmation
    "POST /account/codes/confirm": ("codes_on",),
    "POST /account/codes/remove": ("codes_off",),
    "POST /account/others": ("end_others",),
    "POST /tables/{table:[a-z]+}/{of:\\d{1,15}}/open": (READ,),
    "POST /tables/{table:[a-z]+}/{of:\\d{1,15}}/rows": (READ,),
    "POST /tables/{table:[a-z]+}/{of:\\d{1,15}}/choices": (READ,),
    "POST /tables/{table:[a-z]+}/{of:\\d{1,15}}/history": (READ,),
    "POST /tables/{table:[a-z]+}/{of:\\d{1,15}}/edit": ("table_edit",),
    "POST /tables/{table:[a-z]+}/{of:\\d{1,15}}/panel": (READ,),
    "POST /tables/{table:[a-z]+}/{of:\\d{1,15}}/undo": ("table_undo",),
    "POST /tables/{table:[a-z]+}/{of:\\d{1,15}}/views": ("table_view",),
    "POST /tables/{table:[a-z]+}/{of:\\d{1,15}}/views/remove": ("table_view_removed",),
    "POST /tables/{table:[a-z]+}/{of:\\d{1,15}}/export": ("table_export",),
}


def write_routes() -> set[str]:
    """As the pages declare them."""
    found = set()
    for path in (ROOT / "staffbot" / "web").rglob("*.py"):
        for method, route in re.findall(r"web\.(post|put|patch|delete)\(\s*r?\"([^\"]+)\"", path.read_text("utf-8")):
            found.add(f"{method.upper()} {route}")
    return found


def sources() -> str:
    """Everything the pages are made of."""
    return "\n".join(path.read_text("utf-8") for path in (ROOT / "staffbot" / "web").rglob("*.py"))


def test_every_way_to_write_is_known_with_what_it_leaves_in_the_log():
    assert write_routes() == set(LOGGED)


async def test_a_refused_link_is_a_row_with_its_reason_and_address(house, stranger):
    token = await house.link()
    await stranger.enters(token)
    await stranger.enters(token)
    await stranger.get(f"/staff/files/{'0' * 48}")

    rows = await house.store.read(
        select(AuditRow.staff_id, AuditRow.action, AuditRow.outcome, AuditPayload.body)
        .join(AuditPayload, AuditPayload.row_id == AuditRow.id)
        .where(AuditRow.outcome == "refused")
        .order_by(AuditRow.id)
    )
    assert [tuple(row)[:3] for row in rows] == [(0, "リンク 使用", "refused")] * 2
    assert [orjson.loads(row[3])["note"] for row in rows] == ["link_used", "link_unknown"]
    assert token not in str(rows)


@pytest.mark.parametrize("route", sorted(LOGGED))
def test_what_it_leaves_has_words_and_is_written_where_it_is_done(route):
    words = load_wording()
    for action in LOGGED[route]:
        if action not in (TURN, READ):
            assert f"console.audit.{action}" in words, action
            assert f'"{action}"' in sources(), action
