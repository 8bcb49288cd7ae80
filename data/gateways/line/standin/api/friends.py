"""Profiles, followers, the bot's own card."""

from data.gateways.line.standin.api.counts import page_limit
from data.gateways.line.standin.api.gate import Answer, Call, Route
from data.gateways.line.standin.clock import DAY
from data.gateways.line.standin.marks import USER_ID
from data.gateways.line.standin.refusals import Refusal
from data.ids import new_public_id


def profile(call: Call) -> Answer:
    """Return a person's own name; nobody's who blocks or is unknown."""
    user_id = call.path["userId"]
    if not USER_ID.fullmatch(user_id):
        raise Refusal(400, "The value for the 'userId' parameter is invalid")
    chat = call.channel.by_user_id.get(user_id)
    if chat is None or chat.person is None or not chat.known():
        raise Refusal(404, "Not found")
    person = call.world.people[chat.person]
    card = {"displayName": person.name, "userId": user_id, "language": person.language}
    if person.picture_url:
        card["pictureUrl"] = person.picture_url
    return Answer(card)


def follower_ids(call: Call) -> Answer:
    """Return a page of friends' ids; a page may be short though another follows."""
    if not call.channel.verified:
        raise Refusal(403, "Access to this API is not available for your account")
    limit = page_limit(call, 300, 1000)
    begin = 0
    start = call.query.get("start")
    if start is not None:
        begin, issued_at = call.channel.follower_pages.get(start, (-1, 0))
        if begin < 0 or call.now_ms - issued_at >= DAY:
            raise Refusal(400, "Invalid start param")
    ids = [chat.target_id for chat in call.channel.friends()]
    end = begin + (max(1, limit // 2) if call.world.settings.short_follower_pages else limit)
    page: dict[str, object] = {"userIds": ids[begin:end]}
    if end < len(ids):
        token = new_public_id()
        call.channel.follower_pages[token] = (end, call.now_ms)
        page["next"] = token
    return Answer(page)


def info(call: Call) -> Answer:
    """Return the bot's card."""
    return Answer(
        {
            "userId": call.channel.bot_user_id,
            "basicId": call.channel.basic_id,
            "displayName": call.channel.display_name,
            "chatMode": "bot",
            "markAsReadMode": "auto",
        }
    )


ROUTES = [
    Route("GET", "/v2/bot/profile/{userId}", "profile", profile),
    Route("GET", "/v2/bot/followers/ids", "followers/ids", follower_ids),
    Route("GET", "/v2/bot/info", "info", info),
]
