"""Quota, numbers of sent messages by day, units of aggregation."""

from data.gateways.line.standin.api.dates import day_of, today
from data.gateways.line.standin.api.gate import Answer, Call, Handler, Route
from data.gateways.line.standin.refusals import Refusal


def quota(call: Call) -> Answer:
    """Return the month's limit."""
    limit = call.channel.ledger.limit
    return Answer({"type": "none"} if limit is None else {"type": "limited", "value": limit})


def consumption(call: Call) -> Answer:
    """Return what was used of it."""
    return Answer({"totalUsage": call.channel.ledger.used(call.now_ms)})


def _delivery(kind: str) -> Handler:
    def delivery(call: Call) -> Answer:
        day = day_of(call.query.get("date"))
        if day is None:
            raise Refusal(400, "The value for the 'date' parameter is invalid")
        if day >= today(call.now_ms):
            return Answer({"status": "unready"})
        return Answer({"status": "ready", "success": call.channel.ledger.on_day(f"{day:%Y%m%d}", kind)})

    return delivery


def unit_usage(call: Call) -> Answer:
    """Return how many unit names this month has."""
    return Answer({"numOfCustomAggregationUnits": len(call.channel.ledger.units(call.now_ms))})


def unit_names(call: Call) -> Answer:
    """Return a page of unit names; `next` is the place to go on from."""
    limit = page_limit(call, 100, 100)
    start = call.query.get("start", "0")
    names = call.channel.ledger.units(call.now_ms)
    if not start.isdecimal() or int(start) > len(names):
        raise Refusal(400, "Invalid start param")
    end = int(start) + limit
    page: dict[str, object] = {"customAggregationUnits": names[int(start) : end]}
    if end < len(names):
        page["next"] = str(end)
    return Answer(page)


def page_limit(call: Call, usual: int, most: int) -> int:
    """Return the `limit` of a page, 1 to `most`."""
    text = call.query.get("limit", str(usual))
    if not text.isdecimal() or not 1 <= int(text) <= most:
        raise Refusal(400, "The value for the 'limit' parameter is invalid")
    return int(text)


_BASE = "/v2/bot/message"
ROUTES = [
    Route("GET", f"{_BASE}/quota", "quota", quota),
    Route("GET", f"{_BASE}/quota/consumption", "quota/consumption", consumption),
    *(
        Route("GET", f"{_BASE}/delivery/{kind}", f"delivery/{kind}", _delivery(kind))
        for kind in ("reply", "push", "multicast", "broadcast")
    ),
    Route("GET", f"{_BASE}/aggregation/info", "aggregation/info", unit_usage),
    Route("GET", f"{_BASE}/aggregation/list", "aggregation/list", unit_names),
]
