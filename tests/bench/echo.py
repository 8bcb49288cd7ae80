"""The yardstick: the official SDK's aiohttp echo bot. It stores nothing and knows nobody.

Written as the SDK's README shows, with one API client for the whole process (a client per request would cost 31 ms
each). Run: `python -m tests.bench.echo PORT LINE_URL`.
"""

from __future__ import annotations

import asyncio
import sys

from aiohttp import web
from linebot.v3 import WebhookParser
from linebot.v3.exceptions import InvalidSignatureError
from linebot.v3.messaging import AsyncApiClient, AsyncMessagingApi, Configuration, ReplyMessageRequest, TextMessage
from linebot.v3.webhooks import MessageEvent, TextMessageContent

SECRET = "bench-secret"


async def serve(port: int, line_url: str) -> None:
    """Echo until killed."""
    configuration = Configuration(access_token="bench-token", host=line_url)
    configuration.connection_pool_maxsize = 256
    api = AsyncMessagingApi(AsyncApiClient(configuration))
    parser = WebhookParser(SECRET)

    async def webhook(request: web.Request) -> web.Response:
        body = await request.text()
        try:
            events = parser.parse(body, request.headers["X-Line-Signature"])
        except InvalidSignatureError:
            return web.Response(status=400)
        for event in events:
            if isinstance(event, MessageEvent) and isinstance(event.message, TextMessageContent):
                await api.reply_message(
                    ReplyMessageRequest(reply_token=event.reply_token, messages=[TextMessage(text=event.message.text)])
                )
        return web.Response(text="OK")

    app = web.Application()
    app.add_routes([web.post("/line/public", webhook)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), sys.argv[2]))
