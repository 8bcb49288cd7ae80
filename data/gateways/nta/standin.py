"""Corporate numbers for the demo and tests: made-up companies in the sample town, and none of the network.

The numbers carry a right check digit and lie in a range that isn't given out.
"""

from __future__ import annotations

from data.fold import fold
from data.gateways.nta.client import MOST
from data.gateways.nta.company import Company, check_digit


def _number(serial: int) -> str:
    body = f"{990_000_000_000 + serial:012d}"
    return f"{check_digit(body)}{body}"


COMPANIES: tuple[Company, ...] = (
    Company(_number(1), "株式会社見本建設", "山形県最上郡戸沢村大字古口１００", "9996401"),
    Company(_number(2), "見本商店合同会社", "山形県最上郡戸沢村大字津谷２００", "9996311"),
    Company(_number(3), "有限会社見本農園", "山形県最上郡戸沢村大字角川３００", "9996403", "2024-03-31", "01"),
    Company(_number(4), "見本運輸株式会社", "山形県最上郡戸沢村大字名高４００", "9996313", "2025-10-01", "11"),
    Company(_number(5), "一般社団法人見本の会", "山形県最上郡戸沢村大字蔵岡５００", "9996402", is_hidden=True),
)


class DeskNtaGateway:
    """Knows COMPANIES and nothing else."""

    async def by_number(self, number: str) -> list[Company]:
        """The one of this number."""
        return [one for one in COMPANIES if one.number == number]

    async def by_name(self, name: str) -> tuple[int, list[Company]]:
        """Those whose names contain it, but none that is hidden from searches."""
        wanted = fold(name)
        found = [one for one in COMPANIES if wanted in fold(one.name) and not one.is_hidden]
        return len(found), found[:MOST]
