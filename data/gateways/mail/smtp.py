"""The town's SMTP server, by STARTTLS or TLS (never plain, except in trials).

Source: RFC 3207, RFC 8314 (587 with STARTTLS, 465 with TLS); aiosmtplib 5.1.
"""

from __future__ import annotations

import ssl

import structlog

from data.errors import GatewayError
from data.gateways.mail.mail import Mail, as_message
from data.settings import Settings

log = structlog.get_logger(__name__)

SECONDS = 20


class SmtpGateway:
    """One connection a mail: they are few. `context`: for tests with a certificate of their own."""

    def __init__(self, settings: Settings, context: ssl.SSLContext | None = None) -> None:
        self._settings = settings
        self._context = context

    @property
    def is_set_up(self) -> bool:
        return bool(self._settings.mail_host)

    async def send(self, mail: Mail) -> None:
        """See `MailGateway.send`. 5xx about this mail is final; anything else may pass."""
        import aiosmtplib  # only when a mail is sent: start-up counts

        settings = self._settings
        try:
            await aiosmtplib.send(
                as_message(mail, settings.mail_from),
                hostname=settings.mail_host,
                port=settings.mail_port,
                username=settings.mail_user or None,
                password=settings.mail_password.get_secret_value() or None,
                use_tls=settings.mail_tls == "tls",
                # Not "if offered": a server that has lost its STARTTLS, or somebody in between, gets no mail.
                start_tls=settings.mail_tls == "starttls",
                timeout=SECONDS,
                tls_context=self._context or _context(),
            )
        except aiosmtplib.SMTPRecipientsRefused as fault:
            codes = [one.code for one in fault.recipients]
            raise GatewayError(f"recipient refused {codes}", retryable=any(code < 500 for code in codes)) from fault
        except aiosmtplib.SMTPAuthenticationError as fault:
            raise GatewayError(f"sign-in refused {fault.code}", retryable=True) from fault
        except aiosmtplib.SMTPResponseException as fault:
            raise GatewayError(f"server said {fault.code}", retryable=fault.code < 500) from fault
        except (aiosmtplib.SMTPException, OSError, ValueError) as fault:
            raise GatewayError(type(fault).__name__, retryable=True) from fault
        log.info("mail handed over", message_id=mail.message_id)


def _context() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
