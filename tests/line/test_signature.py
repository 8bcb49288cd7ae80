"""A webhook is believed only when LINE signed exactly these bytes."""

from __future__ import annotations

import pytest

from data.gateways.line.signature import is_signed

# The example of LINE's own page on verifying signatures.
SECRET = b"8c570fa6dd201bb328f1c1eac23a96d8"
BODY = b'{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}'
SIGNATURE = "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs="


def test_lines_own_example_is_believed():
    assert is_signed(SECRET, BODY, SIGNATURE)


@pytest.mark.parametrize(
    ("secret", "body", "header"),
    [
        (b"another secret", BODY, SIGNATURE),
        (SECRET, BODY + b" ", SIGNATURE),
        (SECRET, BODY, SIGNATURE.lower()),
        (SECRET, BODY, SIGNATURE[:-1]),
        (SECRET, BODY, SIGNATURE + " "),
        (SECRET, BODY, "窓口"),
        (SECRET, BODY, "\udcff"),
        (SECRET, BODY, ""),
        (SECRET, BODY, None),
    ],
)
def test_anything_else_is_not_believed(secret, body, header):
    assert not is_signed(secret, body, header)


def test_an_empty_secret_proves_nothing():
    signed_with_nothing = "Zy0XcpovvDn/z8KYKlZkyJyAbWyzs3cTY63Z5obfQGE="

    assert not is_signed(b"", BODY, signed_with_nothing)
    assert not is_signed(b"", BODY, None)
