"""Which way mails go."""

from __future__ import annotations

from data.gateways.mail.mail import MailGateway
from data.gateways.mail.smtp import SmtpGateway
from data.gateways.mail.standin import DeskMailGateway
from data.settings import Settings


def mail_gateway(settings: Settings) -> MailGateway:
    """The town's server; in a trial without one, the stand-in."""
    return DeskMailGateway() if settings.is_trial and not settings.mail_host else SmtpGateway(settings)
