"""The one pooled HTTP session through which every channel talks to LINE."""

from __future__ import annotations

import aiohttp

# Twice the 128 answers that may be under way at once, so that deliveries never queue behind them.
CONNECTIONS = 256
KEEP_ALIVE_SECONDS = 30.0
DNS_SECONDS = 300


def open_line_session() -> aiohttp.ClientSession:
    """Open the session; the caller closes it. Must run inside the event loop."""
    connector = aiohttp.TCPConnector(
        limit=CONNECTIONS, limit_per_host=0, keepalive_timeout=KEEP_ALIVE_SECONDS, ttl_dns_cache=DNS_SECONDS
    )
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"User-Agent": "Madoguchi"},
        skip_auto_headers=("Accept-Encoding",),
    )
