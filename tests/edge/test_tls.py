"""TLS 1.2 and newer only; a bad file stops the start with a sentence, a renewed one is taken up while it runs."""

from __future__ import annotations

import asyncio
import datetime as dates
import os
import ssl

import aiohttp
import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from yarl import URL

from data.clock import Clock
from data.db.faults import BadCertificate, BadSetting
from data.settings import read_settings
from data.tls import Certificate
from staffbot.web.edge import guard_edge


def write_pair(folder, name="town", *, passphrase=b""):
    """A certificate of its own making for 127.0.0.1."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dates.datetime.now(dates.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dates.timedelta(days=1))
        .not_valid_after(now + dates.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    kind = serialization.BestAvailableEncryption(passphrase) if passphrase else serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, kind)
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(pem)
    return folder / "cert.pem", folder / "key.pem"


@pytest.fixture
async def served(tmp_path):
    """(address, certificate) of a small server that holds its own certificate."""
    certificate = Certificate(*write_pair(tmp_path), Clock())
    app = web.Application()

    async def hello(request):
        return web.Response(text="やあ")

    app.add_routes([web.get("/", hello)])
    await guard_edge(app, proxies=0, holds_tls=True)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=certificate.context).start()
    yield f"https://127.0.0.1:{runner.addresses[0][1]}/", certificate
    await runner.cleanup()


def client_context():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


async def subject_at(url):
    """The common name of the certificate a new connection is shown."""
    _, writer = await asyncio.open_connection("127.0.0.1", URL(url).port, ssl=client_context())
    der = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
    writer.close()
    return x509.load_der_x509_certificate(der).subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value


async def test_a_modern_browser_is_served_and_told_to_stay_with_tls(served):
    async with aiohttp.ClientSession() as session, session.get(served[0], ssl=client_context()) as answer:
        assert await answer.text() == "やあ"

    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
async def test_older_than_tls_1_2_is_refused(served, version):
    context = client_context()
    context.minimum_version = context.maximum_version = version
    context.set_ciphers("ALL:@SECLEVEL=0")

    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.ClientError):
            await session.get(served[0], ssl=context)
    assert served[1].context.minimum_version is ssl.TLSVersion.TLSv1_2


async def test_a_renewed_certificate_is_taken_up_without_a_restart(served, tmp_path):
    url, certificate = served
    assert not certificate.renew()
    write_pair(tmp_path, "renewed")
    await certificate.tick()

    assert await subject_at(url) == "renewed"


async def test_a_renewal_half_done_keeps_the_old_one_and_is_tried_again(served, tmp_path):
    url, certificate = served
    new = tmp_path / "new"
    new.mkdir()
    write_pair(new, "renewed")
    os.replace(new / "cert.pem", tmp_path / "cert.pem")  # its key comes a moment later
    assert not certificate.renew()
    assert await subject_at(url) == "town"
    os.replace(new / "key.pem", tmp_path / "key.pem")
    assert certificate.renew()

    assert await subject_at(url) == "renewed"


async def test_files_that_vanish_stop_nothing(served, tmp_path):
    url, certificate = served
    (tmp_path / "cert.pem").unlink()
    assert not certificate.renew()

    assert await subject_at(url) == "town"


def spoil(folder, how):
    chain, key = write_pair(folder, passphrase=b"secret" if how == "passphrase" else b"")
    if how == "missing":
        key.unlink()
    elif how == "garbage":
        chain.write_text("こんにちは", encoding="utf-8")
    elif how == "other key":
        kept = chain.read_bytes()
        write_pair(folder)
        chain.write_bytes(kept)
    elif how == "folder":
        return folder, key
    return chain, key


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ("missing", "ファイルがありません"),
        ("garbage", "読み取れないか、鍵に合言葉があります"),
        ("other key", "証明書と鍵の組が合いません"),
        ("passphrase", "読み取れないか、鍵に合言葉があります"),
        ("folder", "読み取れないか、鍵に合言葉があります"),
    ],
)
def test_a_file_that_cannot_be_used_stops_the_start_with_a_sentence(tmp_path, how, why):
    chain, key = spoil(tmp_path, how)

    with pytest.raises(BadCertificate) as fault:
        Certificate(chain, key, Clock())
    assert str(chain) in str(fault.value)
    assert "MADOGUCHI_TLS_KEY" in str(fault.value)
    assert f"{why}）" in str(fault.value)
    assert fault.value.exit_code == 2


@pytest.mark.parametrize("given", ["tls_cert", "tls_key"])
def test_one_without_the_other_is_a_wrong_setting(tmp_path, given):
    with pytest.raises(BadSetting, match="両方"):
        read_settings(mode="trial", home=tmp_path, **{given: tmp_path / "x.pem"})
