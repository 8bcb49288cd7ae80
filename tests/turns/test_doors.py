"""The door in front of aiohttp: plain webhooks straight from the wire, everything else as aiohttp has it."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import doors as doors_module
from bot.doors import Doors, open_doors, plain_webhook
from bot.webhook import webhook
from tests.edge.test_tls import client_context, write_pair

STATUSES = {b"good": 200, b"bad": 400, b"forged": 401, b"full": 503}


class Inbox:
    """Remembers what reached it; answers by the body. `gate`: nothing is answered before it opens."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, bytes, str | None]] = []
        self.gate = asyncio.Event()
        self.gate.set()

    async def receive(self, channel: str, body: bytes, signature: str | None) -> int:
        self.taken.append((channel, body, signature))
        await self.gate.wait()
        return STATUSES.get(body, 200)


class Wire:
    """One connection to the door."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def say(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def hear(self) -> tuple[int, bytes]:
        """Status and body of the next answer."""
        async with asyncio.timeout(60):
            head = await self.reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0] or 0)
            return int(head.split()[1]), await self.reader.readexactly(length)

    async def is_closed(self) -> bool:
        async with asyncio.timeout(60):
            return await self.reader.read(1) == b""


def knock(body: bytes = b"good", *more: str, path: str = "/line/public", signature: str = "c2ln") -> bytes:
    lines = [f"POST {path} HTTP/1.1", "Host: town.example", f"x-line-signature: {signature}", *more]
    return "\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""]).encode() + body


@asynccontextmanager
async def opened(inbox, **options):
    """The door with a page behind it; a function that connects to it."""
    app = web.Application(client_max_size=100_000)
    app.add_routes([web.post("/line/public", webhook(inbox.receive, "public"))])
    app.add_routes([web.get("/page", page)])
    wires: list[Wire] = []
    async with open_doors(app, inbox.receive, ["public"], host="127.0.0.1", port=0, seconds=2, **options) as port:

        async def connect() -> Wire:
            context = client_context() if "context" in options else None
            wires.append(Wire(*await asyncio.open_connection("127.0.0.1", port, ssl=context)))
            return wires[-1]

        yield connect
    for wire in wires:
        wire.writer.close()


async def page(request: web.Request) -> web.Response:
    return web.Response(text="page")


@pytest.fixture
def inbox():
    return Inbox()


@pytest.fixture
async def connect(inbox):
    async with opened(inbox) as connect:
        yield connect


@pytest.fixture
def handed_over(monkeypatch):
    """Counts the connections that went to aiohttp."""
    count: list[bytes] = []
    original = doors_module.Door._hand_over

    def counted(door, data):
        count.append(data)
        original(door, data)

    monkeypatch.setattr(doors_module.Door, "_hand_over", counted)
    return count


async def test_one_webhook_after_the_other_on_one_connection(connect, inbox, handed_over):
    wire = await connect()

    for body, status in STATUSES.items():
        await wire.say(knock(body))
        assert await wire.hear() == (status, b"")

    assert inbox.taken == [("public", body, "c2ln") for body in STATUSES]
    assert handed_over == []


async def test_the_answer_has_a_date_as_http_wants_it(connect):
    wire = await connect()
    await wire.say(knock())

    head = await wire.reader.readuntil(b"\r\n\r\n")

    assert head.startswith(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nDate: ")
    assert head.endswith(b" GMT\r\n\r\n")


async def test_a_page_on_the_same_connection_and_a_webhook_after_it(connect, inbox, handed_over):
    wire = await connect()

    await wire.say(knock())
    assert await wire.hear() == (200, b"")
    await wire.say(b"GET /page HTTP/1.1\r\nHost: x\r\n\r\n")
    assert await wire.hear() == (200, b"page")
    await wire.say(knock(b"bad"))
    assert (await wire.hear())[0] == 400

    assert [body for _, body, _ in inbox.taken] == [b"good", b"bad"]
    assert len(handed_over) == 1


@pytest.mark.parametrize("size", [1, 7, 40, 120])
async def test_a_webhook_that_comes_in_pieces(connect, inbox, size):
    wire, whole = await connect(), knock(b"good")

    for start in range(0, len(whole), size):
        await wire.say(whole[start : start + size])
        await asyncio.sleep(0)

    assert (await wire.hear())[0] == 200
    assert inbox.taken == [("public", b"good", "c2ln")]


async def test_two_webhooks_at_once_are_answered_in_their_order(connect, inbox):
    wire = await connect()
    inbox.gate.clear()
    await wire.say(knock(b"forged"))
    while not inbox.taken:
        await asyncio.sleep(0.01)
    await wire.say(knock(b"full"))
    await asyncio.sleep(0.05)  # the second lies at the door while the first is being stored
    assert len(inbox.taken) == 1

    inbox.gate.set()

    assert [(await wire.hear())[0], (await wire.hear())[0]] == [401, 503]


async def test_what_was_taken_is_answered_before_the_door_closes(inbox):
    inbox.gate.clear()
    async with opened(inbox) as connect:
        wire, idle = await connect(), await connect()
        await wire.say(knock())
        while not inbox.taken:
            await asyncio.sleep(0.01)
        asyncio.get_running_loop().call_later(0.1, inbox.gate.set)

    assert (await wire.hear())[0] == 200
    assert await wire.is_closed()
    assert await idle.is_closed()


async def test_who_hangs_up_before_the_answer_was_heard_all_the_same(connect, inbox):
    wire = await connect()
    inbox.gate.clear()
    await wire.say(knock())
    while not inbox.taken:
        await asyncio.sleep(0.01)

    wire.writer.close()
    await asyncio.sleep(0.05)
    inbox.gate.set()

    other = await connect()
    await other.say(knock())
    assert (await other.hear())[0] == 200


async def test_a_connection_that_says_nothing_is_closed(inbox, monkeypatch):
    monkeypatch.setattr(doors_module, "IDLE_SECONDS", 0.2)
    async with opened(inbox) as connect:
        silent, busy = await connect(), await connect()
        inbox.gate.clear()
        await busy.say(knock())

        assert await silent.is_closed()

        inbox.gate.set()
        assert (await busy.hear())[0] == 200  # whoever waits for an answer is not silent


async def test_through_tls_too(inbox, tmp_path):
    from data.clock import Clock
    from data.tls import Certificate

    certificate = Certificate(*write_pair(tmp_path), Clock())
    async with opened(inbox, context=certificate.context) as connect:
        wire = await connect()
        await wire.say(knock())
        assert (await wire.hear())[0] == 200
        await wire.say(b"GET /page HTTP/1.1\r\nHost: x\r\n\r\n")
        assert await wire.hear() == (200, b"page")


NOT_PLAIN = [
    knock().replace(b"Host: town.example\r\n", b""),
    knock(path="/line/other"),
    knock(path="/line/public?x=1"),
    knock().replace(b"POST", b"PUT"),
    knock().replace(b"HTTP/1.1", b"HTTP/1.0"),
    knock(b"good", "Connection: close"),
    knock(b"good", "Expect: 100-continue"),
    knock(b"good", "Content-Encoding: gzip"),
    knock(b"good", "Content-Length: 4"),
    knock(b"good", "X-Line-Signature: b3RoZXI="),
    knock(b"good", " folded"),
    knock(b"good", "Empty:"),
    knock(b"good", "Sp ace: x"),
    knock(b"good", "Odd: \x01"),
    knock(b"good", "Odd: é"),
    knock().replace(b"Content-Length: 4", b"Content-Length: +4"),
    knock().replace(b"Content-Length: 4", b"Content-Length: 3"),
    knock().replace(b"Content-Length: 4", b"Content-Length: 5"),
    knock().replace(b"Content-Length: 4", b"Content-Length: 99999999999"),
    knock().replace(b"Content-Length: 4", b"X: y"),
    knock().replace(b"\r\n", b"\n"),
    knock(b"4\r\ngood\r\n0\r\n\r\n", "Transfer-Encoding: chunked"),
    knock() + b"GET /page HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /page HTTP/1.1\r\n\r\n",
    b"\x16\x03\x01",
    b"",
]


@pytest.mark.parametrize("data", NOT_PLAIN)
async def test_everything_else_is_left_to_aiohttp(data):
    found = plain_webhook(data)

    assert found is None or found[0] != "public"


NAMES = st.sampled_from(
    ["Content-Length", "content-length", "Transfer-Encoding", "X-Line-Signature", "Host", "Accept", "Connection", "X Y"]
)
VALUES = st.one_of(
    st.sampled_from(["4", "0", "5", "04", "4, 4", "-1", "chunked", "close", "keep-alive", "sig", "", "a\tb", " 4 "]),
    st.text("ab 4:\t\x00\x7fé\r", max_size=6),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    headers=st.lists(st.tuples(NAMES, VALUES), max_size=4),
    begun=st.sampled_from([[], [("Host", "x")], [("Host", "x"), ("Content-Length", "4")]]),
    body=st.sampled_from([b"good", b"", b"bad", b"goodx"]),
    line=st.sampled_from(["POST /line/public HTTP/1.1", "POST /line/public HTTP/1.0", "GET /line/public HTTP/1.1"]),
)
async def test_what_the_door_takes_aiohttp_would_have_taken_just_so(aiohttp_alone, headers, begun, body, line):
    data = "\r\n".join([line, *(f"{name}:{value}" for name, value in begun + headers), "", ""]).encode("latin-1") + body
    found = plain_webhook(data)
    if found is None:
        return

    inbox, connect = aiohttp_alone
    inbox.taken.clear()
    wire = await connect()
    await wire.say(data)
    status, _ = await wire.hear()

    assert inbox.taken == [found]
    assert status == STATUSES.get(found[1], 200)


@pytest.fixture
async def aiohttp_alone(inbox, monkeypatch):
    monkeypatch.setattr(Doors, "__call__", lambda self: self.serve())
    async with opened(inbox) as connect:
        yield inbox, connect
