"""No answer tells which versions run here."""

from __future__ import annotations

import pytest
from aiohttp import ClientSession

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.mark.parametrize("path", ["/health", "/nowhere", "/staff/", "/staff/nowhere", "/line/public"])
async def test_no_answer_tells_which_versions_run_here(town, path):
    webhook = town.standin.channel("public").webhook_url
    async with ClientSession() as session, session.get(webhook.replace("/line/public", path)) as answer:
        assert answer.headers["Server"] == "Madoguchi"
