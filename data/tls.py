"""The certificate that `serve` holds itself, when no proxy in front does: TLS 1.2 and newer, renewed while it runs."""

from __future__ import annotations

import ssl
from pathlib import Path

import structlog
from cryptography import x509

from data.clock import Clock
from data.db.faults import BadCertificate, reason_of_certificate

log = structlog.get_logger(__name__)


class Certificate:
    """A certificate chain and its key (PEM files). `context` goes to the server; new connections use what is newest."""

    def __init__(self, chain: Path, key: Path, clock: Clock) -> None:
        """Raises:
        BadCertificate: a file that can't be read, or a key of another certificate.
        """
        self._chain, self._key, self._clock = chain, key, clock
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.minimum_version = ssl.TLSVersion.TLSv1_2
        self.context.set_alpn_protocols(["http/1.1"])
        self._seen = self._stamp()
        self._load()

    async def tick(self) -> None:
        """For a timer on the event loop: the context must not change under a handshake in another thread."""
        self.renew()

    def renew(self) -> bool:
        """Load the files again when they changed; what can't be used is logged and the old one stays."""
        try:
            seen = self._stamp()
            if seen == self._seen:
                return False
            self._seen = seen
            self._load()
        except BadCertificate as fault:
            log.error("certificate not renewed", fault=str(fault))
            return False
        log.info("certificate renewed")
        return True

    def _load(self) -> None:
        # A pair that doesn't fit must not spoil the context in use.
        trial = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        for context in (trial, self.context):
            try:
                # A key with a passphrase would make OpenSSL ask on the terminal.
                context.load_cert_chain(self._chain, self._key, password=_no_passphrase)
            except (OSError, ssl.SSLError, ValueError) as fault:
                raise BadCertificate(path=self._chain, key=self._key, reason=reason_of_certificate(fault)) from fault
        try:
            ends_at = x509.load_pem_x509_certificate(self._chain.read_bytes()).not_valid_after_utc
        except ValueError as fault:
            raise BadCertificate(path=self._chain, key=self._key, reason=reason_of_certificate(fault)) from fault
        if ends_at <= self._clock.now():
            log.error("certificate has expired", ended_at=ends_at.isoformat())

    def _stamp(self) -> tuple[float, ...]:
        try:
            return tuple(value for path in (self._chain, self._key) for value in _of_file(path))
        except OSError as fault:
            raise BadCertificate(path=self._chain, key=self._key, reason=reason_of_certificate(fault)) from fault


def _of_file(path: Path) -> tuple[float, float]:
    stat = path.stat()
    return stat.st_mtime_ns, stat.st_size


def _no_passphrase() -> str:
    return ""
