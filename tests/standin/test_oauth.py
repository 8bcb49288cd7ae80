"""Channel access tokens: how long they live, and how many."""

from __future__ import annotations

import base64
import json

import aiohttp
import pytest

from data.gateways.line.standin.api.oauth import JWT_BEARER


async def ask(bot, path, **form):
    return await bot.call("POST", path, data=form, headers={"Authorization": ""})


def credentials(line) -> dict[str, str]:
    channel = line.channel("public")
    return {"grant_type": "client_credentials", "client_id": channel.channel_id, "client_secret": channel.secret}


def assertion(line, **changes) -> dict[str, str]:
    number = line.channel("public").channel_id
    claims = {"iss": number, "sub": number, "exp": line.clock.now_ms() // 1000 + 1800, "token_exp": 86400, **changes}
    part = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return {
        "grant_type": "client_credentials",
        "client_assertion_type": JWT_BEARER,
        "client_assertion": f"e30.{part}.sig",
    }


async def works(bot, token) -> int:
    return (await bot.call("GET", "/v2/bot/info", headers={"Authorization": f"Bearer {token}"})).status


async def test_a_stateless_token_lives_fifteen_minutes_and_outlives_its_revocation(line, bot):
    issued = await ask(bot, "/oauth2/v3/token", **credentials(line))
    token = issued.body["access_token"]

    assert (issued.status, issued.body["expires_in"], issued.body["token_type"]) == (200, 900, "Bearer")
    await ask(bot, "/v2/oauth/revoke", access_token=token)
    assert await works(bot, token) == 200
    line.advance(901)
    assert await works(bot, token) == 401


async def test_the_thirty_first_short_lived_token_revokes_the_oldest(line, bot):
    tokens = [(await ask(bot, "/v2/oauth/accessToken", **credentials(line))).body["access_token"] for _ in range(31)]

    assert [await works(bot, token) for token in (tokens[0], tokens[1], tokens[30])] == [401, 200, 200]
    await ask(bot, "/v2/oauth/revoke", access_token=tokens[1])
    assert await works(bot, tokens[1]) == 401


async def test_a_token_by_jwt_has_the_life_it_asks_for_and_a_key_id(line, bot):
    issued = await ask(bot, "/oauth2/v2.1/token", **assertion(line))
    kids = await bot.call(
        "GET",
        "/oauth2/v2.1/tokens/kid",
        params={name: item for name, item in assertion(line).items() if name != "grant_type"},
    )

    assert (issued.status, issued.body["expires_in"]) == (200, 86400)
    assert kids.body == {"kids": [issued.body["key_id"]]}
    checked = await bot.call("GET", f"/oauth2/v2.1/verify?access_token={issued.body['access_token']}")
    assert checked.body["client_id"] == line.channel("public").channel_id
    for _ in range(29):
        await ask(bot, "/oauth2/v2.1/token", **assertion(line))
    assert (await ask(bot, "/oauth2/v2.1/token", **assertion(line))).status == 400


async def test_wrong_credentials_hear_oauths_errors(line, bot):
    right = credentials(line)
    wrong = [
        {**right, "client_secret": "x"},
        {**right, "client_id": "1"},
        {**right, "grant_type": "password"},
        {"client_id": right["client_id"]},
        assertion(line, exp=1),
        assertion(line, iss="1"),
        {**assertion(line), "client_assertion": "x"},
        {**assertion(line), "client_assertion": "e30.W10.sig"},  # a list instead of claims
    ]

    for form in wrong:
        answer = await ask(bot, "/oauth2/v3/token", **form)
        assert answer.status == 400
        assert set(answer.body) == {"error", "error_description"}
    assert (await ask(bot, "/v2/oauth/verify", access_token="x")).status == 400


async def test_token_endpoints_meet_faults_too(line, bot):
    line.fault("token", "status", status=500, count=1)
    line.fault("token", "drop_after_accept", count=1)

    assert (await ask(bot, "/oauth2/v3/token", **credentials(line))).status == 500
    with pytest.raises(aiohttp.ClientError):
        await ask(bot, "/oauth2/v3/token", **credentials(line))
    assert (await ask(bot, "/oauth2/v3/token", **credentials(line))).status == 200
    assert [call["status"] for call in line.log("token")] == [500, 0, 200]
    assert all(call["body"] is None for call in line.log("token"))


async def test_a_long_lived_token_is_verified_and_revoked(line, bot):
    token = {"access_token": "public-access-token"}

    assert (await ask(bot, "/v2/oauth/verify", **token)).body["client_id"] == line.channel("public").channel_id
    assert (await ask(bot, "/oauth2/v2.1/revoke", **token, client_id="1", client_secret="x")).status == 400
    assert (await ask(bot, "/v2/oauth/revoke", **token)).status == 200
    assert (await bot.call("GET", "/v2/bot/info")).status == 401


async def test_a_jwt_can_not_ask_for_more_than_thirty_days(line, bot):
    too_long = await ask(bot, "/oauth2/v2.1/token", **assertion(line, token_exp=30 * 86400 + 1))

    assert (too_long.status, too_long.body["error"]) == (400, "invalid_request")
    assert (await ask(bot, "/oauth2/v2.1/token", **{**assertion(line), "client_assertion_type": "x"})).status == 400
