"""Rich menus: life of a menu, its picture, who sees which, tabs, batches."""

from __future__ import annotations

import pytest

from data.gateways.line.standin.clock import DAY, SECOND
from data.gateways.line.standin.menus import Alias
from tests.standin.drawing import picture

BASE = "/v2/bot/richmenu"
STRANGER = "U" + "f" * 32


def body(name="メニュー", action=None, width=800, height=500):
    area = {
        "bounds": {"x": 0, "y": 0, "width": width, "height": height},
        "action": action or {"type": "message", "text": name},
    }
    return {
        "size": {"width": width, "height": height},
        "selected": False,
        "name": name,
        "chatBarText": "メニュー",
        "areas": [area],
    }


async def upload(bot, menu_id, data=None, content_type="image/png"):
    data = picture(800, 500) if data is None else data
    return await bot.call("POST", f"{BASE}/{menu_id}/content", data=data, headers={"Content-Type": content_type})


async def drawn_menu(bot, **changes) -> str:
    menu_id = (await bot.call("POST", BASE, body(**changes))).body["richMenuId"]
    assert (await upload(bot, menu_id)).status == 200
    return menu_id


async def seen(line, person="hanako"):
    menu = (await line.screen("public", person))["rich_menu"]
    return menu and menu["name"]


async def test_a_menu_is_made_drawn_read_and_deleted(line, bot):
    made = await bot.call("POST", BASE, body())
    menu_id = made.body["richMenuId"]
    assert menu_id.startswith("richmenu-")
    assert (await bot.call("GET", f"{BASE}/{menu_id}/content")).status == 404

    assert (await upload(bot, menu_id)).status == 200

    image = await bot.call("GET", f"{BASE}/{menu_id}/content")
    assert (image.body, image.headers["Content-Type"]) == (picture(800, 500), "image/png")
    assert (await bot.call("GET", f"{BASE}/{menu_id}")).body == {"richMenuId": menu_id, **body()}
    assert (await bot.call("GET", f"{BASE}/list")).body == {"richmenus": [{"richMenuId": menu_id, **body()}]}
    assert (await bot.call("DELETE", f"{BASE}/{menu_id}")).status == 200
    assert (await bot.call("GET", f"{BASE}/{menu_id}")).status == 404
    assert (await bot.call("DELETE", f"{BASE}/{menu_id}")).status == 404


async def test_validating_a_menu_makes_none(line, bot):
    assert (await bot.call("POST", f"{BASE}/validate", body())).body == {}
    assert (await bot.call("POST", f"{BASE}/validate", {**body(), "areas": []})).status == 400
    assert (await bot.call("GET", f"{BASE}/list")).body == {"richmenus": []}


async def test_a_picture_is_given_once(line, bot):
    menu_id = await drawn_menu(bot)

    again = await upload(bot, menu_id)

    assert (again.status, again.body["message"]) == (400, "An image has already been uploaded to the richmenu")


@pytest.mark.parametrize(
    ("data", "content_type", "status"),
    [
        (picture(800, 500), "image/gif", 415),
        (picture(800, 500), "image/jpeg", 400),
        (b"no picture", "image/png", 400),
        (picture(800, 400), "image/png", 400),
        (picture(800, 500) + b" " * 1_000_000, "image/png", 400),
        (picture(800, 500, "JPEG"), "image/jpeg", 200),
    ],
)
async def test_a_picture_must_be_what_its_header_says_and_of_the_menus_size(line, bot, data, content_type, status):
    menu_id = (await bot.call("POST", BASE, body())).body["richMenuId"]

    assert (await upload(bot, menu_id, data, content_type)).status == status


