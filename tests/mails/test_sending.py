"""Mails: neither lost nor, as far as mail allows, doubled."""

from __future__ import annotations

import socket
import ssl
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from pydantic import SecretStr

from data.clock import FixedClock
from data.errors import GatewayError
from data.gateways.mail.mail import Mail, as_message
from data.gateways.mail.smtp import SmtpGateway
from data.gateways.mail.standin import DeskMailGateway
from data.mails.models import MailRow
from data.mails.service import LEASE_SECONDS, Mails, claim_mails, forget_mails, put_mail
from data.settings import read_settings
from tests.mails.certificates import self_signed

NOW = datetime(2026, 4, 10, 3, tzinfo=UTC)
TO = "sato@example.jp"


@pytest.fixture
def clock():
    return FixedClock(NOW)


@pytest.fixture
def desk():
    return DeskMailGateway()


@pytest.fixture
def mails(store, clock, desk):
    return Mails(store=store, clock=clock, gateway=desk)


async def promise(store, subject="件名"):
    return await store.write(lambda session: put_mail(session, to=TO, subject=subject, body="本文", now=NOW).id)


async def states(store):
    return [tuple(row) for row in await store.read(sa.select(MailRow.state, MailRow.body).order_by(MailRow.id))]


async def test_a_promised_mail_is_sent_once_and_its_text_forgotten(store, mails, desk):
    await promise(store)

    await mails.tick()
    await mails.tick()

    assert [one.to for one in desk.kept] == [TO]
    assert await states(store) == [(2, "")]


async def test_what_fails_for_now_is_tried_again_later_with_the_same_id(store, mails, desk, clock):
    await promise(store)
    desk.refusals = [GatewayError("away", retryable=True)]

    await mails.tick()
    await mails.tick()
    assert not desk.kept
    clock.move(timedelta(seconds=11))
    await mails.tick()

    assert len(desk.kept) == 1
    [row] = await store.read(sa.select(MailRow.message_id, MailRow.attempts))
    assert (desk.kept[0].message_id, 2) == tuple(row)


async def test_what_can_never_succeed_is_given_up_at_once(store, mails, desk):
    await promise(store)
    desk.refusals = [GatewayError("no such person", retryable=False)]

    await mails.tick()

    [row] = await store.read(sa.select(MailRow.state, MailRow.error))
    assert tuple(row) == (3, "no such person")


async def test_after_two_days_of_silence_it_is_given_up(store, mails, desk, clock):
    await promise(store)
    desk.refusals = [GatewayError("away", retryable=True)]
    clock.move(timedelta(days=2, hours=1))

    await mails.tick()

    assert (await states(store))[0][0] == 3


async def test_what_a_crash_left_half_sent_is_sent_again_when_its_lease_is_over(store, mails, desk, clock):
    await promise(store)
    await store.write(claim_mails, clock.real())  # and then the process died

    await mails.tick()
    assert not desk.kept
    clock.move(timedelta(seconds=LEASE_SECONDS + 1))
    await mails.tick()

    assert len(desk.kept) == 1


async def test_old_mails_are_forgotten_and_waiting_ones_are_not(store, mails):
    await promise(store)
    await mails.tick()
    await promise(store, "待っている")

    await store.write(forget_mails, now=NOW + timedelta(days=91))

    assert [state for state, _ in await states(store)] == [0]


async def test_without_a_server_mails_wait(store, clock):
    mails = Mails(store=store, clock=clock, gateway=SmtpGateway(read_settings(mode="trial")))
    await promise(store)

    await mails.tick()

    assert not mails.is_set_up
    assert (await states(store))[0][0] == 0


def test_a_subject_can_start_no_header():
    message = as_message(Mail(TO, "あ\r\nBcc: x@example.jp", "本文", "<1@x>"), "from@example.jp")

    assert message["Bcc"] is None
    assert "\n" not in message["Subject"]


# The real server


def free_port() -> int:
    """aiosmtpd asks its own port whether it is there, so it can't be left to the system."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


class Inbox:
    """A server's side: keeps what came, or says no."""

    def __init__(self) -> None:
        self.came: list[bytes] = []
        self.answer = ""

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.answer:
            return self.answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.came.append(envelope.content)
        return "250 OK"


@pytest.fixture
def smtp(tmp_path):
    """A mail server on loopback with STARTTLS, and a gateway that trusts its certificate."""
    chain, key = self_signed(tmp_path)
    server_side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_side.load_cert_chain(chain, key)
    inbox = Inbox()
    controller = Controller(
        inbox, hostname="127.0.0.1", port=free_port(), tls_context=server_side, require_starttls=True
    )
    controller.start()
    client_side = ssl.create_default_context(cafile=str(chain))
    yield inbox, gateway(controller, client_side), controller
    controller.stop()


def gateway(controller, context, **settings):
    port = controller.server.sockets[0].getsockname()[1]
    values = {"mail_tls": "starttls", **settings}
    return SmtpGateway(
        read_settings(mode="trial", mail_host="localhost", mail_port=port, mail_from="m@example.jp", **values), context
    )


async def test_a_mail_goes_by_starttls_and_reads_as_written(smtp):
    inbox, line, _ = smtp

    await line.send(Mail(TO, "障害のお知らせ", "窓口で障害が起きました。", "<1@x>"))

    [raw] = inbox.came
    assert b"Message-ID: <1@x>" in raw
    assert "障害".encode() not in raw  # base64, so every server takes it


async def test_a_server_that_is_not_trusted_gets_nothing(smtp):
    inbox, _, controller = smtp

    with pytest.raises(GatewayError) as refused:
        await gateway(controller, None).send(Mail(TO, "題", "本文", "<1@x>"))

    assert refused.value.retryable
    assert inbox.came == []


@pytest.mark.parametrize(("answer", "retryable"), [("550 nobody here", False), ("451 later", True)])
async def test_a_refused_recipient_is_final_or_not_as_the_server_says(smtp, answer, retryable):
    inbox, line, _ = smtp
    inbox.answer = answer

    with pytest.raises(GatewayError) as refused:
        await line.send(Mail(TO, "題", "本文", "<1@x>"))

    assert refused.value.retryable is retryable


async def test_a_server_without_starttls_gets_nothing():
    inbox = Inbox()
    controller = Controller(inbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        with pytest.raises(GatewayError):
            await gateway(controller, None).send(Mail(TO, "題", "本文", "<1@x>"))
    finally:
        controller.stop()
    assert inbox.came == []


def test_production_sends_no_mail_in_the_open():
    from data.settings import try_settings

    _, faults = try_settings(
        mail_host="mail.example.jp", mail_from="m@example.jp", mail_tls="none", mail_password=SecretStr("x")
    )

    assert any("MAIL_TLS" in str(one) for one in faults)
