"""The webhook address of a channel: read, set, test."""

import re

from data.gateways.line.standin.api.gate import Answer, Call, Route
from data.gateways.line.standin.buckets import PER_HOUR_60, PER_MINUTE_1000
from data.gateways.line.standin.clock import iso_utc
from data.gateways.line.standin.refusals import Refusal
from data.gateways.line.standin.rules.requests import WEBHOOK_ENDPOINT, WEBHOOK_TEST

# LINE takes https only; this machine is let through for tests.
_ENDPOINT = re.compile(r"https://[!-~]+|http://(127\.0\.0\.1|localhost)(:\d+)?(/[!-~]*)?")
MOST_UNITS = 500


def get_endpoint(call: Call) -> Answer:
    """Return the address and whether it is in use."""
    if call.channel.webhook_url is None:
        raise Refusal(404, "Webhook endpoint not found")
    return Answer({"endpoint": call.channel.webhook_url, "active": call.channel.webhook_active})


def set_endpoint(call: Call) -> Answer:
    """Change the address."""
    call.channel.webhook_url = _checked(call.body["endpoint"])
    return Answer()


async def test_endpoint(call: Call) -> Answer:
    """Send empty events and tell what came back."""
    url = _checked(call.body["endpoint"]) if "endpoint" in call.body else call.channel.webhook_url
    if url is None:
        raise Refusal(404, "Webhook endpoint not found")
    delivery = await call.sender.post(call.channel, call.sender.body(call.channel, []), url)
    reason = "OK" if delivery.accepted else (delivery.error or "error_status_code").upper()
    return Answer(
        {
            "success": delivery.accepted,
            "timestamp": iso_utc(call.now_ms),
            "statusCode": delivery.status or 0,
            "reason": reason,
            "detail": str(delivery.status) if delivery.status else reason,
        }
    )


def _checked(url: str) -> str:
    if len(url) > MOST_UNITS or not _ENDPOINT.fullmatch(url):
        raise Refusal(400, "Invalid webhook endpoint URL")
    return url


_BASE = "/v2/bot/channel/webhook"
ROUTES = [
    Route("GET", f"{_BASE}/endpoint", "webhook/endpoint", get_endpoint, rate=PER_MINUTE_1000),
    Route("PUT", f"{_BASE}/endpoint", "webhook/endpoint/set", set_endpoint, WEBHOOK_ENDPOINT, PER_MINUTE_1000),
    Route("POST", f"{_BASE}/test", "webhook/test", test_endpoint, WEBHOOK_TEST, PER_HOUR_60),
]
