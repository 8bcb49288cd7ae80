"""Insight: figures by day, by message, by unit and by rich menu; those under twenty people are never told.

Tests and the demo set the figures; followers and numbers of sent messages are counted when nobody set them.
"""

from datetime import date, timedelta
from typing import Any

from data.gateways.line.standin.api.dates import required_day, today
from data.gateways.line.standin.api.gate import Answer, Call, Handler, Route
from data.gateways.line.standin.buckets import PER_HOUR_60
from data.gateways.line.standin.refusals import Refusal

LEAST_PEOPLE = 20
UNIT_DAYS = 30
SUMMARY_DAYS = 396
DAILY_DAYS = 99
_NEVER_MASKED = frozenset({"seq", "timestamp", "delivered", "requestId", "url"})


def deliveries(call: Call) -> Answer:
    """Return the numbers sent on a day."""
    day = required_day(call.query.get("date"))
    if day >= today(call.now_ms):
        return Answer({"status": "unready"})
    ledger = call.channel.ledger
    counted = {
        f"api{kind.capitalize()}": ledger.on_day(f"{day:%Y%m%d}", kind)
        for kind in ("broadcast", "push", "multicast", "reply")
    }
    return Answer({"status": "ready", **counted, **_figures(call, "delivery", f"{day:%Y%m%d}")})


def followers(call: Call) -> Answer:
    """Return friends as of a day: everybody who ever added, and who blocks now."""
    day = required_day(call.query.get("date"))
    if day >= today(call.now_ms):
        return Answer({"status": "unready"})
    chats = call.channel.chats.values()
    counted = {
        "followers": sum(chat.times_added > 0 for chat in chats),
        "targetedReaches": sum(chat.friend and not chat.blocked for chat in chats),
        "blocks": sum(chat.blocked for chat in chats),
    }
    return Answer({"status": "ready", **counted, **_figures(call, "followers", f"{day:%Y%m%d}")})


def demographic(call: Call) -> Answer:
    """Return shares of friends; nothing for fewer than twenty."""
    figures = _figures(call, "demographic", "")
    if not figures or figures.get("targetedReaches", LEAST_PEOPLE) < LEAST_PEOPLE:
        return Answer({"available": False})
    return Answer({"available": True, **{name: item for name, item in figures.items() if name != "targetedReaches"}})


def message_event(call: Call) -> Answer:
    """Return how a broadcast was met."""
    request_id = call.query.get("requestId")
    if not request_id:
        raise Refusal(400, "requestId is required")
    sent = call.channel.broadcasts.get(request_id)
    if sent is None:
        raise Refusal(404, "Not found")
    told = _told(_figures(call, "event", request_id))
    told["overview"] = {"requestId": request_id, **sent, **told["overview"]}
    return Answer(told)


def unit_event(call: Call) -> Answer:
    """Return how the pushes and multicasts of one unit were met."""
    unit = call.query.get("customAggregationUnit")
    if not unit:
        raise Refusal(400, "customAggregationUnit is required")
    _span(call, UNIT_DAYS, f"Date range exceeds. Max range is {UNIT_DAYS} days.")
    return Answer(_told(_figures(call, "unit", unit)))


def _menu_figures(most_days: int, by_day: bool) -> Handler:
    def figures(call: Call) -> Answer:
        begin, end = _span(call, most_days, f"Date range exceeds. Max range is {most_days} days.")
        now = today(call.now_ms)
        if begin < now.replace(year=now.year - 3, day=min(now.day, 28)):
            raise Refusal(400, "Bad Request")
        menu_id = call.path["richMenuId"]
        days = [f"{begin + timedelta(days=number):%Y%m%d}" for number in range((end - begin).days + 1)]
        kept = _figures(call, "richmenu", menu_id)
        if not kept and menu_id not in call.channel.shelf.menus:
            raise Refusal(404, "Not found")
        clicks = [{**click, "days": _within(click["days"], days)} for click in kept.get("clicks", ())]
        if sum(day["uniqueUsers"] for click in clicks for day in click["days"]) < LEAST_PEOPLE:
            return Answer({"richMenuId": menu_id})
        seen = _within(kept.get("impression", {}), days)
        shape = _as_days if by_day else _as_sum
        return Answer(
            {
                "richMenuId": menu_id,
                "metricsFrom": days[0],
                "metricsTo": days[-1],
                "impression": {"metrics": shape(seen)},
                "clicks": [{"bounds": click["bounds"], "metrics": shape(click["days"])} for click in clicks],
            }
        )

    return figures


def masked(figures: dict[str, Any]) -> dict[str, Any]:
    """Return figures with null for every number under twenty."""
    return {
        name: None if name not in _NEVER_MASKED and isinstance(item, int) and item < LEAST_PEOPLE else item
        for name, item in figures.items()
    }


def _told(figures: dict[str, Any]) -> dict[str, Any]:
    """Mask an overview with its messages and clicks; under twenty viewers everything is masked."""
    overview = {
        "uniqueImpression": 0,
        "uniqueClick": 0,
        "uniqueMediaPlayed": 0,
        "uniqueMediaPlayed100Percent": 0,
        **figures.get("overview", {}),
    }
    if overview["uniqueImpression"] < LEAST_PEOPLE:
        overview = {name: item if name in _NEVER_MASKED else 0 for name, item in overview.items()}
        return {"overview": masked(overview), "messages": [], "clicks": []}
    return {
        "overview": masked(overview),
        "messages": [masked(one) for one in figures.get("messages", ())],
        "clicks": [masked(one) for one in figures.get("clicks", ())],
    }


def _figures(call: Call, kind: str, key: str) -> dict[str, Any]:
    found: dict[str, Any] = call.channel.figures.get(kind, {}).get(key, {})
    return found


def _span(call: Call, most_days: int, too_long: str) -> tuple[date, date]:
    begin = required_day(call.query.get("from"), "from")
    end = required_day(call.query.get("to"), "to")
    if end < begin:
        raise Refusal(400, "Bad Request")
    if (end - begin).days + 1 > most_days:
        raise Refusal(400, too_long)
    return begin, end


def _within(by_day: dict[str, dict[str, int]], days: list[str]) -> list[dict[str, Any]]:
    return [{"date": day, **by_day[day]} for day in days if day in by_day]


def _as_days(days: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return days


def _as_sum(days: list[dict[str, Any]]) -> dict[str, int]:
    return {name: sum(day[name] for day in days) for name in ("count", "uniqueUsers")}


_BASE = "/v2/bot/insight"
_MENU = f"{_BASE}/richmenu/{{richMenuId}}"
ROUTES = [
    Route("GET", f"{_BASE}/message/delivery", "insight/delivery", deliveries, rate=PER_HOUR_60),
    Route("GET", f"{_BASE}/followers", "insight/followers", followers, rate=PER_HOUR_60),
    Route("GET", f"{_BASE}/demographic", "insight/demographic", demographic, rate=PER_HOUR_60),
    Route("GET", f"{_BASE}/message/event", "insight/event", message_event, rate=PER_HOUR_60),
    Route("GET", f"{_BASE}/message/event/aggregation", "insight/unit", unit_event, rate=PER_HOUR_60),
    Route("GET", f"{_MENU}/summary", "insight/richmenu", _menu_figures(SUMMARY_DAYS, False), rate=PER_HOUR_60),
    Route("GET", f"{_MENU}/daily", "insight/richmenu/daily", _menu_figures(DAILY_DAYS, True), rate=PER_HOUR_60),
]
