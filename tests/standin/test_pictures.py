"""Reading the kind and size of a picture from its bytes."""

from __future__ import annotations

import pytest

from data.gateways.line.standin.contents import content_type_of
from data.gateways.line.standin.pictures import Picture, picture_of
from tests.standin.drawing import picture


@pytest.mark.parametrize(("kind", "content_type"), [("PNG", "image/png"), ("JPEG", "image/jpeg")])
def test_the_size_of_a_picture_is_read(kind, content_type):
    assert picture_of(picture(321, 123, kind)) == Picture(content_type, 321, 123)


@pytest.mark.parametrize(
    "data", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"\xff\xd8\xff\xe0\x00\x04ab?"]
)
def test_other_bytes_are_no_picture(data):
    assert picture_of(data) is None


def test_padding_before_a_jpeg_marker_is_passed_over():
    data = picture(20, 10, "JPEG")

    assert picture_of(data[:2] + b"\xff\xff" + data[2:]) == Picture("image/jpeg", 20, 10)


@pytest.mark.parametrize(
    ("kind", "data", "content_type"),
    [
        ("image", b"?", "image/jpeg"),
        ("video", b"?", "video/mp4"),
        ("audio", b"ID3?", "audio/mpeg"),
        ("file", b"PK\x03\x04", "application/zip"),
        ("file", b"?", "application/octet-stream"),
    ],
)
def test_a_file_has_the_type_its_bytes_or_its_kind_say(kind, data, content_type):
    assert content_type_of(kind, data) == content_type