async def test_a_menu_without_picture_can_not_be_shown_to_anybody(line, bot):
    bare = (await bot.call("POST", BASE, body())).body["richMenuId"]
    hanako = line.user_id("public", "hanako")

    answers = [
        await bot.call("POST", f"/v2/bot/user/all/richmenu/{bare}"),
        await bot.call("POST", f"/v2/bot/user/{hanako}/richmenu/{bare}"),
        await bot.call("POST", f"{BASE}/bulk/link", {"richMenuId": bare, "userIds": [hanako]}),
        await bot.call("POST", f"{BASE}/alias", {"richMenuAliasId": "a", "richMenuId": bare}),
    ]

    assert [answer.status for answer in answers] == [400] * 4
    assert answers[0].body["message"] == "must upload richmenu image before applying it to user"


async def test_the_default_appears_when_the_chat_is_opened_again_or_a_minute_later(line, bot):
    assert (await bot.call("GET", "/v2/bot/user/all/richmenu")).status == 404
    await line.text("public", "taro", "はい")

    await bot.call("POST", f"/v2/bot/user/all/richmenu/{await drawn_menu(bot)}")

    assert (await seen(line), await seen(line, "taro")) == (None, None)
    line.open("public", "hanako")
    assert (await seen(line), await seen(line, "taro")) == ("メニュー", None)
    line.advance(60)
    assert await seen(line, "taro") == "メニュー"
    await bot.call("DELETE", "/v2/bot/user/all/richmenu")
    line.advance(60)
    assert await seen(line) is None


async def test_a_menu_of_ones_own_goes_before_the_default_and_shows_at_once(line, bot):
    default, own = await drawn_menu(bot, name="みんな"), await drawn_menu(bot, name="花子")
    hanako = line.user_id("public", "hanako")
    await bot.call("POST", f"/v2/bot/user/all/richmenu/{default}")

    await bot.call("POST", f"/v2/bot/user/{hanako}/richmenu/{own}")

    assert await seen(line) == "花子"
    assert (await bot.call("GET", f"/v2/bot/user/{hanako}/richmenu")).body == {"richMenuId": own}
    assert (await bot.call("GET", "/v2/bot/user/all/richmenu")).body == {"richMenuId": default}
    await bot.call("DELETE", f"/v2/bot/user/{hanako}/richmenu")
    assert await seen(line) == "みんな"
    assert (await bot.call("GET", f"/v2/bot/user/{hanako}/richmenu")).status == 404


@pytest.mark.parametrize("person", ["taro", "blocker", "stranger"])
async def test_linking_who_is_no_friend_answers_200_and_does_nothing(line, bot, person):
    menu_id = await drawn_menu(bot)
    if person == "blocker":
        person = "hanako"
        await line.block("public", person)
    user_id = STRANGER if person == "stranger" else line.user_id("public", person)

    linked = await bot.call("POST", f"/v2/bot/user/{user_id}/richmenu/{menu_id}")

    assert linked.status == 200
    assert (await bot.call("GET", f"/v2/bot/user/{user_id}/richmenu")).status == 404
    assert (await bot.call("POST", f"/v2/bot/user/x/richmenu/{menu_id}")).status == 400
    assert (await bot.call("POST", f"/v2/bot/user/{user_id}/richmenu/richmenu-0")).status == 404


async def test_a_deleted_menu_stays_on_the_screen_until_the_chat_is_opened_again(line, bot):
    own = await drawn_menu(bot, name="花子")
    await bot.call("POST", f"/v2/bot/user/{line.user_id('public', 'hanako')}/richmenu/{own}")

    await bot.call("DELETE", f"{BASE}/{own}")

    assert await seen(line) == "花子"
    line.open("public", "hanako")
    assert await seen(line) is None


async def test_a_tab_switches_ones_own_menu_which_outlives_a_new_default(line, bot):
    switch = {"type": "richmenuswitch", "richMenuAliasId": "second", "data": "to-second"}
    first, second = await drawn_menu(bot, name="一", action=switch), await drawn_menu(bot, name="二")
    await bot.call("POST", f"{BASE}/alias", {"richMenuAliasId": "second", "richMenuId": second})
    await bot.call("POST", f"/v2/bot/user/all/richmenu/{first}")
    line.open("public", "hanako")

    await line.tap("public", "hanako", switch)

    assert bot.events[-1]["postback"] == {
        "data": "to-second",
        "params": {"newRichMenuAliasId": "second", "status": "SUCCESS"},
    }
    assert await seen(line) == "二"
    await bot.call("POST", f"/v2/bot/user/all/richmenu/{await drawn_menu(bot, name='三')}")
    line.advance(120)
    line.open("public", "hanako")
    assert await seen(line) == "二"


