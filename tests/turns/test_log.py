"""The log tells where and what kind, never what anybody said."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import sys

import pytest
import sqlalchemy as sa
import structlog

from data.errors import GatewayError
from data.log import set_up_log
from data.town.models import TownSetting

SAID = "花子の電話は0900000000"


@pytest.fixture
def written():
    """The log's text so far."""
    return io.StringIO()


@pytest.fixture
def lines(written, monkeypatch):
    """The log's lines so far, as documents. The process's own set-up is put back."""
    monkeypatch.setattr(sys, "stderr", written)
    monkeypatch.setattr(logging.root, "handlers", [])
    monkeypatch.setattr(logging.root, "level", logging.root.level)
    for name in ("asyncio", "aiohttp.server"):
        # import-linter, run by another test of the same process, switches off every logger that is there.
        monkeypatch.setattr(logging.getLogger(name), "disabled", False)
        monkeypatch.setattr(logging.getLogger(name), "propagate", True)
    before = structlog.get_config()
    set_up_log("info")
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    structlog.configure(**before)


def fail(text):
    raise ValueError(f"cannot read {text}")


def test_an_exceptions_words_are_not_logged_but_its_kind_and_place(lines):
    try:
        try:
            fail(SAID)
        except ValueError as fault:
            raise KeyError(SAID) from fault
    except KeyError as fault:
        structlog.get_logger("a").error("turn failed", reference="12345678", exc_info=fault)
        structlog.get_logger("a").exception("again")

    for line in lines():
        assert SAID not in json.dumps(line, ensure_ascii=False)
        assert "builtins.KeyError" in line["exception"]
        assert "builtins.ValueError" in line["exception"]
        assert "test_log.py" in line["exception"]
        assert " fail" in line["exception"]


def test_what_a_gateway_or_the_disk_says_is_logged(lines):
    for fault in (GatewayError("LINE is busy: 500", retryable=True), OSError(28, "No space left on device")):
        structlog.get_logger("a").error("x", exc_info=fault)

    first, second = lines()
    assert "LINE is busy: 500" in first["exception"]
    assert "No space left on device" in second["exception"]


async def test_a_statement_that_fails_does_not_quote_its_values(store, lines):
    def twice(session):
        for _ in range(2):
            session.execute(sa.insert(TownSetting).values(name=SAID, value=SAID))

    with pytest.raises(sa.exc.IntegrityError) as raised:
        await store.write(twice)

    structlog.get_logger("a").error("x", exc_info=raised.value)
    [line] = [one for one in lines() if one["level"] == "error"]  # a slow machine warns before
    assert SAID not in json.dumps(line, ensure_ascii=False)
    assert "IntegrityError" in line["exception"]


async def test_the_libraries_write_json_too_and_quote_nobody(lines):
    async def task():
        fail(SAID)

    failing = asyncio.create_task(task())
    await asyncio.wait({failing})
    loop = asyncio.get_running_loop()
    loop.default_exception_handler(
        {"message": "Task exception was never retrieved", "exception": failing.exception(), "task": failing}
    )
    logging.getLogger("aiohttp.server").error("Error handling request", exc_info=failing.exception())

    written = lines()
    assert [line["event"] for line in written] == ["Task exception was never retrieved", "Error handling request"]
    for line in written:
        assert SAID not in json.dumps(line, ensure_ascii=False)
        assert "builtins.ValueError" in line["exception"]
        assert line["level"] == "error"


@pytest.mark.parametrize("key", ["text", "token", "body", "name"])
def test_what_is_private_by_its_name_is_taken_out(lines, key):
    structlog.get_logger("a").warning("x", **{key: SAID})

    [line] = lines()
    assert line[key] == "(not logged)"


def test_a_sentence_for_the_operator_is_logged_as_it_is_read(lines, written):
    structlog.get_logger("a").error("certificate not renewed", fault="証明書が使えません。")

    assert "証明書が使えません。" in written.getvalue()
    assert lines()[0]["fault"] == "証明書が使えません。"
