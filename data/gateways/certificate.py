"""When the certificate that browsers see ends: of a file of ours, or of whatever stands in front of us."""

from __future__ import annotations

import asyncio
import ssl
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509

from data.errors import GatewayError

SECONDS = 10


def file_ends_at(chain: Path) -> datetime:
    """The end of the first certificate of a PEM file.

    Raises:
        GatewayError: it can't be read.
    """
    try:
        return x509.load_pem_x509_certificate(chain.read_bytes()).not_valid_after_utc
    except (OSError, ValueError) as fault:
        raise GatewayError(type(fault).__name__, retryable=True) from fault


async def address_ends_at(url: str) -> datetime:
    """The end of the certificate shown at an https address. It is not judged here, only read.

    Raises:
        GatewayError: nobody answers with TLS there.
    """
    parts = urlsplit(url)
    context = ssl.create_default_context()
    # An expired one is just what is looked for.
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        async with asyncio.timeout(SECONDS):
            _, writer = await asyncio.open_connection(
                parts.hostname, parts.port or 443, ssl=context, server_hostname=parts.hostname
            )
    except (OSError, TimeoutError, ssl.SSLError) as fault:
        raise GatewayError(type(fault).__name__, retryable=True) from fault
    try:
        raw = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
    finally:
        writer.close()
    try:
        return x509.load_der_x509_certificate(raw).not_valid_after_utc
    except (TypeError, ValueError) as fault:
        raise GatewayError(type(fault).__name__, retryable=True) from fault