async def test_a_tab_that_leads_nowhere_says_so(line, bot):
    switch = {"type": "richmenuswitch", "richMenuAliasId": "second", "data": "d"}
    first, second = await drawn_menu(bot, action=switch), await drawn_menu(bot)
    await bot.call("POST", f"/v2/bot/user/all/richmenu/{first}")
    line.open("public", "hanako")

    await line.tap("public", "hanako", switch)
    await bot.call("POST", f"{BASE}/alias", {"richMenuAliasId": "second", "richMenuId": second})
    await bot.call("DELETE", f"{BASE}/{second}")
    await line.tap("public", "hanako", switch)

    assert [event["postback"]["params"]["status"] for event in bot.events] == [
        "RICHMENU_ALIAS_ID_NOTFOUND",
        "RICHMENU_NOTFOUND",
    ]


async def test_aliases_are_made_changed_listed_and_deleted(line, bot):
    first, second = await drawn_menu(bot), await drawn_menu(bot)
    alias = {"richMenuAliasId": "main", "richMenuId": first}

    assert (await bot.call("POST", f"{BASE}/alias", alias)).status == 200
    assert (await bot.call("POST", f"{BASE}/alias", alias)).body["message"] == "conflict richmenu alias id"
    assert (await bot.call("POST", f"{BASE}/alias", {**alias, "richMenuAliasId": "Main"})).status == 400
    assert (await bot.call("POST", f"{BASE}/alias/main", {"richMenuId": second})).status == 200
    assert (await bot.call("GET", f"{BASE}/alias/main")).body == {**alias, "richMenuId": second}
    assert (await bot.call("GET", f"{BASE}/alias/list")).body == {"aliases": [{**alias, "richMenuId": second}]}
    gone = await bot.call("POST", f"{BASE}/alias/main", {"richMenuId": "richmenu-0"})
    assert (gone.status, gone.body["message"]) == (400, "richmenu not found")
    assert (await bot.call("POST", f"{BASE}/alias/main", {"richMenuId": "x"})).body["message"] == "invalid richMenuId"
    assert (await bot.call("DELETE", f"{BASE}/alias/main")).status == 200
    missing = await bot.call("GET", f"{BASE}/alias/main")
    assert (missing.status, missing.body["message"]) == (404, "richmenu alias not found")


async def test_phones_may_follow_the_old_alias_for_a_while(line, bot):
    line.settings.alias_cache_seconds = 30
    switch = {"type": "richmenuswitch", "richMenuAliasId": "tab", "data": "d"}
    old, new = await drawn_menu(bot, name="古", action=switch), await drawn_menu(bot, name="新")
    await bot.call("POST", f"{BASE}/alias", {"richMenuAliasId": "tab", "richMenuId": old})
    await bot.call("POST", f"/v2/bot/user/all/richmenu/{old}")
    line.open("public", "hanako")
    await bot.call("POST", f"{BASE}/alias/tab", {"richMenuId": new})

    await line.tap("public", "hanako", switch)
    assert await seen(line) == "古"
    line.advance(31)
    await line.tap("public", "hanako", switch)
    assert await seen(line) == "新"


async def settled_menu(line, person, name):
    """Wait until a job has changed this screen."""
    screen = await line.screen("public", person)
    while (screen["rich_menu"] and screen["rich_menu"]["name"]) != name:
        screen = await line.screen("public", person, after=screen["cursor"], wait=5)


