"""Bodies of the sending, loading and rich menu calls."""

from data.gateways.line.standin.rules.actions import ALIAS
from data.gateways.line.standin.rules.messages import MESSAGES
from data.gateways.line.standin.rules.shape import (
    INT64_MAX,
    Check,
    OneOf,
    Shape,
    boolean,
    choice,
    listing,
    matching,
    text,
    whole,
)

_SENDING: dict[str, Check] = {"messages": MESSAGES, "notificationDisabled": boolean}
_UNITS: dict[str, Check] = {
    "customAggregationUnits": listing(matching(r"[A-Za-z0-9_]{1,30}", "invalid unit name"), 0, 1)
}
_ID = text(100)

REPLY = Shape({**_SENDING, "replyToken": text(1000)}, "replyToken messages")
PUSH = Shape({**_SENDING, **_UNITS, "to": text(100)}, "to messages")
MULTICAST = Shape({**_SENDING, **_UNITS, "to": listing(text(100), 1, 500)}, "to messages")
BROADCAST = Shape(_SENDING, "messages")
VALIDATE = Shape({"messages": MESSAGES}, "messages")
LOADING = Shape({"chatId": _ID, "loadingSeconds": whole(-INT64_MAX, INT64_MAX)}, "chatId")
MARK_AS_READ = Shape({"markAsReadToken": text(1000)}, "markAsReadToken")
BULK_LINK = Shape({"richMenuId": _ID, "userIds": listing(text(100), 1, 500)}, "richMenuId userIds")
BULK_UNLINK = Shape({"userIds": listing(text(100), 1, 500)}, "userIds")
NEW_ALIAS = Shape({"richMenuAliasId": ALIAS, "richMenuId": _ID}, "richMenuAliasId richMenuId")
ALIAS_UPDATE = Shape({"richMenuId": _ID}, "richMenuId")
BATCH = Shape(
    {
        "operations": listing(
            OneOf(
                {
                    "link": Shape({"type": choice("link"), "from": _ID, "to": _ID}, "from to"),
                    "unlink": Shape({"type": choice("unlink"), "from": _ID}, "from"),
                    "unlinkAll": Shape({"type": choice("unlinkAll")}),
                }
            ),
            1,
            1000,
        ),
        "resumeRequestKey": matching(r"[A-Za-z0-9_-]{1,100}", "invalid resumeRequestKey"),
    },
    "operations",
)
WEBHOOK_ENDPOINT = Shape({"endpoint": text(10_000)}, "endpoint")
WEBHOOK_TEST = Shape({"endpoint": text(10_000)})
