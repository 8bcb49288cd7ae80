"""One corporation as the National Tax Agency publishes it, and the check digit of its number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Company:
    """Attributes:
    number: 13 digits. postal_code: 7 digits or "".
    closed_on: ISO date or "". close_cause: "01" liquidated, "11" merged, "21" closed by the registrar, "31" other.
    is_hidden: it asked not to be found by searches.
    """

    number: str
    name: str
    address: str
    postal_code: str = ""
    closed_on: str = ""
    close_cause: str = ""
    is_hidden: bool = False

    def document(self) -> dict[str, Any]:
        """As JSON."""
        return {name: getattr(self, name) for name in self.__slots__}


def check_digit(body: str) -> int:
    """The first digit of the number whose other twelve are `body`.

    Source: 法人番号の指定等に関する省令, article 2: 9 − (Σ PnQn mod 9), n from the right, Q 1 for odd n and 2 for even.
    """
    total = sum(int(digit) * (1 if place % 2 else 2) for place, digit in enumerate(reversed(body), start=1))
    return 9 - total % 9


def is_corporate_number(number: str) -> bool:
    """Whether 13 digits can be a corporate number at all."""
    return len(number) == 13 and number.isascii() and number.isdigit() and int(number[0]) == check_digit(number[1:])