async def test_bulk_links_are_done_a_moment_later(line, bot):
    menu_id = await drawn_menu(bot)
    users = [line.user_id("public", "hanako"), STRANGER]

    answer = await bot.call("POST", f"{BASE}/bulk/link", {"richMenuId": menu_id, "userIds": users})

    assert (answer.status, answer.body) == (202, {})
    await settled_menu(line, "hanako", "メニュー")
    assert (await bot.call("POST", f"{BASE}/bulk/unlink", {"userIds": users})).status == 202
    await settled_menu(line, "hanako", None)
    bad = await bot.call("POST", f"{BASE}/bulk/link", {"richMenuId": menu_id, "userIds": ["x"]})
    assert (bad.status, "userIds[0]" in bad.body["message"]) == (400, True)
    gone = await bot.call("POST", f"{BASE}/bulk/link", {"richMenuId": "richmenu-0", "userIds": users})
    assert (gone.status, gone.body["message"]) == (404, "richmenu not found")


async def test_a_batch_judges_by_the_state_before_it(line, bot):
    await line.follow("public", "taro")
    first, second = await drawn_menu(bot, name="一"), await drawn_menu(bot, name="二")
    for person, menu_id in (("hanako", first), ("taro", second)):
        await bot.call("POST", f"/v2/bot/user/{line.user_id('public', person)}/richmenu/{menu_id}")
    swap = [{"type": "link", "from": first, "to": second}, {"type": "link", "from": second, "to": first}]

    taken = await bot.call("POST", f"{BASE}/batch", {"operations": swap, "resumeRequestKey": "swap-1"})
    await settled_menu(line, "hanako", "二")
    await settled_menu(line, "taro", "一")

    progress = f"{BASE}/progress/batch?requestId={taken.headers['x-line-request-id']}"
    assert taken.status == 202
    done = (await bot.call("GET", progress)).body
    assert done["phase"] == "succeeded"
    assert {"acceptedTime", "completedTime"} <= set(done)
    again = await bot.call("POST", f"{BASE}/batch", {"operations": swap, "resumeRequestKey": "swap-1"})
    assert again.status == 400
    line.advance(14 * DAY / SECOND)
    assert (await bot.call("GET", progress)).status == 404


async def test_a_batch_is_refused_for_menus_it_can_not_move(line, bot):
    drawn = await drawn_menu(bot)
    bare = (await bot.call("POST", BASE, body())).body["richMenuId"]
    operations = [
        {"type": "link", "from": drawn, "to": bare},
        {"type": "unlink", "from": drawn},
        {"type": "unlink", "from": "richmenu-0"},
        {"type": "unlinkAll"},
    ]

    refused = await bot.call("POST", f"{BASE}/validate/batch", {"operations": operations})

    assert [detail["property"] for detail in refused.body["details"]] == [
        "operations[0].to",
        "operations[1].from",
        "operations[2].from",
        "operations[3].type",
    ]
    assert (await bot.call("POST", f"{BASE}/validate/batch", {"operations": [{"type": "unlinkAll"}]})).status == 200
    assert (await bot.call("POST", f"{BASE}/batch", {"operations": []})).status == 400


async def test_rich_menu_calls_have_their_own_buckets(line, bot):
    made = [(await bot.call("POST", BASE, body())).status for _ in range(101)]
    batches = [
        (await bot.call("POST", f"{BASE}/batch", {"operations": [{"type": "unlinkAll"}]})).status for _ in "1234"
    ]

    assert made == [200] * 100 + [429]
    assert batches == [202, 202, 202, 429]


async def test_a_channel_holds_a_thousand_menus(line, bot):
    line.settings.rate_limits = False
    shelf = line.channel("public").shelf
    for _ in range(1000):
        shelf.create(body())

    assert (await bot.call("POST", BASE, body())).status == 400


async def test_a_channel_holds_a_thousand_aliases(line, bot):
    menu_id = await drawn_menu(bot)
    shelf = line.channel("public").shelf
    shelf.aliases = {f"a{number}": Alias(menu_id) for number in range(1000)}

    assert (await bot.call("POST", f"{BASE}/alias", {"richMenuAliasId": "b", "richMenuId": menu_id})).status == 400
