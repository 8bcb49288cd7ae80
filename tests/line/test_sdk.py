"""The official SDK reaches LINE where we point it, for what the thin client leaves out."""

from __future__ import annotations

import subprocess
import sys

import pytest

from data.gateways.line.sdk import REQUEST_TIMEOUT_SECONDS, LineSdk
from tests.line.conftest import TOKEN
from tests.line.messages import RICH_MENU


@pytest.fixture
async def sdk(line):
    made = LineSdk(api_url=line.url + "/", data_url=line.url, token=TOKEN)
    yield made
    await made.close()


async def test_a_rich_menu_is_made_and_read_back(line, sdk):
    from linebot.v3.messaging import RichMenuRequest

    made = await sdk.messaging.create_rich_menu(
        RichMenuRequest.from_dict(RICH_MENU), _request_timeout=REQUEST_TIMEOUT_SECONDS
    )
    listed = await sdk.messaging.get_rich_menu_list(_request_timeout=REQUEST_TIMEOUT_SECONDS)

    assert [menu.rich_menu_id for menu in listed.richmenus] == [made.rich_menu_id]
    assert listed.richmenus[0].chat_bar_text == "メニュー"


async def test_every_part_speaks_to_the_host_it_was_given():
    sdk = LineSdk(api_url="https://api.example", data_url="https://data.example", token=TOKEN)
    parts = (sdk.messaging, sdk.messaging_blob, sdk.insight, sdk.audience)

    hosts = [part.api_client.configuration.host for part in parts]
    await sdk.close()

    assert hosts == ["https://api.example", "https://data.example", "https://api.example", "https://api.example"]


def test_starting_up_does_not_load_the_sdk():
    code = "import data.gateways.line.client, data.gateways.line.sdk, sys; sys.exit('linebot' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
