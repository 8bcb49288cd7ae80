"""An answer of the Web-API (type=12, XML) as companies.

Source: 法人番号システム Web-API リファレンス, version 4, "レスポンスXML", read 2026-11.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element, ParseError, fromstring

from data.errors import GatewayError
from data.gateways.nta.company import Company

LONGEST = 4_000_000


def read_companies(body: bytes) -> tuple[int, list[Company]]:
    """(how many there are in all, those of this answer): the newest record of each, none that was only corrected.

    Raises:
        GatewayError: it is no such XML; not retryable.
    """
    if len(body) > LONGEST or b"<!DOCTYPE" in body[:2000] or b"<!ENTITY" in body:
        raise GatewayError("no answer of the Web-API", retryable=False)
    try:
        root = fromstring(body)  # noqa: S314  no declarations get this far, so nothing can be expanded
        count = int(_text(root, "count") or 0)
    except (ParseError, ValueError) as fault:
        raise GatewayError("no answer of the Web-API", retryable=False) from fault
    records = [one for one in root.iter("corporation") if _text(one, "latest") == "1" and _text(one, "correct") != "1"]
    return count, [_company(one) for one in records]


def _company(record: Element) -> Company:
    place = "".join(_text(record, part) for part in ("prefectureName", "cityName", "streetNumber"))
    return Company(
        number=_text(record, "corporateNumber"),
        name=_text(record, "name"),
        address=place or _text(record, "addressOutside"),
        postal_code=_text(record, "postCode"),
        closed_on=_text(record, "closeDate"),
        close_cause=_text(record, "closeCause"),
        is_hidden=_text(record, "hihyoji") == "1",
    )


def _text(parent: Element, name: str) -> str:
    return (parent.findtext(name) or "").strip()
