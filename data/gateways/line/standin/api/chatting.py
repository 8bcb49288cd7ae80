"""The loading sign, marking as read, leaving groups and rooms."""

from data.gateways.line.standin.api.gate import Answer, Call, Route
from data.gateways.line.standin.buckets import PER_SECOND_100
from data.gateways.line.standin.marks import USER_ID
from data.gateways.line.standin.refusals import Refusal
from data.gateways.line.standin.rules.requests import LOADING, MARK_AS_READ

USUAL_LOADING_SECONDS = 20


def start_loading(call: Call) -> Answer:
    """Show the loading sign, if the person has the chat open."""
    faults: list[dict[str, str]] = []
    if not USER_ID.fullmatch(call.body["chatId"]):
        reason = "Only user id is acceptable, please confirm if there are any group/room ids or illegal ids."
        faults.append({"message": reason, "property": "chatId"})
    seconds = call.body.get("loadingSeconds", USUAL_LOADING_SECONDS)
    if not 5 <= seconds <= 60:
        faults.append({"message": "Must be between 5 and 60", "property": "loadingSeconds"})
    elif seconds % 5:
        faults.append({"message": "must be a multiple of five", "property": "loadingSeconds"})
    if faults:
        raise Refusal(400, f"The request body has {len(faults)} error(s)", faults)
    chat = call.channel.by_user_id.get(call.body["chatId"])
    if chat is not None and chat.person is not None and not chat.blocked:
        person = call.world.people[chat.person]
        if person.open_channel == call.channel.name:
            chat.loading_until = call.now_ms + seconds * 1000
            chat.touch()
    return Answer(status=202)


def mark_as_read(call: Call) -> Answer:
    """Mark everything up to the token's message as read."""
    found = call.channel.read_tokens.get(call.body["markAsReadToken"])
    if found is None:
        reason = "Invalid markAsReadToken. Tokens must be used by the bot that received them via Webhook."
        raise Refusal(400, reason)
    chat, message_id = found
    chat.read_until = message_id
    chat.touch()
    return Answer()


def leave(call: Call) -> Answer:
    """Leave a group or room."""
    if call.channel.groups.pop(call.path["groupId"], None) is None:
        raise Refusal(404, "Not found")
    return Answer()


ROUTES = [
    Route("POST", "/v2/bot/chat/loading/start", "loading", start_loading, LOADING, PER_SECOND_100),
    Route("POST", "/v2/bot/chat/markAsRead", "mark_as_read", mark_as_read, MARK_AS_READ),
    Route("POST", "/v2/bot/group/{groupId}/leave", "group/leave", leave),
    Route("POST", "/v2/bot/room/{groupId}/leave", "room/leave", leave),
]
